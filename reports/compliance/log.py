"""The compliance log: drills held and hours of training, kept in a CSV file, and read from and written to CSV and Excel.

Only past drills and training are recorded, and none twice. Rows are read all or none: every problem is reported with its place. The kept
file is changed by one process at a time and in one step; a damaged one is never overwritten. In CSV, text that a spreadsheet would take
for a formula, also behind a comma or semicolon, has an apostrophe in front. In Excel, dates are dates and times are times, so that a
spreadsheet can count with them.
"""

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import fsum
from pathlib import Path
from typing import IO, Any, Generic, Literal, TypeVar, get_args

from pydantic import ValidationError

from reports.spreadsheets import (
    HEAD_ROW,
    MAX_ROWS,
    CellPlace,
    SheetCell,
    add_choices,
    build_file_problem,
    create_workbook,
    find_title_problems,
    format_table,
    match_columns,
    match_title,
    read_cell_text,
    read_sheet,
    save_to_bytes,
    write_cell,
    write_head,
)
from scenarios.compliance import ComplianceRecord, DrillKind, DrillRecord, Program, TrainingRecord
from scenarios.csv_text import escape_formulas, unescape_formulas
from scenarios.diagnostics import Problem, Problems, word_error
from scenarios.loading.files import PRIVATE_FILE, ensure_private_folder, read_bytes, write_atomic
from scenarios.units import TIME, format_number
from sim.exercise.history import Attendance

RecordT = TypeVar("RecordT", bound=ComplianceRecord)
Kind = Literal["text", "count", "hours", "date", "time", "span"]
ProblemBuilder = Callable[[str, str, str], Problem]
"""A problem of a value: key, message, hint."""
LARGEST = 20_000_000  # bytes of a file that is read
SPARE_ROWS = 500  # below the last entry, with a drop-down too
HOUR_DIGITS = 2  # decimals of hours that were counted in seconds
DAMAGED = "this file is damaged, and was left as it is", "fix the problems below, or restore it from a copy"


@dataclass(frozen=True)
class RecordColumn:
    """key: of the record. width: in characters. is_optional: in a file that is read. help: how to fill it in."""

    title: str
    key: str
    kind: Kind
    width: int
    is_optional: bool = False
    help: str = ""


@dataclass(frozen=True)
class RecordTable(Generic[RecordT]):
    """name: of the sheet. singular, plural: the name of a row."""

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
        RecordColumn("Exercise", "exercise", "text", 32, True, "The exercise that it goes with."),
        RecordColumn("Signed by", "signer", "text", 24, True, "Who vouches for the entry."),
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
        RecordColumn("Program", "program", "text", 20),
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
"""Number formats of Excel."""
_FORMATTERS: dict[Kind, Callable[[Any], str]] = {
    "date": lambda day: str(day.isoformat()),
    "time": lambda clock: f"{clock:%H:%M}",
    "span": TIME.format,
    "hours": format_number,
}


def format_text(value: Any, kind: Kind) -> str:
    """A value as people type it."""
    return _FORMATTERS.get(kind, str)(value)


@dataclass(frozen=True)
class LogRow:
    """A row of text, by key. build_problem: places a problem of a value; unreadable: problems of the whole row."""

    cells: Mapping[str, str]
    build_problem: ProblemBuilder
    unreadable: tuple[Problem, ...] = ()


def read_rows(path: Path, table: RecordTable[RecordT]) -> list[tuple[LogRow, RecordT]]:
    """The records in a .csv or .xlsx file, without the numbers that they have there. Raises Problems."""
    readers = {".csv": read_csv, ".xlsx": read_workbook}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise build_file_problem(path, "is neither .csv nor .xlsx", "save it as one of them")
    records = parse_records((_drop_number(row) for row in reader(path, table)), table)
    if not records:
        raise build_file_problem(
            path, f"there is no {table.singular} in it", "one a row, below the names of the columns"
        )
    return records


def _drop_number(row: LogRow) -> LogRow:
    return replace(row, cells={key: text for key, text in row.cells.items() if key != "id"})


def parse_records(rows: Iterable[LogRow], table: RecordTable[RecordT]) -> list[tuple[LogRow, RecordT]]:
    """The record of every row. Raises Problems with all that is wrong in any of them."""
    records, problems = [], list[Problem]()
    for row in rows:
        try:
            records.append((row, parse_record(row, table)))
        except Problems as error:
            problems += error.problems
    if problems:
        raise Problems(problems)
    return records


def parse_record(row: LogRow, table: RecordTable[RecordT]) -> RecordT:
    """The record of a row. Raises Problems."""
    if row.unreadable:
        raise Problems(row.unreadable)
    try:
        return table.model.model_validate({key: text for key, text in row.cells.items() if text})
    except ValidationError as error:
        raise Problems(_word_problem(row, one) for one in error.errors(include_url=False)) from None


def _word_problem(row: LogRow, error: object) -> Problem:
    one = dict(error)  # type: ignore[call-overload]
    key = str(one["loc"][0])
    if one["type"] == "missing":
        return row.build_problem(key, "there is nothing here", "fill it in")
    return row.build_problem(key, *word_error(one["type"], one["input"], one.get("ctx", {}), one["msg"]))


def format_csv(entries: Iterable[RecordT], table: RecordTable[RecordT]) -> str:
    """The text of a CSV file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.title for column in table.columns])
    for entry in entries:
        writer.writerow([escape_formulas(format_text(getattr(entry, one.key), one.kind)) for one in table.columns])
    return out.getvalue()


def read_csv(path: Path, table: RecordTable[RecordT]) -> Iterator[LogRow]:
    """The rows of a CSV file. Raises Problems where it cannot be read, or its columns are wrong."""
    text = _read_text(path)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    by_title = {column.title: column for column in table.columns}
    required = {one.title: not one.is_optional for one in table.columns}
    try:
        heads = [match_title(head, required) for head in next(reader, [])]
        wrong = [
            Problem(str(path), 1, None, message, hint) for _, message, hint in find_title_problems(heads, required)
        ]
        if wrong:
            raise Problems(wrong)
        columns = [by_title.get(head) for head in heads]
        for number, cells in enumerate(reader, HEAD_ROW + 1):
            if number > MAX_ROWS:
                message = f"there are more than {MAX_ROWS} rows"
                raise Problems([Problem(str(path), reader.line_num, None, message, "divide the file")])
            if any(cell.strip() for cell in cells):
                yield _build_csv_row(path, reader.line_num, cells, columns)
    except csv.Error as error:
        raise Problems([Problem(str(path), reader.line_num, None, f"this is no CSV: {error}")]) from None


def _build_csv_row(path: Path, line: int, cells: Sequence[str], columns: Sequence[RecordColumn | None]) -> LogRow:
    titles = {one.key: one.title for one in columns if one}

    def build_problem(key: str, message: str, hint: str) -> Problem:
        return Problem(str(path), line, None, f"{titles.get(key, key)}: {message}", hint)

    unreadable: tuple[Problem, ...] = ()
    if any(cell.strip() for cell in cells[len(columns) :]):
        message = f"{len(cells)} cells under {len(columns)} columns"
        unreadable = (Problem(str(path), line, None, message, "put text with a comma in quotes"),)
    texts = {
        one.key: unescape_formulas(cell.strip().replace("\r\n", "\n"))
        for one, cell in zip(columns, cells, strict=False)
        if one
    }
    return LogRow(texts, build_problem, unreadable)


def _read_text(path: Path) -> str:
    data = read_bytes(path, LARGEST, "name a .csv or .xlsx file", "divide the file")
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
    """new: entries with their numbers; known: how many identical ones were there already."""

    new: list[RecordT]
    known: int


def add_entries(log: list[RecordT], rows: Iterable[tuple[LogRow, RecordT]], today: date) -> EntryResult[RecordT]:
    """Appends new entries to a log, all or none. Raises Problems for those in the future, or there already with other values."""
    by_identity = {entry.identity: entry for entry in log}
    new, known, problems = list[RecordT](), 0, list[Problem]()
    number = last = max((entry.id for entry in log), default=0)
    for row, entry in rows:
        before = by_identity.get(entry.identity)
        if entry.date > today:
            hint = "only what was really held is recorded"
            problems.append(row.build_problem("date", f"{entry.date} is still to come", hint))
        elif before is None and len(log) + len(new) + HEAD_ROW >= MAX_ROWS:
            hint = "begin another log in a folder of its own"
            problems.append(row.build_problem("date", f"the log would have more than {MAX_ROWS} rows", hint))
            break
        elif before is None:
            number += 1
            entry = by_identity[entry.identity] = entry.model_copy(update={"id": number})
            new.append(entry)
        elif before == entry.model_copy(update={"id": before.id}):
            known += 1
        else:
            problems.append(_build_clash(row, before, is_kept=before.id <= last))
    if problems:
        raise Problems(problems)
    log += new
    return EntryResult(new, known)


def _build_clash(row: LogRow, before: RecordT, *, is_kept: bool) -> Problem:
    """The problem of an entry that is there with other values. is_kept: in the log, not in an earlier row."""
    key = "time" if isinstance(before, DrillRecord) else "date"
    if is_kept:
        message = f"entry {before.id} is this one already, with other values"
        return row.build_problem(key, message, f"if it is wrong, remove {before.id} first")
    return row.build_problem(key, "an earlier row is this one already, with other values", "leave one out")


def remove_entry(log: list[RecordT], number: int) -> RecordT | None:
    """Removes an entry from a log and returns it; None where no entry has that number."""
    entry = next((entry for entry in log if entry.id == number), None)
    if entry is not None:
        log.remove(entry)
    return entry


@dataclass(frozen=True)
class LogFile(Generic[RecordT]):
    """A log in its file, which need not exist yet."""

    path: Path
    table: RecordTable[RecordT]

    def read_entries(self) -> list[RecordT]:
        """All entries, oldest first. Raises Problems where the file is damaged."""
        if not self.path.exists():
            return []
        try:
            records = parse_records(read_csv(self.path, self.table), self.table)
            if problems := list(_check_numbers(records)):
                raise Problems(problems)
        except Problems as damaged:
            raise Problems((Problem(str(self.path), None, None, *DAMAGED), *damaged.problems)) from None
        return [entry for _, entry in records]

    @contextmanager
    def edit(self) -> Iterator[list[RecordT]]:
        """The entries, to be changed in place; written when the block ends without an error. Other processes wait.

        Raises Problems, OSError.
        """
        import fcntl

        ensure_private_folder(self.path.parent)
        with _open_lock(self.path.with_name(f".{self.path.name}.lock")) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            entries = self.read_entries()
            before = list(entries)
            yield entries
            if entries != before:
                write_atomic(self.path.resolve(), format_csv(entries, self.table).encode(), private=True)


def _open_lock(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, PRIVATE_FILE), "r+b")


def _check_numbers(records: list[tuple[LogRow, RecordT]]) -> Iterator[Problem]:
    seen = set[int]()
    for row, entry in records:
        if entry.id == 0 or entry.id in seen:
            message = f"{entry.id} is there already" if entry.id else "there is nothing here"
            yield row.build_problem("id", message, "every entry has a number of its own")
        seen.add(entry.id)


@dataclass(frozen=True)
class TrainingTotal:
    """The hours of a person in a program. topics: hours of each, sorted."""

    person: str
    program: str
    topics: dict[str, float]

    @property
    def hours(self) -> float:
        """Of all topics."""
        return fsum(self.topics.values())

    def hours_missing(self, program: Program) -> float:
        """Hours below the minimum of a program."""
        return max(0.0, program.hours - self.hours)


def total_hours(lines: Iterable[TrainingRecord]) -> list[TrainingTotal]:
    """A total for each program and person, sorted. Upper and lower case are the same name."""
    people: dict[tuple[str, str], list[TrainingRecord]] = {}
    for line in lines:
        people.setdefault((line.program, line.person.casefold()), []).append(line)
    return [_total(people[key]) for key in sorted(people)]


def _total(lines: Sequence[TrainingRecord]) -> TrainingTotal:
    topics: dict[str, list[TrainingRecord]] = {}
    for line in lines:
        topics.setdefault(line.topic.casefold(), []).append(line)
    hours = {some[0].topic: fsum(one.hours for one in some) for _, some in sorted(topics.items())}
    return TrainingTotal(lines[0].person, lines[0].program, hours)


def build_lines(attendance: Attendance, session: str, program: str, topic: str, day: str) -> list[dict[str, Any]]:
    """A line for each person named in an exercise, each once, whatever their roles."""
    hours = round(attendance.seconds / 3600, HOUR_DIGITS)
    names = {name.casefold(): name for name in reversed(attendance.names)}
    shared = {"program": program, "topic": topic, "hours": f"{hours:g}", "date": day, "session": session}
    return [{"person": names[key], **shared} for key in dict.fromkeys(map(str.casefold, attendance.names))]


def build_workbook(entries: Sequence[RecordT], table: RecordTable[RecordT], header: str) -> bytes:
    """The workbook. header: printed on every page."""
    book, sheet = create_workbook(table.name, header)
    for number, column in enumerate(table.columns, 1):
        side = "text" if column.kind == "text" else "number"
        write_head(sheet, number, column.title, column.width, column.help, side)
        for row, entry in enumerate(entries, HEAD_ROW + 1):
            value = getattr(entry, column.key)
            value = timedelta(seconds=value) if column.kind == "span" else None if value == "" else value
            write_cell(sheet.cell(row, number), value, FORMATS[column.kind], side)
        if column.key == "kind":
            kinds = get_args(DrillKind)
            add_choices(sheet, number, HEAD_ROW + len(entries) + SPARE_ROWS, f'"{",".join(kinds)}"', kinds)
    format_table(sheet, table.name, len(table.columns), max(1, len(entries)), header, f"C{HEAD_ROW + 1}")
    return save_to_bytes(book)


def read_workbook(path: Path, table: RecordTable[RecordT]) -> Iterator[LogRow]:
    """The rows of the sheet that are not empty. Raises Problems where it cannot be read, or its columns are wrong."""
    sheet = read_sheet(path, table.name)
    heads = match_columns(path, sheet, {one.title: not one.is_optional for one in table.columns})
    by_title = {one.title: one for one in table.columns}
    for row in sorted(sheet.rows.keys() - {HEAD_ROW}):
        known = [(sheet.cell(row, number), by_title[head]) for number, head in heads.items()]
        if any(cell.value not in (None, "") for cell, _ in known):
            yield _build_sheet_row(path, table.name, known)


def _build_sheet_row(path: Path, sheet: str, cells: Iterable[tuple[SheetCell, RecordColumn]]) -> LogRow:
    texts, places, unreadable = dict[str, str](), dict[str, CellPlace](), list[Problem]()

    def build_problem(key: str, message: str, hint: str) -> Problem:
        place = places.get(key) or f"sheet {sheet} ({key})"
        return Problem(f"{path}, {place}", None, None, message, hint)

    for cell, column in cells:
        places[column.key] = CellPlace(sheet, cell.coordinate, column.title)
        try:
            texts[column.key] = _cell_text(cell, column.kind)
        except ValueError as error:
            unreadable.append(build_problem(column.key, str(error), column.help or "write it as text"))
    return LogRow(texts, build_problem, tuple(unreadable))


def _cell_text(cell: SheetCell, kind: Kind) -> str:
    """A cell as people type its value. Raises ValueError for a value that it cannot be."""
    formatter = _CELL_FORMATTERS.get(kind)
    text = formatter(cell.value) if formatter and cell.data_type != "f" else None
    return read_cell_text(cell) if text is None else text


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
    """Whole seconds of a time or a duration; spreadsheets keep them as fractions of a day, which may be off by a millisecond."""
    if isinstance(value, time):
        value = datetime.combine(date.min, value) - datetime.combine(date.min, time())
    return round(value.total_seconds()) if isinstance(value, timedelta) else None


_CELL_FORMATTERS: dict[Kind, Callable[[object], str | None]] = {
    "date": _format_date,
    "time": _format_time,
    "span": _format_span,
}
