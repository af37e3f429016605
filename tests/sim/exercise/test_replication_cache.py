"""The thousand replications are played once: kept beside the journal, found again by all that decides them, and by nothing else."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest

from sim.exercise import counterfactual
from sim.exercise.conductor import Conductor
from sim.exercise.counterfactual import load_or_run_counterfactual
from sim.exercise.events import Setup
from sim.exercise.fitting import FittingEmergencies
from sim.exercise.journal import FileJournal
from sim.exercise.review import Review
from sim.exercise.sessions import REPLICATIONS_SUFFIX, build_header, delete_session
from sim.experiment.executor import RunOutcome, run_task
from tests.sim.exercise.exercises import known, opened

ARREST, FEW = "cardiac-arrest-20", 4


@pytest.fixture
def played(tmp_path: Path) -> Iterator[tuple[FileJournal, Review]]:
    journal = FileJournal.create(tmp_path / "one.journal", build_header(opened(ARREST), 4))
    conductor = Conductor(opened(ARREST), journal)
    conductor.begin(Setup(ARREST, 4, {"nurse": ""}))
    yield journal, Review(conductor)
    journal.close()


def test_where_nothing_can_be_kept_nothing_is_lost(tmp_path: Path) -> None:
    """No folder to write into, and so none to tidy up in: a report is made all the same."""
    no_folder = tmp_path / "a file"
    no_folder.write_text("")
    counterfactual.save_columns(no_folder / "one.plays", "a key", {})
    assert counterfactual.load_columns(no_folder / "one.plays", "a key") == {}


@pytest.mark.slow
def test_only_emergencies_that_fit_are_in(played: tuple[FileJournal, Review], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every third fits. The share of all emergencies that fit is that of the search for them."""
    fitting = FittingEmergencies(4, tuple(range(0, 36, 3)), 36, 12)
    monkeypatch.setattr(counterfactual, "select_emergencies", lambda *_: fitting)
    journal, after = played
    found = load_or_run_counterfactual(journal.path, journal.header, after.state, after.observed_play, 12, workers=1)
    work = counterfactual.build_replication_task(after.state)
    key = counterfactual.compute_cache_key(work, journal.header, 12)
    place = journal.path.with_suffix(REPLICATIONS_SUFFIX)
    kept = counterfactual.load_columns(place, key)
    np.testing.assert_array_equal(kept["measures"], work.play(range(36))["measures"][::3])
    assert known(found).is_fitting
    selection = known(known(found).seed_selection)
    assert (selection.is_fit, selection.proportion) == (True, 12 / 36)
    journal.close()
    delete_session(journal.path)
    assert not place.exists()


@pytest.mark.slow
def test_who_comes_second_finds_the_plays(played: tuple[FileJournal, Review], monkeypatch: pytest.MonkeyPatch) -> None:
    """The hot wash still plays when the report is asked for."""
    journal, after = played
    entered, goes_on = Event(), Event()
    runs = []

    def slow(*arguments: Any, **options: Any) -> RunOutcome:
        runs.append(arguments)
        entered.set()
        assert goes_on.wait(60)
        return run_task(*arguments, **options)

    monkeypatch.setattr(counterfactual, "run_task", slow)
    here = (journal.path, journal.header, after.state, after.observed_play, FEW, 1)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(load_or_run_counterfactual, *here)
        assert entered.wait(60)
        assert load_or_run_counterfactual(*here, stop=lambda: True) is None  # somebody stops waiting
        second = threads.submit(load_or_run_counterfactual, *here)
        goes_on.set()
        assert first.result() == second.result() is not None
    assert len(runs) == 1
