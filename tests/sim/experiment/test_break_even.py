"""Break-evens along an input, and of belief and training: by hand, over plays and comparisons that are formulas."""

import math
from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from scenarios.library import open_emergency
from scenarios.training import Training
from sim.experiment import belief_gain, break_even, training_effect
from sim.experiment.belief_gain import can_be_worn, measure_break_even
from sim.experiment.break_even import choose_statistic, find_break_evens, record_break_evens, space_points
from sim.experiment.comparison import Comparison
from sim.experiment.design import PlanError
from sim.experiment.execution import DEFAULT_EXECUTION
from sim.experiment.experiment import Experiment
from sim.experiment.input_points import PointTask
from sim.experiment.training_effect import SHARES, list_default_strategies, measure_training
from sim.experiment.used_inputs import RangedInput
from sim.measures import MEASURES
from sim.statistics.break_even import Crossing
from sim.statistics.estimators import Interval
from sim.statistics.paired import Contrast, Pairing
from sim.statistics.summaries import Arm
from tests.sim.experiment.comparisons import contrast, made, summary
from tests.sim.experiment.hand_made import hold, play_by
from tests.sim.experiment.questions import ALONE
from tests.sim.experiment.small_school import small_school

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
    results = (
        hold((Arm("announces"), *PAIRING.arms[::-1]), ["dispatched", "aware_t90"], 30, plays) if is_known else None
    )
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
        assert task.unmoved.values[3].tolist() == [
            [315.0],
            [322.0],
        ]  # as for a delay of 4 s, a second later in odd pairs
        assert task.unmoved.drawn.shape[:2] == (24, 2)
    record = record_break_evens(emergency, PAIRING, AWARE, INPUT, 24, found)
    assert (record.base, record.points, record.pairs, record.basis) == (4.0, tuple(range(7)), 24, "measured")
    assert (record.found, record.matters_from, record.unit) == (found.zero, found.matters, "s")


def test_more_pairs_than_were_played_are_not_and_a_bound_that_cannot_be_has_no_break_even(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(moved: Mapping[str, float], arm: Arm, n: int, name: str) -> float:
        if moved.get(INPUT.name) == 6.0:
            raise ValueError
        assert n < 8
        return plays(moved, arm, n, name)

    results = hold(PAIRING.arms, ["aware_t90"], 8, plays)
    for play in (play_by(fail), lambda *_: None):
        monkeypatch.setattr(break_even, "play_points", play)
        assert find_break_evens(small_school(), results, 1, PAIRING, AWARE, INPUT, 24, ALONE) is None


def test_times_stand_by_equal_factors_and_the_median_is_read_where_one_point_needs_it() -> None:
    assert space_points(2.0, 128.0, "s", 4) == pytest.approx((2.0, 8.0, 32.0, 128.0))
    assert space_points(0.0, 6.0, "s", 4) == pytest.approx((0.0, 2.0, 4.0, 6.0))
    assert space_points(2.0, 128.0, "share", 4) == pytest.approx((2.0, 44.0, 86.0, 128.0))
    missed = np.array([[[5.0, 6.0, 8.0], [4.0, 7.0, 9.0]], [[5.0, 6.0, 8.0], [4.0, math.inf, 9.0]]])
    assert [choose_statistic(AWARE, values, 60.0) for values in (missed, missed[:1])] == ["median", "mean"]


# belief


GAINS = {"with": 12.0, "belief-0-8": 6.0, "belief-0-65": -6.0, "belief-0-5": -9.0}


def test_presses_eat_the_gain_where_its_line_and_its_limits_reach_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    """0, 30, 60 and 90 presses: 12, 6 and -6 s are 0 at 45; limits 3 s below at 37.5, and 3 s above at 52.5."""
    asked: list[Experiment] = []

    def compare(experiment: Experiment, *_: object, **given: object) -> Comparison:
        asked.append(experiment)
        assert given == {"replications": 60, "input_pairs": 0}
        assert experiment.strategies is not None
        found = (
            contrast(Pairing("without", arm), name, GAINS[arm] * times, half=3.0)
            for arm in experiment.strategies[1:]
            for name, times in (("dispatched", 9.0), ("aware_t90", 1.0))
        )
        return replace(made(), contrasts=tuple(found))

    monkeypatch.setattr(belief_gain, "compare", compare)
    monkeypatch.setattr(belief_gain, "add_arm", lambda emergency, arm: (*emergency, arm))
    pairing = Pairing("without", "with")
    other = contrast(pairing, "dispatched", 99.0)
    base = replace(made(), contrasts=(other, contrast(pairing, "aware_t90", 12.0, half=3.0, exploratory=False)))
    found = measure_break_even(cast("Any", ()), base, pairing[:2], DEFAULT_EXECUTION, 60, 5)
    assert found is not None
    assert [(arm.strategy, *arm.settings[0]) for arm in cast("Any", asked[0].emergency)] == [
        ("with", "belief.at_once", text) for text in ("0.8", "0.65", "0.5")
    ]
    assert (asked[0].strategies, asked[0].baseline, asked[0].seed) == (["without", *list(GAINS)[1:]], "without", 5)
    assert [(point.belief, point.gain) for point in found.points] == list(
        zip((0.95, 0.8, 0.65, 0.5), GAINS.values(), strict=True)
    )
    assert [point.presses for point in found.points] == pytest.approx([0.0, 30.0, 60.0, 90.0])
    assert [(point.low, point.high) for point in found.points] == [(gain - 3.0, gain + 3.0) for gain in GAINS.values()]
    assert (found.value, found.low, found.high) == pytest.approx((45.0, 37.5, 52.5))
    assert (found.scenario, found.measure, found.unit) == ("active-assailant", "aware_t90", "s")
    assert measure_break_even(cast("Any", ()), replace(base, contrasts=(other,)), pairing[:2], ALONE, 60, 5) is None


def test_belief_wears_where_people_believe_as_at_first() -> None:
    emergency = open_emergency("active-assailant-class", "rural-k12")
    assert can_be_worn(emergency)
    assert not can_be_worn(open_emergency("laboratory-fire"))


# training


TRAINED = ["trained-25", "trained-50", "trained-75", "trained-100"]
MEANS = dict(zip(["alerts", "announces", *TRAINED], (60.0, 100.0, 90.0, 75.0, 55.0, 40.0), strict=True))


def test_training_makes_up_for_the_alert_where_what_it_lacks_reaches_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond 60 s it lacks 40, 30, 15, -5 and -20: 0 at 0.5 + 0.25 x 15 / 20. With limits of 5 s: at 0.625 and at 0.75."""
    asked: list[Experiment] = []

    def compare(experiment: Experiment, *_: object, **__: object) -> Comparison:
        asked.append(experiment)
        others = list(MEANS)[1:]
        shown = ("aware_t90", 1.0, False), ("dispatched", 0.0, True), ("days_to_plan", 1.0, True)
        return replace(
            made(),
            baseline="alerts",
            strategies=("alerts", *others),
            measures=tuple(summary(Arm(arm), name, times * mean) for name, times, _ in shown for arm, mean in MEANS.items()),
            contrasts=tuple(
                contrast(Pairing("alerts", arm), name, times * (60.0 - MEANS[arm]), half=5.0, exploratory=more)
                for name, times, more in shown
                for arm in others
            ),
        )  # fmt: skip

    monkeypatch.setattr(training_effect, "compare", compare)
    stated = cast("Training", SimpleNamespace(training="ours", settings={"witnessing.recognition": "4 s"}))
    found = measure_training(stated, small_school(), ALONE, strategies=("announces", "alerts"), seed=3)
    (one,) = found.measures  # the primary one is moved, so that no other is shown
    assert (one.today, one.alert, one.trained) == (100.0, 60.0, (90.0, 75.0, 55.0, 40.0))
    assert one.lacking == (40.0, 30.0, 15.0, -5.0, -20.0)
    assert (one.low[2], one.high[2]) == (10.0, 20.0)
    assert (one.break_even, one.earliest, one.latest) == pytest.approx((0.6875, 0.625, 0.75))
    assert (found.today, found.alert, found.staff, found.seed) == ("announces", "alerts", 8, 1)
    experiment = asked[0]
    assert (experiment.strategies, experiment.baseline, experiment.seed) == (list(MEANS), "alerts", 3)
    set_to = [experiment.emergency.variants[name].set_inputs for name in TRAINED]
    # recognition takes 10 s in the files
    assert [inputs[0].value for inputs in set_to] == ["8.5 s", "7 s", "5.5 s", "4 s"]
    assert found.to_json()["shares"] == [0.0, *SHARES]
    with pytest.raises(PlanError, match="1 named"):
        measure_training(stated, small_school(), ALONE, strategies=("alerts",))


def test_where_training_moves_no_primary_measure_the_others_that_it_moves_are_shown() -> None:
    def build(name: str, own: float, exploratory: bool) -> tuple[Contrast, ...]:
        moved = zip(["announces", *TRAINED], (9.0, *(4 * [own])), strict=True)
        return tuple(
            contrast(Pairing("alerts", arm), name, -value, half=2.0, exploratory=exploratory) for arm, value in moved
        )

    known = (("rset", 9.0, True), ("aware_t90", 9.0, False), ("suspensions", 8.0, True))
    comparison = replace(
        made(),
        baseline="alerts",
        measures=tuple(
            summary(Arm(arm), name, 9.0 if arm == "announces" else own) for name, own, _ in known for arm in MEANS
        ),
        contrasts=tuple(one for name, own, exploratory in known for one in build(name, own, exploratory)),
    )
    found = list(training_effect._select_measures(comparison, TRAINED))
    assert [(one.measure, one.is_moved) for one in found] == [("aware_t90", False), ("suspensions", True)]


def test_the_default_arms_are_today_and_the_app_beside_it_or_those_of_the_first_row() -> None:
    assert list_default_strategies(small_school()) == ("dials", "alerts")
    assert list_default_strategies(open_emergency("active-assailant-class")) == ("present-practice", "practice+app")


def test_limits_of_an_improvement_turn_with_its_direction() -> None:
    one = contrast(PAIRING, "survival_larsen", -2.0, half=5.0)  # more with the strategy, which is better
    assert (one.improvement, one.improvement_limits) == (2.0, Interval(-3.0, 7.0))
