"""Reports for tests: the facts of a shipped exercise, and the tables of a paper by their caption."""

from collections.abc import Iterator
from functools import cache
from io import StringIO

from rich.console import Console

from reports.after_action.data import ReportData
from reports.documents.model import Paper, Table, iterate_runs
from reports.documents.terminal_writer import print_paper
from sim.exercise.counterfactual import build_replication_task, run_counterfactual
from sim.exercise.review import Review
from tests.sim.exercise.exercises import SHIPPED, script, scripted

COMMAND = "allcall report active-assailant --edit added.yaml"
"""What a file of additions is told to be used with, where nobody asks."""


@cache
def facts(name: str = "active-assailant") -> ReportData:
    """A shipped exercise, played from its script, with a few replications."""
    _, seed = SHIPPED[name]
    after = Review(scripted(script(name), seed))
    return ReportData(
        name,
        after,
        run_counterfactual(build_replication_task(after.state), after.observed_play, 20, workers=1),
    )


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
        ["".join(run.text for run in iterate_runs(cell)) if not hasattr(cell, "id") else "" for cell in row]
        for row in table.rows
    ]


def print_to_text(paper: Paper) -> str:
    """A paper as the terminal has it, on lines as long as they need."""
    out = StringIO()
    print_paper(paper, Console(file=out, width=2000, markup=False, highlight=False, emoji=False))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())
