"""The appendix with the acronyms that a report uses."""

import re

from reports.documents.markdown_writer import write_markdown
from reports.documents.model import Column, Paper, Section, Table

ACRONYMS = {
    "911": "emergency number, and the center that answers it",
    "AED": "automated external defibrillator",
    "ASET": "available safe egress time",
    "CI": "confidence interval",
    "CPR": "cardiopulmonary resuscitation",
    "D1": "first question of the exercise; others alike",
    "EMS": "emergency medical services",
    "EOP": "emergency operations plan",
    "PA": "public address system",
    "RSET": "required safe egress time",
    "SHA-256": "digest that shows whether a file was changed",
    "T+": "time since onset",
}


def build_acronyms(paper: Paper) -> Section:
    """Those in a document, with what they stand for."""
    words = write_markdown(paper)
    used = [
        (name, text)
        for name, text in ACRONYMS.items()
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words)
    ]
    return Section(
        "acronyms", "Acronyms", (Table("Acronyms", (Column("", 0.2), Column("", 0.8)), tuple(used)),)
    )
