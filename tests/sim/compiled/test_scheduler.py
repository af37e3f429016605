"""The compiled queue keeps the order of Python's heap: time, then place in the instant, then who came first."""

import heapq
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.compiled import scheduler
from sim.compiled.arrays import World
from sim.compiled.linking import ProgramCompiler
from sim.compiled.packed_tables import PackedTables
from sim.compiled.worlds import build_world
from sim.model.environment import Rank, priority
from tests.sim.worlds import Plain, tables_of

Step = tuple[float, int] | None
"""Schedules an event at a time, or now if that is over, and a place in its instant; None takes the first event of the queue."""
TAKE = -1.0
TABLES = tables_of(Plain.campus(), Plain.scenario())
WORLD = build_world(PackedTables(TABLES), 1)


@numba.njit(error_model="numpy", pipeline_class=ProgramCompiler)  # type: ignore[untyped-decorator]
def run_steps(w: Any, times: Any, orders: Any, taken: Any, clock: Any) -> None:
    s = w.state[0]
    scheduler.empty_queue(w)
    s.error = 0
    s.now = 0.0
    for step in range(times.size):
        if times[step] != TAKE:
            scheduler.schedule(w, step, max(times[step], s.now), orders[step])
        elif scheduler.has_event_before(w, np.inf):
            taken[step] = scheduler.take_first(w)
            clock[step] = s.now


def play_compiled(world: World, steps: list[Step]) -> list[tuple[int, float]]:
    """For each event that was taken: the step that scheduled it, and its time."""
    times = np.array([TAKE if step is None else step[0] for step in steps])
    orders = np.array([0 if step is None else step[1] for step in steps], np.int64)
    taken, clock = np.full(len(steps), -1), np.zeros(len(steps))
    run_steps(world, times, orders, taken, clock)
    return [(who, when) for who, when in zip(taken.tolist(), clock.tolist(), strict=True) if who >= 0]


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
    return st.builds(
        priority,
        st.sampled_from([Rank.HAZARD, Rank.PROTECTION]),
        st.sampled_from([0, 1, 1_048_575]),
        st.sampled_from([0, 255]),
        st.sampled_from([0, 4_095]),
    )


events = st.tuples(st.sampled_from([0.0, 0.5, 0.5 + 2**-30, 7.0, 7.75, 100.0]), places())


@pytest.mark.slow
@given(st.lists(st.one_of(events, events, st.none()), max_size=200))
def test_events_leave_the_queue_in_the_order_of_the_model(steps: list[Step]) -> None:
    whole = [*steps, *[None] * len(steps)]
    assert play_compiled(WORLD, whole) == play_by_heapq(whole)


@given(st.tuples(*[st.sampled_from([edge, 1, 0]) for edge in (11, 1_048_575, 255, 4_095)]))
def test_the_place_in_an_instant_is_that_of_the_model(parts: tuple[int, int, int, int]) -> None:
    rank, entity, purpose, count = parts
    rank = max(rank, 1)
    assert place_in_instant(rank, entity, purpose, count) == priority(Rank(rank), entity, purpose, count)


@numba.njit(error_model="numpy", pipeline_class=ProgramCompiler)  # type: ignore[untyped-decorator]
def place_in_instant(rank: Any, entity: int, purpose: int, count: int) -> int:
    return scheduler.priority(rank, entity, purpose, count)


@pytest.mark.slow
def test_what_comes_at_the_horizon_or_after_it_is_left_out() -> None:
    """A play ends before it, and an infinite time has no slot."""
    last = np.nextafter(TABLES.horizon, 0.0)
    taken = play_compiled(WORLD, [(TABLES.horizon, 1), (np.inf, 1), (last, 1), None, None])
    assert taken == [(2, last)]
