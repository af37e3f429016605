"""The assumed effect of training: its arms are today's practice with inputs moved, and the break-even is where it equals the alert."""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from scenarios.library import open_emergency, open_training
from scenarios.training import Training
from sim.experiment import training_effect
from sim.experiment.comparison import Comparison
from sim.experiment.design import PlanError
from sim.experiment.experiment import Experiment
from sim.experiment.training_effect import SHARES, list_default_strategies, measure_training
from sim.statistics.paired import Contrast, Pairing
from sim.statistics.summaries import Arm
from tests.sim.experiment.comparisons import contrast, made, summary
from tests.sim.experiment.questions import ALONE
from tests.sim.schools import small_school

TRAINED = ["trained-25", "trained-50", "trained-75", "trained-100"]
MEANS = dict(zip(["alerts", "announces", *TRAINED], (60.0, 100.0, 90.0, 75.0, 55.0, 40.0), strict=True))


def test_training_makes_up_for_the_alert_where_what_it_lacks_reaches_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond 60 s it lacks 40, 30, 15, -5 and -20: 0 at 0.5 + 0.25 x 15 / 20. With limits of 5 s: at 0.625 and at 0.75."""
    asked: list[Experiment] = []

    def compare(experiment: Experiment, *_: object, **given: object) -> Comparison:
        asked.append(experiment)
        assert given == {"replications": None, "input_pairs": 0}
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
                for arm in reversed(others)
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
            contrast(Pairing("alerts", arm), name, -by, half=2.0, exploratory=exploratory) for arm, by in moved
        )

    known = (("rset", 9.0, True), ("aware_t90", 9.0, False), ("suspensions", 8.0, True), ("days_to_plan", -1.0, True))
    comparison = replace(
        made(),
        baseline="alerts",
        measures=tuple(
            summary(Arm(arm), name, 9.0 if arm == "announces" else own) for name, own, _ in known for arm in MEANS
        ),
        contrasts=tuple(one for name, own, exploratory in known for one in build(name, own, exploratory)),
    )
    found = list(training_effect._select_measures(comparison, TRAINED))
    moved = [("aware_t90", False), ("suspensions", True), ("days_to_plan", True)]
    assert [(one.measure, one.is_moved) for one in found] == moved
    assert [one.break_even for one in found] == [None, None, pytest.approx(0.225)]  # 9 before, -1 at a quarter


def test_the_default_arms_are_today_and_the_app_beside_it_or_those_of_the_first_row() -> None:
    assert list_default_strategies(small_school()) == ("dials", "alerts")
    assert list_default_strategies(open_emergency("active-assailant-class")) == ("present-practice", "practice+app")


@pytest.mark.slow
def test_training_of_a_threat_team_changes_outcomes_and_no_day() -> None:
    """Row 275: suspensions alone, which have no verdict."""
    emergency = open_emergency("threat-report")
    training = open_training("threat-team-training")
    strategies = list_default_strategies(emergency)
    found = measure_training(training, emergency, strategies=strategies, replications=40)
    moved = {"days_to_team": False, "days_to_plan": False, "suspensions": True}
    assert {one.measure: one.is_moved for one in found.measures} == moved
