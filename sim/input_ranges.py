"""How far each input that nobody has measured could move the answer, one input at a time.

An input is moved to both ends of the range that its evidence states, with the same seed, over the first
pairs; the lowest and the highest paired mean of the reduction over all of them are the input range of a
contrast. Inputs that were measured or fitted stay where they are, and so do assumed ones without a range, and
those that the emergency makes no use of.
Where two files give an input of one name different ranges, the ends lie furthest apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from scenarios.emergency import Emergency
from scenarios.inputs import Input
from sim.comparison import InputEffect, SkippedInput
from sim.contrasts import Pairing
from sim.estimates import Array, exact_mean
from sim.input_plays import PerturbedInput, PerturbationTask, build_perturbed_tables
from sim.measure import Measure
from sim.plan import find_strategy_key
from sim.play import ReplicationResults
from sim.pool import RunOutcome, Pool, PoolError, Progress
from sim.summaries import Arm, restrict_to_horizon
from sim.tables import Tables
from sim.tabulate import collect_named_inputs
from sim.used_inputs import find_used_inputs
from sim.verdicts import InputRange

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
    """Whose reductions are asked for."""

    pairings: tuple[Pairing, ...]
    measures: tuple[Measure, ...]
    """Primary ones."""
    horizon: float


class SensitivityResult(NamedTuple):
    """What moving the inputs did. `pairs` is 0 where no input states a range, or it was stopped on the way."""

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
        return {key: found for key, found in over.items() if found is not None}


NO_RESULT = SensitivityResult(0, (), (), is_interrupted=True)
"""Of a run that was stopped before it could ask."""


def iterate_assumed_inputs(
    emergency: Emergency, strategies: Sequence[str], *days: Sequence[str]
) -> Iterator[tuple[str, Input]]:
    """(name, input) for every assumed input that plays under these strategies on these days make use of.

    A name comes as often as strategies have it.
    """
    keys = [find_strategy_key(emergency, name) for name in strategies]
    used = find_used_inputs(emergency, keys, *days)
    for key in keys:
        for path, source in collect_named_inputs(emergency, emergency.strategies[key]).items():
            if path in used and isinstance(source, Input) and source.evidence.basis == "assumed":
                yield path, source


def list_ranged_inputs(
    emergency: Emergency, strategies: Sequence[str], *days: Sequence[str]
) -> tuple[RangedInput, ...]:
    """Every assumed input with a range that is made use of, once, in the order of the files."""
    found: dict[str, RangedInput] = {}
    for name, source in iterate_assumed_inputs(emergency, strategies, *days):
        if source.evidence.range is not None:
            low, high = float(source.evidence.range.low), float(source.evidence.range.high)
            before = found.get(name)
            if before is not None:
                low, high = min(low, before.low), max(high, before.high)
            found[name] = RangedInput(name, source.evidence.basis, low, high, _unit_of(source))
    return tuple(found.values())


def compute_input_ranges(
    emergency: Emergency,
    results: ReplicationResults,
    tables: tuple[Tables, ...],
    seed: int,
    question: SensitivityQuestion,
    pairs: int,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> SensitivityResult:
    """Moves every input that states a range, over so many of the first pairs that were played.

    played, tables: the same arms in the same order, with purposes noted for these pairs. workers,
    on_progress, stop: as for `sim.pool.Pool`; progress counts plays of one input at one end. An interrupted
    answer has no effects: a range over some inputs only would look surer than it is.
    """
    strategies, days = (list(dict.fromkeys(names)) for names in zip(*results.arms, strict=True))
    inputs = list_ranged_inputs(emergency, strategies, *days)
    pairs = min(pairs, results.pairs)
    if not inputs or not pairs or not question.pairings:
        return SensitivityResult(0, (), ())
    ends = tuple(end for one in inputs for end in one.extremes)
    names = tuple(measure.name for measure in question.measures)
    base = results.measures[:pairs][:, :, [results.names.index(name) for name in names]]
    work = PerturbationTask(emergency, results.arms, tables, seed, ends, names, base, results.drawn[:pairs])
    with Pool(work, workers, on_progress, stop, chunk_size=1) as pool:
        outcome = _play_perturbed(pool, ends)
    if outcome.is_interrupted:
        return SensitivityResult(0, (), (), is_interrupted=True)
    return _collect_result(work, inputs, outcome, question)


def _play_perturbed(pool: Pool, ends: Sequence[PerturbedInput]) -> RunOutcome:
    """Plays all ends; an error says that its numbers are not those of replications."""
    try:
        return pool.play(range(len(ends)))
    except PoolError as error:
        which = ", ".join(f"{ends[n].name} at {ends[n].value:g}" for n in error.replications)
        error.add_note(f"while inputs were moved to their ends; the number is that of {which or 'none'}")
        raise


def _collect_result(task: PerturbationTask, inputs: Sequence[RangedInput], outcome: RunOutcome, question: SensitivityQuestion) -> SensitivityResult:
    """What came out, input by input; two units of work belong to each."""
    effects: list[InputEffect] = []
    left_out: list[SkippedInput] = []
    for n, one in enumerate(inputs):
        both = slice(2 * n, 2 * n + 2)
        refused = [end for end, works in zip(one.extremes, outcome["works"][both], strict=True) if not works]
        if refused:
            left_out.append(SkippedInput(one.name, _failure_reason(task, refused[0])))
        else:
            effects += _iterate_effects(one, outcome["values"][both], task.arms, question)
    unmoved = dict(_iterate_reductions(task.values.swapaxes(0, 1), task.arms, question))
    return SensitivityResult(len(task.values), tuple(effects), tuple(left_out), unmoved)


def _iterate_reductions(
    values: Array, arms: Sequence[Arm], question: SensitivityQuestion
) -> Iterator[tuple[tuple[Pairing, str], float]]:
    """The paired mean per pairing and measure. values: (arms, pairs, measures)."""
    for pairing in question.pairings:
        first, second = (arms.index(arm) for arm in pairing.arms)
        for m, measure in enumerate(question.measures):
            mean = compute_mean_reduction(measure, values[first, :, m], values[second, :, m], question.horizon)
            yield (pairing, measure.name), mean


def _iterate_effects(
    one: RangedInput, values: Array, arms: Sequence[Arm], question: SensitivityQuestion
) -> Iterator[InputEffect]:
    """The effects of one input. values: (2 ends, arms, pairs, measures)."""
    low, high = (dict(_iterate_reductions(end, arms, question)) for end in values)
    for key in low:
        yield InputEffect(*key, one.name, one.basis, one.low, one.high, low[key], high[key], one.unit)


def compute_mean_reduction(measure: Measure, before: Array, after: Array, horizon: float) -> float:
    """Paired mean of baseline - strategy, times restricted to the horizon; (n,) each."""
    return exact_mean(restrict_to_horizon(measure, before, horizon) - restrict_to_horizon(measure, after, horizon))


def _failure_reason(task: PerturbationTask, end: PerturbedInput) -> str:
    """Why an input cannot be moved there, in the words of whoever refused."""
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
