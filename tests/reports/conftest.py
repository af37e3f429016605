"""What takes the time of a report, which inputs its emergency uses, is found once a worker for each emergency. A browser for pages."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pytest

from scenarios.scenario import Emergency
from sim.experiment.used_inputs import find_used_inputs

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    from tests.chromium import CHROMIUM

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM)
        yield opened
        opened.close()
