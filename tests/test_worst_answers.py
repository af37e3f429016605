"""Each exercise that is shipped, with one wrong answer: no question that must come is lost, and nobody is told what they do not know of."""

import pytest

from scenarios.names import shipped
from scenarios.script import Script
from sim.drill.conduct import Conduct
from sim.drill.seeds import first_that_fits
from tests.exercises import opened, scripted

FIRST_SIGNS = {1}
"""Numbers of injects by which a role may first hear that something is wrong, in all of them."""
QUICK = ("cardiac-arrest-20",)
NAMES = [
    pytest.param(name, marks=[] if name in QUICK else [pytest.mark.slow]) for name in shipped("exercise")
]


def with_one_wrong_answer(name: str) -> list[tuple[str, Conduct]]:
    """The exercise in the first emergency that fits; each time one question has another answer than the first, or none."""
    exercise = opened(name).exercise
    seed = first_that_fits(opened(name), iter(range(1, 200)))
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
                )
                for one in exercise.decisions
            ]
            played = [one.id for one in exercise.roles]
            written = Script.model_validate(
                {"script": "worst", "exercise": name, "played": played, "answers": answers}
            )
            found.append((f"{wrong.id}: {option}", scripted(written, seed)))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_no_question_that_must_come_is_lost_by_one_wrong_answer(name: str) -> None:
    """Each is opened, whatever was answered to another."""
    for label, conduct in with_one_wrong_answer(name):
        windows = conduct.state.windows
        musts = [one.id for one in conduct.state.exercise.decisions if one.must]
        assert [one for one in musts if windows[one].opened is None] == [], label


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_told_what_the_model_says_they_do_not_know_of(name: str) -> None:
    """While T+ runs, a line reaches only roles that are aware; but for first signs, which say no more than that something is wrong."""
    for label, conduct in with_one_wrong_answer(name):
        state = conduct.state
        running = {one.id for one in state.exercise.segments if one.kind == "played"}
        for number, delivery in state.deliveries.items():
            inject = delivery.inject
            if delivery.outcome != "delivered" or inject.segment not in running or number in FIRST_SIGNS:
                continue
            for role in inject.to:
                aware = state.moments.aware.get(state.roster_id(role))
                assert aware is not None, (label, number, role)
                assert aware <= delivery.time, (label, number, role)
