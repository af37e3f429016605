"""The situation manual, for all participants before and during the exercise.

Only the title, the objectives and the capabilities of a module tell what will happen.
"""

from collections.abc import Iterator
from dataclasses import replace

from reports.documents.model import Block, Bullets, Column, Heading, Paper, Paragraph, Run, Section, Table, WritingLines
from reports.handouts.agenda import build_agenda_table, format_time_of_day, is_module, list_agenda
from reports.handouts.common import (
    HandoutBuilder,
    build_objectives,
    build_rules,
    list_objective_numbers,
    write_situation,
)
from reports.handouts.discussion_questions import list_module_questions
from reports.text.exercise import SIMULATED_ROLES

NOTE_LINES = 5
DUTIES = (
    (
        "Participants",
        f"Act on what their role knows. The player of a role decides for it, and the others advise. {SIMULATED_ROLES}",
    ),
    ("Facilitator", "Leads the session, reads messages out loud, asks the questions and keeps the time."),
    ("Evaluators", "Observe their objectives with the evaluators' guide. They speak in the hot wash."),
    ("Observers", "Watch. They speak in the hot wash if the facilitator asks them to."),
)
"""What people in the room are responsible for, in HSEEP's terms."""


def build_situation_manual(builder: HandoutBuilder) -> Paper:
    """For all participants, before and during the exercise."""
    exercise = builder.exercise
    rules = build_rules(builder)
    sections = (
        Section("purpose", "Purpose and objectives", (Paragraph(exercise.purpose.strip()), build_objectives(builder))),
        Section("course", "Agenda", tuple(_build_course(builder)), starts_page=True),
        Section("roles", "Roles", tuple(_build_roles(builder))),
        rules,
        Section("situation", "The situation before it begins", tuple(map(Paragraph, write_situation(builder)))),
        Section("modules", "Discussion questions", tuple(_build_modules(builder)), starts_page=True),
    )
    return builder.build_paper("Situation manual", sections)


def _build_course(builder: HandoutBuilder) -> Iterator[Block]:
    exercise = builder.exercise
    yield Paragraph("Date: ____________   Place: ____________________   Facilitator: ____________________")
    yield Paragraph(f"Participants: {exercise.people.strip()}.")
    note = f"Times of the session. Scenario time begins on {exercise.day} at {exercise.onset}."
    yield replace(build_agenda_table(exercise, builder.starts), note=note)


def _build_roles(builder: HandoutBuilder) -> Iterator[Block]:
    yield Table("Who does what in the session", (Column("", 0.18), Column("", 0.82)), DUTIES)
    shares = {"Role": 0.18, "Location, duties and equipment": 0.53, "Objectives": 0.12, "Participant": 0.17}
    rows = tuple(
        (role.title, " ".join(role.knows.split()), list_objective_numbers(builder.exercise, role), "")
        for role in builder.exercise.roles
    )
    columns = tuple(Column(title, share) for title, share in shares.items())
    yield Table("Roles, the objectives that they contribute to, and who plays them", columns, rows)


def _build_modules(builder: HandoutBuilder) -> Iterator[Block]:
    yield Paragraph("Keep these in mind. The facilitator asks other questions, which depend on what happens.")
    questions = list_module_questions(builder.exercise)
    for part in list_agenda(builder.exercise, builder.starts):
        if is_module(part.segment):
            yield Heading(f"{part.name}, {format_time_of_day(part.begins)}, {part.segment.minutes} minutes")
            yield Bullets(
                tuple((Run(f"{capability}:", "strong"), f" {asks}") for capability, asks in questions[part.segment.id]),
                "number",
            )
            yield WritingLines("Notes", NOTE_LINES)
