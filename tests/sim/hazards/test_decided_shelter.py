"""What people decide when a tornado warning is out: who orders shelter, who goes unasked. Every step fixed, so that times add up."""

from typing import Any

import pytest

from sim.engine import SimpyEngine
from sim.model.interventions import Announce, Intervention, Move, Outcome, TakeShelter, Tell
from sim.model.state import OFFICE
from sim.model.tables import Tables
from sim.model.trace import Event
from sim.sampling.keyed_rng import Purpose
from tests.sim.inputs import always, chance
from tests.sim.plays import decided, played, times
from tests.sim.schools import deciding, knowing, sheltering, storm, storm_campus, storm_scenario
from tests.sim.worlds import Plain, adult, app_strategy, group_in, tables_of, teacher

WARNED = 13.0
"""Every phone sounds. The office decides for ten minutes, and hardly anyone would go unasked."""
WAY = 10.0 + 21 / (1.7 * 1.3)
"""Of a class to the hall, with the door."""


def school(sweeps_after: float = 7000, unasked: float = 0, **changes: Any) -> Tables:
    """A teacher with 20 students in r01, one alone in r02, a clerk in the office."""
    phones = {"delay": always(WARNED) | {"varies": "person"}, "missed": chance(0, "person")}
    silent = {"sounds": always(0), "absent": chance(1, "replication")}
    campus = storm_campus(groups=[group_in("r01", 20, "staff@r01")], pa=Plain.pa(), **changes)
    protocol = sheltering(decision=deciding(600, sweeps_after=sweeps_after), knowing=knowing(shelters=unasked))
    scenario = storm_scenario(storm(wireless=phones, weather_radio=silent), protocol)
    return tables_of(campus, scenario, app_strategy(everyday=["pa"]))


def sheltered(events: list[Event], name: str = "group/group@r01") -> list[float]:
    return times(events, "protected", name)


def play_to(tables: Tables, until: float, *acts: tuple[float, Intervention]) -> tuple[list[Event], float]:
    """The events, and the share of heads that is sheltered when the storm arrives."""
    events, measures = decided(tables, *acts)
    return [event for event in events if event.time <= until], measures["sheltered_when_it_arrives"]


def test_a_teacher_who_waits_for_the_order_may_lead_the_class_to_shelter() -> None:
    acts = ((10.0, TakeShelter("staff@r01")), (20.0, TakeShelter("staff@r01")), (60.0, TakeShelter("staff@r01")))
    events, outcomes, _ = played(school(), *acts)
    assert outcomes == [
        Outcome(False, "staff@r01 does not know of the emergency yet"),
        Outcome(True, "20 students go along"),
        Outcome(False, "staff@r01 is in a shelter area already"),
    ]
    assert sheltered(events) == pytest.approx([20.0 + WAY], abs=1e-5)
    assert times(events, "acts", "staff/staff@r02") == []


def test_a_person_who_is_played_goes_by_decision_alone() -> None:
    """In the model both would go unasked."""
    events, _, _ = played(school(unasked=1), by_people=["staff@r01"], until=300.0)
    assert (times(events, "acts", "staff/staff@r01"), times(events, "acts", "staff/staff@r02")) == ([], [WARNED])


def test_shelter_that_is_ordered_is_in_a_shelter_area_and_needs_no_second_order() -> None:
    """The order of another adult ends the wait, too; one who is on the way goes on."""
    order = Tell("staff@r02", "staff@r01", instruction="shelter")
    acts = (20.0, order), (30.0, order)
    tables = school()
    reached = 20.0 + SimpyEngine(tables, 5, 0).world.peek(Purpose.REACH_OFFICE, 2)
    events, _, _ = played(tables, *acts)
    assert sheltered(events) == pytest.approx([reached + WAY], abs=1e-5)


def test_no_one_is_sheltered_outdoors_or_who_is_told_to_hold() -> None:
    _, share = play_to(school(), 600.0, (20.0, Announce("staff@r02", instruction="shelter")))
    assert share == 1.0
    told = (20.0, Announce("staff@r02", instruction="shelter"))
    back = (300.0, Announce("staff@r02", instruction="hold", place="hall"))
    events, share = play_to(school(), 600.0, told, back)
    assert times(events, "unprotected", "group/group@r01") == [300.0]
    assert share == 0.0
    events, share = play_to(school(), 600.0, (20.0, Announce("staff@r02", instruction="evacuate")))
    assert times(events, "enters", "group/group@r01")
    assert share == 0.0


def test_an_office_that_has_decided_sends_someone_through_the_rooms_as_in_the_model() -> None:
    """No one hears the PA. The messenger leaves 100 s after the order, and walks at 2 m/s."""
    engine = SimpyEngine(school(sweeps_after=100), 5, 0, played=[OFFICE, "clerk"])
    engine.world.pa_works = False
    engine.run_until(50.0)
    assert engine.apply(Announce("clerk", instruction="shelter")).began
    engine.run_until(400.0)
    events = list(engine.trace.events())
    assert times(events, "acts", "staff/clerk") == [50.0]
    assert times(events, "acts", "staff/staff@r01") == [50.0 + 100.0 + 20.0 / 2]


def test_a_class_may_be_led_elsewhere_and_goes_on_waiting() -> None:
    events, outcomes, _ = played(school(), (20.0, Move("staff@r01", "r02")), until=200.0)
    assert outcomes[0].began
    assert times(events, "enters", "group/group@r01") == [30.0, 40.0]
    assert times(events, "acts", "staff/staff@r01") == []


def test_who_may_order_takes_the_time_that_the_office_takes() -> None:
    clerk = adult("clerk", "r00", "secretary", office=True, authority=True)
    helper = adult("helper", "r00", "secretary", office=True)
    engine = SimpyEngine(school(roster=[clerk, helper, teacher("r01")]), 5, 0)
    assert (engine.decision_delay("clerk"), engine.decision_delay("helper")) == (600.0, 0.0)
