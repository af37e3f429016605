"""The handouts of an exercise, as tests read them."""

from functools import cache

from reports.documents.markdown_writer import write_markdown
from reports.documents.model import Paper, Table
from reports.handouts import build_handouts
from scenarios.library import open_names
from tests.sim.exercise.exercises import opened

CARDS = "role-cards", "phone-card", "letter-cards"
FOR_PLAYERS = ("situation-manual", "slides", *CARDS, "sign-in-sheet", "feedback-form")
STEMS = (*FOR_PLAYERS, "facilitators-guide", "evaluators-guide")
PDF_ONLY = ("slides", "role-cards", "letter-cards")
DOCUMENTS = tuple(stem for stem in STEMS if stem not in PDF_ONLY)


@cache
def handouts(name: str, own: str | None = None) -> dict[str, Paper]:
    """Each handout by its stem. own: a school's own names."""
    found = build_handouts(opened(name), open_names(own) if own else None)
    return {one.stem.removeprefix(f"{name}-"): one.paper for one in found}


def handout(name: str, stem: str) -> Paper:
    """One handout."""
    return handouts(name)[stem]


@cache
def texts(name: str, own: str | None = None) -> dict[str, str]:
    """Each handout as text, by its stem."""
    return {stem: plain(write_markdown(paper)) for stem, paper in handouts(name, own).items()}


def plain(text: str) -> str:
    """Without Markdown's own signs, on one line."""
    return " ".join(text.replace("\\", "").split())


def table(paper: Paper, caption: str) -> Table:
    """The one table of a caption."""
    blocks = (block for section in paper.sections for block in section.blocks)
    (found,) = (block for block in blocks if isinstance(block, Table) and block.caption == caption)
    return found
