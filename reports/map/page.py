"""The whole drawing: title, the site from above, every floor, the legend. The same campus gives the same bytes."""

from math import ceil

from reports.map.kinds import ZONE_STYLES
from reports.map.plan import CampusPlan, FloorSheet, build_plan
from reports.map.sheets import DrawingContext, draw_sheet
from reports.map.site import draw_site
from reports.map.svg import FONT, Projection, build_element, fit_text, build_group, build_label, render_lines, measure_text, escape_text
from reports.map.symbols import draw_aed, draw_padlock, build_patterns, draw_swatch, draw_telephone
from scenarios.place import Place

WIDTH = 1320.0
MARGIN = 24.0
ROOM = 9.0  # pixels a metre for floors, at most
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
    body, y = render_heading(plan)
    for part in (render_site, render_floors, render_legend):
        drawn, y = part(plan, y)
        body += drawn
    y = float(ceil(y))
    campus = place.campus
    head = [
        build_element("title", escape_text(f"Map of {campus.title}"), id="title"),
        build_element("desc", escape_text(" ".join(campus.summary.split())), id="desc"),
        build_element("style", escape_text(STYLE)),
        build_patterns(),
        build_element("rect", width=WIDTH, height=y, fill="#ffffff"),
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        + build_element(
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


def render_heading(plan: CampusPlan) -> tuple[list[str], float]:
    """Title, summary and numbers; and how far down they reach."""
    campus, place = plan.place.campus, plan.place
    title = build_label(MARGIN, 42, campus.title, 22, text_anchor="start", font_weight="bold")
    said = fit_text(" ".join(campus.summary.split()), WIDTH - 2 * MARGIN, 60, 12)
    numbers = (
        f"{len(place.staff)} staff, {sum(group.occupants for group in place.groups)} others, {len(place.zones)} zones, "
        f"{len(place.links)} ways. People are drawn where they are during {plan.periods[0]}."
    )
    y = 52 + said.height
    return [
        title,
        *render_lines(MARGIN, 52, said, text_anchor="start"),
        build_label(MARGIN, y + 16, numbers, 12, text_anchor="start", font_weight="bold"),
    ], y + 30


def render_site(plan: CampusPlan, y: float) -> tuple[list[str], float]:
    """The campus from above."""
    extent = plan.site.extent
    scale = min(GROUND, (WIDTH - 2 * MARGIN - 2 * GAP) / extent.width, MAX_HEIGHT / extent.height)
    view = Projection(extent, scale, MARGIN + GAP, y + 40)
    parts = [render_headline("Site", MARGIN, y + 20), *draw_site(plan.site, DrawingContext(plan, view, plan.periods[0]))]
    bottom = y + 40 + view.height + 30
    return [build_group([*parts, *render_scale_bar(MARGIN + GAP, bottom, scale)], id="site")], bottom + 20


def render_floors(plan: CampusPlan, y: float) -> tuple[list[str], float]:
    """Every floor, side by side as far as they fit."""
    widest = max((sheet.extent.width for sheet in plan.sheets), default=1.0)
    page = WIDTH - 2 * MARGIN
    side_by_side = (page / 2 - 2 * GAP) / widest
    fits = side_by_side if side_by_side >= LEAST else (page - 2 * GAP) / widest
    scale = min(ROOM, fits, 2 * MAX_HEIGHT / max((sheet.extent.height for sheet in plan.sheets), default=1.0))
    parts: list[str] = []
    x, row = MARGIN, 0.0
    for n, sheet in enumerate(plan.sheets):
        together = [other for other in plan.sheets if other.buildings == sheet.buildings]
        needed = sum(measure_sheet(plan, other, scale) for other in together) if together[0] is sheet else 0.0
        width = measure_sheet(plan, sheet, scale)
        if x > MARGIN and x + max(width, min(needed, page)) > WIDTH - MARGIN:
            x, y, row = MARGIN, y + row, 0.0
        view = Projection(sheet.extent, scale, x + GAP, y + GAP + 24)
        drawn = draw_sheet(sheet, DrawingContext(plan, view, plan.periods[0]))
        parts.append(build_group([render_headline(write_sheet_title(plan, sheet), x, y + 20), *drawn], id=f"floor-{n + 1}"))
        x, row = x + width, max(row, view.height + 2 * GAP + 24)
    y += row
    return [*parts, *render_scale_bar(MARGIN + GAP, y, scale)], y + 20


def measure_sheet(plan: CampusPlan, sheet: FloorSheet, scale: float) -> float:
    """Pixels that a floor and its title need."""
    return max(sheet.extent.width * scale, measure_text(write_sheet_title(plan, sheet), 14)) + 2 * GAP


def write_sheet_title(plan: CampusPlan, sheet: FloorSheet) -> str:
    """The name of a floor, and how many are there."""
    period = plan.periods[0]
    staff = sum(room.staff[period] for room in sheet.rooms)
    heads = sum(room.occupants[period] for room in sheet.rooms)
    return f"{sheet.title}: {staff} staff, {heads} others"


def render_headline(text: str, x: float, y: float) -> str:
    """The name of a drawing."""
    return build_label(x, y, text, 14, text_anchor="start", font_weight="bold")


def render_scale_bar(x: float, y: float, scale: float) -> list[str]:
    """A bar of ten or fifty metres."""
    metres = 10 if scale * 10 > 40 else 50
    path = f"M{x:.1f},{y - 4:.1f} v4 h{metres * scale:.1f} v-4"
    bar = build_element("path", d=path, stroke="#000000", fill="none")
    return [bar, build_label(x + metres * scale + 6, y, f"{metres} m", 10, text_anchor="start")]


def render_legend(plan: CampusPlan, y: float) -> tuple[list[str], float]:
    """What colours and signs mean, and what the drawing makes up."""
    used = {zone.kind for zone in plan.place.zones}
    kinds = [(name, look) for name, look in ZONE_STYLES.items() if name in used]
    parts = [render_headline("Legend", MARGIN, y + 20)]
    top = y + 34
    for n, (name, look) in enumerate(kinds):
        x, line = MARGIN + (n % 4) * 200, top + (n // 4) * 22
        parts += draw_swatch(name, (x, line, 26, 15))
        parts.append(build_label(x + 32, line + 12, look.words, 11, text_anchor="start"))
    rows = (len(kinds) + 3) // 4
    signs_at = WIDTH - MARGIN - 400
    parts += render_sign_legend(plan, signs_at, top)
    y = top + max(rows * 22, 110) + 6
    note = (
        "Positions, lengths and widths are those of the file. Outlines are not: each room is drawn as large as its kind usually is "
        "and its neighbours allow. Numbers at doors and ways are metres."
    )
    parts.append(build_label(MARGIN, y, note, 10, text_anchor="start"))
    return [build_group(parts, id="legend")], y + 24


def render_sign_legend(plan: CampusPlan, x: float, top: float) -> list[str]:
    """The small signs, a line each."""
    lines: list[tuple[str, str]] = []
    for n, lock in enumerate(plan.place.campus.locks):
        lines.append((draw_padlock(x + 4, top + 12 + 18 * n, n), f"lock: {lock.id}"))
    y = top + 12 + 18 * len(lines)
    lines.append((draw_telephone(x + 5, y), "desk phone or intercom"))
    lines.append((draw_aed(x, y + 18), "AED post"))
    dashed = build_element(
        "rect",
        x=x,
        y=y + 27,
        width=18,
        height=11,
        fill="none",
        stroke="#333333",
        stroke_width=1.6,
        stroke_dasharray="5 3",
    )
    lines.append((dashed, "a room that cannot be locked"))
    lines.append((build_label(x + 9, y + 54, "1+23", 9.5, font_weight="bold"), "staff + pupils and visitors"))
    said = [
        build_label(x + 26, top + 12 + 18 * n, text, 11, text_anchor="start") for n, (_, text) in enumerate(lines)
    ]
    return [sign for sign, _ in lines] + said
