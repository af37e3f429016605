"""Replications that were played before, kept in segments of consecutive ones, so that a longer run plays only what is new.

Each segment is an item of the store, and its key says which replications it holds. A run reads what is kept from its first replication on,
without a gap, and adds what it plays, also if it is stopped. A segment that cannot be used is played again.
"""

from collections.abc import Iterator

import numpy as np

from sim.experiment.chunks import ChunkColumns
from sim.experiment.fingerprint import compute_fingerprint
from sim.experiment.result_store import ResultStore
from sim.experiment.stored_results import Columns, load_columns, save_columns

SEGMENT = 1_000
"""Replications after which a segment is written: about 1 MB of six arms."""
SHARE = 2
"""The part of the store, one half, that one run may fill: a run that filled it would push out its own first segments."""


class ReplicationArchive:
    """The kept replications of one task. A `sim.experiment.executor.Archive`."""

    def __init__(self, store: ResultStore, key: str) -> None:
        """key: a digest of what determines the replications, except how many."""
        self._store = store
        self._key = f"replications-{key}"
        self._chunks: list[ChunkColumns] = []
        self._waiting = range(0)
        self._bytes_left = store.limit // SHARE

    def read(self, replications: range) -> Iterator[tuple[range, ChunkColumns]]:
        """What is kept of these, from the first on, in order and without a gap."""
        while replications and (kept := self._find(replications.start)) is not None:
            segment, columns = kept
            part = replications[: segment.stop - replications.start]
            first = part.start - segment.start
            yield part, {name: array[first : first + len(part)] for name, array in columns.items()}
            replications = replications[len(part) :]

    def write(self, chunk: range, columns: ChunkColumns) -> None:
        """Keeps a chunk that was played; chunks come in order."""
        self._waiting = range(self._waiting.start if self._waiting else chunk.start, chunk.stop)
        self._chunks.append(columns)
        if len(self._waiting) >= SEGMENT:
            self.flush()

    def flush(self) -> None:
        """Puts into the store what waits for a full segment."""
        segment, chunks = self._waiting, self._chunks
        self._waiting, self._chunks = range(0), []
        if segment and self._bytes_left > 0:
            columns = {name: np.concatenate([chunk[name] for chunk in chunks]) for name in chunks[0]}
            key = f"{self._key}-{segment.start}-{segment.stop}"
            self._bytes_left -= save_columns(self._store, key, columns)

    def _find(self, replication: int) -> tuple[range, Columns] | None:
        """The segment that goes on furthest from this replication, of those that can be used."""
        keys = {self._parse_segment(key): key for key in self._store.list_keys(f"{self._key}-")}
        for segment in sorted(keys, key=lambda segment: segment.stop, reverse=True):
            if replication in segment and (columns := load_columns(self._store, keys[segment])) is not None:
                return segment, columns
        return None

    def _parse_segment(self, key: str) -> range:
        start, stop = key.removeprefix(f"{self._key}-").split("-")
        return range(int(start), int(stop))


def open_archive(store: ResultStore | None, *determined_by: object) -> ReplicationArchive | None:
    """What was kept of the same replications; None without a store. determined_by: all that they depend on, except how many there are."""
    return None if store is None else ReplicationArchive(store, compute_fingerprint(*determined_by))
