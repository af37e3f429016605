"""An exercise that is looked back at: opened as it was left, and the thousand other emergencies that are played beside it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sim.drill.after import Review
from sim.drill.conduct import Conductor
from sim.drill.journal import FileJournal, JournalError
from sim.drill.kept_plays import load_or_run_counterfactual
from sim.drill.sessions import reopen_session, find_session
from sim.drill.split import Counterfactual
from sim.pool import PoolError
from tui.commands.progress import show_progress
from tui.places import find_sessions_folder
from tui.refusal import CommandError


def find_journal(session: str) -> Path:
    """The journal of a session: a name, or a file. Raises Refusal."""
    try:
        return find_session(session, find_sessions_folder())
    except JournalError as error:
        raise CommandError(str(error)) from error


@contextmanager
def open_review(path: Path) -> Iterator[tuple[FileJournal, Review]]:
    """An exercise as it was left, for as long as somebody looks at it. Raises Problems, Refusal."""
    try:
        journal, opened = reopen_session(path)
        with closing(journal):
            yield journal, Review(Conductor(opened, journal))
    except JournalError as error:
        raise CommandError(str(error)) from error


def load_counterfactual(journal: FileJournal, review: Review) -> Counterfactual | None:
    """What the same decisions bring in a thousand other emergencies; None if that was stopped at once."""
    if review.state.setup is None:
        return None
    try:
        with show_progress() as told:
            return load_or_run_counterfactual(
                journal.path,
                journal.header,
                review.state,
                review.observed_play,
                on_progress=lambda done: told("emergencies", done),
            )
    except PoolError as error:
        raise CommandError(str(error), status=1) from error
