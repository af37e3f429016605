"""A release in a building: how far the front comes and when, who notices it how, where no one phones, and by which way people leave."""

from typing import Any

import pytest

from sim.engine import SimpyEngine
from sim.model.trace import Event
from sim.sampling.keyed_rng import Purpose
from tests.sim import schools
from tests.sim.inputs import Data, always, chance, uniform
from tests.sim.plays import learned, measured_once, play, times
from tests.sim.schools import BY_PA, FAST, GAS, WIDE, building, front, gas, gas_scenario, leaving, ordering, silent
from tests.sim.worlds import Plain, adult, app_strategy, door, group_in, tables_of, teacher, zone

NOTHING = Plain.strategy(report=["dial-911"], everyday=[])
A_LITTLE = 0.1
"""Seconds in which a class passes a door."""
played = GAS.play


def reached(events: list[Event]) -> dict[str, float]:
    return {event.place: event.time for event in events if event.kind == "hazard_enters"}


# the front


def test_it_reaches_the_building_by_walking_distance_and_neither_the_yard_nor_the_annex() -> None:
    assert reached(played()) == {"r00": 0.0, "hall": 20.0, "r01": 60.0}


@pytest.mark.parametrize(("reach", "zones"), [(10, {"r00", "hall"}), (9.9, {"r00"}), (30, {"r00", "hall", "r01"})])
def test_it_reaches_what_is_exactly_as_far(reach: float, zones: set[str]) -> None:
    assert reached(played(gas(front=front(reach=reach)))).keys() == zones


def test_it_comes_no_farther_once_the_source_is_closed() -> None:
    """Six minutes after the call of the teacher, at 10 s: r01 is 30 m away."""
    events = played(gas(front=front("0.1 m/s")))
    assert times(events, "hazard_ends") == pytest.approx([370.0], abs=A_LITTLE)
    assert reached(events) == {"r00": 0.0, "hall": 100.0, "r01": 300.0}
    assert reached(played(gas(front=front("0.08 m/s")))) == {"r00": 0.0, "hall": 125.0}


def test_it_does_not_go_out_by_one_door_and_in_by_another() -> None:
    zones = [zone("r00"), zone("r01"), zone("hall", "hall", None)]
    ways = [("r00", "hall", 10), ("r01", "yard", 1), ("hall", "yard", 1), ("hall", "r01", 100)]
    links = [door(*way, WIDE) for way in ways]
    assert reached(played(campus=building(zones=zones, links=links)))["r01"] == 220.0


# noticing


def test_people_notice_its_odor_or_feel_it_later() -> None:
    nobody_tells = played(witnessing=silent(7))
    assert learned(nobody_tells)["staff/staff@r00"] == (7.0, "hazard")
    assert learned(nobody_tells)["staff/staff@r01"] == (67.0, "hazard")
    events = played(gas(smells=chance(0, "replication"), symptoms=always(720)))
    told = {name: time for name, (time, _) in learned(events).items()}
    assert told == {"staff/staff@r00": 720.0, "staff/staff@r01": 780.0}


@pytest.mark.parametrize("travel", [200, 5])
def test_each_feels_it_after_a_time_of_their_own_until_the_source_is_closed(travel: float) -> None:
    """Students by themselves do, those with an adult rely on the adult; who is outdoors from the start is out and feels nothing."""
    engine: Data = {"id": "fire", "kind": "fire", "travel": always(travel), "locate": always(3), "enters": "yard"}
    groups = [group_in("r00", 9, "staff@r00"), group_in("r01", 5), group_in("yard", 4)]
    roster = [teacher("r00"), teacher("r01"), teacher("yard")]
    campus = building(roster=roster, groups=groups, agencies=[engine])
    hazard = gas(smells=chance(0, "replication"), symptoms=uniform(100, 300, "person"))
    tables, closed = tables_of(campus, gas_scenario(hazard), NOTHING), 0
    breathes = {"staff/staff@r00": (0, 0), "staff/staff@r01": (1, 60), "group/group@r01": (4, 60)}
    for replication in range(8):
        world, events = SimpyEngine(tables, 4, replication).world, play(tables, replication, 4)
        over = times(events, "hazard_ends")[0]
        felt = {name: at + world.peek(Purpose.SYMPTOMS, unit) for name, (unit, at) in breathes.items()}
        hazard_told = {name: time for name, (time, by) in learned(events).items() if by == "hazard"}
        told = {name: time for name, (time, by) in learned(events).items() if by != "hazard"}
        before = {name: time for name, time in felt.items() if time < over and time <= told.get(name, 9999)}
        assert hazard_told == before
        out = {e.subject for e in events if e.kind == "protected" and e.time == 0}
        assert out == {"staff/staff@yard", "group/group@yard"}
        closed += max(felt.values()) > over
    assert (closed > 0) == (travel == 5)


@pytest.mark.parametrize("sounds", [10, 30])
def test_a_detector_is_heard_in_the_front_and_next_to_its_beginning(sounds: float) -> None:
    """The hall, reached at 20 s, is next to r00. In r01, at its other end, no one hears or feels anything until the source is closed."""
    detector = {"present": chance(1, "replication"), "sounds": always(sounds)}
    campus = building(roster=[teacher("r00"), teacher("hall"), teacher("r01")])
    events = played(gas(smells=chance(0, "replication"), detector=detector), campus=campus)
    assert times(events, "detector_sounds") == [sounds]
    told = {name: time for name, (time, _) in learned(events).items()}
    assert told == {"staff/staff@r00": sounds, "staff/staff@hall": sounds}


# reporting


@pytest.mark.parametrize(("speed", "seconds"), [("0.5 m/s", 10.0), (FAST, 20.0)])
def test_no_one_phones_or_presses_before_they_are_out_of_the_front(speed: str, seconds: float) -> None:
    """In the hall after 10 m, which a slow front has not reached; else in the yard after 20 m."""
    for strategy, kind in ((NOTHING, "calling"), (app_strategy(), "pressed")):
        events = played(gas(front=front(speed)), strategy=strategy)
        assert times(events, kind, "staff/staff@r00") == pytest.approx([seconds], abs=A_LITTLE)


def test_no_one_talks_by_radio_in_the_front() -> None:
    radio = {"talk": always(0), "received": chance(1, "person")}
    campus = building(radio=radio, roster=[teacher("r00") | {"radio": True}, teacher("r01")])
    strategy = Plain.strategy(report=["tell-office"], everyday=["radio"])
    assert times(played(campus=campus, strategy=strategy), "sent") == pytest.approx([10.0], abs=A_LITTLE)


def office_campus(**changes: Any) -> Data:
    """As the plain one, with an office in the annex."""
    people = [teacher("r00"), teacher("r01"), adult("clerk", "a1", "clerk", office=True)]
    return building(roster=people, office="a1", pa=Plain.pa(), **changes)


def test_the_office_may_have_it_inspected_before_it_orders_and_its_people_wait() -> None:
    """Told at 10 s; the order is 300 s later, and the clerk does not leave before it."""
    for inspects, order in ((0, 10.0), (1, 310.0)):
        protocol = leaving(decision=ordering(inspects, 300))
        events = played(campus=office_campus(), strategy=BY_PA, protocol=protocol)
        assert times(events, "sent") == pytest.approx([order], abs=A_LITTLE)
        assert times(events, "sets_out", "staff/clerk") == pytest.approx([order], abs=A_LITTLE)


def test_an_alert_is_an_order_too_so_the_office_presses_no_second_time_and_speaks_after_the_inspection() -> None:
    """Pressed in the hall at 10 s, the room that 911 learns. The clerk leaves by the push at 18 s; the office inspects for 300 s."""
    protocol = leaving(decision=ordering(1, 300))
    push = {"delivered": chance(1, "person"), "delay": always(8)}
    app = app_strategy(push=push, gives_room=True) | {"everyday": ["pa"]}
    events = played(campus=office_campus(), strategy=app, protocol=protocol)
    assert times(events, "pressed") == pytest.approx([10.0], abs=A_LITTLE)
    assert times(events, "sets_out", "staff/clerk") == pytest.approx([18.0], abs=A_LITTLE)
    spoken = [event.time for event in events if event.kind == "sent" and event.object == "pa"]
    assert spoken == pytest.approx([318.0], abs=A_LITTLE)
    assert [event.place for event in events if event.kind == "room_known"] == ["hall"]


@pytest.mark.parametrize(("inspects", "order"), [(1, 310.0), (0, 10.0)])
def test_the_office_presses_when_it_has_decided_where_no_alert_has_gone_out(inspects: float, order: float) -> None:
    """Witnesses tell the office, and do not press."""
    strategy = app_strategy() | {"report": ["tell-office"]}
    events = played(campus=office_campus(), strategy=strategy, protocol=leaving(decision=ordering(inspects, 300)))
    assert [event.subject for event in events if event.kind == "pressed"] == ["staff/clerk"]
    assert times(events, "pressed") == pytest.approx([order], abs=A_LITTLE)


def test_people_of_the_office_who_are_in_the_front_or_noticed_it_themselves_do_not_wait() -> None:
    """The office decides after 300 s. Gas begins in it; or it has reached r01, as r00, told at 30 s, phones from the yard for 60 s."""
    clerk: Data = adult("clerk", "r00", "clerk", office=True)
    inspected = leaving(decision=ordering(1, 300))
    own = played(campus=building(roster=[clerk], groups=[]), protocol=inspected)
    assert times(own, "sets_out", "staff/clerk") == [0.0]
    detector = {"present": chance(1, "replication"), "sounds": always(30)}
    people = [teacher("r00"), clerk | {"post": "r01"}]
    campus = building(roster=people, office="r01", office_reached={"by_phone": always(60)})
    events = played(gas(smells=chance(0, "replication"), detector=detector), inspected, campus, BY_PA)
    told = times(events, "office_told")
    assert told == pytest.approx([30 + 20 + 60.0], abs=A_LITTLE)
    assert times(events, "sets_out", "staff/clerk") == told


def test_who_gets_ready_to_leave_notices_nothing_new() -> None:
    """Told at 10 s and ready after 100 s, when the front has come to r01."""
    ready = leaving(decision=ordering(), pre_movement=leaving()["pre_movement"] | {"offices": always(100)})
    events = played(strategy=app_strategy(), protocol=ready)
    assert times(events, "acts", "staff/staff@r01") == pytest.approx([10.0], abs=A_LITTLE)
    assert times(events, "perceived", "staff/staff@r01") == []


def test_no_one_announces_from_an_office_in_the_front_but_somebody_goes_through_the_rooms() -> None:
    """The office is r01, reached at 60 s. Told at 50 s, it decides at 70 s. The annex is told by who goes through the rooms."""
    people = [teacher("r00"), adult("clerk", "r01", "clerk", office=True), teacher("a1")]
    campus = building(roster=people, office="r01", pa=Plain.pa(), office_reached={"by_phone": always(40)})
    events = played(campus=campus, strategy=BY_PA, protocol=leaving(decision=ordering(1, 20, sweeps_after=100)))
    over = times(events, "hazard_ends")
    assert all(time >= (over or [3600.0])[0] for time in times(events, "sent"))
    assert learned(events)["staff/staff@a1"][1] == "voice"
    assert learned(events)["staff/staff@a1"][0] == pytest.approx(70 + 100 + 25 / 2, abs=1.0)


def test_who_was_told_by_a_colleague_passes_it_on() -> None:
    """The teacher of r00 has no phone, and tells the one of r01, where there is one."""
    campus = office_campus(links=[*schools.PLAIN_LINKS[:3], door("yard", "a1", 5, WIDE)])
    campus["phones"] = campus["phones"] | {"on_person": chance(0, "person")}
    campus["zones"] = [line | {"phone": line["id"] == "r01"} for line in campus["zones"]]
    tell = {"when": "while", "whom": "adjacent-rooms", "most": 1, "contact": always(5)}
    ready = leaving()["pre_movement"] | {"offices": always(60)}
    protocol = leaving(decision=ordering(), tell=tell, pre_movement=ready)
    events = played(gas(front=front(reach=5)), campus=campus, strategy=BY_PA, protocol=protocol)
    told = [(event.subject, event.time) for event in events if event.kind == "office_told"]
    assert told == [("staff/staff@r01", 5.0)]


# leaving


def ring(**changes: Any) -> Data:
    """r00 (gas) — 5 m — near — 10 m — mid — 30 m — far; near and far — 5 m — yard; mid — 10 m — r01."""
    zones = [zone("r00"), zone("r01"), *(zone(name, "hall", None) for name in ("near", "mid", "far"))]
    ways = [("r00", "near", 5), ("near", "mid", 10), ("mid", "far", 30), ("near", "yard", 5), ("far", "yard", 5)]
    links = [door(*way, WIDE) for way in (*ways, ("r01", "mid", 10))]
    return building(zones=zones, links=links, **changes)


def way_of(events: list[Event], who: str) -> list[str]:
    return [event.place for event in events if event.kind == "enters" and event.subject == who]


def test_a_route_avoids_what_the_front_has_reached() -> None:
    """Without a front the near exit is the shorter way; the front has reached it, and stops before the middle of the hall."""
    detector = {"present": chance(1, "replication"), "sounds": always(0)}
    campus = ring(groups=[group_in("r01", 10)], roster=[teacher("r00")])
    campus["zones"][1] = zone("r01", sees=["r00"])
    for reach, way in ((1, ["mid", "near", "yard"]), (5, ["mid", "far", "yard"])):
        hazard = gas(front=front(FAST, reach), detector=detector, smells=chance(0, "replication"))
        events = played(hazard, campus=campus)
        assert way_of(events, "group/group@r01") == way
        assert times(events, "cut_off") == []


def test_people_without_another_way_say_so_once_and_go_through_it() -> None:
    """The front is in the hall before the class has left r00."""
    events = played(gas(front=front(FAST)), witnessing=silent(30))
    said = {event.subject: event.value for event in events if event.kind == "cut_off"}
    assert said == {"staff/staff@r00": 10.0, "staff/staff@r01": 1.0}
    assert times(events, "cut_off") == pytest.approx([30.0, 30.0], abs=A_LITTLE)
    assert times(events, "protected", "group/group@r00") == pytest.approx([50.0], abs=A_LITTLE)


def test_a_route_is_found_anew_when_the_front_comes_farther() -> None:
    """The class of r01 is in the middle of the hall at 10 s, on the way to the near exit, which the front reaches at 9 s."""
    detector = {"present": chance(1, "replication"), "sounds": always(0)}
    campus = ring(groups=[group_in("r01", 10)], roster=[teacher("r00")])
    campus["zones"][1] = zone("r01", sees=["r00"])
    hazard = gas(front=front("0.5555 m/s", 6), detector=detector, smells=chance(0, "replication"))
    assert way_of(played(hazard, campus=campus), "group/group@r01") == ["mid", "far", "yard"]


# measures


def test_exposure_and_the_last_person_out_by_hand() -> None:
    """r00: ten people for 30 s, then 10 m to the hall and 10 m to the yard. r01: one from 60 s to 90 s, then 20 m and 10 m."""
    measured = measured_once(tables_of(building(), gas_scenario(witnessing=silent(30)), NOTHING))
    assert measured["exposed_person_minutes"] == pytest.approx((10 * (30 + 10 + 10) + (30 + 20 + 10)) / 60, abs=0.1)
    assert measured["last_out"] == pytest.approx(120.0, abs=A_LITTLE)
