"""What lies beside a journal for its phones."""

import os
from pathlib import Path

import pytest

from sim.exercise.journal import FileJournal, Header
from sim.exercise.phone_records import PhoneRecords, find_old_texts, forget_texts
from sim.exercise.sessions import delete_session

NAME = "0" * 32


def test_a_seat_returns_by_its_last_token_after_the_program_was_killed(tmp_path: Path) -> None:
    records = PhoneRecords(tmp_path / "x.journal")
    tokens = {"first": 3, "other": 4, "second": 3}
    for token, seat in tokens.items():
        records.bind(token, seat)
    with records.path.open("a") as file:
        file.write('{"seat": 5, "tok')
    again = PhoneRecords(tmp_path / "x.journal")
    again.bind("last", 5)
    for known in again, PhoneRecords(tmp_path / "x.journal"):
        assert [known.find_seat(token) for token in (*tokens, "last", "")] == [None, 4, 3, 5, None]
    again.end_token(3)
    assert PhoneRecords(tmp_path / "x.journal").find_seat("second") is None


def test_the_name_of_a_seat_is_forgotten_with_the_texts(tmp_path: Path) -> None:
    journal = tmp_path / "x.journal"
    for name in ("Ms. Quist", "Mr. Quist"):
        PhoneRecords(journal).name_seat(3, name)
    assert PhoneRecords(journal).names == {3: "Mr. Quist"}
    forget_texts(journal)
    assert PhoneRecords(journal).names == {}


@pytest.mark.parametrize(
    ("old", "new", "seats", "texts"),
    [
        (b"Radios", b"Sirens", [3, 4, 5], {}),
        (b'"seat": 3', b'"seat": 1', [None, 4, 5], {NAME: "Radios"}),
        (b"\n{", b"\n" + b"[" * 200_000 + b"\n\xff{", [None, None, 5], {}),
    ],
    ids=["words", "seat", "all"],
)
def test_a_damaged_line_counts_for_nothing_and_the_others_are_read(
    old: bytes, new: bytes, seats: list[int | None], texts: dict[str, str], tmp_path: Path
) -> None:
    journal = tmp_path / "x.journal"
    records = PhoneRecords(journal)
    records.bind("first", 3)
    records.keep_text(NAME, "Radios")
    records.bind("second", 4)
    records.path.write_bytes(records.path.read_bytes().replace(old, new))
    PhoneRecords(journal).bind("added", 5)
    found = PhoneRecords(journal)
    assert [found.find_seat(token) for token in ("first", "second", "added")] == seats
    assert (len(found.tokens), found.texts) == (3 - seats.count(None), texts)


def test_no_token_is_in_the_file_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    records = PhoneRecords(tmp_path / "x.journal")
    records.bind("pSAVeWnz9g", 1)
    assert "pSAVeWnz9g" not in records.path.read_text()
    assert records.path.stat().st_mode & 0o777 == 0o600


def test_the_same_words_have_another_digest_in_another_exercise_and_can_be_forgotten(tmp_path: Path) -> None:
    digests = set()
    for name in ("a", "b"):
        records = PhoneRecords(tmp_path / f"{name}.journal")
        digests |= {records.keep_text(NAME, "Radios reach\nthe gym", may_quote=True)}
        assert PhoneRecords(tmp_path / f"{name}.journal").texts == {NAME: "Radios reach\nthe gym"}
        assert PhoneRecords(tmp_path / f"{name}.journal").quotable == {NAME}
        assert forget_texts(tmp_path / f"{name}.journal")
        assert not forget_texts(tmp_path / f"{name}.journal")
    assert len(digests) == 2
    assert PhoneRecords(tmp_path / "a.journal").texts == {}


def test_a_deleted_session_leaves_no_texts_of_phones(tmp_path: Path) -> None:
    journal = FileJournal.create(tmp_path / "x.journal", Header("{}", 1, "0"))
    journal.close()
    PhoneRecords(journal.path).keep_text(NAME, "words")
    delete_session(journal.path)
    assert [*tmp_path.iterdir()] == []


def test_after_ninety_days_the_texts_of_an_exercise_are_named(tmp_path: Path) -> None:
    journals = [tmp_path / f"{name}.journal" for name in ("old", "new", "none")]
    for journal, days in zip(journals, (91, 89), strict=False):
        records = PhoneRecords(journal)
        os.utime(records.path, (0.0, 1e9 - days * 86_400.0))
    assert find_old_texts(journals, 1e9) == journals[:1]
