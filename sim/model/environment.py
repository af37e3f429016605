"""The order of events at one instant, and the scheduler that keeps it.

When several events fall on the same instant, the lower rank goes first. Within a rank the order is by entity index, purpose number and
count. SimPy sorts its queue by (time, priority), so these four make one whole number.
"""

from collections.abc import Generator
from enum import IntEnum
from heapq import heappop
from typing import Any

import simpy
from simpy.core import StopSimulation


class Rank(IntEnum):
    """The order of events at one instant."""

    INTERVENTION = 1  # the facilitator or a participant acts
    HAZARD = 2  # it starts, moves, ends
    CALL_END = 3  # a call-taker hangs up, and the queue advances in the same step
    QUEUE = 4  # a caller joins the queue, or its place is granted
    DISPATCH = 5  # units are sent, and arrive
    DELIVERY = 6  # a message reaches people: awareness of all is recorded first
    CONTACT = 7  # a contact ends: the listener is aware, and the teller picks the next
    ACT = 8  # people who have become aware begin to act
    REACTION = 9  # a person finishes one step and starts the next
    MOVEMENT = 10  # a person or group enters a zone
    PROTECTION = 11  # a door is locked


ENTITIES = 1 << 20

PURPOSES = 1 << 8

COUNTS = 1 << 12


def priority(rank: Rank, entity: int, purpose: int = 0, count: int = 0) -> int:
    """The priority of an event, at least 1. entity < 2^20, purpose < 2^8, count < 2^12."""
    return ((rank * ENTITIES + entity) * PURPOSES + purpose) * COUNTS + count


def split_priority(place: int) -> tuple[Rank, int]:
    """The rank and the entity of a priority."""
    rank, entity = divmod(place // (PURPOSES * COUNTS), ENTITIES)
    return Rank(rank), entity


Process = Generator[simpy.Event, None, Any]


class Activity(simpy.Event):
    """A running process: one event, scheduled again each time the process waits.

    No process waits for the end of another, so the end is no event.
    """

    _ok = True
    _value = None

    def __init__(self, clock: "Scheduler", steps: Process) -> None:
        self.clock = clock
        self.steps = steps
        self.callbacks = RESUME

    def resume(self) -> None:
        """Runs the process up to its next wait."""
        self.clock.current = self
        next(self.steps, None)

    def drop(self) -> None:
        """Ends the process where it stands: its next wake-up does nothing. Not for the process that runs."""
        self.steps.close()


RESUME: Any = (Activity.resume,)


class Scheduler(simpy.Environment):
    """SimPy's clock and queue, with a defined order of processes at each instant."""

    current: Activity  # the process that is running now

    def start(
        self, steps: Process, rank: Rank, entity: int, after: float = 0.0, purpose: int = 0, count: int = 0
    ) -> Activity:
        """Begins a process after this many seconds, at this place in the order of the instant."""
        activity = Activity(self, steps)
        self.schedule(activity, priority(rank, entity, purpose, count), after)  # type: ignore[arg-type]
        return activity

    def wait(self, seconds: float, rank: Rank, entity: int, purpose: int = 0, count: int = 0) -> Activity:
        """Waits this many seconds; the process resumes at this place in the order of the instant."""
        activity = self.current
        activity.callbacks = RESUME
        self.schedule(activity, priority(rank, entity, purpose, count), seconds)  # type: ignore[arg-type]
        return activity

    def schedule_resume(self, activity: Activity, place: int) -> None:
        """Resumes a waiting process now, at this place in the order of the instant."""
        activity.callbacks = RESUME
        self.schedule(activity, place)  # type: ignore[arg-type]

    def peek(self) -> float:
        """The time of the next event, infinite if there is none. The end of the last run, which SimPy leaves in the queue, is none."""
        while self._queue and self._queue[0][3].callbacks == []:
            heappop(self._queue)
        return float(super().peek())

    def yield_control(self) -> None:
        """Returns control to the caller of `run` before any other event of this instant."""
        stop = simpy.Event(self)
        stop.callbacks.append(StopSimulation.callback)
        stop.succeed()

    def list_scheduled(self) -> list[tuple[float, int, simpy.Event]]:
        """All scheduled events in their order: when, at which place of the instant, what."""
        return [(time, place, event) for time, place, _, event in sorted(self._queue)]

    def clear(self) -> None:
        """Discards all scheduled events."""
        self._queue.clear()


class Signal:
    """An event that processes can wait for. When it fires, they resume in the order of the instant."""

    def __init__(self, clock: Scheduler) -> None:
        self.clock = clock
        self.waiting: list[tuple[int, Activity]] = []

    def wait(self, rank: Rank, entity: int, purpose: int = 0, count: int = 0) -> Activity:
        """Waits until the signal fires."""
        self.waiting.append((priority(rank, entity, purpose, count), self.clock.current))
        return self.clock.current

    def fire(self) -> None:
        """Resumes every waiting process now."""
        waiting, self.waiting = self.waiting, []
        for place, activity in waiting:
            self.clock.schedule_resume(activity, place)
