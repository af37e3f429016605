"""Objectives that are left out, and the pace: chosen before it begins, and so in the journal, at a screen and from a script."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from scenarios.diagnostics import Problems
from scenarios.exercise import Exercise
from scenarios.library import open_script
from sim.exercise.conductor import Conductor
from sim.exercise.events import Setup
from sim.exercise.schedule import DESCOPED_REASON, item_name, list_descoped_items
from tests.sim.exercise import exercises
from tests.sim.exercise.exercises import ASSAILANT, SEED, begun, opened, prepared

EXERCISE = opened().exercise
ALL = tuple(one.id for one in EXERCISE.objectives)


def names(exercise: Exercise, *left_out: str) -> list[str]:
    return [item_name(one) for one in list_descoped_items(exercise, left_out)]


def changed(**changes: Mapping[str, Any]) -> Exercise:
    """The exercise with other injects or decisions, by number or id."""
    injects = [one.model_copy(update=changes.get(f"inject{one.number}", {})) for one in EXERCISE.injects]
    decisions = [one.model_copy(update=changes.get(one.id, {})) for one in EXERCISE.decisions]
    return EXERCISE.model_copy(update={"injects": injects, "decisions": decisions})


def test_only_what_may_be_dropped_and_serves_nothing_else_does_not_come() -> None:
    assert names(EXERCISE) == []
    assert names(EXERCISE, "overview") == ["inject-1", "inject-7", "inject-8", "D5", "D6", "D10"]
    assert names(EXERCISE, "inform-911") == ["D11"]
    both = "inject-1 inject-5 inject-7 inject-8 D5 D6 D9 D10"
    assert names(EXERCISE, "coordinate", "overview") == both.split()
    assert next(one for one in EXERCISE.injects if one.number == 11).objective == "warn"
    assert names(EXERCISE, "warn") == []  # a contingency stays
    assert "D4" in names(changed(D4={"must": False}), "overview")


def test_what_something_that_stays_waits_for_comes() -> None:
    after = EXERCISE.decisions[2].after  # D3, after inject 4
    four = {"must": False, "objective": "overview", "after": [after[1].model_copy(update={"delivered": 7})]}
    waits = changed(inject4=four)
    assert names(waits, "overview") == ["inject-1", "inject-8", "D5", "D6", "D10"]
    assert names(waits, "overview", "coordinate") == ["inject-1", "inject-5", "inject-8", "D5", "D6", "D9", "D10"]


def test_it_is_held_at_the_very_beginning_and_can_be_delivered_after_all() -> None:
    conductor = begun(Setup(ASSAILANT, SEED, {"principal": ""}, left_out=("overview",)))
    held = {number: one.reason for number, one in conductor.state.deliveries.items()}
    assert held == {1: DESCOPED_REASON, 7: DESCOPED_REASON, 8: DESCOPED_REASON}
    conductor.next_segment()
    conductor.dispose_inject(7, "delivered")
    assert conductor.state.deliveries[7].outcome == "delivered"


def test_a_break_before_it_was_all_held_changes_nothing() -> None:
    setup = Setup(ASSAILANT, SEED, {"principal": ""}, left_out=("overview",))
    whole = begun(setup)
    expected = exercises.list_significant(whole.journal.entries())
    for kept in range(1, len(whole.state.log) + 1):
        conductor = prepared(opened(), SEED, whole.state.log[:kept])
        conductor.resume()
        assert exercises.list_significant(conductor.journal.entries()) == expected


# pace


def test_a_stretch_is_played_at_the_pace_that_was_chosen_and_so_after_a_break() -> None:
    conductor = begun(Setup(ASSAILANT, SEED, {"principal": ""}, pace=4))
    conductor.next_segment()
    conductor.play()
    conductor.tick(1.0)
    assert (conductor.clock.incident_time, conductor.state.speed) == (4, 4)
    again = Conductor(opened(), conductor.journal)
    again.resume()
    again.play()
    again.tick(1.0)
    assert again.clock.incident_time == 8


def test_after_a_break_it_goes_on_at_the_speed_that_was_chosen_last() -> None:
    conductor = begun(Setup(ASSAILANT, SEED, {"principal": ""}, rehearsal=True))
    conductor.next_segment()
    conductor.play(60)
    conductor.stop()
    assert Conductor(opened(), conductor.journal).clock.speed == 10


# from a file


def written(folder: Path, more: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(f"script: mine\nexercise: {ASSAILANT}\nseed: {SEED}\nplayed: [principal]\n{more}")
    return path


def test_a_script_says_what_is_left_out_and_the_pace(tmp_path: Path) -> None:
    read, _ = open_script(str(written(tmp_path, "left_out: [overview]\npace: 4\n")))
    assert (read.left_out, read.pace) == (["overview"], 4)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("left_out: [overviews]\n", 'nearest is "overview"'),
        ("left_out: [warn, warn]\n", 'objective "warn" is there already'),
        (f"left_out: [{', '.join(ALL)}]\n", "all objectives are left out; keep one"),
        ("pace: 3\n", "pace"),
    ],
)
def test_what_a_script_leaves_out_is_checked(more: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(Problems) as caught:
        open_script(str(written(tmp_path, more)))
    assert says in str(caught.value)
