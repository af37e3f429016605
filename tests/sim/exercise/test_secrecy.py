"""The participant view never shows information that participants were not given."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from reports.text.targets import describe_target
from sim.exercise import facilitator
from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.decisions import DecisionResponse
from sim.exercise.participants import Participant
from sim.exercise.room_frame import RoomFrame
from sim.exercise.room_view import build_participant_view
from sim.exercise.state import State
from tests.sim.exercise.exercises import conducted, opened, play_seconds, tick
from tests.sim.exercise.secrets import LIMIT, SEED, as_sent, leaks

EXERCISES = ("active-assailant-45", "active-assailant-90", "cardiac-arrest-20", "laboratory-fire-45")
IN_FULL = [pytest.param(name, marks=pytest.mark.full(step="fuzz")) for name in EXERCISES[1:]]
MOST_IN_FULL = [pytest.param(EXERCISES[0], marks=pytest.mark.slow), *IN_FULL]
MOVES = (
    *("play", "jump", "mark", "observe", "deliver", "hold"),
    *("hand back", "people", "press", "make up", "next", "freeze"),
)
STOPS = 9
AS_FOUND = (Phase.explicit, Phase.reuse, Phase.generate)
"""A leak is told as it is found: an exercise is too long to be made shorter by trying."""


def steps(conductor: Conductor, choose: Callable[[int], int]) -> Iterator[State]:
    """An exercise in which people do anything. choose: a number below another. Yields the state after each step."""
    yield conductor.state
    for _ in range(STOPS):
        with suppress(CommandRejected):
            _step(conductor, choose)
        yield conductor.state


def _step(conductor: Conductor, choose: Callable[[int], int]) -> None:
    windows = conductor.state.list_open_decisions()
    if windows and choose(3):
        options = windows[0].decision.options
        number = choose(len(options) + 2)
        conductor.pass_room_time(float(choose(200)))
        if number < len(options):
            answer = DecisionResponse(option=options[number].id, rationale="because of ratio 7")
            conductor.submit_decision(windows[0].decision.id, answer)
        elif number == len(options):
            conductor.submit_decision(windows[0].decision.id, DecisionResponse(talk_only="we talk it over"))
        else:
            conductor.no_decision(windows[0].decision.id)
        return
    _does(conductor, MOVES[choose(len(MOVES))], choose)


def _does(conductor: Conductor, move: str, choose: Callable[[int], int]) -> None:
    state = conductor.state
    inject = state.exercise.injects[choose(len(state.exercise.injects))].number
    role = state.exercise.roles[choose(len(state.exercise.roles))].id
    windows = state.list_open_decisions()
    moves: dict[str, Callable[[], object]] = {
        "play": lambda: _plays(conductor, choose(20)),
        "mark": lambda: conductor.add_note("mark"),
        "observe": lambda: conductor.add_note("observe", text="somebody whispers quietly", rating="M"),
        "deliver": lambda: conductor.dispose_inject(inject, "delivered"),
        "hold": lambda: conductor.dispose_inject(inject, "held"),
        "hand back": lambda: conductor.return_to_simulation(role),
        "people": lambda: conductor.set_participants([Participant(role, "Zoé Quist", "Quistville", "zq@example.org")]),
        "press": lambda: facilitator.start_countdown(conductor, windows[0].decision.id if windows else ""),
        "make up": lambda: facilitator.improvise_inject(conductor, "A plumber", [role], "phone", "Which tap drips?"),
        "next": lambda: None if choose(3) else conductor.next_segment(),
        "freeze": lambda: None if choose(5) else conductor.freeze(),
        "jump": conductor.jump,
    }
    moves[move]()


def _plays(conductor: Conductor, seconds: int) -> None:
    conductor.play(10)
    tick(conductor, seconds)
    if conductor.clock.is_running:
        conductor.stop()


def nothing_leaks(name: str, data: st.DataObject) -> None:
    """At every step, for all who play and for each of them alone."""
    roles = [role.id for role in opened(name).exercise.roles]
    conductor = conducted(data.draw(st.sets(st.sampled_from(roles))), name, SEED)
    for state in steps(conductor, lambda below: data.draw(st.integers(0, below - 1))):
        for sitting in (state.player_roles, *(frozenset([one]) for one in state.player_roles)):
            frame = build_participant_view(state, sitting)
            assert leaks(as_sent(frame), state, sitting) == []
            assert leaks(as_sent(frame.blank()), state, sitting) == []
            assert len(frame.to_json()) <= LIMIT
            assert RoomFrame.parse(frame.to_json()) == frame
            assert build_participant_view(state, sitting) == frame


@pytest.mark.slow
@settings(max_examples=10, phases=AS_FOUND)
@given(st.sampled_from(EXERCISES), st.data())
def test_nothing_that_the_room_was_not_told_is_in_its_frame(name: str, data: st.DataObject) -> None:
    nothing_leaks(name, data)


@pytest.mark.full(step="fuzz")
@settings(max_examples=100, phases=AS_FOUND)
@given(st.sampled_from(EXERCISES), st.data())
def test_nor_in_many_more(name: str, data: st.DataObject) -> None:
    nothing_leaks(name, data)


@pytest.mark.parametrize("name", MOST_IN_FULL)
def test_nothing_leaks_on_the_way_through_a_whole_exercise(name: str) -> None:
    """All play, and every question is answered with its first option; what has none is talked over."""
    roles = frozenset(role.id for role in opened(name).exercise.roles)
    conductor = conducted(roles, name, SEED)
    for _ in range(40):
        frame = build_participant_view(conductor.state, roles)
        assert leaks(as_sent(frame), conductor.state, roles) == []
        windows = conductor.state.list_open_decisions()
        if windows:
            decision = windows[0].decision
            answer = DecisionResponse(option="1") if decision.options else DecisionResponse(talk_only="we talk")
            conductor.submit_decision(decision.id, answer)
        elif conductor.is_over or conductor.is_nothing_left:
            break
        else:
            conductor.jump()


Leak = Callable[[State], Any]
LEAKS: dict[str, Leak] = {
    "undelivered words": lambda state: state.exercise.injects[8].says,
    "sender to come": lambda state: state.exercise.injects[8].sender,
    "expected action": lambda state: state.exercise.decisions[0].expects,
    "hint": lambda state: state.exercise.injects[2].hints[0],
    "notes of an inject": lambda state: state.exercise.injects[0].notes,
    "word": lambda _: "expected: none",
    "target": lambda state: describe_target(state.exercise.objectives[1].target),
    "task": lambda state: state.exercise.objectives[1].tasks[2],
    "question to come": lambda state: state.exercise.decisions[4].asks,
    "note": lambda state: [note.text for note in state.notes.values()],
    "mark": lambda state: sorted(state.notes),
    "name of a participant": lambda state: [one.name for one in state.people],
    "organization of a participant": lambda state: {"from": state.people[0].organization},
    "seed": lambda _: SEED,
    "percentile": lambda _: "percentile 74",
    "zone": lambda state: state.running_arms.player.view().hazard,
    "label": lambda state: f"it is in {state.labels.zone(state.running_arms.player.view().hazard)}.",
    "the desk's own key": lambda _: {"hints": []},
}


FRAME_LEAKS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a place on the plan that was not reported": lambda frame: frame["plan"][0].update(marks="!"),
    "a check-in on the plan that is not known": lambda frame: frame["plan"][0].update(marks="+" * 99),
    "a curve beyond now": lambda frame: frame["race"]["shares"]["aware"]["room"].extend([0] * 61),
    "a curve that ends higher": lambda frame: frame["race"]["shares"]["aware"]["room"].__setitem__(-1, 99),
}


@pytest.mark.parametrize("leak", FRAME_LEAKS)
def test_a_secret_in_the_pictures_of_the_frame_is_caught(leak: str) -> None:
    conductor = conducted(["teacher"], seed=SEED)
    play_seconds(conductor, 5)
    frame = as_sent(build_participant_view(conductor.state, conductor.state.player_roles))
    assert leaks(frame, conductor.state, conductor.state.player_roles) == []
    FRAME_LEAKS[leak](frame)
    assert leaks(frame, conductor.state, conductor.state.player_roles)


@pytest.mark.parametrize("leak", LEAKS)
def test_whoever_adds_a_secret_to_the_frame_is_caught(leak: str) -> None:
    """The search finds each kind of secret, wherever it is put."""
    roles = frozenset(role.id for role in opened().exercise.roles)
    conductor = conducted(roles, seed=SEED)
    conductor.add_note("mark", text="the office is silent")
    conductor.set_participants([Participant("principal", "Zoé Quist", "Quistville")])
    conductor.jump()
    secret = LEAKS[leak](conductor.state)
    frame = as_sent(build_participant_view(conductor.state, roles))
    for told in ({**frame, "more": secret}, {**frame, "reports": [{"deep": [secret]}]}):
        assert leaks(told, conductor.state, roles)
    assert leaks(frame, conductor.state, roles) == []
