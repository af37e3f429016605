"""An exercise conducted at random: whatever the facilitator and the room do, in any order.

No line comes twice, each ends delivered, held with a reason or cancelled, a question is settled once, and T+ never runs while it is
stopped, and goes back only where something is taken back.
"""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.drill import facilitator
from sim.drill.conduct import Conduct, Refused
from sim.drill.decisions import Answer
from sim.drill.schedule import Item, to_come
from sim.drill.state import played
from tests.exercises import SHIPPED, conducted, opened, traces

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
DOES: dict[str, Callable[[Conduct, Any, str], object]] = {
    "tick": lambda conduct, seconds, _: conduct.tick(seconds),
    "play": lambda conduct, speed, _: conduct.play(speed),
    "jump": lambda conduct, _, __: conduct.jump(),
    "stop": lambda conduct, _, __: conduct.stop(),
    "option": lambda conduct, place, name: conduct.answer(name, Answer(option=str(1 + place))),
    "talk only": lambda conduct, _, name: conduct.answer(name, Answer(talk_only="we wait")),
    "nothing": lambda conduct, _, name: conduct.no_decision(name),
    "press": lambda conduct, _, name: facilitator.press(conduct, name),
    "delivered": lambda conduct, number, _: conduct.inject(number, "delivered"),
    "held": lambda conduct, number, _: conduct.inject(number, "held"),
    "cancelled": lambda conduct, number, _: conduct.inject(number, "cancelled"),
    "take back": lambda conduct, _, __: conduct.take_back(),
    "leave out": lambda conduct, _, __: facilitator.leave_out(conduct, next_line(conduct)),
    "hand back": lambda conduct, role, _: conduct.hand_back(role),
    "next": lambda conduct, _, __: conduct.next_segment(),
}


def next_line(conduct: Conduct) -> Item:
    """What is to come, or a line that may not be."""
    return next(iter(to_come(conduct.state)), conduct.state.exercise.injects[0])


def does(conduct: Conduct, command: str, value: Value) -> Conduct:
    """The exercise after a command; a break opens its journal anew."""
    if command == "break":
        conduct = Conduct(conduct.opened, conduct.journal)
        conduct.resumes()
        return conduct
    front = conduct.state.front
    DOES[command](conduct, value, front.decision.id if front else "D1")
    return conduct


def follows(course: list[tuple[str, Value]]) -> None:
    """Every step of a course keeps the rules; then it is ended, and what the journal says is what there was."""
    conduct = conducted(ROLES, NAME, SEED)
    for command, value in course:
        ran, before, count = conduct.clock.running, conduct.state.time, len(list(conduct.journal.entries()))
        try:
            conduct = does(conduct, command, value)
        except Refused:
            new = list(conduct.journal.entries())[count:]
            assert {entry.kind for entry in new} <= {"refuse"}, (command, new)
        assert conduct.state.time >= before or command == "take back"
        if conduct.state.time > before:
            assert command in ("jump", "next") or (command == "tick" and ran)
        front = conduct.state.front
        if front is not None and front.decision.kind == "talk":
            assert not conduct.clock.running
            assert not conduct.state.running
    conduct.end()
    ends_well(conduct)


def ends_well(conduct: Conduct) -> None:
    """Each line and question ended one way; to play the journal again leads to the same."""
    entries = list(conduct.journal.entries())
    times = [entry.incident_time for entry in conduct.state.log]
    assert times == sorted(times)
    delivered = Counter(
        entry.payload
        for entry in conduct.state.log
        if entry.kind == "inject" and json.loads(entry.payload)["outcome"] == "delivered"
    )
    assert len({json.loads(one)["inject"] for one in delivered}) == sum(delivered.values())
    settled = Counter(
        json.loads(entry.payload)["decision"]
        for entry in conduct.state.log
        if entry.kind in ("decide", "lapse") or (entry.kind == "ask" and '"held"' in entry.payload)
    )
    assert settled == Counter(one.id for one in conduct.state.exercise.decisions)
    assert sorted(conduct.state.deliveries) == NUMBERS
    for delivery in conduct.state.deliveries.values():
        assert delivery.outcome in ("delivered", "held", "cancelled")
        assert delivery.outcome == "delivered" or delivery.why
    again = played(conduct.opened, entries)
    assert again.deliveries == conduct.state.deliveries
    assert [engine.trace.rows for engine in again.engines] == traces(conduct)


@given(courses)
@example([("delivered", NUMBERS[0]), ("delivered", NUMBERS[0])])
@example([("cancelled", NUMBERS[0]), ("delivered", NUMBERS[0]), ("delivered", NUMBERS[0])])
@example([("held", NUMBERS[0]), ("delivered", NUMBERS[0]), ("delivered", NUMBERS[0])])
def test_whatever_is_done_each_line_ends_one_way_and_once(
    course: list[tuple[str, Value]],
) -> None:
    """Random courses, on an exercise that is shipped; and always a line that is delivered twice by hand, also once it was settled."""
    follows(course)


@pytest.mark.slow
@settings(max_examples=2_000)
@given(courses)
def test_two_thousand_courses(course: list[tuple[str, Value]]) -> None:
    """The same, and many more of them."""
    follows(course)
