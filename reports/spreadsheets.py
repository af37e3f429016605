"""Excel tables: reading a sheet that people filled in, and writing one whose text stays text and whose header stays in view.

Columns may come in any order. What Excel has made of a text unasked (a formula, a date) is refused in words, never guessed at.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.workbook_archive import MAX_FILE_BYTES, find_archive_problem
from scenarios.diagnostics import MAX_QUOTE, Problem, Problems, format_names, quote, suggest
from scenarios.loading.file_kind import FileKind
from scenarios.loading.files import read_bytes
from scenarios.unprintable import find_unprintable

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

HEAD_ROW = 1
MAX_ROWS = 50_000
"""Of a table that is read, also of one in CSV."""
MAX_COLUMNS = 50
HEIGHT = 30.0  # of the header row, in points
LONGEST_HEADER = 200  # characters; Excel opens no file with more than 255
CHARACTER, CELL = 5.3, 4.0  # points of a character of a column's width, and of each column besides
PALE_COLOR = "FF6B7280"
LETTER, ACROSS, MARGIN = (1, 11.0, 0.4)  # Excel's number of the paper, its longer side and its margins in inches
SIDES: dict[str, dict[str, Any]] = {
    "": {"wrap_text": True},
    "text": {"wrap_text": True, "horizontal": "left", "indent": 1},
    "number": {"horizontal": "right"},
}
"""Alignment of a column: Excel's own, or so that a number never touches the text next to it."""
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f]")
"""Characters that a sheet may not hold, and the start of what Excel would read as an escaped character."""


@dataclass(frozen=True)
class CellPlace:
    """A cell: its sheet, its name such as G7, and the title of its column."""

    sheet: str
    cell: str
    title: str

    def __str__(self) -> str:
        return f"sheet {self.sheet}, {self.cell} ({self.title})"


def build_file_problem(path: Path, message: str, hint: str) -> Problems:
    """A problem of the whole file."""
    return Problems([Problem(str(path), None, None, message, hint)])


@dataclass(frozen=True)
class SheetCell:
    """A cell as it was read. data_type: as openpyxl names it, `f` for a formula, `e` for an error."""

    row: int
    column: int
    value: Any = None
    data_type: str = "n"

    @property
    def coordinate(self) -> str:
        """Its name, such as G7."""
        from openpyxl.utils import get_column_letter

        return f"{get_column_letter(self.column)}{self.row}"


@dataclass(frozen=True)
class SheetContent:
    """The cells of a sheet that hold something, by row and column, counted from 1."""

    title: str
    rows: Mapping[int, Mapping[int, SheetCell]]

    def cell(self, row: int, column: int) -> SheetCell:
        """The cell at a place, which may be empty."""
        return self.rows.get(row, {}).get(column) or SheetCell(row, column)


def read_sheet(path: Path, sheet: str) -> SheetContent:
    """A sheet of a workbook, read as a stream. Raises Problems where the file is not a workbook, lacks the sheet, or holds too much."""
    hints = "name an .xlsx file", "keep only the sheet"
    data = io.BytesIO(read_bytes(path, MAX_FILE_BYTES, *hints, FileKind.EXCEL))
    try:
        with warnings.catch_warnings(action="ignore"):  # of parts that are not read
            return _parse_workbook(path, sheet, data)
    except Problems:
        raise
    except Exception:  # noqa: BLE001 - on a damaged file, zipfile and openpyxl raise whatever they stumble over
        raise build_file_problem(path, "is no Excel workbook, or a damaged one", "save it as .xlsx") from None


def _parse_workbook(path: Path, sheet: str, data: io.BytesIO) -> SheetContent:
    from openpyxl import load_workbook

    with zipfile.ZipFile(data) as archive:
        problem = find_archive_problem(archive)
    if problem is not None:
        raise build_file_problem(path, *problem)
    book = load_workbook(data, read_only=True, keep_links=False)
    if sheet not in book.sheetnames:
        sheets = f"its sheets are {format_names(book.sheetnames)}"
        raise build_file_problem(path, f"there is no sheet {quote(sheet)}", sheets)
    return SheetContent(sheet, _parse_rows(path, book, sheet))


def _parse_rows(path: Path, book: "Workbook", sheet: str) -> dict[int, dict[int, SheetCell]]:
    """By openpyxl's parser itself: its read-only sheet makes up a row for each number that the file leaves out."""
    from openpyxl.worksheet._reader import WorkSheetParser

    def refuse(cell: str, message: str, hint: str) -> Problems:
        return Problems([Problem(f"{path}, sheet {sheet}, {cell}", None, None, message, hint)])

    class CellParser(WorkSheetParser):
        def parse_cell(self, element: Any) -> dict[str, Any]:
            try:
                return super().parse_cell(element)
            except Exception:  # noqa: BLE001 - whatever openpyxl stumbles over, in this cell
                cell = element.get("r") or f"row {self.row_counter}"
                raise refuse(cell, "this cell is damaged", "type it again") from None

    rows: dict[int, dict[int, SheetCell]] = {}
    worksheet: Any = book[sheet]
    formats = worksheet.parent._date_formats, worksheet.parent._timedelta_formats
    with worksheet._get_source() as source:
        parser = CellParser(source, worksheet._shared_strings, False, book.epoch, *formats)
        for number, cells in parser.parse():
            for about in cells:
                if about["value"] in (None, ""):
                    continue
                cell = SheetCell(number, about["column"], about["value"], about["data_type"])
                if number > MAX_ROWS or cell.column > MAX_COLUMNS:
                    most = f"at most {MAX_ROWS} rows and {MAX_COLUMNS} columns"
                    raise refuse(cell.coordinate, "too far from the first cell", most)
                rows.setdefault(number, {})[cell.column] = cell
    return rows


def match_columns(path: Path, sheet: SheetContent, titles: Mapping[str, bool]) -> dict[int, str]:
    """The title of each column, by its number. titles: the known ones, and whether each is required.

    Raises Problems for a title that is missing, unknown or there twice.
    """
    columns = range(1, max(sheet.rows.get(HEAD_ROW, {}), default=0) + 1)
    heads = [match_title(str(sheet.cell(HEAD_ROW, number).value or ""), titles) for number in columns]
    problems = [
        Problem(f"{path}, sheet {sheet.title}, {place}", None, None, message, hint)
        for at, message, hint in find_title_problems(heads, titles)
        for place in [f"row {HEAD_ROW}" if at is None else sheet.cell(HEAD_ROW, at + 1).coordinate]
    ]
    if problems:
        raise Problems(problems)
    return {number: head for number, head in zip(columns, heads, strict=True) if head}


def match_title(head: str, titles: Iterable[str]) -> str:
    """The title of a column, whatever the case it was typed in; an unknown one as it was typed."""
    typed = head.strip()
    return next((title for title in titles if title.casefold() == typed.casefold()), typed)


def find_title_problems(heads: Sequence[str], titles: Mapping[str, bool]) -> Iterator[tuple[int | None, str, str]]:
    """Index (None for the whole row), message and hint for each title that is unknown, there twice or missing."""
    for at, head in enumerate(heads):
        if head and head not in titles:
            yield at, f"there is no column {quote(head)}", suggest(head, titles)
        elif head and heads.index(head) != at:
            yield at, f"column {quote(head)} is there twice", "leave one out"
    missing = [title for title, is_required in titles.items() if is_required and title not in heads]
    if missing:
        names = ", ".join(map(quote, missing))
        yield None, f"there is no column {names}", "the first row holds the names of the columns"


def read_cell_text(cell: SheetCell) -> str:
    """The text that was typed. Raises ValueError for a formula, an error, a date or a time that Excel has made of it, and for text
    with an unprintable character.
    """
    from openpyxl.utils.escape import unescape

    value = cell.value
    if cell.data_type == "f":
        formula = str(getattr(value, "text", value))  # of an array formula
        raise ValueError(f"this is a formula: {formula[:MAX_QUOTE]}")
    if cell.data_type == "e":
        raise ValueError(f"Excel has made an error of this: {value}")
    if isinstance(value, (datetime, date, time, timedelta)):
        raise ValueError(f"Excel has made a date or a time of this: {value}")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else str(unescape(str(value))).replace("\r\n", "\n").strip()
    if complaint := find_unprintable(text):
        raise ValueError("; ".join(complaint))
    return text


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


def write_head(sheet: "Worksheet", number: int, title: str, width: int, note: str = "", side: str = "") -> None:
    """The head of a column. width: in characters; note: a comment; side: of `SIDES`."""
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    head = sheet.cell(HEAD_ROW, number, title)
    head.font = Font("Calibri", 11, bold=True)
    head.alignment = Alignment(**{"vertical": "center", "wrap_text": True, **SIDES[side]})
    if note:
        head.comment = Comment(note, "Allcall")
    sheet.column_dimensions[get_column_letter(number)].width = width


def write_cell(cell: "Cell | MergedCell", value: Any, form: str = "", side: str = "", *, pale: bool = False) -> None:
    """A value; text that begins with an equals sign is no formula. form: a number format; side: of `SIDES`; pale: read-only."""
    from openpyxl.styles import Alignment, Font

    cell.value = value
    if isinstance(value, str):
        cell.value = _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@", "'"))
    if form:
        cell.number_format = form
    if pale:
        cell.font = Font("Calibri", 11, italic=True, color=PALE_COLOR)
    cell.alignment = Alignment(vertical="top", **SIDES[side])


def add_choices(sheet: "Worksheet", column: int, last: int, formula: str, choices: Sequence[str]) -> None:
    """A drop-down in a column, down to the row `last`. formula: lists the choices, as Excel writes it."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation("list", formula, allow_blank=True, showErrorMessage=True)
    rule.error = f"Choose one of: {', '.join(choices)}"[:255]
    letter = get_column_letter(column)
    rule.add(f"{letter}{HEAD_ROW + 1}:{letter}{last}")
    sheet.add_data_validation(rule)


def format_table(sheet: "Worksheet", name: str, columns: int, rows: int, header: str, stays: str) -> None:
    """A named table; its head stays on the screen and on every page. header: printed on each; stays: the first cell that scrolls."""
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
    """Prints the columns on pages side by side, the first column on each, as large as the widest page allows.

    pages: the numbers of the columns of each, in order, without the first column.
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
