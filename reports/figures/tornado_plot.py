"""One-way sensitivity as tornado plots: how far each input with a range moves a difference, a panel for each primary measure.

The widest bar is on top. It goes from the difference with the input at the lower bound of its plausible range to that at the upper. The
line is the difference over all pairs, to which the shifts are added. A bound that is not resolved, or has no effect, is drawn at the line,
and one at which the median becomes infinite at the horizon. A verdict is sensitive to an input whose bar leaves the gray band of
differences too small to matter. One figure for each row of the answer. `build_tornados` works out the contents, `draw_tornado` draws it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reports.comparison.differences import ComparisonIndex, describe_hidden_harm, find_input_step
from reports.comparison.distribution import format_contrast
from reports.figures.scales import AxisScale, build_scale_over, draw_scale, label_direction
from reports.figures.style import (
    BAND,
    EDGE,
    HEIGHT_CM,
    INK,
    TAG,
    add_title_and_note,
    count_lines,
    create_figure,
    fit_text,
    fit_title,
    truncate_lines,
)
from reports.figures.titles import describe_baseline, write_caution
from reports.text.formatting import format_difference, format_input_amount
from reports.text.terms import capitalize_first, label_conditions, name_input, name_measure, name_strategy
from sim.experiment.comparison import Comparison, Headline, InputEffect
from sim.model.measure import Unit
from sim.statistics.paired import MedianWord

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST, ON_A_PAGE = 6, 15  # bars of a panel, and of all panels together, so that they fit a page
LABEL = 168.0  # points for the name of an input
LOW, HIGH = "#a9cfe6", "#0a5a8c"
TWO_LINES = 1.45  # height of bars in a panel in which a name has two lines
BAR_CM, LINE_CM, AIR_CM, PANEL_CM = 0.56, 0.43, 1.0, 1.35
"""Centimetres of a bar, of a line of text, around all, and of the heading and the axis of a panel."""
PADDING = 0.2  # room for the labels of the bounds, of what the bars span, on either side
KEY = "Pale, hatched: at its lower bound. Dashed: base case."
DELTA_NOTE = "Gray band: too small to matter."


@dataclass(frozen=True)
class TornadoBar:
    """One input. low, high: the difference with the input at each bound; low_said, high_said: the bounds."""

    name: str
    low: float
    high: float
    low_said: str
    high_said: str
    step: float


@dataclass(frozen=True)
class TornadoPanel:
    """One primary measure. base: the base case; ranged_inputs: how many inputs have a range."""

    heading: str
    unit: Unit
    base: float
    delta: float
    bars: tuple[TornadoBar, ...]
    ranged_inputs: int
    scale: AxisScale
    base_text: str


@dataclass(frozen=True)
class TornadoFigure:
    """Everything that is drawn."""

    title: str
    panels: tuple[TornadoPanel, ...]
    note: str
    alt: str


def build_tornados(comparison: Comparison) -> Iterator[TornadoFigure]:
    """A figure for each row of the answer in which some input moves a primary difference."""
    lookup = ComparisonIndex(comparison)
    for row in lookup.list_headlines():
        panels = [panel for one in lookup.list_primaries() if (panel := _build_panel(lookup, row, one)) is not None]
        if panels:
            most = max(2, ON_A_PAGE // len(panels))
            yield _build_figure(lookup, row, tuple(replace(one, bars=one.bars[:most]) for one in panels))


def _build_figure(index: ComparisonIndex, row: Headline, panels: tuple[TornadoPanel, ...]) -> TornadoFigure:
    today = index.comparison.present_practice
    compared = f"{name_strategy(row.strategy, today)} vs {describe_baseline(row.baseline, today)}"
    compared += f" ({label_conditions(row.conditions)})" if row.conditions else ""
    title = capitalize_first(f"{panels[0].bars[0].name} matters most")
    pairs = index.comparison.input_pairs
    most, of = max(len(panel.bars) for panel in panels), max(panel.ranged_inputs for panel in panels)
    worse = describe_hidden_harm(index, index.list_primaries(), rows=[row])
    drivers = "main driver" if most == 1 else "main drivers"
    which = f"The {drivers} of {of} inputs, each alone" if of > most else "Each input alone"
    note = " ".join(
        filter(None, (f"{capitalize_first(compared)}.", worse, f"{which}, {pairs:,} pairs at each bound. {KEY}"))
    )
    note += f" {DELTA_NOTE}" if any(panel.delta for panel in panels) else ""
    return TornadoFigure(title, panels, note + write_caution(index), _write_alt(title, panels, note))


def _build_panel(index: ComparisonIndex, row: Headline, measure: str) -> TornadoPanel | None:
    contrast = index.find_contrast(row.pairing, measure)
    effects = index.list_effects(row.pairing, measure)
    moving = [one for one in effects if "resolved" in (one.low_reading, one.high_reading)]
    if contrast is None or not moving:
        return None
    pairs = index.comparison.input_pairs
    step = find_input_step(contrast, pairs)
    horizon = index.comparison.horizon
    base = horizon if contrast.headline is None else contrast.headline
    bars = sorted(
        (_build_bar(one, base, horizon, step) for one in moving),
        key=lambda bar: (min(base, bar.low, bar.high) - max(base, bar.low, bar.high), bar.name),
    )[:MOST]
    delta = contrast.delta or 0.0
    ends = [0.0, base, -delta, delta, *(end for bar in bars for end in (bar.low, bar.high))]
    scale = build_scale_over(contrast.unit, ends, PADDING)
    return TornadoPanel(
        name_measure(measure), contrast.unit, base, delta, tuple(bars), len(effects), scale, format_contrast(contrast)
    )


def _build_bar(effect: InputEffect, base: float, horizon: float, step: float) -> TornadoBar:
    low, high = (
        _find_end(effect, base, horizon, reduction, word) if reading == "resolved" else base
        for reduction, word, reading in (
            (effect.low_reduction, effect.low_word, effect.low_reading),
            (effect.high_reduction, effect.high_word, effect.high_reading),
        )
    )
    return TornadoBar(
        name_input(effect.name),
        low,
        high,
        format_input_amount(effect.low_value, effect.unit),
        format_input_amount(effect.high_value, effect.unit),
        step,
    )


def _find_end(effect: InputEffect, base: float, horizon: float, reduction: float | None, word: MedianWord) -> float:
    """Where a resolved bound is drawn."""
    if reduction is None:
        return -horizon if word == "only the baseline reaches it" else horizon
    if effect.base_reduction is None:
        return reduction
    return base + reduction - effect.base_reduction


def _write_alt(title: str, panels: Sequence[TornadoPanel], note: str) -> str:
    said = []
    for panel in panels:
        bars = "; ".join(
            f"{bar.name}: {format_difference(bar.low, '', panel.unit, bar.step)} at {bar.low_said}, "
            f"{format_difference(bar.high, '', panel.unit, bar.step)} at {bar.high_said}"
            for bar in panel.bars
        )
        said.append(f"{capitalize_first(panel.heading)}, base case {panel.base_text}: {bars}.")
    return f"Tornado plot of inputs. {title}. {' '.join(said)} {note}"


def draw_tornado(data: TornadoFigure) -> Figure:
    """The figure. Only within `use_style`."""
    lines = count_lines(fit_title(data.title), fit_text(data.note))
    names = [[truncate_lines(bar.name, LABEL, 2) for bar in panel.bars] for panel in data.panels]
    rows = [TWO_LINES * len(found) + 1.0 if "\n" in "".join(found) else len(found) + 1.0 for found in names]
    height = AIR_CM + LINE_CM * lines + PANEL_CM * len(rows) + BAR_CM * sum(rows)
    figure = create_figure(max(HEIGHT_CM, height))
    add_title_and_note(figure, data.title, data.note)
    grid = figure.add_gridspec(len(rows), 1, height_ratios=rows)
    for number, panel in enumerate(data.panels):
        _draw_panel(figure, figure.add_subplot(grid[number, 0]), panel, names[number])
    return figure


def _draw_panel(figure: Figure, axes: Axes, panel: TornadoPanel, names: Sequence[str]) -> None:
    _add_heading(figure, axes, f"{capitalize_first(panel.heading)}: base case {panel.base_text}")
    draw_scale(axes, panel.unit, panel.scale, 7)
    label_direction(axes, panel.unit, clear=24.0)
    if panel.delta:
        axes.axvspan(-panel.delta, panel.delta, color=BAND, linewidth=0, zorder=0)
    for place, bar in enumerate(panel.bars):
        _draw_bar(axes, panel, bar, place)
    axes.axvline(panel.base, color=INK, linewidth=1.0, linestyle=(0, (3, 2)))
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _add_heading(figure: Figure, axes: Axes, words: str) -> None:
    """Above the panel, from the edge of the figure, so that it has all of the width."""
    from matplotlib.transforms import blended_transform_factory

    heading = axes.set_title(words, x=EDGE, ha="left", fontweight="normal")
    heading.set_transform(blended_transform_factory(figure.transFigure, heading.get_transform()))


def _draw_bar(axes: Axes, panel: TornadoPanel, bar: TornadoBar, place: int) -> None:
    halves = [(bar.low, LOW, "////", bar.low_said), (bar.high, HIGH, "", bar.high_said)]
    for end, color, hatch, _ in sorted(halves, key=lambda half: -abs(half[0] - panel.base)):
        axes.barh(
            place,
            end - panel.base,
            left=panel.base,
            height=0.62,
            color=color,
            hatch=hatch,
            edgecolor="white",
            linewidth=0.5,
        )
    left, right = sorted(halves, key=lambda half: half[0])
    for half, offset, align in ((left, -4, "right"), (right, 4, "left")):
        end = min(half[0], panel.base) if align == "right" else max(half[0], panel.base)
        axes.annotate(
            half[3],
            (end, place),
            xytext=(offset, 0),
            textcoords="offset points",
            va="center_baseline",
            ha=align,
            bbox=TAG,
        )
