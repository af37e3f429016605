"""Which inputs an emergency uses takes the time of a report. Tests find it once for each emergency."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from scenarios.scenario import Emergency
from sim.experiment.used_inputs import find_used_inputs

Question = tuple[int, tuple[str, ...], tuple[tuple[str, ...], ...]]


@contextmanager
def found_once() -> Iterator[None]:
    answers: dict[Question, tuple[Emergency, set[str]]] = {}  # an emergency that is kept keeps its identity

    def find_once(emergency: Emergency, strategies: Sequence[str], *days: Sequence[str]) -> set[str]:
        question = (id(emergency), tuple(strategies), tuple(map(tuple, days)))
        if question not in answers:
            answers[question] = (emergency, find_used_inputs(emergency, strategies, *days))
        return answers[question][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reports.text.evidence.find_used_inputs", find_once)
        yield
