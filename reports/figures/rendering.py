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

from reports.figures.looks import our_style
from scenarios.replacing import replace_all

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
    """Only within `our_style`."""


@dataclass(frozen=True)
class Drawn:
    """A figure for a paper. title: the finding; alt: what somebody hears who does not see it; svg, png: its bytes."""

    name: str
    title: str
    alt: str
    svg: bytes
    png: bytes


def drawn(drawings: Iterable[Drawing]) -> list[Drawn]:
    """Draws each, as SVG and as PNG."""
    found = []
    with our_style():
        for drawing in drawings:
            figure = laid_out(drawing)
            made = Drawn(
                drawing.name, drawing.title, drawing.alt, _svg(figure, drawing), _png(figure, drawing)
            )
            found.append(made)
    return found


def write(drawings: Iterable[Drawing], folder: Path) -> list[Path]:
    """Writes figures, and their alt texts as `figures.json`, into a folder, which is made where it is missing: all of them or none.

    Returns the files. Raises OSError where they cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents: dict[Path, bytes] = {}
    alt_texts: dict[str, str] = {}
    with our_style():
        for drawing in drawings:
            contents |= {folder / f"{drawing.name}.{form}": content for form, content in _forms(drawing)}
            alt_texts[drawing.name] = drawing.alt
    described = json.dumps(alt_texts, indent=2, ensure_ascii=False) + "\n"
    return replace_all({**contents, folder / ALT_TEXTS: described.encode()})


def _forms(drawing: Drawing) -> Iterator[tuple[str, bytes]]:
    """One figure in its three forms."""
    figure = laid_out(drawing)
    yield from (
        ("svg", _svg(figure, drawing)),
        ("pdf", _pdf(figure, drawing)),
        ("png", _png(figure, drawing)),
    )


def laid_out(drawing: Drawing) -> Figure:
    """Drawn, with everything in its place. Only within `our_style`."""
    figure = drawing.draw()
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    return figure


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
