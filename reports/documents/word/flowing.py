"""About where the pages of a Word file end, as far as that can be said without Word: what is written is measured paragraph by paragraph.

Only the size and the order of figures rest on it. Where it is wrong by a few lines, or where somebody types, a page ends early and
nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from xml.etree import ElementTree

from reports.documents.blocks import Style
from reports.documents.glyphs import word_width
from reports.documents.word.elements import SPACES, TWIPS
from reports.documents.word.pages import Page

Element = ElementTree.Element
NAMES = dict(re.findall(r'xmlns:(\w+)="([^"]+)"', SPACES))
EMU = 12700
"""In a point."""
NARROWER: dict[Style, float] = {"": 0.875, "strong": 0.833}
"""Words in Arial over the same words in DejaVu Sans, plain and bold."""
LINE = 1.149
"""A line of Arial over its size."""
CELL_GAP = 8.0
"""From the words of a cell to the next cell, in points, as in `styles.xml`."""
ROW_RULE = 0.5
"""How high the line under a row is, in points."""
FEW_LINES = 3
"""So many lines of a paragraph are not broken across pages; of a longer one two stay together at either end."""


class Piece(NamedTuple):
    """What no page end goes through: its height, and the space before and after it, in points; kept: on the page of the next."""

    high: float
    before: float = 0.0
    after: float = 0.0
    kept: bool = False


class Look(NamedTuple):
    """Of paragraphs, lengths in points. edges: lines over and under it; spread: of lines, over their own height; exact: how high they
    are, whatever stands in them.
    """

    size: float = 0.0
    before: float = 0.0
    after: float = 0.0
    indent: float = 0.0
    edges: float = 0.0
    spread: float = 1.0
    exact: float = 0.0
    bold: bool = False
    kept: bool = False

    @property
    def line(self) -> float:
        """How high a line is."""
        return self.exact or LINE * self.spread * self.size

    def over(self, said: Element) -> Look:
        """The look of what says something else than this: a style, or a paragraph."""
        paragraphs = found(said, "w:pPr") or found(said, "w:pPrDefault/w:pPr")
        letters = found(said, "w:rPr") or found(said, "w:rPrDefault/w:rPr")
        look = self
        for one in (part for properties in (*paragraphs, *letters) for part in properties):
            look = look._with(one.tag.rpartition("}")[2], one)
        return look

    def _with(self, name: str, one: Element) -> Look:
        """With one property. A keepNext or a b that says no is nowhere written."""
        match name:
            case "sz":
                return self._replace(size=number(one, "val") / 2)
            case "ind":
                return self._replace(indent=number(one, "left") / TWIPS)
            case "pBdr":
                edges = [*found(one, "w:top"), *found(one, "w:bottom")]
                return self._replace(
                    edges=sum(number(edge, "space") + number(edge, "sz") / 8 for edge in edges)
                )
            case "spacing":
                return self._spaced(one)
            case "b" | "keepNext":
                return self._replace(**{{"b": "bold", "keepNext": "kept"}[name]: True})
        return self

    def _spaced(self, one: Element) -> Look:
        before, after = (
            number(one, side) / TWIPS if one.get(full(side)) else own
            for side, own in (("before", self.before), ("after", self.after))
        )
        look = self._replace(before=before, after=after)
        if not one.get(full("line")):
            return look
        if one.get(full("lineRule")) == "exact":
            return look._replace(exact=number(one, "line") / TWIPS)
        return look._replace(spread=number(one, "line") / 240, exact=0.0)


class Flow:
    """The page that is being filled, and how far. Of the spaces between two pieces the larger counts; at the head of a page none does, but
    where somebody turned it.
    """

    def __init__(self, page: Page) -> None:
        self.line, self.column = page.line / TWIPS, page.column / TWIPS
        self.kept: tuple[Piece, ...] = ()  # on the page of what comes next
        self.turn()

    def turn(self, *, by_itself: bool = False) -> None:
        """Begins a page. by_itself: because the one before is full."""
        self.down, self.space, self.spaced = 0.0, 0.0, not by_itself

    def pieces(self, written: str) -> list[Piece]:
        """Paragraphs and tables as pieces of a page."""
        return [*measured(ElementTree.fromstring(f"<w:body {SPACES}>{written}</w:body>"), self.line)]

    def rest(self, pieces: Sequence[Piece] = ()) -> float:
        """How much of the page would be empty under some pieces, in points; less than nothing where they do not fit."""
        return self.column - self._behind([*self.kept, *pieces])

    def add(self, pieces: Iterable[Piece]) -> None:
        """Goes on behind some pieces."""
        for piece in pieces:
            self.kept = (*self.kept, piece)
            if not piece.kept:
                if self.down and self.rest() < 0:
                    self.turn(by_itself=True)
                self.down, self.space = min(self._behind(self.kept), self.column), piece.after
                self.kept = ()

    def _behind(self, pieces: Sequence[Piece]) -> float:
        down, space = self.down, self.space
        for piece in pieces:
            down += piece.high + (max(space, piece.before) if down or self.spaced else 0.0)
            space = piece.after
        return down


def full(name: str) -> str:
    """The name of an attribute of Word as it is when it is read."""
    return f"{{{NAMES['w']}}}{name}"


def found(one: Element, path: str) -> list[Element]:
    """Elements in one, by a path."""
    return one.findall(path, NAMES)


def number(one: Element, name: str) -> float:
    """An attribute of Word that is a number; without it 0."""
    return float(one.get(full(name), "0"))


def measured(parts: Iterable[Element], line: float) -> Iterator[Piece]:
    """Paragraphs and tables as pieces. line: how wide the text is, in points."""
    for one in parts:
        match one.tag.rpartition("}")[2]:
            case "p":
                yield from _paragraph(one, line)
            case "tbl":
                yield from map(_row, found(one, "w:tr"))
            case "sdt":
                yield from measured(found(one, "w:sdtContent/*"), line)


def _paragraph(one: Element, line: float) -> Iterator[Piece]:
    styles = found(one, "w:pPr/w:pStyle")
    look = _looks()[styles[0].get(full("val"), "") if styles else "Normal"].over(one)
    count = _count(one, look, line)
    drawn = sum(int(extent.get("cy", "0")) / EMU for extent in found(one, ".//wp:extent"))
    if drawn or count <= FEW_LINES:
        yield Piece(look.edges + max(drawn, count * look.line), look.before, look.after, look.kept)
        return
    yield Piece(look.edges + 2 * look.line, look.before)
    yield from [Piece(look.line)] * (count - 4)
    yield Piece(2 * look.line, 0.0, look.after, look.kept)


def _row(row: Element) -> Piece:
    """A row of a table: as high as its highest cell."""
    cells = [[*_cell(cell)] for cell in found(row, "w:tc")]
    least = [number(one, "val") / TWIPS for one in found(row, "w:trPr/w:trHeight")]
    high = [sum(piece.before + piece.high + piece.after for piece in cell) for cell in cells]
    return Piece(ROW_RULE + max(*high, *least, 0.0), kept=any(piece.kept for cell in cells for piece in cell))


def _cell(cell: Element) -> Iterator[Piece]:
    gap = 0.0 if found(cell, "w:tcPr/w:tcMar") else CELL_GAP
    (width,) = found(cell, "w:tcPr/w:tcW")
    return measured(found(cell, "w:p"), number(width, "w") / TWIPS - gap)


def _count(one: Element, look: Look, line: float) -> int:
    """In how many lines a paragraph is set."""
    room, count, filled = line - look.indent, 1, 0.0
    for run in one.iter(full("r")):
        strong = [style for style in found(run, "w:rPr/w:rStyle") if style.get(full("val")) == "Strong"]
        style: Style = "strong" if look.bold or strong else ""
        for piece in run:
            if piece.tag == full("br"):
                count, filled = count + 1, 0.0
            elif piece.tag == full("t"):
                for word in re.findall(r"[^ \u200b]*[ \u200b]?", piece.text or ""):
                    if filled and filled + _wide(word.rstrip(), style, look.size) > room:
                        count, filled = count + 1, 0.0
                    filled += _wide(word, style, look.size)
    return count


@cache
def _wide(word: str, style: Style, size: float) -> float:
    return word_width(word, style) * NARROWER[style] * size


@cache
def _looks() -> dict[str, Look]:
    """All styles of paragraphs, each over the one that it is based on; items of lists are set in."""
    shipped = files("reports.documents.word")
    styles, lists = (
        ElementTree.fromstring(shipped.joinpath(name).read_bytes())
        for name in ("styles.xml", "numbering.xml")
    )
    looks = {"": Look().over(found(styles, "w:docDefaults")[0])}
    for style in found(styles, "w:style"):
        if style.get(full("type")) == "paragraph":
            based = [one.get(full("val"), "") for one in found(style, "w:basedOn")]
            looks[style.get(full("styleId"), "")] = looks[based[0] if based else ""].over(style)
    for level in found(lists, "w:abstractNum/w:lvl"):
        (name,) = (one.get(full("val"), "") for one in found(level, "w:pStyle"))
        looks[name] = looks[name].over(level)
    return looks
