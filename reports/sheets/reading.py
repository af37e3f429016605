"""Reads a sheet that somebody has filled in: which columns there are, whatever their order, and what was typed into a cell.

What Excel has made of a text without being asked (a formula, a date) is refused in words, never guessed at.
"""

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.problems import Problem, Problems, quote, suggest

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True)
class CellPlace:
    """A cell: its sheet, its name such as G7, and its column."""

    sheet: str
    cell: str
    title: str

    def __str__(self) -> str:
        return f"sheet {self.sheet}, {self.cell} ({self.title})"


def open_sheet(path: Path, sheet: str) -> "Worksheet":
    """A sheet of a workbook. Raises Problems where the file is none, or has no such sheet."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path)
    except OSError as error:
        raise build_file_problem(path, (error.strerror or "cannot be read").lower(), "name an .xlsx file") from None
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError):
        raise build_file_problem(path, "is no Excel workbook", "save it as .xlsx") from None
    if sheet not in book.sheetnames:
        raise build_file_problem(path, f"there is no sheet {quote(sheet)}", f"its sheets are {', '.join(book.sheetnames)}")
    return book[sheet]


def match_columns(path: Path, sheet: "Worksheet", titles: Mapping[str, bool]) -> dict[int, str]:
    """The columns by their place, whatever their order. titles: of those there may be, and whether each has to be.

    Raises Problems for one that is missing, unknown or there twice.
    """
    heads = {
        number: match_title(str(sheet.cell(1, number).value or ""), titles)
        for number in range(1, sheet.max_column + 1)
    }
    wrong = []
    for number, head in heads.items():
        said = _check_head(head, number, [*heads.values()], titles)
        if said:
            where = f"{path}, sheet {sheet.title}, {sheet.cell(1, number).coordinate}"
            wrong.append(Problem(where, None, None, *said))
    missing = [title for title, must in titles.items() if must and title not in heads.values()]
    if missing:
        said = f"there is no column {', '.join(map(quote, missing))}", HEADER_MESSAGE
        wrong.append(Problem(f"{path}, sheet {sheet.title}, row 1", None, None, *said))
    if wrong:
        raise Problems(wrong)
    return {number: head for number, head in heads.items() if head}


def match_title(head: str, titles: Iterable[str]) -> str:
    """The name of a column as we write it, in whatever letters it was typed; one that there is not as it was typed."""
    typed = head.strip()
    return next((title for title in titles if title.casefold() == typed.casefold()), typed)


HEADER_MESSAGE = "the first row holds the names of the columns"


def _check_head(
    head: str, number: int, heads: list[str], titles: Mapping[str, bool]
) -> tuple[str, str] | None:
    if head and head not in titles:
        return f"there is no column {quote(head)}", suggest(head, titles)
    if head and heads.index(head) + 1 != number:
        return f"column {quote(head)} is there twice", "leave one out"
    return None


def read_cell_text(cell: "Cell | MergedCell") -> str:
    """What somebody typed, as text. Raises ValueError for what Excel has made a formula, an error, a date or a time of."""
    from openpyxl.utils.escape import unescape

    value = cell.value
    if cell.data_type == "f":
        raise ValueError(f"this is a formula: {value}")
    if cell.data_type == "e":
        raise ValueError(f"Excel has made an error of this: {value}")
    if isinstance(value, (datetime, date, time, timedelta)):
        raise ValueError(f"Excel has made a date or a time of this: {value}")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(unescape(str(value))).replace("\r\n", "\n").strip()


def build_file_problem(path: Path, said: str, hint: str) -> Problems:
    """A problem of the whole file."""
    return Problems([Problem(str(path), None, None, said, hint)])
