"""Other people on the machine read nothing, whatever the umask."""

import asyncio
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from reports.compliance.log import DRILLS, LogFile
from sim.exercise.counterfactual import save_columns
from sim.exercise.journal import FileJournal, Header
from tui.commands.documents import find_problems_in_folder
from tui.terminal.console import HOME_VARIABLE, find_records_folder, find_sessions_folder
from tui.web.server import Publisher


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder that does not exist yet, under a umask that takes nothing away."""
    before = os.umask(0)
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "allcall"))
    yield tmp_path / "allcall"
    os.umask(before)


def test_everything_in_the_data_folder_is_its_owners(home: Path) -> None:
    path = find_sessions_folder() / "x.journal"
    journal = FileJournal.create(path, Header("", 1, "1"))
    journal.append(0.0, 0.0, "clock", {})
    save_columns(path.with_suffix(".plays"), "key", {})
    with LogFile(find_records_folder() / "drills.csv", DRILLS).edit() as entries:
        entries.clear()
    modes = {path: stat.filemode(path.stat().st_mode) for path in (home, *home.rglob("*"))}
    journal.close()
    assert len(modes) >= 7
    assert set(modes.values()) == {"drwx------", "-rw-------"}


def test_a_folder_that_was_open_is_closed(home: Path) -> None:
    folder = home / "sessions"
    folder.mkdir(parents=True)
    find_sessions_folder()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def open_and_close(publisher: Publisher) -> None:
    await publisher.open()
    await publisher.close()


def test_no_name_that_can_be_guessed_is_written_or_removed(tmp_path: Path) -> None:
    """Names beside a file that an earlier Allcall wrote to first: a link put there led to another file."""
    victim = tmp_path / "victim"
    victim.write_bytes(b"as it was")
    names = (".x.plays.new", ".x.journal.new", "x.room.part", ".plan.checked.yaml")
    for name in names:
        (tmp_path / name).symlink_to(victim)
    save_columns(tmp_path / "x.plays", "key", {})
    FileJournal.create(tmp_path / "x.journal", Header("", 1, "1")).close()
    merged: Any = SimpleNamespace(text="exercise: plan\n", sheet=SimpleNamespace(file="plan.xlsx"))
    find_problems_in_folder(merged, tmp_path)
    asyncio.run(open_and_close(Publisher(tmp_path / "x.journal")))
    assert victim.read_bytes() == b"as it was"
    assert all((tmp_path / name).is_symlink() for name in names)
