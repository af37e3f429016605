"""The thousand replications are played once: kept beside the journal, found again by all that decides them, and by nothing else."""

from pathlib import Path

import pytest

from sim.drill import kept_plays
from sim.drill.after import After
from sim.drill.conduct import Conduct
from sim.drill.journal import FileJournal
from sim.drill.kept_plays import split_of
from sim.drill.sessions import PLAYS, forget, header_of
from sim.drill.setup import Setup
from tests.exercises import opened

ARREST = "cardiac-arrest-20"
FEW = 4


@pytest.fixture
def played(tmp_path: Path) -> tuple[FileJournal, After]:
    """A short exercise in a file."""
    journal = FileJournal.new(tmp_path / "one.journal", header_of(opened(ARREST), 4))
    conduct = Conduct(opened(ARREST), journal)
    conduct.begin(Setup(ARREST, 4, {"nurse": ""}))
    return journal, After(conduct)


def test_what_was_kept_says_the_same_and_nothing_is_played_again(
    played: tuple[FileJournal, After], monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, after = played
    first = split_of(journal.path, journal.header, after.state, after.here, FEW, workers=1)
    monkeypatch.setattr(kept_plays, "run", None)
    assert first is not None
    assert split_of(journal.path, journal.header, after.state, after.here, FEW) == first
    with pytest.raises(TypeError):
        split_of(journal.path, journal.header, after.state, after.here, FEW + 1)


def test_a_damaged_file_is_played_anew_and_forgotten_with_its_exercise(
    played: tuple[FileJournal, After],
) -> None:
    journal, after = played
    place = journal.path.with_suffix(PLAYS)
    first = split_of(journal.path, journal.header, after.state, after.here, FEW, workers=1)
    place.write_bytes(place.read_bytes()[:200])
    assert split_of(journal.path, journal.header, after.state, after.here, FEW, workers=1) == first
    journal.close()
    forget(journal.path)
    assert not place.exists()
