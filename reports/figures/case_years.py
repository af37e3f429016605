"""Threat reports in a school year: one report's way to the team, the plan and its review, and the cases that are open on each day.

`build_cases` works out the contents, `draw_cases` draws them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from reports.figures.page import LINE_HEIGHT, FigurePage, create_page
from reports.figures.style import INK, MUTED, LineStyle, assign_styles, find_frame, fit_text, lighten, measure_text
from reports.figures.titles import describe_baseline
from reports.text.formatting import format_count
from reports.text.terms import capitalize_first, label_strategy
from sim.experiment.case_years import CaseYears
from sim.experiment.comparison import Comparison
from sim.statistics.estimators import Array
from sim.statistics.paired import Pairing
from sim.statistics.summaries import Arm

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STEP_NAMES = ("read", "team", "plan", "review")
SHADES = (0.25, 0.5, 0.75, 1.0)
SIDE, BAR_HEIGHT, BETWEEN_BARS = 104.0, 26.0, 16.0  # points
YEAR_HEIGHT, AXIS_HEIGHT = 130.0, 36.0


@dataclass(frozen=True)
class CaseLine:
    """One arm. steps: calendar days from report to read, to team, to plan, to review; days, mean, low, high: of open cases."""

    label: str
    look: LineStyle
    steps: tuple[float, ...]
    days: Array
    mean: Array
    low: Array
    high: Array


@dataclass(frozen=True)
class CasesFigure:
    """Everything that is drawn."""

    title: str
    lines: tuple[CaseLine, ...]
    note: str
    alt: str


def build_cases(
    comparison: Comparison, pairing: Pairing, played: Mapping[Arm, CaseYears], replications: int
) -> CasesFigure:
    """One pairing of a comparison. played: over so many replications."""
    today, looks = comparison.present_practice, assign_styles(comparison.strategies)
    lines = tuple(
        CaseLine(
            capitalize_first(label_strategy(arm.strategy, today)),
            looks[arm.strategy],
            played[arm].steps,
            played[arm].days,
            played[arm].mean,
            played[arm].low,
            played[arm].high,
        )
        for arm in reversed(pairing.arms)
    )
    with_, without = (sum(line.steps[:3]) for line in lines)
    other = describe_baseline(pairing.baseline, today)
    title = f"A plan {with_:.0f} days after the report, {without:.0f} with {other}"
    note = (
        f"Means of {format_count(replications, 'school year')}, calendar days. For an imminent threat a person calls 911 at once, "
        "outside this process. Bands: the central 80% of the years. A report that is lost is no open case."
    )
    said = " ".join(map(_describe_line, lines))
    return CasesFigure(
        title, lines, note, f"Bars of the steps of a report, and lines of open cases. {title}. {said} {note}"
    )


def _describe_line(line: CaseLine) -> str:
    reached = zip(STEP_NAMES, accumulate(line.steps), strict=True)
    steps = ", ".join(f"{name} after {days:.1f} days" for name, days in reached)
    return f"{line.label}: {steps}, {line.mean.mean():.1f} open cases."


def draw_cases(data: CasesFigure) -> Figure:
    """The figure. Only within `use_style`."""
    bars = len(data.lines) * (BAR_HEIGHT + BETWEEN_BARS)
    above = LINE_HEIGHT + bars + AXIS_HEIGHT
    page = create_page(data.title, data.note, above + 2 * LINE_HEIGHT + YEAR_HEIGHT + AXIS_HEIGHT, least=0.0)
    _draw_steps(page, data, LINE_HEIGHT, bars)
    _draw_year(page, data, above + 2 * LINE_HEIGHT)
    return page.figure


def _draw_steps(page: FigurePage, data: CasesFigure, top: float, height: float) -> None:
    width = find_frame() - SIDE
    axes = page.add_axes(SIDE, top, width, height)
    limit = 1.02 * max(sum(line.steps) for line in data.lines)
    axes.set_xlim(0.0, limit)
    axes.set_ylim(height, 0.0)
    axes.set_yticks([])
    axes.set_xlabel("calendar days from the report")
    axes.set_title("One report's way")
    for number, line in enumerate(data.lines):
        at = number * (BAR_HEIGHT + BETWEEN_BARS) + BETWEEN_BARS
        words = fit_text(line.label, SIDE - 8.0)
        axes.annotate(
            words, (0.0, at + BAR_HEIGHT / 2), xytext=(-8, 0), textcoords="offset points", ha="right", va="center"
        )
        _draw_bar(axes, line, at, width / limit)


def _draw_bar(axes: Axes, line: CaseLine, at: float, scale: float) -> None:
    """scale: points a day."""
    start, written = 0.0, 0.0
    for name, days, shade in zip(STEP_NAMES, line.steps, SHADES, strict=True):
        axes.barh(at, days, BAR_HEIGHT, start, align="edge", color=lighten(line.look.color, shade), edgecolor="white")
        start += days
        words = f"{name} {start:.0f}"
        left = scale * start - measure_text(words)
        if left >= written:
            axes.text(start, at - 1.0, words, ha="right", va="bottom", color=INK)
            written = scale * start + 4.0


def _draw_year(page: FigurePage, data: CasesFigure, top: float) -> None:
    axes = page.add_axes(SIDE / 3, top, find_frame() - SIDE / 3, YEAR_HEIGHT)
    axes.set_title("Open cases on each day of the school year")
    last = float(data.lines[0].days[-1])
    axes.set_xlim(0.0, last)
    axes.set_ylim(0.0, 1.1 * max(float(line.high.max()) for line in data.lines))
    axes.set_xlabel("calendar days from the first day of school")
    for line in data.lines:
        axes.fill_between(line.days, line.low, line.high, color=line.look.color, alpha=0.14, linewidth=0)
        axes.plot(line.days, line.mean, color=line.look.color, linestyle=line.look.line)
    for number, line in enumerate(data.lines):
        place = (0.02, 0.96 - number * LINE_HEIGHT / YEAR_HEIGHT)
        axes.annotate(line.label, place, xycoords="axes fraction", va="top", color=line.look.color)
    axes.grid(visible=True, axis="y", color=MUTED, alpha=0.2, linewidth=0.5)
