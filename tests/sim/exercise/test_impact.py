"""The impact of a decision, held against the traces of the arms."""

import re
from statistics import median

import pytest

from sim.exercise.decisions import DecisionResponse
from sim.exercise.events import Setup
from sim.exercise.impact import build_impact
from sim.exercise.journal import Entry
from sim.exercise.messages import list_player_actions
from sim.exercise.room_view import build_participant_view
from sim.exercise.scripted import ScriptedRun
from sim.model.trace import Channel, EventKind, Trace
from tests.sim.exercise.exercises import (
    EACH_SLOW,
    SHIPPED,
    all_roles,
    conducted,
    opened,
    play_seconds,
    prepared,
    script,
    to_a_question,
)

DELAY = 25.0
ANNOUNCED = DecisionResponse(write_in=[{"kind": "announce", "by": "principal"}], decision_delay=DELAY)


def aware(trace: Trace) -> dict[int, tuple[float, int]]:
    """When and how each member of staff learned of it."""
    first: dict[int, tuple[float, int]] = {}
    for time, kind, who, channel, *_ in trace.rows:
        if kind == EventKind.AWARE and who < trace.tables.staff_count:
            first.setdefault(who, (time, channel))
    return first


def test_a_call_is_told_by_whom_it_reached_how_much_sooner_and_what_it_cost() -> None:
    conductor = conducted(all_roles())
    to_a_question(conductor)
    question = conductor.state.current_decision
    assert question is not None
    conductor.submit_decision(question.decision.id, ANNOUNCED)
    assert build_impact(conductor.state) is None
    while not conductor.state.notices:
        play_seconds(conductor, 5)
    impact = build_impact(conductor.state)
    assert impact is not None
    team, simulated = (
        aware(one.trace) for one in (conductor.state.running_arms.player, conductor.state.running_arms.baseline)
    )
    heard = {who: time for who, (time, channel) in team.items() if channel == Channel.PA}
    now = conductor.state.time
    assert impact.cost == DELAY
    assert impact.reached == len(heard) > 3
    assert str(len(heard)) in re.findall(r"\d+", conductor.state.notices[-1].text)
    assert impact.sooner == round(median(simulated.get(who, (now, 0))[0] - time for who, time in heard.items()))


@pytest.mark.parametrize("played", EACH_SLOW)
def test_the_impact_of_most_decisions_that_did_something_is_seen(played: str) -> None:
    """Also of one whose effect lands after the next question came."""
    (name, seed), written = SHIPPED[played], script(played)
    conductor, seen = prepared(opened(name), seed), set[str]()

    def look(_: Entry) -> None:
        impact = build_impact(conductor.state)
        seen.update([impact.about] if impact else [])

    conductor.listener = look
    ScriptedRun(conductor, written).play(Setup(name, seed, dict.fromkeys(written.played, "")))
    began = {done.action.source_id for done in list_player_actions(conductor.state) if done.outcome.began}
    decided = {
        point.decision.id
        for point in conductor.state.decision_points.values()
        if point.state == "decided" and point.decision.id in began
    }
    assert seen <= decided
    if conductor.opened.emergency.scenario.protocol.kind == "reunify":
        assert not seen  # its lines are counted instead
        return
    assert len(seen) >= 2 / 3 * len(decided) > 0


def test_a_discussion_has_no_impact() -> None:
    conductor = conducted(all_roles())
    to_a_question(conductor)
    question = conductor.state.current_decision
    assert question is not None
    conductor.submit_decision(question.decision.id, DecisionResponse(talk_only="we look at the plan"))
    assert build_participant_view(conductor.state, conductor.state.player_roles).impact is None


def test_one_who_is_told_in_person_counts_once() -> None:
    conductor = conducted(all_roles())
    to_a_question(conductor)
    question, told = conductor.state.current_decision, conductor.state.milestones.told
    assert question is not None
    listener = next(person for person in conductor.state.running_arms.player.tables.staff.ids if person not in told)
    tell = {"kind": "tell", "by": "principal", "whom": listener}
    conductor.submit_decision(question.decision.id, DecisionResponse(write_in=[tell], decision_delay=0.0))
    while listener not in conductor.state.milestones.told:
        play_seconds(conductor, 1)
    impact = build_impact(conductor.state)
    assert impact is not None
    _, channel, teller = conductor.state.milestones.told[listener]
    is_theirs = channel in (Channel.VOICE, Channel.DESK_PHONE) and "principal" in teller
    assert impact.reached == int(is_theirs)
