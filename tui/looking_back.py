"""An exercise that is looked back at: opened as it was left, and the thousand other emergencies that are played beside it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sim.drill.after import After
from sim.drill.conduct import Conduct
from sim.drill.journal import FileJournal, JournalError
from sim.drill.kept_plays import split_of
from sim.drill.sessions import opened_again, path_of
from sim.drill.split import Split
from sim.pool import PoolError
from tui.commands.progress import progress_shown
from tui.places import sessions_folder
from tui.refusal import Refusal


def journal_of(session: str) -> Path:
    """The journal of a session: a name, or a file. Raises Refusal."""
    try:
        return path_of(session, sessions_folder())
    except JournalError as error:
        raise Refusal(str(error)) from error


@contextmanager
def looked_back(path: Path) -> Iterator[tuple[FileJournal, After]]:
    """An exercise as it was left, for as long as somebody looks at it. Raises Problems, Refusal."""
    try:
        journal, opened = opened_again(path)
        with closing(journal):
            yield journal, After(Conduct(opened, journal))
    except JournalError as error:
        raise Refusal(str(error)) from error


def replicated(journal: FileJournal, after: After) -> Split | None:
    """What the same decisions bring in a thousand other emergencies; None if that was stopped at once."""
    if after.state.setup is None:
        return None
    try:
        with progress_shown() as told:
            return split_of(
                journal.path,
                journal.header,
                after.state,
                after.one_play,
                on_progress=lambda done: told("emergencies", done),
            )
    except PoolError as error:
        raise Refusal(str(error), status=1) from error
