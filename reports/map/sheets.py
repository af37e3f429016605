"""Draws the floor of a building: rooms with their names, people and signs, the doors between them, and where one gets to from here."""

from collections.abc import Mapping
from typing import NamedTuple

from reports.map.boxes import Box
from reports.map.kinds import ROOMS, look
from reports.map.plan import Plan, Room, Sheet, people
from reports.map.svg import View, element, fitted, group, label, lines_of, width_of
from reports.map.symbols import signs, swatch
from scenarios.place import Way

WALL = "#333333"
QUIET = "#5a5a5a"
INTO = 4.0  # pixels that the line of a door reaches into the rooms on both sides


class Drawing(NamedTuple):
    """What all parts of a drawing need to know."""

    plan: Plan
    view: View
    period: str

    @property
    def locks(self) -> Mapping[str, int]:
        """The locks of the campus, numbered."""
        return {lock.id: n for n, lock in enumerate(self.plan.place.campus.locks)}


def draw_sheet(sheet: Sheet, drawing: Drawing) -> list[str]:
    """A floor, from the bottom up: rooms, lines of sight, ways, ways that lead elsewhere."""
    here = {room.zone.id for room in sheet.rooms}
    sights = [(a, b) for a, b in drawing.plan.place.sights if a in here and b in here and a != b]
    seen = dict.fromkeys(tuple(sorted(pair)) for pair in sights)
    return [
        *(draw_room(room, drawing) for room in sheet.rooms),
        *(line_of_sight(a, b, drawing) for a, b in seen),
        *(draw_way(way, drawing) for way in sheet.ways),
        *elsewhere(sheet, drawing),
    ]


# rooms


def draw_room(room: Room, drawing: Drawing) -> str:
    """A room: its colour, its name, who is there, and what it has."""
    x, y, width, height = drawing.view.rectangle(room.box)
    zone = room.zone
    open_room = zone.kind in ROOMS and zone.lock is None
    border: dict[str, str | float] = {"stroke": WALL, "stroke_width": 1.6 if open_room else 1.0}
    if open_room:
        border["stroke_dasharray"] = "5 3"
    if zone.kind == "exit":
        return group(
            [*swatch(zone.kind, (x, y, width, height), **border), *name_of_exit(room, drawing)],
            in_words(room),
        )
    parts = [*swatch(zone.kind, (x, y, width, height), **border), *inside(room, drawing)]
    lock = None if zone.lock is None else drawing.locks.get(zone.lock, 0)
    parts += signs(lock, zone.phone, zone.aed, x + 3, y + height - 3, width - 6)
    return group(parts, in_words(room))


def inside(room: Room, drawing: Drawing) -> list[str]:
    """The name of a room and the people in it, one above the other where there is space."""
    x, y, width, height = drawing.view.rectangle(room.box)
    if height > 3 * width and width < 30:
        return upright(room, drawing)
    has_signs = room.zone.lock is not None or room.zone.phone or room.zone.aed
    space = height - 4 - (11 if has_signs else 0)
    count = people(room, drawing.period)
    if space < 26 and count:
        text, count = f"{room.zone.id}  {count}", ""
    else:
        text = room.zone.id
    name = fitted(text, width - 4, space - (11 if count else 0))
    left_over = space - name.height - (11 if count else 0)
    top = y + min(6.0, max(1.0, left_over / 2))
    parts = lines_of(x + width / 2, top, name, class_="name")
    if count:
        said = fitted(count, width - 3, 11, 9.5)
        parts += lines_of(x + width / 2, top + name.height + 1, said, class_="people")
    return parts


def upright(room: Room, drawing: Drawing) -> list[str]:
    """Name and people in a hall that runs from south to north: read from below."""
    x, y, width, height = drawing.view.rectangle(room.box)
    said = fitted(f"{room.zone.id}  {people(room, drawing.period)}".strip(), height - 8, width - 2)
    middle, down = x + width / 2 + said.size / 3, y + height / 2
    turn = f"rotate(-90 {middle:.1f} {down:.1f})"
    return [label(middle, down, " ".join(said.lines), said.size, class_="name", transform=turn)]


def name_of_exit(room: Room, drawing: Drawing) -> list[str]:
    """An exit is small and dark; its name is white."""
    x, y, width, height = drawing.view.rectangle(room.box)
    space = height - (11 if room.zone.aed else 2)
    name = fitted(room.zone.id, width - 2, space, 9.0)
    parts = lines_of(x + width / 2, y + max(1.0, (space - name.height) / 2), name, class_="light")
    return parts + signs(None, False, room.zone.aed, x + 2, y + height - 1, width - 2)


def in_words(room: Room) -> str:
    """A room as it would be read aloud."""
    zone = room.zone
    has = [f"lock {zone.lock}"] if zone.lock else ["no lock"] if zone.kind in ROOMS else []
    has += ["phone"] * zone.phone + ["AED"] * zone.aed
    posted = [f"{period}: {room.staff[period]} staff, {room.heads[period]} others" for period in room.staff]
    place = f"{look(zone.kind).words}, {zone.building}, floor {zone.floor}, at {zone.x:g} m east and {zone.y:g} m north"
    return "; ".join([f"{zone.id}: {place}", *has, *posted])


# ways


def draw_way(way: Way, drawing: Drawing) -> str:
    """A way between two rooms: a line through the wall that they share, or across the space between them, with its length."""
    rooms, view = drawing.plan.rooms, drawing.view
    a, b = nearest_points(rooms[way.start].box, rooms[way.end].box)
    (x1, y1), (x2, y2) = sorted([(view.x(a[0]), view.y(a[1])), (view.x(b[0]), view.y(b[1]))])
    upright = abs(y2 - y1) >= x2 - x1
    if upright:
        (x1, y1), (x2, y2) = sorted([(x1, y1), (x2, y2)], key=lambda point: point[1])
        y1, y2 = y1 - INTO, y2 + INTO
        at = ((x1 + x2) / 2 + 2.5, (y1 + y2) / 2 + 2.5)
    else:
        x1, x2 = x1 - INTO, x2 + INTO
        at = ((x1 + x2) / 2, (y1 + y2) / 2 - 3)
    line = element("path", d=f"M{x1:.1f},{y1:.1f} L{x2:.1f},{y2:.1f}", stroke="#000000", stroke_width=2.2)
    anchor = "start" if upright else "middle"
    said = label(*at, f"{way.length:g}", 7, text_anchor=anchor, fill=QUIET, class_="name")
    return group([line, said], way_in_words(way))


def way_in_words(way: Way) -> str:
    """A way as it would be read aloud."""
    return f"{way.start} to {way.end}: {way.kind}, {way.length:g} m long, {way.width:g} m wide"


def nearest_points(start: Box, end: Box) -> tuple[tuple[float, float], tuple[float, float]]:
    """The nearest points of two boxes; the middle of the wall where they share one."""
    x1, x2 = nearest(start.west, start.east, end.west, end.east)
    y1, y2 = nearest(start.south, start.north, end.south, end.north)
    return (x1, y1), (x2, y2)


def nearest(low: float, high: float, other_low: float, other_high: float) -> tuple[float, float]:
    """The nearest points of two stretches; the middle of what they have in common."""
    if high < other_low:
        return high, other_low
    if other_high < low:
        return low, other_high
    middle = (max(low, other_low) + min(high, other_high)) / 2
    return middle, middle


def line_of_sight(a: str, b: str, drawing: Drawing) -> str:
    """A dotted line between two rooms of which each is seen from the other."""
    (ax, ay), (bx, by) = drawing.plan.rooms[a].box.middle, drawing.plan.rooms[b].box.middle
    x1, y1, x2, y2 = drawing.view.x(ax), drawing.view.y(ay), drawing.view.x(bx), drawing.view.y(by)
    path = f"M{x1:.1f},{y1 + 5:.1f} L{x2:.1f},{y2 + 5:.1f}"
    line = element("path", d=path, stroke="#1f77b4", stroke_width=1.0, stroke_dasharray="1 4", fill="none")
    return group([line], f"{a} and {b} see each other")


def elsewhere(sheet: Sheet, drawing: Drawing) -> list[str]:
    """Beside a room that leads to another floor or out of the building: where to, and how far."""
    lines: dict[str, list[str]] = {}
    for way in sheet.leaving:
        there = drawing.plan.rooms[way.end].zone
        sign = "↑" if there.floor > sheet.floor else "↓" if there.floor < sheet.floor else "→"
        lines.setdefault(way.start, []).append(f"{sign} {way.end} {way.length:g} m")
    parts = []
    for name, said in lines.items():
        x, y, width, height = drawing.view.rectangle(drawing.plan.rooms[name].box)
        above = drawing.plan.rooms[name].box.middle[1] > drawing.view.extent.middle[1]
        for n, text in enumerate(said):
            line = y - 4 - 9 * (len(said) - 1 - n) if above else y + height + 9 + 9 * n
            half = width_of(text, 7.5) / 2
            middle = min(
                max(x + width / 2, drawing.view.left - 24 + half),
                drawing.view.left + drawing.view.width + 24 - half,
            )
            parts.append(label(middle, line, text, 7.5, fill="#000000", class_="name"))
    return parts
