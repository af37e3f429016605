"""Who knew and who was protected over T+, in this play: all three arms, one luck.

`shares_of` works out what is drawn, `draw_shares` draws it.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.figures.curves import LIMITS, SHARES
from reports.figures.exercise.arms import (
    ARM_LOOKS,
    ON_TOP,
    by_arm,
    joined,
    moment,
    reached,
    time_said,
    who_is_who,
)
from reports.figures.looks import INK, QUIET, Look, blank, frame, short_title, time_axis
from reports.names import capital, measure_name
from sim.comparison import What
from sim.drill.after import After
from sim.drill.arms import NAMES
from sim.drill.ruled import ruled
from sim.percent import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COUNTED: dict[What, str] = {"aware": "staff aware", "protected": "people protected"}
MEASURE: dict[What, str] = {"aware": "aware_t90", "protected": "protected_t90"}
NEARLY_ALL = 0.97
"""Of what a line reaches in the end: when all have that, the time axis may end."""
SHORTEST = 120.0
FEW = (0.0, 0.5, 0.9)
"""Shares that a small panel has ticks for."""


@dataclass(frozen=True)
class Line:
    """One arm in this play. Seconds of T+, and the share from each of them on, 0 to 1."""

    arm: str
    look: Look
    times: tuple[float, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Panel:
    """One kind of share."""

    what: What
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class SharesFigure:
    """Everything that is drawn. begins: T+ at which decisions of the room began to act; stopped: T+ at which the exercise ended."""

    title: str
    panels: tuple[Panel, ...]
    limit: float
    begins: tuple[float, ...]
    stopped: float
    note: str
    alt: str


def kinds(after: After) -> tuple[What, ...]:
    """Which shares this kind of emergency has."""
    return ("aware", "protected") if after.protects else ("aware",)


def shares_of(after: After) -> SharesFigure | None:
    """What is drawn of this play; None where it was stopped before anything happened."""
    if after.stopped <= 0.0:
        return None
    limit = limit_of(after)
    panels = tuple(
        Panel(what, capital(COUNTED[what]), tuple(line_of(after, name, what, limit) for name in NAMES))
        for what in kinds(after)
    )
    begins = tuple(sorted(time for time in begun(after) if time <= limit))
    title, rest = short_title(capital("; ".join(_finding(after, what) for what in kinds(after))))
    marks = "Triangles: a decision of the room begins to act." if begins else ""
    grey = "Grey: after the end of the exercise." if after.stopped < limit else ""
    note = joined(rest, who_is_who(after), marks, grey, "One play: part of it is luck.", ruled(after.state))
    return SharesFigure(title, panels, limit, begins, after.stopped, note, _alt(after, title, note))


def line_of(after: After, name: str, what: What, limit: float) -> Line:
    """From onset to the end of the axis."""
    curve = getattr(after.curves[name], what)
    inside = [(time, share) for time, share in zip(curve.times, curve.shares, strict=True) if time <= limit]
    steps = [(0.0, 0.0), *inside, (limit, curve.at(limit))]
    times, shares = zip(*steps, strict=True)
    return Line(name, ARM_LOOKS[name], times, shares)


def begun(after: After) -> list[float]:
    """T+ at which acts that the room decided began, one for each decision and moment."""
    decisions = set(after.state.windows)
    found = {done.act.time for done in after.state.done if done.act.of in decisions and done.outcome.began}
    return sorted(found)


def limit_of(after: After) -> float:
    """The first round time by which every line is close to its end, and at most where the chart of the hot wash ends."""
    ends = [SHORTEST]
    for arm in after.curves.values():
        for what in kinds(after):
            curve = getattr(arm, what)
            if curve.shares:
                ends.append(curve.times[bisect_left(curve.shares, NEARLY_ALL * curve.shares[-1])])
    return min(after.end, next((limit for limit in LIMITS if limit >= max(ends)), after.end))


def _finding(after: After, what: What) -> str:
    """When nine in ten had got there, in each arm."""
    horizon = after.state.engines.room.tables.horizon
    found = reached(after, MEASURE[what])
    return f"{measure_name(MEASURE[what])}: " + by_arm(
        {name: time_said(time, horizon) for name, time in found.items()}
    )


def _alt(after: After, title: str, note: str) -> str:
    """The figure in words: shares at each minute that the axis has."""
    limit = limit_of(after)
    step = max(60.0, 60.0 * round(limit / 300.0))
    said = []
    for what in kinds(after):
        for name in NAMES:
            curve = getattr(after.curves[name], what)
            times = [step * n for n in range(1, int(limit / step) + 1)]
            values = ", ".join(f"{percent(curve.at(time))} % by {moment(time)}" for time in times)
            said.append(f"{capital(COUNTED[what])}, {name}: {values}.")
    return (
        f"Line chart of shares over time in the one play of this exercise. {title}. {' '.join(said)} {note}"
    )


def draw_shares(data: SharesFigure) -> Figure:
    """The figure. Only within `our_style`."""
    figure = blank()
    frame(figure, data.title, data.note)
    columns = len(data.panels)
    grid = figure.add_gridspec(2, columns, height_ratios=[1, 12])
    key_of_arms(figure.add_subplot(grid[0, :]))
    first: Axes | None = None
    for column, panel in enumerate(data.panels):
        axes = figure.add_subplot(grid[1, column], sharey=first)
        _draw_panel(axes, data, panel, most=max(4, 10 // columns))
        axes.tick_params(labelleft=first is None)
        first = first or axes
    return figure


def _draw_panel(axes: Axes, data: SharesFigure, panel: Panel, most: int) -> None:
    axes.set_title(panel.heading)
    if data.stopped < data.limit:
        axes.axvspan(data.stopped, data.limit, color="#eeeeee", linewidth=0)
    for line in sorted(panel.lines, key=lambda one: ON_TOP.index(one.arm)):
        axes.plot(
            line.times,
            line.shares,
            color=line.look.colour,
            linestyle=line.look.line,
            drawstyle="steps-post",
            label=line.arm,
        )
    if data.begins:
        axes.plot(data.begins, [-0.045] * len(data.begins), color=INK, marker="^", linestyle="", markersize=5)
    shares_axis(axes)
    axes.set_ylim(-0.09, 1.02)
    time_axis(axes, data.limit, most)
    axes.set_xlabel("minutes from onset")


def shares_axis(axes: Axes, few: bool = False) -> None:
    """Shares in hundredths, with a line at nine tenths. few: for a small panel."""
    axes.axhline(0.9, color=QUIET, linewidth=0.8, linestyle=(0, (1, 2)))
    shares = FEW if few else SHARES
    axes.set_yticks(list(shares), [f"{100 * share:.0f} %" for share in shares])


def key_of_arms(axes: Axes) -> None:
    """One key for all panels, over them."""
    from matplotlib.lines import Line2D

    axes.set_axis_off()
    handles = [
        Line2D([], [], color=ARM_LOOKS[name].colour, linestyle=ARM_LOOKS[name].line, label=name)
        for name in NAMES
    ]
    axes.legend(
        handles=handles,
        loc="center left",
        bbox_to_anchor=(0.0, 0.5),
        ncols=len(NAMES),
        labelcolor="linecolor",
        columnspacing=1.5,
        borderpad=0.0,
    )
