"""An exercise at a screen: its conduct, its journal, and where it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from scenarios.exercise_library import OpenedExercise
from sim.drill.conduct import Conduct
from sim.drill.frame import room_frame
from sim.drill.journal import FileJournal
from sim.drill.sessions import header_of, new_path, opened_again
from sim.drill.setup import Setup
from sim.drill.state import State


@dataclass(frozen=True)
class Session:
    """One exercise that is open. Close it, and the journal may be opened by another."""

    conduct: Conduct
    journal: FileJournal
    path: Path

    @property
    def state(self) -> State:
        """How it stands."""
        return self.conduct.state

    def frame(self) -> Mapping[str, Any]:
        """What the room may see now."""
        return room_frame(self.state, self.state.in_the_room, self.conduct.clock)

    def close(self) -> None:
        """Lets the journal go."""
        self.journal.close()


def started(opened: OpenedExercise, setup: Setup, folder: Path, now: datetime) -> Session:
    """A new exercise, in its briefing. Raises JournalError."""
    path = new_path(folder, setup.exercise, now)
    journal = FileJournal.new(path, header_of(opened, setup.seed))
    try:
        conduct = Conduct(opened, journal)
        conduct.begin(setup)
        conduct.dated(now)
    except BaseException:
        journal.close()
        if not journal.last:
            path.unlink(missing_ok=True)
        raise
    return Session(conduct, journal, path)


def resumed(path: Path) -> Session:
    """An exercise as it was left, stopped. Raises JournalError, Problems."""
    journal, opened = opened_again(path)
    try:
        conduct = Conduct(opened, journal)
        conduct.resumes()
    except BaseException:
        journal.close()
        raise
    return Session(conduct, journal, path)
