"""Units from off campus: the published time is that of the first one, drawn once, and the others follow it."""

from itertools import pairwise
from typing import Any

from sim.engine import SimpyEngine
from sim.model.interventions import DelayUnit
from tests.sim.inputs import Data, always, uniform
from tests.sim.plays import measured, play, times
from tests.sim.worlds import Plain, assailant, tables_of


def police(**changes: Any) -> Data:
    """An agency whose first unit takes some minutes, and whose others come a minute apart."""
    return {
        "id": "police", "kind": "police", "units": 3, "enters": "r00", "travel": uniform(100, 500), "next_unit": always(60),
        **changes,
    }  # fmt: skip


def campus(**changes: Any) -> Data:
    """One room."""
    return Plain.campus(agencies=[police(**changes)], psap=Plain.psap(processing=always(0)))


def test_the_first_of_three_units_comes_when_a_single_one_would_and_each_follows_but_for_its_own_delay() -> None:
    """The first edition took the soonest of as many draws as there were units."""
    scenario = Plain.scenario(hazard=assailant())
    three, one = (measured(tables_of(campus(units=units), scenario), 40, "first_unit_on_scene") for units in (3, 1))
    assert three == one
    arrivals = times(play(tables_of(campus(), Plain.scenario(hazard=assailant()))), "on_scene")
    assert [later - sooner for sooner, later in pairwise(arrivals)] == [60.0, 60.0]
    engine = SimpyEngine(tables_of(campus(turnout=always(30)), Plain.scenario(hazard=assailant())), 3, 0)
    engine.run_until(10.0)
    assert engine.apply(DelayUnit("police-2", 300.0)).began
    on_scene = {e.subject: e.time for e in engine.run().events() if e.kind == "on_scene"}
    first, second, third = (on_scene[f"unit/police-{n}"] for n in (1, 2, 3))
    assert (second - first, third - first) == (360.0, 120.0)


def test_the_first_to_look_finds_the_place_for_all() -> None:
    """Found 100 s after the first arrival: the third unit, two minutes behind, goes straight there."""
    events = play(tables_of(campus(locate=uniform(100, 100.5)), Plain.scenario(hazard=assailant())))
    first = times(events, "on_scene")[0]
    found, second, third = times(events, "contact_made")
    assert 100.0 <= found - first <= 100.5
    assert second == found
    assert third == first + 120.0
