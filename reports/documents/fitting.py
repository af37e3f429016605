"""Columns wide enough for their longest words: the shares of a table are wishes, that no word is broken is a rule.

Where all words cannot fit, long ones may break, first where people break an address (after @ . / _ -), then anywhere; the place is
marked by a space of no width, so that Word and PDF break there and nowhere else.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from reports.documents.blocks import Blank, Bullets, Cell, Picture, Run, Style, Table, Words, runs
from reports.documents.glyphs import word_width
from reports.documents.outline import mark

BREAK = "\N{ZERO WIDTH SPACE}"
_WORDS = re.compile(r"[ \n\t\u200b]+")
_JOINTS = re.compile(r"(?<=[\w)][@._/\\\-\N{EN DASH}])(?=\w)")
_CHARACTERS = re.compile(r"(?<=.)(?=\w)")
_WIDE = re.compile(
    r"(?<=[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff])|(?=[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff])"
)
"""Around characters between which a line may break."""

HIGH = 240.0
"""A row or a table that is lower is not broken across pages, in points: a table that moves leaves so much of a page empty."""
FEW = 3
"""Rows that stay on one page under the titles of a table that is broken across pages."""
FEW_ITEMS = 5
"""A list of so many items, or fewer, is not broken across pages, and no check-list that is lower than a table may be."""
BY_HAND = 25.0
"""How high a row is that is there to be written on, in points."""
SMALLEST = 0.78
"""How much smaller a figure may become at all."""
LETTERS, READABLE = 10.0, 6.5
"""Of the smallest letters of a figure as it is drawn, and on paper, in points."""
_WIDTH = re.compile(rb'<svg [^>]*?\bwidth="([\d.]+)pt"')
HAIR = 1e-6
"""So little is lost in reckoning that it does not break a word."""
Break = Callable[[str], list[str]]
"""The parts of a word between which a line may break."""


def unbroken(word: str) -> list[str]:
    """Words break nowhere, but for writing systems that have no spaces."""
    return [part for part in _WIDE.split(word) if part]


def at_joints(word: str) -> list[str]:
    """Addresses and double names break at their joints."""
    return [piece for part in unbroken(word) for piece in _JOINTS.split(part)]


def anywhere(word: str) -> list[str]:
    """Words break between any two characters."""
    return _CHARACTERS.split(word)


def fitted(table: Table, line: float, size: float, gap: float) -> tuple[list[float], Table]:
    """The widths of the columns of a table, and the table with places to break long words where they need them.

    line: the width of the table; size: of its font; gap: between two columns; all in points, as is the result.
    """
    wishes = [column.share * line for column in table.columns]
    for way in (unbroken, at_joints, anywhere):
        needs = [need * size + gap for need in _needs(table, way)]
        if sum(needs) <= line or way is anywhere:
            break
    widths = _between(wishes, needs, line)
    rooms = [(each - gap) / size for each in widths]
    rows = tuple(
        tuple(_softened(cell, room, way) for cell, room in zip(row, rooms, strict=True)) for row in table.rows
    )
    return widths, replace(table, rows=rows)


def _between(wishes: Sequence[float], needs: Sequence[float], line: float) -> list[float]:
    """What each column gets: its need at least; those that wish for more give up alike what others lack."""
    if sum(needs) > line:
        return [line * need / sum(needs) for need in needs]
    lack = sum(max(0.0, need - wish) for wish, need in zip(wishes, needs, strict=True))
    spare = sum(max(0.0, wish - need) for wish, need in zip(wishes, needs, strict=True))
    part = lack / spare if spare else 0.0
    return [max(need, wish - part * max(0.0, wish - need)) for wish, need in zip(wishes, needs, strict=True)]


def _needs(table: Table, way: Break) -> Iterator[float]:
    """How wide the widest word of each column is, over the size of the font."""
    for at, column in enumerate(table.columns):
        title = _widest(column.title, "strong", unbroken)
        cells = (_cell_need(row[at], column.title, way) for row in table.rows)
        yield max([title, *cells])


def _cell_need(cell: Cell, column: str, way: Break) -> float:
    if isinstance(cell, Blank) and not cell.value.strip():
        return _widest(mark(cell, column), "", unbroken)
    return max((_widest(run.text, run.style, way) for run in _runs(cell)), default=0.0)


def _runs(cell: Cell) -> Iterator[Run]:
    return runs(cell.value if isinstance(cell, Blank) else cell)


def _widest(text: str, style: Style, way: Break) -> float:
    parts = (part for word in _WORDS.split(text) for part in way(word))
    return max((word_width(part, style) for part in parts), default=0.0)


def _softened(cell: Cell, room: float, way: Break) -> Cell:
    """A cell with places to break those words that are wider than the room there is."""
    if isinstance(cell, Blank):
        return replace(cell, value=_soft(cell.value, "", room, way)) if cell.value.strip() else cell
    if isinstance(cell, str):
        return _soft(cell, "", room, way)
    words: Words = tuple(replace(run, text=_soft(run.text, run.style, room, way)) for run in runs(cell))
    return words


def _soft(text: str, style: Style, room: float, way: Break) -> str:
    def opened(word: re.Match[str]) -> str:
        fits = all(word_width(part, style) <= room + HAIR for part in unbroken(word[0]))
        return word[0] if fits else BREAK.join(way(word[0]))

    return re.sub(r"[^ \n\t]+", opened, text)


def height(row: Sequence[Cell], widths: Sequence[float], size: float, gap: float) -> float:
    """About how high a row is, in points, on the high side."""
    lines = (
        sum(1 + int(1.2 * word_width(line) * size / (width - gap)) for line in _text(cell).split("\n"))
        for cell, width in zip(row, widths, strict=True)
    )
    return max(lines, default=1) * 1.6 * size


def whole_list(block: Bullets, line: float, size: float) -> bool:
    """Whether a list is so short that it is not broken across pages. line: how wide it is; size: of its font; in points."""
    if len(block.items) <= FEW_ITEMS or block.kind != "box":
        return len(block.items) <= FEW_ITEMS
    return sum(height((item,), (line,), size, 0.0) for item in block.items) < HIGH


def by_hand(row: Sequence[Cell]) -> bool:
    """Whether a row is there to be written on: nothing stands in it, but for what may name it."""
    return len(row) > 1 and not any(isinstance(cell, Blank) or _text(cell).strip() for cell in row[1:])


def high(table: Table, widths: Sequence[float], size: float, gap: float) -> float:
    """About how high a table is without its titles, in points, on the high side."""
    return sum(_heights(table, widths, size, gap))


def whole(table: Table, widths: Sequence[float], size: float, gap: float, most: float = HIGH) -> bool:
    """Whether a table is lower than `most` and so not broken across pages. Rows to write on are begun wherever there is room for some."""
    return high(table, widths, size, gap) < most and not all(map(by_hand, table.rows))


def together(table: Table, widths: Sequence[float], size: float, gap: float, most: float = HIGH) -> int:
    """How many rows stay on one page with the titles of a table: all of a short one, else a few, and no more than are short together."""
    if whole(table, widths, size, gap, most):
        return len(table.rows)
    heights = accumulate(_heights(table, widths, size, gap))
    return max(1, min(FEW, sum(height < most for height in heights)))


def _heights(table: Table, widths: Sequence[float], size: float, gap: float) -> Iterator[float]:
    for row in table.rows:
        yield max(height(row, widths, size, gap) + size, BY_HAND if by_hand(row) else 0.0)


def _text(cell: Cell) -> str:
    return "".join(run.text for run in _runs(cell))


def shown_share(picture: Picture, line: float, column: float) -> float:
    """The share of the line that a picture gets: what it wishes, or less where it would be higher than most of a page.

    line, column: the width and the height of the text of a page, in one unit.
    """
    return min(picture.share, 0.8 * column * proportion(picture) / line)


def smallest(picture: Picture, share: float, line: float) -> float:
    """How much smaller a picture may become than at this share of the line: so much that its letters can still be read on paper.

    line: in points. Its letters are at least `LETTERS` high where it has the size that its SVG says.
    """
    found = _WIDTH.search(picture.svg)
    natural = float(found[1]) if found else line
    return min(1.0, max(SMALLEST, READABLE * natural / (LETTERS * share * line)))


def proportion(picture: Picture) -> float:
    """Width over height, from the first chunk of the PNG."""
    across, down = (int.from_bytes(picture.png[at : at + 4], "big") for at in (16, 20))
    return across / down
