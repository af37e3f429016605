"""`allcall kit`: the papers for the room."""

import sys
from pathlib import Path

from reports.documents.boxed import boxes_said
from reports.documents.write import write_paper
from reports.kit import kit
from scenarios.exercise_library import open_names
from tui.commands.drill import chosen
from tui.refusal import cannot


def run(scenario: str, exercise: str | None, names: str | None, out: Path) -> int:
    """Writes all of them as Word and PDF. Raises Problems, Refusal."""
    opened = chosen(scenario, exercise)
    own = open_names(names, opened.emergency.place.campus.campus) if names else None
    papers = dict(kit(opened, own))
    for stem, paper in papers.items():
        try:
            paths = write_paper(paper, out, stem, ("docx", "pdf"))
        except OSError as error:
            hint = "name a folder that can be written with --out"
            raise cannot(error, error.filename or out, hint) from None
        sys.stdout.writelines(f"{path}\n" for path in paths)
    sys.stderr.writelines(f"{said}\n" for said in boxes_said(papers.values(), "the Word files show them"))
    return 0
