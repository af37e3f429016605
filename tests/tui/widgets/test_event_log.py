"""The log of events: an act has one name, and no name of a participant is in it."""

import pytest

from sim.exercise.action_text import describe_action
from sim.exercise.narrative import narrate
from sim.exercise.participants import Participant
from sim.exercise.room_view import build_participant_view
from tests.sim.exercise.exercises import TEAM, TEAM_SEED, conducted, finished
from tui.widgets.event_log import describe_event


@pytest.mark.slow
def test_an_act_is_called_the_same_at_the_desk_and_in_what_was_said_and_done() -> None:
    state = finished("too-late", 1).state
    acts = [describe_action(done.action.intervention, state) for done in state.done]
    desk = [describe_event(entry.event, state) for entry in state.log if entry.kind == "act"]
    after = [line.text for line in narrate(state) if line.kind == "act"]
    assert len(acts) == len(desk) == len(after) > 3
    for words, here, there in zip(acts, desk, after, strict=True):
        assert words in here
        assert words in there


def test_no_name_reaches_the_room_the_log_or_what_was_said() -> None:
    conductor = conducted(["nurse", "principal"], TEAM, TEAM_SEED)
    conductor.set_participants([Participant("nurse", "Kim Example", "North School", "kim@example.org")])
    conductor.jump()
    state = conductor.state
    shown = [
        build_participant_view(state, frozenset(state.played)).to_json().decode(),
        *(line.text for line in narrate(state)),
        *(describe_event(entry.event, state) for entry in state.log),
    ]
    assert not [one for one in shown for part in ("Kim", "North School", "example.org") if part in one]
