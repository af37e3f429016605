"""The outlines of zones: rooms around their positions, between their neighbors, up to their hall."""

from collections.abc import Iterable
from functools import cache
from itertools import combinations
from math import inf
from types import SimpleNamespace
from typing import Any

import pytest

from scenarios import floor_plan
from scenarios.campus_expansion import Link
from scenarios.floor_plan import Box, CampusPlan, Room, build_plan, enclose, format_people
from scenarios.library import list_shipped, open_place
from tests.sim.worlds import at, link, made, zone

REAL = [name for name in list_shipped("campus") if not name.startswith("reference-")]
A, B = Box(0.0, 0.0, 4.0, 2.0), Box(7.0, 6.0, 9.0, 9.0)


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


@pytest.mark.parametrize(
    ("other", "overlaps", "gap"),
    [
        (B, False, 5.0),
        (Box(-5.0, 1.0, -1.0, 9.0), False, 1.0),
        (Box(3.0, -8.0, 9.0, -2.5), False, 2.5),
        (Box(4.0, 0.0, 6.0, 9.0), False, 0.0),
        (Box(1.0, 2.0, 2.0, 3.0), False, 0.0),
        (Box(3.5, 1.5, 9.0, 9.0), True, 0.0),
    ],
)
def test_boxes_overlap_touch_or_lie_apart(other: Box, overlaps: bool, gap: float) -> None:
    for one, two in ((A, other), (other, A)):
        assert one.overlaps(two) is overlaps
        assert one.gap(two) == gap
    assert (enclose([A, B]), B.center, B.width, B.height) == (Box(0, 0, 9, 9), (8.0, 7.5), 2.0, 3.0)


def spot(x: float, y: float, kind: str = "classroom", line: int = 0) -> Any:
    """A zone at a place. line: of the file."""
    return SimpleNamespace(id=f"{kind} {x} {y}", kind=kind, x=x, y=y, where=("zones", line))


@pytest.mark.parametrize(
    ("beside", "box"),
    [
        # a room 6 m off its axis ends at its middle, an exit at its edge
        ([spot(4, 26), spot(22, 21, "exit")], Box(4, 18.5, 20.4, 21.5)),
        ([spot(16, 14), spot(9, 32, "exit")], Box(8.5, 14, 11.5, 30.4)),
        # no room is closer than 16 m: a lobby 16 m wide; 11 m: one of 12 m; 9 m: one of 8 m
        ([spot(2, 36), spot(22, 21, "exit")], Box(2, 12, 20.4, 28)),
        ([spot(2, 31), spot(22, 21, "exit")], Box(2, 14, 20.4, 26)),
        ([spot(4, 29), spot(22, 21, "exit")], Box(4, 16, 20.4, 24)),
        # half way to a hall at its end, or up to the side of one that crosses
        ([spot(30, 21, "hall"), spot(0, 23)], Box(5, 12, 20, 28)),
        ([spot(30, 29, "hall"), spot(-4, 20, "outdoors")], Box(3, 12, 28.5, 28)),
        ([], Box(7, 12, 13, 28)),
    ],
)  # fmt: skip
def test_a_hall_runs_to_what_it_opens_on(beside: list[Any], box: Box) -> None:
    assert floor_plan._build_hall(spot(10, 20, "hall"), beside) == pytest.approx(box)


@pytest.mark.parametrize(
    ("kind", "door", "size"),
    [
        *(("classroom", None, (6, 3, 6, 3)), ("classroom", Box(0, 10, 30, 30), (6, 3, 6, 3))),
        *(("classroom", Box(0, 26, 40, 29), (6, 3, 6, 7)), ("classroom", Box(0, 10, 40, 13), (6, 7, 6, 3))),
        *(("classroom", Box(0, 15, 3, 25), (10, 3, 6, 3)), ("classroom", Box(17, 15, 19, 25), (6, 3, 10, 3))),
        *(("office", Box(0, 26, 40, 29), (4, 3, 4, 7)), ("exit", Box(0, 26, 40, 29), (2, 1.6, 2, 1.6))),
    ],
)
def test_a_room_reaches_further_toward_its_door(kind: str, door: Box | None, size: tuple[float, ...]) -> None:
    assert floor_plan._find_wished_size(spot(10, 20, kind), door, (inf, 3.0)) == size


def test_rooms_grow_to_their_sizes_or_until_they_touch_by_the_spacing_of_their_row() -> None:
    zones = [spot(0, 0), spot(5, 0), spot(5, 8), spot(6, 6, line=1)]
    assert [*floor_plan._find_row_spacing(zones).values()] == [(2.5, 4), (2.5, 4), (inf, 4), (inf, inf)]
    rooms, boxes = [spot(0, 0), spot(4, 1), spot(40, 1)], dict[str, Box]()
    sizes = [(6.0, 6.0, 6.0, 6.0), (6.0, 6.0, 6.0, 6.0), (1.0, 2.0, 3.0, 4.0)]
    floor_plan._grow_rooms(boxes, rooms, {room.id: size for room, size in zip(rooms, sizes, strict=True)})
    assert [*boxes.values()] == [Box(-6, -6, 2, 6), Box(2, -5, 10, 7), Box(39, -1, 43, 5)]


def test_sheets_have_the_floors_of_joined_buildings_and_the_site_what_is_outdoors() -> None:
    """Main and annex share a corridor, main has two floors, and a path leads to the shed, which opens on the yard."""
    zones = [
        *(zone("r00", at=at(0, 0)), zone("s1", "stair", None, at=at(9, 0))),
        *(zone("r10", at=at(0, 0), floor=2), zone("s2", "stair", None, at=at(9, 0), floor=2)),
        zone("r20", at=at(30, 0), building="annex"),
        zone("r30", at=at(60, 0), building="shed"),
        zone("yard", "outdoors", None, at=at(60, 30), building="out"),
    ]
    ways = ["r00 s1", "r10 s2", "s1 s2 stair", "r20 r00", "r00 r30 path", "yard r30"]
    links = [link(start, end, 9, *kind) for start, end, *kind in map(str.split, ways)]
    plan = build_plan(made(zones=zones, links=links))
    found = {
        sheet.title: ([room.zone.id for room in sheet.rooms], pairs(sheet.links), pairs(sheet.outgoing_links))
        for sheet in plan.sheets
    }
    assert found == {
        "main, annex · floor 1": (["r00", "s1", "r20"], ["r00 s1", "r20 r00"], ["s1 s2", "r00 r30"]),
        "main, annex · floor 2": (["r10", "s2"], ["r10 s2"], ["s2 s1"]),
        "shed · floor 1": (["r30"], [], ["r30 r00", "r30 yard"]),
    }
    assert [room.zone.id for room in plan.site.ground] == ["r00", "s1", "r20", "r30"]
    assert [room.zone.id for room in plan.site.outdoors] == ["yard"]
    assert pairs(plan.site.links) == ["r00 r30", "yard r30"]
    assert plan.site.extent == Box(-6, -6, 80, 39)


def pairs(links: Iterable[Link]) -> list[str]:
    return [f"{one.start} {one.end}" for one in links]


@pytest.mark.parametrize(("staff", "heads", "text"), [(0, 0, ""), (2, 0, "2"), (0, 5, "0+5"), (1, 23, "1+23")])
def test_people_in_a_room_are_staff_and_others_of_the_period(staff: int, heads: int, text: str) -> None:
    assert format_people(Room(spot(0, 0), A, {"a": 9, "b": staff}, {"a": 9, "b": heads}), "b") == text


def test_rooms_share_a_wall_in_the_middle_and_reach_their_hall_which_runs_the_way_they_do() -> None:
    zones = [
        zone("hall", "hall", None, at=at(9, 0)),
        zone("r{00..02}", at={"start": ["4 m", "6 m"], "step": ["5 m", "0 m"]}),
    ]
    rooms = build_plan(made(zones=zones, links=[link("hall", "r{00..02}", 6)])).rooms
    assert rooms["r00"].box.east == rooms["r01"].box.west == 6.5
    assert rooms["r01"].box.width == rooms["r02"].box.width == 5
    assert {rooms[name].box.south for name in ("r00", "r01", "r02")} == {1.5}
    assert (rooms["hall"].box.south, rooms["hall"].box.north) == (-1.5, 1.5)
    # From south to north between two rows, 3 m wide.
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


def test_buildings_that_are_joined_indoors_are_on_one_sheet() -> None:
    sheets = {sheet.title for sheet in plan("suburban-elementary").sheets}
    assert sheets == {"Core, Wing A, Wing B · floor 1", "portables · floor 1"}
    assert len(plan("small-college").sheets) == 19  # twelve buildings, seven of them on two floors
