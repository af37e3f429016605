"""Sweeps as figures: one input as curves with the break-even marked, two inputs as a heat map.

Above are both arms along the input: thick the mean (or the median), thin the 10th and 90th percentile over replications. Below is their
difference with its 95% interval, and a line at the break-even with its interval shaded. In the heat map the cells have equal sizes, and
the line joins the break-evens of the first input. `build_sweep_figures` works out the contents, `iterate_sweep_drawings` draws them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reports.comparison.distribution import format_contrast
from reports.comparison.sweep import (
    describe_one_side,
    describe_zero,
    find_center,
    format_cell,
    format_estimate,
    format_value,
    is_better_above,
    name_better,
    name_unit,
)
from reports.figures.style import (
    INK,
    MUTED,
    TAG,
    Drawing,
    LineStyle,
    add_title_and_note,
    assign_styles,
    count_lines,
    create_figure,
    find_signed_ticks,
    fit_text,
    format_minutes,
    lighten,
    measure_text,
    write_drawings,
)
from reports.text.formatting import DISPLAY_FACTORS, format_count, format_size, name_directions
from reports.text.terms import capitalize_first, describe_conditions, label_strategy, name_input, name_measure
from sim.experiment.sweep import Sweep, SweptBreakEven, SweptInput
from sim.measures import MEASURES
from sim.model.measure import Unit
from sim.statistics.break_even import Crossing
from sim.statistics.paired import Contrast, Pairing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT_CM = 11.5
BETTER, WORSE = "#0072B2", "#D55E00"
TEXT_RISE = 0.22  # of the height of a cell, so that the line of break-evens is not over the numbers
STRONGEST = 0.7  # of a color of the heat map, so that numbers stand out
AXIS_POINTS = 310.0  # width of the axes, beside labels
LABEL_POINTS = 105.0  # width of the label of a line
LINE_SHARE = 0.11  # of the height of the axes: a line of text


@dataclass(frozen=True)
class SweepLine:
    """One arm along the input; a value that was not reached is NaN."""

    label: str
    look: LineStyle
    center: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class SweepCurves:
    """One pairing on one measure along one input."""

    name: str
    title: str
    heading: str
    swept: SweptInput
    unit: Unit
    lines: tuple[SweepLine, SweepLine]
    difference: tuple[float, ...]
    """Of the improvement, NaN for an infinite median."""
    low: tuple[float, ...]
    high: tuple[float, ...]
    directions: tuple[str, str]
    break_even: float | None
    break_even_low: float
    break_even_high: float
    break_even_label: str
    note: str
    alt: str


@dataclass(frozen=True)
class SweepMap:
    """One pairing on one measure over two inputs. improvement: by second input, then first."""

    name: str
    title: str
    inputs: tuple[SweptInput, SweptInput]
    improvement: tuple[tuple[float, ...], ...]
    cells: tuple[tuple[str, ...], ...]
    break_evens: tuple[float | None, ...]
    """By value of the second input."""
    note: str
    alt: str


def write_sweep_figures(result: Sweep, folder: Path) -> list[Path]:
    """Writes the figures as SVG, PDF and PNG, and their alt texts; raises as `write_drawings` does."""
    return write_drawings(iterate_sweep_drawings(result), folder)


def iterate_sweep_drawings(result: Sweep) -> Iterator[Drawing]:
    """A figure for each pairing and measure."""
    for data in build_sweep_figures(result):
        draw = partial(draw_map, data) if isinstance(data, SweepMap) else partial(draw_curves, data)
        yield Drawing(data.name, data.title, data.alt, draw)


def build_sweep_figures(result: Sweep) -> Iterator[SweepCurves | SweepMap]:
    """What is drawn for each pairing and measure."""
    for (number, pairing), measure in itertools.product(enumerate(result.pairings, 1), result.measures):
        name = f"sweep-{number}-{measure}"
        build = _build_map if len(result.inputs) > 1 else _build_curves
        yield build(result, name, pairing, measure)


def _build_curves(result: Sweep, name: str, pairing: Pairing, measure: str) -> SweepCurves:
    (swept,) = result.inputs
    contrasts = [point.contrast for point in result.find_differences(pairing, measure)]
    (entry,) = result.find_break_evens(pairing, measure)
    sign = MEASURES[measure].sign
    value, around = format_estimate(swept, entry)
    is_marked = entry.found.crossing is Crossing.ONCE
    limits = [
        (contrast.headline_interval.times(sign) if contrast.headline_interval else None) for contrast in contrasts
    ]
    title = _write_title(swept, entry, label_strategy(pairing.strategy, result.present_practice))
    of = find_center(result, pairing, measure)
    pairs = format_count(result.pairs, "replication")
    note = (
        f"{_describe_pairing(result, pairing)}. Thick: {of} of {pairs} at each value. Thin: 10th and 90th percentile."
        f" Shaded: 95% CI, Monte Carlo error only."
    )
    said = "; ".join(
        f"{format_contrast(contrast)} at {format_value(swept, at)}"
        for at, contrast in zip(swept.values, contrasts, strict=True)
    )
    alt = f"Line chart of {name_measure(measure)} along {name_input(swept.name)}. {title}. {said}. {note}"
    return SweepCurves(
        name,
        title,
        capitalize_first(name_measure(measure)),
        swept,
        contrasts[0].unit,
        _build_lines(result, pairing, measure),
        tuple(np.nan if one.headline is None else sign * one.headline for one in contrasts),
        tuple(np.nan if one is None or np.isinf(one.low) else one.low for one in limits),
        tuple(np.nan if one is None or np.isinf(one.high) else one.high for one in limits),
        name_better(measure, contrasts[0].unit),
        entry.found.value if is_marked else None,
        swept.values[0] if entry.found.low is None else entry.found.low,
        swept.values[-1] if entry.found.high is None else entry.found.high,
        f"break-even {value}\n({around})" if is_marked else "",
        note,
        alt,
    )


def _write_title(swept: SweptInput, entry: SweptBreakEven, strategy: str) -> str:
    """`Break-even at 23%: 90% of staff aware sooner above it`, or `App: 90% of staff aware sooner at every value`."""
    measure = name_measure(entry.measure)
    better, _ = name_better(entry.measure, entry.unit)
    if entry.found.crossing is Crossing.ONCE:
        side = "above" if is_better_above(entry) else "below"
        return f"Break-even at {format_estimate(swept, entry)[0]}: {measure} {better} {side} it"
    if entry.found.crossing is Crossing.NEVER:
        claim = describe_zero(swept, entry).removeprefix("no break-even, ")
        return f"{capitalize_first(strategy)}: {measure} {claim}"
    if entry.found.crossing is Crossing.SEVERAL:
        return f"{capitalize_first(measure)}: several break-evens"
    if not any(entry.found.signs):
        return f"{capitalize_first(measure)}: no difference beyond chance"
    return f"{capitalize_first(strategy)}: {measure} {describe_one_side(entry)}"


def _describe_pairing(result: Sweep, pairing: Pairing) -> str:
    first, second = (label_strategy(name, result.present_practice) for name in pairing[:2])
    return capitalize_first(f"{second} vs {first}{describe_conditions(pairing.conditions)}")


def _build_lines(result: Sweep, pairing: Pairing, measure: str) -> tuple[SweepLine, SweepLine]:
    looks = assign_styles([arm.strategy for arm in pairing.arms])
    by_median = find_center(result, pairing, measure) == "median"
    lines = []
    for arm in pairing.arms:
        points = result.find_arm(arm, measure)
        center = [point.p50 if by_median else point.mean for point in points]
        lines.append(
            SweepLine(
                label_strategy(arm.strategy, result.present_practice),
                looks[arm.strategy],
                _nan_for_none(center),
                _nan_for_none([point.p10 for point in points]),
                _nan_for_none([point.p90 for point in points]),
            )
        )
    return lines[0], lines[1]


def _nan_for_none(values: Sequence[float | None]) -> tuple[float, ...]:
    return tuple(np.nan if value is None else value for value in values)


def draw_curves(data: SweepCurves) -> Figure:
    """The figure. Only within `use_style`."""
    figure = create_figure(HEIGHT_CM)
    add_title_and_note(figure, data.title, data.note)
    grid = figure.add_gridspec(2, 1, height_ratios=[5, 4])
    arms = figure.add_subplot(grid[0, 0])
    difference = figure.add_subplot(grid[1, 0], sharex=arms)
    arms.tick_params(labelbottom=False)
    arms.set_title(data.heading, fontweight="normal")
    difference.set_title("Difference", fontweight="normal")
    _draw_arms(arms, data)
    _draw_difference(difference, data)
    for axes in (arms, difference):
        axes.set_xlim(data.swept.values[0], data.swept.values[-1])
        if data.break_even is not None:
            axes.axvspan(data.break_even_low, data.break_even_high, color="#e4e4e4", linewidth=0, zorder=0)
            axes.axvline(data.break_even, color=INK, linewidth=1.0, linestyle=(0, (3, 2)))
    ticks = _pick_ticks(data.swept)
    difference.set_xticks(ticks, [format_value(data.swept, tick) for tick in ticks])
    difference.set_xlabel(name_input(data.swept.name))
    return figure


def _pick_ticks(swept: SweptInput) -> list[float]:
    """Some of the values, the first and the last among them, so far from each other that their labels fit."""
    values = swept.values
    widest = max(measure_text(format_value(swept, value)) for value in values) + 10.0
    least = widest * (values[-1] - values[0]) / AXIS_POINTS
    ticks = [values[0]]
    for value in values[1:-1]:
        if value - ticks[-1] >= least and values[-1] - value >= least:
            ticks.append(value)
    return [*ticks, values[-1]]


def _draw_arms(axes: Axes, data: SweepCurves) -> None:
    x = data.swept.values
    for line in data.lines:
        color, dashes = line.look
        for edge in (line.low, line.high):
            axes.plot(x, edge, color=lighten(color, 0.5), linestyle=dashes, linewidth=0.9)
        axes.plot(x, line.center, color=color, linestyle=dashes)
    highest = np.nanmax([line.high for line in data.lines] + [line.center for line in data.lines])
    axes.set_ylim(0.0, 1.05 * max(float(highest), 1e-9))
    _format_axis(axes, data.unit)
    labels = [fit_text(line.label, LABEL_POINTS) for line in data.lines]
    gap = LINE_SHARE * count_lines(*labels) / 2 * axes.get_ylim()[1]
    places = _spread_labels([line.center[-1] for line in data.lines], gap)
    for line, label, place in zip(data.lines, labels, places, strict=True):
        axes.annotate(
            label,
            (x[-1], place),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            color=line.look.color,
            annotation_clip=False,
        )


def _spread_labels(ends: Sequence[float], gap: float) -> list[float]:
    """Heights of two labels, at least a gap apart where their lines end close to each other."""
    first, second = (0.0 if np.isnan(end) else end for end in ends)
    if abs(first - second) >= gap:
        return [first, second]
    middle, up = (first + second) / 2, 1.0 if first >= second else -1.0
    return [middle + up * gap / 2, middle - up * gap / 2]


def _draw_difference(axes: Axes, data: SweepCurves) -> None:
    x = data.swept.values
    axes.axhline(0.0, color=MUTED, linewidth=0.8)
    axes.fill_between(x, data.low, data.high, color=lighten(BETTER, 0.25), linewidth=0)
    axes.plot(x, data.difference, color=BETTER, marker="o", markersize=3.5)
    ends = [*data.low, *data.high, *data.difference, 0.0]
    low, high = float(np.nanmin(ends)), float(np.nanmax(ends))
    margin = 0.08 * max(high - low, 1e-9)
    axes.set_ylim(low - margin, high + margin)
    _format_axis(axes, data.unit)
    better, worse = data.directions
    for word, place, share, align in ((better, high, 0.97, "top"), (worse, low, 0.03, "bottom")):
        if place:
            axes.annotate(
                word,
                (1.0, share),
                xycoords="axes fraction",
                xytext=(5, 0),
                textcoords="offset points",
                va=align,
                color=MUTED,
                annotation_clip=False,
            )
    if data.break_even is not None:
        is_left = data.break_even > (x[0] + x[-1]) / 2
        axes.annotate(
            data.break_even_label,
            (data.break_even, 0.95 if data.difference[0 if is_left else -1] < 0 else 0.05),
            xycoords=("data", "axes fraction"),
            xytext=(-6 if is_left else 6, 0),
            textcoords="offset points",
            ha="right" if is_left else "left",
            va="top" if data.difference[0 if is_left else -1] < 0 else "bottom",
            bbox=TAG,
        )


def _format_axis(axes: Axes, unit: Unit) -> None:
    """Ticks of a y axis in the unit of the measure."""
    low, high = axes.get_ylim()
    if unit == "s":
        ticks = find_signed_ticks(low, high, 5)
        axes.set_yticks(ticks, [format_minutes(tick) for tick in ticks])
        return
    from matplotlib.ticker import MaxNLocator

    ticks = [tick for tick in MaxNLocator(5).tick_values(low, high) if low <= tick <= high]
    step = 1.0 if high - low > 4.0 / DISPLAY_FACTORS.get(unit, 1.0) else 0.1
    said = [format_size(tick, unit, step).split(" ")[0] for tick in ticks]
    axes.set_yticks(ticks, [f"−{words}" if tick < 0 else words for tick, words in zip(ticks, said, strict=True)])


def _build_map(result: Sweep, name: str, pairing: Pairing, measure: str) -> SweepMap:
    first, second = result.inputs
    sign = MEASURES[measure].sign
    contrasts = [point.contrast for point in result.find_differences(pairing, measure)]
    rows = [contrasts[row :: len(second.values)] for row in range(len(second.values))]
    entries = result.find_break_evens(pairing, measure)
    better, _ = name_better(measure, contrasts[0].unit)
    resolved = sum(_is_resolved_better(contrast, sign) for contrast in contrasts)
    title = f"{capitalize_first(name_measure(measure))}: {better} in {resolved} of {len(contrasts)} combinations"
    has_line = any(entry.found.crossing is Crossing.ONCE for entry in entries)
    less, more = name_directions(measure, contrasts[0].unit)
    note = (
        f"{_describe_pairing(result, pairing)}: {name_unit(contrasts[0].unit).lower()} {less} (−: {more}),"
        f" {format_count(result.pairs, 'pair')} in each cell. In parentheses: the 95% CI includes 0."
        f"{' Line: break-even.' if has_line else ''}"
    )
    said = "; ".join(
        f"{format_value(second, at)}: {', '.join(map(format_cell, row))}"
        for at, row in zip(second.values, rows, strict=True)
    )
    alt = f"Heat map over {name_input(first.name)} and {name_input(second.name)}. {title}. {said}. {note}"
    return SweepMap(
        name,
        title,
        (first, second),
        tuple(tuple(_improvement(contrast, sign, result.horizon) for contrast in row) for row in rows),
        tuple(tuple(map(format_cell, row)) for row in rows),
        tuple(entry.found.value if entry.found.crossing is Crossing.ONCE else None for entry in entries),
        note,
        alt,
    )


def _is_resolved_better(contrast: Contrast, sign: float) -> bool:
    around = contrast.headline_interval
    return around is not None and around.times(sign).low > 0


def _improvement(contrast: Contrast, sign: float, horizon: float) -> float:
    if contrast.headline is not None:
        return sign * contrast.headline
    return horizon if contrast.median_word == "only the strategy reaches it" else -horizon


def draw_map(data: SweepMap) -> Figure:
    """The figure. Only within `use_style`."""
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patheffects import withStroke

    halo = withStroke(linewidth=1.8, foreground="white")
    figure = create_figure(HEIGHT_CM)
    add_title_and_note(figure, data.title, data.note)
    axes = figure.add_subplot()
    first, second = data.inputs
    colors = [lighten(WORSE, STRONGEST), "#ffffff", lighten(BETTER, STRONGEST)]
    most = max(float(np.abs(data.improvement).max()), 1e-9)
    axes.imshow(
        data.improvement,
        cmap=LinearSegmentedColormap.from_list("difference", colors),
        vmin=-most,
        vmax=most,
        origin="lower",
        aspect="auto",
    )
    if len(first.values) <= 12 and len(second.values) <= 14:
        for row, cells in enumerate(data.cells):
            for column, cell in enumerate(cells):
                axes.text(column, row + TEXT_RISE, cell, ha="center", va="center", zorder=3, path_effects=[halo])
    places = [
        (float(np.interp(value, first.values, range(len(first.values)))), row)
        for row, value in enumerate(data.break_evens)
        if value is not None
    ]
    if places:
        axes.plot(*zip(*places, strict=True), color=INK, marker="o", markersize=4, linewidth=1.2)
    for swept, set_ticks, label in (
        (first, axes.set_xticks, axes.set_xlabel),
        (second, axes.set_yticks, axes.set_ylabel),
    ):
        step = -(-len(swept.values) // 12)
        ticks = range(0, len(swept.values), step)
        set_ticks(list(ticks), [format_value(swept, swept.values[tick]) for tick in ticks])
        label(name_input(swept.name))
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(length=0)
    return figure
