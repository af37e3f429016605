"""Waiting to be asked is never the team's: a role whose question does not come is modeled from the start, to the last bit."""

from dataclasses import replace

import numpy as np
import pytest

from scenarios.exercise import Condition
from sim.exercise.arms import ARM_NAMES, BASELINE_ARM, PLAYER_ARM
from sim.exercise.conductor import Conductor
from sim.exercise.counterfactual import ReplicationTask, build_replication_task
from sim.exercise.holds import list_held_by
from sim.exercise.replay import PlannedAction, extract_plan
from sim.exercise.triggers import Trigger
from tests.sim.exercise.exercises import EACH_EXERCISE, all_roles, conducted, in_minutes, opened, play_seconds

NEVER = Condition(delivered=999)
PLAYER, BASELINE = ARM_NAMES.index(PLAYER_ARM), ARM_NAMES.index(BASELINE_ARM)


def skipped(name: str, seed: int) -> Conductor:
    """Every role played, and every question closed as it opens."""
    conductor = conducted(all_roles(name), name, seed)
    play_seconds(conductor, 3_600.0)
    return conductor


def unasked(name: str) -> ReplicationTask:
    """Every question with its first answer, none of which comes."""
    exercise = opened(name).exercise
    plays = {role.id: role.plays for role in exercise.roles}
    task = build_replication_task(conducted(all_roles(name), name, 1).state)
    plan = tuple(
        PlannedAction(
            question.id,
            Trigger(when=(NEVER,), owner=plays[question.of]),
            question.options[0].id,
            actions=({"kind": "announce", "by": plays[question.of]},),
            holds=tuple(sorted(list_held_by(question, exercise))),
        )
        for question in exercise.decisions
        if question.options
    )
    return replace(task, plan=plan)


@pytest.mark.parametrize("name", EACH_EXERCISE)
def test_where_every_question_is_skipped_the_team_is_fully_simulated(name: str) -> None:
    for seed in (1, 2, 3):
        conductor = skipped(name, seed)
        player, baseline, _ = conductor.state.running_arms
        assert player.run().rows == baseline.run().rows, seed
        assert not any(planned.is_decision for planned in extract_plan(conductor.state))


@pytest.mark.parametrize("name", in_minutes(EACH_EXERCISE))
@pytest.mark.parametrize("is_compiled", [False, True])
def test_where_no_question_comes_the_arms_are_equal_in_both_engines(name: str, is_compiled: bool) -> None:
    task = replace(unasked(name), is_compiled=is_compiled)
    assert any(planned.holds for planned in task.plan)
    columns = task.play(range(30))
    assert not columns["applied"].any()
    for column in ("measures", "aware", "protected"):
        assert np.array_equal(columns[column][:, PLAYER], columns[column][:, BASELINE], equal_nan=True)


@pytest.mark.slow
def test_a_question_that_comes_late_holds_no_one() -> None:
    """The role knew long before, so it has acted as modeled, and so has the office."""
    exercise = opened().exercise
    first = exercise.decisions[0]
    task = build_replication_task(conducted(all_roles(), seed=1).state)
    acts, holds = ({"kind": "announce", "by": "principal"},), tuple(sorted(list_held_by(first, exercise)))
    late = PlannedAction(first.id, Trigger(240.0, owner="principal"), actions=acts, holds=holds)
    assert late.holds == ("office", "principal")
    held, free = (replace(task, plan=(planned,)).play(range(4)) for planned in (late, replace(late, holds=())))
    assert held["applied"].any()
    assert np.array_equal(held["measures"], free["measures"], equal_nan=True)
