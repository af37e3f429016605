"""What goes wrong with a journal or a script ends in a message that says what, where and what helps; and loses nothing."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import blake2b
from pathlib import Path

import pytest

from scenarios.library import open_script
from sim.exercise.events import GOLDEN_DIGEST
from sim.exercise.journal import FileJournal, JournalError, _sqlite_errors
from sim.exercise.scripted import ResumedJournal
from sim.model.version import MODEL_VERSION
from tests.little_room import room_for
from tests.sim.exercise.sealing import reseal
from tests.sim.model.golden_traces import FOLDER
from tui.cli import main
from tui.commands.exercise import run_script

Capture = pytest.CaptureFixture[str]

CARDIAC = "cardiac-arrest"
SCRIPT = """script: one
exercise: cardiac-arrest-20
seed: 4
played: [aide, nurse]
answers:
  - {decision: D1, talked: 15 s, option: run}
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A journal that was played to its end."""
    path = tmp_path_factory.mktemp("whole") / "a.journal"
    written, opened = open_script(CARDIAC)
    run_script(opened, written, path, None, None)
    return path.read_bytes()


@pytest.fixture
def path(whole: bytes, tmp_path: Path) -> Path:
    """A copy of it."""
    copy = tmp_path / "a.journal"
    copy.write_bytes(whole)
    return copy


def refused(capsys: Capture, *arguments: str) -> str:
    """What a command line is refused with: status 2, nothing but the message."""
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    return err


def drill(journal: Path, script: str = CARDIAC) -> tuple[str, ...]:
    return ("drill", CARDIAC, "--script", script, "--journal", str(journal), "--no-others")


def changed(sql: str) -> Callable[[Path], None]:
    """A change to the file, with its digests recomputed."""

    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(sql)
            reseal(connection)

    return change


def cut_short(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


DAMAGE: dict[str, tuple[Callable[[Path], None], str]] = {
    "an earlier model": (
        changed("UPDATE header SET model = '2'"),
        f"played with model 2, and this is Allcall with model {MODEL_VERSION}",
    ),
    "half a file": (cut_short, "damaged"),
    "no header": (changed("DELETE FROM header"), "without a header"),
    "header": (changed("UPDATE header SET scenario = '{}'"), "header is damaged"),
    "a file that it carries": (
        changed("UPDATE header SET scenario = replace(scenario, 'campus: ', 'campus: ]')"),
        "damaged in a file that it carries",
    ),
    "text for a number": (changed("UPDATE entries SET incident_time = 'x' WHERE seq = 9"), "entry 9 is damaged"),
    "payload": (changed("UPDATE entries SET payload = '{\"a' WHERE seq = 9"), "entry 9 is damaged"),
    "no mapping": (changed("UPDATE entries SET payload = '[]' WHERE seq = 9"), "entry 9 is damaged"),
    "gap": (changed("DELETE FROM entries WHERE seq = 9"), "entry 9 is missing"),
    "inject": (
        changed('UPDATE entries SET kind = \'inject\', payload = \'{"inject":77,"outcome":"held"}\' WHERE seq = 9'),
        "entry 9",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGE)
def test_an_unplayable_journal_is_left_as_it_is(damage: str, path: Path, tmp_path: Path, capsys: Capture) -> None:
    trace = tmp_path / "trace"
    DAMAGE[damage][0](path)
    before = path.read_bytes()
    assert DAMAGE[damage][1] in refused(capsys, "replay", str(path), "--trace", str(trace))
    assert not trace.exists()
    assert path.read_bytes() == before


def test_a_journal_is_never_written_over(path: Path, whole: bytes, capsys: Capture) -> None:
    """Not by its own traces, and by no other file."""
    for command in (("replay", str(path), "--trace", str(path)), ("map", "large-high-school", "--svg", str(path))):
        assert "the journal of an exercise, and it stays as it is" in refused(capsys, *command)
        assert path.read_bytes() == whole


def test_a_journal_of_another_script_is_not_gone_on_with(
    path: Path, whole: bytes, tmp_path: Path, capsys: Capture
) -> None:
    """At the first entry that this script would not have made."""
    script = tmp_path / "one.yaml"
    script.write_text(SCRIPT, encoding="utf-8")
    said = refused(capsys, *drill(path, str(script)))
    assert re.search(r"entry 1 is 'begin' at T\+0 s with played {\S+}, and this script has another; go on", said)
    assert path.read_bytes() == whole


@pytest.mark.slow
def test_a_journal_in_use_and_one_that_is_not_there(path: Path, tmp_path: Path, capsys: Capture) -> None:
    journal = FileJournal.open(path)
    for command in (
        drill(path),
        ("replay", str(path), "--trace", str(tmp_path / "t")),
        ("sessions", "forget", str(path)),
    ):
        assert "in use by another exercise" in refused(capsys, *command)
    journal.close()
    changed("DELETE FROM entries WHERE seq = 9")(path)
    damaged = path.read_bytes()
    assert "entry 9 is missing" in refused(capsys, *drill(path))
    assert path.read_bytes() == damaged
    assert "there is no such journal" in refused(capsys, "replay", str(tmp_path / "b.journal"), "--trace", "t")
    assert "there is no session 'nobody'" in refused(capsys, "sessions", "forget", "nobody")
    assert "does the folder exist" in refused(capsys, *drill(tmp_path / "nowhere" / "a.journal"))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("decision: D1", "decision: D9", "D9"),
        ("option: run", "option: shout", "shout"),
        ("played: [aide", "played: [cook", "cook"),
        ("answers:", "steps: [{at: 5 s, deliver: 99}]\nanswers:", "99"),
        ("cardiac-arrest-20", "nothing", "nothing"),
    ],
)
def test_a_script_speaks_of_what_is_not_there(old: str, new: str, says: str, tmp_path: Path, capsys: Capture) -> None:
    path, script = tmp_path / "a.journal", tmp_path / "one.yaml"
    script.write_text(SCRIPT.replace(old, new), encoding="utf-8")
    assert says in refused(capsys, *drill(path, str(script)))
    assert not path.exists()


@pytest.mark.slow
def test_a_full_disk_stops_the_exercise_and_it_goes_on_when_there_is_room(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "a.journal"
    with room_for(120_000):
        assert main([*drill(path), "--acknowledge"]) == 2
    out, err = capsys.readouterr()
    assert "nothing that was acknowledged is lost" in err
    assert "Traceback" not in err
    file = FileJournal.open(path)
    assert file.last_seq == len(out.split()) > 0
    file.close()
    written, opened = open_script(CARDIAC)
    assert run_script(opened, written, path, None, None).ended


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "words"), [(1_000, "a.journal"), (40_000, "make room, then start anew: nothing was begun")]
)
def test_a_journal_that_cannot_be_made_leaves_nothing(size: int, words: str, tmp_path: Path, capsys: Capture) -> None:
    """Not under the name under which it is made, either."""
    with room_for(size):
        assert words in refused(capsys, *drill(tmp_path / "a.journal"))
    assert list(tmp_path.iterdir()) == []


def test_a_trace_for_which_there_is_no_room_keeps_what_was_there(path: Path, tmp_path: Path, capsys: Capture) -> None:
    trace = tmp_path / "trace"
    trace.write_text("as it was")
    with room_for(60_000):
        assert "name a writable file" in refused(capsys, "replay", str(path), "--trace", str(trace))
    assert trace.read_text() == "as it was"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.journal", "trace"]


@pytest.mark.slow
def test_a_script_goes_on_with_what_is_there_and_writes_only_what_is_new(path: Path) -> None:
    written, opened = open_script(CARDIAC)
    new: list[int] = []
    run_script(opened, written, path, None, lambda entry: new.append(entry.seq))
    assert new == []
    file = FileJournal.open(path)
    assert list(ResumedJournal(file).entries()) == []
    file.close()


def test_the_version_of_the_model_changes_with_its_golden_traces() -> None:
    digest = blake2b(digest_size=16)
    for path in sorted(FOLDER.glob("*.txt")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    assert digest.hexdigest() == GOLDEN_DIGEST, "the model was changed: raise MODEL_VERSION in sim/model/version.py"


def test_where_nothing_can_be_kept_that_is_said(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("ALLCALL_HOME", "/dev/null/home")
    for command in (("sessions",), ("sessions", "forget", "nobody"), ("config",)):
        assert ": Not a directory; set ALLCALL_HOME to a folder of yours" in refused(capsys, *command)


def test_a_journal_on_a_read_only_disk_is_not_told_as_full(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """SQLite has one code for both; whether the place may be written tells them apart."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
    path = tmp_path / "a.journal"
    path.touch()
    with pytest.raises(JournalError, match="is the disk full"), _sqlite_errors(path):
        raise error
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(JournalError, match="read-only; copy it to where it can be"), _sqlite_errors(path):
        raise error


@pytest.mark.slow
def test_a_journal_that_is_read_only_can_be_read(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A disk that is read-only: replay says the same as of a copy, and what would write is refused."""
    assert main(("replay", str(path), "--trace", str(tmp_path / "one"))) == 0
    before = sorted(tmp_path.iterdir())
    monkeypatch.setattr("os.access", lambda *_: False)
    assert main(("replay", str(path), "--trace", str(tmp_path / "two"))) == 0
    assert (tmp_path / "two").read_text() == (tmp_path / "one").read_text()
    assert sorted(tmp_path.iterdir()) == [*before, tmp_path / "two"]
    journal = FileJournal.open(path)
    with pytest.raises(JournalError, match="read-only; copy it to where it can be"):
        journal.append(0.0, 0.0, "clock", {})
    journal.close()


def test_the_last_entries_of_a_journal_that_cannot_be_written_are_not_passed_over(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.with_name("a.journal-journal").write_bytes(b"pages from before a write that was cut off")
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(JournalError, match="read-only; copy it"):
        FileJournal.open(path)


def in_the_folder(whole: bytes, folder: Path) -> Path:
    """Sessions of every kind: whole, of another model and another format, damaged, no journal, and a folder."""
    sessions = folder / "sessions"
    sessions.mkdir()
    for name in ("whole", "model", "format", "half"):
        (sessions / f"{name}.journal").write_bytes(whole)
    changed("UPDATE header SET model = '0'")(sessions / "model.journal")
    changed("PRAGMA user_version = 1")(sessions / "format.journal")
    cut_short(sessions / "half.journal")
    (sessions / "text.journal").write_text("hello")
    (sessions / "folder.journal").mkdir()
    return sessions


def test_sessions_says_of_each_why_it_cannot_go_on(
    whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    in_the_folder(whole, tmp_path)
    monkeypatch.setenv("ALLCALL_HOME", str(tmp_path))
    assert main(("sessions",)) == 0
    said = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert set(said) == {"whole", "model", "format", "half", "text"}
    assert "ended" in said["whole"]
    assert "played with model 0" in said["model"]
    assert "a journal of format 1" in said["format"]
    assert "damaged" in said["half"]
    assert "no journal of Allcall" in said["text"]
    folder = tmp_path / "sessions" / "folder.journal"
    assert "is a folder, no journal" in refused(capsys, "replay", str(folder), "--trace", "t")


def test_a_session_that_cannot_be_opened_can_be_forgotten_and_no_other_file_is_removed(
    whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    sessions = in_the_folder(whole, tmp_path)
    monkeypatch.setenv("ALLCALL_HOME", str(tmp_path))
    for name in ("model", "format", "half"):
        assert main(("sessions", "forget", name)) == 0
    assert sorted(one.name for one in sessions.iterdir()) == ["folder.journal", "text.journal", "whole.journal"]
    capsys.readouterr()
    assert "no journal of Allcall" in refused(capsys, "sessions", "forget", "text")
    assert (sessions / "text.journal").exists()
