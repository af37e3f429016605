"""An exercise as its journal has it, where this Allcall has another version of the model and cannot play it again."""

from dataclasses import dataclass

from scenarios.library import ValidatedExercise
from sim.exercise.journal import FileJournal, Header
from sim.exercise.journal_replay import read_journal
from sim.exercise.sessions import describe_models, refusing_as_unreadable
from sim.exercise.state import State

NEEDS_REPLAY = "it needs a replay"
"""Why a file or a figure is left out."""


@dataclass(frozen=True)
class Transcript:
    """state: at the end of the exercise, without arms. header: of the journal, with the model with which it was played."""

    state: State
    header: Header

    @property
    def notice(self) -> str:
        """What every document made of it says."""
        return f"This exercise was {describe_models(self.header)}. What needs a replay is left out."


def read_transcript(opened: ValidatedExercise, journal: FileJournal) -> Transcript:
    """That of a journal. Raises JournalError where this Allcall cannot read it."""
    with refusing_as_unreadable(journal.path, journal.header):
        return Transcript(read_journal(opened, journal), journal.header)
