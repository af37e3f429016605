"""Cards with the letters of answers, for those who vote without a phone: one sheet a person, to cut apart."""

from reports.documents.model import Paper, Paragraph, Section
from reports.handouts.common import HandoutBuilder
from sim.exercise.ballots import LETTERS

SIX = LETTERS[:6]
HOLD_UP = "Hold it up when the facilitator asks for votes. Something else? Raise your hand."


def build_letter_cards(builder: HandoutBuilder) -> Paper:
    """A to F on one sheet."""
    sections = tuple(Section(letter.lower(), letter, (Paragraph(HOLD_UP),)) for letter in SIX)
    return builder.build_paper("Vote card", sections, contents=False, layout="letters")
