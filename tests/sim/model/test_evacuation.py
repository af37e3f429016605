"""Doors, stairs and walks on the way out: times that can be worked out on paper.

Walking speed is 1 m/s, a door lets 1.3 people a second through each metre of its width less 0.15 m on either side.
"""

import pytest

from sim.engine import SimpyEngine
from sim.measures import compute_measures
from sim.model.geometry import find_next_zones
from sim.model.tables import NOBODY
from sim.model.trace import Event
from tests.sim.inputs import Data, always, chance, share
from tests.sim.plays import play, times
from tests.sim.schools import burning, fire_campus, fire_scenario, horns, leaving
from tests.sim.worlds import Plain, adult, door, group_in, outside, tables_of, teacher, zone

GRID = 1e-5  # seconds: each step is rounded to the time grid
NOTICED = 1.0  # the fire is noticed after a second, and the horns sound at once


def out_at(campus: Data, scenario: Data | None = None, subject: str | None = None) -> list[float]:
    return times(play(tables_of(campus, scenario or fire_scenario())), "protected", subject)


def two_rooms(width: float, first: int, second: int, **changes: object) -> Data:
    """Classes in r00 and r01, each with a wide door on a hall, and one door from the hall to the yard."""
    rooms = ("r00", "r01")
    heads = dict(zip(rooms, (first, second), strict=True))
    return fire_campus(
        [zone("r00"), zone("r01"), zone("hall", "hall", None)],
        [door("r00", "hall", 5, 100), door("r01", "hall", 5, 100), door("hall", "yard", 10, width)],
        roster=[teacher(room) for room in rooms],
        groups=[group_in(room, heads[room], f"staff@{room}") for room in rooms],
        **changes,
    )


@pytest.mark.parametrize(("width", "pupils"), [(0.9, 23), (1.8, 29), (0.9, 1)])
def test_a_full_classroom_through_one_door(width: float, pupils: int) -> None:
    campus = fire_campus([zone("r00")], [door("r00", "yard", 5, width)], groups=[group_in("r00", pupils, "staff@r00")])
    through = (pupils + 1) / ((width - 0.3) * 1.3)
    assert out_at(campus) == pytest.approx([NOTICED + 5 + through] * 2, abs=GRID)


def test_two_groups_meet_at_one_door_and_who_comes_later_does_not_wait() -> None:
    """Both are there after 15 s, and the door never stands idle until the last of both is through. Other doors: 0.2 s at most."""
    result = out_at(two_rooms(1.0, 20, 30))
    per_second = 0.7 * 1.3
    first, second = 5 + 10 + 21 / per_second, 5 + 10 + 52 / per_second
    assert sorted(set(result)) == pytest.approx([NOTICED + first, NOTICED + second], abs=0.5)
    protocol = leaving(pre_movement=leaving()["pre_movement"] | {"offices": always(300)})
    campus = fire_campus(
        [zone("r00"), zone("r01"), zone("hall", "hall", None)],
        [door("r00", "hall", 5, 1), door("r01", "hall", 5, 1), door("hall", "yard", 10, 1)],
        roster=[teacher("r00"), teacher("r01")],
        groups=[group_in("r00", 20, "staff@r00")],
    )
    alone = out_at(campus, fire_scenario(protocol=protocol), "staff/staff@r01")
    assert alone == pytest.approx([NOTICED + 300 + 5 + 10 + 1 / 0.91], abs=GRID)


def test_a_column_is_held_up_only_by_the_narrowest_door_and_its_slowest() -> None:
    """The first of them walk on while the last still queue: a second door as wide adds its walk, not its queue."""
    links = [door("r00", "hall", 5, 0.9), door("hall", "porch", 7, 0.9), door("porch", "yard", 3, 1.8)]
    zones = [zone("r00"), zone("hall", "hall", None), zone("porch", "exit", None)]
    campus = fire_campus(zones, links, groups=[group_in("r00", 23, "staff@r00")])
    assert out_at(campus)[-1] == pytest.approx(NOTICED + 5 + 24 / 0.78 + 7 + 3, abs=GRID)
    walking = {"adult": always("2 m/s"), "child": always("0.5 m/s"), "responder": always("2 m/s"), "stairs": share(1)}
    group = group_in("r00", 3, "staff@r00", "5-6")
    campus = fire_campus([zone("r00")], [door("r00", "yard", 30, 2, "path")], groups=[group], walking=walking)
    assert out_at(campus) == pytest.approx([NOTICED + 60] * 2, abs=GRID)


@pytest.mark.parametrize(("floors", "specific"), [((1, 2), 0.88), ((2, 1), 1.1)])
def test_stairs_let_more_people_down_than_up(floors: tuple[int, int], specific: float) -> None:
    """Slower than on the level: here half as fast."""
    room, porch = (
        zone(name, kind, None) | {"floor": n}
        for name, kind, n in zip(("r00", "porch"), ("classroom", "exit"), floors, strict=True)
    )
    walking = {"adult": always("1 m/s"), "responder": always("2 m/s"), "stairs": share(0.5)}
    campus = fire_campus(
        [room, porch],
        [door("r00", "porch", 10, 1.8, "stair"), door("porch", "yard", 4, 2, "path")],
        groups=[group_in("r00", 32, "staff@r00")],
        walking=walking,
    )
    assert out_at(campus)[-1] == pytest.approx(NOTICED + 20 + 33 / (1.5 * specific) + 4, abs=GRID)


@pytest.mark.parametrize(("age", "key"), [("3-4", 0), ("5-6", 1), ("child", 2), ("teen", 2), ("adult", 2)])
def test_a_class_gets_ready_by_its_age(age: str, key: int) -> None:
    keys = ("ages_3_4", "ages_5_6", "older", "offices")
    ready = leaving(pre_movement={name: always(2.0 ** (3 + n)) for n, name in enumerate(keys)})
    group = group_in("r00", 3, "staff@r00", age)
    zones = [zone("r00"), zone("r01")]
    links = [door("r00", "yard", 1, 2, "path"), door("r01", "yard", 1, 2, "path")]
    campus = fire_campus(zones, links, roster=[teacher("r00"), teacher("r01")], groups=[group])
    scenario = fire_scenario(protocol=ready)
    assert out_at(campus, scenario, "group/group@r00") == pytest.approx([NOTICED + 2.0 ** (3 + key) + 1])
    assert out_at(campus, scenario, "staff/staff@r01") == pytest.approx([NOTICED + 2.0**6 + 1])


def ring() -> tuple[list[Data], list[Data]]:
    """r00 and r01 in the middle, a short way out through hall a and a long one through hall b."""
    zones = [zone("r00"), zone("r01"), zone("a", "hall", None), zone("b", "hall", None)]
    links = [
        *(door(room, hall, 5, 2) for room in ("r00", "r01") for hall in ("a", "b")),
        door("a", "yard", 10, 2),
        door("b", "yard", 50, 2),
    ]
    return zones, links


def entered(events: list[Event], subject: str) -> list[str]:
    return [event.place for event in events if event.kind == "enters" and event.subject == subject]


@pytest.mark.parametrize(("burns", "way"), [("r01", ["a", "yard"]), ("a", ["b", "yard"]), ("r00", ["a", "yard"])])
def test_out_by_the_shortest_way_that_does_not_lead_through_the_fire(burns: str, way: list[str]) -> None:
    zones, links = ring()
    roster = [teacher("r00"), teacher("r01"), adult("guard", "a", "guard")]
    campus = fire_campus(zones, links, roster=roster)
    events = play(tables_of(campus, fire_scenario(burning(where=[{"zones": [burns]}]))))
    assert entered(events, "staff/staff@r00") == way


def test_who_is_cut_off_stays_and_to_the_assembly_point_nobody_goes_back_in() -> None:
    zones = [zone("r00"), zone("closet"), zone("r01")]
    links = [door("r00", "yard", 5, 1), door("closet", "r00", 5, 1), door("r01", "yard", 5, 1)]
    campus = fire_campus(zones, links, roster=[teacher("r00"), teacher("closet"), teacher("r01")])
    tables = tables_of(campus, fire_scenario())
    trace = SimpyEngine(tables, 1, 0).run()
    events = list(trace.events())
    assert [event.subject for event in events if event.kind == "no_way_out"] == ["staff/staff@closet"]
    assert entered(events, "staff/staff@closet") == []
    measured = compute_measures(trace, tables)
    assert measured["rset"] == float("inf")
    assert measured["accountability_complete"] == pytest.approx(NOTICED + 5 + 1 / 0.91, abs=GRID)
    # Outdoors only, though the way through the building would be shorter.
    zones = [zone("r00"), outside("front"), outside("side")]
    links = [
        door("r00", "yard", 6, 1),
        door("r00", "front", 5, 1),
        door("front", "side", 50, 4, "path"),
        door("side", "yard", 50, 4, "path"),
    ]
    tables = tables_of(fire_campus(zones, links), fire_scenario())
    assert entered(play(tables), "staff/staff@r00") == ["front", "side", "yard"]
    there = [name == "yard" for name in tables.layout.zones]
    front, room = tables.layout.zones.index("front"), tables.layout.zones.index("r00")
    assert find_next_zones(tables.layout, there, NOBODY)[front] == room
    assert tables.fire.to_assembly[room] == NOBODY


def test_whoever_comes_through_tells_those_who_stand_there_and_students_as_students() -> None:
    zones = [zone("r00"), zone("hall", "hall", None)]
    links = [door("r00", "hall", 5, 1), door("hall", "yard", 10, 1)]
    guards = [adult(f"guard-{place}", place, "guard") for place in ("hall", "yard")]
    campus = fire_campus(zones, links, roster=[teacher("r00"), *guards], fire_alarm=None)
    events = play(tables_of(campus, fire_scenario()))
    assert times(events, "aware", "staff/guard-hall") == pytest.approx([NOTICED + 5 + 1 / 0.91], abs=GRID)
    assert {e.object for e in events if e.kind == "aware" and e.subject.startswith("staff/guard")} == {"voice"}
    # They hear the horns and go at once; their teacher takes longer, and the hall has no horn.
    zones = [zone("r00"), zone("hall", "hall", None)]
    links = [door("r00", "hall", 5, 1), door("hall", "yard", 10, 1)]
    roster = [teacher("r00"), adult("guard", "hall", "guard")]
    heard = horns(heard=[{"kinds": ["classroom"], "heard": chance(1, "zone")}])
    campus = fire_campus(zones, links, roster=roster, groups=[group_in("r00", 20)], fire_alarm=heard)
    ready = leaving()["pre_movement"] | {"offices": always(300)}
    events = play(tables_of(campus, fire_scenario(protocol=leaving(pre_movement=ready))))
    told = [event for event in events if event.kind == "aware" and event.subject == "staff/guard"]
    assert [event.object for event in told] == ["pupils"]
    assert told[0].time == pytest.approx(NOTICED + 5 + 20 / 0.91, abs=GRID)


def test_the_roll_is_called_for_each_group_and_who_is_outdoors_is_counted_when_they_know() -> None:
    tables = tables_of(two_rooms(100, 20, 30), fire_scenario(protocol=leaving(roll_call=always(64))))
    trace = SimpyEngine(tables, 1, 0).run()
    events = list(trace.events())
    out, counted = times(events, "protected"), times(events, "counted")
    assert [b - a for a, b in zip(out, counted, strict=True)] == [64.0] * 4
    assert compute_measures(trace, tables)["accountability_complete"] == counted[-1]
    assert compute_measures(trace, tables)["rset"] == out[-1]
    zones, links = [zone("r00")], [door("r00", "yard", 5, 1)]
    guard = adult("guard", "yard", "guard")
    campus = fire_campus(zones, links, roster=[teacher("r00"), guard], psap=Plain.psap())
    events = play(tables_of(campus, fire_scenario()))
    assert times(events, "protected", "staff/guard") == [0.0]
    assert times(events, "counted", "staff/guard") == times(events, "aware", "staff/guard")
    assert times(events, "aware", "staff/guard") == times(events, "protected", "staff/staff@r00")
