"""The forest: every reduction with its simulation interval and, thinner, its input range; a column for each row.

Seconds and person-minutes have axes of their own. Zero is a line, and behind each primary measure lies the band of
differences too small to matter. A mark is hollow wherever the verdict, or the interval of what has none, settles neither way, and
wherever the verdict is that no difference matters: also where all pairs are alike, so that one verdict looks one way.

All columns share their scale. A day with something broken may be sixty times wider than the others; an axis that
reaches far is therefore stretched near zero, so that ten seconds and ten minutes can both be seen, and says so.

`forest_of` works out what is drawn, `draw_forest` draws it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.differences import direction_of, leaning_of
from reports.figures.looks import (
    HEIGHT_CM,
    blank,
    column_points,
    fitted,
    fitted_title,
    frame,
)
from reports.figures.marks import UNITS, Mark, Scale, draw_mark, draw_scale, rows_axis, scale_of, which_way
from reports.figures.titles import STARRED, against, caution, few_words, over_rows
from reports.harm import hidden
from reports.lookup import Lookup
from reports.names import capital, day, label, measure_name
from sim.comparison import Comparison, Headline
from sim.contrasts import Contrast
from sim.measure import Unit
from sim.verdicts import NOTHING_THAT_MATTERS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FOR_A_SLIDE = (
    "first_campus_alert",
    "unprotected_person_minutes",
    "exposed_person_minutes",
)
"""Measures of the figure, besides the primary ones."""
KEY_OF_MARKS = "Circle: better; square: worse; diamond: neither."
KEY_OF_HOLLOW = (
    "Hollow: too small to matter (grey band), not settled, or it hangs on what nobody has measured."
)
KEY_OF_INTERVAL = "Thick: 95 % interval, simulation error only."
KEY_OF_INPUTS = "Thin: input range."
KEY_OF_DELTA = "Grey band: too small to matter."
KEY_OF_NO_MARK = (
    "No mark: a length of time that there was more often in one of the two; the table has the counts."
)
KEY_OF_SCALE = "The scale is stretched near zero."
LINE_CM, SNUG_CM, AIR_CM = 0.43, 0.03, 1.4
"""Height of a line of text, by how much a measure with one line may be lower, and what else a figure needs."""
TICKS = 9
"""That fit side by side under all columns."""
MANY_COLUMNS, NARROW_POINTS = 4, 150.0
"""From so many columns on, names of measures are broken into lines of this width."""


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


def forest_of(comparison: Comparison) -> ForestFigure | None:
    """What is drawn; None where nothing is compared."""
    lookup = Lookup(comparison)
    measures = _measures(lookup)
    columns = tuple(_column(lookup, row, measures) for row in lookup.rows())
    if not any(measures.values()) or not columns:
        return None
    says, rest = over_rows(lookup, lookup.primaries())
    title = capital(says or "how much sooner, and how much later")
    scales = {
        unit: scale_of(unit, [mark for column in columns for mark in column.marks[unit]])
        for unit, names in measures.items()
        if names
    }
    stretched = any(scale.stretched for scale in scales.values())
    worse = hidden(lookup, lookup.primaries(), [one.measure for one in comparison.contrasts])
    shown = [one for row in lookup.rows() for one in lookup.contrasts(row.pairing)]
    unmarked = any(lookup.is_uneven(one) for one in shown if one.measure in measures["s"])
    keys = _note(columns, stretched, "*" in f"{title}{rest}", unmarked) + caution(lookup)
    note = " ".join(filter(None, (worse, rest, keys)))
    rows = {unit: tuple(measure_name(one) for one in names) for unit, names in measures.items() if names}
    return ForestFigure(title, rows, columns, scales, note, _alt(title, columns, note))


def _note(columns: Sequence[ForestColumn], stretched: bool, starred: bool, unmarked: bool) -> str:
    """How to read it: what each kind of mark means that there is, or why there is none."""
    marks = [mark for column in columns for marks in column.marks.values() for mark in marks]
    hollow = any(not mark.certain for mark in marks)
    parts = {
        KEY_OF_MARKS: True,
        KEY_OF_HOLLOW: hollow,
        KEY_OF_INTERVAL: True,
        KEY_OF_INPUTS: any(mark.inputs for mark in marks),
        KEY_OF_DELTA: any(mark.delta for mark in marks) and not hollow,
        KEY_OF_SCALE: stretched,
        KEY_OF_NO_MARK: unmarked,
        f"{STARRED}.": starred,
    }
    return " ".join(part for part, said in parts.items() if said)


def _measures(lookup: Lookup) -> dict[Unit, tuple[str, ...]]:
    """The measures of each block that some row has, in their order."""
    wanted = {*FOR_A_SLIDE, *lookup.primaries()}
    pairings = {row.pairing for row in lookup.rows()}
    units = {c.measure: c.unit for pairing in pairings for c in lookup.contrasts(pairing)}
    ordered = [one for one in dict.fromkeys(s.measure for s in lookup.comparison.measures) if one in units]
    return {unit: tuple(one for one in ordered if units[one] == unit and one in wanted) for unit in UNITS}


def _column(lookup: Lookup, row: Headline, measures: dict[Unit, tuple[str, ...]]) -> ForestColumn:
    today = lookup.comparison.present_practice
    heading = f"{label(row.strategy)} against {against(row.baseline, today)}"
    if lookup.one_strategy() is not None:
        heading = f"against {against(row.baseline, today)}"
    marks = {
        unit: tuple(
            _mark(contrast)
            for contrast in (lookup.contrast(row.pairing, measure) for measure in names)
            if contrast is not None and not lookup.is_uneven(contrast)
        )
        for unit, names in measures.items()
    }
    return ForestColumn(heading, row.conditions, marks)


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
        certain=contrast.verdict != NOTHING_THAT_MATTERS and leaning_of(contrast) != "open",
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
            rows_axis(axes, labels[unit], labelled=across == 0)
            draw_scale(axes, unit, data.scales[unit], TICKS // len(data.columns))
            if across == 0:
                which_way(axes, unit)
            for mark in column.marks[unit]:
                draw_mark(axes, mark, len(names) - 1 - names.index(mark.name))
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
