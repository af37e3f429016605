"""What the alert brought and what the room brought: twin − autopilot, and autopilot − room, over the replications and in this play.

Both columns share one scale, so that one sees which of the two was larger. The mark is the mean over the replications with its interval;
the star is the one play that the room saw, which may lie far from it. What an arm did not reach has no time: it is counted in the title
and in the note. `build_effects_figure` works out what is drawn, `draw_effects` draws it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.brought import NOT_REACHED, MIN_PROPORTION_DIFFERENCE, Row, is_notable, count_not_reached, format_not_reached, describe_not_reached
from reports.brought_words import WHERE_BOTH_TEXT, EFFECT_NAMES, describe_hidden, find_direction, select_main, describe_reached, describe_mean
from reports.figures.exercise.arms import join_sentences, explain_arms
from reports.figures.looks import HEIGHT_CM, create_figure, fit_text, fit_title, add_title_and_note, shorten_title
from reports.figures.marks import ForestMark, AxisScale, draw_mark, draw_scale, format_rows_axis, build_scale, label_direction
from reports.names import capitalize_first, count_emergencies, name_measure
from reports.quantities import format_difference, format_out_of
from sim.drill.after import Review
from sim.drill.ruled import describe_rulings
from sim.drill.split import Effect, Counterfactual, is_reported

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MIN_REPLICATIONS = 20
"""Replications without which an interval says nothing."""
FIGURE_MEASURES = (
    "first_campus_alert",
    "call_answered",
    "aware_t50",
    "aware_t90",
    "protected_t50",
    "protected_t90",
    "collapse_to_cpr",
    "aed_at_patient",
    "collapse_to_shock",
    "rset",
    "accountability_complete",
    "first_unit_on_scene",
    "hazard_over",
)
"""Measures of the figure, from the top; the report's table has all of them."""
HEADINGS = ("the alert", "the room")
DIFFERENCES = ("twin − autopilot", "autopilot − room")
KEY = "Thick line: 95 % interval, simulation error only. Circle: sooner; square: later; diamond: neither. Star: this play."
SCALE = "The scale is stretched near zero."
LINE_CM, ROW_CM, AIR_CM = 0.43, 0.52, 1.5


@dataclass(frozen=True)
class EffectsFigure:
    """Everything that is drawn. names: of the measures, from the top; columns: the marks of the alert, and of the room if it was asked."""

    title: str
    names: tuple[str, ...]
    columns: tuple[tuple[ForestMark, ...], ...]
    scale: AxisScale
    note: str
    alt: str


def build_effects_figure(review: Review, counterfactual: Counterfactual) -> EffectsFigure | None:
    """What is drawn; None where nothing was played, or too few replications for an interval."""
    if review.stopped <= 0.0 or counterfactual.replications < MIN_REPLICATIONS:
        return None
    told = _select_rows(counterfactual)
    columns = tuple(_build_marks(told, place) for place in range(len(told[0]) if told else 0))
    names = tuple(name_measure(row[0].measure) for row in told)
    scale = build_scale("s", [mark for column in columns for mark in column])
    title, rest = shorten_title(capitalize_first(_write_title(told, counterfactual.replications)))
    note = join_sentences(
        describe_hidden(counterfactual),
        rest,
        f"Means of {count_emergencies(counterfactual.replications)} of this kind.",
        KEY,
        SCALE if scale.is_stretched else "",
        _describe_not_reached(told, counterfactual.replications),
        _describe_not_given(counterfactual),
        explain_arms(review),
        describe_rulings(review.state),
    )
    return EffectsFigure(title, names, columns, scale, note, _write_alt(columns, title, note))


def _select_rows(counterfactual: Counterfactual) -> list[Row]:
    """Those of the figure that this kind of emergency has."""
    columns = [
        {one.measure: one for one in effects if one.unit == "s" and is_reported(one.measure)}
        for effects in (counterfactual.alert_effects, counterfactual.team_effects)
        if effects
    ]
    return [tuple(column[name] for column in columns) for name in FIGURE_MEASURES if name in columns[0]]


def _build_marks(told: Sequence[Row], place: int) -> tuple[ForestMark, ...]:
    """A column. What was never reached in both arms has no mark."""
    return tuple(build_mark(row[place]) for row in told if row[place].improvement is not None)


def build_mark(effect: Effect) -> ForestMark:
    """One effect that has a mean, sooner to the right."""
    low, high = _interval_limits(effect)
    return ForestMark(
        measure=effect.measure,
        name=name_measure(effect.measure),
        reduction=_mean_of(effect),
        low=low,
        high=high,
        inputs=None,
        delta=None,
        direction=find_direction(effect),
        is_certain=True,
        text=describe_mean(effect),
        observed=effect.observed.value if effect.observed.is_reached else None,
    )


def _interval_limits(effect: Effect) -> tuple[float, float]:
    """Of the interval, or the mean where there is none."""
    interval = effect.interval
    return (_mean_of(effect), _mean_of(effect)) if interval is None else (interval.low, interval.high)


def _mean_of(effect: Effect) -> float:
    return effect.improvement or 0.0


def _write_title(told: Sequence[Row], n: int) -> str:
    """What each brought, for the measures that matter most, and who did not come to it."""
    said = [_describe_in_title(row, n) for row in select_main(told)]
    return "; ".join(said) or "what the alert brought, and what the room brought"


def _describe_in_title(row: Row, n: int) -> str:
    """How often it was reached comes first where that differs so that it matters; lesser counts stand in brackets."""
    said = [_describe_effect(who, effect, n) for who, effect in zip(EFFECT_NAMES, row, strict=False)]
    counts = count_not_reached(row)
    few = len({*counts.values()}) > 1 and not any(describe_reached(effect, n) for effect in row)
    missed = f" ({NOT_REACHED} of {n:,}: {describe_not_reached(row)})" if few else ""
    return f"{name_measure(row[0].measure)}: {', '.join(said)}{missed}"


def _describe_effect(who: str, effect: Effect, n: int) -> str:
    often = describe_reached(effect, n)
    if not often:
        return f"{who} {describe_mean(effect)}"
    time = describe_mean(effect) if effect.improvement is None else f"{describe_mean(effect)} {WHERE_BOTH_TEXT}"
    return f"with the {who} {often} ({time})"


def _describe_not_reached(told: Sequence[Row], n: int) -> str:
    """What the means leave out: measure by measure where the counts differ so that it matters."""
    if not any(any(count_not_reached(row).values()) for row in told):
        return ""
    differ = [row for row in told if any(is_notable(effect, n) for effect in row)]
    said = "; ".join(f"{name_measure(row[0].measure)} {format_not_reached(row)}" for row in differ)
    counts = f"Not reached of {n:,} ({', '.join(count_not_reached(told[0]))}): {said}." if said else ""
    return join_sentences("A mean is of the emergencies in which both arms reached it.", counts)


def _describe_not_given(counterfactual: Counterfactual) -> str:
    """Decisions that were not given in 1 of 100 emergencies, or more."""
    n = counterfactual.replications
    few = {name: count for name, count in counterfactual.times_applied.items() if n - count >= MIN_PROPORTION_DIFFERENCE * n}
    said = ", ".join(f"{name} in {format_out_of(count, n)}" for name, count in few.items())
    return f"Given where what it answers came up: {said}." if said else ""


def _write_alt(columns: Sequence[Sequence[ForestMark]], title: str, note: str) -> str:
    """The figure in words."""
    said = [
        f"{capitalize_first(heading)} ({what}): {'; '.join(_describe_mark(mark) for mark in column)}."
        for heading, what, column in zip(HEADINGS, DIFFERENCES, columns, strict=False)
    ]
    return f"Forest plot of what each brought. {title}. {' '.join(said)} {note}"


def _describe_mark(mark: ForestMark) -> str:
    """A mark, and this play."""
    if mark.observed is None:
        return f"{mark.name} {mark.text}"
    return f"{mark.name} {mark.text}, in this play {format_difference(mark.observed, mark.measure, 's', 1.0)}"


def draw_effects(data: EffectsFigure) -> Figure:
    """The figure. Only within `our_style`."""
    texts = (fit_title(data.title), fit_text(data.note))
    lines = 3 + sum(text.count("\n") + 1 for text in texts)
    figure = create_figure(max(HEIGHT_CM, AIR_CM + LINE_CM * lines + ROW_CM * len(data.names)))
    add_title_and_note(figure, data.title, data.note)
    for across, (heading, column) in enumerate(zip(HEADINGS, data.columns, strict=False)):
        axes = figure.add_subplot(1, len(data.columns), across + 1)
        axes.set_title(f"{heading}\n{DIFFERENCES[across]}", fontweight="normal")
        format_rows_axis(axes, data.names, labelled=across == 0)
        draw_scale(axes, "s", data.scale, 4)
        if across == 0:
            label_direction(axes, "s", clear=26.0)
        for mark in column:
            draw_mark(axes, mark, len(data.names) - 1 - data.names.index(mark.name))
    return figure
