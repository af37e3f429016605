"""Plays an emergency on a grid of the inputs that matter most, so that a reader without the program can ask "what if".

The grid is of up to three inputs and up to five values of each: its own value, the bounds of its range, and the middles between them, of
the logarithm for times. All points have the same pairs, and one is played again only where it can differ. The answer at a point is the
regression estimate (`sim.statistics.double_sampling`), so at the inputs' own values it is that of the comparison. A median has no such
estimate: it is that of all pairs, shifted as the inputs shift the median of the pairs of the grid.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from scenarios.scenario import Emergency
from sim.experiment.break_even import collect_unmoved, space_points
from sim.experiment.comparison import InputEffect, rank_effects
from sim.experiment.execution import Execution
from sim.experiment.input_points import InputPoint, PointTask, play_points
from sim.experiment.runner import ReplicationResults
from sim.experiment.screening import find_base_value
from sim.model.measure import Measure
from sim.statistics.break_even import LIMITS
from sim.statistics.double_sampling import estimate_by_regression
from sim.statistics.estimators import Array, Resamples, estimate_mean, exact_mean
from sim.statistics.paired import Pairing, Statistic, find_statistic, sample_median
from sim.statistics.sensitivity import ShiftEstimator, resample_medians

INPUTS = 3
HALF = 3
"""Values from one bound of a range to the input's own value."""

WHAT_IF = "what-if grid"
"""The part of a run in which it is played, as progress names it."""

PAIRS = 100
"""At each point, at most."""


@dataclass(frozen=True)
class GridInput:
    """One input of the grid. values: ascending, in `unit`; times stand by equal factors."""

    name: str
    unit: str
    values: tuple[float, ...]
    own: int
    """The place of its own value among them."""


@dataclass(frozen=True)
class GridAnswer:
    """The difference in one measure at every point, the values of the last input changing fastest.

    reduction, low, high: (points,) headline difference and 95% limits, in the unit of the measure; None where the inputs cannot have
    these values together, and limits also where they are unknown.
    """

    measure: str
    statistic: Statistic
    reduction: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


@dataclass(frozen=True)
class WhatIfGrid:
    """Answers for every combination of the inputs' values. Without inputs there are no answers."""

    pairing: Pairing
    inputs: tuple[GridInput, ...] = ()
    answers: tuple[GridAnswer, ...] = ()
    pairs: int = 0
    """Played at each point."""


@dataclass(frozen=True)
class WhatIfQuestion:
    """What is asked. measures: the first is the one that the inputs are chosen for."""

    emergency: Emergency
    seed: int
    pairing: Pairing
    measures: tuple[Measure, ...]
    effects: tuple[InputEffect, ...] = field(repr=False)
    """Of all inputs that were moved alone."""
    pairs: int
    """For which purposes are logged in the results."""

    def choose_inputs(self) -> tuple[GridInput, ...]:
        """The strongest inputs, of those that move the first measure by more than chance."""
        strongest = rank_effects(self.effects, self.pairing, self.measures[0].name)[:INPUTS]
        return tuple(
            _space_input(effect, find_base_value(self.emergency, self.pairing, effect.name)) for effect in strongest
        )


def _space_input(effect: InputEffect, own: float) -> GridInput:
    own = min(max(own, effect.low_value), effect.high_value)
    below = _space(effect.low_value, own, effect.unit)
    above = _space(own, effect.high_value, effect.unit)
    return GridInput(effect.name, effect.unit, (*below[:-1], own, *above[1:]), len(below) - 1)


def _space(low: float, high: float, unit: str) -> tuple[float, ...]:
    return space_points(low, high, unit, HALF) if low < high else (low,)


def play_what_if(question: WhatIfQuestion, results: ReplicationResults, execution: Execution) -> WhatIfGrid | None:
    """The grid; None if it was interrupted. results: of arms among which are those of the pairing."""
    inputs = question.choose_inputs()
    if not inputs:
        return WhatIfGrid(question.pairing)
    chosen = [results.arms.index(arm) for arm in question.pairing.arms]
    names = tuple(measure.name for measure in question.measures)
    unmoved = collect_unmoved(results, chosen, names, min(PAIRS, question.pairs, results.pairs))
    pairs = len(unmoved.values)
    task = PointTask(
        question.emergency,
        question.pairing.arms,
        question.seed,
        tuple(InputPoint(values, range(pairs)) for values in _iterate_points(inputs)),
        names,
        unmoved,
        execution.is_compiled,
    )
    outcome = play_points(task, execution, WHAT_IF)
    if outcome is None:
        return None
    answers = (
        _answer(question, results, measure, outcome["values"][..., place], outcome["works"])
        for place, measure in enumerate(question.measures)
    )
    return WhatIfGrid(question.pairing, inputs, tuple(answers), pairs)


def _iterate_points(inputs: Iterable[GridInput]) -> Iterator[tuple[tuple[str, float], ...]]:
    """The values of all inputs at each point."""
    return itertools.product(*([(axis.name, value) for value in axis.values] for axis in inputs))


def _answer(
    question: WhatIfQuestion, results: ReplicationResults, measure: Measure, values: Array, works: Array
) -> GridAnswer:
    """values: (points, arms, pairs). works: (points,)."""
    first, second = (results.column(arm, measure.name) for arm in question.pairing.arms)
    horizon = question.emergency.scenario.horizon
    statistic = find_statistic(measure, first, second, horizon)
    estimator = ShiftEstimator(measure, statistic, horizon, 0.0)
    known = estimator.differences(first, second)
    estimate = _estimate_mean if statistic == "mean" else _estimate_median
    resamples = Resamples(question.seed, len(known)), Resamples(question.seed, values.shape[2])
    triples = [
        estimate(estimator, estimator.differences(*arms), known, *resamples) if does else (None, None, None)
        for arms, does in zip(values, works, strict=True)
    ]
    return GridAnswer(measure.name, statistic, *zip(*triples, strict=True))


Triple = tuple[float | None, float | None, float | None]
"""A difference and its limits."""


def _estimate_mean(_: ShiftEstimator, differences: Array, known: Array, of_all: Resamples, __: Resamples) -> Triple:
    if np.array_equal(differences, known[: len(differences)]):
        around = estimate_mean(known, of_all).interval()
        return exact_mean(known), *((None, None) if around is None else (around.low, around.high))
    estimate = estimate_by_regression(differences, known)
    return estimate.mean, estimate.low, estimate.high


def _estimate_median(
    estimator: ShiftEstimator, differences: Array, known: Array, _: Resamples, of_few: Resamples
) -> Triple:
    """An infinite median counts as the horizon on its side, an undefined one as zero."""
    at_own = [sample_median(known), sample_median(known[: len(differences)])]
    medians = np.array([*at_own, sample_median(differences), *resample_medians(differences, of_few)])
    limit = estimator.horizon
    finite = np.clip(np.nan_to_num(medians, nan=0.0, posinf=limit, neginf=-limit), -limit, limit)
    anchored = finite[2:] + finite[0] - finite[1]
    low, high = np.quantile(anchored[1:], LIMITS, method="inverted_cdf").tolist()
    return float(anchored[0]), low, high
