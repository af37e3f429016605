"""The chart of the hot wash: every arm over T+, what was done on one line under it, and the values at the cursor.

It shows shares of all, never counts of people exposed nor how one person did; those are not for a room.
"""

from dataclasses import dataclass

from rich.text import Text

from sim.drill.after import Review, ArmCurves
from sim.drill.ruled import find_first_ruling
from sim.drill.said import LogLine
from sim.drill.times import format_time_of_day, format_t_plus
from sim.drill.what_if import WhatIf
from sim.percent import to_percent
from tui.widgets.chart import ChartFrame, render_axis, render_legend, render_marks, render_plot, find_identical
from tui.widgets.pane import truncate

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
    near = [line for line in wash.lines if line.time <= wash.cursor and line.kind in LINE_SIGNS and has_sign(line)]
    said = f"{format_t_plus(near[-1].time)} {near[-1].text}" if near else "D decided  i inject  m mark"
    return [*lines, Text(truncate(said, width), style="italic")]
