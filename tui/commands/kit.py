"""`allcall kit`: the papers for the room."""

import sys
from pathlib import Path

from reports.documents.write import write_paper
from reports.kit import kit
from scenarios.exercise_library import open_names
from tui.commands.drill import chosen
from tui.refusal import Refusal


def run(scenario: str, exercise: str | None, names: str | None, out: Path) -> int:
    """Writes all of them as Word and PDF. Raises Problems, Refusal."""
    opened = chosen(scenario, exercise)
    own = open_names(names, opened.emergency.place.campus.campus) if names else None
    for stem, paper in kit(opened, own):
        try:
            paths = write_paper(paper, out, stem, ("docx", "pdf"))
        except OSError as error:
            said = (error.strerror or str(error)).lower()
            raise Refusal(
                f"{error.filename or out}: {said}; name a folder that can be written with --out"
            ) from None
        sys.stdout.writelines(f"{path}\n" for path in paths)
    return 0
