"""Triggers and conditions: when an item of an exercise comes, in the exercise itself and in replays of its decisions.

A trigger holds everything in the exercise file that decides whether and when an item comes: time, conditions, guards, and the person who
has to know. It is checked at whole seconds. In a replay a decision is applied at trigger + cost; one whose trigger never occurs is not
applied, and counted. `Situation` is what both sides have in common.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property, reduce
from typing import Any, Protocol

from scenarios.exercise import Condition, Decision, Inject
from sim.engine import Engine, View
from sim.exercise.arms import Arms
from sim.exercise.events import DecisionPoint, Event, SegmentBegun
from sim.exercise.state import MilestoneTracker, State, kinds_of_milestone
from sim.model.trace import EventKind, News

CHANGED_BY = {
    "hazard_in": (EventKind.ONSET, EventKind.HAZARD_ENTERS, EventKind.HAZARD_ENDS),
    "protected_share": (EventKind.PROTECTED,),
    "world": (EventKind.CONDITION,),
}
"""The kinds of events that can change a condition of the state of the emergency, by its name in files; a share of staff is watched."""


def find_news(condition: Condition) -> News:
    """What can change whether a condition holds."""
    kinds: set[EventKind] = set()
    if condition.happened is not None:
        kinds.update(kinds_of_milestone(condition.happened))
    for name in condition.model_fields_set & CHANGED_BY.keys():
        kinds.update(CHANGED_BY[name])
    people = frozenset([] if condition.aware is None else [condition.aware])
    share = math.inf if condition.aware_share is None else condition.aware_share
    return News(frozenset(kinds), people, share)


@dataclass(frozen=True)
class Trigger:
    """Occurs once T+ reaches `at` and all of `after` hold; then it applies only if all of `when` and none of `unless` hold.

    owner: who on the roster has to know before a decision opens; role: which has to be played. Both are empty for an inject. Conditions
    name people by roster id.
    """

    at: float = 0.0
    after: tuple[Condition, ...] = ()
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    owner: str = ""
    role: str = ""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All that it speaks of."""
        return (*self.after, *self.when, *self.unless)

    @cached_property
    def news(self) -> News:
        """All that can change whether it occurs and applies."""
        owner = News(people=frozenset([self.owner] if self.owner else []))
        return reduce(News.join, map(find_news, self.conditions), owner)

    def to_json(self) -> dict[str, Any]:
        """As a mapping that JSON can hold."""
        lists = {"after": self.after, "when": self.when, "unless": self.unless}
        written = {name: [one.model_dump(exclude_unset=True) for one in all_] for name, all_ in lists.items()}
        return {"at": self.at, "owner": self.owner, "role": self.role, **written}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Trigger":
        """Back from `to_json`."""
        after, when, unless = (
            tuple(Condition.model_validate(one) for one in data[name]) for name in ("after", "when", "unless")
        )
        return cls(data["at"], after, when, unless, data["owner"], data["role"])


class Roster(Protocol):
    """Who plays which role."""

    def roster_id(self, role: str) -> str:
        """The person on the roster that a role plays; a person on the roster stays the same."""


def build_trigger(item: Decision | Inject, state: State) -> Trigger:
    """The cue of a question, or of an inject that came by itself. Where T+ stands still there is none but the T+ at which it stood."""
    role = item.of if isinstance(item, Decision) else ""
    segment = next(one for one in state.exercise.segments if one.id == item.segment)
    if segment.kind != "played":
        return Trigger(state.time, role=role)
    return Trigger(
        max(item.at or 0.0, segment_start(state, item.segment)),
        resolve_roster_ids(item.after, state),
        resolve_roster_ids(item.when, state),
        resolve_roster_ids(item.unless, state),
        state.roster_id(role) if role else "",
        role,
    )


def build_decision_trigger(decision_point: DecisionPoint, state: State) -> Trigger:
    """The cue of a question that was asked. Where the facilitator asked it, its T+, and that its owner knows."""
    role = decision_point.decision.of
    if decision_point.is_manual and state.segment is not None and state.segment.kind == "played":
        return Trigger(decision_point.asked_at, owner=state.roster_id(role), role=role)
    return build_trigger(decision_point.decision, state)


def segment_start(state: State, segment: str) -> float:
    """T+ at which a segment began."""
    begun = SegmentBegun.KIND
    times = [one.incident_time for one in state.log if one.kind == begun and _begins(one.event, segment)]
    return times[-1] if times else 0.0


def _begins(event: Event, segment: str) -> bool:
    return isinstance(event, SegmentBegun) and event.segment == segment


def resolve_roster_ids(conditions: Iterable[Condition], roster: Roster) -> tuple[Condition, ...]:
    """Conditions with people as the roster names them."""
    return tuple(
        one if one.aware is None else one.model_copy(update={"aware": roster.roster_id(one.aware)})
        for one in conditions
    )


Called = Callable[[str], str]

FAILURE_CHANNELS = {"pa-failed": "pa", "radio-failed": "radio"}


class Situation(Roster, Protocol):
    """What conditions are about: how an emergency stands, what the room has decided of it, and who plays in it."""

    @property
    def milestones(self) -> MilestoneTracker:
        """First times of events in the participants' arm."""

    @property
    def running_arms(self) -> Arms[Engine]:
        """The arms; conditions look at the room's."""

    def has_decided(self, decision: str, option: str | None) -> bool:
        """Whether it was answered, and with this option if there is one."""

    def has_delivered(self, number: int) -> bool:
        """Whether this inject was."""

    def is_played(self, role: str) -> bool:
        """Whether a participant plays it."""


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


def explain_unmet(when: Iterable[Condition], unless: Iterable[Condition], now: Situation, called: Called = str) -> str:
    """The reason why a guard fails; empty if none does. called: what a zone is."""
    for condition in when:
        if not is_met(condition, now):
            unaware = condition.aware and f"{person_label(condition.aware)} is not aware yet"
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
    """A role or a person on the roster within a sentence: `the assistant principal`."""
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
    """T+ since when a role or person knows in the participants' arm; None if not yet."""
    return state.milestones.aware.get(state.roster_id(role))


def _is_visible(condition: Condition, view: View) -> bool:
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
