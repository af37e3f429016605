"""Axes of differences in seconds and person-minutes: zero and a few round ticks, stretched near zero where an axis reaches far."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from reports.figures.style import INK, MUTED, find_signed_ticks, format_minutes
from sim.model.measure import Unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PADDING = 0.06  # of the range drawn, on either side


class AxisStretch(NamedTuple):
    """The stretch of the axis of a unit."""

    width: float  # nearly linear within so much of zero
    reach: float  # an axis that goes beyond this is stretched
    ticks: tuple[float, ...]  # on either side of zero


STRETCHES: dict[Unit, AxisStretch] = {
    "s": AxisStretch(15.0, 300.0, (60.0, 600.0, 6000.0)),
    "days": AxisStretch(1.0, 60.0, (1.0, 10.0, 100.0)),
    "person-min": AxisStretch(1_000.0, 20_000.0, (1_000.0, 10_000.0, 100_000.0)),
}


class AxisScale(NamedTuple):
    """The axis of a unit, the same in all columns."""

    low: float
    high: float
    is_stretched: bool


def build_scale_over(unit: Unit, ends: Sequence[float], air: float = PADDING) -> AxisScale:
    """A scale over values. air: padding on either side, as a proportion of their span."""
    low, high = min(ends, default=0.0), max(ends, default=0.0)
    stretch = STRETCHES[unit]
    if max(-low, high) <= stretch.reach:
        return AxisScale(*_pad(low, high, air), is_stretched=False)
    low, high = _pad(math.asinh(low / stretch.width), math.asinh(high / stretch.width), air)
    return AxisScale(stretch.width * math.sinh(low), stretch.width * math.sinh(high), is_stretched=True)


def _pad(low: float, high: float, share: float) -> tuple[float, float]:
    air = share * (high - low) or 1.0
    return low - air, high + air


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
    axes.set_xticks(ticks, [_format_tick(tick, unit, scale.is_stretched) for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set_xlim(scale.low, scale.high)


def _format_tick(tick: float, unit: Unit, whole_minutes: bool) -> str:
    if unit == "s" and not whole_minutes:
        return format_minutes(tick)
    return f"{tick / 60 if unit == 's' else tick:,g}".replace("-", "−")


def label_direction(axes: Axes, unit: Unit, clear: float = 16.0) -> None:
    """Unit and direction, left of the first axis. clear: points that its first number needs."""
    axes.annotate(
        {"s": "min sooner →", "days": "days sooner →"}.get(unit, "fewer →"),
        (0.0, 0.0),
        xycoords="axes fraction",
        xytext=(-clear, -6.5),
        textcoords="offset points",
        ha="right",
        va="top",
        color=MUTED,
    )
