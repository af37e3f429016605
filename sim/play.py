"""The work of a comparison: all arms on the same numbers, replication by replication.

A worker gets the tables of all arms and plays blocks of a few replications, every arm on one block, so that a
stream which arms share is drawn once. What comes back is numbers only: measures, counts over time, and for
the first pairs which purposes each play drew for (the input ranges reuse a play that would come out the
same). What a replication gives does not depend on the block it is in.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.emergency import Emergency
from sim.draws import Block, Log
from sim.estimates import Array
from sim.measures import READERS, measures_for
from sim.model.replication import Engine
from sim.over_time import Counts, aware_by, counts_of, moments, protected_by
from sim.plan import strategy_key
from sim.pool import ChunkResult
from sim.purposes import Purpose
from sim.reading import Reading, read
from sim.summaries import Arm
from sim.tables import Tables
from sim.tabulate import tabulate

BLOCK = 16
"""Replications whose numbers are drawn in one pass: enough for numpy, and a few megabytes."""
PURPOSES = max(Purpose) + 1


def tables_of(emergency: Emergency, arm: Arm, overrides: Mapping[str, float] | None = None) -> Tables:
    """The tables of one arm. Raises PlanError for a strategy that the emergency does not have."""
    return tabulate(emergency, strategy_key(emergency, arm.strategy), arm.conditions, overrides)


@dataclass
class Playing:
    """Plays all arms. A `sim.pool.Work`; its columns are those of `Played`."""

    tables: tuple[Tables, ...]
    """By arm."""
    seed: int
    logged: int
    """In so many of the first replications it is noted which purposes were drawn for."""

    def play(self, chunk: range) -> ChunkResult:
        """Play these replications in every arm."""
        out = _empty(len(chunk), self.tables, len(self.measures))
        times = moments(self.tables[0].horizon)
        with few_collections():
            for start in range(chunk.start, chunk.stop, BLOCK):
                block = Block(self.seed, range(start, min(start + BLOCK, chunk.stop)))
                for replication in block.replications:
                    for arm, tables in enumerate(self.tables):
                        reading, log = self._reading(tables, block, replication)
                        self._note(out, (replication - chunk.start, arm), reading, log, times)
        return out

    @property
    def measures(self) -> list[str]:
        """Names of the measures, in the order of the last axis."""
        return measures_for(self.tables[0].hazard.kind)

    def _reading(self, tables: Tables, block: Block, replication: int) -> tuple[Reading, Log | None]:
        log: Log | None = {} if replication < self.logged else None
        trace = Engine(tables, self.seed, replication, block, log).run()
        return read(trace, tables), log

    def _note(
        self,
        out: dict[str, NDArray[Any]],
        at: tuple[int, int],
        reading: Reading,
        log: Log | None,
        times: Array,
    ) -> None:
        out["measures"][at] = [READERS[name](reading) for name in self.measures]
        out["aware"][at], out["staff"][at] = aware_by(reading, times), reading.staff
        out["protected"][at], out["heads"][at] = protected_by(reading, times), reading.heads
        if log:
            out["drawn"][at][[purpose for purpose, _, _ in log]] = True


def _empty(replications: int, tables: Sequence[Tables], measures: int) -> dict[str, NDArray[Any]]:
    shape = (replications, len(tables))
    return {
        "measures": np.empty((*shape, measures)),
        "aware": counts_of(tables[0], *shape),
        "protected": counts_of(tables[0], *shape),
        "staff": np.empty(shape, np.uint32),
        "heads": np.empty(shape, np.uint32),
        "drawn": np.zeros((*shape, PURPOSES), np.bool_),
    }


@dataclass(frozen=True)
class Played:
    """What was played, from replication 0 on."""

    arms: tuple[Arm, ...]
    names: tuple[str, ...]
    """Of the measures."""
    measures: Array
    """(n, arms, measures); math.inf is a time that was not reached."""
    aware: Counts
    protected: Counts
    """(n, arms, MOMENTS): staff, and heads."""
    staff: NDArray[np.uint32]
    heads: NDArray[np.uint32]
    """(n, arms): on campus, and of them those who can be protected."""
    drawn: NDArray[np.bool_]
    """(n, arms, PURPOSES): whether a play drew for a purpose; False where it was not noted."""

    @property
    def pairs(self) -> int:
        """How many replications."""
        return len(self.measures)

    def values(self) -> dict[Arm, dict[str, Array]]:
        """By arm and measure, (n,) each."""
        return {
            arm: {name: self.measures[:, a, m].copy() for m, name in enumerate(self.names)}
            for a, arm in enumerate(self.arms)
        }


@contextlib.contextmanager
def few_collections() -> Iterator[None]:
    """Python looks for circles less often: plays and papers make many small objects, and a look at all of them is a tenth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
