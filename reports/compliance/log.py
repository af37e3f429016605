"""A record as CSV: a line for each entry, with the columns named in the first; the form of the file that is kept as well.

A text that a spreadsheet would take for a formula has an apostrophe before it, which is taken away again when it is read.

What may come into a record: nothing twice, and nothing that is still to come, for only what was really held is written down.

The file in which a record is kept: CSV, which people can read and copy, changed by one process at a time and in one step.

A file that is damaged is never written over: it is refused, with the line, until somebody has mended it.

Rows of text into records: every row is looked at, and either all of them are right or every problem is said, each with its place.

The columns of the two records, the same in the file that is kept, in CSV and in Excel, and how a value stands in a cell.

Hours of training: summed by participant, programme and topic, and taken over from an exercise when somebody asks for that.

A record as an Excel sheet: dates are dates and times are times, so that a spreadsheet can count with them; and back.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import fsum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, get_args

from pydantic import ValidationError

from reports.spreadsheets import (
    HEAD_ROW,
    CellPlace,
    build_file_problem,
    create_workbook,
    format_table,
    match_columns,
    match_title,
    open_sheet,
    read_cell_text,
    save_to_bytes,
    write_cell,
    write_head,
)
from scenarios.compliance import ComplianceRecord, DrillKind, DrillRecord, Program, TrainingRecord
from scenarios.diagnostics import Problem, Problems, quote, suggest, word_error
from scenarios.loading.files import write_atomic
from scenarios.units import TIME, format_number
from sim.exercise.history import Attendance

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet


RecordT = TypeVar("RecordT", bound=ComplianceRecord)

Kind = Literal["text", "count", "hours", "date", "time", "span"]


@dataclass(frozen=True)
class RecordColumn:
    """key: of the record. width: in characters. is_optional: in a file that is read. help: how it is filled in."""

    title: str
    key: str
    kind: Kind
    width: int
    is_optional: bool = False
    help: str = ""


@dataclass(frozen=True)
class RecordTable(Generic[RecordT]):
    """name: of the sheet. singular, plural: what a row is called."""

    name: str
    model: type[RecordT]
    columns: tuple[RecordColumn, ...]
    singular: str
    plural: str


_ID = RecordColumn("ID", "id", "count", 8, True, "Given by the log. It is not read from a sheet.")

_DATE = RecordColumn("Date", "date", "date", 14, help="Year, month, day: 2026-08-20.")

DRILLS = RecordTable(
    "Drills",
    DrillRecord,
    (
        _ID,
        RecordColumn("Site", "site", "text", 26),
        RecordColumn("Kind", "kind", "text", 11, help="security, fire, tornado or other."),
        _DATE,
        RecordColumn("Time", "time", "time", 10, help="When it began: 09:40 or 1:15 pm."),
        RecordColumn("Occupants", "occupants", "count", 14, help="About how many people took part."),
        RecordColumn("Total time", "took", "span", 14, help="Until it was over: 3 min 20 s; in a sheet also 0:03:20."),
        RecordColumn("Note", "note", "text", 44, True),
    ),
    "drill",
    "drills",
)  # fmt: skip

TRAINING = RecordTable(
    "Training",
    TrainingRecord,
    (
        _ID,
        RecordColumn("Participant", "person", "text", 26),
        RecordColumn("Programme", "programme", "text", 20),
        RecordColumn("Topic", "topic", "text", 34),
        RecordColumn("Hours", "hours", "hours", 10),
        _DATE,
        RecordColumn("Session", "session", "text", 32, True, "The exercise that the hours were added from."),
    ),
    "line of training",
    "lines of training",
)  # fmt: skip

FORMATS: dict[Kind, str] = {
    "text": "@",
    "count": "0",
    "hours": "0.0##",
    "date": "yyyy-mm-dd",
    "time": "hh:mm",
    "span": "[h]:mm:ss",
}
"""Of numbers, as Excel has them."""

_FORMATTERS: dict[Kind, Callable[[Any], str]] = {
    "date": lambda day: str(day.isoformat()),
    "time": lambda clock: f"{clock:%H:%M}",
    "span": TIME.format,
    "hours": format_number,
}


def format_text(value: Any, kind: Kind) -> str:
    """A value as people type it."""
    return _FORMATTERS.get(kind, str)(value)


def format_cell(value: Any, kind: Kind) -> Any:
    """A value as a sheet has it: something that can be counted with, not text about it; None for an empty text."""
    return timedelta(seconds=value) if kind == "span" else None if value == "" else value


ProblemBuilder = Callable[[str, str, str], Problem]
"""A problem of what stands under a key: key, what is wrong, what would be right."""


@dataclass(frozen=True)
class LogRow:
    """What was typed, by key; build_problem: how a problem of it is said; unreadable: what could not be read at all."""

    cells: Mapping[str, str]
    build_problem: ProblemBuilder
    unreadable: tuple[Problem, ...] = ()


def parse_records(rows: Iterable[LogRow], table: RecordTable[RecordT]) -> list[tuple[LogRow, RecordT]]:
    """The record of every row. Raises Problems with all that is wrong in any of them."""
    found, problems = [], list[Problem]()
    for row in rows:
        try:
            found.append((row, parse_record(row, table)))
        except Problems as error:
            problems += error.problems
    if problems:
        raise Problems(problems)
    return found


def parse_record(row: LogRow, table: RecordTable[RecordT]) -> RecordT:
    """The record of a row. Raises Problems."""
    if row.unreadable:
        raise Problems(row.unreadable)
    given = {key: text for key, text in row.cells.items() if text}
    try:
        return table.model.model_validate(given)
    except ValidationError as error:
        raise Problems(_word_problem(row, one) for one in error.errors(include_url=False)) from None


def _word_problem(row: LogRow, error: object) -> Problem:
    """A complaint of pydantic's in our words, of the cell that it is about."""
    one = dict(error)  # type: ignore[call-overload]
    key = str(one["loc"][0])
    if one["type"] == "missing":
        return row.build_problem(key, "there is nothing here", "it has to be filled in")
    return row.build_problem(key, *word_error(one["type"], one["input"], one.get("ctx", {}), one["msg"]))


LARGEST = 50_000_000  # bytes

_FORMULA_PREFIXES = ("=", "+", "-", "@", "'")


def format_csv(entries: Iterable[RecordT], table: RecordTable[RecordT]) -> str:
    """The text of the file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.title for column in table.columns])
    for entry in entries:
        writer.writerow([_escape(format_text(getattr(entry, one.key), one.kind)) for one in table.columns])
    return out.getvalue()


def _escape(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_PREFIXES) else text


def _unescape(text: str) -> str:
    text = text.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_PREFIXES) else text


def read_csv(path: Path, table: RecordTable[RecordT]) -> Iterator[LogRow]:
    """The lines of a file. Raises Problems where it cannot be read, or its columns are others."""
    text = _read_text(path)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        heads = [match_title(head, (one.title for one in table.columns)) for head in next(reader, [])]
        keys = _match_columns(path, heads, table)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _build_row_csv_file(path, reader.line_num, cells, keys)
    except csv.Error as error:
        raise Problems([Problem(str(path), reader.line_num, None, f"this is no CSV: {error}")]) from None


def _build_row_csv_file(
    path: Path, line: int, cells: Sequence[str], columns: Sequence[RecordColumn | None]
) -> LogRow:
    titles = {one.key: one.title for one in columns if one}

    def wrong(key: str, message: str, hint: str) -> Problem:
        return Problem(str(path), line, None, f"{titles.get(key, key)}: {message}", hint)

    unread: tuple[Problem, ...] = ()
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        said = f"{len(cells)} cells under {len(columns)} columns"
        unread = (Problem(str(path), line, None, said, "put what holds a comma in quotes"),)
    there = zip(columns, cells, strict=False)
    return LogRow({one.key: _unescape(cell) for one, cell in there if one}, wrong, unread)


def _match_columns(
    path: Path, heads: Sequence[str], table: RecordTable[RecordT]
) -> list[RecordColumn | None]:
    """The columns in the order of the file. Raises Problems for one that is missing, unknown or there twice."""
    by_title = {column.title: column for column in table.columns}
    wrong = [
        (f"there is no column {quote(head)}", suggest(head, by_title))
        for head in heads
        if head and head not in by_title
    ]
    wrong += [
        (f"column {quote(head)} is there twice", "leave one out")
        for head in dict.fromkeys(heads)
        if head and heads.count(head) > 1
    ]
    missing = [one.title for one in table.columns if not one.is_optional and one.title not in heads]
    if missing:
        named = ", ".join(map(quote, missing))
        wrong.append((f"there is no column {named}", "the first line holds the names of the columns"))
    if wrong:
        raise Problems(Problem(str(path), 1, None, said, hint) for said, hint in wrong)
    return [by_title.get(head) for head in heads]


def _read_text(path: Path) -> str:
    try:
        if not path.is_file():
            raise build_file_problem(
                path, "there is no such file" if not path.exists() else "is not a file", ""
            )
        if path.stat().st_size > LARGEST:
            raise build_file_problem(path, "is too large for a record", "")
        data = path.read_bytes()
    except OSError as error:
        raise build_file_problem(path, (error.strerror or "cannot be read").lower(), "") from None
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Problems([Problem(str(path), line, None, "is not UTF-8", 'save it as "CSV UTF-8"')]) from None
    if not text.strip():
        raise build_file_problem(path, "is empty", "the first line holds the names of the columns")
    return text


@dataclass(frozen=True)
class EntryResult(Generic[RecordT]):
    """new: with their numbers; known: how many stood there already, the same in everything."""

    new: list[RecordT]
    known: int


def add_entries(
    log: list[RecordT], rows: Iterable[tuple[LogRow, RecordT]], today: date
) -> EntryResult[RecordT]:
    """Puts new entries at the end of a log, all or none. Raises Problems for what is still to come, or there already with other values."""
    there = {entry.identity: entry for entry in log}
    new, known, problems = list[RecordT](), 0, list[Problem]()
    number = last = max((entry.id for entry in log), default=0)
    for row, entry in rows:
        before = there.get(entry.identity)
        if entry.date > today:
            said = f"{entry.date} is still to come", "only what was really held is written down"
            problems.append(row.build_problem("date", *said))
        elif before is not None and _is_same(before, entry):
            known += 1
        elif before is not None:
            problems.append(_build_clash(row, before, is_kept=before.id <= last))
        else:
            number += 1
            entry = there[entry.identity] = entry.model_copy(update={"id": number})
            new.append(entry)
    if problems:
        raise Problems(problems)
    log += new
    return EntryResult(new, known)


def _is_same(one: RecordT, other: RecordT) -> bool:
    return one.model_copy(update={"id": 0}) == other.model_copy(update={"id": 0})


def _build_clash(row: LogRow, before: RecordT, *, is_kept: bool) -> Problem:
    """Of an entry that is there with other values; if it is not kept, in an earlier row."""
    key = "time" if isinstance(before, DrillRecord) else "date"
    if is_kept:
        said = f"entry {before.id} is this one already, with other values"
        return row.build_problem(key, said, f"if it is wrong, remove {before.id} first")
    return row.build_problem(key, "an earlier row is this one already, with other values", "leave one out")


def read_rows(path: Path, table: RecordTable[RecordT]) -> list[tuple[LogRow, RecordT]]:
    """The records in a .csv or .xlsx file, without the numbers they had where they come from. Raises Problems."""
    readers = {".csv": read_csv, ".xlsx": read_workbook}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise build_file_problem(path, "is neither .csv nor .xlsx", "save it as one of them")
    found = parse_records(map(_drop_number, reader(path, table)), table)
    if not found:
        raise build_file_problem(
            path, f"there is no {table.singular} in it", "one a row, below the names of the columns"
        )
    return found


def _drop_number(row: LogRow) -> LogRow:
    return LogRow(
        {key: text for key, text in row.cells.items() if key != "id"}, row.build_problem, row.unreadable
    )


def remove_entry(log: list[RecordT], number: int) -> RecordT | None:
    """Takes an entry out of a log; None where there is none of that number."""
    found = next((entry for entry in log if entry.id == number), None)
    if found is not None:
        log.remove(found)
    return found


DAMAGED_MESSAGE = "this file is damaged, and was left as it is"

REPAIR_HINT = "mend what is named below, or restore it from a copy"


@dataclass(frozen=True)
class LogFile(Generic[RecordT]):
    """A record in its file, which need not be there yet."""

    path: Path
    table: RecordTable[RecordT]

    def read_entries(self) -> list[RecordT]:
        """All of them, in the order in which they were written down. Raises Problems where the file is damaged."""
        if not self.path.exists():
            return []
        try:
            return [entry for _, entry in self._read_numbered()]
        except Problems as damaged:
            said = Problem(str(self.path), None, None, DAMAGED_MESSAGE, REPAIR_HINT)
            raise Problems((said, *damaged.problems)) from None

    def _read_numbered(self) -> list[tuple[LogRow, RecordT]]:
        found = parse_records(read_csv(self.path, self.table), self.table)
        wrong = list(_check_numbers(found))
        if wrong:
            raise Problems(wrong)
        return found

    @contextmanager
    def edit(self) -> Iterator[list[RecordT]]:
        """The entries, to be changed in place; written when the block is left without an error. Others wait. Raises Problems, OSError."""
        import fcntl

        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_name(f".{self.path.name}.lock").open("a", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            entries = self.read_entries()
            before = list(entries)
            yield entries
            if entries != before:
                write_atomic(self.path, format_csv(entries, self.table).encode())


def _check_numbers(found: list[tuple[LogRow, RecordT]]) -> Iterator[Problem]:
    """What has no number, or that of another one."""
    seen = set[int]()
    for row, entry in found:
        if entry.id == 0:
            yield row.build_problem("id", "there is nothing here", "every entry has a number of its own")
        elif entry.id in seen:
            yield row.build_problem(
                "id", f"{entry.id} is there already", "every entry has a number of its own"
            )
        seen.add(entry.id)


HOUR_DIGITS = 2  # of hours that were counted in seconds


@dataclass(frozen=True)
class TrainingTotal:
    """What somebody has of a programme. topics: hours of each, in the order of their names."""

    person: str
    programme: str
    topics: dict[str, float]

    @property
    def hours(self) -> float:
        """All of them."""
        return fsum(self.topics.values())

    def hours_missing(self, programme: Program) -> float:
        """Hours that are missing to what a programme asks for at least."""
        return max(0.0, programme.hours - self.hours)


def total_hours(lines: Iterable[TrainingRecord]) -> list[TrainingTotal]:
    """A tally for each person and programme, by programme, then by name. A name is one person however it is capitalised."""
    people: dict[tuple[str, str], list[TrainingRecord]] = {}
    for line in lines:
        people.setdefault((line.programme, line.person.casefold()), []).append(line)
    return [_total(people[key]) for key in sorted(people)]


def _total(lines: Sequence[TrainingRecord]) -> TrainingTotal:
    topics: dict[str, list[TrainingRecord]] = {}
    for line in lines:
        topics.setdefault(line.topic.casefold(), []).append(line)
    hours = {some[0].topic: fsum(one.hours for one in some) for _, some in sorted(topics.items())}
    return TrainingTotal(lines[0].person, lines[0].programme, hours)


def build_lines(
    attendance: Attendance, session: str, programme: str, topic: str, day: str
) -> list[dict[str, Any]]:
    """A line for each person who is named in an exercise, each once, whatever roles they had."""
    hours = round(attendance.seconds / 3600, HOUR_DIGITS)
    names = {name.casefold(): name for name in reversed(attendance.names)}
    shared = {"programme": programme, "topic": topic, "hours": f"{hours:g}", "date": day, "session": session}
    return [{"person": names[key], **shared} for key in dict.fromkeys(map(str.casefold, attendance.names))]


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
            yield _build_row_workbook(path, table.name, some)


def _build_row_workbook(
    path: Path, sheet: str, cells: Iterable[tuple["Cell | MergedCell", RecordColumn]]
) -> LogRow:
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


_READERS: dict[Kind, Callable[[object], str | None]] = {
    "date": _format_date,
    "time": _format_time,
    "span": _format_span,
}
