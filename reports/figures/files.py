"""Which figures a comparison has, which it has not, and why."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from reports.figures.chain import chain_of, draw_chain
from reports.figures.curves import KINDS, curves_of, draw_curves
from reports.figures.forest import draw_forest, forest_of
from reports.figures.rendering import Drawing, Drawn, drawn, write
from reports.figures.tornado import draw_tornado, tornados_of
from sim.comparison import Comparison

MISSING = {
    "protected": "this emergency has nothing that one can be protected from",
    "forest": "nothing is compared",
    "tornado": "no input that nobody has measured moves a primary difference",
}
"""Figures that a reader looks for, and why there may be none."""


def drawings(comparison: Comparison) -> Iterator[Drawing]:
    """The figures of a comparison, those that have anything to show."""
    for what in KINDS:
        if (curves := curves_of(comparison, what)) is not None:
            yield Drawing(what, curves.title, curves.alt, partial(draw_curves, curves))
    if (forest := forest_of(comparison)) is not None:
        yield Drawing("forest", forest.title, forest.alt, partial(draw_forest, forest))
    if (chain := chain_of(comparison)) is not None:
        yield Drawing("chain", chain.title, chain.alt, partial(draw_chain, chain))
    for number, tornado in enumerate(tornados_of(comparison), 1):
        name = "tornado" if number == 1 else f"tornado-{number}"
        yield Drawing(name, tornado.title, tornado.alt, partial(draw_tornado, tornado))


def planner_figures(comparison: Comparison) -> list[Drawn]:
    """All figures of a comparison, as SVG and PNG, for a planner's paper."""
    return drawn(drawings(comparison))


def not_drawn(comparison: Comparison) -> list[str]:
    """Which figure there is none of, and why: "protected: this emergency has nothing ...". Draws nothing."""
    names = {drawing.name for drawing in drawings(comparison)}
    return [f"{name}: {why}" for name, why in MISSING.items() if name not in names]


def write_figures(comparison: Comparison, folder: Path) -> list[Path]:
    """Writes all figures of a comparison and their alt texts into a folder, which is made where it is missing.

    Returns the files. Raises OSError where they cannot be written.
    """
    return write(drawings(comparison), folder)
