"""One clock of the story: where a talked module has jumped ahead, header, log, ages, decisions and exports tell the same time of day."""

from functools import cache

import pytest

from sim.exercise.clock import format_time_of_day
from sim.exercise.conductor import Conductor
from sim.exercise.decisions import DecisionResponse
from sim.exercise.journal import Entry
from sim.exercise.narrative import format_line_times, narrate
from sim.exercise.room_view import build_participant_view
from tests.sim.exercise.exercises import conducted, jump_to_a_question, known, opened, prepared

PLAYED = frozenset(["principal", "assistant-principal", "secretary", "nurse", "teacher"])
IN_THE_STORY = "10:59"  # 45 minutes after onset, at 10:14; the incident itself lasts ten


@cache
def played_entries() -> tuple[Entry, ...]:
    conductor = conducted(PLAYED)
    while conductor.segment.kind == "played" and not (conductor.is_over or conductor.is_nothing_left):
        conductor.jump()
        for window in conductor.state.list_open_decisions():
            conductor.no_decision(window.decision.id)
    return tuple(conductor.journal.entries())


@cache
def talked_entries() -> tuple[Entry, ...]:
    conductor = prepared(opened(), entries=played_entries())
    conductor.next_segment()
    jump_to_a_question(conductor)
    return tuple(conductor.journal.entries())


def talked() -> Conductor:
    """The exercise in its talked module, its first question open; questions of the played one went by without an answer."""
    return prepared(opened(), entries=talked_entries())


@pytest.mark.slow
def test_a_decision_of_the_talked_module_is_as_late_as_its_header() -> None:
    conductor = talked()
    front = known(conductor.state.current_decision)
    conductor.submit_decision(front.decision.id, DecisionResponse(talk_only="the prepared message"))
    frame = build_participant_view(conductor.state, PLAYED)
    assert frame.clock.startswith(IN_THE_STORY)
    assert frame.time == "T+45:00"
    made = next(line for line in narrate(conductor.state) if line.kind == "decide")
    assert format_line_times(made).startswith("T+45:00")
    assert f" {IN_THE_STORY}" in frame.decisions[-1]


@pytest.mark.slow
def test_the_story_never_goes_back_not_even_in_the_hot_wash() -> None:
    conductor = talked()
    conductor.next_segment()
    conductor.add_note("observe", text="radios were shared")
    said = list(narrate(conductor.state))
    assert [line.scenario_time for line in said] == sorted(line.scenario_time for line in said)
    assert format_time_of_day(conductor.state.exercise, said[-1].scenario_time).startswith(IN_THE_STORY)
