"""Puts the rows of a sheet into an exercise file. An inject that no row changes stays byte for byte, with the comments above it.

A problem of the result is reported at the cell that it comes from, or at its line in the original file. A problem that arises because an
inject was deleted is reported at the sheet.
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
    """An exercise file with the injects of a sheet. changes: in words; notes: on cells that are not read."""

    sheet: MselSheet
    document: Document
    text: str
    changes: tuple[str, ...]
    notes: tuple[Problem, ...]

    def relocate_problems(self, problems: Iterable[Problem], file: str) -> Problems:
        """Problems of the text, at the places that they come from, with those of the sheet. file: the name of the text."""
        result = parse_document(Source(file, self.text))
        relocated = [
            moved for one in problems for moved in (self._relocate(one, result) if one.file == file else (one,))
        ]
        return Problems([*self.sheet.problems.values(), *relocated])

    def _relocate(self, one: Problem, result: Document) -> Iterator[Problem]:
        """The problem at each of its cells, except cells that have one already."""
        line = one.line or 1
        path = _path_at(result, line, one.column or 0)
        broken = _find_broken_references(self.document, self.sheet).get(path)
        if broken is not None:
            yield Problem(f"{self.sheet.file}, sheet {SHEET}, column No.", None, None, *broken)
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
    marks = (*document.marks.values.items(), *document.marks.keys.items())
    before = [((mark.line, mark.column, len(path)), path) for path, mark in marks]
    return max((one for one in before if one[0][:2] <= (line, column)), key=lambda one: one[0], default=((), ()))[1]


def merge_sheet(sheet: MselSheet, document: Document) -> MergedFile:
    """The file with the injects of a sheet. Changed injects of a base exercise become a list of the file's own.

    Raises Problems where the file has no list of injects.
    """
    whole = resolve_base(document)
    if whole is document and KEY not in document.data:
        message = "there is no list of injects in this file", f'begin a line with "{KEY}:"'
        raise Problems([document.problem((), *message)])
    exercise = build_model(whole, Exercise)
    changes = tuple(_describe_changes(sheet, whole.data[KEY]))
    text = _replace_injects(sheet, document) if changes else document.text
    return MergedFile(sheet, document, text, changes, tuple(_list_notes(sheet, exercise)))


def _describe_changes(sheet: MselSheet, injects: list[dict[str, Any]]) -> Iterator[str]:
    known = {one["number"]: one for one in injects}
    numbers = [row.number for row in sheet.rows]
    yield from (f"{row.number} is new" for row in sheet.rows if row.number not in known)
    yield from (
        f"{row.number} is changed" for row in sheet.rows
        if row.number in known and any(not _is_same(row, known[row.number], key) for key in BY_KEY)
    )  # fmt: skip
    yield from (f"{number} is removed" for number in known if number not in numbers)
    if len({*numbers}) < len(numbers):
        yield "a number is there twice"
    if [one for one in numbers if one in known] != [one for one in known if one in numbers]:
        yield "the order is changed"


def _is_same(row: MselRow, inject: dict[str, Any], key: str) -> bool:
    old, new, kind = inject.get(key), row.value(key), BY_KEY[key].kind
    if kind == "number":
        return bool(old == new)
    try:
        return _cell_text(to_cell(old, kind)) == _cell_text(to_cell(new, kind))
    except (TypeError, ValueError):
        return False  # of another type


def _cell_text(cell: str | int | None) -> str:
    return "" if cell is None else str(cell).replace("\r\n", "\n").strip()


@dataclass(frozen=True)
class InjectList:
    """A file around its list of injects. items: the comments above each inject, and its own lines."""

    head: str
    items: tuple[tuple[str, str], ...]
    tail: str
    dash: int = DASH


def _split_injects(document: Document) -> InjectList:
    """Without items where there is no list, or where injects share lines."""
    lines = _LINES.findall(document.text)
    if KEY not in document.data:
        return InjectList(f"{document.text.rstrip()}\n\n{KEY}:\n", (), "")
    top = document.marks.keys[KEY,].line
    nexts = [mark.line for path, mark in document.marks.keys.items() if len(path) == 1 and mark.line > top]
    end = _trim_comments(lines, top, min(nexts, default=len(lines) + 1) - 1, 0)
    marks = [document.marks.values[KEY, n] for n in range(len(document.data[KEY]))]
    if any(lines[mark.line - 1][: mark.column - 1].strip() != "-" for mark in marks):
        return InjectList(f"{''.join(lines[: top - 1])}{KEY}:\n", (), "".join(lines[end:]))
    starts, dash = [mark.line - 1 for mark in marks], lines[marks[0].line - 1].index("-")
    ends = [_trim_comments(lines, start, stop, dash) for start, stop in zip(starts, [*starts[1:], end], strict=True)]
    pieces = zip([top, *ends], starts, ends, strict=False)
    items = tuple(("".join(lines[above:start]), "".join(lines[start:stop])) for above, start, stop in pieces)
    return InjectList("".join(lines[:top]), items, "".join(lines[ends[-1] :]), dash)


def _trim_comments(lines: list[str], start: int, end: int, column: int) -> int:
    """The end of the lines without trailing blank lines and comments up to a column, which belong to the next inject."""
    while end > start + 1 and re.fullmatch(rf"\s*|\s{{0,{column}}}#.*\s*", lines[end - 1]):
        end -= 1
    return end


def _replace_injects(sheet: MselSheet, document: Document) -> str:
    """The file with the rows of a sheet, in their order. Comments on a deleted inject stay where they are."""
    parts = _split_injects(document)
    injects = document.data[KEY] if parts.items else []
    numbers = {row.number for row in sheet.rows}
    kept, above = {}, ""
    for inject, (comments, text) in zip(injects, parts.items, strict=True):
        above += comments
        if inject["number"] in numbers:
            kept[inject["number"]], above = (above, text, inject), ""
    pieces = [parts.head]
    for row in sheet.rows:
        comments, text, inject = kept.pop(row.number, ("", "", {}))
        changed = [key for key in BY_KEY if not _is_same(row, inject, key)] if text else []
        pieces.append(comments)
        if changed:
            pieces.append(_rewrite(row, changed, text, parts.dash))
        else:
            pieces.append(text or _write_new(row, parts.dash))
    end = "\r\n" if "\r\n" in document.text else "\n"
    pieces.append(above)
    lines = [piece if piece.endswith(("\n", "\r")) or not piece else f"{piece}\n" for piece in pieces]
    return re.sub("\r?\n", end, "".join([*lines, parts.tail]))


def _write_new(row: MselRow, dash: int) -> str:
    lines = (value.line for value in row.written.values())
    return "".join(f"{' ' * dash}{'  ' if n else '- '}{line}\n" for n, line in enumerate(lines))


def _rewrite(row: MselRow, keys: list[str], text: str, dash: int) -> str:
    """An inject with the keys of a sheet. Comments that ruamel.yaml cannot keep in place go above it."""
    from io import StringIO

    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes, yaml.width = True, 1_000_000
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.indent(mapping=2, sequence=dash + 2, offset=dash)
    (inject,) = injects = yaml.load(text)
    before = list(_iterate_comments(injects))
    for key in keys:
        if key in row.written:
            inject[key] = yaml.load(row.written[key].line)[key]
        else:
            inject.pop(key, None)
    after = list(_iterate_comments(injects))
    lost = [line.strip() for comment in before if comment not in after for line in comment.splitlines()]
    out = StringIO()
    yaml.dump(injects, out)
    return "".join(f"{' ' * dash}{line}\n" for line in lost if line) + out.getvalue()


def _iterate_comments(node: Any) -> Iterator[str]:
    """All comments that ruamel.yaml has attached to a mapping or a list, and to its contents."""
    if isinstance(node, list) and not hasattr(node, "ca"):
        for one in node:
            yield from _iterate_comments(one)
    elif hasattr(node, "ca"):
        yield from _iterate_comments([node.ca.comment, *node.ca.items.values(), node.ca.end])
        yield from _iterate_comments([*(node.values() if isinstance(node, dict) else node)])
    elif hasattr(node, "start_mark"):
        yield str(node.value)


def _find_broken_references(document: Document, sheet: MselSheet) -> dict[DataPath, tuple[str, str]]:
    numbers = {row.number for row in sheet.rows}
    broken: dict[DataPath, tuple[str, str]] = {}
    for n, decision in enumerate(document.data.get("decisions", ())):
        id_ = decision.get("id")
        for key in ("after", "when", "unless"):
            for m, condition in enumerate(decision.get(key, ())):
                number = condition.get("delivered")
                if number is not None and number not in numbers:
                    path: DataPath = ("decisions", n, key, m, "delivered")
                    place = f"{document.path}:{document.marks.values[path].line}"
                    message = f"there is no row with No. {number}, and {id_} waits for it ({place})"
                    broken[path] = (message, f"put the row back, or change {id_} in the file first")
    return broken


def _list_notes(sheet: MselSheet, exercise: Exercise) -> Iterator[Problem]:
    capabilities: dict[Any, str] = {one.id: one.capability for one in exercise.objectives}
    before = {one.number: capabilities.get(one.objective, "") for one in exercise.injects}
    for row in sheet.rows:
        expected = {capabilities.get(row.value("objective"), ""), before.get(row.number, "")}
        if row.derived and row.derived not in expected:
            message = ("this is not read back: it is the capability of the objective", "change that in the file")
            yield Problem(f"{sheet.file}, {row.cells[DERIVED]}", None, None, *message)
