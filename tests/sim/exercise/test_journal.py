"""The journal: acknowledged entries are there, in order, and other files are refused."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sim.exercise import journal as journals
from sim.exercise.journal import EntryDamaged, FileJournal, Header, JournalError, MemoryJournal
from sim.exercise.journal_replay import replay_journal
from tests.sim.exercise.exercises import finished, opened

HEADER = Header("the text of a scenario", 7, "1")


def made(path: Path, entries: int = 3) -> Path:
    journal = FileJournal.create(path, HEADER)
    for second in range(entries):
        journal.append(second / 2, float(second), "clock", {})
    journal.close()
    return path


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    journal = FileJournal.create(tmp_path / "a.journal", HEADER)
    written = [journal.append(0.25, 1.5, "note", {"b": 2, "a": "é"}), journal.append(0.5, 2.0, "clock", {})]
    journal.close()
    again = FileJournal.open(tmp_path / "a.journal")
    assert again.header == HEADER
    assert list(again.entries()) == written
    assert written[0].payload == '{"a":"é","b":2}'
    assert [entry.seq for entry in written] == [1, 2] == list(range(1, again.last_seq + 1))
    assert list(again.entries(after=1)) == written[1:]
    again.close()


def test_entries_of_one_moment_are_written_all_or_not_at_all(tmp_path: Path) -> None:
    """After a full disk the chain goes on where it was."""
    journal = FileJournal.create(tmp_path / "a.journal", HEADER)
    pages = journal._connection.execute("PRAGMA page_count").fetchone()[0]
    journal._connection.execute(f"PRAGMA max_page_count = {pages + 1}")
    written = journal.append_all(1.0, 2.0, [("note", {"n": 1}), ("note", {"n": 2})])
    with pytest.raises(JournalError, match="the disk is full"):
        journal.append_all(1.0, 3.0, [("note", {"n": "x" * 500})] * 100)
    written += journal.append_all(1.0, 3.0, [("note", {"n": 3})])
    journal.close()
    with closing(FileJournal.open(tmp_path / "a.journal")) as again:
        assert [*again.entries()] == written
        assert [entry.seq for entry in written] == [1, 2, 3]


def test_another_process_reads_what_is_on_the_disk(tmp_path: Path) -> None:
    """An entry is in the file itself when append returns: a copy made at that moment holds it, without what lies beside."""
    journal = FileJournal.create(tmp_path / "a.journal", HEADER)
    journal.append(0.0, 0.0, "play", {"speed": 1})
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "a.journal").write_bytes((tmp_path / "a.journal").read_bytes())
    with closing(FileJournal.open(copy / "a.journal")) as again:
        assert [entry.kind for entry in again.entries()] == ["play"]
    journal.close()


def test_a_journal_is_never_made_over_another(tmp_path: Path) -> None:
    path = made(tmp_path / "a.journal")
    with pytest.raises(JournalError, match="is there already"):
        FileJournal.create(path, HEADER)
    journal = FileJournal.open(path)
    assert journal.last_seq == 3
    journal.close()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("text", b"hello, this is a text and no data base at all. " * 200, "no journal"),
        ("empty", b"", "no journal"),
        ("short", b"SQLite format 3\0", "no journal|damaged"),
    ],
)
def test_what_is_no_journal_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(JournalError, match=said) as refused:
        FileJournal.open(path)
    assert name in str(refused.value)


def test_a_data_base_of_somebody_else_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other")) as connection, connection:
        connection.execute("CREATE TABLE entries (seq INTEGER PRIMARY KEY)")
    with pytest.raises(JournalError, match="no journal of Allcall"):
        FileJournal.open(tmp_path / "other")


def test_a_disk_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    journal = FileJournal.create(tmp_path / "a.journal", HEADER)
    journal._connection.execute("PRAGMA query_only = 1")
    with pytest.raises(JournalError, match="read-only"):
        journal.append(0.0, 0.0, "clock", {})
    assert journal.last_seq == 0
    journal.close()


def test_a_value_that_is_too_big_is_neither_written_nor_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, room = made(tmp_path / "a.journal"), 40_000
    with closing(FileJournal.open(path)) as journal:
        journal.append(0.0, 0.0, "note", {"text": "x" * room})
    monkeypatch.setattr(journals, "MAX_VALUE_BYTES", room)
    with pytest.raises(EntryDamaged, match="entry 4"):
        FileJournal.open(path)
    path.unlink()
    with closing(FileJournal.open(made(path))) as journal:
        with pytest.raises(JournalError, match="too big"):
            journal.append(0.0, 0.0, "note", {"text": "x" * room})
        assert journal.last_seq == 3


def test_taking_back_keeps_what_was_played_until_then() -> None:
    """The mark at the moment of the question stays; the one after it is written anew when T+ is played again."""
    journal = MemoryJournal(HEADER)
    journal.append(1.0, 10.0, "clock", {})
    journal.append(2.0, 10.0, "lapse", {"decision": "doors", "why": "no decision"})
    journal.append(3.0, 12.0, "clock", {})
    journal.append(4.0, 10.0, "take-back", {"of": "doors"})
    assert [entry.seq for entry in journals.drop_undone(list(journal.entries()))] == [1, 4]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_does_not_know_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        journals.to_canonical_json({"seconds": value})


def test_an_answer_without_one_of_its_parts_is_a_damaged_journal() -> None:
    entries = list(finished().journal.entries())
    place = next(n for n, entry in enumerate(entries) if entry.kind == "decide")
    entries[place] = entries[place]._replace(payload=entries[place].payload.replace('"option"', '"XXXXXX"'))
    with pytest.raises(EntryDamaged, match=f"entry {place + 1} .*: option: field required"):
        replay_journal(opened(), MemoryJournal(finished().journal.header, entries))
