"""Every answer of the exercises that `allcall new exercise` writes can be reported on, like those of the shipped ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios.exercise_kit import HAZARDS, find_default_campus, list_campuses
from scenarios.library import ValidatedExercise, open_exercise
from tests.tui.answered import conduct_at_random, conduct_each_option, look_back, shared, walk_screens, write_everything
from tui.cli import main

PLACES = [(hazard, campus) for hazard in HAZARDS for campus in list_campuses(hazard)]


@pytest.fixture(scope="module", autouse=True)
def _share_what_takes_long() -> Iterator[None]:
    with shared():
        yield


def write_exercise(hazard: str, campus: str) -> ValidatedExercise:
    """What `allcall new exercise` writes into the working folder."""
    assert main(["new", "exercise", "ours", "--hazard", hazard, "--campus", campus]) == 0
    return open_exercise("ours.yaml")


@pytest.mark.slow
@pytest.mark.parametrize("hazard", HAZARDS)
def test_each_option_of_an_exercise_that_was_written(
    hazard: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    exercise = write_exercise(hazard, find_default_campus(hazard))
    for question in (one.id for one in exercise.exercise.decisions if one.options):
        for _, conductor in conduct_each_option(exercise, question):
            look_back(conductor)


@pytest.mark.slow
@pytest.mark.parametrize(("hazard", "campus"), PLACES)
def test_random_answers_to_all_questions_of_an_exercise_that_was_written(
    hazard: str, campus: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    conductor = conduct_at_random(write_exercise(hazard, campus), f"{hazard} {campus}")
    write_everything(conductor, tmp_path, in_short=True)
    if campus == find_default_campus(hazard):
        walk_screens(conductor, tmp_path)
