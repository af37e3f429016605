"""`allcall report`: the after-action report and improvement plan of an exercise."""

import sys

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
from tui.reporting import Wanted, checked_final, facts_of, made


def run(session: str, wanted: Wanted) -> int:
    """Writes it. Raises Problems, Refusal."""
    checked_final(wanted.final)
    try:
        journal, opened = opened_again(path_of(session, sessions_folder()))
    except JournalError as error:
        raise Refusal(str(error)) from error
    try:
        written(journal, After(Conduct(opened, journal)), wanted)
    except JournalError as error:
        raise Refusal(str(error)) from error
    finally:
        journal.close()
    return 0


def written(journal: FileJournal, after: After, wanted: Wanted) -> None:
    """Plays the replications, writes the papers, and says what is still to be filled in. Raises Problems, Refusal."""
    try:
        result = made(facts_of(journal, journal.path, after, replicated(journal, after), wanted), wanted)
    except OSError as error:
        where = error.filename or wanted.out
        raise Refusal(
            f"{where}: {(error.strerror or str(error)).lower()}; name a folder that can be written with --out"
        ) from None
    sys.stdout.writelines(f"{path}\n" for path in result.papers)
    if result.begun is not None:
        sys.stdout.write(f"{result.begun}: made; fill it in and make the report again\n")
    if result.empty and wanted.final:
        sys.stderr.write(
            f"WARNING: made final with {result.empty} blanks that nobody has filled in; the report lists them\n"
        )
    elif result.empty:
        sys.stderr.write(
            f"{result.empty} blanks are still to be filled in; the report lists them on its first page\n"
        )


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
                after.here,
                on_progress=lambda done: told("emergencies", done),
            )
    except PoolError as error:
        raise Refusal(str(error), status=1) from error
