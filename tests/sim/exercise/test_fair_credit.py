"""Fair credit, over all shipped exercises: who leaves all to the model differs from it by nothing, and who decides well loses nothing."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from sim.engine import SimpyEngine
from sim.exercise import decision_effects
from sim.exercise.arms import build_draw_block, build_tables
from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.decision_effects import DecisionEffects, VariantPlanner, VariantTask, measure_decision_effects
from sim.exercise.decisions import DecisionResponse
from sim.exercise.leverage import find_smallest_difference
from sim.measures import MEASURES, READERS, list_measures
from sim.model.trace_reader import read_trace
from tests.sim.exercise.exercises import EACH_SLOW, SHIPPED, all_roles, conducted, known, of_each_kind, opened

FEW = 16


@pytest.fixture(autouse=True)
def compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few emergencies would be played by the slower engine."""
    monkeypatch.setattr(decision_effects, "_choose_engine", lambda task: replace(task, is_compiled=True))


def played(name: str, answers: Mapping[str, str]) -> Conductor:
    """The modules in which T+ runs, each question answered at the pace of the model; without an answer there is no decision."""
    exercise, seed = SHIPPED[name]
    conductor = conducted(all_roles(exercise), exercise, seed)
    while conductor.segment.kind == "played":
        front = conductor.state.current_decision
        if front is not None:
            decide(conductor, front.decision.id, answers.get(front.decision.id))
        elif conductor.is_over or conductor.is_nothing_left or conductor.find_next_stop() is None:
            conductor.next_segment()
        else:
            conductor.jump()
    return conductor


def decide(conductor: Conductor, question: str, answer: str | None) -> None:
    try:
        if answer is not None:
            conductor.submit_decision(question, DecisionResponse(option=answer))
            return
    except CommandRejected:
        pass
    conductor.no_decision(question)


def measured(conductor: Conductor) -> DecisionEffects:
    return known(measure_decision_effects(conductor.state, FEW, workers=1))


@pytest.mark.parametrize("name", EACH_SLOW)
def test_a_team_that_leaves_all_to_the_model_is_fully_simulated_to_the_last_bit(name: str) -> None:
    """In each row nothing was won or lost, by any interval; and its emergencies are those in which nobody is played at all."""
    conductor = played(name, {})
    found = measured(conductor)
    assert any(one.difference is not None for one in found.decisions)
    differences = [one.difference for one in found.decisions] + [one.difference for one in found.together]
    for one in filter(None, differences):
        assert (one.value, one.ci_low, one.ci_high) == (0.0, 0.0, 0.0)
    exercise, seed = SHIPPED[name]
    planner, tables = VariantPlanner(conductor.state), build_tables(conductor.opened)[0]
    assert not any(planned.actions for planned in planner.team)
    measures = tuple(list_measures(tables.hazard.kind))
    roles = frozenset(all_roles(exercise))
    task = VariantTask(tables, seed, roles, (0, 1, 2), (planner.team, planner.simulated), (), measures)
    for replication, both in enumerate(task.play(range(3))["values"]):
        reading = read_trace(SimpyEngine(tables, seed, replication, build_draw_block(seed, replication)).run(), tables)
        alone = [READERS[measure](reading) for measure in measures]
        for values in both:
            assert values.tolist() == pytest.approx(alone, rel=0.0, abs=0.0, nan_ok=True)


@pytest.mark.parametrize("name", of_each_kind(SHIPPED, kinds=("cardiac-arrest", "report-on-monday")))
def test_who_decides_well_and_quickly_is_credited_with_no_loss(name: str) -> None:
    """The best answers at the pace of the model: no time is charged, and no decision, nor all of them, loses enough to matter."""
    questions = opened(SHIPPED[name][0]).exercise.decisions
    first = measured(played(name, {one.id: one.options[0].id for one in questions if one.options}))
    best = {one.id: one.best.answer for one in first.decisions if one.best is not None}
    conductor = played(name, best)
    found = measured(conductor)
    decided = [one for one in found.decisions if one.answer in best.values()]
    assert decided
    for one in decided:
        assert one.time is None or one.time.value == 0.0
    differences = [(one.measure, one.difference) for one in decided]
    differences += [(one.measure, one.difference) for one in found.together]
    for measure, difference in differences:
        smallest = find_smallest_difference(measure, conductor.opened.emergency)
        assert difference is None or difference.value > -smallest, (measure, MEASURES[measure].unit)
