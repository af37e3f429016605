"""Whether a condition of an exercise holds now, in the room's arm, and in words why not.

One rule for the exercise itself and for the emergencies in which its decisions are played again (`Situation`).
"""

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from typing import Protocol

from scenarios.conditions import Condition
from scenarios.exercise import Decision, Inject
from sim.drill.arms import Arms
from sim.drill.moments import MilestoneTracker
from sim.drill.state import State
from sim.model.replication import Engine
from sim.model.view import WorldView

Called = Callable[[str], str]
FAILURE_CHANNELS = {"pa-failed": "pa", "radio-failed": "radio"}


class Situation(Protocol):
    """What conditions are about: how an emergency stands, what the room has decided of it, and who plays in it."""

    @property
    def milestones(self) -> MilestoneTracker:
        """What has happened so far in the room's arm."""

    @property
    def running_arms(self) -> Arms:
        """The arms; conditions look at the room's."""

    def roster_id(self, role: str) -> str:
        """Who on the roster a role plays; somebody on the roster is themselves."""

    def has_decided(self, decision: str, option: str | None) -> bool:
        """Whether it was answered, and with this option if there is one."""

    def has_delivered(self, number: int) -> bool:
        """Whether this inject was."""

    def is_played(self, role: str) -> bool:
        """Whether somebody in the room plays it."""


def is_met(condition: Condition, now: Situation) -> bool:
    """Whether it is so now."""
    (name,) = condition.model_fields_set - {"option"}
    match name:
        case "happened":
            return condition.happened in now.milestones.first
        case "aware":
            return now.roster_id(str(condition.aware)) in now.milestones.aware
        case "decided":
            return now.has_decided(str(condition.decided), condition.option)
        case "delivered":
            return now.has_delivered(condition.delivered or 0)
        case "played":
            return now.is_played(str(condition.played))
        case "world":
            return _is_world_condition_met(condition, now.running_arms.player)
        case _:
            return _is_visible(condition, now.running_arms.player.view())


def explain_unmet(
    when: Iterable[Condition], unless: Iterable[Condition], now: Situation, called: Called = str
) -> str:
    """The reason why a guard fails; empty if none does. called: what a zone is."""
    for condition in when:
        if not is_met(condition, now):
            unaware = condition.aware and f"{person_label(condition.aware)} does not know yet"
            return unaware or f"needs {describe_condition(condition, called)}"
    for condition in unless:
        if is_met(condition, now):
            return f"not if {describe_condition(condition, called)}"
    return ""


def find_undecided(item: Decision | Inject, state: State) -> str:
    """Which question an item waits for that has ended, or was never asked, and was not decided; empty where there is none."""
    for one in item.after:
        window = state.decision_points.get(one.decided or "")
        if window is not None and window.state in ("held", "lapsed"):
            return f"needs {describe_condition(one)}"
    return ""


def person_label(role: str) -> str:
    """A role, or somebody on the roster, within a sentence: `the assistant principal`."""
    return f"the {role.partition('@')[0].replace('-', ' ')}"


def describe_condition(condition: Condition, called: Called = str) -> str:
    """A condition as the desk reads it."""
    (name,) = condition.model_fields_set - {"option"}
    value = getattr(condition, name)
    match name:
        case "happened":
            return str(value).replace("-", " ")
        case "aware":
            return f"{person_label(value)} knows"
        case "decided":
            return f"{value} decided" + (f": {condition.option}" if condition.option else "")
        case "delivered":
            return f"inject {value} delivered"
        case "hazard_in":
            return f"the hazard in {' or '.join(map(called, value))}"
        case "aware_share":
            return f"{value:.0%} of staff aware"
        case "protected_share":
            return f"{value:.0%} protected"
        case "world":
            return str(value).replace("-", " ")
        case _:
            return f"{value} played"


def find_aware_since(state: State, role: str) -> float | None:
    """T+ since when a role, or somebody on the roster, knows in the room's arm; None while they do not."""
    return state.milestones.aware.get(state.roster_id(role))


def _is_visible(condition: Condition, view: WorldView) -> bool:
    """What a picture of everybody is needed for."""
    if condition.hazard_in is not None:
        return view.is_hazard_active and any(fnmatchcase(view.hazard, one) for one in condition.hazard_in)
    if condition.aware_share is not None:
        return view.staff_aware >= condition.aware_share * view.staff
    return view.occupants_protected >= (condition.protected_share or 0.0) * view.occupants


def _is_world_condition_met(condition: Condition, room: Engine) -> bool:
    channel = FAILURE_CHANNELS.get(str(condition.world))
    if channel is not None:
        return channel not in room.view().channels
    return condition.world in room.tables.conditions
