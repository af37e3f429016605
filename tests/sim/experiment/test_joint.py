"""Joint ranges: the design against what a Latin hypercube is, and the plays against playing every point by hand."""

import math
import statistics
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from scenarios.library import open_emergency
from scenarios.scenario import Emergency
from sim.experiment import joint
from sim.experiment.compare import compare
from sim.experiment.comparison import JOINT_CUT_SHORT_NOTE, Comparison, choose_main_pairing
from sim.experiment.execution import Execution
from sim.experiment.experiment import Experiment
from sim.experiment.input_points import PointTask
from sim.experiment.joint import (
    COST_MEASURES,
    FIRST_REPLICATION,
    JOINT_PAIRS,
    build_joint_task,
    compute_joint_ranges,
    draw_points,
)
from sim.experiment.sensitivity import SensitivityQuestion
from sim.experiment.used_inputs import RangedInput
from sim.measures import MEASURES
from sim.statistics.estimators import Interval
from sim.statistics.paired import MedianWord, Pairing
from sim.statistics.summaries import Arm
from tests.sim.experiment.comparisons import joint_range
from tests.sim.experiment.hand_made import hold, play_by
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
def compared(school: Emergency) -> Comparison:
    return compare(Experiment(school), ALONE, replications=3, input_pairs=1, joint=POINTS)


def columns(*inputs: RangedInput, points: int = 64, seed: int = 1) -> dict[str, list[float]]:
    drawn = draw_points(inputs, points, seed)
    return {ranged.name: [dict(point.values)[ranged.name] for point in drawn] for ranged in inputs}


def test_each_of_equally_likely_parts_of_a_range_holds_one_point_combined_at_random() -> None:
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
    # Correlations of 512 points have a standard error of 1 / √512.
    drawn = columns(SHARE, FROM_ZERO, COUNT, points=512)
    correlations = np.corrcoef(list(drawn.values()))[np.triu_indices(3, 1)]
    assert np.abs(correlations).max() < 4 / math.sqrt(512)
    assert columns(SHARE, COUNT)[COUNT.name] == columns(COUNT)[COUNT.name]
    assert columns(COUNT, seed=2) != columns(COUNT)


def test_each_point_has_replications_of_its_own_and_only_a_resolvable_range_is_read() -> None:
    played = [n for point in draw_points([SHARE], 5, 1) for n in point.replications]
    assert played == list(range(FIRST_REPLICATION, FIRST_REPLICATION + 5 * JOINT_PAIRS))
    assert FIRST_REPLICATION > 1_000_000
    ends: dict[str, Any] = {"p05": None, "p05_word": MedianWord.ONLY_BASELINE, "p95": 7.0}
    one, open_ = replace(joint_range(PAIRING, "rset"), **ends), replace(joint_range(PAIRING, "x"), is_resolvable=False)
    other = replace(one, measure="y", p05=-3.0, p05_word=MedianWord.FINITE, p95=None, p95_word=MedianWord.ONLY_STRATEGY)
    assert joint.JointResult(9, (one, open_, other)).resolvable == {
        (PAIRING, "rset"): Interval(-math.inf, 7.0), (PAIRING, "y"): Interval(-3.0, math.inf)
    }  # fmt: skip


PAIRING = Pairing("dials", "alerts")
AWARE, COST = MEASURES["aware_t90"], MEASURES["call_answered"]
NOISE = -6.0, 2.0, 7.0, -3.0
"""Of the four pairs at a point: mean 0, variance 98 / 3, so that the squared error of a point is 98 / 12."""


def plays(moved: Mapping[str, float], arm: Arm, n: int, name: str) -> float:
    """The alert is as many seconds sooner as `app.installed` has hundredths beyond 40, and at nearly nine tenths it cannot be."""
    share = moved.get(SHARE.name, 0.5)
    if moved and share > 0.76:
        raise ValueError
    if name == "call_answered":
        return 33.0 + (arm.strategy == "alerts") * moved.get(COUNT.name, 1.0)
    return 500.0 - (arm.strategy == "alerts") * (100.0 * share - 40.0 + NOISE[n % 4])


def test_a_range_is_of_the_points_that_work_each_shrunken_by_its_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five points, one in each fifth of the range. The last does not work, so percentiles are the first, second and fourth."""
    tasks: list[PointTask] = []

    def play_points(task: PointTask, _: object, part: str) -> Any:
        tasks.append(task)
        assert part == joint.JOINT
        return play_by(plays)(task)

    monkeypatch.setattr(joint, "JOINT_PAIRS", 4)
    monkeypatch.setattr(joint, "list_ranged_inputs", lambda *_: (DELAY, SHARE, COUNT))
    arms = *PAIRING.arms[::-1], Arm("announces")
    names = ["dispatched", "aware_t90", "call_answered"]
    question = SensitivityQuestion(small_school(), 3, (PAIRING,), {AWARE: 20.0}, ((PAIRING, COST),))
    results = hold(arms, names, 6, plays)
    task = build_joint_task(question, results, 5, set(), is_compiled=False)
    assert task is not None
    points, (aware, cost), is_interrupted, played, *_ = compute_joint_ranges(
        question, results, task.hold([DELAY.name]), ALONE, play_points
    )
    assert (tasks[0].arms, tasks[0].names) == (arms[:2], ("aware_t90", "call_answered", "dispatched"))
    drawn = [dict(point.values) for point in tasks[0].points if dict(point.values)[SHARE.name] <= 0.76]
    assert (points, len(drawn), aware.points, aware.pairs, is_interrupted) == (5, 4, 4, 4, False)
    means = [100.0 * values[SHARE.name] - 40.0 for values in drawn]
    middle, across, noise = statistics.mean(means), statistics.variance(means), 98 / 12
    factor = math.sqrt(1.0 - noise / across)
    shrunken = sorted(middle + factor * (mean - middle) for mean in means)
    assert (aware.p05, aware.p50, aware.p95) == pytest.approx((shrunken[0], shrunken[1], shrunken[3]))
    assert (aware.mean, aware.variance, aware.noise_variance) == pytest.approx((middle, across, noise))
    counts = [sum(test) / 4 for test in zip(*((x > 0.0, x > 20.0, x < -20.0) for x in shrunken), strict=True)]
    assert [aware.above_zero, aware.above_delta, aware.below_minus_delta] == counts == [0.75, 0.25, 0.0]
    assert (aware.statistic, aware.delta, aware.measure, aware.pairing) == ("mean", 20.0, "aware_t90", PAIRING)
    counted = [-values[COUNT.name] for values in drawn]  # a cost has no noise, and no difference that matters
    assert (cost.p05, cost.p95, cost.delta) == pytest.approx((min(counted), max(counted), 0.0))
    assert (cost.above_zero, cost.above_delta, cost.below_minus_delta) == (0.0, 0.0, 1.0)
    assert played is not None
    assert played.inputs == (SHARE.name, COUNT.name)
    assert played.values.tolist() == [[values[SHARE.name], values[COUNT.name]] for values in drawn]
    assert played.reductions == pytest.approx(np.array([means, counted]).T)
    assert played.errors == pytest.approx(np.array([4 * [math.sqrt(noise)], 4 * [0.0]]).T)
    frame = played.to_frame()
    last = frame.iloc[-1]
    assert (len(frame), last.point, last.measure, last[COUNT.name]) == (8, 3, "call_answered", played.values[3, 1])
    assert (last.reduction, last.standard_error, last.conditions) == pytest.approx((counted[3], 0.0, "none"))
    assert compute_joint_ranges(question, results, task, ALONE, lambda *_: None) == joint.JOINT_INTERRUPTED
    nothing_moves = task.hold([DELAY.name, SHARE.name, COUNT.name])
    for nothing in (build_joint_task(question, results, 0, set(), is_compiled=False), nothing_moves):
        assert compute_joint_ranges(question, results, nothing, ALONE, play_points) == joint.NO_JOINT


def test_every_primary_measure_and_what_is_worse_in_the_main_comparison_have_a_range(compared: Comparison) -> None:
    primaries = [(c.baseline, c.strategy, c.conditions, c.measure) for c in compared.contrasts if not c.exploratory]
    assert [(*line.pairing, line.measure) for line in compared.joint][: len(primaries)] == primaries
    assert compared.joint_points == POINTS
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


@pytest.mark.slow
def test_the_compiled_engine_gives_the_same_ranges() -> None:
    """Also of replications whose numbers need more than 32 bits."""
    experiment = Experiment(open_emergency("false-alarm"), ["app", "office-pa"])
    play = partial(compare, experiment, replications=2, input_pairs=1, joint=1)
    simpy, compiled = (play(Execution(workers=1, engine=engine)) for engine in ("simpy", "compiled"))
    assert simpy.to_json() == compiled.to_json()


def test_without_input_pairs_there_are_no_joint_ranges_and_what_cannot_move_keeps_its_value(school: Emergency) -> None:
    result = compare(Experiment(school), ALONE, replications=3, input_pairs=0, joint=2)
    assert (result.joint_points, result.joint) == (0, ())
    result = compare(Experiment(mostly_nothing()), ALONE, replications=3, input_pairs=1, joint=2)
    assert [skipped.name for skipped in result.inputs_left_out] == ["office_reached.by_phone"]
    assert {line.points for line in result.joint} == {result.joint_points} == {2}


def test_stopping_among_the_joint_ranges_keeps_the_one_way_ranges(school: Emergency) -> None:
    begun: list[str] = []
    stop: Any = {"on_progress": lambda part, _: begun.append(part), "stop": lambda: "joint ranges" in begun}
    execution = Execution(workers=1, **stop)
    result = compare(Experiment(school), execution, replications=3, input_pairs=1, joint=2)
    assert (result.stopped, result.joint, result.joint_points, result.input_pairs) == ("interrupted", (), 0, 1)
    assert JOINT_CUT_SHORT_NOTE in result.notes
