"""Draws the timeline of an exercise from its data. Everything has its place in points, so nothing is laid out by matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.figures.exercise.arms import ARM_LOOKS
from reports.figures.exercise.lanes import SIGN, Placed
from reports.figures.exercise.timeline import APART, SIDE, Row, Sign, TimelineFigure, grey
from reports.figures.looks import (
    CM,
    EDGE,
    HEIGHT_CM,
    INK,
    WIDTH_CM,
    blank,
    fitted,
    fitted_title,
    frame,
    minutes,
    time_ticks,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

POINTS = 72.0
LINE, TITLE_LINE = 12.6, 13.8
"""Points of a line of text, and of one of the title."""
ROW = 14.0
AIR = 7.0
"""Points above and below the labels of a lane, together."""
FOOT = 34.0
"""Points for the numbers of the axis and its name."""
EDGES = 12.0
"""Points around title and note."""
MARKS = {"injects": "v", "marks": "D"}


def draw_timeline(data: TimelineFigure) -> Figure:
    """The figure. Only within `our_style`."""
    head = EDGES + TITLE_LINE * (fitted_title(data.title).count("\n") + 1)
    foot = FOOT + EDGES + LINE * (fitted(data.note).count("\n") + 1)
    rows = sum(ROW * lane.rows + AIR for lane in data.lanes)
    height = max(HEIGHT_CM * CM * POINTS, head + rows + foot)
    figure = blank(height / POINTS / CM)
    figure.set_layout_engine("none")
    frame(figure, data.title, data.note)
    stretch = (height - head - foot) / rows
    left = EDGE * WIDTH_CM * CM * POINTS + SIDE
    axes = _axes(figure, (left, data.width.axis), foot, height - head)
    _time(axes, data)
    beside = None
    if data.width.beside:
        beside = _axes(figure, (left + data.width.axis + APART, data.width.beside), foot, height - head)
        beside.set_xlim(0.0, data.width.beside)
        beside.set_xticks([])
        beside.set_xlabel("afterwards")
    top = 0.0
    for number, lane in enumerate(data.lanes):
        bottom = top + stretch * (ROW * lane.rows + AIR)
        _lane(axes, beside, lane, (top, bottom))
        for one in (axes, beside):
            if one is not None and number:
                one.axhline(top, color="#dddddd", linewidth=0.8)
        top = bottom
    for one in (axes, beside):
        if one is not None:
            one.set_ylim(top, 0.0)
    return figure


def _axes(figure: Figure, across: tuple[float, float], bottom: float, top: float) -> Axes:
    """Axes at a place in points: left and width, bottom and top."""
    wide, high = (float(inches) * POINTS for inches in figure.get_size_inches())
    axes = figure.add_axes((across[0] / wide, bottom / high, across[1] / wide, (top - bottom) / high))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    return axes


def _time(axes: Axes, data: TimelineFigure) -> None:
    """The axis counts points; its ticks say minutes."""
    axes.set_xlim(0.0, data.width.axis)
    scale = data.width.axis / data.width.limit
    ticks = time_ticks(data.width.limit, 8)
    axes.set_xticks([scale * tick for tick in ticks], [minutes(tick) for tick in ticks])
    axes.set_xlabel("minutes from onset")
    axes.grid(axis="x")
    if grey(data.stopped, data.width):
        axes.axvspan(scale * data.stopped, data.width.axis, color="#eeeeee", linewidth=0, zorder=0)


def _lane(axes: Axes, beside: Axes | None, lane: Row, between: tuple[float, float]) -> None:
    """A lane between two heights: its name, its signs and their labels."""
    top, bottom = between
    step = (bottom - top - AIR) / lane.rows
    look = ARM_LOOKS.get(lane.name)
    colour = look.colour if look else INK
    axes.annotate(
        lane.name,
        (0.0, (top + bottom) / 2),
        xycoords=("axes fraction", "data"),
        xytext=(-SIDE, 0),
        textcoords="offset points",
        va="center",
        color=colour,
        fontweight="bold",
        annotation_clip=False,
    )
    for drawn_on, placed in ((axes, lane.on_axis), (beside or axes, lane.beside)):
        for one in placed:
            _item(drawn_on, lane, one, top + AIR / 2 + step * (one.row + 0.5), colour)


def _item(axes: Axes, lane: Row, placed: Placed, height: float, colour: str) -> None:
    """The signs of an item, and its label."""
    item = placed.item
    for member in item.members:
        _sign(axes, lane.name, lane.signs[member], height, colour)
    at, align = (item.start - SIGN / 2, "right") if item.flipped else (item.end + SIGN / 2, "left")
    axes.text(at, height, item.label, ha=align, va="center_baseline", color=colour, clip_on=False)


def _sign(axes: Axes, lane: str, sign: Sign, height: float, colour: str) -> None:
    if lane != "decisions":
        marker = MARKS.get(lane, "|")
        axes.plot([sign.at], [height], color=colour, marker=marker, markersize=9 if marker == "|" else 5,
                  markeredgewidth=2 if marker == "|" else 0.8, clip_on=False)  # fmt: skip
        return
    axes.plot([sign.at, sign.ends], [height, height], color=colour, linewidth=1.6, clip_on=False)
    axes.plot(
        [sign.at], [height], color=colour, marker="o", markersize=7, markerfacecolor="white", clip_on=False
    )
    if sign.answered is not None:
        marker, size = ("o", 3.5) if sign.decided else ("x", 6.0)
        axes.plot([sign.answered], [height], color=colour, marker=marker, markersize=size, clip_on=False)
    if sign.begins is not None:
        axes.plot([sign.begins], [height], color=colour, marker=">", markersize=6, clip_on=False)
