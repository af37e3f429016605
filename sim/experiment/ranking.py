"""Ranks strategies by one primary measure, and selects the best with an indifference zone (`sim.statistics.ranking`).

    ranking = rank(Experiment(open_emergency("active-assailant"), ["app", "office-pa", "dial-911"]))
    ranking.best, ranking.to_frame()

The indifference zone is the smallest difference that matters in the scenario. Strategies are played with common random numbers, in stages,
and one that is eliminated plays no more. A time that is not reached counts as the horizon. The same seed gives the same bytes for any
number of workers and any size of stages, because replications are screened one by one in order.

Differences are paired, over the replications that a strategy shares with the best one. Intervals and verdicts are of the simulation alone:
they do not know the ranges of the inputs. These ranges make the joint sample: at combinations of all inputs with a range, the points of
`sim.experiment.joint`, all strategies are played again. How often each is best there, and how far it is behind the best one on average, is
`p_best` and `expected_regret`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from scenarios.scenario import Emergency, find_no_effect_conditions
from scenarios.validation.scenario import find_missing_references
from sim.experiment.chunks import ChunkColumns
from sim.experiment.compare import PAIRS
from sim.experiment.comparison import to_record
from sim.experiment.data_tables import CsvTables, build_frame, write_tables
from sim.experiment.design import (
    PlanError,
    Request,
    build_request,
    choose_primary,
    describe_settings,
    find_strategy_key,
)
from sim.experiment.engine_choice import choose_engine
from sim.experiment.execution import DEFAULT_EXECUTION, Execution, StoppedError
from sim.experiment.executor import Progress, Run
from sim.experiment.experiment import Experiment
from sim.experiment.input_points import PointTask, play_points_in_order
from sim.experiment.joint import JOINT, JOINT_PAIRS, JOINT_POINTS, draw_points
from sim.experiment.replication_archive import open_archive
from sim.experiment.runner import ReplicationTask, build_arm_tables
from sim.experiment.structures import find_alternatives
from sim.experiment.used_inputs import find_used_inputs, list_ranged_inputs
from sim.measures import MEASURES
from sim.model.measure import Direction, Measure, Unit
from sim.model.tables import Tables
from sim.statistics.estimators import Array, Interval, Resamples, estimate_mean, exact_mean
from sim.statistics.ranking import FIRST_STAGE, Screening, SelectionRule
from sim.statistics.regret import Regret, estimate_regrets
from sim.statistics.stopping import MAX_PAIRS
from sim.statistics.summaries import (
    Arm,
    censor_at_horizon,
    lower_limit,
    require_valid,
    restrict_to_horizon,
    upper_limit,
)
from sim.statistics.verdicts import ALPHA, Reading, Verdict, judge

TABLE = "ranking"

FEWEST_POINTS = 20
"""Combinations of the inputs without which nothing is said of a sample that was stopped."""

GROWTH = 4
"""A stage is this part of what was played before it, and at least as long as the first."""

RankingEnd = Literal["selected", "cap reached", "interrupted"]


APART = (Verdict.LATER, Verdict.WORSE)
"""Verdicts of strategies that are worse than the best by more than the indifference zone."""


@dataclass(frozen=True)
class RankedStrategy:
    """A strategy and how it differs from the best one. Intervals are Monte Carlo error only, at 95%; None: could not be computed."""

    rank: int
    strategy: str
    mean: float
    """Restricted mean over its own replications."""
    not_reached: int
    """Replications in which it was not reached by the horizon."""
    replications: int
    eliminated_after: int | None
    """Replications; None for one that was not eliminated."""
    reduction: float
    """Mean of the best minus this one over the replications of this one, in the unit of the measure."""
    ci_low: float | None
    ci_high: float | None
    """Limits of `reduction`."""
    verdict: Verdict | None
    """On the difference, from its interval and the indifference zone; None for the best."""
    p_best: float | None = None
    """Share of the combinations of inputs in which its mean is the best one; None without such."""
    expected_regret: float | None = None
    """Mean distance from the best mean over these combinations, in the unit of the measure."""


@dataclass(frozen=True)
class Ranking:
    """The result of ranking strategies by one measure."""

    scenario: str
    campus: str
    title: str
    campus_title: str
    seed: int
    horizon: float
    """Seconds from onset."""
    conditions: tuple[str, ...]
    """World conditions that hold for every strategy."""
    present_practice: str
    measure: str
    unit: Unit
    direction: Direction
    indifference_zone: float
    """The smallest difference that matters, in the unit of the measure."""
    confidence: float
    """Probability of selecting the best where it is ahead by the indifference zone, at least."""
    first_stage: int
    """Replications before the first screening."""
    cap: int
    """Replications of a strategy, at most."""
    stopped: RankingEnd
    best: str
    """The selected strategy; where it was stopped, the one with the best mean so far."""
    strategies: tuple[RankedStrategy, ...]
    """In order of rank, the best first."""
    joint_points: int = 0
    """Combinations of all inputs with a range over which `p_best` and `expected_regret` are."""
    joint_pairs: int = 0
    """Replications of each strategy at each of them."""
    joint_asked: int = 0
    """Combinations asked for; more than were played where it was stopped, or inputs could not have their values together."""
    is_joint_complete: bool = True
    """False where it was stopped while these were played."""
    notes: tuple[str, ...] = ()
    """Further notes for the reader, one sentence each."""

    @property
    def inseparable(self) -> tuple[RankedStrategy, ...]:
        """Strategies that cannot be told apart from the best: they are not shown to be worse by more than the indifference zone."""
        return tuple(ranked for ranked in self.strategies[1:] if ranked.verdict not in APART)

    @property
    def is_interrupted(self) -> bool:
        """Whether it was stopped in any part."""
        return self.stopped == "interrupted" or not self.is_joint_complete

    def to_json(self) -> dict[str, Any]:
        """The JSON form: plain values, floats to nine significant digits, null for what has no value."""
        return {field.name: to_record(getattr(self, field.name)) for field in fields(self)}

    def to_frame(self) -> Any:
        """The strategies as a pandas DataFrame. Raises MissingPackageError where pandas is not installed."""
        return build_frame(self._collect_tables(), TABLE)

    def write_csv(self, folder: Path) -> list[Path]:
        """Writes ranking.csv, as `sim.experiment.data_tables.write_tables` does."""
        return write_tables(self._collect_tables(), folder)

    def _collect_tables(self) -> CsvTables:
        record = self.to_json()
        run = {name: record[name] for name in ("scenario", "campus", "seed", "conditions", "measure")}
        columns = (*run, *(field.name for field in fields(RankedStrategy)))
        return {TABLE: (columns, [{**run, **row} for row in record["strategies"]])}


def rank(
    experiment: Experiment,
    execution: Execution = DEFAULT_EXECUTION,
    *,
    measure: str | None = None,
    alpha: float = 0.05,
    first_stage: int = FIRST_STAGE,
    cap: int = MAX_PAIRS,
    joint: int = JOINT_POINTS,
) -> Ranking:
    """Plays strategies until one is selected as the best; by default all that the scenario names.

    measure: a primary measure of the scenario; by default the first. alpha: probability of a wrong selection, at most. first_stage:
    replications before the first screening. cap: replications of each strategy, at most. joint: combinations of all inputs with a range, at
    which all strategies are played too; 0 for none.

    Raises PlanError for what cannot be ranked, StoppedError if stopped during the first stage, PoolError if playing failed.
    """
    if experiment.strategies is None:
        experiment = replace(experiment, strategies=_list_strategies(experiment.emergency))
    request = build_request(experiment, cap=cap, joint=joint)
    question = _build_question(request, measure, alpha, first_stage)
    with execution.watch_interrupts() as watched:
        selection = _Selection(question, watched)
        selection.play()
        sample = selection.play_joint_sample()
    return _build_ranking(question, selection, sample, experiment.conditions)


def _list_strategies(emergency: Emergency) -> list[str]:
    """The keys of the strategies that the scenario names, each strategy once."""
    keys = [find_strategy_key(emergency, name) for name in emergency.scenario.strategies]
    return list({emergency.strategies[key].strategy: key for key in keys}.values())


@dataclass(frozen=True)
class _Question:
    """What is ranked."""

    request: Request
    measure: Measure
    rule: SelectionRule

    @property
    def arms(self) -> tuple[Arm, ...]:
        """In the order in which they were named."""
        return self.request.plan.arms

    def restrict(self, values: Array) -> Array:
        """A time that is not reached counts as the horizon."""
        return restrict_to_horizon(self.measure, values, self.request.horizon)


def _build_question(request: Request, measure: str | None, alpha: float, first_stage: int) -> _Question:
    name, difference = choose_primary(request.emergency, measure)
    if len(request.plan.arms) < 2:
        raise PlanError("there is only one strategy; name two or more to rank")
    try:
        rule = SelectionRule(
            len(request.plan.arms), difference, MEASURES[name].direction, alpha, min(first_stage, request.max_pairs)
        )
    except ValueError as error:
        raise PlanError(str(error)) from error
    return _Question(request, MEASURES[name], rule)


class _JointSample(NamedTuple):
    """The arms over combinations of the inputs. regrets: by arm, none without combinations."""

    points: int = 0
    regrets: tuple[Regret, ...] = ()
    is_complete: bool = True


class _Selection:
    """Plays the arms that are left, and screens what was played."""

    def __init__(self, question: _Question, execution: Execution) -> None:
        self.question, self.execution = question, execution
        self.screening = Screening(question.rule)
        self.is_interrupted = self._is_compiled = False
        self._tables = [build_arm_tables(question.request.emergency, arm) for arm in question.arms]
        self._values: list[list[Array]] = [[] for _ in question.arms]

    def play(self) -> None:
        """Until it is decided, at the cap, or interrupted. Raises StoppedError during the first stage."""
        first_stage, cap = self.question.rule.first_stage, self.question.request.max_pairs
        self._play_survivors(first_stage)
        if self.screening.replications < first_stage:
            raise StoppedError(f"stopped before the first {first_stage} replications were complete")
        while not self.is_interrupted and not self.screening.is_decided and self.screening.replications < cap:
            self._play_survivors(min(cap, self.screening.most_replications))

    def values(self, arm: int) -> Array:
        """(n,) of an arm, up to where it was eliminated or the selection ended; a time that was not reached is math.inf."""
        end = self.screening.eliminated.get(arm, self.screening.replications)
        return np.concatenate(self._values[arm])[:end]

    def play_joint_sample(self) -> _JointSample:
        """All arms over combinations of all inputs with a range; none where the selection was interrupted."""
        question, request = self.question, self.question.request
        names = [arm.strategy for arm in question.arms]
        if self.is_interrupted or not request.joint_points:
            return _JointSample(is_complete=not request.joint_points)
        is_compiled = self._is_compiled
        conditions = question.arms[0].conditions
        used = find_used_inputs(request.emergency, names, conditions, is_compiled=is_compiled)
        inputs = list_ranged_inputs(request.emergency, names, used)
        alternatives = find_alternatives(request.emergency, question.arms)
        if not inputs and not alternatives.structures:
            return _JointSample()
        points = draw_points(inputs, request.joint_points, request.seed, tuple(alternatives.structures))
        task = PointTask(
            request.emergency,
            question.arms,
            request.seed,
            points,
            (question.measure.name,),
            is_compiled=is_compiled,
            alternatives=alternatives.emergencies,
        )
        played = play_points_in_order(task, self.execution, JOINT)
        values: Array = played.columns.get("values", np.empty((0, len(names), JOINT_PAIRS, 1)))
        works = played.columns.get("works", np.empty(0, np.bool_))
        gains = question.measure.sign * -question.restrict(values[works][..., 0])
        if len(gains) < FEWEST_POINTS:
            return _JointSample(is_complete=not played.is_interrupted)
        return _JointSample(len(gains), estimate_regrets(gains), not played.is_interrupted)

    def _play_survivors(self, until: int) -> None:
        """Plays the survivors in stages, until one of them is eliminated, or up to so many replications."""
        survivors, begun = self.screening.survivors, self.screening.replications
        tables = tuple(self._tables[arm] for arm in survivors)
        self._is_compiled = self._is_compiled or self._find_compiled(tables, until - begun)
        task = ReplicationTask(tables, self.question.request.seed, 0, self._is_compiled)
        column = task.measures.index(self.question.measure.name)

        def collect(_chunk: range, columns: ChunkColumns) -> None:
            self._screen(survivors, columns["measures"][:, :, column])

        request, named = self.question.request, tuple(self.question.arms[arm] for arm in survivors)
        archive = open_archive(self.execution.store, request.emergency, named, request.seed, 0)
        report = self._report_from(begun)
        workers, stop = self.execution.workers, self.execution.stop
        with Run(task, collect, workers, report, stop, archive=archive) as run:
            end = begun
            while end < until and self.screening.survivors == survivors and not run.is_interrupted:
                stage = range(end, min(until, end + max(self.question.rule.first_stage, end // GROWTH)))
                run.play(stage, expected=until - begun)
                end = stage.stop
            self.is_interrupted = run.is_interrupted

    def _screen(self, arms: tuple[int, ...], values: Array) -> None:
        """values: (n, arms) of the next replications."""
        left = self.screening.survivors
        columns = [arms.index(arm) for arm in left]
        for arm, position in zip(left, columns, strict=True):
            self._values[arm].append(values[:, position].copy())
        restricted = self.question.restrict(values[:, columns])
        self.screening.screen(restricted)

    def _find_compiled(self, tables: Sequence[Tables], replications: int) -> bool:
        """Whether the compiled engine plays these; once it does, it plays all that follows."""
        joint = len(self._tables) * self.question.request.joint_points * JOINT_PAIRS
        plays = len(tables) * replications + joint
        return choose_engine(self.execution, tables, self.question.request.seed, plays).is_compiled

    def _report_from(self, begun: int) -> Callable[[Progress], None] | None:
        """Progress counts all replications, also those before this part."""
        report = self.execution.progress_for(PAIRS)
        if report is None:
            return None
        return lambda progress: report(replace(progress, done=begun + progress.done, total=begun + progress.total))


def _build_ranking(
    question: _Question, selection: _Selection, sample: _JointSample, conditions: Sequence[str]
) -> Ranking:
    request, screening = question.request, selection.screening
    scenario, campus = request.emergency.scenario, request.emergency.place.campus
    strategies = _rank_arms(question, selection, sample)
    end: RankingEnd = "interrupted" if selection.is_interrupted else "cap reached"
    return Ranking(
        scenario=scenario.scenario,
        campus=campus.campus,
        title=request.emergency.title,
        campus_title=campus.title,
        seed=request.seed,
        horizon=request.horizon,
        conditions=question.arms[0].conditions,
        present_practice=campus.present_practice,
        measure=question.measure.name,
        unit=question.measure.unit,
        direction=question.measure.direction,
        indifference_zone=question.rule.delta,
        confidence=1 - question.rule.alpha,
        first_stage=question.rule.first_stage,
        cap=request.max_pairs,
        stopped="selected" if screening.is_decided else end,
        best=strategies[0].strategy,
        strategies=strategies,
        joint_points=sample.points,
        joint_pairs=JOINT_PAIRS if sample.points else 0,
        joint_asked=request.joint_points,
        is_joint_complete=sample.is_complete,
        notes=(
            *_list_notes(request.emergency, conditions),
            *describe_settings(request.emergency, [ranked.strategy for ranked in strategies]),
        ),
    )


def _rank_arms(question: _Question, selection: _Selection, sample: _JointSample) -> tuple[RankedStrategy, ...]:
    """The best first, then those that were not eliminated, then by the difference from the best."""
    screening, sign = selection.screening, question.measure.sign
    compared = {arm: _compare_with_best(question, selection, arm) for arm in range(len(question.arms))}
    for arm, regret in enumerate(sample.regrets):
        compared[arm] = replace(compared[arm], p_best=regret.p_best, expected_regret=regret.expected)

    def order(arm: int) -> tuple[bool, bool, float, int]:
        return arm != screening.best, arm in screening.eliminated, -sign * compared[arm].reduction, arm

    return tuple(replace(compared[arm], rank=rank) for rank, arm in enumerate(sorted(compared, key=order), 1))


def _compare_with_best(question: _Question, selection: _Selection, arm: int) -> RankedStrategy:
    """An arm over its replications, its rank still open. The intervals of all arms hold together (Bonferroni)."""
    values, horizon = require_valid(question.measure, selection.values(arm)), question.request.horizon
    n, own = len(values), question.restrict(values)
    differences = question.restrict(selection.values(selection.screening.best))[:n] - own
    estimate = estimate_mean(differences, Resamples(question.request.seed, n))
    interval = estimate.interval(1.0 - ALPHA / max(len(question.arms) - 1, 1))
    return RankedStrategy(
        rank=0,
        strategy=question.arms[arm].strategy,
        mean=exact_mean(own),
        not_reached=int(np.count_nonzero(np.isinf(censor_at_horizon(question.measure, values, horizon)))),
        replications=n,
        eliminated_after=selection.screening.eliminated.get(arm),
        reduction=estimate.mean,
        ci_low=lower_limit(interval),
        ci_high=upper_limit(interval),
        verdict=None if arm == selection.screening.best else _judge(question, interval, n),
    )


def _judge(question: _Question, reduction: Interval | None, n: int) -> Verdict:
    improvement = None if reduction is None else reduction.times(question.measure.sign)
    return judge(question.measure, Reading(improvement), question.rule.delta, None, n)


def _list_notes(emergency: Emergency, conditions: Sequence[str]) -> Iterator[str]:
    """Conditions that were asked for and change nothing, and what the scenario names and this campus lacks."""
    idle = find_no_effect_conditions(emergency)
    for condition in dict.fromkeys(conditions):
        if condition in idle:
            yield f"{condition}, as asked for, changes nothing: {idle[condition]}."
    for finding in find_missing_references(emergency.scenario, emergency.place):
        yield f"Left out: {finding.message}."
