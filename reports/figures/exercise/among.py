"""The play among a thousand emergencies of its kind: a panel for each arm, with the band in which the middle 80 of 100 lie.

One play is luck. The band says how much of it; the line of this play says where it lies. Bands of three arms in one panel would be told
apart by nobody. The same decisions are given in every emergency, when what they answer comes up; where it never does, they are not given.

`among_of` works out what is drawn, `draw_among` draws it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reports.brought_words import hidden
from reports.figures.exercise.arms import joined, moment
from reports.figures.exercise.shares import COUNTED, Line, kinds, limit_of, line_of, shares_axis
from reports.figures.looks import blank, frame, paler, time_axis
from reports.names import capital, emergencies
from sim.comparison import Curve, What
from sim.drill.after import After
from sim.drill.arms import NAMES, ROOM, TWIN
from sim.drill.ruled import ruled
from sim.drill.split import Split
from sim.percent import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FEWEST = 20
"""Replications without which a band says nothing."""
STEP = 30.0
"""Seconds of T+: the moment that the title is about is a multiple."""


@dataclass(frozen=True)
class AmongPanel:
    """One arm and one kind of share. play: this play; many: mean and band over the replications."""

    what: What
    play: Line
    many: Curve


@dataclass(frozen=True)
class AmongFigure:
    """Everything that is drawn. rows: for each kind of share the panels of the arms."""

    title: str
    rows: tuple[tuple[AmongPanel, ...], ...]
    limit: float
    note: str
    alt: str


def among_of(after: After, found: Split) -> AmongFigure | None:
    """What is drawn; None where nothing was played, or too few replications for a band."""
    if after.stopped <= 0.0 or found.replications < FEWEST or not found.curves:
        return None
    limit = limit_of(after)
    many = {(curve.strategy, curve.what): curve for curve in found.curves}
    rows = tuple(
        tuple(AmongPanel(what, line_of(after, name, what, limit), many[name, what]) for name in NAMES)
        for what in kinds(after)
    )
    title = capital(_title(rows[0], found.replications, limit))
    played = emergencies(found.replications)
    note = joined(
        hidden(found),
        f"Thick: this play. Thin, and band: mean, and the middle 80 of 100, of {played} of this kind, "
        "with the same decisions.",
        ruled(after.state),
    )
    return AmongFigure(title, rows, limit, note, _alt(rows, limit, title, note))


def widest(panels: tuple[AmongPanel, ...], limit: float) -> float:
    """T+ at which room and twin differ most on average, of the whole half minutes within the axis."""
    means = {panel.play.arm: panel.many for panel in panels}
    times = [STEP * n for n in range(1, int(limit / STEP) + 1)]
    gaps = [abs(mean_at(means[ROOM], time) - mean_at(means[TWIN], time)) for time in times]
    return times[int(np.argmax(gaps))]


def mean_at(curve: Curve, time: float) -> float:
    """The mean share at a T+, 0 to 1."""
    return float(np.interp(time, curve.times, curve.mean))


def share_at(line: Line, time: float) -> float:
    """The share of this play at a T+, 0 to 1."""
    return line.shares[int(np.searchsorted(line.times, time, side="right")) - 1]


def _title(panels: tuple[AmongPanel, ...], n: int, limit: float) -> str:
    """How this play compares at one moment."""
    time = widest(panels, limit)
    said: list[str] = []
    for panel in panels:
        here, mean = percent(share_at(panel.play, time)), percent(mean_at(panel.many, time))
        average = "" if said else f"on average of {emergencies(n)} "
        said.append(f"{panel.play.arm} {here} % ({average}{mean} %)")
    return f"{COUNTED[panels[0].what]} by {moment(time)}: {', '.join(said)}"


def _alt(rows: tuple[tuple[AmongPanel, ...], ...], limit: float, title: str, note: str) -> str:
    """The figure in words: each panel at the moment of the title."""
    time = widest(rows[0], limit)
    said = []
    for panel in (panel for row in rows for panel in row):
        low, high = (
            percent(float(np.interp(time, panel.many.times, band)))
            for band in (panel.many.low, panel.many.high)
        )
        here, mean = percent(share_at(panel.play, time)), percent(mean_at(panel.many, time))
        said.append(
            f"{capital(COUNTED[panel.what])}, {panel.play.arm}, by {moment(time)}: {here} % in this play, "
            f"{mean} % on average, band {low} to {high} %."
        )
    return f"Line charts of shares over time, a panel for each arm. {title}. {' '.join(said)} {note}"


def draw_among(data: AmongFigure) -> Figure:
    """The figure. Only within `our_style`."""
    figure = blank()
    frame(figure, data.title, data.note)
    first: Axes | None = None
    grid = figure.add_gridspec(len(data.rows), len(NAMES))
    for down, row in enumerate(data.rows):
        for across, panel in enumerate(row):
            axes = figure.add_subplot(grid[down, across], sharey=first)
            first = first or axes
            _draw_panel(axes, panel)
            time_axis(axes, data.limit, most=3)
            axes.tick_params(labelleft=across == 0, labelbottom=down == len(data.rows) - 1)
            if down == 0:
                axes.set_title(panel.play.arm, color=panel.play.look.colour)
            if down == len(data.rows) - 1:
                axes.set_xlabel("minutes from onset")
            if across == 0:
                axes.set_ylabel(COUNTED[panel.what].split()[-1])
    return figure


def _draw_panel(axes: Axes, panel: AmongPanel) -> None:
    colour, many = panel.play.look.colour, panel.many
    axes.fill_between(many.times, many.low, many.high, color=paler(colour, 0.22), linewidth=0)
    axes.plot(many.times, many.mean, color=colour, linewidth=0.9)
    axes.plot(panel.play.times, panel.play.shares, color=colour, drawstyle="steps-post", label=panel.play.arm)
    shares_axis(axes, few=True)
    axes.set_ylim(0.0, 1.03)
