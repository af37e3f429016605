"""The chain of a response with every step fixed: times are sums that can be added up on paper, to the last bit.

Each step is a different power of two or a whole number, so that a step which is left out, counted twice or started early shows in the sum.
"""

import math
from typing import Any

import numpy as np

from tests.sim import worlds
from tests.sim.inputs import Data, always, chance, share, uniform
from tests.sim.plays import measured_once, play, plays, times
from tests.sim.worlds import Plain, adult, app_strategy, link, row_of_rooms, tables_of, witness, zone


def witnessing(**changes: Any) -> Data:
    """A witness who takes 1 s to recognize it and 2 s to decide."""
    return witness(recognition=1, decision=2) | changes


STEPS = {"connect": 4, "pick_up": 8, "service": 16, "processing": 32, "location_saves": 20}
PSAP = Plain.psap(**{name: always(seconds) for name, seconds in STEPS.items()}, least_processing="5 s")
POLICE: Data = {"id": "police", "kind": "police", "located": share(0.25), "enters": "r00"}
POLICE |= {"turnout": always(64), "travel": always(128), "locate": always(256)}
CHAIN = Plain.campus(psap=PSAP, agencies=[POLICE])
THREAT = Plain.scenario(hazard=worlds.assailant(), witnessing=witnessing(), period="any")


def test_every_step_of_a_911_call_counts_once_and_its_taker_is_busy_until_help_is_sent() -> None:
    measured = measured_once(tables_of(CHAIN, THREAT, Plain.strategy()))
    expected = {"recognition": 1.0, "first_report": 1.0 + 2.0 + 4.0, "call_answered": 1.0 + 2.0 + 4.0 + 8.0}
    expected |= {"processing": 32.0, "dispatched": 15.0 + 32.0, "travel": 64.0 + 128.0}
    expected |= {"first_unit_on_scene": 47.0 + 192.0, "intervention": 239.0 + 256.0, "hazard_over": 239.0 + 256.0}
    expected |= {"total_response": 495.0 - 7.0}
    assert {name: measured[name] for name in expected} == expected
    app = app_strategy(press=always(4.5), connect=always(0.25), gives_room=True)
    measured = measured_once(tables_of(CHAIN, THREAT, app))
    expected = {"first_report": 3.0 + 4.5, "call_answered": 7.5 + 0.25 + 8.0, "processing": 32.0 - 20.0}
    expected |= {"first_unit_on_scene": 15.75 + 12.0 + 192.0, "intervention": 219.75 + 0.25 * 256.0}
    assert {name: measured[name] for name in expected} == expected
    for processing, least in ((22.0, 5.0), (4.0, 4.0), (40.0, 20.0)):
        psap = PSAP | {"processing": always(processing)}
        measured = measured_once(tables_of(CHAIN | {"psap": psap}, THREAT, app_strategy(gives_room=True)))
        assert measured["processing"] == least
    # Without processing it is sent when the first call ends.
    for service, busy in ((16.0, 32.0), (50.0, 50.0)):
        events = play(tables_of(CHAIN | {"psap": PSAP | {"service": always(service)}}, THREAT))
        assert times(events, "call_ended") == [15.0 + busy]
    psap = {key: value for key, value in PSAP.items() if key != "processing"}
    assert times(play(tables_of(CHAIN | {"psap": psap}, THREAT)), "dispatched") == [15.0 + 16.0]


def test_a_witness_without_the_app_takes_the_next_means_and_one_who_misreads_it_takes_longer() -> None:
    tables = tables_of(CHAIN, THREAT, app_strategy(installed=chance(0, "person")))
    events = play(tables)
    assert [event.object for event in events if event.kind == "reports"] == ["dial_911"]
    assert times(events, "answered") == [15.0]
    failing = app_strategy(press=always(6), press_works=chance(0, "person"))
    assert times(play(tables_of(CHAIN, THREAT, failing)), "answered") == [21.0]
    misread = {"happens": chance(0.35, "person"), "adds": always(90)}
    tables = tables_of(CHAIN, THREAT | {"witnessing": witnessing(misread=misread)})
    measured = [times(list(trace.events()), "recognized")[0] for trace in plays(tables, 300)]
    assert set(measured) == {1.0, 91.0}
    assert abs(measured.count(91.0) - 105) <= 4 * math.sqrt(300 * 0.35 * 0.65)


# walking: r00 — hall (10 m) — stair (6 m of stairs) — upper (24 m) — r01 (3 m)

ZONES = [zone("r00"), zone("hall", "hall", None), zone("stair", "stair", None), zone("upper", "hall", None, floor=2)]
WAYS = [link("r00", "hall", 10), link("hall", "stair", 6, "stair"), link("stair", "upper", 24)]
SPEEDS = {"adult": always("1.5 m/s"), "child": always("0.75 m/s"), "responder": always("3 m/s"), "stairs": share(0.5)}
BUILDING: Data = {"zones": [*ZONES, zone("r01", floor=2)], "links": [*WAYS, link("upper", "r01", 3, "door")]}
BUILDING["walking"] = SPEEDS


def building(*more: Data, **changes: Any) -> Data:
    return Plain.campus(**BUILDING, roster=[adult("staff@r00", "r00"), *more], **changes)


def test_a_responder_runs_as_soon_as_told_hears_the_dispatcher_and_stays_where_there_is_no_hazard() -> None:
    officer = adult("officer", "r01", "sro")
    scenario = Plain.scenario(hazard=worlds.assailant(), responding=[{"role": "sro", "intervenes": True}])
    events = play(tables_of(building(officer), scenario, app_strategy(notice=always(5))))
    way = (3 + 24 + 6 / 0.5 + 10) / 3
    assert times(events, "responder_on_scene") == [5.0 + 1.0 + 8.0 + 4.0 + round(10 / 3 * 2**20) / 2**20]
    assert abs(times(events, "hazard_ends")[0] - 5.0 - way) < 1e-5
    assert times(events, "contact_made") == times(events, "responder_on_scene")
    # A notice is nowhere on the campus: the officer acts when told, and has nowhere to go.
    officer = adult("officer", "r01", "sro")
    scenario = Plain.scenario(responding=[{"role": "sro", "intervenes": False}])
    events = play(tables_of(building(officer), scenario, app_strategy(notice=always(5))))
    assert len(times(events, "acts", "staff/officer")) == 1
    assert (times(events, "sets_out", "staff/officer"), times(events, "responder_on_scene")) == ([], [])
    officer = adult("officer", "r01", "sro", police_radio=True)
    scenario = Plain.scenario(hazard=worlds.assailant(), responding=[{"role": "sro", "intervenes": False}])
    campus = building(officer, psap=PSAP, police_radio=always(2.5))
    events = play(tables_of(campus, scenario, Plain.strategy()))
    assert times(events, "aware", "staff/officer") == [4.0 + 8.0 + 32.0 + 2.5]
    assert times(events, "hazard_ends") == [4.0 + 8.0 + 32.0 + 300.0]  # this officer does not end it


def test_students_walk_with_their_adult_at_the_pace_of_the_slowest_and_without_one_are_told_alone() -> None:
    """The class of r01 is in the hall: hall, stair, upper, r01 is 12 + 24 + 3 m on the level."""
    elsewhere = [{"during": "any", "place": "hall"}]
    teacher = adult("teacher", "r01", elsewhere=elsewhere)
    for age, speed in (("teen", 1.5), ("child", 0.75)):
        group = {"id": "class", "heads": 20, "age": age, "post": "r01", "with": "teacher", "elsewhere": elsewhere}
        campus = building(teacher, groups=[group])
        events = play(tables_of(campus, Plain.scenario(), app_strategy(notice=always(7))))
        assert times(events, "enters", "group/class") == [7.0 + meters / speed for meters in (12, 36, 39)]
        assert times(events, "protected", "group/class") == [7.0 + 39 / speed]
    rooms = row_of_rooms(3)
    away = adult("away", "r01", on_site=chance(0, "person"))
    rooms["roster"] = [adult("staff@r00", "r00"), away, adult("aide", "r01", "aide")]
    pupils = [worlds.group_in(room, 25, "away", name=f"class@{room}") for room in ("r01", "r02")]
    campus = Plain.campus(**rooms, groups=pupils, pa=Plain.pa())
    events = play(tables_of(campus, Plain.scenario(), Plain.strategy(report=["tell-office"], everyday=["pa"])))
    assert times(events, "aware", "group/class@r01") == times(events, "aware", "group/class@r02") == [0.0]
    assert times(events, "protected", "group/class@r01") == [0.0]
    assert not times(events, "protected", "group/class@r02")  # nobody is there to lock


def test_whoever_is_caught_outside_goes_to_the_nearest_open_room_or_with_the_key_a_locked_one() -> None:
    visitor = adult("visitor", "hall", "aide")
    events = play(tables_of(building(visitor), Plain.scenario(), app_strategy(notice=always(7))))
    assert [e.place for e in events if e.kind == "enters"] == ["stair", "upper", "r01"]  # r00 is locked at once
    # r00 is locked at 10, while the visitor is on the way to it; the way back begins where the visitor still stands.
    visitor = adult("visitor", "hall", "aide")
    campus = building(visitor, locks=[worlds.bolt(10)])
    events = play(tables_of(campus, Plain.scenario(), app_strategy(notice=always(7))))
    assert times(events, "locked", "staff/staff@r00") == [10.0]
    shut = 7.0 + round(10 / 1.5 * 2**20) / 2**20
    assert times(events, "sets_out", "staff/visitor") == [7.0, shut]
    assert [(e.time, e.place) for e in events if e.kind == "enters"] == [
        (shut + 8.0, "stair"),
        (shut + 24.0, "upper"),
        (shut + 26.0, "r01"),
    ]
    for keys, place in ((True, "r00"), (False, "r01")):
        guard = adult("guard", "hall", "guard", keys=keys)
        events = play(tables_of(building(guard), Plain.scenario(), app_strategy(notice=always(7))))
        assert [e.place for e in events if e.kind == "protected" and e.subject == "staff/guard"] == [place]


def agrees(yes: int, of: int, p: float) -> None:
    assert abs(yes - of * p) <= 4.0 * math.sqrt(of * p * (1.0 - p)), f"{yes} of {of} is not {p}"


def test_how_likely_somebody_perceives_it_goes_by_how_near_they_are_and_a_share_of_the_told_call_911() -> None:
    nearness = {"same_zone": 0.9, "in_sight": 0.8, "adjacent": 0.6, "same_floor": 0.4, "same_building": 0.2}
    zones = [zone("r00"), zone("seen", "gym", sees=["r00"]), zone("hall", "hall", None)]
    zones += [zone("r01"), zone("r02", floor=2), zone("r03", building="other")]
    links = [link("hall", name, 5) for name in ("r00", "seen", "r01", "r02", "r03")]
    roster = [adult(f"at-{z['id']}", z["id"], "aide") for z in zones]
    perception = {name: chance(p, "event") for name, p in nearness.items()}
    scenario = Plain.scenario(hazard=worlds.assailant(), witnessing=witnessing(perception=perception))
    tables = tables_of(Plain.campus(zones=zones, links=links, roster=roster), scenario)
    measured = [{e.subject for e in trace.events() if e.kind == "perceived"} for trace in plays(tables, 300)]
    expected = dict(zip(("r00", "seen", "hall", "r01", "r02"), nearness.values(), strict=True))
    for name, p in expected.items():
        agrees(sum(f"staff/at-{name}" in who for who in measured), 300, p)
    assert not any("staff/at-r03" in who for who in measured)
    scenario = Plain.scenario(told_calls_911=chance(0.15, "person"))
    strategy = app_strategy(legs={"psap": "off", "staff": "on"}) | {"report": ["app"]}
    tables = tables_of(Plain.campus(**row_of_rooms(20)), scenario, strategy)
    calls = sum(len(times(list(trace.events()), "calling")) for trace in plays(tables, 100))
    agrees(calls, 1_900, 0.15)


def test_it_starts_by_weight_and_goes_on_to_any_open_neighbor_alike() -> None:
    campus = Plain.campus(**row_of_rooms(4))
    where = [{"zones": ["r00"], "weight": 3.0}, {"zones": ["r*"], "weight": 1.0}]
    hazard = worlds.assailant(where=where, stays=always(20))
    scenario = Plain.scenario(hazard=hazard, horizon="70 s", witnessing=witnessing(recognition=always(3_000)))
    starts, ways = [], []
    for trace in plays(tables_of(campus, scenario), 400):
        places = [event.place for event in trace.events() if event.kind == "hazard_enters"]
        starts.append(places[0])
        assert places[1] == "hall"
        ways.append(places[2])
    for name, p in (("r00", 4 / 7), ("r01", 1 / 7), ("r02", 1 / 7), ("r03", 1 / 7)):
        agrees(starts.count(name), 400, p)
        agrees(ways.count(name), 400, 1 / 4)


def test_it_stays_walks_and_ends_by_its_own_clock_and_a_locked_door_keeps_it_out() -> None:
    hazard = worlds.assailant(stays=always(20), walks=always("2 m/s"), lasts=always(87))
    events = play(tables_of(Plain.campus(**row_of_rooms(2)), Plain.scenario(hazard=hazard)))
    assert times(events, "hazard_leaves") == [20.0, 45.0, 70.0]
    assert (times(events, "hazard_enters"), times(events, "hazard_ends")) == ([0.0, 25.0, 50.0, 75.0], [87.0])
    campus = Plain.campus(**row_of_rooms(3), locked_already=chance(1, "zone"))
    scenario = Plain.scenario(hazard=worlds.assailant(stays=always(20)), horizon="10 min")
    for trace in plays(tables_of(campus, scenario), 5):
        places = [event.place for event in trace.events() if event.kind == "hazard_enters"]
        assert places[0] == "r00"
        assert set(places) == {"r00", "hall"}


def test_a_lock_is_tried_until_it_holds_and_a_share_of_the_doors_is_locked_before() -> None:
    campus = Plain.campus(locks=[{"id": "bolt", "secure": uniform(4, 8), "fails": chance(0.4, "event")}])
    tables = tables_of(campus, Plain.scenario(protocol=Plain.protocol()))
    measured = [times(list(trace.events()), "locked")[0] for trace in plays(tables, 400)]
    error = np.std(measured, ddof=1) / math.sqrt(400)
    assert abs(np.mean(measured) - 6.0 / 0.6) <= 4.0 * error  # tries are geometric
    campus = Plain.campus(**row_of_rooms(10), locks=[worlds.bolt(12)], locked_already=chance(0.3, "zone"))
    before = 0
    for trace in plays(tables_of(campus, Plain.scenario(), app_strategy()), 60):
        events = list(trace.events())
        locked = {event.place for event in events if event.kind == "locked_before"}
        before += len(locked)
        assert all(e.time == (0.0 if e.place in locked else 12.0) for e in events if e.kind == "protected")
    agrees(before, 600, 0.3)
