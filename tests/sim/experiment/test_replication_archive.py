"""Segments of replications: what was written is read back in order, in any parts, and a segment that cannot be used is a gap."""

from pathlib import Path

import numpy as np
import pytest

from sim.experiment import replication_archive
from sim.experiment.chunks import ChunkColumns
from sim.experiment.replication_archive import ReplicationArchive
from sim.experiment.result_store import ResultStore

SEGMENT = 5
TASK = "a" * 64


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ResultStore:
    monkeypatch.setattr(replication_archive, "SEGMENT", SEGMENT)
    return ResultStore(tmp_path, b"12345678")


def columns_of(chunk: range) -> ChunkColumns:
    """Of each replication its number, and counts of another type."""
    return {"number": np.array(chunk, float), "counts": np.array([[n, n] for n in chunk], np.uint16)}


def write(store: ResultStore, first: int, stop: int, size: int = 2) -> None:
    """Chunks of `size` replications."""
    archive = ReplicationArchive(store, TASK)
    for start in range(first, stop, size):
        chunk = range(start, min(start + size, stop))
        archive.write(chunk, columns_of(chunk))
    archive.flush()


def read(store: ResultStore, replications: range) -> list[int]:
    """The replications that are kept, after a look at what is kept of each."""
    numbers: list[int] = []
    for part, columns in ReplicationArchive(store, TASK).read(replications):
        expected = columns_of(part)
        assert columns.keys() == expected.keys()
        for name, array in columns.items():
            assert array.dtype == expected[name].dtype
            assert array.tolist() == expected[name].tolist()
        numbers += part
    return numbers


@pytest.mark.parametrize("asked", [range(13), range(20), range(4), range(7, 11), range(12, 30)])
def test_what_was_written_is_read_back_in_any_part(asked: range, store: ResultStore) -> None:
    write(store, 0, 13)
    assert len(store.list_keys("")) == 3
    assert read(store, asked) == [n for n in asked if n < 13]


def test_a_longer_run_goes_on_where_the_first_ended_and_those_of_another_task_are_not_read(store: ResultStore) -> None:
    write(store, 0, 7)
    write(store, 7, 16)
    assert read(store, range(16)) == list(range(16))
    write(store, 0, 4)
    assert list(ReplicationArchive(store, "b" * 64).read(range(4))) == []


def test_nothing_is_read_after_a_gap(store: ResultStore) -> None:
    write(store, 0, 18)
    (store.folder / f"replications-{TASK}-6-12").write_bytes(b"damaged")
    assert read(store, range(18)) == list(range(6))


def test_a_damaged_segment_hides_no_other_that_holds_the_same(store: ResultStore) -> None:
    write(store, 0, 4)
    write(store, 0, 6)
    (store.folder / f"replications-{TASK}-0-6").write_bytes(b"damaged")
    assert read(store, range(6)) == list(range(4))


def test_a_run_keeps_only_its_first_part_where_the_whole_would_fill_the_store(store: ResultStore) -> None:
    size = 20_000
    small = ResultStore(store.folder, b"12345678", limit=8 * SEGMENT * size)
    archive = ReplicationArchive(small, TASK)
    noise = np.random.default_rng(1).integers(256, size=(12 * SEGMENT, size), dtype=np.uint8)
    for n in range(len(noise)):
        archive.write(range(n, n + 1), {"noise": noise[n : n + 1]})
    archive.flush()
    kept = [part for part, _ in ReplicationArchive(small, TASK).read(range(len(noise)))]
    assert kept == [range(n * SEGMENT, (n + 1) * SEGMENT) for n in range(4)]
