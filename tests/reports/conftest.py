"""What takes the time of a report, which inputs its emergency uses, is found once a worker for each emergency."""

from collections.abc import Iterator, Sequence

import pytest

from scenarios.scenario import Emergency
from sim.experiment.used_inputs import find_used_inputs

Question = tuple[int, tuple[str, ...], tuple[tuple[str, ...], ...]]


@pytest.fixture(autouse=True, scope="session")
def _find_used_inputs_once() -> Iterator[None]:
    answers: dict[Question, tuple[Emergency, set[str]]] = {}  # an emergency that is kept keeps its identity

    def find_once(emergency: Emergency, strategies: Sequence[str], *days: Sequence[str]) -> set[str]:
        question = (id(emergency), tuple(strategies), tuple(map(tuple, days)))
        if question not in answers:
            answers[question] = (emergency, find_used_inputs(emergency, strategies, *days))
        return answers[question][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reports.text.evidence.find_used_inputs", find_once)
        yield
