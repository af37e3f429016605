"""Draws the campus from above: where the buildings stand, how one gets in, and what is out of doors."""

from reports.map.boxes import Box, around
from reports.map.kinds import look
from reports.map.plan import Room, Site, people
from reports.map.sheets import QUIET, Drawing, in_words, nearest_points, way_in_words
from reports.map.svg import element, fitted, group, label, lines_of
from reports.map.symbols import aed, swatch
from scenarios.place import Way

SHADOW = "#e6e6e6"


def draw_site(site: Site, drawing: Drawing) -> list[str]:
    """From the bottom up: out of doors, buildings, paths, exits, AED posts."""
    exits = [room for room in site.ground if room.zone.kind == "exit"]
    return [
        *(draw_ground(room, drawing) for room in site.outdoors),
        *buildings(site, drawing),
        *(path(way, drawing) for way in site.ways),
        *(draw_exit(room, drawing) for room in exits),
        *posts(drawing),
    ]


def draw_ground(room: Room, drawing: Drawing) -> str:
    """A place out of doors: its name, and who is there."""
    x, y, width, height = drawing.view.rectangle(room.box)
    count = people(room, drawing.period)
    name = fitted(room.zone.id, width - 4, max(8.0, height - 14), 12)
    parts = swatch(room.zone.kind, (x, y, width, height), stroke_dasharray="2 2", rx=6)
    parts += lines_of(x + width / 2, y + 4, name, class_="name")
    if count:
        parts.append(label(x + width / 2, y + 4 + name.height + 11, count, 11, class_="people"))
    return group(parts, in_words(room))


def buildings(site: Site, drawing: Drawing) -> list[str]:
    """The ground floor of every building as a shadow, with its name."""
    made = []
    for building in dict.fromkeys(room.zone.building for room in site.ground):
        rooms = [room for room in site.ground if room.zone.building == building and room.zone.kind != "exit"]
        parts = [shadow(room.box, drawing) for room in rooms]
        if rooms:
            made.append(group([*parts, *name_of(building, around(r.box for r in rooms), drawing)], building))
    return made


def shadow(box: Box, drawing: Drawing) -> str:
    """A room without anything in it."""
    x, y, width, height = drawing.view.rectangle(box)
    return element(
        "rect", x=x, y=y, width=width, height=height, fill=SHADOW, stroke="#b5b5b5", stroke_width=0.7
    )


def name_of(building: str, box: Box, drawing: Drawing) -> list[str]:
    """The name of a building in its middle, and how many people are inside on all its floors."""
    x, y, width, height = drawing.view.rectangle(box)
    rooms = [room for room in drawing.plan.rooms.values() if room.zone.building == building]
    indoors = [room for room in rooms if room.zone.kind != "outdoors"]
    staff = sum(room.staff[drawing.period] for room in indoors)
    heads = sum(room.heads[drawing.period] for room in indoors)
    floors = len({room.zone.floor for room in indoors})
    said = fitted(building, width, height / 2, 15)
    top = y + (height - said.height - 13) / 2
    more = f"{staff}+{heads}" + (f" on {floors} floors" if floors > 1 else "")
    return [
        *lines_of(x + width / 2, top, said, class_="name", font_weight="bold"),
        label(x + width / 2, top + said.height + 11, more, 11, class_="people"),
    ]


def path(way: Way, drawing: Drawing) -> str:
    """A path, with its length."""
    rooms = drawing.plan.rooms
    a, b = nearest_points(rooms[way.start].box, rooms[way.end].box)
    x1, y1, x2, y2 = drawing.view.x(a[0]), drawing.view.y(a[1]), drawing.view.x(b[0]), drawing.view.y(b[1])
    line = element(
        "path",
        d=f"M{x1:.1f},{y1:.1f} L{x2:.1f},{y2:.1f}",
        stroke="#6b5b2a",
        stroke_width=1.6,
        stroke_dasharray="6 3",
    )
    text = label((x1 + x2) / 2, (y1 + y2) / 2 - 3, f"{way.length:g} m", 9, fill=QUIET, class_="name")
    return group([line, text], way_in_words(way))


def draw_exit(room: Room, drawing: Drawing) -> str:
    """A way in, with its name on the side that is turned away from the building."""
    x, y, width, height = drawing.view.rectangle(room.box)
    box = element("rect", x=x, y=y, width=width, height=height, fill=look("exit").fill)
    same = [r.box for r in drawing.plan.rooms.values() if r.zone.building == room.zone.building]
    above = room.box.middle[1] > around(same).middle[1]
    line = y - 3 if above else y + height + 8
    return group([box, label(x + width / 2, line, room.zone.id, 8, class_="name")], in_words(room))


def posts(drawing: Drawing) -> list[str]:
    """All AED posts, whatever the floor."""
    made = []
    for room in drawing.plan.rooms.values():
        if room.zone.aed:
            x, y = drawing.view.x(room.zone.x), drawing.view.y(room.zone.y)
            made.append(group([aed(x - 8.5, y + 4.5)], f"AED in {room.zone.id}, floor {room.zone.floor}"))
    return made
