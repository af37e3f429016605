"""What decisions come to, in the words that the room reads: too late, already done, impossible; and how many a call reached."""

import math
from functools import partial
from typing import Any, cast

import pytest

from scenarios.script import Script, Step
from sim.engine import SimpyEngine
from sim.exercise.arms import Arms, limit_patience
from sim.exercise.clock import format_t_plus
from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.decisions import DecisionResponse
from sim.exercise.scripted import list_unreached_steps
from sim.exercise.seed_search import find_fitting_seed
from sim.model import interventions as do
from sim.model.interventions import Outcome
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose
from sim.tabulation import tabulate
from tests.sim.exercise import exercises
from tests.sim.exercise.exercises import EACH_SLOW, SHIPPED, asked, conducted, finished, opened, script, scripted

CHANNELS = [do.SetChannel(name, works=False) for name in ("pa", "radio")]
WORLD: list[do.Intervention] = [*CHANNELS, do.DelayUnit("police-1", 120.0), do.Inform("nurse"), do.AllClear()]
BY_THE_PRINCIPAL = [kind("principal") for kind in (do.Press, do.Call911, do.Announce, do.Radio)]
TOLD = [do.Tell("principal", "nurse"), do.Send("principal", "teacher@a01"), do.Lock("teacher@b112")]
PLAYERS: list[do.Intervention] = [*BY_THE_PRINCIPAL, *TOLD]


class Recorder:
    def __init__(self, outcome: Outcome) -> None:
        self.outcome, self.applied = outcome, list[do.Intervention]()

    def apply(self, act: do.Intervention) -> Outcome:
        self.applied.append(act)
        return self.outcome


def test_the_world_and_rulings_reach_all_arms_and_players_reach_one() -> None:
    """What comes of it is what comes of it in the participants' arm."""
    for act in (*WORLD, *PLAYERS):
        arms: Any = Arms(*(cast(Any, Recorder(Outcome(n == 0))) for n in range(3)))
        assert arms.apply(act) is arms.player.outcome
        assert [arm.applied for arm in arms] == [[act], *([[act] if act in WORLD else []] * 2)]


@pytest.mark.parametrize("name", EACH_SLOW)
def test_with_nobody_played_each_arm_is_what_compare_plays(name: str) -> None:
    """Bit for bit, to the horizon, in every exercise that is shipped, but for how long people take to decide: 60 s at most."""
    exercise, seed = SHIPPED[name]
    conductor = scripted(Script(script=name, exercise=exercise, played=[]), seed)
    plan, emergency = opened(exercise).exercise, opened(exercise).emergency
    for rows, strategy in zip(exercises.traces(conductor), (plan.strategy, plan.strategy, plan.twin), strict=True):
        tables = limit_patience(tabulate(emergency, strategy, plan.conditions))
        assert rows == SimpyEngine(tables, seed, 0).run().rows


def test_who_may_declare_is_not_sent_for_permission_when_they_speak_for_the_office() -> None:
    """From the act to the silence it takes what the model draws for reaching the microphone, and no more."""
    conductor = finished("too-late")
    world, staff = conductor.state.running_arms.player.world, conductor.state.running_arms.player.tables.staff
    assert staff.authority[staff.ids.index("principal")]
    (act,) = [one.action for one in conductor.state.done if isinstance(one.action.intervention, do.Announce)]
    ((silent, _),) = conductor.state.milestones.silent
    assert silent - act.time == pytest.approx(world.draw(Purpose.MICROPHONE, 0), abs=1e-6)
    assert silent - act.time < 150.0


@pytest.mark.slow
@pytest.mark.parametrize("name", ["active-assailant", "laboratory-fire", "cardiac-arrest"])
def test_how_many_a_call_reached_is_counted_from_the_trace(name: str) -> None:
    """Staff whose first word of it came by that means, from each call until somebody else calls by it."""
    conductor = finished(name)
    trace = conductor.state.running_arms.player.trace
    for kind, channel, means in (("radio", Channel.RADIO, "radio"), ("announce", Channel.PA, "PA")):
        acts = [done.action for done in conductor.state.done if done.action.intervention.kind == kind]
        begun = {f"{act.source_id} {act.number}": act.time for act in acts}
        notices = {one.topic: one.text for one in conductor.state.notices if one.topic in begun}
        sent = [row[0] for row in trace.rows if row[1] == EventKind.SENT and row[3] == channel]
        assert all(f"Your {means} call reached" in says for says in notices.values())
        for time in {begun[topic] for topic in notices}:
            first, following = sorted({*(at for at in sent if at > time), math.inf})[:2]
            told = [row for row in trace.rows if row[1:4:2] == (EventKind.AWARE, channel)]
            reached = sum(row[2] < trace.tables.staff_count and first <= row[0] < following for row in told)
            said = [text for topic, text in notices.items() if begun[topic] == time]
            assert reached == sum(int(text.split()[-2]) for text in said if not text.endswith("no one new."))


def test_a_call_is_counted_at_the_t_plus_at_which_it_was_heard_also_where_the_story_jumps() -> None:
    """The first module is ended as soon as the lockdown is decided: each message is told within a second of when it was heard."""
    conductor = conducted(["principal"])
    exercises.to_a_question(conductor)
    conductor.submit_decision("D1", DecisionResponse(option="pa-radio"))
    conductor.next_segment()
    trace, means = conductor.state.running_arms.player.trace, {Channel.RADIO: "radio", Channel.PA: "PA"}
    heard = {
        f"Your {means[Channel(row[3])]} call": row[0] + (trace.tables.means.reading if row[3] == Channel.PA else 0)
        for row in reversed(trace.rows)  # others call later
        if row[1] == EventKind.SENT and row[3] in means and row[0] > conductor.state.done[0].action.time
    }
    told = {words: one.time for one in conductor.state.notices for words in heard if words in one.text}
    assert len(heard) == 2
    assert all(0.0 < told[words] - heard[words] <= 1.0 for words in heard)
    assert conductor.state.time > max(told.values()) + 60.0
    times = [entry.incident_time for entry in conductor.state.log]
    assert times == sorted(times)


def test_somebody_who_is_not_on_the_roster_is_no_answer() -> None:
    conductor = asked("D3")
    with pytest.raises(CommandRejected, match="'cook' is not on the roster"):
        conductor.submit_decision("D3", DecisionResponse(write_in=[{"kind": "announce", "by": "cook"}]))


@pytest.mark.slow
def test_one_person_thinks_about_one_question_at_a_time() -> None:
    conductor = finished()
    answers = {name: window.response for name, window in conductor.state.decision_points.items()}
    opened_at = {name: window.opened_at or 0.0 for name, window in conductor.state.decision_points.items()}
    first, second, other = answers["D1"], answers["D3"], answers["D2"]
    assert second.starts == max(first.starts, opened_at["D3"]) + second.thinking
    resolved_at = exercises.known(conductor.state.decision_points["D2"].resolved_at)
    assert other.starts == max(opened_at["D2"] + other.thinking, resolved_at)


@pytest.mark.slow
def test_a_talked_question_waits_while_another_is_pressed() -> None:
    """T+ runs on for the one at the front, which ends at its limit; then it stands still for the next."""
    answers = [one for one in script().answers if one.decision != "D1"]
    conductor = scripted(script().model_copy(update={"answers": answers, "steps": []}))
    pressed, talked = conductor.state.decision_points["D1"], conductor.state.decision_points["D2"]
    assert (pressed.state, pressed.reason) == ("lapsed", "no decision")
    ended = exercises.known(pressed.opened_at) + pressed.decision.limit
    assert exercises.known(talked.opened_at) < ended
    assert talked.resolved_at == pressed.resolved_at == ended


def test_an_exercise_that_is_over_or_frozen_does_nothing_more() -> None:
    for ends, said in ((Conductor.freeze, "real emergency"), (Conductor.end, "is over")):
        conductor = conducted(["principal"])
        ends(conductor)
        moves = (conductor.next_segment, conductor.play, conductor.jump, conductor.undo_last)
        cancel, hand_back = partial(conductor.dispose_inject, 1, "cancelled"), conductor.return_to_simulation
        for refused in (*moves, cancel, partial(hand_back, "principal")):
            with pytest.raises(CommandRejected, match=said):
                refused()
        assert (conductor.state.frozen, conductor.add_note("mark")) == (ends is Conductor.freeze, "mark-1")
        if conductor.state.ended:
            assert set(conductor.state.deliveries) == {one.number for one in opened().exercise.injects}
            assert all(one.reason for one in conductor.state.deliveries.values())


def test_a_lid_that_was_closed_stops_the_clock_and_talk_is_in_the_journal_before_it_is_over() -> None:
    for speed in (1, 10):
        conductor = conducted()
        conductor.play(speed)
        conductor.tick(600.0)
        assert not conductor.clock.is_running
        assert "paused" in conductor.state.stop_reason
    conductor = asked("D3")
    for _ in range(600):
        conductor.tick(0.1)
    assert conductor.clock.exercise_time - conductor.state.exercise_time <= 10.0


def test_a_line_that_was_taken_back_does_not_come_by_itself_once_more() -> None:
    conductor = conducted(["principal"])
    conductor.dispose_inject(1, "delivered")
    conductor.undo_last()
    for _ in range(30):
        conductor.jump() if conductor.state.current_decision is None and not conductor.is_over else None
    assert (conductor.state.deliveries[1].outcome, conductor.state.deliveries[1].reason) == ("held", "taken back")
    assert sum(entry.kind == "inject" and '"inject":1,' in entry.payload for entry in conductor.state.log) == 0


def test_what_was_taken_back_is_no_reason_any_more_once_it_is_decided_anew() -> None:
    """Nor once it is delivered anew, though T+ still stands where it stood."""
    conductor = asked("D2")
    conductor.submit_decision("D2", DecisionResponse(talk_only="we wait"))
    conductor.undo_last()
    assert conductor.state.stop_reason == "D2 was taken back"
    conductor.submit_decision("D2", DecisionResponse(talk_only="we wait longer"))
    assert conductor.state.stop_reason == ""
    conductor.undo_last()
    conductor.no_decision("D2")
    assert conductor.state.stop_reason == ""
    conductor.dispose_inject(7, "delivered")
    conductor.undo_last()
    assert conductor.state.stop_reason == "inject 7 was taken back"
    conductor.dispose_inject(7, "delivered")
    assert conductor.state.stop_reason == ""


def test_questions_of_a_role_that_is_handed_back_end() -> None:
    conductor = asked("D3")
    conductor.return_to_simulation("principal")
    point = conductor.state.decision_points["D3"]
    assert (point.state, point.reason) == ("lapsed", "Principal is modeled")
    assert conductor.state.current_decision is None or conductor.state.current_decision.decision.of != "principal"


@pytest.mark.parametrize("name", [*EACH_SLOW, pytest.param("too-late", marks=pytest.mark.full(step="answers"))])
def test_every_step_of_a_shipped_script_is_reached(name: str) -> None:
    """In the emergency that `allcall drill` takes: the first that the story fits."""
    seed = exercises.known(find_fitting_seed(opened(script(name).exercise), iter(range(1, 200))))
    assert list(list_unreached_steps(finished(name, seed).state, script(name))) == []


@pytest.mark.slow
def test_a_step_that_was_never_reached_is_said_and_what_was_to_be_noted_is_noted() -> None:
    """T+ stops long before 50 minutes."""
    late = [{"at": "50 min", "cancel": 3}, {"at": "50 min", "mark": "nobody wrote it down"}]
    steps = [Step.model_validate(one) for one in late]
    written = script().model_copy(update={"steps": steps})
    conductor = scripted(written)
    last = max(entry.incident_time for entry in conductor.journal.entries() if entry.kind == "clock")
    says = f"cancel at T+50:00 was not done: T+ came to {format_t_plus(last)}"
    assert list(list_unreached_steps(conductor.state, written)) == [says]
    assert "nobody wrote it down" in [note.text for note in conductor.state.notes.values()]
