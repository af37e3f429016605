"""Each shipped exercise with one wrong answer: no required decision is lost, and no role learns too early."""

from functools import cache

import pytest

from scenarios.library import list_shipped
from scenarios.script import Script
from sim.exercise.conductor import Conductor
from sim.exercise.seed_search import find_fitting_seed
from tests.sim.exercise.exercises import opened, scripted

FIRST_SIGNS = {1}
"""Numbers of injects by which a role may first hear that something is wrong, in all of them."""
QUICK = ("cardiac-arrest-20",)
NAMES = [pytest.param(name, marks=[] if name in QUICK else [pytest.mark.slow]) for name in list_shipped("exercise")]


@cache
def with_one_wrong_answer(name: str) -> list[tuple[str, Conductor]]:
    """The exercise in the first emergency that fits; each time one question has another answer than the first, or none."""
    exercise = opened(name).exercise
    seed = find_fitting_seed(opened(name), iter(range(1, 200)))
    assert seed is not None
    found = []
    for wrong in exercise.decisions:
        for option in [*(one.id for one in wrong.options[1:]), None]:
            answers = [
                {"decision": one.id, "talked": f"{one.limit / 2:g} s"}
                | (
                    {"nothing": True}
                    if one is wrong and option is None
                    else {"option": option if one is wrong else one.options[0].id}
                    if one.options
                    else {"talk_only": one.expects}
                )
                for one in exercise.decisions
            ]
            played = [one.id for one in exercise.roles]
            written = Script.model_validate({"script": "worst", "exercise": name, "played": played, "answers": answers})
            found.append((f"{wrong.id}: {option}", scripted(written, seed)))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_question_that_must_come_is_lost_by_one_wrong_answer(name: str) -> None:
    """Each is opened, whatever was answered to another."""
    for label, conductor in with_one_wrong_answer(name):
        windows = conductor.state.decision_points
        musts = [one.id for one in conductor.state.exercise.decisions if one.must]
        assert [one for one in musts if windows[one].opened_at is None] == [], label


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_told_what_the_model_says_they_do_not_know_of(name: str) -> None:
    """While T+ runs, a line reaches only roles that are aware; but for first signs, which say no more than that something is wrong."""
    for label, conductor in with_one_wrong_answer(name):
        state = conductor.state
        running = {one.id for one in state.exercise.segments if one.kind == "played"}
        for number, delivery in state.deliveries.items():
            inject = delivery.inject
            if delivery.outcome != "delivered" or inject.segment not in running or number in FIRST_SIGNS:
                continue
            for role in inject.to:
                aware = state.milestones.aware.get(state.roster_id(role))
                assert aware is not None, (label, number, role)
                assert aware <= delivery.time, (label, number, role)
