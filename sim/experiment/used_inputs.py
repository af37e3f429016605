"""Which inputs an emergency uses, and which of those state a range.

A few logged replications show what is read and drawn; inputs of the same part of a file count together, so that rare events are not lost.
Where two files give ranges for the same name, the widest bounds apply.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.evidence import Control
from scenarios.inputs import Input
from scenarios.scenario import Emergency
from scenarios.units import SHARE
from sim.engine import SimpyEngine
from sim.experiment.design import find_strategy_key
from sim.experiment.runner import reduce_gc
from sim.model.tables import Tables
from sim.sampling.elementary import exp_array, log
from sim.sampling.streams import DrawBlock, DrawLog
from sim.statistics.estimators import Array
from sim.tabulation import Tabulator, collect_named_inputs


@dataclass(frozen=True)
class RangedInput:
    """An input that states a range. low, high: of its median or chance, in `unit`."""

    name: str
    basis: str
    low: float
    high: float
    unit: str
    control: Control = "unknowable"

    @property
    def is_logarithmic(self) -> bool:
        """Whether it is log-uniform: a time is, unless its range begins at 0. All else is uniform."""
        return self.unit == "s" and self.low > 0.0

    def at(self, shares: Array) -> Array:
        """The values at shares of the range, 0 to 1."""
        low, high = self.low, self.high
        values = low * exp_array(shares * log(high / low)) if self.is_logarithmic else low + (high - low) * shares
        return np.clip(values, low, high)


def iterate_assumed_inputs(
    emergency: Emergency, strategies: Sequence[str], used: set[str]
) -> Iterator[tuple[str, Input]]:
    """(name, input) for every assumed input among those used, once per strategy that has it."""
    for name, source in _iterate_used_inputs(emergency, strategies, used):
        if source.evidence.basis == "assumed":
            yield name, source


def _iterate_used_inputs(
    emergency: Emergency, strategies: Sequence[str], used: set[str]
) -> Iterator[tuple[str, Input]]:
    for name in strategies:
        strategy = emergency.strategies[find_strategy_key(emergency, name)]
        played = emergency.as_played(strategy.strategy)
        for path, source in collect_named_inputs(played, strategy).items():
            if path in used and path not in played.held and isinstance(source, Input):
                yield path, source


def list_ranged_inputs(emergency: Emergency, strategies: Sequence[str], used: set[str]) -> tuple[RangedInput, ...]:
    """Every input with a range that is used and not set, whatever its basis, once, in the order of the files."""
    ranged: dict[str, RangedInput] = {}
    for name, source in _iterate_used_inputs(emergency, strategies, used):
        if source.evidence.range is not None:
            low, high = float(source.evidence.range.low), float(source.evidence.range.high)
            before = ranged.get(name)
            if before is not None:
                low, high = min(low, before.low), max(high, before.high)
            ranged[name] = RangedInput(name, source.evidence.basis, low, high, unit_of(source), source.control)
    return tuple(ranged.values())


def unit_of(source: Input) -> str:
    """The unit that the values of an input are in."""
    dimension = source.dimension
    if dimension is SHARE:
        return "share"
    return next(iter(dimension.units), "")


REPLICATIONS = 10  # logged for each strategy and list of conditions

SEED = 1  # fixed, so that the seed of a comparison does not change which inputs count as used


def find_used_inputs(
    emergency: Emergency, strategies: Sequence[str], *days: Sequence[str], is_compiled: bool = False
) -> set[str]:
    """The names of the inputs that are used, and of others in the same part of a file.

    strategies: by id or key; days: by their conditions, the campus as it is if none. is_compiled: whether the compiled engine plays.
    """
    read = {
        name
        for strategy in strategies
        for day in days or ((),)
        for name in find_read_inputs(emergency, strategy, day, is_compiled)
    }
    together = {file_part(name) for name in read}
    return {
        name for strategy in strategies for name in _inputs_known(emergency, strategy) if file_part(name) in together
    }


def file_part(name: str) -> str:
    """The part of a file that an input stands in: `psap.transfer`."""
    return name.rpartition(".")[0] or name


def find_read_inputs(emergency: Emergency, strategy: str, conditions: Sequence[str], is_compiled: bool) -> set[str]:
    """The names of the inputs that a few replications of one strategy read."""
    tabulator = Tabulator(emergency, emergency.strategy(strategy), conditions)
    drawn = (_log_compiled if is_compiled else _log_purposes)(tabulator.tables)
    return set(tabulator.list_inputs(drawn))


def _log_purposes(tables: Tables) -> set[int]:
    """The purposes that a few replications draw for."""
    log: DrawLog = {}
    block = DrawBlock(SEED, range(REPLICATIONS))
    with reduce_gc():
        for replication in block.replications:
            SimpyEngine(tables, SEED, replication, block, log).run()
    return {purpose for purpose, _, _ in log}


def _log_compiled(tables: Tables) -> set[int]:
    """`_log_purposes` by the compiled engine."""
    from sim.compiled.day_engine import open_engine

    played = open_engine(tables, SEED).play_rows(range(REPLICATIONS), [], logs=True)
    return {purpose for rows in played for purpose in np.flatnonzero(rows.drawn.any(axis=0)).tolist()}


def _inputs_known(emergency: Emergency, strategy: str) -> Iterator[str]:
    """All inputs that a strategy could read."""
    yield from collect_named_inputs(emergency, emergency.strategy(strategy))
