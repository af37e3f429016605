"""Reads a sheet that somebody has filled in: which columns there are, whatever their order, and what was typed into a cell.

What Excel has made of a text without being asked (a formula, a date) is refused in words, never guessed at.

Writes a table into a sheet: text that stays text, a header that stays on the screen and on every printed page.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.diagnostics import Problem, Problems, quote, suggest

if TYPE_CHECKING:
    from openpyxl import Workbook
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
        raise build_file_problem(
            path, (error.strerror or "cannot be read").lower(), "name an .xlsx file"
        ) from None
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError):
        raise build_file_problem(path, "is no Excel workbook", "save it as .xlsx") from None
    if sheet not in book.sheetnames:
        raise build_file_problem(
            path, f"there is no sheet {quote(sheet)}", f"its sheets are {', '.join(book.sheetnames)}"
        )
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


HEAD_ROW = 1

HEIGHT = 30.0

LONGEST_HEADER = 200  # characters; Excel opens no file with more than 255

CHARACTER, CELL = 5.3, 4.0
"""Points that a character of a column's width takes, and that each column takes besides."""

PALE_COLOR = "FF6B7280"

LETTER, ACROSS, MARGIN = 1, 11.0, 0.4
"""Excel's number of the paper, its longer side in inches, and what stays white at each side."""

_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f]")
"""What is written as a character by its number: what a sheet may not hold, and what Excel would read as such a number. Line ends stay."""

SIDE_BORDERS: dict[str, dict[str, Any]] = {
    "": {"wrap_text": True},
    "text": {"wrap_text": True, "horizontal": "left", "indent": 1},
    "number": {"horizontal": "right"},
}
"""On which side of a cell something stands: as Excel has it, or so that a number never touches the text beside it."""


def create_workbook(sheet: str, title: str) -> "tuple[Workbook, Worksheet]":
    """A workbook with one sheet. title: of the document."""
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    if first is None:
        raise RuntimeError("a new workbook has no sheet")
    first.title = sheet
    book.properties.title = title
    book.properties.creator = "Allcall"
    return book, first


def write_head(
    sheet: "Worksheet", number: int, title: str, width: int, note: str = "", side: str = ""
) -> None:
    """The head of a column. width: in characters; note: a comment on it; side: of `SIDE_BORDERS`."""
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    head = sheet.cell(HEAD_ROW, number, title)
    head.font = Font("Calibri", 11, bold=True)
    head.alignment = Alignment(**{"vertical": "center", "wrap_text": True, **SIDE_BORDERS[side]})
    if note:
        head.comment = Comment(note, "Allcall")
    sheet.column_dimensions[get_column_letter(number)].width = width


def write_cell(
    cell: "Cell | MergedCell", value: Any, form: str = "", side: str = "", *, pale: bool = False
) -> None:
    """A value into a cell; a text that begins with an equals sign is no formula. form: a number format; side: of `SIDE_BORDERS`.

    pale: of what is there to be read only.
    """
    from openpyxl.styles import Alignment, Font

    cell.value = escape_cell(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@", "'"))
    if form:
        cell.number_format = form
    if pale:
        cell.font = Font("Calibri", 11, italic=True, color=PALE_COLOR)
    cell.alignment = Alignment(vertical="top", **SIDE_BORDERS[side])


def escape_cell(text: str) -> str:
    """A text as Excel keeps it."""
    return _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def format_table(sheet: "Worksheet", name: str, columns: int, rows: int, header: str, stays: str) -> None:
    """A table, named; its header stays on the screen and on every page. header: printed on each; stays: the first cell that moves."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.header_footer import HeaderFooter, HeaderFooterItem, _HeaderFooterPart
    from openpyxl.worksheet.properties import PageSetupProperties
    from openpyxl.worksheet.table import Table, TableStyleInfo

    table = Table(displayName=name, ref=f"A{HEAD_ROW}:{get_column_letter(columns)}{HEAD_ROW + rows}")
    table.tableStyleInfo = TableStyleInfo("TableStyleLight1", showRowStripes=True)
    sheet.add_table(table)
    sheet.freeze_panes = stays
    sheet.row_dimensions[HEAD_ROW].height = HEIGHT
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.HeaderFooter = HeaderFooter(
        oddHeader=HeaderFooterItem(center=_HeaderFooterPart(header.replace("&", "&&")[:LONGEST_HEADER])),
        oddFooter=HeaderFooterItem(right=_HeaderFooterPart("&P of &N")),
    )


def set_print_pages(sheet: "Worksheet", pages: Sequence[Sequence[int]]) -> None:
    """Prints the columns on pages beside each other, the first column on each, as large as the widest page allows.

    pages: for each, the numbers of its columns, in their order, the first column left out.
    """
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.pagebreak import Break, ColBreak

    def width(column: int) -> float:
        return CHARACTER * sheet.column_dimensions[get_column_letter(column)].width + CELL

    widest = max(sum(map(width, (1, *page))) for page in pages)
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = False
    sheet.page_setup.fitToHeight = None
    sheet.page_setup.paperSize = LETTER
    sheet.page_setup.scale = min(100, int(100 * (ACROSS - 2 * MARGIN) * 72 / widest))
    sheet.page_margins.left = sheet.page_margins.right = MARGIN
    sheet.print_title_cols = "A:A"
    sheet.col_breaks = ColBreak()
    for page in pages[:-1]:
        sheet.col_breaks.append(Break(page[-1]))


def save_to_bytes(book: "Workbook") -> bytes:
    """The workbook as bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
