"""Conducting an exercise: what reaches which arm, when a question opens, and what an answer costs the incident."""

import json

import pytest

from scenarios.exercise import Condition
from sim.exercise import facilitator
from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.decisions import DecisionResponse, preview_decision
from sim.exercise.journal_replay import replay_journal
from sim.exercise.triggers import describe_condition, explain_unmet
from tests.sim.exercise import exercises
from tests.sim.exercise.exercises import TEAM, TEAM_SEED, all_roles, conducted, finished, opened, tick, traces

PRINCIPAL = "principal"
FAR = 120  # a safe number of stops


def entries(conductor: Conductor, kind: str) -> list[dict[str, object]]:
    return [json.loads(entry.payload) for entry in conductor.journal.entries() if entry.kind == kind]


def to_a_question(conductor: Conductor) -> str:
    """Plays on until a question is open, and returns its id."""
    for _ in range(FAR):
        if conductor.state.list_open_decisions():
            return conductor.state.list_open_decisions()[0].decision.id
        conductor.jump()
    raise AssertionError("no question opened")


def half_a_minute_without_an_answer(question: str, *conducts: Conductor) -> None:
    for one in conducts:
        one.no_decision(question)
        one.clock = one.clock.start()
        for _ in range(30):
            one.play_second()


def test_t_plus_stands_still_while_the_room_talks() -> None:
    """Four minutes of talk move the incident by nothing; then the answer costs the thinking of its role."""
    conductor = conducted([PRINCIPAL])
    question = to_a_question(conductor)
    window = conductor.state.decision_points[question]
    if window.decision.kind == "pressed":
        conductor.submit_decision(question, DecisionResponse(talk_only="we lock down"))
        question = to_a_question(conductor)
        window = conductor.state.decision_points[question]
    before = conductor.state.time
    conductor.tick(0.5)
    conductor.pass_room_time(240.0)
    with pytest.raises(CommandRejected, match="open"):
        conductor.jump()
    assert conductor.state.time == before == window.opened_at
    assert conductor.clock.exercise_time >= 240.0


@pytest.mark.slow
def test_why_it_stopped_is_past_once_t_plus_goes_on_a_question_opens_or_a_module_ends() -> None:
    """A jump has no entry of its own that says that it plays; read again from the journal it is the same."""
    conductor = conducted([PRINCIPAL, "teacher"])
    conductor.play()
    conductor.stop()
    assert conductor.state.stop_reason == "facilitator"
    while (front := conductor.state.current_decision) is None or front.decision.kind == "pressed":
        conductor.jump() if front is None else conductor.no_decision(front.decision.id)
    assert conductor.state.stop_reason == "" == replay_journal(conductor.opened, conductor.journal).stop_reason
    conductor.stop("the alarm stays silent")
    conductor.next_segment()
    assert conductor.state.stop_reason == ""


def test_a_guard_that_fails_for_want_of_knowing_says_who_does_not_know_yet() -> None:
    state = conducted([PRINCIPAL]).state
    unaware = Condition.model_validate({"aware": "assistant-principal"})
    assert explain_unmet([unaware], [], state) == "the assistant principal is not aware yet"
    assert explain_unmet([Condition(happened="alert-sent")], [], state) == "needs alert sent"
    assert describe_condition(unaware) == "the assistant principal knows"


def test_every_line_of_the_msel_ends_one_way_and_once() -> None:
    conductor = finished()
    seen = [int(str(payload["inject"])) for payload in entries(conductor, "inject")]
    numbers = [one.number for one in opened().exercise.injects]
    assert sorted(seen) == sorted(numbers)
    for payload in entries(conductor, "inject"):
        assert payload["outcome"] in ("delivered", "held", "cancelled")
        assert payload["outcome"] == "delivered" or payload["why"]
    settled = {payload["decision"] for kind in ("decide", "lapse") for payload in entries(conductor, kind)}
    held = {payload["decision"] for payload in entries(conductor, "ask") if payload["state"] == "held"}
    assert settled | held == {one.id for one in opened().exercise.decisions}


def test_taking_back_leaves_what_would_have_been_without_it() -> None:
    conductor, quiet = conducted([PRINCIPAL], seed=2), conducted([PRINCIPAL], seed=2)
    question = to_a_question(conductor)
    to_a_question(quiet)
    conductor.submit_decision(question, DecisionResponse(write_in=[{"kind": "call-911", "by": PRINCIPAL}]))
    assert conductor.undo_last() == question
    assert conductor.state.decision_points[question].state == "open"
    half_a_minute_without_an_answer(question, conductor, quiet)
    assert traces(conductor) == traces(quiet)
    assert [payload["of"] for payload in entries(conductor, "take-back")] == [question]
    with pytest.raises(CommandRejected, match="depend on it"):
        conductor.undo_last()


def test_no_decision_is_taken_back_and_the_question_can_be_answered() -> None:
    conductor = conducted([PRINCIPAL])
    question = to_a_question(conductor)
    conductor.no_decision(question)
    assert conductor.undo_last() == question
    conductor.submit_decision(question, DecisionResponse(talk_only="x"))
    assert conductor.state.decision_points[question].state == "decided"
    assert replay_journal(opened(), conductor.journal).decision_points[question].state == "decided"


def test_preview_says_what_would_happen_and_changes_nothing() -> None:
    conductor, quiet = conducted([PRINCIPAL]), conducted([PRINCIPAL])
    question = to_a_question(conductor)
    to_a_question(quiet)
    window = conductor.state.decision_points[question]
    answer = DecisionResponse(write_in=[{"kind": "announce", "by": PRINCIPAL}])
    assert preview_decision(window, answer, conductor.state) == preview_decision(window, answer, conductor.state)
    half_a_minute_without_an_answer(question, conductor, quiet)
    assert traces(conductor) == traces(quiet)


def test_a_real_emergency_stands_in_the_journal_and_t_plus_stands_still_from_then_on() -> None:
    conductor = conducted([PRINCIPAL])
    conductor.play()
    conductor.tick(2.0)
    conductor.freeze()
    conductor.tick(3.0)
    assert (conductor.clock.exercise_time, conductor.clock.incident_time) == (5.0, 2)
    assert conductor.state.log[-1].kind == "freeze"


def test_what_cannot_be_is_refused_in_words_and_changes_nothing() -> None:
    conductor = conducted([PRINCIPAL])
    count = conductor.state.log[-1].seq
    for refused, said in (
        (lambda: conductor.submit_decision("D9", DecisionResponse(talk_only="x")), "D9 is not open"),
        (lambda: conductor.dispose_inject(77, "delivered"), "there is no inject 77"),
        (lambda: conductor.add_note("observe", text="x", objective="nothing"), "no objective nothing"),
        (lambda: conductor.return_to_simulation("nobody"), "nobody is not played"),
        (conductor.undo_last, "nothing|depend"),
    ):
        with pytest.raises(CommandRejected, match=said):
            refused()
    assert conductor.state.log[-1].seq == count


def test_t_plus_stands_still_in_a_talked_module_whatever_is_pressed() -> None:
    """Play, time pressure, an act that is written in: refused in words, and five minutes later the incident is where it was."""
    conductor = conducted([PRINCIPAL])
    conductor.next_segment()
    assert conductor.segment.kind == "talked"
    before, rows = conductor.state.time, [len(one) for one in traces(conductor)]
    while conductor.state.current_decision is None:
        with pytest.raises(CommandRejected, match="scenario time does not run in Continued response"):
            conductor.play(60)
        conductor.tick(1.0)
        conductor.jump()
    question = conductor.state.current_decision.decision.id
    with pytest.raises(CommandRejected, match="no question can be timed here"):
        facilitator.start_countdown(conductor, question)
    with pytest.raises(CommandRejected, match="actions are not simulated here"):
        conductor.submit_decision(question, DecisionResponse(write_in=[{"kind": "radio", "by": PRINCIPAL}]))
    tick(conductor, 300)
    conductor.submit_decision(question, DecisionResponse(talk_only="the prepared message"))
    assert (conductor.state.time, [len(one) for one in traces(conductor)]) == (before, rows)
    assert conductor.clock.exercise_time >= 300.0


NAME, SEED = TEAM, TEAM_SEED
ROLES = all_roles(NAME)


@pytest.mark.slow
def test_after_the_hazard_t_plus_stands_where_the_last_thing_happened() -> None:
    conductor = exercises.nurse_untold()
    while (front := conductor.state.current_decision) is not None or conductor.find_next_stop() is not None:
        conductor.jump() if front is None else conductor.no_decision(front.decision.id)
    stood, last = conductor.state.time, max(conductor.state.milestones.first.values())
    assert last == conductor.state.milestones.first["hazard-over"]
    assert last <= stood < last + 1.0 < 600.0
    with pytest.raises(CommandRejected, match="nothing more comes in this module"):
        conductor.jump()
    assert (conductor.state.time, conductor.is_over) == (stood, False)


def test_what_comes_next_is_known_beforehand_and_nothing_has_happened() -> None:
    """The journal and all arms are as they were; the jump goes where it was said to go."""
    conductor = conducted(ROLES, NAME, SEED)
    count, before = len(list(conductor.journal.entries())), [list(rows) for rows in traces(conductor)]
    stop = conductor.find_next_stop()
    assert (len(list(conductor.journal.entries())), traces(conductor)) == (count, before)
    conductor.jump()
    assert conductor.state.time == stop
