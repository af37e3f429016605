"""A pipe, a socket, an endless device or a folder in place of any file that a command reads: a message, and nothing waits."""

import asyncio
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.forked import PARTICIPANTS, Forks
from tests.tui.commands.server_process import find_free_port
from tui.cli import main
from tui.web.server import read_frames

OWN_SCHOOL = Path(__file__).parents[1] / "own_school"
MEGABYTES = 400


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as place:
        place.bind(path.name)


KINDS: dict[str, Callable[[Path], None]] = {
    "pipe": os.mkfifo,
    "socket": make_socket,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "folder": Path.mkdir,
}
DRILL = "drill our-active-assailant.yaml"
READ = {
    "our-active-assailant.yaml": "compare our-active-assailant.yaml",
    "our-campus.yaml": "compare our-active-assailant.yaml --campus our-campus.yaml",
    "our-app.yaml": "compare our-active-assailant.yaml --strategies our-app.yaml",
    "our-practice.yaml": "show our-practice.yaml",
    "our-exercise.yaml": "msel export our-exercise.yaml list.xlsx",
    "our-script.yaml": f"{DRILL} --script our-script.yaml --journal new.journal",
    "our-names.yaml": "kit our-active-assailant.yaml --exercise our-exercise.yaml --names our-names.yaml",
    "our-rules.yaml": "records list --rules our-rules.yaml",
    "our-program.yaml": "training hours --program our-program.yaml",
    "list.xlsx": "msel import list.xlsx our-exercise.yaml",
    "list.csv": "records import list.csv",
    "log.xlsx": "records import log.xlsx",
    "people.csv": f"{PARTICIPANTS} people.csv",
    "one.journal": "export one.journal",
    "two.journal": "sessions repair two.journal",
    "own.journal-journal": "sessions repair {journal}",
    "own.journal-wal": "export {journal}",
    "three.journal": f"{DRILL} --script our-script.yaml --journal three.journal",
    "added.yaml": "report {journal} --edit added.yaml --format html",
    "home/config.toml": "config",
    "home/records/drills.csv": "records list",
    "home/records/training.csv": "training list",
}
"""By the file: a command that reads it."""
ENDS_WELL = {"own.plays": "report {journal} --format html", "home/sessions/new.journal": "sessions"}
"""What is as good as missing."""


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A played exercise."""
    path = tmp_path_factory.mktemp("played") / "own.journal"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(OWN_SCHOOL)
        line = f"{DRILL} --exercise our-exercise.yaml --script our-script.yaml --no-others --journal {path}"
        assert main(line.split()) == 0
    return path.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_file_is_refused_in_place_of_one(
    kind: str, forks: Forks, journal: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    not_refused = {}
    for number, (name, line) in enumerate([*READ.items(), *ENDS_WELL.items()]):
        folder = Path(shutil.copytree(OWN_SCHOOL, tmp_path / f"{number}"))
        (folder / "own.journal").write_bytes(journal)
        path = folder / name
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        monkeypatch.chdir(path.parent)  # the path of a socket must be short
        KINDS[kind](path)
        outcome = forks.run(folder, line.format(journal="own.journal").split())
        faults = outcome.list_faults(MEGABYTES)
        if faults or (outcome.statuses == [0]) != (name in ENDS_WELL):
            not_refused[name] = (faults, outcome)
    assert not_refused == {}


def test_a_pipe_that_no_process_reads_is_not_written_into(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert main(["map", "large-high-school", "--svg", str(tmp_path / "pipe")]) == 2
    assert "no process reads this pipe" in capsys.readouterr().err


def test_a_pipe_that_is_read_is_written_into(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    assert main(["map", str(OWN_SCHOOL / "our-campus.yaml"), "--svg", str(tmp_path / "pipe")]) == 0
    assert os.read(reading, 5) == b"<?xml"
    os.close(reading)


def test_a_pipe_in_place_of_an_exercises_address_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "own.room")
    monkeypatch.setattr(Path, "read_text", lambda _: pytest.fail("it would wait"))
    with pytest.raises(FileNotFoundError):
        asyncio.run(anext(read_frames(tmp_path / "own.room")))


def test_a_folder_in_place_of_the_lock_of_the_tabs_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALLCALL_HOME", str(tmp_path))
    port = find_free_port()
    (tmp_path / "sessions" / f"serve-{port}.owner").mkdir(parents=True)
    assert main(["serve", "--port", str(port)]) == 2
    assert f"serve-{port}.owner: is a directory; move it away" in capsys.readouterr().err
