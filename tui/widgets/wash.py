"""The chart of the hot wash: every arm over T+, what was done on one line under it, and the values at the cursor.

It shows shares of all, never counts of people exposed nor how one person did; those are not for a room.
"""

from dataclasses import dataclass

from rich.text import Text

from sim.drill.after import After, Curves
from sim.drill.ruled import ruled_since
from sim.drill.said import Line
from sim.drill.times import clock_of, t_plus
from sim.drill.what_if import WhatIf
from sim.percent import percent
from tui.widgets.chart import Frame, axis, legend, marks, plot, sames
from tui.widgets.pane import cut

KINDS = {"decide": "D", "lapse": "D", "inject": "i", "note": "m"}
"""Signs on the line under the chart, the most important last."""
ON_THE_LINE = ("note", "inject", "lapse", "decide")
BESIDE = 110  # columns from which on two plots stand beside each other


@dataclass
class Wash:
    """What is looked at. cursor: T+. line: where the cursor was led by a line. what_if: the last one that was played, with its curves."""

    after: After
    lines: list[Line]
    utf8: bool
    cursor: float = 0.0
    line: Line | None = None
    what_if: tuple[WhatIf, Curves] | None = None

    def names(self) -> list[str]:
        """The arms on the chart."""
        return ["room", "autopilot", "twin"] + (["what if"] if self.what_if else [])

    @property
    def story(self) -> float:
        """Seconds from onset in the story at the cursor: of the line that is read, else where what was said until then has led it."""
        if self.line is not None:
            return self.line.story
        return max([self.cursor, *(line.story for line in self.lines if line.time <= self.cursor)])

    def curves(self, name: str) -> Curves:
        """The curves of an arm."""
        if name == "what if" and self.what_if is not None:
            return self.what_if[1]
        return self.after.curves[name]


def chart(wash: Wash, width: int, height: int) -> Text:
    """Who knows and who is protected over T+, beside each other where there is room; what was done; the values at the cursor."""
    kinds = ["aware", "protected"] if wash.after.protects else ["aware"]
    under = values(wash, width)
    beside = len(kinds) == 2 and width >= BESIDE
    rows = height - len(under) - 2  # the axis and the line of what was done stand under all
    each = width // 2 - 1 if beside else width
    high = rows - 1 if beside else rows // len(kinds) - 1
    frame = Frame(each, max(3, high), wash.after.end, wash.cursor, wash.utf8)
    panels = [panel(wash, kind, frame) for kind in kinds]
    scale = [Text(axis(frame)), Text(marks(signs(wash), frame))]
    if beside:
        left, right = ([*one, *scale] for one in panels)
        body = [side_by_side(*pair, each + 2) for pair in zip(left, right, strict=True)]
    else:
        body = [row for one in panels for row in one] + scale
    return Text("\n").join([*body, *under])


def panel(wash: Wash, kind: str, frame: Frame) -> list[Text]:
    """A title with the legend, and the plot."""
    arms = [(name, getattr(wash.curves(name), kind).at) for name in wash.names()]
    title = Text(f"{kind:9}", style="bold", no_wrap=True, overflow="crop")
    title.append_text(legend(sames(arms, frame), wash.utf8))
    return [title, *plot(arms, frame)]


def side_by_side(left: Text, right: Text, width: int) -> Text:
    """Two texts beside each other."""
    row = left.copy()
    row.append(" " * max(0, width - row.cell_len))
    row.append_text(right)
    row.no_wrap = True
    return row


def signs(wash: Wash) -> list[tuple[float, str]]:
    """What stands on the line: D decided or run out, i inject delivered, m mark or observation."""
    return [
        (line.time, KINDS[kind])
        for kind in ON_THE_LINE
        for line in wash.lines
        if line.kind == kind and counts(line)
    ]


def counts(line: Line) -> bool:
    """Whether a line has a sign: injects that were delivered, marks and observations, and all that was decided."""
    if line.kind == "inject":
        return "“" in line.words
    return line.kind != "note" or line.of.startswith(("mark", "observe"))


def values(wash: Wash, width: int) -> list[Text]:
    """The cursor, every arm's shares there, and what was said or done last."""
    exercise, names = wash.after.exercise, wash.names()
    head = f"{t_plus(wash.cursor)} {clock_of(exercise, wash.story)}"
    lines = [Text(f"{head:18}" + "".join(f"{name:>11}" for name in names), style="bold")]
    since = ruled_since(wash.after.state)
    if since is not None and wash.cursor >= since:
        lines[0].append("  ruled")
    for kind in ("aware", "protected") if wash.after.protects else ("aware",):
        shares = [percent(getattr(wash.curves(name), kind).at(wash.cursor)) for name in names]
        lines.append(Text(f"{kind:18}" + "".join(f"{share:>9} %" for share in shares)))
    near = [line for line in wash.lines if line.time <= wash.cursor and line.kind in KINDS and counts(line)]
    said = f"{t_plus(near[-1].time)} {near[-1].words}" if near else "D decided  i inject  m mark"
    return [*lines, Text(cut(said, width), style="italic")]
