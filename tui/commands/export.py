"""`allcall export`: the data of an exercise, for other programs, and its figures as files."""

import sys
from pathlib import Path

from reports.exports import export
from tui.looking_back import journal_of, looked_back, replicated
from tui.refusal import Refusal


def run(
    session: str, out: Path, *, with_names: bool, figures: Path | None = None, for_planners: bool = False
) -> int:
    """Writes the files. Raises Problems, Refusal.

    figures: a folder for them. for_planners: also what no room sees, decisions under time pressure against the model.
    """
    if for_planners and figures is None:
        raise Refusal("--for-planners is about figures; name a folder for them with --figures")
    try:
        with looked_back(journal_of(session)) as (journal, after):
            found = export(after, journal.path.stem, out, with_names=with_names)
            paths, missing = list(found.paths), list(found.missing)
            if figures is not None:
                from reports.figures.exercise import exercise_left_out, write_exercise_figures

                split = replicated(journal, after)
                paths += write_exercise_figures(after, split, figures, for_planners=for_planners)
                missing += exercise_left_out(after, split, for_planners=for_planners)
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise Refusal(
            f"{error.filename or out}: {said}; name a folder that can be written with --out or --figures"
        ) from None
    sys.stdout.writelines(f"{path}\n" for path in paths)
    sys.stderr.writelines(f"{said}\n" for said in missing)
    return 0
