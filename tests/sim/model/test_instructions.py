"""What people do who are told what to do, on a campus small enough to work it out by hand: one wing, two exits, a yard and a lawn."""

from typing import Any

import pytest

from sim.engine import SimpyEngine
from sim.measures import compute_measures
from sim.model.interventions import Announce, Intervention, Press, Radio, Tell, UnknownName
from sim.model.tables import Tables
from sim.model.trace import Event
from sim.sampling.keyed_rng import Purpose
from tests.sim.inputs import always as seconds
from tests.sim.inputs import chance
from tests.sim.plays import times
from tests.sim.worlds import (
    app_strategy,
    assailant,
    link,
    plain_campus,
    plain_scenario,
    public_address,
    tables_of,
    witness,
    zone,
)

CLASS = 20
"""Students in each room."""


def wing(hazard: dict[str, Any] | None = None, sees: dict[str, list[str]] | None = None, **changes: Any) -> Tables:
    """Three rooms 10 m from a hall; west exit 20 m, east exit 30 m from it; the yard and the lawn 10 m from these."""
    seen = sees or {}
    kinds = {"hall": "hall", "west": "exit", "east": "exit"}
    zones = [zone(name, kind, None, sees=seen.get(name, [])) for name, kind in kinds.items()]
    zones += [zone(f"r0{n}", sees=seen.get(f"r0{n}", [])) for n in range(3)]
    zones += [zone(name, "outdoors", None, building="grounds", sees=seen.get(name, [])) for name in ("yard", "lawn")]
    links = [link("hall", f"r0{n}", 10) for n in range(3)]
    links += [link("hall", "west", 20), link("hall", "east", 30), link("west", "yard", 10), link("east", "lawn", 10)]
    roster = [{"id": f"teacher-{n}", "role": "teacher", "post": f"r0{n}", "keys": n == 1} for n in range(3)]
    groups = [
        {"id": f"class-{n}", "heads": CLASS, "age": "teen", "post": f"r0{n}", "with": f"teacher-{n}"} for n in range(3)
    ]
    campus = plain_campus(
        zones=zones, links=links, roster=roster, groups=groups, pa=public_address(), radio=None, office="r00"
    )
    scenario = plain_scenario(
        hazard=assailant(**{"where": [{"zones": ["lawn"]}]} | (hazard or {})), witnessing=witness(recognition=3000)
    )
    return tables_of(campus | changes, scenario, app_strategy(everyday=["pa"]))


def played(tables: Tables, *acts: tuple[float, Intervention]) -> tuple[list[Event], dict[str, float]]:
    """The events and measures of a play with these acts."""
    engine = SimpyEngine(tables, 5, 0)
    for time, act in acts:
        engine.run_until(time)
        assert engine.apply(act).began
    trace = engine.run()
    return list(trace.events()), compute_measures(trace, tables)


def say(instruction: str, **more: Any) -> Announce:
    return Announce("teacher-0", instruction=instruction, **more)


def test_evacuation_takes_the_nearest_exit_or_the_one_that_is_named() -> None:
    events, _ = played(wing(), (10.0, say("evacuate")))
    assert times(events, "protected", "group/class-2") == [10.0 + 10 + 20 + 10]
    yard = wing(hazard={"where": [{"zones": ["yard"]}]})
    events, _ = played(yard, (10.0, say("evacuate", exit="east")))
    assert times(events, "protected", "group/class-2") == [10.0 + 10 + 30 + 10]


def test_an_instruction_is_for_its_place_and_the_others_do_what_the_plan_says() -> None:
    events, _ = played(wing(), (10.0, say("evacuate", place="r02")))
    assert times(events, "protected", "group/class-2") == [50.0]
    assert times(events, "locked", "staff/teacher-1") == times(events, "protected", "group/class-1") == [10.0]
    events, _ = played(wing(), (10.0, say("evacuate", place="grounds")))
    assert times(events, "protected", "group/class-2") == [10.0]


@pytest.mark.parametrize(
    "message", [Press("teacher-0", instruction="evacuate"), Announce("teacher-0", instruction="evacuate")]
)
def test_every_means_carries_it(message: Intervention) -> None:
    events, _ = played(wing(), (10.0, message))
    assert times(events, "protected", "group/class-2") == [50.0]


def test_one_who_is_told_alone_follows_alone() -> None:
    events, _ = played(wing(), (10.0, Tell("teacher-0", "teacher-2", instruction="evacuate")))
    assert times(events, "protected", "group/class-2") == [50.0]
    assert not times(events, "aware", "staff/teacher-1")


def test_nobody_walks_into_the_hazard_and_the_way_there_is_exposure() -> None:
    """At the west exit they see it in the yard: 10 s from hall to hall counts; the lockdown would have cost nothing."""
    sees = {"yard": ["west"], "west": ["yard"]}
    tables = wing(hazard={"where": [{"zones": ["yard"]}]}, sees=sees)
    events, measures = played(tables, (10.0, say("evacuate", exit="west")))
    assert times(events, "protected", "group/class-2") == [10.0 + 30 + 30]  # there and back
    assert measures["exposed_person_minutes"] * 60 == pytest.approx(
        3 * (CLASS + 1) * 20.0
    )  # at the exit, until in the hall
    assert played(tables, (10.0, say("lockdown")))[1]["exposed_person_minutes"] == 0.0


def test_a_code_costs_those_who_do_not_know_it() -> None:
    tables = wing()
    world = SimpyEngine(tables, 5, 0).world
    events, _ = played(tables, (10.0, say("lockdown", words="coded")))
    for person in range(3):
        known = world.peek(Purpose.CODE_KNOWN, person)
        late = 0.0 if known else world.peek(Purpose.CODE_EXPLAINED, person)
        assert times(events, "locked", f"staff/teacher-{person}") == [10.0 + late]
    assert len({world.peek(Purpose.CODE_KNOWN, person) for person in range(3)}) == 2, "one of each kind"


@pytest.mark.parametrize("first", [Announce("teacher-0"), say("lockdown")])
def test_lockdown_that_is_heard_again_holds_no_one_up(first: Intervention) -> None:
    """A lock takes 30 s. A second lockdown 10 s later, even in code, does not make them begin anew; a hold does make them stop."""
    tables = wing(locks=[{"id": "bolt", "secure": seconds(30), "fails": chance(0, "event")}])
    for second in (say("lockdown"), say("lockdown", words="coded")):
        events, _ = played(tables, (10.0, first), (20.0, second))
        assert times(events, "locked", "staff/teacher-2") == [40.0]
    events, _ = played(tables, (10.0, first), (20.0, say("hold")))
    assert times(events, "locked", "staff/teacher-2") == []


def test_who_leaves_a_safe_room_is_unprotected_until_outside() -> None:
    """Locked at 10, told to leave at 100, outside at 140: 10 s and 40 s without protection."""
    events, measures = played(wing(), (10.0, say("lockdown")), (100.0, say("evacuate")))
    assert times(events, "unprotected", "group/class-2") == [100.0]
    assert times(events, "door_opened", "staff/teacher-2") == [100.0]
    assert times(events, "protected", "group/class-2") == [10.0, 140.0]
    assert measures["unprotected_person_minutes"] * 60 == pytest.approx(3 * (CLASS + 1) * 50.0)
    assert measures["protected_t90"] == 10.0


def test_an_open_room_in_sight_is_in_reach_again() -> None:
    """The hazard sees r02 from the lawn; its door is open until 10 and from 100 on, and they are in the hall at 110."""
    tables = wing(sees={"lawn": ["r02"], "r02": ["lawn"]})
    _, measures = played(tables, (10.0, say("lockdown")), (100.0, say("evacuate", exit="west")))
    assert measures["exposed_person_minutes"] * 60 == pytest.approx((CLASS + 1) * (10.0 + 10.0))


def test_hold_clears_the_hall_and_locks_nothing() -> None:
    """Five students in the hall, in sight of the hazard at the west exit: exposed until they are in a room at 20."""
    hall = {"id": "pass", "heads": 5, "age": "teen", "post": "hall"}
    sees = {"west": ["hall"], "hall": ["west"]}
    tables = wing(hazard={"where": [{"zones": ["west"]}], "lasts": seconds(600)}, sees=sees, groups=[hall])
    events, measures = played(tables, (10.0, say("hold")))
    assert measures["exposed_person_minutes"] * 60 == 5 * 20.0
    assert not times(events, "locked")
    assert played(tables)[1]["exposed_person_minutes"] * 60 == 5 * 600.0


def test_secured_doors_keep_the_hazard_out_and_classes_unlocked() -> None:
    """It stays on the lawn for 400 s, then would come in by the east exit; the teacher with keys has locked by then."""
    tables = wing(hazard={"stays": seconds(400)})
    securing = SimpyEngine(tables, 5, 0).world.peek(Purpose.SECURING, 0)
    events, measures = played(tables, (10.0, say("secure")))
    assert times(events, "secured", "staff/teacher-1") == [10.0 + securing]
    assert {event.place for event in events if event.kind == "hazard_enters"} == {"lawn"}
    assert measures["exposed_person_minutes"] == 0.0
    assert not times(events, "locked")
    entered = {event.place for event in played(tables)[0] if event.kind == "hazard_enters"}
    assert "east" in entered


def test_a_message_without_an_instruction_changes_nothing() -> None:
    assert played(wing(), (10.0, Announce("teacher-0")))[0] == [
        event for event in played(wing(), (10.0, say("lockdown")))[0] if event.kind != "instructed"
    ]


def test_a_place_that_is_not_there_is_refused() -> None:
    engine = SimpyEngine(wing(), 5, 0)
    for message in (
        say("hold", place="annex"),
        say("evacuate", exit="gate"),
        Radio("teacher-0", instruction="hold", place="x"),
    ):
        with pytest.raises(UnknownName, match="no zone of plain"):
            message.ask(engine.tables)
    engine.run_until(1.0)
    assert engine.preview(say("hold", place="r01")).reason == "for 21 people by the timetable"
