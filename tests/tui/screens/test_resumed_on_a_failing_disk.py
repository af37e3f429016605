"""A saved exercise is resumed and played on its screen while a call to the disk fails: it says so, and nothing acknowledged is lost."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from sim.exercise.events import Setup
from sim.exercise.journal import FileJournal, JournalError
from tests.disk import Failing, watched
from tests.sim.exercise.exercises import ASSAILANT, opened
from tests.tui.facilitator import MORNING, PLAYED, SEED, AtTheDesk
from tui.screens.exercise import ExerciseScreen
from tui.session import resume_session, start_session


@dataclass(frozen=True)
class Left:
    """acknowledged: how many entries the exercise in memory has, and the digest of the last; None if it could not be resumed."""

    acknowledged: tuple[int, str] | None
    said: list[str]


def save(folder: Path) -> Path:
    """An exercise whose clock has not run yet."""
    setup = Setup(ASSAILANT, SEED, dict.fromkeys(PLAYED, ""))
    with closing(start_session(opened(ASSAILANT), setup, folder, MORNING)) as session:
        session.conductor.next_segment()
    return session.path


def resume_and_play(path: Path, failing: Failing, patch: pytest.MonkeyPatch) -> Left:
    """The clock runs, the first question is answered, and something is noted."""
    said: list[str] = []
    acknowledged: list[tuple[int, str]] = []
    show = ExerciseScreen._show_journal_error

    def spy(screen: ExerciseScreen, error: JournalError) -> None:
        said.append(str(error))
        show(screen, error)

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.press("space")
        desk.passes(90.0)
        await pilot.press("1", "enter", "o", *"seen", "enter")
        await pilot.pause()
        journal: Any = desk.conduct.journal
        acknowledged.append((journal.last_seq, journal.last_digest))

    patch.setattr(ExerciseScreen, "_show_journal_error", spy)
    desk = AtTheDesk(path.parent)
    with watched(failing, path.parent):
        try:
            desk.app.session = resume_session(path)
        except JournalError as error:
            return Left(None, [str(error)])
        desk.run(steps)
    return Left(acknowledged[0], said)


def read_digests(path: Path) -> list[str]:
    """Of the entries on the disk, in order, once the journal has been opened and found whole."""
    with closing(FileJournal.open(path)) as journal:
        list(journal.entries())
    with closing(sqlite3.connect(path)) as connection:
        return [digest for (digest,) in connection.execute("SELECT digest FROM entries ORDER BY seq")]


@pytest.mark.parametrize(
    ("stays", "every"),
    [
        pytest.param(True, 211, marks=pytest.mark.slow),
        *(pytest.param(stays, 31, marks=pytest.mark.full(step="kills")) for stays in (False, True)),
    ],
)
def test_a_call_that_fails_is_told_and_loses_no_entry(
    tmp_path: Path, stays: bool, every: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, or also each later one that needs room. Afterwards the exercise goes on from what was acknowledged.

    every: which calls fail in turn; they come four or five to an entry.
    """
    (tmp_path / "saved").mkdir()
    saved = save(tmp_path / "saved")
    counting = Failing()
    for at in (0, *range(1, 1_000, every)):
        if at > len(counting.calls) > 0:
            break
        folder = tmp_path / f"{at}"
        shutil.copytree(saved.parent, folder)
        path = folder / saved.name
        failing = Failing(at, stays)
        left = resume_and_play(path, failing, monkeypatch)
        counting = failing if at == 0 else counting
        if left.acknowledged is not None:
            count, digest = left.acknowledged
            assert read_digests(path)[count - 1 : count] == [digest], at
        assert all(path.name in one for one in left.said), left.said
        if at > 0 and failing.failed.path == str(path) and failing.failed.kind != "unlink":
            assert left.said, (at, failing.failed)
        with closing(resume_session(path)) as again:
            assert again.state.segment is not None
        shutil.rmtree(folder)
