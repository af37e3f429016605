"""The map for the terminal: each floor as a plan of characters and a table, the site, and what looks odd. 80 columns; plain: ASCII."""

from collections.abc import Iterator
from textwrap import wrap

from reports.map.boxes import Box, enclose
from reports.map.grid import COLUMNS, Grid, list_abbreviations
from reports.map.listing import WIDTH, build_links_table, build_zones_table
from reports.map.oddities import list_oddities
from reports.map.plan import CampusPlan, Room, FloorSheet, format_people, build_plan
from scenarios.place import Place

SIGNS = {"exit": "X", "stair": "st", "hall": ""}
PLAIN = str.maketrans({"·": "-", "→": "->", "–": "-", "…": "..."})


def render_text_map(place: Place, plain: bool = False) -> str:
    """The map of a campus as text, lines of at most 80 columns. plain: no character outside ASCII but in names."""
    plan = build_plan(place)
    lines = [*render_heading(plan), *render_site(plan, plain)]
    for sheet in plan.sheets:
        lines += ["", *render_floor(sheet, plan, plain)]
    lines += ["", *render_warnings(plan)]
    text = "\n".join(lines) + "\n"
    return text.translate(PLAIN) if plain else text


def render_heading(plan: CampusPlan) -> Iterator[str]:
    """Title and numbers."""
    place = plan.place
    yield f"{place.campus.title} · {place.campus.campus}"
    heads = sum(group.occupants for group in place.groups)
    numbers = f"{len(place.staff)} staff, {heads} others, {len(place.zones)} zones, {len(place.links)} ways."
    notes = f"People are written staff+others; on the plans as during {plan.periods[0]}. North is up."
    yield from wrap(f"{numbers} {notes}", WIDTH)


def render_floor(sheet: FloorSheet, plan: CampusPlan, plain: bool) -> Iterator[str]:
    """One floor: plan, table, ways inside, ways that lead elsewhere."""
    grid = Grid(sheet.extent)
    yield from render_title(sheet.title, sheet.extent)
    for room in sheet.rooms:
        grid.draw_room(room.box, list_room_texts(room, plan.periods[0]))
    yield from grid.render(plain)
    yield ""
    yield from build_zones_table(sheet.rooms, plan.periods)
    yield ""
    yield from build_links_table([*sheet.links, *sheet.outgoing_links], plan.place.list_zone_ids())


def list_room_texts(room: Room, period: str) -> list[list[str]]:
    """What is written into a room: its name, who is there, and its AED."""
    aed = [["AED"]] if room.zone.aed else []
    name = list_abbreviations(room.zone.id)
    if room.zone.kind in SIGNS:  # only numbers tell nothing about what it is
        name = [text for text in name if not text[:1].isdigit()] + [SIGNS[room.zone.kind]]
    return [name, [format_people(room, period)], *aed]


def render_site(plan: CampusPlan, plain: bool) -> Iterator[str]:
    """The campus from above: buildings, exits, what is out of doors, and the ways between them."""
    if not plan.site.outdoors and len(plan.sheets) < 2:
        return
    grid = Grid(plan.site.extent, COLUMNS)
    yield ""
    yield from render_title("Site", plan.site.extent)
    for room in plan.site.ground:
        if room.zone.kind == "exit":
            grid.write(*grid.locate(room.zone.x, room.zone.y), "X")
    for building in dict.fromkeys(room.zone.building for room in plan.site.ground):
        rooms = [
            room for room in plan.site.ground if room.zone.building == building and room.zone.kind != "exit"
        ]
        if rooms:
            grid.draw_room(
                enclose(room.box for room in rooms),
                [[building, building[:6], building[:3]], *describe_building(plan, building)],
            )
    for room in plan.site.outdoors:
        grid.draw_room(room.box, list_room_texts(room, plan.periods[0]))
    yield from grid.render(plain)
    yield "X: exit"
    yield ""
    yield from build_zones_table(plan.site.outdoors, plan.periods)
    yield ""
    yield from build_links_table(plan.site.links, plan.place.list_zone_ids())


def describe_building(plan: CampusPlan, building: str) -> list[list[str]]:
    """How many people are in a building, and on how many floors."""
    rooms = [r for r in plan.rooms.values() if r.zone.building == building and r.zone.kind != "outdoors"]
    staff = sum(room.staff[plan.periods[0]] for room in rooms)
    heads = sum(room.occupants[plan.periods[0]] for room in rooms)
    floors = len({room.zone.floor for room in rooms})
    return [[f"{staff}+{heads}"], *([[f"{floors} floors"]] if floors > 1 else [])]


def render_title(name: str, extent: Box) -> Iterator[str]:
    """The name of a drawing, and how large what it shows is."""
    size = f"{extent.width:.0f} x {extent.height:.0f} m"
    yield f"{name}{size.rjust(max(1, WIDTH - len(name)))}"
    yield "=" * len(name)


def render_warnings(plan: CampusPlan) -> Iterator[str]:
    """What looks odd on the map."""
    found = list_oddities(plan)
    yield "Worth a look" if found else "Nothing looks odd on the map."
    for said in found:
        yield from wrap(said, WIDTH, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)
