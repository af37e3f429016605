"""A school year of threat reports in pictures' numbers: the way of the followed report, step by step, and how many cases are open each day.

Both are of the first replications, which are played for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.scenario import Emergency
from sim.engine import SimpyEngine
from sim.experiment.runner import BLOCK, build_arm_tables, reduce_gc
from sim.experiment.time_curves import HIGH, LOW
from sim.hazards.threat_report import find_year_end, list_open_times
from sim.model.assessment import FOLLOWED
from sim.model.school_calendar import DAY_SECONDS
from sim.model.trace import EventKind, Trace
from sim.model.trace_reader import read_trace
from sim.sampling.streams import DrawBlock
from sim.statistics.estimators import Array
from sim.statistics.summaries import Arm

STEPS = (
    EventKind.THREAT_REPORTED,
    EventKind.REPORT_READ,
    EventKind.TEAM_CONVENED,
    EventKind.PLAN_DONE,
    EventKind.PLAN_REVIEWED,
)
"""Of a report, in order. The last one closes the case."""


@dataclass(frozen=True)
class CaseYears:
    """One arm over some replications. steps: mean calendar days of the followed report from each of `STEPS` to the next. days: from the
    first day of the year to its last. mean, low, high: cases that are open at noon of each day, and the band in which most years lie.
    """

    steps: tuple[float, ...]
    days: Array
    mean: Array
    low: Array
    high: Array


def play_case_years(emergency: Emergency, arms: Sequence[Arm], seed: int, replications: int) -> dict[Arm, CaseYears]:
    """The years of each arm over the first replications, with the random numbers of a comparison."""
    tables = {arm: build_arm_tables(emergency, arm) for arm in arms}
    steps: dict[Arm, list[list[float]]] = {arm: [] for arm in arms}
    cases: dict[Arm, list[Array]] = {arm: [] for arm in arms}
    with reduce_gc():
        for start in range(0, replications, BLOCK):
            block = DrawBlock(seed, range(start, min(start + BLOCK, replications)))
            for replication in block.replications:
                for arm in arms:
                    trace = SimpyEngine(tables[arm], seed, replication, block).run()
                    steps[arm].append(measure_steps(trace))
                    cases[arm].append(count_open_cases(trace))
    return {arm: _summarize(steps[arm], cases[arm]) for arm in arms}


def measure_steps(trace: Trace) -> list[float]:
    """Calendar days of the followed report from each step to the next, each at most to the horizon."""
    times = {row[1]: row[0] for row in trace.rows if row[2] == FOLLOWED}
    reached = [times.get(step, trace.tables.horizon) for step in STEPS]
    return [float(days) for days in np.diff(reached) / DAY_SECONDS]


def count_open_cases(trace: Trace) -> Array:
    """(days,) cases of the year that are open at noon, by calendar day of the year."""
    reading = read_trace(trace, trace.tables)
    noons = (np.arange(int(find_year_end(reading) // DAY_SECONDS) + 1) + 0.5) * DAY_SECONDS
    times = list(list_open_times(reading))
    opened, closed = (np.sort([pair[side] for pair in times]) for side in (0, 1))
    counts = np.searchsorted(opened, noons, side="right") - np.searchsorted(closed, noons, side="right")
    return counts.astype(np.float64)


def _summarize(steps: list[list[float]], cases: list[Array]) -> CaseYears:
    counts = np.array(cases)
    low, high = np.quantile(counts, [LOW, HIGH], axis=0)
    means = tuple(float(mean) for mean in np.mean(steps, axis=0))
    days = np.arange(counts.shape[1], dtype=np.float64)
    return CaseYears(means, days, counts.mean(axis=0, dtype=np.float64), low, high)
