"""Where the story jumps, the emergency goes on to that time: a module that is ended early leaves nothing standing in the middle."""

from dataclasses import replace
from typing import Any

import pytest

from scenarios.exercise_library import OpenedExercise
from sim.drill.conduct import Conduct, Refused
from sim.drill.decisions import Answer
from sim.drill.facilitator import looks_back
from sim.drill.heard import in_turn
from sim.drill.said import lines
from sim.drill.sessions import header_of
from sim.drill.setup import Setup
from sim.drill.state import played
from sim.model.replication import Engine
from sim.trace import Kind
from tests.doubles import MemoryJournal
from tests.exercises import SHIPPED, conducted, opened, script

WITH_A_JUMP = [name for name, (exercise, _) in SHIPPED.items() if opened(exercise).exercise.segments[2].story]


def ended_early(name: str) -> Conduct:
    """Its first module ended a minute after onset."""
    exercise, seed = SHIPPED[name]
    conduct = conducted(script(name).played, exercise, seed)
    while conduct.state.time < 60.0:
        for window in conduct.state.open_windows():
            conduct.no_decision(window.decision.id)
        conduct.play()
        conduct.second()
    conduct.next_segment()
    return conduct


@pytest.mark.parametrize("name", WITH_A_JUMP)
def test_a_module_that_is_ended_early_is_played_to_where_the_story_goes_on(name: str) -> None:
    """By hand: at that time nobody is on the way any more, and what the room reads as past is past."""
    conduct = ended_early(name)
    state = conduct.state
    assert state.segment is not None
    assert state.segment.kind == "talked"
    assert state.segment.story == state.story
    assert 60.0 < state.time <= state.story
    for _, arm in state.engines.named():
        assert not arm.view().hazard_goes_on
        left = arm.run().rows
        moves = [row for row in left if row[0] > state.time and row[1] in (Kind.AWARE, Kind.PROTECTED)]
        assert moves == []
    assert in_turn(state, state.played).waiting == []
    again = played(conduct.opened, conduct.journal.entries())
    assert (again.time, again.moments.first) == (state.time, state.moments.first)


def test_what_did_not_come_was_cut_by_the_facilitator_and_not_by_the_clock() -> None:
    """With minutes in hand nothing is held for want of time; the log says what the room was not asked about."""
    conduct = ended_early("active-assailant")
    held = {
        one.why for one in conduct.state.deliveries.values() if one.outcome == "held" and one.time >= 60.0
    }
    assert "the module was ended before" in held
    assert "no time left" not in held
    said = [one.words for one in lines(conduct.state) if one.kind == "segment"]
    assert said[-1].endswith("Played on to here from T+01:00; nobody was asked")


def test_a_segment_that_never_began_moves_no_clock_of_the_story() -> None:
    """A real emergency in the second module of three: its hot wash is not at the time of the third."""
    exercise, seed = SHIPPED["active-assailant-90"]
    conduct = conducted([], exercise, seed)
    conduct.next_segment()
    now = conduct.state.story
    conduct.freeze()
    looks_back(conduct)
    assert conduct.state.story == now == 25 * 60.0
    assert [one.story for one in lines(conduct.state)][-1] == now


def test_where_nothing_happens_until_then_the_story_goes_on_at_its_own_time() -> None:
    """A story that jumps by two minutes: T+ is there and no further, and a played module after it goes on from there."""
    conduct = shortened(story=120.0)
    assert (conduct.state.time, conduct.clock.incident, conduct.state.story) == (120.0, 120, 120.0)
    assert all(arm.now <= 120.0 for _, arm in conduct.state.engines.named())
    assert any(row[0] > 120.0 for row in conduct.state.engines.twin.run().rows)


def shortened(**segment: Any) -> Conduct:
    """The exercise with this about its talked module, which has just begun."""
    whole = opened()
    segments = [
        one.model_copy(update=segment) if one.kind == "talked" else one for one in whole.exercise.segments
    ]
    other: OpenedExercise = replace(whole, exercise=whole.exercise.model_copy(update={"segments": segments}))
    seed = SHIPPED["active-assailant"][1]
    conduct = Conduct(other, MemoryJournal(*header_of(other, seed)))
    conduct.begin(Setup(other.exercise.exercise, seed, {"principal": ""}))
    while conduct.segment.kind != "talked":
        conduct.next_segment()
    return conduct


def test_what_was_decided_before_the_jump_begins_in_it_and_is_told() -> None:
    """An answer of the last second of the module: its act begins at its time, and the log says how many it reached."""
    conduct = conducted(["principal", "secretary"])
    while conduct.state.front is None:
        conduct.jump()
    conduct.answer("D1", Answer(option="pa", thinking=20.0))
    assert conduct.state.done == []
    starts = conduct.state.windows["D1"].answer["starts"]
    conduct.next_segment()
    (done,) = conduct.state.done
    assert (done.act.of, done.act.time, done.outcome.began) == ("D1", starts, True)
    said = [one.words for one in lines(conduct.state)]
    assert any("your call by PA reached" in words for words in said)


def test_all_modelled_the_jump_plays_what_a_comparison_plays() -> None:
    """Nobody is asked, so each arm is the replication of its seed, event for event."""
    exercise, seed = SHIPPED["active-assailant"]
    conduct = conducted([], exercise, seed)
    conduct.next_segment()
    for _, arm in conduct.state.engines.named():
        assert arm.run().rows == Engine(arm.tables, seed, 0).run().rows


def test_after_the_jump_nothing_is_done_in_the_model() -> None:
    conduct = ended_early("active-assailant")
    while conduct.state.front is None:
        conduct.jump()
    with pytest.raises(Refused, match="stands still"):
        conduct.answer(
            conduct.state.front.decision.id, Answer(write_in=[{"kind": "call-911", "by": "principal"}])
        )
