"""An exercise open at a screen, and a saved exercise opened for review."""

from collections.abc import Iterator, Set
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.library import ValidatedExercise
from sim.exercise.conductor import Conductor
from sim.exercise.events import Setup
from sim.exercise.journal import FileJournal
from sim.exercise.room_frame import RoomFrame
from sim.exercise.room_view import build_participant_view
from sim.exercise.sessions import build_header, build_session_path, find_session, reopen_session
from sim.exercise.state import State
from sim.model.version import MODEL_VERSION
from tui.terminal.console import CommandError, find_sessions_folder, show_progress

if TYPE_CHECKING:
    from sim.exercise.counterfactual import Counterfactual
    from sim.exercise.decision_effects import DecisionEffects
    from sim.exercise.review import Review
    from sim.exercise.transcript import Transcript


def find_journal(session: str) -> Path:
    """The journal of a session, by name or file. Raises JournalError."""
    return find_session(session, find_sessions_folder())


@contextmanager
def open_review(path: Path) -> "Iterator[tuple[FileJournal, Review]]":
    """A saved exercise, opened for review. Raises Problems, JournalError."""
    from sim.exercise.review import Review

    journal, opened = reopen_session(path)
    with closing(journal):
        yield journal, Review(Conductor(opened, journal))


@contextmanager
def open_saved(path: Path) -> "Iterator[tuple[FileJournal, Review | Transcript]]":
    """A saved exercise, replayed where this Allcall has its model, else read. Raises Problems, JournalError."""
    from sim.exercise.review import Review
    from sim.exercise.transcript import read_transcript

    journal, opened = reopen_session(path, to_play=False)
    with closing(journal):
        is_own = journal.header.model == MODEL_VERSION
        yield journal, Review(Conductor(opened, journal)) if is_own else read_transcript(opened, journal)


def load_counterfactual(journal: FileJournal, review: "Review | Transcript") -> "Counterfactual | None":
    """The same decisions over many replications; None if the exercise never began or was not replayed."""
    from sim.exercise.counterfactual import load_or_run_counterfactual
    from sim.exercise.transcript import Transcript
    from sim.experiment.chunks import PoolError

    if review.state.setup is None or isinstance(review, Transcript):
        return None
    try:
        with show_progress() as told:
            return load_or_run_counterfactual(
                journal.path,
                journal.header,
                review.state,
                review.observed_play,
                on_progress=lambda done: told("emergencies" if done.is_compiled else "emergencies, SimPy", done),
            )
    except PoolError as error:
        raise CommandError(str(error), status=1) from error


def load_decision_effects(journal: FileJournal, review: "Review | Transcript") -> "DecisionEffects | None":
    """What each decision did; None if the exercise never began, or was not replayed and has none kept. Raises CommandError."""
    from sim.exercise.decision_effects import load_effects, load_or_measure_effects
    from sim.exercise.transcript import Transcript
    from sim.experiment.chunks import PoolError

    if review.state.setup is None:
        return None
    if isinstance(review, Transcript):
        return load_effects(journal.path, journal.header, review.state)
    try:
        with show_progress() as told:
            return load_or_measure_effects(
                journal.path, journal.header, review.state, on_progress=lambda done: told("emergencies", done)
            )
    except PoolError as error:
        raise CommandError(str(error), status=1) from error


@dataclass(frozen=True)
class Session:
    """One open exercise. Closing it releases the journal."""

    conductor: Conductor
    journal: FileJournal
    path: Path

    @property
    def state(self) -> State:
        return self.conductor.state

    def build_frame(self, put_up: Set[str] = frozenset()) -> RoomFrame:
        """The frame that participants may see now. put_up: messages for one role alone that have been said."""
        return build_participant_view(self.state, self.state.player_roles, self.conductor.clock, put_up)

    def close(self) -> None:
        self.journal.close()


def start_session(opened: ValidatedExercise, setup: Setup, folder: Path, now: datetime) -> Session:
    """A new exercise, in its briefing. Raises JournalError."""
    path = build_session_path(folder, setup.exercise, now)
    journal = FileJournal.create(path, build_header(opened, setup.seed))
    try:
        conductor = Conductor(opened, journal)
        conductor.begin(setup)
        if not setup.rehearsal:  # no one sits down to it
            conductor.record_date(now)
    except BaseException:
        if journal.last_seq:
            journal.close()
        else:
            with suppress(OSError):
                journal.discard()
        raise
    return Session(conductor, journal, path)


def resume_session(path: Path) -> Session:
    """A saved exercise, stopped. Raises JournalError, Problems."""
    journal, opened = reopen_session(path)
    try:
        conductor = Conductor(opened, journal)
        conductor.resume()
    except BaseException:
        journal.close()
        raise
    return Session(conductor, journal, path)
