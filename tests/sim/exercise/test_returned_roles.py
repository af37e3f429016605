"""A role that is handed back takes its questions with it: those that must come are named before, and at the end of their module."""

from sim.exercise.facilitator import list_lost_with, list_unaskable
from tests.sim.exercise.exercises import SHIPPED, all_roles, conducted, jump_to_a_question

NAME, SEED = SHIPPED["active-assailant-90"]
ROLES = all_roles(NAME)


def test_what_was_answered_or_asked_is_not_lost() -> None:
    conductor = conducted(ROLES, NAME, SEED)
    front = jump_to_a_question(conductor)
    assert front in list_lost_with(conductor.state, front.of)
    conductor.no_decision(front.id)
    assert front not in list_lost_with(conductor.state, front.of)
    conductor.return_to_simulation(front.of)
    assert front not in list_unaskable(conductor.state)
