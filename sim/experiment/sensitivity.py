"""One-way sensitivity to assumed inputs: how far each one, moved alone to the bounds of its range, changes the paired mean.

Each assumed input that states a range is moved to both bounds with the same seed, over the first pairs. The lowest and highest paired mean
over all of them are the input range of a contrast. Where two files give ranges for the same name, the widest bounds apply. Inputs with
data, inputs without a range, and inputs that the emergency does not use keep their value. A few logged replications show which inputs are
used; inputs of the same part of a file count together, so that rare events are not lost.

One unit of work is one input at one bound, in all arms. A replication is played again only if its tables changed or it drew a random
number that changed. That is exact, because a replication depends on nothing else. It ends early once all requested measures are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenarios.inputs import Input
from scenarios.scenario import Emergency
from sim.engine import SimpyEngine
from sim.experiment.comparison import InputEffect, SkippedInput
from sim.experiment.design import find_strategy_key
from sim.experiment.executor import ChunkColumns, Pool, PoolError, Progress, RunOutcome
from sim.experiment.runner import ReplicationResults, build_arm_tables, reduce_gc
from sim.measures import READERS
from sim.model.measure import Measure
from sim.model.tables import Tables
from sim.model.trace_reader import TraceSummary, read_trace
from sim.sampling.elementary import round_to_grid
from sim.sampling.streams import DrawBlock, DrawLog, Stream
from sim.statistics.estimators import Array, exact_mean
from sim.statistics.paired import Pairing
from sim.statistics.summaries import Arm, restrict_to_horizon
from sim.statistics.verdicts import InputRange
from sim.tabulation import Tabulator, collect_named_inputs

CHECK_FRACTIONS = (0.15, 0.25, 0.5)
"""Shares of the horizon at which to check whether all measures are known."""

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
"""Times since onset that later events cannot change. Evacuation times are left out: they are known only at the end of a fire.
"""


@dataclass(frozen=True)
class PerturbedInput:
    """An input at one bound of its range; value in the unit of the input."""

    name: str
    value: float


@dataclass
class PerturbationTask:
    """Plays perturbed inputs instead of replications. A `sim.experiment.executor.Task` with columns `values` and `works`.

    values: (units, arms, pairs, measures). works: (units,), False where the input cannot have that value.
    """

    emergency: Emergency
    arms: tuple[Arm, ...]
    tables: tuple[Tables, ...]
    """By arm, with every input at its own value."""
    seed: int
    perturbed_inputs: tuple[PerturbedInput, ...]
    names: tuple[str, ...]
    """Of the requested measures."""
    values: Array
    """(pairs, arms, measures) with every input at its own value."""
    drawn: NDArray[np.bool_]
    """(pairs, arms, purposes): whether those replications drew for a purpose."""

    def play(self, chunk: range) -> ChunkColumns:
        """Plays these perturbed inputs in all arms."""
        pairs, arms, measures = self.values.shape
        out: dict[str, NDArray[Any]] = {
            "values": np.zeros((len(chunk), arms, pairs, measures)),
            "works": np.ones(len(chunk), np.bool_),
        }
        with reduce_gc():
            for row, unit in enumerate(chunk):
                try:
                    moved = build_perturbed_tables(
                        self.emergency, self.arms, self.tables, self.perturbed_inputs[unit]
                    )
                except ValueError:
                    out["works"][row] = False
                else:
                    out["values"][row] = self._play_perturbed(moved)
        return out

    @cached_property
    def _block(self) -> DrawBlock:
        """Shared by all perturbed inputs, so that common streams are drawn once."""
        return DrawBlock(self.seed, range(len(self.values)))

    def _play_perturbed(self, moved: Sequence[Tables]) -> Array:
        """(arms, pairs, measures) with these tables; a replication that cannot differ is not played."""
        values = self.values.swapaxes(0, 1).copy()
        differs = [self._may_differ(arm, tables) for arm, tables in enumerate(moved)]
        for pair in self._block.replications:
            for arm, tables in enumerate(moved):
                if differs[arm][pair]:
                    reading = play_until_determined(
                        SimpyEngine(tables, self.seed, pair, self._block), self.names
                    )
                    values[arm, pair] = [READERS[name](reading) for name in self.names]
        return values

    def _may_differ(self, arm: int, tables: Tables) -> NDArray[np.bool_]:
        """(pairs,): whether a replication may differ from the one with the unperturbed tables."""
        before = self.tables[arm]
        if tables is before:
            return np.zeros(len(self.values), np.bool_)
        if replace(tables, streams={}) != replace(before, streams={}):
            return np.ones(len(self.values), np.bool_)
        differs = np.zeros(len(self.values), np.bool_)
        for purpose in tables.streams.keys() | before.streams.keys():
            base, perturbed = before.streams.get(purpose), tables.streams.get(purpose)
            if base != perturbed:
                differs |= self.drawn[:, arm, purpose] & self._draws_differ(base, perturbed)
        return differs

    def _draws_differ(self, base: Stream | None, perturbed: Stream | None) -> NDArray[np.bool_]:
        """(pairs,): whether two streams may give different numbers; indexed streams always may."""
        if base is None or perturbed is None or base.indexed or perturbed.indexed:
            return np.ones(len(self.values), np.bool_)
        if not np.array_equal(base.keys, perturbed.keys):
            return np.ones(len(self.values), np.bool_)
        differs = self._block.values(base) != self._block.values(perturbed)
        return np.asarray(differs.any(axis=(1, 2)), np.bool_)


def build_perturbed_tables(
    emergency: Emergency, arms: Sequence[Arm], tables: Sequence[Tables], end: PerturbedInput
) -> list[Tables]:
    """By arm, the tables with one perturbed input; the same object where nothing changes.

    Raises ValueError where the input cannot have that value.
    """
    moved = [build_arm_tables(emergency, arm, {end.name: end.value}) for arm in arms]
    return [before if after == before else after for before, after in zip(tables, moved, strict=True)]


def play_until_determined(engine: SimpyEngine, names: Sequence[str]) -> TraceSummary:
    """Plays until no later event can change these measures, at most to the end."""
    if FINAL_ONCE_REACHED.issuperset(names):
        for share in CHECK_FRACTIONS:
            engine.run_until(round_to_grid(share * engine.tables.horizon))
            reading = read_trace(engine.trace, engine.tables)
            if all(READERS[name](reading) <= engine.now for name in names):
                engine.world.dispose()
                return reading
    return read_trace(engine.run(), engine.tables)


InputRanges = dict[tuple[Pairing, str], InputRange]


@dataclass(frozen=True)
class RangedInput:
    """An assumed input that states a range. low, high: of its median or chance, in `unit`."""

    name: str
    basis: str
    low: float
    high: float
    unit: str

    @property
    def extremes(self) -> tuple[PerturbedInput, PerturbedInput]:
        """Low first."""
        return PerturbedInput(self.name, self.low), PerturbedInput(self.name, self.high)


@dataclass(frozen=True)
class SensitivityQuestion:
    """The contrasts whose sensitivity is computed."""

    pairings: tuple[Pairing, ...]
    measures: tuple[Measure, ...]
    """Primary ones."""
    horizon: float


class SensitivityResult(NamedTuple):
    """The input effects. pairs: 0 where no input states a range, or the run was stopped."""

    pairs: int
    effects: tuple[InputEffect, ...]
    skipped: tuple[SkippedInput, ...]
    base_reductions: Mapping[tuple[Pairing, str], float] = MappingProxyType({})
    """The paired mean per pairing and measure with every input at its own value."""
    is_interrupted: bool = False

    @property
    def ranges(self) -> InputRanges:
        """The range per pairing and measure, over all inputs."""
        ends: dict[tuple[Pairing, str], dict[str, tuple[float, float]]] = {}
        for effect in self.effects:
            of_inputs = ends.setdefault((effect.pairing, effect.measure), {})
            of_inputs[effect.name] = (effect.low_reduction, effect.high_reduction)
        over = {key: InputRange.span(of_inputs, self.base_reductions[key]) for key, of_inputs in ends.items()}
        return {key: span for key, span in over.items() if span is not None}


NO_RESULT = SensitivityResult(0, (), (), is_interrupted=True)
"""Of a run that was stopped before this part."""


def iterate_assumed_inputs(
    emergency: Emergency, strategies: Sequence[str], used: set[str]
) -> Iterator[tuple[str, Input]]:
    """(name, input) for every assumed input among those used, once per strategy that has it."""
    for name in strategies:
        key = find_strategy_key(emergency, name)
        for path, source in collect_named_inputs(emergency, emergency.strategies[key]).items():
            if path in used and isinstance(source, Input) and source.evidence.basis == "assumed":
                yield path, source


def list_ranged_inputs(
    emergency: Emergency, strategies: Sequence[str], used: set[str]
) -> tuple[RangedInput, ...]:
    """Every assumed input with a range that is used, once, in the order of the files."""
    ranged: dict[str, RangedInput] = {}
    for name, source in iterate_assumed_inputs(emergency, strategies, used):
        if source.evidence.range is not None:
            low, high = float(source.evidence.range.low), float(source.evidence.range.high)
            before = ranged.get(name)
            if before is not None:
                low, high = min(low, before.low), max(high, before.high)
            ranged[name] = RangedInput(name, source.evidence.basis, low, high, _unit_of(source))
    return tuple(ranged.values())


def compute_input_ranges(
    emergency: Emergency,
    results: ReplicationResults,
    tables: tuple[Tables, ...],
    seed: int,
    question: SensitivityQuestion,
    pairs: int,
    used: set[str],
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> SensitivityResult:
    """Moves every input that states a range to both bounds, over the first `pairs` pairs.

    results, tables: the same arms in the same order, with purposes logged for these pairs. used: names of
    inputs. workers, on_progress, stop: as for `sim.experiment.executor.Pool`; progress counts one input at one
    bound. An interrupted run has no effects.
    """
    inputs = list_ranged_inputs(emergency, list(dict.fromkeys(arm.strategy for arm in results.arms)), used)
    pairs = min(pairs, results.pairs)
    if not inputs or not pairs or not question.pairings:
        return SensitivityResult(0, (), ())
    ends = tuple(end for ranged in inputs for end in ranged.extremes)
    names = tuple(measure.name for measure in question.measures)
    base = results.measures[:pairs][:, :, [results.names.index(name) for name in names]]
    work = PerturbationTask(emergency, results.arms, tables, seed, ends, names, base, results.drawn[:pairs])
    with Pool(work, workers, on_progress, stop, chunk_size=1) as pool:
        outcome = _play_perturbed(pool, ends)
    if outcome.is_interrupted:
        return SensitivityResult(0, (), (), is_interrupted=True)
    return _collect_result(work, inputs, outcome, question)


def _play_perturbed(pool: Pool, ends: Sequence[PerturbedInput]) -> RunOutcome:
    """Plays all perturbed inputs; an error names the input instead of a replication."""
    try:
        return pool.play(range(len(ends)))
    except PoolError as error:
        which = ", ".join(f"{ends[n].name} at {ends[n].value:g}" for n in error.replications)
        error.add_note(f"while inputs were moved to their ends; the number is that of {which or 'none'}")
        raise


def _collect_result(
    task: PerturbationTask, inputs: Sequence[RangedInput], outcome: RunOutcome, question: SensitivityQuestion
) -> SensitivityResult:
    """The effects, input by input; two units of work belong to each."""
    effects: list[InputEffect] = []
    left_out: list[SkippedInput] = []
    for n, ranged in enumerate(inputs):
        both = slice(2 * n, 2 * n + 2)
        refused = [
            end for end, works in zip(ranged.extremes, outcome["works"][both], strict=True) if not works
        ]
        if refused:
            left_out.append(SkippedInput(ranged.name, _failure_reason(task, refused[0])))
        else:
            effects += _iterate_effects(ranged, outcome["values"][both], task.arms, question)
    unmoved = dict(_iterate_reductions(task.values.swapaxes(0, 1), task.arms, question))
    return SensitivityResult(len(task.values), tuple(effects), tuple(left_out), unmoved)


def _iterate_reductions(
    values: Array, arms: Sequence[Arm], question: SensitivityQuestion
) -> Iterator[tuple[tuple[Pairing, str], float]]:
    """The paired mean per pairing and measure. values: (arms, pairs, measures)."""
    for pairing in question.pairings:
        first, second = (arms.index(arm) for arm in pairing.arms)
        for m, measure in enumerate(question.measures):
            mean = compute_mean_reduction(
                measure, values[first, :, m], values[second, :, m], question.horizon
            )
            yield (pairing, measure.name), mean


def _iterate_effects(
    ranged: RangedInput, values: Array, arms: Sequence[Arm], question: SensitivityQuestion
) -> Iterator[InputEffect]:
    """The effects of one input. values: (2 ends, arms, pairs, measures)."""
    low, high = (dict(_iterate_reductions(end, arms, question)) for end in values)
    for key in low:
        yield InputEffect(
            *key, ranged.name, ranged.basis, ranged.low, ranged.high, low[key], high[key], ranged.unit
        )


def compute_mean_reduction(measure: Measure, before: Array, after: Array, horizon: float) -> float:
    """Paired mean of baseline - strategy, times restricted to the horizon; (n,) each."""
    return exact_mean(
        restrict_to_horizon(measure, before, horizon) - restrict_to_horizon(measure, after, horizon)
    )


def _failure_reason(task: PerturbationTask, end: PerturbedInput) -> str:
    """The error message for an input that cannot take this value."""
    try:
        build_perturbed_tables(task.emergency, task.arms, task.tables, end)
    except ValueError as error:
        return f"at {end.value:g}: {error}"
    raise AssertionError(f"{end} was refused by a worker and is not here")


def _unit_of(source: Input) -> str:
    """The unit that the values of an input are in."""
    dimension = source.dimension
    if dimension.name == "a share":
        return "share"
    return next(iter(dimension.units), "")


REPLICATIONS = 10  # logged for each strategy and list of conditions

SEED = 1  # fixed, so that the seed of a comparison does not change which inputs count as used


def find_used_inputs(emergency: Emergency, strategies: Sequence[str], *days: Sequence[str]) -> set[str]:
    """The names of the inputs that are used, and of others in the same part of a file.

    strategies: by id or key; days: by their conditions, the campus as it is if none.
    """
    read = {
        name
        for strategy in strategies
        for day in days or ((),)
        for name in _inputs_read(emergency, strategy, day)
    }
    together = {file_part(name) for name in read}
    return {
        name
        for strategy in strategies
        for name in _inputs_known(emergency, strategy)
        if file_part(name) in together
    }


def file_part(name: str) -> str:
    """The part of a file that an input stands in: `psap.transfer`."""
    return name.rpartition(".")[0] or name


def _inputs_read(emergency: Emergency, strategy: str, conditions: Sequence[str]) -> Iterator[str]:
    """Inputs that a few replications of one strategy read."""
    tabulation = Tabulator(emergency, emergency.strategy(strategy), tuple(conditions), {})
    tables, streams = tabulation.build(), tabulation.streams
    log: DrawLog = {}
    block = DrawBlock(SEED, range(REPLICATIONS))
    with reduce_gc():
        for replication in block.replications:
            SimpyEngine(tables, SEED, replication, block, log).run()
    drawn = {id(d) for purpose in {key[0] for key in log} for d in tables.streams[purpose].distributions}
    yield from streams.plain - {""}
    yield from (name for distribution, name in streams.origins if id(distribution) in drawn)


def _inputs_known(emergency: Emergency, strategy: str) -> Iterator[str]:
    """All inputs that a strategy could read."""
    yield from collect_named_inputs(emergency, emergency.strategy(strategy))
