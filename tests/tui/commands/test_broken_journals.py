"""A journal whose digests fit, and whose entries say what cannot be: each command refuses it in words, or uses it to the end."""

import os
import random
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.library import ValidatedExercise, open_exercise_from
from sim.exercise import sessions
from sim.exercise.history import read_corrective_actions
from sim.exercise.journal import JournalError
from tests.reports.used_inputs import found_once
from tests.sim.exercise.every_kind import Rows, entries_of_every_kind, to_rows, write_journal
from tests.sim.exercise.sealing import reseal
from tests.tui.application import application, awaited, rows_of, settled, text_of
from tests.tui.broken_journals import break_entries, use_everywhere
from tui.cli import main
from tui.commands.exercise import _resumed_screen
from tui.screens.library import MAX_SESSIONS, Library

BROKEN = "broken"


@pytest.fixture(scope="module", autouse=True)
def _open_and_find_once() -> Iterator[None]:
    """All journals here carry the same exercise."""
    known: dict[tuple[tuple[str, str], ...], ValidatedExercise] = {}

    def open_once(files: Mapping[str, str]) -> ValidatedExercise:
        key = tuple(sorted(files.items()))
        if key not in known:
            known[key] = open_exercise_from(files)
        return known[key]

    with found_once(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.exercise.sessions.open_exercise_from", open_once)
        yield


def change(kind: str, **fields: object) -> Callable[[Rows], None]:
    """The last entry of a kind says something else."""

    def changed(rows: Rows) -> None:
        payload = next(row["payload"] for row in reversed(rows) if row["kind"] == kind)
        payload.update(fields)

    return changed


def nothing(rows: Rows) -> None:
    rows.clear()


def other_kind(rows: Rows) -> None:
    rows[8]["kind"] = "dance"


def no_beginning(rows: Rows) -> None:
    del rows[0]


def back_in_time(rows: Rows) -> None:
    rows[-1]["incident_time"] = 1.0


BREAKS: dict[str, tuple[Callable[[Rows], None], str]] = {
    "no entries": (nothing, "no exercise was begun in it"),
    "other kind": (other_kind, r"entry 9 \('dance'\) cannot be read: there is no kind of entry 'dance'"),
    "type": (change("inject", inject="x"), "cannot be read: inject: input should be a valid integer"),
    "inner type": (change("people", people=[{"role": 3, "name": "x"}]), "cannot be read: people.0.role: input should be a valid string"),
    "act": (change("act", act={"kind": "press"}), "cannot be read: act: press: by is missing"),
    "cue": (change("decide", cue={}), "cannot be read: cue.at: field required"),
    "field too many": (change("note", color="red"), "cannot be read: color: unexpected keyword argument"),
    "no such question": (change("lapse", decision="D9"), "cannot be played: there is no question that was asked 'D9'; there is D1"),
    "no such option": (change("decide", option="fly"), "cannot be played: there is no option of D2 'fly'; there is nearest, pa"),
    "no such person": (change("decide", does=[{"kind": "press", "by": "nobody"}]), "cannot be played: 'nobody' is not on the roster"),
    "other act": (change("act", act={"kind": "press", "by": "nurse"}), "cannot be played: no such action of D1 was due"),
    "ruling": (change("decide", does=[{"kind": "all-clear"}]), "cannot be played: all-clear is not what participants decide"),
    "no beginning": (no_beginning, r"entry 1 \(.*cannot be played: an exercise begins once, with its first entry"),
    "back in time": (back_in_time, r"cannot be played: T\+ is 1 s; it must be from \d+ s, where it was before"),
}  # fmt: skip
COMMANDS = {
    "report": ["report", BROKEN, "--out", "out"],
    "export": ["export", BROKEN, "--out", "out"],
    "replay": ["replay", BROKEN, "--trace", "out"],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the sessions."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALLCALL_HOME", str(tmp_path / "home"))
    found = tmp_path / "home" / "sessions"
    found.mkdir(parents=True)
    return found


def write(folder: Path, name: str, broken: Callable[[Rows], None] | None = None) -> Path:
    rows, path = to_rows(entries_of_every_kind()), folder / f"{name}.journal"
    if broken is not None:
        broken(rows)
    write_journal(path, rows)
    return path


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", BREAKS)
def test_it_is_refused_in_words_and_nothing_is_written(
    name: str, command: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which file, which entry, and what is wrong with it."""
    broken, reason = BREAKS[name]
    path = write(folder, BROKEN, broken)
    assert main(COMMANDS[command]) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(rf"allcall: {re.escape(str(path))}: .*{reason}.*; .*\n", error), error
    assert not Path("out").exists()


@pytest.mark.parametrize("name", BREAKS)
def test_it_is_not_resumed(name: str, folder: Path) -> None:
    broken, reason = BREAKS[name]
    path = write(folder, BROKEN, broken)
    before = path.read_bytes()
    with pytest.raises(JournalError, match=reason):
        _resumed_screen(application(folder, lambda: Library(folder)), BROKEN)
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", BREAKS)
def test_what_repair_saves_is_accepted_and_where_nothing_can_be_saved_nothing_is_written(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, BROKEN, BREAKS[name][0])
    status = main(["sessions", "repair", BROKEN])
    repaired = folder / f"{BROKEN}-repaired.journal"
    if name in ("no entries", "no beginning"):
        assert status == 2
        assert "no entry can be saved" in capsys.readouterr().err
        assert not repaired.exists()
        return
    assert status == 0
    assert main(["replay", repaired.stem, "--trace", "out"]) == 0
    assert main(["sessions", "repair", repaired.stem]) == 0
    assert "every entry is good" in capsys.readouterr().out


def test_one_of_another_model_is_not_repaired(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it would save is refused everywhere."""
    path = write(folder, BROKEN, other_kind)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE header SET model = '0'")
        reseal(connection)
    assert main(["sessions", "repair", BROKEN]) == 2
    assert "played with model 0" in capsys.readouterr().err
    assert [one.name for one in folder.iterdir()] == [path.name]


@pytest.mark.slow
def test_no_list_ends_at_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of sessions and of improvements: each broken journal is a line, and the good one is there."""
    for name, (broken, _) in BREAKS.items():
        write(folder, name.replace(" ", "-"), broken)
    write(folder, "whole")
    assert main(["sessions"]) == 0
    listed = {line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert listed == {"whole", *(name.replace(" ", "-") for name in BREAKS)}
    assert main(["improvements"]) == 0
    assert "whole improve-1" in capsys.readouterr().out


@pytest.mark.slow
@awaited
async def test_the_library_lists_and_opens_what_it_can_and_says_why_not(tmp_path: Path) -> None:
    """A few that cannot be read, one that was never begun, and an ended one that cannot be played."""
    for number in range(MAX_SESSIONS):
        write(tmp_path, f"bad-{number}", other_kind)
    write(tmp_path, "empty", nothing)
    write(tmp_path, "ended", BREAKS["no such option"][0])
    write_journal(tmp_path / "saved.journal", to_rows(entries_of_every_kind())[:-1])
    os.utime(tmp_path / "saved.journal", (0, 0))  # the oldest
    app = application(tmp_path, lambda: Library(tmp_path))
    async with app.run_test(size=(120, 60)) as pilot:
        await settled(pilot)
        shown = "\n".join(rows_of(app))
        assert "cannot be read" in shown
        assert "\nempty" not in shown
        assert "saved at T+" in shown
        await pilot.press("end", "enter")
        await settled(pilot)
        assert "there is no option of D2 'fly'" in text_of(app, "#status")


@pytest.mark.full(step="kills")
def test_whatever_is_left_of_an_exercise_that_was_killed_can_be_used(folder: Path) -> None:
    """Every entry may be the last."""
    rows = to_rows(entries_of_every_kind())
    for last in (number for number, row in enumerate(rows, 1) if row["kind"] not in ("clock", "play")):
        path = folder / f"{last}.journal"
        write_journal(path, rows[:last])
        use_everywhere(path, folder)
        assert sessions.repair_session(path) is None


@pytest.mark.full(step="fuzz")
@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_whatever_its_entries_say_it_is_refused_in_a_line_or_used_to_the_end(
    tmp_path_factory: pytest.TempPathFactory, chance: random.Random
) -> None:
    """Fields of other types and with other values, other kinds, entries left out, repeated, exchanged, cut off; and what repair saves."""
    folder = tmp_path_factory.mktemp("broken")
    path = folder / f"{BROKEN}.journal"
    write_journal(path, break_entries(chance))
    reason = find_refusal(lambda: use_everywhere(path, folder))
    assert not reason or (reason.startswith(f"{path}: ") and "\n" not in reason)
    assert len([*sessions.list_sessions(folder)]) == 1
    read_corrective_actions(path)
    not_repaired = find_refusal(lambda: sessions.repair_session(path))
    repaired = [one for one in sessions.list_journals(folder) if one != path]
    assert bool(repaired) == (bool(reason) and not not_repaired)
    for one in repaired:
        use_everywhere(one, folder)


def find_refusal(use: Callable[[], object]) -> str:
    """Why a journal cannot be used; empty where it can."""
    try:
        use()
    except JournalError as error:
        return str(error)
    return ""
