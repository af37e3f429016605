"""The floor plan in characters: every floor of the campus, zones filled by state, a glyph in each.

A cell has two halves, so that a hall between two rows of rooms takes half a row. Fills differ in lightness and every state has its
glyph, for color-blind readers and monochrome terminals. Without UTF-8 walls and glyphs remain. Floors are packed into the space that
there is; where rooms would be too small to tell apart, there is no plan.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from math import ceil
from operator import itemgetter
from typing import NamedTuple

from rich.style import Style
from rich.text import Text
from textual.color import Color

from sim.exercise.floor_blocks import Outline
from tui.terminal.glyphs import ASCII_GLYPHS, Glyphs

LABEL = 1
"""Rows above a floor, for its name."""

GAP = 2
"""Columns between two floors."""

NARROW, SHALLOW = 1.2, 0.7
"""Columns and rows of a typical room, at least."""

WIDE, DEEP = 9.0, 4.0
"""Columns and rows of a typical room from which more is no gain."""

MAX_STRETCH = 1.6
"""A plan may be so much higher than it is true to scale, where a row has the height of two columns."""

ROUNDING = 0.4
"""Rows that a shelf may need more than it is high."""

STEPS = 48
"""Scales that are tried in each direction."""

UPPER, LOWER, WALL, TOP_WALL = "▀", "▄", "▏", "▔"


class Look(NamedTuple):
    """How a state is drawn."""

    glyph: str
    fill: Color
    bold: bool = False


class DrawnZone(NamedTuple):
    """A zone with its outline in half meters, its state, and a name if people call it by one. is_room: whether it needs a whole cell."""

    outline: Outline
    state: str
    name: str = ""
    is_room: bool = True


class DrawnFloor(NamedTuple):
    name: str
    zones: tuple[DrawnZone, ...]


@dataclass(frozen=True, eq=False)
class Palette:
    """The looks of states on a background. Two palettes are equal if they are the same object, as those of `build_palette` are."""

    looks: Mapping[str, Look]
    background: Color
    is_plain: bool = False

    def legend(self, meanings: Mapping[str, str]) -> Text:
        """A swatch with the glyph and the meaning of each state."""
        text = Text(no_wrap=True)
        for state, meaning in meanings.items():
            look = self.looks[state]
            text.append(f" {look.glyph} ", self.style(look)).append(f" {meaning}  ")
        text.rstrip()
        return text

    def style(self, look: Look) -> Style:
        """The style of a glyph on its fill."""
        if self.is_plain:
            return Style(bold=look.bold)
        ink = look.fill.get_contrast_text(0.95)
        return Style(color=(look.fill + ink).rich_color, bgcolor=look.fill.rich_color, bold=look.bold)


THEME_COLORS = {
    "aware": ("warning", 1.0),
    "protected": ("primary", 1.0),
    "in_reach": ("error", 0.55),
    "hazard": ("error", 1.0),
    "responder": ("success", 1.0),
    "checked_in": ("primary", 1.0),
    "reported": ("error", 1.0),
}
"""The color of the theme that means a state, and how much of it is mixed into the background."""

FAINT = {"unaware": 0.3, "not_heard": 0.3, "room": 0.3, "empty": 0.12, "hall": 0.12}
"""How much of the foreground is mixed into the background for the other states."""

BOLD = ("hazard", "reported", "responder")


def build_palette(variables: Mapping[str, str], glyphs: Glyphs, background: str = "", foreground: str = "") -> Palette:
    """The looks of all states in a theme. variables: of the theme. background, foreground: instead of its own."""
    colors = tuple(variables[name] for name, _ in THEME_COLORS.values())
    return _mix_palette(colors, glyphs, background or variables["background"], foreground or variables["foreground"])


@lru_cache(maxsize=8)
def _mix_palette(colors: tuple[str, ...], glyphs: Glyphs, background: str, foreground: str) -> Palette:
    """colors: in the order of THEME_COLORS."""
    ground, ink = Color.parse(background), Color.parse(foreground)
    signs = {
        "unaware": glyphs.unaware, "aware": glyphs.aware, "protected": glyphs.protected, "in_reach": glyphs.in_reach,
        "hazard": glyphs.hazard, "responder": glyphs.responder, "checked_in": glyphs.checked_in,
        "not_heard": glyphs.not_reached, "reported": glyphs.hazard,
    }  # fmt: skip
    fills = {
        state: ground.blend(Color.parse(color), share)
        for color, (state, (_, share)) in zip(colors, THEME_COLORS.items(), strict=True)
    }
    fills |= {state: ground.blend(ink, share) for state, share in FAINT.items()}
    looks = {state: Look(signs.get(state, " "), fill, state in BOLD) for state, fill in fills.items()}
    return Palette(looks, ground, glyphs is ASCII_GLYPHS)


class Scale(NamedTuple):
    """across: columns, down: rows; of half a meter. shelves: floors by number that stand beside each other."""

    across: float
    down: float
    shelves: tuple[tuple[int, ...], ...]


Sizes = tuple[tuple[int, int, int], ...]
"""Width and height of each floor in half meters, and the columns of its name."""


def draw_plan(floors: Sequence[DrawnFloor], width: int, height: int, palette: Palette) -> list[Text]:
    """The lines of the plan; empty where there is too little space. Plans drawn last are kept, for nothing in them may have changed."""
    return [*_draw_plan(tuple(floors), width, height, palette)]


@lru_cache(maxsize=16)
def _draw_plan(floors: tuple[DrawnFloor, ...], width: int, height: int, palette: Palette) -> tuple[Text, ...]:
    rooms = [zone.outline for floor in floors for zone in floor.zones if zone.is_room]
    if not rooms:
        return ()
    sizes = tuple(measure_floor(floor) for floor in floors)
    scale = find_scale(sizes, find_typical_size(rooms), width, height)
    if scale is None:
        return ()
    canvas, top = Canvas(palette), 0
    for shelf in scale.shelves:
        left = 0
        for number in shelf:
            canvas.draw_floor(floors[number], left, top, scale)
            left += max(round(sizes[number][0] * scale.across), sizes[number][2]) + GAP
        top += LABEL + max(ceil(sizes[number][1] * scale.down - 0.25) for number in shelf)
    return tuple(canvas.render(top))


def measure_floor(floor: DrawnFloor) -> tuple[int, int, int]:
    """Its width and height in half meters, and the columns of its name."""
    right = max(zone.outline.right for zone in floor.zones)
    return right, max(zone.outline.bottom for zone in floor.zones), len(floor.name)


def find_typical_size(rooms: Sequence[Outline]) -> tuple[int, int]:
    """Width and depth that a quarter of the rooms do not reach, in half meters."""
    widths, depths = (
        sorted(room.right - room.left for room in rooms),
        sorted(room.bottom - room.top for room in rooms),
    )
    return widths[len(rooms) // 4], depths[len(rooms) // 4]


@lru_cache(maxsize=64)
def find_scale(sizes: Sizes, room: tuple[int, int], width: int, height: int) -> Scale | None:
    """The scale at which a typical room is largest; None where even the best is too small."""
    best, found = 0.0, None
    largest = width / max(wide for wide, _, _ in sizes)
    for step in range(STEPS):
        across = largest * (1 - step / STEPS)
        shelves = pack(sizes, across, width)
        heights = [max(sizes[number][1] for number in shelf) for shelf in shelves]
        spare = height - len(shelves) * (LABEL + ROUNDING)
        down = min(spare / sum(heights), MAX_STRETCH * across / 2)
        wide, deep = room[0] * across, room[1] * down
        if wide < NARROW or deep < SHALLOW:
            continue
        score = min(wide / WIDE, 1.0) * min(deep / DEEP, 1.0)
        if score > best:
            best, found = score, Scale(across, down, shelves)
    return found


def pack(sizes: Sizes, across: float, width: int) -> tuple[tuple[int, ...], ...]:
    """Floors side by side, the widest first onto the first shelf that has space; in their order on each shelf."""
    shelves: list[list[int]] = []
    space: list[int] = []
    columns = [max(round(wide * across), name) for wide, _, name in sizes]
    for number in sorted(range(len(sizes)), key=lambda one: -columns[one]):
        place = next((at for at, left in enumerate(space) if left >= columns[number] + GAP), len(shelves))
        if place == len(shelves):
            shelves.append([])
            space.append(width + GAP)
        shelves[place].append(number)
        space[place] -= columns[number] + GAP
    return tuple(sorted(tuple(sorted(shelf)) for shelf in shelves))


@dataclass
class Canvas:
    """Cells of two halves. halves: the look of each by half row and column. letters: with their style, by row and column.

    joined: what a cell of two looks is drawn as.
    """

    palette: Palette
    halves: dict[tuple[int, int], Look] = field(default_factory=dict)
    letters: dict[tuple[int, int], tuple[str, Style]] = field(default_factory=dict)
    joined: dict[tuple[Look | None, Look | None], tuple[str, Style]] = field(default_factory=dict)

    def draw_floor(self, floor: DrawnFloor, left: int, top: int, scale: Scale) -> None:
        """A floor with its name above. left, top: column and row of its corner."""
        for at, letter in enumerate(floor.name):
            self.letters[top, left + at] = letter, Style(bold=True)
        ways = [zone for zone in floor.zones if not zone.is_room]
        covered = [(zone, self.draw_zone(zone, left, top + LABEL, scale)) for zone in ways]
        for zone in floor.zones:
            if zone.is_room:
                self.draw_zone(zone, left, top + LABEL, scale)
        for zone, (columns, halves) in covered:
            self._letter_way(self.palette.looks[zone.state], columns, halves)

    def _letter_way(self, look: Look, columns: range, halves: range) -> None:
        """The glyph of a hall, in the cell nearest to its middle that rooms have left."""
        middle = (columns[0] + columns[-1]) / 2
        free = [
            (abs(column - middle), half // 2, column)
            for half in halves
            for column in columns
            if self.halves[half, column] is look and (half // 2, column) not in self.letters
        ]
        if not look.glyph.strip() or not (free or look.bold):
            return
        _, row, column = min(free, default=(0.0, halves[0] // 2, columns[len(columns) // 2]))
        self._write(row, column, look.glyph, look)

    def draw_zone(self, zone: DrawnZone, left: int, top: int, scale: Scale) -> tuple[range, range]:
        """Fills it, then sets the walls, glyph and name of a room. Returns its columns and half rows."""
        look = self.palette.looks[zone.state]
        first, last = (round(x * scale.across) + left for x in (zone.outline.left, zone.outline.right))
        upper, lower = (round(2 * y * scale.down) + 2 * top for y in (zone.outline.top, zone.outline.bottom))
        last, lower = max(last, first + 1), max(lower, upper + 1)
        rows = range(-(-upper // 2), lower // 2)
        if not rows and zone.is_room:
            middle = (upper + lower) // 4
            rows = range(middle, middle + 1)
            upper, lower = 2 * middle, 2 * middle + 2
        for half in range(upper, lower):
            for column in range(first, last):
                self.halves[half, column] = look
                self.letters.pop((half // 2, column), None)
        if zone.is_room:
            self._letter_room(zone, look, range(first, last), rows)
        return range(first, last), range(upper, lower)

    def _letter_room(self, zone: DrawnZone, look: Look, columns: range, rows: range) -> None:
        if len(columns) > 1:
            wall = Style(color=self.palette.background.rich_color, bgcolor=look.fill.rich_color)
            for column in columns if not self.palette.is_plain else ():
                self.letters[rows[0], column] = TOP_WALL, wall
            for row in rows:
                self.letters[row, columns[0]] = ("|", Style()) if self.palette.is_plain else (WALL, wall)
        row, column = rows[(len(rows) - 1) // 2], columns[len(columns) // 2]
        margin = 1 if len(rows) > 1 else 4
        words = zone.name if len(zone.name) + margin <= len(columns) else ""
        if words and len(rows) > 1:
            self._write(row, columns[0] + (len(columns) - len(words) + 1) // 2, words, look)
            row += 1
        elif words:
            self._write(row, columns[0] + 2, words, look)
            column = columns[0] + 3 + len(words)
        if look.glyph.strip():
            self._write(row, column, look.glyph, look)

    def _write(self, row: int, column: int, words: str, look: Look) -> None:
        style = self.palette.style(look)
        for at, letter in enumerate(words):
            self.letters[row, column + at] = letter, style

    def render(self, rows: int) -> list[Text]:
        """The lines."""
        width = 1 + max((column for _, column in (*self.halves, *self.letters)), default=0)
        return [self._render_row(row, width) for row in range(rows)]

    def _render_row(self, row: int, width: int) -> Text:
        line = Text(no_wrap=True)
        for style, cells in groupby(self._cells(row, width), key=itemgetter(1)):
            line.append("".join(letter for letter, _ in cells), style)
        return line

    def _cells(self, row: int, width: int) -> Iterator[tuple[str, Style]]:
        for column in range(width):
            if (letter := self.letters.get((row, column))) is not None:
                yield letter
            else:
                pair = self.halves.get((2 * row, column)), self.halves.get((2 * row + 1, column))
                if pair not in self.joined:
                    self.joined[pair] = self._join_halves(*pair)
                yield self.joined[pair]

    def _join_halves(self, upper: Look | None, lower: Look | None) -> tuple[str, Style]:
        high, low = (look.fill if look else None for look in (upper, lower))
        if self.palette.is_plain or (high is None and low is None):
            return " ", Style()
        if high is None:
            return LOWER, Style(color=low.rich_color if low else None)
        if high == low:
            return " ", Style(bgcolor=high.rich_color)
        return UPPER, Style(color=high.rich_color, bgcolor=low.rich_color if low else None)
