"""What the alert brought and what the room brought: twin − autopilot, and autopilot − room, over the replications and in this play.

Both columns share one scale, so that one sees which of the two was larger. The mark is the mean over the replications with its interval;
the star is the one play that the room saw, which may lie far from it. What an arm did not reach has no time: it is counted in the title
and in the note. `brought_of` works out what is drawn, `draw_brought` draws it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.brought import NOT_REACHED, OFTEN, Row, matters, missed_by, missed_in_row, missed_in_words
from reports.brought_words import WHERE_BOTH, WHO, hidden, leaning, main_rows, reached, sooner
from reports.figures.exercise.arms import joined, who_is_who
from reports.figures.looks import HEIGHT_CM, blank, fitted, fitted_title, frame, short_title
from reports.figures.marks import Mark, Scale, draw_mark, draw_scale, rows_axis, scale_of, which_way
from reports.names import capital, emergencies, measure_name
from reports.quantities import difference, out_of
from sim.drill.after import After
from sim.drill.ruled import ruled
from sim.drill.split import Effect, Split, shown

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FEWEST = 20
"""Replications without which an interval says nothing."""
SHOWN = (
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
class BroughtFigure:
    """Everything that is drawn. names: of the measures, from the top; columns: the marks of the alert, and of the room if it was asked."""

    title: str
    names: tuple[str, ...]
    columns: tuple[tuple[Mark, ...], ...]
    scale: Scale
    note: str
    alt: str


def brought_of(after: After, found: Split) -> BroughtFigure | None:
    """What is drawn; None where nothing was played, or too few replications for an interval."""
    if after.stopped <= 0.0 or found.replications < FEWEST:
        return None
    told = _rows(found)
    columns = tuple(_marks(told, place) for place in range(len(told[0]) if told else 0))
    names = tuple(measure_name(row[0].measure) for row in told)
    scale = scale_of("s", [mark for column in columns for mark in column])
    title, rest = short_title(capital(_title(told, found.replications)))
    note = joined(
        hidden(found),
        rest,
        f"Means of {emergencies(found.replications)} of this kind.",
        KEY,
        SCALE if scale.stretched else "",
        _not_reached(told, found.replications),
        _not_given(found),
        who_is_who(after),
        ruled(after.state),
    )
    return BroughtFigure(title, names, columns, scale, note, _alt(columns, title, note))


def _rows(found: Split) -> list[Row]:
    """Those of the figure that this kind of emergency has."""
    columns = [
        {one.measure: one for one in effects if one.unit == "s" and shown(one.measure)}
        for effects in (found.alert, found.room)
        if effects
    ]
    return [tuple(column[name] for column in columns) for name in SHOWN if name in columns[0]]


def _marks(told: Sequence[Row], place: int) -> tuple[Mark, ...]:
    """A column. What was never reached in both arms has no mark."""
    return tuple(mark_of(row[place]) for row in told if row[place].improvement is not None)


def mark_of(effect: Effect) -> Mark:
    """One effect that has a mean, sooner to the right."""
    low, high = _limits(effect)
    return Mark(
        measure=effect.measure,
        name=measure_name(effect.measure),
        reduction=_mean(effect),
        low=low,
        high=high,
        inputs=None,
        delta=None,
        direction=leaning(effect),
        certain=True,
        said=sooner(effect),
        here=effect.here.value if effect.here.reached else None,
    )


def _limits(effect: Effect) -> tuple[float, float]:
    """Of the interval, or the mean where there is none."""
    interval = effect.interval
    return (_mean(effect), _mean(effect)) if interval is None else (interval.low, interval.high)


def _mean(effect: Effect) -> float:
    return effect.improvement or 0.0


def _title(told: Sequence[Row], n: int) -> str:
    """What each brought, for the measures that matter most, and who did not come to it."""
    said = [_in_title(row, n) for row in main_rows(told)]
    return "; ".join(said) or "what the alert brought, and what the room brought"


def _in_title(row: Row, n: int) -> str:
    """How often it was reached comes first where that differs so that it matters; lesser counts stand in brackets."""
    said = [_words(who, effect, n) for who, effect in zip(WHO, row, strict=False)]
    counts = missed_by(row)
    few = len({*counts.values()}) > 1 and not any(reached(effect, n) for effect in row)
    missed = f" ({NOT_REACHED} of {n:,}: {missed_in_words(row)})" if few else ""
    return f"{measure_name(row[0].measure)}: {', '.join(said)}{missed}"


def _words(who: str, effect: Effect, n: int) -> str:
    often = reached(effect, n)
    if not often:
        return f"{who} {sooner(effect)}"
    time = sooner(effect) if effect.improvement is None else f"{sooner(effect)} {WHERE_BOTH}"
    return f"with the {who} {often} ({time})"


def _not_reached(told: Sequence[Row], n: int) -> str:
    """What the means leave out: measure by measure where the counts differ so that it matters."""
    if not any(any(missed_by(row).values()) for row in told):
        return ""
    differ = [row for row in told if any(matters(effect, n) for effect in row)]
    said = "; ".join(f"{measure_name(row[0].measure)} {missed_in_row(row)}" for row in differ)
    counts = f"Not reached of {n:,} ({', '.join(missed_by(told[0]))}): {said}." if said else ""
    return joined("A mean is of the emergencies in which both arms reached it.", counts)


def _not_given(found: Split) -> str:
    """Decisions that were not given in 1 of 100 emergencies, or more."""
    n = found.replications
    few = {name: count for name, count in found.applied.items() if n - count >= OFTEN * n}
    said = ", ".join(f"{name} in {out_of(count, n)}" for name, count in few.items())
    return f"Given where what it answers came up: {said}." if said else ""


def _alt(columns: Sequence[Sequence[Mark]], title: str, note: str) -> str:
    """The figure in words."""
    said = [
        f"{capital(heading)} ({what}): {'; '.join(_in_words(mark) for mark in column)}."
        for heading, what, column in zip(HEADINGS, DIFFERENCES, columns, strict=False)
    ]
    return f"Forest plot of what each brought. {title}. {' '.join(said)} {note}"


def _in_words(mark: Mark) -> str:
    """A mark, and this play."""
    if mark.here is None:
        return f"{mark.name} {mark.said}"
    return f"{mark.name} {mark.said}, in this play {difference(mark.here, mark.measure, 's', 1.0)}"


def draw_brought(data: BroughtFigure) -> Figure:
    """The figure. Only within `our_style`."""
    texts = (fitted_title(data.title), fitted(data.note))
    lines = 3 + sum(text.count("\n") + 1 for text in texts)
    figure = blank(max(HEIGHT_CM, AIR_CM + LINE_CM * lines + ROW_CM * len(data.names)))
    frame(figure, data.title, data.note)
    for across, (heading, column) in enumerate(zip(HEADINGS, data.columns, strict=False)):
        axes = figure.add_subplot(1, len(data.columns), across + 1)
        axes.set_title(f"{heading}\n{DIFFERENCES[across]}", fontweight="normal")
        rows_axis(axes, data.names, labelled=across == 0)
        draw_scale(axes, "s", data.scale, 4)
        if across == 0:
            which_way(axes, "s", clear=26.0)
        for mark in column:
            draw_mark(axes, mark, len(data.names) - 1 - data.names.index(mark.name))
    return figure
