"""Forms that participants fill in: the sign-in sheet, which the school keeps, and the feedback form, which asks for no name."""

from reports.documents.model import Bullets, Cell, Column, Heading, Paper, Paragraph, Section, Table, WritingLines
from reports.handouts.common import HandoutBuilder
from scenarios.exercise import Exercise

SIGNATURE_LINES = 36


def build_sign_in_sheet(builder: HandoutBuilder) -> Paper:
    """A form with empty lines."""
    empty: tuple[Cell, ...] = ("", "", "", "")
    shares = {"Name": 0.30, "Organization and position": 0.30, "Role in the exercise": 0.20, "Signature": 0.20}
    columns = tuple(Column(title, share) for title, share in shares.items())
    roles = [*(role.title for role in builder.exercise.roles), "facilitator", "evaluator", "observer"]
    blocks = (
        Paragraph("Date: ____________   Place: ____________________   Begins: ________   Ends: ________"),
        Paragraph(f"Roles: {', '.join(roles)}."),
        Table("Participants", columns, (empty,) * SIGNATURE_LINES),
    )
    section = Section("sheet", "Sign-in", blocks)
    return builder.build_paper("Sign-in sheet", (section,), contents=False)


SCALE = ("1", "2", "3", "4", "5")
STATEMENTS = (
    "The exercise was well organized.",
    "I knew what was expected of me.",
    "The scenario was believable for our school.",
    "I had something to decide or to say.",
    "I now know better what I do in the first five minutes.",
    "I know how I learn of an emergency, and how I tell others.",
    "The right people were present.",
    "There was enough time.",
)


def list_statements(exercise: Exercise) -> list[str]:
    """What participants rate, in the order of the form."""
    return [*STATEMENTS, *(one.says for one in exercise.objectives)]


def build_feedback_form(builder: HandoutBuilder) -> Paper:
    """A form of one page or two."""
    boxes = ["☐"] * len(SCALE)
    columns = (Column("1 not at all, 5 fully", 0.60), *(Column(one, 0.08) for one in SCALE))
    contact = f"I would like to talk to someone about it. I can be reached at: {'_' * 24}"
    blocks = (
        Paragraph("No name is needed. Role, if you like: ______________________________"),
        Table("The exercise", columns, tuple((statement, *boxes) for statement in STATEMENTS)),
        Table("How ready are we for this?", columns, tuple((one.says, *boxes) for one in builder.exercise.objectives)),
        Heading("In your own words"),
        WritingLines("What went well?", 4),
        WritingLines("What needs to change in our plan, and who should do it?", 5),
        WritingLines("What should the next exercise test?", 4),
        Bullets((contact,), "box"),
    )
    section = Section("form", "What do you think?", blocks)
    return builder.build_paper("Participant feedback form", (section,), contents=False)
