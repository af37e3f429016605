"""One-way sensitivity: how far each input with a stated range, moved alone to its bounds, shifts the headline statistic.

Every input that states a range moves to both bounds with the same seed, whatever its basis: a measured or fitted number of another place
may be as wrong here as an assumed one. Where two files give ranges for the same name, the widest bounds apply. Inputs without a range, and
inputs that the emergency does not use, keep their value. A few logged replications show which inputs are used; inputs of the same part of
a file count together, so that rare events are not lost.

All inputs are moved over the same first pairs. Each end has the standard error of its paired shift, and an end that chance explains widens
no range (`sim.statistics.sensitivity`). A range is the headline over all pairs, plus the shifts.

One unit of work is one input at one bound, in all arms. A replication is played again only if its tables changed or it drew a random
number that changed. That is exact, because a replication depends on nothing else. It ends early once all requested measures are known.
"""

from __future__ import annotations

import itertools
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
from sim.experiment.chunks import ChunkColumns, PoolError
from sim.experiment.comparison import InputEffect, SkippedInput
from sim.experiment.design import find_strategy_key
from sim.experiment.executor import Progress, RunOutcome, Workers, run_task
from sim.experiment.fingerprint import compute_fingerprint
from sim.experiment.result_store import ResultStore
from sim.experiment.runner import ReplicationResults, build_arm_tables, reduce_gc
from sim.experiment.stored_results import Columns, load_columns, save_columns
from sim.finality import FINAL_AFTER_DANGER, can_end_early, check_times
from sim.measures import READERS
from sim.model.measure import Measure
from sim.model.tables import Tables
from sim.model.trace_reader import TraceSummary, exposure_end, read_trace
from sim.sampling.streams import DrawBlock, DrawLog, Stream
from sim.statistics.estimators import Array, Resamples
from sim.statistics.paired import Pairing, Statistic, find_statistic
from sim.statistics.sensitivity import EndShift, ShiftEstimator, finite_reduction
from sim.statistics.summaries import Arm
from sim.statistics.verdicts import InputRange
from sim.tabulation import Tabulator, collect_named_inputs


@dataclass(frozen=True)
class PerturbedInput:
    """An input at one bound of its range; value in the unit of the input."""

    name: str
    value: float


@dataclass
class PerturbationTask:
    """Plays perturbed inputs instead of replications. A `sim.experiment.chunks.Task` with columns `values` and `works`.

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
    is_compiled: bool = False
    """Whether the compiled engine plays, with the same results."""

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
        if self.is_compiled:
            for arm, tables in enumerate(moved):
                self._play_compiled(tables, values[arm], differs[arm])
            return values
        for pair, replication in enumerate(self._block.replications):
            for arm, tables in enumerate(moved):
                if differs[arm][pair]:
                    reading = play_until_determined(
                        SimpyEngine(tables, self.seed, replication, self._block), self.names
                    )
                    values[arm, pair] = [READERS[name](reading) for name in self.names]
        return values

    def _play_compiled(self, tables: Tables, values: Array, differs: NDArray[np.bool_]) -> None:
        """Fills in the rows of one arm that may differ."""
        from sim.compiled.engine import CompiledEngine

        if differs.any():
            engine = CompiledEngine(tables, self.seed)
            for pairs in find_runs(differs):
                for rows in engine.play_rows(pairs, self.names, until_known=True):
                    values[rows.replications.start : rows.replications.stop] = rows.values

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


def find_runs(flags: NDArray[np.bool_]) -> Iterator[range]:
    """The runs of consecutive flags that are set."""
    edges = np.flatnonzero(np.diff(flags, prepend=False, append=False)).tolist()
    return itertools.starmap(range, zip(edges[::2], edges[1::2], strict=True))


def play_until_determined(engine: SimpyEngine, names: Sequence[str]) -> TraceSummary:
    """Plays until no later event can change these measures, at most to the end."""
    if can_end_early(names):
        for time in check_times(engine.tables.horizon):
            engine.run_until(time)
            reading = read_trace(engine.trace, engine.tables)
            if all(_is_final(name, reading, engine.now) for name in names):
                engine.world.dispose()
                return reading
    return read_trace(engine.run(), engine.tables)


def _is_final(name: str, reading: TraceSummary, now: float) -> bool:
    """Whether no event after `now` can change a measure."""
    decided_at = exposure_end(reading) if name in FINAL_AFTER_DANGER else READERS[name](reading)
    return decided_at <= now


InputRanges = Mapping[tuple[Pairing, str], InputRange]


@dataclass(frozen=True)
class RangedInput:
    """An input that states a range. low, high: of its median or chance, in `unit`."""

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
    deltas: Mapping[Measure, float]
    """The primary measures, each with the smallest difference that matters."""
    horizon: float

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The primary ones."""
        return tuple(self.deltas)


Key = tuple[Pairing, str]
"""A pairing and the name of a measure."""


class SensitivityResult(NamedTuple):
    """The input effects. pairs: of the first pass; 0 where no input states a range, or the run was stopped."""

    pairs: int
    effects: tuple[InputEffect, ...]
    skipped: tuple[SkippedInput, ...]
    ranges: InputRanges = MappingProxyType({})
    """The range per pairing and measure, over all inputs."""
    is_interrupted: bool = False


NO_RESULT = SensitivityResult(0, (), (), is_interrupted=True)
"""Of a run that was stopped before this part."""


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
        key = find_strategy_key(emergency, name)
        for path, source in collect_named_inputs(emergency, emergency.strategies[key]).items():
            if path in used and isinstance(source, Input):
                yield path, source


def list_ranged_inputs(
    emergency: Emergency, strategies: Sequence[str], used: set[str]
) -> tuple[RangedInput, ...]:
    """Every input with a range that is used, whatever its basis, once, in the order of the files."""
    ranged: dict[str, RangedInput] = {}
    for name, source in _iterate_used_inputs(emergency, strategies, used):
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
    workers: Workers = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    is_compiled: bool = False,
    store: ResultStore | None = None,
) -> SensitivityResult:
    """Moves every input that states a range to both bounds, over the first `pairs` pairs.

    results, tables: the same arms in the same order, with purposes logged for as many pairs. used: names of inputs. workers, on_progress,
    stop: as for `sim.experiment.executor.Run`; progress counts one input at one bound. An interrupted run has no effects.
    store: where what was played is kept; it depends on the first pairs alone, so a longer run finds it there.
    """
    inputs = list_ranged_inputs(emergency, list(dict.fromkeys(arm.strategy for arm in results.arms)), used)
    pairs = min(pairs, results.pairs)
    if not inputs or not pairs or not question.pairings:
        return SensitivityResult(0, (), ())
    sweep = _Sweep(emergency, results, tables, seed, question, is_compiled, pairs)
    outcome = _load_or_play(sweep.task(inputs), store, workers, on_progress, stop)
    if outcome is None:
        return NO_RESULT
    moved = {ranged: outcome["values"][2 * n : 2 * n + 2] for n, ranged in enumerate(inputs)}
    refused = {ranged for n, ranged in enumerate(inputs) if not all(outcome["works"][2 * n : 2 * n + 2])}
    shifts = {ranged: sweep.shifts(values) for ranged, values in moved.items() if ranged not in refused}
    left_out = [
        SkippedInput(ranged.name, sweep.explain_refusal(ranged)) for ranged in inputs if ranged in refused
    ]
    effects = [effect for ranged, ends in shifts.items() for effect in _iterate_effects(ranged, ends, sweep)]
    return SensitivityResult(pairs, tuple(effects), tuple(left_out), sweep.ranges(shifts))


def _extremes(inputs: Sequence[RangedInput]) -> tuple[PerturbedInput, ...]:
    return tuple(end for ranged in inputs for end in ranged.extremes)


def _load_or_play(
    task: PerturbationTask,
    store: ResultStore | None,
    workers: Workers,
    on_progress: Callable[[Progress], None] | None,
    stop: Callable[[], bool] | None,
) -> Columns | None:
    """The columns of all perturbed inputs, kept or played now; None if that was interrupted."""
    determined_by = task.emergency, task.arms, task.seed, task.names, task.perturbed_inputs, len(task.values)
    key = f"inputs-{compute_fingerprint(*determined_by)}" if store else ""
    if store and (kept := load_columns(store, key)):
        return kept
    outcome = _play_perturbed(task, workers, on_progress, stop)
    if outcome.is_interrupted:
        return None
    if store:
        save_columns(store, key, outcome.columns)
    return outcome.columns


def _play_perturbed(
    task: PerturbationTask,
    workers: Workers,
    on_progress: Callable[[Progress], None] | None,
    stop: Callable[[], bool] | None,
) -> RunOutcome:
    """Plays all perturbed inputs; an error names the input instead of a replication."""
    ends = task.perturbed_inputs
    try:
        return run_task(task, range(len(ends)), workers, on_progress, stop, chunk_size=1)
    except PoolError as error:
        which = ", ".join(f"{ends[n].name} at {ends[n].value:g}" for n in error.replications)
        error.add_note(f"while inputs were moved to their ends; the number is that of {which or 'none'}")
        raise


Shifts = Mapping[Key, tuple[EndShift, EndShift]]
"""Of one input, at its low and its high bound."""


@dataclass(frozen=True)
class _Sweep:
    """What all inputs are held against: the base case, and how a shift is estimated. Moved values are (2 ends, arms, pairs, measures)."""

    emergency: Emergency
    results: ReplicationResults
    tables: tuple[Tables, ...]
    seed: int
    question: SensitivityQuestion
    is_compiled: bool
    pairs: int
    """Over which inputs are moved: the first ones."""

    def task(self, inputs: Sequence[RangedInput]) -> PerturbationTask:
        """The work of moving these inputs."""
        ends, drawn = _extremes(inputs), self.results.drawn[: self.pairs]
        return PerturbationTask(
            self.emergency,
            self.results.arms,
            self.tables,
            self.seed,
            ends,
            self._names,
            self._base,
            drawn,
            self.is_compiled,
        )

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(measure.name for measure in self.question.measures)

    @cached_property
    def _base(self) -> Array:
        """(pairs, arms, measures) of the base case."""
        first = self.results.measures[: self.pairs]
        return first[:, :, [self.results.names.index(name) for name in self._names]]

    def _pair(self, values: Array, pairing: Pairing, measure: int) -> tuple[Array, Array]:
        """Baseline and strategy, from (arms, pairs, measures)."""
        first, second = (self.results.arms.index(arm) for arm in pairing.arms)
        return values[first, :, measure], values[second, :, measure]

    def _pair_all(self, key: Key) -> tuple[Array, Array]:
        """Baseline and strategy in the base case, over all pairs."""
        first, second = (self.results.column(arm, key[1]) for arm in key[0].arms)
        return first, second

    def _iterate_keys(self) -> Iterator[tuple[Key, int, ShiftEstimator]]:
        """Each contrast, the place of its measure, and its estimator."""
        for pairing in self.question.pairings:
            for m, measure in enumerate(self.question.measures):
                yield (pairing, measure.name), m, self._estimators[pairing, measure.name]

    @cached_property
    def _estimators(self) -> dict[Key, ShiftEstimator]:
        horizon = self.question.horizon
        return {
            (pairing, measure.name): ShiftEstimator(
                measure,
                find_statistic(measure, *self._pair_all((pairing, measure.name)), horizon),
                horizon,
                delta,
            )
            for pairing in self.question.pairings
            for measure, delta in self.question.deltas.items()
        }

    def statistic(self, key: Key) -> Statistic:
        """The headline statistic of a contrast."""
        return self._estimators[key].statistic

    def shifts(self, values: Array) -> Shifts:
        """By contrast, both ends of one input against the base case over the same pairs."""
        base, resamples = self._base.swapaxes(0, 1), Resamples(self.seed, self.pairs)
        shifts = {}
        for key, m, estimator in self._iterate_keys():
            unmoved = estimator.differences(*self._pair(base, key[0], m))
            low, high = (
                estimator.estimate(unmoved, estimator.differences(*self._pair(end, key[0], m)), resamples)
                for end in values
            )
            shifts[key] = low, high
        return shifts

    def ranges(self, shifts: Mapping[RangedInput, Shifts]) -> dict[Key, InputRange]:
        """By contrast, the headline over all pairs and every resolved shift of it."""
        ranges = {}
        for key, _, estimator in self._iterate_keys():
            headline = estimator.reduction(estimator.differences(*self._pair_all(key)))
            ends = {
                ranged.name: [end.anchored(headline) for end in of[key] if end.reading == "resolved"]
                for ranged, of in shifts.items()
            }
            if ends:
                ranges[key] = InputRange.span(ends, headline)
        return ranges

    def explain_refusal(self, ranged: RangedInput) -> str:
        """The error message for an input that cannot take one of its bounds."""
        for end in ranged.extremes:
            try:
                build_perturbed_tables(self.emergency, self.results.arms, self.tables, end)
            except ValueError as error:
                return f"at {end.value:g}: {error}"
        raise AssertionError(f"{ranged} was refused by a worker and is not here")


def _iterate_effects(ranged: RangedInput, shifts: Shifts, sweep: _Sweep) -> Iterator[InputEffect]:
    """The effects of one input, contrast by contrast."""
    for key, (low, high) in shifts.items():
        (at_low, base), (at_high, _) = finite_reduction(low), finite_reduction(high)
        yield InputEffect(
            *key,
            ranged.name,
            ranged.basis,
            ranged.low,
            ranged.high,
            at_low,
            at_high,
            ranged.unit,
            statistic=sweep.statistic(key),
            pairs=sweep.pairs,
            base_reduction=base,
            low_se=low.standard_error,
            high_se=high.standard_error,
            low_reading=low.reading,
            high_reading=high.reading,
            low_word=low.word,
            high_word=high.word,
        )


def _unit_of(source: Input) -> str:
    """The unit that the values of an input are in."""
    dimension = source.dimension
    if dimension.name == "a share":
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
        for name in _inputs_read(emergency, strategy, day, is_compiled)
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


def _inputs_read(
    emergency: Emergency, strategy: str, conditions: Sequence[str], is_compiled: bool
) -> Iterator[str]:
    """Inputs that a few replications of one strategy read."""
    tabulation = Tabulator(emergency, emergency.strategy(strategy), tuple(conditions), {})
    tables, streams = tabulation.build(), tabulation.streams
    purposes = (_log_compiled if is_compiled else _log_purposes)(tables)
    drawn = {id(d) for purpose in purposes for d in tables.streams[purpose].distributions}
    yield from streams.plain - {""}
    yield from (name for distribution, name in streams.origins if id(distribution) in drawn)


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
    from sim.compiled.engine import CompiledEngine

    played = CompiledEngine(tables, SEED).play_rows(range(REPLICATIONS), [], logs=True)
    return {purpose for rows in played for purpose in np.flatnonzero(rows.drawn.any(axis=0)).tolist()}


def _inputs_known(emergency: Emergency, strategy: str) -> Iterator[str]:
    """All inputs that a strategy could read."""
    yield from collect_named_inputs(emergency, emergency.strategy(strategy))
