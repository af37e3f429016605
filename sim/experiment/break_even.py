"""Plays an emergency along one input until its break-even is known: the value at which a difference crosses zero.

Only what can differ from the plays of the comparison is played again, over its first pairs, and until the one measure is known.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scenarios.scenario import Emergency
from sim.experiment.executor import Progress, Workers
from sim.experiment.input_points import InputPoint, PointTask, UnmovedPlays, play_points
from sim.experiment.result_store import ResultStore
from sim.experiment.runner import ReplicationResults
from sim.experiment.used_inputs import RangedInput
from sim.model.measure import Measure
from sim.statistics.break_even import BreakEven, estimate_break_even
from sim.statistics.estimators import Array, Resamples
from sim.statistics.paired import Pairing, find_statistic
from sim.statistics.sensitivity import ShiftEstimator

POINTS = 7
"""Values of the input, over its range."""


def space_points(low: float, high: float, unit: str, count: int = POINTS) -> tuple[float, ...]:
    """(count,) values from low to high: times by equal factors, all else by equal steps."""
    space = np.geomspace if unit == "s" and low > 0 else np.linspace
    return tuple(space(low, high, count).tolist())


def find_break_even(
    emergency: Emergency,
    results: ReplicationResults,
    seed: int,
    pairing: Pairing,
    measure: Measure,
    ranged: RangedInput,
    pairs: int,
    *,
    threshold: float = 0.0,
    is_compiled: bool = False,
    workers: Workers = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    store: ResultStore | None = None,
) -> BreakEven | None:
    """The break-even of one input over its range; None if that was interrupted, or the input cannot have such values.

    results: of arms among which are those of the pairing, with purposes logged for as many pairs. pairs: the first ones, that are
    played. threshold: in the unit of the measure. The statistic is the headline of all pairs. Other arguments are those of `play_points`.
    """
    chosen = [results.arms.index(arm) for arm in pairing.arms]
    points = space_points(ranged.low, ranged.high, ranged.unit)
    unmoved = collect_unmoved(results, chosen, (measure.name,), min(pairs, results.pairs))
    played = range(len(unmoved.values))
    task = PointTask(
        emergency,
        pairing.arms,
        seed,
        tuple(InputPoint(((ranged.name, value),), played) for value in points),
        (measure.name,),
        unmoved,
        is_compiled,
    )
    outcome = play_points(task, store, workers, on_progress, stop)
    if outcome is None or not outcome["works"].all():
        return None
    first, second = (results.column(arm, measure.name) for arm in pairing.arms)
    horizon = emergency.scenario.horizon
    estimator = ShiftEstimator(measure, find_statistic(measure, first, second, horizon), horizon, 0.0)
    differences = [estimator.differences(*values[:, :, 0]) for values in outcome["values"]]
    return estimate_break_even(
        points,
        differences,
        Resamples(seed, len(played)),
        threshold=threshold,
        statistic=estimator.statistic,
        horizon=horizon,
    )


def collect_unmoved(
    results: ReplicationResults, arms: list[int], names: tuple[str, ...], pairs: int
) -> UnmovedPlays:
    """What was played first, of these arms and measures. arms: by place."""
    columns = [results.names.index(name) for name in names]
    values: Array = results.measures[:pairs][:, arms][:, :, columns]
    return UnmovedPlays(values, results.drawn[:pairs][:, arms])
