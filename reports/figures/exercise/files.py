"""Which figures an exercise has, for papers and as files, and which it has not, and why."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from reports.figures.exercise.brought import MIN_REPLICATIONS, build_effects_figure, draw_effects
from reports.figures.exercise.campus import build_campus_figure, draw_campus
from reports.figures.exercise.shares import draw_shares, build_shares
from reports.figures.exercise.timeline import build_timeline
from reports.figures.exercise.timeline_drawing import draw_timeline
from reports.figures.rendering import Drawing, RenderedFigure, render_figures, write_drawings
from sim.drill.after import Review
from sim.drill.split import Counterfactual

NOTHING_PLAYED = "the exercise was stopped before anything was played"
MISSING_REASONS = dict.fromkeys(("timeline", "maps", "shares", "brought"), NOTHING_PLAYED)
"""Figures that a reader looks for, and why there may be none."""
NOT_PLAYED = "the other emergencies that it stands on were not played"
FEW_PLAYED = f"fewer than {MIN_REPLICATIONS} other emergencies were played"


def iterate_drawings(review: Review, counterfactual: Counterfactual | None = None) -> Iterator[Drawing]:
    """The figures of an exercise, in the order of a report. found: of the thousand replications, if they were played."""
    if (timeline := build_timeline(review)) is not None:
        yield Drawing("timeline", timeline.title, timeline.alt, partial(draw_timeline, timeline))
    if (campus := build_campus_figure(review)) is not None:
        yield Drawing("maps", campus.title, campus.alt, partial(draw_campus, campus))
    if (shares := build_shares(review)) is not None:
        yield Drawing("shares", shares.title, shares.alt, partial(draw_shares, shares))
    if counterfactual is not None and (brought := build_effects_figure(review, counterfactual)) is not None:
        yield Drawing("brought", brought.title, brought.alt, partial(draw_effects, brought))


def draw_exercise_figures(review: Review, counterfactual: Counterfactual | None = None) -> list[RenderedFigure]:
    """Draws them, as SVG and PNG."""
    return render_figures(iterate_drawings(review, counterfactual))


def explain_missing_figures(review: Review, counterfactual: Counterfactual | None = None) -> list[str]:
    """Which figure there is none of, and why, a sentence each. Draws nothing."""
    names = {drawing.name for drawing in iterate_drawings(review, counterfactual)}
    missing = dict(MISSING_REASONS)
    if review.stopped > 0.0:
        missing["brought"] = FEW_PLAYED if counterfactual else NOT_PLAYED
    return [f"{name}: {why}" for name, why in missing.items() if name not in names]


def write_exercise_figures(review: Review, counterfactual: Counterfactual | None, folder: Path) -> list[Path]:
    """Writes all of them as SVG, PDF and PNG, with their alt texts. Returns the files. Raises OSError."""
    return write_drawings(iterate_drawings(review, counterfactual), folder)
