"""The map of a campus as SVG: title, the site from above, every floor, the legend. The same campus gives the same bytes everywhere.

SVG is written by hand: a few elements, numbers with one decimal, no script. Text is measured by a rule of thumb, since no font is at hand;
it is made smaller and broken at hyphens until it fits.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from reports.floor_plan.styles import ZONE_STYLES
from scenarios.campus_expansion import Link, Place
from scenarios.floor_plan import ROOMS, Box, CampusPlan, FloorSheet, Room, SiteSheet, build_plan, enclose, format_people

FONT = "DejaVu Sans, Verdana, Arial, sans-serif"
EM = 0.62  # width of a letter over the size of the font, on the wide side
LEADING = 1.12  # height of a line over the size of the font
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_number(value: float) -> str:
    """A number as it is written: one decimal, none where it is whole."""
    text = f"{value:.1f}"
    return text.removesuffix(".0").replace("-0", "0") if text in ("0.0", "-0.0") else text.removesuffix(".0")


def _escape_text(text: str) -> str:
    return escape(_UNFIT.sub("", text))


def _build_element(name: str, *content: str, **attributes: str | float) -> str:
    said = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_UNFIT.sub('', value) if isinstance(value, str) else read_number(value))}"
        for key, value in attributes.items()
    )
    inner = "".join(content)
    return f"<{name}{said}>{inner}</{name}>" if inner else f"<{name}{said}/>"


def _build_rectangle(box: Sequence[float], **attributes: str | float) -> str:
    """box: left, top, width and height in pixels."""
    x, y, width, height = box
    return _build_element("rect", x=x, y=y, width=width, height=height, **attributes)


def _build_line(start: tuple[float, float], end: tuple[float, float], **attributes: str | float) -> str:
    path = f"M{start[0]:.1f},{start[1]:.1f} L{end[0]:.1f},{end[1]:.1f}"
    return _build_element("path", d=path, **attributes)


def _build_group(parts: Iterable[str], title: str = "", **attributes: str | float) -> str:
    head = [_build_element("title", _escape_text(title))] if title else []
    return _build_element("g", "\n", *(f"{part}\n" for part in [*head, *parts]), **attributes)


def _build_label(x: float, y: float, text: str, size: float, **attributes: str | float) -> str:
    said = {"text_anchor": "middle"} | attributes
    return _build_element("text", _escape_text(text), x=x, y=y, font_size=size, **said)


class FittedText(NamedTuple):
    """Text broken into lines, and the size of the font at which it fits."""

    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        return len(self.lines) * self.size * LEADING


def measure_text(text: str, size: float) -> float:
    """Pixels that a text is wide."""
    return len(text) * size * EM


SMALLEST_TEXT = 5.0


def fit_text(text: str, width: float, height: float, largest: float = 10.0) -> FittedText:
    """The largest font at which a text fits, on one line or broken at hyphens and blanks; the smallest where none fits."""
    size = largest
    while size > SMALLEST_TEXT:
        lines = _wrap_text(text, width, size)
        if all(measure_text(line, size) <= width for line in lines) and len(lines) * size * LEADING <= height:
            return FittedText(tuple(lines), size)
        size -= 0.5
    return FittedText(tuple(_wrap_text(text, width, SMALLEST_TEXT)), SMALLEST_TEXT)


def _wrap_text(text: str, width: float, size: float) -> list[str]:
    lines = [""]
    for part in re.findall(r"[^\s-]*-|[^\s-]+ ?|\s", text):
        if lines[-1] and measure_text((lines[-1] + part).rstrip(), size) > width:
            lines.append("")
        lines[-1] += part
    return [line.strip() for line in lines if line.strip()] or [""]


def _render_lines(x: float, top: float, said: FittedText, **attributes: str | float) -> list[str]:
    step = said.size * LEADING
    return [
        _build_label(x, top + step * n + said.size * 0.92, line, said.size, **attributes)
        for n, line in enumerate(said.lines)
    ]


class Projection(NamedTuple):
    """From meters on the map to pixels on the page: north is up."""

    extent: Box
    scale: float  # pixels a meter
    left: float
    top: float

    @property
    def width(self) -> float:
        """Pixels."""
        return self.extent.width * self.scale

    @property
    def height(self) -> float:
        """Pixels."""
        return self.extent.height * self.scale

    def x(self, meters: float) -> float:
        """Pixels from the left of the page."""
        return self.left + (meters - self.extent.west) * self.scale

    def y(self, meters: float) -> float:
        """Pixels from the top of the page."""
        return self.top + (self.extent.north - meters) * self.scale

    def rectangle(self, box: Box) -> tuple[float, float, float, float]:
        """Left, top, width, height of a box, in pixels."""
        return self.x(box.west), self.y(box.north), box.width * self.scale, box.height * self.scale


WIDTH = 1320.0
MARGIN = 24.0
ROOM = 9.0  # pixels a meter for floors, at most
LEAST = 6.2  # and at least, where two floors are to stand side by side
GROUND = 6.0  # and for the site
MAX_HEIGHT = 860.0  # pixels that the site may be high
GAP = 26.0  # pixels around a drawing, for what leads out of it
STYLE = (
    f"text{{font-family:{FONT}}} .light{{fill:#ffffff}} .people{{font-weight:bold}} "
    ".name,.people{paint-order:stroke;stroke:#ffffff;stroke-width:2.2px}"
)


def render_svg_map(place: Place) -> str:
    """The map of a campus as an SVG document."""
    plan = build_plan(place)
    body, y = _render_heading(plan)
    for part in (_render_site, _render_floors, render_legend):
        drawn, y = part(plan, y)
        body += drawn
    y = float(ceil(y))
    campus = place.campus
    head = [
        _build_element("title", _escape_text(f"Map of {campus.title}"), id="title"),
        _build_element("desc", _escape_text(" ".join(campus.summary.split())), id="desc"),
        _build_element("style", _escape_text(STYLE)),
        _build_patterns(),
        _build_element("rect", width=WIDTH, height=y, fill="#ffffff"),
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        + _build_element(
            "svg",
            "\n",
            *(f"{part}\n" for part in [*head, *body]),
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {WIDTH:.0f} {y:.0f}",
            width=WIDTH,
            height=y,
            role="img",
            aria_labelledby="title desc",
            lang="en",
        )
        + "\n"
    )


def _render_heading(plan: CampusPlan) -> tuple[list[str], float]:
    campus, place = plan.place.campus, plan.place
    title = _build_label(MARGIN, 42, campus.title, 22, text_anchor="start", font_weight="bold")
    said = fit_text(" ".join(campus.summary.split()), WIDTH - 2 * MARGIN, 60, 12)
    numbers = (
        f"{len(place.staff)} staff, {sum(group.occupants for group in place.groups)} others, {len(place.zones)} zones, "
        f"{len(place.links)} links. People are drawn where they are during {plan.periods[0]}."
    )
    y = 52 + said.height
    return [
        title,
        *_render_lines(MARGIN, 52, said, text_anchor="start"),
        _build_label(MARGIN, y + 16, numbers, 12, text_anchor="start", font_weight="bold"),
    ], y + 30


def _render_site(plan: CampusPlan, y: float) -> tuple[list[str], float]:
    extent = plan.site.extent
    scale = min(GROUND, (WIDTH - 2 * MARGIN - 2 * GAP) / extent.width, MAX_HEIGHT / extent.height)
    view = Projection(extent, scale, MARGIN + GAP, y + 40)
    parts = [
        _render_headline("Site", MARGIN, y + 20),
        *_draw_site(plan.site, DrawingContext(plan, view, plan.periods[0])),
    ]
    bottom = y + 40 + view.height + 30
    return [_build_group([*parts, *_render_scale_bar(MARGIN + GAP, bottom, scale)], id="site")], bottom + 20


def _render_floors(plan: CampusPlan, y: float) -> tuple[list[str], float]:
    widest = max((sheet.extent.width for sheet in plan.sheets), default=1.0)
    page = WIDTH - 2 * MARGIN
    side_by_side = (page / 2 - 2 * GAP) / widest
    fits = side_by_side if side_by_side >= LEAST else (page - 2 * GAP) / widest
    scale = min(ROOM, fits, 2 * MAX_HEIGHT / max((sheet.extent.height for sheet in plan.sheets), default=1.0))
    parts: list[str] = []
    x, row = MARGIN, 0.0
    for n, sheet in enumerate(plan.sheets):
        together = [other for other in plan.sheets if other.buildings == sheet.buildings]
        needed = sum(_measure_sheet(plan, other, scale) for other in together) if together[0] is sheet else 0.0
        width = _measure_sheet(plan, sheet, scale)
        if x > MARGIN and x + max(width, min(needed, page)) > WIDTH - MARGIN:
            x, y, row = MARGIN, y + row, 0.0
        view = Projection(sheet.extent, scale, x + GAP, y + GAP + 24)
        drawn = _draw_sheet(sheet, DrawingContext(plan, view, plan.periods[0]))
        parts.append(
            _build_group([_render_headline(_write_sheet_title(plan, sheet), x, y + 20), *drawn], id=f"floor-{n + 1}")
        )
        x, row = x + width, max(row, view.height + 2 * GAP + 24)
    y += row
    return [*parts, *_render_scale_bar(MARGIN + GAP, y, scale)], y + 20


def _measure_sheet(plan: CampusPlan, sheet: FloorSheet, scale: float) -> float:
    return max(sheet.extent.width * scale, measure_text(_write_sheet_title(plan, sheet), 14)) + 2 * GAP


def _write_sheet_title(plan: CampusPlan, sheet: FloorSheet) -> str:
    period = plan.periods[0]
    staff = sum(room.staff[period] for room in sheet.rooms)
    heads = sum(room.occupants[period] for room in sheet.rooms)
    return f"{sheet.title}: {staff} staff, {heads} others"


def _render_headline(text: str, x: float, y: float) -> str:
    return _build_label(x, y, text, 14, text_anchor="start", font_weight="bold")


def _render_scale_bar(x: float, y: float, scale: float) -> list[str]:
    meters = 10 if scale * 10 > 40 else 50
    path = f"M{x:.1f},{y - 4:.1f} v4 h{meters * scale:.1f} v-4"
    bar = _build_element("path", d=path, stroke="#000000", fill="none")
    return [bar, _build_label(x + meters * scale + 6, y, f"{meters} m", 10, text_anchor="start")]


def render_legend(plan: CampusPlan, y: float) -> tuple[list[str], float]:
    """The meaning of colors and signs."""
    used = {zone.kind for zone in plan.place.zones}
    kinds = [(name, look) for name, look in ZONE_STYLES.items() if name in used]
    parts = [_render_headline("Legend", MARGIN, y + 20)]
    top = y + 34
    for n, (name, look) in enumerate(kinds):
        x, line = MARGIN + (n % 4) * 200, top + (n // 4) * 22
        parts += _draw_swatch(name, (x, line, 26, 15))
        parts.append(_build_label(x + 32, line + 12, look.words, 11, text_anchor="start"))
    rows = (len(kinds) + 3) // 4
    signs_at = WIDTH - MARGIN - 400
    parts += _render_sign_legend(plan, signs_at, top)
    y = top + max(rows * 22, 110) + 6
    note = (
        "Positions, lengths and widths are those of the file. Outlines are not: each room is drawn as large as its kind usually is "
        "and its neighbors allow. Numbers at doors and ways are meters."
    )
    parts.append(_build_label(MARGIN, y, note, 10, text_anchor="start"))
    return [_build_group(parts, id="legend")], y + 24


def _render_sign_legend(plan: CampusPlan, x: float, top: float) -> list[str]:
    lines: list[tuple[str, str]] = []
    for n, lock in enumerate(plan.place.campus.locks):
        lines.append((_draw_padlock(x + 4, top + 12 + 18 * n, n), f"lock: {lock.id}"))
    y = top + 12 + 18 * len(lines)
    lines.append((_draw_telephone(x + 5, y), "desk phone or intercom"))
    lines.append((_draw_aed(x, y + 18), "AED post"))
    border: dict[str, str | float] = {"stroke": WALL, "stroke_width": 1.6, "stroke_dasharray": "5 3"}
    dashed = _build_rectangle((x, y + 27, 18, 11), fill="none", **border)
    lines.append((dashed, "a room that cannot be locked"))
    lines.append((_build_label(x + 9, y + 54, "1+23", 9.5, font_weight="bold"), "staff + students and visitors"))
    said = [_build_label(x + 26, top + 12 + 18 * n, text, 11, text_anchor="start") for n, (_, text) in enumerate(lines)]
    return [sign for sign, _ in lines] + said


WALL = "#333333"
QUIET = "#5a5a5a"
LABEL_INSET = 4.0  # pixels that the line of a door reaches into the rooms on both sides


class DrawingContext(NamedTuple):
    """The plan, its projection and the period, for all parts of a drawing."""

    plan: CampusPlan
    view: Projection
    period: str

    @property
    def locks(self) -> Mapping[str, int]:
        """The locks of the campus, numbered."""
        return {lock.id: n for n, lock in enumerate(self.plan.place.campus.locks)}


def _draw_sheet(sheet: FloorSheet, drawing: DrawingContext) -> list[str]:
    here = {room.zone.id for room in sheet.rooms}
    sights = [(a, b) for a, b in drawing.plan.place.sight_lines if a in here and b in here and a != b]
    seen = dict.fromkeys(tuple(sorted(pair)) for pair in sights)
    return [
        *(draw_room(room, drawing) for room in sheet.rooms),
        *(_draw_line_of_sight(a, b, drawing) for a, b in seen),
        *(_draw_link(way, drawing) for way in sheet.links),
        *_draw_outgoing_links(sheet, drawing),
    ]


# rooms


def draw_room(room: Room, drawing: DrawingContext) -> str:
    """A room: its color, name, people and equipment."""
    x, y, width, height = drawing.view.rectangle(room.box)
    zone = room.zone
    open_room = zone.kind in ROOMS and zone.lock is None
    border: dict[str, str | float] = {"stroke": WALL, "stroke_width": 1.6 if open_room else 1.0}
    if open_room:
        border["stroke_dasharray"] = "5 3"
    if zone.kind == "exit":
        return _build_group(
            [*_draw_swatch(zone.kind, (x, y, width, height), **border), *_label_exit(room, drawing)],
            _describe_room(room),
        )
    parts = [*_draw_swatch(zone.kind, (x, y, width, height), **border), *_label_room(room, drawing)]
    lock = None if zone.lock is None else drawing.locks.get(zone.lock, 0)
    parts += _draw_signs(lock, zone.phone, zone.aed, x + 3, y + height - 3, width - 6)
    return _build_group(parts, _describe_room(room))


def _label_room(room: Room, drawing: DrawingContext) -> list[str]:
    x, y, width, height = drawing.view.rectangle(room.box)
    if height > 3 * width and width < 30:
        return _label_hall(room, drawing)
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
    parts = _render_lines(x + width / 2, top, name, class_="name")
    if count:
        said = fit_text(count, width - 3, 11, 9.5)
        parts += _render_lines(x + width / 2, top + name.height + 1, said, class_="people")
    return parts


def _label_hall(room: Room, drawing: DrawingContext) -> list[str]:
    x, y, width, height = drawing.view.rectangle(room.box)
    said = fit_text(f"{room.zone.id}  {format_people(room, drawing.period)}".strip(), height - 8, width - 2)
    middle, down = x + width / 2 + said.size / 3, y + height / 2
    turn = f"rotate(-90 {middle:.1f} {down:.1f})"
    return [_build_label(middle, down, " ".join(said.lines), said.size, class_="name", transform=turn)]


def _label_exit(room: Room, drawing: DrawingContext) -> list[str]:
    x, y, width, height = drawing.view.rectangle(room.box)
    space = height - (11 if room.zone.aed else 2)
    name = fit_text(room.zone.id, width - 2, space, 9.0)
    parts = _render_lines(x + width / 2, y + max(1.0, (space - name.height) / 2), name, class_="light")
    return parts + _draw_signs(None, False, room.zone.aed, x + 2, y + height - 1, width - 2)


def _describe_room(room: Room) -> str:
    zone = room.zone
    has = [f"lock {zone.lock}"] if zone.lock else ["no lock"] if zone.kind in ROOMS else []
    has += ["phone"] * zone.phone + ["AED"] * zone.aed
    posted = [f"{period}: {room.staff[period]} staff, {room.occupants[period]} others" for period in room.staff]
    place = f"{ZONE_STYLES[zone.kind].words}, {zone.building}, floor {zone.floor}, at {zone.x:g} m east and {zone.y:g} m north"
    return "; ".join([f"{zone.id}: {place}", *has, *posted])


# ways


def _draw_link(link: Link, drawing: DrawingContext) -> str:
    rooms, view = drawing.plan.rooms, drawing.view
    a, b = _find_nearest_points(rooms[link.start].box, rooms[link.end].box)
    (x1, y1), (x2, y2) = sorted([(view.x(a[0]), view.y(a[1])), (view.x(b[0]), view.y(b[1]))])
    upright = abs(y2 - y1) >= x2 - x1
    if upright:
        (x1, y1), (x2, y2) = sorted([(x1, y1), (x2, y2)], key=lambda point: point[1])
        y1, y2 = y1 - LABEL_INSET, y2 + LABEL_INSET
        at = ((x1 + x2) / 2 + 2.5, (y1 + y2) / 2 + 2.5)
    else:
        x1, x2 = x1 - LABEL_INSET, x2 + LABEL_INSET
        at = ((x1 + x2) / 2, (y1 + y2) / 2 - 3)
    line = _build_line((x1, y1), (x2, y2), stroke="#000000", stroke_width=2.2)
    anchor = "start" if upright else "middle"
    said = _build_label(*at, f"{link.length:g}", 7, text_anchor=anchor, fill=QUIET, class_="name")
    return _build_group([line, said], _describe_link(link))


def _describe_link(link: Link) -> str:
    return f"{link.start} to {link.end}: {link.kind}, {link.length:g} m long, {link.width:g} m wide"


def _find_nearest_points(start: Box, end: Box) -> tuple[tuple[float, float], tuple[float, float]]:
    x1, x2 = find_nearest(start.west, start.east, end.west, end.east)
    y1, y2 = find_nearest(start.south, start.north, end.south, end.north)
    return (x1, y1), (x2, y2)


def find_nearest(low: float, high: float, other_low: float, other_high: float) -> tuple[float, float]:
    """The nearest points of two stretches; the middle of their overlap."""
    if high < other_low:
        return high, other_low
    if other_high < low:
        return low, other_high
    middle = (max(low, other_low) + min(high, other_high)) / 2
    return middle, middle


def _draw_line_of_sight(a: str, b: str, drawing: DrawingContext) -> str:
    (ax, ay), (bx, by) = drawing.plan.rooms[a].box.center, drawing.plan.rooms[b].box.center
    x1, y1, x2, y2 = drawing.view.x(ax), drawing.view.y(ay), drawing.view.x(bx), drawing.view.y(by)
    dots: dict[str, str | float] = {"stroke": "#1f77b4", "stroke_width": 1.0, "stroke_dasharray": "1 4"}
    line = _build_line((x1, y1 + 5), (x2, y2 + 5), **dots, fill="none")
    return _build_group([line], f"{a} and {b} see each other")


def _draw_outgoing_links(sheet: FloorSheet, drawing: DrawingContext) -> list[str]:
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
                max(x + width / 2, drawing.view.left - 24 + half), drawing.view.left + drawing.view.width + 24 - half
            )
            parts.append(_build_label(middle, line, text, 7.5, fill="#000000", class_="name"))
    return parts


SHADOW = "#e6e6e6"


def _draw_site(site: SiteSheet, drawing: DrawingContext) -> list[str]:
    exits = [room for room in site.ground if room.zone.kind == "exit"]
    return [
        *(_draw_ground(room, drawing) for room in site.outdoors),
        *_draw_buildings(site, drawing),
        *(_draw_path(way, drawing) for way in site.links),
        *(_draw_exit(room, drawing) for room in exits),
        *_draw_aed_posts(drawing),
    ]


def _draw_ground(room: Room, drawing: DrawingContext) -> str:
    x, y, width, height = drawing.view.rectangle(room.box)
    count = format_people(room, drawing.period)
    name = fit_text(room.zone.id, width - 4, max(8.0, height - 14), 12)
    parts = _draw_swatch(room.zone.kind, (x, y, width, height), stroke_dasharray="2 2", rx=6)
    parts += _render_lines(x + width / 2, y + 4, name, class_="name")
    if count:
        parts.append(_build_label(x + width / 2, y + 4 + name.height + 11, count, 11, class_="people"))
    return _build_group(parts, _describe_room(room))


def _draw_buildings(site: SiteSheet, drawing: DrawingContext) -> list[str]:
    made = []
    for building in dict.fromkeys(room.zone.building for room in site.ground):
        rooms = [room for room in site.ground if room.zone.building == building and room.zone.kind != "exit"]
        parts = [_draw_shadow(room.box, drawing) for room in rooms]
        if rooms:
            made.append(
                _build_group([*parts, *_label_building(building, enclose(r.box for r in rooms), drawing)], building)
            )
    return made


def _draw_shadow(box: Box, drawing: DrawingContext) -> str:
    return _build_rectangle(drawing.view.rectangle(box), fill=SHADOW, stroke="#b5b5b5", stroke_width=0.7)


def _label_building(building: str, box: Box, drawing: DrawingContext) -> list[str]:
    x, y, width, height = drawing.view.rectangle(box)
    rooms = [room for room in drawing.plan.rooms.values() if room.zone.building == building]
    indoors = [room for room in rooms if room.zone.kind != "outdoors"]
    staff = sum(room.staff[drawing.period] for room in indoors)
    heads = sum(room.occupants[drawing.period] for room in indoors)
    floors = len({room.zone.floor for room in indoors})
    said = fit_text(building, width, height / 2, 15)
    top = y + (height - said.height - 13) / 2
    more = f"{staff}+{heads}" + (f" on {floors} floors" if floors > 1 else "")
    return [
        *_render_lines(x + width / 2, top, said, class_="name", font_weight="bold"),
        _build_label(x + width / 2, top + said.height + 11, more, 11, class_="people"),
    ]


def _draw_path(link: Link, drawing: DrawingContext) -> str:
    rooms = drawing.plan.rooms
    a, b = _find_nearest_points(rooms[link.start].box, rooms[link.end].box)
    x1, y1, x2, y2 = drawing.view.x(a[0]), drawing.view.y(a[1]), drawing.view.x(b[0]), drawing.view.y(b[1])
    line = _build_line((x1, y1), (x2, y2), stroke="#6b5b2a", stroke_width=1.6, stroke_dasharray="6 3")
    text = _build_label((x1 + x2) / 2, (y1 + y2) / 2 - 3, f"{link.length:g} m", 9, fill=QUIET, class_="name")
    return _build_group([line, text], _describe_link(link))


def _draw_exit(room: Room, drawing: DrawingContext) -> str:
    x, y, width, height = drawing.view.rectangle(room.box)
    box = _build_rectangle((x, y, width, height), fill=ZONE_STYLES["exit"].fill)
    same = [r.box for r in drawing.plan.rooms.values() if r.zone.building == room.zone.building]
    above = room.box.center[1] > enclose(same).center[1]
    line = y - 3 if above else y + height + 8
    return _build_group([box, _build_label(x + width / 2, line, room.zone.id, 8, class_="name")], _describe_room(room))


def _draw_aed_posts(drawing: DrawingContext) -> list[str]:
    made = []
    for room in drawing.plan.rooms.values():
        if room.zone.aed:
            x, y = drawing.view.x(room.zone.x), drawing.view.y(room.zone.y)
            made.append(_build_group([_draw_aed(x - 8.5, y + 4.5)], f"AED in {room.zone.id}, floor {room.zone.floor}"))
    return made


INK = "#222222"


def _draw_padlock(x: float, y: float, nth: int) -> str:
    body = _build_rectangle((x, y - 5.5, 7, 5.5), fill=(INK, "#ffffff", "#999999")[nth % 3], stroke=INK)
    bow = _build_element("path", d=f"M{x + 1.5:.1f},{y - 5.5:.1f} v-1.5 a2,2 0 0 1 4,0 v1.5", fill="none", stroke=INK)
    return bow + body


def _draw_telephone(x: float, y: float) -> str:
    case = _build_rectangle((x, y - 9, 5, 9), rx=1.2, fill="none", stroke=INK, stroke_width=0.9)
    return case + _build_element(
        "path", d=f"M{x + 1:.1f},{y - 6.8:.1f} h3 M{x + 1:.1f},{y - 2.2:.1f} h3", stroke=INK, stroke_width=0.9
    )


def _draw_aed(x: float, y: float) -> str:
    ground = _build_rectangle((x, y - 9, 17, 9), rx=1, fill="#0b6b3a")
    return ground + _build_label(x + 8.5, y - 2, "AED", 7, class_="light", font_weight="bold")


def _draw_signs(lock: int | None, phone: bool, has_aed: bool, x: float, y: float, width: float) -> list[str]:
    made, at = [], x
    if lock is not None:
        made.append(_draw_padlock(at, y, lock))
        at += 9
    if phone:
        made.append(_draw_telephone(at, y))
        at += 7
    if has_aed:
        beside = at + 17 <= x + width
        made.append(_draw_aed(at, y) if beside else _draw_aed(x, y - 11))
    return made


def _build_patterns() -> str:
    made = [
        _build_element(
            "pattern",
            _build_element("path", d=kind.hatch, stroke=kind.ink, stroke_width=0.7, fill="none"),
            id=f"hatch-{name}",
            width=8,
            height=8,
            patternUnits="userSpaceOnUse",
        )
        for name, kind in ZONE_STYLES.items()
        if kind.hatch
    ]
    return _build_element("defs", "\n", *(f"{part}\n" for part in made))


def _draw_swatch(kind: str, box: Sequence[float], **attributes: str | float) -> list[str]:
    border: dict[str, str | float] = {"stroke": "#444444", "stroke_width": 1.0, **attributes}
    plain = _build_rectangle(box, fill=ZONE_STYLES[kind].fill, **border)
    if not ZONE_STYLES[kind].hatch:
        return [plain]
    return [plain, _build_rectangle(box, fill=f"url(#hatch-{kind})", fill_opacity=0.45)]
