"""What an evaluator holds: an objective with its target and tasks, what will come up for it by number and T+, and room to write."""

from collections.abc import Iterator
from math import ceil

from reports.documents.blocks import (
    Block,
    Bullets,
    Column,
    Paper,
    Paragraph,
    Ruled,
    Section,
    Table,
)
from reports.exercise_words import cue_and_guards
from reports.kit.common import NOT_FOR_PLAYERS, SECRET, Kit, filled, note
from reports.kit.order import in_order
from scenarios.exercise import Inject, Objective
from sim.drill.evaluation import GRADES

SEEN = 22  # lines for what was seen, and less for what comes up: so an objective has two pages
LETTERS = (20, 34, 38)
"""In a line of the columns of what comes up, without that of the number."""
PRINTED = 2.3
"""Lines of print in the room of one to write on."""


def evaluators_guide(kit: Kit) -> Paper:
    """A section for each objective, on a page of its own, so that each evaluator can take one."""
    sections = tuple(
        Section(f"objective-{n}", f"Objective {n}: {one.capability}", tuple(_objective(kit, one)), fresh=True)
        for n, one in enumerate(kit.exercise.objectives, 1)
    )
    return kit.paper(
        f"Evaluators' guide, {NOT_FOR_PLAYERS}",
        (Section("how", "How to use this guide", tuple(_how())), *sections),
    )


def _how() -> Iterator[Block]:
    yield Paragraph(SECRET)
    yield Paragraph(
        "Evaluator: __________________   Date: __________   Objectives: __________   Place: ____________"
    )
    yield Paragraph(
        "Write down what you see and hear, with T+, the time in the emergency, from the screen, and the number of the inject or question. "
        "Rate afterwards."
    )
    yield Bullets(
        (
            "One guide for each evaluator; take the objectives that you were given.",
            "Facts first: who of the roles did what, when. Judgement comes in the hot wash.",
            "What comes only if, or unless, something is so is looked at once, when it would come; where it is held, nobody missed it.",
            "Ratings are proposals until the evaluators have agreed on one. They are not shown during the exercise.",
            "Write roles, not names.",
        )
    )
    rows = tuple((grade, words) for grade, words in GRADES.items())
    yield Table("Ratings", (Column("", 0.1), Column("", 0.9)), rows)


def _objective(kit: Kit, one: Objective) -> Iterator[Block]:
    yield Paragraph(one.says)
    yield Paragraph(f"Capability target: {one.target}")
    yield Table(
        "Critical tasks",
        (Column("Task", 0.62), Column("Seen at T+", 0.14), *(Column(grade, 0.06) for grade in GRADES)),
        tuple((task, "", *("☐" for _ in GRADES)) for task in one.tasks),
    )
    coming = list(_coming(kit, one))
    if coming:
        columns = (
            Column("No.", 0.07),
            Column("When", 0.21),
            Column("What comes", 0.34),
            Column("Expected", 0.38),
        )
        yield Table("What will come up", columns, tuple(coming), filled(coming))
    yield Table(
        "What was seen",
        (Column("T+", 0.12), Column("Inject or question", 0.16), Column("What was seen", 0.72)),
        (("", "", ""),) * (SEEN - round(_room(coming))),
    )
    yield Table(
        "Rating of the capability target",
        (Column("", 0.76), *(Column(grade, 0.06) for grade in GRADES)),
        (("Proposed by this evaluator", *("☐" for _ in GRADES)),),
    )
    yield Ruled("Strengths, each with what shows it", 4)
    yield Ruled("Areas for improvement, each with the paragraph of the plan", 4)


def _room(coming: list[tuple[str, ...]]) -> float:
    """How many lines to write on have the room that is taken by what comes up."""
    printed = (
        max(ceil(len(said) / letters) for said, letters in zip(row[1:], LETTERS, strict=True))
        for row in coming
    )
    return sum(lines + 0.5 for lines in printed) / PRINTED


def _coming(kit: Kit, objective: Objective) -> Iterator[tuple[str, ...]]:
    for line in in_order(kit.exercise):
        if line.objective != objective.id:
            continue
        when = cue_and_guards(line, kit.exercise, kit.who)
        if isinstance(line, Inject):
            said = f"{line.sender}: “{line.says}” {note(line)}".strip()
            yield str(line.number), when, said, line.expects
        else:
            yield line.id, when, f"{kit.role(line.of)}: {line.asks}", f"{line.expects} ({line.reference})"
