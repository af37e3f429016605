"""Plays an emergency along one input, and finds its break-evens: where a difference crosses zero, and where it begins to matter.

Every page has its break-evens from here: the same values of the input, the same first pairs, and the same statistic give the same numbers.
Only what can differ from the plays of the comparison is played again, and until the one measure is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from scenarios.scenario import Emergency
from sim.experiment.comparison import InputBreakEven
from sim.experiment.execution import Execution
from sim.experiment.input_points import InputPoint, PointTask, UnmovedPlays, play_points
from sim.experiment.runner import ReplicationResults
from sim.experiment.screening import find_base_value
from sim.experiment.used_inputs import RangedInput
from sim.model.measure import Measure
from sim.statistics.break_even import BreakEven, estimate_break_even
from sim.statistics.estimators import Array, Resamples
from sim.statistics.paired import Pairing, Statistic, find_statistic
from sim.statistics.sensitivity import ShiftEstimator

POINTS = 7
"""Values of the input, over its range."""

PAIRED_RUNS = 200
"""Matched runs at each of them."""


class BreakEvens(NamedTuple):
    """Both break-evens of one difference along one input."""

    statistic: Statistic
    """Whose crossings they are."""
    zero: BreakEven
    """Where the difference changes sides."""
    matters: BreakEven | None
    """Where the improvement is the smallest difference that matters; None for a measure without one."""


def space_points(low: float, high: float, unit: str, count: int = POINTS) -> tuple[float, ...]:
    """(count,) values from low to high: times by equal factors, all else by equal steps."""
    space = np.geomspace if unit == "s" and low > 0 else np.linspace
    return tuple(space(low, high, count).tolist())


def choose_statistic(measure: Measure, values: Array, horizon: float) -> Statistic:
    """One statistic for all points (points, 2, pairs) of a measure: the median where it is the headline at any of them."""
    headlines = {find_statistic(measure, before, after, horizon) for before, after in values}
    return "median" if "median" in headlines else "mean"


def estimate_break_evens(
    points: Sequence[float], values: Array, estimator: ShiftEstimator, delta: float | None, resamples: Resamples
) -> BreakEvens:
    """From the values (points, 2, pairs) of baseline and strategy. delta: the smallest difference that matters, if there is one."""
    differences = [estimator.differences(*arms) for arms in values]

    def find(threshold: float) -> BreakEven:
        return estimate_break_even(
            points,
            differences,
            resamples,
            threshold=threshold,
            statistic=estimator.statistic,
            horizon=estimator.horizon,
        )

    matters = None if delta is None else find(estimator.measure.sign * delta)
    return BreakEvens(estimator.statistic, find(0.0), matters)


def find_break_evens(
    emergency: Emergency,
    results: ReplicationResults | None,
    seed: int,
    pairing: Pairing,
    measure: Measure,
    ranged: RangedInput,
    pairs: int,
    execution: Execution,
    part: str = "",
) -> BreakEvens | None:
    """The break-evens of one input over its range; None if that was interrupted, or the input cannot have such values.

    results: of arms among which are those of the pairing, with purposes logged for as many pairs; None where they were not played. pairs:
    the first ones, that are played. part: as for `play_points`.
    """
    points = space_points(ranged.low, ranged.high, ranged.unit)
    unmoved, played = None, range(pairs)
    if results is not None:
        chosen = [results.arms.index(arm) for arm in pairing.arms]
        unmoved = collect_unmoved(results, chosen, (measure.name,), min(pairs, results.pairs))
        played = range(len(unmoved.values))
    task = PointTask(
        emergency,
        pairing.arms,
        seed,
        tuple(InputPoint(((ranged.name, value),), played) for value in points),
        (measure.name,),
        unmoved,
        execution.is_compiled,
    )
    outcome = play_points(task, execution, part)
    if outcome is None or not outcome["works"].all():
        return None
    values, horizon = outcome["values"][:, :, :, 0], emergency.scenario.horizon
    estimator = ShiftEstimator(measure, choose_statistic(measure, values, horizon), horizon, 0.0)
    delta = emergency.smallest_differences().get(measure.name)
    return estimate_break_evens(points, values, estimator, delta, Resamples(seed, len(played)))


def record_break_evens(
    emergency: Emergency, pairing: Pairing, measure: Measure, ranged: RangedInput, pairs: int, found: BreakEvens
) -> InputBreakEven:
    """What `find_break_evens` found, for the record of an experiment."""
    return InputBreakEven(
        pairing,
        measure.name,
        ranged.name,
        ranged.unit,
        found.zero,
        found.matters,
        found.statistic,
        find_base_value(emergency, pairing, ranged.name),
        ranged.basis,
        space_points(ranged.low, ranged.high, ranged.unit),
        pairs,
    )


def collect_unmoved(results: ReplicationResults, arms: list[int], names: tuple[str, ...], pairs: int) -> UnmovedPlays:
    """What was played first, of these arms and measures. arms: by place."""
    columns = [results.names.index(name) for name in names]
    values: Array = results.measures[:pairs][:, arms][:, :, columns]
    return UnmovedPlays(values, results.drawn[:pairs][:, arms])
