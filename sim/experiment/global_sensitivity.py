"""Global sensitivity of one difference between two strategies: which inputs matter, what each explains, and where it fails.

    result = sensitivity(Experiment(open_emergency("active-assailant")))
    result.to_frame()

First all inputs with a stated range are screened by Morris's method. Those with the largest elementary effects, at most SELECTED of them,
are each given a first and a total Sobol index. All others together are one further group, which moves too, so that nothing is left out of
the variance. The points of the matrices A and B are draws from all ranges together, as in `sim.experiment.joint`: their percentiles are the
joint range. A box of at most two selected inputs is found on the points of A and measured on those of B.

Every point has the same pairs, with common random numbers. So points differ by their inputs alone, and intervals do not know how few the
pairs are; `noise_share` says what part of the variance is the chance of the pairs. A point whose inputs cannot have their values together
is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from scenarios.evidence import Control
from scenarios.scenario import Emergency
from sim.experiment.break_even import PAIRED_RUNS as BREAK_EVEN_PAIRS
from sim.experiment.break_even import find_break_evens, record_break_evens
from sim.experiment.comparison import InputBreakEven, StopReason, break_even_to_record, to_record
from sim.experiment.data_tables import CsvRow, CsvTables, build_frame, write_tables
from sim.experiment.design import PlanError, choose_pairing, choose_primary, require_range, require_seed
from sim.experiment.engine_choice import RANGED_INPUTS, choose_engine
from sim.experiment.execution import DEFAULT_EXECUTION, Execution, StoppedError
from sim.experiment.experiment import Experiment
from sim.experiment.input_points import InputPoint, PointTask, play_points_in_order
from sim.experiment.runner import build_arm_tables
from sim.experiment.used_inputs import RangedInput, find_used_inputs, list_ranged_inputs
from sim.measures import MEASURES
from sim.model.measure import Direction, Measure, Unit
from sim.statistics.estimators import Array, Resamples, Selection, estimate_mean
from sim.statistics.global_sensitivity import (
    MorrisEffect,
    SobolIndex,
    draw_matrices,
    draw_trajectories,
    estimate_crossed_errors,
    estimate_indices,
    exchange_columns,
    find_elementary_effects,
    summarize_effects,
)
from sim.statistics.joint import JointEstimate, estimate_joint
from sim.statistics.paired import Pairing, Statistic, find_statistic
from sim.statistics.scenario_discovery import Box, BoxMeasure, find_box, measure_box
from sim.statistics.sensitivity import NO_EFFECT_PART, ShiftEstimator
from sim.statistics.summaries import lower_limit, upper_limit

BASE, SCREENING, VARIANCE, BREAK_EVEN = "base case", "screening", "variance", "break-even"
"""Parts of a run, as progress names them."""

TRAJECTORIES, SOBOL_POINTS, PAIRED_RUNS = 10, 256, 20
"""By default; the pairs at each point."""

MAX_TRAJECTORIES, MAX_POINTS = 1_000, 2**14
MIN_TRAJECTORIES, MIN_POINTS = 2, 2
"""Of a stopped analysis."""

BASE_PAIRS = 200
"""Of the base case, which says what the headline statistic is."""

PAIRS_FOR_NO_EFFECT = 100
"""From which on an input may be said to have no effect."""

SELECTED = 6
"""Inputs at most that have Sobol indices of their own."""

MIN_CASES, MAX_CASES = 0.05, 0.5
"""Share of the points at which the outcome must be found that a box is to describe."""

BY_CHANCE = 0.05
"""Probability from which on a box is no finding."""

InputReading = Literal["selected", "not selected", "no effect", "not played"]


class Outcome(StrEnum):
    """What a box may describe. The first that is neither too rare nor too common is described."""

    WORSE = "worse by delta"
    NOT_BETTER = "not better by delta"
    BETTER = "better by delta"


@dataclass(frozen=True)
class ScreenedInput:
    """An input with a stated range, and what is known of it."""

    name: str
    basis: str
    """"measured", "fitted" or "assumed"."""
    unit: str
    """"s", "m", "m/s", "share"; "" for a plain number."""
    low: float
    high: float
    """The stated range of its median or chance."""
    reading: InputReading
    """"no effect": the mean size of its effects is surely within a quarter of the smallest difference that matters."""
    morris: MorrisEffect | None
    """Of the reduction, in the unit of the measure; None where it could not be played."""
    sobol: SobolIndex | None
    """Of a selected input."""
    control: Control = "unknowable"
    """What a school can do about the input, as in `sim.experiment.comparison.InputEffect`."""


@dataclass(frozen=True)
class DiscoveredCondition:
    """One condition of a rule. value: in the unit of the input."""

    input: str
    side: Literal["under", "over"]
    value: float
    unit: str


@dataclass(frozen=True)
class Discovery:
    """Under which conditions an outcome is concentrated, measured on points that had no part in finding them."""

    outcome: Outcome
    conditions: tuple[DiscoveredCondition, ...]
    """One or two; all hold together."""
    points: int
    """In all."""
    outcomes: int
    """Points that have the outcome."""
    inside: int
    """Points that meet the conditions."""
    hits: int
    """Points that meet them and have the outcome."""
    chance: float
    """Probability of as many hits if the conditions had nothing to do with the outcome."""

    @property
    def is_confirmed(self) -> bool:
        """Whether the points that had no part in it agree."""
        return self.chance < BY_CHANCE


@dataclass(frozen=True)
class GlobalSensitivity:
    """The result of `sensitivity`. Numbers are of `reduction`, baseline minus strategy, in the unit of the measure."""

    scenario: str
    campus: str
    title: str
    campus_title: str
    seed: int
    horizon: float
    """Seconds from onset."""
    present_practice: str
    baseline: str
    strategy: str
    conditions: tuple[str, ...]
    """World conditions that hold in both arms."""
    measure: str
    unit: Unit
    direction: Direction
    delta: float
    """The smallest difference that matters."""
    statistic: Statistic
    """"median" where that is the headline; an infinite one counts as the horizon."""
    base_pairs: int
    base: float
    """The headline statistic with every input as in the files, over the base pairs."""
    base_low: float | None
    base_high: float | None
    """95% limits of a mean, Monte Carlo error only; None for a median."""
    trajectories: int
    points: int
    """In each of the matrices A and B."""
    pairs: int
    """At each point."""
    runs: int
    """Replications that were played or kept, over both arms."""
    inputs: tuple[ScreenedInput, ...]
    """By the mean size of their effects, the largest first."""
    others: SobolIndex | None
    """Of all inputs that are not selected, together; None without any."""
    joint: JointEstimate | None
    """Over the points of A and B; None where it was stopped before them."""
    discovery: Discovery | None
    """None where the outcomes are too few or too many, or nothing is selected."""
    samples: Samples
    """Of A and B; not in the JSON form."""
    break_even: InputBreakEven | None = None
    """Of the selected input with the largest total index; None without one."""
    stopped: StopReason = ""
    """"interrupted" where `trajectories` or `points` are those that were complete."""
    notes: tuple[str, ...] = ()
    """Further notes for the reader, one sentence each."""

    @property
    def selected(self) -> tuple[ScreenedInput, ...]:
        """Those with Sobol indices, the largest total index first."""
        chosen = [screened for screened in self.inputs if screened.sobol is not None]
        return tuple(sorted(chosen, key=lambda screened: -screened.sobol.total if screened.sobol else 0.0))

    @property
    def noise_share(self) -> float | None:
        """Share of the variance across points that is the chance of the pairs; None where nothing varies."""
        if self.joint is None or not self.joint.variance or self.joint.noise_variance is None:
            return None
        return min(1.0, self.joint.noise_variance / self.joint.variance)

    def to_json(self) -> dict[str, Any]:
        """The JSON form: plain values, floats to nine significant digits, null for what has no value."""
        names = [field.name for field in fields(self) if field.name not in ("samples", "break_even")]
        return {
            **{name: to_record(getattr(self, name)) for name in names},
            "noise_share": to_record(self.noise_share),
            "break_even": None if self.break_even is None else break_even_to_record(self.break_even),
        }

    def to_frame(self, table: Literal["inputs", "points"] = "inputs") -> Any:
        """A table as a pandas DataFrame, with the columns of its CSV file; raises as `build_frame` does."""
        return build_frame(_collect_tables(self), table)

    def write_csv(self, folder: Path) -> list[Path]:
        """Writes inputs.csv and points.csv, as `sim.experiment.comparison.write_csv` does."""
        return write_tables(_collect_tables(self), folder)


class Samples(NamedTuple):
    """The points of A, then those of B, that could be played."""

    names: tuple[str, ...]
    values: Array
    """(points, inputs), in the units of the inputs."""
    reductions: Array
    """(points,) the headline statistic there, before shrinkage."""


def _collect_tables(result: GlobalSensitivity) -> CsvTables:
    """By name of the table, its columns and rows; each row says which run it is of."""
    record = result.to_json()
    run = {name: record[name] for name in ("scenario", "campus", "seed", "baseline", "strategy", "measure")}
    inputs: list[CsvRow] = []
    for row in record["inputs"]:
        parts = row.pop("morris") or dict.fromkeys(field.name for field in fields(MorrisEffect))
        shares = row.pop("sobol") or dict.fromkeys(field.name for field in fields(SobolIndex))
        inputs.append({**run, **row, **parts, **shares})
    samples = result.samples
    points = [
        {**run, **dict(zip(samples.names, to_record(values), strict=True)), "reduction": to_record(reduction)}
        for values, reduction in zip(samples.values.tolist(), samples.reductions.tolist(), strict=True)
    ]
    return {"inputs": (list(inputs[0]), inputs), "points": ([*run, *samples.names, "reduction"], points)}


def sensitivity(
    experiment: Experiment,
    execution: Execution = DEFAULT_EXECUTION,
    *,
    measure: str | None = None,
    trajectories: int = TRAJECTORIES,
    points: int = SOBOL_POINTS,
    pairs: int = PAIRED_RUNS,
) -> GlobalSensitivity:
    """Screens all inputs with a range, and decomposes the variance of one difference: that of `sim.experiment.design.choose_pairing`.

    measure: a primary one of the scenario; by default the first. trajectories: of the screening. points: of each matrix, a power of two.
    pairs: at each point. Progress has the parts COMPILING where it is needed, BASE, SCREENING, VARIANCE, then BREAK_EVEN.

    An analysis that is stopped has the trajectories and the points of the matrices that were complete. Raises PlanError for what cannot be
    analyzed, StoppedError if stopped before two trajectories were, PoolError if playing failed.
    """
    _require_sizes(trajectories, points, pairs)
    require_seed(experiment.seed)
    emergency, seed = experiment.emergency, experiment.seed
    pairing, notes = choose_pairing(experiment)
    name, delta = choose_primary(emergency, measure)
    with execution.watch_interrupts() as watched:
        tables = [build_arm_tables(emergency, arm) for arm in pairing.arms]
        plays = 2 * pairs * (trajectories * RANGED_INPUTS + points * (SELECTED + 3))
        chosen = choose_engine(watched, tables, seed, plays)
        both = [arm.strategy for arm in pairing.arms]
        used = find_used_inputs(emergency, both, pairing.conditions, is_compiled=chosen.is_compiled)
        inputs = list_ranged_inputs(emergency, both, used)
        if not inputs:
            raise PlanError("no input that this emergency uses states a range; there is nothing to vary")
        question = _Question(emergency, pairing, MEASURES[name], delta, inputs, trajectories, points, pairs, seed)
        return _Analysis(question, chosen).run(notes)


def _require_sizes(trajectories: int, points: int, pairs: int) -> None:
    """Raises PlanError."""
    require_range("trajectories", trajectories, 2, MAX_TRAJECTORIES)
    require_range("points", points, 2, MAX_POINTS)
    require_range("pairs", pairs, 2)
    if points & (points - 1):
        raise PlanError(
            f"points: {points} is not a power of two; use {2 ** (points.bit_length() - 1)} or {2 ** points.bit_length()}"
        )


@dataclass(frozen=True)
class _Question:
    """What is analyzed, checked."""

    emergency: Emergency
    pairing: Pairing
    measure: Measure
    delta: float
    inputs: tuple[RangedInput, ...]
    trajectories: int
    points: int
    pairs: int
    seed: int

    @property
    def horizon(self) -> float:
        """Seconds from onset."""
        return self.emergency.scenario.horizon

    def scale(self, shares: Array) -> Array:
        """Values of the inputs, (points, inputs), at shares of their ranges."""
        columns = [ranged.at(shares[:, column]) for column, ranged in enumerate(self.inputs)]
        return np.stack(columns, axis=1)

    def build_points(self, values: Array) -> tuple[InputPoint, ...]:
        """Points with the same pairs; values: (points, inputs)."""
        names = [ranged.name for ranged in self.inputs]
        return tuple(InputPoint(tuple(zip(names, row, strict=True)), range(self.pairs)) for row in values.tolist())


class _Analysis:
    """Plays the parts one after another."""

    def __init__(self, question: _Question, execution: Execution) -> None:
        self.question, self.execution = question, execution
        self.points_played = 0
        self.is_interrupted = False

    def run(self, notes: tuple[str, ...]) -> GlobalSensitivity:
        """The result. Raises StoppedError."""
        question = self.question
        base_pairs = self._play((InputPoint((), range(BASE_PAIRS)),), BASE)
        if not len(base_pairs):
            raise StoppedError("stopped before the base case was complete")
        first, second = base_pairs[0]
        statistic = find_statistic(question.measure, first, second, question.horizon)
        self.estimator = ShiftEstimator(question.measure, statistic, question.horizon, question.delta)
        differences = self.estimator.differences(first, second)
        base = self.estimator.finite_reduction(differences)
        around = (
            estimate_mean(differences, Resamples(question.seed, BASE_PAIRS)).interval() if statistic == "mean" else None
        )
        effects, trajectories = self._screen()
        ranked = sorted(range(len(effects)), key=lambda n: (-_size(effects[n]), question.inputs[n].name))
        readings = self._read(effects, ranked)
        selected = [n for n in ranked if readings[n] == "selected"]
        decomposed = self._decompose(selected)
        indices = dict(zip(selected, decomposed.indices, strict=False))
        break_even = self._find_break_even(indices)
        scenario, campus = question.emergency.scenario, question.emergency.place.campus
        return GlobalSensitivity(
            scenario=scenario.scenario,
            campus=campus.campus,
            title=question.emergency.title,
            campus_title=campus.title,
            seed=question.seed,
            horizon=question.horizon,
            present_practice=campus.present_practice,
            **question.pairing._asdict(),
            measure=question.measure.name,
            unit=question.measure.unit,
            direction=question.measure.direction,
            delta=question.delta,
            statistic=statistic,
            base_pairs=BASE_PAIRS,
            base=base,
            base_low=lower_limit(around),
            base_high=upper_limit(around),
            trajectories=trajectories,
            points=decomposed.points,
            pairs=question.pairs,
            runs=2 * (BASE_PAIRS + self.points_played * question.pairs),
            inputs=tuple(
                ScreenedInput(**vars(question.inputs[n]), reading=readings[n], morris=effects[n], sobol=indices.get(n))
                for n in ranked
            ),
            others=decomposed.indices[-1] if len(decomposed.indices) > len(selected) else None,
            joint=decomposed.joint,
            discovery=decomposed.discovery,
            samples=decomposed.samples,
            break_even=break_even,
            stopped="interrupted" if self.is_interrupted else "",
            notes=notes,
        )

    def _play(self, points: tuple[InputPoint, ...], part: str) -> Array:
        """(points, 2, pairs) the measure without and with, of the points up to an interruption.

        NaN where the inputs cannot have their values together.
        """
        question = self.question
        task = PointTask(
            question.emergency,
            question.pairing.arms,
            question.seed,
            points,
            (question.measure.name,),
            is_compiled=self.execution.is_compiled,
        )
        played = play_points_in_order(task, self.execution, part)
        self.is_interrupted = self.is_interrupted or played.is_interrupted
        if not played.columns:
            return np.empty((0, 2, question.pairs))
        values: Array = played.columns["values"][:, :, :, 0].copy()
        values[~played.columns["works"]] = np.nan
        return values

    def _play_reductions(self, shares: Array, part: str) -> tuple[Array, Array]:
        """The headline statistic, (n, m), and the differences, (n, m, pairs), at shares of the ranges, (n, m, inputs).

        Of an interrupted run, n counts those of which all m were played.
        """
        count = shares.shape[1]
        points = self.question.build_points(self.question.scale(shares.reshape(-1, shares.shape[2])))
        values = self._play(points, part)
        values = values[: len(values) // count * count]
        self.points_played += len(values)
        differences = self.estimator.differences(values[:, 0], values[:, 1])
        reductions = [
            np.nan if np.isnan(arms).any() else self.estimator.finite_reduction(row)
            for arms, row in zip(values, differences, strict=True)
        ]
        return np.reshape(reductions, (-1, count)), differences.reshape(-1, count, self.question.pairs)

    def _screen(self) -> tuple[list[MorrisEffect | None], int]:
        """By input, and of how many trajectories. Raises StoppedError."""
        question = self.question
        points = draw_trajectories(len(question.inputs), question.trajectories, question.seed)
        reductions, _ = self._play_reductions(points, SCREENING)
        complete = len(reductions)
        if complete < MIN_TRAJECTORIES:
            raise StoppedError(f"stopped before {MIN_TRAJECTORIES} trajectories of the screening were complete")
        effects = find_elementary_effects(points[:complete], reductions)
        return [summarize_effects(column) for column in effects.T], complete

    def _read(self, effects: Sequence[MorrisEffect | None], ranked: Sequence[int]) -> list[InputReading]:
        """By input; ranked: by the size of their effects."""
        most = NO_EFFECT_PART * self.question.delta
        readings: list[InputReading] = ["not selected"] * len(effects)
        left = SELECTED
        for n in ranked:
            effect = effects[n]
            if effect is None:
                readings[n] = "not played"
            elif self._is_negligible(effect, most):
                readings[n] = "no effect"
            elif left and effect.mu_star > most:
                readings[n] = "selected"
                left -= 1
        return readings

    def _is_negligible(self, effect: MorrisEffect, most: float) -> bool:
        """With few pairs, which all trajectories share, a rare large effect may be missed in every one."""
        if self.question.pairs < PAIRS_FOR_NO_EFFECT or effect.mu_star_high is None:
            return False
        return effect.mu_star_high <= most

    def _decompose(self, selected: Sequence[int]) -> _Decomposition:
        """Plays A, B and the exchanged matrices, row by row. The indices are those of the selected inputs, then of all others."""
        question = self.question
        count = len(question.inputs)
        rest = [column for column in range(count) if column not in selected]
        order = np.argsort([*selected, *rest])
        a, b = (matrix[:, order] for matrix in draw_matrices(count, question.points, question.seed))
        groups = [[column] for column in selected] + ([rest] if selected and rest else [])
        matrices = np.stack([a, b, *exchange_columns(a, b, groups)])
        reductions, differences = (
            played.swapaxes(0, 1) for played in self._play_reductions(matrices.swapaxes(0, 1), VARIANCE)
        )
        n = reductions.shape[1]
        complete = ~np.isnan(reductions).any(axis=0)
        if self.is_interrupted and np.count_nonzero(complete) < MIN_POINTS:
            return _Decomposition(n, (), None, None, Samples((), np.empty((0, 0)), np.empty(0)))
        if np.count_nonzero(complete) < MIN_POINTS:
            raise PlanError(
                "inputs cannot have the values of their ranges together; fewer than two points could be played"
            )
        f_a, f_b, f_ab = reductions[0, complete], reductions[1, complete], reductions[2:, complete]
        works = ~np.isnan(reductions[:2].ravel())
        drawn, apart = (part[:2, :n].reshape(2 * n, -1)[works] for part in (matrices, differences))
        errors = estimate_crossed_errors(self.estimator, apart, Resamples(question.seed, question.pairs))
        samples = Samples(
            tuple(ranged.name for ranged in question.inputs), question.scale(drawn), reductions[:2].ravel()[works]
        )
        half = question.pairs // 2
        found_on, tested_on = differences[0, complete, :half], differences[1, complete, half:]
        discovery = (
            self._discover(
                selected, (a[:n][complete], self._reduce(found_on)), (b[:n][complete], self._reduce(tested_on))
            )
            if selected
            else None
        )
        return _Decomposition(
            n,
            estimate_indices(f_a, f_b, f_ab, question.seed),
            estimate_joint(samples.reductions, errors, question.delta),
            discovery,
            samples,
        )

    def _find_break_even(self, indices: Mapping[int, SobolIndex]) -> InputBreakEven | None:
        """Of the input with the largest total index; None without one, and where it was stopped."""
        question = self.question
        if not indices or self.is_interrupted:
            return None
        ranged = question.inputs[max(indices, key=lambda n: indices[n].total)]
        found = find_break_evens(
            question.emergency,
            None,
            question.seed,
            question.pairing,
            question.measure,
            ranged,
            BREAK_EVEN_PAIRS,
            self.execution,
            BREAK_EVEN,
        )
        self.is_interrupted = self.execution.stop()
        if found is None:
            return None
        return record_break_evens(
            question.emergency, question.pairing, question.measure, ranged, BREAK_EVEN_PAIRS, found
        )

    def _reduce(self, differences: Array) -> Array:
        """(points,) the headline difference of each of (points, pairs)."""
        return np.array([self.estimator.reduction(pairs) for pairs in differences])

    def _discover(self, selected: Sequence[int], a: tuple[Array, Array], b: tuple[Array, Array]) -> Discovery | None:
        """A box found on A with half of the pairs and measured on B with the others, so that they share no chance.

        a, b: points in the unit cube and the reductions there.
        """
        question = self.question
        chosen = list(selected)
        for kind in Outcome:
            outcome = has_outcome(kind, question.measure.sign * a[1], question.delta)
            if not MIN_CASES <= outcome.mean() <= MAX_CASES:
                continue
            box = find_box(a[0][:, chosen], outcome)
            if box is None:
                return None
            tested = has_outcome(kind, question.measure.sign * b[1], question.delta)
            measured = measure_box(box, b[0][:, chosen], tested)
            return self._describe_box(kind, box, [question.inputs[n] for n in chosen], measured)
        return None

    def _describe_box(
        self, outcome: Outcome, box: Box, inputs: Sequence[RangedInput], measured: BoxMeasure
    ) -> Discovery:
        conditions = tuple(
            DiscoveredCondition(
                inputs[condition.input].name,
                condition.side,
                float(inputs[condition.input].at(np.array([condition.threshold]))[0]),
                inputs[condition.input].unit,
            )
            for condition in box
        )
        return Discovery(
            outcome, conditions, measured.points, measured.outcomes, measured.inside, measured.hits, measured.chance
        )


class _Decomposition(NamedTuple):
    points: int
    indices: tuple[SobolIndex, ...]
    joint: JointEstimate | None
    discovery: Discovery | None
    samples: Samples


def has_outcome(outcome: Outcome, improvements: Array, delta: float) -> Selection:
    """(points,), which of the improvements are the outcome. delta: the smallest difference that matters, at least 0."""
    if outcome is Outcome.WORSE:
        return (improvements <= -delta) & (improvements < 0.0)
    is_better = (improvements >= delta) & (improvements > 0.0)
    return is_better if outcome is Outcome.BETTER else ~is_better


def _size(effect: MorrisEffect | None) -> float:
    return -1.0 if effect is None else effect.mu_star
