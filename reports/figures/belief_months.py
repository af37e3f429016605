"""Belief in alerts over a year and more: who believes one at once, month by month, and how many unneeded presses eat the gain.

`build_belief` works out the contents, `draw_belief` draws them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reports.comparison.sweep import name_unit
from reports.comparison.year import describe_belief, describe_break_even, name_gain
from reports.figures.page import LINE_HEIGHT, create_page
from reports.figures.style import INK, MUTED, Drawing, LineStyle, assign_styles, find_frame, lighten, write_drawings
from reports.text.formatting import format_count
from reports.text.terms import capitalize_first, label_strategy
from sim.experiment.belief import FULL, LEAST, MONTHS, GainPoint
from sim.experiment.year import Year

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from reports.figures.page import FigurePage

GROUP = "staff"
PANEL_HEIGHT, AXIS_HEIGHT, SIDE = 110.0, 40.0, 30.0  # points
YEAR = 12  # months
TOP = 1.0
BAND_SHADE = 0.14


@dataclass(frozen=True)
class BeliefLine:
    """One arm, from a first day without unneeded alerts: months and shares, with one standard deviation of the unneeded alerts."""

    label: str
    look: LineStyle
    months: tuple[int, ...]
    value: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class BeliefFigure:
    """Everything that is drawn. gain: of what, "" without a break-even; points: the gain by unneeded presses a year."""

    title: str
    lines: tuple[BeliefLine, ...]
    gain: str
    look: LineStyle
    points: tuple[GainPoint, ...]
    crossing: float | None
    note: str
    alt: str


def write_belief_figure(year: Year, folder: Path) -> list[Path]:
    """Writes the figure as SVG, PDF and PNG with its alt text; raises as `write_drawings` does."""
    data = build_belief(year)
    return write_drawings([Drawing("belief", data.title, data.alt, partial(draw_belief, data))], folder)


def build_belief(year: Year) -> BeliefFigure:
    """What is drawn of a year."""
    looks = assign_styles([year.baseline, year.strategy])
    lines = tuple(_iterate_lines(year, looks))
    found = year.break_even
    title = describe_belief(year).removesuffix(".")
    sentences = [describe_break_even(year, found)] if found else []
    runs = max(entry.replications for entry in year.emergencies)
    note = (
        "All assumed: an unneeded alert takes half a point of belief, which returns within years, and a needed one restores half. "
        f"Band: one standard deviation of the number of unneeded alerts. Gain: {format_count(runs, 'matched run')}, 95% CI."
    )
    said = " ".join([f"Lines of belief over {MONTHS} months. {title}.", *sentences, note])
    return BeliefFigure(
        sentences[0].removesuffix(".") if sentences else title,
        lines,
        f"{capitalize_first(name_gain(year, found))}, {name_unit(found.unit).lower()}" if found else "",
        looks[year.strategy],
        found.points if found else (),
        found.value if found else None,
        note,
        said,
    )


def _iterate_lines(year: Year, looks: dict[str, LineStyle]) -> Iterator[BeliefLine]:
    for arm in (year.baseline, year.strategy):
        months = [one for one in year.belief if (one.arm, one.group) == (arm, GROUP)]
        yield BeliefLine(
            capitalize_first(label_strategy(arm, year.present_practice)),
            looks[arm],
            (0, *(one.month for one in months)),
            (FULL, *(one.value for one in months)),
            (FULL, *(one.low for one in months)),
            (FULL, *(one.high for one in months)),
        )


def draw_belief(data: BeliefFigure) -> Figure:
    """The figure. Only within `use_style`."""
    panels = 2 if data.points else 1
    page = create_page(data.title, data.note, panels * (LINE_HEIGHT + PANEL_HEIGHT + AXIS_HEIGHT), least=0.0)
    _draw_months(page, data)
    if data.points:
        _draw_gain(page, data, LINE_HEIGHT + PANEL_HEIGHT + AXIS_HEIGHT)
    return page.figure


def _add_panel(page: FigurePage, top: float, title: str, axis: str) -> Axes:
    axes = page.add_axes(SIDE, top + LINE_HEIGHT, find_frame() - SIDE, PANEL_HEIGHT)
    axes.set_title(title)
    axes.set_xlabel(axis)
    axes.grid(visible=True, axis="y", color=MUTED, alpha=0.2, linewidth=0.5)
    return axes


def _draw_months(page: FigurePage, data: BeliefFigure) -> None:
    axes = _add_panel(page, 0.0, "Staff who believe an alert at once", "months")
    axes.set_xlim(0, MONTHS)
    axes.set_xticks(range(0, MONTHS + 1, YEAR))
    axes.set_ylim(LEAST, TOP)
    axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    for number, line in enumerate(data.lines):
        color = line.look.color
        axes.fill_between(line.months, line.low, line.high, color=color, alpha=BAND_SHADE, linewidth=0)
        axes.plot(line.months, line.value, color=color, linestyle=line.look.line)
        place = (0.02, 0.06 + (len(data.lines) - 1 - number) * LINE_HEIGHT / PANEL_HEIGHT)
        axes.annotate(line.label, place, xycoords="axes fraction", va="bottom", color=color)


def _draw_gain(page: FigurePage, data: BeliefFigure, top: float) -> None:
    axes = _add_panel(page, top, data.gain, "unneeded presses a year")
    presses = [point.presses for point in data.points]
    axes.set_xlim(0.0, presses[-1])
    low, high = [point.low for point in data.points], [point.high for point in data.points]
    axes.fill_between(presses, low, high, color=lighten(data.look.color, BAND_SHADE), linewidth=0)
    axes.plot(presses, [point.gain for point in data.points], color=data.look.color, linestyle=data.look.line)
    axes.axhline(0.0, color=INK, linewidth=0.8)
    if data.crossing is not None:
        axes.axvline(data.crossing, color=INK, linewidth=0.8, linestyle=(0, (2, 2)))
