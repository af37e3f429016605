"""Ways that lead somewhere: every zone is connected with the rest, and everybody can get out."""

from collections.abc import Iterator

from scenarios.place import Finding, Place, Link, FindingPath, Zone
from scenarios.problems import format_names

OUT = ("exit", "outdoors")


def check_links(place: Place) -> Iterator[Finding]:
    """Every way by itself."""
    floors = {zone.id: (zone.building, zone.floor) for zone in place.zones}
    told: set[FindingPath] = set()
    for way in place.links:
        if way.where not in told:
            found = list(_check_link(way, floors))
            told.update([way.where] if found else [])
            yield from found


def _check_link(link: Link, floors: dict[str, tuple[str, int]]) -> Iterator[Finding]:
    if link.width == 0:
        yield Finding((*link.where, "width"), "a way 0 m wide lets nobody through; give its width")
    if link.start == link.end:
        yield Finding((*link.where, "to"), f'the door of "{link.start}" leads back into it; it needs two zones')
    (building, floor), (other_building, other_floor) = floors[link.start], floors[link.end]
    if building == other_building and floor != other_floor and link.kind != "stair":
        message = (
            f'"{link.start}" is on floor {floor} and "{link.end}" on floor {other_floor}, and the way '
            f"between them is a {link.kind}; write kind: stair, or mend the floor"
        )
        yield Finding((*link.where, "kind"), message)


def check_connectivity(place: Place) -> Iterator[Finding]:
    """Zones that nobody can get to or out of. Only worth asking when every way leads to a zone that is there."""
    parts = find_components(place)
    main = next((part for part in parts if place.campus.office in part), parts[0] if parts else set())
    lines = {zone.id: zone.where for zone in place.zones}
    for part in parts:
        if part is not main:
            first = min(part, key=place.list_zone_ids().index)
            yield Finding((*lines[first], "id"), _describe_disconnected(sorted(part), place))
    ways_out = [zone for zone in place.zones if zone.kind in OUT]
    if ways_out and not any(zone.id in main for zone in ways_out):
        message = f"nobody can leave: no way leads from the office to {format_names(zone.id for zone in ways_out)}"
        yield Finding(("office",), message)


def review_links(place: Place) -> Iterator[Finding]:
    """Ways that are there twice, and exits that lead nowhere."""
    before: set[frozenset[str]] = set()
    for way in place.links:
        pair = frozenset((way.start, way.end))
        if pair in before:
            message = f'there is a way between "{way.start}" and "{way.end}" already; of the two the shorter one counts'
            yield Finding(way.where, message)
        before.add(pair)
    yield from _check_exits(place)


def _check_exits(place: Place) -> Iterator[Finding]:
    """An exit is a door and a path: whoever is out of it can go on outdoors, as far as the campus has any."""
    outdoors = {zone.id for zone in place.zones if zone.kind == "outdoors"}
    lead_out = {end for way in place.links if {way.start, way.end} & outdoors for end in (way.start, way.end)}
    exits = [zone for zone in place.zones if zone.kind == "exit"]
    if outdoors and not exits:
        yield Finding(("zones",), "no zone is of kind exit, so nobody can get out of a building")
    for zone in exits:
        if outdoors and zone.id not in lead_out:
            yield Finding(
                (*zone.where, "id"), f'no way leads from "{zone.id}" outdoors; give it a link to a zone there'
            )


def _describe_disconnected(part: list[str], place: Place) -> str:
    """What is wrong with zones that are not connected with the office."""
    named = format_names(part)
    if len(part) == 1:
        return f"nobody can get into {named} or out of it; give it doors, or a link"
    out = "" if any(zone.kind in OUT and zone.id in part for zone in place.zones) else ", nor any way out"
    return f"{named} are connected with each other, but no way leads to the office{out}; add a link"


def find_components(place: Place) -> list[set[str]]:
    """The zones in parts: between two zones of a part there is a way, between parts none. The largest first."""
    ways: dict[str, list[str]] = {zone.id: [] for zone in place.zones}
    for way in place.links:
        ways[way.start].append(way.end)
        ways[way.end].append(way.start)
    parts: list[set[str]] = []
    left = dict.fromkeys(ways)
    while left:
        part = _find_reachable(next(iter(left)), ways)
        parts.append(part)
        for zone in part:
            left.pop(zone)
    return sorted(parts, key=len, reverse=True)


def _find_reachable(start: str, ways: dict[str, list[str]]) -> set[str]:
    part, ahead = {start}, [start]
    while ahead:
        for zone in ways[ahead.pop()]:
            if zone not in part:
                part.add(zone)
                ahead.append(zone)
    return part


def check_locks(place: Place) -> Iterator[Finding]:
    """Locks that the file does not describe."""
    locks = tuple(lock.id for lock in place.campus.locks)
    zones: dict[FindingPath, Zone] = {zone.where: zone for zone in place.zones if zone.lock is not None}
    for where, zone in zones.items():
        if zone.lock not in locks:
            yield Finding(
                (*where, "lock"), f'"{zone.lock}" is not a lock of this campus', str(zone.lock), locks
            )
