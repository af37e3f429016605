"""What is played: a chunk of replications, by a work that may live in this process or in another.

A chunk that fails comes back as a value, never as an exception thrown across processes: an exception that
cannot be pickled, or not unpickled, would take the pool down with it. And since one exception out of a
chunk does not say which replication it was, the failed chunk is played again one by one, once, until one of
them fails alone.
"""

from __future__ import annotations

import pickle
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray

from sim.pool.errors import ReplicationError, describe_replications

ChunkColumns = Mapping[str, NDArray[Any]]
"""Arrays by name; the first axis is the replication, in the order of the chunk. No arrays of objects."""


class Task(Protocol):
    """Something to be played. It is pickled once, and sent once to each worker."""

    def play(self, chunk: range) -> ChunkColumns:
        """Play these replications. What a replication gives must not depend on the chunk that it is in."""
        ...


@dataclass(frozen=True)
class ChunkResult:
    """A chunk that was played."""

    chunk: range
    seconds: float
    """what it took where it was played, for the size of the next chunks and the estimate of the time left"""
    result: ChunkColumns


@dataclass(frozen=True)
class ChunkError:
    """A chunk whose work raised an exception."""

    replications: range
    """the one that fails alone, or the whole chunk if none does; none if the work could not be unpacked"""
    summary: str
    traceback: str
    pickled: bytes | None
    """the exception, if it survives pickling"""

    def to_exception(self) -> ReplicationError:
        """The error to raise where the run was asked for."""
        where = describe_replications(self.replications) if self.replications else "the work does not reach its worker"
        error = ReplicationError(f"{where}: {self.summary}", self.replications)
        error.add_note(self.traceback)
        error.__cause__ = None if self.pickled is None else pickle.loads(self.pickled)
        return error


def run_chunk(task: Task, chunk: range) -> ChunkResult | ChunkError:
    """Play a chunk and say how long it took, or what went wrong in which replication."""
    start = time.perf_counter()
    try:
        result = task.play(chunk)
    except Exception as error:  # noqa: BLE001  handed on whole, to be raised by the parent
        return _find_first_failure(task, chunk) or build_chunk_error(chunk, error)
    return ChunkResult(chunk, time.perf_counter() - start, result)


def build_chunk_error(replications: range, error: Exception) -> ChunkError:
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
        except Exception as error:  # noqa: BLE001  handed on whole, to be raised by the parent
            return build_chunk_error(alone, error)
    return None


def _pickle_or_none(error: Exception) -> bytes | None:
    try:
        pickled = pickle.dumps(error)
        pickle.loads(pickled)
    except Exception:  # noqa: BLE001  an exception's own __reduce__ or __init__ may raise anything
        return None
    return pickled
