"""A person does one thing after another; different people act side by side."""

import json
import math

import pytest

from sim.drill.conduct import Conduct
from sim.drill.decisions import AFTERWARDS, Answer, preview
from sim.drill.parts import Done
from sim.drill.said import done_in_words
from sim.drill.times import t_plus
from sim.model.interventions import Announce, Call911, Lock, Press, SetChannel, Tell, doer
from sim.model.replication import Engine
from sim.trace import Channel, Kind
from tests.decisions import with_an_office
from tests.exercises import SHIPPED, conducted, opened, script, scripted, traces

ROLES = [role.id for role in opened().exercise.roles]


def test_whoever_walks_to_the_microphone_is_busy_until_the_message_is_out() -> None:
    """Twenty seconds to the microphone, from T+10 on; somebody else is free all the time, and the world waits for nobody."""
    engine = Engine(with_an_office(), 5, 0, played=("boss", "clerk"))
    engine.run_until(10.0)
    assert not engine.waits(Call911("boss"))
    engine.apply(Announce("boss"))
    for time in (10.0, 29.0):
        engine.run_until(time)
        assert engine.waits(Call911("boss"))
        assert engine.waits(Lock("boss"))
        assert not engine.waits(Call911("clerk"))
        assert not engine.waits(SetChannel("pa", False))
    reading = engine.tables.means.reading
    engine.run_until(30.0 + reading + 1.0)
    assert not engine.waits(Call911("boss"))


@pytest.mark.parametrize("name", ["active-assailant-90"])
def test_what_waits_for_the_same_person_is_said_to_have_been_due(name: str) -> None:
    """Since when they are busy is not when it should have begun."""
    state = scripted(script(name), SHIPPED[name][1]).state
    due = {of: window.answer["starts"] for of, window in state.windows.items() if "starts" in window.answer}
    late = [done for done in state.done if done.act.time - due.get(done.act.of, math.inf) >= 1.0]
    assert late
    for done in late:
        at = state.done.index(done)
        who = doer(done.act.intervention)
        before = [one.act.of for one in state.done[:at] if doer(one.act.intervention) == who]
        assert f"due at {t_plus(due[done.act.of])}, but busy with {before[-1]} (" in done_in_words(
            done, state
        )


def test_somebody_on_the_line_with_911_is_busy_until_the_call_has_ended() -> None:
    """Three seconds to connect, then the pick-up, then a minute; and two acts at once keep them busy until both are done."""
    engine = Engine(with_an_office(), 5, 0, played=("boss",))
    engine.run_until(10.0)
    engine.apply(Call911("boss"))
    engine.apply(Tell("boss", "clerk"))
    ended = None
    while engine.waits(Press("boss")):
        engine.run_until(engine.now + 1.0)
        ended = next((row[0] for row in engine.trace.rows if row[1] == Kind.CALL_ENDED), None)
    assert ended is not None
    assert engine.now - ended <= 1.0


def to_d3() -> Conduct:
    """Until it is asked who stays where, with other questions left unanswered."""
    conduct = conducted(ROLES)
    while (front := conduct.state.front) is None or front.decision.id != "D3":
        conduct.jump() if front is None else conduct.no_decision(front.decision.id)
    return conduct


def begun(conduct: Conduct, decision: str) -> list[Done]:
    """The acts of a decision, in the order in which they began."""
    return [done for done in conduct.state.done if done.act.of == decision]


def test_the_second_act_of_one_person_begins_when_the_first_is_done() -> None:
    """At the first whole second at which the radio is quiet again; then the way to the microphone begins."""
    conduct = to_d3()
    conduct.answer("D3", Answer(option="both"))
    while len(begun(conduct, "D3")) < 2:
        conduct.jump() if conduct.state.front is None else conduct.no_decision(
            conduct.state.front.decision.id
        )
    first, second = begun(conduct, "D3")
    sent = {row[3]: row[0] for row in traces(conduct)[0] if row[1] == Kind.SENT and row[0] >= first.act.time}
    assert first.act.time == conduct.state.windows["D3"].answer["starts"]
    assert second.act.time == math.floor(sent[Channel.RADIO]) + 1.0 > first.act.time
    entries = [one for one in conduct.journal.entries() if one.kind == "act" and '"of":"D3"' in one.payload]
    assert [(one.incident_time, json.loads(one.payload)["number"]) for one in entries] == [
        (first.act.time, 0),
        (second.act.time, 1),
    ]


def test_acts_of_different_people_begin_together() -> None:
    """The principal at the microphone, the assistant principal on the radio."""
    first, second = begun(scripted(script()), "D1")
    assert first.act.time == second.act.time


def test_the_room_is_told_beforehand_what_has_to_wait() -> None:
    """In the preview of the answer; where two people do it nothing is said, and nothing has changed."""
    conduct = to_d3()
    window = conduct.state.windows["D3"]
    one = preview(window, Answer(option="both"), conduct.state).acts
    assert [AFTERWARDS in outcome.because for _, outcome in one] == [False, True]
    by_two = [{"kind": "radio", "by": "principal"}, {"kind": "announce", "by": "secretary"}]
    two = preview(window, Answer(write_in=by_two), conduct.state).acts
    assert [AFTERWARDS in outcome.because for _, outcome in two] == [False, False]
    assert not conduct.state.engines.room.waits(Announce("principal"))


def test_what_waits_until_it_is_over_does_nothing_and_says_so() -> None:
    """Twelve calls in turn, which are more than there is time for: the last of them come too late, and none is lost."""
    conduct = to_d3()
    calls = [{"kind": "call-911", "by": "principal"}] * 12
    conduct.answer("D3", Answer(write_in=calls))
    while conduct.segment.kind != "hot-wash":
        conduct.next_segment()
    done = begun(conduct, "D3")
    assert len(done) == len(calls)
    assert conduct.state.pending == []
    assert [one.outcome.began for one in done] == sorted((one.outcome.began for one in done), reverse=True)
    assert done[0].outcome.began
    assert done[-1].outcome.because.startswith("over since")
    times = [one.act.time for one in done if one.outcome.began]
    office = conduct.state.engines.room.tables.psap.office
    ends = [
        row[0] for row in traces(conduct)[0] if row[1] in (Kind.CALL_ENDED, Kind.GAVE_UP) and row[2] == office
    ]
    assert {*times[1:]} <= {math.floor(end) + 1.0 for end in ends}
    assert times == sorted({*times})
