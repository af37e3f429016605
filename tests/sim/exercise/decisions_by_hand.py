"""Exercises decided by hand, in which no arm is played, and plays of their plans whose results are written down."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from scenarios.exercise import Decision
from scenarios.library import ValidatedExercise
from sim.exercise import decision_effects
from sim.exercise.arms import Arms
from sim.exercise.decision_effects import Plan, VariantTask
from sim.exercise.decisions import parse_intervention
from sim.exercise.events import DecisionMade, DecisionPoint, Event, Setup
from sim.exercise.fitting import FittingEmergencies
from sim.exercise.journal import Entry
from sim.exercise.state import State
from sim.exercise.triggers import build_trigger
from sim.experiment.executor import RunOutcome
from sim.model.interventions import to_json
from sim.model.trace import Row, Trace

HORIZON = 600.0


def with_decisions(opened: ValidatedExercise, *decisions: Decision) -> ValidatedExercise:
    """The exercise with these questions alone, and no injects."""
    update = {"decisions": [*decisions], "injects": []}
    return replace(opened, exercise=opened.exercise.model_copy(update=update))


def unplayed(opened: ValidatedExercise, seed: int = 1) -> State:
    """Begun, with every role played and no arms."""
    state = State(opened, is_played=False)
    roles = [role.id for role in opened.exercise.roles]
    state.setup, state.played = Setup(opened.exercise.exercise, seed, dict.fromkeys(roles, "")), set(roles)
    return state


def log(state: State, event: Event, time: float = 0.0) -> None:
    """Only written down: nothing comes of it."""
    state.log.append(Entry(len(state.log) + 1, 0.0, time, event.KIND, json.dumps(event.to_payload())))


def decide(state: State, name: str, option: str | None, *, opened_at: float = 20.0, **given: Any) -> None:
    """A question is answered: with an option, with nothing but words, or with written-in acts (`does`)."""
    question = next(one for one in state.exercise.decisions if one.id == name)
    acts = [act.model_dump() for one in question.options if one.id == option for act in one.does]
    does = [to_json(parse_intervention(act, state)) for act in given.pop("does", acts)]
    talk_only = None if option or does else "we wait"
    cue, nothing = build_trigger(question, state).to_json(), {"thinking": 0.0, "answered": 0.0, "cost": 0.0}
    known = {"cue": cue, "source": "model", "starts": 61.5, "rationale": "", **nothing}
    made = DecisionMade(name, option, talk_only, written_in=bool(does and not option), does=does, **{**known, **given})
    point = DecisionPoint(question, "decided", opened_at, opened_at=opened_at, resolved_at=opened_at, response=made)
    state.decision_points[name] = point
    log(state, made)


def let_lapse(state: State, name: str, opened_at: float | None, resolved_at: float) -> None:
    """A question ends without an answer; opened_at: None if it never opened."""
    question = next(one for one in state.exercise.decisions if one.id == name)
    point = DecisionPoint(question, "lapsed", 0.0, opened_at=opened_at, resolved_at=resolved_at)
    state.decision_points[name] = point


def engine_of(state: State, *rows: Row) -> Any:
    """An arm in which only this happened."""
    trace = Trace(state.tables)
    trace.rows = [*rows]
    return SimpleNamespace(trace=trace, tables=state.tables)


def put_arms(state: State, team: Any, simulated: Any, comparison: Any = None) -> None:
    state.arms = cast(Any, Arms(team, simulated, comparison or simulated))


Values = Sequence[float]
Written = Sequence[tuple[Plan, Mapping[str, Values]]]


@dataclass
class Plays:
    """Stands in for the engines. values: of a plan, by measure, one for each replication in order; zeros where there are none.

    came: T+ of cues in the same way, by id. targets: (began, met) of each target in each replication. played: what was asked for.
    """

    replications: tuple[int, ...]
    values: Written
    came: Written = ()
    targets: Sequence[tuple[Values, Values]] = ()
    candidates: int = 40
    most: int | None = None
    played: list[VariantTask] = field(default_factory=list)

    def run(self, task: VariantTask, places: range, **_: Any) -> RunOutcome:
        self.played.append(task)
        rows = [self.replications.index(task.replications[place]) for place in places]
        none = np.zeros(len(self.replications))

        def read(written: Written, plan: Plan, names: Iterable[str]) -> Any:
            found = next((values for known, values in written if known == plan), {})
            return np.array([np.asarray(found.get(name, none))[rows] for name in names]).T

        targets = self.targets or [((0.0,) * len(none),) * 2] * len(task.targets)
        parts = [np.array([np.asarray(one[part])[rows] for one in targets]).T for part in (0, 1)]
        began, met = parts if task.targets else (none, none)
        columns = {
            "values": np.stack([read(self.values, plan, task.measures) for plan in task.variants], axis=1),
            "came": np.stack([read(self.came, plan, task.ids) for plan in task.variants], axis=1),
            "began": began,
            "met": met,
        }
        return RunOutcome(places, self.most or len(places), columns, is_interrupted=self.most is not None)


def stand_in(patched: pytest.MonkeyPatch, plays: Plays) -> Plays:
    """These plays instead of the engines, on tables that know the horizon alone."""
    fitting = FittingEmergencies(1, plays.replications, plays.candidates, len(plays.replications))
    patched.setattr(decision_effects, "select_emergencies", lambda *_: fitting)
    patched.setattr(decision_effects, "build_tables", lambda _: (cast(Any, SimpleNamespace(horizon=HORIZON)), None))
    patched.setattr(decision_effects, "prepare_engine", lambda *_, **__: False)
    patched.setattr(decision_effects, "run_task", plays.run)
    return plays
