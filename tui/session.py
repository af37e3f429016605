"""An exercise at a screen: its conduct, its journal, and where it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from scenarios.exercise_library import ValidatedExercise
from sim.drill.conduct import Conductor
from sim.drill.frame import build_participant_view
from sim.drill.journal import FileJournal
from sim.drill.sessions import build_header, build_session_path, reopen_session
from sim.drill.setup import Setup
from sim.drill.state import State


@dataclass(frozen=True)
class Session:
    """One exercise that is open. Close it, and the journal may be opened by another."""

    conductor: Conductor
    journal: FileJournal
    path: Path

    @property
    def state(self) -> State:
        """How it stands."""
        return self.conductor.state

    def build_frame(self) -> Mapping[str, Any]:
        """What the room may see now."""
        return build_participant_view(self.state, self.state.player_roles, self.conductor.clock)

    def close(self) -> None:
        """Lets the journal go."""
        self.journal.close()


def start_session(opened: ValidatedExercise, setup: Setup, folder: Path, now: datetime) -> Session:
    """A new exercise, in its briefing. Raises JournalError."""
    path = build_session_path(folder, setup.exercise, now)
    journal = FileJournal.create(path, build_header(opened, setup.seed))
    try:
        conductor = Conductor(opened, journal)
        conductor.begin(setup)
        conductor.record_date(now)
    except BaseException:
        journal.close()
        if not journal.last_seq:
            path.unlink(missing_ok=True)
        raise
    return Session(conductor, journal, path)


def resume_session(path: Path) -> Session:
    """An exercise as it was left, stopped. Raises JournalError, Problems."""
    journal, opened = reopen_session(path)
    try:
        conductor = Conductor(opened, journal)
        conductor.resume()
    except BaseException:
        journal.close()
        raise
    return Session(conductor, journal, path)
