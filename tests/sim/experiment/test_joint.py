"""Joint ranges: the design against what a Latin hypercube is, and the plays against playing every point by hand."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from sim.engine import SimpyEngine
from sim.experiment.compare import compare
from sim.experiment.comparison import JOINT_CUT_SHORT_NOTE, Comparison, choose_main_pairing
from sim.experiment.execution import Execution
from sim.experiment.experiment import Experiment
from sim.experiment.joint import (
    COST_MEASURES,
    FIRST_REPLICATION,
    JOINT_PAIRS,
    JointPoints,
    compute_joint_ranges,
    draw_points,
)
from sim.experiment.result_store import ResultStore
from sim.experiment.runner import ReplicationResults, ReplicationTask, build_arm_tables
from sim.experiment.sensitivity import SensitivityQuestion
from sim.experiment.used_inputs import RangedInput, find_used_inputs, list_ranged_inputs
from sim.measures import MEASURES, compute_measures
from sim.statistics.estimators import Array
from sim.statistics.paired import Pairing
from sim.tabulation import tabulate
from tests.sim.experiment.questions import ALONE
from tests.sim.schools import mostly_nothing, small_school

POINTS = 4
SHARE = RangedInput("app.installed", "assumed", 0.2, 0.9, "share")
DELAY = RangedInput("app.push.delay", "measured", 2.0, 128.0, "s")
FROM_ZERO = RangedInput("psap.connect", "assumed", 0.0, 8.0, "s")
COUNT = RangedInput("psap.takers", "assumed", 1.0, 9.0, "")


@pytest.fixture(scope="module")
def school() -> Emergency:
    return small_school()


@pytest.fixture(scope="module")
def compared_with_points(school: Emergency) -> tuple[Comparison, JointPoints]:
    points: list[JointPoints] = []
    found = compare(Experiment(school), ALONE, replications=3, input_pairs=1, joint=POINTS, on_joint=points.append)
    return found, points[0]


@pytest.fixture(scope="module")
def compared(compared_with_points: tuple[Comparison, JointPoints]) -> Comparison:
    return compared_with_points[0]


def columns(*inputs: RangedInput, points: int = 64, seed: int = 1) -> dict[str, list[float]]:
    drawn = draw_points(inputs, points, seed)
    return {ranged.name: [dict(point.values)[ranged.name] for point in drawn] for ranged in inputs}


# the design


def test_each_of_equally_likely_parts_of_a_range_holds_one_point() -> None:
    """Parts are equal in the logarithm of a time, and in any other number."""
    drawn = columns(SHARE, DELAY, FROM_ZERO, COUNT)
    shares = {
        SHARE.name: [(value - 0.2) / 0.7 for value in drawn[SHARE.name]],
        DELAY.name: [math.log2(value / 2.0) / 6.0 for value in drawn[DELAY.name]],
        FROM_ZERO.name: [value / 8.0 for value in drawn[FROM_ZERO.name]],
        COUNT.name: [(value - 1.0) / 8.0 for value in drawn[COUNT.name]],
    }
    for name, column in shares.items():
        assert sorted(math.floor(64 * share) for share in column) == list(range(64)), name


def test_inputs_are_combined_at_random() -> None:
    """Correlations of 512 points have a standard error of 1 / √512."""
    drawn = columns(SHARE, FROM_ZERO, COUNT, points=512)
    correlations = np.corrcoef(list(drawn.values()))[np.triu_indices(3, 1)]
    assert np.abs(correlations).max() < 4 / math.sqrt(512)


def test_a_further_input_changes_no_other_column() -> None:
    assert columns(SHARE, COUNT)[COUNT.name] == columns(COUNT)[COUNT.name]
    assert columns(COUNT, seed=2) != columns(COUNT)


def test_each_point_has_replications_of_its_own_beyond_all_pairs() -> None:
    played = [n for point in draw_points([SHARE], 5, 1) for n in point.replications]
    assert played == list(range(FIRST_REPLICATION, FIRST_REPLICATION + 5 * JOINT_PAIRS))
    assert FIRST_REPLICATION > 1_000_000


# the plays


def reductions_by_hand(emergency: Emergency, pairing: Pairing, measure: str) -> Array:
    """(points, pairs), everything played to the end by the model."""
    strategies = ("dials", "alerts", "announces")
    inputs = list_ranged_inputs(emergency, strategies, find_used_inputs(emergency, strategies))
    rows = []
    for point in draw_points(inputs, POINTS, 1):
        arms = []
        for arm in pairing.arms:
            tables = tabulate(emergency, arm.strategy, arm.conditions, dict(point.values))
            traces = [SimpyEngine(tables, 1, replication).run() for replication in point.replications]
            arms.append([compute_measures(trace, tables)[measure] for trace in traces])
        horizon = emergency.scenario.horizon
        rows.append(np.minimum(arms[0], horizon) - np.minimum(arms[1], horizon))
    return np.array(rows)


@pytest.mark.slow
def test_ranges_and_points_are_those_of_playing_every_point_by_hand(
    school: Emergency, compared_with_points: tuple[Comparison, JointPoints]
) -> None:
    compared, points = compared_with_points
    joint = next(line for line in compared.joint if (line.pairing.strategy, line.measure) == ("alerts", "aware_t90"))
    assert (joint.statistic, joint.points, joint.pairs) == ("mean", POINTS, JOINT_PAIRS)
    by_hand = reductions_by_hand(school, joint.pairing, joint.measure)
    means, noise = by_hand.mean(axis=1), by_hand.var(axis=1, ddof=1).mean() / JOINT_PAIRS
    variance = means.var(ddof=1)
    assert joint.mean == pytest.approx(means.mean())
    assert joint.variance == pytest.approx(variance)
    assert joint.noise_variance == pytest.approx(noise)
    assert joint.is_resolvable
    errors = by_hand.var(axis=1, ddof=1) / JOINT_PAIRS
    total = variance - noise + errors
    middle = np.average(means, weights=1.0 / total)
    shrunken = middle + np.sqrt((variance - noise) / total) * (means - middle)
    # of four points: the first, the second and the fourth
    assert (joint.p05, joint.p50, joint.p95) == pytest.approx(tuple(np.sort(shrunken)[[0, 1, 3]]))
    assert joint.above_zero == (shrunken > 0.0).mean()
    assert joint.above_delta == (shrunken > joint.delta).mean()
    assert joint.below_minus_delta == (shrunken < -joint.delta).mean()
    at = points.contrasts.index((joint.pairing, joint.measure))
    assert points.reductions[:, at] == pytest.approx(means)
    assert points.errors[:, at] ** 2 == pytest.approx(errors)


@pytest.mark.slow
def test_a_frame_of_points_has_the_values_of_every_input(
    school: Emergency, compared_with_points: tuple[Comparison, JointPoints]
) -> None:
    compared, points = compared_with_points
    frame = points.to_frame()
    assert len(frame) == POINTS * len(compared.joint)
    strategies = ("dials", "alerts", "announces")
    inputs = list_ranged_inputs(school, strategies, find_used_inputs(school, strategies))
    last = frame[frame.measure == "first_unit_on_scene"].iloc[-1]
    assert (last.point, last.conditions) == (POINTS - 1, "none")
    assert {ranged.name: last[ranged.name] for ranged in inputs} == dict(draw_points(inputs, POINTS, 1)[-1].values)


def test_every_primary_measure_of_every_pairing_has_a_range(compared: Comparison) -> None:
    primaries = [(c.baseline, c.strategy, c.conditions, c.measure) for c in compared.contrasts if not c.exploratory]
    assert [(*line.pairing, line.measure) for line in compared.joint][: len(primaries)] == primaries


def test_what_is_worse_in_the_main_comparison_has_a_range_too(compared: Comparison) -> None:
    main = choose_main_pairing(compared.headlines, [line.pairing for line in compared.joint], compared.present_practice)
    worse = {
        one.measure
        for one in compared.contrasts
        if one.adverse and one.exploratory and (one.baseline, one.strategy, one.conditions) == main
    }
    primary = {one.measure for one in compared.contrasts if not one.exploratory}
    costs = [line for line in compared.joint if line.measure not in primary]
    assert {line.measure for line in costs} == worse & {*COST_MEASURES}
    assert {line.pairing for line in costs} <= {main}


def test_as_many_points_as_asked_for_were_played(compared: Comparison) -> None:
    assert compared.joint_points == POINTS


@pytest.mark.slow
def test_the_compiled_engine_gives_the_same_ranges() -> None:
    """Also of replications whose numbers need more than 32 bits."""
    simpy, compiled = (
        compare(
            Experiment(open_emergency("false-alarm"), ["app", "office-pa"]),
            Execution(workers=1, engine=e),
            replications=2,
            input_pairs=1,
            joint=1,
        )
        for e in ("simpy", "compiled")
    )
    assert simpy.to_json() == compiled.to_json()


@pytest.mark.parametrize("asked", [{"input_pairs": 1, "joint": 0}, {"input_pairs": 0, "joint": 2}])
def test_no_points_or_no_input_pairs_no_joint_ranges(school: Emergency, asked: dict[str, Any]) -> None:
    result = compare(Experiment(school), ALONE, replications=3, **asked)
    assert (result.joint_points, result.joint) == (0, ())


def test_an_input_that_cannot_be_moved_alone_keeps_its_value() -> None:
    result = compare(Experiment(mostly_nothing()), ALONE, replications=3, input_pairs=1, joint=2)
    assert [skipped.name for skipped in result.inputs_left_out] == ["office_reached.by_phone"]
    assert {line.points for line in result.joint} == {result.joint_points} == {2}


def test_points_that_cannot_be_played_are_dropped_and_counted() -> None:
    school, measure = mostly_nothing(), MEASURES["aware_t90"]
    pairing = Pairing("dials", "announces")
    tables = tuple(build_arm_tables(school, arm) for arm in pairing.arms)
    task = ReplicationTask(tables, 1, 0)
    results = ReplicationResults(task, pairing.arms)
    results(range(2), task.play(range(2)))
    question = SensitivityQuestion(school, 1, (pairing,), {measure: 15.0})
    used = find_used_inputs(school, ["dials", "announces"])
    points, (line,), *_ = compute_joint_ranges(question, results, 2, used, ALONE)
    assert (points, line.points, line.is_resolvable, line.p50) == (2, 0, False, None)


def test_stopping_among_the_joint_ranges_keeps_the_one_way_ranges(school: Emergency) -> None:
    begun: list[str] = []
    result = compare(
        Experiment(school),
        Execution(workers=1, on_progress=lambda part, _: begun.append(part), stop=lambda: "joint ranges" in begun),
        replications=3,
        input_pairs=1,
        joint=2,
    )
    assert (result.stopped, result.joint, result.joint_points) == ("interrupted", (), 0)
    assert result.input_pairs == 1
    assert JOINT_CUT_SHORT_NOTE in result.notes


@pytest.mark.slow
def test_a_longer_run_finds_the_points_in_the_store(school: Emergency, compared: Comparison, tmp_path: Path) -> None:
    begun: list[str] = []
    store = ResultStore(tmp_path, b"12345678")
    compare(Experiment(school), Execution(workers=1, store=store), replications=3, input_pairs=1, joint=POINTS)
    longer = compare(
        Experiment(school),
        Execution(workers=1, store=store, on_progress=lambda part, _: begun.append(part)),
        replications=4,
        input_pairs=1,
        joint=POINTS,
    )
    assert longer.joint == compared.joint
    assert "joint ranges" not in begun
