"""The log of drills: typed in, read from sheets all or none, kept whole, and never anything that was not held."""

import fcntl
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from reports.compliance.log import DRILLS, LogFile, add_entries, read_rows
from scenarios.compliance import DrillRecord
from scenarios.diagnostics import Problems
from tests.reports.compliance_records import DRILL, OTHER, sheet_of

LATER = date(2199, 12, 31)


# the file that is kept


def rows(drill: DrillRecord) -> Any:
    """A drill as it comes from a sheet."""
    return [(None, drill.model_copy(update={"id": 0}))]


def test_two_writers_at_once_lose_no_entry(tmp_path: Path) -> None:
    """One holds the log and has read it; the other wants to write before that one does. A lock is of an open file, not of a process."""
    kept, lock = LogFile(tmp_path / "drills.csv", DRILLS), tmp_path / ".drills.csv.lock"

    def write() -> None:
        with kept.edit() as log:
            add_entries(log, rows(DRILL), LATER)

    second = Thread(target=write)
    with LogFile(kept.path, DRILLS).edit() as log:
        second.start()
        with lock.open("a") as file, pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        add_entries(log, rows(OTHER), LATER)
    second.join()
    assert [(drill.id, drill.kind) for drill in kept.read_entries()] == [(1, "fire"), (2, "security")]
    assert sorted(path.name for path in tmp_path.iterdir()) == [lock.name, kept.path.name]


def test_an_error_on_the_way_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    kept = LogFile(tmp_path / "drills.csv", DRILLS)
    with pytest.raises(Problems, match="still to come"), kept.edit() as log:
        add_entries(log, read_rows(sheet_of(tmp_path), DRILLS), date(2021, 8, 31))
    assert not kept.path.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == [".drills.csv.lock", "drills.xlsx"]


# the page about it
