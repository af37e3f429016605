"""Reports for tests: the data of a shipped exercise, the rows of its journal file, and the tables and texts of a document."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from io import StringIO
from typing import Any, NamedTuple

from rich.console import Console

from reports.after_action.data import ReportData
from reports.after_action.report import build_after_action_report
from reports.documents.markdown_writer import write_markdown
from reports.documents.model import Blank, Bullets, Cell, Paper, Paragraph, Table, iterate_runs
from reports.documents.terminal_writer import print_paper
from sim.exercise.review import Review
from tests.sim.exercise.exercises import finished
from tests.sim.exercise.reviews import a_few, looked_back

COMMAND = "allcall report active-assailant --edit added.yaml"
"""In a file of additions, where the command does not matter."""


STARTS = ("begins", "comes too late", "changes nothing", "was under way already")
"""How a line of the log on an action goes on after the decision that it belongs to."""
OUTCOME = re.compile(rf"(D\d+)(?:: | (?=(?:{'|'.join(STARTS)}): ))(.*)")
"""A line of the log on what became of a decision: an action or a notice."""
NO_EFFECT = {
    "comes too late": "came too late",
    "changes nothing": "changed nothing",
    "reached no one new": "reached no one new",
    "stays silent": "not heard",
}
"""How a line begins or ends that says that an action had no effect, and what the summary calls it."""


class JournalRow(NamedTuple):
    """An entry of the journal, read without the typed events of the exercise."""

    exercise_time: float
    incident_time: float
    kind: str
    payload: dict[str, Any]


@cache
def facts(name: str = "active-assailant") -> ReportData:
    """A shipped exercise, run from its script, with a few replications; made once a worker."""
    return ReportData(name, looked_back(name), a_few(name))


@cache
def journal_rows(name: str) -> list[JournalRow]:
    """The entries of its journal, with their payload as it is written."""
    return [
        JournalRow(entry.room_time, entry.incident_time, entry.kind, json.loads(entry.payload))
        for entry in looked_back(name).state.log
    ]


@cache
def too_late() -> Review:
    """A script in which next to nothing has an effect."""
    return Review(finished("too-late"))


@cache
def report(name: str = "active-assailant") -> Paper:
    """Its report; of `too-late` too."""
    return build_after_action_report(ReportData(name, too_late()) if name == "too-late" else facts(name))


def tables(paper: Paper, caption: str) -> Iterator[Table]:
    """The tables whose caption begins so."""
    for section in paper.sections:
        for block in section.blocks:
            if isinstance(block, Table) and block.caption.startswith(caption):
                yield block


def text(cell: Cell) -> str:
    """A cell as it is read."""
    return cell.value if isinstance(cell, Blank) else "".join(run.text for run in iterate_runs(cell))


def rows(paper: Paper, caption: str) -> list[list[str]]:
    """The cells of the one table whose caption begins so."""
    (table,) = tables(paper, caption)
    return [[text(cell) for cell in row] for row in table.rows]


def words(paper: Paper, section: str) -> str:
    """The paragraphs of a section."""
    (found,) = (one for one in paper.sections if one.id == section)
    return " ".join(text(block.words) for block in found.blocks if isinstance(block, Paragraph))


def bullets(paper: Paper, section: str) -> list[str]:
    """The items of the lists of a section."""
    (found,) = (one for one in paper.sections if one.id == section)
    return [text(item) for block in found.blocks if isinstance(block, Bullets) for item in block.items]


def print_to_text(paper: Paper) -> str:
    """A paper as the terminal has it, on lines as long as they need."""
    out = StringIO()
    print_paper(paper, Console(file=out, width=2000, markup=False, highlight=False, emoji=False))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def list_outcomes(paper: Paper) -> dict[str, list[tuple[str, str]]]:
    """The lines of the log on what became of each decision, with their times."""
    found = defaultdict(list)
    for time, _, line, _ in rows(paper, "Log of the exercise"):
        if match := OUTCOME.fullmatch(line):
            found[match[1]].append((time, match[2]))
    return found


def count_decisions_without_effect(paper: Paper) -> Counter[str]:
    """By the log: decisions of which no action had an effect, and why."""
    counted: Counter[str] = Counter()
    for lines in list_outcomes(paper).values():
        texts = [line for _, line in lines]
        acts = [one for one in texts if one.startswith(STARTS)]
        vain = [
            what
            for one in texts
            for way, what in NO_EFFECT.items()
            if one.startswith(way) or one.rstrip(".").endswith(way)
        ]
        if acts and len(vain) == len(acts):
            counted[vain[0] if len({*vain}) == 1 else "had no effect in more than one way"] += 1
    return counted


def check_decisions_without_effect(paper: Paper) -> None:
    """The summary counts them as the log does."""
    counted = count_decisions_without_effect(paper)
    sentences = re.findall(r"Of \d+ decisions?, [^.]*\.", write_markdown(paper))
    if not counted:
        assert sentences == []
        return
    (sentence,) = sentences
    counts = re.findall(r"(\d+) (?:was |were )?([a-z ]+?)(?=,| and|\.)", sentence)
    said = {what: int(count) for count, what in counts}
    assert said.pop("decisions", said.pop("decision", 0)) == sum(
        " decided: " in row[2] for row in rows(paper, "Log of the exercise")
    )
    assert said == counted
