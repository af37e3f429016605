"""Screening: which inputs matter most for a question, from a quick one-way pass over few pairs.

Every input moves alone to both bounds of its range. What counts is how far the primary differences move, as a multiple of the smallest
difference that matters. Few pairs are enough to choose what to look at first, because all points share their random numbers;
`sim.experiment.sensitivity` tells more, and says how sure it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.inputs import Input
from scenarios.scenario import Emergency
from sim.experiment.input_points import InputPoint, PointTask, UnmovedPlays
from sim.experiment.runner import ReplicationTask, build_arm_tables
from sim.experiment.used_inputs import RangedInput, find_used_inputs, list_ranged_inputs
from sim.measures import MEASURES, list_measures
from sim.sampling.quantile_tables import compile_distribution
from sim.statistics.estimators import Array
from sim.statistics.paired import Pairing
from sim.statistics.summaries import Arm, restrict_to_horizon
from sim.tabulation import collect_named_inputs

PAIRS = 40
"""Matched replications at each bound."""


@dataclass(frozen=True)
class ScreenedInput:
    """An input with its range, and how far it moves a primary difference from bound to bound, in smallest differences that matter."""

    ranged: RangedInput
    effect: float


def list_inputs(emergency: Emergency, arms: Sequence[Arm], is_compiled: bool) -> tuple[RangedInput, ...]:
    """The inputs with a range that these arms use, in the order of the files."""
    strategies, days = [arm.strategy for arm in arms], [arm.conditions for arm in arms]
    used = find_used_inputs(emergency, strategies, *dict.fromkeys(days), is_compiled=is_compiled)
    return list_ranged_inputs(emergency, strategies, used)


def find_own_value(source: Input) -> float:
    """The median of an input in the files; of a yes-or-no, its chance."""
    distribution = compile_distribution(source.distribution)
    return distribution.parameters[0] if source.distribution.kind == "chance" else distribution.median()


def find_base_value(emergency: Emergency, pairing: Pairing, name: str) -> float:
    """The value of an input in the files of the strategy, or else of the baseline. Raises KeyError for an unknown input."""
    for strategy in (pairing.strategy, pairing.baseline):
        played = emergency.as_played(strategy)
        source = collect_named_inputs(played, played.strategy(strategy)).get(name)
        if isinstance(source, Input):
            return find_own_value(source)
    raise KeyError(name)


def screen_inputs(
    emergency: Emergency,
    arms: tuple[Arm, Arm],
    inputs: Sequence[RangedInput],
    seed: int,
    is_compiled: bool,
    stop: Callable[[], bool] = lambda: False,
    pairs: int = PAIRS,
) -> tuple[ScreenedInput, ...] | None:
    """The inputs, the one that matters most first; None if stopped before the last was moved. An input that cannot be moved is last."""
    names = tuple(name for name in emergency.smallest_differences() if name in _list_known(emergency))
    unmoved = _play_unmoved(emergency, arms, names, seed, is_compiled, pairs)
    points = [
        InputPoint(((ranged.name, value),), range(pairs)) for ranged in inputs for value in (ranged.low, ranged.high)
    ]
    task = PointTask(emergency, arms, seed, tuple(points), names, unmoved, is_compiled)
    base = _reduce(emergency, names, unmoved.values.swapaxes(0, 1))
    screened = []
    for place, ranged in enumerate(inputs):
        if stop():
            return None
        columns = task.play(range(2 * place, 2 * place + 2))
        ends = [base, *(_reduce(emergency, names, values) for values in columns["values"])]
        effect = float(np.ptp(ends, axis=0).max()) if columns["works"].all() else 0.0
        screened.append(ScreenedInput(ranged, effect))
    return tuple(sorted(screened, key=lambda entry: -entry.effect))


def _list_known(emergency: Emergency) -> list[str]:
    return list_measures(emergency.scenario.hazard.kind)


def _play_unmoved(
    emergency: Emergency, arms: tuple[Arm, Arm], names: tuple[str, ...], seed: int, is_compiled: bool, pairs: int
) -> UnmovedPlays:
    tables = tuple(build_arm_tables(emergency, arm) for arm in arms)
    task = ReplicationTask(tables, seed, pairs, is_compiled)
    columns = task.play(range(pairs))
    places = [task.measures.index(name) for name in names]
    return UnmovedPlays(columns["measures"][:, :, places], columns["drawn"])


def _reduce(emergency: Emergency, names: Sequence[str], values: Array) -> Array:
    """(measures,) mean reductions in smallest differences that matter. values: (arms, pairs, measures)."""
    return np.array(list(_iterate_reductions(emergency, names, values)))


def _iterate_reductions(emergency: Emergency, names: Sequence[str], values: Array) -> Iterator[float]:
    deltas, horizon = emergency.smallest_differences(), emergency.scenario.horizon
    for place, name in enumerate(names):
        first, second = (restrict_to_horizon(MEASURES[name], values[arm, :, place], horizon).mean() for arm in range(2))
        yield float(first - second) / deltas[name]
