"""Which figures an exercise has, for papers and as files, and which it has not, and why."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from reports.figures.exercise.brought import FEWEST, brought_of, draw_brought
from reports.figures.exercise.campus import campus_of, draw_campus
from reports.figures.exercise.shares import draw_shares, shares_of
from reports.figures.exercise.timeline import timeline_of
from reports.figures.exercise.timeline_drawing import draw_timeline
from reports.figures.rendering import Drawing, Drawn, drawn, write
from sim.drill.after import After
from sim.drill.split import Split

NOTHING_PLAYED = "the exercise was stopped before anything was played"
MISSING = dict.fromkeys(("timeline", "maps", "shares", "brought"), NOTHING_PLAYED)
"""Figures that a reader looks for, and why there may be none."""
NOT_PLAYED = "the other emergencies that it stands on were not played"
FEW_PLAYED = f"fewer than {FEWEST} other emergencies were played"


def exercise_drawings(after: After, found: Split | None = None) -> Iterator[Drawing]:
    """The figures of an exercise, in the order of a report. found: of the thousand replications, if they were played."""
    if (timeline := timeline_of(after)) is not None:
        yield Drawing("timeline", timeline.title, timeline.alt, partial(draw_timeline, timeline))
    if (campus := campus_of(after)) is not None:
        yield Drawing("maps", campus.title, campus.alt, partial(draw_campus, campus))
    if (shares := shares_of(after)) is not None:
        yield Drawing("shares", shares.title, shares.alt, partial(draw_shares, shares))
    if found is not None and (brought := brought_of(after, found)) is not None:
        yield Drawing("brought", brought.title, brought.alt, partial(draw_brought, brought))


def exercise_figures(after: After, found: Split | None = None) -> list[Drawn]:
    """Draws them, as SVG and PNG."""
    return drawn(exercise_drawings(after, found))


def exercise_left_out(after: After, found: Split | None = None) -> list[str]:
    """Which figure there is none of, and why, a sentence each. Draws nothing."""
    names = {drawing.name for drawing in exercise_drawings(after, found)}
    missing = dict(MISSING)
    if after.stopped > 0.0:
        missing["brought"] = FEW_PLAYED if found else NOT_PLAYED
    return [f"{name}: {why}" for name, why in missing.items() if name not in names]


def write_exercise_figures(after: After, found: Split | None, folder: Path) -> list[Path]:
    """Writes all of them as SVG, PDF and PNG, with their alt texts. Returns the files. Raises OSError."""
    return write(exercise_drawings(after, found), folder)
