"""What is said of a variation before the exercise: the measures that the story needs, in their own units."""

import math

import pytest

from reports.handouts.preparation import describe_seed
from scenarios.exercise import Need
from sim.exercise.seed_search import OWN_DURATION_MEASURE, SeedFit
from tests.sim.exercise.exercises import ASSAILANT, opened


@pytest.mark.parametrize(
    ("measure", "value", "said"),
    [
        ("days_to_team", 9.807, "report taken up by the team 9.8 days"),
        (OWN_DURATION_MEASURE, 588.0, "duration without police 9:48"),
        ("found", math.inf, "missing child found, from when missed never"),
    ],
)
def test_a_need_is_told_in_the_unit_of_its_measure(measure: str, value: float, said: str) -> None:
    needs = [Need.model_validate({"measure": measure, "at_least": "1 s", "says": "as it must be"})]
    exercise = opened(ASSAILANT).exercise.model_copy(update={"needs": needs})
    assert describe_seed(exercise, [], SeedFit(7, ((value, value),), is_fit=True)) == f"seed 7: {said}"
