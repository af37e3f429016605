"""Writes the list as a workbook: a table with drop-downs and a header that stays, and beside it what the drop-downs offer."""

from itertools import groupby
from typing import TYPE_CHECKING, Any, get_args

from reports.msel.columns import COLUMNS, SHEET, Column, to_cell
from reports.sheets.writing import HEAD, dress, in_pages, new_book, put, put_head, saved
from scenarios.exercise import Exercise, Mode
from scenarios.layers import written_out
from scenarios.load import Document

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LISTS = "Lists"
MARKING = "EXERCISE EXERCISE EXERCISE"
MORE = 200  # rows below the last inject in which drop-downs work too


def msel_workbook(exercise: Exercise, document: Document) -> bytes:
    """The workbook. document: the file of the exercise, whose own words, or those of the exercise that it is like, stand in the cells."""
    book, sheet = new_book(SHEET, f"{MARKING}: {exercise.title}, master scenario events list")
    injects: list[dict[str, Any]] = written_out(document).data["injects"]
    capabilities = {one.id: str(one.capability) for one in exercise.objectives}
    for number, column in enumerate(COLUMNS, 1):
        put_head(sheet, number, column.title, column.width, column.help, "text")
        for row, inject in enumerate(injects, HEAD + 1):
            put(
                sheet.cell(row, number),
                _value(inject, column, capabilities),
                side="text",
                pale=not column.key,
            )
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"  # it is there for the rules, and is not printed
    _drop_downs(sheet, lists, _offers(exercise), HEAD + len(injects))
    dress(sheet, SHEET, len(COLUMNS), len(injects), MARKING, f"B{HEAD + 1}")
    numbered = enumerate(COLUMNS[1:], 2)
    in_pages(sheet, [[n for n, _ in some] for _, some in groupby(numbered, lambda one: one[1].page)])
    return saved(book)


def _value(inject: dict[str, Any], column: Column, capabilities: dict[str, str]) -> str | int | None:
    if not column.key:
        return capabilities.get(inject["objective"])
    return to_cell(inject.get(column.key), column.kind)


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
