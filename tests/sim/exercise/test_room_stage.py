"""The stages of the wall, by hand: what covers what, which vote is up, and what one step of the facilitator ends."""

from dataclasses import replace
from typing import Any

import pytest

from sim.exercise.room_frame import Card, Debrief, Impact, Message, Place, Question, RoomFrame
from sim.exercise.room_stage import Stage, Steps, find_asking, find_stage, skip
from sim.exercise.state import State
from tests.sim.exercise.exercises import opened
from tests.sim.exercise.rooms import ask, put_to_vote, split, tell

ASKED = Question("Principal", "What now?", False, ())
CARD, DEBRIEF = Card("Rules", (), Place(1, 2)), Debrief(90.0, 80.0, {}, {})
IMPACT = Impact("D1", 3, 20, False, 9)
COVERED = RoomFrame(stop=True, black=True, card=CARD, debrief=DEBRIEF, question=ASKED, impact=IMPACT)


def a_state(*open_: str, **others: str) -> State:
    """Questions that are open, in this order, and others by their status."""
    state = State(opened(), is_played=False)
    for place, name in enumerate(open_):
        ask(state, name, queue_position=place)
    for name, status in others.items():
        ask(state, name, status)
    return state


def voted(name: str, *open_: str, is_split: bool = False, **others: str) -> State:
    state = a_state(*open_, **others)
    asking = put_to_vote(state, name)
    if is_split:
        split(state, asking)
    return state


@pytest.mark.parametrize(
    ("covers", "stage"),
    [
        ({}, Stage.STOP),
        ({"stop": False}, Stage.BLACK),
        ({"stop": False, "black": False}, Stage.CARD),
        ({"stop": False, "black": False, "card": None}, Stage.HOT_WASH),
        ({"stop": False, "black": False, "card": None, "debrief": None}, Stage.QUESTION),
    ],
)
def test_stop_covers_black_and_black_a_card_and_a_card_the_hot_wash(covers: dict[str, Any], stage: Stage) -> None:
    assert find_stage(a_state("D3"), replace(COVERED, **covers), Steps()) == stage


OPEN = RoomFrame(question=ASKED)
UP = Steps(question="D3")


@pytest.mark.parametrize(
    ("state", "frame", "steps", "stage"),
    [
        (a_state("D3"), replace(OPEN, reading=Place(1, 2)), UP, Stage.MESSAGE),
        (a_state("D3"), replace(OPEN, reading=Place(2, 2)), Steps(question="D2"), Stage.MESSAGE),
        (a_state("D3"), replace(OPEN, reading=Place(2, 2)), UP, Stage.QUESTION),
        (a_state("D3"), RoomFrame(reading=Place(2, 2)), UP, Stage.MESSAGE),
        (a_state(), RoomFrame(reading=Place(2, 2)), UP, Stage.MESSAGE),
        (a_state("D3"), RoomFrame(), UP, Stage.RUNNING),
        (a_state("D3"), OPEN, Steps(options="D2"), Stage.QUESTION),
        (a_state("D3"), OPEN, Steps(options="D3"), Stage.OPTIONS),
        (a_state("D1"), OPEN, Steps(), Stage.OPTIONS),
        (voted("D3", "D3"), replace(OPEN, reading=Place(1, 2)), UP, Stage.MESSAGE),
        (voted("D3", "D3"), replace(OPEN, reading=Place(2, 2)), UP, Stage.VOTES),
        (voted("D3", "D3"), replace(OPEN, reading=Place(2, 2)), Steps(), Stage.VOTES),
        (voted("D3", "D3", is_split=True), replace(OPEN, impact=IMPACT), UP, Stage.SPLIT),
        (a_state(), RoomFrame(impact=IMPACT), Steps(), Stage.CONSEQUENCE),
        (a_state(D2="decided"), RoomFrame(impact=IMPACT), Steps(consequence="D2"), Stage.CONSEQUENCE),
        (a_state(D2="waiting"), RoomFrame(impact=IMPACT), Steps(), Stage.RUNNING),
        (a_state(), RoomFrame(impact=IMPACT), Steps(consequence="D1"), Stage.RUNNING),
        (a_state("D3"), replace(OPEN, impact=IMPACT), Steps(), Stage.QUESTION),
    ],
)
def test_a_stage_follows_from_questions_and_steps(state: State, frame: RoomFrame, steps: Steps, stage: Stage) -> None:
    """A consequence waits for a question that is open or waits, and a question for its last message and a step."""
    assert find_stage(state, frame, steps) == stage


def votes_twice() -> State:
    state = voted("D3", "D4", is_split=True, D3="decided")
    put_to_vote(state, "D4")
    return state


@pytest.mark.parametrize(
    ("state", "steps", "asking"),
    [
        (a_state("D3"), Steps(), None),
        (voted("D3", "D3"), Steps(), "D3/1"),
        (voted("D3", "D3", is_split=True), Steps(), "D3/1"),
        (voted("D3", "D3", is_split=True), Steps(split="D3/1"), None),
        (voted("D3", "D4", D3="decided"), Steps(), None),
        (voted("D3", D3="decided"), Steps(), None),
        (voted("D1", D1="decided"), Steps(), "D1/1"),
        (voted("D1", "D3", D1="decided"), Steps(), None),
        (votes_twice(), Steps(split="D3/1"), "D4/1"),
    ],
)
def test_a_vote_is_up_with_its_question_and_after_a_timed_one(state: State, steps: Steps, asking: str | None) -> None:
    found = find_asking(state, steps)
    assert (found and found.id) == asking


MESSAGE = Message("10:14", "911", ("Secretary",), "phone", "Where?")
KEPT = replace(MESSAGE, is_withheld=True)
BEFORE = Steps("D1", "D1", "D1/1", "D2", ("D1/1", "words"), frozenset({"inject-9"}))


def two_unread(state: State) -> State:
    """The older one first."""
    for number, at in ((5, 40.0), (4, 30.0)):
        tell(state, number, ["secretary"], "Where?", at)
    state.played = {"secretary"}
    return state


@pytest.mark.parametrize(
    ("state", "frame", "changed"),
    [
        (two_unread(a_state("D3")), RoomFrame(messages=(KEPT, MESSAGE), reading=Place(1, 2), question=ASKED),
         {"put_up": frozenset({"inject-9", "inject-4"})}),
        (a_state("D3"), RoomFrame(messages=(MESSAGE, KEPT), reading=Place(2, 2), question=ASKED), {"question": "D3"}),
        (a_state("D3"), RoomFrame(messages=(MESSAGE,), reading=Place(1, 2), question=ASKED), {}),
        (a_state(), RoomFrame(messages=(MESSAGE,), reading=Place(1, 1)), {}),
        (a_state("D3"), OPEN, {"question": "D3", "options": "D3"}),
        (a_state("D1"), OPEN, {}),
        (voted("D3", "D3"), OPEN, {}),
        (voted("D3", "D3", is_split=True), replace(OPEN, impact=IMPACT), {"split": "D3/1"}),
        (a_state(), RoomFrame(impact=IMPACT), {"consequence": "D1"}),
        (a_state(), RoomFrame(), {}),
        (a_state("D3"), replace(COVERED, messages=(KEPT,)), {}),
    ],
)  # fmt: skip
def test_a_step_ends_the_present_stage_alone(state: State, frame: RoomFrame, changed: dict[str, Any]) -> None:
    """Of a message for one role the first step puts the one up that is read; a vote is ended by its split alone."""
    assert skip(state, frame, BEFORE) == replace(BEFORE, **changed)


def test_a_blank_wall_has_the_minute_and_a_real_emergency_alone() -> None:
    full = replace(COVERED, agenda=Place(7, 45), school="Hill", messages=(MESSAGE,), frozen=True)
    assert replace(full, stop=False).blank() == RoomFrame(agenda=Place(7, 45), black=True)
    stopped = RoomFrame(agenda=Place(7, 45), stop=True, black=True)
    assert full.blank() == replace(full, stop=False).emergency() == stopped
