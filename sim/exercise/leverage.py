"""The leverage of a question: the difference of its measure's median between its best and its worst answer, over random emergencies.

Each answer is played in every emergency, at the question's cue and after the model's own decision time. The other questions are not
answered: their roles are simulated. The role that is asked waits for this question if it is the first that it is asked, and is simulated
otherwise. A question that is asked only after a certain answer is asked after that answer. The conditions of the day and what injects do
to the world hold, the needs of the story do not. Answers that do the same are played once. A question to which all answers do the same
is not played: its leverage is 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from scenarios.exercise import Decision, Exercise, Inject, Option, Role
from scenarios.library import ValidatedExercise
from scenarios.scenario import Emergency
from sim.engine import SimpyEngine
from sim.exercise.arms import Arms, build_tables
from sim.exercise.counterfactual import PlayedEngine
from sim.exercise.decisions import parse_intervention
from sim.exercise.replay import PlannedAction, Replay, iterate_references, select_effective
from sim.exercise.schedule import Item, is_contingency, item_name
from sim.exercise.triggers import Trigger, resolve_roster_ids
from sim.experiment.chunks import ChunkColumns
from sim.experiment.compare import StoppedError
from sim.experiment.engine_check import CHECKED
from sim.experiment.engine_choice import prepare_engine
from sim.experiment.executor import Progress, run_task
from sim.experiment.runner import BLOCK, reduce_gc
from sim.measures import MEASURES, READERS
from sim.model.interventions import Intervention, from_json, to_json
from sim.model.measure import Unit
from sim.model.state import OFFICE
from sim.model.tables import Tables
from sim.model.trace_reader import read_trace
from sim.sampling.elementary import round_to_grid
from sim.sampling.streams import DrawBlock
from sim.statistics.estimators import Array

if TYPE_CHECKING:
    from sim.compiled.engine import CompiledEngine

EMERGENCIES = 200

SMALLEST_DIFFERENCES: Mapping[Unit, float] = {
    "s": 15.0,
    "share": 0.05,
    "probability": 0.05,
    "percentage point": 5.0,
    "count": 1.0,
}
"""What matters at least in a measure that is not primary in the scenario."""
SECONDS_PER_HEAD = 15.0
"""The same in person-minutes."""


@dataclass(frozen=True)
class QuestionLeverage:
    """A question with answers. options: how many answers; discussion_only: how many of them do nothing in the model.

    best, worst: ids of answers. leverage, smallest_difference: in the unit of the measure. A median that is not reached counts as the
    horizon, so there the leverage is what it is at least.
    """

    id: str
    measure: str
    options: int
    discussion_only: int
    best: str
    worst: str
    leverage: float
    smallest_difference: float

    @property
    def matters(self) -> bool:
        """Whether it reaches the smallest difference that matters."""
        return self.leverage >= self.smallest_difference


@dataclass(frozen=True)
class LeverageReport:
    """The questions with answers of an exercise, in order. horizon: in seconds; emergencies: that were played;
    is_interrupted: fewer than were asked for.
    """

    exercise: str
    title: str
    seed: int
    horizon: float
    emergencies: int
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

    measure: str
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

    def plan_answers(self, question: Decision, measure: str) -> list[PlannedAnswer]:
        """One for each option; equal ones for those that do the same."""
        return [self._plan_answer(question, option, measure) for option in question.options]

    def plan_team(self, answers: Mapping[str, Option], measure: str) -> PlannedAnswer:
        """All these answers in one emergency, by question; every role that is asked waits for its questions. None: all is simulated."""
        asked = {self.decisions[name].of for name in answers}
        roles = [role for role in self.exercise.roles if role.id in asked]
        return self._plan(answers, frozenset().union(*(_list_played(role) for role in roles)), measure)

    def _plan_answer(self, question: Decision, option: Option, measure: str) -> PlannedAnswer:
        answers = self._list_answers_it_needs(question) | {question.id: option}
        played = frozenset().union(*(self._find_played(self.decisions[name]) for name in answers))
        return self._plan(answers, played, measure)

    def _plan(self, answers: Mapping[str, Option], played: frozenset[str], measure: str) -> PlannedAnswer:
        planned = {name: self._plan_decision(self.decisions[name], given) for name, given in answers.items()}
        for name, item in self.by_name.items():
            if name not in planned and self.kinds[item.segment] == "played":
                planned[name] = (
                    self._plan_decision(item, None) if isinstance(item, Decision) else self._plan_inject(item)
                )
        wanted = self._select(tuple(planned[name] for name in self.by_name if name in planned))
        return PlannedAnswer(measure, played, wanted)

    def _select(self, plan: tuple[PlannedAction, ...]) -> tuple[PlannedAction, ...]:
        """What does something, and what it waits for. Which option was chosen stays where something asks for it."""
        effective = select_effective(plan)
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
        acts = [] if is_contingency(inject) else [from_json(act.model_dump()) for act in inject.world]
        return PlannedAction(
            item_name(inject), self._build_trigger(inject), actions=tuple(to_json(act) for act in acts)
        )

    def _build_act(self, act: Mapping[str, Any]) -> Intervention:
        return parse_intervention(act, self.roster)

    def _build_trigger(self, item: Item) -> Trigger:
        after, when, unless = (
            resolve_roster_ids(conditions, self.roster) for conditions in (item.after, item.when, item.unless)
        )
        return Trigger(item.at or 0.0, after, when, unless)

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
            names += [
                other
                for other in iterate_references(waits_for)
                if other in self.by_name and other not in seen
            ]
        return needed


def _list_played(role: Role) -> frozenset[str]:
    """A role that is played: its roster id, and the office that it speaks for."""
    return frozenset({role.plays, *([OFFICE] if role.speaks_for_office else [])})


# ---- playing it -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SingleArm(Arms[PlayedEngine]):
    """The participants' arm, with nothing to compare it with."""

    def apply(self, intervention: Intervention) -> Any:
        """Applies it once."""
        return self.player.apply(intervention)


@dataclass(frozen=True)
class LeverageTask:
    """Plays every answer in every emergency. A `sim.experiment.chunks.Task`; the only column is `values`, (n, answers)."""

    tables: Tables
    seed: int
    roles: frozenset[str]
    answers: tuple[PlannedAnswer, ...]
    is_compiled: bool = False

    def play(self, chunk: range) -> ChunkColumns:
        """Plays these replications."""
        values = np.empty((len(chunk), len(self.answers)))
        with nullcontext() if self.is_compiled else reduce_gc():
            for start in range(chunk.start, chunk.stop, BLOCK):
                block = DrawBlock(self.seed, range(start, min(start + BLOCK, chunk.stop)))
                for replication in block.replications:
                    for column, answer in enumerate(self.answers):
                        values[replication - chunk.start, column] = self._play(answer, replication, block)
        return {"values": values}

    def _play(self, answer: PlannedAnswer, replication: int, block: DrawBlock) -> float:
        """The measure, with this answer."""
        engine = self._create_engine(replication, block, answer.played)
        Replay(SingleArm(engine, engine, engine), answer.plan, self.roles).run()
        return read_measure(engine, answer.measure)

    def _create_engine(self, replication: int, block: DrawBlock, played: frozenset[str]) -> PlayedEngine:
        if not self.is_compiled:
            return SimpyEngine(self.tables, self.seed, replication, block, played=played)
        from sim.compiled.play import CompiledPlay

        return CompiledPlay(self._engine, replication, played)

    @cached_property
    def _engine(self) -> CompiledEngine:
        from sim.compiled.engine import CompiledEngine

        return CompiledEngine(self.tables, self.seed)


def read_measure(engine: PlayedEngine, measure: str) -> float:
    """Plays to the end, and reads a measure."""
    if isinstance(engine, SimpyEngine):
        return READERS[measure](read_trace(engine.run(), engine.tables))
    engine.run_until(engine.tables.horizon)
    return float(engine.engine.read([measure])[0])


# ---- what comes of it -------------------------------------------------------------------------------


def measure_leverage(
    opened: ValidatedExercise,
    emergencies: int = EMERGENCIES,
    seed: int = 1,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> LeverageReport:
    """The leverage of each question. Raises PoolError, and StoppedError if stopped before the first emergency was complete."""
    exercise, planner = opened.exercise, AnswerPlanner(opened.exercise)
    measures = {question.id: choose_measure(question, opened.emergency) for question in exercise.decisions}
    answers = {
        question.id: planner.plan_answers(question, measures[question.id])
        for question in exercise.decisions
        if question.options
    }
    distinct = [*_list_distinct(answers.values())]
    tables, roles = build_tables(opened)[0], frozenset(role.id for role in exercise.roles)
    completed, is_interrupted, values = emergencies, False, np.empty((emergencies, 0))
    if distinct:
        checked = tuple(distinct[:: -(-len(distinct) // CHECKED)])
        is_compiled = prepare_engine(
            "auto",
            [tables],
            seed,
            len(distinct) * emergencies,
            make_task=partial(LeverageTask, tables, seed, roles, checked),
        )
        task = LeverageTask(tables, seed, roles, tuple(distinct), is_compiled)
        outcome = run_task(task, range(emergencies), workers=workers, on_progress=on_progress)
        if not outcome.completed:
            raise StoppedError("stopped before the first emergency was complete")
        completed, is_interrupted = outcome.completed, outcome.is_interrupted
        values = outcome.columns["values"]
    medians = [compute_median(column, tables.horizon) for column in values.T]
    questions = tuple(
        rate_question(
            question,
            measures[question.id],
            [
                medians[distinct.index(answer)] if answer in distinct else 0.0
                for answer in answers[question.id]
            ],
            find_smallest_difference(measures[question.id], opened.emergency),
        )
        for question in exercise.decisions
        if question.options
    )
    return LeverageReport(
        exercise.exercise, exercise.title, seed, tables.horizon, completed, is_interrupted, questions
    )


def _list_distinct(answers: Iterable[list[PlannedAnswer]]) -> Iterator[PlannedAnswer]:
    """The answers that have to be played: of each question with answers that differ, each once."""
    for of_question in answers:
        different = [answer for n, answer in enumerate(of_question) if answer not in of_question[:n]]
        if len(different) > 1:
            yield from different


def choose_measure(question: Decision, emergency: Emergency) -> str:
    """The measure of a question; the scenario's first primary measure where it names none."""
    return question.measure or emergency.scenario.primary[0].measure


def find_smallest_difference(measure: str, emergency: Emergency) -> float:
    """What matters at least, in the measure's unit: the scenario's where it is primary, or 15 s, 5 points, 15 s per head."""
    primary = emergency.smallest_differences().get(measure)
    unit = MEASURES[measure].unit
    if primary is not None:
        return primary
    return SMALLEST_DIFFERENCES.get(unit, SECONDS_PER_HEAD * emergency.place.occupants / 60.0)


def compute_median(values: Array, horizon: float) -> float:
    """The median, where a time that was not reached is later than any other; one that is not reached is the horizon."""
    median = float(np.median(values))
    return median if math.isfinite(median) else math.copysign(horizon, median)


def rate_question(
    question: Decision, measure: str, medians: Sequence[float], smallest_difference: float
) -> QuestionLeverage:
    """The leverage, from the median with each answer. Of equal answers the first is the best, and the last the worst."""
    scores = [-MEASURES[measure].sign * median for median in medians]
    best = max(range(len(scores)), key=lambda n: (scores[n], -n))
    worst = min(range(len(scores)), key=lambda n: (scores[n], -n))
    return QuestionLeverage(
        question.id,
        measure,
        len(question.options),
        sum(not option.does for option in question.options),
        question.options[best].id,
        question.options[worst].id,
        scores[best] - scores[worst],
        smallest_difference,
    )
