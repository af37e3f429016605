"""Queues of modules: waits against the closed form of M/M/c and against SimPy, and what holds of every queue."""

import math
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


def find_probability_of_waiting(c: int, load: float) -> float:
    """Erlang C. load: arrivals a service time."""
    last = load**c / math.factorial(c) * c / (c - load)
    return last / (sum(load**k / math.factorial(k) for k in range(c)) + last)


@pytest.mark.parametrize(("c", "utilization"), [(1, 0.6), (3, 0.8), (6, 0.7)])
def test_mean_waits_are_those_of_erlang(c: int, utilization: float) -> None:
    """200 runs of 2,000 customers, without the first 500; a run's mean is one observation of the standard error."""
    dice, means = np.random.default_rng(11), []
    for _ in range(200):
        arrivals = dice.exponential(1.0, 2_000).cumsum()
        found = serve(arrivals, dice.exponential(utilization * c, 2_000), [0.0] * c)
        means.append((found.begun - found.arrived)[500:].mean())
    load = utilization * c
    expected = find_probability_of_waiting(c, load) * load / (c - load)
    assert abs(np.mean(means) - expected) < 4 * np.std(means, ddof=1) / math.sqrt(len(means))


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


@given(times, stations)
def test_nobody_is_served_early_or_out_of_order_or_beside_more_than_there_are_stations(
    arrivals: list[float], openings: list[float]
) -> None:
    found = served(arrivals, openings)
    assert (found.begun >= found.arrived).all()
    assert (found.ended > found.begun).all()
    order = np.argsort(found.arrived, kind="stable")
    assert (np.diff(found.begun[order]) >= 0).all()
    for now in found.begun:
        at_once = int(((found.begun <= now) & (now < found.ended)).sum())
        assert at_once <= sum(opens <= now for opens in openings)


@given(times, stations, st.floats(0, 500))
def test_one_more_station_makes_nobody_wait_longer(arrivals: list[float], openings: list[float], other: float) -> None:
    fewer, more = served(arrivals, openings), served(arrivals, [*openings, other])
    assert (more.begun <= fewer.begun + 1e-9).all()


@given(times, st.integers(1, 6))
def test_nobody_waits_while_a_station_is_free(arrivals: list[float], c: int) -> None:
    found = served(arrivals, [0.0] * c)
    for person in np.flatnonzero(found.begun > found.arrived):
        before = found.begun[person]
        assert int(((found.begun < before) & (before <= found.ended)).sum()) >= c


def queue(**changes: object) -> Queue:
    one = {
        "kind": "release",
        "people": 40,
        "stations": [{"count": 2}],
        "serves": {"exponential": {"mean": "2 min"}, "varies": "event", "evidence": EVIDENCE},
    }
    return Queue.model_validate(one | changes)


def test_measures_of_a_queue_worked_out_by_hand() -> None:
    """Ten arrive at 0 and take 10 s each at one station: the ninth is done at 90 s and the last at 100 s."""
    found = serve(np.zeros(10), np.full(10, 10.0), [0.0])
    assert {name: read(found) for name, read in READERS.items()} == {
        "released_t90": 90.0,
        "longest_wait": 100.0,
        "accounted_t100": 100.0,
    }
    assert READERS.keys() == MEASURES.keys() == SMALLEST_DIFFERENCES.keys()


def test_two_answers_share_their_random_numbers_and_two_modules_do_not() -> None:
    few, many = QueueTables(queue(), "m"), QueueTables(queue(stations=[{"count": 5}]), "m")
    for n in range(20):
        one, other = few.play(3, n), many.play(3, n)
        assert np.array_equal(one.ended - one.begun, other.ended - other.begun)
        assert (other.begun <= one.begun).all()
    assert not np.array_equal(few.play(3, 0).ended, few.play(3, 1).ended)
    assert not np.array_equal(few.play(3, 0).ended, QueueTables(queue(), "n").play(3, 0).ended)


def test_stations_that_open_later_serve_from_then_on() -> None:
    opens = {"fixed": "1 h", "evidence": EVIDENCE}
    found = QueueTables(queue(stations=[{"count": 3, "opens": opens}]), "m").play(3, 0)
    assert found.begun.min() == 3_600.0
    assert sorted(found.begun)[2] == 3_600.0 < sorted(found.begun)[3]


def test_mean_time_of_a_full_line_is_that_of_its_service() -> None:
    """One station and all there at once: the last is done after the sum of 40 exponential times of 2 min."""
    values = measure_queue(queue(stations=[{"count": 1}]), "m", "accounted_t100", 3, range(400))
    assert abs(values.mean() - 40 * 120.0) < 4 * 120.0 * math.sqrt(40) / math.sqrt(400)
