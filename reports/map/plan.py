"""What is drawn of a campus: sheets, each the floor of buildings that are joined indoors, and the site with everything out of doors.

Two buildings with a hall from one to the other belong on one sheet, as on the plan that hangs beside the office; what is reached over the
yard has a sheet of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.map.boxes import Box, around, outlines
from scenarios.place import Place, Way, Zone

OUTDOORS = "outdoors"


@dataclass(frozen=True)
class Room:
    """A zone as it is drawn. staff, heads: people posted there, by period."""

    zone: Zone
    box: Box
    staff: Mapping[str, int]
    heads: Mapping[str, int]


@dataclass(frozen=True)
class Sheet:
    """The floor of one building, or of several that are joined indoors. ways: those inside; leaving: from here to elsewhere."""

    buildings: tuple[str, ...]
    floor: int
    rooms: tuple[Room, ...]
    ways: tuple[Way, ...]
    leaving: tuple[Way, ...]  # turned round where need be, so that `start` is here

    @property
    def title(self) -> str:
        """Buildings and floor."""
        return f"{', '.join(self.buildings)} · floor {self.floor}"

    @property
    def extent(self) -> Box:
        """The rectangle that holds all rooms."""
        return around(room.box for room in self.rooms)


@dataclass(frozen=True)
class Site:
    """Everything out of doors, and where the buildings stand. ways: those that lead out of doors."""

    ground: tuple[Room, ...]  # rooms on the lowest floor of each building
    outdoors: tuple[Room, ...]
    ways: tuple[Way, ...]

    @property
    def extent(self) -> Box:
        """The rectangle that holds everything."""
        return around(room.box for room in (*self.ground, *self.outdoors))


@dataclass(frozen=True)
class Plan:
    """A campus, ready to be drawn. rooms: all zones, by name."""

    place: Place
    periods: tuple[str, ...]
    site: Site
    sheets: tuple[Sheet, ...]
    rooms: Mapping[str, Room]


def plan_of(place: Place) -> Plan:
    """What is drawn of a campus."""
    rooms = rooms_of(place)
    sheets = [
        sheet(place, rooms, buildings, floor)
        for buildings in joined(place)
        for floor in sorted({z.floor for z in place.zones if z.building in buildings and z.kind != OUTDOORS})
    ]
    periods = tuple(period.id for period in place.campus.periods)
    return Plan(place, periods, site_of(place, rooms), tuple(sheets), rooms)


def rooms_of(place: Place) -> dict[str, Room]:
    """Every zone with its outline and its people, in the order of the file."""
    boxes: dict[str, Box] = {}
    for floor in sorted({zone.floor for zone in place.zones}):
        zones = [zone for zone in place.zones if zone.floor == floor]
        names = {zone.id for zone in zones}
        boxes |= outlines(zones, [w for w in place.ways if w.start in names and w.end in names])
    periods = [period.id for period in place.campus.periods]
    staff = {zone.id: dict.fromkeys(periods, 0) for zone in place.zones}
    heads = {zone.id: dict.fromkeys(periods, 0) for zone in place.zones}
    for period in periods:
        for member in place.staff:
            staff[member.posts[period]][period] += 1
        for group in place.groups:
            heads[group.posts[period]][period] += group.heads
    return {z.id: Room(z, boxes[z.id], staff[z.id], heads[z.id]) for z in place.zones}


def joined(place: Place) -> list[tuple[str, ...]]:
    """Buildings that one can walk between indoors, together; in the order of the file."""
    zones = {zone.id: zone for zone in place.zones}
    part = {zone.building: zone.building for zone in place.zones if zone.kind != OUTDOORS}
    for way in place.ways:
        start, end = zones[way.start], zones[way.end]
        if way.kind == "path" or OUTDOORS in (start.kind, end.kind):
            continue
        kept, gone = part[start.building], part[end.building]
        part = {building: kept if name == gone else name for building, name in part.items()}
    return [tuple(b for b in part if part[b] == name) for name in dict.fromkeys(part.values())]


def sheet(place: Place, rooms: Mapping[str, Room], buildings: Sequence[str], floor: int) -> Sheet:
    """One floor of some buildings."""
    here = {
        name: room
        for name, room in rooms.items()
        if room.zone.building in buildings and room.zone.floor == floor and room.zone.kind != OUTDOORS
    }
    inside = tuple(way for way in place.ways if way.start in here and way.end in here)
    out = [way for way in place.ways if (way.start in here) != (way.end in here)]
    leaving = tuple(way if way.start in here else turned(way) for way in out)
    return Sheet(tuple(buildings), floor, tuple(here.values()), inside, leaving)


def turned(way: Way) -> Way:
    """The same way, from its other end."""
    return Way(way.end, way.start, way.length, way.width, way.kind, way.where)


def site_of(place: Place, rooms: Mapping[str, Room]) -> Site:
    """The campus from above."""
    lowest: dict[str, int] = {}
    for room in rooms.values():
        lowest[room.zone.building] = min(lowest.get(room.zone.building, room.zone.floor), room.zone.floor)
    ground = [
        r for r in rooms.values() if r.zone.kind != OUTDOORS and r.zone.floor == lowest[r.zone.building]
    ]
    outdoors = [room for room in rooms.values() if room.zone.kind == OUTDOORS]
    outside = {room.zone.id for room in outdoors}
    ways = [way for way in place.ways if way.start in outside or way.end in outside or way.kind == "path"]
    return Site(tuple(ground), tuple(outdoors), tuple(ways))


def people(room: Room, period: str) -> str:
    """Staff and others in a room, as `1+23`; nothing where nobody is."""
    staff, heads = room.staff[period], room.heads[period]
    if not staff and not heads:
        return ""
    return f"{staff}+{heads}" if heads else f"{staff}"
