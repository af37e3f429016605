"""Forest plots: the differences of a comparison, and the effects of alert and team in an exercise, with their intervals.

`build_forest` and `build_effects_figure` work out the contents, `draw_forest` and `draw_effects` draw it. Seconds and person-minutes have
axes of their own, which all columns share. A day with something broken may reach sixty times further than the others, so an axis that
reaches far is stretched near zero, and says so. Behind a primary measure lies the band of differences too small to matter; a mark is hollow
where the verdict, or the interval of a measure without one, settles nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reports.comparison.differences import (
    MIN_PROPORTION_DIFFERENCE,
    NOT_REACHED_TEXT,
    ComparisonIndex,
    EffectDirection,
    describe_hidden_harm,
    find_interval_direction,
    find_verdict_direction,
)
from reports.comparison.distribution import MEDIAN_MARK
from reports.counterfactual import (
    EFFECT_NAMES,
    Row,
    count_not_reached,
    describe_hidden,
    describe_mean,
    describe_reached,
    find_direction,
    format_not_reached,
    is_notable,
    select_main,
)
from reports.figures.style import (
    HEIGHT_CM,
    INK,
    MUTED,
    add_title_and_note,
    count_lines,
    create_figure,
    explain_arms,
    find_signed_ticks,
    fit_text,
    fit_title,
    format_minutes,
    join_sentences,
    measure_columns,
)
from reports.figures.titles import (
    STAR_NOTE,
    describe_baseline,
    make_claim,
    write_caution,
    write_rows,
    write_title,
)
from reports.text.formatting import format_count, format_difference, format_out_of
from reports.text.terms import ARM_LABELS, capitalize_first, label_conditions, label_strategy, name_measure
from sim.exercise.arms import BASELINE_ARM, COMPARISON_ARM, PLAYER_ARM
from sim.exercise.counterfactual import Counterfactual, Effect, is_reported
from sim.exercise.review import Review
from sim.exercise.state import describe_rulings
from sim.experiment.comparison import Comparison, Headline
from sim.model.measure import Unit
from sim.statistics.estimators import Interval
from sim.statistics.paired import Contrast
from sim.statistics.verdicts import Verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


UNITS: tuple[Unit, ...] = ("s", "person-min")  # A block of rows for each
GRADE_COLORS: dict[EffectDirection, str] = {
    "better": "#0072B2",
    "worse": "#D55E00",
    "same": "#555555",
    "open": "#555555",
}
DIRECTION_MARKERS: dict[EffectDirection, str] = {"better": "o", "worse": "s", "same": "D", "open": "D"}
PADDING = 0.06  # of the range drawn, on either side
ABOVE = 0.28  # of a row: the height of the star above its line


class AxisStretch(NamedTuple):
    """The stretch of the axis of a unit."""

    width: float  # nearly linear within so much of zero
    reach: float  # an axis that goes beyond this is stretched
    ticks: tuple[float, ...]  # on either side of zero


STRETCHES: dict[Unit, AxisStretch] = {
    "s": AxisStretch(15.0, 300.0, (60.0, 600.0, 6000.0)),
    "person-min": AxisStretch(10.0, 200.0, (100.0, 10_000.0)),
}


class AxisScale(NamedTuple):
    """The axis of a unit, the same in all columns."""

    low: float
    high: float
    is_stretched: bool


@dataclass(frozen=True)
class ForestMark:
    """One reduction. Numbers in the unit of the measure; positive: the strategy is sooner, or has fewer."""

    measure: str
    name: str
    reduction: float
    low: float
    high: float  # 95% CI; both equal the reduction where there is none
    inputs: tuple[float, float] | None  # sensitivity range
    delta: float | None  # smallest difference that matters; None if not primary
    direction: EffectDirection  # which way the simulation interval points
    is_certain: bool
    """Whether the verdict finds a difference that matters; of an exploratory measure, whether its interval excludes zero."""
    text: str  # the difference in words
    observed: float | None = None  # the same in this exercise; None where there is none


def _build_scale(unit: Unit, marks: Sequence[ForestMark]) -> AxisScale:
    return build_scale_over(unit, [end for mark in marks for end in _mark_extremes(mark)])


def build_scale_over(unit: Unit, ends: Sequence[float], air: float = PADDING) -> AxisScale:
    """A scale over values. air: padding on either side, as a proportion of their span."""
    low, high = min(ends, default=0.0), max(ends, default=0.0)
    stretch = STRETCHES[unit]
    if max(-low, high) <= stretch.reach:
        return AxisScale(*_pad(low, high, air), is_stretched=False)
    low, high = _pad(math.asinh(low / stretch.width), math.asinh(high / stretch.width), air)
    return AxisScale(stretch.width * math.sinh(low), stretch.width * math.sinh(high), is_stretched=True)


def _mark_extremes(mark: ForestMark) -> tuple[float, ...]:
    delta = (-mark.delta, mark.delta) if mark.delta else ()
    here = () if mark.observed is None else (mark.observed,)
    return 0.0, mark.low, mark.high, *(mark.inputs or ()), *delta, *here


def _pad(low: float, high: float, share: float) -> tuple[float, float]:
    air = share * (high - low) or 1.0
    return low - air, high + air


def _format_rows_axis(axes: Axes, names: Sequence[str], labelled: bool) -> None:
    places = list(range(len(names) - 1, -1, -1))
    axes.set_yticks(places, names if labelled else [""] * len(names))
    axes.set_ylim(-0.6, len(names) - 0.4)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y")


def draw_scale(axes: Axes, unit: Unit, scale: AxisScale, most_ticks: int) -> None:
    """Zero and a few ticks."""
    from matplotlib.ticker import MaxNLocator

    axes.axvline(0.0, color=INK, linewidth=1.0)
    if scale.is_stretched:
        stretch = STRETCHES[unit]
        axes.set_xscale("asinh", linear_width=stretch.width)
        found = [*(-tick for tick in stretch.ticks), 0.0, *stretch.ticks]
    elif unit == "s":
        found = find_signed_ticks(scale.low, scale.high, most_ticks)
    else:
        found = [float(tick) for tick in MaxNLocator(most_ticks, min_n_ticks=2).tick_values(*scale[:2])]
    ticks = [tick for tick in found if scale.low <= tick <= scale.high]
    axes.set_xticks(ticks, [_format_tick(tick, unit, scale.is_stretched) for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set_xlim(scale.low, scale.high)


def _format_tick(tick: float, unit: Unit, whole_minutes: bool) -> str:
    if unit == "s" and not whole_minutes:
        return format_minutes(tick)
    return f"{tick / 60 if unit == 's' else tick:,g}".replace("-", "−")


def label_direction(axes: Axes, unit: Unit, clear: float = 16.0) -> None:
    """Unit and direction, left of the first axis. clear: points that its first number needs."""
    axes.annotate(
        "min sooner →" if unit == "s" else "fewer →",
        (0.0, 0.0),
        xycoords="axes fraction",
        xytext=(-clear, -6.5),
        textcoords="offset points",
        ha="right",
        va="top",
        color=MUTED,
    )


def _draw_mark(axes: Axes, mark: ForestMark, place: int) -> None:
    from matplotlib.patches import Rectangle

    color, marker = GRADE_COLORS[mark.direction], DIRECTION_MARKERS[mark.direction]
    fill = color if mark.is_certain else "white"
    if mark.delta is not None:
        axes.add_patch(Rectangle((-mark.delta, place - 0.5), 2 * mark.delta, 1.0, color="#e4e4e4", lw=0))
    if mark.inputs is not None:
        axes.plot(mark.inputs, (place, place), color=color, linewidth=0.9, marker="|", markersize=7)
    axes.plot((mark.low, mark.high), (place, place), color=color, linewidth=3.5, solid_capstyle="butt")
    axes.plot([mark.reduction], [place], color=color, marker=marker, markersize=5.5, markerfacecolor=fill)
    if mark.observed is not None:
        at = [mark.observed], [place + ABOVE]
        axes.plot(*at, color=INK, marker="*", markersize=9, markerfacecolor="white", linestyle="")


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
"""Measures of the figure, from the top; the report's table has all of them."""
KEY_OF_SCALE = "The scale is stretched near zero."
HEADINGS = ("effect of the alert", "effect of team decisions")
DIFFERENCES = tuple(
    f"{ARM_LABELS[first]} − {ARM_LABELS[second]}"
    for first, second in ((COMPARISON_ARM, BASELINE_ARM), (BASELINE_ARM, PLAYER_ARM))
)
KEY = "Thick line: 95% CI. Circle: sooner; square: later; diamond: neither. Star: this exercise."
LINE_CM, ROW_CM, EFFECTS_AIR_CM = 0.43, 0.52, 1.5


@dataclass(frozen=True)
class EffectsFigure:
    """Everything that is drawn. names: of the measures, from the top; columns: marks of the alert, and of the team if it had decisions."""

    title: str
    names: tuple[str, ...]
    columns: tuple[tuple[ForestMark, ...], ...]
    scale: AxisScale
    note: str
    alt: str


def build_effects_figure(review: Review, counterfactual: Counterfactual) -> EffectsFigure | None:
    """The effects in an exercise; None where nothing was run, or too few replications for an interval."""
    if review.stopped <= 0.0 or counterfactual.replications < MIN_REPLICATIONS:
        return None
    told = _select_rows(counterfactual)
    columns = tuple(_build_marks(told, place) for place in range(len(told[0]) if told else 0))
    names = tuple(name_measure(row[0].measure) for row in told)
    scale = _build_scale("s", [mark for column in columns for mark in column])
    title, effects = (
        _write_title(select_main(told)),
        _write_effects(select_main(told), counterfactual.replications),
    )
    note = join_sentences(
        describe_hidden(counterfactual),
        effects,
        f"Means of {format_count(counterfactual.replications, 'replication')}.",
        KEY,
        KEY_OF_SCALE if scale.is_stretched else "",
        _describe_not_reached(told, counterfactual.replications),
        _describe_not_given(counterfactual),
        explain_arms(review),
        describe_rulings(review.state),
    )
    return EffectsFigure(title, names, columns, scale, note, _describe_effects(columns, title, note))


def _select_rows(counterfactual: Counterfactual) -> list[Row]:
    columns = [
        {one.measure: one for one in effects if one.unit == "s" and is_reported(one.measure)}
        for effects in (counterfactual.alert_effects, counterfactual.team_effects)
        if effects
    ]
    return [tuple(column[name] for column in columns) for name in FIGURE_MEASURES if name in columns[0]]


def _build_marks(told: Sequence[Row], place: int) -> tuple[ForestMark, ...]:
    return tuple(build_mark(row[place]) for row in told if row[place].improvement is not None)


def build_mark(effect: Effect) -> ForestMark:
    """The mark of an effect that has a mean, sooner to the right."""
    mean = effect.improvement or 0.0
    interval = effect.interval or Interval(mean, mean)
    return ForestMark(
        measure=effect.measure,
        name=name_measure(effect.measure),
        reduction=mean,
        low=interval.low,
        high=interval.high,
        inputs=None,
        delta=None,
        direction=find_direction(effect),
        is_certain=True,
        text=describe_mean(effect),
        observed=effect.observed.value if effect.observed.is_reached else None,
    )


def _write_title(main: Sequence[Row]) -> str:
    if not main:
        return "Effect of the alert and of team decisions"
    return f"The alert: {name_measure(main[0][0].measure)} {describe_mean(main[0][0])}"


def _write_effects(main: Sequence[Row], n: int) -> str:
    """Both effects on the main measures; how often they were achieved comes first where that differs notably."""
    said = []
    for row in main:
        each = [f"{who} {', '.join(filter(None, (describe_reached(effect, n), describe_mean(effect))))}"
                for who, effect in zip(EFFECT_NAMES, row, strict=False)]  # fmt: skip
        said.append(f"{capitalize_first(name_measure(row[0].measure))}: {'; '.join(each)}.")
    return " ".join(said)


def _describe_not_reached(told: Sequence[Row], n: int) -> str:
    if not any(any(count_not_reached(row).values()) for row in told):
        return ""
    differ = [row for row in told if any(is_notable(effect, n) for effect in row)]
    said = "; ".join(f"{name_measure(row[0].measure)} {format_not_reached(row)}" for row in differ)
    arms = ", ".join(ARM_LABELS[arm] for arm in count_not_reached(told[0]))
    counts = f"{capitalize_first(NOT_REACHED_TEXT)}, of {n:,} ({arms}): {said}." if said else ""
    return join_sentences("Median where an arm did not achieve it in more than 2%.", counts)


def _describe_not_given(counterfactual: Counterfactual) -> str:
    n = counterfactual.replications
    few = {
        name: count
        for name, count in counterfactual.times_applied.items()
        if n - count >= MIN_PROPORTION_DIFFERENCE * n
    }
    said = ", ".join(f"{name} in {format_out_of(count, n)}" for name, count in few.items())
    return f"Decisions made: {said}." if said else ""


def _describe_effects(columns: Sequence[Sequence[ForestMark]], title: str, note: str) -> str:
    said = [
        f"{capitalize_first(heading)} ({what}): {'; '.join(_describe_mark(mark) for mark in column)}."
        for heading, what, column in zip(HEADINGS, DIFFERENCES, columns, strict=False)
    ]
    return f"Forest plot of both effects. {title}. {' '.join(said)} {note}"


def _describe_mark(mark: ForestMark) -> str:
    if mark.observed is None:
        return f"{mark.name} {mark.text}"
    return f"{mark.name} {mark.text}, in this exercise {format_difference(mark.observed, mark.measure, 's', 1.0)}"


def draw_effects(data: EffectsFigure) -> Figure:
    """The figure. Only within `use_style`."""
    lines = 3 + count_lines(fit_title(data.title), fit_text(data.note))
    figure = create_figure(max(HEIGHT_CM, EFFECTS_AIR_CM + LINE_CM * lines + ROW_CM * len(data.names)))
    add_title_and_note(figure, data.title, data.note)
    for across, (heading, column) in enumerate(zip(HEADINGS, data.columns, strict=False)):
        axes = figure.add_subplot(1, len(data.columns), across + 1)
        axes.set_title(f"{heading}\n{DIFFERENCES[across]}", fontweight="normal")
        _format_rows_axis(axes, data.names, labelled=across == 0)
        draw_scale(axes, "s", data.scale, 4)
        if across == 0:
            label_direction(axes, "s", clear=26.0)
        for mark in column:
            _draw_mark(axes, mark, len(data.names) - 1 - data.names.index(mark.name))
    return figure


SLIDE_MEASURES = (
    "first_campus_alert",
    "unprotected_person_minutes",
    "exposed_person_minutes",
)
"""Measures of the figure, besides the primary ones."""
KEY_OF_MARKS = "Circle: better; square: worse; diamond: neither."
KEY_OF_HOLLOW = "Hollow: too small to matter (gray band), inconclusive or sensitive to assumptions."
KEY_OF_INTERVAL = "Thick: 95% CI."
KEY_OF_MEDIANS = "Medians where an arm did not achieve it in more than 2%, else means."
KEY_OF_INPUTS = "Thin: sensitivity range."
KEY_OF_DELTA = "Gray band: too small to matter."
KEY_OF_NO_MARK = (
    "No mark: a duration that has a value more often under one strategy; the table has the counts."
)
SNUG_CM, FOREST_AIR_CM = 0.03, 1.4
"""By how much a one-line measure may be lower, and the height of the rest of a figure."""
TICKS = 9  # that fit side by side under all columns
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
    rows: dict[Unit, tuple[str, ...]]  # names of the measures of each block, from the top
    columns: tuple[ForestColumn, ...]
    scales: dict[Unit, AxisScale]
    note: str
    alt: str


def build_forest(comparison: Comparison) -> ForestFigure | None:
    """The forest of a comparison; None where nothing is compared."""
    lookup = ComparisonIndex(comparison)
    measures = _select_measures(lookup)
    columns = tuple(_build_column(lookup, row, measures) for row in lookup.list_headlines())
    if not any(measures.values()) or not columns:
        return None
    title = write_title(lookup, lookup.list_primaries(), "differences in all measures")
    rest = write_rows(lookup, lookup.list_primaries())
    scales = {
        unit: _build_scale(unit, [mark for column in columns for mark in column.marks[unit]])
        for unit, names in measures.items()
        if names
    }
    stretched = any(scale.is_stretched for scale in scales.values())
    worse = describe_hidden_harm(
        lookup, lookup.list_primaries(), [one.measure for one in comparison.contrasts]
    )
    shown = [one for row in lookup.list_headlines() for one in lookup.list_contrasts(row.pairing)]
    unmarked = any(lookup.is_uneven(one) for one in shown if one.measure in measures["s"])
    keys = _write_note(columns, stretched, "*" in rest, unmarked) + write_caution(lookup)
    note = " ".join(filter(None, (worse, rest, keys)))
    rows = {unit: tuple(name_measure(one) for one in names) for unit, names in measures.items() if names}
    return ForestFigure(title, rows, columns, scales, note, _describe_forest(title, columns, note))


def _write_note(columns: Sequence[ForestColumn], stretched: bool, starred: bool, unmarked: bool) -> str:
    marks = [mark for column in columns for marks in column.marks.values() for mark in marks]
    hollow = any(not mark.is_certain for mark in marks)
    parts = {
        KEY_OF_MARKS: True,
        KEY_OF_HOLLOW: hollow,
        KEY_OF_INTERVAL: True,
        KEY_OF_MEDIANS: any(MEDIAN_MARK in mark.text for mark in marks),
        KEY_OF_INPUTS: any(mark.inputs for mark in marks),
        KEY_OF_DELTA: any(mark.delta for mark in marks) and not hollow,
        KEY_OF_SCALE: stretched,
        KEY_OF_NO_MARK: unmarked,
        f"{STAR_NOTE}.": starred,
    }
    return " ".join(part for part, said in parts.items() if said)


def _select_measures(index: ComparisonIndex) -> dict[Unit, tuple[str, ...]]:
    wanted = {*SLIDE_MEASURES, *index.list_primaries()}
    pairings = {row.pairing for row in index.list_headlines()}
    units = {c.measure: c.unit for pairing in pairings for c in index.list_contrasts(pairing)}
    ordered = [one for one in dict.fromkeys(s.measure for s in index.comparison.measures) if one in units]
    return {unit: tuple(one for one in ordered if units[one] == unit and one in wanted) for unit in UNITS}


def _build_column(
    index: ComparisonIndex, row: Headline, measures: dict[Unit, tuple[str, ...]]
) -> ForestColumn:
    today = index.comparison.present_practice
    heading = f"{label_strategy(row.strategy)} vs {describe_baseline(row.baseline, today)}"
    if index.find_common_strategy() is not None:
        heading = f"vs {describe_baseline(row.baseline, today)}"
    marks = {
        unit: tuple(
            _build_mark(contrast)
            for contrast in (index.find_contrast(row.pairing, measure) for measure in names)
            if contrast is not None and not index.is_uneven(contrast) and contrast.headline is not None
        )
        for unit, names in measures.items()
    }
    return ForestColumn(heading, row.conditions, marks)


def _describe_forest(title: str, columns: Sequence[ForestColumn], note: str) -> str:
    said = [
        f"{capitalize_first(column.heading)}, {label_conditions(column.conditions)}: "
        + ", ".join(f"{mark.name} {mark.text}" for marks in column.marks.values() for mark in marks)
        for column in columns
    ]
    return f"Forest plot of the differences. {title}. {'. '.join(said)}. {note}"


def _build_mark(contrast: Contrast) -> ForestMark:
    """The mark of a contrast whose headline is finite."""
    headline = contrast.headline or 0.0
    around = contrast.headline_interval or Interval(headline, headline)
    low, high = contrast.input_low, contrast.input_high
    return ForestMark(
        measure=contrast.measure,
        name=name_measure(contrast.measure),
        reduction=headline,
        low=around.low,
        high=around.high,
        inputs=None if low is None or high is None else (low, high),
        delta=contrast.delta,
        direction=find_interval_direction(contrast),
        is_certain=contrast.finding is not Verdict.NO_PRACTICAL_DIFFERENCE
        and find_verdict_direction(contrast) != "open",
        text=make_claim(contrast).text,
    )


def draw_forest(data: ForestFigure) -> Figure:
    """The figure. Only within `use_style`."""
    labels = {
        unit: [_format_label(name, len(data.columns)) for name in names] for unit, names in data.rows.items()
    }
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
            _format_rows_axis(axes, labels[unit], labelled=across == 0)
            draw_scale(axes, unit, data.scales[unit], TICKS // len(data.columns))
            if across == 0:
                label_direction(axes, unit)
            for mark in column.marks[unit]:
                _draw_mark(axes, mark, len(names) - 1 - names.index(mark.name))
    return figure


def _format_label(name: str, columns: int) -> str:
    return fit_text(name, NARROW_POINTS) if columns >= MANY_COLUMNS else name


def _format_headings(columns: Sequence[ForestColumn], labels: Sequence[str]) -> list[str]:
    width = measure_columns(labels, len(columns))
    found = [
        "\n".join(fit_text(line, width) for line in (column.heading, label_conditions(column.conditions)))
        for column in columns
    ]
    most = max(heading.count("\n") for heading in found)
    return [heading + "\n" * (most - heading.count("\n")) for heading in found]


def _find_height(data: ForestFigure, headings: Sequence[str], labels: Mapping[Unit, Sequence[str]]) -> float:
    lines = len(labels) + count_lines(fit_title(data.title), fit_text(data.note), headings[0])
    rows = [name for names in labels.values() for name in names]
    row = LINE_CM * max(map(count_lines, rows)) - SNUG_CM
    return FOREST_AIR_CM + LINE_CM * lines + row * len(rows)
