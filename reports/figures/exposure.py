"""Person-minutes unprotected and exposed by strategy, for planners: a column for each, a block of bars for each day.

Bars are means over the replications, with their interval; every bar begins at zero. The title says what the rows of the answer say, pair
by pair: bars whose intervals overlap may differ for certain, since all strategies have the same luck. Both columns have a scale of their
own, since nearly everybody is unprotected for a while and few are ever in reach. `exposure_of` works out what is drawn, `draw_exposure`
draws it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.differences import mean_in
from reports.figures.looks import (
    HEIGHT_CM,
    INK,
    TAG,
    Look,
    blank,
    column_points,
    fitted,
    fitted_title,
    frame,
    looks_of,
    paler,
)
from reports.figures.titles import caution, on_every_day, over_rows
from reports.harm import hidden
from reports.lookup import Lookup
from reports.names import capital, day, emergencies, label, measure_name
from sim.comparison import Comparison
from sim.summaries import Arm, Summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MEASURES = ("unprotected_person_minutes", "exposed_person_minutes")
BAR, DAY_CM, LINE_CM, AIR_CM = 0.62, 0.45, 0.43, 1.6
"""Centimetres of a bar with its air, of the name of a day, of a line of text, and around all."""
ROOM = 1.36
"""The axis goes so far beyond the longest bar, for its number."""
HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----", "oo")
"""In the order of the strategies, so that bars are told apart without colour."""


@dataclass(frozen=True)
class Bar:
    """One strategy on one day. value, low, high: person-minutes; limits equal the value where there is no interval."""

    label: str
    look: Look
    hatch: str
    value: float
    low: float
    high: float
    said: str


@dataclass(frozen=True)
class ExposureDay:
    """One day. bars: for each measure, from the top."""

    heading: str
    bars: tuple[tuple[Bar, ...], ...]


@dataclass(frozen=True)
class ExposureFigure:
    """Everything that is drawn. names: of the measures, a column each."""

    title: str
    names: tuple[str, ...]
    days: tuple[ExposureDay, ...]
    note: str
    alt: str


def exposure_of(comparison: Comparison) -> ExposureFigure | None:
    """What is drawn; None where no person-minutes are counted."""
    lookup = Lookup(comparison)
    measures = [one for one in MEASURES if any(found.measure == one for found in comparison.measures)]
    if not measures:
        return None
    days = tuple(_day(lookup, conditions, measures) for conditions in comparison.conditions)
    names = tuple(measure_name(one) for one in measures)
    says, rest = over_rows(lookup, measures)
    title = capital(says or _title(lookup, names, days[0]))
    means = f"Means of {emergencies(comparison.replications)}, from onset to the end of the threat."
    note = " ".join(filter(None, (hidden(lookup, measures), rest, means)))
    note += " Line: 95 % interval, simulation error only. Each column has its own scale." + caution(lookup)
    return ExposureFigure(title, names, days, note, _alt(names, days, title, note))


def _day(lookup: Lookup, conditions: tuple[str, ...], measures: Sequence[str]) -> ExposureDay:
    arms = [arm for arm in lookup.arms() if arm.conditions == conditions]
    bars = tuple(
        tuple(_bar(lookup, arm, found) for arm in arms if (found := lookup.summary(arm, measure)) is not None)
        for measure in measures
    )
    return ExposureDay(capital(day(conditions)), bars)


def _bar(lookup: Lookup, arm: Arm, found: Summary) -> Bar:
    strategies = lookup.comparison.strategies
    name = label(arm.strategy, lookup.comparison.present_practice)
    low = found.mean if found.ci_low is None else found.ci_low
    high = found.mean if found.ci_high is None else found.ci_high
    hatch = HATCHES[strategies.index(arm.strategy) % len(HATCHES)]
    return Bar(
        name, looks_of(strategies)[arm.strategy], hatch, found.mean, low, high, mean_in(lookup, found).text
    )


def _title(lookup: Lookup, names: Sequence[str], first: ExposureDay) -> str:
    """Where nothing is compared: each measure of each strategy, on the first day."""
    said = "; ".join(
        f"{name}: {', '.join(f'{bar.label} {bar.said}' for bar in bars)}"
        for name, bars in zip(names, first.bars, strict=True)
    )
    return ": ".join(filter(None, (on_every_day(lookup), said)))


def _alt(names: Sequence[str], days: Sequence[ExposureDay], title: str, note: str) -> str:
    """The figure in words."""
    said = [
        f"{one.heading}, {name}: {', '.join(f'{bar.label} {bar.said}' for bar in bars)}."
        for one in days
        for name, bars in zip(names, one.bars, strict=True)
    ]
    return f"Bar chart of person-minutes by strategy. {title}. {' '.join(said)} {note}"


def draw_exposure(data: ExposureFigure) -> Figure:
    """The figure. Only within `our_style`."""
    counts = [len(one.bars[0]) for one in data.days]
    texts = (fitted_title(data.title), fitted(data.note))
    lines = 2 + sum(text.count("\n") + 1 for text in texts)
    height = AIR_CM + LINE_CM * lines + DAY_CM * len(counts) + BAR * sum(counts)
    figure = blank(max(HEIGHT_CM, height))
    frame(figure, data.title, data.note)
    labels = [bar.label for one in data.days for bar in one.bars[0]]
    for across, name in enumerate(data.names):
        axes = figure.add_subplot(1, len(data.names), across + 1)
        axes.set_title(fitted(name, column_points(labels, len(data.names)), weight="bold"))
        _draw_column(axes, data, across)
        axes.set_xlabel("person-minutes")
    return figure


def _draw_column(axes: Axes, data: ExposureFigure, across: int) -> None:
    """One measure: the days from the top, with their names where there are several."""
    place, places, labels = 0.0, [], []
    longest = max((bar.high for one in data.days for bar in one.bars[across]), default=0.0) or 1.0
    for one in data.days:
        if len(data.days) > 1:
            axes.annotate(
                one.heading, (0.0, place), xytext=(3, 0), textcoords="offset points", va="center_baseline",
                color=INK, bbox=TAG,
            )  # fmt: skip
            place += 0.95
        for bar in one.bars[across]:
            _draw_bar(axes, bar, place)
            places.append(place)
            labels.append(bar.label)
            place += 1.0
        place += 0.2
    axes.set_ylim(place - 0.4, -0.6)
    axes.set_xlim(0.0, ROOM * longest)
    axes.set_yticks(places, labels if across == 0 else [""] * len(labels))
    axes.tick_params(axis="y", length=0)
    _ticks(axes)


def _draw_bar(axes: Axes, bar: Bar, place: float) -> None:
    axes.barh(
        place,
        bar.value,
        height=0.7,
        color=paler(bar.look.colour, 0.55),
        edgecolor=bar.look.colour,
        hatch=bar.hatch,
        linewidth=0.8,
    )
    axes.plot((bar.low, bar.high), (place, place), color=INK, linewidth=2.0, solid_capstyle="butt")
    end = max(bar.value, bar.high)
    axes.annotate(bar.said, (end, place), xytext=(4, 0), textcoords="offset points", va="center_baseline")


def _ticks(axes: Axes) -> None:
    """A few round numbers."""
    from matplotlib.ticker import MaxNLocator

    limit = axes.get_xlim()[1]
    ticks = [
        float(one) for one in MaxNLocator(3, min_n_ticks=2).tick_values(0.0, limit) if 0.0 <= one <= limit
    ]
    axes.set_xticks(ticks, [f"{tick:,g}" for tick in ticks])
    axes.grid(axis="x")
