"""Chunks of consecutive replications: what plays them, how large they are, and what can go wrong.

    PoolError
    ├── ReplicationError   the task raised an exception; it is not tried again
    ├── ResultError        the arrays of a chunk do not have a row for each replication
    └── WorkerLostError    the same replications ended three workers, or no worker could start

A chunk that fails comes back as a value, because not every exception can be pickled.
"""

from __future__ import annotations

import math
import pickle
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray

from scenarios.errors import AllcallError

LONG_S, SHORT_S = 0.25, 0.1
"""seconds of work in a chunk: in the middle of a run, and at its end"""

CHUNK_GROWTH = 4
"""a chunk is at most this many times as large as the largest before it"""

MAX_CHUNK = 256
"""replications in a chunk at most, because several chunks are in memory at once"""

SMOOTHING = 0.8
"""weight of past timings, so that the estimate follows the speed of the machine"""

ChunkColumns = Mapping[str, NDArray[Any]]
"""Arrays by name; the first axis is the replication, in the order of the chunk."""


class Task(Protocol):
    """Work to be played. Every worker plays a copy of its own, so a task may keep what it works with."""

    @property
    def is_compiled(self) -> bool:
        """Whether the compiled engine plays, which several threads run at the same time; else processes play it."""
        ...

    def play(self, chunk: range) -> ChunkColumns:
        """Plays these replications. The result of a replication must not depend on its chunk."""
        ...


class ChunkQueue:
    """The replications still to be handed out, in order.

    A chunk should take a quarter of a second, and less near the end so that no worker is left alone. The first chunks are one
    replication each and are timed.
    """

    def __init__(self, workers: int, chunk_size: int | None = None) -> None:
        """workers: how many share the queue. chunk_size: a fixed size of chunks."""
        self.workers = workers
        self._fixed = chunk_size
        self._waiting = range(0)
        self._seconds = self._count = 0.0
        self._largest = 0

    def add(self, replications: range) -> None:
        """Adds replications, once all others were handed out."""
        self._waiting = replications

    def next(self) -> range | None:
        """The next chunk to hand out; None when all are out."""
        chunk = self._waiting[: self._chunk_size()]
        self._waiting = self._waiting[len(chunk) :]
        return chunk or None

    def record_timing(self, chunk: range, seconds: float) -> None:
        """Updates the speed estimate."""
        self._seconds = SMOOTHING * self._seconds + seconds
        self._count = SMOOTHING * self._count + len(chunk)
        self._largest = max(self._largest, len(chunk))

    def seconds_for(self, replications: int) -> float | None:
        """Seconds that this many replications take on all workers; None before the first timing."""
        return replications * self._seconds_each() / self.workers if self._count else None

    def _seconds_each(self) -> float:
        return max(self._seconds / self._count, 1e-9)

    def _chunk_size(self) -> int:
        if self._fixed is not None:
            return self._fixed
        if not self._count:
            return 1
        fair = math.ceil(len(self._waiting) / (2 * self.workers))
        shortest, longest = (max(1, int(seconds / self._seconds_each())) for seconds in (SHORT_S, LONG_S))
        return min(max(fair, shortest), longest, CHUNK_GROWTH * self._largest, MAX_CHUNK)


class PoolError(AllcallError):
    """A run that cannot continue. replications: those that failed; empty if none."""

    def __init__(self, message: str, replications: range = range(0)) -> None:
        super().__init__(message)
        self.replications = replications


class ReplicationError(PoolError):
    """The task raised an exception: the `__cause__`, if it could be pickled."""


class ResultError(PoolError):
    """The arrays of a chunk lack one row for each replication."""


class WorkerLostError(PoolError):
    """Workers ended by themselves: killed, out of memory, or crashed."""


def describe_replications(replications: range) -> str:
    """Names replications: "replication 7" or "replications 32–47"."""
    if len(replications) == 1:
        return f"replication {replications.start}"
    return f"replications {replications.start}–{replications.stop - 1}"


@dataclass(frozen=True)
class ChunkResult:
    """A chunk that was played."""

    chunk: range
    seconds: float
    """what it took in the worker"""
    columns: ChunkColumns


@dataclass(frozen=True)
class ChunkError:
    """A chunk whose work raised an exception."""

    replications: range
    """the one that fails alone, or the whole chunk if none does; empty if the task could not be unpickled"""
    summary: str
    traceback: str
    pickled: bytes | None
    """the exception, if it survives pickling"""

    def to_exception(self) -> ReplicationError:
        """The error to raise where the run was asked for."""
        where = describe_replications(self.replications) if self.replications else "the task does not reach its worker"
        error = ReplicationError(f"{where}: {self.summary}", self.replications)
        error.add_note(self.traceback)
        error.__cause__ = None if self.pickled is None else pickle.loads(self.pickled)
        return error


ChunkAnswer = ChunkResult | ChunkError


def run_chunk(task: Task, chunk: range) -> ChunkAnswer:
    """Plays a chunk. Returns its result and time, or the error and the replication that fails alone."""
    start = time.perf_counter()
    try:
        columns = task.play(chunk)
    except (Exception, SystemExit) as error:  # noqa: BLE001  raised again where the run was asked for
        return _find_first_failure(task, chunk) or build_chunk_error(chunk, error)
    return ChunkResult(chunk, time.perf_counter() - start, columns)


def build_chunk_error(replications: range, error: Exception | SystemExit) -> ChunkError:
    """An exception as a value that is safe to send."""
    summary = traceback.format_exception_only(error)[0].strip()
    whole = "".join(traceback.format_exception(error))
    return ChunkError(replications, summary, whole, _pickle_or_none(error))


def _find_first_failure(task: Task, chunk: range) -> ChunkError | None:
    if len(chunk) == 1:
        return None
    for replication in chunk:
        alone = range(replication, replication + 1)
        try:
            task.play(alone)
        except (Exception, SystemExit) as error:  # noqa: BLE001  raised again where the run was asked for
            return build_chunk_error(alone, error)
    return None


def _pickle_or_none(error: Exception | SystemExit) -> bytes | None:
    try:
        pickled = pickle.dumps(error)
        pickle.loads(pickled)
    except Exception:  # noqa: BLE001  an exception's own __reduce__ or __init__ may raise anything
        return None
    return pickled
