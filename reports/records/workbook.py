"""A record as an Excel sheet: dates are dates and times are times, so that a spreadsheet can count with them; and back."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from reports.records.rows import Row
from reports.records.tables import FORMATS, Column, Held, Kind, Table, as_cell
from reports.sheets.reading import Place, columns, opened, text_of
from reports.sheets.writing import HEAD, dress, new_book, put, put_head, saved
from scenarios.held import DrillKind
from scenarios.problems import Problem
from scenarios.units import TIME

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

MORE = 500  # rows below the last in which the drop-down works too


def as_workbook(entries: Sequence[Held], table: Table[Held], header: str) -> bytes:
    """The workbook. header: printed on every page."""
    book, sheet = new_book(table.name, header)
    for number, column in enumerate(table.columns, 1):
        side = "text" if column.kind == "text" else "number"
        put_head(sheet, number, column.title, column.width, column.help, side)
        for row, entry in enumerate(entries, HEAD + 1):
            value = as_cell(getattr(entry, column.key), column.kind)
            put(sheet.cell(row, number), value, FORMATS[column.kind], side)
        if column.key == "kind":
            _drop_down(sheet, number, HEAD + len(entries) + MORE)
    dress(sheet, table.name, len(table.columns), max(1, len(entries)), header, f"C{HEAD + 1}")
    return saved(book)


def _drop_down(sheet: "Worksheet", column: int, last: int) -> None:
    """The kinds of drills, to choose from."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    kinds = get_args(DrillKind)
    rule = DataValidation("list", f'"{",".join(kinds)}"', allow_blank=True, showErrorMessage=True)
    rule.error = f"Choose one of: {', '.join(kinds)}"
    letter = get_column_letter(column)
    rule.add(f"{letter}{HEAD + 1}:{letter}{last}")
    sheet.add_data_validation(rule)


def read_workbook(path: Path, table: Table[Held]) -> Iterator[Row]:
    """The rows of the sheet that are not empty. Raises Problems where it cannot be read, or its columns are others."""
    sheet = opened(path, table.name)
    heads = columns(path, sheet, {one.title: not one.may_lack for one in table.columns})
    by_title = {one.title: one for one in table.columns}
    there = {number: by_title[head] for number, head in heads.items()}
    for cells in sheet.iter_rows(min_row=HEAD + 1):
        some = [(cell, there[n]) for n, cell in enumerate(cells, 1) if n in there]
        if any(cell.value not in (None, "") for cell, _ in some):
            yield _row(path, table.name, some)


def _row(path: Path, sheet: str, cells: Iterable[tuple["Cell | MergedCell", Column]]) -> Row:
    texts, places, unread = dict[str, str](), dict[str, Place](), list[Problem]()

    def wrong(key: str, message: str, hint: str) -> Problem:
        where = places.get(key)
        return Problem(f"{path}, {where or f'sheet {sheet} ({key})'}", None, None, message, hint)

    for cell, column in cells:
        places[column.key] = Place(sheet, cell.coordinate, column.title)
        try:
            texts[column.key] = _text(cell, column.kind)
        except ValueError as error:
            unread.append(wrong(column.key, str(error), column.help or "write it as text"))
    return Row(texts, wrong, tuple(unread))


def _text(cell: "Cell | MergedCell", kind: Kind) -> str:
    """What stands in a cell, as people type it. Raises ValueError for what it cannot be."""
    value = cell.value
    reads = _READS.get(kind)
    found = reads(value) if reads and cell.data_type != "f" else None
    return text_of(cell) if found is None else found


def _date(value: object) -> str | None:
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else None


def _time(value: object) -> str | None:
    seconds = _seconds(value)
    if seconds is None or seconds >= 86_400 or seconds % 60:
        return None
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"


def _span(value: object) -> str | None:
    seconds = _seconds(value)
    return None if seconds is None else TIME.write(seconds)


def _seconds(value: object) -> int | None:
    """Whole seconds of a time or a span; a spreadsheet that keeps them as parts of a day may be off by a thousandth."""
    if isinstance(value, time):
        value = datetime.combine(date.min, value) - datetime.combine(date.min, time())
    return round(value.total_seconds()) if isinstance(value, timedelta) else None


_READS: dict[Kind, Callable[[object], str | None]] = {"date": _date, "time": _time, "span": _span}
