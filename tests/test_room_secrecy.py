"""Nothing reaches the room's face that the room has not been told: whoever plays, whatever is answered, whenever it is looked at."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sim.drill import facilitator
from sim.drill.conduct import Conduct, Refused
from sim.drill.decisions import Answer
from sim.drill.frame import black, room_frame
from sim.drill.people import Participant
from sim.drill.state import State
from tests.exercises import conducted, opened
from tests.room_secrets import leaks

SEED = 918_273_645
"""Of the emergency; a number that nothing else in a frame can be."""
SECRETARY_KNOWS = 918_273_704
"""An emergency in which the teacher is told long after the secretary."""
EXERCISES = ("active-assailant-45", "active-assailant-90", "cardiac-arrest-20", "laboratory-fire-45")
MOVES = (
    "play",
    "jump",
    "mark",
    "observe",
    "deliver",
    "hold",
    "hand back",
    "people",
    "press",
    "make up",
    "next",
    "freeze",
)
STOPS = 9
LIMIT = 10_240
AS_FOUND = (Phase.explicit, Phase.reuse, Phase.generate)
"""A leak is told as it is found: an exercise is too long to be made shorter by trying."""


def steps(conduct: Conduct, choose: Callable[[int], int]) -> Iterator[State]:
    """An exercise in which people do anything. choose: a number below another. Yields the state after each step."""
    yield conduct.state
    for _ in range(STOPS):
        with suppress(Refused):
            _step(conduct, choose)
        yield conduct.state


def _step(conduct: Conduct, choose: Callable[[int], int]) -> None:
    windows = conduct.state.open_windows()
    if windows and choose(3):
        options = windows[0].decision.options
        number = choose(len(options) + 2)
        conduct.pass_room_time(float(choose(200)))
        if number < len(options):
            conduct.answer(
                windows[0].decision.id, Answer(option=options[number].id, rationale="because of ratio 7")
            )
        elif number == len(options):
            conduct.answer(windows[0].decision.id, Answer(talk_only="we talk it over"))
        else:
            conduct.no_decision(windows[0].decision.id)
        return
    _does(conduct, MOVES[choose(len(MOVES))], choose)


def _does(conduct: Conduct, move: str, choose: Callable[[int], int]) -> None:
    """One thing that a facilitator does."""
    state = conduct.state
    inject = state.exercise.injects[choose(len(state.exercise.injects))].number
    role = state.exercise.roles[choose(len(state.exercise.roles))].id
    windows = state.open_windows()
    moves: dict[str, Callable[[], object]] = {
        "play": lambda: _plays(conduct, choose(20)),
        "mark": lambda: conduct.note("mark"),
        "observe": lambda: conduct.note("observe", text="somebody whispers quietly", rating="M"),
        "deliver": lambda: conduct.inject(inject, "delivered"),
        "hold": lambda: conduct.inject(inject, "held"),
        "hand back": lambda: conduct.hand_back(role),
        "people": lambda: conduct.people([Participant(role, "Zoé Quist", "Quistville", "zq@example.org")]),
        "press": lambda: facilitator.press(conduct, windows[0].decision.id if windows else ""),
        "make up": lambda: facilitator.make_up(conduct, "A plumber", [role], "phone", "Which tap drips?"),
        "next": lambda: None if choose(3) else conduct.next_segment(),
        "freeze": lambda: None if choose(5) else conduct.freeze(),
        "jump": conduct.jump,
    }
    moves[move]()


def _plays(conduct: Conduct, seconds: int) -> None:
    conduct.play(10)
    for _ in range(seconds):
        conduct.tick(1.0)
    if conduct.clock.running:
        conduct.stop()


def nothing_leaks(name: str, data: st.DataObject) -> None:
    """At every step, for all who play and for each of them alone."""
    roles = [role.id for role in opened(name).exercise.roles]
    conduct = conducted(data.draw(st.sets(st.sampled_from(roles))), name, SEED)
    for state in steps(conduct, lambda below: data.draw(st.integers(0, below - 1))):
        for sitting in (state.in_the_room, *(frozenset([one]) for one in state.in_the_room)):
            frame = room_frame(state, sitting)
            assert leaks(frame, state, sitting) == []
            assert leaks(black(frame), state, sitting) == []
            assert len(json.dumps(frame, ensure_ascii=False).encode()) <= LIMIT
            assert room_frame(state, sitting) == frame


@settings(max_examples=5, phases=AS_FOUND)
@given(st.sampled_from(EXERCISES), st.data())
def test_nothing_that_the_room_was_not_told_is_in_its_frame(name: str, data: st.DataObject) -> None:
    nothing_leaks(name, data)


@pytest.mark.slow
@settings(max_examples=200, phases=AS_FOUND)
@given(st.sampled_from(EXERCISES), st.data())
def test_nothing_that_the_room_was_not_told_is_in_its_frame_at_length(name: str, data: st.DataObject) -> None:
    nothing_leaks(name, data)


@pytest.mark.parametrize("name", EXERCISES)
def test_nothing_leaks_on_the_way_through_a_whole_exercise(name: str) -> None:
    """All play, and every question is answered with its first option."""
    roles = frozenset(role.id for role in opened(name).exercise.roles)
    conduct = conducted(roles, name, SEED)
    for _ in range(40):
        frame = room_frame(conduct.state, roles)
        assert leaks(frame, conduct.state, roles) == []
        windows = conduct.state.open_windows()
        if windows:
            conduct.answer(windows[0].decision.id, Answer(option="1"))
        elif conduct.over or conduct.nothing_more:
            break
        else:
            conduct.jump()


def check_ins(conduct: Conduct) -> int:
    """Rooms that have checked in, on the map of the room's face; it gives nothing away."""
    frame = room_frame(conduct.state, conduct.state.in_the_room)
    assert leaks(frame, conduct.state, conduct.state.in_the_room) == []
    return sum(
        row["marks"].count("+") + sum(mark == "+" for _, mark in row["named"]) for row in frame["rooms"]
    )


def plays_on(conduct: Conduct, seconds: int) -> None:
    """So much of T+ passes; what is asked or told meanwhile is passed over."""
    for _ in range(seconds):
        for window in conduct.state.open_windows():
            conduct.no_decision(window.decision.id)
        if not conduct.clock.running:
            conduct.play()
        conduct.second()


def test_after_a_role_is_handed_back_the_map_tells_nothing_that_came_later() -> None:
    """The secretary knew, and nobody else in the room does: what she saw until then stays, and no room checks in any more."""
    conduct = conducted(["secretary", "teacher"], seed=SECRETARY_KNOWS)
    plays = {role.id: role.plays for role in conduct.state.exercise.roles}
    while check_ins(conduct) < 3:
        plays_on(conduct, 1)
    conduct.hand_back("secretary")
    before = check_ins(conduct)
    plays_on(conduct, 20)
    assert plays["teacher"] not in conduct.state.moments.told
    assert len(conduct.state.moments.checked_in) > before
    assert check_ins(conduct) == before >= 3


def test_nobody_in_the_room_knows_and_the_map_tells_nothing() -> None:
    """Though the alert is out, and rooms have checked in."""
    conduct = conducted(["teacher"], seed=SECRETARY_KNOWS)
    while len(conduct.state.moments.checked_in) < 5:
        plays_on(conduct, 1)
    assert check_ins(conduct) == 0


Leak = Callable[[State], Any]
LEAKS: dict[str, Leak] = {
    "undelivered words": lambda state: state.exercise.injects[8].says,
    "sender to come": lambda state: state.exercise.injects[8].sender,
    "expected action": lambda state: state.exercise.decisions[0].expects,
    "hint": lambda state: state.exercise.injects[2].hints[0],
    "notes of an inject": lambda state: state.exercise.injects[0].notes,
    "word": lambda _: "expected: none",
    "target": lambda state: state.exercise.objectives[1].target,
    "task": lambda state: state.exercise.objectives[1].tasks[2],
    "question to come": lambda state: state.exercise.decisions[4].asks,
    "note": lambda state: [note.text for note in state.notes.values()],
    "mark": lambda state: sorted(state.notes),
    "name of a participant": lambda state: [one.name for one in state.people],
    "organisation of a participant": lambda state: {"from": state.people[0].organisation},
    "seed": lambda _: SEED,
    "percentile": lambda _: "percentile 74",
    "zone": lambda state: state.engines.room.view().hazard,
    "label": lambda state: f"it is in {state.labels.zone(state.engines.room.view().hazard)}.",
    "the desk's own key": lambda _: {"hints": []},
}


@pytest.mark.parametrize("leak", LEAKS)
def test_whoever_adds_a_secret_to_the_frame_is_caught(leak: str) -> None:
    """The search finds each kind of secret, wherever it is put."""
    roles = frozenset(role.id for role in opened().exercise.roles)
    conduct = conducted(roles, seed=SEED)
    conduct.note("mark", text="the office is silent")
    conduct.people([Participant("principal", "Zoé Quist", "Quistville")])
    conduct.jump()
    secret = LEAKS[leak](conduct.state)
    for frame in (
        {**room_frame(conduct.state, roles), "more": secret},
        {**room_frame(conduct.state, roles), "known": [{"deep": [secret]}]},
    ):
        assert leaks(frame, conduct.state, roles)
    assert leaks(room_frame(conduct.state, roles), conduct.state, roles) == []


def test_without_fog_the_true_place_is_shown() -> None:
    """In demonstrations only: it says where, and with fog it does not."""
    from sim.drill.sessions import header_of
    from sim.drill.setup import Setup
    from tests.doubles import MemoryJournal

    conduct = Conduct(opened(), MemoryJournal(*header_of(opened(), SEED)))
    conduct.begin(Setup(opened().exercise.exercise, SEED, {}, fog=False))
    conduct.next_segment()
    conduct.play()
    conduct.tick(1.0)
    zone = conduct.state.view.hazard
    assert room_frame(conduct.state, frozenset())["hazard"] == conduct.state.labels.zone(zone)
