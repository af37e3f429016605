"""The queue, activities, signals and trace of compiled code, run in plain Python: by Python's heap, and by hand."""

import heapq
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.compiled import scheduler, state
from sim.compiled.arrays import UNIT, Problem, records
from sim.compiled.packed_tables import PackedTables
from sim.compiled.shared_draws import SharedDraws
from sim.compiled.worlds import build_world
from sim.model.environment import Rank, priority
from sim.model.tables import NOBODY
from sim.model.trace import EventKind
from tests.sim.worlds import Plain, tables_of

Step = tuple[float, int] | None
"""Schedules an event at a time, or now if that is over, and a place in its instant; None takes the first event of the queue."""
TABLES = tables_of(Plain.campus(), Plain.scenario())
WORLD = build_world(SharedDraws().arena, PackedTables(TABLES), 1).refill(
    {"units": records(UNIT, 3), "inside": np.zeros(3, np.uint64)}
)


def begin() -> Any:
    """A world in which nothing has happened, at 0 s."""
    scheduler.empty_queue(WORLD)
    s = WORLD.state[0]
    s.error = s.now = s.activities_used = s.frames_used = s.waiting_size = s.trace_size = 0
    s.free_activity = s.free_frame = s.current = NOBODY
    s.is_watching = s.is_for_measures = False
    return WORLD


def play_compiled(steps: list[Step]) -> list[tuple[int, float]]:
    """For each event that was taken: the step that scheduled it, and its time."""
    w, taken = begin(), []
    for number, step in enumerate(steps):
        if step is not None:
            scheduler.schedule(w, number, max(step[0], w.state[0].now), step[1])
        elif scheduler.has_event_before(w, np.inf):
            taken.append((int(scheduler.take_first(w)), float(w.state[0].now)))
    return taken


def play_by_heapq(steps: list[Step]) -> list[tuple[int, float]]:
    queue: list[tuple[float, int, int]] = []
    taken, now = [], 0.0
    for number, step in enumerate(steps):
        if step is not None:
            time, order = step
            heapq.heappush(queue, (max(time, now), order, number))
        elif queue:
            now, _, first = heapq.heappop(queue)
            taken.append((first, now))
    return taken


def places() -> st.SearchStrategy[int]:
    """A few places in the order of an instant that differ in one part each."""
    ranks, entities = st.sampled_from([Rank.HAZARD, Rank.PROTECTION]), st.sampled_from([0, 1, 1_048_575])
    return st.builds(priority, ranks, entities, st.sampled_from([0, 255]), st.sampled_from([0, 4_095]))


events = st.tuples(st.sampled_from([0.0, 0.5, 0.5 + 2**-30, 7.0, 7.75, 100.0, 500.0]), places())


@given(st.lists(st.one_of(events, events, st.none()), min_size=20, max_size=60))
def test_events_leave_the_queue_in_the_order_of_the_model(steps: list[Step]) -> None:
    whole = [*steps, *[None] * len(steps)]
    assert play_compiled(whole) == play_by_heapq(whole)


@given(st.tuples(*[st.sampled_from([edge, 1, 0]) for edge in (11, 1_048_575, 255, 4_095)]))
def test_the_place_in_an_instant_is_that_of_the_model(parts: tuple[int, int, int, int]) -> None:
    rank, entity, purpose, count = parts
    rank = max(rank, 1)
    assert scheduler.priority(rank, entity, purpose, count) == priority(Rank(rank), entity, purpose, count)


def test_what_comes_at_the_horizon_or_after_it_is_left_out() -> None:
    """A play ends before it, and an infinite time has no slot."""
    last = np.nextafter(TABLES.horizon, 0.0)
    assert play_compiled([(TABLES.horizon, 1), (np.inf, 1), (last, 1), None, None]) == [(2, last)]


@pytest.mark.parametrize(("time", "has_one"), [(4.0, False), (4.5, False), (5.0, True)])
def test_an_event_is_before_a_later_time_alone_in_its_instant_too(time: float, has_one: bool) -> None:
    w = begin()
    scheduler.schedule(w, 3, 4.5, 9)
    assert bool(scheduler.has_event_before(w, time)) is has_one
    assert scheduler.has_event_before(w, 9.0)
    scheduler.take_first(w)
    scheduler.schedule(w, 4, 4.5, 2)
    assert w.state[0].instant_size == 1
    assert bool(scheduler.has_event_before(w, time)) is has_one


def test_frames_and_activities_that_are_over_are_used_again_and_full_tables_are_a_problem() -> None:
    w = begin()
    frames = [scheduler.new_by_handler1(w, handler, 7) for handler in (4, 6)]
    first, second = (scheduler.start(w, frame, 2, 5, 3.0, 0, 0) for frame in frames)
    assert (first, second, [int(w.activities[n].top) for n in (0, 1)]) == (0, 1, [0, 1])
    assert scheduler.has_event_before(w, 9.0)
    w.state[0].current = scheduler.take_first(w)
    assert w.state[0].now == 3.0
    child = scheduler.new_by_handler2(w, 8, 11, 12)
    assert scheduler.enter(w, w.frames[0], 5, child) == scheduler.Flow.CALLS
    assert (w.frames[0].step, w.activities[0].top, w.frames[child].parent) == (5, child, 0)
    assert (w.frames[child].i0, w.frames[child].i1, w.frames[child].handler, w.frames[child].step) == (11, 12, 8, 0)
    other = scheduler.new_by_handler0(w, 9)
    scheduler.become(w, other)
    assert (w.activities[0].top, w.frames[other].parent) == (other, 0)
    assert scheduler.take_frame(w, 1) == child
    assert scheduler.leave_frame(w)
    assert w.activities[0].top == 0
    assert scheduler.take_frame(w, 1) == other
    w.activities[0].duty_of = 3
    assert not scheduler.leave_frame(w)
    assert w.activities[0].duty_of == NOBODY
    w.activities[0].is_dropped, w.activities[0].message_for = True, 2
    assert scheduler.take_activity(w) == 0
    assert (w.activities[0].is_dropped, w.activities[0].message_for) == (False, NOBODY)
    w.state[0].frames_used, w.state[0].free_frame = w.sizes[0].frames - 1, NOBODY
    assert scheduler.take_frame(w, 1) == w.sizes[0].frames - 1
    assert w.state[0].error == Problem.NONE
    scheduler.take_frame(w, 1)
    assert w.state[0].error == Problem.FULL


def test_a_message_lapses_once_its_reader_acts_in_a_play_for_measures_alone() -> None:
    w = begin()
    for is_for_measures in (False, True):
        w.state[0].is_for_measures, w.units[1].acting = is_for_measures, False
        activity = scheduler.start(w, scheduler.take_frame(w, 0), 2, 5, 30.0, 0, 0)
        scheduler.let_lapse(w, activity, 1)
        w.state[0].current, w.units[1].acting = activity, True
        assert bool(scheduler.leave_if_over(w)) is not is_for_measures
    assert scheduler.has_event_before(w, 99.0)
    assert w.state[0].heap_size == 1


def test_a_signal_resumes_those_who_wait_for_it_in_their_order_and_no_others() -> None:
    w = begin()
    frame = w.frames[scheduler.take_frame(w, 0)]
    for activity, signal, entity in ((5, 1, 9), (6, 0, 3), (7, 1, 4)):
        w.state[0].current = activity
        assert scheduler.await_signal(w, frame, 2, signal, 4, entity, 0, 0) == scheduler.Flow.WAITS
    w.state[0].now = 2.0
    scheduler.fire(w, 1)
    assert (w.state[0].waiting_size, w.waiting[0].activity, w.waiting[0].signal) == (1, 6, 0)
    taken = []
    while scheduler.has_event_before(w, 99.0):
        taken.append((int(scheduler.take_first(w)), float(w.state[0].now)))
    assert taken == [(7, 2.0), (5, 2.0)]


def test_the_trace_has_what_is_asked_for_and_news_stop_a_watched_play_at_the_next_second() -> None:
    w = begin()
    s, w.is_recorded[:], w.is_watched[:] = w.state[0], False, False
    w.is_recorded[EventKind.AWARE] = w.is_recorded[EventKind.SENT] = w.is_watched[EventKind.SENT] = True
    s.now, s.until, s.is_watching = 4.25, 100.0, True
    scheduler.log(w, EventKind.ACTS, 1, 2, 3, 0.5)
    scheduler.log(w, EventKind.AWARE, 4, 5, 6, 0.5)
    assert (s.trace_size, s.until) == (1, 100.0)
    assert w.trace[0].tolist() == (4.25, EventKind.AWARE, 4, 5, 6, 0.5)
    scheduler.log(w, EventKind.SENT)
    assert (s.trace_size, s.until, w.trace[1].tolist()[2:]) == (2, 5.0, (-1, -1, -1, 0.0))
    s.now, s.is_watching = 3.0, False
    scheduler.report_news(w)
    assert s.until == 5.0
    s.is_watching = True
    scheduler.report_news(w)
    assert s.until == 4.0
    s.trace_size = w.sizes[0].events
    scheduler.log(w, EventKind.AWARE)
    assert s.error == Problem.FULL


def test_people_are_in_the_zone_to_which_they_moved_last() -> None:
    w, move = begin(), state.move_to
    w.inside[:] = 0
    for unit in range(3):
        w.units[unit].zone = 1
        state.insert_in_zone(w, unit, 1)
    move(w, 1, 2)
    move(w, 2, NOBODY)
    assert [int(w.units[unit].zone) for unit in range(3)] == [1, 2, NOBODY]
    assert w.inside.tolist() == [0, 0b001, 0b010]
