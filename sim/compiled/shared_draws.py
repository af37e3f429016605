"""Draws that were made in advance, and that engines share: arms draw the same numbers, and so do replications that are played again."""

from collections import OrderedDict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from sim.compiled.arrays import PURPOSES
from sim.compiled.memory import Arena
from sim.compiled.program import OpenInstance, compile_program
from sim.sampling.elementary import FloatArray
from sim.sampling.streams import Stream

Replications = range | tuple[int, ...]
"""Numbers of replications, in ascending order."""
Key = tuple[bytes, Replications, int]
"""The digest of a stream, replications, and how many indices."""

RAREST = 3
"""A draw in passes costs about so many times less than one that is made when it is read."""
FEWEST = 500
"""Draws of all replications of a stream from which on it is made up for that the stream must be looked up."""
MOST_BYTES = 40 * 2**20
"""Of all draws that are kept; those of any stream are less than an eighth of it, or are not made in advance."""


class SharedDraws:
    """Draws by stream and replications, in the memory of a thread's engines. For one seed, and for one thread at a time."""

    def __init__(self, engines: int = 1) -> None:
        """engines: how many share them, about."""
        self.arena = Arena(OpenInstance(compile_program()))
        self._rarest = RAREST * engines
        self._values: OrderedDict[Key, tuple[FloatArray, int]] = OrderedDict()
        self._bytes = 0
        self._counts = np.zeros(PURPOSES, np.int64)

    @property
    def has_counts(self) -> bool:
        """Whether a play was counted."""
        return bool(self._counts.any())

    def count(self, draws: NDArray[np.int64]) -> None:
        """Counts a play. draws: (purposes,) how many numbers it drew."""
        np.maximum(self._counts, draws, out=self._counts)

    def choose(self, streams: Iterable[Stream], replications: int) -> list[tuple[Stream, int]]:
        """The streams of which so many numbers are drawn that it costs less to draw for all entities in passes, and at how many indices."""
        depths = ((stream, self._choose_depth(stream, replications)) for stream in streams if replications)
        return [(stream, depth) for stream, depth in depths if depth]

    def _choose_depth(self, stream: Stream, replications: int) -> int:
        entities, draws = stream.keys.size, int(self._counts[stream.purpose])
        if draws * replications < FEWEST:
            return 0
        worth = self._rarest * draws // entities
        room = MOST_BYTES // (64 * entities * replications)
        return min(worth, room, stream.filled_count)

    def find(self, stream: Stream, replications: Replications, depth: int) -> tuple[FloatArray, int, bool]:
        """The draws of a stream, (replications, indices, entities), their address, and whether who asks has to fill them in."""
        key = stream.digest, replications, depth
        if key in self._values:
            self._values.move_to_end(key)
            return *self._values[key], False
        shape = len(replications), depth, stream.keys.size
        number = shape[0] * shape[1] * shape[2]
        block = self.arena.allocate(8 * number)
        values = block.view(0, np.dtype("f8"), number).reshape(shape)
        self._values[key] = values, block.address
        self._bytes += values.nbytes
        while self._bytes > MOST_BYTES:
            self._bytes -= self._values.popitem(last=False)[1][0].nbytes
        return values, block.address, True
