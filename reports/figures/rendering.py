"""A figure in its three forms: SVG, PDF and PNG, with its alt text in each, the same bytes every time.

Nothing in the bytes depends on the day, the machine or the version of a program: no dates, no names of software, identifiers in SVG from a
fixed salt. The alt text is the title and description of the SVG, and in the document properties of PDF and PNG. A figure is laid out once
for all its forms.
"""

from __future__ import annotations

import html
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reports.figures.looks import use_style
from scenarios.replacing import write_all_atomic

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ALT_TEXTS = "figures.json"


class Drawing(NamedTuple):
    """A figure that can be drawn."""

    name: str
    """Of its files."""
    title: str
    alt: str
    draw: Callable[[], Figure]
    """Only within `use_style`."""


@dataclass(frozen=True)
class RenderedFigure:
    """A figure for a paper. title: the finding; alt: what somebody hears who does not see it; svg, png: its bytes."""

    name: str
    title: str
    alt: str
    svg: bytes
    png: bytes


def render_figures(drawings: Iterable[Drawing]) -> list[RenderedFigure]:
    """Draws each, as SVG and as PNG."""
    found = []
    with use_style():
        for drawing in drawings:
            figure = lay_out_figure(drawing)
            made = RenderedFigure(
                drawing.name, drawing.title, drawing.alt, _render_svg(figure, drawing), _render_png(figure, drawing)
            )
            found.append(made)
    return found


def write_drawings(drawings: Iterable[Drawing], folder: Path) -> list[Path]:
    """Writes figures, and their alt texts as `figures.json`, into a folder, which is made where it is missing: all of them or none.

    Returns the files. Raises OSError where they cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents: dict[Path, bytes] = {}
    alt_texts: dict[str, str] = {}
    with use_style():
        for drawing in drawings:
            contents |= {folder / f"{drawing.name}.{form}": content for form, content in _render_formats(drawing)}
            alt_texts[drawing.name] = drawing.alt
    described = json.dumps(alt_texts, indent=2, ensure_ascii=False) + "\n"
    return write_all_atomic({**contents, folder / ALT_TEXTS: described.encode()})


def _render_formats(drawing: Drawing) -> Iterator[tuple[str, bytes]]:
    """One figure in its three forms."""
    figure = lay_out_figure(drawing)
    yield from (
        ("svg", _render_svg(figure, drawing)),
        ("pdf", _render_pdf(figure, drawing)),
        ("png", _render_png(figure, drawing)),
    )


def lay_out_figure(drawing: Drawing) -> Figure:
    """Drawn, with everything in its place. Only within `use_style`."""
    figure = drawing.draw()
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    return figure


def _render_svg(figure: Figure, drawing: Drawing) -> bytes:
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    drawn = _save_figure(figure, "svg", {**nothing, "Title": drawing.title}).decode("utf-8")
    title = f"<title>{html.escape(drawing.title)}</title>"
    _, start, rest = drawn.partition("<title>")
    described = f"{title}\n <desc>{html.escape(drawing.alt)}</desc>"
    after = rest.partition("</title>")[2]
    head = drawn[: len(drawn) - len(rest) - len(start)].replace("<svg ", '<svg role="img" ', 1)
    return f"{head}{described}{after}".encode()


def _render_pdf(figure: Figure, drawing: Drawing) -> bytes:
    nothing = dict.fromkeys(("Creator", "Producer", "CreationDate"))
    return _save_figure(figure, "pdf", {**nothing, "Title": drawing.title, "Subject": drawing.alt})


def _render_png(figure: Figure, drawing: Drawing) -> bytes:
    return _save_figure(figure, "png", {"Software": None, "Title": drawing.title, "Description": drawing.alt})


def _save_figure(figure: Figure, form: str, metadata: dict[str, str | None]) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format=form, metadata=metadata)
    return buffer.getvalue()
