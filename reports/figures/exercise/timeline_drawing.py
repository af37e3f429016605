"""Draws the timeline of an exercise from its data. Everything has its place in points, so nothing is laid out by matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.figures.exercise.arms import ARM_LOOKS
from reports.figures.exercise.lanes import SIGN, Placed
from reports.figures.exercise.page import page
from reports.figures.exercise.timeline import APART, SIDE, Row, Sign, TimelineFigure, grey
from reports.figures.looks import INK, drawable, minutes, time_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW = 14.0
AIR = 7.0
"""Points above and below the labels of a lane, together."""
FOOT = 34.0
"""Points for the numbers of the axis and its name."""
MARKS = {"injects": "v", "marks": "D"}


def draw_timeline(data: TimelineFigure) -> Figure:
    """The figure. Only within `our_style`."""
    needed = sum(ROW * lane.rows + AIR for lane in data.lanes)
    sheet = page(data.title, data.note, needed + FOOT)
    high = sheet.body - FOOT
    axes = _bare(sheet.axes(SIDE, 0.0, data.width.axis, high))
    _time(axes, data)
    both = [axes]
    if data.width.beside:
        beside = _bare(sheet.axes(SIDE + data.width.axis + APART, 0.0, data.width.beside, high))
        beside.set_xlim(0.0, data.width.beside)
        beside.set_xticks([])
        beside.set_xlabel("afterwards")
        both.append(beside)
    top, stretch = 0.0, high / needed
    for number, lane in enumerate(data.lanes):
        bottom = top + stretch * (ROW * lane.rows + AIR)
        _lane(axes, both[-1], lane, (top, bottom))
        for one in both if number else ():
            one.axhline(top, color="#dddddd", linewidth=0.8)
        top = bottom
    for one in both:
        one.set_ylim(top, 0.0)
    return sheet.figure


def _bare(axes: Axes) -> Axes:
    """Axes that have nothing on their left."""
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


def _lane(axes: Axes, beside: Axes, lane: Row, between: tuple[float, float]) -> None:
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
    for drawn_on, placed in ((axes, lane.on_axis), (beside, lane.beside)):
        for one in placed:
            _item(drawn_on, lane, one, top + AIR / 2 + step * (one.row + 0.5), colour)


def _item(axes: Axes, lane: Row, placed: Placed, height: float, colour: str) -> None:
    """The signs of an item, and its label."""
    item = placed.item
    for member in item.members:
        _sign(axes, lane.name, lane.signs[member], height, colour)
    at, align = (item.start - SIGN / 2, "right") if item.flipped else (item.end + SIGN / 2, "left")
    label = item.label if drawable(item.label) else "?"
    axes.text(at, height, label, ha=align, va="center_baseline", color=colour, clip_on=False)


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
