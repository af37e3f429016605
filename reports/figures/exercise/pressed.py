"""Decisions under time pressure against the model: how long the room took, and how long the model's own people in that role take.

For planners who ask for it, and in no figure of an exercise by default: it says where somebody stands among others. Only pressed windows
are compared, since talk is not response time. The strip of a role is the law that the model draws its decision time from, so it is exact
and plays nothing. `pressed_of` works out what is drawn, `draw_pressed` draws it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.figures.exercise.events import timeline_label
from reports.figures.looks import (
    HEIGHT_CM,
    INK,
    blank,
    drawable,
    few_lines,
    fitted,
    fitted_title,
    frame,
    time_axis,
)
from reports.names import capital
from reports.quantities import clock, from_to
from sim.drill.after import After
from sim.drill.parts import Window
from sim.drill.people import title_of
from sim.laws import Law
from sim.purposes import Purpose

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
LABEL = 130.0
"""Points that a role may take."""
ROW_CM, LINE_CM, AIR_CM = 0.95, 0.43, 1.7
PALE, DARK = "#cfe3f5", "#7fb3d5"
NOTE = (
    "Strip: the model's own decision time for that role; pale: 90 of 100, dark: the middle half, line: the median. "
    "Star: this exercise, measured while the incident went on."
)


@dataclass(frozen=True)
class PressedRow:
    """A pressed decision. took: seconds of T+ from question to answer; quantiles: of the model's own time, as in QUANTILES.

    slower: share of the model's people in that role who are faster, 0 to 1.
    """

    label: str
    role: str
    took: float
    quantiles: tuple[float, ...]
    slower: float


@dataclass(frozen=True)
class PressedFigure:
    """Everything that is drawn. limit: seconds at the right end."""

    title: str
    rows: tuple[PressedRow, ...]
    limit: float
    note: str
    alt: str


def pressed_of(after: After) -> PressedFigure | None:
    """What is drawn; None where nothing was decided under time pressure."""
    windows = [one for one in after.state.windows.values() if one.answer.get("source") == "measured"]
    rows = tuple(_row(after, window) for window in windows)
    if not rows:
        return None
    title = capital("; ".join(_finding(row) for row in rows[:2]))
    limit = 1.08 * max(max(row.took, row.quantiles[-1]) for row in rows)
    return PressedFigure(title, rows, limit, NOTE, _alt(rows, title))


def _row(after: After, window: Window) -> PressedRow:
    law = law_of_role(after, window.decision.of)
    took = float(window.answer["thinking"])
    role = title_of(after.state.exercise, window.decision.of)
    return PressedRow(
        timeline_label(window.decision.id),
        role,
        took,
        tuple(law.quantile(u) for u in QUANTILES),
        share_below(law, took),
    )


def law_of_role(after: After, role: str) -> Law:
    """What the model draws the decision time of a role from."""
    tables = after.state.engines.room.tables
    stream = tables.streams[Purpose.DECISION]
    person = tables.staff.ids.index(after.state.roster_id(role))
    return stream.laws[0 if stream.which is None else int(stream.which[person])]


def share_below(law: Law, value: float) -> float:
    """Share of draws that are smaller, to a thousandth."""
    low, high = 0.0, 1.0
    while high - low > 0.0005:
        middle = (low + high) / 2.0
        low, high = (middle, high) if law.quantile(middle) < value else (low, middle)
    return (low + high) / 2.0


def _finding(row: PressedRow) -> str:
    """One decision against the middle half of the model."""
    half = from_to(clock(row.quantiles[1]), clock(row.quantiles[3]))
    return f"{row.label} decided in {clock(row.took)}; half of the model's people in that role take {half}"


def _alt(rows: Sequence[PressedRow], title: str) -> str:
    """The figure in words."""
    said = [
        f"{row.label}, {row.role}: {clock(row.took)} in this exercise; model: median {clock(row.quantiles[2])}, "
        f"90 of 100 within {from_to(clock(row.quantiles[0]), clock(row.quantiles[4]))}; slower than {100 * row.slower:.0f} of 100."
        for row in rows
    ]
    return f"Strips of decision times. {title}. {' '.join(said)} {NOTE}"


def draw_pressed(data: PressedFigure) -> Figure:
    """The figure. Only within `our_style`."""
    texts = (fitted_title(data.title), fitted(data.note))
    lines = sum(text.count("\n") + 1 for text in texts)
    figure = blank(max(HEIGHT_CM / 2, AIR_CM + LINE_CM * lines + ROW_CM * len(data.rows)))
    frame(figure, data.title, data.note)
    axes = figure.add_subplot()
    for place, row in enumerate(data.rows):
        _draw_row(axes, row, place)
    names = [f"{row.label} {row.role}" if drawable(row.role) else row.label for row in data.rows]
    axes.set_yticks(range(len(names)), [few_lines(name, LABEL, 2) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    time_axis(axes, data.limit)
    axes.set_xlabel("minutes from question to answer")
    return figure


def _draw_row(axes: Axes, row: PressedRow, place: int) -> None:
    low, first, middle, third, high = row.quantiles
    axes.barh(place, high - low, left=low, height=0.5, color=PALE, edgecolor=INK, linewidth=0.5)
    axes.barh(place, third - first, left=first, height=0.5, color=DARK, edgecolor=INK, linewidth=0.5)
    axes.plot((middle, middle), (place - 0.25, place + 0.25), color=INK, linewidth=1.6)
    axes.plot(
        [row.took], [place], color=INK, marker="*", markersize=12, markerfacecolor="white", linestyle=""
    )
    axes.annotate(
        clock(row.took),
        (row.took, place - 0.3),
        xytext=(0, 1),
        textcoords="offset points",
        ha="center",
        va="bottom",
    )
