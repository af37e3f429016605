"""The measures of every replication, beyond a bound of memory in a temporary file that has no name.

A block of replications has its columns one after the other, so one measure of one arm is read without the others.
"""

from __future__ import annotations

import os
import weakref
from tempfile import SpooledTemporaryFile, gettempdir

import numpy as np

from sim.experiment.chunks import PoolError
from sim.statistics.estimators import Array

BLOCK = 1_024
"""Replications in a block."""

MAX_MEMORY = 32_000_000
"""Bytes that are kept in memory."""


class MeasureTable:
    """(replications, arms, measures) of numbers. Replications are added at the end."""

    def __init__(self, arms: int, measures: int, max_memory: int = MAX_MEMORY) -> None:
        self._file = SpooledTemporaryFile(max_memory)  # noqa: SIM115  closed with the table
        weakref.finalize(self, self._file.close)
        self._blocks = 0
        self._open = np.empty((arms, measures, BLOCK))
        self._open_rows = 0

    def __len__(self) -> int:
        """How many replications."""
        return self._blocks * BLOCK + self._open_rows

    def append(self, rows: Array) -> None:
        """rows: (n, arms, measures). Raises PoolError where the temporary file cannot be written."""
        while len(rows):
            first = self._open_rows
            part = rows[: BLOCK - first]
            self._open[:, :, first : first + len(part)] = np.moveaxis(part, 0, -1)
            self._open_rows += len(part)
            rows = rows[len(part) :]
            if self._open_rows == BLOCK:
                self._write_block()

    def _write_block(self) -> None:
        try:
            self._file.seek(0, os.SEEK_END)
            self._file.write(self._open.tobytes())
            self._file.flush()
        except OSError as error:
            why = f"{gettempdir()}: {error.strerror}; free some space there, or set TMPDIR to another folder"
            raise PoolError(why) from error
        self._blocks += 1
        self._open_rows = 0

    def column(self, arm: int, measure: int) -> Array:
        """(replications,) one measure of one arm."""
        values = np.empty(len(self))
        size = BLOCK * values.itemsize
        place = (arm * self._open.shape[1] + measure) * size
        for block in range(self._blocks):
            self._file.seek(block * self._open.nbytes + place)
            values[block * BLOCK : (block + 1) * BLOCK] = np.frombuffer(self._file.read(size))
        values[self._blocks * BLOCK :] = self._open[arm, measure, : self._open_rows]
        return values

    def __getitem__(self, rows: slice) -> Array:
        """(rows, arms, measures) of replications that follow each other."""
        start, stop, step = rows.indices(len(self))
        if step != 1:
            raise ValueError(f"{rows} leaves replications out")
        values = np.empty((max(stop - start, 0), *self._open.shape[:2]))
        for block in range(start // BLOCK, -(-stop // BLOCK)):
            first = block * BLOCK
            part = slice(max(start - first, 0), min(stop - first, BLOCK))
            values[first + part.start - start : first + part.stop - start] = np.moveaxis(
                self._read_block(block)[:, :, part], -1, 0
            )
        return values

    def _read_block(self, block: int) -> Array:
        if block == self._blocks:
            return self._open
        self._file.seek(block * self._open.nbytes)
        return np.frombuffer(self._file.read(self._open.nbytes)).reshape(self._open.shape)
