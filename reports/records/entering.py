"""What may come into a record: nothing twice, and nothing that is still to come, for only what was really held is written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic

from reports.records.csv_file import read_csv
from reports.records.rows import LogRow, parse_records
from reports.records.tables import RecordT, RecordTable
from reports.records.workbook import read_workbook
from reports.sheets.reading import build_file_problem
from scenarios.held import DrillRecord
from scenarios.problems import Problem, Problems


@dataclass(frozen=True)
class EntryResult(Generic[RecordT]):
    """new: with their numbers; known: how many stood there already, the same in everything."""

    new: list[RecordT]
    known: int


def add_entries(log: list[RecordT], rows: Iterable[tuple[LogRow, RecordT]], today: date) -> EntryResult[RecordT]:
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
            entry = there[entry.same] = entry.model_copy(update={"id": number})
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
        raise build_file_problem(path, f"there is no {table.singular} in it", "one a row, below the names of the columns")
    return found


def _drop_number(row: LogRow) -> LogRow:
    return LogRow({key: text for key, text in row.cells.items() if key != "id"}, row.build_problem, row.unreadable)


def remove_entry(log: list[RecordT], number: int) -> RecordT | None:
    """Takes an entry out of a log; None where there is none of that number."""
    found = next((entry for entry in log if entry.id == number), None)
    if found is not None:
        log.remove(found)
    return found
