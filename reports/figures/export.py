"""Which figures a comparison and an exercise have, as files and for documents, and why one is missing.

Figures of an exercise never show survival, counts of people exposed, percentiles of a person, or names of people.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from reports.figures.campus_snapshots import build_campus_figure, draw_campus
from reports.figures.forest_plot import (
    MIN_REPLICATIONS,
    build_effects_figure,
    build_forest,
    draw_effects,
    draw_forest,
)
from reports.figures.response_chain import build_chain, draw_chain
from reports.figures.style import Drawing, RenderedFigure, render_figures, write_drawings
from reports.figures.time_curves import CURVE_FORMATS, build_curves, build_shares, draw_curves, draw_shares
from reports.figures.timeline import build_timeline, draw_timeline
from reports.figures.tornado_plot import build_tornados, draw_tornado
from sim.exercise.counterfactual import Counterfactual
from sim.exercise.review import Review
from sim.experiment.comparison import Comparison

NOTHING_PLAYED = "the exercise was stopped before anything happened"
MISSING_EXERCISE_REASONS = dict.fromkeys(("timeline", "maps", "shares", "brought"), NOTHING_PLAYED)
"""Reasons for figures that a reader may miss."""
NOT_PLAYED = "its replications were not run"
FEW_PLAYED = f"fewer than {MIN_REPLICATIONS} replications were run"


def iterate_exercise_drawings(
    review: Review, counterfactual: Counterfactual | None = None
) -> Iterator[Drawing]:
    """The figures of an exercise, in the order of a report. counterfactual: its replications, if they were run."""
    if (timeline := build_timeline(review)) is not None:
        yield Drawing("timeline", timeline.title, timeline.alt, partial(draw_timeline, timeline))
    if (campus := build_campus_figure(review)) is not None:
        yield Drawing("maps", campus.title, campus.alt, partial(draw_campus, campus))
    if (shares := build_shares(review)) is not None:
        yield Drawing("shares", shares.title, shares.alt, partial(draw_shares, shares))
    if counterfactual is not None and (brought := build_effects_figure(review, counterfactual)) is not None:
        yield Drawing("brought", brought.title, brought.alt, partial(draw_effects, brought))


def draw_exercise_figures(
    review: Review, counterfactual: Counterfactual | None = None
) -> list[RenderedFigure]:
    """Draws them, as SVG and PNG."""
    return render_figures(iterate_exercise_drawings(review, counterfactual))


def explain_missing_figures(review: Review, counterfactual: Counterfactual | None = None) -> list[str]:
    """The missing figures with their reasons."""
    names = {drawing.name for drawing in iterate_exercise_drawings(review, counterfactual)}
    missing = dict(MISSING_EXERCISE_REASONS)
    if review.stopped > 0.0:
        missing["brought"] = FEW_PLAYED if counterfactual else NOT_PLAYED
    return [f"{name}: {why}" for name, why in missing.items() if name not in names]


def write_exercise_figures(review: Review, counterfactual: Counterfactual | None, folder: Path) -> list[Path]:
    """Writes all of them as SVG, PDF and PNG, with their alt texts. Returns the files. Raises OSError."""
    return write_drawings(iterate_exercise_drawings(review, counterfactual), folder)


MISSING_COMPARISON_REASONS = {
    "protected": "this emergency has no protective action",
    "forest": "nothing is compared",
    "tornado": "no assumed input moves a primary difference",
}
"""Reasons for figures that a reader may miss."""


def iterate_comparison_drawings(comparison: Comparison) -> Iterator[Drawing]:
    """The figures that a comparison has."""
    for what in CURVE_FORMATS:
        if (curves := build_curves(comparison, what)) is not None:
            yield Drawing(what, curves.title, curves.alt, partial(draw_curves, curves))
    if (forest := build_forest(comparison)) is not None:
        yield Drawing("forest", forest.title, forest.alt, partial(draw_forest, forest))
    if (chain := build_chain(comparison)) is not None:
        yield Drawing("chain", chain.title, chain.alt, partial(draw_chain, chain))
    for number, tornado in enumerate(build_tornados(comparison), 1):
        name = "tornado" if number == 1 else f"tornado-{number}"
        yield Drawing(name, tornado.title, tornado.alt, partial(draw_tornado, tornado))


def draw_planner_figures(comparison: Comparison) -> list[RenderedFigure]:
    """All figures of a comparison, as SVG and PNG."""
    return render_figures(iterate_comparison_drawings(comparison))


def explain_missing(comparison: Comparison) -> list[str]:
    """The missing figures with their reasons: "forest: nothing is compared"."""
    names = {drawing.name for drawing in iterate_comparison_drawings(comparison)}
    return [f"{name}: {why}" for name, why in MISSING_COMPARISON_REASONS.items() if name not in names]


def write_figures(comparison: Comparison, folder: Path) -> list[Path]:
    """Writes all figures of a comparison and their alt texts into a folder, made if missing. Returns the files. Raises OSError."""
    return write_drawings(iterate_comparison_drawings(comparison), folder)
