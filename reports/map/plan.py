"""What is drawn of a campus: sheets, each the floor of buildings that are joined indoors, and the site with everything out of doors.

Two buildings with a hall from one to the other belong on one sheet, as on the plan that hangs beside the office; what is reached over the
yard has a sheet of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.map.boxes import Box, enclose, build_outlines
from scenarios.place import Place, Link, Zone

OUTDOORS = "outdoors"


@dataclass(frozen=True)
class Room:
    """A zone as it is drawn. staff, occupants: people posted there, by period."""

    zone: Zone
    box: Box
    staff: Mapping[str, int]
    occupants: Mapping[str, int]


@dataclass(frozen=True)
class FloorSheet:
    """The floor of one building, or of several that are joined indoors. links: those inside; outgoing_links: from here to elsewhere."""

    buildings: tuple[str, ...]
    floor: int
    rooms: tuple[Room, ...]
    links: tuple[Link, ...]
    outgoing_links: tuple[Link, ...]  # turned round where need be, so that `start` is here

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
    """Everything out of doors, and where the buildings stand. links: those that lead out of doors."""

    ground: tuple[Room, ...]  # rooms on the lowest floor of each building
    outdoors: tuple[Room, ...]
    links: tuple[Link, ...]

    @property
    def extent(self) -> Box:
        """The rectangle that holds everything."""
        return enclose(room.box for room in (*self.ground, *self.outdoors))


@dataclass(frozen=True)
class CampusPlan:
    """A campus, ready to be drawn. rooms: all zones, by name."""

    place: Place
    periods: tuple[str, ...]
    site: SiteSheet
    sheets: tuple[FloorSheet, ...]
    rooms: Mapping[str, Room]


def build_plan(place: Place) -> CampusPlan:
    """What is drawn of a campus."""
    rooms = build_rooms(place)
    sheets = [
        build_sheet(place, rooms, buildings, floor)
        for buildings in group_buildings(place)
        for floor in sorted({z.floor for z in place.zones if z.building in buildings and z.kind != OUTDOORS})
    ]
    periods = tuple(period.id for period in place.campus.periods)
    return CampusPlan(place, periods, build_site(place, rooms), tuple(sheets), rooms)


def build_rooms(place: Place) -> dict[str, Room]:
    """Every zone with its outline and its people, in the order of the file."""
    boxes: dict[str, Box] = {}
    for floor in sorted({zone.floor for zone in place.zones}):
        zones = [zone for zone in place.zones if zone.floor == floor]
        names = {zone.id for zone in zones}
        boxes |= build_outlines(zones, [w for w in place.links if w.start in names and w.end in names])
    periods = [period.id for period in place.campus.periods]
    staff = {zone.id: dict.fromkeys(periods, 0) for zone in place.zones}
    heads = {zone.id: dict.fromkeys(periods, 0) for zone in place.zones}
    for period in periods:
        for member in place.staff:
            staff[member.posts[period]][period] += 1
        for group in place.groups:
            heads[group.posts[period]][period] += group.occupants
    return {z.id: Room(z, boxes[z.id], staff[z.id], heads[z.id]) for z in place.zones}


def group_buildings(place: Place) -> list[tuple[str, ...]]:
    """Buildings that one can walk between indoors, together; in the order of the file."""
    zones = {zone.id: zone for zone in place.zones}
    part = {zone.building: zone.building for zone in place.zones if zone.kind != OUTDOORS}
    for way in place.links:
        start, end = zones[way.start], zones[way.end]
        if way.kind == "path" or OUTDOORS in (start.kind, end.kind):
            continue
        kept, gone = part[start.building], part[end.building]
        part = {building: kept if name == gone else name for building, name in part.items()}
    return [tuple(b for b in part if part[b] == name) for name in dict.fromkeys(part.values())]


def build_sheet(place: Place, rooms: Mapping[str, Room], buildings: Sequence[str], floor: int) -> FloorSheet:
    """One floor of some buildings."""
    here = {
        name: room
        for name, room in rooms.items()
        if room.zone.building in buildings and room.zone.floor == floor and room.zone.kind != OUTDOORS
    }
    inside = tuple(way for way in place.links if way.start in here and way.end in here)
    out = [way for way in place.links if (way.start in here) != (way.end in here)]
    leaving = tuple(way if way.start in here else reverse_link(way) for way in out)
    return FloorSheet(tuple(buildings), floor, tuple(here.values()), inside, leaving)


def reverse_link(link: Link) -> Link:
    """The same way, from its other end."""
    return Link(link.end, link.start, link.length, link.width, link.kind, link.where)


def build_site(place: Place, rooms: Mapping[str, Room]) -> SiteSheet:
    """The campus from above."""
    lowest: dict[str, int] = {}
    for room in rooms.values():
        lowest[room.zone.building] = min(lowest.get(room.zone.building, room.zone.floor), room.zone.floor)
    ground = [
        r for r in rooms.values() if r.zone.kind != OUTDOORS and r.zone.floor == lowest[r.zone.building]
    ]
    outdoors = [room for room in rooms.values() if room.zone.kind == OUTDOORS]
    outside = {room.zone.id for room in outdoors}
    ways = [way for way in place.links if way.start in outside or way.end in outside or way.kind == "path"]
    return SiteSheet(tuple(ground), tuple(outdoors), tuple(ways))


def format_people(room: Room, period: str) -> str:
    """Staff and others in a room, as `1+23`; nothing where nobody is."""
    staff, heads = room.staff[period], room.occupants[period]
    if not staff and not heads:
        return ""
    return f"{staff}+{heads}" if heads else f"{staff}"
