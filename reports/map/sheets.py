"""Draws the floor of a building: rooms with their names, people and signs, the doors between them, and where one gets to from here."""

from collections.abc import Mapping
from typing import NamedTuple

from reports.map.boxes import Box
from reports.map.kinds import ROOMS, find_zone_style
from reports.map.plan import CampusPlan, Room, FloorSheet, format_people
from reports.map.svg import Projection, build_element, fit_text, build_group, build_label, render_lines, measure_text
from reports.map.symbols import draw_signs, draw_swatch
from scenarios.place import Link

WALL = "#333333"
QUIET = "#5a5a5a"
LABEL_INSET = 4.0  # pixels that the line of a door reaches into the rooms on both sides


class DrawingContext(NamedTuple):
    """What all parts of a drawing need to know."""

    plan: CampusPlan
    view: Projection
    period: str

    @property
    def locks(self) -> Mapping[str, int]:
        """The locks of the campus, numbered."""
        return {lock.id: n for n, lock in enumerate(self.plan.place.campus.locks)}


def draw_sheet(sheet: FloorSheet, drawing: DrawingContext) -> list[str]:
    """A floor, from the bottom up: rooms, lines of sight, ways, ways that lead elsewhere."""
    here = {room.zone.id for room in sheet.rooms}
    sights = [(a, b) for a, b in drawing.plan.place.sight_lines if a in here and b in here and a != b]
    seen = dict.fromkeys(tuple(sorted(pair)) for pair in sights)
    return [
        *(draw_room(room, drawing) for room in sheet.rooms),
        *(draw_line_of_sight(a, b, drawing) for a, b in seen),
        *(draw_link(way, drawing) for way in sheet.links),
        *draw_outgoing_links(sheet, drawing),
    ]


# rooms


def draw_room(room: Room, drawing: DrawingContext) -> str:
    """A room: its colour, its name, who is there, and what it has."""
    x, y, width, height = drawing.view.rectangle(room.box)
    zone = room.zone
    open_room = zone.kind in ROOMS and zone.lock is None
    border: dict[str, str | float] = {"stroke": WALL, "stroke_width": 1.6 if open_room else 1.0}
    if open_room:
        border["stroke_dasharray"] = "5 3"
    if zone.kind == "exit":
        return build_group(
            [*draw_swatch(zone.kind, (x, y, width, height), **border), *label_exit(room, drawing)],
            describe_room(room),
        )
    parts = [*draw_swatch(zone.kind, (x, y, width, height), **border), *label_room(room, drawing)]
    lock = None if zone.lock is None else drawing.locks.get(zone.lock, 0)
    parts += draw_signs(lock, zone.phone, zone.aed, x + 3, y + height - 3, width - 6)
    return build_group(parts, describe_room(room))


def label_room(room: Room, drawing: DrawingContext) -> list[str]:
    """The name of a room and the people in it, one above the other where there is space."""
    x, y, width, height = drawing.view.rectangle(room.box)
    if height > 3 * width and width < 30:
        return label_hall(room, drawing)
    has_signs = room.zone.lock is not None or room.zone.phone or room.zone.aed
    space = height - 4 - (11 if has_signs else 0)
    count = format_people(room, drawing.period)
    if space < 26 and count:
        text, count = f"{room.zone.id}  {count}", ""
    else:
        text = room.zone.id
    name = fit_text(text, width - 4, space - (11 if count else 0))
    left_over = space - name.height - (11 if count else 0)
    top = y + min(6.0, max(1.0, left_over / 2))
    parts = render_lines(x + width / 2, top, name, class_="name")
    if count:
        said = fit_text(count, width - 3, 11, 9.5)
        parts += render_lines(x + width / 2, top + name.height + 1, said, class_="people")
    return parts


def label_hall(room: Room, drawing: DrawingContext) -> list[str]:
    """Name and people in a hall that runs from south to north: read from below."""
    x, y, width, height = drawing.view.rectangle(room.box)
    said = fit_text(f"{room.zone.id}  {format_people(room, drawing.period)}".strip(), height - 8, width - 2)
    middle, down = x + width / 2 + said.size / 3, y + height / 2
    turn = f"rotate(-90 {middle:.1f} {down:.1f})"
    return [build_label(middle, down, " ".join(said.lines), said.size, class_="name", transform=turn)]


def label_exit(room: Room, drawing: DrawingContext) -> list[str]:
    """An exit is small and dark; its name is white."""
    x, y, width, height = drawing.view.rectangle(room.box)
    space = height - (11 if room.zone.aed else 2)
    name = fit_text(room.zone.id, width - 2, space, 9.0)
    parts = render_lines(x + width / 2, y + max(1.0, (space - name.height) / 2), name, class_="light")
    return parts + draw_signs(None, False, room.zone.aed, x + 2, y + height - 1, width - 2)


def describe_room(room: Room) -> str:
    """A room as it would be read aloud."""
    zone = room.zone
    has = [f"lock {zone.lock}"] if zone.lock else ["no lock"] if zone.kind in ROOMS else []
    has += ["phone"] * zone.phone + ["AED"] * zone.aed
    posted = [f"{period}: {room.staff[period]} staff, {room.occupants[period]} others" for period in room.staff]
    place = f"{find_zone_style(zone.kind).words}, {zone.building}, floor {zone.floor}, at {zone.x:g} m east and {zone.y:g} m north"
    return "; ".join([f"{zone.id}: {place}", *has, *posted])


# ways


def draw_link(link: Link, drawing: DrawingContext) -> str:
    """A way between two rooms: a line through the wall that they share, or across the space between them, with its length."""
    rooms, view = drawing.plan.rooms, drawing.view
    a, b = find_nearest_points(rooms[link.start].box, rooms[link.end].box)
    (x1, y1), (x2, y2) = sorted([(view.x(a[0]), view.y(a[1])), (view.x(b[0]), view.y(b[1]))])
    upright = abs(y2 - y1) >= x2 - x1
    if upright:
        (x1, y1), (x2, y2) = sorted([(x1, y1), (x2, y2)], key=lambda point: point[1])
        y1, y2 = y1 - LABEL_INSET, y2 + LABEL_INSET
        at = ((x1 + x2) / 2 + 2.5, (y1 + y2) / 2 + 2.5)
    else:
        x1, x2 = x1 - LABEL_INSET, x2 + LABEL_INSET
        at = ((x1 + x2) / 2, (y1 + y2) / 2 - 3)
    line = build_element("path", d=f"M{x1:.1f},{y1:.1f} L{x2:.1f},{y2:.1f}", stroke="#000000", stroke_width=2.2)
    anchor = "start" if upright else "middle"
    said = build_label(*at, f"{link.length:g}", 7, text_anchor=anchor, fill=QUIET, class_="name")
    return build_group([line, said], describe_link(link))


def describe_link(link: Link) -> str:
    """A way as it would be read aloud."""
    return f"{link.start} to {link.end}: {link.kind}, {link.length:g} m long, {link.width:g} m wide"


def find_nearest_points(start: Box, end: Box) -> tuple[tuple[float, float], tuple[float, float]]:
    """The nearest points of two boxes; the middle of the wall where they share one."""
    x1, x2 = find_nearest(start.west, start.east, end.west, end.east)
    y1, y2 = find_nearest(start.south, start.north, end.south, end.north)
    return (x1, y1), (x2, y2)


def find_nearest(low: float, high: float, other_low: float, other_high: float) -> tuple[float, float]:
    """The nearest points of two stretches; the middle of what they have in common."""
    if high < other_low:
        return high, other_low
    if other_high < low:
        return low, other_high
    middle = (max(low, other_low) + min(high, other_high)) / 2
    return middle, middle


def draw_line_of_sight(a: str, b: str, drawing: DrawingContext) -> str:
    """A dotted line between two rooms of which each is seen from the other."""
    (ax, ay), (bx, by) = drawing.plan.rooms[a].box.center, drawing.plan.rooms[b].box.center
    x1, y1, x2, y2 = drawing.view.x(ax), drawing.view.y(ay), drawing.view.x(bx), drawing.view.y(by)
    path = f"M{x1:.1f},{y1 + 5:.1f} L{x2:.1f},{y2 + 5:.1f}"
    line = build_element("path", d=path, stroke="#1f77b4", stroke_width=1.0, stroke_dasharray="1 4", fill="none")
    return build_group([line], f"{a} and {b} see each other")


def draw_outgoing_links(sheet: FloorSheet, drawing: DrawingContext) -> list[str]:
    """Beside a room that leads to another floor or out of the building: where to, and how far."""
    lines: dict[str, list[str]] = {}
    for way in sheet.outgoing_links:
        there = drawing.plan.rooms[way.end].zone
        sign = "↑" if there.floor > sheet.floor else "↓" if there.floor < sheet.floor else "→"
        lines.setdefault(way.start, []).append(f"{sign} {way.end} {way.length:g} m")
    parts = []
    for name, said in lines.items():
        x, y, width, height = drawing.view.rectangle(drawing.plan.rooms[name].box)
        above = drawing.plan.rooms[name].box.center[1] > drawing.view.extent.center[1]
        for n, text in enumerate(said):
            line = y - 4 - 9 * (len(said) - 1 - n) if above else y + height + 9 + 9 * n
            half = measure_text(text, 7.5) / 2
            middle = min(
                max(x + width / 2, drawing.view.left - 24 + half),
                drawing.view.left + drawing.view.width + 24 - half,
            )
            parts.append(build_label(middle, line, text, 7.5, fill="#000000", class_="name"))
    return parts
