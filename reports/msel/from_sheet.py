"""Reads the list back: what stands in each row, as lines of the exercise file, with the cell that each comes from.

Everything that is wrong in any cell is noted, and the rest goes on with the cell as it is, so that all of it is said at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.msel.columns import COLUMNS, DERIVED, SHEET, Column, flow, to_yaml
from reports.sheets.reading import Place, columns, opened, text_of
from scenarios.exercise import Inject
from scenarios.load import parse_document
from scenarios.problems import Problem, Problems, quote
from scenarios.sources import Source

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell

CHOICES = {"must": ("must", "may"), "yes": ("yes", "no")}
BY_TITLE = {column.title: column for column in COLUMNS}
BY_KEY = {column.key: column for column in COLUMNS if column.key}
NEEDED = {key for key, field in Inject.model_fields.items() if field.is_required()}
"""What every inject has."""


@dataclass(frozen=True)
class Written:
    """What stands in a cell. line: as the file has it, `key: value`; value: as the file is read."""

    line: str
    value: Any


@dataclass
class Row:
    """A row that is not empty. written: by key of the file; cells: all of the row, by key; derived: what stands where nothing is read."""

    written: dict[str, Written] = field(default_factory=dict)
    cells: dict[str, Place] = field(default_factory=dict)
    derived: str = ""

    @property
    def number(self) -> Any:
        """Of the inject."""
        return self.value("number")

    def value(self, key: str) -> Any:
        """As the file is read; None where the cell is empty."""
        return self.written[key].value if key in self.written else None


@dataclass(frozen=True)
class Sheet:
    """The rows of a workbook, and what cannot be read in them, by cell."""

    file: str
    rows: tuple[Row, ...]
    wrong: Mapping[Place, Problem]


def read_sheet(path: Path) -> Sheet:
    """The list in a workbook. Raises Problems where it is none."""
    sheet = opened(path, SHEET)
    heads = columns(path, sheet, {column.title: bool(column.key) for column in COLUMNS})
    there = {number: BY_TITLE[head] for number, head in heads.items()}
    wrong: dict[Place, Problem] = {}
    rows = []
    for row in range(2, sheet.max_row + 1):
        cells = [(sheet.cell(row, number), column) for number, column in there.items()]
        if any(cell.value not in (None, "") for cell, column in cells if column.key):
            rows.append(_row(path, cells, wrong))
    if not rows:
        said = "there is no row under the titles", "an exercise has an inject at least; put one in"
        raise Problems([Problem(f"{path}, sheet {SHEET}, row 2", None, None, *said)])
    return Sheet(str(path), tuple(rows), wrong)


def _row(path: Path, cells: Sequence[tuple["Cell | MergedCell", Column]], wrong: dict[Place, Problem]) -> Row:
    found = Row()
    for cell, column in cells:
        place = Place(SHEET, cell.coordinate, column.title)
        if not column.key:
            found.cells[DERIVED] = place
            found.derived = "" if cell.value is None else str(cell.value).strip()
            continue
        found.cells[column.key] = place
        for one in _written(cell, column):
            if isinstance(one, Written):
                found.written[column.key] = one
            else:
                wrong[place] = Problem(f"{path}, {place}", None, None, *one)
        if column.key in NEEDED and column.key not in found.written and place not in wrong:
            wrong[place] = Problem(f"{path}, {place}", None, None, "the cell is empty", column.help)
            found.written[column.key] = Written(f'{column.key}: ""', "")
    return found


def _written(cell: "Cell | MergedCell", column: Column) -> Iterator[Written | tuple[str, str]]:
    """What stands in a cell, and what is wrong with it and would be right; nothing for what goes without saying."""
    try:
        text = text_of(cell)
    except ValueError as error:
        yield str(error), 'write it as text, a time such as "90 s"'
        yield Written(f"{column.key}: {flow(str(cell.value))}", str(cell.value))
        return
    choices = CHOICES.get(column.kind, ())
    if text and choices and text.lower() not in choices:
        yield f"{quote(text)} is not {' or '.join(choices)}", f"write {' or '.join(choices)}"
    elif column.kind == "must" and not text:
        yield "the cell is empty", column.help  # which it is nobody should have to guess
    elif text and not (column.kind == "must" and text.lower() == "must"):
        yield _as_read(text, column)


def _as_read(text: str, column: Column) -> Written | tuple[str, str]:
    """What stands in a cell, as the file is read; what is wrong if it cannot be."""
    line = f"{column.key}: {to_yaml(text, column.kind)}"
    try:
        return Written(line, parse_document(Source(SHEET, line)).data[column.key])
    except Problems:
        return f"{quote(text)} cannot be read", column.help
