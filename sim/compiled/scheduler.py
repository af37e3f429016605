"""Processes in compiled code: activities, frames, the queue of events, signals, and the trace.

A process of the model is a *handler*: a function that is called with its frame, acts by the step that the frame is at, and says how it
goes on. It waits (WAITS), calls another handler whose end it awaits (CALLS, the model's `yield from`), or ends (ENDS). An *activity* is a
running process: the frames of the handlers that it is in, the innermost on top. Events are ordered by (time, priority, sequence), as in
`sim.model.environment`.

Time is divided into slots. The events of the slots up to the present one are a heap, which is short; those of a later slot are a list
without order until its turn comes. An activity waits for one event at a time, so the lists run through the activities. A third of all
events are of the instant in which they are scheduled: a few of these are kept apart, in order.
"""

import math
from enum import IntEnum
from typing import Any

import numpy as np

from sim.compiled.arrays import INSTANTS, SLOTS, Problem, World
from sim.compiled.bits import bit_of, bits_from, trailing_zeros
from sim.model.environment import COUNTS, ENTITIES, PURPOSES
from sim.model.tables import NOBODY
from sim.model.trace import EventKind

Frame = Any
"""A record of `arrays.FRAME`."""
Queue = Any
"""A table of records `arrays.SCHEDULED`: a heap, the first event at its top."""


class Flow(IntEnum):
    """How a handler goes on."""

    WAITS = 0
    CALLS = 1
    ENDS = 2


# ---- activities and frames ---------------------------------------------------------------------


def take_frame(w: World, handler: int) -> int:
    """A fresh frame, by index. What a handler keeps in it is set before it is read."""
    s = w.state[0]
    index = s.free_frame
    if index != NOBODY:
        s.free_frame = w.frames[index].parent
    elif s.frames_used < w.sizes[0].frames:
        index = s.frames_used
        s.frames_used += 1
    else:
        s.error = Problem.FULL
        index = 0
    frame = w.frames[index]
    frame.handler, frame.step, frame.parent, frame.index = handler, 0, NOBODY, index
    return index


def new_by_handler1(w: World, handler: int, who: int) -> int:
    """The frame of a process of the playbook, which is about somebody."""
    index = take_frame(w, handler)
    w.frames[index].i0 = who
    return index


def new_by_handler0(w: World, handler: int) -> int:
    """As above, about nobody."""
    return take_frame(w, handler)


def new_by_handler2(w: World, handler: int, who: int, what: int) -> int:
    """As above, with something more."""
    index = take_frame(w, handler)
    w.frames[index].i0 = who
    w.frames[index].i1 = what
    return index


def take_activity(w: World) -> int:
    """A fresh activity, by index."""
    s = w.state[0]
    index = s.free_activity
    if index != NOBODY:
        s.free_activity = w.activities[index].top
    elif s.activities_used == w.sizes[0].processes:
        s.error = Problem.FULL
        index = 0
    else:
        index = s.activities_used
        s.activities_used += 1
    w.activities[index].is_dropped = False
    w.activities[index].duty_of = NOBODY
    w.activities[index].message_for = NOBODY
    return index


def enter(w: World, frame: Frame, step: int, child: int) -> Flow:
    """Runs another process to its end, then goes on at this step. Its result is `w.state[0].result`."""
    frame.step = step
    activity = w.activities[w.state[0].current]
    w.frames[child].parent = activity.top
    activity.top = child
    return Flow.CALLS


def become(w: World, child: int) -> Flow:
    """Goes on as another process, whose end and result are its own: an `enter` after which nothing is left to do."""
    s = w.state[0]
    activity = w.activities[s.current]
    top = activity.top
    w.frames[child].parent = w.frames[top].parent
    w.frames[top].parent = s.free_frame
    s.free_frame = top
    activity.top = child
    return Flow.CALLS


def end(w: World, result: int) -> Flow:
    """Ends the process with this result."""
    w.state[0].result = result
    return Flow.ENDS


def leave_frame(w: World) -> bool:
    """Frees the innermost frame of the current activity. Returns whether the activity goes on."""
    s = w.state[0]
    activity = w.activities[s.current]
    index = activity.top
    parent = w.frames[index].parent
    w.frames[index].parent = s.free_frame
    s.free_frame = index
    if parent != NOBODY:
        activity.top = parent
        return True
    activity.duty_of = NOBODY
    activity.top = s.free_activity
    s.free_activity = s.current
    return False


def leave_if_over(w: World) -> bool:
    """Frees the current activity if it was dropped, as `Activity.drop`, or has no effect. Returns whether it goes on."""
    s = w.state[0]
    is_over = w.activities[s.current].is_dropped or is_moot(w, s.current)
    goes_on = True
    while is_over and goes_on:
        goes_on = leave_frame(w)
    return goes_on


def is_moot(w: World, activity: int) -> bool:
    """Whether an activity is a message without effect, because the one whom it is for acts already."""
    person = w.activities[activity].message_for
    return person != NOBODY and w.units[person].acting


def let_lapse(w: World, activity: int, person: int) -> None:
    """The activity is a message that changes no measure once a person acts. In a play for its trace nothing is left out."""
    if w.state[0].is_for_measures:
        w.activities[activity].message_for = person


# ---- the queue of events -----------------------------------------------------------------------


def priority(rank: int, entity: int, purpose: int, count: int) -> int:
    """The place of an event in the order of its instant, as `environment.priority`."""
    return ((rank * ENTITIES + entity) * PURPOSES + purpose) * COUNTS + count


def is_before(time: float, order: int, sequence: int, other: Any) -> bool:
    """Whether an event comes before another one of the queue. Without branches, which a processor could not foresee."""
    is_earlier = (order < other.order) | ((order == other.order) & (sequence < other.sequence))
    return (time < other.time) | ((time == other.time) & is_earlier)


def put(queue: Queue, place: int, time: float, order: int, sequence: int, activity: int) -> None:
    """Puts an event at this place of a queue."""
    here = queue[place]
    here.time, here.order, here.sequence, here.activity = time, order, sequence, activity


def raise_event(queue: Queue, place: int, time: float, order: int, sequence: int, activity: int) -> None:
    """Puts an event at this place, which is free, or at one above it, as early as its place in the order allows."""
    while place > 0:
        above = queue[(place - 1) // 2]
        if not is_before(time, order, sequence, above):
            break
        put(queue, place, above.time, above.order, above.sequence, above.activity)
        place = (place - 1) // 2
    put(queue, place, time, order, sequence, activity)


def remove_first(queue: Queue, size: int) -> None:
    """Removes the first event of a queue. size: how many are left.

    The earlier of two events moves up, down to the end of the queue, and the last event fills the gap, where it belongs most of the time.
    The last event may be one of the two: then it has moved up, and what fills the gap is behind the queue.
    """
    place, child = 0, 1
    while child < size:
        below = queue[child]
        child += is_before(queue[child + 1].time, queue[child + 1].order, queue[child + 1].sequence, below)
        below = queue[child]
        put(queue, place, below.time, below.order, below.sequence, below.activity)
        place, child = child, 2 * child + 1
    last = queue[size]
    raise_event(queue, place, last.time, last.order, last.sequence, last.activity)


def schedule(w: World, activity: int, time: float, order: int) -> None:
    """Adds an activity to the queue, which it must not be in. What comes at the horizon or after it is left out."""
    s, sizes = w.state[0], w.sizes[0]
    s.sequence += 1
    if time >= sizes.horizon:
        return
    slot = int((time + sizes.past) * sizes.slots_per_second)
    if slot <= s.slot and time == s.now and s.instant_size < INSTANTS:
        add_instant(w, time, order, s.sequence, activity)
        return
    if slot <= s.slot:
        raise_event(w.heap, s.heap_size, time, order, s.sequence, activity)
        s.heap_size += 1
        return
    event = w.activities[activity]
    event.time, event.order, event.sequence, event.following = time, order, s.sequence, w.slots[slot]
    w.slots[slot] = np.int32(activity)
    w.busy[slot >> 6] |= bit_of(slot)


def add_instant(w: World, time: float, order: int, sequence: int, activity: int) -> None:
    """Puts an event among those of the present instant."""
    s = w.state[0]
    place = s.instant_size
    while place > 0 and not is_before(time, order, sequence, w.instants[place - 1]):
        before = w.instants[place - 1]
        put(w.instants, place, before.time, before.order, before.sequence, before.activity)
        place -= 1
    put(w.instants, place, time, order, sequence, activity)
    s.instant_size += 1


def has_event_before(w: World, time: float) -> bool:
    """Whether the next event is before this time. Opens slots until there is an event."""
    s = w.state[0]
    if s.instant_size > 0:
        return s.now < time
    while s.heap_size == 0:
        slot = find_busy_slot(w, s.slot + 1)
        if slot == NOBODY:
            return False
        open_slot(w, slot)
    return w.heap[0].time < time


def find_busy_slot(w: World, first: int) -> int:
    """The first slot from this one on that has an activity; NOBODY if there is none."""
    if first >= SLOTS:
        return NOBODY
    number = first >> 6
    word = w.busy[number] & bits_from(first)
    while word == 0:
        number += 1
        if number == SLOTS >> 6:
            return NOBODY
        word = w.busy[number]
    return (number << 6) + trailing_zeros(word)


def take_slot(w: World, slot: int) -> int:
    """Empties a slot. Returns its first activity."""
    activity = w.slots[slot]
    w.slots[slot] = np.int32(NOBODY)
    w.busy[slot >> 6] &= ~bit_of(slot)
    return int(activity)


def open_slot(w: World, slot: int) -> None:
    """Puts the events of a slot in order, which then is the present one."""
    s = w.state[0]
    activity = take_slot(w, slot)
    s.slot = slot
    while activity != NOBODY:
        event = w.activities[activity]
        following = event.following
        if is_moot(w, activity):
            s.current = activity
            leave_if_over(w)
        else:
            raise_event(w.heap, s.heap_size, event.time, event.order, event.sequence, activity)
            s.heap_size += 1
        activity = following


def take_first(w: World) -> int:
    """Removes the first event, sets the clock, and returns its activity. After `has_event_before`."""
    s = w.state[0]
    if s.instant_size > 0:
        first = w.instants[s.instant_size - 1]
        if s.heap_size == 0 or is_before(first.time, first.order, first.sequence, w.heap[0]):
            s.instant_size -= 1
            s.now = first.time
            return first.activity
    activity = w.heap[0].activity
    s.now = w.heap[0].time
    s.heap_size -= 1
    remove_first(w.heap, s.heap_size)
    return activity


def empty_queue(w: World) -> None:
    s = w.state[0]
    s.heap_size = s.instant_size = s.sequence = 0
    s.slot = NOBODY
    slot = find_busy_slot(w, 0)
    while slot != NOBODY:
        take_slot(w, slot)
        slot = find_busy_slot(w, slot + 1)


def start(w: World, process: int, rank: int, entity: int, after: float, purpose: int, count: int) -> int:
    """Begins a process after this many seconds, at this place in the order of the instant. Returns its activity."""
    activity = take_activity(w)
    w.activities[activity].top = process
    schedule(w, activity, w.state[0].now + after, priority(rank, entity, purpose, count))
    return activity


def resume(w: World, activity: int, order: int) -> None:
    """Resumes a waiting process now, at this place in the order of the instant."""
    schedule(w, activity, w.state[0].now, order)


def wait(w: World, frame: Frame, step: int, seconds: float, rank: int, entity: int, purpose: int, count: int) -> Flow:
    """Waits this many seconds, then goes on at this step, at this place in the order of the instant."""
    frame.step = step
    schedule(w, w.state[0].current, w.state[0].now + seconds, priority(rank, entity, purpose, count))
    return Flow.WAITS


def suspend(frame: Frame, step: int) -> Flow:
    """Waits until another process resumes this one, then goes on at this step."""
    frame.step = step
    return Flow.WAITS


# ---- signals -----------------------------------------------------------------------------------


def await_signal(
    w: World, frame: Frame, step: int, signal: int, rank: int, entity: int, purpose: int, count: int
) -> Flow:
    """Waits until the signal fires, then goes on at this step."""
    s = w.state[0]
    if s.waiting_size == w.sizes[0].processes:
        s.error = Problem.FULL
        return Flow.WAITS
    entry = w.waiting[s.waiting_size]
    entry.signal = signal
    entry.order = priority(rank, entity, purpose, count)
    entry.activity = s.current
    s.waiting_size += 1
    return suspend(frame, step)


def fire(w: World, signal: int) -> None:
    """Resumes every process that waits for the signal."""
    s = w.state[0]
    kept = 0
    for place in range(s.waiting_size):
        entry = w.waiting[place]
        if entry.signal == signal:
            schedule(w, entry.activity, s.now, entry.order)
            continue
        here = w.waiting[kept]
        here.signal, here.order, here.activity = entry.signal, entry.order, entry.activity
        kept += 1
    s.waiting_size = kept


# ---- the trace ---------------------------------------------------------------------------------


def log(
    w: World, kind: EventKind, subject: int = NOBODY, what: int = NOBODY, place: int = NOBODY, value: float = 0.0
) -> None:
    """Appends an event to the trace, where events of this kind are asked for."""
    if not w.is_recorded[kind]:
        return
    s = w.state[0]
    if s.trace_size == w.sizes[0].events:
        s.error = Problem.FULL
        return
    event = w.trace[s.trace_size]
    event.time = s.now
    event.kind = kind
    event.subject = subject
    event.what = what
    event.place = place
    event.value = value
    s.trace_size += 1
    if w.is_watched[kind]:
        report_news(w)


def report_news(w: World) -> None:
    """Something happened that a replay waits for: if the play is watched, it stops at the next whole second."""
    s = w.state[0]
    if s.is_watching:
        s.until = min(s.until, math.floor(s.now) + 1.0)
