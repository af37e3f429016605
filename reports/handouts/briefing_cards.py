"""The cards of a briefing: what participants have to know before the exercise begins, read out loud one by one.

They are short, and what depends on the exercise is taken from it. Every card fits a screen of 80 by 24.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.text.exercise import GROUND_RULES, REAL_WORLD_RULES, list_artificialities, list_content_notes
from reports.text.formatting import format_count, format_list
from sim.exercise.participants import NON_PLAYER_ROLES
from sim.exercise.room_view import name_comparison_arm
from sim.exercise.schedule import list_active_objectives
from sim.exercise.state import State
from sim.measures import list_measures


@dataclass(frozen=True)
class BriefingCard:
    """lines: paragraphs, of one line or several; `- ` begins an item of a list. hints: for the facilitator, on their own screen alone."""

    title: str
    lines: tuple[str, ...]
    hints: tuple[str, ...] = ()


HERE = "Who is here"
RETURN_ROLE_HINT = "To have a role simulated, press its number."
NAMES = "Press w to record names, now or later. Participant views never show them. Reports show them only on request."


def build_cards(state: State) -> list[BriefingCard]:
    """All of them, in order."""
    hazard = state.opened.emergency.scenario.hazard.kind
    return [
        BriefingCard(HERE, ("\n".join(list_roles(state)),), (f"{RETURN_ROLE_HINT}\n{NAMES}",)),
        BriefingCard("Purpose", tuple(write_purpose(state))),
        BriefingCard("Rules", (*list_content_notes(hazard), *GROUND_RULES)),
        BriefingCard(
            "Exercise assumptions and artificialities", tuple(list_artificialities(state.exercise, state.labels.school))
        ),
        BriefingCard("How to read the screen", tuple(write_screen_help(state))),
        BriefingCard("If something real happens", REAL_WORLD_RULES),
        BriefingCard("Where you are, and what you have", tuple(write_role_cards(state))),
        BriefingCard("What you know now", tuple(write_situation(state))),
    ]


def list_roles(state: State) -> Iterator[str]:
    """Roles, each with whether it is played, and by how many people whose names are recorded."""
    participants = state.participants
    for number, role in enumerate(state.exercise.roles, 1):
        tick = "[x]" if role.id in state.played else "[ ]"
        simulated = "" if role.id in state.played else "simulated"
        names = len(participants.get(role.id, ()))
        notes = ", ".join(filter(None, (simulated, format_count(names, "name") if names else "")))
        yield f"{number} {tick} {role.title}" + (f": {notes}" if notes else "")
    others = [
        format_count(len(participants[role]), title.lower())
        for role, title in NON_PLAYER_ROLES.items()
        if role in participants
    ]
    if others:
        yield f"Also present: {format_list(others)}."


def write_purpose(state: State) -> Iterator[str]:
    """The purpose, and the objectives that are tested."""
    yield " ".join(state.exercise.purpose.split())
    for objective in list_active_objectives(state):
        yield f"- {objective.says}"


def write_screen_help(state: State) -> Iterator[str]:
    """How to read the participant view."""
    yield "- T+ is the time since it began. The time of day in the scenario is next to it."
    if state.has_alert:
        yield "- Messages, reports and the map show only what someone in this room has been told, and how old it is."
        yield "- On the map a room that has checked in has a check mark. A question mark means that it has not been heard from."
        yield f"- The percentages show more than you can know: {describe_percentages(state)}"
    else:
        yield "- Messages show only what someone in this room has been told, and how old it is."
        yield from () if state.exercise.in_days else describe_release(state)
    yield "- A question is for one role. The participant who plays it decides; the others advise."


def describe_release(state: State) -> Iterator[str]:
    """How to read the lines of a release and its percentages."""
    yield "- Both lines are counted: families that check in, and families that wait for their students."
    other = name_comparison_arm(state)
    second = f" The second one is the same release with: {other}." if state.setup is None or state.setup.twin else ""
    yield f"- The percentages count students who have left with their families.{second}"


def describe_percentages(state: State) -> str:
    """What the percentages on the participant view count, in which arms."""
    hazard = state.opened.emergency.scenario.hazard.kind
    protected = " and of people protected" if "protected_t50" in list_measures(hazard) else ""
    counted = f"the true share of staff aware{protected}, reported or not"
    if state.setup is not None and not state.setup.twin:
        return f"{counted}."
    return f"{counted}. The second one is the same emergency with {name_comparison_arm(state)}."


def write_role_cards(state: State) -> Iterator[str]:
    """The role cards of the played roles."""
    for role in state.exercise.roles:
        if role.id in state.played:
            yield f"- {role.title}: {' '.join(role.knows.split())}"


def write_situation(state: State) -> Iterator[str]:
    """What all participants know before it begins."""
    yield f"{state.exercise.day}, {state.exercise.onset}. {state.labels.school}."
    yield " ".join(state.exercise.situation.split())
