"""Queues of modules: by hand, against a resource of SimPy, and what holds of every queue."""

from collections.abc import Generator
from typing import Any

import numpy as np
import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from scenarios.queues import Queue
from sim.queues import MEASURES, READERS, SMALLEST_DIFFERENCES, QueueTables, Served, measure_queue, serve
from sim.sampling.elementary import FloatArray

EVIDENCE = {"basis": "assumed", "note": "of a test"}

times = st.lists(st.floats(0, 1_000), min_size=1, max_size=30)
stations = st.lists(st.floats(0, 500), min_size=1, max_size=6)


def served(arrivals: list[float], openings: list[float], service: float = 37.0) -> Served:
    taken = np.array([service + 11.0 * (n % 5) for n in range(len(arrivals))])
    return serve(np.array(arrivals), taken, openings)


def test_two_stations_that_open_at_different_times_serve_five_in_the_order_of_arrival() -> None:
    """Two come together at 10 s, and are served by the order of their keys; the ninth of ten is the fifth of five."""
    found = serve(np.array([30.0, 0.0, 10.0, 10.0, 200.0]), np.array([5.0, 40.0, 100.0, 7.0, 1.0]), [20.0, 15.0])
    assert (found.begun.tolist(), found.ended.tolist()) == ([62, 15, 20, 55, 200], [67, 55, 120, 62, 201])
    measured = {name: read(found) for name, read in READERS.items()}
    assert measured == {"released_t90": 201.0, "longest_wait": 110.0, "accounted_t100": 201.0}
    assert READERS.keys() == MEASURES.keys() == SMALLEST_DIFFERENCES.keys()


def run_simpy(arrivals: FloatArray, services: FloatArray, c: int) -> list[float]:
    """When each begins to be served."""
    env, begun = simpy.Environment(), [0.0] * len(arrivals)
    desk = simpy.Resource(env, c)

    def visit(person: int) -> Generator[simpy.Event, Any, Any]:
        yield env.timeout(arrivals[person])
        with desk.request() as turn:
            yield turn
            begun[person] = env.now
            yield env.timeout(services[person])

    for person in range(len(arrivals)):
        env.process(visit(person))
    env.run()
    return begun


@pytest.mark.parametrize("c", [1, 2, 5])
def test_it_serves_as_a_resource_of_simpy_does(c: int) -> None:
    dice = np.random.default_rng(12)
    arrivals, services = dice.exponential(300.0, 200), dice.lognormal(3.0, 0.8, 200)
    found = serve(arrivals, services, [0.0] * c)
    assert found.begun == pytest.approx(run_simpy(arrivals, services, c), abs=1e-9)


@given(times, stations, st.floats(0, 500))
def test_one_more_station_makes_nobody_wait_longer(arrivals: list[float], openings: list[float], other: float) -> None:
    fewer, more = served(arrivals, openings), served(arrivals, [*openings, other])
    assert (more.begun <= fewer.begun + 1e-9).all()


def queue(**changes: object) -> Queue:
    one = {
        "kind": "release",
        "people": 40,
        "stations": [{"count": 2}],
        "serves": {"exponential": {"mean": "2 min"}, "varies": "event", "evidence": EVIDENCE},
    }
    return Queue.model_validate(one | changes)


def test_two_answers_share_their_random_numbers_and_two_modules_do_not() -> None:
    few, many = QueueTables(queue(), "m"), QueueTables(queue(stations=[{"count": 5}]), "m")
    for n in range(20):
        one, other = few.play(3, n), many.play(3, n)
        assert np.array_equal(one.ended - one.begun, other.ended - other.begun)
        assert (other.begun <= one.begun).all()
    assert not np.array_equal(few.play(3, 0).ended, few.play(3, 1).ended)
    assert measure_queue(queue(), "m", "accounted_t100", 3, [5]) == few.play(3, 5).ended.max()
    assert not np.array_equal(few.play(3, 0).ended, QueueTables(queue(), "n").play(3, 0).ended)


def test_stations_that_open_later_serve_from_then_on() -> None:
    opens = {"fixed": "1 h", "evidence": EVIDENCE}
    found = QueueTables(queue(stations=[{"count": 3, "opens": opens}]), "m").play(3, 0)
    assert found.begun.min() == 3_600.0
    assert sorted(found.begun)[2] == 3_600.0 < sorted(found.begun)[3]


def test_who_comes_late_to_one_station_is_done_after_forty_times_of_service() -> None:
    arrives, serves = ({"fixed": text, "evidence": EVIDENCE} for text in ("5 min", "2 min"))
    line = queue(stations=[{"count": 1}], arrives=arrives, serves=serves)
    for measure, seconds in (
        ("accounted_t100", 300 + 40 * 120),
        ("released_t90", 300 + 36 * 120),
        ("longest_wait", 4800),
    ):
        assert measure_queue(line, "m", measure, 3, range(2, 5)).tolist() == [seconds] * 3
    at_once = queue(stations=[{"count": 1}], serves=serves)
    assert measure_queue(at_once, "m", "accounted_t100", 3, [2]).tolist() == [4800]
