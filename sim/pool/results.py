"""Where results are kept: one array for each name, one row for each replication.

Rows are put where their replication belongs, in whatever order chunks come back, so the arrays are the same
bytes for any number of workers. Chunks are copied in and not kept: a run of 10,000 replications holds
10,000 rows and nothing else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.pool.chunks import ChunkColumns
from sim.pool.errors import NoRoomError, ResultError, describe_replications


class ResultArrays:
    """The rows of all replications asked for so far, which may have holes until their chunks come back."""

    def __init__(self) -> None:
        self._asked = range(0)
        self._arrays: dict[str, NDArray[Any]] = {}
        self._there = bytearray()
        self._complete = 0

    @property
    def requested(self) -> range:
        """All replications that were asked for."""
        return self._asked

    @property
    def completed(self) -> range:
        """The longest complete prefix of the replications asked for."""
        return self._asked[: self._complete]

    def columns(self) -> dict[str, NDArray[Any]]:
        """The arrays by name, (played, ...): views, no copies."""
        return {name: array[: self._complete] for name, array in self._arrays.items()}

    def reserve(self, replications: range) -> None:
        """Make room for more. Raises ValueError if they do not follow on those asked for before, NoRoomError."""
        if replications.step != 1 or (self._asked and replications.start != self._asked.stop):
            raise ValueError(f"{replications} does not follow on {self._asked}")
        first = self._asked.start if self._asked else replications.start
        self._asked = range(first, replications.stop)
        self._there.extend(bytes(len(replications)))
        self._arrays = {name: self._widen(array) for name, array in self._arrays.items()}

    def store(self, chunk: range, result: ChunkColumns) -> None:
        """Copy a chunk into its rows. Raises ResultError if it does not fit, NoRoomError if there can be no such rows."""
        first = chunk.start - self._asked.start
        rows = slice(first, first + len(chunk))
        if not self._arrays:
            self._arrays = {name: self._create_array(chunk, name, array) for name, array in result.items()}
        if result.keys() != self._arrays.keys():
            raise ResultError(f"{describe_replications(chunk)}: {_format_names(result)}; before: {_format_names(self._arrays)}", chunk)
        for name, array in result.items():
            self._check(chunk, name, array)
            self._arrays[name][rows] = array
        self._there[rows] = b"\1" * len(chunk)
        hole = self._there.find(0, self._complete)
        self._complete = len(self._there) if hole < 0 else hole

    def _widen(self, array: NDArray[Any]) -> NDArray[Any]:
        wide = self._allocate_like(array)
        wide[: len(array)] = array
        return wide

    def _create_array(self, chunk: range, name: str, array: NDArray[Any]) -> NDArray[Any]:
        if array.dtype.hasobject:
            raise ResultError(f"{describe_replications(chunk)}: {name} is an array of objects, not of numbers", chunk)
        return self._allocate_like(array)

    def _allocate_like(self, array: NDArray[Any]) -> NDArray[Any]:
        """Room for all replications asked for. Raises NoRoomError."""
        try:
            return np.empty((len(self._asked), *array.shape[1:]), array.dtype)
        except MemoryError:
            n = len(self._asked)
            raise NoRoomError(
                f"results of {n:,} replications do not fit into memory; ask for fewer"
            ) from None

    def _check(self, chunk: range, name: str, array: NDArray[Any]) -> None:
        ours = self._arrays[name]
        shape = (len(chunk), *ours.shape[1:])
        if array.shape != shape or array.dtype != ours.dtype:
            found, wanted = f"{array.dtype} {array.shape}", f"{ours.dtype} {shape}"
            raise ResultError(f"{describe_replications(chunk)}: {name} is {found}, not {wanted}", chunk)


def _format_names(arrays: ChunkColumns) -> str:
    return "results are " + (", ".join(sorted(arrays)) or "none")
