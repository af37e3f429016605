"""Puts the rows of a sheet into an exercise file: what a row changes is written anew, everything else stays byte for byte.

Each line of the result knows the cell that it comes from, or its line in the file as it was, so that whatever is wrong in the result is
said of what somebody can see. What is wrong because an inject is gone is said of the sheet that it is gone from.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from reports.msel.columns import DERIVED, SHEET, to_cell
from reports.msel.from_sheet import BY_KEY, Row, Sheet
from reports.msel.listed import ALL, KEY, Item, Listed, Part, listed
from reports.sheets.reading import Place
from scenarios.exercise import Exercise
from scenarios.layers import written_out
from scenarios.load import Document, build, parse_document
from scenarios.problems import Problem, Problems
from scenarios.sources import Source
from scenarios.yaml_nodes import Mark


@dataclass(frozen=True)
class Line:
    """A line of the result. place: the cell that it comes from; was: its number in the file as it was."""

    text: str
    place: Place | None = None
    was: int | None = None


@dataclass(frozen=True)
class Merged:
    """The exercise file with the injects of a sheet. changes: what is otherwise now, in words; notes: what was left alone."""

    sheet: Sheet
    document: Document
    lines: tuple[Line, ...]
    changes: tuple[str, ...]
    notes: tuple[Problem, ...]

    @property
    def text(self) -> str:
        """The file."""
        return "".join(line.text for line in self.lines)

    def told(self, problems: Iterable[Problem], file: str) -> Problems:
        """Problems of the text, said of where they come from, with those of the sheet. file: what the text was called."""
        found = [told for one in problems for told in (self._told(one) if one.file == file else (one,))]
        return Problems([*self.sheet.wrong.values(), *found])

    def _told(self, one: Problem) -> Iterator[Problem]:
        """The same is said of each cell that it is wrong in; nothing of a cell that has been told of already."""
        lines = [self.lines[n - 1] for n in (one.line or 1, *one.also)]
        gone = _waits_for_gone(self.document, self.sheet).get(Mark(lines[0].was or 0, one.column or 0))
        if gone is not None and lines[0].place is None:
            yield Problem(f"{self.sheet.file}, sheet {SHEET}, column No.", None, None, *gone)
            return
        for line in lines:
            if line.place is None:
                yield replace(one, file=self.document.path, line=line.was, also=())
            elif line.place not in self.sheet.wrong:
                yield Problem(f"{self.sheet.file}, {line.place}", None, None, one.message, one.hint)


def merged(sheet: Sheet, document: Document) -> Merged:
    """The file with the injects of a sheet; where they are those of the exercise that it is like, and are changed, as a list of its own.

    Raises Problems where there is no list of injects to put them into.
    """
    whole = written_out(document)
    has_its_own = re.search(f"^{KEY}:", document.text, re.MULTILINE)
    if whole is document and not has_its_own:
        said = "there is no list of injects in this file", f'begin a line with "{KEY}:"'
        raise Problems([document.problem((), *said)])
    exercise = build(whole, Exercise)
    changes = tuple(_changes(sheet, whole.data[KEY]))
    if not has_its_own and not changes:
        return Merged(sheet, document, (Line(document.text, was=1),), (), tuple(_notes(sheet, exercise)))
    if not has_its_own:
        document = parse_document(Source(document.path, f"{document.text.rstrip()}\n\n{KEY}: []\n"))
    there = listed(document)
    around = [Line(text, was=n) for n, text in enumerate(there.lines, 1)]
    written = (
        list(_written(sheet, document.data[KEY], there)) if changes else around[there.first : there.last]
    )
    head = around[: there.first]
    if changes and not there.items:
        head[-1] = Line(f"{KEY}:\n", was=there.first)
    lines = _ended([*head, *written, *around[there.last :]])
    return Merged(sheet, document, tuple(lines), changes, tuple(_notes(sheet, exercise)))


def _changes(sheet: Sheet, injects: list[dict[str, Any]]) -> Iterator[str]:
    """What is otherwise, in words."""
    known = {one["number"]: one for one in injects}
    numbers = [row.number for row in sheet.rows]
    yield from (f"{row.number} is new" for row in sheet.rows if row.number not in known)
    yield from (
        f"{row.number} is changed" for row in sheet.rows
        if row.number in known and any(not _same(row, known[row.number], key) for key in BY_KEY)
    )  # fmt: skip
    yield from (f"{number} is taken out" for number in known if number not in numbers)
    if len({*numbers}) < len(numbers):
        yield "a number is there twice"
    if [one for one in numbers if one in known] != [one for one in known if one in numbers]:
        yield "the order is another one"


def _same(row: Row, inject: dict[str, Any], key: str) -> bool:
    """Whether a cell says what the file says."""
    was, is_ = inject.get(key), row.value(key)
    kind = BY_KEY[key].kind
    if kind == "number":
        return bool(was == is_)
    try:
        return _bare(to_cell(was, kind)) == _bare(to_cell(is_, kind))
    except (TypeError, ValueError):
        return False  # what is no list, or no text


def _bare(cell: str | int | None) -> str:
    return "" if cell is None else str(cell).replace("\r\n", "\n").strip()


def _written(sheet: Sheet, injects: list[dict[str, Any]], there: Listed) -> Iterator[Line]:
    """The list with the rows of a sheet, in their order."""
    numbers = {row.number for row in sheet.rows}
    items: dict[int, Item] = {}
    above: list[int] = []
    for item in there.items:  # remarks on an inject that is gone stay where they are
        above += item.above
        if item.number in numbers:
            items[item.number] = replace(item, above=above)
            above = []
    was = {one["number"]: one for one in injects}
    for row in sheet.rows:
        old = items.pop(row.number, None)
        if old is None:
            yield from _new(row, there.dash)
        else:
            yield from _kept(old.above, there)
            yield from _item(row, was[row.number], old, there)
    yield from _kept([*above, *there.tail], there)


def _kept(lines: Iterable[int], there: Listed, place: Place | None = None) -> Iterator[Line]:
    yield from (Line(there.lines[n], place, n + 1) for n in lines)


def _new(row: Row, dash: int) -> Iterator[Line]:
    """An inject as the sheet has it."""
    for n, (key, one) in enumerate(row.written.items()):
        yield Line(f"{' ' * dash}{'  ' if n else '- '}{one.line}\n", row.cells[key])


def _item(row: Row, inject: dict[str, Any], old: Item, there: Listed) -> Iterator[Line]:
    """An inject of the file with what a row changes in it."""
    changed = [key for key in BY_KEY if not _same(row, inject, key)]
    if old.parts[0].key == ALL:
        first = next(iter(row.cells.values()))
        yield from _new(row, there.dash) if changed else _kept(old.parts[0].lines, there, first)
        return
    dashed = there.lines[old.parts[0].lines.start][: old.column]
    for part in old.parts:
        for line in _part(row, part, there, old.column, dashed, part.key in changed):
            yield line
            dashed = " " * old.column
    for key, one in row.written.items():
        if key in changed and key not in inject:
            yield Line(f"{' ' * old.column}{one.line}\n", row.cells[key])


def _part(row: Row, part: Part, there: Listed, column: int, before: str, changed: bool) -> Iterator[Line]:
    """The lines of a key. before: what stands in front of the key."""
    place = row.cells.get(part.key)
    if not changed:
        first, *rest = _kept(part.lines, there, place)
        yield replace(first, text=before + first.text[column:])
        yield from rest
    elif part.key in row.written:
        yield Line(f"{before}{row.written[part.key].line}\n", place)
    yield from _kept(part.remarks, there)


def _ended(lines: list[Line]) -> Iterator[Line]:
    """Lines that all end as those of the file do, but for the last if that has no end."""
    end = "\r\n" if any(line.text.endswith("\r\n") for line in lines) else "\n"
    for n, line in enumerate(lines, 1):
        bare = line.text.rstrip("\n") if line.was is None else line.text
        ended = bare.endswith(("\n", "\r", "\x85", "\u2028", "\u2029")) or (line.was and n == len(lines))
        yield line if ended else replace(line, text=bare + end)


def _waits_for_gone(document: Document, sheet: Sheet) -> dict[Mark, tuple[str, str]]:
    """Where a decision waits for an inject that has no row any more: what is wrong, and what would be right."""
    there = {row.number for row in sheet.rows}
    found = {}
    for n, decision in enumerate(document.data.get("decisions", ())):
        for key in ("after", "when", "unless"):
            for m, one in enumerate(decision.get(key, ())):
                number = one.get("delivered")
                if number is not None and number not in there:
                    where = document.marks.values["decisions", n, key, m, "delivered"]
                    found[where] = (
                        f"there is no row with No. {number}, and {decision.get('id')} waits for it ({document.path}:{where.line})",
                        f"put the row back, or change {decision.get('id')} in the file first",
                    )
    return found


def _notes(sheet: Sheet, exercise: Exercise) -> Iterator[Problem]:
    """Cells that somebody has typed into although they are not read back."""
    capabilities: dict[Any, str] = {one.id: one.capability for one in exercise.objectives}
    was = {one.number: capabilities.get(one.objective, "") for one in exercise.injects}
    for row in sheet.rows:
        right = {capabilities.get(row.value("objective"), ""), was.get(row.number, "")}
        if row.derived and row.derived not in right:
            said = "this is not read back: it is the capability of the objective", "change that in the file"
            yield Problem(f"{sheet.file}, {row.cells[DERIVED]}", None, None, *said)
