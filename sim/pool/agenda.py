"""Which replications are played next, and in how large chunks.

A chunk should take a quarter of a second: long enough that handing it over costs nothing, short enough that
a stopped run loses little and the estimate of the time left stays fresh. Nobody knows beforehand how long a
replication takes, so the first chunks are one replication each, and are timed. Towards the end the chunks
get smaller, down to a tenth of a second, so that no worker is left playing alone. None of this can be seen
in the results.

A chunk whose worker died goes first when chunks are handed out again, unless it has now cost three workers.
"""

from __future__ import annotations

import math
from collections import Counter

from sim.pool.errors import WorkerLostError, describe_replications

LONG_S, SHORT_S = 0.25, 0.1
"""seconds of work in a chunk: in the middle of a run, and at its end"""
CHUNK_GROWTH = 4
"""a chunk is at most so many times as large as the largest before it: one short replication proves little"""
MAX_CHUNK = 1_024
"""replications in a chunk, whatever they take: their draws are held in memory all at once"""
SMOOTHING = 0.8
"""weight of the past at each new timing, so that the estimate follows a machine that gets slower"""
MAX_LOSSES = 3
"""workers that a chunk may cost"""


class ChunkQueue:
    """The replications of one pool that have yet to be played; new ones may be added at any time."""

    def __init__(self, workers: int, chunk_size: int | None = None) -> None:
        """Cut for so many workers; into chunks of one size if `chunk_size` is given."""
        self._workers = workers
        self._fixed = chunk_size
        self._fresh = range(0)
        self._again: list[range] = []
        self._strikes: Counter[range] = Counter()
        self._seconds = self._count = 0.0
        self._largest = 0

    def add(self, replications: range) -> None:
        """Take on more replications, once all others were handed out."""
        self._fresh = replications

    def next(self) -> range | None:
        """The chunk to hand out now; None when all are out."""
        if self._again:
            return self._again.pop(0)
        chunk = self._fresh[: self._chunk_size()]
        self._fresh = self._fresh[len(chunk) :]
        return chunk or None

    def record_timing(self, chunk: range, seconds: float) -> None:
        """Learn from a chunk that was played."""
        self._seconds = SMOOTHING * self._seconds + seconds
        self._count = SMOOTHING * self._count + len(chunk)
        self._largest = max(self._largest, len(chunk))

    def record_loss(self, chunk: range, how: str) -> None:
        """A worker died playing the chunk. Raises WorkerLostError the third time."""
        self._strikes[chunk] += 1
        if self._strikes[chunk] == MAX_LOSSES:
            raise WorkerLostError(
                f"{describe_replications(chunk)} ended their worker process {MAX_LOSSES} times, the last one {how}", chunk
            )
        self._again = sorted([*self._again, chunk], key=lambda waiting: waiting.start)

    def seconds_for(self, replications: int) -> float | None:
        """Seconds that so many replications take with all workers at it; None before the first timing."""
        return replications * self._seconds_each() / self._workers if self._count else None

    def _seconds_each(self) -> float:
        return max(self._seconds / self._count, 1e-9)

    def _chunk_size(self) -> int:
        if self._fixed is not None:
            return self._fixed
        if not self._count:
            return 1
        fair = math.ceil(len(self._fresh) / (2 * self._workers))
        shortest, longest = (max(1, int(seconds / self._seconds_each())) for seconds in (SHORT_S, LONG_S))
        return min(max(fair, shortest), longest, CHUNK_GROWTH * self._largest, MAX_CHUNK)
