"""Ctrl-C in a part of an analysis ends the whole of it, and keeps what was complete."""

import signal
from typing import Any

import pytest

from sim.experiment.chunks import ChunkColumns
from sim.experiment.execution import Execution
from sim.experiment.experiment import Experiment
from sim.experiment.global_sensitivity import sensitivity
from sim.experiment.input_points import PointTask
from sim.experiment.interrupts import InterruptWatch
from sim.experiment.sweep import sweep
from tests.sim.schools import small_school

USUAL = Execution(workers=1, engine="simpy")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_marks_the_watches_around_the_one_that_takes_it_and_no_later_one(number: signal.Signals) -> None:
    handlers = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)]
    with InterruptWatch() as around:
        with InterruptWatch() as within, InterruptWatch() as innermost:
            signal.raise_signal(number)
        assert (around.is_interrupted, within.is_interrupted, innermost.is_interrupted) == (True, True, True)
        with InterruptWatch() as later:
            assert not later.is_interrupted
    assert [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)] == handlers


@pytest.fixture
def points(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of points before Ctrl-C comes, and from then on the number of those begun."""
    left_and_begun = [0, 0]

    def play(task: PointTask, chunk: range, play: Any = PointTask.play) -> ChunkColumns:
        left_and_begun[1] += len(chunk)
        if left_and_begun[1] > left_and_begun[0]:
            signal.raise_signal(signal.SIGINT)
        columns: ChunkColumns = play(task, chunk)
        return columns

    monkeypatch.setattr(PointTask, "play", play)
    return left_and_begun


@pytest.mark.slow
def test_ctrl_c_in_the_screening_plays_nothing_of_the_matrices(points: list[int]) -> None:
    inputs = len(sensitivity_of(points, 10_000).inputs)
    points[:] = [0, 0]
    stopped = sensitivity_of(points, 1 + 2 * (inputs + 1))
    assert (stopped.stopped, stopped.trajectories, stopped.points, stopped.joint) == ("interrupted", 2, 0, None)
    assert points[1] == points[0] + 1


def sensitivity_of(points: list[int], most: int) -> Any:
    points[:] = [most, 0]
    return sensitivity(Experiment(small_school(), seed=3), USUAL, trajectories=3, points=8, pairs=2)


def test_ctrl_c_in_a_sweep_keeps_the_values_before_it(points: list[int]) -> None:
    points[0] = 2
    found = sweep(Experiment(small_school()), {"app.push.delay": [1, 4, 30]}, USUAL, pairs=2)
    assert (found.stopped, found.inputs[0].values) == ("interrupted", (1.0, 30.0))
