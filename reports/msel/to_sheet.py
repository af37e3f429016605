"""Writes the list as a workbook: a table with drop-downs and a header that stays, and beside it what the drop-downs offer."""

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, get_args

from reports.msel.columns import COLUMNS, SHEET, Column, to_cell
from scenarios.exercise import Exercise, Mode
from scenarios.load import Document

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LISTS = "Lists"
MARKING = "EXERCISE EXERCISE EXERCISE"
MORE = 200  # rows below the last inject in which drop-downs work too
HEAD = 1
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What Excel would read as a character by its number."""
HEIGHT = 30.0


def msel_workbook(exercise: Exercise, document: Document) -> bytes:
    """The workbook. document: the file of the exercise, whose own words stand in the cells."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has no sheet")
    sheet.title = SHEET
    injects: list[dict[str, Any]] = document.data["injects"]
    capabilities = {one.id: str(one.capability) for one in exercise.objectives}
    for number, column in enumerate(COLUMNS, 1):
        cells = [_value(inject, column, capabilities) for inject in injects]
        _fill(sheet, number, column, cells)
    _drop_downs(sheet, book.create_sheet(LISTS), _offers(exercise), HEAD + len(injects))
    _dress(sheet, len(injects))
    book.properties.title = f"{MARKING}: {exercise.title}, master scenario events list"
    book.properties.creator = "Allcall"
    return _saved(book)


def _value(inject: dict[str, Any], column: Column, capabilities: dict[str, str]) -> str | int | None:
    if not column.key:
        return capabilities.get(inject["objective"])
    return to_cell(inject.get(column.key), column.kind)


def _fill(sheet: "Worksheet", number: int, column: Column, cells: Sequence[str | int | None]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.utils.escape import escape

    head = sheet.cell(HEAD, number, column.title)
    head.font = Font(bold=True)
    head.alignment = Alignment(wrap_text=True, vertical="center")
    if column.help:
        head.comment = Comment(column.help, "Allcall")
    for row, value in enumerate(cells, HEAD + 1):
        cell = sheet.cell(row, number)
        cell.value = escape(_LIKE_AN_ESCAPE.sub("_x005F_", value)) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = "s"  # a text that begins with an equals sign is no formula
            cell.quotePrefix = value.startswith(("=", "+", "-", "@", "'"))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions[get_column_letter(number)].width = column.width


def _offers(exercise: Exercise) -> dict[str, list[str]]:
    return {
        "segments": [one.id for one in exercise.segments],
        "modes": list(get_args(Mode)),
        "objectives": [one.id for one in exercise.objectives],
        "must": ["must", "may"],
        "yes": ["yes"],
    }


def _drop_downs(sheet: "Worksheet", lists: "Worksheet", offers: dict[str, list[str]], last: int) -> None:
    """What may be chosen stands on a sheet of its own, so that no list is too long for a rule."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for place, (name, values) in enumerate(offers.items(), 1):
        letter = get_column_letter(place)
        for row, value in enumerate([name, *values], 1):
            lists.cell(row, place, value)
        rule = DataValidation("list", f"{LISTS}!${letter}$2:${letter}${len(values) + 1}", allow_blank=True)
        rule.error = f"Choose one of: {', '.join(values)}"[:255]
        rule.showErrorMessage = True
        for number, column in enumerate(COLUMNS, 1):
            if column.lists == name:
                of = get_column_letter(number)
                rule.add(f"{of}{HEAD + 1}:{of}{last + MORE}")
        sheet.add_data_validation(rule)


def _dress(sheet: "Worksheet", count: int) -> None:
    """A table, a header that stays on the screen and on every printed page, EXERCISE on each of them."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.header_footer import HeaderFooter, HeaderFooterItem, _HeaderFooterPart
    from openpyxl.worksheet.properties import PageSetupProperties
    from openpyxl.worksheet.table import Table, TableStyleInfo

    last = get_column_letter(len(COLUMNS))
    table = Table(displayName=SHEET, ref=f"A{HEAD}:{last}{HEAD + count}")
    table.tableStyleInfo = TableStyleInfo("TableStyleLight1", showRowStripes=True)
    sheet.add_table(table)
    sheet.freeze_panes = f"B{HEAD + 1}"
    sheet.row_dimensions[HEAD].height = HEIGHT
    sheet.print_title_rows = f"{HEAD}:{HEAD}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.HeaderFooter = HeaderFooter(
        oddHeader=HeaderFooterItem(center=_HeaderFooterPart(MARKING)),
        oddFooter=HeaderFooterItem(right=_HeaderFooterPart("&P of &N")),
    )


def _saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
