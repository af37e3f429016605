"""The evaluator's guide: each objective with its target and tasks, what will come up for it by number and T+, and room to write."""

from collections.abc import Iterator
from math import ceil

from reports.documents.model import Block, Bullets, Column, Paper, Paragraph, Section, Table, WritingLines
from reports.handouts.common import (
    NOT_FOR_PARTICIPANTS,
    RESTRICTED_NOTE,
    HandoutBuilder,
    explain_slots,
    format_inject_note,
    sort_items,
)
from reports.text.exercise import describe_trigger_and_guards
from reports.text.targets import describe_target
from scenarios.exercise import Inject, Objective
from sim.exercise.events import GRADES

OBSERVATION_LINES = 22  # of an objective, less those that its expected events take: so it fills two pages
LETTERS = (20, 34, 38)  # in a line of the columns of expected events, the first left out
LINE_FACTOR = 2.3  # printed lines in the room of one to write on


def build_evaluator_guide(builder: HandoutBuilder) -> Paper:
    """A section for each objective, on pages of its own, so that each evaluator can take one."""
    sections = (
        Section(
            f"objective-{n}",
            f"Objective {n}: {one.capability}",
            tuple(_build_objective(builder, one)),
            starts_page=True,
        )
        for n, one in enumerate(builder.exercise.objectives, 1)
    )
    instructions = Section("how", "How to use this guide", tuple(_build_instructions()))
    return builder.build_paper(f"Evaluator's guide, {NOT_FOR_PARTICIPANTS}", (instructions, *sections))


def _build_instructions() -> Iterator[Block]:
    yield Paragraph(RESTRICTED_NOTE)
    yield Paragraph("Evaluator: __________________   Date: __________   Objectives: __________   Place: ____________")
    yield Paragraph(
        "Write down what you see and hear, with T+, the time in the emergency, from the screen, and the number of the inject or question. "
        "Rate afterwards."
    )
    yield Bullets(
        (
            "One guide for each evaluator; take the objectives that you were given.",
            "Facts first: which role did what, and when. Judgment comes in the hot wash.",
            "A condition (only if, unless) is checked once, when its item is due. A held inject is no one's mistake.",
            "Ratings are proposals until the evaluators agree on one. They are not shown during the exercise.",
            "Write roles, not names.",
        )
    )
    yield Table("Ratings", (Column("", 0.1), Column("", 0.9)), tuple(GRADES.items()))


def _build_objective(builder: HandoutBuilder, objective: Objective) -> Iterator[Block]:
    boxes, grades = ["☐"] * len(GRADES), [Column(grade, 0.06) for grade in GRADES]
    yield Paragraph(objective.says)
    yield Paragraph(f"Capability target: {describe_target(objective.target)}")
    yield Table(
        "Critical tasks",
        (Column("Task", 0.62), Column("Seen at T+", 0.14), *grades),
        tuple((task, "", *boxes) for task in objective.tasks),
    )
    expected = list(_list_expected_events(builder, objective))
    if expected:
        shares = {"No.": 0.07, "When": 0.21, "Event": 0.34, "Expected": 0.38}
        columns = tuple(Column(title, share) for title, share in shares.items())
        yield Table("What will come up", columns, tuple(expected), explain_slots(expected))
    yield Table(
        "Observations",
        (Column("T+", 0.12), Column("Inject or question", 0.16), Column("Observation", 0.72)),
        (("", "", ""),) * (OBSERVATION_LINES - round(_count_writing_lines(expected))),
    )
    rating = ("Proposed by this evaluator", *boxes)
    yield Table("Rating of the capability target", (Column("", 0.76), *grades), (rating,))
    yield WritingLines("Strengths, each with what shows it", 4)
    yield WritingLines("Areas for improvement, each with the paragraph of the plan", 4)


def _count_writing_lines(rows: list[tuple[str, ...]]) -> float:
    """The number of lines to write on in the room that the expected events take."""
    printed = (max(ceil(len(cell) / letters) for cell, letters in zip(row[1:], LETTERS, strict=True)) for row in rows)
    return sum(lines + 0.5 for lines in printed) / LINE_FACTOR


def _list_expected_events(builder: HandoutBuilder, objective: Objective) -> Iterator[tuple[str, ...]]:
    for item in sort_items(builder.exercise):
        if item.objective != objective.id:
            continue
        when = describe_trigger_and_guards(item, builder.exercise, builder.name_resolver)
        if isinstance(item, Inject):
            message = f"{item.sender}: “{item.says}” {format_inject_note(item)}".strip()
            yield str(item.number), when, message, item.expects
        else:
            question = f"{builder.role_title(item.of)}: {item.asks}"
            yield item.id, when, question, f"{item.expects} ({item.reference})"
