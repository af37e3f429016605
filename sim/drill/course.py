"""The room's decisions in another emergency: each is given when its cue comes, and costs what it cost in the exercise.

Cues are looked for at whole seconds, as in the exercise, but only at those before which something has happened. So in the emergency that
the exercise was played with, this is the exercise again, event for event.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.arithmetic import to_grid
from sim.drill.arms import Arms
from sim.drill.cues import Cue, Sign
from sim.drill.moments import Moments
from sim.drill.state import State
from sim.model.interventions import Intervention, from_json

STEP = 1.0  # seconds of T+ between two looks


@dataclass(frozen=True)
class Planned:
    """A decision, an inject or a role that is handed back. Seconds of T+ from its cue: answered, and cost until its acts begin.

    hands_back: who is modelled again from then on, by id of the roster, and `office`.
    """

    id: str
    cue: Cue
    cost: float = 0.0
    answered: float = 0.0
    acts: tuple[Mapping[str, Any], ...] = ()
    hands_back: tuple[str, ...] = ()

    @property
    def does_something(self) -> bool:
        """Whether the model notices."""
        return bool(self.acts or self.hands_back)


def plan_of(state: State) -> tuple[Planned, ...]:
    """What was decided in an exercise, and what was done to the world, in the order of its journal; and what those wait for."""
    found = []
    for entry in state.log:
        payload = json.loads(entry.payload)
        if entry.kind == "decide":
            cue, does = Cue.from_json(payload["cue"]), tuple(payload["does"])
            found.append(Planned(payload["decision"], cue, payload["cost"], payload["answered"], does))
        elif entry.kind == "inject" and payload["outcome"] == "delivered" and "cue" in payload:
            cue, does = Cue.from_json(payload["cue"]), tuple(payload["world"])
            found.append(Planned(f"inject-{payload['inject']}", cue, acts=does))
        elif entry.kind == "role":
            handed = tuple(payload["persons"])
            found.append(Planned(f"hand-back-{payload['role']}", Cue(entry.incident_time), hands_back=handed))
    return needed(found)


def needed(plan: Sequence[Planned]) -> tuple[Planned, ...]:
    """Those that do something, and those that they wait for."""
    by_id = {planned.id: planned for planned in plan}
    wanted = [planned.id for planned in plan if planned.does_something]
    for name in wanted:
        cue = by_id[name].cue
        signs = (*cue.signs, *cue.needs, *cue.unless)
        wanted += [one.name for one in signs if one.name in by_id and one.name not in wanted]
    return tuple(planned for planned in plan if planned.id in wanted)


@dataclass(frozen=True, order=True)
class Due:
    """An act whose time is known; in the order in which acts of one instant begin."""

    starts: float
    of: str
    number: int
    planned: Planned

    def begins(self, arms: Arms) -> None:
        """Does it now."""
        acts = self.planned.acts
        if self.number < len(acts):
            begins(arms, self.starts, from_json(dict(acts[self.number])))
        else:
            arms.room.hand_back(self.planned.hands_back[self.number - len(acts)])


def begins(arms: Arms, time: float, intervention: Intervention) -> None:
    """As in the exercise: by its scope. The other arms are played only as far as something reaches them."""
    if intervention.scope != "players":
        arms.autopilot.run_until(time)
        arms.twin.run_until(time)
    arms.apply(intervention)


class Course:
    """A plan in one emergency. came: T+ at which each cue came."""

    def __init__(self, arms: Arms, plan: Iterable[Planned]) -> None:
        self.arms = arms
        self.moments = Moments(arms.room)
        self.time = 0.0
        self.waiting = list(plan)
        self.asked: list[Planned] = []  # their cue has come, their owner does not know yet
        self.due: list[Due] = []
        self.came: dict[str, float] = {}
        self.past: dict[str, float] = {}

    def run(self) -> dict[str, float]:
        """Plays on until everything has begun or nothing more can. Returns T+ at which each cue came."""
        while (self.waiting or self.asked or self.due) and not self.arms.over:
            self._begin()
            self.arms.room.run_until(self.time)
            self.moments.look()
            while self._opens():
                self._begin()
            self.time = self._next_look()
            if self.time > self.arms.room.tables.horizon:
                break
        return self.came

    def _begin(self) -> None:
        """Begins what has its time before now, or now."""
        ready = sorted(one for one in self.due if one.starts <= self.time)
        self.due = [one for one in self.due if one.starts > self.time]
        for one in ready:
            self.arms.room.run_until(one.starts)
            one.begins(self.arms)

    def _opens(self) -> bool:
        """Takes up what comes now. Returns whether anything did, on which more may follow."""
        for planned in [one for one in self.waiting if self._has_come(one.cue)]:
            self.waiting.remove(planned)
            if all(map(self._is_past, planned.cue.needs)) and not any(map(self._is_past, planned.cue.unless)):
                self.asked.append(planned)
        known = [
            one for one in self.asked if not one.cue.owner or self._is_past(Sign("aware", one.cue.owner))
        ]
        for planned in known:
            self.asked.remove(planned)
            self._takes(planned)
        return bool(known)

    def _takes(self, planned: Planned) -> None:
        self.came[planned.id] = self.time
        self.past[planned.id] = self.time + planned.answered
        starts = float(to_grid(self.time + planned.cost))
        self.due += [
            Due(starts, planned.id, number, planned)
            for number in range(len(planned.acts) + len(planned.hands_back))
        ]

    def _has_come(self, cue: Cue) -> bool:
        return cue.at <= self.time and all(map(self._is_past, cue.signs))

    def _is_past(self, sign: Sign) -> bool:
        return sign.time(self.moments, self.past) <= self.time

    def _next_look(self) -> float:
        """The next whole second before which something happens, or at which something has its time."""
        times = [math.floor(self.arms.room.world.clock.peek()) + STEP] if self._event_to_come else []
        times += [math.ceil(one.starts) for one in self.due]
        times += [math.ceil(one.cue.at) for one in self.waiting if one.cue.at > self.time]
        times += [math.ceil(time) for time in self.past.values() if time > self.time]
        return max(self.time + STEP, float(min(times, default=math.inf)))

    @property
    def _event_to_come(self) -> bool:
        return self.arms.room.world.clock.peek() < math.inf
