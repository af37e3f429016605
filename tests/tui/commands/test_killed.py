"""Killed at random moments: no acknowledged entry is lost, and the exercise continues to the same end."""

import multiprocessing
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

import pytest

from scenarios.library import open_script
from sim.exercise.journal import Entry, FileJournal, to_canonical_json
from sim.model.trace import Row
from tests.sim.exercise import journal_writer
from tests.sim.exercise.exercises import SHIPPED, list_significant, opened
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
    with out, complaints, os.fdopen(os.dup(out.fileno())) as said, os.fdopen(os.dup(complaints.fileno())) as wrong:
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


def to_the_end(
    name: str, journal: Path, listener: Callable[[Entry], None] | None = None
) -> tuple[list[tuple[float, str, str]], list[list[Row]]]:
    written, opened = open_script(name)
    state = run_script(opened, written, journal, None, listener)
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


@pytest.mark.slow
def test_no_acknowledged_entry_is_lost_and_the_end_is_the_same(tmp_path: Path) -> None:
    """In the shortest exercise. What a kill leaves is what the files hold: they are copied when an entry is acknowledged."""
    name, moments = "cardiac-arrest", (1, 97)
    journal = tmp_path / "whole.journal"

    def copy_files(entry: Entry) -> None:
        if entry.seq in moments:
            folder = tmp_path / str(entry.seq)
            folder.mkdir()
            for part in tmp_path.glob(f"{journal.name}*"):
                (folder / part.name).write_bytes(part.read_bytes())

    whole = to_the_end(name, journal, copy_files)
    for seq in moments:
        left = tmp_path / str(seq) / journal.name
        assert [entry.seq for entry in entries_in(left)] == [*range(1, seq + 1)]
        assert to_the_end(name, left) == whole


@pytest.mark.parametrize(
    ("name", "kills"),
    [
        pytest.param("cardiac-arrest", 1, marks=pytest.mark.slow),
        *(
            pytest.param(name, 8, marks=pytest.mark.full(step="kills"))
            for name in ("active-assailant-90", "smell-of-gas", "report-on-monday", "reunification")
        ),
    ],
)
def test_many_kills(name: str, kills: int, tmp_path: Path) -> None:
    """Once in the shortest exercise; eight times in the longest, in one of gas, in the one in days and in the one over hours."""
    is_killed_again_and_again(name, kills, tmp_path, random.Random(name))


MEMORY = Path("/dev/shm")
"""What a killed process wrote is with the system and needs no disk, so that most journals are in memory where there is such a folder."""


def check_killed(kills: int, seconds: float, journals: list[Path]) -> int:
    """Has journals written by processes that are killed, and checks them. Returns how many of those were killed within a write."""
    program = [sys.executable, "-m", journal_writer.__name__, str(kills), str(seconds), *map(str, journals)]
    output = subprocess.run(program, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    assert len(output) == kills * len(journals)
    acknowledged = dict.fromkeys(map(str, journals), 0)
    cut_off = 0
    for line in output:
        journal, written, is_cut_off = line.split(",")
        numbers = [int(number) for number in written.split()]
        assert all(found >= acknowledged[journal] for found in numbers[:1])
        assert numbers == [n + numbers[0] for n in range(len(numbers))]
        acknowledged[journal] = max([acknowledged[journal], *numbers])
        cut_off += is_cut_off == "True"
    for journal, last in acknowledged.items():
        payloads = [entry.payload for entry in entries_in(Path(journal))]
        whole = [to_canonical_json(journal_writer.payload_of(n + 1)) for n in range(len(payloads))]
        assert payloads == whole
        assert len(payloads) >= last
    assert any(acknowledged.values())
    return cut_off


@pytest.mark.full(step="kills")
@pytest.mark.parametrize("part", range(2))
def test_five_hundred_kills_of_a_process_that_writes_a_journal(part: int, tmp_path: Path) -> None:
    """250 a part, 25 a journal: also of processes that resume, and undo what the kill before has left."""
    names = [f"{part}-{number}.journal" for number in range(10)]
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else tmp_path) as memory:
        cut_off = check_killed(25, 0.02, [Path(memory) / name for name in names[1:]])
    cut_off += check_killed(25, 0.4, [tmp_path / names[0]])
    assert cut_off > 0
