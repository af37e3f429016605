"""What the alert changed and what the room changed: the same decisions in a thousand other emergencies of the same kind.

Three arms each, with one luck: the twin without the staff leg, the autopilot with it, and the room, which is the autopilot with the room's
decisions at cue + cost. Twin − autopilot is what the alert brought, autopilot − room what the room brought; positive is sooner. The
emergencies are drawn without what the story needed, so that how many of them fit it can be said too. How many were aware and
protected at each moment is counted where it is played, so that the one play can be seen among the thousand, and no trace is kept.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.exercise import Need
from sim.comparison import Curve
from sim.draws import Block
from sim.drill.arms import AUTOPILOT, NAMES, ROOM, TWIN, Arms, tables_of
from sim.drill.course import Course, Planned, plan_of
from sim.drill.one_play import Improvement, OnePlay
from sim.drill.seeds import ALONE, measured, satisfies
from sim.drill.state import State
from sim.estimates import Array, Interval, Resamples, estimate
from sim.hazards.fire import MARGIN_OF
from sim.measures import MEASURES, READERS, measures_for
from sim.model.interventions import from_json
from sim.model.replication import Engine
from sim.over_time import aware_by, counts_of, curve, moments, protected_by
from sim.play import BLOCK, few_collections
from sim.pool import ChunkResult, Progress, run
from sim.reading import Reading, read
from sim.summaries import Arm
from sim.tables import Tables

REPLICATIONS = 1_000
CHOSEN_BY = (AUTOPILOT, TWIN)
"""Arms in which an emergency has to be what the story needs."""
PROTECTED = "protected_t100"
"""Where it is measured, there is a curve of who is protected."""


def shown(measure: str) -> bool:
    """Whether a measure is shown of an exercise: counts of people exposed and chances of survival are not, unless asked for."""
    return MEASURES[measure].unit != "person-min" and not measure.startswith("survival")


@dataclass(frozen=True)
class Thousand:
    """Plays all arms of every replication. A `sim.pool.Work`.

    played: roster ids, and `office`, as the exercise began; roles: those that people played then. needs: what its story needs.
    """

    room: Tables
    twin: Tables
    seed: int
    played: frozenset[str]
    plan: tuple[Planned, ...]
    roles: frozenset[str] = frozenset()
    needs: tuple[Need, ...] = ()

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
                    out["needed"][row] = self.needed(replication, arms, block)
        return out

    def _empty(self, n: int) -> dict[str, NDArray[Any]]:
        """Measures (n, arms, measures); who is aware and protected at each moment (n, arms, MOMENTS), and of how many (n, arms).

        Whether each of the plan was applied (n, plan), and what the story needs (n, 2, needs), in the autopilot and in the twin.
        """
        shape = (n, len(NAMES))
        return {
            "measures": np.empty((*shape, len(self.names))),
            "aware": counts_of(self.room, *shape),
            "protected": counts_of(self.room, *shape),
            "staff": np.empty(shape, np.uint32),
            "heads": np.empty(shape, np.uint32),
            "applied": np.zeros((n, max(1, len(self.plan))), np.bool_),
            "needed": np.empty((n, len(CHOSEN_BY), len(self.needs))),
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

    def needed(self, replication: int, arms: Arms, block: Block) -> list[list[float]]:
        """What the story needs, in each arm that it is chosen by. arms: of one replication that was played.

        An emergency is chosen before anything is done to the world; where something was, both arms are played without it.
        """
        if not self.needs:
            return [[] for _ in CHOSEN_BY]
        engines = (arms.autopilot, arms.twin)
        if any(from_json(dict(act)).scope != "players" for planned in self.plan for act in planned.acts):
            untouched = self.arms(replication, block)
            engines = (untouched.autopilot, untouched.twin)
            for engine in engines:
                engine.run()
        return [measured(engine, self.needs) for engine in engines]


def thousand(state: State) -> Thousand:
    """The work of an exercise that was played. Raises RuntimeError before it has begun."""
    if state.setup is None:
        raise RuntimeError("the exercise has not begun")
    room, twin = tables_of(state.opened)
    roles, needs = frozenset(state.setup.played), tuple(state.exercise.needs)
    return Thousand(room, twin, state.setup.seed, state.began_with, plan_of(state), roles, needs)


@dataclass(frozen=True)
class Effect:
    """One measure. improvement: the mean, positive is sooner or better; interval: simulation error only, 95 %.

    Both are of the replications in which both arms reached it; None where there is none. missed: in how many the arm before did not,
    and the arm after: that is counted and never told as time. here: the same in the one play that the room saw. unasked: of those in which
    the arm after did not reach it, in how many a decision of the room never came up; of the alert 0.
    """

    measure: str
    unit: str
    improvement: float | None
    interval: Interval | None
    here: Improvement
    missed: tuple[int, int] = (0, 0)
    unasked: int = 0


@dataclass(frozen=True)
class Fitting:
    """How an emergency was chosen: how many of 100 fit the story of the exercise.

    here: whether this one does. share: of all replications that do, 0 to 1; by_need: of those that have what one need asks for; longer:
    of those that last less long than this one, None where the story does not ask for that. All with everybody modelled.
    """

    needs: tuple[Need, ...]
    here: bool
    share: float
    by_need: tuple[float, ...]
    longer: float | None


@dataclass(frozen=True)
class Split:
    """What each brought, by measure.

    room: empty where nobody was asked anything, for then the room changed nothing. applied: in how many replications each decision that
    does something was given; fitting: None where the story needs nothing. curves: shares over time by arm, which stands where a
    comparison has a strategy; of who is protected only where that means anything.
    """

    replications: int
    alert: tuple[Effect, ...]
    room: tuple[Effect, ...]
    applied: Mapping[str, int]
    fitting: Fitting | None
    interrupted: bool
    curves: tuple[Curve, ...] = ()


Columns = Mapping[str, NDArray[Any]]
"""What was played, by name; the first axis is the replication."""


def split(
    work: Thousand,
    here: OnePlay,
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
    work: Thousand, here: OnePlay, columns: Columns, replications: int, *, interrupted: bool = False
) -> Split:
    """Both effects from what was played. columns: as `Thousand.play` gives them, for so many replications."""
    decided = [n for n, planned in enumerate(work.plan) if planned.does_something and planned.is_decision]
    all_given: NDArray[np.bool_] = np.all(columns["applied"][:, decided], axis=1)
    compared = Compared(work, columns["measures"], here, all_given)
    applied = {planned.id: int(columns["applied"][:, n].sum()) for n, planned in enumerate(work.plan)}
    return Split(
        replications,
        compared.effects(TWIN, AUTOPILOT),
        compared.effects(AUTOPILOT, ROOM) if here.asked else (),
        {planned.id: applied[planned.id] for planned in work.plan if planned.does_something},
        _fitting(work.needs, columns["needed"]) if work.needs else None,
        interrupted,
        tuple(_curves(work, columns)),
    )


def _fitting(needs: Sequence[Need], values: Array) -> Fitting:
    """How this emergency, which is replication 0, was chosen. values: (n, arms, needs)."""
    met = np.stack([satisfied(need, values[:, :, number]) for number, need in enumerate(needs)], axis=1)
    fits = [all(row) for row in met]
    lasts = [values[:, 0, number] for number, need in enumerate(needs) if need.measure == ALONE]
    return Fitting(
        tuple(needs),
        fits[0],
        float(np.mean(fits)),
        tuple(float(one) for one in met.mean(axis=0)),
        float(np.mean(lasts[0] < lasts[0][0])) if lasts else None,
    )


def satisfied(need: Need, values: Array) -> NDArray[np.bool_]:
    """Whether each replication has what is needed, in both arms. values: (n, arms)."""
    return np.array([all(satisfies(need, float(value)) for value in pair) for pair in values])


def _curves(work: Thousand, columns: Columns) -> Iterator[Curve]:
    """Shares over time, with the band of the middle 80 of 100 replications."""
    times = moments(work.room.horizon)
    for number, name in enumerate(NAMES):
        yield curve(Arm(name), "aware", times, columns["aware"][:, number], columns["staff"][:, number])
        if PROTECTED in work.names:
            counts, heads = columns["protected"][:, number], columns["heads"][:, number]
            yield curve(Arm(name), "protected", times, counts, heads)


class Compared:
    """Differences between arms, replication by replication. measures: (n, arms, measures), as they were read; all_given: (n,), whether
    every decision that does something came up.
    """

    def __init__(self, work: Thousand, measures: Array, here: OnePlay, all_given: NDArray[np.bool_]) -> None:
        self.names, self.measures, self.here, self.all_given = work.names, measures, here, all_given
        times = np.array([MEASURES[name].time for name in self.names])
        self.late: NDArray[np.bool_] = np.where(times, measures > work.room.horizon, False)
        self.resamples = Resamples(work.seed, len(measures))

    def effects(self, before: str, after: str) -> tuple[Effect, ...]:
        """How much sooner or better after is than before, by measure."""
        return tuple(self._effect(name, before, after) for name in self.names)

    def _effect(self, name: str, before: str, after: str) -> Effect:
        arms = [NAMES.index(arm) for arm in (before, after)]
        late = self.late[:, arms, self.names.index(MARGIN_OF.get(name, name))]
        both: NDArray[np.bool_] = ~np.any(late, axis=1)
        first, second = np.where(late, 0.0, self.measures[:, arms, self.names.index(name)]).T
        unit, here = MEASURES[name].unit, self.here.improvement(name, before, after)
        missed = int(late[:, 0].sum()), int(late[:, 1].sum())
        unasked = int((late[:, 1] & ~self.all_given).sum()) if after == ROOM else 0
        if not both.any():
            return Effect(name, unit, None, None, here, missed, unasked)
        reductions = MEASURES[name].sign * (first - second)
        made = estimate(reductions, self.resamples, None if both.all() else both)
        return Effect(name, unit, made.mean, made.interval(), here, missed, unasked)
