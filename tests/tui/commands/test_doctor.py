"""An installation in which one thing after another is broken: the doctor finds each, repairs what can be made again, and loses no entry."""

import json
import os
import shutil
from collections.abc import Callable
from contextlib import closing
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from scenarios.loading.user_cache import CacheStore
from sim.exercise.journal import FileJournal
from sim.exercise.sealed_file import write_sealed
from sim.experiment.result_store import digest_program
from tests.tui.commands.command_lines import ADD, run_lines
from tui import installation
from tui.cli import main
from tui.installation import Folder, State, check_folder

Capture = pytest.CaptureFixture[str]

ITEM = f"comparison-{'0' * 64}"


@pytest.fixture
def home(folder: Path, sessions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With two exercises, a drill, and a kept result."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("ALLCALL_NO_CACHE")
    shutil.copytree(sessions, tmp_path / "home")
    store(tmp_path).save(ITEM, b"an answer")
    code = CacheStore(store(tmp_path).folder.with_name("compiled"), b"12345678")
    monkeypatch.setattr("sim.compiled.cache.open_code_store", lambda: code)
    assert run_lines(ADD)[0] == 0
    return tmp_path


def store(home: Path) -> CacheStore:
    return CacheStore(home / "cache" / "allcall" / "results", digest_program())


def examine(capsys: Capture, *options: str) -> tuple[int, str]:
    capsys.readouterr()
    status = main(["doctor", *options])
    captured = capsys.readouterr()
    return status, captured.out + captured.err


def test_a_sound_installation_is_fine(home: Path, capsys: Capture) -> None:
    status, page = examine(capsys, "--json", "found.json")
    assert status == 0, page
    assert "nothing is wrong" in page
    found = json.loads(Path("found.json").read_text(encoding="utf-8"))
    assert found["wrong"] == 0
    assert {check["topic"] for check in found["checks"]} == {
        "packages", "exercises", "drill logs", "settings", "cache", "results", "engine",
    }  # fmt: skip


def damage_entry(home: Path) -> None:
    journal = home / "home" / "sessions" / "own.journal"
    content = journal.read_bytes()
    place = content.index(b'"improve-1"')
    journal.write_bytes(content[:place] + b'"improve-2"' + content[place + 11 :])


SESSIONS = "home/sessions"
Damages = dict[str, tuple[Callable[[bytes], bytes], str]]
"""By file, what becomes of its content, and what is found."""
REPAIRABLE: Damages = {
    f"{SESSIONS}/own.effects": (lambda whole: whole.replace(b"[1]", b"[2]"), "own.effects: is damaged"),
    f"{SESSIONS}/held.plays": (lambda _: 99 * b"x", "held.plays: is damaged"),
    f"cache/allcall/results/{ITEM}": (lambda whole: whole[:-1], "1 are damaged"),
}
FOR_PEOPLE: Damages = {
    "home/records/drills.csv": (lambda whole: whole.replace(b"2026-08-20", b"the 20th"), "drills.csv"),
    "home/config.toml": (lambda _: b"theme = 3", "theme"),
    f"{SESSIONS}/own.additions.yaml": (lambda _: b"overall: [", "own.additions.yaml"),
}


def damage(home: Path, damages: Damages) -> list[str]:
    """Damages files, and says what is to be found."""
    for name, (change, _) in damages.items():
        path = home / name
        path.write_bytes(change(path.read_bytes() if path.exists() else b""))
    return [found for _, found in damages.values()]


def test_what_can_be_made_again_is_repaired_once(home: Path, capsys: Capture) -> None:
    write_sealed(home / SESSIONS / "own.effects", "key", b"[1]")
    wrong = [*damage(home, REPAIRABLE), "own: entry", "other users can open it"]
    damage_entry(home)
    (home / SESSIONS).chmod(0o755)
    status, page = examine(capsys)
    assert (status, [found for found in wrong if found not in page]) == (2, [])
    assert page.count(State.WRONG.value) == len(wrong)
    for repaired in (len(wrong), 0):
        status, page = examine(capsys, "--repair")
        assert (status, page.count(f"{State.REPAIRED.value} ")) == (0, repaired)


def test_what_people_wrote_is_named_and_left(home: Path, capsys: Capture) -> None:
    wrong = damage(home, FOR_PEOPLE)
    before = {path: path.read_bytes() for path in (home / "home").rglob("*.*")}
    status, page = examine(capsys, "--repair")
    assert (status, [found for found in wrong if found not in page]) == (2, [])
    assert {path: path.read_bytes() for path in before} == before


def test_the_good_entries_of_a_damaged_exercise_are_saved_and_it_stays(home: Path, capsys: Capture) -> None:
    own = home / "home" / "sessions" / "own.journal"
    with closing(FileJournal.open(own)) as journal:
        entries = list(journal.entries())
    bad = next(entry.seq for entry in entries if "improve-1" in entry.payload)
    damage_entry(home)
    content = own.read_bytes()
    assert "-> allcall sessions repair own\n" in examine(capsys)[1]
    examine(capsys, "--repair")
    assert own.read_bytes() == content
    with closing(FileJournal.open(own.with_name("own-repaired.journal"))) as journal:
        assert [entry.payload for entry in journal.entries()] == [one.payload for one in entries[: bad - 1]]


def test_a_journal_of_which_nothing_is_left_is_not_sent_to_be_repaired(home: Path, capsys: Capture) -> None:
    """Cut off within the files that it carries, before any entry."""
    own = home / "home" / "sessions" / "own.journal"
    own.write_bytes(own.read_bytes()[:20_000])
    _, page = examine(capsys)
    assert "own: is damaged; restore the file from a copy\n" in page
    status = main(["sessions"])
    listed = capsys.readouterr().out
    assert status == 0
    assert "own   is damaged; restore the file from a copy\n" in listed
    assert "repair" not in page.replace("try --repair", "") + listed


def test_an_exercise_that_is_open_elsewhere_is_left_alone(home: Path, capsys: Capture) -> None:
    with closing(FileJournal.open(home / "home" / "sessions" / "own.journal")):
        status, page = examine(capsys, "--repair")
    assert status == 0
    assert "own: is open in another terminal" in page


@pytest.mark.parametrize("error", [SystemExit(3), TypeError("three")])
def test_an_exercise_at_which_a_package_breaks_is_listed_with_the_rest(
    error: BaseException, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr("sim.exercise.sessions.find_journal_problem", Mock(side_effect=error))
    status, page = examine(capsys)
    assert status == 2
    assert f"own: cannot be played: {type(error).__name__}: {error}\n" in page
    assert "training.csv: 0 entries" in page


def test_a_missing_package_is_wrong_and_another_version_only_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is pinned twice, for two Pythons, may have either version. What only an extra or another system needs may be missing."""
    needs = {
        "allcall": ["numpy>=2", "simpy", 'colorama; sys_platform == "win32"', 'pandas>=2; extra == "analysis"'],
        "numpy": None,
        "simpy": ["no-such-package (>=1)"],
    }

    def find(name: str) -> SimpleNamespace:
        if name not in needs:
            raise PackageNotFoundError(name)
        return SimpleNamespace(version="1.0", requires=needs[name])

    monkeypatch.setattr(installation, "distribution", find)
    lock = "numpy==0.9 \\\nnumpy==1.0 \\\nsimpy==0.2 \\\n    # via numpy==9\n"
    monkeypatch.setattr(installation, "read_lock", lambda: lock)
    found = {check.state: check.what for check in installation.check_packages()}
    assert found == {
        State.WRONG: "no-such-package is missing",
        State.NOTE: "not the tested version: simpy 1.0 (tested 0.2)",
    }


def test_a_full_disk_and_a_folder_of_someone_else_are_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = Folder("exercises", tmp_path / "not yet", 0o077)
    usage = shutil.disk_usage(tmp_path)
    assert check_folder(ours, False).state is not State.WRONG
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=installation.LEAST_FREE - 1))
    assert check_folder(ours, False).what.endswith("99 MB free") or "100 MB" in check_folder(ours, False).what
    monkeypatch.undo()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert check_folder(Folder("exercises", tmp_path, 0o077), True).state is State.WRONG
