"""The assumed effect of training: its arms are today's practice with inputs moved, and the break-even is where it equals the alert."""

import pytest

from scenarios.arms import CustomArm, add_arm
from scenarios.library import open_emergency, open_training
from scenarios.settings import parse_setting
from scenarios.training import Training
from sim.experiment.compare import compare
from sim.experiment.experiment import Experiment
from sim.experiment.training_effect import SHARES, list_default_strategies, measure_training

ARMS = "present-practice", "practice+app"
REPLICATIONS = 40


def small_set(value: str) -> Training:
    evidence = {"basis": "assumed", "range": "1 s to 30 s", "note": "invented"}
    assumes = [{"input": "witnessing.decision", "value": value, "evidence": evidence}]
    stated = {"training": "ours", "title": "Ours", "summary": "Invented", "hazards": ["assailant"]}
    return Training.model_validate({**stated, "assumes": assumes})


@pytest.mark.slow
def test_half_of_the_effect_is_today_with_inputs_half_of_the_way() -> None:
    """20 s in the file, 10 s assumed. Played by hand as an arm of `compare`, which knows nothing of training."""
    emergency = open_emergency("active-assailant-class", "rural-k12")
    found = measure_training(small_set("10 s"), emergency, strategies=ARMS, replications=REPLICATIONS, seed=3)
    by_hand = add_arm(emergency, CustomArm("by hand", ARMS[0], (parse_setting("witnessing.decision=15 s"),)))
    played = compare(Experiment(by_hand, [*ARMS, "by-hand"], ARMS[0], (), 3), replications=REPLICATIONS, input_pairs=0)
    means = {(one.strategy, one.measure): one.mean for one in played.measures}
    assert found.measures
    for one in found.measures:
        assert one.trained[SHARES.index(0.5)] == means["by-hand", one.measure]
        assert (one.today, one.alert) == tuple(means[arm, one.measure] for arm in played.strategies[:2])
        assert one.lacking[0] == pytest.approx(one.today - one.alert)
        assert one.lacking[-1] == pytest.approx(one.trained[-1] - one.alert)
        assert one.low[0] <= one.lacking[0] <= one.high[0]


@pytest.mark.slow
def test_training_of_a_threat_team_changes_outcomes_and_no_day() -> None:
    """Row 275: suspensions alone, which have no verdict."""
    emergency = open_emergency("threat-report")
    training = open_training("threat-team-training")
    strategies = list_default_strategies(emergency)
    found = measure_training(training, emergency, strategies=strategies, replications=REPLICATIONS)
    assert {one.measure: one.is_moved for one in found.measures} == {
        "days_to_team": False,
        "days_to_plan": False,
        "suspensions": True,
    }
