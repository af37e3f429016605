"""The outlines of zones: rooms around their positions, between their neighbors, up to their hall."""

from functools import cache
from itertools import combinations

import pytest

from scenarios.floor_plan import CampusPlan, build_plan
from scenarios.library import list_shipped, open_place
from tests.sim.worlds import at, link, made, zone

REAL = [name for name in list_shipped("campus") if not name.startswith("reference-")]


@cache
def plan(name: str) -> CampusPlan:
    """The plan of a shipped campus."""
    return build_plan(open_place(name))


@pytest.mark.slow
@pytest.mark.parametrize("name", REAL)
def test_every_room_is_around_its_position_and_in_nobody_elses_way(name: str) -> None:
    rooms = plan(name).rooms.values()
    for room in rooms:
        assert room.box.west <= room.zone.x <= room.box.east
        assert room.box.south <= room.zone.y <= room.box.north
    for a, b in combinations(rooms, 2):
        if a.zone.floor == b.zone.floor and "hall" not in (a.zone.kind, b.zone.kind):
            assert not a.box.overlaps(b.box), (a.zone.id, b.zone.id)


def test_rooms_share_a_wall_in_the_middle_and_reach_their_hall() -> None:
    zones = [
        zone("hall", "hall", None, at=at(9, 0)),
        zone("r{00..02}", at={"start": ["4 m", "6 m"], "step": ["5 m", "0 m"]}),
    ]
    rooms = build_plan(made(zones=zones, links=[link("hall", "r{00..02}", 6)])).rooms
    assert rooms["r00"].box.east == rooms["r01"].box.west == 6.5
    assert rooms["r01"].box.width == rooms["r02"].box.width == 5
    assert {rooms[name].box.south for name in ("r00", "r01", "r02")} == {1.5}
    assert (rooms["hall"].box.south, rooms["hall"].box.north) == (-1.5, 1.5)


def test_buildings_that_are_joined_indoors_are_on_one_sheet() -> None:
    sheets = {sheet.title for sheet in plan("suburban-elementary").sheets}
    assert sheets == {"Core, Wing A, Wing B · floor 1", "portables · floor 1"}
    assert len(plan("small-college").sheets) == 19  # twelve buildings, seven of them on two floors


def test_a_hall_runs_the_way_its_rooms_do() -> None:
    """From south to north between two rows, 3 m wide."""
    zones = [
        zone("hall", "hall", None, at=at(0, 16)),
        zone("w{0..4}", at={"start": ["-6 m", "4 m"], "step": ["0 m", "6 m"]}),
        zone("e{0..4}", at={"start": ["6 m", "4 m"], "step": ["0 m", "6 m"]}),
    ]
    ways = [link("hall", "w{0..4}", 6), link("hall", "e{0..4}", 6)]
    roster = [{"id": "staff@w0", "role": "teacher", "post": "w0"}]
    hall = build_plan(made(zones=zones, links=ways, roster=roster, office="w0")).rooms["hall"].box
    assert (hall.west, hall.east) == (-1.5, 1.5)
    assert hall.height > 3 * hall.width
