"""The handouts of participants: the situation manual, the sign-in sheet and the feedback form.

Only the title and the objectives tell what will happen: the kind of emergency, and the capabilities tested.
"""

from reports.documents.model import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Paper,
    Paragraph,
    Section,
    Table,
    WritingLines,
)
from reports.handouts.common import HandoutBuilder, build_objectives, build_rules, build_schedule
from scenarios.exercise import Exercise

NOTE_LINES = 10
SIGNATURE_LINES = 36
SCALE = ("1", "2", "3", "4", "5")
STATEMENTS = (
    "The exercise was well organized.",
    "I knew what was expected of me.",
    "The scenario was believable for our school.",
    "I had something to decide or to say.",
    "I now know better what I do in the first five minutes.",
    "I know how I learn of an emergency, and how I tell others.",
    "The right people were in the room.",
    "There was enough time.",
)


def list_statements(exercise: Exercise) -> list[str]:
    """What participants rate, in the order of the form."""
    return [*STATEMENTS, *(one.says for one in exercise.objectives)]


def build_situation_manual(builder: HandoutBuilder) -> Paper:
    """For all participants, before and during the exercise."""
    exercise = builder.exercise
    roles = tuple((role.title, " ".join(role.knows.split())) for role in exercise.roles)
    who = "The participant who plays a role decides for it; the others advise. Roles without a participant are simulated."
    columns = (Column("Role", 0.28), Column("Location and equipment", 0.72))
    parts: dict[str, tuple[str, tuple[Block, ...]]] = {
        "purpose": (
            "Purpose and objectives",
            (Paragraph(exercise.purpose.strip()), build_objectives(builder)),
        ),
        "course": (
            "Schedule",
            (Paragraph(f"In the room: {exercise.people.strip()}."), build_schedule(builder)),
        ),
        "rules": (build_rules(builder).title, build_rules(builder).blocks),
        "situation": (
            "The situation before it begins",
            (
                Paragraph(f"{exercise.day}, {exercise.onset}. {builder.labels.school}."),
                Paragraph(exercise.situation.strip()),
            ),
        ),
        "roles": ("Roles", (Paragraph(who), Table("Roles", columns, roles))),
        "notes": ("Notes", (WritingLines("", NOTE_LINES),)),
    }
    sections = (Section(id_, title, blocks) for id_, (title, blocks) in parts.items())
    return builder.build_paper("Situation manual", tuple(sections))


def build_sign_in(builder: HandoutBuilder) -> Paper:
    """Who was present: a record with names, kept by the school."""
    empty: tuple[Cell, ...] = ("", "", "", "")
    shares = {
        "Name": 0.30,
        "Organization and position": 0.30,
        "Role in the exercise": 0.20,
        "Signature": 0.20,
    }
    columns = tuple(Column(title, share) for title, share in shares.items())
    roles = [*(role.title for role in builder.exercise.roles), "facilitator", "evaluator", "observer"]
    blocks = (
        Paragraph("Date: ____________   Place: ____________________   Begins: ________   Ends: ________"),
        Paragraph(f"Roles: {', '.join(roles)}."),
        Table("Participants", columns, (empty,) * SIGNATURE_LINES),
    )
    section = Section("sheet", "Sign-in", blocks)
    return builder.build_paper("Sign-in sheet", (section,), contents=False)


def build_feedback(builder: HandoutBuilder) -> Paper:
    """What participants think of the exercise, without their names."""
    boxes = ["☐"] * len(SCALE)
    columns = (Column("1 not at all, 5 fully", 0.60), *(Column(one, 0.08) for one in SCALE))
    contact = f"I would like to talk to someone about it. I can be reached at: {'_' * 24}"
    blocks = (
        Paragraph("No name is needed. Role, if you like: ______________________________"),
        Table("The exercise", columns, tuple((statement, *boxes) for statement in STATEMENTS)),
        Table(
            "How ready are we for this?",
            columns,
            tuple((one.says, *boxes) for one in builder.exercise.objectives),
        ),
        Heading("In your own words"),
        WritingLines("What went well?", 4),
        WritingLines("What needs to change in our plan, and who should do it?", 5),
        WritingLines("What should the next exercise test?", 4),
        Bullets((contact,), "box"),
    )
    section = Section("form", "What do you think?", blocks)
    return builder.build_paper("Participant feedback form", (section,), contents=False)
