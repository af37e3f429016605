"""Plays queues with several stations, in order of arrival, with keyed random numbers.

The service time belongs to the person, and the opening time to the station. So two answers to a question of a module are a paired
experiment, and one more station never makes anyone wait longer.
"""

import heapq
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.inputs import Input
from scenarios.queues import Queue
from sim.model.measure import Measure
from sim.sampling.distributions import Distribution
from sim.sampling.elementary import FloatArray
from sim.sampling.keyed_rng import Purpose, entity_key
from sim.sampling.streams import DrawBlock, StreamBuilder


@dataclass(frozen=True)
class Served:
    """Seconds from the beginning, by person in the order of the keys."""

    arrived: FloatArray
    begun: FloatArray
    ended: FloatArray


def serve(arrivals: FloatArray, services: FloatArray, openings: Sequence[float]) -> Served:
    """Each by the station that is free first, in order of arrival. openings: when each station opens."""
    arrived, taken, free = arrivals.tolist(), services.tolist(), sorted(openings)
    begun = [0.0] * len(arrived)
    for person in np.argsort(arrivals, kind="stable").tolist():
        begun[person] = max(arrived[person], free[0])
        heapq.heapreplace(free, begun[person] + taken[person])
    return Served(arrivals, np.array(begun), begun + services)


class QueueTables:
    """A queue with its random streams. name: of its module, whose numbers are its own."""

    def __init__(self, queue: Queue, name: str) -> None:
        self.queue, self.streams = queue, StreamBuilder({}, {})
        people = [entity_key(f"{name}/{n}") for n in range(queue.people)]
        self._add(Purpose.QUEUE_ARRIVES, queue.arrives, people)
        self._add(Purpose.QUEUE_SERVES, queue.serves, people)
        stations = [entity_key(f"{name}/stations/{n}") for n in range(len(queue.stations))]
        self.streams.add_each(Purpose.QUEUE_OPENS, [one.opens for one in queue.stations], stations, grid=True)

    def _add(self, purpose: Purpose, source: Input | None, keys: Sequence[int]) -> None:
        distribution = Distribution.fixed(0.0) if source is None else self.streams.compile_input(source)
        varies = "event" if source is None else str(source.varies)
        self.streams.add_stream(purpose, [distribution], keys, 1, True, varies)

    def play(self, seed: int, replication: int) -> Served:
        """The queue in one replication."""
        block = DrawBlock(seed, range(replication, replication + 1))
        arrivals, services, openings = (
            block.values(self.streams.made[purpose])[0, :, 0]
            for purpose in (Purpose.QUEUE_ARRIVES, Purpose.QUEUE_SERVES, Purpose.QUEUE_OPENS)
        )
        counts = [one.count for one in self.queue.stations]
        return serve(arrivals, services, np.repeat(openings, counts).tolist())


def _time(name: str, definition: str) -> Measure:
    return Measure(name, "s", "lower", definition, is_time=True)


MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        _time("released_t90", "Beginning of the release until 90% of the families have their students."),
        _time("longest_wait", "Arrival to release of the family that waits longest."),
        _time("accounted_t100", "Beginning of the accounting until each room has named who is there and who is missing."),
    )
}  # fmt: skip
READERS: Mapping[str, Callable[[Served], float]] = {
    "released_t90": lambda served: float(np.sort(served.ended)[math.ceil(0.9 * len(served.ended)) - 1]),
    "longest_wait": lambda served: float((served.ended - served.arrived).max()),
    "accounted_t100": lambda served: float(served.ended.max()),
}
SMALLEST_DIFFERENCES: Mapping[str, float] = {"released_t90": 300.0, "longest_wait": 300.0, "accounted_t100": 60.0}
"""What matters at least, in seconds."""


def measure_queue(queue: Queue, name: str, measure: str, seed: int, replications: Sequence[int]) -> FloatArray:
    """(n,) values of a measure in these replications."""
    tables = QueueTables(queue, name)
    return np.array([READERS[measure](tables.play(seed, replication)) for replication in replications])
