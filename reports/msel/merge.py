"""Puts the rows of a sheet into an exercise file. An inject that no row changes stays byte for byte, remarks above it included.

Whatever is wrong in the result is said of the cell that it comes from, or of its line in the file as it was. What is wrong because an
inject is gone is said of the sheet that it is gone from.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from reports.msel.workbook import BY_KEY, DERIVED, SHEET, MselRow, MselSheet, to_cell
from scenarios.diagnostics import Problem, Problems
from scenarios.exercise import Exercise
from scenarios.library import resolve_base
from scenarios.loading.files import Source
from scenarios.loading.loader import Document, build_model, parse_document
from scenarios.loading.yaml_parser import DataPath

KEY = "injects"
DASH = 2  # spaces before the dash of an inject
_LINES = re.compile(r".*?(?:\r\n|[\n\r\x85\u2028\u2029])|.+\Z", re.DOTALL)


@dataclass(frozen=True)
class MergedFile:
    """The exercise file with the injects of a sheet. changes: what is otherwise now, in words; notes: what was left alone."""

    sheet: MselSheet
    document: Document
    text: str
    changes: tuple[str, ...]
    notes: tuple[Problem, ...]

    def relocate_problems(self, problems: Iterable[Problem], file: str) -> Problems:
        """Problems of the text, said of where they come from, with those of the sheet. file: what the text was called."""
        result = parse_document(Source(file, self.text))
        found = [
            told for one in problems for told in (self._relocate(one, result) if one.file == file else (one,))
        ]
        return Problems([*self.sheet.problems.values(), *found])

    def _relocate(self, one: Problem, result: Document) -> Iterator[Problem]:
        """The same is said of each cell that it is wrong in; nothing of a cell that has been told of already."""
        line = one.line or 1
        path = _path_at(result, line, one.column or 0)
        gone = _find_broken_references(self.document, self.sheet).get(path)
        if gone is not None:
            yield Problem(f"{self.sheet.file}, sheet {SHEET}, column No.", None, None, *gone)
        elif path[0] != KEY or len(path) == 1:
            longer = len(_LINES.findall(self.text)) - len(_LINES.findall(self.document.text))
            after = KEY in result.data and line > result.marks.keys[KEY,].line
            yield replace(one, file=self.document.path, line=line - longer * after, also=())
        else:
            injects = [path[1], *(_path_at(result, also, 1000)[1] for also in one.also)]
            for cells in (self.sheet.rows[int(n)].cells for n in injects):
                place = cells.get(str(path[2]) if len(path) > 2 else "number", next(iter(cells.values())))
                if place not in self.sheet.problems:
                    yield Problem(f"{self.sheet.file}, {place}", None, None, one.message, one.hint)


def _path_at(document: Document, line: int, column: int) -> DataPath:
    """The innermost value of a file that begins at a place or last before it."""
    both = (*document.marks.values.items(), *document.marks.keys.items())
    before = [
        (mark.line, mark.column, len(path), path)
        for path, mark in both
        if (mark.line, mark.column) <= (line, column)
    ]
    return max(before, key=lambda one: one[:3])[3] if before else ()


def merge_sheet(sheet: MselSheet, document: Document) -> MergedFile:
    """The file with the injects of a sheet; where they are those of the exercise that it is like, and are changed, as a list of its own.

    Raises Problems where there is no list of injects to put them into.
    """
    whole = resolve_base(document)
    if whole is document and KEY not in document.data:
        said = "there is no list of injects in this file", f'begin a line with "{KEY}:"'
        raise Problems([document.problem((), *said)])
    exercise = build_model(whole, Exercise)
    changes = tuple(_describe_changes(sheet, whole.data[KEY]))
    text = _with_rows(sheet, document) if changes else document.text
    return MergedFile(sheet, document, text, changes, tuple(_list_notes(sheet, exercise)))


def _describe_changes(sheet: MselSheet, injects: list[dict[str, Any]]) -> Iterator[str]:
    """What is otherwise, in words."""
    known = {one["number"]: one for one in injects}
    numbers = [row.number for row in sheet.rows]
    yield from (f"{row.number} is new" for row in sheet.rows if row.number not in known)
    yield from (
        f"{row.number} is changed" for row in sheet.rows
        if row.number in known and any(not _is_same(row, known[row.number], key) for key in BY_KEY)
    )  # fmt: skip
    yield from (f"{number} is taken out" for number in known if number not in numbers)
    if len({*numbers}) < len(numbers):
        yield "a number is there twice"
    if [one for one in numbers if one in known] != [one for one in known if one in numbers]:
        yield "the order is another one"


def _is_same(row: MselRow, inject: dict[str, Any], key: str) -> bool:
    """Whether a cell says what the file says."""
    was, is_ = inject.get(key), row.value(key)
    kind = BY_KEY[key].kind
    if kind == "number":
        return bool(was == is_)
    try:
        return _cell_text(to_cell(was, kind)) == _cell_text(to_cell(is_, kind))
    except (TypeError, ValueError):
        return False  # what is no list, or no text


def _cell_text(cell: str | int | None) -> str:
    return "" if cell is None else str(cell).replace("\r\n", "\n").strip()


@dataclass(frozen=True)
class InjectList:
    """A file around its list of injects, and each inject as it is written: the remarks above it, and its own lines."""

    head: str
    items: tuple[tuple[str, str], ...]
    tail: str
    dash: int = DASH


def _listed(document: Document) -> InjectList:
    """No items where there is no list, or one whose injects have no lines of their own."""
    lines = _LINES.findall(document.text)
    if KEY not in document.data:
        return InjectList(f"{document.text.rstrip()}\n\n{KEY}:\n", (), "")
    top = document.marks.keys[KEY,].line
    nexts = [mark.line for path, mark in document.marks.keys.items() if len(path) == 1 and mark.line > top]
    end = _without_remarks(lines, top, min(nexts, default=len(lines) + 1) - 1, 0)
    marks = [document.marks.values[KEY, n] for n in range(len(document.data[KEY]))]
    if any(lines[mark.line - 1][: mark.column - 1].strip() != "-" for mark in marks):
        return InjectList(f"{''.join(lines[: top - 1])}{KEY}:\n", (), "".join(lines[end:]))
    starts, dash = [mark.line - 1 for mark in marks], lines[marks[0].line - 1].index("-")
    ends = [
        _without_remarks(lines, start, stop, dash)
        for start, stop in zip(starts, [*starts[1:], end], strict=True)
    ]
    pieces = zip([top, *ends], starts, ends, strict=False)
    items = tuple(("".join(lines[above:start]), "".join(lines[start:stop])) for above, start, stop in pieces)
    return InjectList("".join(lines[:top]), items, "".join(lines[ends[-1] :]), dash)


def _without_remarks(lines: list[str], start: int, end: int, column: int) -> int:
    """Where lines end but for empty ones and remarks no further in than a column, which belong to what follows."""
    while end > start + 1 and re.fullmatch(rf"\s*|\s{{0,{column}}}#.*\s*", lines[end - 1]):
        end -= 1
    return end


def _with_rows(sheet: MselSheet, document: Document) -> str:
    """The file with the rows of a sheet, in their order."""
    there = _listed(document)
    injects = document.data[KEY] if there.items else []
    numbers = {row.number for row in sheet.rows}
    kept, above = {}, ""
    for inject, (remarks, text) in zip(injects, there.items, strict=True):
        above += remarks
        if inject["number"] in numbers:  # remarks on an inject that is gone stay where they are
            kept[inject["number"]], above = (above, text, inject), ""
    pieces = [there.head]
    for row in sheet.rows:
        remarks, text, inject = kept.pop(row.number, ("", "", {}))
        changed = [key for key in BY_KEY if not _is_same(row, inject, key)] if text else []
        pieces += [
            remarks,
            (_changed(row, changed, text, there.dash) if changed else text or _write_new(row, there.dash)),
        ]
    end = "\r\n" if "\r\n" in document.text else "\n"
    ended = [
        piece if piece.endswith(("\n", "\r")) or not piece else f"{piece}\n" for piece in (*pieces, above)
    ]
    return re.sub("\r?\n", end, "".join([*ended, there.tail]))


def _write_new(row: MselRow, dash: int) -> str:
    """An inject as the sheet has it."""
    return "".join(
        f"{' ' * dash}{'  ' if n else '- '}{one.line}\n" for n, one in enumerate(row.written.values())
    )


def _changed(row: MselRow, keys: list[str], text: str, dash: int) -> str:
    """An inject with some of its keys as the sheet has them. What ruamel.yaml keeps no remark on, stands above it."""
    from io import StringIO

    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes, yaml.width = True, 1_000_000
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.indent(mapping=2, sequence=dash + 2, offset=dash)
    (inject,) = listed = yaml.load(text)
    remarks = list(_remarks(listed))
    for key in keys:
        if key in row.written:
            inject[key] = yaml.load(row.written[key].line)[key]
        else:
            inject.pop(key, None)
    still = list(_remarks(listed))
    lost = [line.strip() for remark in remarks if remark not in still for line in remark.splitlines()]
    out = StringIO()
    yaml.dump(listed, out)
    return "".join(f"{' ' * dash}{line}\n" for line in lost if line) + out.getvalue()


def _remarks(node: Any) -> Iterator[str]:
    """All remarks that ruamel.yaml has hung on a mapping or a list, and on what is in it."""
    if isinstance(node, list) and not hasattr(node, "ca"):
        for one in node:
            yield from _remarks(one)
    elif hasattr(node, "ca"):
        yield from _remarks([node.ca.comment, *node.ca.items.values(), node.ca.end])
        yield from _remarks([*(node.values() if isinstance(node, dict) else node)])
    elif hasattr(node, "start_mark"):
        yield str(node.value)


def _find_broken_references(document: Document, sheet: MselSheet) -> dict[DataPath, tuple[str, str]]:
    """Where a decision waits for an inject that has no row any more: what is wrong, and what would be right."""
    there = {row.number for row in sheet.rows}
    found: dict[DataPath, tuple[str, str]] = {}
    for n, decision in enumerate(document.data.get("decisions", ())):
        for key in ("after", "when", "unless"):
            for m, one in enumerate(decision.get(key, ())):
                number = one.get("delivered")
                if number is not None and number not in there:
                    where: DataPath = ("decisions", n, key, m, "delivered")
                    found[where] = (
                        f"there is no row with No. {number}, and {decision.get('id')} waits for it "
                        f"({document.path}:{document.marks.values[where].line})",
                        f"put the row back, or change {decision.get('id')} in the file first",
                    )
    return found


def _list_notes(sheet: MselSheet, exercise: Exercise) -> Iterator[Problem]:
    """Cells that somebody has typed into although they are not read back."""
    capabilities: dict[Any, str] = {one.id: one.capability for one in exercise.objectives}
    was = {one.number: capabilities.get(one.objective, "") for one in exercise.injects}
    for row in sheet.rows:
        right = {capabilities.get(row.value("objective"), ""), was.get(row.number, "")}
        if row.derived and row.derived not in right:
            said = "this is not read back: it is the capability of the objective", "change that in the file"
            yield Problem(f"{sheet.file}, {row.cells[DERIVED]}", None, None, *said)
