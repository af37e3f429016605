"""Cards to hand out: one for each role, and the letters of answers for those who vote without a phone."""

from collections.abc import Iterator

from reports.documents.model import Column, Paper, Paragraph, Section, Table
from reports.handouts.common import HandoutBuilder, list_role_objectives
from reports.text.exercise import REAL_WORLD_RULES
from scenarios.exercise import Role
from sim.exercise.ballots import LETTERS

DECIDES = "Each question to your role, if one comes. The others advise."
SPEAKS_FOR_OFFICE = "Calls and announcements of the office wait for you."
KNOWS = "Messages to your role, and what others say out loud."
CAN_DO = "Call, tell, send or announce with what you have here. Say it, and the facilitator enters it. It takes time and may fail."
CALLS = "{roles}. For 911, families and all others the facilitator answers."

MOST_IN_FULL = 2
"""Objectives that a card has room for; of more it gives the core capabilities."""


def build_role_cards(builder: HandoutBuilder) -> Paper:
    """A card for each role."""
    sections = (
        Section(
            role.id,
            role.title,
            (Table("Card", (Column("", 0.26), Column("", 0.74)), tuple(_list_rows(builder, role))),),
        )
        for role in builder.exercise.roles
    )
    return builder.build_paper("Role card", tuple(sections), contents=False, layout="cards")


def _list_rows(builder: HandoutBuilder, role: Role) -> Iterator[tuple[str, str]]:
    yield "Location, duties and equipment", " ".join(role.knows.split())
    served = list_role_objectives(builder.exercise, role)
    if served:
        is_short = len(served) <= MOST_IN_FULL
        yield (
            "You contribute to",
            "\n".join(f"{n}. {one.says}" for n, one in served)
            if is_short
            else "; ".join(f"{n}. {one.capability}" for n, one in served),
        )
    annexes = dict.fromkeys(annex for _, one in served for annex in one.annexes)
    if annexes:
        yield "In your plan", f"annexes {', '.join(annexes)}"
    others = [one.title for one in builder.exercise.roles if one.id != role.id]
    yield "Phone list", CALLS.format(roles=", ".join(others) or "No other role")
    yield "You decide", f"{DECIDES} {SPEAKS_FOR_OFFICE if role.speaks_for_office else ''}".strip()
    yield "You see and hear", KNOWS
    yield "You can", CAN_DO
    yield "Real emergency", REAL_WORLD_RULES[0]


SIX = LETTERS[:6]
HOLD_UP = "Hold it up when the facilitator asks for votes. Something else? Raise your hand."


def build_letter_cards(builder: HandoutBuilder) -> Paper:
    """A to F on one sheet."""
    sections = tuple(Section(letter.lower(), letter, (Paragraph(HOLD_UP),)) for letter in SIX)
    return builder.build_paper("Vote card", sections, contents=False, layout="letters")
