"""The other emergencies of an exercise are the same in both engines: when each trigger occurs, all three arms, every column."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.exercise import Condition
from sim.compiled.engine import CompiledEngine
from sim.compiled.play import CompiledPlay
from sim.engine import Engine, SimpyEngine
from sim.exercise.arms import Arms
from sim.exercise.counterfactual import build_replication_task, run_counterfactual
from sim.exercise.replay import PlannedAction, Replay
from sim.exercise.triggers import Trigger
from sim.experiment import engine_choice
from sim.experiment.executor import Progress
from tests.sim.compiled.engine_comparison import describe_play, find_trace_difference
from tests.sim.compiled.random_interventions import plans_in, played_in
from tests.sim.compiled.rare_options import KINDS, rare_emergencies
from tests.sim.exercise.exercises import FIRST, finished
from tests.sim.exercise.reviews import looked_back
from tests.sim.model.random_campuses import Played


@pytest.mark.slow
def test_an_act_that_takes_no_time_does_not_hold_up_the_next_of_the_same_person() -> None:
    """The aide sets out to search between two whole seconds, and is free again before the next one."""
    task = build_replication_task(finished("missing-student").state)
    acts = {"kind": "search", "by": "aide@a04", "place": "blacktop"}, {"kind": "call-911", "by": "aide@a04"}
    cue = Trigger(after=(Condition(aware="aide@a04"),), owner="aide@a04")
    plan = (PlannedAction("D1", cue, None, cost=0.5, actions=acts),)
    for replication in range(3):
        arms = task.create_arms(replication), replace(task, is_compiled=True).create_arms(replication)
        assert_equal_replays(*arms, plan, task.roles, f"replication {replication}: ")


@pytest.mark.parametrize("script", [*FIRST, pytest.param("too-late", marks=pytest.mark.slow)])
def test_the_decisions_of_a_shipped_script_are_the_same(script: str) -> None:
    task = build_replication_task(finished(script).state)
    compiled = replace(task, is_compiled=True)
    for replication in range(3):
        where = f"{script}, replication {replication}: "
        arms = task.create_arms(replication), compiled.create_arms(replication)
        assert_equal_replays(*arms, task.plan, task.roles, where)
    expected, actual = task.play(range(1, 20)), compiled.play(range(1, 20))
    assert actual.keys() == expected.keys()
    for name, column in expected.items():
        assert (actual[name].dtype, actual[name].shape) == (column.dtype, column.shape), name
        assert actual[name].tobytes() == column.tobytes(), name


def test_effects_are_the_same_and_progress_says_which_engine_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    """The compiled engine on threads, where it is worth loading."""
    review = looked_back("cardiac-arrest")
    task, told = build_replication_task(review.state), list[Progress]()
    expected = run_counterfactual(task, review.observed_play, 6, workers=1, on_progress=told.append)
    monkeypatch.setattr(engine_choice, "WORTH_LOADING", 0)
    monkeypatch.setattr(engine_choice, "WORTH_COMPILING", 0)
    actual = run_counterfactual(task, review.observed_play, 6, workers=2, on_progress=told.append)
    assert actual == expected
    assert (told[0].is_compiled, told[-1].is_compiled) == (False, True)


def assert_equal_replays(
    expected: Arms[Engine], actual: Arms[Engine], plan: Sequence[PlannedAction], roles: Collection[str], where: str
) -> None:
    """Both engines look at the triggers at the same times, though one passes over what changes nothing."""
    times = [Replay(arms, plan, roles).run() for arms in (expected, actual)]
    assert times[1] == times[0], where
    for arm, play in zip(expected, actual, strict=True):
        difference = find_trace_difference(arm.run(), play.run())
        assert not difference, where + difference


def assert_equal_random_replays(data: st.DataObject, emergency: Played) -> None:
    tables, seed, replication = emergency.tables(), emergency.seed, emergency.replication
    plan, roles = data.draw(plans_in(tables)), data.draw(played_in(tables))
    model = SimpyEngine(tables, seed, replication, played=roles)
    expected = Arms(model, SimpyEngine(tables, seed, replication), SimpyEngine(tables, seed, replication))
    play = CompiledPlay(CompiledEngine(tables, seed), replication, roles)
    others = [CompiledPlay(CompiledEngine(tables, seed), replication) for _ in range(2)]
    assert_equal_replays(expected, Arms(play, *others), plan, roles, describe_play(tables, seed, replication))


@pytest.mark.full(step="engines")
@pytest.mark.parametrize("kind", KINDS)
def test_many_random_plans_are_replayed_the_same(kind: str) -> None:
    @given(st.data(), rare_emergencies(kind))
    @settings(max_examples=90)
    def replays_the_same(data: st.DataObject, emergency: Played) -> None:
        assert_equal_random_replays(data, emergency)

    replays_the_same()
