"""`allcall export`: the data of an exercise, for other programs."""

import sys
from pathlib import Path

from reports.exports import export
from sim.drill.after import After
from sim.drill.conduct import Conduct
from sim.drill.journal import JournalError
from sim.drill.sessions import opened_again, path_of
from tui.places import sessions_folder
from tui.refusal import Refusal


def run(session: str, out: Path, *, with_names: bool) -> int:
    """Writes the files. Raises Problems, Refusal."""
    try:
        journal, opened = opened_again(path_of(session, sessions_folder()))
        try:
            found = export(After(Conduct(opened, journal)), journal.path.stem, out, with_names=with_names)
        finally:
            journal.close()
    except JournalError as error:
        raise Refusal(str(error)) from error
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise Refusal(
            f"{error.filename or out}: {said}; name a folder that can be written with --out"
        ) from None
    sys.stdout.writelines(f"{path}\n" for path in found.paths)
    sys.stderr.writelines(f"{said}\n" for said in found.missing)
    return 0
