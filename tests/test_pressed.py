"""A question under time pressure: T+ runs at ×1 while it is open, and only what was answered so is measured."""

import json

import pytest

from sim.drill import facilitator
from sim.drill.conduct import Conduct, Refused
from sim.drill.decisions import Answer
from sim.drill.frame import room_frame
from sim.drill.heard import reads_on
from sim.drill.said import lines
from sim.drill.state import played
from sim.drill.told import messages
from sim.purposes import Purpose
from tests.exercises import SHIPPED, conducted, opened, traces

NAME, SEED = SHIPPED["cardiac-arrest"]
ROLES = [one.id for one in opened(NAME).exercise.roles]


def asked() -> Conduct:
    """D1 of the cardiac arrest, reached by jumps; what came with it is not read."""
    conduct = conducted(ROLES, NAME, SEED)
    while "D1" not in conduct.state.windows:
        conduct.jump()
    assert conduct.state.windows["D1"].decision.kind == "pressed"
    return conduct


def at_the_pressed_question() -> Conduct:
    """The same, read."""
    conduct = asked()
    conduct.play()
    return conduct


def answered(conduct: Conduct, decision: str = "D1") -> dict[str, object]:
    """The answer of the principal who wants to see for herself, as the journal has it."""
    conduct.answer(decision, Answer(option="go-and-see"))
    return dict(conduct.state.windows[decision].answer)


def decided_line(conduct: Conduct) -> str:
    """What the log says of D1."""
    return next(
        one.words for one in lines(conduct.state) if one.words.startswith(("D1 decided", "D1 no decision"))
    )


def own_draw(conduct: Conduct) -> float:
    """What the model draws for the thinking of the principal."""
    room = conduct.state.engines.room
    return room.world.draw(Purpose.DECISION, room.tables.staff.ids.index("principal"))


def test_t_plus_runs_at_life_speed_from_the_moment_at_which_the_question_opens() -> None:
    """Ten seconds of the room are ten of the incident."""
    conduct = at_the_pressed_question()
    window = conduct.state.windows["D1"]
    assert conduct.state.time == window.opened
    assert (conduct.clock.running, conduct.clock.pace, conduct.state.running) == (True, 1, True)
    for _ in range(10):
        conduct.tick(1.0)
    assert window.opened is not None
    assert conduct.state.time == window.opened + 10.0
    answer = answered(conduct)
    assert (answer["source"], answer["thinking"], answer["cost"]) == ("measured", 10.0, 10.0)
    assert "0:10 of the incident, measured" in decided_line(conduct)


def test_what_has_come_is_read_before_t_plus_runs_and_reading_is_no_debate() -> None:
    """A minute of reading moves nothing; then somebody starts the clock, and what passes from there is measured."""
    conduct = asked()
    window = conduct.state.windows["D1"]
    assert (conduct.clock.running, conduct.state.running, window.unmeasured) == (False, False, "")
    assert room_frame(conduct.state, conduct.state.played)["status"] == "stopped: time will run"
    for _ in range(60):
        conduct.tick(1.0)
    assert conduct.state.time == window.opened
    with pytest.raises(Refused, match="start T"):
        conduct.jump()
    while reads_on(conduct):
        pass
    assert not conduct.clock.running
    conduct.play()
    for _ in range(10):
        conduct.tick(1.0)
    assert answered(conduct)["source"] == "measured"
    assert conduct.state.windows["D1"].answer["cost"] == 10.0


def test_an_answer_before_t_plus_ran_is_not_measured() -> None:
    """The room has talked while it stood still: no second of T+ is what thinking took."""
    conduct = asked()
    conduct.pass_room_time(95.0)
    draw = own_draw(conduct)
    answer = answered(conduct)
    assert (answer["source"], answer["thinking"]) == ("model", draw)
    assert "not measured: T+ stood still for 1:35" in decided_line(conduct)


def test_an_answer_that_is_refused_leaves_what_is_measured() -> None:
    conduct = asked()
    with pytest.raises(Refused):
        conduct.answer("D1", Answer(option="no such answer"))
    assert conduct.state.windows["D1"].unmeasured == ""


def test_debate_of_ten_minutes_ends_at_the_limit_in_no_decision() -> None:
    """The soft limit is T+, and T+ runs."""
    conduct = at_the_pressed_question()
    window = conduct.state.windows["D1"]
    for _ in range(600):
        conduct.tick(1.0)
        if window.state != "open":
            break
    assert window.opened is not None
    assert (window.state, window.why) == ("lapsed", "no decision")
    assert window.settled == window.opened + window.decision.limit


def test_an_answer_for_which_the_clock_was_stopped_is_not_measured() -> None:
    """After 10:23 of debate it costs the model's own draw for that role, and the log says why; nothing starts the clock by itself."""
    conduct = at_the_pressed_question()
    conduct.stop()
    conduct.pass_room_time(600.0)
    conduct.inject(6, "held")
    assert not conduct.clock.running
    conduct.pass_room_time(23.0)
    draw = own_draw(conduct)
    answer = answered(conduct)
    assert (answer["source"], answer["thinking"], answer["cost"]) == ("model", draw, draw)
    assert "not measured: the clock was stopped for 10:23" in decided_line(conduct)
    again = played(opened(NAME), conduct.journal.entries())
    assert again.windows["D1"].stood == 623.0


def test_t_plus_that_ran_again_after_a_stop_is_not_measured_either() -> None:
    """The room has talked meanwhile."""
    conduct = at_the_pressed_question()
    conduct.stop()
    conduct.pass_room_time(60.0)
    conduct.play()
    assert (conduct.clock.running, conduct.clock.pace) == (True, 1)
    for _ in range(5):
        conduct.tick(1.0)
    assert answered(conduct)["source"] == "model"
    assert "stopped for 1:00" in decided_line(conduct)


@pytest.mark.parametrize("break_", ["a break", "a lid that is closed"])
def test_a_break_in_a_pressed_question_ends_what_is_measured(break_: str) -> None:
    """Nobody knows what was talked about meanwhile; the clock is stopped."""
    conduct = at_the_pressed_question()
    if break_ == "a break":
        conduct = Conduct(conduct.opened, conduct.journal)
        conduct.resumes()
    else:
        conduct.tick(300.0)
    assert not conduct.clock.running
    assert answered(conduct)["source"] == "model"


def test_a_question_that_is_asked_again_is_talked_about_from_where_it_was_answered() -> None:
    """T+ had gone on by minutes; it goes back, so that the question has its limit, and what was played after it comes again."""
    conduct, straight = at_the_pressed_question(), at_the_pressed_question()
    for one in (conduct, straight):
        for _ in range(7):
            one.tick(1.0)
    before = conduct.state.time
    conduct.answer("D1", Answer(option="pa"))
    conduct.answer("D2", Answer(option="stay"))
    conduct.play()
    for _ in range(9):
        conduct.tick(1.0)
        conduct.note("mark")
    conduct.stop()
    assert conduct.state.time > before
    assert (conduct.take_back(), conduct.take_back()) == ("D2", "D1")
    window = conduct.state.windows["D1"]
    assert (conduct.state.time, conduct.clock.incident, conduct.clock.running) == (before, before, False)
    assert (window.state, window.decision.kind, window.room_opened) == ("open", "talk", conduct.state.room)
    assert len(conduct.state.notes) == 9
    with pytest.raises(Refused, match="asked again"):
        facilitator.press(conduct, "D1")
    assert answered(conduct)["source"] == "model"
    assert "measured" not in decided_line(conduct)
    straight.no_decision("D1")
    for one in (conduct, straight):
        one.no_decision("D2")
    for one in (conduct, straight):
        one.clock = one.clock.plays()
        for _ in range(20):
            one.second()
    assert traces(conduct) == traces(straight)
    again = played(opened(NAME), conduct.journal.entries())
    assert [engine.trace.rows for engine in again.engines] == traces(conduct)


def test_what_an_answer_cost_is_said_alike_in_the_log_and_in_the_reports() -> None:
    """`cost` is from the question to the act, by the source that the log names."""
    conduct = at_the_pressed_question()
    conduct.stop()
    answered(conduct)
    entry = next(one for one in conduct.journal.entries() if one.kind == "decide")
    payload = json.loads(entry.payload)
    window = conduct.state.windows["D1"]
    assert window.opened is not None
    assert payload["cost"] == payload["starts"] - window.opened == payload["thinking"]


def test_the_room_reads_that_time_ran_out_and_what_the_messages_before_it_were_about() -> None:
    conduct = at_the_pressed_question()
    told = [one.says for one in messages(conduct.state, conduct.state.played)]
    assert any(says.endswith(": somebody has collapsed.") for says in told)
    while conduct.state.windows["D1"].state == "open":
        conduct.tick(0.5)
    [said] = room_frame(conduct.state, set(ROLES))["decided"]
    assert said.startswith("Principal: no decision 10:")


def test_what_ran_before_an_answer_was_taken_back_has_moved_the_incident() -> None:
    """Half a minute under pressure, then talked about anew while T+ stands still."""
    conduct = at_the_pressed_question()
    opened_at = conduct.state.windows["D1"].opened
    assert opened_at is not None
    for _ in range(30):
        conduct.pass_room_time(1.0)
        conduct.second()
    conduct.answer("D1", Answer(talk_only="we wait"))
    conduct.take_back()
    conduct.answer("D1", Answer(talk_only="we go"))
    ran = round(conduct.state.time - opened_at)
    assert ran >= 30
    assert f"the incident moved 0:{ran:02}" in decided_line(conduct)


def test_an_answer_that_is_only_talk_has_moved_the_incident_by_what_ran_though_it_is_not_measured() -> None:
    """The model's own thinking is nothing that anybody waited for."""
    conduct = at_the_pressed_question()
    window = conduct.state.windows["D1"]
    assert window.opened is not None
    for _ in range(3):
        conduct.second()
    conduct.stop("facilitator")
    conduct.answer("D1", Answer(talk_only="we wait"))
    assert window.unmeasured
    ran = round(conduct.state.time - window.opened)
    assert window.answer["cost"] > ran + 1
    assert f"the incident moved 0:{ran:02}; not measured" in decided_line(conduct)
