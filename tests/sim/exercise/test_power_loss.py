"""Power is lost after each call that writes a journal or what lies beside it: what was acknowledged is there, and nothing is half there."""

from contextlib import closing, suppress
from pathlib import Path

import pytest

from scenarios.loading.files import write_atomic
from scenarios.loading.user_cache import CacheStore
from sim.exercise.journal import Entry, FileJournal, Header, JournalError
from sim.exercise.phone_records import PhoneRecords
from tests.disk import watched
from tests.power_loss import Choose, Record, State, choose_all, choose_few

HEADER = Header("the text of a scenario", 7, "1")
CHOICES = [choose_few, pytest.param(choose_all, marks=pytest.mark.full(step="kills"))]


def read_after(state: State, folder: Path) -> list[str] | None:
    """The payloads of the journal that is found; None where there is none, or only its beginning."""
    for path in folder.iterdir():
        path.unlink()
    state.put_in(folder)
    path = folder / "a.journal"
    if not path.exists():
        return None
    try:
        with closing(FileJournal.open(path)) as journal:
            assert journal.header == HEADER
            return [entry.payload for entry in journal.entries()]
    except JournalError as error:
        raise AssertionError(f"{error}, after {state.acknowledged} entries") from error


@pytest.mark.parametrize("choose", CHOICES)
def test_a_journal_has_what_was_acknowledged_and_perhaps_the_next(choose: Choose, tmp_path: Path) -> None:
    """From its first entry on; before that, it is whole or not there."""
    (folder := tmp_path / "ours").mkdir()
    (found := tmp_path / "found").mkdir()
    record = Record(folder)
    written: list[list[dict[str, object]]] = [[{"n": 1}], [{"n": 2, "text": "x" * 5_000}], [{"n": 3}, {"n": 4}]]
    with watched(record, folder):
        with closing(FileJournal.create(folder / "a.journal", HEADER)) as journal:
            for payloads in written:
                entries = journal.append_all(0.0, 0.0, [("note", payload) for payload in payloads])
                record.acknowledge(entries[-1].seq)
        whole = [entry.payload for entry in _read(folder / "a.journal")]
    ends, count = [0, 1, 2, 4], 0
    for state in record.states_after_power_loss(choose):
        there = read_after(state, found)
        count += 1
        if there is None:
            assert state.acknowledged == 0
        else:
            assert there == whole[: len(there)]
            assert len(there) in ends[ends.index(state.acknowledged) :][:2]
    assert count > len(record.calls)


def _read(path: Path) -> list[Entry]:
    with closing(FileJournal.open(path)) as journal:
        return [*journal.entries()]


def test_what_phones_sent_is_there_once_it_was_acknowledged(tmp_path: Path) -> None:
    (folder := tmp_path / "ours").mkdir()
    (found := tmp_path / "found").mkdir()
    record = Record(folder)
    with watched(record, folder):
        records = PhoneRecords(folder / "a.journal")
        for number in (1, 2):
            records.keep_text(f"vote-{number}", "because of the smoke " * number)
            record.acknowledge(number)
    for state in record.states_after_power_loss(choose_all):
        for path in found.iterdir():
            path.unlink()
        state.put_in(found)
        texts = PhoneRecords(found / "a.journal", is_read_only=True).texts
        assert len(texts) >= state.acknowledged
        assert texts.items() <= records.texts.items()


def test_a_file_is_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    """First there is none; once a write has returned, it is the new one."""
    (folder := tmp_path / "ours").mkdir()
    record, contents = Record(folder), [None, b"old" * 300, b"new" * 500]
    with watched(record, folder):
        for number, content in enumerate(contents[1:], 1):
            write_atomic(folder / "a.txt", content or b"")
            record.acknowledge(number)
    for state in record.states_after_power_loss(choose_all):
        assert state.files.get("a.txt") in contents[state.acknowledged :][:2]


def test_a_store_has_the_old_item_the_new_one_or_none(tmp_path: Path) -> None:
    """Nothing waits for the disk there, so an item may be cut short, which its seal tells."""
    store, key = CacheStore(tmp_path / "cache" / "allcall" / "results", b"12345678"), f"comparison-{'0' * 64}"
    with store.open_folder():
        record = Record(store.folder)
    contents = b"old" * 300, b"new" * 500
    with watched(record, store.folder):
        for content in contents:
            store.save(key, content)
    found = set()
    for state in record.states_after_power_loss(choose_all):
        for path in store.folder.iterdir():
            with suppress(FileNotFoundError):
                path.unlink()
        state.put_in(store.folder)
        found.add(store.load(key))
    assert found == {None, *contents}
