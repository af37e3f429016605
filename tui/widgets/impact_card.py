"""The impact card: whom the last decision reached first, how much sooner than simulated roles would have, and what it cost."""

from typing import NamedTuple

from sim.exercise.clock import format_minutes
from sim.exercise.room_frame import Impact


class Part(NamedTuple):
    """A number and what it counts."""

    number: str
    words: str


def list_parts(impact: Impact) -> list[Part]:
    """The numbers of an impact, at most three."""
    parts = []
    reached, sooner = impact.reached, impact.sooner
    if reached is not None:
        parts.append(Part(str(reached), "staff reached first" if reached else "reached first: no one new"))
    if sooner is not None:
        way = "sooner" if sooner >= 0 else "later"
        least = " or more" if impact.at_least and sooner >= 0 else ""
        parts.append(Part(format_minutes(abs(sooner)), f"{way}{least} than simulated"))
    parts.append(Part(format_minutes(impact.cost), "of scenario time to act"))
    return parts


def format_impact(impact: Impact) -> str:
    """`Impact of D1: 14 staff reached first · 0:48 sooner than simulated · 0:11 of scenario time to act`."""
    said = " · ".join(f"{part.number} {part.words}" for part in list_parts(impact))
    return f"Impact of {impact.about}: {said}"
