"""Break-evens along an input, by hand, over plays that are formulas."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from sim.experiment import break_even
from sim.experiment.break_even import choose_statistic, find_break_evens, record_break_evens, space_points
from sim.experiment.input_points import PointTask
from sim.experiment.used_inputs import RangedInput
from sim.measures import MEASURES
from sim.statistics.break_even import Crossing
from sim.statistics.estimators import Interval
from sim.statistics.paired import Pairing
from sim.statistics.summaries import Arm
from tests.sim.experiment.comparisons import contrast
from tests.sim.experiment.hand_made import hold, play_by
from tests.sim.experiment.questions import ALONE
from tests.sim.schools import small_school

PAIRING = Pairing("dials", "alerts")
AWARE = MEASURES["aware_t90"]
INPUT = RangedInput("app.push.delay", "measured", 0.0, 6.0, "s")


def plays(moved: Mapping[str, float], arm: Arm, n: int, name: str) -> float:
    """10 s sooner, 4 s less for each second of delay, and a second more or less in turn. Other measures show nothing."""
    if name != "aware_t90":
        return 7.0
    later = 4.0 * moved.get(INPUT.name, 4.0) - 10.0
    return 300.0 + 5.0 * n + (later + (1.0 if n % 2 else -1.0) if arm.strategy == "alerts" else 0.0)


@pytest.mark.parametrize("is_known", [True, False])
def test_a_difference_is_zero_and_matters_where_its_line_says(is_known: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """10 - 4d is 0 at 2.5 s and, where 5 s matter, 5 at 1.25 s. Known: of 30 pairs that were played 24 are played again."""
    tasks: list[PointTask] = []

    def play_points(task: PointTask, *_: object) -> Any:
        tasks.append(task)
        return play_by(plays)(task)

    monkeypatch.setattr(break_even, "play_points", play_points)
    emergency = small_school()
    held = hold((Arm("announces"), *PAIRING.arms[::-1]), ["dispatched", "aware_t90"], 30, plays)
    results = held if is_known else None
    found = find_break_evens(emergency, results, 1, PAIRING, AWARE, INPUT, 24, ALONE)
    assert found is not None
    assert found.matters is not None
    assert (found.statistic, found.zero.crossing, found.matters.crossing) == ("mean", Crossing.ONCE, Crossing.ONCE)
    assert (found.zero.value, found.matters.value) == pytest.approx((2.5, 1.25))
    assert (found.zero.rises, found.matters.rises, found.matters.threshold) == (False, False, 5.0)
    (task,) = tasks
    assert [point.values for point in task.points] == [((INPUT.name, float(at)),) for at in range(7)]
    assert {point.replications for point in task.points} == {range(24)}
    if is_known:
        assert task.unmoved is not None
        assert task.unmoved.values[3].tolist() == [[315.0], [322.0]]  # as for 4 s of delay, a second later in odd pairs
        assert task.unmoved.drawn.shape[:2] == (24, 2)
    record = record_break_evens(emergency, PAIRING, AWARE, INPUT, 24, found)
    assert (record.base, record.points, record.pairs, record.basis) == (4.0, tuple(range(7)), 24, "measured")
    assert (record.found, record.matters_from, record.unit) == (found.zero, found.matters, "s")


def test_more_pairs_than_were_played_are_not_and_an_impossible_bound_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(moved: Mapping[str, float], arm: Arm, n: int, name: str) -> float:
        if moved.get(INPUT.name) == 6.0:
            raise ValueError
        assert n < 8
        return plays(moved, arm, n, name)

    results = hold(PAIRING.arms, ["aware_t90"], 8, plays)
    for play in (play_by(fail), lambda *_: None):
        monkeypatch.setattr(break_even, "play_points", play)
        assert find_break_evens(small_school(), results, 1, PAIRING, AWARE, INPUT, 24, ALONE) is None


def test_times_stand_by_equal_factors_and_limits_of_an_improvement_turn_with_its_direction() -> None:
    assert space_points(2.0, 128.0, "s", 4) == pytest.approx((2.0, 8.0, 32.0, 128.0))
    assert space_points(0.0, 6.0, "s", 4) == pytest.approx((0.0, 2.0, 4.0, 6.0))
    assert space_points(2.0, 128.0, "share", 4) == pytest.approx((2.0, 44.0, 86.0, 128.0))
    missed = np.array([[[5.0, 6.0, 8.0], [4.0, 7.0, 9.0]], [[5.0, 6.0, 8.0], [4.0, math.inf, 9.0]]])
    assert [choose_statistic(AWARE, values, 60.0) for values in (missed, missed[:1])] == ["median", "mean"]
    one = contrast(PAIRING, "survival_larsen", -2.0, half=5.0)  # more with the strategy, which is better
    assert (one.improvement, one.improvement_limits) == (2.0, Interval(-3.0, 7.0))
