"""A timed decision: T+ runs at ×1 while it is open, and only such answers are measured."""

from dataclasses import asdict

import pytest

from sim.exercise import facilitator
from sim.exercise.conductor import CommandRejected, Conductor, read_next
from sim.exercise.decisions import DecisionResponse
from sim.exercise.journal_replay import replay_journal
from sim.exercise.messages import list_messages
from sim.exercise.narrative import narrate
from sim.exercise.room_view import build_participant_view
from tests.sim.exercise.exercises import TEAM, TEAM_SEED, all_roles, conducted, known, opened, tick, traces

NAME, SEED = TEAM, TEAM_SEED
ROLES = all_roles(NAME)


def asked() -> Conductor:
    conductor = conducted(ROLES, NAME, SEED)
    while "D1" not in conductor.state.decision_points:
        conductor.jump()
    assert conductor.state.decision_points["D1"].decision.kind == "pressed"
    return conductor


def at_the_pressed_question() -> Conductor:
    """The same, read."""
    conductor = asked()
    conductor.play()
    return conductor


def answered(conductor: Conductor, decision: str = "D1") -> dict[str, object]:
    """The answer of the principal who wants to see for herself, as the journal has it."""
    conductor.submit_decision(decision, DecisionResponse(option="go-and-see"))
    return asdict(conductor.state.decision_points[decision].response)


def decided_line(conductor: Conductor) -> str:
    return next(one.text for one in narrate(conductor.state) if one.text.startswith(("D1 decided", "D1 no decision")))


def test_t_plus_runs_at_life_speed_from_the_moment_at_which_the_question_opens() -> None:
    conductor = at_the_pressed_question()
    window = conductor.state.decision_points["D1"]
    assert conductor.state.time == window.opened_at
    assert (conductor.clock.is_running, conductor.clock.pace, conductor.state.running) == (True, 1, True)
    tick(conductor, 10)
    assert conductor.state.time == known(window.opened_at) + 10.0
    answer = answered(conductor)
    assert (answer["source"], answer["thinking"], answer["cost"]) == ("measured", 10.0, 10.0)
    assert "decision time 0:10, measured" in decided_line(conductor)


def test_what_has_come_is_read_before_t_plus_runs_and_reading_is_no_debate() -> None:
    conductor = asked()
    window = conductor.state.decision_points["D1"]
    assert (conductor.clock.is_running, conductor.state.running, window.unmeasured_reason) == (False, False, "")
    assert build_participant_view(conductor.state, conductor.state.played).status == "stopped: time will run"
    tick(conductor, 60)
    assert conductor.state.time == window.opened_at
    with pytest.raises(CommandRejected, match="start T"):
        conductor.jump()
    while read_next(conductor):
        pass
    assert not conductor.clock.is_running
    conductor.play()
    tick(conductor, 10)
    assert answered(conductor)["source"] == "measured"
    assert conductor.state.decision_points["D1"].response.cost == 10.0


def test_an_answer_before_t_plus_ran_is_not_measured() -> None:
    """The room has talked while it stood still: no second of T+ is what thinking took."""
    conductor = asked()
    conductor.pass_room_time(95.0)
    answer = answered(conductor)
    assert (answer["source"], answer["thinking"]) == ("model", 0.0)  # as the simulated office decides
    assert "not measured: scenario time was stopped for 1:35" in decided_line(conductor)


def test_an_answer_that_is_refused_leaves_what_is_measured() -> None:
    conductor = asked()
    with pytest.raises(CommandRejected):
        conductor.submit_decision("D1", DecisionResponse(option="no such answer"))
    assert conductor.state.decision_points["D1"].unmeasured_reason == ""


def test_debate_of_ten_minutes_ends_at_the_limit_in_no_decision() -> None:
    conductor = at_the_pressed_question()
    window = conductor.state.decision_points["D1"]
    for _ in range(600):
        conductor.tick(1.0)
        if window.state != "open":
            break
    assert (window.state, window.reason) == ("lapsed", "no decision")
    assert window.resolved_at == known(window.opened_at) + window.decision.limit


def test_an_answer_for_which_the_clock_was_stopped_is_not_measured() -> None:
    """After 10:23 of debate it costs the model's own draw for that role, and the log says why; nothing starts the clock by itself."""
    conductor = at_the_pressed_question()
    conductor.stop()
    conductor.pass_room_time(600.0)
    conductor.dispose_inject(6, "held")
    assert not conductor.clock.is_running
    conductor.pass_room_time(23.0)
    answer = answered(conductor)
    assert (answer["source"], answer["thinking"], answer["cost"]) == ("model", 0.0, 0.0)
    assert "not measured: the clock was stopped for 10:23" in decided_line(conductor)
    assert replay_journal(opened(NAME), conductor.journal).decision_points["D1"].seconds_stopped == 623.0
    # T plus that ran again after a stop is not measured either.
    conductor = at_the_pressed_question()
    conductor.stop()
    conductor.pass_room_time(60.0)
    conductor.play()
    assert (conductor.clock.is_running, conductor.clock.pace) == (True, 1)
    tick(conductor, 5)
    assert answered(conductor)["source"] == "model"
    assert "stopped for 1:00" in decided_line(conductor)


@pytest.mark.parametrize("break_", ["a break", "a lid that is closed"])
def test_a_break_in_a_pressed_question_ends_what_is_measured(break_: str) -> None:
    conductor = at_the_pressed_question()
    if break_ == "a break":
        conductor = Conductor(conductor.opened, conductor.journal)
        conductor.resume()
    else:
        conductor.tick(300.0)
    assert not conductor.clock.is_running
    assert answered(conductor)["source"] == "model"


def test_a_question_that_is_asked_again_is_talked_about_from_where_it_was_answered() -> None:
    conductor, straight = at_the_pressed_question(), at_the_pressed_question()
    for one in (conductor, straight):
        tick(one, 7)
    before = conductor.state.time
    conductor.submit_decision("D1", DecisionResponse(option="pa"))
    conductor.submit_decision("D2", DecisionResponse(option="stay"))
    conductor.play()
    for _ in range(9):
        conductor.tick(1.0)
        conductor.add_note("mark")
    conductor.stop()
    assert conductor.state.time > before
    assert [conductor.undo_last() for _ in range(3)] == ["inject-3", "D2", "D1"]
    window = conductor.state.decision_points["D1"]
    assert (conductor.state.time, conductor.clock.incident_time, conductor.clock.is_running) == (before, before, False)
    now = conductor.state.exercise_time
    assert (window.state, window.decision.kind, window.exercise_opened_at) == ("open", "talk", now)
    assert len(conductor.state.notes) == 9
    with pytest.raises(CommandRejected, match="asked again"):
        facilitator.start_countdown(conductor, "D1")
    assert answered(conductor)["source"] == "model"
    assert "measured" not in decided_line(conductor)
    straight.no_decision("D1")
    for one in (conductor, straight):
        one.no_decision("D2")
    for one in (conductor, straight):
        one.clock = one.clock.start()
        for _ in range(20):
            one.play_second()
    assert traces(conductor) == traces(straight)
    again = replay_journal(opened(NAME), conductor.journal)
    assert [engine.trace.rows for engine in again.running_arms] == traces(conductor)


def test_the_room_reads_that_time_ran_out_and_what_the_messages_before_it_were_about() -> None:
    conductor = at_the_pressed_question()
    told = [one.text for one in list_messages(conductor.state, conductor.state.played)]
    assert any(says.lower().endswith("someone has collapsed.") for says in told), told
    while conductor.state.decision_points["D1"].state == "open":
        conductor.tick(0.5)
    [said] = build_participant_view(conductor.state, set(ROLES)).decisions
    assert said.startswith("Principal: no decision 10:")


def test_what_ran_before_an_answer_was_taken_back_has_moved_the_incident() -> None:
    """Half a minute under pressure, then talked about anew while T+ stands still."""
    conductor = at_the_pressed_question()
    opened_at = known(conductor.state.decision_points["D1"].opened_at)
    for _ in range(30):
        conductor.pass_room_time(1.0)
        conductor.play_second()
    conductor.submit_decision("D1", DecisionResponse(talk_only="we wait"))
    conductor.undo_last()
    conductor.submit_decision("D1", DecisionResponse(talk_only="we go"))
    ran = round(conductor.state.time - opened_at)
    assert ran >= 30
    assert f"scenario time advanced 0:{ran:02}" in decided_line(conductor)


def test_an_answer_that_is_only_talk_has_moved_the_incident_by_what_ran_though_it_is_not_measured() -> None:
    conductor = at_the_pressed_question()
    window = conductor.state.decision_points["D1"]
    for _ in range(3):
        conductor.play_second()
    conductor.stop("facilitator")
    conductor.submit_decision("D1", DecisionResponse(talk_only="we wait"))
    assert window.unmeasured_reason
    ran = round(conductor.state.time - known(window.opened_at))
    assert window.response.cost == pytest.approx(ran, abs=1)
    assert f"scenario time advanced 0:{ran:02}; not measured" in decided_line(conductor)
