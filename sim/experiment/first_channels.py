"""By which channel staff first became aware: counts of one trace, and means over a few replications, which are played for it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scenarios.scenario import Emergency
from sim.engine import SimpyEngine
from sim.experiment.runner import BLOCK, build_arm_tables, reduce_gc
from sim.model.tables import Tables
from sim.model.trace import Channel, EventKind, Trace
from sim.sampling.streams import DrawBlock
from sim.statistics.summaries import Arm

TRACED_REPLICATIONS = 100
"""Enough for means of whole people; with two arms they take a few seconds."""


@dataclass(frozen=True)
class FirstChannels:
    """Means over replications of one arm. staff: on campus at onset; by_channel: of them, who first became aware by each channel."""

    staff: float
    by_channel: Mapping[Channel, float]

    @property
    def unaware(self) -> float:
        """Staff who did not become aware."""
        return self.staff - sum(self.by_channel.values())


def count_first_channels(trace: Trace, until: float = math.inf) -> FirstChannels:
    """The counts of one trace, up to a time in seconds from onset."""
    people = trace.tables.staff_count
    absent = sum(row[1] == EventKind.ABSENT for row in trace.rows)
    aware = Counter(
        Channel(channel)
        for time, kind, unit, channel, _place, _value in trace.rows
        if kind == EventKind.AWARE and unit < people and time <= until
    )
    return FirstChannels(float(people - absent), aware)


def play_first_channels(
    emergency: Emergency, arms: Sequence[Arm], seed: int, replications: int, is_compiled: bool = False
) -> dict[Arm, FirstChannels]:
    """The means of each arm over the first replications, with the random numbers of a comparison, by either engine."""
    tables = {arm: build_arm_tables(emergency, arm) for arm in arms}
    totals: dict[Arm, Counter[Channel]] = {arm: Counter() for arm in arms}
    staff = dict.fromkeys(arms, 0.0)
    with reduce_gc():
        for start in range(0, replications, BLOCK):
            block = DrawBlock(seed, range(start, min(start + BLOCK, replications)))
            for arm in arms:
                for counts in _play_block(tables[arm], seed, block, is_compiled):
                    staff[arm] += counts.staff
                    totals[arm].update(counts.by_channel)
    return {
        arm: FirstChannels(staff[arm] / replications, {channel: n / replications for channel, n in totals[arm].items()})
        for arm in arms
    }


def _play_block(tables: Tables, seed: int, block: DrawBlock, is_compiled: bool) -> list[FirstChannels]:
    if is_compiled:
        from sim.compiled.day_engine import open_engine

        engine = open_engine(tables, seed)
        return [count_first_channels(engine.run(replication)) for replication in block.replications]
    return [
        count_first_channels(SimpyEngine(tables, seed, replication, block).run()) for replication in block.replications
    ]
