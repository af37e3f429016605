"""What the page says of an assumed effect of training, of results made by hand."""

import pytest

from reports.comparison.training_effect import TrainedPeople, describe_break_even, describe_people
from scenarios.library import open_program
from sim.experiment.training_effect import TrainingMeasure


def measure(
    break_even: float | None, earliest: float | None, latest: float | None, trained: float = 60.0
) -> TrainingMeasure:
    flat, ends = (trained,) * 4, (7.4,) * 5
    return TrainingMeasure("unaware_time", "s", 70.0, 62.0, flat, ends, ends, ends, break_even, earliest, latest)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (measure(0.6, 0.51, 0.7), "60% of the assumed effect brings as much as the app (95% CI 51% to 70%)."),
        (measure(0.9, 0.8, None), "90% of the assumed effect brings as much as the app (95% CI 80% to beyond 100%)."),
        (measure(None, 0.9, None), "the whole assumed effect brings 7 s less than the app."),
        (measure(0.0, 0.0, 0.2), "the app brings no more than today's practice."),
        (measure(None, None, None, trained=70.0), "nothing of what is assumed changes it."),
    ],
)
def test_the_break_even_in_a_sentence(found: TrainingMeasure, said: str) -> None:
    assert describe_break_even(found, "the app") == f"Unaware, per staff member: {said}"


def test_who_is_trained_here() -> None:
    program = open_program("threat-assessment")
    assert describe_people(TrainedPeople(program, 11, 1), 150) == (
        "Behavioral threat assessment, about 16 h: 11 people trained here, 1 more has begun, by the training record. 150 staff."
    )
    assert "no one trained here, by" in describe_people(TrainedPeople(program, 0, 0), 150)
