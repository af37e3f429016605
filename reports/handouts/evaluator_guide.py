"""What an evaluator holds: an objective with its target and tasks, what will come up for it by number and T+, and room to write."""

from collections.abc import Iterator
from math import ceil

from reports.documents.model import Block, Bullets, Column, Paper, Paragraph, Section, Table, WritingLines
from reports.handouts.common import (
    NOT_FOR_PLAYERS,
    RESTRICTED_NOTE,
    HandoutBuilder,
    explain_slots,
    format_inject_note,
    sort_items,
)
from reports.text.exercise import describe_trigger_and_guards
from scenarios.exercise import Inject, Objective
from sim.exercise.evaluation import GRADES

SEEN_WIDTH = 22  # lines for what was seen, and less for what comes up: so an objective has two pages
LETTER_COLORS = (20, 34, 38)
"""In a line of the columns of what comes up, without that of the number."""
LINE_FACTOR = 2.3
"""Lines of print in the room of one to write on."""


def build_evaluator_guide(builder: HandoutBuilder) -> Paper:
    """A section for each objective, on a page of its own, so that each evaluator can take one."""
    sections = tuple(
        Section(
            f"objective-{n}",
            f"Objective {n}: {one.capability}",
            tuple(_build_objective(builder, one)),
            starts_page=True,
        )
        for n, one in enumerate(builder.exercise.objectives, 1)
    )
    return builder.build_paper(
        f"Evaluators' guide, {NOT_FOR_PLAYERS}",
        (Section("how", "How to use this guide", tuple(_build_instructions())), *sections),
    )


def _build_instructions() -> Iterator[Block]:
    yield Paragraph(RESTRICTED_NOTE)
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


def _build_objective(builder: HandoutBuilder, one: Objective) -> Iterator[Block]:
    yield Paragraph(one.says)
    yield Paragraph(f"Capability target: {one.target}")
    yield Table(
        "Critical tasks",
        (Column("Task", 0.62), Column("Seen at T+", 0.14), *(Column(grade, 0.06) for grade in GRADES)),
        tuple((task, "", *("☐" for _ in GRADES)) for task in one.tasks),
    )
    coming = list(_list_upcoming(builder, one))
    if coming:
        columns = (
            Column("No.", 0.07),
            Column("When", 0.21),
            Column("What comes", 0.34),
            Column("Expected", 0.38),
        )
        yield Table("What will come up", columns, tuple(coming), explain_slots(coming))
    yield Table(
        "What was seen",
        (Column("T+", 0.12), Column("Inject or question", 0.16), Column("What was seen", 0.72)),
        (("", "", ""),) * (SEEN_WIDTH - round(_count_writing_lines(coming))),
    )
    yield Table(
        "Rating of the capability target",
        (Column("", 0.76), *(Column(grade, 0.06) for grade in GRADES)),
        (("Proposed by this evaluator", *("☐" for _ in GRADES)),),
    )
    yield WritingLines("Strengths, each with what shows it", 4)
    yield WritingLines("Areas for improvement, each with the paragraph of the plan", 4)


def _count_writing_lines(coming: list[tuple[str, ...]]) -> float:
    """How many lines to write on have the room that is taken by what comes up."""
    printed = (
        max(ceil(len(said) / letters) for said, letters in zip(row[1:], LETTER_COLORS, strict=True))
        for row in coming
    )
    return sum(lines + 0.5 for lines in printed) / LINE_FACTOR


def _list_upcoming(builder: HandoutBuilder, objective: Objective) -> Iterator[tuple[str, ...]]:
    for line in sort_items(builder.exercise):
        if line.objective != objective.id:
            continue
        when = describe_trigger_and_guards(line, builder.exercise, builder.name_resolver)
        if isinstance(line, Inject):
            said = f"{line.sender}: “{line.says}” {format_inject_note(line)}".strip()
            yield str(line.number), when, said, line.expects
        else:
            yield (
                line.id,
                when,
                f"{builder.role_title(line.of)}: {line.asks}",
                f"{line.expects} ({line.reference})",
            )
