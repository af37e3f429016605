"""Shares over T+ as lines of text: one line for each arm, told apart by its pattern as well as by its colour, and a cursor.

With UTF-8 a column holds two by four dots; without, one letter for each arm. Where arms lie on one another they take turns, column by
column, so that none is hidden; and one that does so all along is said to in the legend.

The chart of the hot wash: every arm over T+, what was done on one line under it, and the values at the cursor.

It shows shares of all, never counts of people exposed nor how one person did; those are not for a room.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from rich.text import Text

from sim.exercise.clock import format_minutes, format_t_plus, format_time_of_day
from sim.exercise.narrative import LogLine
from sim.exercise.replay import WhatIf
from sim.exercise.review import ArmCurves, Review
from sim.exercise.state import find_first_ruling
from sim.experiment.comparison import to_percent
from tui.widgets.base import truncate

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


LINE_SIGNS = {"decide": "D", "lapse": "D", "inject": "i", "note": "m"}
"""Signs on the line under the chart, the most important last."""

SIGN_ORDER = ("note", "inject", "lapse", "decide")

BESIDE = 110  # columns from which on two plots stand beside each other


@dataclass
class HotWashData:
    """What is looked at. cursor: T+. line: where the cursor was led by a line. what_if: the last one that was played, with its curves."""

    review: Review
    lines: list[LogLine]
    utf8: bool
    cursor: float = 0.0
    line: LogLine | None = None
    what_if: tuple[WhatIf, ArmCurves] | None = None

    def list_arms(self) -> list[str]:
        """The arms on the chart."""
        return ["room", "autopilot", "twin"] + (["what if"] if self.what_if else [])

    @property
    def scenario_time(self) -> float:
        """Seconds from onset in the story at the cursor: of the line that is read, else where what was said until then has led it."""
        if self.line is not None:
            return self.line.scenario_time
        return max([self.cursor, *(line.scenario_time for line in self.lines if line.time <= self.cursor)])

    def find_curves(self, name: str) -> ArmCurves:
        """The curves of an arm."""
        if name == "what if" and self.what_if is not None:
            return self.what_if[1]
        return self.review.curves[name]


def render_chart(wash: HotWashData, width: int, height: int) -> Text:
    """Who knows and who is protected over T+, beside each other where there is room; what was done; the values at the cursor."""
    kinds = ["aware", "protected"] if wash.review.has_protection else ["aware"]
    under = render_values(wash, width)
    beside = len(kinds) == 2 and width >= BESIDE
    rows = height - len(under) - 2  # the axis and the line of what was done stand under all
    each = width // 2 - 1 if beside else width
    high = rows - 1 if beside else rows // len(kinds) - 1
    frame = ChartFrame(each, max(3, high), wash.review.chart_end, wash.cursor, wash.utf8)
    panels = [render_panel(wash, kind, frame) for kind in kinds]
    scale = [Text(render_axis(frame)), Text(render_marks(list_signs(wash), frame))]
    if beside:
        left, right = ([*one, *scale] for one in panels)
        body = [join_side_by_side(*pair, each + 2) for pair in zip(left, right, strict=True)]
    else:
        body = [row for one in panels for row in one] + scale
    return Text("\n").join([*body, *under])


def render_panel(wash: HotWashData, kind: str, frame: ChartFrame) -> list[Text]:
    """A title with the legend, and the plot."""
    arms = [(name, getattr(wash.find_curves(name), kind).at) for name in wash.list_arms()]
    title = Text(f"{kind:9}", style="bold", no_wrap=True, overflow="crop")
    title.append_text(render_legend(find_identical(arms, frame), wash.utf8))
    return [title, *render_plot(arms, frame)]


def join_side_by_side(left: Text, right: Text, width: int) -> Text:
    """Two texts beside each other."""
    row = left.copy()
    row.append(" " * max(0, width - row.cell_len))
    row.append_text(right)
    row.no_wrap = True
    return row


def list_signs(wash: HotWashData) -> list[tuple[float, str]]:
    """What stands on the line: D decided or run out, i inject delivered, m mark or observation."""
    return [
        (line.time, LINE_SIGNS[kind])
        for kind in SIGN_ORDER
        for line in wash.lines
        if line.kind == kind and has_sign(line)
    ]


def has_sign(line: LogLine) -> bool:
    """Whether a line has a sign: injects that were delivered, marks and observations, and all that was decided."""
    if line.kind == "inject":
        return "“" in line.text
    return line.kind != "note" or line.subject_id.startswith(("mark", "observe"))


def render_values(wash: HotWashData, width: int) -> list[Text]:
    """The cursor, every arm's shares there, and what was said or done last."""
    exercise, names = wash.review.exercise, wash.list_arms()
    head = f"{format_t_plus(wash.cursor)} {format_time_of_day(exercise, wash.scenario_time)}"
    lines = [Text(f"{head:18}" + "".join(f"{name:>11}" for name in names), style="bold")]
    since = find_first_ruling(wash.review.state)
    if since is not None and wash.cursor >= since:
        lines[0].append("  ruled")
    for kind in ("aware", "protected") if wash.review.has_protection else ("aware",):
        shares = [to_percent(getattr(wash.find_curves(name), kind).at(wash.cursor)) for name in names]
        lines.append(Text(f"{kind:18}" + "".join(f"{share:>9} %" for share in shares)))
    near = [
        line for line in wash.lines if line.time <= wash.cursor and line.kind in LINE_SIGNS and has_sign(line)
    ]
    said = f"{format_t_plus(near[-1].time)} {near[-1].text}" if near else "D decided  i inject  m mark"
    return [*lines, Text(truncate(said, width), style="italic")]
