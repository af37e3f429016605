"""Shipped exercises, scripts and names files are right, and open again from their embedded texts."""

from typing import Any

import pytest

from scenarios import library
from scenarios.diagnostics import Problems
from sim.engine import SimpyEngine
from sim.exercise.arms import build_tables
from sim.model.interventions import from_json
from tests.sim.exercise.exercises import opened, script

EXERCISES = library.list_shipped("exercise")
SCRIPTS = library.list_shipped("script")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind in ("exercise", "script", "names") for name in library.list_shipped(kind)]
)
def test_shipped_files_have_no_problems_and_nothing_odd(kind: str, name: str) -> None:
    """Counts of injects, decisions and minutes are notes, so the shipped ones keep to them."""
    opening = library.Loader()
    assert opening.check(library.find_file(kind, name, library.Mention())) == kind
    assert [one.headline for one in (*opening.problems, *opening.notes)] == []


@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise_can_be_carried_along(name: str) -> None:
    once = opened(name)
    again = library.open_exercise_from(once.files)
    assert again.exercise == once.exercise
    assert again.emergency.scenario == once.emergency.scenario
    assert again.emergency.place.campus == once.emergency.place.campus
    assert again.emergency.strategies == once.emergency.strategies
    assert again.files == once.files


def test_what_is_carried_along_is_whole_and_what_was_not_is_named() -> None:
    """Both arms' strategies, the campus's present practice, and what a file is like; nothing else."""
    files = opened().files
    strategies = {f"strategy {name}" for name in ("app", "app-no-staff-leg", "office-pa", "practice+app")}
    others = {"exercise active-assailant-45", "scenario active-assailant", "campus large-high-school"}
    assert set(files) == strategies | others
    assert '"like"' not in files["strategy app-no-staff-leg"]
    files = {name: text for name, text in opened().files.items() if name != "strategy app"}
    with pytest.raises(Problems, match='strategy "app" is not among the files of this exercise'):
        library.open_exercise_from(files)
    with pytest.raises(Problems, match="not exactly one exercise"):
        library.open_exercise_from({})


def test_the_shortest_exercise_on_a_scenario_comes_first_and_names_are_for_their_campus() -> None:
    assert library.list_exercises_on("active-assailant")[0] == "active-assailant-45"
    assert library.list_exercises_on("active-assailant-lunch") == []
    assert library.open_names("riverside", "large-high-school").zones["gym"] == "Fieldhouse"
    with pytest.raises(Problems, match=r"for campus .*large-high-school.*, not for .*rural-k12"):
        library.open_names("riverside", "rural-k12")


@pytest.mark.parametrize("name", EXERCISES)
def test_the_model_knows_every_act_of_every_option_and_of_the_world(name: str) -> None:
    """Who is named is there, and no act fails for want of means that the file could have known of."""
    exercise = opened(name).exercise
    tables, _ = build_tables(opened(name))
    engine = SimpyEngine(tables, 0, 0)
    engine.run_until(exercise.starts + 5.0)
    plays = {role.id: role.plays for role in exercise.roles}
    acts = [act for decision in exercise.decisions for option in decision.options for act in option.does]
    world = [act for inject in exercise.injects for act in inject.world]
    assert acts
    assert world or not opened(name).emergency.scenario.hazard.is_witnessed
    for act in (*acts, *world):
        written: dict[str, Any] = act.model_dump()
        for key in written.keys() & {"by", "whom"}:
            written[key] = plays.get(written[key], written[key])
        outcome = engine.preview(from_json(written))
        known_later = ("phone", "have the app", "does not know", "locked already", "already locked", "reported")
        assert outcome.began or any(words in outcome.reason for words in known_later), outcome


@pytest.mark.slow
def test_a_shipped_exercise_is_as_long_as_its_name_says_and_has_a_script() -> None:
    """Named by their minutes, and each with a script, a contingency, and no more than two decisions under time pressure."""
    exercises = {name: opened(name).exercise for name in EXERCISES}
    minutes = {name: one.minutes for name, one in exercises.items()}
    assert minutes == {name: int(name.rpartition("-")[2]) for name in EXERCISES}
    assert {script(name).exercise for name in SCRIPTS} == set(exercises)
    for one in exercises.values():
        assert any(inject.contingency for inject in one.injects)
        timed = sum(decision.kind == "pressed" for decision in one.decisions)
        assert timed == 0 if one.in_days else 1 <= timed <= 2


@pytest.mark.parametrize("name", EXERCISES)
def test_what_waits_for_an_answer_keeps_to_the_guide_and_an_answer_says_what_it_is_by_itself(name: str) -> None:
    """A question that is left open is never answered: only in a talked part, only what may be left out, and with a note."""
    exercise = opened(name).exercise
    talked = {one.id for one in exercise.segments if one.kind == "talked"}
    waiting = [(one, condition.decided) for one in exercise.injects for condition in one.after if condition.decided]
    for inject, decision in waiting:
        assert inject.segment in talked
        assert not inject.must
        assert f"{decision} stays undecided" in (inject.notes or "")
    assert not [one for one in exercise.decisions for condition in one.after if condition.decided]
    # It is read in a report, where the others do not stand beside it.
    answers = [option.says for decision in opened(name).exercise.decisions for option in decision.options]
    assert all(" " in says.strip() for says in answers)
