"""The effect of each decision: the same emergencies with that decision replaced by what the model would have done at the same cue.

Later answers are kept, each at its own cue; where a cue no longer comes, the model acts. The difference splits into *choice*, the team's
answer at the model's time against the model's own, and *time*, the team's time against the model's with the same answer. The best answer
is chosen on one half of the emergencies and measured on the other. Effects of decisions do not add up, so all of them together are
measured by themselves. Every emergency fulfills the needs of the exercise, and all decisions are measured on the same ones.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scenarios.exercise import Decision, Option
from scenarios.targets import Target
from sim.engine import SimpyEngine
from sim.exercise.arms import SingleArm, build_tables
from sim.exercise.counterfactual import PlayedEngine
from sim.exercise.decisions import parse_intervention
from sim.exercise.events import DecisionPoint
from sim.exercise.fitting import select_emergencies
from sim.exercise.holds import list_held_by
from sim.exercise.journal import Header
from sim.exercise.leverage import choose_measure, read_measures
from sim.exercise.modules import list_queue_answers, list_queue_questions, measure_answers
from sim.exercise.replay import PlannedAction, list_plan, replay_plan, select_wanted
from sim.exercise.sealed_file import read_sealed, write_sealed
from sim.exercise.sessions import EFFECTS_SUFFIX
from sim.exercise.state import State
from sim.exercise.targets import Instants, find_reached, is_met, list_timed_objectives
from sim.exercise.triggers import build_decision_trigger
from sim.exercise.vote_outcomes import find_other_answer, list_rivals
from sim.experiment.chunks import ChunkColumns
from sim.experiment.engine_choice import prepare_engine
from sim.experiment.execution import StoppedError
from sim.experiment.executor import MANY_REPLAYS, Progress, Workers, in_processes, run_task
from sim.experiment.runner import reduce_gc
from sim.measures import MEASURES
from sim.model.interventions import to_json
from sim.model.measure import Unit
from sim.model.tables import Tables
from sim.sampling.elementary import round_to_grid
from sim.sampling.streams import DrawBlock
from sim.statistics.estimators import Array, Resamples
from sim.statistics.paired import Contrast, Pairing, Statistic, contrast_pair

if TYPE_CHECKING:
    from sim.compiled.engine import CompiledEngine

Plan: TypeAlias = tuple[PlannedAction, ...]

EMERGENCIES = 1_000


@dataclass(frozen=True)
class Difference:
    """value: positive is better, in the unit of the measure; a median where an arm often misses the measure. 95% CI, Monte Carlo only."""

    value: float
    ci_low: float | None
    ci_high: float | None


@dataclass(frozen=True)
class BestAnswer:
    """An option, and its difference from what the model would have done, on emergencies on which it was not chosen."""

    answer: str
    difference: Difference


@dataclass(frozen=True)
class OtherAnswer:
    """The option that the team's answer is held against (`sim.exercise.vote_outcomes`), and its difference from the team's."""

    answer: str
    difference: Difference


@dataclass(frozen=True)
class DecisionEffect:
    """A question with answers. answer: an option, `write-in`, `discussion`, `no decision`; None: never asked in the exercise.

    effective_at: T+ at which its acts begin in the exercise; None: it has none. difference: from what the model would have done; choice and
    time: its two parts. All three are None only where the question never came. came: share of the emergencies in which it did;
    later_lost: of those, share in which a later question comes with the team's answer and not with the model's. other: None where there
    is no other answer, or one decision was measured alone.
    """

    id: str
    answer: str | None
    effective_at: float | None
    measure: str
    unit: Unit
    difference: Difference | None = None
    choice: Difference | None = None
    time: Difference | None = None
    best: BestAnswer | None = None
    came: float = 0.0
    later_lost: float = 0.0
    other: OtherAnswer | None = None


@dataclass(frozen=True)
class TogetherEffect:
    """All decisions of the team against a team that is simulated, in one measure; no sum of the effects of single decisions."""

    measure: str
    unit: Unit
    difference: Difference


@dataclass(frozen=True)
class TargetShare:
    """How often the team's answers meet the target of an objective. plays: emergencies in which its time began to run; share: of those."""

    objective: str
    plays: int
    share: float


@dataclass(frozen=True)
class DecisionEffects:
    """emergencies: that were played; share: of all emergencies of the model, those that fulfill the needs of the exercise."""

    emergencies: int
    share: float
    decisions: tuple[DecisionEffect, ...]
    together: tuple[TogetherEffect, ...]
    targets: tuple[TargetShare, ...] = ()


def find_share(effects: DecisionEffects | None, objective: str) -> TargetShare | None:
    """How often the same answers meet the target of an objective; None where its time never began to run."""
    shares = effects.targets if effects else ()
    return next((one for one in shares if one.objective == objective), None)


# ---- what is played ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class VariantTask:
    """Plays several plans in each emergency. A `sim.experiment.chunks.Task` over the places of `replications`.

    Columns: values (n, variants, measures); came (n, variants, ids), when the cue came that an id names, infinite where it did not;
    began, met (n, targets), whether the time of a target began to run, and whether it was met, with the first variant.
    """

    tables: Tables
    seed: int
    roles: frozenset[str]
    replications: tuple[int, ...]
    variants: tuple[Plan, ...]
    ids: tuple[str, ...]
    measures: tuple[str, ...]
    targets: tuple[Target, ...] = ()
    is_compiled: bool = False

    def play(self, chunk: range) -> ChunkColumns:
        """Plays these emergencies."""
        values = np.empty((len(chunk), len(self.variants), len(self.measures)))
        came = np.full((len(chunk), len(self.variants), len(self.ids)), np.inf)
        began, met = np.zeros((2, len(chunk), len(self.targets)))
        with nullcontext() if self.is_compiled else reduce_gc():
            for row, place in enumerate(chunk):
                replication = self.replications[place]
                block = DrawBlock(self.seed, range(replication, replication + 1))
                for column, plan in enumerate(self.variants):
                    arms, course = replay_plan(self._build_arms(replication, block), plan, self.roles)
                    times = course.trigger_times
                    came[row, column] = [times.get(name, np.inf) for name in self.ids]
                    values[row, column] = read_measures(arms.player, self.measures)
                    if column == 0 and self.targets:
                        began[row], met[row] = self._read_targets(arms.player)
        return {"values": values, "came": came, "began": began, "met": met}

    def _read_targets(self, engine: PlayedEngine) -> tuple[list[bool], list[bool]]:
        instants = Instants(engine.trace)
        results = [is_met(target, find_reached(target, instants)) for target in self.targets]
        return [one is not None for one in results], [bool(one) for one in results]

    def _build_arms(self, replication: int, block: DrawBlock) -> Callable[[frozenset[str]], SingleArm[PlayedEngine]]:
        def build(held: frozenset[str]) -> SingleArm[PlayedEngine]:
            if not self.is_compiled:
                return SingleArm.of(SimpyEngine(self.tables, self.seed, replication, block, played=held))
            from sim.compiled.play import CompiledPlay

            return SingleArm.of(CompiledPlay(self._engine, replication, held, block))

        return build

    @cached_property
    def _engine(self) -> CompiledEngine:
        from sim.compiled.engine import CompiledEngine

        return CompiledEngine(self.tables, self.seed)


class VariantPlanner:
    """The plans that measure the decisions of a team, from the state of its exercise so far."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.questions = [one for one in state.exercise.decisions if one.options and self._is_played(one)]
        plan = select_wanted(list_plan(state), {one.id for one in self.questions})
        known = {planned.id for planned in plan}
        points = (state.decision_points.get(one.id) for one in self.questions)
        skipped = (point for point in points if point is not None and point.opened_at is not None)
        self.team: Plan = (*plan, *(self._plan_skipped(point) for point in skipped if point.decision.id not in known))
        self.asked = [one for one in self.questions if any(one.id == planned.id for planned in self.team)]

    @property
    def simulated(self) -> Plan:
        """The model decides everything."""
        return tuple(_leave_to_model(planned) for planned in self.team)

    def without(self, question: Decision) -> Plan:
        """The model decides this question."""
        return self._with(_leave_to_model(self.find(question)))

    def at_model_time(self, question: Decision) -> Plan:
        """The team's answer, after the time that the model gives its role."""
        planned, point = self.find(question), self.state.decision_points[question.id]
        is_own = point.state == "decided" and point.response.source in ("measured", "room")
        has_owner = planned.is_decision and bool(planned.trigger.owner)
        return self._with(replace(planned, cost=None, decided_after=0.0)) if is_own and has_owner else self.team

    def with_option(self, question: Decision, option: Option) -> Plan:
        """Another answer, after the time that the model gives its role or that the answer takes."""
        acts = (parse_intervention(act.model_dump(), self.state) for act in option.does)
        return self._with(
            replace(
                self.find(question),
                option=option.id,
                cost=float(round_to_grid(option.takes.seconds)) if option.takes else None,
                decided_after=0.0,
                actions=tuple(to_json(act) for act in acts),
                holds=tuple(sorted(list_held_by(question, self.state.exercise))),
                is_modeled=False,
            )
        )

    def with_other(self, question: Decision, option: Option) -> Plan:
        """Another answer after the team's own time, unless it takes a time of its own or the team gave none."""
        planned, plan = self.find(question), self.with_option(question, option)
        if option.takes or self.state.decision_points[question.id].state != "decided":
            return plan
        (other,) = (one for one in plan if one.id == question.id)
        return self._with(replace(other, cost=planned.cost, decided_after=planned.decided_after))

    def find(self, question: Decision) -> PlannedAction:
        """What the team decided."""
        return next(planned for planned in self.team if planned.id == question.id)

    def _with(self, other: PlannedAction) -> Plan:
        return tuple(other if planned.id == other.id else planned for planned in self.team)

    def _is_played(self, question: Decision) -> bool:
        return any(
            segment.id == question.segment and segment.kind == "played" for segment in self.state.exercise.segments
        )

    def _plan_skipped(self, point: DecisionPoint) -> PlannedAction:
        return PlannedAction(point.decision.id, build_decision_trigger(point, self.state))


def _leave_to_model(planned: PlannedAction) -> PlannedAction:
    """What the model does at the same cue: nothing waits for it, and nothing is added."""
    if not planned.is_decision:
        return planned
    has_acts = bool(planned.actions) or planned.is_modeled
    return replace(planned, option=None, cost=0.0, decided_after=0.0, actions=(), holds=(), is_modeled=has_acts)


# ---- what comes of it -------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlayedVariants:
    """Results by plan."""

    task: VariantTask
    columns: Mapping[str, NDArray[np.float64]]

    def values(self, plan: Plan, measure: str) -> Array:
        """(n,) of a measure."""
        return self.columns["values"][:, self.task.variants.index(plan), self.task.measures.index(measure)]

    def came(self, plan: Plan) -> Array:
        """(n, ids) T+ of each cue."""
        return self.columns["came"][:, self.task.variants.index(plan)]


Play: TypeAlias = Callable[[Iterable[Plan], Sequence[int]], PlayedVariants]


def measure_decision_effects(
    state: State,
    emergencies: int = EMERGENCIES,
    questions: Sequence[str] | None = None,
    workers: Workers = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> DecisionEffects | None:
    """The effects of the decisions so far. questions: only of these, by id. None if stopped. Raises PoolError."""
    played = _measure_played(state, emergencies, questions, workers, on_progress, stop)
    if played is None or questions is not None:
        return played
    return add_module_effects(played, state, emergencies)


def _measure_played(
    state: State,
    emergencies: int,
    questions: Sequence[str] | None,
    workers: Workers,
    on_progress: Callable[[Progress], None] | None,
    stop: Callable[[], bool] | None,
) -> DecisionEffects | None:
    """Of the decisions about the emergency, and of all of them together."""
    try:
        fitting = select_emergencies(state, emergencies, workers, on_progress, stop)
    except StoppedError:
        return None
    planner, setup = VariantPlanner(state), state.setup
    if setup is None:
        raise RuntimeError("the exercise has not begun")
    measures = tuple(dict.fromkeys(choose_measure(one, state.opened.emergency) for one in planner.questions))
    tables, roles = build_tables(state.opened)[0], frozenset(setup.played)
    timed = list_timed_objectives(state)

    def play(plans: Iterable[Plan], replications: Sequence[int]) -> PlayedVariants:
        ids = tuple(planned.id for planned in planner.team)
        variants: tuple[Plan, ...] = ()
        for plan in plans:
            variants += () if plan in variants else (plan,)
        watched = tuple(one.target for one in timed) if variants[:1] == (planner.team,) else ()
        task = VariantTask(tables, setup.seed, roles, tuple(replications), variants, ids, measures, watched)
        if not variants:
            return PlayedVariants(task, {})
        task = _choose_engine(task)
        places = range(len(replications))
        at = in_processes(workers) if len(variants) * len(places) >= MANY_REPLAYS else workers
        outcome = run_task(task, places, workers=at, on_progress=on_progress, stop=stop)
        if outcome.completed < len(replications):
            raise StoppedError("stopped before all plans were played")
        return PlayedVariants(task, outcome.columns)

    wanted = [one for one in planner.asked if questions is None or one.id in questions]
    unasked = [one for one in planner.questions if one not in planner.asked and questions is None]
    try:
        measured = _measure(planner, wanted, fitting.replications, play)
        if questions is None:
            measured = _add_other_answers(measured, planner, fitting.replications, play)
    except StoppedError:
        return None
    effects = {one.id: one for one in measured.decisions}
    effects |= {one.id: _describe_unasked(one, state) for one in unasked}
    order = [one.id for one in planner.questions if one.id in effects]
    return replace(measured, share=fitting.share, decisions=tuple(effects[name] for name in order))


def _choose_engine(task: VariantTask) -> VariantTask:
    def make_task(is_compiled: bool) -> VariantTask:
        return replace(task, is_compiled=is_compiled)

    plays = len(task.variants) * len(task.replications)
    return make_task(prepare_engine("auto", [task.tables], task.seed, plays, make_task=make_task))


def _measure(
    planner: VariantPlanner, questions: Sequence[Decision], replications: tuple[int, ...], play: Play
) -> DecisionEffects:
    half = len(replications) // 2
    options = {one.id: {option.id: planner.with_option(one, option) for option in one.options} for one in questions}
    models = {one.id: planner.without(one) for one in questions}
    swift = {one.id: planner.at_model_time(one) for one in questions}
    n = len(replications)
    whole = play((planner.team, planner.simulated, *models.values(), *swift.values()), replications)
    comparer = _Comparer(whole.task.seed, whole.task.tables.horizon)

    def measure_part(plans: Sequence[Plan], part: slice) -> Callable[[Plan, str], Array]:
        played = play((plan for plan in plans if plan not in whole.task.variants), replications[part])
        return lambda plan, measure: (
            whole.values(plan, measure)[part] if plan in whole.task.variants else played.values(plan, measure)
        )

    chosen: dict[str, str] = {}
    if half:
        tried = measure_part([plan for by_id in options.values() for plan in by_id.values()], slice(half))
        for one in questions:
            measure = choose_measure(one, planner.state.opened.emergency)
            first = whole.values(models[one.id], measure)[:half]
            scores = {
                name: comparer.difference(measure, first, tried(plan, measure)).value
                for name, plan in options[one.id].items()
            }
            chosen[one.id] = max(scores, key=lambda name, scores=scores: scores[name])  # type: ignore[misc]
    best = measure_part([options[name][answer] for name, answer in chosen.items()], slice(half, n))

    def describe(one: Decision) -> DecisionEffect:
        measure = choose_measure(one, planner.state.opened.emergency)
        model, own_time, team = (whole.values(plan, measure) for plan in (models[one.id], swift[one.id], planner.team))
        place = whole.task.ids.index(one.id)
        with_team, with_model = whole.came(planner.team), whole.came(models[one.id])
        is_asked = np.isfinite(with_team[:, place])
        effect = _describe_answer(one, planner.state)
        if not is_asked.any():
            return effect
        is_lost = np.isfinite(with_team) & np.isinf(with_model) & (with_team >= with_team[:, [place]])
        later = [n for n, planned in enumerate(planner.team) if planned.is_decision and n != place]
        found = None
        if chosen:
            plan = options[one.id][chosen[one.id]]
            found = BestAnswer(chosen[one.id], comparer.difference(measure, model[half:], best(plan, measure)))
        return replace(
            comparer.compare(effect, model, own_time, team),
            best=found,
            came=float(is_asked.mean()),
            later_lost=float(is_lost[is_asked][:, later].any(axis=1).mean()),
        )

    together = (
        TogetherEffect(
            measure,
            MEASURES[measure].unit,
            comparer.difference(measure, whole.values(planner.simulated, measure), whole.values(planner.team, measure)),
        )
        for measure in whole.task.measures
    )
    targets = _describe_targets(planner.state, whole)
    return DecisionEffects(n, 1.0, tuple(map(describe, questions)), tuple(together), targets)


def _add_other_answers(
    measured: DecisionEffects, planner: VariantPlanner, replications: tuple[int, ...], play: Play
) -> DecisionEffects:
    """With the other answer of each decision."""
    questions = {one.id: one for one in planner.questions}
    plans: dict[str, tuple[str, Plan]] = {}
    for effect in measured.decisions:
        if (option := _find_other(effect, questions[effect.id], planner.state)) is not None:
            plans[effect.id] = option.id, planner.with_other(questions[effect.id], option)
    if not plans:
        return measured
    played = play((planner.team, *(plan for _, plan in plans.values())), replications)
    comparer = _Comparer(played.task.seed, played.task.tables.horizon)

    def add(effect: DecisionEffect) -> DecisionEffect:
        if effect.id not in plans:
            return effect
        name, plan = plans[effect.id]
        team, other = (played.values(one, effect.measure) for one in (planner.team, plan))
        return replace(effect, other=OtherAnswer(name, comparer.difference(effect.measure, team, other)))

    return replace(measured, decisions=tuple(map(add, measured.decisions)))


def _find_other(effect: DecisionEffect, question: Decision, state: State) -> Option | None:
    if effect.difference is None:
        return None
    best = effect.best.answer if effect.best else None
    other = find_other_answer(state.decision_points[question.id], state, best)
    return next((option for option in question.options if option.id == other), None)


def _describe_targets(state: State, played: PlayedVariants) -> tuple[TargetShare, ...]:
    """How often the first plan meets each target."""
    began, met = (played.columns[name] > 0 for name in ("began", "met"))
    return tuple(
        TargetShare(one.id, int(began[:, n].sum()), float(met[began[:, n], n].mean()))
        for n, one in enumerate(list_timed_objectives(state))
        if began[:, n].any()
    )


class _Comparer:
    """Compares two plans in the same emergencies, with the same resamples for all of the same number."""

    def __init__(self, seed: int, horizon: float) -> None:
        self.seed, self.horizon = seed, horizon
        self.resamples: dict[int, Resamples] = {}

    def contrast(self, measure: str, first: Array, second: Array) -> Contrast:
        n = len(first)
        resamples = self.resamples.setdefault(n, Resamples(self.seed, n))
        pairing = Pairing("simulated", "team")
        return contrast_pair(pairing, MEASURES[measure], first, second, self.horizon, resamples)

    def compare(self, effect: DecisionEffect, model: Array, own_time: Array, team: Array) -> DecisionEffect:
        """With its difference and the two parts of it."""
        measure, total = effect.measure, self.contrast(effect.measure, model, team)
        return replace(
            effect,
            difference=_read(total, total.statistic),
            choice=_read(self.contrast(measure, model, own_time), total.statistic),
            time=_read(self.contrast(measure, own_time, team), total.statistic),
        )

    def difference(self, measure: str, first: Array, second: Array) -> Difference:
        contrast = self.contrast(measure, first, second)
        return _read(contrast, contrast.statistic)


def _read(contrast: Contrast, statistic: Statistic) -> Difference:
    """The difference by this statistic; by its restricted mean where the median is infinite."""
    sign = MEASURES[contrast.measure].sign
    value, low, high = contrast.reduction, contrast.ci_low, contrast.ci_high
    if statistic == "median" and contrast.median_reduction is not None:
        value, low, high = contrast.median_reduction, contrast.median_low, contrast.median_high
    ends = [None if end is None else sign * end + 0.0 for end in (low, high)]
    return Difference(sign * value + 0.0, *(ends if sign > 0 else reversed(ends)))


def _describe_unasked(question: Decision, state: State) -> DecisionEffect:
    measure = choose_measure(question, state.opened.emergency)
    return DecisionEffect(question.id, None, None, measure, MEASURES[measure].unit)


def _describe_answer(question: Decision, state: State) -> DecisionEffect:
    effect, point = _describe_unasked(question, state), state.decision_points[question.id]
    if point.state != "decided":
        return replace(effect, answer="no decision")
    made = point.response
    written = "write-in" if made.written_in else "discussion"
    return replace(effect, answer=made.option or written, effective_at=made.starts if made.does else None)


# ---- decisions about the queue of a module ----------------------------------------------------------


def add_module_effects(played: DecisionEffects, state: State, replications: int) -> DecisionEffects:
    """With the decisions about queues. Such a decision takes no time of its module, so all of its effect is the choice."""
    questions = list_queue_questions(state.exercise)
    if state.setup is None or not questions:
        return played
    comparer = _Comparer(state.setup.seed, math.inf)
    asked = [one for one in questions if state.is_resolved(one)]
    effects = [
        _measure_queue_effect(one, state, comparer, replications) if one in asked else _describe_unasked(one, state)
        for one in questions
    ]
    together = [
        _measure_queue_together(one, state, comparer, replications)
        for one in {(one.segment, one.measure): one for one in asked}.values()
    ]
    return replace(played, decisions=(*played.decisions, *effects), together=(*played.together, *together))


def _measure_queue_together(question: Decision, state: State, comparer: _Comparer, replications: int) -> TogetherEffect:
    """All decisions about the queue of its module, in the measure of this one."""
    measure, values = (choose_measure(question, state.opened.emergency), partial(_measure_answers, question, state))
    simulated, team = (values(range(replications), one) for one in ({}, list_queue_answers(state)))
    return TogetherEffect(measure, MEASURES[measure].unit, comparer.difference(measure, simulated, team))


def _measure_queue_effect(question: Decision, state: State, comparer: _Comparer, replications: int) -> DecisionEffect:
    effect, answers, half = _describe_answer(question, state), list_queue_answers(state), replications // 2
    values = partial(_measure_answers, question, state)
    others = {name: option for name, option in answers.items() if name != question.id}
    model, team = values(range(replications), others), values(range(replications), answers)
    found = None
    if half:
        tried = {option.id: {**others, question.id: option} for option in question.options}
        scores = {
            name: comparer.difference(effect.measure, model[:half], values(range(half), after)).value
            for name, after in tried.items()
        }
        best = max(scores, key=lambda name: scores[name])
        rest = values(range(half, replications), tried[best])
        found = BestAnswer(best, comparer.difference(effect.measure, model[half:], rest))
    story = next(one.story for one in state.exercise.segments if one.id == question.segment)
    effect = replace(
        comparer.compare(effect, model, team, team),
        effective_at=story if question.id in answers else None,
        best=found,
        came=1.0,
    )
    if (option := _find_other(effect, question, state)) is None:
        return effect
    other = values(range(replications), {**others, question.id: option})
    return replace(effect, other=OtherAnswer(option.id, comparer.difference(effect.measure, team, other)))


def _measure_answers(question: Decision, state: State, replications: range, answers: Mapping[str, Option]) -> Array:
    if state.setup is None:
        raise RuntimeError("the exercise has not begun")
    measure, seed = choose_measure(question, state.opened.emergency), state.setup.seed
    return measure_answers(state.exercise, question, answers, measure, seed, replications)


# ---- kept beside the journal -------------------------------------------------------------------------


def load_or_measure_effects(
    path: Path,
    header: Header,
    state: State,
    emergencies: int = EMERGENCIES,
    workers: Workers = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> DecisionEffects | None:
    """The effects of all decisions, None if stopped. Raises PoolError. Those of decisions about the emergency, which take long, are
    measured once and kept beside the journal at `path`.
    """
    if (kept := load_effects(path, header, state, emergencies)) is not None:
        return add_module_effects(kept, state, emergencies)
    found = _measure_played(state, emergencies, None, workers, on_progress, stop)
    if found is None:
        return None
    key = compute_effects_key(header, state, emergencies)
    write_sealed(path.with_suffix(EFFECTS_SUFFIX), key, json.dumps(asdict(found)).encode())
    return add_module_effects(found, state, emergencies)


def load_effects(path: Path, header: Header, state: State, emergencies: int = EMERGENCIES) -> DecisionEffects | None:
    """The effects that are kept beside a journal, None where there are none of these decisions. Nothing is played."""
    return _load(path.with_suffix(EFFECTS_SUFFIX), compute_effects_key(header, state, emergencies))


def compute_effects_key(header: Header, state: State, emergencies: int) -> str:
    """A digest of everything that determines the effects."""
    planner = VariantPlanner(state)
    roles = sorted(state.setup.played) if state.setup else []
    answers = [_describe_answer(one, state) for one in planner.asked]
    targets = [(one.id, one.target) for one in list_timed_objectives(state)]
    rivals = [list_rivals(state.decision_points[one.id], state.ballots) for one in planner.asked]
    parts = (header.model, header.scenario, header.seed, roles, planner.team, answers, rivals, targets, emergencies)
    return hashlib.sha256("\n".join(map(repr, parts)).encode()).hexdigest()


def _load(place: Path, key: str) -> DecisionEffects | None:
    kept = read_sealed(place, key)
    try:
        return None if kept is None else _parse(json.loads(kept))
    except (ValueError, KeyError, TypeError):  # another Allcall has other fields
        return None


def _parse(kept: Mapping[str, Any]) -> DecisionEffects:
    def difference(of: Mapping[str, Any] | None) -> Difference | None:
        return None if of is None else Difference(**of)

    decisions = (
        DecisionEffect(
            **{
                **one,
                **{name: difference(one[name]) for name in ("difference", "choice", "time")},
                "best": one["best"] and BestAnswer(one["best"]["answer"], Difference(**one["best"]["difference"])),
                "other": one["other"] and OtherAnswer(one["other"]["answer"], Difference(**one["other"]["difference"])),
            }
        )
        for one in kept["decisions"]
    )
    together = (
        TogetherEffect(one["measure"], one["unit"], Difference(**one["difference"])) for one in kept["together"]
    )
    targets = (TargetShare(**one) for one in kept["targets"])
    return DecisionEffects(kept["emergencies"], kept["share"], tuple(decisions), tuple(together), tuple(targets))
