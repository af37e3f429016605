"""Reads the list back: what stands in each row, as lines of the exercise file, with the cell that each comes from.

Everything that is wrong in any cell is noted, and the rest goes on with the cell as it is, so that all of it is said at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.msel.columns import COLUMNS, DERIVED, SHEET, MselColumn, format_flow, to_yaml
from reports.sheets.reading import CellPlace, match_columns, open_sheet, read_cell_text
from scenarios.exercise import Inject
from scenarios.load import parse_document
from scenarios.problems import Problem, Problems, quote
from scenarios.sources import Source

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell

CHOICES = {"must": ("must", "may"), "yes": ("yes", "no")}
BY_TITLE = {column.title: column for column in COLUMNS}
BY_KEY = {column.key: column for column in COLUMNS if column.key}
REQUIRED_KEYS = {key for key, field in Inject.model_fields.items() if field.is_required()}
"""What every inject has."""


@dataclass(frozen=True)
class CellValue:
    """What stands in a cell. line: as the file has it, `key: value`; value: as the file is read."""

    line: str
    value: Any


@dataclass
class MselRow:
    """A row that is not empty. written: by key of the file; cells: all of the row, by key; derived: what stands where nothing is read."""

    written: dict[str, CellValue] = field(default_factory=dict)
    cells: dict[str, CellPlace] = field(default_factory=dict)
    derived: str = ""

    @property
    def number(self) -> Any:
        """Of the inject."""
        return self.value("number")

    def value(self, key: str) -> Any:
        """As the file is read; None where the cell is empty."""
        return self.written[key].value if key in self.written else None


@dataclass(frozen=True)
class MselSheet:
    """The rows of a workbook, and what cannot be read in them, by cell."""

    file: str
    rows: tuple[MselRow, ...]
    problems: Mapping[CellPlace, Problem]


def parse_sheet(path: Path) -> MselSheet:
    """The list in a workbook. Raises Problems where it is none."""
    sheet = open_sheet(path, SHEET)
    heads = match_columns(path, sheet, {column.title: bool(column.key) for column in COLUMNS})
    there = {number: BY_TITLE[head] for number, head in heads.items()}
    wrong: dict[CellPlace, Problem] = {}
    rows = []
    for row in range(2, sheet.max_row + 1):
        cells = [(sheet.cell(row, number), column) for number, column in there.items()]
        if any(cell.value not in (None, "") for cell, column in cells if column.key):
            rows.append(_parse_row(path, cells, wrong))
    if not rows:
        said = "there is no row under the titles", "an exercise has an inject at least; put one in"
        raise Problems([Problem(f"{path}, sheet {SHEET}, row 2", None, None, *said)])
    return MselSheet(str(path), tuple(rows), wrong)


def _parse_row(path: Path, cells: Sequence[tuple["Cell | MergedCell", MselColumn]], wrong: dict[CellPlace, Problem]) -> MselRow:
    found = MselRow()
    for cell, column in cells:
        place = CellPlace(SHEET, cell.coordinate, column.title)
        if not column.key:
            found.cells[DERIVED] = place
            found.derived = "" if cell.value is None else str(cell.value).strip()
            continue
        found.cells[column.key] = place
        for one in _parse_cell(cell, column):
            if isinstance(one, CellValue):
                found.written[column.key] = one
            else:
                wrong[place] = Problem(f"{path}, {place}", None, None, *one)
        if column.key in REQUIRED_KEYS and column.key not in found.written and place not in wrong:
            wrong[place] = Problem(f"{path}, {place}", None, None, "the cell is empty", column.help)
            found.written[column.key] = CellValue(f'{column.key}: ""', "")
    return found


def _parse_cell(cell: "Cell | MergedCell", column: MselColumn) -> Iterator[CellValue | tuple[str, str]]:
    """What stands in a cell, and what is wrong with it and would be right; nothing for what goes without saying."""
    try:
        text = read_cell_text(cell)
    except ValueError as error:
        yield str(error), 'write it as text, a time such as "90 s"'
        yield CellValue(f"{column.key}: {format_flow(str(cell.value))}", str(cell.value))
        return
    choices = CHOICES.get(column.kind, ())
    if text and choices and text.lower() not in choices:
        yield f"{quote(text)} is not {' or '.join(choices)}", f"write {' or '.join(choices)}"
    elif column.kind == "must" and not text:
        yield "the cell is empty", column.help  # which it is nobody should have to guess
    elif text and not (column.kind == "must" and text.lower() == "must"):
        yield _parse_as_yaml(text, column)


def _parse_as_yaml(text: str, column: MselColumn) -> CellValue | tuple[str, str]:
    """What stands in a cell, as the file is read; what is wrong if it cannot be."""
    line = f"{column.key}: {to_yaml(text, column.kind)}"
    try:
        return CellValue(line, parse_document(Source(SHEET, line)).data[column.key])
    except Problems:
        return f"{quote(text)} cannot be read", column.help
