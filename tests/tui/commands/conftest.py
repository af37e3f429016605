"""A folder with files of a user's own, and one with exercises that were held on them."""

import shutil
from datetime import date, datetime
from functools import partial
from pathlib import Path

import pytest

from reports.text import terms
from scenarios.library import open_exercise
from sim.exercise.counterfactual import load_or_run_counterfactual
from sim.exercise.decision_effects import load_or_measure_effects
from sim.exercise.events import Setup
from tests.tui.commands.command_lines import DRILL, FEW, OWN_SCHOOL, PARTICIPANT, run_lines
from tui.session import start_session


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other emergencies of an exercise are few."""
    plays = partial(load_or_run_counterfactual, replications=FEW, workers=1)
    monkeypatch.setattr("sim.exercise.counterfactual.load_or_run_counterfactual", plays)
    measured = partial(load_or_measure_effects, emergencies=FEW, workers=1)
    monkeypatch.setattr("sim.exercise.decision_effects.load_or_measure_effects", measured)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: None) -> Path:
    """The current folder, which holds the files. No title of an earlier test is remembered."""
    monkeypatch.chdir(shutil.copytree(OWN_SCHOOL, tmp_path / "ours"))
    (tmp_path / "ours" / "out").mkdir()
    monkeypatch.setenv("ALLCALL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setattr(terms, "_TITLES", {})
    monkeypatch.setattr("tui.terminal.console.get_today", lambda: date(2026, 12, 24))
    return Path()


@pytest.fixture(scope="session")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with `own`, which a script played, and `held`, which people began at a screen and ended."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(OWN_SCHOOL)
        patch.setenv("ALLCALL_HOME", str(home))
        (home / "sessions").mkdir(mode=0o700)
        journal = home / "sessions" / "own.journal"
        line = f"{DRILL} --names our-names.yaml --script our-script.yaml --journal {journal} --no-others"
        assert run_lines(line)[0] == 0
        opened = open_exercise("our-exercise.yaml")
    setup = Setup("our-exercise", 3, {"head": PARTICIPANT})
    session = start_session(opened, setup, home / "sessions", datetime(2026, 3, 5, 9, 30))
    session.journal.append(1200.0, 0.0, "end", {})
    session.close()
    session.path.rename(session.path.with_name("held.journal"))
    return home
