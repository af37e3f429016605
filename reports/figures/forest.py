"""The forest: every reduction with its simulation interval and, thinner, its input range; a column for each row.

Seconds and person-minutes have axes of their own. Columns on the same day share their scale; a day with something
broken has its own, because it may be sixty times wider, and says so. Zero is a line, and behind each primary
measure lies the band of differences too small to matter.

`forest_of` works out what is drawn, `draw_forest` draws it. The small forest fits a slide; the whole one, with all
measures that have a time or person-minutes, fits a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.differences import Leaning, direction_of, leaning_of
from reports.figures.looks import HEIGHT_CM, INK, blank, frame, minutes, signed_ticks, wrapped
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
KEY = (
    "Thick: 95 % interval, simulation error only. Grey band: too little to matter. "
    "Hollow: the verdict is more careful."
)
KEY_OF_INPUTS = "Thin: input range."
HEIGHT_OF_REST_CM, HEIGHT_OF_LINE_CM = 5.2, 0.48
ALL_COLUMNS_CHARACTERS, ALL_COLUMNS_TICKS = 54, 9
"""That fit side by side over and under all columns."""
COLOURS: dict[Leaning, str] = {"better": "#0072B2", "worse": "#D55E00", "same": "#555555", "open": "#555555"}
MARKERS: dict[Leaning, str] = {"better": "o", "worse": "s", "same": "D", "open": "D"}


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
    limits: dict[tuple[tuple[str, ...], Unit], tuple[float, float]]
    """Ends of the axis for each day and unit."""
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
    inputs = any(mark.inputs for column in columns for marks in column.marks.values() for mark in marks)
    parts = (KEY, KEY_OF_INPUTS if inputs else "", f"{STARRED}." if "*" in title else "")
    note = " ".join(part for part in parts if part) + caution(lookup)
    rows = {unit: tuple(measure_name(one) for one in names) for unit, names in measures.items() if names}
    return ForestFigure(title, rows, columns, _limits(columns), note, _alt(title, columns, note))


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


def _limits(columns: Sequence[ForestColumn]) -> dict[tuple[tuple[str, ...], Unit], tuple[float, float]]:
    """Ends of each axis: all that is drawn on that day, zero, and a little air."""
    found: dict[tuple[tuple[str, ...], Unit], tuple[float, float]] = {}
    for column in columns:
        for unit, marks in column.marks.items():
            ends = [end for mark in marks for end in _ends(mark)]
            low, high = found.get((column.conditions, unit), (0.0, 0.0))
            found[column.conditions, unit] = min(low, *ends, 0.0), max(high, *ends, 0.0)
    return {key: _aired(low, high) for key, (low, high) in found.items()}


def _ends(mark: Mark) -> tuple[float, ...]:
    return mark.low, mark.high, *(mark.inputs or ()), *((-mark.delta, mark.delta) if mark.delta else ())


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
    lines = sum(len(names) for names in data.rows.values())
    figure = blank(max(HEIGHT_CM, HEIGHT_OF_REST_CM + HEIGHT_OF_LINE_CM * lines))
    frame(figure, data.title, data.note)
    heights = [len(names) for names in data.rows.values()]
    grid = figure.add_gridspec(len(heights), len(data.columns), height_ratios=heights)
    for down, (unit, names) in enumerate(data.rows.items()):
        for across, column in enumerate(data.columns):
            axes = figure.add_subplot(grid[down, across])
            if down == 0:
                axes.set_title(_heading(data, column), fontweight="normal")
            _rows(axes, names, labelled=across == 0)
            _scale(axes, unit, data.limits[column.conditions, unit], ALL_COLUMNS_TICKS // len(data.columns))
            for mark in column.marks[unit]:
                _draw_mark(axes, mark, len(names) - 1 - names.index(mark.name))
    return figure


def _heading(data: ForestFigure, column: ForestColumn) -> str:
    """What the column compares with, and on what day; a scale that is not that of the first column says so."""
    others = [data.limits[data.columns[0].conditions, unit] for unit in data.rows]
    own = [data.limits[column.conditions, unit] for unit in data.rows]
    on = day(column.conditions) if own == others else f"{day(column.conditions)}, own scale"
    return f"{wrapped(column.heading, ALL_COLUMNS_CHARACTERS // len(data.columns))}\n{on}"


def _rows(axes: Axes, names: Sequence[str], labelled: bool) -> None:
    """A line for each measure."""
    places = list(range(len(names) - 1, -1, -1))
    axes.set_yticks(places, names if labelled else [""] * len(names))
    axes.set_ylim(-0.6, len(names) - 0.4)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y")


def _scale(axes: Axes, unit: Unit, limits: tuple[float, float], most_ticks: int) -> None:
    """Zero, a few ticks, and which way is good."""
    from matplotlib.ticker import MaxNLocator

    axes.axvline(0.0, color=INK, linewidth=1.0)
    if unit == "s":
        ticks = signed_ticks(*limits, most_ticks)
        axes.set_xticks(ticks, [minutes(tick) for tick in ticks])
    else:
        values = MaxNLocator(most_ticks, min_n_ticks=2).tick_values(*limits)
        axes.set_xticks([tick for tick in values if limits[0] <= tick <= limits[1]])
    axes.set_xlim(*limits)
    axes.set_xlabel("min sooner →" if unit == "s" else "fewer →")


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
