"""The forest: every reduction with its simulation interval and, thinner, its input range; a column for each row.

Seconds and person-minutes have axes of their own. Zero is a line, and behind each primary measure lies the band of
differences too small to matter. A mark is hollow wherever the verdict, or the interval of what has none, settles neither way, and
wherever the verdict is that no difference matters: also where all pairs are alike, so that one verdict looks one way.

All columns share their scale. A day with something broken may be sixty times wider than the others; an axis that
reaches far is therefore stretched near zero, so that ten seconds and ten minutes can both be seen, and says so.

`build_forest` works out what is drawn, `draw_forest` draws it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.differences import find_interval_direction, find_verdict_direction
from reports.figures.looks import (
    HEIGHT_CM,
    create_figure,
    measure_columns,
    fit_text,
    fit_title,
    add_title_and_note,
)
from reports.figures.marks import UNITS, ForestMark, AxisScale, draw_mark, draw_scale, format_rows_axis, build_scale, label_direction
from reports.figures.titles import STAR_NOTE, describe_baseline, write_caution, describe_briefly, write_title_and_note
from reports.harm import describe_hidden_harm
from reports.lookup import ComparisonIndex
from reports.names import capitalize_first, label_conditions, label_strategy, name_measure
from sim.comparison import Comparison, Headline
from sim.contrasts import Contrast
from sim.measure import Unit
from sim.verdicts import NO_PRACTICAL_DIFFERENCE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SLIDE_MEASURES = (
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
    marks: dict[Unit, tuple[ForestMark, ...]]


@dataclass(frozen=True)
class ForestFigure:
    """Everything that is drawn."""

    title: str
    rows: dict[Unit, tuple[str, ...]]
    """Names of the measures of each block, from the top."""
    columns: tuple[ForestColumn, ...]
    scales: dict[Unit, AxisScale]
    note: str
    alt: str


def build_forest(comparison: Comparison) -> ForestFigure | None:
    """What is drawn; None where nothing is compared."""
    lookup = ComparisonIndex(comparison)
    measures = _select_measures(lookup)
    columns = tuple(_build_column(lookup, row, measures) for row in lookup.list_headlines())
    if not any(measures.values()) or not columns:
        return None
    says, rest = write_title_and_note(lookup, lookup.list_primaries())
    title = capitalize_first(says or "how much sooner, and how much later")
    scales = {
        unit: build_scale(unit, [mark for column in columns for mark in column.marks[unit]])
        for unit, names in measures.items()
        if names
    }
    stretched = any(scale.is_stretched for scale in scales.values())
    worse = describe_hidden_harm(lookup, lookup.list_primaries(), [one.measure for one in comparison.contrasts])
    shown = [one for row in lookup.list_headlines() for one in lookup.list_contrasts(row.pairing)]
    unmarked = any(lookup.is_uneven(one) for one in shown if one.measure in measures["s"])
    keys = _write_note(columns, stretched, "*" in f"{title}{rest}", unmarked) + write_caution(lookup)
    note = " ".join(filter(None, (worse, rest, keys)))
    rows = {unit: tuple(name_measure(one) for one in names) for unit, names in measures.items() if names}
    return ForestFigure(title, rows, columns, scales, note, _write_alt(title, columns, note))


def _write_note(columns: Sequence[ForestColumn], stretched: bool, starred: bool, unmarked: bool) -> str:
    """How to read it: what each kind of mark means that there is, or why there is none."""
    marks = [mark for column in columns for marks in column.marks.values() for mark in marks]
    hollow = any(not mark.is_certain for mark in marks)
    parts = {
        KEY_OF_MARKS: True,
        KEY_OF_HOLLOW: hollow,
        KEY_OF_INTERVAL: True,
        KEY_OF_INPUTS: any(mark.inputs for mark in marks),
        KEY_OF_DELTA: any(mark.delta for mark in marks) and not hollow,
        KEY_OF_SCALE: stretched,
        KEY_OF_NO_MARK: unmarked,
        f"{STAR_NOTE}.": starred,
    }
    return " ".join(part for part, said in parts.items() if said)


def _select_measures(index: ComparisonIndex) -> dict[Unit, tuple[str, ...]]:
    """The measures of each block that some row has, in their order."""
    wanted = {*SLIDE_MEASURES, *index.list_primaries()}
    pairings = {row.pairing for row in index.list_headlines()}
    units = {c.measure: c.unit for pairing in pairings for c in index.list_contrasts(pairing)}
    ordered = [one for one in dict.fromkeys(s.measure for s in index.comparison.measures) if one in units]
    return {unit: tuple(one for one in ordered if units[one] == unit and one in wanted) for unit in UNITS}


def _build_column(index: ComparisonIndex, row: Headline, measures: dict[Unit, tuple[str, ...]]) -> ForestColumn:
    today = index.comparison.present_practice
    heading = f"{label_strategy(row.strategy)} against {describe_baseline(row.baseline, today)}"
    if index.find_common_strategy() is not None:
        heading = f"against {describe_baseline(row.baseline, today)}"
    marks = {
        unit: tuple(
            _build_mark(contrast)
            for contrast in (index.find_contrast(row.pairing, measure) for measure in names)
            if contrast is not None and not index.is_uneven(contrast)
        )
        for unit, names in measures.items()
    }
    return ForestColumn(heading, row.conditions, marks)


def _write_alt(title: str, columns: Sequence[ForestColumn], note: str) -> str:
    """The figure in words."""
    said = [
        f"{capitalize_first(column.heading)}, {label_conditions(column.conditions)}: "
        + ", ".join(f"{mark.name} {mark.text}" for marks in column.marks.values() for mark in marks)
        for column in columns
    ]
    return f"Forest plot of how much sooner each thing happened. {title}. {'. '.join(said)}. {note}"


def _build_mark(contrast: Contrast) -> ForestMark:
    low, high = contrast.input_low, contrast.input_high
    return ForestMark(
        measure=contrast.measure,
        name=name_measure(contrast.measure),
        reduction=contrast.reduction,
        low=contrast.reduction if contrast.ci_low is None else contrast.ci_low,
        high=contrast.reduction if contrast.ci_high is None else contrast.ci_high,
        inputs=None if low is None or high is None else (low, high),
        delta=contrast.delta,
        direction=find_interval_direction(contrast),
        is_certain=contrast.verdict != NO_PRACTICAL_DIFFERENCE and find_verdict_direction(contrast) != "open",
        text=describe_briefly(contrast),
    )


def draw_forest(data: ForestFigure) -> Figure:
    """The figure. Only within `our_style`."""
    labels = {unit: [_format_label(name, len(data.columns)) for name in names] for unit, names in data.rows.items()}
    headings = _format_headings(
        data.columns, [line for one in labels.values() for name in one for line in name.split("\n")]
    )
    figure = create_figure(max(HEIGHT_CM, _find_height(data, headings, labels)))
    add_title_and_note(figure, data.title, data.note)
    heights = [len(names) for names in labels.values()]
    grid = figure.add_gridspec(len(heights), len(data.columns), height_ratios=heights)
    for down, (unit, names) in enumerate(data.rows.items()):
        for across, column in enumerate(data.columns):
            axes = figure.add_subplot(grid[down, across])
            if down == 0:
                axes.set_title(headings[across], fontweight="normal")
            format_rows_axis(axes, labels[unit], labelled=across == 0)
            draw_scale(axes, unit, data.scales[unit], TICKS // len(data.columns))
            if across == 0:
                label_direction(axes, unit)
            for mark in column.marks[unit]:
                draw_mark(axes, mark, len(names) - 1 - names.index(mark.name))
    return figure


def _format_label(name: str, columns: int) -> str:
    """The name of a measure; beside many columns in narrow lines."""
    return fit_text(name, NARROW_POINTS) if columns >= MANY_COLUMNS else name


def _format_headings(columns: Sequence[ForestColumn], labels: Sequence[str]) -> list[str]:
    """What each column compares with, and on what day, all with as many lines."""
    width = measure_columns(labels, len(columns))
    found = [
        "\n".join(fit_text(line, width) for line in (column.heading, label_conditions(column.conditions)))
        for column in columns
    ]
    most = max(heading.count("\n") for heading in found)
    return [heading + "\n" * (most - heading.count("\n")) for heading in found]


def _find_height(data: ForestFigure, headings: Sequence[str], labels: Mapping[Unit, Sequence[str]]) -> float:
    """Centimetres that all lines of text and all measures need."""
    texts = (fit_title(data.title), fit_text(data.note), headings[0])
    lines = len(labels) + sum(text.count("\n") + 1 for text in texts)
    rows = [name for names in labels.values() for name in names]
    row = LINE_CM * max(name.count("\n") + 1 for name in rows) - SNUG_CM
    return AIR_CM + LINE_CM * lines + row * len(rows)
