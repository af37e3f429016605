"""Random schools, emergencies and strategies play the same in both engines, to the last bit.

Half of them keep whole seconds, so that many events fall on one instant and only their defined order tells them apart.
"""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.sampling.streams import DrawBlock
from tests.sim.compiled.engine_comparison import assert_equal_plays
from tests.sim.hazards.cardiac_emergencies import arrests
from tests.sim.model.emergencies import Data
from tests.sim.model.fire_emergencies import fires
from tests.sim.model.random_campuses import Dice, Played, emergencies

PLAYS = 3


@st.composite
def false_alarms(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Played:
    """A random emergency of which it turns out that there is none."""
    steady = draw(st.booleans())
    played: Played = draw(emergencies(steady=steady))
    dice = Dice(draw, steady)
    names = tuple(line["id"] for line in played.campus["zones"])
    hazard: Data = {"kind": "false-alarm", "where": [{"zones": dice.some(names) or list(names)}]}
    hazard |= {"found_false": dice.seconds("replication", 90), "fades": dice.seconds("replication", 500)}
    return played.changed(scenario=played.scenario | {"hazard": hazard})


def assert_same_in_both_engines(played: Played) -> None:
    replications = range(played.replication, played.replication + PLAYS)
    assert_equal_plays(played.tables(), DrawBlock(played.seed, replications))


@given(st.one_of(emergencies(), fires(), arrests(), false_alarms()))
def test_a_random_emergency_is_the_same_in_both_engines(played: Played) -> None:
    assert_same_in_both_engines(played)


@pytest.mark.slow
@given(emergencies())
@settings(max_examples=300)
def test_many_threats_are_the_same_in_both_engines(played: Played) -> None:
    assert_same_in_both_engines(played)


@pytest.mark.slow
@given(fires())
@settings(max_examples=300)
def test_many_fires_are_the_same_in_both_engines(played: Played) -> None:
    assert_same_in_both_engines(played)


@pytest.mark.slow
@given(arrests())
@settings(max_examples=300)
def test_many_cardiac_arrests_are_the_same_in_both_engines(played: Played) -> None:
    assert_same_in_both_engines(played)


@pytest.mark.slow
@given(false_alarms())
@settings(max_examples=300)
def test_many_false_alarms_are_the_same_in_both_engines(played: Played) -> None:
    assert_same_in_both_engines(played)
