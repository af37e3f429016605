"""Reads the list back: each cell becomes a line of the exercise file, so that whatever is wrong with the line is said of the cell.

The rest of the exercise file stays as it is written, comments and all. If the injects are the same, all of it does.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from reports.msel.columns import COLUMNS, SHEET, Column, to_yaml
from scenarios.load import Document
from scenarios.problems import Problem, Problems, quote, suggestion

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

BY_TITLE = {column.title: column for column in COLUMNS}
_TOP = re.compile(r"[^\s#]")


@dataclass(frozen=True)
class Place:
    """A cell: its name such as G7, and its column."""

    cell: str
    title: str

    def __str__(self) -> str:
        return f"sheet {SHEET}, {self.cell} ({self.title})"


@dataclass(frozen=True)
class Merged:
    """text: of the exercise file with the injects of a sheet. places: the cell that each line comes from, by number of the line."""

    text: str
    file: str
    places: Mapping[int, Place]

    def told(self, problems: Iterable[Problem]) -> Problems:
        """Problems of the text, said of the cells that they come from."""
        return Problems([self._of_cell(one) for one in problems])

    def _of_cell(self, one: Problem) -> Problem:
        place = self.places.get(one.line or 0)
        if place is None:
            return one
        return Problem(f"{self.file}, {place}", None, None, one.message, one.hint)


def read_msel(path: Path, document: Document) -> Merged:
    """The exercise file with the injects of a workbook instead of its own. Raises Problems."""
    rows = list(_rows(path))
    before, after = _around(document)
    lines, places = list(before), dict[int, Place]()
    lines.append("injects:")
    for row in rows:
        for number, (place, text) in enumerate(row):
            lines.append(f"  {'- ' if number == 0 else '  '}{text}")
            places[len(lines)] = place
    return Merged("\n".join([*lines, *after]).rstrip("\n") + "\n", str(path), places)


def _around(document: Document) -> tuple[list[str], list[str]]:
    """The lines of the file before its list of injects, and those after it."""
    lines = document.text.split("\n")
    start = next((n for n, line in enumerate(lines) if line.startswith("injects:")), None)
    if start is None:
        raise Problems(
            [document.problem((), "there is no list of injects in this file", 'add "injects:" at its end')]
        )
    end = next((n for n in range(start + 1, len(lines)) if _TOP.match(lines[n])), len(lines))
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    return lines[:start], lines[end:]


def _rows(path: Path) -> Iterator[list[tuple[Place, str]]]:
    """For each row that is not empty, the lines of an inject and the cells that they come from."""
    sheet = _sheet(path)
    columns = _columns(path, sheet)
    wrong: list[Problem] = []
    for row in range(2, sheet.max_row + 1):
        cells = [(sheet.cell(row, number), column) for number, column in columns.items() if column.key]
        if any(cell.value not in (None, "") for cell, _ in cells):
            yield list(_lines(path, cells, wrong))
    if wrong:
        raise Problems(wrong)


def _lines(
    path: Path, cells: Sequence[tuple["Cell | MergedCell", Column]], wrong: list[Problem]
) -> Iterator[tuple[Place, str]]:
    """What is in the cells as lines of the file; what cannot be read as text is added to what is wrong."""
    for cell, column in cells:
        place = Place(cell.coordinate, column.title)
        try:
            text = _as_text(cell)
        except ValueError as error:
            wrong.append(
                Problem(f"{path}, {place}", None, None, str(error), 'write it as text, a time such as "90 s"')
            )
            continue
        if text and not (column.kind == "must" and text.lower() == "must"):
            yield place, f"{column.key}: {to_yaml(text, column.kind)}"


def _as_text(cell: "Cell | MergedCell") -> str:
    """What somebody typed, as text. Raises ValueError for what Excel has made a formula, a date or a time of."""
    from openpyxl.utils.escape import unescape

    value = cell.value
    if cell.data_type == "f":
        raise ValueError(f"this is a formula: {value}")
    if isinstance(value, (datetime, date, time, timedelta)):
        raise ValueError(f"Excel has made a date or a time of this: {value}")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(unescape(str(value))).replace("\r\n", "\n").strip()


def _sheet(path: Path) -> "Worksheet":
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path)
    except OSError as error:
        raise _whole(path, (error.strerror or "cannot be read").lower(), "name an .xlsx file") from None
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError):
        raise _whole(path, "is no Excel workbook", "save it as .xlsx") from None
    if SHEET not in book.sheetnames:
        raise _whole(
            path, f"there is no sheet {quote(SHEET)}", f"its sheets are {', '.join(book.sheetnames)}"
        )
    return book[SHEET]


def _columns(path: Path, sheet: "Worksheet") -> dict[int, Column]:
    """The columns by their place, whatever their order. Raises Problems for one that is missing, unknown or there twice."""
    heads = {
        number: str(sheet.cell(1, number).value or "").strip() for number in range(1, sheet.max_column + 1)
    }
    wrong = []
    for number, head in heads.items():
        where = f"{path}, sheet {SHEET}, {sheet.cell(1, number).coordinate}"
        if head and head not in BY_TITLE:
            wrong.append(
                Problem(where, None, None, f"there is no column {quote(head)}", suggestion(head, BY_TITLE))
            )
        elif head and [*heads.values()].index(head) + 1 != number:
            wrong.append(Problem(where, None, None, f"column {quote(head)} is there twice", "leave one out"))
    missing = [column.title for column in COLUMNS if column.key and column.title not in heads.values()]
    if missing:
        said = f"there is no column {', '.join(map(quote, missing))}"
        wrong.append(
            Problem(
                f"{path}, sheet {SHEET}, row 1",
                None,
                None,
                said,
                "the first row holds the names of the columns",
            )
        )
    if wrong:
        raise Problems(wrong)
    return {number: BY_TITLE[head] for number, head in heads.items() if head}


def _whole(path: Path, said: str, hint: str) -> Problems:
    return Problems([Problem(str(path), None, None, said, hint)])
