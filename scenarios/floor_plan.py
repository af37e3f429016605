"""The layout of a campus: an outline for every zone, and sheets for the site and for each floor of buildings that are joined indoors.

The file gives positions only. Halls run along the rooms that open on them; then every room grows, a step at a time, until it touches
something or has the size of its kind, so two rooms 4 m apart share a wall in the middle. The text map, the SVG map, the figures and the
screens all draw from `build_plan`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from scenarios.campus_expansion import Link, Place, Zone

GROWTH_STEP = 0.25  # meters
SEED_SIZE = 0.5  # half the side of a new room
MAX_REACH = 4.0  # extra meters toward its hall
HALL = 1.5  # half width of a hall
LOBBIES = (8.0, 6.0, 4.0)  # the same, where no rooms are close
END = 3.5  # meters from a hall's axis: closer zones are at its end, not at its side


class Box(NamedTuple):
    """A rectangle on the map, in meters east and north."""

    west: float
    south: float
    east: float
    north: float

    @property
    def width(self) -> float:
        """Meters from west to east."""
        return self.east - self.west

    @property
    def height(self) -> float:
        """Meters from south to north."""
        return self.north - self.south

    @property
    def center(self) -> tuple[float, float]:
        """Its middle."""
        return (self.west + self.east) / 2, (self.south + self.north) / 2

    def overlaps(self, other: "Box") -> bool:
        """Whether two rectangles overlap."""
        return (
            self.west < other.east and other.west < self.east and self.south < other.north and other.south < self.north
        )

    def gap(self, other: "Box") -> float:
        """Meters between two rectangles at their nearest; 0 where they touch."""
        across = max(other.west - self.east, self.west - other.east, 0.0)
        up = max(other.south - self.north, self.south - other.north, 0.0)
        return float((across**2 + up**2) ** 0.5)


def enclose(boxes: Iterable[Box]) -> Box:
    """The smallest rectangle that holds all of them."""
    west, south, east, north = zip(*boxes, strict=True)
    return Box(min(west), min(south), max(east), max(north))


def _build_outlines(zones: Sequence[Zone], ways: Sequence[Link]) -> dict[str, Box]:
    """A box for each zone of one floor, by name. ways: the links on this floor."""
    here = {zone.id: zone for zone in zones}
    beside: dict[str, list[Zone]] = {zone.id: [] for zone in zones}
    for way in ways:
        beside[way.start].append(here[way.end])
        beside[way.end].append(here[way.start])
    boxes = {zone.id: _build_hall(zone, beside[zone.id]) for zone in zones if zone.kind == "hall"}
    rows = _find_row_spacing(zones)
    for outdoors in (False, True):
        rooms = [z for z in zones if z.kind != "hall" and (z.kind == "outdoors") == outdoors]
        doors = {z.id: boxes.get(beside[z.id][0].id) if beside[z.id] else None for z in rooms}
        wishes = {zone.id: _find_wished_size(zone, doors[zone.id], rows[zone.id]) for zone in rooms}
        _grow_rooms(boxes, rooms, wishes)
    return boxes


# halls


def _build_hall(zone: Zone, beside: Sequence[Zone]) -> Box:
    axis = 0 if _is_east_west(beside) else 1
    placed = [(other, *_project_along(zone, other, axis)) for other in beside]
    for half in LOBBIES:
        first, last = _find_hall_ends(placed, half)
        if not any(_is_in_the_way(*seen, first, last, half) for seen in placed):
            break
    else:
        half = HALL
        first, last = _find_hall_ends(placed, half)
    if axis == 0:
        return Box(zone.x + first, zone.y - half, zone.x + last, zone.y + half)
    return Box(zone.x - half, zone.y + first, zone.x + half, zone.y + last)


def _find_hall_ends(placed: Sequence[tuple[Zone, float, float]], half: float) -> tuple[float, float]:
    """Both ends of a hall, in meters along it. half: of its width."""
    first, last = -2 * HALL, 2 * HALL
    for other, ahead, across in placed:
        end = abs(ahead) - _find_shortfall(other, abs(ahead), across, half)
        first, last = (min(first, -end), last) if ahead < 0 else (first, max(last, end))
    return first, last


def _is_in_the_way(other: Zone, ahead: float, across: float, first: float, last: float, half: float) -> bool:
    """Whether a lobby of this width would leave a room too little space."""
    if other.kind in ("hall", "outdoors"):
        return False
    needs = min(3.5, *HALF_SIZES[other.kind])
    return first - needs < ahead < last + needs and across < half + needs


def _is_east_west(beside: Sequence[Zone]) -> bool:
    if not beside:
        return True
    east, north = [other.x for other in beside], [other.y for other in beside]
    return max(east) - min(east) >= max(north) - min(north)


def _project_along(zone: Zone, other: Zone, axis: int) -> tuple[float, float]:
    """Meters along a hall and off its axis of a neighbor."""
    offset = (other.x - zone.x, other.y - zone.y)
    return offset[axis], abs(offset[1 - axis])


def _find_shortfall(other: Zone, ahead: float, across: float, half: float) -> float:
    """How many meters short of a neighbor a hall ends. half: of its width."""
    if other.kind == "hall":
        return ahead / 2 if across <= END else HALL
    if across > half + END / 2:
        return 0.0  # a room at its side: the hall runs as far as the room's middle
    return min(ahead / 2, *HALF_SIZES[other.kind])


# rooms


def _find_wished_size(zone: Zone, door: Box | None, row: Sequence[float]) -> tuple[float, float, float, float]:
    """Full reach of a room west, south, east and north, a little further toward its door.

    door: the box that it leads to, if placed. row: half the spacing in a row of rooms, east and north.
    """
    east, north = (min(half, row[axis]) for axis, half in enumerate(HALF_SIZES[zone.kind]))
    wishes = [east, north, east, north]
    if door is not None and zone.kind not in ("exit", "outdoors"):
        away = [zone.x - door.east, zone.y - door.north, door.west - zone.x, door.south - zone.y]
        furthest = max(range(4), key=away.__getitem__)
        wishes[furthest] += MAX_REACH if away[furthest] > 0 else 0.0
    return wishes[0], wishes[1], wishes[2], wishes[3]


def _grow_rooms(
    boxes: dict[str, Box], rooms: Sequence[Zone], wishes: dict[str, tuple[float, float, float, float]]
) -> None:
    for zone in rooms:
        boxes[zone.id] = Box(zone.x - SEED_SIZE, zone.y - SEED_SIZE, zone.x + SEED_SIZE, zone.y + SEED_SIZE)
    full = {zone.id: _build_full_box(zone, wishes[zone.id]) for zone in rooms}
    largest = boxes | full
    near = {
        zone.id: [name for name, box in largest.items() if name != zone.id and box.overlaps(full[zone.id])]
        for zone in rooms
    }
    growing = [(zone.id, side) for zone in rooms for side in range(4)]
    while growing:
        growing = [(name, side) for name, side in growing if _grow_side(boxes, name, side, full[name], near[name])]


def _find_row_spacing(zones: Sequence[Zone]) -> dict[str, tuple[float, float]]:
    """Half the spacing of a row of rooms, east and north; inf where there is none that way."""
    lines: dict[object, list[Zone]] = {}
    for zone in zones:
        lines.setdefault(zone.where, []).append(zone)
    space = {}
    for line in lines.values():
        for zone in line:
            steps = [(abs(other.x - zone.x), abs(other.y - zone.y)) for other in line if other is not zone]
            east = min((x for x, y in steps if x >= y), default=inf)
            north = min((y for x, y in steps if y > x), default=inf)
            space[zone.id] = (east / 2, north / 2)
    return space


def _build_full_box(zone: Zone, wishes: tuple[float, float, float, float]) -> Box:
    west, south, east, north = wishes
    return Box(zone.x - west, zone.y - south, zone.x + east, zone.y + north)


def _grow_side(boxes: dict[str, Box], name: str, side: int, full: Box, near: Sequence[str]) -> bool:
    """Moves one side of a room out by a step, if there is space. Returns whether it may grow further."""
    box = boxes[name]
    sides = list(box)
    sides[side] += GROWTH_STEP if side > 1 else -GROWTH_STEP
    moved = Box(*sides)
    if (moved[side] > full[side]) if side > 1 else (moved[side] < full[side]):
        return False
    if any(moved.overlaps(boxes[other]) and not box.overlaps(boxes[other]) for other in near):
        return False
    boxes[name] = moved
    return True


HALF_SIZES = {
    "classroom": (6.0, 6.0),
    "hall": (1.5, 1.5),
    "office": (4.0, 4.5),
    "staff-room": (10.0, 5.0),
    "gym": (11.0, 9.0),
    "cafeteria": (11.0, 8.0),
    "library": (11.0, 8.0),
    "shop": (8.0, 6.0),
    "stair": (2.5, 3.0),
    "exit": (2.0, 1.6),
    "outdoors": (20.0, 9.0),
}
"""Half the usual width and height of a zone by kind, in meters."""

ROOMS = ("classroom", "office", "staff-room", "gym", "cafeteria", "library", "shop")
"""Kinds for lockdown; one without a lock is drawn differently."""


OUTDOORS = "outdoors"


@dataclass(frozen=True)
class Room:
    """A zone with its outline. staff, occupants: people posted there, by period."""

    zone: Zone
    box: Box
    staff: Mapping[str, int]
    occupants: Mapping[str, int]


@dataclass(frozen=True)
class FloorSheet:
    """A floor of buildings that are joined indoors. links: inside; outgoing_links: to other sheets."""

    buildings: tuple[str, ...]
    floor: int
    rooms: tuple[Room, ...]
    links: tuple[Link, ...]
    outgoing_links: tuple[Link, ...]  # `start` is on this sheet

    @property
    def title(self) -> str:
        """Buildings and floor."""
        return f"{', '.join(self.buildings)} · floor {self.floor}"

    @property
    def extent(self) -> Box:
        """The rectangle that holds all rooms."""
        return enclose(room.box for room in self.rooms)


@dataclass(frozen=True)
class SiteSheet:
    """The outdoor zones and the outlines of the buildings. links: those that lead outdoors."""

    ground: tuple[Room, ...]  # rooms on the lowest floor of each building
    outdoors: tuple[Room, ...]
    links: tuple[Link, ...]

    @property
    def extent(self) -> Box:
        """The rectangle that holds everything."""
        return enclose(room.box for room in (*self.ground, *self.outdoors))


@dataclass(frozen=True)
class CampusPlan:
    """The layout of a campus. rooms: all zones, by name."""

    place: Place
    periods: tuple[str, ...]
    site: SiteSheet
    sheets: tuple[FloorSheet, ...]
    rooms: Mapping[str, Room]


def build_plan(place: Place) -> CampusPlan:
    """The layout of a campus."""
    rooms = _build_rooms(place)
    sheets = [
        _build_sheet(place, rooms, buildings, floor)
        for buildings in _group_buildings(place)
        for floor in sorted({z.floor for z in place.zones if z.building in buildings and z.kind != OUTDOORS})
    ]
    periods = tuple(period.id for period in place.campus.periods)
    return CampusPlan(place, periods, _build_site(place, rooms), tuple(sheets), rooms)


def _build_rooms(place: Place) -> dict[str, Room]:
    boxes: dict[str, Box] = {}
    for floor in sorted({zone.floor for zone in place.zones}):
        zones = [zone for zone in place.zones if zone.floor == floor]
        names = {zone.id for zone in zones}
        boxes |= _build_outlines(zones, [w for w in place.links if w.start in names and w.end in names])
    periods = [period.id for period in place.campus.periods]
    staff = {zone.id: dict.fromkeys(periods, 0) for zone in place.zones}
    heads = {zone.id: dict.fromkeys(periods, 0) for zone in place.zones}
    for period in periods:
        for member in place.staff:
            staff[member.posts[period]][period] += 1
        for group in place.groups:
            heads[group.posts[period]][period] += group.occupants
    return {z.id: Room(z, boxes[z.id], staff[z.id], heads[z.id]) for z in place.zones}


def _group_buildings(place: Place) -> list[tuple[str, ...]]:
    zones = {zone.id: zone for zone in place.zones}
    part = {zone.building: zone.building for zone in place.zones if zone.kind != OUTDOORS}
    for way in place.links:
        start, end = zones[way.start], zones[way.end]
        if way.kind == "path" or OUTDOORS in (start.kind, end.kind):
            continue
        kept, gone = part[start.building], part[end.building]
        part = {building: kept if name == gone else name for building, name in part.items()}
    return [tuple(b for b in part if part[b] == name) for name in dict.fromkeys(part.values())]


def _build_sheet(place: Place, rooms: Mapping[str, Room], buildings: Sequence[str], floor: int) -> FloorSheet:
    here = {
        name: room
        for name, room in rooms.items()
        if room.zone.building in buildings and room.zone.floor == floor and room.zone.kind != OUTDOORS
    }
    inside = tuple(way for way in place.links if way.start in here and way.end in here)
    out = [way for way in place.links if (way.start in here) != (way.end in here)]
    leaving = tuple(way if way.start in here else _reverse_link(way) for way in out)
    return FloorSheet(tuple(buildings), floor, tuple(here.values()), inside, leaving)


def _reverse_link(link: Link) -> Link:
    return Link(link.end, link.start, link.length, link.width, link.kind, link.where)


def _build_site(place: Place, rooms: Mapping[str, Room]) -> SiteSheet:
    lowest: dict[str, int] = {}
    for room in rooms.values():
        lowest[room.zone.building] = min(lowest.get(room.zone.building, room.zone.floor), room.zone.floor)
    ground = [r for r in rooms.values() if r.zone.kind != OUTDOORS and r.zone.floor == lowest[r.zone.building]]
    outdoors = [room for room in rooms.values() if room.zone.kind == OUTDOORS]
    outside = {room.zone.id for room in outdoors}
    ways = [way for way in place.links if way.start in outside or way.end in outside or way.kind == "path"]
    return SiteSheet(tuple(ground), tuple(outdoors), tuple(ways))


def format_people(room: Room, period: str) -> str:
    """Staff and others in a room, as `1+23`; empty for an empty room."""
    staff, heads = room.staff[period], room.occupants[period]
    if not staff and not heads:
        return ""
    return f"{staff}+{heads}" if heads else f"{staff}"
