"""`allcall report`: the after-action report and improvement plan of an exercise."""

import sys

from sim.drill.after import After
from sim.drill.journal import FileJournal
from tui.looking_back import journal_of, looked_back, replicated
from tui.refusal import Refusal
from tui.reporting import Wanted, checked_final, facts_of, made


def run(session: str, wanted: Wanted) -> int:
    """Writes it. Raises Problems, Refusal."""
    checked_final(wanted.final)
    with looked_back(journal_of(session)) as (journal, after):
        written(journal, after, wanted)
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
    if result.empty:
        sys.stderr.write(
            f"{result.empty} blanks are still to be filled in; the report lists them on its first page\n"
        )
