"""Which figures a comparison has, which it has not, and why."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from reports.figures.chain import build_chain, draw_chain
from reports.figures.curves import CURVE_FORMATS, build_curves, draw_curves
from reports.figures.forest import draw_forest, build_forest
from reports.figures.rendering import Drawing, RenderedFigure, render_figures, write_drawings
from reports.figures.tornado import draw_tornado, build_tornados
from sim.comparison import Comparison

MISSING_REASONS = {
    "protected": "this emergency has nothing that one can be protected from",
    "forest": "nothing is compared",
    "tornado": "no input that nobody has measured moves a primary difference",
}
"""Figures that a reader looks for, and why there may be none."""


def iterate_drawings(comparison: Comparison) -> Iterator[Drawing]:
    """The figures of a comparison, those that have anything to show."""
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
    """All figures of a comparison, as SVG and PNG, for a planner's paper."""
    return render_figures(iterate_drawings(comparison))


def explain_missing(comparison: Comparison) -> list[str]:
    """Which figure there is none of, and why: "protected: this emergency has nothing ...". Draws nothing."""
    names = {drawing.name for drawing in iterate_drawings(comparison)}
    return [f"{name}: {why}" for name, why in MISSING_REASONS.items() if name not in names]


def write_figures(comparison: Comparison, folder: Path) -> list[Path]:
    """Writes all figures of a comparison and their alt texts into a folder, which is made where it is missing.

    Returns the files. Raises OSError where they cannot be written.
    """
    return write_drawings(iterate_drawings(comparison), folder)
