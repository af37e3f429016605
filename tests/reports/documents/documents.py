"""Papers made by hand for the writers: one of every block with names in many writing systems, one with nothing in it."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from reports.documents import model
from reports.documents.model import Blank, Bullets, Column, Paper, Run, Section, Table

NAMES = (
    *("Maria Gonzalez-Hernandez", "Владимир Ковалевский", "Nguyễn Thị Hằng", "Ελένη Παπαδοπούλου"),
    *("محمد الأحمد", "דוד לוי", "अनीता शर्मा", "张伟", "佐藤 さくら", "김민준", "สมชาย ใจดี", "ᏣᎳᎩ"),
)
"""In the writing systems that a school may meet."""
ROLES = ("Assistant principal", "Teacher", "School resource officer", "Superintendent", "Paraprofessional")


def drawing(words: str = "<a & b>") -> model.Picture:
    """A picture with everything that can meet another: a clip by its identifier, a rule of style, a title of its own."""
    svg = (
        '<?xml version="1.0" encoding="utf-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" width="160pt" height="90pt" viewBox="0 0 160 90" role="img">'
        "<title>of its own</title><desc>of its own</desc><style>*{stroke-linejoin:round} .a,.b{fill:#ffffff}</style>"
        '<defs><clipPath id="clip"><rect width="160" height="90"/></clipPath><path id="dot" d="M0 0 h9 v9 z"/></defs>'
        '<g clip-path="url(#clip)"><rect class="a" width="160" height="90"/>'
        '<path d="M5 85 L155 10" style="stroke: #14466b; fill: none"/><use xlink:href="#dot"/></g></svg>'
    )
    return model.Picture("aware", f"Aware over time {words}", f"A line rises {words}.", svg.encode(), png(160, 90), 0.8)


def png(width: int, height: int) -> bytes:
    """A picture of one color, of that many pixels."""
    from PIL import Image

    written = io.BytesIO()
    Image.new("RGB", (width, height), "#e3e9ee").save(written, "png")
    return written.getvalue()


def words() -> Section:
    """Every block but tables and pictures."""
    return Section(
        "summary",
        "Summary <of facts> & more",
        (
            model.Paragraph(
                ("The alert reached ", Run("82 %", "strong"), " of ", Run("all", "emphasis"), " staff; 1 < 2.")
            ),
            model.Heading("Scope #1", 2),
            Bullets(("A point", ("Run ", Run("list", "code")), Blank("strength", "A strength", "", "one sentence"))),
            Bullets(("First", "Second"), "number"),
            model.Heading("In detail", 3),
            Bullets(("Door locked", "Lights off"), "box"),
            Bullets(("Again first", "Again second"), "number"),
            model.Code("allcall drill active-assailant --seed 7\n  # two spaces before"),
            Blank("judgment", "Overall judgment", "", "two or three sentences, as the board will read them"),
            Blank("said", "What went well", "They *did* #well_ $x$.\nAnd <again>."),
            Blank("more", "Anything else", "", "", is_required=False),
            model.WritingLines("Notes", 4),
        ),
    )


def people() -> Section:
    """Sixty participants."""
    columns = (Column("Name", 0.3), Column("Role", 0.3), Column("E-mail", 0.25), Column("Minutes", 0.15, "right"))
    address = "a.rather.long.address.{}@jefferson-high.k12.ok.example"
    rows = tuple((NAMES[n % 12], ROLES[n % 5], address.format(n), f"{n * 13:,}") for n in range(60))
    table = Table("Who took part.", columns, rows, "Names as they were typed.")
    return Section("participants", "Participants", (table, drawing()))


def timeline() -> Section:
    """A long table of numbers, and a second picture."""
    columns = (Column("Time", 0.15, "right"), Column("Who", 0.25), Column("What", 0.6))
    said = "Entry {}: told by radio to lock the doors of the gymnasium"
    rows = tuple((f"T+00:{n:02d}", ROLES[n % 5], said.format(n)) for n in range(60))
    return Section("timeline", "Timeline", (Table("What happened.", columns, rows), drawing("again")))


def plan() -> Section:
    """A wide table with places to fill in."""
    titles = [
        "No.",
        "Capability",
        "Issue",
        "Corrective action",
        "Element",
        "Responsible",
        "Contact",
        "Start",
        "Completion",
    ]
    rows = tuple(
        (
            str(at + 1),
            "Operational communications",
            "The announcement was not heard in the gymnasium",
            Blank(f"plan.{at}.action", "Corrective action", "", "what will be done"),
            "Organisation",
            Blank(f"plan.{at}.responsible", "Responsible"),
            Blank(f"plan.{at}.contact", "Contact", f"someone.{at}@jefferson-high.k12.ok.example"),
            Blank(f"plan.{at}.start", "Start date"),
            Blank(f"plan.{at}.end", "Completion", is_required=False),
        )
        for at in range(8)
    )
    columns = tuple(Column(title, 1 / len(titles), "right" if title == "No." else "left") for title in titles)
    return Section("Plan!", "Improvement plan", (Table("What will be changed.", columns, rows),), landscape=True)


def full(made: datetime | None = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)) -> Paper:
    """A paper with every block."""
    return Paper(
        kind="After-action report",
        title="Active assailant at Jefferson High",
        about=(("Exercise", "Active assailant, 45 minutes"), ("Held", "Tuesday, November 24, 2026")),
        sections=(words(), timeline(), plan(), people()),
        marking="EXERCISE",
        status="DRAFT",
        author="Allcall <of somebody>",
        made=made,
    )


def empty() -> Paper:
    """A paper of which nothing is known but its title."""
    return Paper(kind="Sign-in sheet", title="Nothing yet", about=(), sections=())
