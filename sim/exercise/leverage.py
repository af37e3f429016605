"""The leverage of a question: how much its best answer gains over its worst, in emergencies that fit the story.

Each answer is played in every emergency, at the question's cue and after the model's own decision time. The other questions are answered
as the model would: their roles are simulated. The role that is asked waits for this question if it is the first that it is asked, and is
simulated otherwise. A question that is asked only after a certain answer is asked after that answer. What injects do to the world holds.
Answers that do the same are played once. Best and worst are chosen in the emergencies of even place, and the paired difference is
measured in those of odd place. A question to which all answers do the same is not played: its leverage is 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from scenarios.exercise import Decision, Exercise, Inject, Option, Role
from scenarios.hazards import MEASURE_NAMES
from scenarios.library import ValidatedExercise
from scenarios.scenario import Emergency
from sim import queues
from sim.engine import SimpyEngine
from sim.exercise.arms import SingleArm, build_tables
from sim.exercise.counterfactual import PlayedEngine
from sim.exercise.decisions import parse_intervention
from sim.exercise.fitting import select_fitting
from sim.exercise.modules import list_queue_questions, measure_answers
from sim.exercise.replay import PlannedAction, Replay, iterate_references, select_wanted
from sim.exercise.schedule import Item, is_contingency, item_name
from sim.exercise.triggers import Trigger, resolve_roster_ids
from sim.experiment.chunks import ChunkColumns
from sim.experiment.engine_check import CHECKED
from sim.experiment.engine_choice import prepare_engine
from sim.experiment.execution import StoppedError
from sim.experiment.executor import MANY_REPLAYS, Progress, RunOutcome, in_processes, run_task
from sim.experiment.runner import reduce_gc
from sim.measures import MEASURES, READERS
from sim.model.interventions import Intervention, to_json
from sim.model.measure import Measure, Unit
from sim.model.state import OFFICE
from sim.model.tables import Tables
from sim.model.trace_reader import read_trace
from sim.sampling.elementary import round_to_grid
from sim.sampling.streams import DrawBlock
from sim.statistics.estimators import Array, Interval, Resamples, quantile_interval
from sim.statistics.paired import Pairing, contrast_pair, paired_differences, sample_median
from sim.statistics.summaries import MISSED_SHARE, censor_at_horizon, lower_limit, restrict_to_horizon, upper_limit

if TYPE_CHECKING:
    from sim.compiled.engine import CompiledEngine

EMERGENCIES = 200

SMALLEST_DIFFERENCES: Mapping[Unit, float] = {
    "s": 15.0,
    "days": 1.0,
    "hours": 1.0,
    "share": 0.05,
    "probability": 0.05,
    "percentage point": 5.0,
    "count": 1.0,
}
"""What matters at least in a measure that is not primary in the scenario."""
SECONDS_PER_HEAD = 15.0
"""The same in person-minutes."""


EXPOSURE = "exposed_person_minutes"
"""An answer that raises it is never the best."""
CLASS_SIZE = 24
"""Heads whose exposure for SECONDS_PER_HEAD matters: a class."""


@dataclass(frozen=True)
class AnswerLoss:
    """An answer against the best one of its question. loss: paired, in the unit of the measure; positive is worse than the best.

    ci_low, ci_high: 95% limits, Monte Carlo error only; None for too few emergencies. raises_exposure: by what matters, over the
    answer that exposes least.
    """

    id: str
    loss: float
    ci_low: float | None
    ci_high: float | None
    raises_exposure: bool


@dataclass(frozen=True)
class QuestionLeverage:
    """A question with answers. options: how many answers; discussion_only: how many of them do nothing in the model.

    best, worst: ids of answers. leverage: what the best gains over the worst, with 95% limits, in the unit of the measure. At most the
    horizon, where only the best reaches it.
    """

    id: str
    measure: str
    options: int
    discussion_only: int
    best: str
    worst: str
    leverage: float
    ci_low: float | None
    ci_high: float | None
    smallest_difference: float
    answers: tuple[AnswerLoss, ...]

    @property
    def matters(self) -> bool:
        """Whether all of its interval is over the smallest difference that matters."""
        return self.ci_low is not None and self.ci_low > self.smallest_difference


@dataclass(frozen=True)
class LeverageReport:
    """The questions with answers of an exercise, in order. horizon: in seconds; emergencies: that were played;
    is_interrupted: fewer than were asked for. fit_share: of all emergencies, those that fit the story; None if all were played.
    """

    exercise: str
    title: str
    seed: int
    horizon: float
    emergencies: int
    fit_share: float | None
    is_interrupted: bool
    questions: tuple[QuestionLeverage, ...]

    @property
    def options(self) -> int:
        """All answers."""
        return sum(question.options for question in self.questions)

    @property
    def discussion_only(self) -> int:
        """The answers that do nothing in the model."""
        return sum(question.discussion_only for question in self.questions)

    @property
    def reaching(self) -> int:
        """The questions whose answers make a difference that matters."""
        return sum(question.matters for question in self.questions)

    def to_json(self) -> dict[str, Any]:
        """As a mapping that JSON can hold."""
        return {**asdict(self), "questions": [asdict(question) for question in self.questions]}


# ---- what is played ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class RoleRoster:
    """The roles of an exercise file: who of the roster plays them."""

    exercise: Exercise

    def roster_id(self, role: str) -> str:
        """The person on the roster that a role plays; a person on the roster stays the same."""
        return next((known.plays for known in self.exercise.roles if known.id == role), role)


@dataclass(frozen=True)
class PlannedAnswer:
    """An answer to a question, as it is played. played: roster ids, and `office`."""

    played: frozenset[str]
    plan: tuple[PlannedAction, ...]


class AnswerPlanner:
    """Plans the answers to the questions of an exercise."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise, self.roster = exercise, RoleRoster(exercise)
        self.kinds = {segment.id: segment.kind for segment in exercise.segments}
        items: list[Item] = [*exercise.injects, *exercise.decisions]
        self.decisions = {decision.id: decision for decision in exercise.decisions}
        self.by_name = {item_name(item): item for item in items}

    def plan_answers(self, question: Decision) -> list[PlannedAnswer]:
        """One for each option; equal ones for those that do the same."""
        return [self._plan_answer(question, option) for option in question.options]

    def plan_team(self, answers: Mapping[str, Option]) -> PlannedAnswer:
        """All these answers in one emergency, by question; every role that is asked waits for its questions. None: all is simulated."""
        asked = {self.decisions[name].of for name in answers}
        roles = [role for role in self.exercise.roles if role.id in asked]
        return self._plan(answers, frozenset().union(*(_list_played(role) for role in roles)))

    def _plan_answer(self, question: Decision, option: Option) -> PlannedAnswer:
        answers = self._list_answers_it_needs(question) | {question.id: option}
        played = frozenset().union(*(self._find_played(self.decisions[name]) for name in answers))
        return self._plan(answers, played)

    def _plan(self, answers: Mapping[str, Option], played: frozenset[str]) -> PlannedAnswer:
        planned = {name: self._plan_decision(self.decisions[name], given) for name, given in answers.items()}
        for name, item in self.by_name.items():
            if name not in planned and self.kinds[item.segment] == "played":
                planned[name] = (
                    self._plan_decision(item, None) if isinstance(item, Decision) else self._plan_inject(item)
                )
        wanted = self._select(tuple(planned[name] for name in self.by_name if name in planned))
        return PlannedAnswer(played, wanted)

    def _select(self, plan: tuple[PlannedAction, ...]) -> tuple[PlannedAction, ...]:
        """What does something, and what it waits for. Which option was chosen stays where something asks for it."""
        effective = select_wanted(plan)
        asked = {name for step in effective for name in iterate_references(step.trigger)}
        return tuple(step if step.id in asked else replace(step, option=None) for step in effective)

    def _plan_decision(self, question: Decision, option: Option | None) -> PlannedAction:
        acts = [self._build_act(act.model_dump()) for act in option.does] if option else []
        takes = option.takes if option else None
        return PlannedAction(
            question.id,
            replace(self._build_trigger(question), owner=self.roster.roster_id(question.of)),
            option.id if option else None,
            cost=float(round_to_grid(takes.seconds)) if takes else None,
            actions=tuple(to_json(act) for act in acts),
        )

    def _plan_inject(self, inject: Inject) -> PlannedAction:
        """What happens to the world. A contingency does nothing: nobody decides that it comes."""
        acts = [] if is_contingency(inject) else [self._build_act(act.model_dump()) for act in inject.world]
        return PlannedAction(
            item_name(inject), self._build_trigger(inject), actions=tuple(to_json(act) for act in acts)
        )

    def _build_act(self, act: Mapping[str, Any]) -> Intervention:
        return parse_intervention(act, self.roster)

    def _build_trigger(self, item: Item) -> Trigger:
        after, when, unless = (
            resolve_roster_ids(conditions, self.roster) for conditions in (item.after, item.when, item.unless)
        )
        return Trigger(max(item.at or 0.0, self.exercise.starts), after, when, unless)

    def _find_played(self, question: Decision) -> frozenset[str]:
        """Who waits for the question: its role, if it is asked nothing before, and the office that it speaks for."""
        order = list(self.kinds)
        questions = sorted(self.exercise.decisions, key=lambda decision: order.index(decision.segment))
        if next(decision for decision in questions if decision.of == question.of) is not question:
            return frozenset()
        return _list_played(next(role for role in self.exercise.roles if role.id == question.of))

    def _list_answers_it_needs(self, question: Decision) -> dict[str, Option]:
        """Answers to other questions without which it is not asked, by question."""
        needed: dict[str, Option] = {}
        names, seen = [question.id], set[str]()
        while names:
            name = names.pop()
            seen.add(name)
            item = self.by_name[name]
            for condition in (*item.after, *item.when):
                if condition.decided is not None and condition.option is not None:
                    options = self.decisions[condition.decided].options
                    needed[condition.decided] = next(o for o in options if o.id == condition.option)
            waits_for = Trigger(after=tuple(item.after), when=tuple(item.when))
            names += [other for other in iterate_references(waits_for) if other in self.by_name and other not in seen]
        return needed


def _list_played(role: Role) -> frozenset[str]:
    """A role that is played: its roster id, and the office that it speaks for."""
    return frozenset({role.plays, *([OFFICE] if role.speaks_for_office else [])})


# ---- playing it -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LeverageTask:
    """Plays every answer in every emergency. A `sim.experiment.chunks.Task`, whose chunks are places in `replications`.

    The only column is `values`, (n, answers, measures).
    """

    tables: Tables
    seed: int
    replications: tuple[int, ...]
    roles: frozenset[str]
    answers: tuple[PlannedAnswer, ...]
    measures: tuple[str, ...]
    is_compiled: bool = False

    def play(self, chunk: range) -> ChunkColumns:
        """Plays the emergencies of these places."""
        values = np.empty((len(chunk), len(self.answers), len(self.measures)))
        with nullcontext() if self.is_compiled else reduce_gc():
            for row, replication in enumerate(self.replications[chunk.start : chunk.stop]):
                block = DrawBlock(self.seed, range(replication, replication + 1))
                for column, answer in enumerate(self.answers):
                    engine = self._create_engine(replication, block, answer.played)
                    Replay(SingleArm.of(engine), answer.plan, self.roles).run()
                    values[row, column] = read_measures(engine, self.measures)
        return {"values": values}

    def _create_engine(self, replication: int, block: DrawBlock, played: frozenset[str]) -> PlayedEngine:
        if not self.is_compiled:
            return SimpyEngine(self.tables, self.seed, replication, block, played=played)
        from sim.compiled.play import CompiledPlay

        return CompiledPlay(self._engine, replication, played)

    @cached_property
    def _engine(self) -> CompiledEngine:
        from sim.compiled.engine import CompiledEngine

        return CompiledEngine(self.tables, self.seed)


def read_measures(engine: PlayedEngine, measures: Sequence[str]) -> list[float]:
    """Plays to the end, and reads measures."""
    if isinstance(engine, SimpyEngine):
        reading = read_trace(engine.run(), engine.tables)
        return [READERS[name](reading) for name in measures]
    engine.run_until(engine.tables.horizon)
    return [float(value) for value in engine.engine.read(measures)]


def play_answers(
    task: LeverageTask, workers: int | None = None, on_progress: Callable[[Progress], None] | None = None
) -> RunOutcome:
    """Every answer in every emergency, by the engine that saves time. Raises PoolError, and StoppedError before the first was complete."""

    def make_check(is_compiled: bool) -> LeverageTask:
        some = task.answers[:: -(-len(task.answers) // CHECKED)]
        return replace(task, answers=some, is_compiled=is_compiled)

    emergencies = len(task.replications)
    plays = len(task.answers) * emergencies
    is_compiled = prepare_engine("auto", [task.tables], task.seed, plays, make_task=make_check)
    chosen, at = replace(task, is_compiled=is_compiled), in_processes(workers) if plays >= MANY_REPLAYS else workers
    outcome = run_task(chosen, range(emergencies), workers=at, on_progress=on_progress)
    if not outcome.completed:
        raise StoppedError("stopped before the first emergency was complete")
    return outcome


# ---- what comes of it -------------------------------------------------------------------------------


def measure_leverage(
    opened: ValidatedExercise,
    emergencies: int = EMERGENCIES,
    seed: int = 1,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    *,
    only_fitting: bool = True,
) -> LeverageReport:
    """The leverage of each question. only_fitting: in emergencies that meet the needs of the story, not in any.

    Raises PlanError where almost none fits, PoolError, and StoppedError if stopped before the first emergency was complete.
    """
    exercise, arms = opened.exercise, build_tables(opened)
    chosen = select_fitting(arms, exercise.needs if only_fitting else (), seed, emergencies, workers)
    asked = [question for question in exercise.decisions if question.options]
    of_queues = list_queue_questions(exercise)
    played = [question for question in asked if question not in of_queues]
    planner = AnswerPlanner(exercise)
    answers = {question.id: planner.plan_answers(question) for question in played}
    distinct = tuple(_list_distinct(answers.values()))
    measures = list_read_measures(played, opened.emergency)
    completed, is_interrupted, values = emergencies, False, np.empty((emergencies, 0, len(measures)))
    if distinct:
        roles = frozenset(role.id for role in exercise.roles)
        task = LeverageTask(arms[0], seed, chosen.replications, roles, distinct, measures)
        outcome = play_answers(task, workers, on_progress)
        completed, is_interrupted, values = (outcome.completed, outcome.is_interrupted, outcome.columns["values"])
    rate = partial(rate_question, emergency=opened.emergency, seed=seed)
    questions = []
    for question in asked:
        if question in of_queues:
            of_queue = _play_queue(question, exercise, seed, chosen.replications[:completed])
            questions.append(rate(question, of_queue, horizon=math.inf))
            continue
        places = [distinct.index(one) for one in answers[question.id] if one in distinct]
        read = values[:, places] if len(places) == len(question.options) else None
        questions.append(
            rate(
                question,
                {name: read[:, :, n] for n, name in enumerate(measures)} if read is not None else {},
                horizon=arms[0].horizon,
            )
        )
    return LeverageReport(
        exercise.exercise,
        exercise.title,
        seed,
        arms[0].horizon,
        completed,
        chosen.share if only_fitting else None,
        is_interrupted,
        tuple(questions),
    )


def _play_queue(question: Decision, exercise: Exercise, seed: int, replications: Sequence[int]) -> dict[str, Array]:
    """(emergencies, options) of the measure of a question about a queue."""
    measure = str(question.measure)
    columns = [
        measure_answers(exercise, question, {question.id: option}, measure, seed, replications)
        for option in question.options
    ]
    return {measure: np.column_stack(columns)}


def list_read_measures(questions: Iterable[Decision], emergency: Emergency) -> tuple[str, ...]:
    """The measures of these questions, and the exposure where the hazard has one, each once."""
    named = [choose_measure(question, emergency) for question in questions]
    exposure = [EXPOSURE] if EXPOSURE in MEASURE_NAMES[emergency.scenario.hazard.kind] else []
    return tuple(dict.fromkeys([*named, *exposure]))


def _list_distinct(answers: Iterable[list[PlannedAnswer]]) -> list[PlannedAnswer]:
    """The answers that have to be played, each once: those of questions with answers that differ."""
    differing = (of_question for of_question in answers if any(one != of_question[0] for one in of_question))
    found: list[PlannedAnswer] = []
    for answer in (one for of_question in differing for one in of_question):
        if answer not in found:
            found.append(answer)
    return found


def choose_measure(question: Decision, emergency: Emergency) -> str:
    """The measure of a question; the scenario's first primary measure where it names none."""
    return question.measure or emergency.scenario.primary[0].measure


def find_smallest_difference(measure: str, emergency: Emergency) -> float:
    """What matters at least, in the measure's unit: the scenario's where it is primary, or 15 s, 5 points, 15 s per head.

    Of the exposure, 15 s of a class.
    """
    primary = emergency.smallest_differences().get(measure)
    unit = MEASURES[measure].unit
    if primary is not None:
        return primary
    if measure in queues.SMALLEST_DIFFERENCES:
        return queues.SMALLEST_DIFFERENCES[measure]
    if MEASURES[measure].matters:
        return MEASURES[measure].matters
    heads = CLASS_SIZE if measure == EXPOSURE else emergency.place.occupants
    return SMALLEST_DIFFERENCES.get(unit, SECONDS_PER_HEAD * heads / 60.0)


def rate_question(
    question: Decision, values: Mapping[str, Array], emergency: Emergency, horizon: float, seed: int
) -> QuestionLeverage:
    """The leverage of a question. values: (emergencies, options) of each measure that was read; none if all answers do the same.

    Of equal answers the first is the best, and the last the worst.
    """
    name, ids = choose_measure(question, emergency), [option.id for option in question.options]
    best, worst, raises = 0, len(ids) - 1, [False] * len(ids)
    around: list[Interval | None] = [Interval(0.0, 0.0)] * len(ids)
    sizes = [0.0] * len(ids)
    if values:
        choosing = {measure: of_answers[::2] for measure, of_answers in values.items()}
        measuring = values[name][1::2] if len(values[name]) > 1 else values[name]
        if EXPOSURE in choosing:
            raises = find_raised_exposure(choosing[EXPOSURE], find_smallest_difference(EXPOSURE, emergency))
        scores = score_answers(MEASURES[name], choosing[name], horizon)
        best = max(range(len(ids)), key=lambda n: (not raises[n], scores[n], -n))
        worst = min(range(len(ids)), key=lambda n: (scores[n], -n))
        for n, column in enumerate(measuring.T):
            sizes[n], around[n] = contrast_answers(MEASURES[name], column, measuring[:, best], horizon, seed)
    return QuestionLeverage(
        question.id,
        name,
        len(ids),
        sum(option.is_talk_only for option in question.options),
        ids[best],
        ids[worst],
        sizes[worst],
        lower_limit(around[worst]),
        upper_limit(around[worst]),
        find_smallest_difference(name, emergency),
        tuple(
            AnswerLoss(name, size, lower_limit(limits), upper_limit(limits), is_raised)
            for name, size, limits, is_raised in zip(ids, sizes, around, raises, strict=True)
        ),
    )


def find_raised_exposure(exposure: Array, smallest: float) -> list[bool]:
    """Of each answer, whether its mean exposure is over that of the answer that exposes least by what matters. exposure: (n, options)."""
    means = exposure.mean(axis=0)
    return [bool(mean - means.min() >= smallest) for mean in means]


def score_answers(measure: Measure, values: Array, horizon: float) -> list[tuple[float, float]]:
    """By answer, more is better: by the median where one is missed often, as `contrast_pair` has it, then by the restricted mean."""
    censored = [censor_at_horizon(measure, column, horizon) for column in values.T]
    means = [-measure.sign * float(restrict_to_horizon(measure, column, horizon).mean()) for column in values.T]
    if not any(np.isinf(column).mean() > MISSED_SHARE for column in censored):
        return [(mean, mean) for mean in means]
    medians = [-measure.sign * float(np.median(np.minimum(column, horizon))) for column in censored]
    return [*zip(medians, means, strict=True)]


def contrast_answers(
    measure: Measure, other: Array, best: Array, horizon: float, seed: int
) -> tuple[float, Interval | None]:
    """What the best answer gains over another one, with its 95% interval: the headline of their contrast. A time is at most the horizon.

    other, best: (emergencies,) values of the measure.
    """
    contrast = contrast_pair(Pairing("other", "best"), measure, other, best, horizon, Resamples(seed, len(best)))
    size, around = measure.sign * contrast.reduction, contrast.headline_interval
    if contrast.statistic == "median":
        censored = (censor_at_horizon(measure, values, horizon) for values in (other, best))
        ranked = paired_differences(*censored)
        size, around = measure.sign * sample_median(ranked), quantile_interval(ranked, 50)
    most = horizon if measure.is_time else math.inf

    def limit(value: float) -> float:
        return 0.0 if math.isnan(value) else min(max(value, -most), most) + 0.0  # no -0.0

    if around is None:
        return limit(size), None
    limits = around.times(measure.sign)
    return limit(size), Interval(limit(limits.low), limit(limits.high))
