"""The order of events at one instant: the table that every engine reads.

When several things fall on the same instant, the lower rank goes first; within a rank the lower entity index, then the lower purpose
number, then the lower count. SimPy sorts its queue by (time, priority): the priority is one whole number made of these four.
"""

from collections.abc import Generator
from enum import IntEnum
from typing import Any

import simpy
from simpy.core import StopSimulation


class Rank(IntEnum):
    """What goes before what, at one instant."""

    INTERVENTION = 1  # somebody at the desk or in the room does something
    HAZARD = 2  # it starts, moves, ends
    CALL_END = 3  # a taker hangs up, is free, and the queue advances in the same step
    QUEUE = 4  # a caller joins the queue, or its place is granted
    DISPATCH = 5  # units are sent, and arrive
    DELIVERY = 6  # a message reaches people: everyone reached is marked first
    CONTACT = 7  # a contact ends: the listener is marked, and the teller picks the next
    ACT = 8  # those who were marked begin to act
    REACTION = 9  # a person is done with what they were doing, and does the next thing
    MOVEMENT = 10  # somebody enters a zone
    PROTECTION = 11  # a door is locked
    OBSERVATION = 12  # nothing changes; somebody looks


ENTITIES = 1 << 20

PURPOSES = 1 << 8

COUNTS = 1 << 12


def priority(rank: Rank, entity: int, purpose: int = 0, count: int = 0) -> int:
    """The priority of an event, at least 1. entity < 2^20, purpose < 2^8, count < 2^12."""
    return ((rank * ENTITIES + entity) * PURPOSES + purpose) * COUNTS + count


Process = Generator[simpy.Event, None, Any]


class Activity(simpy.Event):
    """A process on its way: one event, which comes again at every moment at which the process goes on.

    Nobody waits for its end, so its end is no event.
    """

    _ok = True
    _value = None

    def __init__(self, clock: "Scheduler", steps: Process) -> None:
        self.clock = clock
        self.steps = steps
        self.callbacks = RESUME

    def resume(self) -> None:
        """As far as the next wait."""
        self.clock.current = self
        next(self.steps, None)


RESUME: Any = (Activity.resume,)


class Scheduler(simpy.Environment):
    """SimPy's time and its queue, in which every process has a place of its own at each instant."""

    current: Activity  # the process that does something just now

    def start(
        self, steps: Process, rank: Rank, entity: int, after: float = 0.0, purpose: int = 0, count: int = 0
    ) -> None:
        """Begins a process, after so many seconds, in this place of the instant."""
        self.schedule(Activity(self, steps), priority(rank, entity, purpose, count), after)  # type: ignore[arg-type]

    def wait(self, seconds: float, rank: Rank, entity: int, purpose: int = 0, count: int = 0) -> Activity:
        """For this long; then in this place of the instant."""
        course = self.current
        course.callbacks = RESUME
        self.schedule(course, priority(rank, entity, purpose, count), seconds)  # type: ignore[arg-type]
        return course

    def schedule_resume(self, course: Activity, place: int) -> None:
        """Lets a process that waits for something go on now, in this place of the instant."""
        course.callbacks = RESUME
        self.schedule(course, place)  # type: ignore[arg-type]

    def yield_control(self) -> None:
        """Whoever plays it has the word again, before anything else happens at this instant."""
        stop = simpy.Event(self)
        stop.callbacks.append(StopSimulation.callback)
        stop.succeed()

    def clear(self) -> None:
        """Forgets what was to come."""
        self._queue.clear()


class Signal:
    """Something that others wait for, by name; when it comes they go on in the order of the instant."""

    def __init__(self, clock: Scheduler) -> None:
        self.clock = clock
        self.waiting: list[tuple[int, Activity]] = []

    def wait(self, rank: Rank, entity: int) -> Activity:
        """Until the signal comes."""
        self.waiting.append((priority(rank, entity), self.clock.current))
        return self.clock.current

    def fire(self) -> None:
        """Everybody who waits for it goes on, now."""
        waiting, self.waiting = self.waiting, []
        for place, course in waiting:
            self.clock.schedule_resume(course, place)
