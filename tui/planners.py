"""Writes the planner's report of a comparison."""

import sys
from pathlib import Path

from reports.documents.blocks import Picture
from reports.documents.boxed import boxes_said
from reports.documents.write import write_paper
from reports.figures.files import drawings
from reports.figures.rendering import Drawn, drawn
from reports.planners import Asked, planners_report
from scenarios.emergency import Emergency
from sim.comparison import Comparison

STEM = "comparison"
CAPTIONS = {
    "aware": "Staff who are aware, over time",
    "protected": "People who are protected, over time",
    "shocked": "Emergencies with a shock given, over time",
    "forest": "Differences in the primary measures and a few more",
    "chain": "How one thing waits for the other",
}


def caption(one: Drawn) -> str:
    """What a figure shows; its title is what it comes to. Of the inputs there is a figure for each row of the answer."""
    compared = one.title.partition(": ")[0]
    return (
        CAPTIONS.get(one.name)
        or f"Inputs that move the differences most: {compared[:1].lower()}{compared[1:]}"
    )


def write_report(comparison: Comparison, emergency: Emergency, command: str, folder: Path) -> list[Path]:
    """The report in all formats; says which letters its PDF has not. Returns the files. Raises OSError."""
    pictures = {
        one.name: Picture(one.name, caption(one), one.alt, one.svg, one.png)
        for one in drawn(drawings(comparison))
    }
    paper = planners_report(Asked(comparison, emergency, command, pictures))
    paths = write_paper(paper, folder, STEM, ("docx", "pdf", "html"))
    sys.stderr.writelines(f"{said}\n" for said in boxes_said([paper], "Word and HTML show them"))
    return paths
