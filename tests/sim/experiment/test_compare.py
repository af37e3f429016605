"""Playing and comparing from end to end: by hand on the reference model, and what must not change a result."""

import itertools
import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from scenarios.library import open_emergency
from sim.engine import SimpyEngine
from sim.experiment.compare import PAIRS, compare
from sim.experiment.comparison import NO_RANGES_NOTE, RANGES_CUT_SHORT_NOTE, Comparison
from sim.experiment.design import Plan, PlanError
from sim.experiment.execution import Execution, StoppedError
from sim.experiment.executor import Progress
from sim.experiment.experiment import Experiment
from sim.experiment.sensitivity import INPUTS
from sim.measures import compute_measures
from sim.model.trace import EventKind, Trace
from sim.statistics.estimators import Array
from sim.statistics.paired import Contrast, Pairing
from sim.statistics.stopping import PrecisionError
from sim.statistics.summaries import Arm, Summary
from sim.tabulation import tabulate
from tests.sim.experiment.questions import ALONE
from tests.sim.schools import small_school


def text(comparison: Comparison) -> str:
    return json.dumps(comparison.to_json(), allow_nan=False)


def contrast(comparison: Comparison, measure: str, pairing: Pairing) -> Contrast:
    (result,) = (
        entry
        for entry in comparison.contrasts
        if (entry.measure, entry.baseline, entry.strategy, entry.conditions) == (measure, *pairing)
    )
    return result


def summary(comparison: Comparison, measure: str, arm: Arm) -> Summary:
    (result,) = (one for one in comparison.measures if (one.measure, one.strategy, one.conditions) == (measure, *arm))
    return result


@pytest.fixture(scope="module")
def r1() -> Comparison:
    return compare(Experiment(open_emergency("reference-r1"), seed=3), ALONE, replications=12)


@pytest.fixture(scope="module")
def traces() -> dict[str, list[Trace]]:
    """By strategy, played one by one without any of the experiment."""
    emergency = open_emergency("reference-r1")
    tables = [tabulate(emergency, name) for name in ("r1-sequential", "r1-simultaneous")]
    return {arm.strategy: [SimpyEngine(arm, 3, replication).run() for replication in range(12)] for arm in tables}


@pytest.fixture(scope="module")
def by_hand(traces: dict[str, list[Trace]]) -> dict[str, dict[str, Array]]:
    rows = {name: [compute_measures(trace, trace.tables) for trace in played] for name, played in traces.items()}
    return {name: {key: np.array([row[key] for row in mine]) for key in mine[0]} for name, mine in rows.items()}


@pytest.mark.parametrize("measure", ["aware_t90", "protected_t90", "first_unit_on_scene", "call_answered"])
def test_contrasts_of_r1_are_those_by_hand(r1: Comparison, by_hand: dict[str, dict[str, Array]], measure: str) -> None:
    before, after = by_hand["r1-sequential"][measure], by_hand["r1-simultaneous"][measure]
    result = contrast(r1, measure, Pairing("r1-sequential", "r1-simultaneous"))
    apart = np.minimum(before, r1.horizon) - np.minimum(after, r1.horizon)
    assert (result.reduction, result.improvement) == pytest.approx((apart.mean(), apart.mean()), rel=1e-12)
    assert result.p_value == pytest.approx(stats.ttest_rel(before, after).pvalue, rel=1e-9)
    assert (result.better_share, result.worse_share) == ((after < before).mean(), (after > before).mean())
    assert (result.ci_low or 0.0) < apart.mean() < (result.ci_high or 0.0)


def test_measures_of_r1_without_ranges_are_those_by_hand(r1: Comparison, by_hand: dict[str, dict[str, Array]]) -> None:
    for strategy, measure in itertools.product(by_hand, by_hand["r1-sequential"]):
        values = by_hand[strategy][measure]
        result = summary(r1, measure, Arm(strategy))
        assert result.mean == pytest.approx(np.minimum(values, r1.horizon).mean(), rel=1e-12)
        assert (result.not_reached, result.n) == (np.isinf(values).sum(), 12)
    assert (r1.input_pairs, r1.input_effects) == (0, ())
    assert {entry.input_low for entry in r1.contrasts} == {None}
    assert "protocol.tell.contact" in r1.assumed


def test_curves_of_r1_count_who_was_aware(r1: Comparison, traces: dict[str, list[Trace]]) -> None:
    result = {(curve.strategy, curve.what): curve for curve in r1.curves}
    assert len(result) == 4
    for strategy in r1.strategies:
        curve = result[strategy, "aware"]
        assert (len(curve.times), curve.times[0], curve.times[-1]) == (361, 0.0, r1.horizon)
        for moment in (0, 1, 3, 6, 9, 15, 360):
            counts = [
                sum(row[1] == EventKind.AWARE and row[0] <= curve.times[moment] for row in trace.rows)
                for trace in traces[strategy]
            ]
            percents = np.mean(counts), *np.percentile(counts, [10, 90])
            shares = curve.mean[moment], curve.low[moment], curve.high[moment]
            assert shares == pytest.approx([percent / 100 for percent in percents], rel=1e-12)
        assert list(curve.mean) == sorted(curve.mean)
    assert result["r1-simultaneous", "protected"].mean[-1] == 1.0


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_whatever_the_workers() -> None:
    emergency = small_school()
    entry, other = (
        compare(Experiment(emergency), Execution(workers=workers), replications=20, input_pairs=4, joint=3)
        for workers in (1, 2)
    )
    assert text(entry) == text(other)
    assert entry.input_pairs == 4


@pytest.mark.slow
def test_primary_differences_of_first_pairs_are_told_before_all_else_is_played(monkeypatch: pytest.MonkeyPatch) -> None:
    early: list[Contrast] = []
    parts: list[str] = []

    def hear(_: Plan, contrasts: list[Contrast], pairs: int) -> None:
        parts.append(f"of {pairs}")
        early.extend(contrasts)

    told = Execution(workers=1, on_progress=lambda part, _: parts.append(part), engine="simpy")
    asked: dict[str, Any] = {"replications": 12, "input_pairs": 2, "joint": 0}
    monkeypatch.setattr("sim.experiment.compare.INTERIM_PAIRS", 5)
    compare(Experiment(small_school()), told, **asked, on_interim=hear)
    assert [part for part, _ in itertools.groupby(parts)] == [PAIRS, "of 5", PAIRS, INPUTS]
    result = compare(Experiment(small_school()), replications=5, input_pairs=0)
    late = [contrast for contrast in result.contrasts if not contrast.exploratory]
    found = [[(one.reduction, one.ci_low, one.ci_high) for one in contrasts] for contrasts in (early, late)]
    assert found[0] == found[1] != []
    assert {one.input_low for one in early} == {None}


def stages(**asked: Any) -> tuple[Comparison, list[int]]:
    """A comparison, and how many pairs were done whenever all of those asked for so far were."""
    ends: list[int] = []

    def told(part: str, progress: Progress) -> None:
        if part == PAIRS and progress.done == progress.total:
            ends.append(progress.done)

    experiment = Experiment(small_school(), ["dials", "alerts"])
    result = compare(experiment, Execution(workers=1, on_progress=told), input_pairs=0, **asked)
    return result, list(dict.fromkeys(ends))


@pytest.mark.slow
def test_precision_looks_at_200_pairs_then_400_and_stops_at_the_first_that_is_enough() -> None:
    at_once, looks_at_once = stages(precision="100 s")
    assert (looks_at_once, at_once.replications, at_once.stopped) == ([200], 200, "precision reached")
    widest = max((entry.ci_high or 0) - (entry.ci_low or 0) for entry in at_once.contrasts if not entry.exploratory)
    wanted = f"{widest / 2:.3f} s"  # at the level of the first look 1.14 times as wide, at that of the second, of twice the pairs, 0.90
    later, looks_later = stages(precision=wanted)
    assert (looks_later, later.replications, later.asked) == ([200, 400], 400, wanted)
    assert f"precision {wanted} reached with 400 pairs." in later.notes
    fixed, _ = stages(replications=400)
    assert (fixed.measures, fixed.contrasts) == (later.measures, later.contrasts)


@pytest.mark.slow
def test_precision_that_is_not_reached_says_so_at_the_cap() -> None:
    result, looks = stages(precision="0.001 s", cap=250)
    assert (looks, result.stopped) == ([200, 250], "precision not reached")


def stop_after(asked: int) -> Callable[[], bool]:
    """A Ctrl-C that comes at the n-th time somebody looks."""
    count = itertools.count(1)
    return lambda: next(count) > asked


def test_a_stopped_run_reports_the_longest_complete_prefix_if_anything_was_played() -> None:
    result = compare(Experiment(small_school()), Execution(workers=1, stop=stop_after(6)), replications=5_000)
    assert result.stopped == "interrupted"
    assert 0 < result.replications < 5_000
    assert result.asked == 5_000
    whole = compare(Experiment(small_school()), ALONE, replications=result.replications, input_pairs=0)
    assert (result.measures, result.contrasts) == (whole.measures, whole.contrasts)
    assert NO_RANGES_NOTE in result.notes
    with pytest.raises(StoppedError):
        compare(Experiment(small_school()), Execution(workers=1, stop=lambda: True), replications=5)


@pytest.mark.slow
def test_stopping_among_the_input_ranges_keeps_the_pairs_and_drops_all_ranges() -> None:
    begun: list[str] = []
    heard = Execution(1, on_progress=lambda part, _: begun.append(part), stop=lambda: "input ranges" in begun)
    result = compare(Experiment(small_school()), heard, replications=10)
    assert (result.replications, result.stopped) == (10, "interrupted")
    assert (result.input_effects, result.input_pairs) == ((), 0)
    assert {entry.input_low for entry in result.contrasts} == {None}
    assert RANGES_CUT_SHORT_NOTE in result.notes
    assert NO_RANGES_NOTE not in result.notes


def test_a_precision_that_binds_nothing_and_a_measure_of_another_hazard_are_refused() -> None:
    played = Execution(on_progress=lambda *_: pytest.fail("played"))
    with pytest.raises(PrecisionError, match="aware_t90"):
        compare(Experiment(small_school()), played, precision="2 person-min")
    primary = [{"measure": "exposed_person_minutes", "smallest_difference": 5}]
    with pytest.raises(PlanError, match="does not apply to this hazard"):
        compare(Experiment(small_school(primary=primary)), ALONE)


@pytest.mark.slow
def test_arms_with_an_app_say_how_often_it_was_the_first_report() -> None:
    emergency = open_emergency("active-assailant-class")
    result = compare(Experiment(emergency, ["app", "office-pa"]), ALONE, replications=3, input_pairs=0)
    (first,) = result.app_first_report
    tables = tabulate(emergency, "app")
    traces = [SimpyEngine(tables, 1, replication).run() for replication in range(3)]
    assert first == ("app", (), math.fsum(compute_measures(t, tables)["app_was_first_report"] for t in traces) / 3)


@pytest.mark.slow
def test_inputs_that_move_in_the_main_pairing_alone_have_the_same_effects_there() -> None:
    asked: dict[str, Any] = {"replications": 12, "input_pairs": 4, "joint": 3}
    experiment = Experiment(small_school(), ["dials", "alerts", "announces"], "dials")
    every, one = (compare(experiment, is_whole=is_every, **asked) for is_every in (True, False))
    (main,) = {effect.pairing for effect in one.input_effects}
    assert len({effect.pairing for effect in every.input_effects}) == 3
    assert one.input_effects == tuple(effect for effect in every.input_effects if effect.pairing == main)
    assert one.joint == tuple(joint for joint in every.joint if joint.pairing == main)
    assert [one.unaware_time, one.chance, one.periods] == [every.unaware_time, every.chance, every.periods]

    def of_main(result: Comparison) -> list[Contrast]:
        return [each for each in result.contrasts if Pairing(each.baseline, each.strategy) == main]

    assert of_main(one) == of_main(every)
    others = {each.measure for each in one.contrasts if each not in of_main(one)}
    assert others == {"aware_t90", "first_unit_on_scene"}
