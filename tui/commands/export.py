"""`allcall export`: the data of an exercise, for other programs, and its figures as files."""

import sys
from pathlib import Path

from reports.exports import export
from scenarios.replacing import try_folder
from sim.drill.after import After
from sim.drill.journal import FileJournal
from tui.looking_back import journal_of, looked_back, replicated
from tui.refusal import cannot


def run(session: str, out: Path, *, with_names: bool, figures: Path | None = None) -> int:
    """Writes the files. Raises Problems, Refusal. figures: a folder for them."""
    try:
        with looked_back(journal_of(session)) as (journal, after):
            found = export(after, journal.path.stem, out, with_names=with_names)
            told(found.paths, found.missing)
            if figures is not None:
                drawn(journal, after, figures)
    except OSError as error:
        hint = "name a folder that can be written with --out or --figures"
        raise cannot(error, error.filename or out, hint) from None
    return 0


def drawn(journal: FileJournal, after: After, folder: Path) -> None:
    """Writes the figures of its report; whether there can be a folder is tried before anything is played. Raises OSError."""
    from reports.figures.exercise import exercise_left_out, write_exercise_figures

    try_folder(folder)
    split = replicated(journal, after)
    told(write_exercise_figures(after, split, folder), exercise_left_out(after, split))


def told(paths: list[Path], missing: list[str]) -> None:
    """Names the files that were written, and says what there is none of."""
    sys.stdout.writelines(f"{path}\n" for path in paths)
    sys.stderr.writelines(f"{said}\n" for said in missing)
