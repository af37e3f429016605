"""Sweeps one or two inputs: plays an emergency at each of several values, over the same replications, and finds break-evens.

    result = sweep(Experiment(open_emergency("active-assailant")), {"app.installed": ["10%", "40%", "70%", "100%"]})
    result.to_frame("break_even")

All points have the same random numbers: a draw that does not depend on the swept inputs is the same to the last bit at every point, and
what cannot differ from the emergency as it is in the files is not played again. Of two inputs every combination is played, and there is a
break-even of the first at each value of the second. Intervals are Monte Carlo error only.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from scenarios.diagnostics import quote, suggest
from scenarios.inputs import Input
from scenarios.scenario import Emergency
from scenarios.settings import SettingError, find_input, parse_value
from sim.experiment.break_even import PAIRED_RUNS, choose_statistic, collect_unmoved, estimate_break_evens, space_points
from sim.experiment.compare import PAIRS
from sim.experiment.comparison import StopReason, to_record
from sim.experiment.data_tables import CsvRow, CsvTables, build_frame, write_tables
from sim.experiment.design import PlanError, find_main_pairing, plan_comparison, require_range, require_seed
from sim.experiment.engine_choice import choose_engine
from sim.experiment.execution import DEFAULT_EXECUTION, Execution, StoppedError
from sim.experiment.executor import Run
from sim.experiment.experiment import Experiment
from sim.experiment.input_points import InputPoint, PointTask, play_points_in_order
from sim.experiment.replication_archive import open_archive
from sim.experiment.runner import ReplicationResults, ReplicationTask, build_arm_tables
from sim.experiment.screening import find_own_value
from sim.experiment.stored_results import Columns
from sim.experiment.used_inputs import unit_of
from sim.measures import MEASURES, list_measures
from sim.model.measure import Measure, Unit
from sim.sampling.quantile_tables import compile_distribution
from sim.statistics.break_even import BreakEven
from sim.statistics.estimators import Array, Resamples, finite_or_none, sample_quantile
from sim.statistics.paired import Contrast, Pairing, Statistic, contrast_pair
from sim.statistics.sensitivity import ShiftEstimator
from sim.statistics.summaries import Arm, censor_at_horizon, summarize

POINTS = "points"
"""The part of a run in which the swept inputs are moved, as progress names it."""

MAX_INPUTS, MAX_POINTS = 2, 1_000
FEWEST = 2
"""Values of an input."""

STEPS = 10
"""Values of a span that does not say how many."""

Values = Sequence[float | str] | str | None
"""Of one input: numbers in its own unit, texts with a unit, or one text with all of them; None for those of its stated range."""

Threshold = Literal["zero", "smallest difference"]

TableName = Literal["differences", "arms", "break_even"]


@dataclass(frozen=True)
class SweptInput:
    """An input and its values, in its own unit, ascending."""

    name: str
    unit: str
    """"s", "m", "m/s", "share"; "" for a plain number."""
    basis: str
    values: tuple[float, ...]
    """Of its median; of a yes-or-no, its chance."""
    base: float
    """The same in the files."""
    range_low: float | None
    range_high: float | None
    """The stated range."""


@dataclass(frozen=True)
class ArmPoint:
    """One measure of one arm at one point. Its interval is at 95%; None: not reached, or could not be computed."""

    values: tuple[float, ...]
    """Of the swept inputs, in their order."""
    strategy: str
    conditions: tuple[str, ...]
    measure: str
    unit: Unit
    n: int
    not_reached: int
    mean: float
    """Restricted mean."""
    ci_low: float | None
    ci_high: float | None
    p10: float | None
    p50: float | None
    p90: float | None
    """Quantiles over replications."""


@dataclass(frozen=True)
class DifferencePoint:
    """One measure of one pairing at one point."""

    values: tuple[float, ...]
    """Of the swept inputs, in their order."""
    contrast: Contrast
    """Without a verdict: those belong to a comparison. Its statistic is the same at all points."""


@dataclass(frozen=True)
class SweptBreakEven:
    """The break-even of one pairing on one measure along the first input."""

    pairing: Pairing
    measure: str
    unit: Unit
    input: str
    at: tuple[float, ...]
    """The value of the second input; () without one."""
    of: Threshold
    """Of the improvement."""
    statistic: Statistic
    """Whose crossing it is: the median where it is the headline at any of the points."""
    found: BreakEven


@dataclass(frozen=True)
class Sweep:
    """The result of playing one emergency at each value of one or two inputs."""

    scenario: str
    campus: str
    title: str
    campus_title: str
    seed: int
    pairs: int
    """At each point."""
    horizon: float
    present_practice: str
    inputs: tuple[SweptInput, ...]
    pairings: tuple[Pairing, ...]
    measures: tuple[str, ...]
    arms: tuple[ArmPoint, ...]
    differences: tuple[DifferencePoint, ...]
    break_evens: tuple[SweptBreakEven, ...]
    has_effect: bool
    """Whether any value of any measure differs between two points."""
    notes: tuple[str, ...] = ()
    """Further notes for the reader, one sentence each."""
    values_asked: int = 0
    """Of the first input; more than it has where the sweep was stopped."""

    @property
    def stopped(self) -> StopReason:
        """Empty for a complete sweep."""
        return "interrupted" if len(self.inputs[0].values) < self.values_asked else ""

    def to_json(self) -> dict[str, Any]:
        """The JSON form: plain values, floats to nine significant digits, null for what has no value."""
        record: dict[str, Any] = to_record({field.name: getattr(self, field.name) for field in fields(self)})
        record["pairings"] = [to_record(pairing._asdict()) for pairing in self.pairings]
        record["differences"] = [
            {"values": to_record(point.values), **_contrast_to_record(point.contrast)} for point in self.differences
        ]
        record["break_evens"] = [_break_even_to_record(entry) for entry in self.break_evens]
        record["stopped"] = self.stopped
        return record

    def to_frame(self, table: TableName = "differences") -> Any:
        """A table as a pandas DataFrame, with the columns of its CSV file; raises as `build_frame` does."""
        return build_frame(_collect_tables(self), table)

    def write_csv(self, folder: Path) -> list[Path]:
        """Writes differences.csv, arms.csv and break_even.csv, as `sim.experiment.comparison.write_csv` does."""
        return write_tables(_collect_tables(self), folder)

    def find_differences(self, pairing: Pairing, measure: str) -> list[DifferencePoint]:
        """Those of one pairing on one measure, point by point."""
        return [
            point
            for point in self.differences
            if (point.contrast.measure == measure and _pairing_of(point.contrast) == pairing)
        ]

    def find_arm(self, arm: Arm, measure: str) -> list[ArmPoint]:
        """Those of one arm, point by point."""
        return [point for point in self.arms if point.measure == measure and (point.strategy, point.conditions) == arm]

    def find_break_evens(self, pairing: Pairing, measure: str, of: Threshold = "zero") -> list[SweptBreakEven]:
        """One for each value of the second input; without one, a single one."""
        wanted = (pairing, measure, of)
        return [entry for entry in self.break_evens if (entry.pairing, entry.measure, entry.of) == wanted]


_OF_A_VERDICT = ("exploratory", "p_adjusted", "verdict", "delta", "input")


def _pairing_of(contrast: Contrast) -> Pairing:
    return Pairing(contrast.baseline, contrast.strategy, contrast.conditions)


def _contrast_to_record(contrast: Contrast) -> dict[str, Any]:
    record: dict[str, Any] = to_record(contrast)
    return {name: value for name, value in record.items() if not name.startswith(_OF_A_VERDICT)}


def _break_even_to_record(entry: SweptBreakEven) -> dict[str, Any]:
    record: dict[str, Any] = to_record(entry)
    del record["pairing"], record["found"]
    found: dict[str, Any] = to_record(entry.found)
    return {**to_record(entry.pairing._asdict()), **record, **found}


def _collect_tables(result: Sweep) -> CsvTables:
    """By name of the table, its columns and rows. Each row says which run it is of, and the value of each swept input under its name."""
    record = result.to_json()
    run = {name: record[name] for name in ("scenario", "campus", "seed")}
    names = [swept.name for swept in result.inputs]
    tables: dict[str, tuple[Sequence[str], list[CsvRow]]] = {}
    for table, key, at, labels in (
        ("differences", "differences", "values", names),
        ("arms", "arms", "values", names),
        ("break_even", "break_evens", "at", names[1:]),
    ):
        rows = []
        for entry in record[key]:
            values = dict(zip(labels, entry.pop(at), strict=True))
            rows.append({**run, **values, **_flatten(entry)})
        tables[table] = (list(rows[0]), rows)
    return tables


LISTS_OF_NUMBERS = ("signs", "crossings")
"""Columns that a cell has as text, with blanks between."""


def _flatten(row: CsvRow) -> CsvRow:
    return {name: " ".join(map(str, value)) if name in LISTS_OF_NUMBERS else value for name, value in row.items()}


def sweep(
    experiment: Experiment,
    over: Mapping[str, Values],
    execution: Execution = DEFAULT_EXECUTION,
    *,
    measures: Sequence[str] | None = None,
    pairs: int = PAIRED_RUNS,
) -> Sweep:
    """Plays an emergency at each value of one input, or at each combination of the values of two.

    over: by name of an input, two values or more: numbers in its own unit, texts with a unit such as "40%", or one text such as
    "10%..100%:10" (from, to, how many) or "10%, 40%, 90%"; None for the values at which a comparison finds its break-even, over the stated
    range. Without strategies, the pair of the first page of a comparison is played. measures: by default the primary ones. pairs: at each
    point. Progress has the parts COMPILING where it is needed, PAIRS, then POINTS. A sweep that is stopped has the values of the first
    input that were complete.

    Raises PlanError and SettingError for what cannot be swept, StoppedError if stopped before two values were, PoolError if playing failed.
    """
    emergency, plan = experiment.emergency, plan_comparison(experiment)
    if not plan.pairings:
        raise PlanError("a sweep needs two strategies to compare; name two or more")
    pairings = plan.pairings
    if experiment.strategies is None:
        pairings = (find_main_pairing(emergency, plan),)
    require_range("pairs", pairs, 1)
    require_seed(experiment.seed)
    arms = tuple(dict.fromkeys(arm for pairing in pairings for arm in pairing.arms))
    question = _Question(
        emergency,
        arms,
        pairings,
        _choose_measures(emergency, measures),
        _read_inputs(emergency, over, arms),
        pairs,
        experiment.seed,
    )
    with execution.watch_interrupts() as watched:
        played, values = _play_coarse_to_fine(question, watched)
    return _analyze(played, values, plan.notes, len(question.inputs[0].values))


@dataclass(frozen=True)
class _Question:
    """What is swept, checked."""

    emergency: Emergency
    arms: tuple[Arm, ...]
    pairings: tuple[Pairing, ...]
    measures: tuple[Measure, ...]
    inputs: tuple[SweptInput, ...]
    pairs: int
    seed: int

    @property
    def names(self) -> tuple[str, ...]:
        """Of the measures."""
        return tuple(measure.name for measure in self.measures)

    @property
    def points(self) -> tuple[tuple[float, ...], ...]:
        """Every combination of the values."""
        return tuple(itertools.product(*(swept.values for swept in self.inputs)))

    def take_values(self, places: Sequence[int]) -> _Question:
        """With these values of the first input, in this order."""
        first, *rest = self.inputs
        return replace(self, inputs=(replace(first, values=tuple(first.values[n] for n in places)), *rest))

    def point(self, values: tuple[float, ...]) -> InputPoint:
        """The inputs at these values, over the same replications as every other point."""
        names = (swept.name for swept in self.inputs)
        return InputPoint(tuple(zip(names, values, strict=True)), range(self.pairs))


def _choose_measures(emergency: Emergency, asked: Sequence[str] | None) -> tuple[Measure, ...]:
    known = list_measures(emergency.scenario.hazard.kind)
    names = list(emergency.smallest_differences()) if asked is None else list(dict.fromkeys(asked))
    if unknown := [name for name in names if name not in known]:
        raise PlanError(
            f"measure {quote(unknown[0])} does not apply to this hazard; {suggest(unknown[0], known, most=40)}"
        )
    if not names:
        raise PlanError("no measure is named; name one or more")
    return tuple(MEASURES[name] for name in names)


def _read_inputs(emergency: Emergency, over: Mapping[str, Values], arms: Sequence[Arm]) -> tuple[SweptInput, ...]:
    """Raises PlanError and SettingError."""
    if not 1 <= len(over) <= MAX_INPUTS:
        raise PlanError(f"{len(over)} inputs are swept; name one or two")
    if fixed := [name for name in over if name in emergency.held]:
        raise PlanError(f"{fixed[0]} is set to one value and swept too; do one of the two")
    strategies = list(dict.fromkeys(arm.strategy for arm in arms))
    inputs = tuple(_read_input(name, find_input(emergency, name, strategies), values) for name, values in over.items())
    points = math.prod(len(swept.values) for swept in inputs)
    if points > MAX_POINTS:
        raise PlanError(f"{points:,} points are too many; at most {MAX_POINTS:,} are swept")
    return inputs


def _read_input(name: str, source: Input, given: Values) -> SweptInput:
    range_ = source.evidence.range
    if given is None:
        if range_ is None:
            raise PlanError(f"{name} states no range; give values, as in {name}=A..B:10")
        given = space_points(float(range_.low), float(range_.high), unit_of(source))
    texts = _split_values(name, source, given) if isinstance(given, str) else given
    values = sorted({_read_value(name, source, value) for value in texts})
    if len(values) < FEWEST:
        raise PlanError(f"{name}: a sweep needs two values or more")
    return SweptInput(
        name,
        unit_of(source),
        source.evidence.basis,
        tuple(values),
        find_own_value(source),
        None if range_ is None else float(range_.low),
        None if range_ is None else float(range_.high),
    )


def _split_values(name: str, source: Input, text: str) -> Sequence[float | str]:
    """The values of a list, or of a span in equal steps. Raises PlanError and SettingError."""
    span = re.fullmatch(r"(.+?)\.\.(.+?)(?::\s*(\d{1,6}))?\s*", text)
    if span is None:
        return text.split(",")
    low, high = (_read_value(name, source, end) for end in span.groups()[:2])
    count = int(span[3] or STEPS)
    if low >= high or not 2 <= count <= MAX_POINTS:
        raise PlanError(
            f"{name}: {quote(text)} is not a span; write the smaller value, the larger one, and how many, "
            f'2 to {MAX_POINTS:,}, as in "10%..100%:10"'
        )
    return [float(f"{low + (high - low) * n / (count - 1):.12g}") for n in range(count)]


def _read_value(name: str, source: Input, given: float | str) -> float:
    """A value that the input can have. Raises PlanError and SettingError."""
    try:
        value = parse_value(source, given) if isinstance(given, str) else float(given)
    except SettingError as error:
        raise SettingError(f"{name}: {error}") from None
    dimension = source.dimension
    if not dimension.least <= value <= dimension.most:
        raise PlanError(f"{name}: {value:g} is out of range; {dimension.name} is {dimension.limits}")
    try:
        compile_distribution(source.distribution).with_median(value)
    except ValueError as error:
        raise PlanError(f"{name}: it cannot be {value:g}: {error}") from None
    return value


def order_coarse_to_fine(count: int) -> list[int]:
    """The places 0 to count - 1: both ends, then the middle of every gap, and so on."""
    places, gaps = [0, count - 1], [(0, count - 1)]
    while gaps:
        middles = [(low, (low + high) // 2, high) for low, high in gaps if high - low > 1]
        places += [middle for _, middle, _ in middles]
        gaps = [gap for low, middle, high in middles for gap in ((low, middle), (middle, high))]
    return places


def _play_coarse_to_fine(question: _Question, execution: Execution) -> tuple[_Question, Array]:
    """The question with the values of the first input that were complete, in order, and the values at its points.

    Raises StoppedError for fewer than two.
    """
    first, *rest = question.inputs
    order = order_coarse_to_fine(len(first.values))
    outcome = _play(question.take_values(order), execution)
    others = math.prod(len(swept.values) for swept in rest)
    complete = len(outcome["works"]) // others
    if complete < FEWEST:
        raise StoppedError(f"stopped before two values of {first.name} were complete")
    values: Array = outcome["values"][: complete * others]
    grid = values.reshape(complete, others, *values.shape[1:])[np.argsort(order[:complete])]
    return question.take_values(sorted(order[:complete])), grid.reshape(values.shape)


def _play(question: _Question, execution: Execution) -> Columns:
    """The values at the points, in order, as far as they were played: (points, arms, pairs, measures).

    Raises StoppedError before the first, and PlanError for a value that cannot be played.
    """
    emergency, arms, points = question.emergency, question.arms, question.points
    tables = tuple(build_arm_tables(emergency, arm) for arm in arms)
    plays = len(arms) * question.pairs * (1 + len(points))
    execution = choose_engine(execution, tables, question.seed, plays)
    work = ReplicationTask(tables, question.seed, question.pairs, execution.is_compiled)
    results = ReplicationResults(work, arms)
    archive = open_archive(execution.store, emergency, arms, question.seed, work.logged_count)
    report = execution.progress_for(PAIRS)
    with Run(work, results, execution.workers, report, execution.stop, archive=archive) as run:
        run.play(range(question.pairs))
        if run.is_interrupted:
            raise StoppedError("stopped before the runs at the values of the files were complete")
    unmoved = collect_unmoved(results, list(range(len(arms))), question.names, question.pairs)
    moved = tuple(question.point(values) for values in points)
    task = PointTask(emergency, arms, question.seed, moved, question.names, unmoved, execution.is_compiled)
    outcome = play_points_in_order(task, execution, POINTS).columns
    if not outcome:
        raise StoppedError("stopped before the first value was complete")
    if not outcome["works"].all():
        refused = moved[int(outcome["works"].argmin())]
        raise PlanError(f"{refused} cannot be played: {task.explain_refusal(refused)}")
    return outcome


def _analyze(question: _Question, values: Array, notes: tuple[str, ...], asked: int) -> Sweep:
    """values: (points, arms, pairs, measures). asked: values of the first input."""
    scenario, campus = question.emergency.scenario, question.emergency.place.campus
    resamples = Resamples(question.seed, question.pairs)
    differences = tuple(_contrast_points(question, values, resamples))
    return Sweep(
        scenario.scenario,
        campus.campus,
        question.emergency.title,
        campus.title,
        question.seed,
        question.pairs,
        scenario.horizon,
        campus.present_practice,
        question.inputs,
        question.pairings,
        question.names,
        tuple(_summarize_points(question, values, resamples)),
        differences,
        tuple(_find_break_evens(question, values, resamples)),
        bool((values != values[:1]).any()),
        notes,
        asked,
    )


def _summarize_points(question: _Question, values: Array, resamples: Resamples) -> Iterator[ArmPoint]:
    horizon = question.emergency.scenario.horizon
    for at, arms in zip(question.points, values, strict=True):
        for arm, of_arm in zip(question.arms, arms, strict=True):
            for m, measure in enumerate(question.measures):
                whole = summarize(arm, measure, of_arm[:, m], horizon, resamples)
                p10 = sample_quantile(censor_at_horizon(measure, of_arm[:, m], horizon), 10)
                yield ArmPoint(
                    at,
                    *arm,
                    measure.name,
                    measure.unit,
                    whole.n,
                    whole.not_reached,
                    whole.mean,
                    whole.ci_low,
                    whole.ci_high,
                    finite_or_none(p10),
                    whole.p50,
                    whole.p90,
                )


def _find_estimator(question: _Question, values: Array, pairing: Pairing, m: int) -> ShiftEstimator:
    """Of the statistic that a pairing has in the measure of this place, the same at all points."""
    horizon, arms = question.emergency.scenario.horizon, [question.arms.index(arm) for arm in pairing.arms]
    measure = question.measures[m]
    return ShiftEstimator(measure, choose_statistic(measure, values[:, arms][..., m], horizon), horizon, 0.0)


def _contrast_points(question: _Question, values: Array, resamples: Resamples) -> Iterator[DifferencePoint]:
    horizon = question.emergency.scenario.horizon
    statistics = {
        (pairing, m): _find_estimator(question, values, pairing, m).statistic
        for pairing, m in itertools.product(question.pairings, range(len(question.measures)))
    }
    for at, arms in zip(question.points, values, strict=True):
        for pairing in question.pairings:
            first, second = (arms[question.arms.index(arm)] for arm in pairing.arms)
            for m, measure in enumerate(question.measures):
                pair = first[:, m], second[:, m]
                contrast = contrast_pair(pairing, measure, *pair, horizon, resamples)
                yield DifferencePoint(at, replace(contrast, statistic=statistics[pairing, m]))


def _find_break_evens(question: _Question, values: Array, resamples: Resamples) -> Iterator[SweptBreakEven]:
    """values: (points, arms, pairs, measures)."""
    deltas = question.emergency.smallest_differences()
    first, *rest = question.inputs
    others = list(itertools.product(*(swept.values for swept in rest)))
    grid = values.reshape(len(first.values), len(others), *values.shape[1:])
    for pairing, (m, measure) in itertools.product(question.pairings, enumerate(question.measures)):
        arms = [question.arms.index(arm) for arm in pairing.arms]
        estimator, delta = _find_estimator(question, values, pairing, m), deltas.get(measure.name)
        for o, at in enumerate(others):
            found = estimate_break_evens(first.values, grid[:, o, arms][..., m], estimator, delta, resamples)
            crossings: dict[Threshold, BreakEven | None] = {"zero": found.zero, "smallest difference": found.matters}
            for of, crossing in crossings.items():
                if crossing is not None:
                    yield SweptBreakEven(
                        pairing, measure.name, measure.unit, first.name, at, of, found.statistic, crossing
                    )
