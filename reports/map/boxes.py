"""Outlines for zones that only have a position: halls along the rooms that open on them, then every room as large as its kind would like
and its neighbours let it.

Rooms grow side by side, a step at a time, until they touch something; so that two rooms 4 m apart share a wall in the middle, and two that
were put on one spot by mistake are seen to be.
"""

from collections.abc import Iterable, Sequence
from math import inf
from typing import NamedTuple

from reports.map.kinds import find_zone_style
from scenarios.place import Link, Zone

GROWTH_STEP = 0.25  # metres by which a side grows
SEED_SIZE = 0.5  # half of what every room has to begin with
MAX_REACH = 4.0  # metres that a room grows further towards the hall it opens on
HALL = 1.5  # half the width of a hall
LOBBIES = (8.0, 6.0, 4.0)  # the same, where no rooms are in the way
END = 3.5  # metres from a hall's axis up to which something lies at its end, not at its side


class Box(NamedTuple):
    """A rectangle on the map, in metres east and north."""

    west: float
    south: float
    east: float
    north: float

    @property
    def width(self) -> float:
        """Metres from west to east."""
        return self.east - self.west

    @property
    def height(self) -> float:
        """Metres from south to north."""
        return self.north - self.south

    @property
    def center(self) -> tuple[float, float]:
        """Its middle."""
        return (self.west + self.east) / 2, (self.south + self.north) / 2

    def overlaps(self, other: "Box") -> bool:
        """Whether two rectangles have an area in common."""
        return (
            self.west < other.east
            and other.west < self.east
            and self.south < other.north
            and other.south < self.north
        )

    def gap(self, other: "Box") -> float:
        """Metres between two rectangles at their nearest; 0 where they touch."""
        across = max(other.west - self.east, self.west - other.east, 0.0)
        up = max(other.south - self.north, self.south - other.north, 0.0)
        return float((across**2 + up**2) ** 0.5)


def enclose(boxes: Iterable[Box]) -> Box:
    """The smallest rectangle that holds all of them."""
    west, south, east, north = zip(*boxes, strict=True)
    return Box(min(west), min(south), max(east), max(north))


def build_outlines(zones: Sequence[Zone], ways: Sequence[Link]) -> dict[str, Box]:
    """A box for each zone of one floor, by name. ways: those between zones of this floor."""
    here = {zone.id: zone for zone in zones}
    beside: dict[str, list[Zone]] = {zone.id: [] for zone in zones}
    for way in ways:
        beside[way.start].append(here[way.end])
        beside[way.end].append(here[way.start])
    boxes = {zone.id: build_hall(zone, beside[zone.id]) for zone in zones if zone.kind == "hall"}
    rows = find_row_spacing(zones)
    for outdoors in (False, True):
        rooms = [z for z in zones if z.kind != "hall" and (z.kind == "outdoors") == outdoors]
        doors = {z.id: boxes.get(beside[z.id][0].id) if beside[z.id] else None for z in rooms}
        wishes = {zone.id: find_wished_size(zone, doors[zone.id], rows[zone.id]) for zone in rooms}
        grow_rooms(boxes, rooms, wishes)
    return boxes


# halls


def build_hall(zone: Zone, beside: Sequence[Zone]) -> Box:
    """A hall runs along the rooms that open on it; where they leave it the space it is a lobby."""
    axis = 0 if is_east_west(beside) else 1
    placed = [(other, *project_along(zone, other, axis)) for other in beside]
    for half in LOBBIES:
        first, last = find_hall_ends(placed, half)
        if not any(is_in_the_way(*seen, first, last, half) for seen in placed):
            break
    else:
        half = HALL
        first, last = find_hall_ends(placed, half)
    if axis == 0:
        return Box(zone.x + first, zone.y - half, zone.x + last, zone.y + half)
    return Box(zone.x - half, zone.y + first, zone.x + half, zone.y + last)


def find_hall_ends(placed: Sequence[tuple[Zone, float, float]], half: float) -> tuple[float, float]:
    """Where a hall begins and ends, in metres along it. half: of its width."""
    first, last = -2 * HALL, 2 * HALL
    for other, ahead, across in placed:
        end = abs(ahead) - find_shortfall(other, abs(ahead), across, half)
        first, last = (min(first, -end), last) if ahead < 0 else (first, max(last, end))
    return first, last


def is_in_the_way(other: Zone, ahead: float, across: float, first: float, last: float, half: float) -> bool:
    """Whether a room beside a lobby as wide as this would hardly have space."""
    if other.kind in ("hall", "outdoors"):
        return False
    needs = min(3.5, *find_zone_style(other.kind).half)
    return first - needs < ahead < last + needs and across < half + needs


def is_east_west(beside: Sequence[Zone]) -> bool:
    """Whether a hall runs from west to east: what lies beside it is spread more that way."""
    if not beside:
        return True
    east, north = [other.x for other in beside], [other.y for other in beside]
    return max(east) - min(east) >= max(north) - min(north)


def project_along(zone: Zone, other: Zone, axis: int) -> tuple[float, float]:
    """Where something lies beside a hall: metres ahead along it, and metres off its axis."""
    offset = (other.x - zone.x, other.y - zone.y)
    return offset[axis], abs(offset[1 - axis])


def find_shortfall(other: Zone, ahead: float, across: float, half: float) -> float:
    """How far short of something beside it a hall ends, in metres along it. half: of its width."""
    if other.kind == "hall":
        return ahead / 2 if across <= END else HALL
    if across > half + END / 2:
        return 0.0  # a room at its side: the hall runs as far as the room's middle
    return min(ahead / 2, *find_zone_style(other.kind).half)


# rooms


def find_wished_size(zone: Zone, door: Box | None, row: Sequence[float]) -> tuple[float, float, float, float]:
    """How far a room would like to reach west, south, east and north; a little further towards its door.

    door: where that leads, if it is drawn already. row: metres to each side, east and north, that a room has in a counted row.
    """
    east, north = (min(half, row[axis]) for axis, half in enumerate(find_zone_style(zone.kind).half))
    wishes = [east, north, east, north]
    if door is not None and zone.kind not in ("exit", "outdoors"):
        away = [zone.x - door.east, zone.y - door.north, door.west - zone.x, door.south - zone.y]
        furthest = max(range(4), key=away.__getitem__)
        wishes[furthest] += MAX_REACH if away[furthest] > 0 else 0.0
    return wishes[0], wishes[1], wishes[2], wishes[3]


def grow_rooms(
    boxes: dict[str, Box], rooms: Sequence[Zone], wishes: dict[str, tuple[float, float, float, float]]
) -> None:
    """Adds the boxes of some rooms to those that are there already: all grow at once, side by side."""
    for zone in rooms:
        boxes[zone.id] = Box(zone.x - SEED_SIZE, zone.y - SEED_SIZE, zone.x + SEED_SIZE, zone.y + SEED_SIZE)
    full = {zone.id: build_full_box(zone, wishes[zone.id]) for zone in rooms}
    largest = boxes | full
    near = {
        zone.id: [name for name, box in largest.items() if name != zone.id and box.overlaps(full[zone.id])]
        for zone in rooms
    }
    growing = [(zone.id, side) for zone in rooms for side in range(4)]
    while growing:
        growing = [(name, side) for name, side in growing if grow_side(boxes, name, side, full[name], near[name])]


def find_row_spacing(zones: Sequence[Zone]) -> dict[str, tuple[float, float]]:
    """Half the way to the next room of the same counted line, east and north; inf where there is none that way."""
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


def build_full_box(zone: Zone, wishes: tuple[float, float, float, float]) -> Box:
    """A room as large as it would like to be."""
    west, south, east, north = wishes
    return Box(zone.x - west, zone.y - south, zone.x + east, zone.y + north)


def grow_side(boxes: dict[str, Box], name: str, side: int, full: Box, near: Sequence[str]) -> bool:
    """One side of a room moves out by a step, if there is space; says whether it may go on."""
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
