"""The reference model R1 as one would write it in SimPy for this one question: the yardstick for the engine's speed.

Nothing here is shared with the engine: random numbers come from the standard library, what is needed at the end is
noted down on the way, and both arms stand side by side. It is written for its reader, neither slowed down nor tuned;
the engine, which plays the same model from tables with keyed numbers and a full trace, is measured against it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator
from math import inf, log
from typing import Any

import simpy

STAFF = 100
TAKERS = 4
NEIGHBORS = (-1, 1, -2, 2, -3, 3)
CONTACTS = 3

Process = Generator[simpy.Event, Any, Any]


class School:
    """A hundred staff on a ring, a 911 center with four call-takers, and a witness."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.env = simpy.Environment()
        self.psap = simpy.Resource(self.env, capacity=TAKERS)
        self.aware = [False] * STAFF
        self.aware_times: list[float] = []
        self.locked_times: list[float] = []
        self.call_answered = inf
        self.dispatched = inf
        self.first_unit_on_scene = inf
        self.everyone_locked = self.env.event()
        self.police_there = self.env.event()

    def play(self, witness: Callable[[], Process]) -> dict[str, float]:
        """One replication to its end: everybody locked in and police there."""
        self.env.process(self.background_calls())
        self.env.process(witness())
        self.env.run(until=self.everyone_locked & self.police_there)
        aware, locked = self.aware_times, self.locked_times
        return {
            "call_answered": self.call_answered,
            "dispatched": self.dispatched,
            "first_unit_on_scene": self.first_unit_on_scene,
            "aware_t50": aware[49],
            "aware_t90": aware[89],
            "aware_t100": aware[99],
            "protected_t90": locked[89],
            "protected_t100": locked[99],
        }

    def lognormal(self, median: float, sigma: float) -> float:
        """A lognormal duration in seconds, by its median."""
        return self.random.lognormvariate(log(median), sigma)

    def exponential(self, mean: float) -> float:
        """An exponential duration in seconds, by its mean."""
        return self.random.expovariate(1 / mean)

    # the 911 center

    def background_calls(self) -> Process:
        """Other callers use the same center."""
        while True:
            yield self.env.timeout(self.exponential(30))
            self.env.process(self.background_call())

    def background_call(self) -> Process:
        """A call about something else."""
        with self.psap.request() as taker:
            yield taker
            yield self.env.timeout(self.exponential(90))

    def call_911(self, service: float) -> Process:
        """A call about the emergency; the first to end sends the police."""
        with self.psap.request() as taker:
            yield taker
            self.call_answered = min(self.call_answered, self.env.now)
            yield self.env.timeout(service)
        if self.dispatched == inf:
            self.dispatched = self.env.now
            self.env.process(self.police())

    def police(self) -> Process:
        """From dispatch to arrival."""
        yield self.env.timeout(self.lognormal(180, 0.5))
        self.first_unit_on_scene = self.env.now
        self.police_there.succeed()

    # the two ways of raising the alarm

    def one_after_the_other(self) -> Process:
        """The witness walks to the office, the office calls 911, and makes a PA announcement after the call."""
        yield self.env.timeout(self.lognormal(10, 0.8))
        self.becomes_aware(0)
        yield self.env.timeout(self.lognormal(20, 0.5))
        self.takes_cover(0)
        yield self.env.process(self.call_911(self.lognormal(60, 0.5)))
        hearers = [person for person in range(1, STAFF) if self.random.random() < 0.85]
        self.learn(hearers)

    def all_at_once(self) -> Process:
        """The witness presses the app, which calls 911 and alerts the staff at the same moment."""
        yield self.env.timeout(self.lognormal(10, 0.8))
        self.becomes_aware(0)
        yield self.env.timeout(self.lognormal(5, 0.4))
        self.takes_cover(0)
        self.env.process(self.call_911(self.lognormal(30, 0.5)))
        for person in range(1, STAFF):
            if self.random.random() < 0.6:
                self.env.process(self.push_message(person))

    def push_message(self, person: int) -> Process:
        """A message is delivered to a phone, then noticed."""
        yield self.env.timeout(self.lognormal(4, 0.6))
        yield self.env.timeout(self.exponential(6))
        self.learn([person])

    # what people do

    def learn(self, people: list[int]) -> None:
        """Those who did not know yet do now, all of them before the first of them acts."""
        newly = [person for person in people if not self.aware[person]]
        for person in newly:
            self.becomes_aware(person)
        for person in newly:
            if self.random.random() < 0.15:
                self.env.process(self.call_911(self.exponential(60)))
            self.takes_cover(person)

    def becomes_aware(self, person: int) -> None:
        """Somebody knows."""
        self.aware[person] = True
        self.aware_times.append(self.env.now)

    def takes_cover(self, person: int) -> None:
        """Locks the door, and tells the neighbors meanwhile."""
        self.env.process(self.lock_the_door())
        self.env.process(self.tell_neighbors(person))

    def lock_the_door(self) -> Process:
        """React, then lock."""
        yield self.env.timeout(self.lognormal(8, 0.6))
        yield self.env.timeout(self.lognormal(12, 0.4))
        self.locked_times.append(self.env.now)
        if len(self.locked_times) == STAFF:
            self.everyone_locked.succeed()

    def tell_neighbors(self, person: int) -> Process:
        """Goes along the ring, nearest first, to those who do not know when it is their turn."""
        contacts = 0
        for step in NEIGHBORS:
            neighbor = (person + step) % STAFF
            if contacts == CONTACTS:
                return
            if not self.aware[neighbor]:
                contacts += 1
                yield self.env.timeout(self.lognormal(25, 0.5))
                self.learn([neighbor])


def sequential(seed: int) -> dict[str, float]:
    """Arm A, one replication: seconds by name of output."""
    school = School(seed)
    return school.play(school.one_after_the_other)


def simultaneous(seed: int) -> dict[str, float]:
    """Arm B, one replication: seconds by name of output."""
    school = School(seed)
    return school.play(school.all_at_once)
