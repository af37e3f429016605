"""The clock of an exercise: T+ never runs while it is stopped, never goes back, and moves in whole seconds."""

import math
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.exercise import clock as clocks
from sim.exercise.clock import SPEEDS, Clock, ClockRejection

RUNNING = Clock().start(1)

commands = st.one_of(
    st.tuples(st.just("tick"), st.floats(0.0, 3.0, allow_nan=False)),
    st.tuples(st.just("tick"), st.sampled_from([0.0, 0.1, 1.0, 1.0000001, 60.0, 86_400.0])),
    st.tuples(st.just("play"), st.sampled_from([*SPEEDS, clocks.FAST_FORWARD_SPEED, 0, -1, 3])),
    st.tuples(st.just("stop"), st.none()),
    st.tuples(st.just("press"), st.none()),
    st.tuples(st.just("freeze"), st.none()),
)


def moved(clock: Clock, command: str, value: float | None) -> Clock:
    try:
        match command:
            case "tick":
                clock, due = clock.tick(value or 0.0)
                for _ in range(due):
                    clock = clock.advance(clock.incident_time + 1)
                return clock
            case "play":
                return clock.start(int(value or 0))
            case "stop":
                return clock.stop()
            case "press":
                return clock.start_countdown()
            case _:
                return clock.freeze()
    except ClockRejection:
        return clock


courses = st.lists(commands, max_size=12)


@given(courses)
def test_the_incident_never_runs_while_stopped_and_never_goes_back(course: list[tuple[str, float | None]]) -> None:
    clock = Clock()
    for command, value in course:
        before, clock = clock, moved(clock, command, value)
        assert clock.incident_time >= before.incident_time
        assert clock.exercise_time >= before.exercise_time
        if clock.incident_time > before.incident_time:
            assert (command, before.is_running, before.is_frozen) == ("tick", True, False)
            watched = min(value or 0.0, clocks.MAX_TICK_SECONDS)
            assert clock.incident_time - before.incident_time <= watched * before.pace + before.fraction + 1e-6
        if before.is_frozen:
            assert (clock.is_frozen, clock.is_running, clock.incident_time) == (True, False, before.incident_time)
        assert 0.0 <= clock.fraction < 1.0


@pytest.mark.parametrize("speed", SPEEDS)
def test_ten_ticks_of_a_tenth_are_a_second_at_every_speed(speed: int) -> None:
    clock, played = Clock().start(speed), 0
    for _ in range(600):
        clock, due = clock.tick(clocks.TICK_SECONDS)
        played += due
    assert played == 60 * speed
    assert math.isclose(clock.exercise_time, 60.0)


@pytest.mark.parametrize(("seconds", "due"), [(9.0, 90), (10.0, 100), (10.01, 1), (600.0, 1)])
def test_ten_seconds_are_caught_up_with_and_more_stop_the_clock(seconds: float, due: int) -> None:
    """The lid was closed: the room's time has passed, the incident's has not."""
    clock, played = replace(Clock(), exercise_time=7.0).start(10).tick(seconds)
    assert (clock.is_running, played, clock.exercise_time) == (seconds <= 10.0, due, 7.0 + seconds)


def test_a_pressed_window_runs_at_life_speed() -> None:
    clock = Clock().start(10).start_countdown()
    assert clock.tick(1.0)[1] == 1
    assert clock.stop().start().tick(1.0)[1] == 10
    assert clock.end_countdown().tick(1.0)[1] == 10


def test_sixty_is_for_rehearsals_only() -> None:
    with pytest.raises(ClockRejection, match="×60"):
        Clock().start(clocks.FAST_FORWARD_SPEED)
    assert Clock().start(clocks.FAST_FORWARD_SPEED, fast=True).tick(1.0)[1] == clocks.FAST_FORWARD_SPEED


def test_after_a_while_the_rest_of_a_stretch_is_played_at_once() -> None:
    """Not in a pressed window, where people are waiting for time to pass."""
    clock = RUNNING
    for _ in range(int(clocks.INTERVAL_SECONDS)):
        assert not clock.is_interval_over
        clock, _ = clock.tick(1.0)
    assert clock.is_interval_over
    assert not clock.start().is_interval_over
    assert not replace(clock, is_running=False).is_interval_over
    pressed = Clock().start_countdown()
    for _ in range(int(clocks.INTERVAL_SECONDS) + 5):
        pressed, _ = pressed.tick(1.0)
    assert not pressed.is_interval_over


def test_a_frozen_clock_does_nothing_more() -> None:
    frozen = RUNNING.freeze()
    for refused in (frozen.start, frozen.start_countdown, partial(frozen.advance, 1)):
        with pytest.raises(ClockRejection, match="real emergency"):
            refused()
    assert frozen.tick(5.0)[1] == 0


@pytest.mark.parametrize("seconds", [-1.0, math.nan, math.inf])
def test_time_that_is_none_is_refused(seconds: float) -> None:
    with pytest.raises(ClockRejection, match="a tick of"):
        RUNNING.tick(seconds)


@pytest.mark.parametrize(
    ("seconds", "length", "moment"),
    [
        (190.0, "3:10", "T+03:10"),
        (3599.4, "59:59", "T+59:59"),
        (3599.6, "1 h", "1 h"),
        (13_026.0, "3 h 37 min", "3 h 37 min"),
        (10 * 86_400.0, "10 days", "Thu Aug 27, 00:00"),
    ],
)
def test_from_an_hour_on_a_time_is_told_in_hours(seconds: float, length: str, moment: str) -> None:
    assert (clocks.format_length(seconds), clocks.format_moment(seconds)) == (length, moment)


@pytest.mark.parametrize(
    ("story", "time"),
    [(0.0, "23:10:00"), (59.6, "23:11:00"), (2_999.4, "23:59:59"), (3_000.0, "00:00:00"), (86_461.0, "23:11:01")],
)
def test_a_time_of_day_goes_past_midnight(story: float, time: str) -> None:
    exercise: Any = SimpleNamespace(in_days=False, onset="23:10")
    assert clocks.format_time_of_day(exercise, story) == time


def test_an_age_is_in_minutes_from_ten_on_and_the_story_is_where_t_plus_or_a_jump_has_come_to() -> None:
    ages = [clocks.format_age(seconds) for seconds in (48.0, 599.4, 599.6, 3_000.0)]
    assert ages == ["0:48", "9:59", "10 min", "50 min"]
    minutes = [clocks.format_minutes(seconds) for seconds in (43_199.0, 43_200.0, 86_400.0, 207_360.0)]
    assert minutes == ["719:59", "0.5 days", "1 day", "2.4 days"]
    assert clocks.format_length(43_200.0) == "0.5 days"
    assert [clocks.scenario_time_at(*times) for times in ((190.0, 0.0), (190.0, 2_700.0))] == [190.0, 2_700.0]
