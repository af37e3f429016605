"""Every answer of the exercises that `allcall new exercise` writes can be reported on, like those of the shipped ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios.exercise_kit import HAZARDS, find_default_campus, list_campuses
from scenarios.library import ValidatedExercise, open_exercise
from sim.exercise.conductor import Conductor
from tests.sim.exercise.answers import choose_at_random, conduct, conduct_each_answer
from tests.sim.exercise.exercises import of_each_kind
from tests.tui.answered import look_back, shared, write_everything, write_exports
from tui.cli import main

ELSEWHERE = [
    pytest.param(hazard, campus, marks=pytest.mark.full(step="answers"))
    for hazard in HAZARDS
    for campus in list_campuses(hazard)
    if campus != find_default_campus(hazard)
]


@pytest.fixture(scope="module", autouse=True)
def _share_what_takes_long() -> Iterator[None]:
    with shared():
        yield


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write_exercise(hazard: str, campus: str) -> ValidatedExercise:
    """What `allcall new exercise` writes into the working folder."""
    assert main(["new", "exercise", "ours", "--hazard", hazard, "--campus", campus]) == 0
    return open_exercise("ours.yaml")


def conduct_at_random(hazard: str, campus: str) -> Conductor:
    exercise = write_exercise(hazard, campus)
    return conduct(exercise, choose_at_random(exercise.exercise, f"{hazard} {campus}"))


@pytest.mark.parametrize("hazard", of_each_kind(HAZARDS, kinds=("cardiac-arrest", "threat-report")))
def test_each_answer_of_an_exercise_that_was_written(hazard: str) -> None:
    exercise = write_exercise(hazard, find_default_campus(hazard))
    for question in exercise.exercise.decisions:
        for _, conductor in conduct_each_answer(exercise, question.id):
            look_back(conductor)


@pytest.mark.parametrize("hazard", of_each_kind(HAZARDS, kinds=("cardiac-arrest", "threat-report")))
def test_random_answers_to_all_questions_of_an_exercise_that_was_written(hazard: str, tmp_path: Path) -> None:
    write_everything(conduct_at_random(hazard, find_default_campus(hazard)), tmp_path)


@pytest.mark.parametrize(("hazard", "campus"), ELSEWHERE)
def test_random_answers_to_all_questions_of_an_exercise_that_was_written_for_another_campus(
    hazard: str, campus: str, tmp_path: Path
) -> None:
    write_exports(look_back(conduct_at_random(hazard, campus)), tmp_path)
