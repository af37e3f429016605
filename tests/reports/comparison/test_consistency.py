"""No first page contradicts itself: verdicts, shares, intervals, ranges and words of every scenario on every campus, read as data."""

import io
import math
from collections.abc import Iterator

import numpy as np
import pytest
from rich.console import Console

from reports.comparison.brief import Brief, build_brief
from reports.comparison.page import print_comparison
from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison, choose_main_pairing
from sim.experiment.experiment import Experiment
from sim.experiment.raw_results import RawResults
from sim.statistics.paired import Contrast
from sim.statistics.verdicts import AHEAD, BEHIND, Verdict
from tests.sim.combinations import COMBINATIONS
from tests.sim.experiment.questions import ALONE

ROUNDING = 1e-6
RANGED = {
    ("active-assailant", "large-high-school"),
    ("active-assailant-lunch", "rural-k12"),
    ("active-assailant-passing", "suburban-elementary"),
    ("cardiac-arrest", "small-college"),
    ("false-alarm", "suburban-elementary"),
    ("laboratory-fire", "rural-k12"),
}
"""Compared with all ranges, which take long: each scenario and each campus once."""


@pytest.fixture(scope="module", params=COMBINATIONS, ids="/".join)
def played(request: pytest.FixtureRequest) -> tuple[Emergency, Comparison]:
    name, campus = request.param
    emergency = open_emergency(name, campus)
    ranges = 1 if request.param in RANGED else 0
    return emergency, compare(
        Experiment(emergency), ALONE, replications=80, input_pairs=8 * ranges, joint=12 * ranges, structures=16 * ranges
    )


def page(brief: Brief) -> list[str]:
    out = io.StringIO()
    print_comparison(brief, Console(file=out, width=80))
    return out.getvalue().splitlines()


def primaries(comparison: Comparison) -> Iterator[tuple[Contrast, float, float]]:
    """Each with the limits of its improvement."""
    for contrast in comparison.contrasts:
        if not contrast.exploratory and contrast.verdict_low is not None and contrast.verdict_high is not None:
            yield contrast, contrast.verdict_low, contrast.verdict_high


@pytest.mark.slow
def test_the_verdict_of_the_base_case_is_what_its_interval_and_shares_say(played: tuple[Emergency, Comparison]) -> None:
    for contrast, low, high in primaries(played[1]):
        delta, found = contrast.delta or 0.0, contrast.base_finding
        if contrast.statistic == "median":
            continue  # where the share that achieves it comes first
        if found in AHEAD:
            assert low > delta
            assert contrast.better_share >= contrast.worse_share
        if found in BEHIND:
            assert high < -delta
            assert contrast.worse_share >= contrast.better_share
        if found is Verdict.NO_PRACTICAL_DIFFERENCE:
            assert -delta <= low
            assert high <= delta
        if found is Verdict.MIXED:
            assert (low > delta) is (contrast.worse_share > contrast.better_share)


@pytest.mark.slow
def test_a_verdict_differs_from_its_base_case_only_where_a_range_says_so(played: tuple[Emergency, Comparison]) -> None:
    for contrast, _, _ in primaries(played[1]):
        if contrast.finding is not contrast.base_finding:
            assert contrast.finding in (Verdict.STRUCTURAL, Verdict.SENSITIVE, Verdict.INCONCLUSIVE)
        if contrast.finding is Verdict.SENSITIVE:
            assert contrast.verdict_range is not None


@pytest.mark.slow
def test_chances_agree_with_the_shares_of_pairs(played: tuple[Emergency, Comparison]) -> None:
    """Whoever is better by enough is better; a larger difference is rarer; and both ways never exceed all."""
    comparison = played[1]
    by_key = {(c.baseline, c.strategy, c.conditions, c.measure): c for c in comparison.contrasts}
    for chance in comparison.chance:
        contrast = by_key[chance.baseline, chance.strategy, chance.conditions, chance.measure]
        assert chance.better_by_delta <= contrast.better_share + ROUNDING
        assert chance.worse_by_delta <= contrast.worse_share + ROUNDING
        assert chance.ci_low <= chance.better_by_delta <= chance.ci_high
    for chance, larger in ((a, b) for a in comparison.chance for b in comparison.chance):
        same = (chance.baseline, chance.strategy, chance.conditions, chance.measure) == (
            larger.baseline,
            larger.strategy,
            larger.conditions,
            larger.measure,
        )
        if same and larger.delta > chance.delta:
            assert larger.better_by_delta <= chance.better_by_delta


@pytest.mark.slow
def test_every_statistic_of_a_row_is_one_statistic(played: tuple[Emergency, Comparison]) -> None:
    """The difference of the two arms that are shown is the difference that is shown, where both are means."""
    comparison = played[1]
    means = {(one.strategy, one.conditions, one.measure): one for one in comparison.measures}
    for contrast in comparison.contrasts:
        before, after = (
            means[strategy, contrast.conditions, contrast.measure]
            for strategy in (contrast.baseline, contrast.strategy)
        )
        assert (contrast.statistic == "mean") is (before.has_mean and after.has_mean)
        assert before.mean - after.mean == pytest.approx(contrast.reduction, abs=1e-6)


@pytest.mark.slow
def test_ranges_hold_their_middle_and_costs_have_one(played: tuple[Emergency, Comparison]) -> None:
    for joint in played[1].joint:
        values = [joint.p05, joint.p50, joint.p95]
        known = [value for value in values if value is not None]
        assert known == sorted(known)
        if joint.above_zero is not None and joint.above_delta is not None:
            assert joint.above_delta <= joint.above_zero + ROUNDING


@pytest.mark.slow
def test_the_parts_of_an_unaware_time_add_up(played: tuple[Emergency, Comparison]) -> None:
    comparison = played[1]
    by_key = {(c.baseline, c.strategy, c.conditions, c.measure): c for c in comparison.contrasts}
    for found in comparison.unaware_time:
        whole = by_key[found.baseline, found.strategy, found.conditions, "unaware_time"]
        parts = found.knowing_sooner.reduction + found.danger_ends_sooner.reduction
        assert parts == pytest.approx(whole.reduction, abs=1e-6)
        assert math.isclose(sum(stratum.pairs for stratum in found.strata), comparison.replications)
        assert whole.reduction <= found.bound + ROUNDING or found.danger_ends_sooner.reduction > 0


@pytest.mark.slow
def test_the_page_fits_and_says_what_the_data_say(played: tuple[Emergency, Comparison]) -> None:
    emergency, comparison = played
    main = choose_main_pairing(comparison.headlines, [], comparison.present_practice)
    brief = build_brief(comparison, emergency, "S")
    lines = page(brief)
    assert len(lines) <= 45
    assert max(map(len, lines)) <= 80
    assert main.baseline == comparison.present_practice
    assert brief.arms[0] == "Today"
    assert not {line.measure for line in brief.lines} & {line.measure for line in brief.adverse}
    first = next(
        one
        for one in comparison.contrasts
        if (one.baseline, one.strategy, one.conditions) == main and one.measure == brief.lines[0].measure
    )
    words = {"no": "Too little to matter", "yes": "Enough to matter", "yes, worse": "Worse by", "mixed": "Mixed"}
    matters = brief.lines[0].matters.rpartition(", ")[0]
    if matters in words and first.same_share < 1.0 and not brief.answer[0].startswith("Inconclusive"):
        assert brief.answer[0].startswith(words[matters])
    assert len(brief.answer) <= 3
    assert all(" and " not in name for name in brief.arms)


@pytest.mark.slow
def test_the_mean_does_not_depend_on_how_arms_are_coupled_and_the_chance_does() -> None:
    """The same replications, paired by a shift: the mean difference stays, the share of pairs by enough does not."""
    raw: list[RawResults] = []
    comparison = compare(
        Experiment(open_emergency("active-assailant")), ALONE, replications=400, input_pairs=0, on_results=raw.append
    )
    main = choose_main_pairing(comparison.headlines, [], comparison.present_practice)
    before, after = (raw[0].column(arm.strategy, "unaware_time") for arm in main.arms)
    shifted_after = np.roll(after, -1)
    coupled, shifted = ((before - arm >= 10.0).mean() for arm in (after, shifted_after))
    assert (before - after).mean() == pytest.approx((before - shifted_after).mean(), abs=1e-9)
    assert abs(shifted - coupled) > 0.05
