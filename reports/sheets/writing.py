"""Writes a table into a sheet: text that stays text, a header that stays on the screen and on every printed page."""

import io
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

HEAD = 1
HEIGHT = 30.0
LONGEST_HEADER = 200  # characters; Excel opens no file with more than 255
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What Excel would read as a character by its number."""


SIDES: dict[str, dict[str, Any]] = {
    "": {"wrap_text": True},
    "text": {"wrap_text": True, "horizontal": "left", "indent": 1},
    "number": {"horizontal": "right"},
}
"""On which side of a cell something stands: as Excel has it, or so that a number never touches the text beside it."""


def new_book(sheet: str, title: str) -> "tuple[Workbook, Worksheet]":
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


def put_head(sheet: "Worksheet", number: int, title: str, width: int, note: str = "", side: str = "") -> None:
    """The head of a column. width: in characters; note: a comment on it; side: of `SIDES`."""
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    head = sheet.cell(HEAD, number, title)
    head.font = Font("Calibri", 11, bold=True)
    head.alignment = Alignment(**{"vertical": "center", "wrap_text": True, **SIDES[side]})
    if note:
        head.comment = Comment(note, "Allcall")
    sheet.column_dimensions[get_column_letter(number)].width = width


def put(cell: "Cell | MergedCell", value: Any, form: str = "", side: str = "") -> None:
    """A value into a cell; a text that begins with an equals sign is no formula. form: a number format; side: of `SIDES`."""
    from openpyxl.styles import Alignment
    from openpyxl.utils.escape import escape

    cell.value = escape(_LIKE_AN_ESCAPE.sub("_x005F_", value)) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@", "'"))
    if form:
        cell.number_format = form
    cell.alignment = Alignment(vertical="top", **SIDES[side])


def dress(sheet: "Worksheet", name: str, columns: int, rows: int, header: str, stays: str) -> None:
    """A table, named; its header stays on the screen and on every page. header: printed on each; stays: the first cell that moves."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.header_footer import HeaderFooter, HeaderFooterItem, _HeaderFooterPart
    from openpyxl.worksheet.properties import PageSetupProperties
    from openpyxl.worksheet.table import Table, TableStyleInfo

    table = Table(displayName=name, ref=f"A{HEAD}:{get_column_letter(columns)}{HEAD + rows}")
    table.tableStyleInfo = TableStyleInfo("TableStyleLight1", showRowStripes=True)
    sheet.add_table(table)
    sheet.freeze_panes = stays
    sheet.row_dimensions[HEAD].height = HEIGHT
    sheet.print_title_rows = f"{HEAD}:{HEAD}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.HeaderFooter = HeaderFooter(
        oddHeader=HeaderFooterItem(center=_HeaderFooterPart(header.replace("&", "&&")[:LONGEST_HEADER])),
        oddFooter=HeaderFooterItem(right=_HeaderFooterPart("&P of &N")),
    )


def saved(book: "Workbook") -> bytes:
    """The workbook as bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
