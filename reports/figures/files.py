"""Writes the figures of a comparison as SVG, PDF and PNG, with their alt texts, the same bytes every time.

Nothing in the files depends on the day, the machine or the version of a program: no dates, no names of software,
identifiers in SVG from a fixed salt. The alt text is in `figures.json` and in each file: as title and description
of the SVG, in the document properties of PDF and PNG.
"""

from __future__ import annotations

import html
import io
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reports.figures.chain import chain_of, draw_chain
from reports.figures.curves import KINDS, curves_of, draw_curves
from reports.figures.forest import draw_forest, forest_of
from reports.figures.looks import our_style
from sim.comparison import Comparison

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ALT_TEXTS = "figures.json"
MISSING = {
    "protected": "this emergency has nothing that one can be protected from",
    "forest": "nothing is compared",
}
"""Figures that a reader looks for, and why there may be none."""


class Drawing(NamedTuple):
    """A figure that can be drawn."""

    name: str
    """Of its files."""
    title: str
    alt: str
    draw: Callable[[], Figure]
    """Only within `our_style`."""


def drawings(comparison: Comparison) -> Iterator[Drawing]:
    """The figures of a comparison, those that have anything to show."""
    for what in KINDS:
        if (curves := curves_of(comparison, what)) is not None:
            yield Drawing(what, curves.title, curves.alt, partial(draw_curves, curves))
    if (forest := forest_of(comparison)) is not None:
        yield Drawing("forest", forest.title, forest.alt, partial(draw_forest, forest))
    if (everything := forest_of(comparison, everything=True)) is not None:
        yield Drawing("forest-all", everything.title, everything.alt, partial(draw_forest, everything))
    if (chain := chain_of(comparison)) is not None:
        yield Drawing("chain", chain.title, chain.alt, partial(draw_chain, chain))


def not_drawn(comparison: Comparison) -> list[str]:
    """Which figure there is none of, and why: "protected: this emergency has nothing ...". Draws nothing."""
    names = {drawing.name for drawing in drawings(comparison)}
    return [f"{name}: {why}" for name, why in MISSING.items() if name not in names]


def write_figures(comparison: Comparison, folder: Path) -> list[Path]:
    """Writes all figures of a comparison and their alt texts into a folder, which is made where it is missing.

    Returns the files. Raises OSError where they cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    alt_texts: dict[str, str] = {}
    with our_style():
        for drawing in drawings(comparison):
            written += _write(drawing, folder)
            alt_texts[drawing.name] = drawing.alt
    described = folder / ALT_TEXTS
    described.write_text(json.dumps(alt_texts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return [*written, described]


def _write(drawing: Drawing, folder: Path) -> list[Path]:
    """One figure in its three forms."""
    figure = drawing.draw()
    figure.draw_without_rendering()  # lays it out, once for all three forms
    figure.set_layout_engine("none")
    contents = {"svg": _svg(figure, drawing), "pdf": _pdf(figure, drawing), "png": _png(figure, drawing)}
    paths = [folder / f"{drawing.name}.{suffix}" for suffix in contents]
    for path, content in zip(paths, contents.values(), strict=True):
        path.write_bytes(content)
    return paths


def _svg(figure: Figure, drawing: Drawing) -> bytes:
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    drawn = _saved(figure, "svg", {**nothing, "Title": drawing.title}).decode("utf-8")
    title = f"<title>{html.escape(drawing.title)}</title>"
    _, start, rest = drawn.partition("<title>")
    described = f"{title}\n <desc>{html.escape(drawing.alt)}</desc>"
    after = rest.partition("</title>")[2]
    head = drawn[: len(drawn) - len(rest) - len(start)].replace("<svg ", '<svg role="img" ', 1)
    return f"{head}{described}{after}".encode()


def _pdf(figure: Figure, drawing: Drawing) -> bytes:
    nothing = dict.fromkeys(("Creator", "Producer", "CreationDate"))
    return _saved(figure, "pdf", {**nothing, "Title": drawing.title, "Subject": drawing.alt})


def _png(figure: Figure, drawing: Drawing) -> bytes:
    return _saved(figure, "png", {"Software": None, "Title": drawing.title, "Description": drawing.alt})


def _saved(figure: Figure, form: str, metadata: dict[str, str | None]) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format=form, metadata=metadata)
    return buffer.getvalue()
