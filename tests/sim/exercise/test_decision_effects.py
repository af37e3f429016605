"""What each decision did: against the model's answer at the same cue, choice apart from time, on emergencies that fit the story."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from sim.exercise import decision_effects, fitting
from sim.exercise.arms import build_tables
from sim.exercise.conductor import Conductor
from sim.exercise.counterfactual import build_replication_task
from sim.exercise.decision_effects import (
    DecisionEffect,
    DecisionEffects,
    VariantPlanner,
    load_effects,
    load_or_measure_effects,
    measure_decision_effects,
)
from sim.exercise.decisions import DecisionResponse
from sim.exercise.fitting import FittingEmergencies, select_emergencies
from sim.exercise.journal_replay import read_journal
from sim.exercise.replay import replay_plan
from sim.exercise.seed_search import check_seed
from sim.measures import MEASURES, READERS
from sim.model.trace_reader import read_trace
from tests.sim.exercise.exercises import all_roles, conducted, finished, opened, to_a_question
from tests.sim.exercise.votes import let_vote

ARREST, SEED, FEW = "cardiac-arrest-20", 1, 4


def answered(option: str, delay: float | None = None) -> Conductor:
    """The first question of a cardiac arrest, answered; the rest is not played."""
    conductor = conducted(all_roles(ARREST), ARREST, SEED)
    to_a_question(conductor)
    assert conductor.state.current_decision is not None
    assert conductor.state.current_decision.decision.id == "D1"
    conductor.submit_decision("D1", DecisionResponse(option=option, decision_delay=delay))
    return conductor


def measured(conductor: Conductor, emergencies: int = FEW) -> DecisionEffects:
    found = measure_decision_effects(conductor.state, emergencies, ["D1"], workers=1)
    assert found is not None
    return found


def first(found: DecisionEffects) -> DecisionEffect:
    assert [one.id for one in found.decisions] == ["D1"]
    return found.decisions[0]


def values_of(effect: DecisionEffect) -> tuple[float, float, float]:
    assert effect.difference is not None
    assert effect.choice is not None
    assert effect.time is not None
    return effect.difference.value, effect.choice.value, effect.time.value


OPTION = opened(ARREST).exercise.decisions[0].options[0].id


@pytest.mark.slow
def test_a_question_that_was_talked_about_costs_no_time() -> None:
    """At the model's pace the whole difference is choice, to the last bit; the other parts are as they are read off two plays by hand."""
    conductor = answered(OPTION)
    effect = first(measured(conductor))
    total, choice, time = values_of(effect)
    assert (time, effect.came) == (0.0, 1.0)
    assert total == choice
    planner, task = VariantPlanner(conductor.state), build_replication_task(conductor.state)
    question = planner.questions[0]
    fit = select_emergencies(conductor.state, FEW).replications
    by_hand = []
    for plan in (planner.without(question), planner.team):
        values, work = [], replace(task, plan=plan)
        for replication in fit:
            arms, _ = replay_plan(partial(work.create_arms, replication, None), plan, task.roles)
            values.append(READERS[effect.measure](read_trace(arms.player.run(), task.player_tables)))
        by_hand.append(values)
    sign = MEASURES[effect.measure].sign
    assert total == pytest.approx(
        sign * sum(model - team for model, team in zip(*by_hand, strict=True)) / FEW, rel=1e-9
    )


@pytest.mark.slow
def test_a_slow_answer_is_charged_as_time_and_not_as_choice() -> None:
    quick, slow = (first(measured(answered(OPTION, delay))) for delay in (None, 300.0))
    assert quick.choice == slow.choice
    assert values_of(slow)[2] < 0.0
    assert values_of(slow)[0] == pytest.approx(values_of(slow)[1] + values_of(slow)[2])


@pytest.mark.slow
def test_the_other_answer_is_what_the_room_voted_for_at_the_teams_own_time() -> None:
    """It equals a team that gave that answer after the same time, read off plays by hand; positive is better than the team."""
    option = "street"
    conductor, elsewise = answered(OPTION, 3.0), answered(option, 3.0)
    let_vote(conductor.state, "D1", [(option, 1), (option, 2)])
    found = measure_decision_effects(conductor.state, FEW, workers=1)
    assert found is not None
    effect = next(one for one in found.decisions if one.id == "D1")
    assert effect.other is not None
    assert effect.other.answer == option
    task = build_replication_task(conductor.state)
    by_hand = []
    for plan in (VariantPlanner(one.state).team for one in (conductor, elsewise)):
        values, work = [], replace(task, plan=plan)
        for replication in select_emergencies(conductor.state, FEW).replications:
            arms, _ = replay_plan(partial(work.create_arms, replication, None), plan, task.roles)
            values.append(READERS[effect.measure](read_trace(arms.player.run(), task.player_tables)))
        by_hand.append(values)
    sign = MEASURES[effect.measure].sign
    assert by_hand[0] != by_hand[1]
    assert effect.other.difference.value == pytest.approx(
        sign * sum(team - other for team, other in zip(*by_hand, strict=True)) / FEW, rel=1e-9
    )


@pytest.mark.slow
def test_a_question_that_was_skipped_has_no_effect() -> None:
    conductor = conducted(all_roles(ARREST), ARREST, SEED)
    to_a_question(conductor)
    conductor.no_decision("D1")
    effect = first(measured(conductor))
    assert (effect.answer, effect.effective_at) == ("no decision", None)
    assert values_of(effect) == (0.0, 0.0, 0.0)


@pytest.mark.slow
def test_all_decisions_are_measured_on_emergencies_that_fit() -> None:
    conductor = answered(OPTION)
    found = select_emergencies(conductor.state, FEW)
    exercise, arms = conductor.opened.exercise, [*build_tables(conductor.opened)]
    assert all(check_seed(exercise, arms, SEED, one).is_fit for one in found.replications)
    skipped = set(range(max(found.replications))) - {*found.replications}
    assert skipped
    assert not any(check_seed(exercise, arms, SEED, one).is_fit for one in skipped)


@pytest.mark.slow
def test_a_question_that_was_never_asked_has_no_difference() -> None:
    found = measure_decision_effects(answered(OPTION).state, 2, workers=1)
    assert found is not None
    never = [one for one in found.decisions if one.answer is None]
    assert never
    assert all((one.difference, one.choice, one.time, one.best) == (None,) * 4 for one in never)


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, Conductor]:
    return tmp_path / "one.journal", answered(OPTION)


@pytest.mark.slow
def test_effects_are_kept_until_an_answer_changes(
    kept: tuple[Path, Conductor], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, conductor = kept
    first_found = load_or_measure_effects(path, conductor.journal.header, conductor.state, 2, workers=1)
    assert first_found is not None
    monkeypatch.setattr(decision_effects, "run_task", None)
    assert load_or_measure_effects(path, conductor.journal.header, conductor.state, 2) == first_found
    let_vote(conductor.state, "D1", [(opened(ARREST).exercise.decisions[0].options[2].id, 1)] * 2)
    with pytest.raises(TypeError):
        load_or_measure_effects(path, conductor.journal.header, conductor.state, 2, workers=1)
    other = answered(opened(ARREST).exercise.decisions[0].options[1].id)
    with pytest.raises(TypeError):
        load_or_measure_effects(path, other.journal.header, other.state, 2, workers=1)
    path.with_suffix(".effects").write_bytes(b"{")
    with pytest.raises(TypeError):
        load_or_measure_effects(path, conductor.journal.header, conductor.state, 2, workers=1)


@pytest.mark.slow
def test_effects_are_found_without_playing_the_exercise(kept: tuple[Path, Conductor]) -> None:
    """Also where votes say what an answer is held against."""
    path, conductor = kept
    read = read_journal(conductor.opened, conductor.journal)
    other = opened(ARREST).exercise.decisions[0].options[2].id
    for state in (conductor.state, read):
        let_vote(state, "D1", [(other, 1)] * 2)
    found = load_or_measure_effects(path, conductor.journal.header, conductor.state, 2, workers=1)
    assert found is not None
    assert load_effects(path, conductor.journal.header, read, 2) == found


def test_the_emergencies_of_all_effects_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def select(*given: object) -> FittingEmergencies:
        asked.append(given)
        return FittingEmergencies(1, (3, 5), 10, 2)

    monkeypatch.setattr(fitting, "select_fitting", select)
    state = finished("cardiac-arrest").state
    assert select_emergencies(state, 7) == select_emergencies(state, 7) == FittingEmergencies(1, (3, 5), 10, 2)
    select_emergencies(state, 8)
    assert len(asked) == 2
