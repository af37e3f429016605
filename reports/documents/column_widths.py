"""Columns wide enough for their longest words: the shares of a table are wishes, that no word is broken is a rule.

Where not all words fit, long ones may break: first where people break an address (after @ . / _ -), then anywhere. The place is a
space of no width, so that Word and PDF break there and nowhere else.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from reports.documents.fonts import measure_word
from reports.documents.model import Blank, Cell, Run, Style, Table, format_blank_mark, iterate_runs

Break = Callable[[str], list[str]]
"""The parts of a word between which a line may break."""
BREAK = "\N{ZERO WIDTH SPACE}"
EPSILON = 1e-6  # rounding must not break a word
_SPACES = re.compile(r"[ \n\t\u200b]+")
_JOINTS = re.compile(r"(?<=[\w)][@._/\\\-\N{EN DASH}])(?=\w)")
_CHARACTERS = re.compile(r"(?<=.)(?=\w)")
_UNSPACED = r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]"
_AROUND_UNSPACED = re.compile(rf"(?<={_UNSPACED})|(?={_UNSPACED})")


def split_words(word: str) -> list[str]:
    """Words stay whole, except in writing systems without spaces."""
    return [part for part in _AROUND_UNSPACED.split(word) if part]


def split_at_joints(word: str) -> list[str]:
    """Addresses and double names break at their joints."""
    return [piece for part in split_words(word) for piece in _JOINTS.split(part)]


def split_anywhere(word: str) -> list[str]:
    """Words break between any two characters."""
    return _CHARACTERS.split(word)


def fit_columns(table: Table, line: float, size: float, gap: float) -> tuple[list[float], Table]:
    """The widths of the columns, and the table with places to break long words where they need them.

    line: the width of the table; size: of its font; gap: between two columns; all in points, like the result.
    """
    wishes = [column.share * line for column in table.columns]
    for split in (split_words, split_at_joints, split_anywhere):
        needs = [need * size + gap for need in _needed_widths(table, split)]
        if sum(needs) <= line or split is split_anywhere:
            break
    widths = _distribute(wishes, needs, line)
    rooms = [(width - gap) / size for width in widths]
    rows = tuple(
        tuple(_soften_cell(cell, room, split) for cell, room in zip(row, rooms, strict=True)) for row in table.rows
    )
    return widths, replace(table, rows=rows)


def _distribute(wishes: Sequence[float], needs: Sequence[float], line: float) -> list[float]:
    """Each column gets its need at least; those that wish for more give up what others lack, in proportion."""
    if sum(needs) > line:
        return [line * need / sum(needs) for need in needs]
    lack = sum(max(0.0, need - wish) for wish, need in zip(wishes, needs, strict=True))
    spare = sum(max(0.0, wish - need) for wish, need in zip(wishes, needs, strict=True))
    part = lack / spare if spare else 0.0
    return [max(need, wish - part * max(0.0, wish - need)) for wish, need in zip(wishes, needs, strict=True)]


def _needed_widths(table: Table, split: Break) -> Iterator[float]:
    """The width of the widest part of a word in each column, over the size of the font."""
    for at, column in enumerate(table.columns):
        cells = (_cell_width(row[at], column.title, split) for row in table.rows)
        yield max([_widest(column.title, "strong", split_words), *cells])


def _cell_width(cell: Cell, column: str, split: Break) -> float:
    if isinstance(cell, Blank) and not cell.value.strip():
        return _widest(format_blank_mark(cell, column), "", split_words)
    runs = iterate_runs(cell.value if isinstance(cell, Blank) else cell)
    return max((_widest(run.text, run.style, split) for run in runs), default=0.0)


def _widest(text: str, style: Style, split: Break) -> float:
    parts = (part for word in _SPACES.split(text) for part in split(word))
    return max((measure_word(part, style) for part in parts), default=0.0)


def _soften_cell(cell: Cell, room: float, split: Break) -> Cell:
    """A cell with places to break the words that are wider than its room."""

    def soften(text: str, style: Style) -> str:
        def open_up(word: re.Match[str]) -> str:
            fits = all(measure_word(part, style) <= room + EPSILON for part in split_words(word[0]))
            return word[0] if fits else BREAK.join(split(word[0]))

        return re.sub(r"[^ \n\t]+", open_up, text)

    if isinstance(cell, Blank):
        return replace(cell, value=soften(cell.value, "")) if cell.value.strip() else cell
    if isinstance(cell, str):
        return soften(cell, "")
    return tuple(Run(soften(run.text, run.style), run.style) for run in iterate_runs(cell))
