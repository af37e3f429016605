"""What players hold: the situation manual, the sign-in sheet, the feedback form.

Title and objectives say what kind of emergency it is and what is tried, and nothing else what is going to happen.
"""

from reports.documents.model import (
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

NOTE_LINES = 10  # lines of a situation manual
SIGNATURE_LINES = 36  # lines of a sign-in sheet
SCALE = ("1", "2", "3", "4", "5")
STATEMENTS = (
    "The exercise was well organised.",
    "I knew what was expected of me.",
    "What happened was believable for our school.",
    "I had something to decide or to say.",
    "I now know better what I do in the first five minutes.",
    "I know how I hear of an emergency, and how I tell others.",
    "The right people were in the room.",
    "The time was enough.",
)


def build_situation_manual(builder: HandoutBuilder) -> Paper:
    """For everybody in the room, before and during the exercise."""
    exercise = builder.exercise
    roles = tuple((role.title, " ".join(role.knows.split())) for role in exercise.roles)
    return builder.build_paper(
        "Situation manual",
        (
            Section(
                "purpose",
                "Purpose and objectives",
                (Paragraph(exercise.purpose.strip()), build_objectives(builder)),
            ),
            Section(
                "course",
                "How it runs",
                (Paragraph(f"In the room: {exercise.people.strip()}."), build_schedule(builder)),
            ),
            build_rules(builder),
            Section(
                "situation",
                "The situation before it begins",
                (
                    Paragraph(f"{exercise.day}, {exercise.onset}. {builder.labels.school}."),
                    Paragraph(exercise.situation.strip()),
                ),
            ),
            Section(
                "roles",
                "Roles",
                (
                    Paragraph(
                        "Whoever plays a role decides for it; the others advise. What nobody plays, the computer plays."
                    ),
                    Table(
                        "Roles, where they are and what they have",
                        (Column("Role", 0.28), Column("Where, and with what", 0.72)),
                        roles,
                    ),
                ),
            ),
            Section("notes", "Notes", (WritingLines("", NOTE_LINES),)),
        ),
    )


def build_sign_in(builder: HandoutBuilder) -> Paper:
    """Who was there. It is a record with names, kept by the school."""
    empty: tuple[Cell, ...] = ("", "", "", "")
    columns = (
        Column("Name", 0.30),
        Column("Organisation and position", 0.30),
        Column("Role in the exercise", 0.20),
        Column("Signature", 0.20),
    )
    roles = ", ".join(
        [*(role.title for role in builder.exercise.roles), "facilitator", "evaluator", "observer"]
    )
    return builder.build_paper(
        "Sign-in sheet",
        (
            Section(
                "sheet",
                "Who is here",
                (
                    Paragraph(
                        "Date: ____________   Place: ____________________   Begins: ________   Ends: ________"
                    ),
                    Paragraph(f"Roles: {roles}."),
                    Table("Participants", columns, (empty,) * SIGNATURE_LINES),
                ),
            ),
        ),
        contents=False,
    )


def build_feedback(builder: HandoutBuilder) -> Paper:
    """What participants think of it, without their names."""
    rows = tuple((statement, *("☐" for _ in SCALE)) for statement in STATEMENTS)
    columns = (Column("1 not at all, 5 fully", 0.60), *(Column(one, 0.08) for one in SCALE))
    tried = tuple((one.says, *("☐" for _ in SCALE)) for one in builder.exercise.objectives)
    return builder.build_paper(
        "Participant feedback form",
        (
            Section(
                "form",
                "What do you think?",
                (
                    Paragraph("No name is needed. Role, if you like: ______________________________"),
                    Table("The exercise", columns, rows),
                    Table("How ready are we for this?", columns, tried),
                    Heading("In your own words"),
                    WritingLines("What went well and should stay?", 4),
                    WritingLines("What has to change in our plan, and who should do it?", 5),
                    WritingLines("What should the next exercise try?", 4),
                    Bullets(
                        (f"I would like to talk to somebody about it. I can be reached at: {'_' * 24}",),
                        "box",
                    ),
                ),
            ),
        ),
        contents=False,
    )
