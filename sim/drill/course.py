"""The room's decisions in another emergency: each is given when its cue comes, and costs what it cost in the exercise.

Cues are looked for at whole seconds, as in the exercise, but only at those before which something has happened. So in the emergency that
the exercise was played with, this is the exercise again, event for event.
"""

import json
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.arithmetic import to_grid
from sim.drill.arms import Arms
from sim.drill.cues import Cue
from sim.drill.moments import Moments
from sim.drill.state import State
from sim.drill.truth import holds, why_not
from sim.model.interventions import Intervention, from_json
from sim.seams import Entry

STEP = 1.0  # seconds of T+ between two looks


NO_DECISIONS = ("hand-back-", "inject-", "rule-")
"""How the ids of what is planned and was not decided begin."""


@dataclass(frozen=True)
class Planned:
    """A decision, an inject or a role that is handed back. Seconds of T+ from its cue: answered, and cost until its acts begin.

    option: of a decision, by its id, if it was one.
    hands_back: who is modelled again from then on, by id of the roster, and `office`.
    """

    id: str
    cue: Cue
    option: str | None = None
    cost: float = 0.0
    answered: float = 0.0
    acts: tuple[Mapping[str, Any], ...] = ()
    hands_back: tuple[str, ...] = ()

    @property
    def is_decision(self) -> bool:
        """Whether the room decided it: no inject, nothing that was ruled, no role that was handed back."""
        return not self.id.startswith(NO_DECISIONS)

    @property
    def does_something(self) -> bool:
        """Whether the model notices."""
        return bool(self.acts or self.hands_back)


def plan_of(state: State) -> tuple[Planned, ...]:
    """What was decided in an exercise, and what was done to the world, in the order of its journal; and what those wait for."""
    return needed([*planned_in(state.log)])


def planned_in(entries: Iterable[Entry]) -> Iterator[Planned]:
    """Every answer, every inject that was delivered, every role that was handed back. What the facilitator did comes at its T+."""
    for entry in entries:
        payload = json.loads(entry.payload)
        if entry.kind == "decide":
            yield answer_in(payload)
        elif entry.kind == "inject" and payload["outcome"] == "delivered" and "cue" in payload:
            cue, does = Cue.from_json(payload["cue"]), tuple(payload["world"])
            yield Planned(f"inject-{payload['inject']}", cue, acts=does)
        elif entry.kind == "rule":
            yield Planned(
                f"rule-{payload['decision']}", Cue(entry.incident_time), acts=tuple(payload["does"])
            )
        elif entry.kind == "role":
            handed = tuple(payload["persons"])
            yield Planned(f"hand-back-{payload['role']}", Cue(entry.incident_time), hands_back=handed)


def answer_in(payload: Mapping[str, Any]) -> Planned:
    """An answer, as it stands in the journal."""
    return Planned(
        payload["decision"],
        Cue.from_json(payload["cue"]),
        payload["option"],
        payload["cost"],
        payload["answered"],
        tuple(payload["does"]),
    )


def needed(plan: Sequence[Planned]) -> tuple[Planned, ...]:
    """Those that do something, and those that they wait for."""
    by_id = {planned.id: planned for planned in plan}
    wanted = [planned.id for planned in plan if planned.does_something]
    for name in wanted:
        wanted += [one for one in speaks_of(by_id[name].cue) if one in by_id and one not in wanted]
    return tuple(planned for planned in plan if planned.id in wanted)


def speaks_of(cue: Cue) -> Iterator[str]:
    """The decisions and injects in it, and the handing back of roles, as plans call them."""
    for one in cue.conditions:
        if one.decided is not None:
            yield one.decided
        elif one.delivered is not None:
            yield f"inject-{one.delivered}"
        elif one.played is not None:
            yield f"hand-back-{one.played}"


@dataclass(frozen=True, order=True)
class Due:
    """An act whose time is known, or the id of somebody who is handed back; in the order in which those of one instant begin."""

    starts: float
    of: str
    number: int
    does: Intervention | str

    def begins(self, arms: Arms, time: float) -> bool:
        """Does it now, unless whoever does it is still busy. Returns whether it was done."""
        if isinstance(self.does, str):
            arms.room.hand_back(self.does)
        elif arms.room.waits(self.does):
            return False
        else:
            begins(arms, time, self.does)
        return True


def begins(arms: Arms, time: float, intervention: Intervention) -> None:
    """As in the exercise: by its scope. The other arms are played only as far as something reaches them."""
    if intervention.scope != "players":
        arms.autopilot.run_until(time)
        arms.twin.run_until(time)
    arms.apply(intervention)


class Course:
    """A plan in one emergency. came: T+ at which each cue came.

    It begins before onset, or goes on from where an exercise stood (`goes_on`).
    """

    def __init__(self, arms: Arms, plan: Iterable[Planned], roles: Collection[str] = ()) -> None:
        """roles: those that somebody in the room plays at the start."""
        self.engines = arms
        self.moments = Moments(arms.room)
        self.roles = roles
        self.time = 0.0
        self.waiting = list(plan)
        self.asked: list[Planned] = []  # their cue has come, their owner does not know yet
        self.due: list[Due] = []
        self.begun = -math.inf  # T+ up to which everything has begun, but for those who were busy
        self.came: dict[str, float] = {}
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
        while (self.waiting or self.asked or self.due) and not self.engines.over:
            self._begin()
            self.engines.room.run_until(self.time)
            self.moments.look()
            while self._opens():
                self._begin()
                self.moments.look()
            self.time = self._next_look()
            if self.time > self.engines.room.tables.horizon:
                break
        return self.came

    def _begin(self) -> None:
        """Begins what has its time before now, or now; whoever was busy at that time is looked at again now."""
        ready = sorted((self._soonest(one), one) for one in self.due if one.starts <= self.time)
        self.due = [one for one in self.due if one.starts > self.time]
        for at, one in ready:
            self.engines.room.run_until(at)
            if not one.begins(self.engines, at):
                self.due.append(one)
        self.begun = self.time

    def _soonest(self, one: Due) -> float:
        """At its time, or now where that is past."""
        return one.starts if one.starts > self.begun else self.time

    def _opens(self) -> bool:
        """Takes up what comes now. Returns whether anything did, on which more may follow."""
        for planned in [one for one in self.waiting if self._has_come(one.cue)]:
            self.waiting.remove(planned)
            if not why_not(planned.cue.when, planned.cue.unless, self):
                self.asked.append(planned)
        self.asked = [one for one in self.asked if not one.cue.role or self.is_played(one.cue.role)]
        known = [one for one in self.asked if not one.cue.owner or one.cue.owner in self.moments.aware]
        for planned in known:
            self.asked.remove(planned)
            self.takes(planned, self.time)
        return bool(known)

    def _has_come(self, cue: Cue) -> bool:
        return cue.at <= self.time and all(holds(one, self) for one in cue.after)

    def takes(self, planned: Planned, came: float) -> None:
        """Its cue came at this T+: now it is known when it is answered, and when its acts begin."""
        self.came[planned.id] = came
        self.past[planned.id] = came + planned.answered
        self.options[planned.id] = planned.option
        starts = float(to_grid(came + planned.cost))
        acts = [from_json(dict(act)) for act in planned.acts]
        self.due += [Due(starts, planned.id, *one) for one in enumerate([*acts, *planned.hands_back])]

    def _next_look(self) -> float:
        """The next whole second before which something happens, or at which something has its time."""
        times = [math.floor(self.engines.room.world.clock.peek()) + STEP] if self._event_to_come else []
        times += [math.ceil(one.starts) for one in self.due if one.starts > self.time]
        times += [math.ceil(one.cue.at) for one in self.waiting if one.cue.at > self.time]
        times += [math.ceil(time) for time in self.past.values() if time > self.time]
        return max(math.floor(self.time) + STEP, float(min(times, default=math.inf)))

    @property
    def _event_to_come(self) -> bool:
        return self.engines.room.world.clock.peek() < math.inf


def goes_on(state: State, plan: Iterable[Planned]) -> Course:
    """A course from where an exercise stands: what was decided is past or under way, what is open is answered as the plan has it."""
    course = Course(state.engines, plan, state.played)
    course.time, course.moments = state.time, state.moments
    for window in state.windows.values():
        if window.state == "decided":
            course.past[window.decision.id] = state.time if window.settled is None else window.settled
            course.options[window.decision.id] = window.answer["option"]
    for delivery in state.deliveries.values():
        if delivery.outcome == "delivered":
            course.past[f"inject-{delivery.inject.number}"] = delivery.time
    course.due = [Due(act.time, act.of, act.number, act.intervention) for act in state.pending]
    for planned in [one for one in course.waiting if one.id in state.windows]:
        course.waiting.remove(planned)
        opened = state.windows[planned.id].opened
        course.asked.append(planned) if opened is None else course.takes(planned, opened)
    return course
