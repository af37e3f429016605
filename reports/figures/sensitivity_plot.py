"""A sensitivity analysis as figures: what each input explains of the variance, and the conditions under which an outcome is frequent.

The bars are Sobol indices, the largest total on top. The second figure exists where conditions are confirmed: each combination of inputs
is a dot, by the inputs of the conditions; with a single condition, by that input and the difference. `build_index_figure` and
`build_box_figure` work out the contents.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reports.comparison.global_sensitivity import (
    describe_condition,
    describe_question,
    format_index_share,
    format_percent,
    name_outcome,
)
from reports.figures.style import (
    INK,
    LINE_STYLES,
    MUTED,
    Drawing,
    add_title_and_note,
    count_lines,
    create_figure,
    find_signed_ticks,
    fit_text,
    fit_title,
    format_minutes,
    truncate_lines,
    write_drawings,
)
from reports.text.formatting import DISPLAY_FACTORS, format_input_amount, format_list, name_directions
from reports.text.terms import capitalize_first, name_input, name_measure
from sim.experiment.global_sensitivity import GlobalSensitivity, has_outcome
from sim.measures import MEASURES
from sim.statistics.estimators import Array, Selection
from sim.statistics.global_sensitivity import SobolIndex

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ALONE, TOTAL = "#0a5a8c", "#a9cfe6"
BETTER, WORSE, OTHER = LINE_STYLES[0].color, LINE_STYLES[1].color, "#9a9a9a"
CLOSE = 0.12  # of the axis, within which two ticks would touch
LEAST_SHARE = 0.01  # at the end of the axis of indices, where nothing varies
LABEL_POINTS = 190.0  # width of the name of an input
BAR_CM, LINE_CM, AIR_CM, AXIS_CM = 0.85, 0.43, 1.0, 1.4
BOX_HEIGHT_CM = 10.5
INDEX_NOTE = "Dark: alone. Pale: with interactions. Line: 95% CI of the total."


@dataclass(frozen=True)
class IndexFigure:
    """The indices that are drawn. bars: name and index, from the top."""

    title: str
    bars: tuple[tuple[str, SobolIndex], ...]
    note: str
    alt: str


@dataclass(frozen=True)
class BoxAxis:
    """One axis. limit: the threshold; low, high: its ends; is_under: on which side the box lies."""

    label: str
    low: float
    high: float
    limit: float
    unit: str
    is_under: bool

    @property
    def is_logarithmic(self) -> bool:
        """Whether combinations are drawn so."""
        return self.unit == "s" and self.low > 0.0

    def place(self, value: float) -> float:
        """Where a value stands, from 0 at the low end to 1 at the high one."""
        if self.is_logarithmic:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    @property
    def box(self) -> tuple[float, float]:
        """The side of the box."""
        return (self.low, self.limit) if self.is_under else (self.limit, self.high)


@dataclass(frozen=True)
class BoxFigure:
    """The combinations that are drawn. y: of the second input, or of the improvement where there is none."""

    title: str
    x_axis: BoxAxis
    y_axis: BoxAxis | None
    x: Array
    y: Array
    outcome: Selection
    label: str
    """Of the outcome."""
    color: str
    y_label: str
    is_time: bool
    note: str
    alt: str


def write_sensitivity_figure(result: GlobalSensitivity, folder: Path) -> list[Path]:
    """Writes the figures as SVG, PDF and PNG, and their alt texts; raises as `write_drawings` does."""
    return write_drawings(iterate_sensitivity_drawings(result), folder)


def iterate_sensitivity_drawings(result: GlobalSensitivity) -> Iterator[Drawing]:
    """The figures that there are: none where no input matters."""
    if (indices := build_index_figure(result)) is not None:
        yield Drawing("sensitivity", indices.title, indices.alt, partial(draw_indices, indices))
    if (box := build_box_figure(result)) is not None:
        yield Drawing("sensitivity-conditions", box.title, box.alt, partial(draw_box, box))


def build_index_figure(result: GlobalSensitivity) -> IndexFigure | None:
    """What is drawn of the indices; None where no input is selected."""
    bars = [
        (capitalize_first(name_input(screened.name)), screened.sobol)
        for screened in result.selected
        if screened.sobol is not None
    ]
    if not bars:
        return None
    name, strongest = bars[0]
    title = f"“{name}” explains {format_index_share(strongest.total)}% of the variance"
    if result.others is not None:
        bars.append((f"The {len(result.inputs) - len(bars)} other inputs, together", result.others))
    note = f"{describe_question(result)} {INDEX_NOTE}"
    said = "; ".join(
        f"{name}: {format_index_share(index.first)}% alone, {format_index_share(index.total)}% in total"
        for name, index in bars
    )
    return IndexFigure(title, tuple(bars), note, f"Bar chart of Sobol indices. {title}. {said}. {note}")


def draw_indices(data: IndexFigure) -> Figure:
    """The figure. Only within `use_style`."""
    lines = count_lines(fit_title(data.title), fit_text(data.note))
    figure = create_figure(AIR_CM + AXIS_CM + LINE_CM * lines + BAR_CM * len(data.bars))
    add_title_and_note(figure, data.title, data.note)
    axes = figure.add_subplot()
    for place, (_, index) in enumerate(data.bars):
        total, first = max(index.total, 0.0), max(index.first, 0.0)
        axes.barh(place, 100 * total, height=0.6, color=TOTAL)
        axes.barh(place, 100 * min(first, total), height=0.6, color=ALONE)
        ends = [100 * max(end, 0.0) for end in (index.total_low, index.total_high)]
        axes.plot(ends, [place, place], color=INK, linewidth=1.2)
        axes.annotate(
            f"{format_index_share(index.total)}%",
            (max(ends[1], 100 * total), place),
            xytext=(5, 0),
            textcoords="offset points",
            va="center_baseline",
        )
    most = max(max(index.total, index.total_high) for _, index in data.bars)
    axes.set_xlim(0.0, 100 * max(most, LEAST_SHARE) * 1.12)
    axes.set_yticks(range(len(data.bars)), [truncate_lines(name, LABEL_POINTS, 2) for name, _ in data.bars])
    axes.set_ylim(len(data.bars) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("% of the variance")
    return figure


def build_box_figure(result: GlobalSensitivity) -> BoxFigure | None:
    """What is drawn of the conditions; None where none are confirmed."""
    discovery = result.discovery
    if discovery is None or not discovery.is_confirmed:
        return None
    ranges = {screened.name: screened for screened in result.inputs}
    axes = [
        BoxAxis(
            capitalize_first(name_input(condition.input)),
            ranges[condition.input].low,
            ranges[condition.input].high,
            condition.value,
            condition.unit,
            condition.side == "under",
        )
        for condition in discovery.conditions
    ]
    columns = [result.samples.names.index(condition.input) for condition in discovery.conditions]
    improvements = MEASURES[result.measure].sign * result.samples.reductions
    label = capitalize_first(name_outcome(result, discovery.outcome))
    inside = format_percent(discovery.hits, discovery.inside)
    overall = format_percent(discovery.outcomes, discovery.points)
    title = f"{label}: {inside} in the box, {overall} overall"
    where = format_list(map(describe_condition, discovery.conditions))
    better = name_directions(result.measure, result.unit)[0 if MEASURES[result.measure].sign > 0 else 1]
    note = f"{describe_question(result)} Dots: combinations of inputs. Box: {where}. Percentages: of the half that did not choose the box."
    is_single = len(axes) == 1
    factor = 1.0 if result.unit == "s" else DISPLAY_FACTORS.get(result.unit, 1.0)
    return BoxFigure(
        title,
        axes[0],
        None if is_single else axes[1],
        result.samples.values[:, columns[0]],
        factor * improvements if is_single else result.samples.values[:, columns[1]],
        has_outcome(discovery.outcome, improvements, result.delta),
        label,
        BETTER if discovery.outcome == "better by delta" else WORSE,
        f"{capitalize_first(name_measure(result.measure))}, {better}" if is_single else axes[1].label,
        result.unit == "s",
        note,
        f"Scatter plot. {title}. {note}",
    )


def draw_box(data: BoxFigure) -> Figure:
    """The figure. Only within `use_style`."""
    figure = create_figure(BOX_HEIGHT_CM)
    add_title_and_note(figure, data.title, data.note)
    axes = figure.add_subplot()
    left, right = data.x_axis.box
    if data.y_axis is None:
        axes.axvspan(left, right, color="#e4e4e4", linewidth=0, zorder=0)
        axes.axhline(0.0, color=MUTED, linewidth=0.8)
        if data.is_time:
            ticks = find_signed_ticks(float(data.y.min()), float(data.y.max()), 6)
            axes.set_yticks(ticks, [format_minutes(tick) for tick in ticks])
    else:
        low, high = data.y_axis.box
        axes.fill_between([left, right], low, high, color="#e4e4e4", linewidth=0, zorder=0)
        _format_box_axis(axes, "y", data.y_axis)
    _format_box_axis(axes, "x", data.x_axis)
    axes.set_xlabel(data.x_axis.label)
    axes.set_ylabel(data.y_label)
    for selected, color, marker, label in (
        (~data.outcome, OTHER, "o", "Other combinations"),
        (data.outcome, data.color, "D", data.label),
    ):
        axes.plot(
            data.x[selected],
            data.y[selected],
            linestyle="",
            marker=marker,
            markersize=3.5,
            markerfacecolor=color if marker == "D" else "none",
            markeredgecolor=color,
            label=label,
            clip_on=False,
        )
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, frameon=False, handletextpad=0.2)
    return figure


def _format_box_axis(axes: Axes, which: str, axis: BoxAxis) -> None:
    """From one end of the range to the other, with the threshold among the ticks."""
    place = axis.place(axis.limit)
    ends = ([axis.low] if place > CLOSE else [], [axis.high] if place < 1.0 - CLOSE else [])
    ticks = [*ends[0], axis.limit, *ends[1]]
    labels = [format_input_amount(tick, axis.unit) for tick in ticks]
    set_scale, set_limits, set_ticks = (
        (axes.set_xscale, axes.set_xlim, axes.set_xticks)
        if which == "x"
        else (axes.set_yscale, axes.set_ylim, axes.set_yticks)
    )
    if axis.is_logarithmic:
        set_scale("log")
    set_limits(axis.low, axis.high)
    set_ticks(ticks, labels)
    set_ticks([], minor=True)
