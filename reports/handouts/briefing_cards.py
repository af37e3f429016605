"""The cards of a briefing, one at a key: what everybody in the room has to know before it begins.

They are read out loud, so they are short, and what depends on the exercise is taken from it. Every card fits a screen of 80 by 24.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.text.exercise import GROUND_RULES, REAL_WORLD_RULES, list_artificialities
from reports.text.formatting import format_count, format_list
from sim.exercise.participants import NON_PLAYER_ROLES
from sim.exercise.schedule import list_active_objectives
from sim.exercise.state import State


@dataclass(frozen=True)
class BriefingCard:
    """lines: paragraphs, of one line or several; one that begins with a dash and a blank is an item of a list."""

    title: str
    lines: tuple[str, ...]


HERE = "Who is here"
RETURN_ROLE_HINT = "If nobody plays a role after all, press its number: the computer plays it from now on."
NAMES = "Names can be noted with w, now or later. They stand on no screen for the room, and in no report unless asked for."


def build_cards(state: State) -> list[BriefingCard]:
    """All of them, in order."""
    return [
        BriefingCard(HERE, tuple(write_participants(state))),
        BriefingCard("What this is for", tuple(write_purpose(state))),
        BriefingCard("Rules", GROUND_RULES),
        BriefingCard(
            "What is not as in life", tuple(list_artificialities(state.exercise, state.labels.school))
        ),
        BriefingCard("How to read the screen", tuple(reading(state))),
        BriefingCard("If something real happens", REAL_WORLD_RULES),
        BriefingCard("Where you are, and what you have", tuple(write_role_cards(state))),
        BriefingCard("What you know now", tuple(write_situation(state))),
    ]


def write_participants(state: State) -> Iterator[str]:
    """Who there is, and what can be changed about it."""
    yield "\n".join(list_roles(state))
    yield f"{RETURN_ROLE_HINT}\n{NAMES}"


def list_roles(state: State) -> Iterator[str]:
    """Roles, each with whether it is played, and by how many whose names are noted; the names themselves stand elsewhere."""
    participants = state.participants
    for number, role in enumerate(state.exercise.roles, 1):
        tick = "[x]" if role.id in state.played else "[ ]"
        modelled = "" if role.id in state.played else "played by the computer"
        names = len(participants.get(role.id, ()))
        said = ", ".join(filter(None, (modelled, format_count(names, "name") if names else "")))
        yield f"{number} {tick} {role.title}" + (f": {said}" if said else "")
    others = [
        format_count(len(participants[role]), title.lower())
        for role, title in NON_PLAYER_ROLES.items()
        if role in participants
    ]
    if others:
        yield f"With us: {format_list(others)}."


def write_purpose(state: State) -> Iterator[str]:
    """Why, and the objectives that are tried."""
    yield " ".join(state.exercise.purpose.split())
    for objective in list_active_objectives(state):
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


def write_role_cards(state: State) -> Iterator[str]:
    """What is on the card of each role that somebody plays."""
    for role in state.exercise.roles:
        if role.id in state.played:
            yield f"- {role.title}: {' '.join(role.knows.split())}"


def write_situation(state: State) -> Iterator[str]:
    """What everybody knows before it begins."""
    yield f"{state.exercise.day}, {state.exercise.onset}. {state.labels.school}."
    yield " ".join(state.exercise.situation.split())
