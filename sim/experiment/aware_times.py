"""When each member of staff became aware, replication by replication.

A comparison keeps how many were aware at each time, not who. So the replications of one arm are played again, with the same random
numbers, and each person's time is read off the trace.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from scenarios.scenario import Emergency
from sim.engine import SimpyEngine
from sim.experiment.chunks import ChunkColumns
from sim.experiment.data_tables import build_frame, import_package
from sim.experiment.engine_choice import prepare_engine
from sim.experiment.execution import EngineName, StoppedError
from sim.experiment.executor import Progress, Workers, run_task
from sim.experiment.runner import build_arm_tables, reduce_gc
from sim.model.tables import Tables
from sim.model.trace import EventKind, Trace
from sim.statistics.estimators import Array
from sim.statistics.summaries import Arm

if TYPE_CHECKING:
    from sim.compiled.day_engine import DayEngine
    from sim.compiled.engine import CompiledEngine


@dataclass(frozen=True)
class AwareTimes:
    """When each member of staff became aware in one arm."""

    arm: Arm
    staff: tuple[str, ...]
    """Ids on the roster."""
    seconds: Array
    """(replications, staff) from onset; infinite where the person was not aware by the end, NaN where not on campus."""

    def to_frame(self) -> Any:
        """A pandas DataFrame with a row for each replication and person; raises MissingPackageError where pandas is not installed.

        `seconds` is missing where the person was not aware by the end, or not on campus.
        """
        columns = ("strategy", "conditions", "replication", "person", "seconds", "reached", "on_campus")
        rows = [
            {
                **self.arm._asdict(),
                "replication": replication,
                "person": person,
                "seconds": seconds if math.isfinite(seconds) else None,
                "reached": math.isfinite(seconds),
                "on_campus": not math.isnan(seconds),
            }
            for replication, times in enumerate(self.seconds.tolist())
            for person, seconds in zip(self.staff, times, strict=True)
        ]
        return build_frame({"aware_times": (columns, rows)}, "aware_times")

    def to_xarray(self) -> Any:
        """An xarray DataArray, (replication, person). Raises MissingPackageError where xarray is not installed."""
        return import_package("xarray", "to_xarray").DataArray(
            self.seconds,
            dims=("replication", "person"),
            coords={"replication": np.arange(len(self.seconds)), "person": list(self.staff)},
            name="aware",
            attrs={"units": "s", "long_name": "onset to the person being aware"},
        )


def find_aware_times(
    emergency: Emergency,
    arm: Arm,
    seed: int,
    replications: int,
    workers: Workers = None,
    engine: EngineName = "auto",
    on_progress: Callable[[Progress], None] | None = None,
) -> AwareTimes:
    """The times in the first replications of an arm. Raises StoppedError if it was stopped, PoolError if playing failed."""
    tables = build_arm_tables(emergency, arm)
    make_task = partial(AwareTask, tables, seed)
    task = make_task(prepare_engine(engine, [tables], seed, replications, make_task=make_task))
    outcome = run_task(task, range(replications), workers, on_progress)
    if outcome.is_interrupted:
        raise StoppedError("stopped before all replications were played again")
    return AwareTimes(arm, tuple(tables.staff.ids), outcome["seconds"])


@dataclass
class AwareTask:
    """Plays one arm. A `sim.experiment.chunks.Task` with the column `seconds`, (replications, staff)."""

    tables: Tables
    seed: int
    is_compiled: bool = False

    def play(self, chunk: range) -> ChunkColumns:
        """Plays these replications."""
        with reduce_gc():
            return {"seconds": np.array([self._read_times(self._play(replication)) for replication in chunk])}

    def _play(self, replication: int) -> Trace:
        if self.is_compiled:
            return self._compiled.run(replication)
        return SimpyEngine(self.tables, self.seed, replication).run()

    @cached_property
    def _compiled(self) -> CompiledEngine | DayEngine:
        from sim.compiled.day_engine import open_engine

        return open_engine(self.tables, self.seed)

    def _read_times(self, trace: Trace) -> list[float]:
        """By person."""
        times = [math.inf] * self.tables.staff_count
        for time, kind, subject, *_ in trace.rows:
            if kind == EventKind.AWARE and subject < len(times):
                times[subject] = min(times[subject], time)
            elif kind == EventKind.ABSENT:
                times[subject] = math.nan
        return times
