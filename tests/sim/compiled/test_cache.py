"""Compiled code is kept in a private folder of this version, or not at all."""

from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest

from sim.compiled import cache


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The user's cache, empty."""
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path)
    cache.find_folder.cache_clear()
    yield tmp_path / "compiled"
    cache.find_folder.cache_clear()


def test_the_folder_is_private_and_bears_the_digest_of_the_sources(place: Path) -> None:
    folder = cache.find_folder()
    assert folder == place / cache.digest_program()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_digest_changes_with_any_source(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sim" / "model").mkdir(parents=True)
    (tmp_path / "sim" / "model" / "psap.py").write_text("a = 1\n")
    monkeypatch.setattr(cache, "ROOT", tmp_path / "sim")
    before = cache.digest_program.__wrapped__()
    (tmp_path / "sim" / "model" / "psap.py").write_text("a = 2\n")
    assert cache.digest_program.__wrapped__() != before


def test_only_the_newest_folders_are_left(place: Path) -> None:
    for name in ("a", "b", "c", "d", "e"):
        (place / name).mkdir(parents=True)
    cache.find_folder()
    assert len(list(place.iterdir())) == cache.KEPT + 1


def test_a_folder_that_others_may_write_to_is_not_used(place: Path) -> None:
    folder = place / cache.digest_program()
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    assert cache.find_folder() is None
    assert not cache.is_kept()


def test_where_no_folder_can_be_made_nothing_is_kept(place: Path) -> None:
    place.write_text("a file in its place")
    assert cache.find_folder() is None
