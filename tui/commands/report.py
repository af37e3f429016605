"""`allcall report`: the after-action report and improvement plan of an exercise."""

import sys
from pathlib import Path

from sim.drill.after import After
from sim.drill.journal import FileJournal, JournalError
from sim.drill.sessions import path_of
from tui.looking_back import looked_back, replicated
from tui.places import sessions_folder
from tui.refusal import Refusal
from tui.reporting import Wanted, checked_final, facts_of, made


def run(session: str, wanted: Wanted) -> int:
    """Writes it. Raises Problems, Refusal."""
    checked_final(wanted.final)
    with looked_back(path_of_session(session)) as (journal, after):
        written(journal, after, wanted)
    return 0


def path_of_session(session: str) -> Path:
    """Its journal. Raises Refusal."""
    try:
        return path_of(session, sessions_folder())
    except JournalError as error:
        raise Refusal(str(error)) from error


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
