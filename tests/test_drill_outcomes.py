"""What decisions come to, in the words that the room reads: too late, already done, impossible; and how many a call reached."""

import json
from pathlib import Path

import pytest

from scenarios.names import shipped
from scenarios.script import Script, Step
from sim.drill.arms import Arms, set_up
from sim.drill.conduct import Conduct, Refused
from sim.drill.decisions import Answer
from sim.drill.headless import never_reached
from sim.drill.seeds import first_that_fits
from sim.drill.state import State
from sim.drill.times import t_plus
from sim.model.interventions import (
    AllClear,
    Announce,
    Call911,
    DelayUnit,
    Inform,
    Intervention,
    Lock,
    Press,
    Radio,
    Send,
    SetChannel,
    Tell,
)
from sim.model.replication import Engine
from sim.purposes import Purpose
from sim.tabulate import tabulate
from sim.trace import Channel, Kind, Row
from tests.exercises import EACH, SHIPPED, conducted, opened, script, scripted, to_a_question, traces
from tui.commands.exercise import summary

WORLD: list[Intervention] = [
    SetChannel("pa", works=False),
    SetChannel("radio", works=False),
    DelayUnit("police-1", 120.0),
    Inform("nurse"),
    AllClear(),
]
PLAYERS: list[Intervention] = [
    Press("principal"),
    Call911("principal"),
    Announce("principal"),
    Radio("principal"),
    Tell("principal", "nurse"),
    Send("principal", "teacher@a01"),
    Lock("teacher@b112"),
]
AT = 20.0


def lines(conduct: Conduct) -> str:
    """What `allcall drill` says at the end."""
    return "\n".join(summary(conduct.state, Path("x.journal")))


def arms_for(act: Intervention) -> Arms:
    """The arms of an exercise in which this can be done: in an arrest somebody can be sent."""
    exercise, seed = SHIPPED["cardiac-arrest" if isinstance(act, Send) else "active-assailant"]
    return set_up(opened(exercise), seed, {"principal"})


def alone(engine: Engine, act: Intervention | None) -> list[Row]:
    """One arm played to its end by itself, with an act at a time or with none."""
    engine.run_until(AT)
    if act is not None:
        engine.apply(act)
    return engine.run().rows


@pytest.mark.parametrize("act", [*WORLD, *PLAYERS], ids=lambda act: f"{act.kind}")
def test_the_world_reaches_all_arms_and_players_reach_one(act: Intervention) -> None:
    """Each arm is as if it alone had been acted upon, or had not."""
    arms = arms_for(act)
    arms.run_until(AT)
    assert arms.apply(act).began
    for engine, acted, left in zip(arms, arms_for(act), arms_for(act), strict=True):
        reached = engine is arms.room or act.scope != "players"
        assert engine.run().rows == alone(acted, act if reached else None)
        assert (engine.trace.rows != alone(left, None)) == reached


@pytest.mark.parametrize("name", EACH)
def test_with_nobody_played_each_arm_is_what_compare_plays(name: str) -> None:
    """Bit for bit, to the horizon, in every exercise that is shipped."""
    exercise, seed = SHIPPED[name]
    written = Script(script=name, exercise=exercise, played=[])
    conduct = scripted(written, seed)
    plan, emergency = opened(exercise).exercise, opened(exercise).emergency
    for rows, strategy in zip(traces(conduct), (plan.strategy, plan.strategy, plan.twin), strict=True):
        assert rows == Engine(tabulate(emergency, strategy, plan.conditions), seed, 0).run().rows


def test_too_late_already_done_and_impossible_are_said_in_the_rooms_words() -> None:
    """In the log and in the summary."""
    said = lines(scripted(script("too-late"), 1))
    for words in (
        "D1 begins  the principal speaks on the PA; alert out since T+00:51 by app",
        "the PA stays silent",
        "D2 begins  the assistant principal calls 911; 911 has it since T+00:20",
        "D3 changes nothing  the principal calls on the radio; over since T+",
        "D4: alert out since T+00:51 by app; 911 has it since T+00:20; your alert by app reached 0 more",
        "D5 lapsed: no decision",
    ):
        assert words in said


def test_the_pa_that_stays_silent_stops_the_clock() -> None:
    """Once, at the second at which it is noticed."""
    conduct = scripted(script("too-late"))
    entries = list(conduct.journal.entries())
    stops = [entry for entry in entries if entry.kind == "stop" and "stays silent" in entry.payload]
    assert [json.loads(entry.payload)["why"] for entry in stops] == ["the PA stays silent"]
    (time,) = [row[0] for row in traces(conduct)[0] if row[1] == Kind.SILENT]
    assert 0.0 <= stops[0].incident_time - time <= 1.0


def test_who_may_declare_is_not_sent_for_permission_when_they_speak_for_the_office() -> None:
    """From the act to the silence it takes what the model draws for reaching the microphone, and no more."""
    conduct = scripted(script("too-late"))
    world, staff = conduct.state.engines.room.world, conduct.state.engines.room.tables.staff
    assert staff.authority[staff.ids.index("principal")]
    (act,) = [one.act for one in conduct.state.done if isinstance(one.act.intervention, Announce)]
    ((silent, _),) = conduct.state.moments.silent
    assert silent - act.time == pytest.approx(world.draw(Purpose.MICROPHONE, 0), abs=1e-6)
    assert silent - act.time < 150.0


@pytest.mark.parametrize("name", ["active-assailant", "laboratory-fire", "cardiac-arrest"])
def test_how_many_a_call_reached_is_counted_from_the_trace(name: str) -> None:
    """Staff whose first word of it came by that means: over all calls by that means, as many as the trace has."""
    conduct = scripted(script(name), SHIPPED[name][1])
    trace = conduct.state.engines.room.trace
    for kind, channel, means in (("radio", Channel.RADIO, "radio"), ("announce", Channel.PA, "PA")):
        mine = {
            f"{done.act.of} {done.act.number}"
            for done in conduct.state.done
            if done.act.intervention.kind == kind
        }
        found = [one.says for one in conduct.state.notices if one.about in mine]
        told = sum(
            row[1] == Kind.AWARE and row[3] == channel and row[2] < trace.tables.people for row in trace.rows
        )
        assert sum(int(says.split()[-2]) for says in found) == told
        assert all(f"your call by {means} reached" in says for says in found)


def test_a_call_is_counted_at_the_t_plus_at_which_it_was_heard_also_where_the_story_jumps() -> None:
    """The first module is ended as soon as the lockdown is decided: each message is told within a second of when it was heard."""
    conduct = conducted(["principal"])
    to_a_question(conduct)
    conduct.answer("D1", Answer(option="pa-radio"))
    conduct.next_segment()
    trace, means = conduct.state.engines.room.trace, {Channel.RADIO: "radio", Channel.PA: "PA"}
    heard = {
        f"your call by {means[Channel(row[3])]}": row[0]
        + (trace.tables.means.reading if row[3] == Channel.PA else 0)
        for row in trace.rows
        if row[1] == Kind.SENT and row[3] in means and row[0] > conduct.state.done[0].act.time
    }
    told = {words: one.time for one in conduct.state.notices for words in heard if words in one.says}
    assert len(heard) == 2
    assert all(0.0 < told[words] - heard[words] <= 1.0 for words in heard)
    assert conduct.state.time > max(told.values()) + 60.0
    times = [entry.incident_time for entry in conduct.state.log]
    assert times == sorted(times)


def waiting_for(conduct: Conduct, wanted: str) -> State:
    """Plays on until this question is open; others are left unanswered."""
    while True:
        front = conduct.state.front
        if front is None:
            conduct.jump()
        elif front.decision.id == wanted:
            return conduct.state
        else:
            conduct.no_decision(front.decision.id)


def test_whoever_is_away_cannot_be_sent_and_that_is_logged() -> None:
    """The question stays open, and the refusal is in the journal and in the summary."""
    conduct = conducted([one.id for one in opened().exercise.roles])
    state = waiting_for(conduct, "D3")
    with pytest.raises(Refused, match="sro: away today"):
        conduct.answer("D3", Answer(write_in=[{"kind": "send", "by": "principal", "whom": "sro"}]))
    assert state.front is not None
    assert state.front.decision.id == "D3"
    assert conduct.state.log[-1].kind == "refuse"
    assert "D3 cannot be what was written in: sro: away today" in lines(conduct)


def test_somebody_who_is_not_on_the_roster_is_no_answer() -> None:
    """In words, and nothing has happened."""
    conduct = conducted([one.id for one in opened().exercise.roles])
    waiting_for(conduct, "D3")
    with pytest.raises(Refused, match="'cook' is not on the roster"):
        conduct.answer("D3", Answer(write_in=[{"kind": "announce", "by": "cook"}]))


def test_one_person_thinks_about_one_question_at_a_time() -> None:
    """The principal's second question costs its thinking from when the first was answered; somebody else's does not wait."""
    conduct = scripted(script())
    answers = {name: window.answer for name, window in conduct.state.windows.items()}
    opened_at = {name: window.opened or 0.0 for name, window in conduct.state.windows.items()}
    first, second, other = answers["D1"], answers["D3"], answers["D2"]
    assert second["starts"] == max(first["starts"], opened_at["D3"]) + second["thinking"]
    assert other["starts"] == max(opened_at["D2"] + other["thinking"], conduct.state.windows["D2"].settled)


def test_a_talked_question_waits_while_another_is_pressed() -> None:
    """T+ runs on for the one at the front, which ends at its limit; then it stands still for the next."""
    conduct = scripted(
        script().model_copy(
            update={"answers": [one for one in script().answers if one.decision != "D1"], "steps": []}
        )
    )
    pressed, talked = conduct.state.windows["D1"], conduct.state.windows["D2"]
    assert pressed.opened is not None
    assert talked.opened is not None
    assert (pressed.state, pressed.why) == ("lapsed", "no decision")
    assert pressed.settled == pressed.opened + pressed.decision.limit
    assert talked.opened < pressed.settled
    assert talked.settled == pressed.settled


def test_an_exercise_that_is_over_or_frozen_does_nothing_more() -> None:
    """Notes are still taken; what was to come is held with the reason."""
    for ends, said in ((Conduct.freeze, "real emergency"), (Conduct.end, "is over")):
        conduct = conducted(["principal"])
        ends(conduct)
        for refused in (
            conduct.next_segment,
            conduct.play,
            conduct.take_back,
            lambda one=conduct: one.inject(1, "cancelled"),
            lambda one=conduct: one.hand_back("principal"),
        ):
            with pytest.raises(Refused, match=said):
                refused()
        assert conduct.note("mark") == "mark-1"
        if conduct.state.ended:
            assert set(conduct.state.deliveries) == {one.number for one in opened().exercise.injects}
            assert all(one.why for one in conduct.state.deliveries.values())


def test_a_lid_that_was_closed_stops_the_clock_with_a_message_at_every_speed() -> None:
    """At ten times, too, where the one tick that counts is a whole second."""
    for speed in (1, 10):
        conduct = conducted()
        conduct.play(speed)
        conduct.tick(600.0)
        assert not conduct.clock.running
        assert "asleep" in conduct.state.why_stopped


def test_talk_is_in_the_journal_before_it_is_over() -> None:
    """A room that has talked for a minute without an entry has lost no more than seconds of it after a break."""
    conduct = conducted(["principal"])
    waiting_for(conduct, "D3")
    for _ in range(600):
        conduct.tick(0.1)
    assert conduct.clock.room - conduct.state.room <= 10.0


def test_a_line_that_was_taken_back_does_not_come_by_itself_once_more() -> None:
    """It is held, until the facilitator delivers it."""
    conduct = conducted(["principal"])
    conduct.inject(1, "delivered")
    conduct.take_back()
    for _ in range(30):
        conduct.jump() if conduct.state.front is None and not conduct.over else None
    assert (conduct.state.deliveries[1].outcome, conduct.state.deliveries[1].why) == ("held", "taken back")
    assert sum(entry.kind == "inject" and '"inject":1,' in entry.payload for entry in conduct.state.log) == 0


def test_what_was_taken_back_is_no_reason_any_more_once_it_is_decided_anew() -> None:
    """Nor once it is delivered anew, though T+ still stands where it stood."""
    conduct = conducted([one.id for one in opened().exercise.roles])
    waiting_for(conduct, "D2")
    conduct.answer("D2", Answer(talk_only="we wait"))
    conduct.take_back()
    assert conduct.state.why_stopped == "D2 was taken back"
    conduct.answer("D2", Answer(talk_only="we wait longer"))
    assert conduct.state.why_stopped == ""
    conduct.take_back()
    conduct.no_decision("D2")
    assert conduct.state.why_stopped == ""
    conduct.inject(7, "delivered")
    conduct.take_back()
    assert conduct.state.why_stopped == "inject 7 was taken back"
    conduct.inject(7, "delivered")
    assert conduct.state.why_stopped == ""


def test_questions_of_a_role_that_is_handed_back_end() -> None:
    """Nobody is there to answer them."""
    conduct = conducted([one.id for one in opened().exercise.roles])
    waiting_for(conduct, "D3")
    conduct.hand_back("principal")
    assert (conduct.state.windows["D3"].state, conduct.state.windows["D3"].why) == (
        "lapsed",
        "Principal is modelled",
    )
    assert conduct.state.front is None or conduct.state.front.decision.of != "principal"


@pytest.mark.parametrize("name", shipped("script"))
def test_every_step_of_a_shipped_script_is_reached(name: str) -> None:
    """In the emergency that `allcall drill` takes: the first that the story fits."""
    seed = first_that_fits(opened(script(name).exercise), iter(range(1, 200)))
    assert seed is not None
    assert list(never_reached(scripted(script(name), seed).state, script(name))) == []


def test_a_step_that_was_never_reached_is_said_and_what_was_to_be_noted_is_noted() -> None:
    """T+ stops long before 50 minutes."""
    late = [{"at": "50 min", "cancel": 3}, {"at": "50 min", "mark": "nobody wrote it down"}]
    steps = [Step.model_validate(one) for one in late]
    written = script().model_copy(update={"steps": steps})
    conduct = scripted(written)
    last = max(entry.incident_time for entry in conduct.journal.entries() if entry.kind == "clock")
    assert list(never_reached(conduct.state, written)) == [
        f"cancel at T+50:00 was not done: T+ came to {t_plus(last)}"
    ]
    assert "nobody wrote it down" in [note.text for note in conduct.state.notes.values()]
