"""An input that does nothing is moved over a few pairs only; one that does something over all, as if there had been one look."""

from dataclasses import replace

import pytest

import sim.experiment.sensitivity as sensitivity
from scenarios.library import open_emergency
from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison
from sim.experiment.experiment import Experiment
from tests.sim.experiment.questions import ALONE


def played(first_look: int, monkeypatch: pytest.MonkeyPatch) -> Comparison:
    monkeypatch.setattr(sensitivity, "FIRST_LOOK", first_look)
    return compare(
        Experiment(open_emergency("false-alarm"), ["app", "office-pa"]), ALONE, replications=8, input_pairs=8, joint=0
    )


@pytest.mark.slow
def test_effects_are_those_of_a_single_look_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    short, long_ = played(3, monkeypatch), played(8, monkeypatch)
    by_name = {(effect.name, effect.measure, effect.pairing): effect for effect in long_.input_effects}
    stopped = {effect.name for effect in short.input_effects if effect.pairs == 3}
    assert stopped
    assert {effect.name for effect in short.input_effects if effect.pairs == 8}
    for effect in short.input_effects:
        whole = by_name[effect.name, effect.measure, effect.pairing]
        if effect.name in stopped:
            assert (effect.low_reading, effect.high_reading) == ("no effect", "no effect")
        else:
            assert effect == replace(whole)
