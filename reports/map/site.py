"""Draws the campus from above: where the buildings stand, how one gets in, and what is out of doors."""

from reports.map.boxes import Box, enclose
from reports.map.kinds import find_zone_style
from reports.map.plan import Room, SiteSheet, format_people
from reports.map.sheets import QUIET, DrawingContext, describe_room, find_nearest_points, describe_link
from reports.map.svg import build_element, fit_text, build_group, build_label, render_lines
from reports.map.symbols import draw_aed, draw_swatch
from scenarios.place import Link

SHADOW = "#e6e6e6"


def draw_site(site: SiteSheet, drawing: DrawingContext) -> list[str]:
    """From the bottom up: out of doors, buildings, paths, exits, AED posts."""
    exits = [room for room in site.ground if room.zone.kind == "exit"]
    return [
        *(draw_ground(room, drawing) for room in site.outdoors),
        *draw_buildings(site, drawing),
        *(draw_path(way, drawing) for way in site.links),
        *(draw_exit(room, drawing) for room in exits),
        *draw_aed_posts(drawing),
    ]


def draw_ground(room: Room, drawing: DrawingContext) -> str:
    """A place out of doors: its name, and who is there."""
    x, y, width, height = drawing.view.rectangle(room.box)
    count = format_people(room, drawing.period)
    name = fit_text(room.zone.id, width - 4, max(8.0, height - 14), 12)
    parts = draw_swatch(room.zone.kind, (x, y, width, height), stroke_dasharray="2 2", rx=6)
    parts += render_lines(x + width / 2, y + 4, name, class_="name")
    if count:
        parts.append(build_label(x + width / 2, y + 4 + name.height + 11, count, 11, class_="people"))
    return build_group(parts, describe_room(room))


def draw_buildings(site: SiteSheet, drawing: DrawingContext) -> list[str]:
    """The ground floor of every building as a shadow, with its name."""
    made = []
    for building in dict.fromkeys(room.zone.building for room in site.ground):
        rooms = [room for room in site.ground if room.zone.building == building and room.zone.kind != "exit"]
        parts = [draw_shadow(room.box, drawing) for room in rooms]
        if rooms:
            made.append(build_group([*parts, *label_building(building, enclose(r.box for r in rooms), drawing)], building))
    return made


def draw_shadow(box: Box, drawing: DrawingContext) -> str:
    """A room without anything in it."""
    x, y, width, height = drawing.view.rectangle(box)
    return build_element(
        "rect", x=x, y=y, width=width, height=height, fill=SHADOW, stroke="#b5b5b5", stroke_width=0.7
    )


def label_building(building: str, box: Box, drawing: DrawingContext) -> list[str]:
    """The name of a building in its middle, and how many people are inside on all its floors."""
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
        *render_lines(x + width / 2, top, said, class_="name", font_weight="bold"),
        build_label(x + width / 2, top + said.height + 11, more, 11, class_="people"),
    ]


def draw_path(link: Link, drawing: DrawingContext) -> str:
    """A path, with its length."""
    rooms = drawing.plan.rooms
    a, b = find_nearest_points(rooms[link.start].box, rooms[link.end].box)
    x1, y1, x2, y2 = drawing.view.x(a[0]), drawing.view.y(a[1]), drawing.view.x(b[0]), drawing.view.y(b[1])
    line = build_element(
        "path",
        d=f"M{x1:.1f},{y1:.1f} L{x2:.1f},{y2:.1f}",
        stroke="#6b5b2a",
        stroke_width=1.6,
        stroke_dasharray="6 3",
    )
    text = build_label((x1 + x2) / 2, (y1 + y2) / 2 - 3, f"{link.length:g} m", 9, fill=QUIET, class_="name")
    return build_group([line, text], describe_link(link))


def draw_exit(room: Room, drawing: DrawingContext) -> str:
    """A way in, with its name on the side that is turned away from the building."""
    x, y, width, height = drawing.view.rectangle(room.box)
    box = build_element("rect", x=x, y=y, width=width, height=height, fill=find_zone_style("exit").fill)
    same = [r.box for r in drawing.plan.rooms.values() if r.zone.building == room.zone.building]
    above = room.box.center[1] > enclose(same).center[1]
    line = y - 3 if above else y + height + 8
    return build_group([box, build_label(x + width / 2, line, room.zone.id, 8, class_="name")], describe_room(room))


def draw_aed_posts(drawing: DrawingContext) -> list[str]:
    """All AED posts, whatever the floor."""
    made = []
    for room in drawing.plan.rooms.values():
        if room.zone.aed:
            x, y = drawing.view.x(room.zone.x), drawing.view.y(room.zone.y)
            made.append(build_group([draw_aed(x - 8.5, y + 4.5)], f"AED in {room.zone.id}, floor {room.zone.floor}"))
    return made
