"""Times with and without as joined dots: a row for each measure, and beside it the difference in words.

There is one dot for each arm of an exercise: from no app alert to fully simulated is the effect of the alert, from there to your team the
effect of team decisions. `build_dumbbells_of_exercise` works out the contents, `draw_dumbbells` draws them. Intervals stand in the tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reports.comparison.distribution import MEDIAN_MARK
from reports.counterfactual import (
    EFFECT_NAMES,
    Row,
    describe_hidden,
    describe_mean,
    find_direction,
    is_notable,
    is_unchanged,
    list_rows,
    select_main,
)
from reports.figures.page import LINE_HEIGHT, create_page
from reports.figures.style import (
    ARM_STYLES,
    FRAME_POINTS,
    INK,
    MUTED,
    count_lines,
    explain_arms,
    fit_text,
    format_time_axis,
    join_sentences,
    measure_text,
)
from reports.text.formatting import format_count, format_out_of
from reports.text.terms import ARM_LABELS, capitalize_first, name_measure
from sim.exercise.arms import BASELINE_ARM, COMPARISON_ARM, PLAYER_ARM
from sim.exercise.counterfactual import Counterfactual, Effect
from sim.exercise.review import Review
from sim.exercise.state import describe_rulings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MIN_REPLICATIONS = 20  # replications below which there is no figure of effects
FIGURE_MEASURES = (
    "collapse_to_cpr",
    "collapse_to_shock",
    "first_campus_alert",
    "call_answered",
    "aware_t50",
    "aware_t90",
    "protected_t50",
    "protected_t90",
    "aed_at_patient",
    "rset",
    "accountability_complete",
    "first_unit_on_scene",
    "hazard_over",
)
"""Measures of an exercise's figure, from the top; the report's table has all of them."""
MEDIANS_NOTE = "Medians where an arm did not achieve it in more than 2%."


class Dot(NamedTuple):
    """One arm of a row. seconds: from onset, at most the horizon. place: of its arm in the legend, the baseline 0."""

    label: str
    color: str
    seconds: float
    place: int


@dataclass(frozen=True)
class DumbbellRow:
    """One measure: its dots, the baseline first, and the difference in words."""

    name: str
    dots: tuple[Dot, ...]
    text: str


@dataclass(frozen=True)
class DumbbellBlock:
    """Rows with the same arms. heading: empty where there is one block."""

    heading: str
    rows: tuple[DumbbellRow, ...]


@dataclass(frozen=True)
class DumbbellFigure:
    """Everything that is drawn."""

    title: str
    blocks: tuple[DumbbellBlock, ...]
    note: str
    alt: str


def build_dumbbells_of_exercise(review: Review, counterfactual: Counterfactual) -> DumbbellFigure | None:
    """Both effects in an exercise; None where nothing was run, too few replications, or nothing changed."""
    if review.stopped <= 0.0 or counterfactual.replications < MIN_REPLICATIONS:
        return None
    by_name = {row[0].measure: row for row in list_rows(counterfactual) if row[0].unit == "s"}
    told = [by_name[name] for name in FIGURE_MEASURES if name in by_name]
    n, main = counterfactual.replications, select_main(told)
    rows = tuple(_build_exercise_row(row, n) for row in told if not all(map(is_unchanged, row)))
    if not rows:
        return None
    title = "Effect of the alert and of team decisions"
    if main:
        alert = next((row[0] for row in main if find_direction(row[0]) in ("better", "worse")), main[0][0])
        title = f"{capitalize_first(name_measure(alert.measure))} {describe_mean(alert)} with the alert"
    note = join_sentences(
        describe_hidden(counterfactual),
        f"Means of {format_count(n, 'replication')}; each arm at its difference from fully simulated.",
        MEDIANS_NOTE if any(MEDIAN_MARK in row.text for row in rows) else "",
        explain_arms(review),
        describe_rulings(review.state),
    )
    return _build_figure(title, (DumbbellBlock("", rows),), note)


def _build_exercise_row(row: Row, n: int) -> DumbbellRow:
    """Fully simulated at its mean or median, each other arm at the labeled difference from it; none where the label has no time."""
    middle = row[0].centers[1]
    seconds: list[float | None] = [None, middle, None]
    for place, sign, effect in zip((0, 2), (1.0, -1.0), row, strict=False):
        if effect.improvement is not None and find_direction(effect) != "open" and not is_notable(effect, n):
            seconds[place] = middle + sign * effect.improvement
    dots = tuple(
        Dot(ARM_LABELS[arm], ARM_STYLES[arm].color, at, place)
        for place, (arm, at) in enumerate(
            zip((COMPARISON_ARM, BASELINE_ARM, PLAYER_ARM), seconds, strict=True)
        )
        if at is not None and at >= 0.0
    )
    said = "; ".join(
        f"{who} {_describe_shares(effect, n) or describe_mean(effect)}"
        for who, effect in zip(EFFECT_NAMES, row, strict=False)
    )
    return DumbbellRow(name_measure(row[0].measure), dots, said)


def _describe_shares(effect: Effect, n: int) -> str:
    """Instead of a difference in time, where the arms differ notably: "achieved 60% vs 88%"; else empty."""
    shares = " vs ".join(format_out_of(n - missed, n) for missed in effect.not_reached)
    return f"achieved {shares}" if is_notable(effect, n) else ""


def _build_figure(title: str, blocks: tuple[DumbbellBlock, ...], note: str) -> DumbbellFigure:
    said = []
    for block in blocks:
        lead = f"{block.heading}: " if block.heading else ""
        said.append(lead + "; ".join(f"{row.name} {row.text}" for row in block.rows) + ".")
    return DumbbellFigure(
        title, blocks, note, f"Joined dots of times with and without. {title}. {' '.join(said)} {note}"
    )


NAME_WIDTH, ROW_HEIGHT, TEXT_ROW = (
    150.0,
    17.0,
    13.0,
)  # points; a text that does not fit beside its dots has a row below them
WIDTH = FRAME_POINTS - NAME_WIDTH - 8.0  # points of the axis
AXIS_HEIGHT = 34.0
BEYOND = 1.06  # the end of the axis, in latest times
GAP, RADIUS = 10.0, 8.0  # points between two names above the dots, and from a dot to its text


def draw_dumbbells(data: DumbbellFigure) -> Figure:
    """The figure. Only within `use_style`."""
    rows = [row for block in data.blocks for row in block.rows]
    limit = BEYOND * max(dot.seconds for row in rows for dot in row.dots)
    scale = WIDTH / limit
    headings = sum(LINE_HEIGHT * (2 if block.heading else 1) + 4.0 for block in data.blocks)
    body = headings + sum(_find_height(row, scale) for row in rows)
    page = create_page(data.title, data.note, body + AXIS_HEIGHT, least=0.0)
    axes = page.add_axes(NAME_WIDTH, 0.0, WIDTH, body)
    format_time_axis(axes, limit)
    axes.set_ylim(body, 0.0)
    axes.set_yticks([])
    axes.set_xlabel("minutes from onset")
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    top = 0.0
    for block in data.blocks:
        if block.heading:
            _write(axes, block.heading, -NAME_WIDTH, top + LINE_HEIGHT / 2, INK, "bold")
            top += LINE_HEIGHT
        _name_dots(axes, max((row.dots for row in block.rows), key=len), scale, top + LINE_HEIGHT / 2)
        top += LINE_HEIGHT + 4.0
        for row in block.rows:
            _draw_row(axes, row, scale, top)
            top += _find_height(row, scale)
    return page.figure


def _place_text(row: DumbbellRow, scale: float) -> float | None:
    """Where the text of a row begins, in points: right of its dots, or left of them; None where it does not fit."""
    wide, seconds = measure_text(row.text), [dot.seconds for dot in row.dots]
    right, left = scale * max(seconds) + RADIUS, scale * min(seconds) - RADIUS - wide
    return right if right + wide <= WIDTH else left if left >= 0.0 else None


def _find_height(row: DumbbellRow, scale: float) -> float:
    lines = count_lines(fit_text(row.name, NAME_WIDTH - 8.0))
    return max(ROW_HEIGHT + (TEXT_ROW if _place_text(row, scale) is None else 0.0), LINE_HEIGHT * lines + 3.0)


def _draw_row(axes: Axes, row: DumbbellRow, scale: float, top: float) -> None:
    middle, seconds = top + ROW_HEIGHT / 2, [dot.seconds for dot in row.dots]
    axes.plot([min(seconds), max(seconds)], [middle, middle], color="#b8c0c8", linewidth=3.0)
    for dot in row.dots:
        number = dot.place
        marker, size, fill = ("o", 10.0, "none") if number == 0 else ("so"[number % 2], 6.5, dot.color)
        axes.plot([dot.seconds], [middle], marker=marker, color=dot.color, markersize=size, markerfacecolor=fill,
                  markeredgewidth=1.8 if number == 0 else 0.0, linestyle="", clip_on=False, zorder=4 - number)  # fmt: skip
    name = fit_text(row.name, NAME_WIDTH - 8.0)
    _write(axes, name, -NAME_WIDTH, top + max(ROW_HEIGHT, LINE_HEIGHT * count_lines(name)) / 2, INK)
    left = _place_text(row, scale)
    if left is None:
        centered = scale * max(seconds) - measure_text(row.text) / 2
        left, middle = (
            min(max(0.0, centered), max(0.0, WIDTH - measure_text(row.text))),
            top + ROW_HEIGHT + TEXT_ROW / 2 - 2.0,
        )
    _write(axes, row.text, left, middle, MUTED)


def _write(axes: Axes, text: str, left: float, height: float, color: str, weight: str = "normal") -> None:
    """Words at a place in points from the left end of the axis."""
    axes.annotate(text, (0.0, height), xycoords=("axes fraction", "data"), xytext=(left, 0), va="center",
                  textcoords="offset points", color=color, fontweight=weight, annotation_clip=False)  # fmt: skip


def _name_dots(axes: Axes, dots: Sequence[Dot], scale: float, height: float) -> None:
    """The names of the arms above the first row, in the order of their dots, as near to them as they can be."""
    in_order = sorted(dots, key=lambda dot: dot.seconds)
    widths = [measure_text(dot.label, weight="bold") for dot in in_order]
    left = 0.0
    for number, (dot, wide) in enumerate(zip(in_order, widths, strict=True)):
        rest = sum(widths[number:]) + GAP * (len(widths) - number - 1)
        left = min(max(left, scale * dot.seconds - wide / 2), max(left, WIDTH - rest))
        _write(axes, dot.label, left, height, dot.color, "bold")
        left += wide + GAP
