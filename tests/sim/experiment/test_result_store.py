"""Results on disk: what is damaged or of another version is never used, and the folder stays within its limit."""

import logging
import multiprocessing
import os
from pathlib import Path

import pytest

from sim.experiment.result_store import ResultStore

PROGRAM = b"12345678"
CONTENT = b"what was computed" * 10


@pytest.fixture
def store(tmp_path: Path) -> ResultStore:
    return ResultStore(tmp_path, PROGRAM)


@pytest.fixture
def kept(store: ResultStore) -> Path:
    """The file of an item."""
    store.save("question", CONTENT)
    return store.folder / "question"


def test_an_item_is_read_as_it_was_kept_by_its_owner_alone(store: ResultStore, kept: Path) -> None:
    assert store.load("question") == CONTENT
    assert store.load("another question") is None
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("length", [0, 1, 39, 40, 41, len(CONTENT)])
def test_an_item_cut_short_is_ignored_and_said_so(
    length: int, store: ResultStore, kept: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    kept.write_bytes(kept.read_bytes()[:length])
    assert store.load("question") is None
    assert "cut short or damaged" in caplog.text


def test_a_flipped_bit_anywhere_is_found(store: ResultStore, kept: Path) -> None:
    sound = kept.read_bytes()
    for place in range(len(sound)):
        kept.write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
        assert store.load("question") is None
    store.save("question", CONTENT)
    assert store.load("question") == CONTENT


def test_an_item_under_the_key_of_another_is_ignored(store: ResultStore, kept: Path) -> None:
    kept.rename(kept.with_name("other"))
    assert store.load("other") is None


def test_an_item_of_another_version_is_ignored_and_replaced(
    store: ResultStore, kept: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    newer = ResultStore(store.folder, b"87654321")
    assert newer.load("question") is None
    assert "another version" in caplog.text
    newer.save("question", b"computed anew")
    assert newer.load("question") == b"computed anew"
    assert list(store.folder.iterdir()) == [kept]


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    store = ResultStore(tmp_path, PROGRAM, limit=3 * (40 + 100))
    for age, key in enumerate(("newest", "middle", "oldest")):
        store.save(key, bytes(100))
        os.utime(tmp_path / key, (1_000_000 - age, 1_000_000 - age))
    assert store.load("oldest") is not None
    store.save("new", bytes(100))
    assert {path.name for path in tmp_path.iterdir()} == {"newest", "oldest", "new"}


def test_an_item_larger_than_the_store_removes_no_other(tmp_path: Path) -> None:
    store = ResultStore(tmp_path, PROGRAM, limit=1_000)
    store.save("small", bytes(100))
    store.save("large", bytes(1_000))
    assert [path.name for path in tmp_path.iterdir()] == ["small"]


def test_where_nothing_can_be_written_the_result_is_not_lost(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    ResultStore(tmp_path / "missing", PROGRAM).save("question", CONTENT)
    assert "cannot be kept: No such file or directory" in caplog.text


def save_often(folder: Path, number: int) -> None:
    store = ResultStore(folder, PROGRAM, limit=4_000)
    for n in range(60):
        key, content = f"question-{n % 5}", bytes([n % 5]) * 1_000
        store.save(key, content)
        assert store.load(key) in (content, None)


def test_processes_share_a_store(tmp_path: Path) -> None:
    """All write the same few keys into a store that is too small for them, so that each removes what others read."""
    processes = [multiprocessing.Process(target=save_often, args=(tmp_path, n)) for n in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert not list(tmp_path.glob(".*"))
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 4_000
