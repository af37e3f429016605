"""Decisions and what the model already did: one test for each row of the table in the written model.

Decisions add; they never rewrite the past. Each row is checked in the preview, both logs and the participant view.
"""

import math
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from scenarios.exercise import Exercise, Option
from scenarios.library import ValidatedExercise
from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.decisions import DecisionResponse, preview_decision
from sim.exercise.narrative import narrate
from sim.exercise.room_view import build_participant_view
from sim.model.trace import Channel, EventKind, Row
from tests.sim.exercise.exercises import SEED, all_roles, asked, conducted, opened, play_seconds, prepared, traces
from tui.widgets.event_log import describe_event

OFFICE = frozenset(all_roles())
SLOWER = 24  # an emergency in which D2 opens when nothing else is open


def beforehand(conductor: Conductor, answer: DecisionResponse) -> str:
    """What the desk reads of an answer before it is given."""
    front = conductor.state.current_decision
    assert front is not None
    would = preview_decision(front, answer, conductor.state)
    left = (f"left {outcome.still_unaware}" for _, outcome in would.actions if outcome.still_unaware)
    return "; ".join([*would.reasons, *left])


def desk(conductor: Conductor) -> str:
    return "\n".join(describe_event(entry.event, conductor.state) for entry in conductor.state.log)


def hot_wash(conductor: Conductor) -> str:
    return "\n".join(line.text for line in narrate(conductor.state))


def face(conductor: Conductor) -> str:
    """What the room's face says of what happened since the last decision."""
    return "\n".join(build_participant_view(conductor.state, OFFICE).since)


def staff_told(rows: list[Row], channel: Channel, people: int, since: float = 0.0) -> int:
    """Staff whose first word of it came by the first message on this channel since then, before the next one."""
    sent = [row[0] for row in rows if row[1] == EventKind.SENT and row[3] == channel and row[0] > since]
    first, following = [*sent, math.inf, math.inf][:2]
    heard = [row for row in rows if row[1] == EventKind.AWARE and row[3] == channel and row[2] < people]
    return sum(first <= row[0] < following for row in heard)


def test_lockdown_on_the_pa_where_the_app_has_told_many() -> None:
    conductor = asked("D1")
    quiet = asked("D1")
    answer = DecisionResponse(option="pa")
    assert "first alert T+00:58 by app; left " in beforehand(conductor, answer)
    conductor.submit_decision("D1", answer)
    quiet.submit_decision("D1", DecisionResponse(talk_only="we wait"))
    while not conductor.state.notices:
        for one in (conductor, quiet):
            play_seconds(one, 1)
    rows, without = traces(conductor)[0], traces(quiet)[0]
    (sent,) = [row[0] for row in rows if row[1] == EventKind.SENT and row[3] == Channel.PA]
    people = conductor.state.running_arms.player.tables.staff_count
    more = staff_told(rows, Channel.PA, people)
    assert more > 0
    assert [row for row in rows if row[0] < sent] == [row for row in without if row[0] < sent]
    known = {row[2]: row[0] for row in without if row[1] == EventKind.AWARE and row[0] <= sent}
    assert {row[2]: row[0] for row in rows if row[1] == EventKind.AWARE and row[2] in known} == known
    words = f"First alert T+00:58 by app. Your PA call reached {more} more."
    assert words in desk(conductor)
    assert words in hot_wash(conductor)
    assert words in face(conductor)


def test_a_talked_decision_says_at_which_time_of_day_it_takes_effect() -> None:
    conductor = asked("D2", SLOWER)
    conductor.submit_decision("D2", DecisionResponse(option="call"))
    play_seconds(conductor, 1)
    begins = datetime.strptime(conductor.state.exercise.onset, "%H:%M")
    starts = begins + timedelta(seconds=int(conductor.state.decision_points["D2"].response.starts))
    assert f"Your decision takes effect at {starts:%H:%M:%S}." in face(conductor)


@pytest.mark.slow
def test_of_two_calls_of_one_decision_each_says_by_which_means_it_reached_whom() -> None:
    conductor = asked("D1")
    conductor.submit_decision("D1", DecisionResponse(option="pa-radio"))
    seen = ""
    while len(conductor.state.notices) < 2:
        play_seconds(conductor, 1)
        seen += face(conductor)
    rows, people = traces(conductor)[0], conductor.state.running_arms.player.tables.staff_count
    for means, channel in (("radio", Channel.RADIO), ("PA", Channel.PA)):
        since = conductor.state.done[0].action.time
        words = f"Your {means} call reached {staff_told(rows, channel, people, since)} more"
        for said in (desk(conductor), hot_wash(conductor), seen):
            assert words in said


@pytest.mark.slow
def test_the_room_reads_no_number_but_the_one_that_was_counted() -> None:
    conductor = asked("D1")
    conductor.submit_decision("D1", DecisionResponse(write_in=[{"kind": "press", "by": "principal"}]))
    told = set[str]()
    while not conductor.state.notices:
        play_seconds(conductor, 1)
        told.update(face(conductor).splitlines())
    reached = {line[line.index("Your") :] for line in told if "reached" in line}
    assert reached == {"Your app alert reached no one new."}


def test_a_call_to_911_that_has_it_already_is_one_more_call_and_takes_a_taker() -> None:
    """The desk reads since when; the room reads the one time that it knows, at which 911 called back."""
    conductor = asked("D2")
    quiet = asked("D2")
    assert beforehand(conductor, DecisionResponse(option="call")) == "911 notified at T+00:50"
    conductor.submit_decision("D2", DecisionResponse(option="call"))
    quiet.no_decision("D2")
    for one in (conductor, quiet):
        play_seconds(one, 30)
    calls, without = (one.state.running_arms.player.view().calls for one in (conductor, quiet))
    assert calls.free + 1 == without.free or calls.waiting == without.waiting + 1
    caller = conductor.state.running_arms.player.tables.staff.ids.index("secretary-1")
    assert [row[1] for row in traces(conductor)[0] if row[2] == caller and row[1] == EventKind.QUEUED]
    for said in (desk, hot_wash):
        assert "911 notified at T+00:50" in said(conductor), said.__name__
    assert "911: answered 10:14:50" in build_participant_view(conductor.state, OFFICE).responders


@pytest.mark.slow
def test_a_pa_that_is_down_and_nobody_knows_is_tried_and_fails_after_its_time() -> None:
    """Beforehand nothing gives it away; when it fails the clock stops, and the room reads why."""
    conductor = asked("D1")
    working = beforehand(conductor, DecisionResponse(option="pa"))
    conductor.dispose_inject(11, "delivered")
    assert beforehand(conductor, DecisionResponse(option="pa")) == working
    conductor.submit_decision("D1", DecisionResponse(option="pa"))
    begun = conductor.state.time
    while not conductor.state.milestones.silent:
        assert "stays silent" not in desk(conductor) + hot_wash(conductor) + face(conductor)
        play_seconds(conductor, 1)
    (failed,) = [row[0] for row in traces(conductor)[0] if row[1] == EventKind.SILENT]
    assert begun < failed <= conductor.state.time < failed + 2.0
    assert not conductor.clock.is_running
    assert conductor.state.stop_reason == "the PA stays silent"
    for said in (desk, hot_wash, face):
        assert "the PA stays silent" in said(conductor), said.__name__
    people = conductor.state.running_arms.player.tables.staff_count
    assert staff_told(traces(conductor)[0], Channel.PA, people) == 0


def with_the_officer() -> Conductor:
    """The same exercise, in which the third question may be answered by sending the officer, who is away."""
    exercise: Exercise = opened().exercise
    send = Option.model_validate(
        {"id": "sro", "says": "The officer goes there", "does": [{"kind": "send", "by": "principal", "whom": "sro"}]}
    )
    decisions = [
        one.model_copy(update={"options": [send, *one.options]}) if one.id == "D3" else one
        for one in exercise.decisions
    ]
    changed: ValidatedExercise = replace(opened(), exercise=exercise.model_copy(update={"decisions": decisions}))
    return prepared(changed, SEED, asked("D3").journal.entries())


def test_an_officer_who_is_away_is_struck_out_with_the_reason() -> None:
    conductor = with_the_officer()
    question = build_participant_view(conductor.state, OFFICE).question
    officer = conductor.state.labels.person("sro")
    assert question is not None
    assert [one.struck for one in question.options] == [f"{officer}: away today", *[""] * 5]
    front = conductor.state.current_decision
    assert front is not None
    assert preview_decision(front, DecisionResponse(option="sro"), conductor.state).absent == ("sro",)
    before = traces(conductor)
    with pytest.raises(CommandRejected, match="away today"):
        conductor.submit_decision("D3", DecisionResponse(option="sro"))
    assert traces(conductor) == before
    assert conductor.state.current_decision is front
    for said in (desk, hot_wash):
        assert "away today" in said(conductor), said.__name__


def test_what_the_model_does_not_have_is_talk_only_and_noted() -> None:
    """No such transition: it is logged, the room reads that it is noted, and every trace is as if nothing had been said."""
    quiet = asked("D2", SLOWER)
    quiet.no_decision("D2")
    play_seconds(quiet, 60)
    for answer, words in (
        (DecisionResponse(option="app-only"), "The app has told 911, and we keep our lines free"),
        (DecisionResponse(talk_only="call the parents"), "call the parents"),
    ):
        conductor = asked("D2", SLOWER)
        assert beforehand(conductor, answer) == ""
        conductor.submit_decision("D2", answer)
        assert face(conductor).startswith("Noted: what you say is written down")
        play_seconds(conductor, 60)
        assert traces(conductor) == traces(quiet)
        for log in (desk, hot_wash):
            assert f"D2 decided  {words}" in log(conductor) or f"D2 {words}" in log(conductor)


@pytest.mark.slow
def test_whatever_is_done_once_it_is_over_is_logged_and_has_no_effect() -> None:
    """The thinking takes half an hour; until then it has long been over, in the words of the room since when."""
    conductor = asked("D3", seed=775)
    quiet = asked("D3", seed=775)
    conductor.submit_decision("D3", DecisionResponse(option="all-stay", decision_delay=1_500.0))
    quiet.no_decision("D3")
    for one in (conductor, quiet):
        while one.segment.kind != "hot-wash":
            one.next_segment()
    (over,) = [row[0] for row in traces(conductor)[0] if row[1] == EventKind.ALL_CLEAR]
    assert traces(conductor) == traces(quiet)
    since = f"over at T+{round(over) // 60:02}:{round(over) % 60:02}"
    for said in (desk, hot_wash, face):
        assert since in said(conductor).replace("Over at", "over at"), said.__name__
    (done,) = [one for one in conductor.state.done if one.action.source_id == "D3"]
    assert not done.outcome.began


@pytest.mark.parametrize("acts_first", [True, False])
def test_who_has_acted_or_does_nothing_decides_at_once(acts_first: bool) -> None:
    """As in the model, in which a person hesitates once."""
    arrest = "cardiac-arrest-20"
    conductor = conducted(all_roles(arrest), arrest, SEED)
    first = DecisionResponse(option="app-first") if acts_first else DecisionResponse(talk_only="we wait")
    thinking = []
    for decision, answer in (("D1", first), ("D3", DecisionResponse(option="tasks"))):
        while (front := conductor.state.current_decision) is None or front.decision.id != decision:
            conductor.jump() if front is None else conductor.no_decision(front.decision.id)
        conductor.submit_decision(decision, answer)
        thinking.append(conductor.state.decision_points[decision].response.thinking)
    assert [seconds > 0.0 for seconds in thinking] == [acts_first, not acts_first]
