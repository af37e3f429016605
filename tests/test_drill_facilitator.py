"""What a facilitator does beside the plan: it is in the journal, and is played again as it was."""

import pytest

from sim.drill import facilitator
from sim.drill.agenda import agenda
from sim.drill.conduct import Conduct, Refused
from sim.drill.decisions import Answer
from sim.drill.frame import room_frame
from sim.drill.schedule import to_come
from sim.drill.state import played
from tests.exercises import conducted, opened, to_a_question, traces

PLAYED = ("principal", "assistant-principal", "secretary", "nurse", "teacher")


def at_a_talked_question() -> tuple[Conduct, str]:
    """The first question under pressure is left unanswered; the next stops the incident."""
    conduct = conducted(PLAYED)
    to_a_question(conduct)
    conduct.no_decision("D1")
    to_a_question(conduct)
    return conduct, conduct.state.open_windows()[0].decision.id


def test_a_question_put_under_pressure_lets_the_incident_run_and_measures_the_thinking() -> None:
    """T+ stood still before; now it runs at ×1, and what passes is what the answer costs."""
    conduct, question = at_a_talked_question()
    with pytest.raises(Refused, match="stands still"):
        conduct.play()
    facilitator.press(conduct, question)
    with pytest.raises(Refused, match="already"):
        facilitator.press(conduct, question)
    began = conduct.state.time
    conduct.play(10)
    for _ in range(120):
        conduct.tick(0.1)
    assert conduct.state.time == began + 12.0
    with pytest.raises(Refused, match="time pressure"):
        conduct.jump()
    conduct.answer(question, Answer(talk_only="we tell them"))
    answer = conduct.state.windows[question].answer
    assert (answer["thinking"], answer["source"]) == (12.0, "measured")


def test_a_question_put_under_pressure_ends_when_its_limit_has_passed() -> None:
    """Counted in T+ from then on."""
    conduct, question = at_a_talked_question()
    conduct.tick(1.0)
    facilitator.press(conduct, question)
    window = conduct.state.windows[question]
    opened_at = window.opened
    conduct.play()
    for _ in range(int(window.decision.limit) + 1):
        conduct.tick(1.0)
    assert opened_at is not None
    assert (window.state, window.why, window.settled) == (
        "lapsed",
        "no decision",
        opened_at + window.decision.limit,
    )


def test_only_an_open_question_can_be_put_under_pressure() -> None:
    """One that has not come cannot."""
    with pytest.raises(Refused, match="D4 is not open"):
        facilitator.press(conducted(PLAYED), "D4")


def test_an_inject_that_is_made_up_is_heard_by_its_roles_and_changes_nothing_in_the_model() -> None:
    """It has a number beyond those of files, is played again, and can be taken back."""
    conduct, quiet = conducted(PLAYED), conducted(PLAYED)
    number = facilitator.make_up(conduct, "A neighbour", ["nurse"], "phone", "There is smoke behind the gym.")
    assert number == 1001
    assert facilitator.make_up(conduct, "", ["nurse"], "phone", "No, it is dust.") == 1002
    heard = room_frame(conduct.state, frozenset(["nurse"]))["just_in"]
    assert [line["says"] for line in heard] == ["There is smoke behind the gym.", "No, it is dust."]
    assert room_frame(conduct.state, frozenset(["nurse"]))["reading"] == {"at": 1, "of": 2}
    assert room_frame(conduct.state, frozenset(["secretary"]))["just_in"] == []
    again = played(opened(), conduct.journal.entries())
    assert again.deliveries == conduct.state.deliveries
    for one in (conduct, quiet):
        to_a_question(one)
    assert traces(conduct) == traces(quiet)


def test_an_inject_that_is_made_up_can_be_taken_back() -> None:
    """Then it was never said, and its number is free again."""
    conduct = conducted(PLAYED)
    facilitator.make_up(conduct, "A neighbour", ["nurse"], "phone", "There is smoke behind the gym.")
    assert conduct.take_back() == "inject-1001"
    assert conduct.state.deliveries == {}


def test_an_inject_that_is_made_up_says_something_to_somebody() -> None:
    """Else it is refused, and nothing is written."""
    conduct = conducted(PLAYED)
    for to, says, refused in (
        (["cook"], "x", "no role 'cook'"),
        ([], "x", "no role"),
        (["nurse"], " ", "says something"),
    ):
        with pytest.raises(Refused, match=refused):
            facilitator.make_up(conduct, "", to, "phone", says)
    assert conduct.state.log[-1].kind == "segment"


def test_what_is_left_out_is_held_with_the_reason_and_frees_its_time() -> None:
    """A question that may be left out is no longer counted by the agenda."""
    conduct = conducted(PLAYED)
    late = agenda(conduct.state, room=60.0 * 26)
    assert late.behind > agenda(conduct.state).behind
    for item in to_come(conduct.state):
        facilitator.leave_out(conduct, item)
    assert to_come(conduct.state) == []
    assert {one.why for one in conduct.state.deliveries.values()} == {"left out: no time"}
    assert {one.state for one in conduct.state.windows.values()} == {"held"}
    with pytest.raises(Refused, match="not to come"):
        facilitator.leave_out(conduct, conduct.state.exercise.injects[0])


def test_why_something_was_decided_can_be_said_later() -> None:
    """It is no part of the model; what was decided cannot be corrected."""
    conduct, question = at_a_talked_question()
    with pytest.raises(Refused, match="no decision"):
        conduct.correct(question, rationale="too soon")
    conduct.answer(question, Answer(talk_only="we tell them"))
    conduct.correct(question, rationale="the plan says so")
    with pytest.raises(Refused, match="no note"):
        conduct.correct(question, option="pa")
    assert (
        played(opened(), conduct.journal.entries()).windows[question].answer["rationale"]
        == "the plan says so"
    )
