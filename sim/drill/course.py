"""The room's decisions in another emergency: each is given when its cue comes, and costs what it cost in the exercise.

Cues are looked for at whole seconds, as in the exercise, but only at those before which something has happened. So in the emergency that
the exercise was played with, this is the exercise again, event for event.
"""

import json
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.arithmetic import round_to_grid
from sim.drill.arms import Arms
from sim.drill.cues import Trigger
from sim.drill.moments import MilestoneTracker
from sim.drill.state import State
from sim.drill.truth import is_met, explain_unmet
from sim.model.interventions import Intervention, from_json
from sim.seams import Entry

STEP = 1.0  # seconds of T+ between two looks


NON_DECISION_PREFIXES = ("hand-back-", "inject-", "rule-")
"""How the ids of what is planned and was not decided begin."""


@dataclass(frozen=True)
class PlannedAction:
    """A decision, an inject or a role that is handed back. Seconds of T+ from its trigger: answered, and cost until its acts begin.

    option: of a decision, by its id, if it was one.
    returned_roles: who is modelled again from then on, by id of the roster, and `office`.
    """

    id: str
    trigger: Trigger
    option: str | None = None
    cost: float = 0.0
    decided_after: float = 0.0
    actions: tuple[Mapping[str, Any], ...] = ()
    returned_roles: tuple[str, ...] = ()

    @property
    def is_decision(self) -> bool:
        """Whether the room decided it: no inject, nothing that was ruled, no role that was handed back."""
        return not self.id.startswith(NON_DECISION_PREFIXES)

    @property
    def has_effect(self) -> bool:
        """Whether the model notices."""
        return bool(self.actions or self.returned_roles)


def extract_plan(state: State) -> tuple[PlannedAction, ...]:
    """What was decided in an exercise, and what was done to the world, in the order of its journal; and what those wait for."""
    return select_effective([*iterate_planned(state.log)])


def iterate_planned(entries: Iterable[Entry]) -> Iterator[PlannedAction]:
    """Every answer, every inject that was delivered, every role that was handed back. What the facilitator did comes at its T+."""
    for entry in entries:
        payload = json.loads(entry.payload)
        if entry.kind == "decide":
            yield parse_decision(payload)
        elif entry.kind == "inject" and payload["outcome"] == "delivered" and "cue" in payload:
            cue, does = Trigger.from_json(payload["cue"]), tuple(payload["world"])
            yield PlannedAction(f"inject-{payload['inject']}", cue, actions=does)
        elif entry.kind == "rule":
            yield PlannedAction(
                f"rule-{payload['decision']}", Trigger(entry.incident_time), actions=tuple(payload["does"])
            )
        elif entry.kind == "role":
            handed = tuple(payload["persons"])
            yield PlannedAction(f"hand-back-{payload['role']}", Trigger(entry.incident_time), returned_roles=handed)


def parse_decision(payload: Mapping[str, Any]) -> PlannedAction:
    """An answer, as it stands in the journal."""
    return PlannedAction(
        payload["decision"],
        Trigger.from_json(payload["cue"]),
        payload["option"],
        payload["cost"],
        payload["answered"],
        tuple(payload["does"]),
    )


def select_effective(plan: Sequence[PlannedAction]) -> tuple[PlannedAction, ...]:
    """Those that do something, and those that they wait for."""
    by_id = {planned.id: planned for planned in plan}
    wanted = [planned.id for planned in plan if planned.has_effect]
    for name in wanted:
        wanted += [one for one in iterate_references(by_id[name].trigger) if one in by_id and one not in wanted]
    return tuple(planned for planned in plan if planned.id in wanted)


def iterate_references(trigger: Trigger) -> Iterator[str]:
    """The decisions and injects in it, and the handing back of roles, as plans call them."""
    for one in trigger.conditions:
        if one.decided is not None:
            yield one.decided
        elif one.delivered is not None:
            yield f"inject-{one.delivered}"
        elif one.played is not None:
            yield f"hand-back-{one.played}"


@dataclass(frozen=True, order=True)
class DueAction:
    """An act whose time is known, or the id of somebody who is handed back; in the order in which those of one instant begin."""

    start: float
    source_id: str
    number: int
    action: Intervention | str

    def execute(self, arms: Arms, time: float) -> bool:
        """Does it now, unless whoever does it is still busy. Returns whether it was done."""
        if isinstance(self.action, str):
            arms.player.return_to_simulation(self.action)
        elif arms.player.is_busy(self.action):
            return False
        else:
            execute_in_arms(arms, time, self.action)
        return True


def execute_in_arms(arms: Arms, time: float, intervention: Intervention) -> None:
    """As in the exercise: by its scope. The other arms are played only as far as something reaches them."""
    if intervention.scope != "players":
        arms.baseline.run_until(time)
        arms.comparison.run_until(time)
    arms.apply(intervention)


class Replay:
    """A plan in one emergency. trigger_times: T+ at which each cue came.

    It begins before onset, or goes on from where an exercise stood (`resume_replay`).
    """

    def __init__(self, arms: Arms, plan: Iterable[PlannedAction], roles: Collection[str] = ()) -> None:
        """roles: those that somebody in the room plays at the start."""
        self.running_arms = arms
        self.milestones = MilestoneTracker(arms.player)
        self.roles = roles
        self.time = 0.0
        self.waiting = list(plan)
        self.asked: list[PlannedAction] = []  # their cue has come, their owner does not know yet
        self.due: list[DueAction] = []
        self.begun = -math.inf  # T+ up to which everything has begun, but for those who were busy
        self.trigger_times: dict[str, float] = {}
        self.past: dict[str, float] = {}
        self.options: dict[str, str | None] = {}

    # what conditions ask (`sim.drill.truth.Situation`)

    def roster_id(self, role: str) -> str:
        """Cues name people by the roster."""
        return role

    def has_decided(self, decision: str, option: str | None) -> bool:
        """Whether that is past, and with this option if there is one."""
        return self._is_past(decision) and option in (None, self.options.get(decision))

    def has_delivered(self, number: int) -> bool:
        """Whether that is past."""
        return self._is_past(f"inject-{number}")

    def is_played(self, role: str) -> bool:
        """Whether it was at the start, and was not handed back since."""
        return role in self.roles and not self._is_past(f"hand-back-{role}")

    def _is_past(self, name: str) -> bool:
        return self.past.get(name, math.inf) <= self.time

    # the course of it

    def run(self) -> dict[str, float]:
        """Plays on until everything has begun or nothing more can. Returns T+ at which each cue came."""
        while (self.waiting or self.asked or self.due) and not self.running_arms.is_over:
            self._execute_due()
            self.running_arms.player.run_until(self.time)
            self.milestones.update()
            while self._trigger_ready():
                self._execute_due()
                self.milestones.update()
            self.time = self._next_check_time()
            if self.time > self.running_arms.player.tables.horizon:
                break
        return self.trigger_times

    def _execute_due(self) -> None:
        """Begins what has its time before now, or now; whoever was busy at that time is looked at again now."""
        ready = sorted((self._earliest_start(one), one) for one in self.due if one.start <= self.time)
        self.due = [one for one in self.due if one.start > self.time]
        for at, one in ready:
            self.running_arms.player.run_until(at)
            if not one.execute(self.running_arms, at):
                self.due.append(one)
        self.begun = self.time

    def _earliest_start(self, one: DueAction) -> float:
        """At its time, or now where that is past."""
        return one.start if one.start > self.begun else self.time

    def _trigger_ready(self) -> bool:
        """Takes up what comes now. Returns whether anything did, on which more may follow."""
        for planned in [one for one in self.waiting if self._is_triggered(one.trigger)]:
            self.waiting.remove(planned)
            if not explain_unmet(planned.trigger.when, planned.trigger.unless, self):
                self.asked.append(planned)
        self.asked = [one for one in self.asked if not one.trigger.role or self.is_played(one.trigger.role)]
        known = [one for one in self.asked if not one.trigger.owner or one.trigger.owner in self.milestones.aware]
        for planned in known:
            self.asked.remove(planned)
            self.schedule(planned, self.time)
        return bool(known)

    def _is_triggered(self, trigger: Trigger) -> bool:
        return trigger.at <= self.time and all(is_met(one, self) for one in trigger.after)

    def schedule(self, planned: PlannedAction, came: float) -> None:
        """Its cue came at this T+: now it is known when it is answered, and when its acts begin."""
        self.trigger_times[planned.id] = came
        self.past[planned.id] = came + planned.decided_after
        self.options[planned.id] = planned.option
        starts = float(round_to_grid(came + planned.cost))
        acts = [from_json(dict(act)) for act in planned.actions]
        self.due += [DueAction(starts, planned.id, *one) for one in enumerate([*acts, *planned.returned_roles])]

    def _next_check_time(self) -> float:
        """The next whole second before which something happens, or at which something has its time."""
        times = [math.floor(self.running_arms.player.world.clock.peek()) + STEP] if self._has_pending_event else []
        times += [math.ceil(one.start) for one in self.due if one.start > self.time]
        times += [math.ceil(one.trigger.at) for one in self.waiting if one.trigger.at > self.time]
        times += [math.ceil(time) for time in self.past.values() if time > self.time]
        return max(math.floor(self.time) + STEP, float(min(times, default=math.inf)))

    @property
    def _has_pending_event(self) -> bool:
        return self.running_arms.player.world.clock.peek() < math.inf


def resume_replay(state: State, plan: Iterable[PlannedAction]) -> Replay:
    """A course from where an exercise stands: what was decided is past or under way, what is open is answered as the plan has it."""
    course = Replay(state.running_arms, plan, state.played)
    course.time, course.milestones = state.time, state.milestones
    for window in state.decision_points.values():
        if window.state == "decided":
            course.past[window.decision.id] = state.time if window.resolved_at is None else window.resolved_at
            course.options[window.decision.id] = window.response["option"]
    for delivery in state.deliveries.values():
        if delivery.outcome == "delivered":
            course.past[f"inject-{delivery.inject.number}"] = delivery.time
    course.due = [DueAction(act.time, act.source_id, act.number, act.intervention) for act in state.pending]
    for planned in [one for one in course.waiting if one.id in state.decision_points]:
        course.waiting.remove(planned)
        opened = state.decision_points[planned.id].opened_at
        course.asked.append(planned) if opened is None else course.schedule(planned, opened)
    return course
