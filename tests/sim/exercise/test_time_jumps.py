"""Where the scenario time jumps, the emergency is played to that time."""

from dataclasses import replace
from typing import Any

import pytest

from scenarios.library import ValidatedExercise
from sim.exercise.conductor import Conductor
from sim.exercise.decisions import DecisionResponse
from sim.exercise.events import Setup
from sim.exercise.facilitator import start_debrief
from sim.exercise.journal_replay import replay_journal
from sim.exercise.messages import build_message_queue
from sim.exercise.narrative import narrate
from sim.model.trace import EventKind
from tests.sim.exercise import exercises
from tests.sim.exercise.exercises import SHIPPED, begun, conducted, jump_to_a_question, opened, play_seconds

WITH_A_JUMP = [name for name, (exercise, _) in SHIPPED.items() if opened(exercise).exercise.segments[2].story]


def ended_early(name: str) -> Conductor:
    """Its first module ended a minute after onset."""
    exercise, seed = SHIPPED[name]
    conductor = conducted(exercises.script(name).played, exercise, seed)
    play_seconds(conductor, 60.0)
    conductor.next_segment()
    return conductor


@pytest.mark.slow
@pytest.mark.parametrize("name", WITH_A_JUMP)
def test_a_module_that_is_ended_early_is_played_to_where_the_story_goes_on(name: str) -> None:
    conductor = ended_early(name)
    state = conductor.state
    assert state.segment is not None
    assert (state.segment.kind, state.segment.story) == ("talked", state.scenario_time)
    assert 60.0 < state.time <= state.scenario_time
    for arm in state.running_arms:
        last_students_wait = state.opened.emergency.scenario.protocol.kind == "reunify"
        assert not arm.view().is_hazard_active or last_students_wait
        left = arm.run().rows
        moves = [row for row in left if row[0] > state.time and row[1] in (EventKind.AWARE, EventKind.PROTECTED)]
        assert moves == []
    assert build_message_queue(state, state.played).waiting == []
    again = replay_journal(conductor.opened, conductor.journal)
    assert (again.time, again.milestones.first) == (state.time, state.milestones.first)


def test_what_did_not_come_was_cut_by_the_facilitator_and_not_by_the_clock() -> None:
    """With minutes in hand nothing is held for want of time; the log says what the room was not asked about."""
    conductor = ended_early("active-assailant")
    held = {one.reason for one in conductor.state.deliveries.values() if one.outcome == "held" and one.time >= 60.0}
    assert "the module was ended before" in held
    assert "no time left" not in held
    said = [one.text for one in narrate(conductor.state) if one.kind == "segment"]
    assert said[-1].endswith("Played on to here from T+01:00; no questions were asked")


def test_a_segment_that_never_began_moves_no_clock_of_the_story() -> None:
    """A real emergency in the second module of three: its hot wash is not at the time of the third."""
    exercise, seed = SHIPPED["active-assailant-90"]
    conductor = conducted([], exercise, seed)
    conductor.next_segment()
    now = conductor.state.scenario_time
    conductor.freeze()
    start_debrief(conductor)
    assert conductor.state.scenario_time == now == 25 * 60.0
    assert [one.scenario_time for one in narrate(conductor.state)][-1] == now


def test_where_nothing_happens_until_then_the_story_goes_on_at_its_own_time() -> None:
    conductor = shortened(story=120.0)
    assert (conductor.state.time, conductor.clock.incident_time, conductor.state.scenario_time) == (120.0, 120, 120.0)
    assert all(arm.now <= 120.0 for arm in conductor.state.running_arms)
    assert any(row[0] > 120.0 for row in conductor.state.running_arms.comparison.run().rows)


def shortened(**segment: Any) -> Conductor:
    """The exercise with this about its talked module, which has just begun."""
    whole = opened()
    segments = [one.model_copy(update=segment) if one.kind == "talked" else one for one in whole.exercise.segments]
    other: ValidatedExercise = replace(whole, exercise=whole.exercise.model_copy(update={"segments": segments}))
    seed = SHIPPED["active-assailant"][1]
    conductor = begun(Setup(other.exercise.exercise, seed, {"principal": ""}), other)
    while conductor.segment.kind != "talked":
        conductor.next_segment()
    return conductor


def test_what_was_decided_before_the_jump_begins_in_it_and_is_told() -> None:
    """An answer of the last second of the module: its act begins at its time, and the log says how many it reached."""
    conductor = conducted(["principal", "secretary"])
    jump_to_a_question(conductor)
    conductor.submit_decision("D1", DecisionResponse(option="pa", decision_delay=20.0))
    assert conductor.state.done == []
    starts = conductor.state.decision_points["D1"].response.starts
    conductor.next_segment()
    (done,) = conductor.state.done
    assert (done.action.source_id, done.action.time, done.outcome.began) == ("D1", starts, True)
    said = [one.text for one in narrate(conductor.state)]
    assert any("Your PA call reached" in words for words in said)
