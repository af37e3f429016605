"""A record as an Excel sheet: dates are dates and times are times, so that a spreadsheet can count with them; and back."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from reports.records.rows import LogRow
from reports.records.tables import FORMATS, RecordColumn, RecordT, Kind, RecordTable, format_cell
from reports.sheets.reading import CellPlace, match_columns, open_sheet, read_cell_text
from reports.sheets.writing import HEAD_ROW, format_table, create_workbook, write_cell, write_head, save_to_bytes
from scenarios.held import DrillKind
from scenarios.problems import Problem
from scenarios.units import TIME

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

SPARE_ROWS = 500  # rows below the last in which the drop-down works too


def build_workbook(entries: Sequence[RecordT], table: RecordTable[RecordT], header: str) -> bytes:
    """The workbook. header: printed on every page."""
    book, sheet = create_workbook(table.name, header)
    for number, column in enumerate(table.columns, 1):
        side = "text" if column.kind == "text" else "number"
        write_head(sheet, number, column.title, column.width, column.help, side)
        for row, entry in enumerate(entries, HEAD_ROW + 1):
            value = format_cell(getattr(entry, column.key), column.kind)
            write_cell(sheet.cell(row, number), value, FORMATS[column.kind], side)
        if column.key == "kind":
            _add_drop_down(sheet, number, HEAD_ROW + len(entries) + SPARE_ROWS)
    format_table(sheet, table.name, len(table.columns), max(1, len(entries)), header, f"C{HEAD_ROW + 1}")
    return save_to_bytes(book)


def _add_drop_down(sheet: "Worksheet", column: int, last: int) -> None:
    """The kinds of drills, to choose from."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    kinds = get_args(DrillKind)
    rule = DataValidation("list", f'"{",".join(kinds)}"', allow_blank=True, showErrorMessage=True)
    rule.error = f"Choose one of: {', '.join(kinds)}"
    letter = get_column_letter(column)
    rule.add(f"{letter}{HEAD_ROW + 1}:{letter}{last}")
    sheet.add_data_validation(rule)


def read_workbook(path: Path, table: RecordTable[RecordT]) -> Iterator[LogRow]:
    """The rows of the sheet that are not empty. Raises Problems where it cannot be read, or its columns are others."""
    sheet = open_sheet(path, table.name)
    heads = match_columns(path, sheet, {one.title: not one.is_optional for one in table.columns})
    by_title = {one.title: one for one in table.columns}
    there = {number: by_title[head] for number, head in heads.items()}
    for cells in sheet.iter_rows(min_row=HEAD_ROW + 1):
        some = [(cell, there[n]) for n, cell in enumerate(cells, 1) if n in there]
        if any(cell.value not in (None, "") for cell, _ in some):
            yield _build_row(path, table.name, some)


def _build_row(path: Path, sheet: str, cells: Iterable[tuple["Cell | MergedCell", RecordColumn]]) -> LogRow:
    texts, places, unread = dict[str, str](), dict[str, CellPlace](), list[Problem]()

    def wrong(key: str, message: str, hint: str) -> Problem:
        where = places.get(key)
        return Problem(f"{path}, {where or f'sheet {sheet} ({key})'}", None, None, message, hint)

    for cell, column in cells:
        places[column.key] = CellPlace(sheet, cell.coordinate, column.title)
        try:
            texts[column.key] = _cell_text(cell, column.kind)
        except ValueError as error:
            unread.append(wrong(column.key, str(error), column.help or "write it as text"))
    return LogRow(texts, wrong, tuple(unread))


def _cell_text(cell: "Cell | MergedCell", kind: Kind) -> str:
    """What stands in a cell, as people type it. Raises ValueError for what it cannot be."""
    value = cell.value
    reads = _READERS.get(kind)
    found = reads(value) if reads and cell.data_type != "f" else None
    return read_cell_text(cell) if found is None else found


def _format_date(value: object) -> str | None:
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else None


def _format_time(value: object) -> str | None:
    seconds = _to_seconds(value)
    if seconds is None or seconds >= 86_400 or seconds % 60:
        return None
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"


def _format_span(value: object) -> str | None:
    seconds = _to_seconds(value)
    return None if seconds is None else TIME.format(seconds)


def _to_seconds(value: object) -> int | None:
    """Whole seconds of a time or a span; a spreadsheet that keeps them as parts of a day may be off by a thousandth."""
    if isinstance(value, time):
        value = datetime.combine(date.min, value) - datetime.combine(date.min, time())
    return round(value.total_seconds()) if isinstance(value, timedelta) else None


_READERS: dict[Kind, Callable[[object], str | None]] = {"date": _format_date, "time": _format_time, "span": _format_span}
