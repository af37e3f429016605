"""The room that units know: whose it is, what it saves, and what it costs where it is the wrong one."""

from typing import Any

import pytest

from tests.sim.inputs import Data, always, chance
from tests.sim.plays import play, times
from tests.sim.worlds import NO_PUSH, Plain, adult, app_strategy, assailant, link, tables_of, witness, zone

POLICE = {"id": "police", "kind": "police", "travel": always(100), "enters": "door", "locate": always(80)}
FOUND = POLICE | {"located": {"fixed": 0.5, "evidence": {"basis": "assumed", "note": "invented"}}}
DIAL = Plain.strategy(report=["dial-911"])
ALL = {"same_building": chance(1, "event"), "same_floor": chance(1, "event")}
APP = app_strategy(gives_room=True, push=NO_PUSH)


def school(says_room: float = 1, **changes: Any) -> Data:
    """A row: door, hall, near, and far behind a second hall; the unit walks at 2 m/s; help is sent once a call is answered."""
    zones = [zone("door", "exit", None), zone("hall", "hall", None), zone("hall-2", "hall", None)]
    zones += [zone("near"), zone("far"), zone("yard", "outdoors", None)]
    links = [link("door", "hall", 10), link("hall", "hall-2", 30), link("hall", "near", 10)]
    links += [link("hall-2", "far", 10), link("yard", "door", 10)]
    place: Data = {"zones": zones, "links": links, "roster": [adult("a", "near"), adult("b", "far")], "office": "near"}
    psap = Plain.psap(processing=always(0), says_room=chance(says_room, "event"))
    return Plain.campus(**place, agencies=[FOUND], psap=psap, **changes)


def threat(**perception: Data) -> Data:
    """A threat in `far`, where b is."""
    hazard = assailant(where=[{"zones": ["far"]}], stays=always(10_000))
    return Plain.scenario(hazard=hazard, witnessing=witness(0, 0, **perception), horizon="20 min")


def contact(campus: Data, scenario: Data, strategy: Data = DIAL) -> float:
    """When the unit, on scene at 100 s, makes contact."""
    return times(play(tables_of(campus, scenario, strategy)), "contact_made")[0]


def heard() -> Data:
    """A threat that everybody hears; who is beside it is silent."""
    scenario = threat(**ALL)
    scenario["witnessing"]["beside_it"] = "silent"
    return scenario


@pytest.mark.parametrize(("unseen", "room", "way"), [("checked", "near", 2 * 10.0), ("ignored", "far", 0.0)])
def test_the_room_of_a_press_is_where_the_phone_is_and_a_wrong_one_costs_the_way_there_and_back(
    unseen: str, room: str, way: float
) -> None:
    """A presses in `near`, 20 m from the door, at 2 m/s; the threat is in `far`. Units do not go to unseen rooms that are ignored."""
    scenario = heard()
    scenario["witnessing"]["unseen_room"] = unseen
    events = play(tables_of(school(), scenario, APP))
    assert next(event.place for event in events if event.kind == "room_known") == room
    assert times(events, "contact_made")[0] == 100.0 + way + 80.0


def test_a_caller_who_saw_it_says_the_room_or_the_one_next_to_it_and_that_halves_the_search() -> None:
    """The press is made in the second hall, which has a door to `far`."""
    campus = school()
    campus["roster"][0]["post"] = "hall-2"
    scenario = threat(adjacent=chance(1, "event"))
    scenario["witnessing"]["beside_it"] = "silent"
    assert contact(campus, scenario, APP) == 100.0 + 40.0
    # A hears it from `near` and calls, and says no room.
    assert contact(school(), threat()) == 100.0 + 40.0
    assert contact(school(says_room=0), threat()) == contact(school(), heard()) == 100.0 + 80.0


def test_a_room_that_was_seen_is_not_replaced_by_an_unseen_one_and_a_newer_one_saves_the_way_back() -> None:
    """All press at once: a and c in `near`, who heard it, before and after b in `far`."""
    scenario = threat(**ALL)
    scenario["witnessing"]["recognition"] = always(0)
    campus = school()
    campus["roster"].append(adult("c", "near"))
    events = play(tables_of(campus, scenario, APP))
    assert [event.place for event in events if event.kind == "room_known"] == ["near", "far"]
    assert times(events, "contact_made")[0] == 100.0 + 40.0
    # A's press in `near` misleads the unit at 100 s; b, silent until the threat is gone at 105 s, presses before the unit turns round.
    hazard = assailant(where=[{"zones": ["far"]}], stays=always(95), lasts=always(400))
    scenario = Plain.scenario(hazard=hazard, witnessing=witness(0, 0, **ALL), horizon="20 min")
    scenario["witnessing"]["beside_it"] = "silent"
    events = play(tables_of(school(), scenario, APP))
    rooms = [(event.time, event.place) for event in events if event.kind == "room_known"]
    assert rooms == [(0.0, "near"), (105.0, "far")]
    assert times(events, "contact_made")[0] == 110.0 + 40.0


def test_no_one_phones_or_presses_where_the_threat_is_while_it_is_there() -> None:
    hazard = assailant(where=[{"zones": ["far"]}], stays=always(100), lasts=always(300))
    scenario = Plain.scenario(hazard=hazard, witnessing=witness(), horizon="20 min")
    for strategy in (DIAL, APP):
        scenario["witnessing"]["beside_it"] = "silent"
        (first,) = times(play(tables_of(school(), scenario, strategy)), "calling")
        assert first >= 100.0
        scenario["witnessing"]["beside_it"] = "reports"
        assert times(play(tables_of(school(), scenario, strategy)), "calling") == [0.0]


def officers(**changes: Any) -> Data:
    """B is an officer with a police radio, who takes 4 s to report."""
    campus = school(officer_reports=always(4), police_radio=always(0), **changes)
    campus["roster"][1] |= {"role": "sro", "police_radio": True}
    return campus


def test_an_officer_who_knows_not_from_the_dispatcher_reports_by_police_radio_without_a_queue() -> None:
    """It is the first report, an answered one, and gives the room; help is sent at once."""
    campus = officers()
    campus["psap"] |= {"connect": always(20)}
    events = play(tables_of(campus, threat(), DIAL))
    assert times(events, "radioed") == times(events, "dispatched") == [4.0]
    assert [event.place for event in events if event.kind == "room_known"] == ["far"]
    assert times(events, "answered")[0] == 4.0
    campus = officers()
    campus["roster"][1]["post"] = "yard"
    scenario = threat()
    scenario["hazard"]["where"] = [{"zones": ["near"]}]
    events = play(tables_of(campus, scenario, DIAL))
    assert (times(events, "aware", "staff/b"), times(events, "radioed")) == ([0.0], [])
