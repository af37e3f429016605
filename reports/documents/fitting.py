"""Columns wide enough for their longest words: the shares of a table are wishes, that no word is broken is a rule.

Where all words cannot fit, long ones may break, first where people break an address (after @ . / _ -), then anywhere; the place is
marked by a space of no width, so that Word and PDF break there and nowhere else.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from reports.documents.blocks import Blank, Cell, Run, Style, Table, Words, iterate_runs
from reports.documents.glyphs import measure_word
from reports.documents.outline import format_blank_mark

BREAK = "\N{ZERO WIDTH SPACE}"
_WORDS = re.compile(r"[ \n\t\u200b]+")
_JOINTS = re.compile(r"(?<=[\w)][@._/\\\-\N{EN DASH}])(?=\w)")
_CHARACTERS = re.compile(r"(?<=.)(?=\w)")
_WIDE = re.compile(
    r"(?<=[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff])|(?=[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff])"
)
"""Around characters between which a line may break."""

EPSILON = 1e-6
"""So little is lost in reckoning that it does not break a word."""
Break = Callable[[str], list[str]]
"""The parts of a word between which a line may break."""


def split_words(word: str) -> list[str]:
    """Words break nowhere, but for writing systems that have no spaces."""
    return [part for part in _WIDE.split(word) if part]


def split_at_joints(word: str) -> list[str]:
    """Addresses and double names break at their joints."""
    return [piece for part in split_words(word) for piece in _JOINTS.split(part)]


def split_anywhere(word: str) -> list[str]:
    """Words break between any two characters."""
    return _CHARACTERS.split(word)


def fit_columns(table: Table, line: float, size: float, gap: float) -> tuple[list[float], Table]:
    """The widths of the columns of a table, and the table with places to break long words where they need them.

    line: the width of the table; size: of its font; gap: between two columns; all in points, as is the result.
    """
    wishes = [column.share * line for column in table.columns]
    for way in (split_words, split_at_joints, split_anywhere):
        needs = [need * size + gap for need in _find_needed_widths(table, way)]
        if sum(needs) <= line or way is split_anywhere:
            break
    widths = _distribute_widths(wishes, needs, line)
    rooms = [(each - gap) / size for each in widths]
    rows = tuple(
        tuple(_soften_cell(cell, room, way) for cell, room in zip(row, rooms, strict=True)) for row in table.rows
    )
    return widths, replace(table, rows=rows)


def _distribute_widths(wishes: Sequence[float], needs: Sequence[float], line: float) -> list[float]:
    """What each column gets: its need at least; those that wish for more give up alike what others lack."""
    if sum(needs) > line:
        return [line * need / sum(needs) for need in needs]
    lack = sum(max(0.0, need - wish) for wish, need in zip(wishes, needs, strict=True))
    spare = sum(max(0.0, wish - need) for wish, need in zip(wishes, needs, strict=True))
    part = lack / spare if spare else 0.0
    return [max(need, wish - part * max(0.0, wish - need)) for wish, need in zip(wishes, needs, strict=True)]


def _find_needed_widths(table: Table, way: Break) -> Iterator[float]:
    """How wide the widest word of each column is, over the size of the font."""
    for at, column in enumerate(table.columns):
        title = _find_widest(column.title, "strong", split_words)
        cells = (_find_cell_need(row[at], column.title, way) for row in table.rows)
        yield max([title, *cells])


def _find_cell_need(cell: Cell, column: str, way: Break) -> float:
    if isinstance(cell, Blank) and not cell.value.strip():
        return _find_widest(format_blank_mark(cell, column), "", split_words)
    return max((_find_widest(run.text, run.style, way) for run in _iterate_runs(cell)), default=0.0)


def _iterate_runs(cell: Cell) -> Iterator[Run]:
    return iterate_runs(cell.value if isinstance(cell, Blank) else cell)


def _find_widest(text: str, style: Style, way: Break) -> float:
    parts = (part for word in _WORDS.split(text) for part in way(word))
    return max((measure_word(part, style) for part in parts), default=0.0)


def _soften_cell(cell: Cell, room: float, way: Break) -> Cell:
    """A cell with places to break those words that are wider than the room there is."""
    if isinstance(cell, Blank):
        return replace(cell, value=_soften_text(cell.value, "", room, way)) if cell.value.strip() else cell
    if isinstance(cell, str):
        return _soften_text(cell, "", room, way)
    words: Words = tuple(replace(run, text=_soften_text(run.text, run.style, room, way)) for run in iterate_runs(cell))
    return words


def _soften_text(text: str, style: Style, room: float, way: Break) -> str:
    def opened(word: re.Match[str]) -> str:
        fits = all(measure_word(part, style) <= room + EPSILON for part in split_words(word[0]))
        return word[0] if fits else BREAK.join(way(word[0]))

    return re.sub(r"[^ \n\t]+", opened, text)
