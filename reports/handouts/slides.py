"""Slides for the room: they tell participants no more than the situation manual."""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import TypeVar

from reports.documents.model import Block, Bullets, Column, Paper, Paragraph, Run, Section, Table
from reports.handouts.agenda import build_agenda_table, format_time_of_day, is_module, list_agenda
from reports.handouts.common import HandoutBuilder, build_bullets, list_objective_numbers, write_situation
from reports.handouts.discussion_questions import list_module_questions
from reports.text.exercise import (
    EXERCISE_QUESTIONS,
    GROUND_RULES,
    OBJECTIVE_QUESTIONS,
    REAL_WORLD_RULES,
    SIMULATED_ROLES,
    list_artificialities,
    list_content_notes,
)
from scenarios.exercise import Objective, Role

OBJECTIVES_A_SLIDE, ROLES_A_SLIDE = 3, 6
NEXT_STEPS = (
    "Fill in the feedback form before you leave.",
    "Evaluators agree on a rating for each objective.",
    "The after-action report gives each improvement an owner and a date.",
    "We change the plan, and the next exercise tests the change.",
)
T = TypeVar("T")


def build_slides(builder: HandoutBuilder) -> Paper:
    """A slide for each section, after the title slide."""
    sections = (Section(f"slide-{n}", title, blocks) for n, (title, blocks) in enumerate(_list_slides(builder), 1))
    return builder.build_paper("Tabletop exercise", tuple(sections), contents=False, layout="slides")


def _list_slides(builder: HandoutBuilder) -> Iterator[tuple[str, tuple[Block, ...]]]:
    exercise, hazard = builder.exercise, builder.opened.emergency.scenario.hazard.kind
    yield "Purpose", (Paragraph(" ".join(exercise.purpose.split())),)
    for chunk in _split_evenly([*enumerate(exercise.objectives, 1)], OBJECTIVES_A_SLIDE):
        yield "Objectives", tuple(_build_objective(n, one) for n, one in chunk)
    yield "Agenda", (build_agenda_table(exercise, builder.starts),)
    yield "Before we begin", (build_bullets(list_content_notes(hazard)),)
    yield "Ground rules", (build_bullets(GROUND_RULES),)
    yield ("Assumptions and artificialities", (build_bullets(list_artificialities(exercise, builder.labels.school)),))
    yield "If something real happens", (build_bullets(REAL_WORLD_RULES),)
    for roles in _split_evenly(exercise.roles, ROLES_A_SLIDE):
        yield "Roles", (_build_roles(builder, roles), Paragraph(SIMULATED_ROLES))
    yield "The situation before it begins", tuple(map(Paragraph, write_situation(builder)))
    questions = list_module_questions(exercise)
    for part in list_agenda(exercise, builder.starts):
        if is_module(part.segment):
            title = f"{part.name}: {format_time_of_day(part.begins)}, {part.segment.minutes} minutes"
            yield title, (Bullets(tuple(asks for _, asks in questions[part.segment.id])),)
    yield "Hot wash: each objective", (Bullets(OBJECTIVE_QUESTIONS),)
    yield "Hot wash: the whole exercise", (Bullets(EXERCISE_QUESTIONS),)
    yield "Next steps", (Bullets(NEXT_STEPS),)


def _split_evenly(items: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """Runs of items, none longer than `most`, none shorter than another by more than one."""
    count = ceil(len(items) / most)
    for n in range(count):
        yield items[n * len(items) // count : (n + 1) * len(items) // count]


def _build_objective(number: int, objective: Objective) -> Paragraph:
    return Paragraph((Run(f"{number}. {objective.capability}\n", "strong"), objective.says))


def _build_roles(builder: HandoutBuilder, roles: Sequence[Role]) -> Table:
    rows = tuple((role.title, list_objective_numbers(builder.exercise, role)) for role in roles)
    return Table("Roles", (Column("Role", 0.65), Column("Objectives", 0.35)), rows)
