"""No first page contradicts itself: verdicts, shares, intervals, ranges and words of every scenario, read as data."""

from collections.abc import Iterator

import pytest

from reports.comparison.brief import Brief, build_brief
from reports.comparison.page import print_comparison
from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison, choose_main_pairing
from sim.experiment.experiment import Experiment
from sim.statistics.paired import Contrast
from sim.statistics.verdicts import AHEAD, BEHIND, Verdict
from tests.reports.golden_texts import print_to_text
from tests.sim.combinations import COMBINATIONS
from tests.sim.experiment.questions import ALONE

RANGED = {
    "cardiac-arrest": "small-college",
    "false-alarm": "suburban-elementary",
    "active-assailant-class": "large-high-school",
    "active-assailant-lunch": "rural-k12",
    "active-assailant-passing": "suburban-elementary",
    "laboratory-fire": "rural-k12",
}
"""Compared with all ranges, which take long: on each campus, and each kind of primary measure."""
FIRST_RANGED = [*RANGED][:2]
ELSEWHERE = [
    ("agitated-visitor", "small-college"),
    ("tornado", "rural-k12"),
    ("swatting", "suburban-elementary"),
    ("release-outside", "suburban-elementary"),
]
"""A second campus, for those whose protocol depends on the buildings most."""


def list_pages() -> Iterator[object]:
    """Each scenario once, the campuses in turn, and those that stand elsewhere."""
    campuses = {name: [campus for scenario, campus in COMBINATIONS if scenario == name] for name, _ in COMBINATIONS}
    each = [(name, RANGED.get(name, these[n % len(these)])) for n, (name, these) in enumerate(campuses.items())]
    for name, campus in [*each, *ELSEWHERE]:
        is_full = (name, campus) in ELSEWHERE or (name in RANGED and name not in FIRST_RANGED)
        marks = pytest.mark.full(step="pages") if is_full else pytest.mark.slow
        yield pytest.param((name, campus), id=f"{name}/{campus}", marks=marks)


@pytest.fixture(scope="module", params=list_pages())
def played(request: pytest.FixtureRequest) -> tuple[Emergency, Comparison]:
    name, campus = request.param
    emergency = open_emergency(name, campus)
    ranges = 1 if RANGED.get(name) == campus else 0
    return emergency, compare(Experiment(emergency), ALONE, replications=80, input_pairs=8 * ranges, joint=24 * ranges)


def page(brief: Brief) -> list[str]:
    return print_to_text(lambda console: print_comparison(brief, console)).splitlines()


def primaries(comparison: Comparison) -> Iterator[tuple[Contrast, float, float]]:
    """Each with the limits of its improvement."""
    for contrast in comparison.contrasts:
        if not contrast.exploratory and contrast.verdict_low is not None and contrast.verdict_high is not None:
            yield contrast, contrast.verdict_low, contrast.verdict_high


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


def test_a_verdict_differs_from_its_base_case_only_where_a_range_says_so(played: tuple[Emergency, Comparison]) -> None:
    for contrast, _, _ in primaries(played[1]):
        if contrast.finding is not contrast.base_finding:
            assert contrast.finding in (Verdict.SENSITIVE, Verdict.INCONCLUSIVE)
        if contrast.finding is Verdict.SENSITIVE:
            assert contrast.verdict_range is not None


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
