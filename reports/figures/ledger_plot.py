"""The decisions of a team as dots with intervals: each in multiples of the smallest difference that matters in its own measure.

The band within which no difference matters is always drawn. `build_ledger_plot` works out the contents, `draw_ledger_plot` draws them. The
title claims a difference only if it is large enough to matter and its interval leaves out zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.decision_ledger import ALL_DECISIONS, LedgerRow, Verdict, format_value
from reports.figures.page import LINE_HEIGHT, create_page
from reports.figures.style import (
    BAND,
    FRAME_POINTS,
    INK,
    MUTED,
    count_lines,
    find_frame,
    fit_text,
    is_narrow,
    measure_text,
)
from reports.text.terms import capitalize_first, name_measure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NO_DIFFERENCE = "No decision made a difference that matters"
NOTE = (
    "Difference from a simulated answer, with its 95% interval. Gray band: too small to matter. Monte Carlo error only."
)
COLORS = {Verdict.BETTER: "#1b6ca8", Verdict.WORSE: "#b5442c", Verdict.NONE: "#6b7480", Verdict.OPEN: "#6b7480"}
NAME_WIDTH, TEXT_WIDTH, ROW_HEIGHT, AXIS_HEIGHT = 150.0, 84.0, 24.0, 30.0  # points
WIDTH = FRAME_POINTS - NAME_WIDTH - TEXT_WIDTH - 16.0
NARROW_ROW, NARROW_DOT = 40.0, 0.75
"""Points of a row with its words over the dot, and the share of it at which the dot is."""
LEAST = 1.5
"""Multiples of the smallest difference that the axis shows at least, so that the band is seen whole."""


@dataclass(frozen=True)
class LedgerDot:
    """A row: its name, its difference and interval in multiples of the smallest that matters, and the difference in words."""

    name: str
    value: float
    low: float
    high: float
    verdict: Verdict
    text: str


@dataclass(frozen=True)
class LedgerPlot:
    """Everything that is drawn."""

    title: str
    dots: tuple[LedgerDot, ...]
    note: str
    alt: str


def build_ledger_plot(rows: Sequence[LedgerRow]) -> LedgerPlot | None:
    """None where no question was asked. Decisions that changed nothing in any emergency are named in the note, if others have a dot."""
    asked = [row for row in rows if row.difference is not None]
    shown = [row for row in asked if _has_effect(row)] or asked
    if not shown:
        return None
    dots, title = tuple(map(_build_dot, shown)), _choose_title(rows)
    left_out = [row.label for row in asked if row not in shown and row.label != ALL_DECISIONS]
    note = f"{NOTE} No difference at all: {', '.join(left_out)}." if left_out else NOTE
    said = "; ".join(f"{dot.name} {dot.text}" for dot in dots)
    return LedgerPlot(title, dots, note, f"Dots with intervals, one for each decision. {title}. {said}. {note}")


def _has_effect(row: LedgerRow) -> bool:
    of = row.difference
    return of is not None and any((of.value, of.ci_low, of.ci_high))


def _build_dot(row: LedgerRow) -> LedgerDot:
    of = row.difference
    assert of is not None
    low, high = (of.value if end is None else end for end in (of.ci_low, of.ci_high))
    value, low, high = (number / row.smallest for number in (of.value, low, high))
    name = "All together" if row.label == ALL_DECISIONS else row.label
    text = format_value(of, row.measure)
    return LedgerDot(f"{name}: {name_measure(row.measure)}", value, low, high, row.verdict, text)


def _choose_title(rows: Sequence[LedgerRow]) -> str:
    """The largest claim of a single decision."""
    claims = [
        row
        for row in rows
        if row.label != ALL_DECISIONS and row.difference and row.verdict in (Verdict.BETTER, Verdict.WORSE)
    ]
    if not claims:
        return NO_DIFFERENCE
    largest = max(claims, key=lambda row: abs(row.difference.value) / row.smallest if row.difference else 0.0)
    said = format_value(largest.difference, largest.measure)
    return f"{largest.label}: {capitalize_first(name_measure(largest.measure))} {said}"


def draw_ledger_plot(data: LedgerPlot) -> Figure:
    """The figure. Only within `use_style`."""
    left, width = (0.0, find_frame()) if is_narrow() else (NAME_WIDTH, WIDTH)
    row_height = NARROW_ROW if is_narrow() else ROW_HEIGHT
    body = row_height * len(data.dots)
    page = create_page(data.title, data.note, body + AXIS_HEIGHT + LINE_HEIGHT, least=0.0)
    axes = page.add_axes(left, 0.0, width, body)
    reach = 1.08 * max(LEAST, *(abs(end) for dot in data.dots for end in (dot.value, dot.low, dot.high)))
    axes.set_xlim(-reach, reach)
    axes.set_ylim(body, 0.0)
    axes.set_yticks([])
    axes.axvspan(-1.0, 1.0, color=BAND, linewidth=0.0)
    axes.axvline(0.0, color=MUTED, linewidth=0.8)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(fit_text("worse ← times the smallest difference that matters → better"))
    for number, dot in enumerate(data.dots):
        middle = row_height * (number + (NARROW_DOT if is_narrow() else 0.5))
        _draw_dot(axes, dot, middle)
        if is_narrow():
            _write_over(axes, dot, row_height * number + 2.0, reach)
        else:
            _write_beside(axes, dot, middle, reach)
    return page.figure


def _draw_dot(axes: Axes, dot: LedgerDot, middle: float) -> None:
    color = COLORS[dot.verdict]
    axes.plot([dot.low, dot.high], [middle, middle], color=color, linewidth=2.4, solid_capstyle="butt")
    axes.plot([dot.value], [middle], "o", color=color, markersize=6.5)


def _write_over(axes: Axes, dot: LedgerDot, top: float, reach: float) -> None:
    """The name at the left and the difference at the right, over the dot."""
    axes.text(-reach, top, dot.name, va="top", color=INK)
    below = LINE_HEIGHT if measure_text(f"{dot.name}  {dot.text}") > find_frame() else 0.0
    axes.text(reach, top + below, dot.text, va="top", ha="right", color=INK)


def _write_beside(axes: Axes, dot: LedgerDot, middle: float, reach: float) -> None:
    scale = WIDTH / (2.0 * reach)
    for words, place, width in (
        (dot.name, -reach - NAME_WIDTH / scale, NAME_WIDTH),
        (dot.text, reach + 8.0 / scale, TEXT_WIDTH),
    ):
        fitted = fit_text(words, width - 8.0)
        size = 10.0 if count_lines(fitted) < 3 else 9.0
        axes.text(place, middle, fitted, va="center", fontsize=size, color=INK, clip_on=False)
