"""`allcall report`: the after-action report and improvement plan of an exercise."""

import sys

from sim.drill.after import After
from sim.drill.journal import FileJournal
from sim.play import few_collections
from tui.looking_back import journal_of, looked_back, replicated
from tui.refusal import cannot
from tui.reporting import Wanted, begun, checked_final, command_of, facts_of, made
from tui.today import today


def run(session: str, wanted: Wanted) -> int:
    """Writes it. Raises Problems, Refusal."""
    checked_final(wanted.final, today())
    with few_collections(), looked_back(journal_of(session)) as (journal, after):
        written(journal, after, wanted)
    return 0


def written(journal: FileJournal, after: After, wanted: Wanted) -> None:
    """Plays the replications, writes the papers, and says what is still to be filled in. Raises Problems, Refusal."""
    try:
        facts = facts_of(journal, journal.path, after, replicated(journal, after), wanted)
        if wanted.edit is not None and begun(facts, wanted.edit, command_of(journal.path, wanted)):
            sys.stdout.write(f"{wanted.edit}: made; fill it in and make the report again\n")
        result = made(facts, wanted)
    except OSError as error:
        hint = "name a folder that can be written with --out"
        raise cannot(error, error.filename or wanted.out, hint) from None
    sys.stdout.writelines(f"{path}\n" for path in result.papers)
    sys.stderr.writelines(f"{said}\n" for said in result.boxes)
    if result.empty:
        sys.stderr.write(
            f"{result.empty} blanks are still to be filled in; the report lists them on its first page\n"
        )
