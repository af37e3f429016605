"""An exercise conducted at random: no line comes twice, each ends once, and T+ never runs while it is stopped."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.exercise import facilitator
from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.decisions import DecisionResponse
from sim.exercise.journal_replay import replay_journal
from sim.exercise.schedule import list_upcoming
from tests.sim.exercise.exercises import SHIPPED, conducted, opened, traces

NAME, SEED = SHIPPED["cardiac-arrest"]
ROLES = [one.id for one in opened(NAME).exercise.roles]
NUMBERS = [one.number for one in opened(NAME).exercise.injects]

commands = st.one_of(
    st.tuples(st.just("tick"), st.sampled_from([0.1, 0.5, 1.0, 30.0])),
    st.tuples(st.just("tick"), st.sampled_from([1.0])),
    st.tuples(st.just("play"), st.sampled_from([1, 4, 10])),
    st.tuples(st.just("jump"), st.none()),
    st.tuples(st.just("jump"), st.none()),
    st.tuples(st.just("stop"), st.none()),
    st.tuples(st.sampled_from(["option", "nothing", "talk only", "press"]), st.integers(0, 2)),
    st.tuples(st.sampled_from(["delivered", "held", "cancelled"]), st.sampled_from(NUMBERS)),
    st.tuples(st.just("take back"), st.none()),
    st.tuples(st.just("leave out"), st.none()),
    st.tuples(st.just("hand back"), st.sampled_from(ROLES)),
    st.tuples(st.just("next"), st.none()),
    st.tuples(st.just("break"), st.none()),
)
courses = st.lists(commands, max_size=25)


Value = float | str | None
DOES: dict[str, Callable[[Conductor, Any, str], object]] = {
    "tick": lambda conductor, seconds, _: conductor.tick(seconds),
    "play": lambda conductor, speed, _: conductor.play(speed),
    "jump": lambda conductor, _, __: conductor.jump(),
    "stop": lambda conductor, _, __: conductor.stop(),
    "option": lambda conductor, place, name: conductor.submit_decision(name, DecisionResponse(option=str(1 + place))),
    "talk only": lambda conductor, _, name: conductor.submit_decision(name, DecisionResponse(talk_only="we wait")),
    "nothing": lambda conductor, _, name: conductor.no_decision(name),
    "press": lambda conductor, _, name: facilitator.start_countdown(conductor, name),
    "delivered": lambda conductor, number, _: conductor.dispose_inject(number, "delivered"),
    "held": lambda conductor, number, _: conductor.dispose_inject(number, "held"),
    "cancelled": lambda conductor, number, _: conductor.dispose_inject(number, "cancelled"),
    "take back": lambda conductor, _, __: conductor.undo_last(),
    "leave out": lambda conductor, _, __: facilitator.skip_item(
        conductor, next(iter(list_upcoming(conductor.state)), conductor.state.exercise.injects[0])
    ),
    "hand back": lambda conductor, role, _: conductor.return_to_simulation(role),
    "next": lambda conductor, _, __: conductor.next_segment(),
}


def does(conductor: Conductor, command: str, value: Value) -> Conductor:
    if command == "break":
        conductor = Conductor(conductor.opened, conductor.journal)
        conductor.resume()
        return conductor
    front = conductor.state.current_decision
    DOES[command](conductor, value, front.decision.id if front else "D1")
    return conductor


def follows(course: list[tuple[str, Value]]) -> None:
    """Every step of a course keeps the rules; then it is ended, and what the journal says is what there was."""
    conductor = conducted(ROLES, NAME, SEED)
    for command, value in course:
        ran, before, count = (conductor.clock.is_running, conductor.state.time, len(list(conductor.journal.entries())))
        try:
            conductor = does(conductor, command, value)
        except CommandRejected:
            new = list(conductor.journal.entries())[count:]
            assert {entry.kind for entry in new} <= {"refuse"}, (command, new)
        assert conductor.state.time >= before or command == "take back"
        if conductor.state.time > before:
            assert command in ("jump", "next") or (command == "tick" and ran)
        front = conductor.state.current_decision
        if front is not None and front.decision.kind == "talk":
            assert not conductor.clock.is_running
            assert not conductor.state.running
    conductor.end()
    ends_well(conductor)


def ends_well(conductor: Conductor) -> None:
    """Each line and question ended one way; to play the journal again leads to the same."""
    times = [entry.incident_time for entry in conductor.state.log]
    assert times == sorted(times)
    told = [entry.payload for entry in conductor.state.log if entry.kind == "inject"]
    delivered = Counter(one for one in told if json.loads(one)["outcome"] == "delivered")
    assert len({json.loads(one)["inject"] for one in delivered}) == sum(delivered.values())
    ends = [one for one in conductor.state.log if one.kind in ("decide", "lapse", "ask")]
    ended = [one.payload for one in ends if one.kind != "ask" or '"held"' in one.payload]
    settled = Counter(json.loads(one)["decision"] for one in ended)
    assert settled == Counter(one.id for one in conductor.state.exercise.decisions)
    assert sorted(conductor.state.deliveries) == NUMBERS
    for delivery in conductor.state.deliveries.values():
        assert delivery.outcome in ("delivered", "held", "cancelled")
        assert delivery.outcome == "delivered" or delivery.reason
    again = replay_journal(conductor.opened, conductor.journal)
    assert again.deliveries == conductor.state.deliveries
    assert [engine.trace.rows for engine in again.running_arms] == traces(conductor)


@pytest.mark.slow
@settings(max_examples=20)
@given(courses)
@example([("delivered", NUMBERS[0]), ("delivered", NUMBERS[0])])
@example([("cancelled", NUMBERS[0]), ("delivered", NUMBERS[0]), ("delivered", NUMBERS[0])])
@example([("held", NUMBERS[0]), ("delivered", NUMBERS[0]), ("delivered", NUMBERS[0])])
def test_whatever_is_done_each_line_ends_one_way_and_once(course: list[tuple[str, Value]]) -> None:
    """Random courses, on an exercise that is shipped; and always a line that is delivered twice by hand, also once it was settled."""
    follows(course)


@pytest.mark.full(step="fuzz")
@settings(max_examples=600)
@given(courses)
def test_six_hundred_courses(course: list[tuple[str, Value]]) -> None:
    follows(course)
