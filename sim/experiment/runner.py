"""The task of a comparison: all arms on common random numbers, replication by replication.

A worker gets the tables of all arms and runs blocks of a few replications, all arms on one block, so that shared streams are drawn once.
It returns numbers only: measures, counts over time, and for the first pairs which purposes were drawn for. The results of a replication
do not depend on its block.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scenarios.scenario import Emergency
from sim.engine import SimpyEngine
from sim.experiment.chunks import ChunkColumns
from sim.experiment.design import PlanError, find_strategy_key
from sim.experiment.measure_table import MeasureTable
from sim.experiment.time_curves import (
    ShareTally,
    allocate_counts,
    count_aware,
    count_everyone,
    count_protected,
    time_grid,
)
from sim.measures import READERS, UNAWARE_SAME_SPAN, list_measures
from sim.model.tables import Tables
from sim.model.trace_reader import TraceSummary, read_trace
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import DrawBlock, DrawLog
from sim.statistics.estimators import Array
from sim.statistics.summaries import Arm
from sim.tabulation import Tabulator, tabulate

if TYPE_CHECKING:
    from sim.compiled.day_engine import DayEngine, Packed
    from sim.compiled.engine import CompiledEngine

BLOCK = 16
"""Replications whose numbers are drawn in one pass: enough for numpy, and a few megabytes."""
PURPOSES = max(Purpose) + 1
PROTECTED = "protected_t100"
"""A measure of hazards that people are protected from: where it is missing, those who are protected are not counted."""


def build_arm_tables(emergency: Emergency, arm: Arm, overrides: Mapping[str, float] | None = None) -> Tables:
    """The tables of one arm. Raises PlanError for a strategy that the emergency does not have, or a value that an input cannot have."""
    strategy = find_strategy_key(emergency, arm.strategy)
    try:
        return tabulate(emergency, strategy, arm.conditions, overrides)
    except ValueError as error:
        raise PlanError(str(error)) from error


def build_arm_tabulator(emergency: Emergency, arm: Arm) -> Tabulator:
    """As `build_arm_tables`, for many overrides one after the other."""
    strategy = emergency.strategies[find_strategy_key(emergency, arm.strategy)]
    return Tabulator(emergency, strategy, arm.conditions)


@dataclass
class ReplicationTask:
    """Plays all arms. A `sim.experiment.chunks.Task`; `ReplicationResults` collects its columns."""

    tables: tuple[Tables, ...]
    """By arm."""
    seed: int
    logged_count: int
    """In so many of the first replications it is noted which purposes were drawn for."""
    is_compiled: bool = False
    """Whether the compiled engine plays, with the same results."""
    similar: Sequence[Packed] = ()
    """Tables that compiled engines may share parts with."""
    baselines: tuple[int, ...] = ()
    """By arm, the arm that it is compared with first, or the arm itself; () where each is read alone."""

    def play(self, chunk: range) -> ChunkColumns:
        """Play these replications in every arm."""
        out = _allocate(len(chunk), self.tables, self.measures)
        times = time_grid(self.tables[0].horizon)
        spans = SharedSpans(self.measures, out["measures"], self.tables, self.baselines)
        if self.is_compiled:
            for arm, engine in enumerate(self._engines):
                self._play_compiled(out, arm, engine, chunk, spans)
            spans.fill_in(out["staff"])
            return out
        with reduce_gc():
            for start in range(chunk.start, chunk.stop, BLOCK):
                block = DrawBlock(self.seed, range(start, min(start + BLOCK, chunk.stop)))
                for replication in block.replications:
                    for arm, tables in enumerate(self.tables):
                        reading, log = self._reading(tables, block, replication)
                        at = replication - chunk.start, arm
                        self._record(out, at, reading, log, times)
                        spans.aware_times[at][: len(reading.aware)] = reading.aware
        spans.fill_in(out["staff"])
        return out

    @cached_property
    def _engines(self) -> list[CompiledEngine | DayEngine]:
        """By arm."""
        from sim.compiled.day_engine import open_engine
        from sim.compiled.shared_draws import SharedDraws

        times, draws = time_grid(self.tables[0].horizon), SharedDraws(len(self.tables))
        return [open_engine(tables, self.seed, times, self.similar, draws) for tables in self.tables]

    def _play_compiled(
        self,
        out: dict[str, NDArray[Any]],
        arm: int,
        engine: CompiledEngine | DayEngine,
        chunk: range,
        spans: SharedSpans,
    ) -> None:
        logged = range(chunk.start, min(max(self.logged_count, chunk.start), chunk.stop))
        for part in (logged, range(logged.stop, chunk.stop)):
            is_logged = part.start < self.logged_count
            for rows in engine.play_rows(part, self.measures, is_logged):
                at = rows.find_places(chunk.start), arm
                out["measures"][at], out["aware"][at] = rows.values, rows.aware
                out["staff"][at], out["heads"][at] = rows.staff, rows.heads
                spans.aware_times[*at, : rows.aware_times.shape[1]] = rows.aware_times
                if PROTECTED in self.measures:
                    out["protected"][at] = rows.protected
                if is_logged:
                    out["drawn"][at] = rows.drawn

    @cached_property
    def measures(self) -> list[str]:
        """Names of the measures, in the order of the last axis."""
        return list_measures(self.tables[0].hazard.kind)

    def _reading(self, tables: Tables, block: DrawBlock, replication: int) -> tuple[TraceSummary, DrawLog | None]:
        log: DrawLog | None = {} if replication < self.logged_count else None
        trace = SimpyEngine(tables, self.seed, replication, block, log).run()
        return read_trace(trace, trace.tables), log

    def _record(
        self,
        out: dict[str, NDArray[Any]],
        at: tuple[int, int],
        reading: TraceSummary,
        log: DrawLog | None,
        times: Array,
    ) -> None:
        out["measures"][at] = [READERS[name](reading) for name in self.measures]
        out["aware"][at], out["staff"][at] = count_aware(reading.aware, times), reading.staff
        out["heads"][at] = reading.occupants
        if PROTECTED in self.measures:
            since, heads = zip(*reading.protected, strict=True) if reading.protected else ((), ())
            out["protected"][at] = count_protected(since, heads, times)
        if log:
            out["drawn"][at][[purpose for purpose, _, _ in log]] = True


class SharedSpans:
    """Counts the unaware time of an arm to the end of the danger in the arm that it is compared with."""

    def __init__(
        self, measures: list[str], values: Array, tables: Sequence[Tables], baselines: tuple[int, ...]
    ) -> None:
        """values: (n, arms, measures), which `fill_in` completes."""
        self._values, self._baselines = values, baselines if UNAWARE_SAME_SPAN in measures else ()
        self._measures, self._horizon = measures, tables[0].horizon
        self.aware_times = np.full((*values.shape[:2], max(arm.staff_count for arm in tables)), np.inf)
        """(n, arms, staff) seconds from onset, in any order; infinite of those who never were."""

    def fill_in(self, staff: NDArray[np.unsignedinteger[Any]]) -> None:
        """staff: (n, arms) on campus."""
        if not self._baselines:
            return
        over, column = (self._measures.index(name) for name in ("hazard_over", UNAWARE_SAME_SPAN))
        for arm, baseline in enumerate(self._baselines):
            ends = np.minimum(self._values[:, baseline, over], self._horizon)
            unaware = np.minimum(self.aware_times[:, arm], ends[:, None])
            absent = unaware.shape[1] - staff[:, arm].astype(np.float64)
            self._values[:, arm, column] = (unaware.sum(axis=1) - absent * ends) / staff[:, arm]


def _allocate(replications: int, tables: Sequence[Tables], measures: list[str]) -> dict[str, NDArray[Any]]:
    shape = (replications, len(tables))
    counted = shape if PROTECTED in measures else (replications, 0)
    return {
        "measures": np.empty((*shape, len(measures))),
        "aware": allocate_counts(max(arm.staff_count for arm in tables), *shape),
        "protected": allocate_counts(max(map(count_everyone, tables)), *counted),
        "staff": np.empty(shape, np.uint32),
        "heads": np.empty(shape, np.uint32),
        "drawn": np.zeros((*shape, PURPOSES), np.bool_),
    }


class ReplicationResults:
    """What was played, from replication 0 on. A `sim.experiment.executor.Collector`, whose memory does not grow with the replications."""

    def __init__(self, task: ReplicationTask, arms: Sequence[Arm]) -> None:
        """arms: those of the tables of the task."""
        self.arms = tuple(arms)
        self.baselines = task.baselines or tuple(range(len(self.arms)))
        """By arm, the place of the arm that it is compared with first."""
        self.names = tuple(task.measures)
        """Of the measures."""
        self.measures = MeasureTable(len(self.arms), len(self.names))
        """(n, arms, measures); math.inf is a time that was not reached."""
        self.aware = [ShareTally() for _ in self.arms]
        self.protected = [ShareTally() for _ in self.arms if PROTECTED in self.names]
        """By arm; for a hazard that no one is protected from, none."""
        self.drawn = np.zeros((0, len(self.arms), PURPOSES), np.bool_)
        """(logged, arms, PURPOSES): whether a play drew for a purpose, in the first replications."""
        self._logged_count = task.logged_count

    def __call__(self, chunk: range, columns: ChunkColumns) -> None:
        """Takes the columns of the next replications."""
        self.measures.append(columns["measures"])
        for arm, tally in enumerate(self.aware):
            tally.add(columns["aware"][:, arm], columns["staff"][:, arm])
        for arm, tally in enumerate(self.protected):
            tally.add(columns["protected"][:, arm], columns["heads"][:, arm])
        if chunk.start < self._logged_count:
            self.drawn = np.concatenate([self.drawn, columns["drawn"][: self._logged_count - chunk.start]])

    @property
    def pairs(self) -> int:
        """How many replications."""
        return len(self.measures)

    def column(self, arm: Arm, name: str) -> Array:
        """(n,) one measure of one arm."""
        return self.measures.column(self.arms.index(arm), self.names.index(name))

    def values(self) -> dict[Arm, ArmValues]:
        """By arm and measure, (n,) each, read when it is asked for."""
        return {arm: ArmValues(self, arm) for arm in self.arms}


@dataclass(frozen=True)
class ArmValues(Mapping[str, Array]):
    """The measures of one arm by name, (n,) each."""

    results: ReplicationResults
    arm: Arm

    def __getitem__(self, name: str) -> Array:
        """Reads a measure."""
        if name not in self.results.names:
            raise KeyError(name)
        return self.results.column(self.arm, name)

    def __contains__(self, name: object) -> bool:
        """Without reading it."""
        return name in self.results.names

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self.results.names)

    def __len__(self) -> int:
        """How many measures."""
        return len(self.results.names)


@contextlib.contextmanager
def reduce_gc() -> Iterator[None]:
    """Lowers the rate of garbage collection, which would take a tenth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
