"""A function from values of inputs to the differences between two strategies, for methods that want nothing but such a function.

    evaluator = build_evaluator(Experiment(open_emergency("active-assailant")), measures=["first_unit_on_scene"])
    evaluator.evaluate({"app.installed": 0.4})            # {"first_unit_on_scene": 31.2}

Every evaluation plays the same replications with common random numbers, so it is a deterministic function, and two evaluations differ by
the inputs alone. That also means that all of them share the luck of these pairs: more pairs make it less.

The statistic of a measure, the mean or the median of the paired differences, is chosen once, in the base case. A median that is infinite
counts as the horizon, and an undefined one as 0, as in `sim.experiment.global_sensitivity`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from scenarios.diagnostics import quote, suggest
from scenarios.errors import UnknownName
from scenarios.scenario import Emergency
from scenarios.settings import SettingError, find_input, format_value, parse_value
from sim.experiment.design import PlanError, choose_pairing, require_range
from sim.experiment.engine_choice import prepare_engine
from sim.experiment.execution import EngineName, Execution, StoppedError
from sim.experiment.executor import Progress, Workers
from sim.experiment.experiment import Experiment
from sim.experiment.input_points import InputPoint, PointTask, play_points
from sim.experiment.runner import build_arm_tables
from sim.experiment.used_inputs import RangedInput, find_used_inputs, list_ranged_inputs
from sim.measures import MEASURES, list_measures
from sim.statistics.estimators import Array
from sim.statistics.paired import Pairing, find_statistic
from sim.statistics.sensitivity import ShiftEstimator

PAIRED_RUNS = 40
"""Of an evaluation, by default."""

BASE_PAIRS = 200
"""That choose the statistics, unless an evaluation has more."""

EXPECTED_EVALUATIONS = 100
"""For the choice of the engine."""


@dataclass
class Evaluator:
    """A function from values of inputs to the differences between two strategies, as `build_evaluator` makes it.

    Every evaluation plays the same replications with common random numbers, so the same values always give the same differences.
    `inputs`, `measures` and `pairing` say what varies, what comes out and what is compared. It can be pickled, so that other
    processes evaluate too. The EMA Workbench gives each input as an argument:

        from ema_workbench import Model, RealParameter, ScalarOutcome, perform_experiments

        model = Model("allcall", function=evaluator)
        model.uncertainties = [
            RealParameter(name.replace(".", "_"), low, high, variable_name=name)
            for name, (low, high) in zip(evaluator.problem()["names"], evaluator.problem()["bounds"])
        ]
        model.outcomes = [ScalarOutcome(measure) for measure in evaluator.measures]
        experiments, outcomes = perform_experiments(model, scenarios=500)
    """

    emergency: Emergency
    pairing: Pairing
    inputs: tuple[RangedInput, ...]
    """Of `problem`."""
    estimators: Mapping[str, ShiftEstimator]
    """By measure."""
    pairs: int
    seed: int
    is_compiled: bool

    @property
    def measures(self) -> tuple[str, ...]:
        """The names of the outputs."""
        return tuple(self.estimators)

    def problem(self) -> dict[str, Any]:
        """The inputs, their bounds and distributions, as SALib has them: a time is log-uniform, unless its range begins at 0."""
        return {
            "num_vars": len(self.inputs),
            "names": [ranged.name for ranged in self.inputs],
            "bounds": [[ranged.low, ranged.high] for ranged in self.inputs],
            "dists": ["logunif" if ranged.is_logarithmic else "unif" for ranged in self.inputs],
        }

    def evaluate(self, values: Mapping[str, float | str]) -> dict[str, float]:
        """The reduction of each measure, baseline minus strategy; inputs that are not named stay as they are.

        values: by the names of inputs, each a number in the unit of the input or a text with a unit. Raises SettingError for a name or
        value that cannot be set, PlanError for values that cannot be had together.
        """
        point = InputPoint(tuple((name, self._read(name, value)) for name, value in values.items()), range(self.pairs))
        task = self._task
        task.points = (point,)
        columns = task.play(range(1))
        if not columns["works"][0]:
            raise PlanError(f"{point}: {task.explain_refusal(point)}")
        return {name: float(found[0]) for name, found in self._reduce(columns["values"]).items()}

    def __call__(self, **values: float | str) -> dict[str, float]:
        """`evaluate`, for those who give each input as an argument, as the EMA Workbench does."""
        return self.evaluate(values)

    def evaluate_samples(
        self, samples: ArrayLike, workers: Workers = None, on_progress: Callable[[Progress], None] | None = None
    ) -> dict[str, Array]:
        """The reduction of each measure at many points, (points,) each, by several workers.

        samples: (points, inputs) in the order of `problem`. Where values cannot be had together, it is NaN. Raises SettingError for values
        that an input cannot have, PlanError for samples of another shape, StoppedError if it was stopped, PoolError if playing failed.

            >>> from SALib.analyze import sobol as analysis
            >>> from SALib.sample import sobol
            >>> from sim import build_evaluator
            >>> evaluator = build_evaluator(
            ...     "cardiac-arrest", inputs=["app.installed"], measures=["collapse_to_shock"],
            ...     pairs=5, engine="simpy",
            ... )
            >>> samples = sobol.sample(evaluator.problem(), 8, calc_second_order=False, seed=1)
            >>> outputs = evaluator.evaluate_samples(samples)["collapse_to_shock"]
            >>> indices = analysis.analyze(evaluator.problem(), outputs, calc_second_order=False, seed=1)
            >>> indices["ST"].shape
            (1,)
        """
        rows, names = np.asarray(samples, dtype=float), [ranged.name for ranged in self.inputs]
        if rows.ndim != 2 or rows.shape[1] != len(names) or not len(rows):
            raise PlanError(f"samples have the shape {rows.shape}; it must be (points, {len(names)})")
        for name, column in zip(names, rows.T, strict=True):
            self._read(name, column.min())
            self._read(name, column.max())
        points = [InputPoint(tuple(zip(names, row, strict=True)), range(self.pairs)) for row in rows.tolist()]
        report = None if on_progress is None else lambda _, progress: on_progress(progress)
        columns = play_points(self._build_task(points), Execution(workers, on_progress=report), "points")
        if columns is None:
            raise StoppedError("stopped before all points were played")
        found = self._reduce(columns["values"])
        return {name: np.where(columns["works"], reductions, np.nan) for name, reductions in found.items()}

    def _read(self, name: str, value: object) -> float:
        """In the unit of the input. Raises SettingError."""
        source = find_input(self.emergency, name)
        if name in self.emergency.overrides:
            raise SettingError(f"{name} is set already, in every arm; leave it out of what is set")
        if not isinstance(value, str | Real):
            raise SettingError(f"{name}: {quote(value)} is not a value; write a number, or a text with a unit")
        text = value if isinstance(value, str) else format_value(source, float(value))
        try:
            parsed = parse_value(source, text)
        except SettingError as error:
            raise SettingError(f"{name}: {error}") from None
        return parsed if isinstance(value, str) else float(value)

    def _reduce(self, values: Array) -> dict[str, Array]:
        """By measure, (points,), from values (points, 2, pairs, measures)."""
        return {
            name: np.array([estimator.finite_reduction(estimator.differences(*arms[..., m])) for arms in values])
            for m, (name, estimator) in enumerate(self.estimators.items())
        }

    @cached_property
    def _task(self) -> PointTask:
        """Keeps what it works with from one evaluation to the next."""
        return self._build_task(())

    def _build_task(self, points: Iterable[InputPoint]) -> PointTask:
        return PointTask(
            self.emergency, self.pairing.arms, self.seed, tuple(points), self.measures, is_compiled=self.is_compiled
        )

    def __getstate__(self) -> dict[str, Any]:
        """Another process makes its own task."""
        return {name: value for name, value in vars(self).items() if name != "_task"}


def build_evaluator(
    experiment: Experiment,
    *,
    measures: Sequence[str] | None = None,
    inputs: Sequence[str] | None = None,
    pairs: int = PAIRED_RUNS,
    engine: EngineName = "auto",
) -> Evaluator:
    """The evaluator of the pairing that `sim.experiment.design.choose_pairing` finds. Plays the base case.

    measures: by default the primary ones. inputs: those of `problem`; by default all that are used and state a range. pairs: of each
    evaluation. Raises PlanError for what cannot be compared, UnknownName for a measure or an input without a range.
    """
    emergency, seed = experiment.emergency, experiment.seed
    require_range("pairs", pairs, 1)
    pairing, _ = choose_pairing(experiment)
    names = _choose_measures(emergency, measures)
    ranged = _choose_inputs(emergency, pairing, inputs)
    tables = [build_arm_tables(emergency, arm) for arm in pairing.arms]
    is_compiled = prepare_engine(engine, tables, seed, 2 * pairs * EXPECTED_EVALUATIONS)
    base = (InputPoint((), range(max(pairs, BASE_PAIRS))),)
    task = PointTask(emergency, pairing.arms, seed, base, names, is_compiled=is_compiled)
    values, horizon = task.play(range(1))["values"][0], emergency.scenario.horizon
    estimators = {}
    for m, measure in enumerate(MEASURES[name] for name in names):
        statistic = find_statistic(measure, values[0, :, m], values[1, :, m], horizon)
        estimators[measure.name] = ShiftEstimator(measure, statistic, horizon, delta=0.0)
    return Evaluator(emergency, pairing, ranged, estimators, pairs, seed, is_compiled)


def _choose_measures(emergency: Emergency, asked: Sequence[str] | None) -> tuple[str, ...]:
    known = list_measures(emergency.scenario.hazard.kind)
    for name in asked or ():
        if name not in known:
            raise UnknownName(f"measure {quote(name)} does not apply to this hazard; {suggest(name, known)}")
    return tuple(dict.fromkeys(asked if asked is not None else emergency.smallest_differences()))


def _choose_inputs(emergency: Emergency, pairing: Pairing, asked: Sequence[str] | None) -> tuple[RangedInput, ...]:
    strategies = [arm.strategy for arm in pairing.arms]
    used = find_used_inputs(emergency, strategies, pairing.conditions)
    ranged = {each.name: each for each in list_ranged_inputs(emergency, strategies, used)}
    for name in asked or ():
        if name not in ranged:
            raise UnknownName(f"input {quote(name)} has no range or is not used here; {suggest(name, ranged)}")
    return tuple(ranged[name] for name in dict.fromkeys(asked if asked is not None else ranged))
