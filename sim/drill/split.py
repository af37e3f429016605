"""What the alert changed and what the room changed: the same decisions in a thousand other emergencies of the same kind.

Three arms each, with one luck: the twin without the staff leg, the autopilot with it, and the room, which is the autopilot with the room's
decisions at cue + cost. Twin − autopilot is what the alert brought, autopilot − room what the room brought; positive is sooner. The
emergencies are drawn without what the story needed, so that how far this one was chosen can be said too. How many were aware and
protected at each moment is counted where it is played, so that the one play can be seen among the thousand, and no trace is kept.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.comparison import Curve
from sim.draws import Block
from sim.drill.arms import AUTOPILOT, NAMES, ROOM, TWIN, Arms, tables_of
from sim.drill.course import Course, Planned, plan_of
from sim.drill.seeds import ALONE
from sim.drill.state import State
from sim.estimates import Array, Interval, Resamples, estimate
from sim.measures import MEASURES, READERS, measure_all, measures_for
from sim.model.replication import Engine
from sim.over_time import aware_by, counts_of, curve, moments, protected_by
from sim.play import BLOCK, few_collections
from sim.pool import ChunkResult, Progress, run
from sim.purposes import Purpose
from sim.reading import Reading, read
from sim.summaries import Arm
from sim.tables import Tables

REPLICATIONS = 1_000
PROTECTED = "protected_t100"
"""Where it is measured, there is a curve of who is protected."""


def shown(measure: str) -> bool:
    """Whether a measure is shown of an exercise: counts of people exposed and chances of survival are not, unless asked for."""
    return MEASURES[measure].unit != "person-min" and not measure.startswith("survival")


@dataclass(frozen=True)
class Thousand:
    """Plays all arms of every replication. A `sim.pool.Work`.

    played: roster ids, and `office`, as the exercise began; roles: those that people played then. need: the first measure
    that its story needs, or empty.
    """

    room: Tables
    twin: Tables
    seed: int
    played: frozenset[str]
    plan: tuple[Planned, ...]
    roles: frozenset[str] = frozenset()
    need: str = ""

    @property
    def names(self) -> list[str]:
        """The measures."""
        return measures_for(self.room.hazard.kind)

    def play(self, chunk: range) -> ChunkResult:
        """Plays these replications in every arm; the columns are those of `_empty`."""
        out, times = self._empty(len(chunk)), moments(self.room.horizon)
        with few_collections():
            for start in range(chunk.start, chunk.stop, BLOCK):
                block = Block(self.seed, range(start, min(start + BLOCK, chunk.stop)))
                for replication in block.replications:
                    row = replication - chunk.start
                    arms = self.arms(replication, block)
                    came = Course(arms, self.plan, self.roles).run()
                    out["applied"][row, : len(self.plan)] = [planned.id in came for planned in self.plan]
                    for number, engine in enumerate(arms):
                        self._note(out, (row, number), read(engine.run(), engine.tables), times)
                    out["needed"][row] = self.needed(arms.autopilot)
        return out

    def _empty(self, n: int) -> dict[str, NDArray[Any]]:
        """Measures (n, arms, measures); who is aware and protected at each moment (n, arms, MOMENTS), and of how many (n, arms).

        Whether each of the plan was applied (n, plan), and what the story needs (n,), nan without.
        """
        shape = (n, len(NAMES))
        return {
            "measures": np.empty((*shape, len(self.names))),
            "aware": counts_of(self.room, *shape),
            "protected": counts_of(self.room, *shape),
            "staff": np.empty(shape, np.uint32),
            "heads": np.empty(shape, np.uint32),
            "applied": np.zeros((n, max(1, len(self.plan))), np.bool_),
            "needed": np.full(n, math.nan),
        }

    def _note(
        self, out: dict[str, NDArray[Any]], at: tuple[int, int], reading: Reading, times: Array
    ) -> None:
        """One arm of one replication."""
        out["measures"][at] = [READERS[name](reading) for name in self.names]
        out["aware"][at], out["staff"][at] = aware_by(reading, times), reading.staff
        out["protected"][at], out["heads"][at] = protected_by(reading, times), reading.heads

    def arms(self, replication: int, block: Block | None = None) -> Arms:
        """The arms of one replication before onset. block: numbers already drawn for a range that holds it."""
        block = block or Block(self.seed, range(replication, replication + 1))
        return Arms(
            room=Engine(self.room, self.seed, replication, block, played=self.played),
            autopilot=Engine(self.room, self.seed, replication, block),
            twin=Engine(self.twin, self.seed, replication, block),
        )

    def needed(self, engine: Engine) -> float:
        """What the story needs, of one replication that was played."""
        if self.need == ALONE:
            return engine.world.draw(Purpose.HAZARD_LASTS, 0)
        return measure_all(engine.trace, engine.tables)[self.need] if self.need else math.nan


def thousand(state: State) -> Thousand:
    """The work of an exercise that was played. Raises RuntimeError before it has begun."""
    if state.setup is None:
        raise RuntimeError("the exercise has not begun")
    room, twin = tables_of(state.opened)
    need = next((one.measure for one in state.exercise.needs), "")
    roles = frozenset(state.setup.played)
    return Thousand(room, twin, state.setup.seed, state.began_with, plan_of(state), roles, need)


@dataclass(frozen=True)
class Effect:
    """One measure. improvement: mean over all replications, positive is sooner or better; interval: simulation error only, 95 %.

    here: the same difference in the one play that the room saw; None where it is not defined. A time that is not reached counts as the
    horizon, as everywhere.
    """

    measure: str
    unit: str
    improvement: float
    interval: Interval | None
    here: float | None


@dataclass(frozen=True)
class Split:
    """What each brought, by measure.

    applied: in how many replications each decision that does something was given; chosen: for the first need of the story, the share of
    replications that have less of it than this emergency, which is replication 0; None where the story needs nothing. curves: shares over
    time by arm, which stands where a comparison has a strategy; of who is protected only where that means anything.
    """

    replications: int
    alert: tuple[Effect, ...]
    room: tuple[Effect, ...]
    applied: Mapping[str, int]
    chosen: float | None
    interrupted: bool
    curves: tuple[Curve, ...] = ()


Here = Mapping[str, Mapping[str, float]]
"""Measures of the one play, by arm."""
Columns = Mapping[str, NDArray[Any]]
"""What was played, by name; the first axis is the replication."""


def split(
    work: Thousand,
    here: Here,
    replications: int = REPLICATIONS,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Split | None:
    """Plays the replications and reckons both effects; None if it was stopped before the first. Raises PoolError."""
    outcome = run(work, range(replications), workers=workers, on_progress=on_progress, stop=stop)
    if not outcome.completed:
        return None
    return reckoned(work, here, outcome.columns, outcome.completed, interrupted=outcome.interrupted)


def reckoned(
    work: Thousand, here: Here, columns: Columns, replications: int, *, interrupted: bool = False
) -> Split:
    """Both effects from what was played. columns: as `Thousand.play` gives them, for so many replications."""
    measures: Array = columns["measures"]
    compared = Compared(work, np.minimum(measures, work.room.horizon), here)
    applied = {planned.id: int(columns["applied"][:, n].sum()) for n, planned in enumerate(work.plan)}
    return Split(
        replications,
        compared.effects(TWIN, AUTOPILOT),
        compared.effects(AUTOPILOT, ROOM),
        {planned.id: applied[planned.id] for planned in work.plan if planned.does_something},
        float((columns["needed"] < columns["needed"][0]).mean()) if work.need else None,
        interrupted,
        tuple(_curves(work, columns)),
    )


def _curves(work: Thousand, columns: Columns) -> Iterator[Curve]:
    """Shares over time, with the band of the middle 80 of 100 replications."""
    times = moments(work.room.horizon)
    for number, name in enumerate(NAMES):
        yield curve(Arm(name), "aware", times, columns["aware"][:, number], columns["staff"][:, number])
        if PROTECTED in work.names:
            counts, heads = columns["protected"][:, number], columns["heads"][:, number]
            yield curve(Arm(name), "protected", times, counts, heads)


class Compared:
    """Differences between arms, replication by replication. measures: (n, arms, measures), at most the horizon."""

    def __init__(self, work: Thousand, measures: Array, here: Here) -> None:
        self.names, self.horizon = work.names, work.room.horizon
        self.measures, self.here = measures, here
        self.resamples = Resamples(work.seed, len(measures))

    def effects(self, before: str, after: str) -> tuple[Effect, ...]:
        """How much sooner or better after is than before, by measure."""
        return tuple(self._effect(name, before, after) for name in self.names)

    def _effect(self, name: str, before: str, after: str) -> Effect:
        sign = 1.0 if MEASURES[name].direction == "lower" else -1.0
        columns = (self.measures[:, NAMES.index(arm), self.names.index(name)] for arm in (before, after))
        first, second = columns
        made = estimate(sign * (first - second), self.resamples)
        here = [min(self.here[arm][name], self.horizon) for arm in (before, after)]
        one = None if any(map(math.isnan, here)) else sign * (here[0] - here[1])
        return Effect(name, MEASURES[name].unit, made.mean, made.interval(), one)
