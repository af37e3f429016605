"""Pace changes nothing that happened: a room that talks, a clock that runs at any speed, a break at any entry."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.script import HotWash, Script
from sim.exercise.conductor import Conductor
from sim.exercise.events import Setup
from sim.exercise.journal import CLOCK_ENTRY_KINDS, MemoryJournal
from sim.exercise.journal_replay import replay_journal
from sim.exercise.messages import is_countdown_waiting, is_paused_for_reading
from tests.sim.exercise import exercises
from tests.sim.exercise.exercises import EACH_SLOW, SHIPPED, list_significant, opened, script, scripted, traces

MINUTE = 60.0
LONGEST = {20: 2 * MINUTE, 30: 3 * MINUTE, 40: 6 * MINUTE, 45: 6 * MINUTE, 90: 6 * MINUTE}
"""How long the room talks about one question, by the minutes of the slot."""


def talking(written: Script, talked: dict[str, float]) -> Script:
    given = written.answers
    answers = [one.model_copy(update={"talked": talked.get(one.decision, one.talked)}) for one in given]
    return written.model_copy(update={"answers": answers, "steps": []})


def talked_about(name: str) -> list[str]:
    """Decisions that the room talks about while T+ stands still."""
    return [one.id for one in opened(script(name).exercise).exercise.decisions if one.kind == "talk"]


def cut(conductor: Conductor) -> list[str]:
    state = conductor.state
    injects = [f"inject-{one.inject.number}" for one in state.deliveries.values() if one.reason == "no time left"]
    return injects + [name for name, window in state.decision_points.items() if window.reason == "no time left"]


def begun(name: str) -> Conductor:
    exercise, seed = SHIPPED[name]
    return exercises.begun(Setup(exercise, seed, dict.fromkeys(script(name).played, "")))


@pytest.mark.parametrize("name", EACH_SLOW)
@settings(max_examples=8)
@given(talk=st.data())
def test_however_long_the_room_talks_it_ends_in_time(name: str, talk: st.DataObject) -> None:
    """Random talk of 0 to 6 minutes about each question; and every line and question ends one way."""
    written = script(name)
    minutes = st.floats(0.0, 6 * MINUTE)
    talked = {one: talk.draw(minutes) for one in talked_about(name)}
    conductor = scripted(talking(written, talked), SHIPPED[name][1])
    state, exercise = conductor.state, conductor.state.exercise
    assert state.ended
    assert state.exercise_time <= MINUTE * exercise.minutes + 1e-6
    assert state.exercise_time - state.segment_started_at == pytest.approx(MINUTE * exercise.segments[-1].minutes)
    assert set(state.deliveries) == {one.number for one in exercise.injects}
    assert set(state.decision_points) == {one.id for one in exercise.decisions}
    assert not [one for one in state.decision_points.values() if one.state in ("waiting", "open")]


def test_a_module_ends_at_the_fraction_of_a_second_at_which_its_minutes_are_spent() -> None:
    """Less than a second is left when T+ begins to run for the question under time pressure."""
    name = exercises.TEAM
    talked = dict(zip(talked_about(name), (216.0, 359.375, 0.0), strict=True))
    state = scripted(talking(script(name), talked), exercises.SEEDS[exercises.TEAM]).state
    assert state.exercise_time <= MINUTE * state.exercise.minutes + 1e-6


@pytest.mark.parametrize("name", EACH_SLOW)
def test_where_nothing_is_cut_talk_changes_nothing(name: str) -> None:
    """Each question talked about for as long as the slot allows, or not at all: the same entries, the same traces."""
    written, seed = script(name), SHIPPED[name][1]
    silent = scripted(talking(written, dict.fromkeys(talked_about(name), 0.0)), seed)
    assert not cut(silent)
    compared = 0
    for question in talked_about(name):
        talked = dict.fromkeys(talked_about(name), 0.0) | {question: LONGEST[silent.state.exercise.minutes]}
        long = scripted(talking(written, talked), seed)
        if not cut(long):
            compared += 1
            assert list_significant(long.journal.entries()) == list_significant(silent.journal.entries())
            assert traces(long) == traces(silent)
    assert compared == len(talked_about(name))


@cache
def without_notes(name: str) -> Conductor:
    """A shipped script without what its facilitator does, played to its end."""
    return scripted(quiet(name), SHIPPED[name][1])


def quiet(name: str) -> Script:
    return script(name).model_copy(update={"steps": [], "hot_wash": HotWash()})


@pytest.mark.parametrize("name", EACH_SLOW)
@pytest.mark.parametrize("speed", [1, 4, 10])
def test_a_screen_leaves_the_journal_that_a_script_leaves(name: str, speed: int) -> None:
    """The clock at ten ticks a second and any speed, against seconds one after the other."""
    alone, conductor = without_notes(name), begun(name)
    exercises.at_a_screen(conductor, quiet(name), speed)
    assert list_significant(conductor.journal.entries()) == list_significant(alone.journal.entries())
    assert traces(conductor) == traces(alone)


def under_pressure(conductor: Conductor) -> bool:
    front = conductor.state.current_decision
    return front is not None and front.decision.kind == "pressed"


def resumed_everywhere(name: str, every: int, happening: int) -> None:
    """Cut off after some entries (not while thinking is measured), resumed, and played to its end: as if it had not been."""
    written = script(name).model_copy(update={"steps": []})
    whole = begun(name)
    exercises.at_a_screen(whole, written)
    entries = list(whole.journal.entries())
    happens = [one.seq for one in entries if one.kind not in CLOCK_ENTRY_KINDS]
    for count in sorted({*range(1, len(entries) + 1, every), *happens[::happening]}):
        conductor = exercises.prepared(whole.opened, SHIPPED[name][1], entries[:count])
        last = entries[count - 1]
        assert (conductor.state.time, conductor.state.exercise_time) == (last.incident_time, last.room_time)
        was_pressed, was = under_pressure(conductor), conductor.state
        ran = was.running or is_paused_for_reading(was) or last.kind == "read"  # and T+ was to go on
        conductor.resume()
        assert not conductor.clock.is_running
        assert not conductor.state.running
        if was_pressed or (under_pressure(conductor) and not is_countdown_waiting(conductor.state)):
            # also one that opens as the exercise is resumed and has nothing to read
            assert exercises.known(conductor.state.current_decision).unmeasured_reason
            continue
        is_quiet = conductor.state.current_decision is None and not conductor.is_over
        if ran and is_quiet and conductor.segment.kind == "played":
            exercises.ticks(conductor, {answer.decision: answer for answer in written.answers}, 10, 0.1)
        exercises.at_a_screen(conductor, written)
        times = [entry.incident_time for entry in conductor.journal.entries()]
        assert times == sorted(times)
        same = list_significant(conductor.journal.entries()) == list_significant(entries)
        assert same, f"after entry {count}: {last}"
        assert traces(conductor) == traces(whole)


@pytest.mark.parametrize("name", EACH_SLOW)
def test_a_break_wherever_something_happens_changes_nothing(name: str) -> None:
    """At every seventh entry but marks of the clock, and every 37th of all; in the two that are played fastest, every third and 13th."""
    every, happening = (13, 3) if name in ("cardiac-arrest", "report-on-monday") else (37, 7)
    resumed_everywhere(name, every, happening)


def test_looking_back_is_playing_a_part_of_the_journal() -> None:
    """The state at an earlier T+ is that of the entries up to it, and the exercise itself is left as it is."""
    conductor = exercises.finished()
    entries = list(conductor.journal.entries())
    before = [list(rows) for rows in traces(conductor)]
    for time in (0.0, 61.0, 62.0, 125.0, 300.0):
        part = [entry for entry in entries if entry.incident_time <= time and entry.kind != "end"]
        state = replay_journal(conductor.opened, MemoryJournal(conductor.journal.header, part))
        assert state.time <= time
        for engine, rows in zip(state.running_arms, before, strict=True):
            assert rows[: len(engine.trace.rows)] == engine.trace.rows
            assert all(row[0] <= time for row in engine.trace.rows)
    assert traces(conductor) == before
