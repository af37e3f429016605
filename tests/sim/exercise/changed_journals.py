"""The journal of an exercise that was begun, and what somebody changes in it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sim.exercise.conductor import Conductor
from sim.exercise.events import Setup
from sim.exercise.journal import FileJournal
from sim.exercise.sessions import build_header
from tests.sim.exercise.exercises import SHIPPED, opened

ENTRIES = 20


def write_journal(folder: Path) -> Path:
    name, seed = SHIPPED["cardiac-arrest"]
    journal = FileJournal.create(folder / "a.journal", build_header(opened(name), seed))
    conductor = Conductor(opened(name), journal)
    conductor.begin(Setup(name, seed))
    while journal.last_seq < ENTRIES:
        conductor.pass_room_time(1.0)
        conductor.stop()
    journal.close()
    return journal.path


def change(path: Path, sql: str, finish: Callable[[sqlite3.Connection], None] = lambda _: None) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(sql)
        finish(connection)
