"""Columns wide enough for their longest words: the shares of a table are wishes, that no word is broken is a rule.

Where not all words fit, the longest may break, one after the other: first where people break an address (after @ . / _ -), then anywhere.
The place is a space of no width, so that a PDF breaks there and nowhere else. A Word file breaks by itself, and gets none.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from heapq import heapify, heappop, heappush
from itertools import pairwise
from unicodedata import category

from reports.documents.fonts import measure_word
from reports.documents.model import Blank, Cell, Run, Style, Table, format_blank_mark, iterate_runs

Break = Callable[[str], list[str]]
"""The parts of a word between which a line may break."""
BREAK = "\N{ZERO WIDTH SPACE}"
_ATTACHED, _JOINER = ("Mn", "Mc", "Me", "Cf", "Sk"), "\N{ZERO WIDTH JOINER}"
EPSILON = 1e-6  # rounding must not break a word
_SPACES, _WORDS = re.compile(r"[ \n\t\u200b]+"), re.compile(r"[^ \n\t\u200b]+")
_JOINTS = re.compile(r"(?<=[\w)][@._/\\\-\N{EN DASH}])(?=\w)")
_UNSPACED = r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]"
_AROUND_UNSPACED = re.compile(rf"(?<={_UNSPACED})|(?={_UNSPACED})")


def split_words(word: str) -> list[str]:
    """Words stay whole, except in writing systems without spaces."""
    return [part for part in _AROUND_UNSPACED.split(word) if part]


def split_at_joints(word: str) -> list[str]:
    """Addresses and double names break at their joints."""
    return [piece for part in split_words(word) for piece in _JOINTS.split(part)]


def split_anywhere(word: str) -> list[str]:
    """Words break between any two characters, except before a mark, and before punctuation after a letter."""
    parts = [word[:1]]
    for before, one in pairwise(word):
        stays = category(one) in _ATTACHED or before == _JOINER or (before.isalnum() and not one.isalnum())
        parts += [""] if not stays else []
        parts[-1] += one
    return parts


SPLITS: tuple[Break, ...] = split_at_joints, split_anywhere


def fit_columns(table: Table, line: float, size: float, gap: float) -> tuple[list[float], Table]:
    """The widths of the columns, and the table with places to break long words where they need them.

    line: the width of the table; size: of its font; gap: between two columns; all in points, like the result.
    """
    wishes = [column.share * line for column in table.columns]
    room = line / size - gap / size * len(wishes)
    needs = [need * size + gap for need in _needed_widths(table, room)]
    widths = _distribute(wishes, needs, line)
    rooms = [(width - gap) / size for width in widths]
    rows = tuple(tuple(_soften_cell(cell, room) for cell, room in zip(row, rooms, strict=True)) for row in table.rows)
    return widths, replace(table, rows=rows)


def _distribute(wishes: Sequence[float], needs: Sequence[float], line: float) -> list[float]:
    """Each column gets its need at least; those that wish for more give up what others lack, in proportion."""
    if sum(needs) > line:
        return [line * need / sum(needs) for need in needs]
    lack = sum(max(0.0, need - wish) for wish, need in zip(wishes, needs, strict=True))
    spare = sum(max(0.0, wish - need) for wish, need in zip(wishes, needs, strict=True))
    part = lack / spare if spare else 0.0
    return [max(need, wish - part * max(0.0, wish - need)) for wish, need in zip(wishes, needs, strict=True)]


def _needed_widths(table: Table, room: float) -> list[float]:
    """The width of the widest part of a word in each column, over the size of the font. room: for all of them.

    While there is too little of it, the widest part breaks, so that no other does.
    """
    columns = [_measure_parts(table, at) for at in range(len(table.columns))]
    while sum(-parts[0][0] for parts in columns) > room + EPSILON:
        widest = min((parts for parts in columns if parts[0][1] < len(SPLITS)), default=None)
        if widest is None:
            break
        _, level, text, style = heappop(widest)
        for part in SPLITS[level](text):
            heappush(widest, (-measure_word(part, style), level + 1, part, style))
    return [-parts[0][0] for parts in columns]


def _measure_parts(table: Table, at: int) -> list[tuple[float, int, str, Style]]:
    """The unbroken parts of words in a column, each once, as a heap: minus its width, how often it was split, text and style.

    The title and the marks of blanks do not break.
    """
    column, whole = table.columns[at], len(SPLITS)
    found = {(0.0, whole, "", ""), *_split_text(column.title, "strong", whole)}
    for row in table.rows:
        cell = row[at]
        if isinstance(cell, Blank) and not cell.is_answered:
            found.update(_split_text(format_blank_mark(cell, column.title), "", whole))
        else:
            for run in iterate_runs(cell.value if isinstance(cell, Blank) else cell):
                found.update(_split_text(run.text, run.style, 0))
    heap = [*found]
    heapify(heap)
    return heap


def _split_text(text: str, style: Style, level: int) -> Iterator[tuple[float, int, str, Style]]:
    parts = (part for word in _SPACES.split(text) for part in split_words(word))
    return ((-measure_word(part, style), level, part, style) for part in parts)


def _soften_cell(cell: Cell, room: float) -> Cell:
    """A cell with places to break the words that are wider than its room."""

    def soften(text: str, style: Style) -> str:
        return _WORDS.sub(lambda word: BREAK.join(_break_word(word[0], style, room)), text)

    if isinstance(cell, Blank):
        return replace(cell, value=soften(cell.value, "")) if cell.is_answered else cell
    if isinstance(cell, str):
        return soften(cell, "")
    return tuple(Run(soften(run.text, run.style), run.style) for run in iterate_runs(cell))


def _break_word(word: str, style: Style, room: float, splits: Sequence[Break] = SPLITS) -> list[str]:
    """A word in parts, none of them wider than its room as far as it can be."""
    if not splits or all(measure_word(part, style) <= room + EPSILON for part in split_words(word)):
        return [word]
    return [piece for part in splits[0](word) for piece in _break_word(part, style, room, splits[1:])]
