"""The map for the terminal: each floor as a plan of characters and a table, the site, the links, and warnings. 80 columns; plain: ASCII.

A character is about twice as high as it is wide, so a row covers twice the meters of a column, or less where halls would close up.
Warnings name allowed but unlikely input: rooms in one spot, links much shorter or longer than the map.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from math import hypot
from textwrap import wrap

from scenarios.campus_expansion import Link, Place
from scenarios.floor_plan import ROOMS, Box, CampusPlan, FloorSheet, Room, build_plan, enclose, format_people

COLUMNS = 78
FINEST = 0.55  # meters per column, at least
HALL = 1.5  # meters per row, at least, so that a hall has space for its name
ROWS = 30  # but not beyond so many rows
MOST_ROWS = 90  # of a drawing that is high and narrow
NORTH, EAST, SOUTH, WEST = 1, 2, 4, 8
WALLS = " ╵╶└╷│┌├╴┘─┴┐┤┬┼"
ASCII_WALLS = " ||+||++-+-+++++"


class Grid:
    """A drawing of a rectangle of the map. rows: from the north."""

    def __init__(self, extent: Box, columns: int = COLUMNS) -> None:
        self.extent = extent
        self.across = max(extent.width / (columns - 1), extent.height / MOST_ROWS / 2, FINEST)
        self.down = min(2 * self.across, max(HALL, extent.height / ROWS))
        self.walls: dict[tuple[int, int], int] = {}
        self.letters: dict[tuple[int, int], str] = {}

    def locate(self, x: float, y: float) -> tuple[int, int]:
        """Row and column of a point on the map."""
        return round((self.extent.north - y) / self.down), round((x - self.extent.west) / self.across)

    def draw_room(self, box: Box, texts: Sequence[Sequence[str]]) -> None:
        """Walls around a box, and inside them one line for each text: the first of its wordings that fits, or none."""
        (top, left), (bottom, right) = self.locate(box.west, box.north), self.locate(box.east, box.south)
        bottom, right = max(bottom, top + 2), max(right, left + 2)
        self.draw_wall(top, left, bottom, right)
        lines = [line for line in (_find_fitting(text, right - left - 1) for text in texts) if line]
        lines = lines[: bottom - top - 1]
        first = top + 1 + (bottom - top - 1 - len(lines)) // 2
        for n, line in enumerate(lines):
            self.write(first + n, left + 1 + (right - left - 1 - len(line)) // 2, line)

    def draw_wall(self, top: int, left: int, bottom: int, right: int) -> None:
        """A rectangle of walls; those of two rooms that lie on each other become one."""
        for column in range(left, right):
            for row in (top, bottom):
                self.join_wall(row, column, EAST)
                self.join_wall(row, column + 1, WEST)
        for row in range(top, bottom):
            for column in (left, right):
                self.join_wall(row, column, SOUTH)
                self.join_wall(row + 1, column, NORTH)

    def join_wall(self, row: int, column: int, side: int) -> None:
        """A wall that reaches one side of a cell."""
        self.walls[row, column] = self.walls.get((row, column), 0) | side

    def write(self, row: int, column: int, text: str) -> None:
        """Letters, over existing ones."""
        for n, letter in enumerate(text):
            self.letters[row, column + n] = letter

    def render(self, plain: bool = False) -> list[str]:
        """The drawing, from north to south. plain: ASCII only."""
        cells = {place: (ASCII_WALLS if plain else WALLS)[walls] for place, walls in self.walls.items()} | self.letters
        if not cells:
            return []
        rows, columns = (sorted({place[axis] for place in cells}) for axis in (0, 1))
        return [
            "".join(cells.get((row, column), " ") for column in range(columns[0], columns[-1] + 1)).rstrip()
            for row in range(rows[0], rows[-1] + 1)
        ]


def _find_fitting(wordings: Sequence[str], width: int) -> str:
    return next((text for text in wordings if len(text) <= width), "")


def list_abbreviations(name: str) -> list[str]:
    """A name, and ever shorter ways to write it: the end of a number, the beginning of a word; `hall-2` becomes `hal-2`, not `2`."""
    parts = name.split("-")
    last = parts[-1]
    if last.isdigit() and len(last) < 3 and len(parts) > 1:
        word = parts[-2]
        return [name, *(f"{word[:n]}-{last}" for n in range(len(word), 0, -1)), last]
    cut = ["-".join(parts[n:]) for n in range(len(parts))]
    ends = [last[-n:] if last[-1:].isdigit() else last[:n] for n in (6, 5, 4, 3, 2) if len(last) > n]
    return [*cut, *ends]


WIDTH = 80
LONGEST = 18  # a longer name stands on a line of its own


def _build_zones_table(rooms: Sequence[Room], periods: Sequence[str]) -> list[str]:
    table = [["zone", "kind", "lock", "has", "at", *periods], *(_build_cells(room, periods) for room in rooms)]
    if _measure_width(table) > WIDTH:  # where it is can be seen on the plan
        table = [[*row[:4], *row[5:]] for row in table]
    widths = [max(len(cell) for cell in column) for column in zip(*map(_drop_name, table), strict=True)]
    lines = []
    for row in table:
        if len(row[0]) > LONGEST:
            lines.append(row[0])
        told = zip(_drop_name(row), widths, strict=True)
        lines.append(" ".join(cell.ljust(width) for cell, width in told).rstrip())
    return lines


def _build_cells(room: Room, periods: Sequence[str]) -> list[str]:
    zone = room.zone
    lock = zone.lock or ("none" if zone.kind in ROOMS else "")
    has = " ".join(["tel"] * zone.phone + ["AED"] * zone.aed)
    return [zone.id, zone.kind, lock, has, f"{zone.x:g},{zone.y:g}", *(format_people(room, p) for p in periods)]


def _drop_name(row: Sequence[str]) -> list[str]:
    return ["" if len(row[0]) > LONGEST else row[0], *row[1:]]


def _measure_width(rows: Sequence[Sequence[str]]) -> int:
    return sum(max(len(cell) for cell in column) + 1 for column in zip(*map(_drop_name, rows), strict=True)) - 1


def build_links_table(ways: Sequence[Link], order: Sequence[str]) -> list[str]:
    """For each zone that others open on: those others, by how far they are. order: all zones, as the file has them."""
    degree: dict[str, int] = {}
    for way in ways:
        for end in (way.start, way.end):
            degree[end] = degree.get(end, 0) + 1
    place = {name: n for n, name in enumerate(order)}
    under: dict[str, dict[str, list[str]]] = {}
    for way in ways:
        hub, other = sorted((way.start, way.end), key=lambda end: (-degree[end], place[end]))
        under.setdefault(hub, {}).setdefault(f"{way.length:g} m {way.kind}", []).append(other)
    lines = []
    for hub in sorted(under, key=place.__getitem__):
        told = "; ".join(f"{how} {', '.join(collapse_runs(names))}" for how, names in under[hub].items())
        lines += wrap(f"{hub}: {told}", WIDTH, subsequent_indent="    ", break_on_hyphens=False, break_long_words=False)
    return lines


def collapse_runs(names: Iterable[str]) -> list[str]:
    """Names, with three or more that count up written as the first and the last."""
    said: list[list[str]] = []
    for name in names:
        if said and _is_successor(said[-1][-1], name):
            said[-1].append(name)
        else:
            said.append([name])
    return [part for run in said for part in ([f"{run[0]}..{run[-1]}"] if len(run) > 2 else run)]


def _is_successor(first: str, second: str) -> bool:
    a, b = (re.fullmatch(r"(.*?)(\d+)", name) for name in (first, second))
    return a is not None and b is not None and a[1] == b[1] and int(b[2]) == int(a[2]) + 1


SAME_SPOT = 1.0  # meters
MAX_DETOUR = 3.0  # times the straight line, and
DETOUR_ALLOWANCE = 25.0  # meters more than that
MIN_RATIO = 0.2  # of the straight line between the middles, and
MISSING = 5.0  # meters less than that


def list_oddities(plan: CampusPlan) -> list[str]:
    """A sentence for each warning."""
    return [*_find_same_spot(plan), *_find_odd_lengths(plan)]


def _find_same_spot(plan: CampusPlan) -> Iterator[str]:
    for a, b in combinations(plan.place.zones, 2):
        if a.floor == b.floor and hypot(a.x - b.x, a.y - b.y) < SAME_SPOT:
            yield f"{a.id} and {b.id} are in the same spot, {a.x:g} m east and {a.y:g} m north"


def _find_odd_lengths(plan: CampusPlan) -> Iterator[str]:
    for way in plan.place.links:
        start, end = plan.rooms[way.start], plan.rooms[way.end]
        if start.zone.floor != end.zone.floor:
            continue
        apart, straight = start.box.gap(end.box), hypot(start.zone.x - end.zone.x, start.zone.y - end.zone.y)
        if way.length + 1.0 < apart:
            yield f"{way.start} to {way.end} is {way.length:g} m long, but they are {apart:.0f} m apart"
        elif way.length < MIN_RATIO * straight and way.length + MISSING < straight:
            yield f"{way.start} to {way.end} is {way.length:g} m long, but {straight:.0f} m from middle to middle on the map"
        elif way.length > MAX_DETOUR * straight + DETOUR_ALLOWANCE:
            yield f"{way.start} to {way.end} is {way.length:g} m long, but only {straight:.0f} m on the map"


SIGNS = {"exit": "X", "stair": "st", "hall": ""}
PLAIN = str.maketrans({"·": "-", "→": "->", "–": "-", "…": "..."})


def render_text_map(place: Place, plain: bool = False) -> str:
    """The map of a campus as text, lines of at most 80 columns. plain: no character outside ASCII but in names."""
    plan = build_plan(place)
    lines = [*render_heading(plan), *render_site(plan, plain)]
    for sheet in plan.sheets:
        lines += ["", *render_floor(sheet, plan, plain)]
    lines += ["", *_render_warnings(plan)]
    text = "\n".join(lines) + "\n"
    return text.translate(PLAIN) if plain else text


def render_heading(plan: CampusPlan) -> Iterator[str]:
    """Title and numbers."""
    place = plan.place
    yield f"{place.campus.title} · {place.campus.campus}"
    heads = sum(group.occupants for group in place.groups)
    numbers = f"{len(place.staff)} staff, {heads} others, {len(place.zones)} zones, {len(place.links)} links."
    notes = f"People are written staff+others; on the plans as during {plan.periods[0]}. North is up."
    yield from wrap(f"{numbers} {notes}", WIDTH)


def render_floor(sheet: FloorSheet, plan: CampusPlan, plain: bool) -> Iterator[str]:
    """One floor: plan, table, ways inside, ways that lead elsewhere."""
    grid = Grid(sheet.extent)
    yield from _render_title(sheet.title, sheet.extent)
    for room in sheet.rooms:
        grid.draw_room(room.box, _list_room_texts(room, plan.periods[0]))
    yield from grid.render(plain)
    yield ""
    yield from _build_zones_table(sheet.rooms, plan.periods)
    yield ""
    yield from build_links_table([*sheet.links, *sheet.outgoing_links], plan.place.list_zone_ids())


def _list_room_texts(room: Room, period: str) -> list[list[str]]:
    aed = [["AED"]] if room.zone.aed else []
    name = list_abbreviations(room.zone.id)
    if room.zone.kind in SIGNS:  # only numbers tell nothing about what it is
        name = [text for text in name if not text[:1].isdigit()] + [SIGNS[room.zone.kind]]
    return [name, [format_people(room, period)], *aed]


def render_site(plan: CampusPlan, plain: bool) -> Iterator[str]:
    """The campus from above: buildings, exits, outdoor zones and links."""
    if not plan.site.outdoors and len(plan.sheets) < 2:
        return
    grid = Grid(plan.site.extent, COLUMNS)
    yield ""
    yield from _render_title("Site", plan.site.extent)
    for room in plan.site.ground:
        if room.zone.kind == "exit":
            grid.write(*grid.locate(room.zone.x, room.zone.y), "X")
    for building in dict.fromkeys(room.zone.building for room in plan.site.ground):
        rooms = [room for room in plan.site.ground if room.zone.building == building and room.zone.kind != "exit"]
        if rooms:
            grid.draw_room(
                enclose(room.box for room in rooms),
                [[building, building[:6], building[:3]], *_describe_building(plan, building)],
            )
    for room in plan.site.outdoors:
        grid.draw_room(room.box, _list_room_texts(room, plan.periods[0]))
    yield from grid.render(plain)
    yield "X: exit"
    yield ""
    yield from _build_zones_table(plan.site.outdoors, plan.periods)
    yield ""
    yield from build_links_table(plan.site.links, plan.place.list_zone_ids())


def _describe_building(plan: CampusPlan, building: str) -> list[list[str]]:
    rooms = [r for r in plan.rooms.values() if r.zone.building == building and r.zone.kind != "outdoors"]
    staff = sum(room.staff[plan.periods[0]] for room in rooms)
    heads = sum(room.occupants[plan.periods[0]] for room in rooms)
    floors = len({room.zone.floor for room in rooms})
    return [[f"{staff}+{heads}"], *([[f"{floors} floors"]] if floors > 1 else [])]


def _render_title(name: str, extent: Box) -> Iterator[str]:
    size = f"{extent.width:.0f} x {extent.height:.0f} m"
    yield f"{name}{size.rjust(max(1, WIDTH - len(name)))}"
    yield "=" * len(name)


def _render_warnings(plan: CampusPlan) -> Iterator[str]:
    found = list_oddities(plan)
    yield "Warnings" if found else "No warnings."
    for said in found:
        yield from wrap(said, WIDTH, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)
