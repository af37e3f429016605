"""The forest: every reduction with its simulation interval and, thinner, its input range; a column for each row.

Seconds and person-minutes have axes of their own. Zero is a line, and behind each primary measure lies the band of
differences too small to matter. A mark is hollow where its interval alone would say more than the verdict does.

All columns share their scale. A day with something broken may be sixty times wider than the others; an axis that
reaches far is therefore stretched near zero, so that ten seconds and ten minutes can both be seen, and says so.

`forest_of` works out what is drawn, `draw_forest` draws it. The small forest fits a slide; the whole one, with all
measures that have a time or person-minutes, fits a page.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reports.differences import Leaning, direction_of, leaning_of
from reports.figures.looks import (
    HEIGHT_CM,
    INK,
    QUIET,
    blank,
    column_points,
    fitted,
    fitted_title,
    frame,
    minutes,
    signed_ticks,
)
from reports.figures.titles import STARRED, against, caution, few_words, on_every_day, over_rows
from reports.lookup import Lookup
from reports.names import capital, day, inside, label, measure_name
from sim.comparison import Comparison, Headline
from sim.contrasts import Contrast
from sim.measure import Unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

UNITS: tuple[Unit, ...] = ("s", "person-min")
"""A block of rows for each."""
FOR_A_SLIDE = (
    "first_campus_alert",
    "unprotected_person_minutes",
    "exposed_person_minutes",
)
"""Measures of the small forest, besides the primary ones."""
KEY_OF_MARKS = "Circle: better; square: worse; diamond: neither."
KEY_OF_HOLLOW = (
    "Hollow: too small to matter (grey band), not settled, or it hangs on what nobody has measured (*)."
)
KEY_OF_INTERVAL = "Thick: 95 % interval, simulation error only."
KEY_OF_INPUTS = "Thin: input range."
KEY_OF_DELTA = "Grey band: too small to matter."
KEY_OF_SCALE = "The scale is stretched near zero."
LINE_CM, SNUG_CM, AIR_CM = 0.43, 0.03, 1.4
"""Height of a line of text, by how much a measure with one line may be lower, and what else a figure needs."""
TICKS = 9
"""That fit side by side under all columns."""
MANY_COLUMNS, NARROW_POINTS = 4, 150.0
"""From so many columns on, names of measures are broken into lines of this width."""
COLOURS: dict[Leaning, str] = {"better": "#0072B2", "worse": "#D55E00", "same": "#555555", "open": "#555555"}
MARKERS: dict[Leaning, str] = {"better": "o", "worse": "s", "same": "D", "open": "D"}


class Stretch(NamedTuple):
    """How the axis of a unit is stretched where it has to be."""

    width: float
    """Within so much of zero it is hardly."""
    reach: float
    """An axis that goes beyond this is stretched."""
    ticks: tuple[float, ...]
    """On either side of zero."""


STRETCHES: dict[Unit, Stretch] = {
    "s": Stretch(15.0, 300.0, (60.0, 600.0, 6000.0)),
    "person-min": Stretch(10.0, 200.0, (100.0, 10_000.0)),
}


class Scale(NamedTuple):
    """The axis of a unit, the same in all columns."""

    low: float
    high: float
    stretched: bool


@dataclass(frozen=True)
class Mark:
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
    direction: Leaning
    """Which way the simulation interval points."""
    certain: bool
    """Whether the verdict says so too; exploratory measures have none and count as certain."""
    said: str
    """The difference in words."""


@dataclass(frozen=True)
class ForestColumn:
    """One row of the answer."""

    heading: str
    conditions: tuple[str, ...]
    marks: dict[Unit, tuple[Mark, ...]]


@dataclass(frozen=True)
class ForestFigure:
    """Everything that is drawn."""

    title: str
    rows: dict[Unit, tuple[str, ...]]
    """Names of the measures of each block, from the top."""
    columns: tuple[ForestColumn, ...]
    scales: dict[Unit, Scale]
    note: str
    alt: str


def forest_of(comparison: Comparison, everything: bool = False) -> ForestFigure | None:
    """What is drawn; None where nothing is compared. everything: all measures, not those for a slide."""
    lookup = Lookup(comparison)
    measures = _measures(lookup, everything)
    columns = tuple(_column(lookup, row, measures) for row in lookup.rows())
    if not any(measures.values()) or not columns:
        return None
    title = capital(", ".join(filter(None, (on_every_day(lookup), _title(lookup)))))
    scales = {unit: _scale(unit, columns) for unit, names in measures.items() if names}
    stretched = any(scale.stretched for scale in scales.values())
    note = _note(columns, stretched, "*" in title) + caution(lookup)
    rows = {unit: tuple(measure_name(one) for one in names) for unit, names in measures.items() if names}
    return ForestFigure(title, rows, columns, scales, note, _alt(title, columns, note))


def _note(columns: Sequence[ForestColumn], stretched: bool, starred: bool) -> str:
    """How to read it: what each kind of mark means that there is."""
    marks = [mark for column in columns for marks in column.marks.values() for mark in marks]
    hollow = any(not mark.certain for mark in marks)
    parts = {
        KEY_OF_MARKS: True,
        KEY_OF_HOLLOW: hollow,
        KEY_OF_INTERVAL: True,
        KEY_OF_INPUTS: any(mark.inputs for mark in marks),
        KEY_OF_DELTA: any(mark.delta for mark in marks) and not hollow,
        KEY_OF_SCALE: stretched,
        f"{STARRED}.": starred and not hollow,
    }
    return " ".join(part for part, said in parts.items() if said)


def _measures(lookup: Lookup, everything: bool) -> dict[Unit, tuple[str, ...]]:
    """The measures of each block that some row has, in their order."""
    wanted = {*FOR_A_SLIDE, *lookup.primaries()}
    pairings = {row.pairing for row in lookup.rows()}
    units = {c.measure: c.unit for pairing in pairings for c in lookup.contrasts(pairing)}
    ordered = [one for one in dict.fromkeys(s.measure for s in lookup.comparison.measures) if one in units]
    return {
        unit: tuple(one for one in ordered if units[one] == unit and (everything or one in wanted))
        for unit in UNITS
    }


def _column(lookup: Lookup, row: Headline, measures: dict[Unit, tuple[str, ...]]) -> ForestColumn:
    today = lookup.comparison.present_practice
    heading = f"{label(row.strategy)} against {against(row.baseline, today)}"
    if lookup.one_strategy() is not None:
        heading = f"against {against(row.baseline, today)}"
    marks = {
        unit: tuple(
            _mark(contrast)
            for contrast in (lookup.contrast(row.pairing, measure) for measure in names)
            if contrast is not None
        )
        for unit, names in measures.items()
    }
    return ForestColumn(heading, row.conditions, marks)


def _scale(unit: Unit, columns: Sequence[ForestColumn]) -> Scale:
    """All that is drawn in any column, zero, and a little air."""
    ends = [end for column in columns for mark in column.marks[unit] for end in _ends(mark)]
    low, high = min(ends, default=0.0), max(ends, default=0.0)
    stretch = STRETCHES[unit]
    if max(-low, high) <= stretch.reach:
        return Scale(*_aired(low, high), stretched=False)
    low, high = _aired(math.asinh(low / stretch.width), math.asinh(high / stretch.width))
    return Scale(stretch.width * math.sinh(low), stretch.width * math.sinh(high), stretched=True)


def _ends(mark: Mark) -> tuple[float, ...]:
    return 0.0, mark.low, mark.high, *(mark.inputs or ()), *((-mark.delta, mark.delta) if mark.delta else ())


def _aired(low: float, high: float) -> tuple[float, float]:
    air = 0.06 * (high - low) or 1.0
    return low - air, high + air


def _title(lookup: Lookup) -> str:
    """What the rows together say of each primary measure: "90 % of staff aware 13 s to 9:50 min sooner*, ..."."""
    strategy = lookup.one_strategy()
    said = over_rows(lookup)
    if strategy is None or not said:
        return said or "how much sooner, and how much later"
    return f"with {inside(strategy, lookup.comparison.present_practice)}: {said}"


def _alt(title: str, columns: Sequence[ForestColumn], note: str) -> str:
    """The figure in words."""
    said = [
        f"{capital(column.heading)}, {day(column.conditions)}: "
        + ", ".join(f"{mark.name} {mark.said}" for marks in column.marks.values() for mark in marks)
        for column in columns
    ]
    return f"Forest plot of how much sooner each thing happened. {title}. {'. '.join(said)}. {note}"


def _mark(contrast: Contrast) -> Mark:
    low, high = contrast.input_low, contrast.input_high
    return Mark(
        measure=contrast.measure,
        name=measure_name(contrast.measure),
        reduction=contrast.reduction,
        low=contrast.reduction if contrast.ci_low is None else contrast.ci_low,
        high=contrast.reduction if contrast.ci_high is None else contrast.ci_high,
        inputs=None if low is None or high is None else (low, high),
        delta=contrast.delta,
        direction=direction_of(contrast),
        certain=leaning_of(contrast) == direction_of(contrast),
        said=few_words(contrast),
    )


def draw_forest(data: ForestFigure) -> Figure:
    """The figure. Only within `our_style`."""
    labels = {unit: [_label(name, len(data.columns)) for name in names] for unit, names in data.rows.items()}
    headings = _headings(
        data.columns, [line for one in labels.values() for name in one for line in name.split("\n")]
    )
    figure = blank(max(HEIGHT_CM, _height(data, headings, labels)))
    frame(figure, data.title, data.note)
    heights = [len(names) for names in labels.values()]
    grid = figure.add_gridspec(len(heights), len(data.columns), height_ratios=heights)
    for down, (unit, names) in enumerate(data.rows.items()):
        for across, column in enumerate(data.columns):
            axes = figure.add_subplot(grid[down, across])
            if down == 0:
                axes.set_title(headings[across], fontweight="normal")
            _rows(axes, labels[unit], labelled=across == 0)
            _draw_scale(axes, unit, data.scales[unit], TICKS // len(data.columns))
            if across == 0:
                _which_way(axes, unit)
            for mark in column.marks[unit]:
                _draw_mark(axes, mark, len(names) - 1 - names.index(mark.name))
    return figure


def _label(name: str, columns: int) -> str:
    """The name of a measure; beside many columns in narrow lines."""
    return fitted(name, NARROW_POINTS) if columns >= MANY_COLUMNS else name


def _headings(columns: Sequence[ForestColumn], labels: Sequence[str]) -> list[str]:
    """What each column compares with, and on what day, all with as many lines."""
    width = column_points(labels, len(columns))
    found = [
        "\n".join(fitted(line, width) for line in (column.heading, day(column.conditions)))
        for column in columns
    ]
    most = max(heading.count("\n") for heading in found)
    return [heading + "\n" * (most - heading.count("\n")) for heading in found]


def _height(data: ForestFigure, headings: Sequence[str], labels: Mapping[Unit, Sequence[str]]) -> float:
    """Centimetres that all lines of text and all measures need."""
    texts = (fitted_title(data.title), fitted(data.note), headings[0])
    lines = len(labels) + sum(text.count("\n") + 1 for text in texts)
    rows = [name for names in labels.values() for name in names]
    row = LINE_CM * max(name.count("\n") + 1 for name in rows) - SNUG_CM
    return AIR_CM + LINE_CM * lines + row * len(rows)


def _rows(axes: Axes, names: Sequence[str], labelled: bool) -> None:
    """A line for each measure."""
    places = list(range(len(names) - 1, -1, -1))
    axes.set_yticks(places, names if labelled else [""] * len(names))
    axes.set_ylim(-0.6, len(names) - 0.4)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y")


def _draw_scale(axes: Axes, unit: Unit, scale: Scale, most_ticks: int) -> None:
    """Zero and a few ticks."""
    from matplotlib.ticker import MaxNLocator

    axes.axvline(0.0, color=INK, linewidth=1.0)
    if scale.stretched:
        stretch = STRETCHES[unit]
        axes.set_xscale("asinh", linear_width=stretch.width)
        found = [*(-tick for tick in stretch.ticks), 0.0, *stretch.ticks]
    elif unit == "s":
        found = signed_ticks(scale.low, scale.high, most_ticks)
    else:
        found = [float(tick) for tick in MaxNLocator(most_ticks, min_n_ticks=2).tick_values(*scale[:2])]
    ticks = [tick for tick in found if scale.low <= tick <= scale.high]
    axes.set_xticks(ticks, [_tick(tick, unit, scale.stretched) for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set_xlim(scale.low, scale.high)


def _tick(tick: float, unit: Unit, whole_minutes: bool) -> str:
    if unit == "s" and not whole_minutes:
        return minutes(tick)
    return f"{tick / 60 if unit == 's' else tick:,g}".replace("-", "−")


def _which_way(axes: Axes, unit: Unit) -> None:
    """Unit and direction, left of the numbers of the first axis, where there is room."""
    axes.annotate(
        "min sooner →" if unit == "s" else "fewer →",
        (0.0, 0.0),
        xycoords="axes fraction",
        xytext=(-16, -6.5),
        textcoords="offset points",
        ha="right",
        va="top",
        color=QUIET,
    )


def _draw_mark(axes: Axes, mark: Mark, place: int) -> None:
    from matplotlib.patches import Rectangle

    colour, marker = COLOURS[mark.direction], MARKERS[mark.direction]
    fill = colour if mark.certain else "white"
    if mark.delta is not None:
        axes.add_patch(Rectangle((-mark.delta, place - 0.5), 2 * mark.delta, 1.0, color="#e4e4e4", lw=0))
    if mark.inputs is not None:
        axes.plot(mark.inputs, (place, place), color=colour, linewidth=0.9, marker="|", markersize=7)
    axes.plot((mark.low, mark.high), (place, place), color=colour, linewidth=3.5, solid_capstyle="butt")
    axes.plot([mark.reduction], [place], color=colour, marker=marker, markersize=5.5, markerfacecolor=fill)
