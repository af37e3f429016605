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

from sim.pool.errors import ReplicationError, named

ChunkResult = Mapping[str, NDArray[Any]]
"""Arrays by name; the first axis is the replication, in the order of the chunk. No arrays of objects."""


class Work(Protocol):
    """Something to be played. It is pickled once, and sent once to each worker."""

    def play(self, chunk: range) -> ChunkResult:
        """Play these replications. What a replication gives must not depend on the chunk that it is in."""
        ...


@dataclass(frozen=True)
class Played:
    """A chunk that was played."""

    chunk: range
    seconds: float
    """what it took where it was played, for the size of the next chunks and the estimate of the time left"""
    result: ChunkResult


@dataclass(frozen=True)
class Failed:
    """A chunk whose work raised an exception."""

    replications: range
    """the one that fails alone, or the whole chunk if none does; none if the work could not be unpacked"""
    summary: str
    traceback: str
    pickled: bytes | None
    """the exception, if it survives pickling"""

    def error(self) -> ReplicationError:
        """The error to raise where the run was asked for."""
        where = named(self.replications) if self.replications else "the work does not reach its worker"
        error = ReplicationError(f"{where}: {self.summary}", self.replications)
        error.add_note(self.traceback)
        error.__cause__ = None if self.pickled is None else pickle.loads(self.pickled)
        return error


def play_chunk(work: Work, chunk: range) -> Played | Failed:
    """Play a chunk and say how long it took, or what went wrong in which replication."""
    start = time.perf_counter()
    try:
        result = work.play(chunk)
    except Exception as error:  # noqa: BLE001  handed on whole, to be raised by the parent
        return _first_failure(work, chunk) or failed(chunk, error)
    return Played(chunk, time.perf_counter() - start, result)


def failed(replications: range, error: Exception) -> Failed:
    """An exception as a value that is safe to send."""
    summary = traceback.format_exception_only(error)[0].strip()
    whole = "".join(traceback.format_exception(error))
    return Failed(replications, summary, whole, _survives_pickling(error))


def _first_failure(work: Work, chunk: range) -> Failed | None:
    if len(chunk) == 1:
        return None
    for replication in chunk:
        alone = range(replication, replication + 1)
        try:
            work.play(alone)
        except Exception as error:  # noqa: BLE001  handed on whole, to be raised by the parent
            return failed(alone, error)
    return None


def _survives_pickling(error: Exception) -> bytes | None:
    try:
        pickled = pickle.dumps(error)
        pickle.loads(pickled)
    except Exception:  # noqa: BLE001  an exception's own __reduce__ or __init__ may raise anything
        return None
    return pickled
