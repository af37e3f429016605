"""Draws the timeline of an exercise from its data. Everything has its place in points, so nothing is laid out by matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.figures.exercise.arms import ARM_STYLES
from reports.figures.exercise.lanes import SIGN_WIDTH, PlacedItem
from reports.figures.exercise.page import create_page
from reports.figures.exercise.timeline import SEPARATION, SIDE, TimelineLane, TimelineSign, TimelineFigure, extends_past_end
from reports.figures.looks import INK, is_drawable, format_minutes, find_time_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW_HEIGHT = 14.0
PADDING = 7.0
"""Points above and below the labels of a lane, together."""
FOOT_HEIGHT = 34.0
"""Points for the numbers of the axis and its name."""
MARKS = {"injects": "v", "marks": "D"}


def draw_timeline(data: TimelineFigure) -> Figure:
    """The figure. Only within `our_style`."""
    needed = sum(ROW_HEIGHT * lane.rows + PADDING for lane in data.lanes)
    sheet = create_page(data.title, data.note, needed + FOOT_HEIGHT)
    high = sheet.body - FOOT_HEIGHT
    axes = _strip_axes(sheet.add_axes(SIDE, 0.0, data.width.axis, high))
    _draw_time_axis(axes, data)
    both = [axes]
    if data.width.beside:
        beside = _strip_axes(sheet.add_axes(SIDE + data.width.axis + SEPARATION, 0.0, data.width.beside, high))
        beside.set_xlim(0.0, data.width.beside)
        beside.set_xticks([])
        beside.set_xlabel("afterwards")
        both.append(beside)
    top, stretch = 0.0, high / needed
    for number, lane in enumerate(data.lanes):
        bottom = top + stretch * (ROW_HEIGHT * lane.rows + PADDING)
        _draw_lane(axes, both[-1], lane, (top, bottom))
        for one in both if number else ():
            one.axhline(top, color="#dddddd", linewidth=0.8)
        top = bottom
    for one in both:
        one.set_ylim(top, 0.0)
    return sheet.figure


def _strip_axes(axes: Axes) -> Axes:
    """Axes that have nothing on their left."""
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    return axes


def _draw_time_axis(axes: Axes, data: TimelineFigure) -> None:
    """The axis counts points; its ticks say minutes."""
    axes.set_xlim(0.0, data.width.axis)
    scale = data.width.axis / data.width.limit
    ticks = find_time_ticks(data.width.limit, 8)
    axes.set_xticks([scale * tick for tick in ticks], [format_minutes(tick) for tick in ticks])
    axes.set_xlabel("minutes from onset")
    axes.grid(axis="x")
    if extends_past_end(data.stopped_at, data.width):
        axes.axvspan(scale * data.stopped_at, data.width.axis, color="#eeeeee", linewidth=0, zorder=0)


def _draw_lane(axes: Axes, beside: Axes, lane: TimelineLane, between: tuple[float, float]) -> None:
    """A lane between two heights: its name, its signs and their labels."""
    top, bottom = between
    step = (bottom - top - PADDING) / lane.rows
    look = ARM_STYLES.get(lane.name)
    colour = look.color if look else INK
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
            _draw_item(drawn_on, lane, one, top + PADDING / 2 + step * (one.row + 0.5), colour)


def _draw_item(axes: Axes, lane: TimelineLane, placed: PlacedItem, height: float, colour: str) -> None:
    """The signs of an item, and its label."""
    item = placed.item
    for member in item.members:
        _draw_sign(axes, lane.name, lane.signs[member], height, colour)
    at, align = (item.start - SIGN_WIDTH / 2, "right") if item.is_flipped else (item.end + SIGN_WIDTH / 2, "left")
    label = item.label if is_drawable(item.label) else "?"
    axes.text(at, height, label, ha=align, va="center_baseline", color=colour, clip_on=False)


def _draw_sign(axes: Axes, lane: str, sign: TimelineSign, height: float, colour: str) -> None:
    if lane != "decisions":
        marker = MARKS.get(lane, "|")
        axes.plot([sign.x], [height], color=colour, marker=marker, markersize=9 if marker == "|" else 5,
                  markeredgewidth=2 if marker == "|" else 0.8, clip_on=False)  # fmt: skip
        return
    axes.plot([sign.x, sign.end_x], [height, height], color=colour, linewidth=1.6, clip_on=False)
    axes.plot(
        [sign.x], [height], color=colour, marker="o", markersize=7, markerfacecolor="white", clip_on=False
    )
    if sign.answered_x is not None:
        marker, size = ("o", 3.5) if sign.is_decided else ("x", 6.0)
        axes.plot([sign.answered_x], [height], color=colour, marker=marker, markersize=size, clip_on=False)
    if sign.begins_x is not None:
        axes.plot([sign.begins_x], [height], color=colour, marker=">", markersize=6, clip_on=False)
