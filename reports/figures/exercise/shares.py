"""Who knew and who was protected over T+, in this play: all three arms, one luck.

`build_shares` works out what is drawn, `draw_shares` draws it.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.figures.curves import AXIS_LIMITS, TICK_SHARES
from reports.figures.exercise.arms import (
    ARM_STYLES,
    DRAWING_ORDER,
    format_by_arm,
    join_sentences,
    format_moment,
    find_times_reached,
    describe_time,
    explain_arms,
)
from reports.figures.looks import INK, MUTED, LineStyle, create_figure, add_title_and_note, shorten_title, format_time_axis
from reports.names import capitalize_first, name_measure
from sim.comparison import CurveKind
from sim.drill.after import Review
from sim.drill.arms import ARM_NAMES
from sim.drill.ruled import describe_rulings
from sim.percent import to_percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COUNTED_TEXTS: dict[CurveKind, str] = {"aware": "staff aware", "protected": "people protected"}
SHARE_MEASURES: dict[CurveKind, str] = {"aware": "aware_t90", "protected": "protected_t90"}
NEARLY_ALL = 0.97
"""Of what a line reaches in the end: when all have that, the time axis may end."""
MIN_AXIS_SECONDS = 120.0
FEW_TICKS = (0.0, 0.5, 0.9)
"""Shares that a small panel has ticks for."""


@dataclass(frozen=True)
class ShareLine:
    """One arm in this play. Seconds of T+, and the share from each of them on, 0 to 1."""

    arm: str
    look: LineStyle
    times: tuple[float, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class SharePanel:
    """One kind of share."""

    what: CurveKind
    heading: str
    lines: tuple[ShareLine, ...]


@dataclass(frozen=True)
class SharesFigure:
    """Everything that is drawn. action_starts: T+ at which decisions of the room began to act; stopped_at: T+ at which the exercise ended."""

    title: str
    panels: tuple[SharePanel, ...]
    limit: float
    action_starts: tuple[float, ...]
    stopped_at: float
    note: str
    alt: str


def list_kinds(review: Review) -> tuple[CurveKind, ...]:
    """Which shares this kind of emergency has."""
    return ("aware", "protected") if review.has_protection else ("aware",)


def build_shares(review: Review) -> SharesFigure | None:
    """What is drawn of this play; None where it was stopped before anything happened."""
    if review.stopped <= 0.0:
        return None
    limit = find_axis_limit(review)
    panels = tuple(
        SharePanel(what, capitalize_first(COUNTED_TEXTS[what]), tuple(build_line(review, name, what, limit) for name in ARM_NAMES))
        for what in list_kinds(review)
    )
    begins = tuple(sorted(time for time in list_action_starts(review) if time <= limit))
    title, rest = shorten_title(capitalize_first("; ".join(_describe_row(review, what) for what in list_kinds(review))))
    marks = "Triangles: a decision of the room begins to act." if begins else ""
    grey = "Grey: after the end of the exercise." if review.stopped < limit else ""
    note = join_sentences(rest, explain_arms(review), marks, grey, "One play: part of it is luck.", describe_rulings(review.state))
    return SharesFigure(title, panels, limit, begins, review.stopped, note, _write_alt(review, title, note))


def build_line(review: Review, name: str, what: CurveKind, limit: float) -> ShareLine:
    """From onset to the end of the axis."""
    curve = getattr(review.curves[name], what)
    inside = [(time, share) for time, share in zip(curve.times, curve.shares, strict=True) if time <= limit]
    steps = [(0.0, 0.0), *inside, (limit, curve.at(limit))]
    times, shares = zip(*steps, strict=True)
    return ShareLine(name, ARM_STYLES[name], times, shares)


def list_action_starts(review: Review) -> list[float]:
    """T+ at which acts that the room decided began, one for each decision and moment."""
    decisions = set(review.state.decision_points)
    found = {done.action.time for done in review.state.done if done.action.source_id in decisions and done.outcome.began}
    return sorted(found)


def find_axis_limit(review: Review) -> float:
    """The first round time by which every line is close to its end, and at most where the chart of the hot wash ends."""
    ends = [MIN_AXIS_SECONDS]
    for arm in review.curves.values():
        for what in list_kinds(review):
            curve = getattr(arm, what)
            if curve.shares:
                ends.append(curve.times[bisect_left(curve.shares, NEARLY_ALL * curve.shares[-1])])
    return min(review.chart_end, next((limit for limit in AXIS_LIMITS if limit >= max(ends)), review.chart_end))


def _describe_row(review: Review, what: CurveKind) -> str:
    """When nine in ten had got there, in each arm."""
    horizon = review.state.running_arms.player.tables.horizon
    found = find_times_reached(review, SHARE_MEASURES[what])
    return f"{name_measure(SHARE_MEASURES[what])}: " + format_by_arm(
        {name: describe_time(time, horizon) for name, time in found.items()}
    )


def _write_alt(review: Review, title: str, note: str) -> str:
    """The figure in words: shares at each minute that the axis has."""
    limit = find_axis_limit(review)
    step = max(60.0, 60.0 * round(limit / 300.0))
    said = []
    for what in list_kinds(review):
        for name in ARM_NAMES:
            curve = getattr(review.curves[name], what)
            times = [step * n for n in range(1, int(limit / step) + 1)]
            values = ", ".join(f"{to_percent(curve.at(time))} % by {format_moment(time)}" for time in times)
            said.append(f"{capitalize_first(COUNTED_TEXTS[what])}, {name}: {values}.")
    return (
        f"Line chart of shares over time in the one play of this exercise. {title}. {' '.join(said)} {note}"
    )


def draw_shares(data: SharesFigure) -> Figure:
    """The figure. Only within `our_style`."""
    figure = create_figure()
    add_title_and_note(figure, data.title, data.note)
    columns = len(data.panels)
    grid = figure.add_gridspec(2, columns, height_ratios=[1, 12])
    draw_arm_key(figure.add_subplot(grid[0, :]))
    first: Axes | None = None
    for column, panel in enumerate(data.panels):
        axes = figure.add_subplot(grid[1, column], sharey=first)
        _draw_panel(axes, data, panel, most=max(4, 10 // columns))
        axes.tick_params(labelleft=first is None)
        first = first or axes
    return figure


def _draw_panel(axes: Axes, data: SharesFigure, panel: SharePanel, most: int) -> None:
    axes.set_title(panel.heading)
    if data.stopped_at < data.limit:
        axes.axvspan(data.stopped_at, data.limit, color="#eeeeee", linewidth=0)
    for line in sorted(panel.lines, key=lambda one: DRAWING_ORDER.index(one.arm)):
        axes.plot(
            line.times,
            line.shares,
            color=line.look.color,
            linestyle=line.look.line,
            drawstyle="steps-post",
            label=line.arm,
        )
    if data.action_starts:
        axes.plot(data.action_starts, [-0.045] * len(data.action_starts), color=INK, marker="^", linestyle="", markersize=5)
    format_share_axis(axes)
    axes.set_ylim(-0.09, 1.02)
    format_time_axis(axes, data.limit, most)
    axes.set_xlabel("minutes from onset")


def format_share_axis(axes: Axes, few: bool = False) -> None:
    """Shares in hundredths, with a line at nine tenths. few: for a small panel."""
    axes.axhline(0.9, color=MUTED, linewidth=0.8, linestyle=(0, (1, 2)))
    shares = FEW_TICKS if few else TICK_SHARES
    axes.set_yticks(list(shares), [f"{100 * share:.0f} %" for share in shares])


def draw_arm_key(axes: Axes) -> None:
    """One key for all panels, over them."""
    from matplotlib.lines import Line2D

    axes.set_axis_off()
    handles = [
        Line2D([], [], color=ARM_STYLES[name].color, linestyle=ARM_STYLES[name].line, label=name)
        for name in ARM_NAMES
    ]
    axes.legend(
        handles=handles,
        loc="center left",
        bbox_to_anchor=(0.0, 0.5),
        ncols=len(ARM_NAMES),
        labelcolor="linecolor",
        columnspacing=1.5,
        borderpad=0.0,
    )
