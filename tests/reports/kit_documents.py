"""Papers of an exercise, as tests read them."""

from reports.documents.markdown_writer import write_markdown
from reports.documents.model import Paper, Table
from reports.handouts import build_handouts
from scenarios.library import open_names
from tests.sim.exercise.exercises import opened


def texts(name: str, own: str | None = None) -> dict[str, str]:
    """Each paper as text, by what it is."""
    found = build_handouts(opened(name), open_names(own) if own else None)
    return {one.stem.removeprefix(f"{name}-"): plain(write_markdown(one.paper)) for one in found}


def plain(text: str) -> str:
    """Without Markdown's own signs, on one line."""
    return " ".join(text.replace("\\", "").split())


def table(paper: Paper, caption: str) -> Table:
    """The one table of a caption."""
    (found,) = (
        block
        for section in paper.sections
        for block in section.blocks
        if isinstance(block, Table) and block.caption == caption
    )
    return found
