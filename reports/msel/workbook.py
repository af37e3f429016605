"""The master scenario events list as an Excel sheet, written and read back: a row for each inject, a column for each key of the file.

Times, slots and conditions are written in a cell as in the file. A list has a line for each item; a mapping in a list is without its
braces. So whatever can be written in the file can be written in the sheet, and comes back as it was. Reading notes the problems of each
cell and continues with the cell as it is, so that all are reported at once.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from reports.spreadsheets import (
    HEAD_ROW,
    CellPlace,
    SheetCell,
    add_choices,
    create_workbook,
    format_table,
    match_columns,
    read_cell_text,
    read_sheet,
    save_to_bytes,
    set_print_pages,
    write_cell,
    write_head,
)
from scenarios.diagnostics import Problem, Problems, quote
from scenarios.exercise import Exercise, Inject, Mode
from scenarios.library import resolve_base
from scenarios.loading.files import Source
from scenarios.loading.loader import Document, parse_document
from scenarios.loading.yaml_parser import parse_scalar
from scenarios.unprintable import clean_text

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


Kind = Literal["number", "word", "text", "words", "texts", "mappings", "yes", "must"]
SHEET, LISTS = "MSEL", "Lists"
MARKING = "EXERCISE EXERCISE EXERCISE"
SPARE_ROWS = 200  # below the last inject, with drop-downs too
CHOICES = {"must": ("must", "may"), "yes": ("yes", "no")}
REQUIRED_KEYS = {key for key, field in Inject.model_fields.items() if field.is_required()}
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*")
_YAML_KEYWORDS = {"yes", "no", "true", "false", "null", "on", "off", "y", "n"}


@dataclass(frozen=True)
class MselColumn:
    """key: in the exercise file, or empty for a read-only column. width: in characters. lists: the choices of its drop-down.

    page: of the printed pages side by side; the first has the columns that are read during the exercise.
    """

    title: str
    key: str
    kind: Kind
    width: int
    lists: Literal["", "segments", "modes", "objectives", "must", "yes"] = ""
    help: str = ""
    page: int = 1


DERIVED = "Capability"

COLUMNS = (
    MselColumn("No.", "number", "number", 6, help="Each row has a number of its own."),
    MselColumn("Segment", "segment", "word", 12, "segments"),
    MselColumn("Time", "at", "word", 9, help="T+ from onset, such as 90 s or 4 min. Empty: see After."),
    MselColumn("After", "after", "mappings", 24, help="What must have happened, one a line: happened: alert-sent"),
    MselColumn("From", "sender", "text", 16),
    MselColumn("To", "to", "words", 16, help="Roles, by id, one a line."),
    MselColumn("Mode", "mode", "text", 13, "modes"),
    MselColumn("Message", "says", "text", 47, help="Slots in braces are filled when it is delivered."),
    MselColumn("Expected action", "expects", "text", 39),
    MselColumn("Must / may", "must", "must", 7, "must", help="Write must or may."),
    MselColumn("When", "when", "mappings", 28, help="Must hold when it comes, one a line; otherwise it is held.", page=2),
    MselColumn("Unless", "unless", "mappings", 28, help="Must not hold when it comes, one a line; otherwise it is held.", page=2),
    MselColumn("Contingency", "contingency", "yes", 13, "yes", "Only when the facilitator calls for it.", page=2),
    MselColumn("Objective", "objective", "word", 16, "objectives", page=2),
    MselColumn(DERIVED, "", "text", 30, help="That of the objective. It is not read back.", page=2),
    MselColumn("Reports hazard", "reports_hazard", "yes", 10, "yes", "Its text tells participants where the hazard is.", page=2),
    MselColumn("Changes the model", "world", "mappings", 36, help="One a line: kind: channel, channel: pa, works: false", page=2),
    MselColumn("Hints", "hints", "texts", 80, help="One a line.", page=3),
    MselColumn("Notes", "notes", "text", 80, page=3),
)  # fmt: skip
BY_TITLE = {column.title: column for column in COLUMNS}
BY_KEY = {column.key: column for column in COLUMNS if column.key}


def to_cell(value: Any, kind: Kind) -> str | int | None:
    """A value as a cell. value: as the file has it, or None."""
    match kind:
        case "yes":
            return "yes" if value else None
        case "must":
            return "may" if value is False else "must"
        case "words" | "texts":
            return "\n".join(_escape_lines(str(one)) for one in value or ()) or None
        case "mappings":
            return "\n".join(format_flow(one)[1:-1] for one in value or ()) or None
        case "number":
            return int(value)
        case _:
            return None if value is None else str(value)


def to_yaml(cell: str, kind: Kind) -> str:
    """A cell as YAML, as it follows the key. cell: not empty."""
    match kind:
        case "yes":
            return {"yes": "true", "no": "false"}.get(cell.lower(), format_flow(cell))
        case "must":
            return {"must": "true", "may": "false"}.get(cell.lower(), format_flow(cell))
        case "words" | "texts":
            return format_flow([_unescape_lines(line) for line in cell.split("\n") if line.strip()])
        case "mappings":
            return "[" + ", ".join(f"{{{line.strip()}}}" for line in cell.split("\n") if line.strip()) + "]"
        case "number":
            return cell
        case _:
            return format_flow(cell)


def format_flow(value: Any) -> str:
    """A value as YAML on one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case dict():
            return "{" + ", ".join(f"{key}: {format_flow(one)}" for key, one in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(format_flow, value)) + "]"
        case str() if _PLAIN.fullmatch(value) and parse_scalar(value) == value and value.lower() not in _YAML_KEYWORDS:
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)


def _escape_lines(text: str) -> str:
    """Line feeds become backslash and n, because a line feed separates two items."""
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _unescape_lines(line: str) -> str:
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], line.strip())


@dataclass(frozen=True)
class CellValue:
    """A cell as it was read. line: as the file has it, `key: value`; value: parsed."""

    line: str
    value: Any


@dataclass
class MselRow:
    """A row that is not empty. written, cells: by key of the file; derived: the text of the read-only cell."""

    written: dict[str, CellValue] = field(default_factory=dict)
    cells: dict[str, CellPlace] = field(default_factory=dict)
    derived: str = ""

    @property
    def number(self) -> Any:
        """The number of the inject."""
        return self.value("number")

    def value(self, key: str) -> Any:
        """The parsed value; None where the cell is empty."""
        return self.written[key].value if key in self.written else None


@dataclass(frozen=True)
class MselSheet:
    """The rows of a workbook, and their problems, by cell."""

    file: str
    rows: tuple[MselRow, ...]
    problems: Mapping[CellPlace, Problem]


def parse_sheet(path: Path) -> MselSheet:
    """The list in a workbook. Raises Problems where there is none."""
    sheet = read_sheet(path, SHEET)
    heads = match_columns(path, sheet, {column.title: bool(column.key) for column in COLUMNS})
    columns = {number: BY_TITLE[head] for number, head in heads.items()}
    problems: dict[CellPlace, Problem] = {}
    rows = []
    for row in sorted(sheet.rows.keys() - {HEAD_ROW}):
        cells = [(sheet.cell(row, number), column) for number, column in columns.items()]
        if any(cell.value not in (None, "") for cell, column in cells if column.key):
            rows.append(_parse_row(path, cells, problems))
    if not rows:
        message = "there is no row under the titles", "an exercise has at least one inject; add one"
        raise Problems([Problem(f"{path}, sheet {SHEET}, row 2", None, None, *message)])
    return MselSheet(str(path), tuple(rows), problems)


def _parse_row(
    path: Path, cells: Sequence[tuple[SheetCell, MselColumn]], problems: dict[CellPlace, Problem]
) -> MselRow:
    row = MselRow()
    for cell, column in cells:
        key, place = column.key, CellPlace(SHEET, cell.coordinate, column.title)
        row.cells[key or DERIVED] = place
        if not key:
            row.derived = "" if cell.value is None else str(cell.value).strip()
            continue
        for result in _parse_cell(cell, column):
            if isinstance(result, CellValue):
                row.written[key] = result
            else:
                problems[place] = Problem(f"{path}, {place}", None, None, *result)
        if key in REQUIRED_KEYS and key not in row.written and place not in problems:
            problems[place] = Problem(f"{path}, {place}", None, None, "the cell is empty", column.help)
            row.written[key] = CellValue(f'{key}: ""', "")
    return row


def _parse_cell(cell: SheetCell, column: MselColumn) -> Iterator[CellValue | tuple[str, str]]:
    """The value, or message and hint of its problem, or both; nothing for a default."""
    try:
        text = read_cell_text(cell)
    except ValueError as error:
        yield str(error), 'write it as text, a time such as "90 s"'
        text = clean_text(str(cell.value))
        yield CellValue(f"{column.key}: {format_flow(text)}", text)
        return
    choices = CHOICES.get(column.kind, ())
    if text and choices and text.lower() not in choices:
        yield f"{quote(text)} is not {' or '.join(choices)}", f"write {' or '.join(choices)}"
    elif column.kind == "must" and not text:
        yield "the cell is empty", column.help  # not guessed
    elif text and not (column.kind == "must" and text.lower() == "must"):
        line = f"{column.key}: {to_yaml(text, column.kind)}"
        try:
            yield CellValue(line, parse_document(Source(SHEET, line)).data[column.key])
        except Problems:
            yield f"{quote(text)} cannot be read", column.help


def build_msel_workbook(exercise: Exercise, document: Document) -> bytes:
    """The workbook. document: the file of the exercise; the cells hold its text, or that of the exercise it is like."""
    book, sheet = create_workbook(SHEET, f"{MARKING}: {exercise.title}, master scenario events list")
    injects: list[dict[str, Any]] = resolve_base(document).data["injects"]
    capabilities = {one.id: str(one.capability) for one in exercise.objectives}
    for number, column in enumerate(COLUMNS, 1):
        write_head(sheet, number, column.title, column.width, column.help, "text")
        for row, inject in enumerate(injects, HEAD_ROW + 1):
            is_derived = not column.key
            value = (
                capabilities.get(inject["objective"]) if is_derived else to_cell(inject.get(column.key), column.kind)
            )
            write_cell(sheet.cell(row, number), value, side="text", pale=is_derived)
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"  # it only serves the drop-downs
    _add_drop_downs(sheet, lists, exercise, HEAD_ROW + len(injects) + SPARE_ROWS)
    format_table(sheet, SHEET, len(COLUMNS), len(injects), MARKING, f"B{HEAD_ROW + 1}")
    numbered = enumerate(COLUMNS[1:], 2)
    set_print_pages(sheet, [[n for n, _ in some] for _, some in groupby(numbered, lambda one: one[1].page)])
    return save_to_bytes(book)


def _add_drop_downs(sheet: "Worksheet", lists: "Worksheet", exercise: Exercise, last: int) -> None:
    """The choices are on a sheet of their own, so that no list is too long for a rule."""
    from openpyxl.utils import get_column_letter

    offers = {
        "segments": [one.id for one in exercise.segments],
        "modes": list(get_args(Mode)),
        "objectives": [one.id for one in exercise.objectives],
        "must": ["must", "may"],
        "yes": ["yes"],
    }
    for place, (name, choices) in enumerate(offers.items(), 1):
        letter = get_column_letter(place)
        for row, value in enumerate([name, *choices], 1):
            lists.cell(row, place, value)
        for number, column in enumerate(COLUMNS, 1):
            if column.lists == name:
                add_choices(sheet, number, last, f"{LISTS}!${letter}$2:${letter}${len(choices) + 1}", choices)
