"""Two processes begin one journal: exactly one wins, and nothing that it acknowledged is lost."""

import multiprocessing
from contextlib import closing
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from sim.exercise import journal as journals
from sim.exercise.journal import FileJournal, Header, JournalError, JournalInUse
from sim.exercise.sessions import delete_session

HEADER = Header("the text of a scenario", 7, "1")


def begun(path: Path) -> FileJournal:
    other = FileJournal.create(path, HEADER)
    other.append(0.0, 0.0, "clock", {})
    return other


def test_a_journal_that_appeared_while_ours_was_made_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, fill = tmp_path / "a.journal", journals._fill_new_file
    others = []

    def fill_late(*arguments: Any) -> None:
        monkeypatch.setattr(journals, "_fill_new_file", fill)
        fill(*arguments)
        others.append(begun(path))

    monkeypatch.setattr(journals, "_fill_new_file", fill_late)
    with pytest.raises(JournalInUse):
        FileJournal.create(path, HEADER)
    others[0].append(1.0, 1.0, "clock", {})
    others[0].close()
    with closing(FileJournal.open(path)) as again:
        assert again.last_seq == 2
    assert [file.name for file in tmp_path.iterdir() if not file.name.startswith("a.journal")] == []


def test_a_journal_of_ours_that_another_opened_first_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, claim = tmp_path / "a.journal", journals._claim
    others = []

    def claim_slowly(*arguments: Any) -> None:
        claim(*arguments)
        others.append(FileJournal.open(path))

    monkeypatch.setattr(journals, "_claim", claim_slowly)
    with pytest.raises(JournalInUse):
        FileJournal.create(path, HEADER)
    others[0].append(0.0, 0.0, "clock", {})
    others[0].close()
    again = FileJournal.open(path)
    assert again.last_seq == 1
    again.close()


def test_a_discarded_journal_is_held_until_it_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, unlink = tmp_path / "a.journal", Path.unlink
    begun(path).close()
    attempts = []

    def try_first(place: Path, **options: Any) -> None:
        if place == path:
            with pytest.raises(JournalInUse) as refused:
                FileJournal.open(path)
            attempts.append(refused)
        unlink(place, **options)

    monkeypatch.setattr(Path, "unlink", try_first)
    delete_session(path)
    assert attempts
    assert list(tmp_path.iterdir()) == []


def test_a_file_system_without_hard_links_still_has_one_winner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    begun(tmp_path / "a.journal").close()
    with pytest.raises(JournalError):
        FileJournal.create(tmp_path / "a.journal", HEADER)
    part = tmp_path / "part"
    part.touch()
    with pytest.raises(FileExistsError):
        journals._claim(part, tmp_path / "a.journal")
    with closing(FileJournal.open(tmp_path / "a.journal")) as journal:
        assert journal.last_seq == 1


def begin(folder: Path, rounds: int, barrier: Barrier, results: Any) -> None:
    """Begins or resumes each journal as `allcall drill --journal` does, and writes an entry where it may."""
    for number in range(rounds):
        path, journal, acknowledged = folder / f"{number}.journal", None, 0
        barrier.wait()
        try:
            journal = FileJournal.open(path) if path.exists() else FileJournal.create(path, HEADER)
            acknowledged = journal.append(0.0, 0.0, "clock", {}).seq
        except JournalError as error:
            is_late = isinstance(error, JournalInUse) or "is there already" in str(error)
            acknowledged = 0 if is_late else -1
        barrier.wait()
        if journal is not None:
            journal.close()
        results.put((number, acknowledged))


@pytest.mark.slow
def test_five_hundred_beginnings_at_once(tmp_path: Path) -> None:
    rounds, context = 500, multiprocessing.get_context("forkserver")
    barrier, results = context.Barrier(2), context.SimpleQueue()
    processes = [context.Process(target=begin, args=(tmp_path, rounds, barrier, results)) for _ in range(2)]
    for process in processes:
        process.start()
    reported = [results.get() for _ in range(2 * rounds)]
    for process in processes:
        process.join()
    acknowledged = [sorted(seq for number, seq in reported if number == one) for one in range(rounds)]
    assert acknowledged == [[0, 1]] * rounds  # exactly one winner
    for number in range(rounds):
        journal = FileJournal.open(tmp_path / f"{number}.journal")
        assert [entry.seq for entry in journal.entries()] == [1]
        journal.close()
