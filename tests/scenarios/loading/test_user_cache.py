"""What is kept under the user's cache lies in private folders, or nowhere."""

from pathlib import Path

import platformdirs
import pytest

from scenarios.loading.user_cache import digest_sources, open_cache_folder


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache, empty."""
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path / "cache")
    return tmp_path / "cache"


def test_a_folder_is_made_for_its_owner_alone(place: Path) -> None:
    folder = open_cache_folder("results")
    assert folder == place / "results"
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_others_may_write_to_is_not_used(place: Path) -> None:
    (place / "results").mkdir(parents=True)
    (place / "results").chmod(0o777)
    assert open_cache_folder("results") is None


def test_a_folder_that_may_only_be_read_is_not_used(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write anywhere, so the system's answer is stood in for."""
    open_cache_folder("results")
    monkeypatch.setattr("os.access", lambda *_: False)
    assert open_cache_folder("results") is None


def test_where_no_folder_can_be_made_there_is_none(place: Path) -> None:
    place.write_text("a file in its place")
    assert open_cache_folder("results") is None


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
