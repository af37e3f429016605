"""Shares over T+ as lines of text: one line for each arm, told apart by its pattern as well as by its colour, and a cursor.

With UTF-8 a column holds two by four dots; without, one letter for each arm. Where arms lie on one another they take turns, column by
column, so that none is hidden; and one that does so all along is said to in the legend.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from rich.text import Text

from sim.drill.times import format_minutes

GUTTER = 6  # columns for the shares on the left
LEFT, RIGHT = (0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80)  # the dots of a braille cell from the top


@dataclass(frozen=True)
class ArmStyle:
    """How an arm is drawn. pattern: which dots of a period are there; sample: for the legend."""

    letter: str
    pattern: str
    style: str
    sample: str


ARM_STYLES = {
    "room": ArmStyle("r", "x", "bold", "━━"),
    "autopilot": ArmStyle("a", "xxxx..", "#2a78c0", "╌╌"),
    "twin": ArmStyle("t", "x...", "#c04a2a", "··"),
    "what if": ArmStyle("w", "xxx.x.", "bold #8a5ac0", "╍·"),
}
Shares = Callable[[float], float]
"""A share, 0 to 1, at a T+."""


@dataclass(frozen=True)
class ChartFrame:
    """Size and scale. width: columns with the gutter; height: rows; end: T+ at the right edge; cursor: T+."""

    width: int
    height: int
    end: float
    cursor: float
    utf8: bool

    @property
    def columns(self) -> int:
        """Of the plot itself."""
        return max(10, self.width - GUTTER)

    def column_at(self, time: float) -> int:
        """Where a T+ stands."""
        return min(self.columns - 1, max(0, int(time / self.end * self.columns)))

    def time_at(self, column: float) -> float:
        """T+ in the middle of a column."""
        return (column + 0.5) * self.end / self.columns


def render_legend(names: Mapping[str, str], utf8: bool) -> Text:
    """Which line is which arm. names: of the arms, each with the one that it is the same as all along, if there is one."""
    text = Text()
    for name, same in names.items():
        look = ARM_STYLES[name]
        text.append(f" {look.sample if utf8 else look.letter} ", look.style)
        text.append(f"{name} = {same}" if same else name)
    return text


def find_identical(arms: Sequence[tuple[str, Shares]], frame: ChartFrame) -> dict[str, str]:
    """Each arm, with the first before it that it cannot be told from anywhere on the chart; empty where there is none."""
    times = [frame.time_at(x / 2 - 0.25) for x in range(2 * frame.columns)]
    lines = {name: [shares(time) for time in times] for name, shares in arms}
    names = [name for name, _ in arms]
    return {
        name: next((one for one in names[:place] if lines[one] == lines[name]), "")
        for place, name in enumerate(names)
    }


def render_plot(arms: Sequence[tuple[str, Shares]], frame: ChartFrame) -> list[Text]:
    """The rows from 100 % down to 0 %, with the cursor."""
    cells = (plot_dots if frame.utf8 else plot_letters)(arms, frame)
    marked = frame.column_at(frame.cursor)
    rows = []
    for number, row in enumerate(cells):
        text = Text(format_scale(number, frame.height), no_wrap=True, overflow="crop")
        for column, (sign, style) in enumerate(row):
            if column == marked:
                text.append(
                    sign if sign.strip() else ("│" if frame.utf8 else "|"), f"{style} reverse".strip()
                )
            else:
                text.append(sign, style)
        rows.append(text)
    return rows


def format_scale(row: int, height: int) -> str:
    """The share at the left of a row."""
    said = {0: "100 %", height // 2: " 50 %", height - 1: "  0 %"}
    return f"{said.get(row, ''):{GUTTER}}"


Cells = list[list[tuple[str, str]]]
"""By row and column: a sign and its style."""


def plot_letters(arms: Sequence[tuple[str, Shares]], frame: ChartFrame) -> Cells:
    """A letter for each arm; where several meet, one after the other."""
    cells: Cells = [[(" ", "")] * frame.columns for _ in range(frame.height)]
    for column in range(frame.columns):
        here: dict[int, list[ArmStyle]] = {}
        for name, shares in arms:
            row = round((1.0 - shares(frame.time_at(column))) * (frame.height - 1))
            here.setdefault(row, []).append(ARM_STYLES[name])
        for row, looks in here.items():
            look = looks[column % len(looks)]
            cells[row][column] = (look.letter, look.style)
    return cells


def plot_dots(arms: Sequence[tuple[str, Shares]], frame: ChartFrame) -> Cells:
    """Braille: two dots wide and four high in each column."""
    found: dict[tuple[int, int], dict[str, int]] = {}  # by row and column: the dots of each arm
    for name, shares in arms:
        for x, y in find_points(shares, frame, ARM_STYLES[name].pattern):
            here = found.setdefault((y // 4, x // 2), {})
            here[name] = here.get(name, 0) | (RIGHT if x % 2 else LEFT)[y % 4]
    return [
        [choose_cell(found.get((row, column), {}), column) for column in range(frame.columns)]
        for row in range(frame.height)
    ]


def choose_cell(here: Mapping[str, int], column: int) -> tuple[str, str]:
    """One cell: all dots, as the arm is drawn whose turn it is."""
    if not here:
        return " ", ""
    name = [*here][column % len(here)]
    return chr(0x2800 + reduce(or_, here.values())), ARM_STYLES[name].style


def find_points(shares: Shares, frame: ChartFrame, pattern: str) -> list[tuple[int, int]]:
    """The dots of one line, steps joined from below to above, thinned out by its pattern along its length."""
    lowest, found, before, drawn = 4 * frame.height - 1, [], None, 0
    for x in range(2 * frame.columns):
        y = round((1.0 - shares(frame.time_at(x / 2 - 0.25))) * lowest)
        start = y if before is None else before - 1 if before > y else before + 1 if before < y else y
        for between in range(start, y + (1 if start <= y else -1), 1 if start <= y else -1):
            if pattern[drawn % len(pattern)] == "x":
                found.append((x, between))
            drawn += 1
        before = y
    return found


def render_axis(frame: ChartFrame) -> str:
    """T+ under the plot."""
    line = [" "] * (frame.columns + GUTTER)
    step = next(one for one in (60, 120, 300, 600, 1200, 3600) if frame.columns * one / frame.end >= 8)
    for time in range(0, int(frame.end), step):
        words = format_minutes(time)
        place = GUTTER + frame.column_at(time)
        if place + len(words) <= len(line):
            line[place : place + len(words)] = words
    return "".join(line)


def render_marks(times: Sequence[tuple[float, str]], frame: ChartFrame) -> str:
    """Signs on one line under the axis; of several in one column the one that comes last in the list."""
    line = [" "] * (frame.columns + GUTTER)
    for time, sign in times:
        if time <= frame.end:
            line[GUTTER + frame.column_at(time)] = sign
    return "".join(line).rstrip()
