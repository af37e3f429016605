"""Marks of a forest: a reduction with its interval and its input range, on a scale that shows ten seconds and ten minutes.

What `forest` draws of a comparison and an exercise's report of what each brought have in common: the scale of a unit, stretched near zero
where it has to be, the rows, and one mark. Zero is a line; a mark is hollow where its interval alone would say more than is known.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reports.differences import EffectDirection
from reports.figures.looks import INK, MUTED, format_minutes, find_signed_ticks
from sim.measure import Unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

UNITS: tuple[Unit, ...] = ("s", "person-min")
"""A block of rows for each."""
GRADE_COLORS: dict[EffectDirection, str] = {"better": "#0072B2", "worse": "#D55E00", "same": "#555555", "open": "#555555"}
DIRECTION_MARKERS: dict[EffectDirection, str] = {"better": "o", "worse": "s", "same": "D", "open": "D"}

PADDING = 0.06
"""Of what is drawn, on either side of it."""
ABOVE = 0.28
"""Of a row, that what is marked of one play stands above the line."""


class AxisStretch(NamedTuple):
    """How the axis of a unit is stretched where it has to be."""

    width: float
    """Within so much of zero it is hardly."""
    reach: float
    """An axis that goes beyond this is stretched."""
    ticks: tuple[float, ...]
    """On either side of zero."""


STRETCHES: dict[Unit, AxisStretch] = {
    "s": AxisStretch(15.0, 300.0, (60.0, 600.0, 6000.0)),
    "person-min": AxisStretch(10.0, 200.0, (100.0, 10_000.0)),
}


class AxisScale(NamedTuple):
    """The axis of a unit, the same in all columns."""

    low: float
    high: float
    is_stretched: bool


@dataclass(frozen=True)
class ForestMark:
    """One reduction. Numbers in the unit of the measure; positive: the strategy is sooner, or has fewer."""

    measure: str
    name: str
    reduction: float
    low: float
    high: float
    """95 % interval, simulation error only; both equal the reduction where there is none."""
    inputs: tuple[float, float] | None
    """Input range."""
    delta: float | None
    """Smallest difference that matters; None for what is not primary."""
    direction: EffectDirection
    """Which way the simulation interval points."""
    is_certain: bool
    """Whether the verdict settles it, and that it matters; of an exploratory measure, whether its interval does."""
    text: str
    """The difference in words."""
    observed: float | None = None
    """The same in one play that is looked at; None where there is none."""


def build_scale(unit: Unit, marks: Sequence[ForestMark]) -> AxisScale:
    """All that is drawn in any column, zero, and a little air."""
    return build_scale_over(unit, [end for mark in marks for end in _mark_extremes(mark)])


def build_scale_over(unit: Unit, ends: Sequence[float], air: float = PADDING) -> AxisScale:
    """All of these values. air: of what they span, on either side."""
    low, high = min(ends, default=0.0), max(ends, default=0.0)
    stretch = STRETCHES[unit]
    if max(-low, high) <= stretch.reach:
        return AxisScale(*_pad(low, high, air), is_stretched=False)
    low, high = _pad(math.asinh(low / stretch.width), math.asinh(high / stretch.width), air)
    return AxisScale(stretch.width * math.sinh(low), stretch.width * math.sinh(high), is_stretched=True)


def _mark_extremes(mark: ForestMark) -> tuple[float, ...]:
    delta = (-mark.delta, mark.delta) if mark.delta else ()
    here = () if mark.observed is None else (mark.observed,)
    return 0.0, mark.low, mark.high, *(mark.inputs or ()), *delta, *here


def _pad(low: float, high: float, share: float) -> tuple[float, float]:
    air = share * (high - low) or 1.0
    return low - air, high + air


def format_rows_axis(axes: Axes, names: Sequence[str], labelled: bool) -> None:
    """A line for each measure."""
    places = list(range(len(names) - 1, -1, -1))
    axes.set_yticks(places, names if labelled else [""] * len(names))
    axes.set_ylim(-0.6, len(names) - 0.4)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y")


def draw_scale(axes: Axes, unit: Unit, scale: AxisScale, most_ticks: int) -> None:
    """Zero and a few ticks."""
    from matplotlib.ticker import MaxNLocator

    axes.axvline(0.0, color=INK, linewidth=1.0)
    if scale.is_stretched:
        stretch = STRETCHES[unit]
        axes.set_xscale("asinh", linear_width=stretch.width)
        found = [*(-tick for tick in stretch.ticks), 0.0, *stretch.ticks]
    elif unit == "s":
        found = find_signed_ticks(scale.low, scale.high, most_ticks)
    else:
        found = [float(tick) for tick in MaxNLocator(most_ticks, min_n_ticks=2).tick_values(*scale[:2])]
    ticks = [tick for tick in found if scale.low <= tick <= scale.high]
    axes.set_xticks(ticks, [format_tick(tick, unit, scale.is_stretched) for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set_xlim(scale.low, scale.high)


def format_tick(tick: float, unit: Unit, whole_minutes: bool) -> str:
    if unit == "s" and not whole_minutes:
        return format_minutes(tick)
    return f"{tick / 60 if unit == 's' else tick:,g}".replace("-", "−")


def label_direction(axes: Axes, unit: Unit, clear: float = 16.0) -> None:
    """Unit and direction, left of the numbers of the first axis, where there is room. clear: points that the first number needs."""
    axes.annotate(
        "min sooner →" if unit == "s" else "fewer →",
        (0.0, 0.0),
        xycoords="axes fraction",
        xytext=(-clear, -6.5),
        textcoords="offset points",
        ha="right",
        va="top",
        color=MUTED,
    )


def draw_mark(axes: Axes, mark: ForestMark, place: int) -> None:
    from matplotlib.patches import Rectangle

    colour, marker = GRADE_COLORS[mark.direction], DIRECTION_MARKERS[mark.direction]
    fill = colour if mark.is_certain else "white"
    if mark.delta is not None:
        axes.add_patch(Rectangle((-mark.delta, place - 0.5), 2 * mark.delta, 1.0, color="#e4e4e4", lw=0))
    if mark.inputs is not None:
        axes.plot(mark.inputs, (place, place), color=colour, linewidth=0.9, marker="|", markersize=7)
    axes.plot((mark.low, mark.high), (place, place), color=colour, linewidth=3.5, solid_capstyle="butt")
    axes.plot([mark.reduction], [place], color=colour, marker=marker, markersize=5.5, markerfacecolor=fill)
    if mark.observed is not None:
        at = [mark.observed], [place + ABOVE]
        axes.plot(*at, color=INK, marker="*", markersize=9, markerfacecolor="white", linestyle="")
