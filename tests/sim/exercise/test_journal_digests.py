"""A journal proves itself: what was changed is refused by its number, and what is good of it can be saved."""

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest

from sim.exercise import journal as journals
from sim.exercise.counterfactual import load_columns, save_columns
from sim.exercise.journal import ROLLBACK_SUFFIX, Entry, EntryDamaged, FileJournal, Header, JournalError
from sim.exercise.sessions import repair_session
from sim.model.version import MODEL_VERSION
from tests.sim.exercise import changed_journals
from tests.sim.exercise.changed_journals import ENTRIES, change, write_journal
from tests.sim.exercise.sealing import digest, reseal

HEADER = Header('{"files":{}}', 7, MODEL_VERSION)
Content = tuple[Header, str, list[Entry], str]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    journal = FileJournal.create(tmp_path / "a.journal", HEADER)
    for second in range(ENTRIES):
        journal.append(second / 2, float(second), "clock", {"text": "é" * 40, "n": second})
    journal.close()
    return journal.path


@pytest.fixture
def played(tmp_path: Path) -> Path:
    return write_journal(tmp_path)


def read(path: Path) -> Content:
    with closing(FileJournal.open(path)) as journal:
        return journal.header, journal.created_at, list(journal.entries()), journal.last_digest


def test_the_digest_of_an_entry_is_as_documented(path: Path) -> None:
    """So that another program can check a journal."""
    with closing(sqlite3.connect(path)) as connection:
        kept = connection.execute("SELECT digest FROM entries ORDER BY seq").fetchall()
        with connection:
            reseal(connection)
        assert connection.execute("SELECT digest FROM entries ORDER BY seq").fetchall() == kept
    assert len(kept) == ENTRIES


def test_of_three_hundred_flipped_bits_each_is_refused_or_without_effect(path: Path) -> None:
    whole, content, chance, refused = read(path), path.read_bytes(), random.Random(18), 0
    for place in chance.sample(range(8 * len(content)), 300):
        flipped = bytearray(content)
        flipped[place // 8] ^= 1 << place % 8
        path.write_bytes(flipped)
        try:
            assert read(path) == whole, place
        except JournalError:
            refused += 1
        for beside in path.parent.glob(f"{path.name}-*"):
            beside.unlink()
    assert refused > 30


def leave_half_written(path: Path, folder: Path) -> Path:
    """A copy of the files of a journal as a kill leaves them within a write: some pages are new, and all old ones are beside."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA cache_size = 1")  # so that pages are written before the commit
        connection.execute("PRAGMA cache_spill = 1")
        for seq in range(ENTRIES + 1, ENTRIES + 30):
            connection.execute("INSERT INTO entries VALUES (?, 0, 0, 'note', ?, 'x')", (seq, "y" * 2_000))
        folder.mkdir()
        for part in path.parent.glob(f"{path.name}*"):
            shutil.copyfile(part, folder / part.name)
        connection.rollback()
    return folder / path.name


@pytest.mark.slow
def test_of_300_bits_flipped_in_what_a_kill_leaves_none_loses_an_entry_unseen(path: Path, tmp_path: Path) -> None:
    whole, left = read(path), leave_half_written(path, tmp_path / "killed")
    beside = Path(f"{left}{ROLLBACK_SUFFIX}")
    contents = {file: file.read_bytes() for file in (left, beside)}
    assert contents[left] != path.read_bytes()
    assert read(left) == whole
    assert not beside.exists()
    chance, refused = random.Random(18), 0
    for _ in range(300):
        flipped = bytearray(contents[beside])
        bit = chance.randrange(8 * len(flipped))
        flipped[bit // 8] ^= 1 << bit % 8
        left.write_bytes(contents[left])
        beside.write_bytes(flipped)
        try:
            assert read(left) == whole, bit
        except JournalError:
            refused += 1
    assert refused > 30


def test_a_message_of_sqlite_that_is_no_text_is_still_a_message(path: Path) -> None:
    """It quotes the damaged statement."""
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE header", b"CR\xceATE TABLE header"))
    with pytest.raises(JournalError, match="damaged"):
        FileJournal.open(path)


@pytest.mark.parametrize(
    ("sql", "entry"),
    [
        ("UPDATE entries SET incident_time = incident_time + 1 WHERE seq >= 9", 9),
        ("UPDATE entries SET room_time = 0 WHERE seq = 5", 5),
        ("UPDATE entries SET payload = replace(payload, 'facilitator', 'evaluator') WHERE seq = 18", 18),
        ("UPDATE entries SET kind = 'note' WHERE seq = 2", 2),
        ("DELETE FROM entries WHERE seq = 12", 12),
        ("DELETE FROM entries WHERE seq = 12; UPDATE entries SET seq = seq - 1 WHERE seq > 12", 12),
        (f"UPDATE entries SET digest = '{digest()}' WHERE seq = 20", 20),
    ],
)
def test_a_row_that_was_edited_is_named_and_what_is_before_it_is_saved(played: Path, sql: str, entry: int) -> None:
    header, created_at, entries, _ = read(played)
    change(played, sql)
    damaged = played.read_bytes()
    with pytest.raises(EntryDamaged) as refused:
        FileJournal.open(played)
    assert refused.value.entry == entry
    repair = repair_session(played)
    assert repair is not None
    assert read(repair.path)[:3] == (header, created_at, entries[: entry - 1])
    assert played.read_bytes() == damaged
    assert repair_session(repair.path) is None


@pytest.mark.slow
def test_a_journal_that_was_cut_off_gives_back_all_entries_on_the_pages_that_are_left(path: Path) -> None:
    """As a full memory stick leaves it. The digest of an entry shows on which page it is; here the root of the table has no entries."""
    journal = FileJournal.open(path)
    for second in range(ENTRIES, 400):
        journal.append(0.0, float(second), "clock", {"text": "é" * 40, "n": second})
    journal.close()
    header, created_at, entries, _ = read(path)
    with closing(sqlite3.connect(path)) as connection:
        digests = [one.encode() for (one,) in connection.execute("SELECT digest FROM entries ORDER BY seq")]
        ((root,),) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'entries'")
        ((size,),) = connection.execute("PRAGMA page_size")
    content = path.read_bytes()
    pages = [content[at : at + size] for at in range(0, len(content), size)]
    place = [next(n for n, page in enumerate(pages) if n + 1 > root and one in page) for one in digests]
    for kept in range(root + 1, len(pages)):
        path.write_bytes(content[: kept * size + size // 3])
        with pytest.raises(JournalError, match="allcall sessions repair"):
            FileJournal.open(path)
        saved = sum(one < kept for one in place)
        assert journals.read_good_prefix(path) == (header, created_at, entries[:saved])
    assert saved > 380


@pytest.mark.slow
def test_a_played_journal_that_was_cut_off_is_repaired_and_one_without_its_exercise_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changed_journals, "ENTRIES", 60)
    path = write_journal(tmp_path)
    whole, content = read(path)[2], path.read_bytes()
    path.write_bytes(content[:-1])
    repair = repair_session(path)
    assert repair is not None
    assert 0 < repair.entries < len(whole)
    assert read(repair.path)[2] == whole[: repair.entries]
    path.write_bytes(content[:20_000])
    with pytest.raises(JournalError, match=r"a\.journal: is damaged; restore the file from a copy$"):
        repair_session(path)


def test_a_journal_whose_first_entry_was_edited_has_nothing_to_save(played: Path) -> None:
    change(played, "UPDATE entries SET kind = 'note' WHERE seq = 1")
    with pytest.raises(JournalError, match="no entry can be saved"):
        repair_session(played)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE header SET seed = 8",
        "UPDATE header SET scenario = '{}'",
        "INSERT INTO header SELECT * FROM header",
        "UPDATE made SET at = '2020-01-01T00:00:00.000000'",
    ],
)
def test_a_changed_header_is_refused(path: Path, sql: str) -> None:
    change(path, sql)
    with pytest.raises(JournalError, match="the header is damaged or was changed"):
        FileJournal.open(path)
    with pytest.raises(JournalError, match=r"a\.journal: the header is damaged"):
        repair_session(path)


def test_a_gap_is_refused_though_the_digests_were_recomputed(path: Path) -> None:
    change(path, "DELETE FROM entries WHERE seq = 5", reseal)
    with pytest.raises(EntryDamaged, match="entry 5 is missing"):
        FileJournal.open(path)


def test_recomputed_digests_and_a_shortened_journal_show_in_the_last_digest(path: Path) -> None:
    signed = read(path)[-1]
    change(path, "DELETE FROM entries WHERE seq = 20")
    shortened = read(path)[-1]
    change(path, "UPDATE entries SET room_time = 0 WHERE seq = 5", reseal)
    assert len({signed, shortened, read(path)[-1]}) == 3


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE entries RENAME TO rows; CREATE VIEW entries AS SELECT * FROM rows",
        "CREATE TRIGGER late AFTER INSERT ON entries BEGIN DELETE FROM entries; END",
        "CREATE TABLE other (a)",
    ],
)
def test_foreign_tables_are_refused(path: Path, sql: str) -> None:
    change(path, sql)
    with pytest.raises(JournalError, match="no journal of Allcall"):
        FileJournal.open(path)


def test_deep_json_is_a_damaged_entry_and_a_journal_in_use_is_not_repaired(path: Path) -> None:
    with closing(FileJournal.open(path)), pytest.raises(JournalError, match="in use"):
        repair_session(path)
    # Deep json is a damaged entry.
    deep = '{"a":' * 100_000
    change(path, f"UPDATE entries SET payload = '{deep}' WHERE seq = 3", reseal)
    with pytest.raises(EntryDamaged, match="entry 3"):
        FileJournal.open(path)


def test_of_three_hundred_bits_flipped_in_kept_replications_each_makes_them_run_again(tmp_path: Path) -> None:
    place, chance = tmp_path / "a.plays", random.Random(18)
    save_columns(place, "key", {"seconds": np.arange(40.0)})
    assert [*load_columns(place, "key")["seconds"]] == [*range(40)]
    content = place.read_bytes()
    for bit in chance.sample(range(8 * len(content)), 300):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        place.write_bytes(flipped)
        assert load_columns(place, "key") == {}
    place.write_bytes(content)
    assert load_columns(place, "another key") == {}


def test_a_damaged_journal_is_refused_as_such_where_there_is_no_room_to_look_into_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(path.read_bytes()[:5_000])
    monkeypatch.setattr(journals, "TemporaryDirectory", Mock(side_effect=OSError(28, "no space left")))
    with pytest.raises(JournalError, match="is damaged; restore the file from a copy, or save"):
        FileJournal.open(path)
