"""Where each inject stands in an exercise file, line by line, so that what a sheet does not change stays byte for byte as it is written.

A list is written with a dash a line and a key a line; then each key has lines of its own, and remarks above an inject are its own. What
is written in braces is taken as one piece.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from scenarios.load import Document
from scenarios.yaml_nodes import Path

_LINES = re.compile(r".*?(?:\r\n|[\n\r\x85\u2028\u2029])|.+\Z", re.DOTALL)
KEY = "injects"
ALL = ""
"""The key of a part that holds a whole inject."""


@dataclass
class Part:
    """A key of an inject. lines: of its value, from 0; remarks: lines under them that are no part of it."""

    key: str
    lines: range
    remarks: range


@dataclass
class Item:
    """An inject. above: lines of remarks; parts: its keys in their order, or one part for all of it; column: of its keys, from 0."""

    number: int
    above: list[int]
    parts: list[Part]
    column: int


@dataclass
class Listed:
    """The list in its file. lines: of the whole file, with their ends; first, last: of the list, without the line of its key.

    items: empty where they have no lines of their own.
    """

    lines: list[str]
    first: int
    last: int
    dash: int
    items: list[Item] = field(default_factory=list)
    tail: list[int] = field(default_factory=list)


def listed(document: Document) -> Listed:
    """The injects of an exercise file, which has some."""
    lines = _LINES.findall(document.text)
    top = document.marks.keys[KEY,].line
    nexts = [mark.line for path, mark in document.marks.keys.items() if len(path) == 1 and mark.line > top]
    end = min(nexts, default=len(lines) + 1) - 1
    while end > top and _is_remark(lines[end - 1], 0):
        end -= 1  # remarks before the next part belong to it
    found = Listed(lines, top, end, 2)
    starts = list(_starts(document, found))
    if starts:
        found.dash = starts[0][1] - 2
        _fill(document, found, starts)
    return found


def _starts(document: Document, found: Listed) -> Iterator[tuple[int, int]]:
    """Line and column, from 0, at which each inject begins after its dash; nothing if one has no line of its own."""
    marks = [document.marks.values[KEY, n] for n in range(len(document.data[KEY]))]
    if all(found.lines[mark.line - 1][: mark.column - 1].strip() == "-" for mark in marks):
        yield from ((mark.line - 1, mark.column - 1) for mark in marks)


def _fill(document: Document, found: Listed, starts: list[tuple[int, int]]) -> None:
    above = list(range(found.first, starts[0][0]))
    ends = [start for start, _ in starts[1:]] + [found.last]
    for n, ((start, column), end) in enumerate(zip(starts, ends, strict=True)):
        bare = end
        while bare > start + 1 and _is_remark(found.lines[bare - 1], found.dash):
            bare -= 1
        parts = list(_parts(document, (KEY, n), found.lines, range(start, bare)))
        found.items.append(Item(document.data[KEY][n]["number"], above, parts, column))
        above = list(range(bare, end))
    found.tail = above


def _parts(document: Document, path: Path, lines: list[str], inside: range) -> Iterator[Part]:
    """The keys of an inject with their lines; all as one where they share lines."""
    whole = document.marks.values[path]
    marks = {key: document.marks.keys[*path, key] for key in document.at(path)}
    starts = [mark.line - 1 for mark in marks.values()]
    if len({*starts}) < len(starts) or any(mark.column != whole.column for mark in marks.values()):
        yield Part(ALL, inside, range(0))
        return
    for key, start, end in zip(marks, starts, [*starts[1:], inside.stop], strict=True):
        bare = end
        while bare > start + 1 and _is_remark(lines[bare - 1], whole.column - 1):
            bare -= 1
        yield Part(key, range(start, bare), range(bare, end))


def _is_remark(line: str, column: int) -> bool:
    """Whether a line is empty, or a remark no further in than a column, from 0: deeper ones may be text."""
    bare = line.strip()
    return not bare or (bare.startswith("#") and len(line) - len(line.lstrip()) <= column)
