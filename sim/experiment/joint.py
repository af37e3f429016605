"""Joint sensitivity: the headline statistic over combinations of all inputs with a stated range and of the structures of the scenario.

The combinations are a Latin hypercube: the range of each input is cut into as many equally likely parts as there are points, and each part
holds one point. A time is log-uniform over its range, or uniform if the range begins at 0; any other input is uniform. Half of the points
are under no structure, and the others under each structure equally often. The column of an input depends on its name, the seed and the
number of points alone, so a further input changes no other column. All rows are read at the same points.

Each point has replications of its own, disjoint from those of the pairs and of other points: point n has the JOINT_PAIRS replications
from FIRST_REPLICATION + n * JOINT_PAIRS. So what chance adds to one point is independent of what it adds to another, which the shrinkage
in `sim.statistics.joint` relies on.

Only strategies that are compared are played. A point at which the inputs cannot have their values together is dropped.

A structure is named where the share of its points that reach the smallest difference that matters, one way or the other, is another one
than under no structure (`sim.statistics.chances.is_another_share`; docs/decisions/0035-two-assumptions.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenarios.scenario import Structure
from sim.experiment.comparison import JointRange, LeftOutStructure, StructureRange
from sim.experiment.data_tables import build_frame
from sim.experiment.execution import Execution
from sim.experiment.input_points import AS_IT_IS, InputPoint, PointTask, play_points
from sim.experiment.runner import ReplicationResults
from sim.experiment.sensitivity import Key, SensitivityQuestion
from sim.experiment.stored_results import Columns
from sim.experiment.structures import Alternatives, find_alternatives
from sim.experiment.used_inputs import RangedInput, list_ranged_inputs
from sim.statistics.chances import is_another_share
from sim.statistics.estimators import Array, Interval, Resamples, Selection, finite_or_none, sample_quantile
from sim.statistics.joint import estimate_joint, estimate_points, shrink_points
from sim.statistics.paired import MedianWord, Pairing, find_statistic, name_median
from sim.statistics.sensitivity import ShiftEstimator

JOINT = "joint ranges"
"""The part of a run in which combinations are played, as progress names it."""

JOINT_POINTS = 384
"""By default."""

JOINT_PAIRS = 28
"""At each point."""

COST_MEASURES = (
    *("first_report", "call_answered", "dispatched", "first_campus_alert"),
    *("first_responder_on_scene", "intervention", "hazard_over"),
)
"""Measures beside the primary ones that a strategy may make worse, and that are known soon enough to be played at every point."""

PlayPoints = Callable[[PointTask, Execution, str], Columns | None]

FIRST_REPLICATION = 2**32
"""Of the first point; far beyond the pairs, of which there are at most `scenarios.units.MAX_REPLICATIONS`."""


@dataclass(frozen=True)
class JointPoints:
    """The combinations of inputs that were played, and the headline statistic at each."""

    inputs: tuple[str, ...]
    values: Array
    """(points, inputs), in the units of the inputs."""
    contrasts: tuple[Key, ...]
    reductions: Array
    """(points, contrasts) before shrinkage; infinite where only one arm reaches the measure in half of the pairs."""
    errors: Array
    """(points, contrasts) standard errors, from the pairs of a point; NaN where unknown."""
    structures: tuple[str, ...]
    """(points,): the id of the structure, "" for none."""

    def to_frame(self) -> Any:
        """A pandas DataFrame with a row for each point and contrast. Raises MissingPackageError where pandas is not installed."""
        columns = ("point", "structure", *Pairing._fields, "measure", "reduction", "standard_error", *self.inputs)
        rows = [
            {
                "point": n,
                "structure": self.structures[n],
                **pairing._asdict(),
                "measure": measure,
                "reduction": float(self.reductions[n, c]),
                "standard_error": float(self.errors[n, c]),
                **dict(zip(self.inputs, self.values[n].tolist(), strict=True)),
            }
            for c, (pairing, measure) in enumerate(self.contrasts)
            for n in range(len(self.values))
        ]
        return build_frame({"joint_points": (columns, rows)}, "joint_points")


class JointResult(NamedTuple):
    """The joint ranges. points: drawn; 0 where no input states a range, or the run was stopped. played: those that worked."""

    points: int
    ranges: tuple[JointRange, ...]
    is_interrupted: bool = False
    played: JointPoints | None = None
    structures: tuple[StructureRange, ...] = ()
    left_out: tuple[LeftOutStructure, ...] = ()

    @property
    def resolvable(self) -> dict[Key, Interval]:
        """The 5th to the 95th percentile of the reduction, where it is resolvable; an infinite median is infinite."""
        return {
            (joint.pairing, joint.measure): Interval(
                _value(joint.p05, joint.p05_word), _value(joint.p95, joint.p95_word)
            )
            for joint in self.ranges
            if joint.is_resolvable
        }


NO_JOINT = JointResult(0, ())
JOINT_INTERRUPTED = JointResult(0, (), is_interrupted=True)


class JointTask(NamedTuple):
    """The combinations to play, and the structures among them."""

    points: PointTask
    alternatives: Alternatives

    def hold(self, names: Collection[str]) -> JointTask:
        """The same, but these inputs keep their value."""
        return self._replace(
            points=replace(self.points, points=tuple(point.hold(names) for point in self.points.points))
        )

    @property
    def moves_nothing(self) -> bool:
        """Whether all points are the scenario as its files have it."""
        return not self.points.points[0].values and not self.alternatives.structures


def build_joint_task(
    question: SensitivityQuestion, results: ReplicationResults, points: int, used: set[str], is_compiled: bool
) -> JointTask | None:
    """`points` combinations of the inputs with a range and the structures; None where nothing is compared, or no point asked for.

    results: of all arms. used: names of inputs. Raises SettingError for a structure with an impossible value.
    """
    if not points or not question.pairings:
        return None
    emergency, seed = question.emergency, question.seed
    strategies = list(dict.fromkeys(arm.strategy for arm in results.arms))
    compared = {arm for pairing in question.pairings for arm in pairing.arms}
    arms = tuple(arm for arm in results.arms if arm in compared)
    alternatives = find_alternatives(emergency, arms)
    names = [measure.name for measure in question.measures]
    names += [name for name in COST_MEASURES if name in results.names and name not in names]
    drawn = draw_points(list_ranged_inputs(emergency, strategies, used), points, seed, tuple(alternatives.structures))
    task = PointTask(
        emergency, arms, seed, drawn, tuple(names), is_compiled=is_compiled, alternatives=alternatives.emergencies
    )
    return JointTask(task, alternatives)


def compute_joint_ranges(
    question: SensitivityQuestion,
    results: ReplicationResults,
    joint: JointTask | None,
    execution: Execution,
    play: PlayPoints = play_points,
) -> JointResult:
    """Plays the combinations of `build_joint_task`.

    results: of all pairs, which say what the headline statistic is. play: as `play_points`. Progress counts points.
    """
    if joint is None or joint.moves_nothing:
        return NO_JOINT
    task, alternatives = joint
    columns = play(task, execution, JOINT)
    if columns is None:
        return JOINT_INTERRUPTED
    works = columns["works"]
    estimates = list(_iterate_estimates(task, columns["values"][works], results, question))
    played = _collect_points(task, works, estimates)
    at = np.array(played.structures)
    return JointResult(
        len(task.points),
        tuple(_build_range(estimated) for estimated in estimates),
        played=played,
        structures=tuple(
            line for estimated in estimates for line in _iterate_structures(estimated, at, alternatives.structures)
        ),
        left_out=alternatives.left_out,
    )


def draw_points(
    inputs: Sequence[RangedInput], points: int, seed: int, structures: Sequence[str] = ()
) -> tuple[InputPoint, ...]:
    """The Latin hypercube, as many points as asked for. structures: their ids."""
    names = [ranged.name for ranged in inputs]
    columns = [_draw_column(ranged, points, seed) for ranged in inputs]
    return tuple(
        InputPoint(tuple(zip(names, values, strict=True)), _replications_of(n), structure)
        for n, (structure, *values) in enumerate(zip(_draw_structures(structures, points, seed), *columns, strict=True))
    )


def _draw_column(ranged: RangedInput, points: int, seed: int) -> list[float]:
    """The values of one input at all points."""
    random = _open_generator(ranged.name, points, seed)
    offsets, parts = random.uniform(size=points), random.permutation(points)
    column: list[float] = ranged.at((parts + offsets) / points).tolist()
    return column


def _draw_structures(structures: Sequence[str], points: int, seed: int) -> list[str]:
    """The structure of each point: none at half of them, else each equally often."""
    others = [structures[n % len(structures)] for n in range(points // 2 if structures else 0)]
    drawn = [AS_IT_IS] * (points - len(others)) + others
    return [drawn[n] for n in _open_generator("structure", points, seed).permutation(points)]


def _open_generator(column: str, points: int, seed: int) -> np.random.Generator:  # noqa: TID251 - the type alone
    key = blake2b(f"joint/{seed}/{points}/{column}".encode(), digest_size=16).digest()
    return np.random.default_rng(int.from_bytes(key, "big"))  # noqa: TID251 - keyed by seed, points and column


def _replications_of(point: int) -> range:
    first = FIRST_REPLICATION + point * JOINT_PAIRS
    return range(first, first + JOINT_PAIRS)


def _collect_points(task: PointTask, works: Selection, estimates: Sequence[_Estimated]) -> JointPoints:
    points = [dict(point.values) for point, is_played in zip(task.points, works, strict=True) if is_played]
    inputs = tuple(name for name, _ in task.points[0].values)
    return JointPoints(
        inputs,
        np.array([list(point.values()) for point in points]).reshape(len(points), len(inputs)),
        tuple(estimated.key for estimated in estimates),
        np.stack([estimated.values for estimated in estimates], axis=1),
        np.stack([estimated.errors for estimated in estimates], axis=1),
        tuple(point.structure for point, is_played in zip(task.points, works, strict=True) if is_played),
    )


class _Estimated(NamedTuple):
    """One contrast at all points. values, errors: (points,)."""

    key: Key
    estimator: ShiftEstimator
    values: Array
    errors: Array


def _iterate_estimates(
    task: PointTask, played: Array, results: ReplicationResults, question: SensitivityQuestion
) -> Iterator[_Estimated]:
    """Per pairing and measure; played: (points, arms, pairs, measures) of those that worked."""
    resamples = Resamples(task.seed, JOINT_PAIRS)
    contrasts = [
        (pairing, measure, delta) for pairing in question.pairings for measure, delta in question.deltas.items()
    ]
    for pairing, measure, delta in [*contrasts, *((*cost, 0.0) for cost in question.costs)]:
        m = task.names.index(measure.name)
        first, second = (task.arms.index(arm) for arm in pairing.arms)
        before, after = (results.column(arm, measure.name) for arm in pairing.arms)
        statistic = find_statistic(measure, before, after, question.horizon)
        estimator = ShiftEstimator(measure, statistic, question.horizon, delta)
        differences = estimator.differences(played[:, first, :, m], played[:, second, :, m])
        yield _Estimated((pairing, measure.name), estimator, *estimate_points(estimator, differences, resamples))


WORD_VALUES = {MedianWord.ONLY_STRATEGY: math.inf, MedianWord.ONLY_BASELINE: -math.inf}


def _value(percentile: float | None, word: MedianWord) -> float:
    return WORD_VALUES[word] if percentile is None else percentile


def _build_range(estimated: _Estimated) -> JointRange:
    joint = estimate_joint(estimated.values, estimated.errors, estimated.estimator.delta)
    return JointRange(
        *estimated.key,
        statistic=estimated.estimator.statistic,
        delta=estimated.estimator.delta,
        points=joint.points,
        pairs=JOINT_PAIRS,
        is_resolvable=joint.is_resolvable,
        **_write_percentiles(joint.percentiles),
        above_zero=joint.above_zero,
        above_delta=joint.above_delta,
        below_minus_delta=joint.below_minus_delta,
        mean=joint.mean,
        variance=joint.variance,
        noise_variance=joint.noise_variance,
    )


def _write_percentiles(percentiles: Sequence[float] | None) -> dict[str, Any]:
    """Those of a range: 5th, 50th and 95th, or what their words are."""
    names, values = ("p05", "p50", "p95"), percentiles or (None, None, None)
    split = [_split(value) for value in values]
    numbers = {name: number for name, (number, _) in zip(names, split, strict=True)}
    return numbers | {f"{name}_word": word for name, (_, word) in zip(names, split, strict=True)}


def _iterate_structures(
    estimated: _Estimated, at: NDArray[np.str_], structures: Mapping[str, Structure]
) -> Iterator[StructureRange]:
    """A line for the points under no structure, then one for each; none where points differ by chance alone. at: (points,) structures."""
    shrunken, delta = shrink_points(estimated.values, estimated.errors), estimated.estimator.delta
    if shrunken is None or not structures:
        return
    parts = {name: shrunken[at == name] for name in (AS_IT_IS, *structures)}
    if not len(parts[AS_IT_IS]):
        return
    usual, of = _count_beyond(parts[AS_IT_IS], delta), len(parts[AS_IT_IS])
    for name, values in parts.items():
        if not len(values):
            continue
        structure = structures.get(name)
        beyond, n = _count_beyond(values, delta), len(values)
        yield StructureRange(
            *estimated.key,
            name,
            title=structure.title if structure else "",
            asks=(structure and structure.asks) or "",
            then=(structure and structure.then) or "",
            points=n,
            pairs=JOINT_PAIRS,
            **_write_percentiles([sample_quantile(values, percent) for percent in (5, 50, 95)]),
            above_delta=beyond[0] / n,
            below_minus_delta=beyond[1] / n,
            is_named=any(is_another_share(here, n, before, of) for here, before in zip(beyond, usual, strict=True)),
        )


def _count_beyond(values: Array, delta: float) -> tuple[int, int]:
    """How many values are above delta, and below -delta."""
    return int(np.count_nonzero(values > delta)), int(np.count_nonzero(values < -delta))


def _split(percentile: float | None) -> tuple[float | None, MedianWord]:
    """A finite number, or the word for an infinite one; neither where it is unknown."""
    return (None, MedianWord.FINITE) if percentile is None else (finite_or_none(percentile), name_median(percentile))
