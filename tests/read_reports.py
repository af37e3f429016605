"""Reports for tests: the facts of a shipped exercise, and the tables of a paper by their caption."""

from collections.abc import Iterator
from functools import cache

from reports.after_action import Facts
from reports.documents.blocks import Paper, Table, runs
from sim.drill.after import After
from sim.drill.split import split, thousand
from tests.exercises import SHIPPED, script, scripted

COMMAND = "allcall report active-assailant --edit added.yaml"
"""What a file of additions is told to be used with, where nobody asks."""


@cache
def facts(name: str = "active-assailant") -> Facts:
    """A shipped exercise, played from its script, with a few replications."""
    _, seed = SHIPPED[name]
    after = After(scripted(script(name), seed))
    return Facts(name, after, split(thousand(after.state), after.one_play, 20, workers=1))


def tables(paper: Paper, caption: str) -> Iterator[Table]:
    """The tables of a caption."""
    for section in paper.sections:
        for block in section.blocks:
            if isinstance(block, Table) and block.caption.startswith(caption):
                yield block


def rows(paper: Paper, caption: str) -> list[list[str]]:
    """The cells of the one table of a caption, as text."""
    (table,) = tables(paper, caption)
    return [
        ["".join(run.text for run in runs(cell)) if not hasattr(cell, "id") else "" for cell in row]
        for row in table.rows
    ]
