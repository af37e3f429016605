"""What a facilitator does beside the plan: it is in the journal, and is played again as it was."""

import pytest

from sim.exercise import facilitator
from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.decisions import DecisionResponse
from sim.exercise.facilitator import list_lost_with, list_unaskable
from sim.exercise.journal_replay import replay_journal
from sim.exercise.messages import list_messages
from sim.exercise.room_frame import Place
from sim.exercise.room_view import build_participant_view
from sim.exercise.schedule import build_agenda, list_upcoming
from tests.sim.exercise import exercises
from tests.sim.exercise.exercises import SHIPPED, all_roles, conducted, opened, to_a_question, traces

PLAYED = ("principal", "assistant-principal", "secretary", "nurse", "teacher")


def at_a_talked_question() -> tuple[Conductor, str]:
    """The first question under pressure is left unanswered; the next stops the incident."""
    conductor = conducted(PLAYED)
    to_a_question(conductor)
    conductor.no_decision("D1")
    to_a_question(conductor)
    return conductor, conductor.state.list_open_decisions()[0].decision.id


def test_a_question_put_under_pressure_lets_the_incident_run_and_measures_the_thinking() -> None:
    """T+ stood still before; now it runs at ×1, and what passes is what the answer costs."""
    conductor, question = at_a_talked_question()
    with pytest.raises(CommandRejected, match="D4 is not open"):
        facilitator.start_countdown(conductor, "D4")
    with pytest.raises(CommandRejected, match="scenario time is stopped"):
        conductor.play()
    facilitator.start_countdown(conductor, question)
    with pytest.raises(CommandRejected, match="already"):
        facilitator.start_countdown(conductor, question)
    began = conductor.state.time
    conductor.play(10)
    for _ in range(120):
        conductor.tick(0.1)
    assert conductor.state.time == began + 12.0
    with pytest.raises(CommandRejected, match="timed question"):
        conductor.jump()
    conductor.submit_decision(question, DecisionResponse(talk_only="we tell them"))
    answer = conductor.state.decision_points[question].response
    assert (answer.thinking, answer.source) == (12.0, "measured")


def test_an_inject_that_is_made_up_is_heard_by_its_roles_and_changes_nothing_in_the_model() -> None:
    """It has a number beyond those of files, is played again, and can be taken back."""
    conductor, quiet = conducted(PLAYED), conducted(PLAYED)
    number = facilitator.improvise_inject(conductor, "A neighbor", ["nurse"], "phone", "There is smoke behind the gym.")
    assert number == 1001
    assert facilitator.improvise_inject(conductor, "", ["nurse"], "phone", "No, it is dust.") == 1002
    heard = list_messages(conductor.state, {"nurse"})
    assert [message.text for message in heard] == ["There is smoke behind the gym.", "No, it is dust."]
    assert build_participant_view(conductor.state, frozenset(["nurse"])).reading == Place(1, 2)
    assert build_participant_view(conductor.state, frozenset(["secretary"])).messages == ()
    assert replay_journal(opened(), conductor.journal).deliveries == conductor.state.deliveries
    for one in (conductor, quiet):
        to_a_question(one)
    assert traces(conductor) == traces(quiet)


def test_an_inject_that_is_made_up_says_something_to_somebody_and_can_be_taken_back() -> None:
    conductor = conducted(PLAYED)
    facilitator.improvise_inject(conductor, "A neighbor", ["nurse"], "phone", "There is smoke behind the gym.")
    assert conductor.undo_last() == "inject-1001"
    assert conductor.state.deliveries == {}
    for to, says, refused in ((["cook"], "x", "no role 'cook'"), ([], "x", "no role"), (["nurse"], " ", "needs text")):
        with pytest.raises(CommandRejected, match=refused):
            facilitator.improvise_inject(conductor, "", to, "phone", says)
    assert conductor.state.log[-1].kind == "take-back"


def test_what_is_left_out_is_held_with_the_reason_and_frees_its_time() -> None:
    """A question that may be left out is no longer counted by the agenda."""
    conductor = conducted(PLAYED)
    late = build_agenda(conductor.state, room=60.0 * 26)
    assert late.behind > build_agenda(conductor.state).behind
    for item in list_upcoming(conductor.state):
        facilitator.skip_item(conductor, item)
    assert list_upcoming(conductor.state) == []
    assert {one.reason for one in conductor.state.deliveries.values()} == {"skipped: no time"}
    assert {one.state for one in conductor.state.decision_points.values()} == {"held"}
    with pytest.raises(CommandRejected, match="not to come"):
        facilitator.skip_item(conductor, conductor.state.exercise.injects[0])


def test_why_something_was_decided_can_be_said_later() -> None:
    conductor, question = at_a_talked_question()
    with pytest.raises(CommandRejected, match="no decision"):
        conductor.correct(question, rationale="too soon")
    conductor.submit_decision(question, DecisionResponse(talk_only="we tell them"))
    conductor.correct(question, rationale="the plan says so")
    with pytest.raises(CommandRejected, match="no note"):
        conductor.correct(question, option="pa")
    again = replay_journal(opened(), conductor.journal)
    assert again.decision_points[question].response.rationale == "the plan says so"


NAME, SEED = SHIPPED["active-assailant-90"]
ROLES = all_roles(NAME)


def test_what_was_answered_or_asked_is_not_lost() -> None:
    conductor = conducted(ROLES, NAME, SEED)
    front = exercises.jump_to_a_question(conductor)
    assert front in list_lost_with(conductor.state, front.of)
    conductor.no_decision(front.id)
    assert front not in list_lost_with(conductor.state, front.of)
    conductor.return_to_simulation(front.of)
    assert front not in list_unaskable(conductor.state)
