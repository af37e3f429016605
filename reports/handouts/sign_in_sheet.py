"""The sign-in sheet: who was present, a record with names that the school keeps."""

from reports.documents.model import Cell, Column, Paper, Paragraph, Section, Table
from reports.handouts.common import HandoutBuilder

SIGNATURE_LINES = 36


def build_sign_in_sheet(builder: HandoutBuilder) -> Paper:
    """A form with empty lines."""
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
