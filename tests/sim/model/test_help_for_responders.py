"""What people decide so that help finds the place sooner: each act in seconds, worked out by hand, and what it costs whoever goes."""

from collections.abc import Sequence
from typing import Any

from sim.model.interventions import Inform, MeetResponders, Outcome, TellRoom
from sim.model.tables import Tables
from sim.model.trace import Event
from tests.sim.inputs import Data, always, chance, share
from tests.sim.plays import played, times
from tests.sim.worlds import Plain, adult, assailant, bolt, group_in, row_of_rooms, tables_of

ARRIVES, SEARCHES = 300.0, 200.0
POLICE: Data = {"id": "police", "kind": "police", "located": share(0.8), "enters": "hall"}
POLICE |= {"travel": always(ARRIVES), "locate": always(SEARCHES)}
GUARD: Data = adult("guard", "hall", "guard", keys=True)


def threatened(*roster: Data, responding: Sequence[Data] = (), contact: Data | None = None, **changes: Any) -> Tables:
    """A threat in r02, which its teacher reports at once; police look for it for 200 s. Whoever is told needs 30 s before they lock."""
    rooms = row_of_rooms(3)
    rooms["roster"] += roster
    campus = Plain.campus(**{"agencies": [POLICE], **rooms, **changes})
    acts = {"room_relayed": always(20), "met": share(0.5), "met_without_keys": share(0.75)}
    protocol = Plain.protocol(reaction=always(30))
    hazard = assailant(where=[{"zones": ["r02"]}]) | ({"contact": contact} if contact else {})
    scenario = Plain.scenario(hazard=hazard, protocol=protocol, acts=acts, responding=list(responding))
    return tables_of(campus, scenario)


def contact(events: list[Event]) -> float:
    return times(events, "contact_made")[0]


def test_911_is_told_the_room_once_and_contact_comes_40_seconds_sooner_unless_units_are_looking() -> None:
    tell, words = TellRoom("staff@r02"), "911 notified at T+00:00"
    events, outcomes, _ = played(threatened(), (10.0, tell), (40.0, tell))
    assert outcomes == [Outcome(True, words), Outcome(True, f"{words}; it has the room already")]
    assert times(events, "room_known", "staff/staff@r02") == [30.0]
    assert contact(events) == ARRIVES + 0.8 * SEARCHES
    assert contact(played(threatened())[0]) - contact(events) == 40.0
    assert contact(played(threatened(), (ARRIVES - 19.0, tell))[0]) == ARRIVES + SEARCHES


def test_who_has_not_heard_of_it_or_is_behind_a_locked_door_or_at_the_threat_is_of_no_help() -> None:
    _, outcomes, _ = played(threatened(), (10.0, TellRoom("staff@r01")))
    assert outcomes == [Outcome(False, "staff@r01 does not know where it is")]
    _, outcomes, _ = played(threatened(), (1.0, Inform("staff@r01")), (50.0, MeetResponders("staff@r01", "hall")))
    words = "staff@r01 is behind a locked door and opens it for no one but the police"
    assert outcomes[1] == Outcome(False, words)
    contact = {"succeeds": chance(1, "event"), "takes": always(60), "overwhelmed_after": always(900)}
    officer, responding = adult("officer", "r02", "sro"), [{"role": "sro", "intervenes": True}]
    tables = threatened(officer, responding=responding, contact=contact)
    _, outcomes, _ = played(tables, (0.5, MeetResponders("officer", "hall")))
    assert outcomes == [Outcome(False, "officer has reached it and stays")]


def test_a_person_at_the_door_in_time_halves_the_search_with_keys_and_saves_a_quarter_without() -> None:
    for keys, left in ((True, 0.5), (False, 0.75)):
        tables = threatened(GUARD | {"keys": keys})
        events, outcomes, _ = played(tables, (1.0, Inform("guard")), (2.0, MeetResponders("guard", "hall")))
        assert outcomes[1] == Outcome(True, "" if keys else "guard carries no keys")
        met = next(event for event in events if event.kind == "unit_met")
        assert (met.time, met.subject, met.object, met.value) == (ARRIVES, "unit/police-1", "staff/guard", keys)
        assert contact(events) == ARRIVES + left * SEARCHES
    beside = threatened(GUARD, agencies=[POLICE | {"enters": "r01"}])
    events, _, _ = played(beside, (1.0, Inform("guard")), (2.0, MeetResponders("guard", "hall")))
    assert contact(events) == ARRIVES + 0.5 * SEARCHES
    slow_lock = bolt(900)
    back_door = [POLICE | {"enters": "r01"}]
    for time, door in ((2.0, "r00"), (ARRIVES + 1.0, "hall")):
        tables = threatened(GUARD | {"post": "r01"}, locks=[slow_lock], agencies=back_door)
        events, _, _ = played(tables, (1.0, Inform("guard")), (time, MeetResponders("guard", door)))
        assert not times(events, "unit_met")
        assert contact(events) == ARRIVES + SEARCHES


def test_whoever_waits_is_unprotected_until_the_unit_comes_and_then_locks_a_room_or_goes_to_the_threat() -> None:
    tables = threatened(GUARD)
    alone, _, _ = played(tables, (1.0, Inform("guard")))
    waits, _, _ = played(tables, (1.0, Inform("guard")), (2.0, MeetResponders("guard", "hall")))
    assert times(alone, "protected", "staff/guard") == [1.0 + 30.0 + 10.0]  # to the nearest room
    assert times(waits, "protected", "staff/guard") == [ARRIVES + 30.0 + 10.0]
    tables = threatened(adult("officer", "hall", "sro"), responding=[{"role": "sro", "intervenes": False}])
    events, _, _ = played(tables, (1.0, Inform("officer")), (1.5, MeetResponders("officer", "hall")))
    assert times(events, "responder_on_scene", "staff/officer") == [ARRIVES + 10 / 2]


def test_who_leaves_a_class_is_told_how_many_stay_and_the_class_waits_for_its_lock() -> None:
    tables = threatened(groups=[group_in("r01", 23, "staff@r01", name="class")])
    inform, meets = Inform("staff@r01"), MeetResponders("staff@r01", "hall")
    events, outcomes, _ = played(tables, (1.0, inform), (2.0, meets))
    assert outcomes[1].reason == "leaves 23 students without an adult; staff@r01 carries no keys"
    assert times(played(tables, (1.0, inform))[0], "protected", "group/class") == [1.0 + 30.0]
    assert times(events, "protected", "group/class") == [ARRIVES + 30.0 + 10.0]  # the teacher is back
