"""Killed at random moments: no acknowledged entry is lost, and the exercise continues to the same end."""

import multiprocessing
import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TextIO

import pytest

from scenarios.library import open_script
from sim.exercise.journal import Entry, FileJournal, list_significant
from sim.model.trace import Row
from tests.sim.exercise.exercises import SHIPPED, opened
from tui.cli import main
from tui.commands.exercise import run_script

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tui.cli", "tui.commands.exercise", "sim.exercise.scripted"])
"""Each exercise is a process of its own; what all of them import is imported once."""


def allcall(arguments: list[str], out: Connection, complaints: Connection) -> None:
    """A command line, with its output and its complaints going into pipes."""
    sys.stdout = os.fdopen(out.fileno(), "w", closefd=False)
    sys.stderr = os.fdopen(complaints.fileno(), "w", closefd=False)
    sys.exit(main(arguments))


@contextmanager
def started(name: str, journal: Path) -> Iterator[tuple[BaseProcess, TextIO, TextIO]]:
    scenario = opened(SHIPPED[name][0]).emergency.scenario.scenario
    arguments = ["drill", scenario, "--exercise", SHIPPED[name][0], "--script", name]
    out, writes = PROCESSES.Pipe(duplex=False)
    complaints, complains = PROCESSES.Pipe(duplex=False)
    command = [*arguments, "--journal", str(journal), "--acknowledge"]
    process = PROCESSES.Process(target=allcall, args=(command, writes, complains))
    process.start()
    writes.close()
    complains.close()
    with (
        out,
        complaints,
        os.fdopen(os.dup(out.fileno())) as said,
        os.fdopen(os.dup(complaints.fileno())) as wrong,
    ):
        yield process, said, wrong
    process.join()
    process.close()


def killed(name: str, journal: Path, after: int) -> list[int]:
    """Kills it with no warning once it has acknowledged so many entries. Returns the numbers that it has written."""
    with started(name, journal) as (process, out, complaints):
        lines = [line for _, line in zip(range(after), out, strict=False)]
        process.kill()
        rest, complaint = out.read(), complaints.read()
    assert complaint == ""
    return [int(line) for line in ("".join(lines) + rest).split("\n")[:-1]]


def entries_in(journal: Path) -> list[Entry]:
    """All of them, or none where there is no journal yet."""
    if not journal.exists():
        return []
    file = FileJournal.open(journal)
    try:
        return list(file.entries())
    finally:
        file.close()


def to_the_end(name: str, journal: Path) -> tuple[list[tuple[float, str, str]], list[list[Row]]]:
    written, opened = open_script(name)
    state = run_script(opened, written, journal, None, None)
    return list_significant(entries_in(journal)), [engine.trace.rows for engine in state.running_arms]


@cache
def uninterrupted(name: str, folder: Path) -> tuple[list[tuple[float, str, str]], list[list[Row]]]:
    """The same without a kill."""
    return to_the_end(name, folder / "whole.journal")


def is_killed_again_and_again(name: str, kills: int, folder: Path, luck: random.Random) -> None:
    """One exercise, killed so often on its way, and as it is being resumed; each time it had not come to its end."""
    journal, acknowledged = folder / "killed.journal", 0
    whole = uninterrupted(name, folder)
    marks = len(entries_in(folder / "whole.journal"))
    for left in range(kills, 0, -1):
        numbers = killed(name, journal, luck.randint(0, (marks - acknowledged) // (left + 1)))
        assert numbers == list(range(acknowledged + 1, acknowledged + len(numbers) + 1))
        there = entries_in(journal)
        assert len(there) >= acknowledged + len(numbers)
        assert not any(entry.kind == "end" for entry in there)
        acknowledged = len(there)
    assert to_the_end(name, journal) == whole


@pytest.mark.parametrize("kills", [4, pytest.param(25, marks=pytest.mark.slow)])
def test_no_acknowledged_entry_is_lost_and_the_end_is_the_same(kills: int, tmp_path: Path) -> None:
    """In the shortest exercise."""
    is_killed_again_and_again("cardiac-arrest", kills, tmp_path, random.Random("cardiac-arrest"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", SHIPPED)
def test_two_hundred_kills(name: str, seed: int, tmp_path: Path) -> None:
    """Ten each, five times, in every exercise that is shipped."""
    is_killed_again_and_again(name, 10, tmp_path, random.Random(f"{name} {seed}"))
