"""Writing SVG by hand, so that the same campus gives the same bytes everywhere: a few elements, numbers with one decimal, no script.

Text is measured by a rule of thumb, since no font can be asked here; it is made smaller and broken at hyphens until it fits.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from reports.map.boxes import Box

FONT = "DejaVu Sans, Verdana, Arial, sans-serif"
EM = 0.62  # width of a letter over the size of the font, on the wide side
LEADING = 1.12  # height of a line over the size of the font
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_number(value: float) -> str:
    """A number as it is written: one decimal, none where it is whole."""
    text = f"{value:.1f}"
    return text.removesuffix(".0").replace("-0", "0") if text in ("0.0", "-0.0") else text.removesuffix(".0")


def escape_text(text: str) -> str:
    """Text as it may stand in XML; what XML knows no way to say is left out."""
    return escape(_UNFIT.sub("", text))


def build_element(name: str, *content: str, **attributes: str | float) -> str:
    """An element. An underscore in the name of an attribute is a hyphen, one at its end is dropped."""
    said = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_UNFIT.sub('', value) if isinstance(value, str) else read_number(value))}"
        for key, value in attributes.items()
    )
    inner = "".join(content)
    return f"<{name}{said}>{inner}</{name}>" if inner else f"<{name}{said}/>"


def build_group(parts: Iterable[str], title: str = "", **attributes: str | float) -> str:
    """Several elements together, a line each; title: what a pointer over them, or a screen reader, is told."""
    head = [build_element("title", escape_text(title))] if title else []
    return build_element("g", "\n", *(f"{part}\n" for part in [*head, *parts]), **attributes)


def build_label(x: float, y: float, text: str, size: float, **attributes: str | float) -> str:
    """A line of text, its baseline at y; in the middle of x unless said otherwise."""
    said = {"text_anchor": "middle"} | attributes
    return build_element("text", escape_text(text), x=x, y=y, font_size=size, **said)


class FittedText(NamedTuple):
    """Text broken into lines, and the size of the font at which it fits."""

    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        return len(self.lines) * self.size * LEADING


def measure_text(text: str, size: float) -> float:
    """Pixels that a text is wide."""
    return len(text) * size * EM


def fit_text(text: str, width: float, height: float, largest: float = 10.0, smallest: float = 5.0) -> FittedText:
    """The largest font at which a text fits, on one line or broken at hyphens and blanks; the smallest where none fits."""
    size = largest
    while size > smallest:
        lines = wrap_text(text, width, size)
        if all(measure_text(line, size) <= width for line in lines) and len(lines) * size * LEADING <= height:
            return FittedText(tuple(lines), size)
        size -= 0.5
    return FittedText(tuple(wrap_text(text, width, smallest)), smallest)


def wrap_text(text: str, width: float, size: float) -> list[str]:
    """Text in lines no wider than this, as far as hyphens and blanks allow."""
    lines = [""]
    for part in re.findall(r"[^\s-]*-|[^\s-]+ ?|\s", text):
        if lines[-1] and measure_text((lines[-1] + part).rstrip(), size) > width:
            lines.append("")
        lines[-1] += part
    return [line.strip() for line in lines if line.strip()] or [""]


def render_lines(x: float, top: float, said: FittedText, **attributes: str | float) -> list[str]:
    """The lines of a fitted text, one below the other from this height on."""
    step = said.size * LEADING
    return [
        build_label(x, top + step * n + said.size * 0.92, line, said.size, **attributes)
        for n, line in enumerate(said.lines)
    ]


class Projection(NamedTuple):
    """From metres on the map to pixels on the page: north is up."""

    extent: Box
    scale: float  # pixels a metre
    left: float
    top: float

    @property
    def width(self) -> float:
        """Pixels."""
        return self.extent.width * self.scale

    @property
    def height(self) -> float:
        """Pixels."""
        return self.extent.height * self.scale

    def x(self, metres: float) -> float:
        """Pixels from the left of the page."""
        return self.left + (metres - self.extent.west) * self.scale

    def y(self, metres: float) -> float:
        """Pixels from the top of the page."""
        return self.top + (self.extent.north - metres) * self.scale

    def rectangle(self, box: Box) -> tuple[float, float, float, float]:
        """Left, top, width, height of a box, in pixels."""
        return self.x(box.west), self.y(box.north), box.width * self.scale, box.height * self.scale
