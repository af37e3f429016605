"""Works for the tests of the pool, at the top level to be picklable, and a program to send signals to."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from sim.experiment.chunks import ChunkColumns
from sim.experiment.executor import ColumnCollector, Progress, Run


class Numbers:
    """A few numbers of each replication, a curve, and who played it."""

    is_compiled = False

    def play(self, chunk: range) -> ChunkColumns:
        samples = [np.random.default_rng([7, replication]) for replication in chunk]
        return {
            "measure": np.array([sample.random((2, 3)) for sample in samples]),
            "curve": np.array([sample.integers(0, 150, 181) for sample in samples], np.uint16),
            "process": np.full(len(chunk), os.getpid()),
        }


@dataclass(frozen=True)
class Meeting:
    """Work that goes on only when two processes have begun it; each leaves its name in a folder."""

    folder: Path
    is_compiled: bool = False

    def play(self, chunk: range) -> ChunkColumns:
        """Waits for the other one."""
        (self.folder / str(os.getpid())).touch()
        while len(list(self.folder.iterdir())) < 2:
            time.sleep(0.01)
        return {"process": np.full(len(chunk), os.getpid())}


@dataclass
class DiesOnce(Numbers):
    """Kills its worker the first time it sees a replication; a file remembers that it did."""

    flag: Path
    at: int

    def play(self, chunk: range) -> ChunkColumns:
        if self.at in chunk and first_time(self.flag):
            die()
        return super().play(chunk)


@dataclass
class DiesSending(Numbers):
    """Kills its worker halfway through sending a result, once."""

    flag: Path
    at: int

    def play(self, chunk: range) -> ChunkColumns:
        if self.at in chunk and first_time(self.flag):
            Connection._send = send_half_and_die  # type: ignore[attr-defined]
        return super().play(chunk)


@dataclass
class DiesAlways(Numbers):
    """Kills every worker that plays a certain replication."""

    at: int

    def play(self, chunk: range) -> ChunkColumns:
        if self.at in chunk:
            die()
        return super().play(chunk)


class DiesUnpacked(Numbers):
    """Kills every worker that it is sent to."""

    def __setstate__(self, state: object) -> None:
        die()

    def __getstate__(self) -> object:
        return "something, so that __setstate__ is called"


class RefusesUnpacking(DiesUnpacked):
    def __setstate__(self, state: object) -> None:
        raise RuntimeError("not here")


class AwkwardError(Exception):
    """An exception that does not survive pickling."""

    def __init__(self, zone: str, minutes: int) -> None:
        super().__init__(f"{zone} for {minutes} min")


@dataclass
class Raises(Numbers):
    """Raises an error at one replication, and notes in a file each time it does."""

    at: int
    notes: Path
    error: Callable[..., BaseException]
    arguments: tuple[object, ...]

    def play(self, chunk: range) -> ChunkColumns:
        if self.at in chunk:
            with self.notes.open("a") as notes:
                notes.write(f"{chunk.start} {chunk.stop}\n")
            raise self.error(*self.arguments)
        return super().play(chunk)


@dataclass
class Gives(Numbers):
    """Gives whatever a function makes of the chunk."""

    make: Callable[[range], dict[str, Any]]

    def play(self, chunk: range) -> ChunkColumns:
        return self.make(chunk)


PLAYED = Numbers().play(range(100))


def assert_rows(columns: ChunkColumns, replications: range) -> None:
    """The arrays have exactly these replications, each where it belongs."""
    for name in ("measure", "curve") if len(replications) else ():
        expected = PLAYED[name][replications.start : replications.stop]
        assert columns[name].dtype == expected.dtype
        assert columns[name].tobytes() == expected.tobytes()


def not_picklable(chunk: range) -> dict[str, Any]:
    """A result that stays where it is."""
    return {"measure": lambda: chunk}


@dataclass
class Stuck(Numbers):
    """Plays so many replications at once, and the next one for longer than any test."""

    free: int

    def play(self, chunk: range) -> ChunkColumns:
        if chunk.stop > self.free:
            if multiprocessing.parent_process() is None:
                say("stuck")
            time.sleep(600)
        return super().play(chunk)


def first_time(flag: Path) -> bool:
    """Whether the flag was not there yet; now it is."""
    try:
        flag.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def die() -> NoReturn:
    """Kill this worker, but never the tests."""
    assert multiprocessing.parent_process() is not None
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def send_half_and_die(link: Connection, message: bytes) -> None:
    """In place of sending a message."""
    os.write(link.fileno(), message[: len(message) // 2])
    die()


def main() -> None:
    """Arguments: workers, replications that can be played. Tells when it starts, when those are done, the outcome."""
    workers, free = map(int, sys.argv[1:])

    def tell(progress: Progress) -> None:
        if progress.done == free:
            say("stuck")

    collector = ColumnCollector()
    with Run(Stuck(free), collector, workers, tell, chunk_size=1) as run:
        say("open")
        run.play(range(1_000))
    say(f"{run.completed} of {len(run.requested)}, interrupted: {run.is_interrupted}")
    columns, whole = collector.join(), Numbers().play(range(run.completed))
    names = columns.keys() - {"process"}
    say(f"same: {all(columns[name].tobytes() == whole[name].tobytes() for name in names)}")


def say(line: str) -> None:
    """Print a line that is read at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
