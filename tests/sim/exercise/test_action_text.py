"""Acts in words: every kind has some, and they are the same wherever an act is read."""

from typing import Any

import pytest

from sim.exercise.action_text import ACTION_VERBS, PASSIVE_ACTIONS, describe_action
from sim.exercise.narrative import narrate
from sim.model.interventions import KINDS, from_json
from tests.sim.exercise.exercises import conducted, finished
from tui.widgets.event_log import describe_event

SAID: list[tuple[dict[str, Any], str]] = [
    ({"kind": "press", "by": "principal"}, "the principal presses the app"),
    ({"kind": "call-911", "by": "teacher@b204"}, "the teacher in building B calls 911"),
    ({"kind": "announce", "by": "principal"}, "the principal makes a PA announcement"),
    ({"kind": "call-911", "by": "kitchen-6"}, "a kitchen worker calls 911"),
    ({"kind": "call-911", "by": "assistant-principal-b"}, "the assistant principal calls 911"),
    ({"kind": "radio", "by": "nurse"}, "the nurse makes a radio call"),
    ({"kind": "tell", "by": "nurse", "whom": "librarian"}, "the nurse tells the librarian"),
    ({"kind": "send", "by": "principal", "whom": "nurse"}, "the principal sends the nurse to the scene"),
    ({"kind": "lock", "by": "librarian"}, "the librarian locks the room they are in"),
    ({"kind": "channel", "channel": "pa", "works": False}, "the PA fails, in all arms"),
    ({"kind": "channel", "channel": "radio", "works": True}, "the radio works again, in all arms"),
    (
        {"kind": "delay-unit", "unit": "police-1", "seconds": 120.0},
        "police 1 needs 2 min longer, in all arms",
    ),
    ({"kind": "inform", "whom": "nurse"}, "the nurse is aware, in all arms (ruled)"),
    ({"kind": "all-clear"}, "all clear, in all arms (ruled)"),
]


@pytest.mark.parametrize(("written", "says"), SAID)
def test_an_act_says_who_does_what(written: dict[str, Any], says: str) -> None:
    assert describe_action(from_json(written), conducted().state) == says


def test_every_kind_of_act_has_words() -> None:
    assert {str(written["kind"]) for written, _ in SAID} == set(KINDS)
    assert (
        ACTION_VERBS.keys()
        == PASSIVE_ACTIONS.keys()
        == {name for name, kind in KINDS.items() if kind.scope == "players"}
    )


def test_an_act_is_called_the_same_at_the_desk_and_in_what_was_said_and_done() -> None:
    state = finished("too-late", 1).state
    acts = [describe_action(done.action.intervention, state) for done in state.done]
    desk = [describe_event(entry.event, state) for entry in state.log if entry.kind == "act"]
    after = [line.text for line in narrate(state) if line.kind == "act"]
    assert len(acts) == len(desk) == len(after) > 3
    for words, here, there in zip(acts, desk, after, strict=True):
        assert words in here
        assert words in there
