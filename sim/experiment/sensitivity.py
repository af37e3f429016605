"""One-way sensitivity: how far each input with a stated range, moved alone to its bounds, shifts the headline statistic.

Every input that states a range moves to both bounds with the same seed, whatever its basis: a measured or fitted number of another place
may be as wrong here as an assumed one. Inputs without a range, and inputs that the emergency does not use, keep their value.

All inputs are moved over the same first pairs; one that has no effect on any contrast over a few of them is moved no further. Each end has
the standard error of its paired shift, and an end that chance explains widens no range (`sim.statistics.sensitivity`). A range is the
headline over all pairs, plus the shifts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenarios.scenario import Emergency
from sim.experiment.comparison import InputEffect, SkippedInput
from sim.experiment.execution import Execution
from sim.experiment.input_points import InputPoint, PointTask, UnmovedPlays, play_points
from sim.experiment.runner import ReplicationResults
from sim.experiment.used_inputs import RangedInput, list_ranged_inputs
from sim.model.measure import Measure
from sim.statistics.estimators import Array, Resamples
from sim.statistics.paired import Pairing, Statistic, find_statistic
from sim.statistics.sensitivity import EndShift, ShiftEstimator, finite_reduction
from sim.statistics.summaries import Arm
from sim.statistics.verdicts import InputRange

InputRanges = Mapping[tuple[Pairing, str], InputRange]


@dataclass(frozen=True)
class SensitivityQuestion:
    """The contrasts whose sensitivity is computed."""

    emergency: Emergency
    seed: int
    pairings: tuple[Pairing, ...]
    deltas: Mapping[Measure, float]
    """The primary measures, each with the smallest difference that matters."""
    costs: tuple[tuple[Pairing, Measure], ...] = ()
    """Contrasts that are worse; only their joint range is computed."""

    @property
    def horizon(self) -> float:
        """Seconds from onset."""
        return self.emergency.scenario.horizon

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The primary ones."""
        return tuple(self.deltas)


Key = tuple[Pairing, str]
"""A pairing and the name of a measure."""


INPUTS = "input ranges"
"""The part of a run in which inputs are moved one at a time, as progress names it."""

SCREENED = 20
"""Pairs after which an input is moved no further that clearly shifts no contrast."""
FIRST_LOOK = 50
"""Pairs after which an input is moved no further that has no effect on any contrast."""
FEWEST_DRAWN = 10
"""Pairs that must read an input before it is screened out."""
CLEARLY, NEGLIGIBLE = 3.5, 0.1
"""Standard errors, and the part of the smallest difference that matters: a shift that stays below the part with so many is clearly none."""


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


def compute_input_ranges(
    question: SensitivityQuestion, results: ReplicationResults, pairs: int, used: set[str], execution: Execution
) -> SensitivityResult:
    """Moves every input that states a range to both bounds, over the first `pairs` pairs.

    One that clearly shifts no contrast over the first SCREENED pairs, or has no effect over the first FIRST_LOOK, is moved no further.
    results: of all arms, with purposes logged for as many pairs. used: names of inputs. Progress counts one input at one
    bound. An interrupted run has no effects. What is kept depends on the first pairs alone, so a longer run finds it there.
    """
    strategies = list(dict.fromkeys(arm.strategy for arm in results.arms))
    inputs = list_ranged_inputs(question.emergency, strategies, used)
    pairs = min(pairs, results.pairs)
    if not inputs or not pairs or not question.pairings:
        return SensitivityResult(0, (), ())
    one_way = _OneWay(question, results, execution, pairs)
    skipped: list[SkippedInput] = []
    moved: dict[RangedInput, _Moved] = {}
    still_moved: Sequence[RangedInput] = inputs
    for start, stop in pairwise((0, *(look for look in (SCREENED, FIRST_LOOK) if look < pairs), pairs)):
        more = one_way.play(still_moved, range(start, stop), skipped)
        if more is None:
            return NO_RESULT
        moved |= {ranged: moved[ranged].extend(part) if start else part for ranged, part in more.items()}
        is_settled = one_way.is_clearly_still if stop == SCREENED else one_way.has_no_effect
        still_moved = [ranged for ranged in more if not is_settled(moved[ranged])]
        if not still_moved:
            break
    shifts = {ranged: one_way.shifts(each.values) for ranged, each in moved.items()}
    effects = [
        effect
        for ranged, ends in shifts.items()
        for effect in _iterate_effects(ranged, ends, one_way, moved[ranged].values.shape[2])
    ]
    return SensitivityResult(pairs, tuple(effects), tuple(skipped), one_way.ranges(shifts))


class _Moved(NamedTuple):
    """What one input does at its low and its high bound."""

    values: Array
    """(2, arms, pairs, measures)."""
    is_read: NDArray[np.bool_]
    """(2, pairs): whether any arm may read what is moved."""

    def extend(self, more: _Moved) -> _Moved:
        """With the pairs that follow."""
        return _Moved(np.concatenate([self.values, more.values], axis=2), np.hstack([self.is_read, more.is_read]))


Shifts = Mapping[Key, tuple[EndShift, EndShift]]
"""Of one input, at its low and its high bound."""


@dataclass(frozen=True)
class _OneWay:
    """What all inputs are held against: the base case, and how a shift is estimated. Moved values are (2 ends, arms, pairs, measures)."""

    question: SensitivityQuestion
    results: ReplicationResults
    execution: Execution
    pairs: int
    """Over which inputs are moved: the first ones."""

    def play(
        self, inputs: Sequence[RangedInput], pairs: range, skipped: list[SkippedInput]
    ) -> dict[RangedInput, _Moved] | None:
        """What each input does over these pairs; those that cannot be moved are added to `skipped`. None if interrupted."""
        points = [
            InputPoint(((ranged.name, value),), pairs) for ranged in inputs for value in (ranged.low, ranged.high)
        ]
        task = self._build_task(points, pairs)
        outcome = play_points(task, self.execution, INPUTS)
        if outcome is None:
            return None
        moved = {}
        for n, ranged in enumerate(inputs):
            ends = slice(2 * n, 2 * n + 2)
            if outcome["works"][ends].all():
                moved[ranged] = _Moved(outcome["values"][ends], np.logical_or.reduce(outcome["played"][ends], axis=1))
            else:
                refused = points[2 * n + int(outcome["works"][2 * n])]
                why = f"at {refused.values[0][1]:g}: {task.explain_refusal(refused)}"
                skipped.append(SkippedInput(ranged.name, why))
        return moved

    def _build_task(self, points: Sequence[InputPoint], pairs: range) -> PointTask:
        here, arms = slice(pairs.start, pairs.stop), [self.results.arms.index(arm) for arm in self._arms]
        unmoved = UnmovedPlays(self._base[here], self.results.drawn[here][:, arms])
        return PointTask(
            self.question.emergency,
            self._arms,
            self.question.seed,
            tuple(points),
            self._names,
            unmoved,
            self.execution.is_compiled,
        )

    @cached_property
    def _arms(self) -> tuple[Arm, ...]:
        """Those that are compared."""
        compared = {arm for pairing in self.question.pairings for arm in pairing.arms}
        return tuple(arm for arm in self.results.arms if arm in compared)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(measure.name for measure in self.question.measures)

    @cached_property
    def _base(self) -> Array:
        """(pairs, arms, measures) of the base case."""
        first = self.results.measures[: self.pairs]
        arms = [self.results.arms.index(arm) for arm in self._arms]
        return first[:, arms][:, :, [self.results.names.index(name) for name in self._names]]

    def _pair(self, values: Array, pairing: Pairing, measure: int) -> tuple[Array, Array]:
        """Baseline and strategy, from (arms, pairs, measures)."""
        first, second = (self._arms.index(arm) for arm in pairing.arms)
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
                measure, find_statistic(measure, *self._pair_all((pairing, measure.name)), horizon), horizon, delta
            )
            for pairing in self.question.pairings
            for measure, delta in self.question.deltas.items()
        }

    def statistic(self, key: Key) -> Statistic:
        """The headline statistic of a contrast."""
        return self._estimators[key].statistic

    def shifts(self, values: Array) -> Shifts:
        """By contrast, both ends of one input against the base case over the same pairs."""
        pairs = values.shape[2]
        base, resamples = self._base[:pairs].swapaxes(0, 1), Resamples(self.question.seed, pairs)
        shifts = {}
        for key, m, estimator in self._iterate_keys():
            unmoved = estimator.differences(*self._pair(base, key[0], m))
            low, high = (
                estimator.estimate(unmoved, estimator.differences(*self._pair(end, key[0], m)), resamples)
                for end in values
            )
            shifts[key] = low, high
        return shifts

    def has_no_effect(self, moved: _Moved) -> bool:
        """On no contrast, at either bound: more pairs would be spent on nothing."""
        return all(end.reading == "no effect" for ends in self.shifts(moved.values).values() for end in ends)

    def is_clearly_still(self, moved: _Moved) -> bool:
        """Whether it shifts no contrast at either bound, over the pairs that read it: those that do not would hide a shift."""
        if moved.is_read.sum(axis=1).min() < FEWEST_DRAWN:
            return False
        for values, is_read in zip(moved.values, moved.is_read, strict=True):
            base = self._base[: len(is_read)][is_read].swapaxes(0, 1)
            resamples = Resamples(self.question.seed, len(base[0]))
            for (pairing, _), m, estimator in self._iterate_keys():
                unmoved, at_end = (
                    estimator.differences(*self._pair(arms, pairing, m)) for arms in (base, values[:, is_read])
                )
                end = estimator.estimate(unmoved, at_end, resamples)
                error = math.inf if end.standard_error is None else end.standard_error
                if not abs(end.shift) + CLEARLY * error < NEGLIGIBLE * estimator.delta:
                    return False
        return True

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


def _iterate_effects(ranged: RangedInput, shifts: Shifts, one_way: _OneWay, pairs: int) -> Iterator[InputEffect]:
    """The effects of one input, contrast by contrast. pairs: over which it was moved."""
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
            statistic=one_way.statistic(key),
            pairs=pairs,
            base_reduction=base,
            low_se=low.standard_error,
            high_se=high.standard_error,
            low_reading=low.reading,
            high_reading=high.reading,
            low_word=low.word,
            high_word=high.word,
            control=ranged.control,
        )
