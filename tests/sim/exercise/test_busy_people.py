"""A person does one thing after another; different people act side by side."""

import json
import math
from types import SimpleNamespace
from typing import cast

import pytest

from sim.engine import SimpyEngine
from sim.exercise.clock import format_t_plus
from sim.exercise.conductor import Conductor
from sim.exercise.decisions import AFTERWARDS, DecisionResponse, busy_until, preview_decision
from sim.exercise.events import ExecutedAction
from sim.exercise.narrative import describe_executed
from sim.exercise.state import State
from sim.model.interventions import Announce, Call911, Lock, Press, SetChannel, Tell, find_actor
from sim.model.trace import Channel, EventKind
from tests.sim.exercise.exercises import asked, finished, to_the_hot_wash, traces
from tests.sim.schools import with_an_office


def test_whoever_walks_to_the_microphone_is_busy_until_the_message_is_out() -> None:
    engine = SimpyEngine(with_an_office(), 5, 0, played=("boss", "clerk"))
    engine.run_until(10.0)
    assert not engine.is_busy(Call911("boss"))
    engine.apply(Announce("boss"))
    for time in (10.0, 29.0):
        engine.run_until(time)
        assert engine.is_busy(Call911("boss"))
        assert engine.is_busy(Lock("boss"))
        assert not engine.is_busy(Call911("clerk"))
        assert not engine.is_busy(SetChannel("pa", False))
    reading = engine.tables.means.reading
    engine.run_until(30.0 + reading + 1.0)
    assert not engine.is_busy(Call911("boss"))


@pytest.mark.slow
def test_what_waits_for_the_same_person_is_said_to_have_been_due() -> None:
    """Since when they are busy is not when it should have begun."""
    state = finished("active-assailant-90").state
    due = {of: window.response.starts for of, window in state.decision_points.items() if window.state == "decided"}
    late = [done for done in state.done if done.action.time - due.get(done.action.source_id, math.inf) >= 1.0]
    assert late
    for done in late:
        at = state.done.index(done)
        who = find_actor(done.action.intervention)
        acts = [one for one in state.done[:at] if one.outcome.began and find_actor(one.action.intervention) == who]
        busy = f"due at {format_t_plus(due[done.action.source_id])}, but busy with {acts[-1].action.source_id} ("
        assert busy in describe_executed(done, state)


def test_somebody_on_the_line_with_911_is_busy_until_the_call_has_ended() -> None:
    """Three seconds to connect, then the pick-up, then a minute; and two acts at once keep them busy until both are done."""
    engine = SimpyEngine(with_an_office(), 5, 0, played=("boss",))
    engine.run_until(10.0)
    engine.apply(Call911("boss"))
    engine.apply(Tell("boss", "clerk"))
    ended = None
    while engine.is_busy(Press("boss")):
        engine.run_until(engine.now + 1.0)
        ended = next((row[0] for row in engine.trace.rows if row[1] == EventKind.CALL_ENDED), None)
    assert ended is not None
    assert engine.now - ended <= 1.0


def begun(conductor: Conductor, decision: str) -> list[ExecutedAction]:
    return [done for done in conductor.state.done if done.action.source_id == decision]


def test_the_second_act_of_one_person_begins_when_the_first_is_done() -> None:
    """At the first whole second at which the radio is quiet again; then the way to the microphone begins."""
    conductor = asked("D3")
    conductor.submit_decision("D3", DecisionResponse(option="both"))
    while len(begun(conductor, "D3")) < 2:
        front = conductor.state.current_decision
        conductor.jump() if front is None else conductor.no_decision(front.decision.id)
    first, second = begun(conductor, "D3")
    sent = {row[3]: row[0] for row in traces(conductor)[0] if row[1] == EventKind.SENT and row[0] >= first.action.time}
    assert first.action.time == conductor.state.decision_points["D3"].response.starts
    assert second.action.time == math.floor(sent[Channel.RADIO]) + 1.0 > first.action.time
    entries = [one for one in conductor.journal.entries() if one.kind == "act" and '"of":"D3"' in one.payload]
    acts = [(one.incident_time, json.loads(one.payload)["number"]) for one in entries]
    assert acts == [(first.action.time, 0), (second.action.time, 1)]


def test_acts_of_different_people_begin_together() -> None:
    first, second = begun(finished(), "D1")
    assert first.action.time == second.action.time


def test_the_room_is_told_beforehand_what_has_to_wait() -> None:
    """In the preview of the answer; where two people do it nothing is said, and nothing has changed."""
    conductor = asked("D3")
    window = conductor.state.decision_points["D3"]
    one = preview_decision(window, DecisionResponse(option="both"), conductor.state).actions
    assert [AFTERWARDS in outcome.reason for _, outcome in one] == [False, True]
    by_two = [{"kind": "radio", "by": "principal"}, {"kind": "announce", "by": "secretary"}]
    two = preview_decision(window, DecisionResponse(write_in=by_two), conductor.state).actions
    assert [AFTERWARDS in outcome.reason for _, outcome in two] == [False, False]
    assert not conductor.state.running_arms.player.is_busy(Announce("principal"))


@pytest.mark.slow
def test_what_waits_until_it_is_over_does_nothing_and_says_so() -> None:
    """Twelve calls in turn, which are more than there is time for: the last of them come too late, and none is lost."""
    conductor = asked("D3")
    calls = [{"kind": "call-911", "by": "principal"}] * 12
    conductor.submit_decision("D3", DecisionResponse(write_in=calls))
    to_the_hot_wash(conductor)
    done = begun(conductor, "D3")
    assert len(done) == len(calls)
    assert conductor.state.pending == []
    assert [one.outcome.began for one in done] == sorted((one.outcome.began for one in done), reverse=True)
    assert done[0].outcome.began
    assert done[-1].outcome.reason.startswith("over at")
    times = [one.action.time for one in done if one.outcome.began]
    caller = conductor.state.running_arms.player.tables.staff.ids.index("principal")
    over = (EventKind.CALL_ENDED, EventKind.GAVE_UP)
    ends = [row[0] for row in traces(conductor)[0] if row[1] in over and row[2] == caller]
    assert {*times[1:]} <= {math.floor(end) + 1.0 for end in ends}
    assert times == sorted({*times})


def test_a_person_is_busy_with_their_own_decisions_alone() -> None:
    def decided(role: str, starts: float) -> SimpleNamespace:
        asked, response = SimpleNamespace(of=role), SimpleNamespace(starts=starts)
        return SimpleNamespace(state="decided", decision=asked, response=response)

    points = {"D1": decided("leader", 70.0), "D2": decided("office", 95.0), "D3": decided("leader", 40.0)}
    state = cast("State", SimpleNamespace(decision_points=points))
    assert [busy_until(role, state) for role in ("leader", "office", "nurse")] == [70.0, 95.0, 0.0]
