"""Replays the participants' decisions in other emergencies, and one decision changed: what if.

Each decision is made when its trigger occurs, at the cost it had in the exercise; one at the model's pace takes what the person would
take in that emergency. Triggers are checked at whole seconds, as there, but only after an event. So in the emergency of the exercise
itself, the replay equals the exercise event for event. A what-if keeps the past up to the decision, makes the other one, and replays
later decisions at trigger + cost; actions of the facilitator keep their T+.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import Any, TypeVar

from scenarios.exercise import Condition
from sim.engine import Engine
from sim.exercise.arms import Arms
from sim.exercise.conductor import Conductor
from sim.exercise.decisions import DecisionResponse, build_decision, find_option
from sim.exercise.events import (
    AwarenessRuled,
    DecisionAsked,
    DecisionLapsed,
    DecisionMade,
    DecisionPoint,
    InjectResolved,
    RoleReturned,
    WhatIfPlayed,
)
from sim.exercise.holds import find_hold_starts, find_latest_asking, list_held_by
from sim.exercise.journal import Entry, drop_undone
from sim.exercise.state import MilestoneTracker, State
from sim.exercise.triggers import Trigger, build_decision_trigger, explain_unmet, find_news, is_met
from sim.model.interventions import Intervention, from_json
from sim.model.state import OFFICE
from sim.model.trace import EventKind, News, Trace
from sim.sampling.elementary import round_to_grid

STEP = 1.0  # seconds of T+ between two looks

NON_DECISION_PREFIXES = ("hand-back-", "inject-", "rule-")
"""Prefixes of the ids of planned actions that are no decisions."""


@dataclass(frozen=True)
class PlannedAction:
    """A decision, an inject or a role that is handed back. Seconds of T+ from its trigger: answered, and cost until its acts begin.

    cost: None where the owner of the trigger takes the time that the model gives them (`sim.exercise.decisions.resolve_decision_delay`).
    option: of a decision, by its id, if it was one.
    returned_roles: who is modeled again from then on, by id of the roster, and `office`. holds: whose own acts wait for it
    (`sim.exercise.holds`). is_modeled: the model decides it, in place of the team.
    """

    id: str
    trigger: Trigger
    option: str | None = None
    cost: float | None = 0.0
    decided_after: float = 0.0
    actions: tuple[Mapping[str, Any], ...] = ()
    returned_roles: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    is_modeled: bool = False

    @cached_property
    def interventions(self) -> tuple[Intervention, ...]:
        """Its acts."""
        return tuple(from_json(dict(act)) for act in self.actions)

    @property
    def is_decision(self) -> bool:
        """Whether the room decided it: no inject, nothing that was ruled, no role that was handed back."""
        return not self.id.startswith(NON_DECISION_PREFIXES)

    @property
    def has_effect(self) -> bool:
        """Whether the model notices."""
        return bool(self.actions or self.returned_roles or self.holds)


def extract_plan(state: State) -> tuple[PlannedAction, ...]:
    """The decisions and changes of the world in an exercise that have an effect, in journal order, and those they depend on."""
    return select_wanted(list_plan(state))


def list_plan(state: State) -> list[PlannedAction]:
    """All decisions and changes of the world in an exercise, also those without an effect."""
    holds = {one.id: tuple(sorted(list_held_by(one, state.exercise) & state.held)) for one in state.exercise.decisions}
    plan = [*iterate_planned(state.log), *_iterate_run_out(state)]
    return [replace(one, holds=holds.get(one.id, ())) for one in plan]


def _iterate_run_out(state: State) -> Iterator[PlannedAction]:
    """The questions that the team let run out of time."""
    for point in state.decision_points.values():
        if point.state != "lapsed" or point.opened_at is None or point.resolved_at is None:
            continue
        if took := point.resolved_at - point.opened_at:
            trigger = build_decision_trigger(point, state)
            yield PlannedAction(point.decision.id, trigger, cost=took, decided_after=took)


def iterate_planned(entries: Iterable[Entry]) -> Iterator[PlannedAction]:
    """Every answer, every inject that was delivered, every role that was handed back. What the facilitator did comes at its T+."""
    for entry in entries:
        now = Trigger(entry.incident_time)
        match entry.event:
            case DecisionMade() as made:
                yield plan_decision(made)
            case InjectResolved(inject=number, is_delivered=True, cue=cue, world=world) if cue is not None:
                yield PlannedAction(f"inject-{number}", Trigger.from_json(cue), actions=tuple(world or ()))
            case AwarenessRuled(decision=decision, does=does):
                yield PlannedAction(f"rule-{decision}", now, actions=tuple(does))
            case RoleReturned(role=role, persons=persons):
                yield PlannedAction(f"hand-back-{role}", now, returned_roles=tuple(persons))


def plan_decision(made: DecisionMade) -> PlannedAction:
    """A decision, to be made again when its trigger comes."""
    trigger = Trigger.from_json(made.cue)
    cost = None if made.source == "model" and trigger.owner else made.cost
    return PlannedAction(made.decision, trigger, made.option, cost, made.answered, tuple(made.does))


def select_wanted(plan: Sequence[PlannedAction], ids: Collection[str] = ()) -> tuple[PlannedAction, ...]:
    """Those that do something or have one of these ids, and those that they wait for."""
    by_id = {planned.id: planned for planned in plan}
    wanted = [planned.id for planned in plan if planned.has_effect or planned.id in ids]
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
    """An action with its start, or a person who returns to the model; sorted by order of execution."""

    start: float
    source_id: str
    number: int
    action: Intervention | str

    def execute(self, arms: Arms[Engine], time: float) -> bool:
        """Does it now, unless its actor is still busy. Returns whether it was done."""
        if isinstance(self.action, str):
            arms.player.return_to_simulation(self.action)
        elif arms.player.is_busy(self.action):
            return False
        else:
            execute_in_arms(arms, time, self.action)
        return True


def execute_in_arms(arms: Arms[Engine], time: float, intervention: Intervention) -> None:
    """As in the exercise: by its scope. The other arms are played only as far as something reaches them."""
    if intervention.scope != "players":
        arms.baseline.run_until(time)
        arms.comparison.run_until(time)
    arms.apply(intervention)


class Replay:
    """A plan in one emergency, from before onset or from the state of an exercise (`resume_replay`). trigger_times: T+ of each trigger."""

    def __init__(self, arms: Arms[Engine], plan: Iterable[PlannedAction], roles: Collection[str] = ()) -> None:
        """roles: those that are played at the start."""
        self.running_arms = arms
        self.milestones = MilestoneTracker(arms.player)
        self.roles = roles
        self.time = 0.0
        self.plan = tuple(plan)
        self.waiting = list(self.plan)
        self.asked: list[PlannedAction] = []  # their cue has come, their owner does not know yet
        self.due: list[DueAction] = []
        self.begun = -math.inf  # T+ up to which everything has begun, but for those who were busy
        self.watched: tuple[list[Condition | None], list[str]] | None = None
        self._follow()
        self.trigger_times: dict[str, float] = {}
        self.past: dict[str, float] = {}
        self.options: dict[str, str | None] = {}
        self.acted: dict[str, float] = {}  # by roster id, T+ at which the acts of their last decision begin

    # what conditions ask (`sim.exercise.triggers.Situation`)

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

    def _watch(self) -> None:
        """Tells the engine what is waited for: of each trigger the first condition that does not hold."""
        unmet = [self._find_unmet(planned.trigger) for planned in self.waiting]
        watched = unmet, [planned.trigger.owner for planned in self.asked]
        if watched != self.watched:
            self.watched, owners = watched, News(people=frozenset(watched[1]))
            conditions = (condition for condition in unmet if condition is not None)
            self.running_arms.player.watch(reduce(News.join, map(find_news, conditions), owners))

    def _follow(self) -> None:
        """Tells the engine of which events the triggers ask, and who waits for them."""
        office = [EventKind.OFFICE_TOLD] if OFFICE in list_held(self.plan) else []
        news = (planned.trigger.news for planned in self.plan)
        self.running_arms.player.follow(reduce(News.join, news, News(frozenset(office))))

    def run(self) -> dict[str, float]:
        """Plays on until everything has begun or nothing more can. Returns T+ at which each cue came."""
        is_over = self.running_arms.is_over
        while not is_over and (self.waiting or self.asked or self.due):
            self._execute_due()
            self.running_arms.player.run_until(self.time)
            self.milestones.update()
            while self._trigger_ready():
                self._execute_due()
                self.milestones.update()
            is_over = self.running_arms.is_over  # before the engine runs on
            self._watch()
            self.time = self._next_check_time()
            is_over = is_over or self.time > self.running_arms.player.tables.horizon
        return self.trigger_times

    def find_unasked(self, held: Collection[str]) -> frozenset[str]:
        """Those of the held who were to act before a question came, or whose question never came, after `run`."""
        self.milestones.update()
        starts = find_hold_starts(held, self.milestones.first, self.milestones.aware)
        asked: dict[str, float] = {}
        for planned in self.plan:
            came = self.trigger_times.get(planned.id, math.inf)
            asked |= {name: min(came, asked.get(name, math.inf)) for name in planned.holds}
        return frozenset(
            name
            for name, came in asked.items()
            if name in held and (came == math.inf or came > find_latest_asking(starts.get(name, came)))
        )

    def _execute_due(self) -> None:
        ready = sorted((self._earliest_start(due), due) for due in self.due if due.start <= self.time)
        self.due = [due for due in self.due if due.start > self.time]
        for at, due in ready:
            self.running_arms.player.run_until(at)
            if not due.execute(self.running_arms, at):
                self.due.append(due)
        self.begun = self.time

    def _earliest_start(self, due: DueAction) -> float:
        return due.start if due.start > self.begun else self.time

    def _trigger_ready(self) -> bool:
        """Those that need no one to be aware come at once: the guard of another one at the same second may ask for them."""
        came = False
        for planned in [planned for planned in self.waiting if self._is_triggered(planned.trigger)]:
            self.waiting.remove(planned)
            if explain_unmet(planned.trigger.when, planned.trigger.unless, self):
                continue
            if planned.trigger.role or planned.trigger.owner:
                self.asked.append(planned)
            else:
                self.schedule(planned, self.time)
                came = True
        self.asked = [
            planned for planned in self.asked if not planned.trigger.role or self.is_played(planned.trigger.role)
        ]
        known = [
            planned
            for planned in self.asked
            if not planned.trigger.owner or planned.trigger.owner in self.milestones.aware
        ]
        for planned in known:
            self.asked.remove(planned)
            self.schedule(planned, self.time)
        return came or bool(known)

    def _is_triggered(self, trigger: Trigger) -> bool:
        return trigger.at <= self.time and self._find_unmet(trigger) is None

    def _find_unmet(self, trigger: Trigger) -> Condition | None:
        """The first condition that does not hold, once its time has come."""
        if trigger.at > self.time:
            return None
        return next((condition for condition in trigger.after if not is_met(condition, self)), None)

    def schedule(self, planned: PlannedAction, came: float) -> None:
        """Its cue came at this T+: now it is known when it is answered, and when its acts begin."""
        self.trigger_times[planned.id] = came
        self.past[planned.id] = came + planned.decided_after
        self.options[planned.id] = planned.option
        starts = self._find_start(planned, came)
        if planned.is_modeled or (planned.is_decision and planned.actions):
            self.acted[planned.trigger.owner] = starts
        acts: list[Intervention | str] = [*planned.interventions, *planned.returned_roles]
        self.due += [DueAction(starts, planned.id, number, act) for number, act in enumerate(acts)]

    def _find_start(self, planned: PlannedAction, came: float) -> float:
        """When its acts begin. At the model's pace a person decides one question after the other, and takes time for the first alone."""
        if planned.cost is not None:
            return float(round_to_grid(came + planned.cost))
        owner, delay = planned.trigger.owner, 0.0
        if planned.actions and owner not in self.acted:
            delay = self.running_arms.player.decision_delay(owner)
        starts = max(came, self.acted.get(owner, came)) + delay
        return float(round_to_grid(max(came + planned.decided_after, starts)))

    def _next_check_time(self) -> float:
        times = [due.start for due in self.due if due.start > self.time]
        times += [planned.trigger.at for planned in self.waiting if planned.trigger.at > self.time]
        times += [time for time in self.past.values() if time > self.time]
        times += [math.floor(self.time) + STEP for due in self.due if self._can_begin(due)]
        latest = min(times, default=math.inf)
        change = self.running_arms.player.next_change(latest)
        return max(math.floor(self.time) + STEP, math.ceil(change) if change < math.inf else math.inf)

    def _can_begin(self, due: DueAction) -> bool:
        """Whether it waited for its actor, who became free before this whole second: no news will come of that any more."""
        if isinstance(due.action, str) or due.start > self.time:
            return False
        return not self.running_arms.player.is_busy(due.action)


def list_held(plan: Iterable[PlannedAction]) -> frozenset[str]:
    """All whose own acts wait for a decision of a plan."""
    return frozenset[str]().union(*(planned.holds for planned in plan))


A = TypeVar("A", bound=Arms[Any])


def replay_plan(
    create_arms: Callable[[frozenset[str]], A], plan: Sequence[PlannedAction], roles: Collection[str] = ()
) -> tuple[A, Replay]:
    """A plan in one emergency, from before onset: the arms, and the replay after its run. create_arms: with these held.

    Who waits for a question that does not come is modeled from the start.
    """
    held = list_held(plan)
    while True:
        arms = create_arms(held)
        course = Replay(arms, plan, roles)
        course.run()
        if not (unasked := course.find_unasked(held)):
            return arms, course
        held -= unasked


def resume_replay(state: State, plan: Iterable[PlannedAction]) -> Replay:
    """A replay from the state of an exercise: decisions made are past or under way, open ones follow the plan."""
    course = Replay(state.running_arms, plan, state.played)
    course.time, course.milestones = state.time, state.milestones
    for window in state.decision_points.values():
        if window.state == "decided":
            course.past[window.decision.id] = state.time if window.resolved_at is None else window.resolved_at
            course.options[window.decision.id] = window.response.option
            if window.response.does:
                owner = state.roster_id(window.decision.of)
                course.acted[owner] = max(window.response.starts, course.acted.get(owner, -math.inf))
    for delivery in state.deliveries.values():
        if delivery.outcome == "delivered":
            course.past[f"inject-{delivery.inject.number}"] = delivery.time
    course.due = [DueAction(act.time, act.source_id, act.number, act.intervention) for act in state.pending]
    for planned in [one for one in course.waiting if one.id in state.decision_points]:
        course.waiting.remove(planned)
        opened = state.decision_points[planned.id].opened_at
        course.asked.append(planned) if opened is None else course.schedule(planned, opened)
    return course


@dataclass(frozen=True)
class WhatIf:
    """The participants' trace with the other decision, `made`. changes_from: T+ before which it cannot differ.

    trigger_times: T+ of the triggers of later decisions; untriggered: those with an effect in the exercise whose trigger never occurs here.
    """

    decision: str
    made: DecisionMade
    changes_from: float
    trace: Trace
    trigger_times: Mapping[str, float]
    untriggered: tuple[str, ...]


def record_what_if(conductor: Conductor, what_if: WhatIf) -> None:
    """That it was looked at, in the journal."""
    made = what_if.made
    conductor.write(
        WhatIfPlayed(
            what_if.decision,
            what_if.changes_from,
            [*what_if.untriggered],
            made.option,
            made.talk_only,
            made.does,
            made.thinking,
            made.source,
        )
    )


def replay_with_decision(state: State, entries: Iterable[Entry], decision: str, answer: DecisionResponse) -> WhatIf:
    """The same past, another answer, and the rest. state: fresh, of the same exercise. Raises InvalidDecision, LookupError."""
    past, settled, future = split_at_decision(drop_undone(list(entries)), decision)
    for entry in past:
        state.apply_event(entry)
    window = state.decision_points[decision]
    made = build_decision(window, keep_decision_delay(answer, window, settled), state)
    later = [*iterate_planned(future)]
    course = resume_replay(state, later)
    course.schedule(plan_decision(made), state.time - made.answered)
    course.run()
    came = {one.id: course.trigger_times[one.id] for one in later if one.id in course.trigger_times}
    never = tuple(one.id for one in later if one.has_effect and one.id not in came)
    until = min(find_divergence(made, settled, later, decision), state.running_arms.player.tables.horizon)
    return WhatIf(decision, made, until, state.running_arms.player.run(), came, never)


def keep_decision_delay(answer: DecisionResponse, decision_point: DecisionPoint, settled: Entry) -> DecisionResponse:
    """With the thinking that the room said it would take, unless the exercise says what this option takes: only the answer differs."""
    takes = answer.option and find_option(decision_point.decision, answer.option).takes
    was = settled.event
    if answer.decision_delay is not None or takes or not isinstance(was, DecisionMade) or was.source != "room":
        return answer
    return replace(answer, decision_delay=was.thinking)


def find_divergence(given: DecisionMade, was: Entry, later: Iterable[PlannedAction], decision: str) -> float:
    """T+ at which the first of both answers begins to do something, or at which something is asked or not because of it."""
    times = [one.starts for one in (given, was.event) if isinstance(one, DecisionMade) and one.does]
    if any(decision in iterate_references(one.trigger) for one in later):
        times.append(was.incident_time)
    return min(times, default=math.inf)


def split_at_decision(entries: list[Entry], decision: str) -> tuple[list[Entry], Entry, list[Entry]]:
    """Entries before a decision point ended, the entry that ended it, those after. Raises LookupError if it was never open or still is."""
    opened = False
    for place, entry in enumerate(entries):
        match entry.event:
            case DecisionAsked(decision=name, is_open=True) if name == decision:
                opened = True
            case DecisionMade(decision=name) | DecisionLapsed(decision=name) if opened and name == decision:
                return entries[:place], entry, entries[place + 1 :]
    raise LookupError(f"{decision} was not open in this exercise, or is open still")
