"""The work of the input ranges: the first pairs again, with one input that nobody has measured at one end.

One unit of work is one input at one end of its range, in all arms. Most plays would come out as they did with
the input at its own value, and those are not played: an arm whose tables are the same, and a replication that
never drew for any purpose the input changes, or would draw the same numbers again. That is exact, because a
play depends on its tables and on the numbers it draws and on nothing else. A play ends as soon as every
measure asked for is known, if they are times that stay what they are once reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.emergency import Emergency
from sim.arithmetic import round_to_grid
from sim.draws import DrawBlock, Stream
from sim.estimates import Array
from sim.measures import READERS
from sim.model.replication import Engine
from sim.play import reduce_gc, build_arm_tables
from sim.pool import ChunkColumns
from sim.reading import TraceSummary, read_trace
from sim.summaries import Arm
from sim.tables import Tables

CHECK_FRACTIONS = (0.15, 0.25, 0.5)
"""Shares of the horizon at which it is asked whether everything is known."""
FINAL_ONCE_REACHED = frozenset(
    {
        *("recognition", "first_report", "call_answered", "dispatched", "first_unit_on_scene"),
        *("first_responder_on_scene", "intervention", "hazard_over", "first_campus_alert"),
        *("aware_t50", "aware_t90", "aware_t100", "protected_t50", "protected_t90", "protected_t100"),
        *(
            "collapse_to_cpr",
            "collapse_to_shock",
            "first_responder_at_patient",
            "aed_at_patient",
            "ems_at_patient",
        ),
    }
)
"""Times since onset of a first event, or of the n-th: what happens later does not change them.

The times of leaving a building would belong here too, but they are the last things to happen in a fire: looking whether they
are known takes a tenth of a play, and saves none of it.
"""


@dataclass(frozen=True)
class PerturbedInput:
    """An input at one end of its range; value in the unit of the input."""

    name: str
    value: float


@dataclass
class PerturbationTask:
    """Plays ends instead of replications. A `sim.pool.Task` with columns `values` and `works`.

    values: (units, arms, pairs, measures). works: (units,), False where the input cannot have that value.
    """

    emergency: Emergency
    arms: tuple[Arm, ...]
    tables: tuple[Tables, ...]
    """By arm, with every input at its own value."""
    seed: int
    perturbed_inputs: tuple[PerturbedInput, ...]
    names: tuple[str, ...]
    """Measures that are asked for."""
    values: Array
    """(pairs, arms, measures) with every input at its own value."""
    drawn: NDArray[np.bool_]
    """(pairs, arms, purposes): what those plays drew for."""

    def play(self, chunk: range) -> ChunkColumns:
        """Play these of the ends, in all arms."""
        pairs, arms, measures = self.values.shape
        out: dict[str, NDArray[Any]] = {
            "values": np.zeros((len(chunk), arms, pairs, measures)),
            "works": np.ones(len(chunk), np.bool_),
        }
        with reduce_gc():
            for row, unit in enumerate(chunk):
                try:
                    moved = build_perturbed_tables(self.emergency, self.arms, self.tables, self.perturbed_inputs[unit])
                except ValueError:
                    out["works"][row] = False
                else:
                    out["values"][row] = self._play_perturbed(moved)
        return out

    @cached_property
    def _block(self) -> DrawBlock:
        """Kept for all ends, so that what most of them share is drawn once."""
        return DrawBlock(self.seed, range(len(self.values)))

    def _play_perturbed(self, moved: Sequence[Tables]) -> Array:
        """(arms, pairs, measures) with these tables, played where it may come out differently."""
        values = self.values.swapaxes(0, 1).copy()
        differs = [self._may_differ(arm, tables) for arm, tables in enumerate(moved)]
        for pair in self._block.replications:
            for arm, tables in enumerate(moved):
                if differs[arm][pair]:
                    reading = play_until_determined(Engine(tables, self.seed, pair, self._block), self.names)
                    values[arm, pair] = [READERS[name](reading) for name in self.names]
        return values

    def _may_differ(self, arm: int, tables: Tables) -> NDArray[np.bool_]:
        """(pairs,): whether a play may come out differently from the one with the arm's own tables."""
        before = self.tables[arm]
        if tables is before:
            return np.zeros(len(self.values), np.bool_)
        if replace(tables, streams={}) != replace(before, streams={}):
            return np.ones(len(self.values), np.bool_)
        differs = np.zeros(len(self.values), np.bool_)
        for purpose in tables.streams.keys() | before.streams.keys():
            one, other = before.streams.get(purpose), tables.streams.get(purpose)
            if one != other:
                differs |= self.drawn[:, arm, purpose] & self._draws_differ(one, other)
        return differs

    def _draws_differ(self, one: Stream | None, other: Stream | None) -> NDArray[np.bool_]:
        """(pairs,): whether two streams may give different numbers; past what is filled, they always may."""
        if one is None or other is None or one.indexed or other.indexed:
            return np.ones(len(self.values), np.bool_)
        if not np.array_equal(one.keys, other.keys):
            return np.ones(len(self.values), np.bool_)
        apart = self._block.values(one) != self._block.values(other)
        return np.asarray(apart.any(axis=(1, 2)), np.bool_)


def build_perturbed_tables(
    emergency: Emergency, arms: Sequence[Arm], tables: Sequence[Tables], end: PerturbedInput
) -> list[Tables]:
    """By arm, the tables with one input moved; the same object where that changes nothing.

    Raises ValueError where the input cannot have that value.
    """
    moved = [build_arm_tables(emergency, arm, {end.name: end.value}) for arm in arms]
    return [before if after == before else after for before, after in zip(tables, moved, strict=True)]


def play_until_determined(engine: Engine, names: Sequence[str]) -> TraceSummary:
    """Plays to the end, or until no later event can change any of these measures; it cannot be played on."""
    if FINAL_ONCE_REACHED.issuperset(names):
        for share in CHECK_FRACTIONS:
            engine.run_until(round_to_grid(share * engine.tables.horizon))
            reading = read_trace(engine.trace, engine.tables)
            if all(READERS[name](reading) <= engine.now for name in names):
                engine.world.dispose()
                return reading
    return read_trace(engine.run(), engine.tables)
