"""Emergencies that fit the story of an exercise: the replications of a seed that meet its needs.

Every role is simulated, with and without the alert, and nothing is done to the world. `sim.exercise.seed_search` defines what fits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from scenarios.exercise import Need
from sim.engine import SimpyEngine
from sim.exercise.arms import build_tables
from sim.exercise.seed_search import OWN_DURATION_MEASURE, draw_own_duration, satisfies
from sim.exercise.state import State
from sim.experiment.chunks import ChunkColumns
from sim.experiment.design import PlanError
from sim.experiment.engine_choice import prepare_engine
from sim.experiment.execution import StoppedError
from sim.experiment.executor import ColumnCollector, Progress, Run, Workers
from sim.experiment.runner import BLOCK, reduce_gc
from sim.measures import READERS
from sim.model.tables import Tables
from sim.model.trace_reader import read_trace
from sim.sampling.streams import DrawBlock

if TYPE_CHECKING:
    from sim.compiled.engine import CompiledEngine

FITS = -1
"""In place of the need that is not met."""
MOST_CANDIDATES = 50
"""Candidates that are played at most for each emergency that is asked for."""
FIRST_CANDIDATES = 4
"""Candidates in the first stage for each emergency that is asked for."""
FEWEST = 20
"""Emergencies that must fit, unless fewer are asked for."""


@dataclass(frozen=True)
class FittingEmergencies:
    """Replications of a seed that fit, in order. candidates: replications that were played, of which `fitting` fit."""

    seed: int
    replications: tuple[int, ...]
    candidates: int
    fitting: int

    @property
    def share(self) -> float:
        """Share of the candidates that fit, 0 to 1."""
        return self.fitting / self.candidates


@dataclass(frozen=True)
class FittingTask:
    """Looks for the first need that each replication does not meet. A `sim.experiment.chunks.Task`.

    arms: tables with and without the alert. The only column is `unmet`, (n,): the place of that need, or FITS.
    """

    arms: tuple[Tables, ...]
    seed: int
    needs: tuple[Need, ...]
    is_compiled: bool = False

    def play(self, chunk: range) -> ChunkColumns:
        """Plays these replications."""
        unmet = np.empty(len(chunk), np.int64)
        with nullcontext() if self.is_compiled else reduce_gc():
            for start in range(chunk.start, chunk.stop, BLOCK):
                block = DrawBlock(self.seed, range(start, min(start + BLOCK, chunk.stop)))
                for replication in block.replications:
                    unmet[replication - chunk.start] = self._find_unmet(replication, block)
        return {"unmet": unmet}

    def _find_unmet(self, replication: int, block: DrawBlock) -> int:
        values = self._iterate_values(replication, block)
        return next((place for place, value in values if not satisfies(self.needs[place], value)), FITS)

    def _iterate_values(self, replication: int, block: DrawBlock) -> Iterator[tuple[int, float]]:
        """What the needs ask for, by the place of the need. What is drawn comes first, because nothing has to be played for it."""
        drawn = [n for n, need in enumerate(self.needs) if need.measure == OWN_DURATION_MEASURE]
        played = [n for n in range(len(self.needs)) if n not in drawn]
        for tables in self.arms:
            for place in drawn:
                yield place, draw_own_duration(tables, block, replication)
        if played:
            for arm in range(len(self.arms)):
                names = [self.needs[place].measure for place in played]
                yield from zip(played, self._measure(arm, replication, block, names), strict=True)

    def _measure(self, arm: int, replication: int, block: DrawBlock, names: Sequence[str]) -> list[float]:
        if self.is_compiled:
            (rows,) = self._engines[arm].play_rows(range(replication, replication + 1), names, until_known=True)
            return [float(value) for value in rows.values[0]]
        tables = self.arms[arm]
        reading = read_trace(SimpyEngine(tables, self.seed, replication, block).run(), tables)
        return [READERS[name](reading) for name in names]

    @cached_property
    def _engines(self) -> list[CompiledEngine]:
        from sim.compiled.engine import CompiledEngine
        from sim.compiled.shared_draws import SharedDraws

        draws = SharedDraws(len(self.arms))
        return [CompiledEngine(tables, self.seed, draws=draws) for tables in self.arms]


def select_fitting(
    arms: Sequence[Tables],
    needs: Sequence[Need],
    seed: int,
    count: int,
    workers: Workers = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> FittingEmergencies:
    """The first `count` replications of a seed that fit; fewer if MOST_CANDIDATES for each of them hold no more.

    arms: as `sim.exercise.arms.build_tables`. on_progress: of the candidates. Raises PlanError where almost none fits, StoppedError if it
    was stopped, and PoolError.
    """
    if not needs:
        return FittingEmergencies(seed, tuple(range(count)), count, count)
    unmet = _play_candidates(
        _choose_engine(FittingTask(tuple(arms), seed, tuple(needs)), count), count, workers, on_progress, stop
    )
    found = np.flatnonzero(unmet == FITS)
    if len(found) < min(count, FEWEST):
        raise PlanError(_describe_scarcity(needs, unmet))
    return FittingEmergencies(seed, tuple(map(int, found[:count])), len(unmet), len(found))


def _choose_engine(task: FittingTask, count: int) -> FittingTask:
    def make_task(is_compiled: bool) -> FittingTask:
        return replace(task, is_compiled=is_compiled)

    plays = len(task.arms) * FIRST_CANDIDATES * count
    return make_task(prepare_engine("auto", task.arms, task.seed, plays, make_task=make_task))


def _play_candidates(
    task: FittingTask,
    count: int,
    workers: Workers,
    on_progress: Callable[[Progress], None] | None,
    stop: Callable[[], bool] | None,
) -> NDArray[np.int64]:
    """Column `unmet` of candidates, in stages whose size depends only on what was found before."""
    collector, found, most = ColumnCollector(), 0, MOST_CANDIDATES * count
    with Run(task, collector, workers, on_progress, stop) as run:
        while found < count and run.completed < most:
            seen = run.completed
            each = seen / found if found else FIRST_CANDIDATES if not seen else math.inf
            more = min(1.1 * each * (count - found), most - seen, max(seen, FIRST_CANDIDATES * count))
            run.play(range(seen, seen + math.ceil(more)))
            if run.is_interrupted:
                raise StoppedError("stopped before enough emergencies were found")
            found = int((collector.join()["unmet"] == FITS).sum())
    return collector.join()["unmet"]


def _describe_scarcity(needs: Sequence[Need], unmet: NDArray[np.int64]) -> str:
    hardest = needs[int(np.bincount(unmet[unmet != FITS]).argmax())]
    return (
        f"{(unmet == FITS).sum()} of {len(unmet):,} emergencies match the needs of the exercise, most often because of"
        f" {hardest.measure}; ask for less under needs"
    )


_SELECTED: WeakKeyDictionary[State, dict[tuple[int, int], FittingEmergencies]] = WeakKeyDictionary()
"""By the state of an exercise, then by seed and count."""


def select_emergencies(
    state: State,
    count: int,
    workers: Workers = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> FittingEmergencies:
    """The first replications that fulfill the needs of the exercise; the first ones as they come where almost none does.

    They are looked for once, because the effect of the alert and those of decisions are measured on the same ones.
    """
    if state.setup is None:
        raise RuntimeError("the exercise has not begun")
    seed, needs = state.setup.seed, state.exercise.needs
    selected = _SELECTED.setdefault(state, {})
    if (seed, count) not in selected:
        try:
            found = select_fitting(build_tables(state.opened), needs, seed, count, workers, on_progress, stop)
        except PlanError:
            found = FittingEmergencies(seed, tuple(range(count)), count, 0)
        selected[seed, count] = found
    return selected[seed, count]
