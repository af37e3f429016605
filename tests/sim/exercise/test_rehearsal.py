"""A rehearsal: which lines of an exercise would not come, and why; and the shelf on which exercises stand."""

from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.library import list_catalog, list_shipped
from sim.exercise.events import Setup
from sim.exercise.participants import build_role_titles
from sim.exercise.scripted import rehearse
from tests.sim.exercise.exercises import ASSAILANT, SEED, TEAM, opened

FIRE = "laboratory-fire-45"


def setup(name: str, seed: int = SEED, everybody: bool = True) -> Setup:
    roles = [role.id for role in opened(name).exercise.roles] if everybody else []
    return Setup(name, seed, dict.fromkeys(roles, ""))


@pytest.mark.slow
def test_with_everybody_modeled_no_question_opens_and_the_reason_is_said() -> None:
    found = rehearse(opened(ASSAILANT), setup(ASSAILANT, everybody=False))
    assert found.answered == 0
    questions = {one.name: one.reason for one in found.missed if not one.name.startswith("inject")}
    titles = build_role_titles(opened(ASSAILANT).exercise)
    owners = {one.id: f"{titles[one.of]} is modeled" for one in opened(ASSAILANT).exercise.decisions}
    assert questions == owners


def test_an_inject_whose_guard_fails_is_listed_with_the_guard() -> None:
    exercise = opened(FIRE).exercise
    guarded = {one.number: {"unless": [], "when": [one.after[0]], "after": []} for one in exercise.injects if one.after}
    never = [one.model_copy(update=guarded.get(one.number)) for one in exercise.injects]
    first = next(one for one in never if one.when and not one.contingency)
    changed = replace(opened(FIRE), exercise=exercise.model_copy(update={"injects": never}))
    missed = {one.name: one for one in rehearse(changed, setup(FIRE, 1)).missed}
    assert missed[f"inject {first.number}"].reason.endswith(" is not aware yet")
    assert missed[f"inject {first.number}"].time == 0.0


def test_the_shelf_has_what_is_shipped_by_length_and_a_folder_of_ones_own_first(tmp_path: Path) -> None:
    assert sorted(one.name for one in list_catalog(tmp_path)) == list_shipped("exercise")
    assert [one.minutes for one in list_catalog(tmp_path)] == sorted(one.minutes for one in list_catalog(tmp_path))
    titles = {opened(name).exercise.title for name in list_shipped("exercise")}
    assert {one.title for one in list_catalog(tmp_path)} == titles
    (tmp_path / "mine.yaml").write_text("# mine\nexercise: mine\nlike: cardiac-arrest-20\ntitle: Mine\n")
    (tmp_path / "broken.yaml").write_text("exercise: broken\nlike: nothing\n")
    (tmp_path / "notes.yaml").write_text("shopping: [milk]\n")
    (tmp_path / "binary.yaml").write_bytes(bytes(range(256)))
    found = list_catalog(tmp_path)
    mine, broken = (str(tmp_path / f"{name}.yaml") for name in ("mine", "broken"))
    assert [(one.name, bool(one.problem)) for one in found[:2]] == [(mine, False), (broken, True)]
    assert "nothing" in found[1].problem
    assert found[0].minutes == 20
    assert len(found) == 2 + len(list_shipped("exercise"))


@pytest.mark.slow
def test_what_did_not_come_is_told_with_the_note_of_its_author() -> None:
    name = TEAM
    (missed,) = [one for one in rehearse(opened(name), setup(name, 13)).missed if one.is_required]
    assert missed.reason == "needs alert sent"
    assert (missed.name, missed.time) == ("inject 2", 200.0)
    assert missed.note
