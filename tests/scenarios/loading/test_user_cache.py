"""The store under the user's cache: what is damaged is never used, the limit holds, and no link leads out of the user's own folder."""

import errno
import logging
import multiprocessing
import os
import signal
import time
from hashlib import sha256
from pathlib import Path

import platformdirs
import pytest

from scenarios.loading.files import PART_AGE_S
from scenarios.loading.user_cache import CacheStore, digest_sources, open_cache_store
from tests.little_room import room_for

PROGRAM = b"12345678"
CONTENT = b"what was computed" * 10
HEAD = 40
"""Bytes before the content."""


def key_of(words: str) -> str:
    return f"answer-{sha256(words.encode()).hexdigest()}"


KEY = key_of("question")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache, empty."""
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path / "cache" / "allcall")
    return tmp_path / "cache" / "allcall"


@pytest.fixture
def store(tmp_path: Path) -> CacheStore:
    return CacheStore(tmp_path / "allcall" / "results", PROGRAM)


@pytest.fixture
def kept(store: CacheStore, caplog: pytest.LogCaptureFixture) -> Path:
    """The file of an item."""
    caplog.set_level(logging.INFO)
    store.save(KEY, CONTENT)
    return store.folder / KEY


@pytest.mark.parametrize("length", [0, 1, HEAD - 1, HEAD, HEAD + 1, len(CONTENT)])
def test_a_cut_item_is_told(length: int, store: CacheStore, kept: Path, caplog: pytest.LogCaptureFixture) -> None:
    kept.write_bytes(kept.read_bytes()[:length])
    assert store.load(KEY) is None
    assert "cut short or damaged" in caplog.text


def test_an_item_is_read_as_it_was_kept_by_its_owner_and_a_flipped_bit_is_found(store: CacheStore, kept: Path) -> None:
    sound = kept.read_bytes()
    for at in range(len(sound)):
        kept.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        assert store.load(KEY) is None
    store.save(KEY, CONTENT)
    assert store.load(KEY) == CONTENT
    assert store.load(KEY) == CONTENT
    assert store.load(key_of("another question")) is None
    assert kept.stat().st_mode & 0o777 == 0o600


def test_an_item_under_anothers_key_is_ignored_and_a_key_in_use_is_refused(store: CacheStore, kept: Path) -> None:
    kept.rename(kept.with_name(key_of("other")))
    assert store.load(key_of("other")) is None
    with pytest.raises(ValueError, match="is no key"):
        store.save("../question", CONTENT)


def test_items_of_another_version_are_replaced(store: CacheStore, kept: Path, caplog: pytest.LogCaptureFixture) -> None:
    newer = CacheStore(store.folder, b"87654321")
    assert newer.load(KEY) is None
    assert "another version" in caplog.text
    newer.save(KEY, b"computed anew")
    assert newer.load(KEY) == b"computed anew"
    assert list(store.folder.iterdir()) == [kept]


def test_what_was_not_used_for_longest_goes_first_and_what_a_killed_write_left_is_swept(store: CacheStore) -> None:
    small = CacheStore(store.folder, PROGRAM, limit=3 * (HEAD + 100))
    for age, name in enumerate(("newest", "middle", "oldest")):
        small.save(key_of(name), bytes(100))
        os.utime(store.folder / key_of(name), (1_000_000 - age, 1_000_000 - age))
    assert small.load(key_of("oldest")) is not None
    small.save(key_of("new"), bytes(100))
    assert {*small.list_keys()} == {key_of("newest"), key_of("oldest"), key_of("new")}
    store.save(KEY, CONTENT)
    old, new, other = (store.folder / name for name in (f".{'a' * 16}.part", f".{'b' * 16}.part", ".mine.part"))
    for path in (old, new, other):
        path.write_bytes(b"half")
    for path in (old, other):
        os.utime(path, (time.time() - PART_AGE_S - 60,) * 2)
    store.save(KEY, CONTENT)
    assert [path.exists() for path in (old, new, other)] == [False, True, True]


def test_an_item_larger_than_the_store_removes_no_other(store: CacheStore) -> None:
    small = CacheStore(store.folder, PROGRAM, limit=1_000)
    small.save(key_of("small"), bytes(100))
    small.save(key_of("large"), bytes(1_000))
    assert small.list_keys() == [key_of("small")]


def test_only_files_under_names_of_ours_are_counted_and_removed(store: CacheStore, tmp_path: Path) -> None:
    store.save(KEY, CONTENT)
    foreign = store.folder / "thesis.docx"
    foreign.write_bytes(bytes(5_000))
    (store.folder / key_of("folder")).mkdir()
    (tmp_path / "outside").write_bytes(bytes(5_000))
    (store.folder / key_of("link")).symlink_to(tmp_path / "outside")
    for path in (foreign, store.folder / key_of("folder"), tmp_path / "outside"):
        os.utime(path, (0, 0))
    small = CacheStore(store.folder, PROGRAM, limit=1_000)
    small.save(key_of("new"), CONTENT)
    assert small.list_keys() == sorted([KEY, key_of("new")])
    assert foreign.exists()
    assert (store.folder / key_of("folder")).exists()
    assert (tmp_path / "outside").exists()


def test_processes_share_a_store_whose_folder_is_made_for_its_owner_alone(place: Path) -> None:
    store = open_cache_store("results", PROGRAM)
    assert store is not None
    assert store.folder == place / "results"
    assert store.folder.stat().st_mode & 0o777 == 0o700
    # All write the same few keys into a store that is too small for them, so that each removes what others read.
    processes = [multiprocessing.Process(target=save_often, args=(store.folder, n)) for n in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert not list(store.folder.glob(".*"))
    assert sum(path.stat().st_size for path in store.folder.iterdir()) <= 4_000


@pytest.mark.parametrize("ours", ["", "results"])
def test_no_folder_that_others_may_write_to_is_used(ours: str, place: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    (place / "results").mkdir(parents=True, mode=0o700)
    (place / ours).chmod(0o777)
    assert open_cache_store("results", PROGRAM) is None
    assert "others can write to it" in caplog.text


def test_where_no_folder_can_be_made_there_is_none(place: Path) -> None:
    place.parent.mkdir()
    place.write_text("a file in its place")
    assert open_cache_store("results", PROGRAM) is None


@pytest.mark.parametrize("ours", ["", "results"])
def test_no_link_in_place_of_a_folder_is_followed(ours: str, place: Path, tmp_path: Path) -> None:
    """The folder of somebody's documents, with names that a cleaner would take for its own."""
    documents = tmp_path / "documents"
    documents.mkdir()
    opened = open_cache_store("results", PROGRAM)
    assert opened is not None
    opened.save(KEY, CONTENT)
    (place / ours).rename(documents / "moved")
    (place / ours).symlink_to(documents / "moved")
    items = sorted(path for path in documents.rglob("*") if path.is_file())
    assert len(items) == 1
    assert open_cache_store("results", PROGRAM) is None
    small = CacheStore(place / "results", PROGRAM, limit=100)
    small.save(key_of("new"), b"new")
    small.remove(KEY)
    assert small.load(KEY) is None
    assert sorted(path for path in documents.rglob("*") if path.is_file()) == items


def test_a_link_in_place_of_an_item_is_replaced_and_not_followed_and_a_pipe_not_waited_for(
    store: CacheStore, kept: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    kept.rename(outside)
    kept.symlink_to(outside)
    assert store.load(KEY) is None
    store.save(KEY, b"new")
    assert store.load(KEY) == b"new"
    assert outside.read_bytes().endswith(CONTENT)
    kept.unlink()
    os.mkfifo(kept)
    assert store.load(KEY) is None


def test_on_a_full_disk_the_answer_is_not_lost_and_nothing_half_is_left(
    store: CacheStore, kept: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert signal.getsignal(signal.SIGXFSZ) == signal.SIG_IGN
    with room_for(1_000):
        store.save(KEY, bytes(100_000))
    assert "cannot be kept: File too large" in caplog.text
    assert list(store.folder.iterdir()) == [kept]
    assert store.load(KEY) == CONTENT


def test_what_may_only_be_read_is_read(
    store: CacheStore, kept: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Root may write anywhere, so the system's answer is stood in for."""
    open_file = os.open

    def refuse(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if flags & os.O_CREAT:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return open_file(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", refuse)
    store.save(KEY, b"new")
    assert "cannot be kept: Read-only file system" in caplog.text
    assert store.load(KEY) == CONTENT


def save_often(folder: Path, number: int) -> None:
    store = CacheStore(folder, PROGRAM, limit=4_000)
    for n in range(60):
        key, content = key_of(f"question {n % 5}"), bytes([n % 5]) * 1_000
        store.save(key, content)
        assert store.load(key) in (content, None)


def test_the_digest_changes_with_any_source_and_with_any_version(tmp_path: Path) -> None:
    source, other = tmp_path / "model" / "psap.py", tmp_path / "notes.txt"
    source.parent.mkdir()
    source.write_text("a = 1\n")
    before = digest_sources([tmp_path], "numpy 2.4")
    other.write_text("no source")
    assert digest_sources([tmp_path], "numpy 2.4") == before
    assert digest_sources([tmp_path], "numpy 2.5") != before
    source.write_text("a = 2\n")
    assert digest_sources([tmp_path], "numpy 2.4") != before
