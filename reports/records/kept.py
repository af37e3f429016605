"""The file in which a record is kept: CSV, which people can read and copy, changed by one process at a time and in one step.

A file that is damaged is never written over: it is refused, with the line, until somebody has mended it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic

from reports.records.csv_file import format_csv, read_csv
from reports.records.rows import LogRow, parse_records
from reports.records.tables import RecordT, RecordTable
from scenarios.problems import Problem, Problems
from scenarios.replacing import write_atomic

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
            yield row.build_problem("id", f"{entry.id} is there already", "every entry has a number of its own")
        seen.add(entry.id)
