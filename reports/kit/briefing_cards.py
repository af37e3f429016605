"""The cards of a briefing, one at a key: what everybody in the room has to know before it begins.

They are read out loud, so they are short, and what depends on the exercise is taken from it. Every card fits a screen of 80 by 24.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.briefing_words import REAL, RULES, artificialities
from reports.input_words import counted, listed
from sim.drill.left_out import kept_objectives
from sim.drill.people import OTHERS
from sim.drill.state import State


@dataclass(frozen=True)
class Card:
    """lines: paragraphs, of one line or several; one that begins with a dash and a blank is an item of a list."""

    title: str
    lines: tuple[str, ...]


HERE = "Who is here"
HAND_BACK = "If nobody plays a role after all, press its number: the computer plays it from now on."
NAMES = "Names can be noted with w, now or later. They stand on no screen for the room, and in no report unless asked for."


def cards(state: State) -> list[Card]:
    """All of them, in order."""
    return [
        Card(HERE, tuple(here(state))),
        Card("What this is for", tuple(purpose(state))),
        Card("Rules", RULES),
        Card("What is not as in life", tuple(artificialities(state.exercise, state.labels.school))),
        Card("How to read the screen", tuple(reading(state))),
        Card("If something real happens", REAL),
        Card("Where you are, and what you have", tuple(duties(state))),
        Card("What you know now", tuple(situation(state))),
    ]


def here(state: State) -> Iterator[str]:
    """Who there is, and what can be changed about it."""
    yield "\n".join(present(state))
    yield f"{HAND_BACK}\n{NAMES}"


def present(state: State) -> Iterator[str]:
    """Roles, each with whether it is played, and by how many whose names are noted; the names themselves stand elsewhere."""
    participants = state.participants
    for number, role in enumerate(state.exercise.roles, 1):
        tick = "[x]" if role.id in state.played else "[ ]"
        modelled = "" if role.id in state.played else "played by the computer"
        names = len(participants.get(role.id, ()))
        said = ", ".join(filter(None, (modelled, counted(names, "name") if names else "")))
        yield f"{number} {tick} {role.title}" + (f": {said}" if said else "")
    others = [
        counted(len(participants[role]), title.lower())
        for role, title in OTHERS.items()
        if role in participants
    ]
    if others:
        yield f"With us: {listed(others)}."


def purpose(state: State) -> Iterator[str]:
    """Why, and the objectives that are tried."""
    yield " ".join(state.exercise.purpose.split())
    for objective in kept_objectives(state):
        yield f"- {objective.says}"


def reading(state: State) -> Iterator[str]:
    """What stands where on the room's face."""
    yield "- T+ is the time since it began. Beside it stands the time of day in the story."
    yield "- You see only what somebody in this room has been told, and how old it is."
    yield "- On the map a room that has checked in has a tick. A question mark means that nothing was heard."
    if state.setup is None or state.setup.twin:
        yield "- Two bars: how many know and are protected, here, and in the same emergency under another strategy."
    else:
        yield "- One bar: how many know, and how many are protected."
    yield "- A question is for one role. Whoever plays it decides; the others advise."


def duties(state: State) -> Iterator[str]:
    """What is on the card of each role that somebody plays."""
    for role in state.exercise.roles:
        if role.id in state.played:
            yield f"- {role.title}: {' '.join(role.knows.split())}"


def situation(state: State) -> Iterator[str]:
    """What everybody knows before it begins."""
    yield f"{state.exercise.day}, {state.exercise.onset}. {state.labels.school}."
    yield " ".join(state.exercise.situation.split())
