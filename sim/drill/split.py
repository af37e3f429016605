"""What the alert changed and what the room changed: the same decisions in a thousand other emergencies of the same kind.

Three arms each, with one luck: the twin without the staff leg, the autopilot with it, and the room, which is the autopilot with the room's
decisions at cue + cost. Twin − autopilot is what the alert brought, autopilot − room what the room brought; positive is sooner. The
emergencies are drawn without what the story needed.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.arithmetic import to_grid
from sim.draws import Block
from sim.drill.arms import NAMES, Arms
from sim.drill.cues import Cue
from sim.drill.moments import Moments
from sim.estimates import Array, Interval, Resamples, estimate
from sim.measures import MEASURES, measure_all, measures_for
from sim.model.interventions import Intervention, from_json
from sim.model.replication import Engine
from sim.play import BLOCK, few_collections
from sim.pool import ChunkResult, Progress, run
from sim.tables import Tables

REPLICATIONS = 1_000
STEP = 1.0  # seconds of T+ between two looks for a cue


@dataclass(frozen=True)
class Planned:
    """A decision, or what was done to the world: its acts begin at cue + cost. id: of the decision. everywhere: in all arms."""

    id: str
    cue: Cue
    cost: float
    acts: tuple[Mapping[str, Any], ...]
    everywhere: bool = False


@dataclass(frozen=True)
class Thousand:
    """Plays all arms of every replication. A `sim.pool.Work`."""

    room: Tables
    twin: Tables
    seed: int
    played: frozenset[str]
    plan: tuple[Planned, ...]

    def play(self, chunk: range) -> ChunkResult:
        """Play these replications: measures (n, arms, measures), and which of the plan was applied (n, plan)."""
        names = measures_for(self.room.hazard.kind)
        measures = np.empty((len(chunk), len(NAMES), len(names)))
        applied = np.zeros((len(chunk), max(1, len(self.plan))), np.bool_)
        with few_collections():
            for start in range(chunk.start, chunk.stop, BLOCK):
                block = Block(self.seed, range(start, min(start + BLOCK, chunk.stop)))
                for replication in block.replications:
                    row = replication - chunk.start
                    arms = self._arms(replication, block)
                    begun = follow(arms, self.plan)
                    applied[row, : len(self.plan)] = [planned.id in begun for planned in self.plan]
                    for arm, engine in enumerate(arms):
                        found = measure_all(engine.run(), engine.tables)
                        measures[row, arm] = [found[name] for name in names]
        return {"measures": measures, "applied": applied}

    def _arms(self, replication: int, block: Block) -> Arms:
        return Arms(
            room=Engine(self.room, self.seed, replication, block, played=self.played),
            autopilot=Engine(self.room, self.seed, replication, block),
            twin=Engine(self.twin, self.seed, replication, block),
        )


def follow(arms: Arms, plan: Sequence[Planned]) -> dict[str, float]:
    """Plays on, beginning each act when its time comes, until all have begun or nothing more happens. Returns when each began.

    The acts that follow one cue are begun in order; the cue is looked for once a second, as in the exercise.
    """
    moments = Moments(arms.room)
    decided: dict[str, float] = {}
    begun: dict[str, float] = {}
    waiting, due = list(plan), list[tuple[float, int, Planned]]()
    time = 0.0
    while (waiting or due) and not arms.over:
        arms.run_until(time)
        moments.look()
        for planned in [one for one in waiting if one.cue.time(moments, decided) <= time]:
            waiting.remove(planned)
            decided[planned.id] = time
            due.append((time + planned.cost, len(plan) - len(waiting), planned))
        time += STEP
        for start, _, planned in sorted(one for one in due if one[0] < time):
            arms.run_until(float(to_grid(start)))
            for act in planned.acts:
                apply(arms, from_json(dict(act)))
            begun[planned.id] = start
        due = [one for one in due if one[0] >= time]
    return begun


def apply(arms: Arms, intervention: Intervention) -> None:
    """As in the exercise: by its scope."""
    arms.apply(intervention)


@dataclass(frozen=True)
class Effect:
    """One measure. improvement: mean over all replications, positive is sooner or better; interval: simulation error only, 95 %.

    here: the same difference in the one play that the room saw; None where it is not defined.
    """

    measure: str
    unit: str
    improvement: float
    interval: Interval | None
    here: float | None


@dataclass(frozen=True)
class Split:
    """What each brought, by measure. applied: in how many replications each decision was."""

    replications: int
    alert: tuple[Effect, ...]
    room: tuple[Effect, ...]
    applied: Mapping[str, int]
    interrupted: bool


def split(
    work: Thousand,
    here: Mapping[str, Mapping[str, float]],
    replications: int = REPLICATIONS,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Split:
    """Plays the replications and reckons both effects. here: measures of the one play, by arm."""
    outcome = run(work, range(replications), workers=workers, on_progress=on_progress, stop=stop)
    played = np.minimum(outcome["measures"], work.room.horizon)
    names = measures_for(work.room.hazard.kind)
    resamples = Resamples(work.seed, len(played))
    room, autopilot, twin = (NAMES.index(name) for name in ("room", "autopilot", "twin"))

    def effects(before: int, after: int) -> tuple[Effect, ...]:
        found = []
        for place, name in enumerate(names):
            sign = 1.0 if MEASURES[name].direction == "lower" else -1.0
            difference = sign * (played[:, before, place] - played[:, after, place])
            one = here[NAMES[before]][name], here[NAMES[after]][name]
            found.append(_effect(name, difference, resamples, sign, one, work.room.horizon))
        return tuple(found)

    applied = {planned.id: int(outcome["applied"][:, n].sum()) for n, planned in enumerate(work.plan)}
    return Split(
        len(played), effects(twin, autopilot), effects(autopilot, room), applied, outcome.interrupted
    )


def _effect(
    name: str,
    difference: Array,
    resamples: Resamples,
    sign: float,
    here: tuple[float, float],
    horizon: float,
) -> Effect:
    made = estimate(difference, resamples)
    before, after = (min(value, horizon) for value in here)
    defined = not (math.isnan(before) or math.isnan(after))
    return Effect(
        name,
        MEASURES[name].unit,
        made.mean,
        made.interval(),
        sign * (before - after) if defined else None,
    )
