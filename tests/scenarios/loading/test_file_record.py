"""A record of files holds only while each is as it was, and none has come where one was looked for."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios.loading.file_record import FileRecord, is_file, record_files
from scenarios.loading.files import read_source


@pytest.fixture
def record(tmp_path: Path) -> FileRecord:
    """Of a file that was read, and of one that was not there."""
    (tmp_path / "school.yaml").write_text("campus: school\n")
    with record_files() as files:
        assert not is_file(tmp_path / "nearer.yaml")
        assert is_file(tmp_path / "school.yaml")
        read_source(tmp_path / "school.yaml")
    read_source(__file__)
    assert set(files.digests) == {str(tmp_path / "school.yaml")}
    return files


def test_what_was_not_touched_is_current(record: FileRecord, tmp_path: Path) -> None:
    os.utime(tmp_path / "school.yaml", (0, 0))
    assert record.is_current()


def replace_by_pipe(folder: Path) -> None:
    (folder / "school.yaml").unlink()
    os.mkfifo(folder / "school.yaml")


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "school.yaml").write_text("campus: schooL\n"),
        lambda folder: (folder / "school.yaml").unlink(),
        lambda folder: (folder / "nearer.yaml").write_text(""),
        replace_by_pipe,
    ],
)
def test_any_change_is_seen(change: Callable[[Path], object], record: FileRecord, tmp_path: Path) -> None:
    change(tmp_path)
    assert not record.is_current()
