"""Writes the list as a workbook: a table with drop-downs and a header that stays, and beside it what the drop-downs offer."""

from itertools import groupby
from typing import TYPE_CHECKING, Any, get_args

from reports.msel.columns import COLUMNS, SHEET, MselColumn, to_cell
from reports.sheets.writing import HEAD_ROW, format_table, set_print_pages, create_workbook, write_cell, write_head, save_to_bytes
from scenarios.exercise import Exercise, Mode
from scenarios.layers import resolve_base
from scenarios.load import Document

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LISTS = "Lists"
MARKING = "EXERCISE EXERCISE EXERCISE"
SPARE_ROWS = 200  # rows below the last inject in which drop-downs work too


def build_msel_workbook(exercise: Exercise, document: Document) -> bytes:
    """The workbook. document: the file of the exercise, whose own words, or those of the exercise that it is like, stand in the cells."""
    book, sheet = create_workbook(SHEET, f"{MARKING}: {exercise.title}, master scenario events list")
    injects: list[dict[str, Any]] = resolve_base(document).data["injects"]
    capabilities = {one.id: str(one.capability) for one in exercise.objectives}
    for number, column in enumerate(COLUMNS, 1):
        write_head(sheet, number, column.title, column.width, column.help, "text")
        for row, inject in enumerate(injects, HEAD_ROW + 1):
            write_cell(
                sheet.cell(row, number),
                _cell_value(inject, column, capabilities),
                side="text",
                pale=not column.key,
            )
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"  # it is there for the rules, and is not printed
    _add_drop_downs(sheet, lists, _list_choices(exercise), HEAD_ROW + len(injects))
    format_table(sheet, SHEET, len(COLUMNS), len(injects), MARKING, f"B{HEAD_ROW + 1}")
    numbered = enumerate(COLUMNS[1:], 2)
    set_print_pages(sheet, [[n for n, _ in some] for _, some in groupby(numbered, lambda one: one[1].page)])
    return save_to_bytes(book)


def _cell_value(inject: dict[str, Any], column: MselColumn, capabilities: dict[str, str]) -> str | int | None:
    if not column.key:
        return capabilities.get(inject["objective"])
    return to_cell(inject.get(column.key), column.kind)


def _list_choices(exercise: Exercise) -> dict[str, list[str]]:
    return {
        "segments": [one.id for one in exercise.segments],
        "modes": list(get_args(Mode)),
        "objectives": [one.id for one in exercise.objectives],
        "must": ["must", "may"],
        "yes": ["yes"],
    }


def _add_drop_downs(sheet: "Worksheet", lists: "Worksheet", offers: dict[str, list[str]], last: int) -> None:
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
                rule.add(f"{of}{HEAD_ROW + 1}:{of}{last + SPARE_ROWS}")
        sheet.add_data_validation(rule)
