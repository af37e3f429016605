"""What may come into a record: nothing twice, and nothing that is still to come, for only what was really held is written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic

from reports.records.csv_file import read_csv
from reports.records.rows import Row, records
from reports.records.tables import Held, Table
from reports.records.workbook import read_workbook
from reports.sheets.reading import whole
from scenarios.held import HeldDrill
from scenarios.problems import Problem, Problems


@dataclass(frozen=True)
class Entered(Generic[Held]):
    """new: with their numbers; known: how many stood there already, the same in everything."""

    new: list[Held]
    known: int


def enter(log: list[Held], rows: Iterable[tuple[Row, Held]], today: date) -> Entered[Held]:
    """Puts new entries at the end of a log, all or none. Raises Problems for what is still to come, or there already with other values."""
    there = {entry.same: entry for entry in log}
    new, known, problems = list[Held](), 0, list[Problem]()
    number = last = max((entry.id for entry in log), default=0)
    for row, entry in rows:
        before = there.get(entry.same)
        if entry.date > today:
            said = f"{entry.date} is still to come", "only what was really held is written down"
            problems.append(row.wrong("date", *said))
        elif before is not None and _alike(before, entry):
            known += 1
        elif before is not None:
            problems.append(_clash(row, before, is_kept=before.id <= last))
        else:
            number += 1
            entry = there[entry.same] = entry.model_copy(update={"id": number})
            new.append(entry)
    if problems:
        raise Problems(problems)
    log += new
    return Entered(new, known)


def _alike(one: Held, other: Held) -> bool:
    return one.model_copy(update={"id": 0}) == other.model_copy(update={"id": 0})


def _clash(row: Row, before: Held, *, is_kept: bool) -> Problem:
    """Of an entry that is there with other values; if it is not kept, in an earlier row."""
    key = "time" if isinstance(before, HeldDrill) else "date"
    if is_kept:
        said = f"entry {before.id} is this one already, with other values"
        return row.wrong(key, said, f"if it is wrong, remove {before.id} first")
    return row.wrong(key, "an earlier row is this one already, with other values", "leave one out")


def rows_of(path: Path, table: Table[Held]) -> list[tuple[Row, Held]]:
    """The records in a .csv or .xlsx file, without the numbers they had where they come from. Raises Problems."""
    readers = {".csv": read_csv, ".xlsx": read_workbook}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise whole(path, "is neither .csv nor .xlsx", "save it as one of them")
    found = records(map(_unnumbered, reader(path, table)), table)
    if not found:
        raise whole(path, f"there is no {table.one} in it", "one a row, below the names of the columns")
    return found


def _unnumbered(row: Row) -> Row:
    return Row({key: text for key, text in row.cells.items() if key != "id"}, row.wrong, row.unread)


def taken_out(log: list[Held], number: int) -> Held | None:
    """Takes an entry out of a log; None where there is none of that number."""
    found = next((entry for entry in log if entry.id == number), None)
    if found is not None:
        log.remove(found)
    return found
