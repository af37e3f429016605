"""A run collects the same bytes in the same order whoever plays, and stops when asked to. For signals see test_executor_signals.py."""

from __future__ import annotations

import os
import signal
import threading
from functools import cached_property
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.experiment.chunks import ChunkColumns, PoolError, ReplicationError, ResultError
from sim.experiment.executor import AHEAD, ColumnCollector, Progress, Run, count_processors, run_task
from tests.sim.experiment.executor_work import DiesUnpacked, Gives, Numbers, Raises, assert_rows

LIMIT_S = 60


class ThreadedNumbers(Numbers):
    """Played on threads."""

    is_compiled = True


class LastFirst(Numbers):
    """The first chunk waits until all are played that may be handed out before it is collected."""

    is_compiled = True

    def __init__(self, ahead: int) -> None:
        self.ahead, self.others = ahead, threading.Semaphore(0)
        self.begun: list[int] = []

    def play(self, chunk: range) -> ChunkColumns:
        self.begun.append(chunk.start)
        if chunk.start:
            self.others.release()
        else:
            assert all(self.others.acquire(timeout=LIMIT_S) for _ in range(self.ahead))
        return super().play(chunk)


class KeepsState(Numbers):
    """Works in an array of its own, as an engine does, and notices if another thread works in it too."""

    is_compiled = True

    def __init__(self) -> None:
        self.meeting = threading.Barrier(2)

    @cached_property
    def scratch(self) -> NDArray[np.int64]:
        return np.zeros(1, np.int64)

    def play(self, chunk: range) -> ChunkColumns:
        self.scratch[0] = chunk.start
        if threading.current_thread() is not threading.main_thread():
            self.meeting.wait(LIMIT_S)  # two threads are in here
        assert self.scratch[0] == chunk.start
        return super().play(chunk)


class TestSameBytes:
    """Nothing but the task and the replications decides what is collected."""

    @pytest.mark.parametrize(
        ("task", "workers", "chunk_size"),
        [
            (Numbers, 1, None),
            pytest.param(Numbers, 2, 7, marks=pytest.mark.slow),
            pytest.param(Numbers, 3, 64, marks=pytest.mark.slow),
            (ThreadedNumbers, 1, 64),
            (ThreadedNumbers, 2, None),
            (ThreadedNumbers, 3, 7),
        ],
    )
    def test_whatever_workers_and_chunks(self, task: type[Numbers], workers: int, chunk_size: int | None) -> None:
        outcome = run_task(task(), range(100), workers, chunk_size=chunk_size)
        assert_rows(outcome.columns, range(100))
        assert (outcome.completed, outcome.is_interrupted) == (100, False)

    def test_one_worker_or_a_few_replications_are_played_in_this_process(self) -> None:
        assert set(run_task(Numbers(), range(50), workers=1)["process"]) == {os.getpid()}
        assert set(run_task(Numbers(), range(2), workers=2)["process"]) == {os.getpid()}
        outcome = run_task(Numbers(), range(0), workers=2)
        assert (outcome.completed, dict(outcome.columns), outcome.is_interrupted) == (0, {}, False)

    def test_threads_share_no_state_of_a_task_even_after_a_stage_in_this_thread(self) -> None:
        collector = ColumnCollector()
        with Run(KeepsState(), collector, 2, chunk_size=1) as run:
            run.play(range(2))
            run.play(range(2, 100))
        assert_rows(collector.join(), range(100))


def test_chunks_are_collected_in_order_and_only_a_few_are_held_back() -> None:
    ahead = 2 * AHEAD
    task, collected = LastFirst(ahead - 1), list[int]()

    def collect(chunk: range, _columns: ChunkColumns) -> None:
        assert len(task.begun) <= len(collected) + ahead
        collected.append(chunk.start)

    with Run(task, collect, 2, chunk_size=1) as run:
        run.play(range(50))
    assert collected == list(range(50))


def test_stages_must_follow_each_other_and_progress_counts_over_them() -> None:
    with Run(Numbers(), ColumnCollector(), 1) as run:
        run.play(range(10))
        with pytest.raises(ValueError, match="does not follow on"):
            run.play(range(11, 20))
    seen: list[Progress] = []
    with Run(Numbers(), ColumnCollector(), 2, seen.append) as run:
        run.play(range(40), expected=100)
        run.play(range(40, 100), expected=100)
    assert {progress.total for progress in seen} == {100}
    assert [progress.done for progress in seen] == sorted(progress.done for progress in seen)
    assert [progress.elapsed_s for progress in seen] == sorted(progress.elapsed_s for progress in seen)
    assert (seen[-1].done, seen[-1].left_s) == (100, 0.0)


class TestErrorsOfTheTask:
    """An exception is raised where the run was asked for, names its replication, and is not tried again."""

    @pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
    def test_names_the_replication_and_keeps_the_cause(self, workers: int, tmp_path: Path) -> None:
        notes = tmp_path / "notes"
        task = Raises(37, notes, ZeroDivisionError, ("no takers",))
        with pytest.raises(ReplicationError, match="replication 37: ZeroDivisionError: no takers") as error:
            run_task(task, range(100), workers, chunk_size=16)
        assert error.value.replications == range(37, 38)
        assert isinstance(error.value.__cause__, ZeroDivisionError)
        assert "in play" in "".join(error.value.__notes__)
        assert notes.read_text().splitlines() == ["32 48", "37 38"]

    @pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
    def test_a_task_that_ends_the_program_is_one_that_fails(self, workers: int, tmp_path: Path) -> None:
        task = Raises(7, tmp_path / "notes", SystemExit, (3,))
        with pytest.raises(ReplicationError, match="replication 7: SystemExit: 3"):
            run_task(task, range(10), workers, chunk_size=5)

    def test_arrays_without_a_row_for_each_replication_are_refused(self) -> None:
        task = Gives(lambda chunk: {"x": np.zeros(2 if chunk.start == 0 else 3)})
        with pytest.raises(ResultError, match="replications 2–3: x has 3 rows, not 2") as error:
            run_task(task, range(10), 1, chunk_size=2)
        assert error.value.replications == range(2, 4)


class TestStopping:
    @pytest.mark.parametrize(
        ("task", "workers"),
        [(Numbers, 1), pytest.param(Numbers, 2, marks=pytest.mark.slow), (ThreadedNumbers, 1), (ThreadedNumbers, 2)],
    )
    def test_stop_gives_the_longest_complete_prefix(self, task: type[Numbers], workers: int) -> None:
        seen, collector = list[Progress](), ColumnCollector()
        with Run(task(), collector, workers, seen.append, lambda: bool(seen), chunk_size=1) as run:
            for start in range(0, 100_000, 50):
                run.play(range(start, start + 50))
                if run.is_interrupted:
                    break
            completed = run.completed
            run.play(range(len(run.requested), len(run.requested) + 50))
        assert run.is_interrupted
        assert run.completed == completed < len(run.requested)
        assert_rows(collector.join(), range(completed))

    def test_signal_handling_is_given_back_and_there_is_a_processor(self) -> None:
        numbers = (signal.SIGINT, signal.SIGTERM)
        before = [signal.getsignal(number) for number in numbers]
        with pytest.raises(PoolError):
            run_task(DiesUnpacked(), range(10), workers=2)
        assert [signal.getsignal(number) for number in numbers] == before
        assert 1 <= count_processors() <= (os.cpu_count() or 1)

    @pytest.mark.parametrize(("workers", "chunk_size"), [(0, None), (-1, None), (1, 0)])
    def test_nonsense_is_refused(self, workers: int, chunk_size: int | None) -> None:
        with pytest.raises(ValueError, match="must be at least 1"):
            Run(Numbers(), ColumnCollector(), workers, chunk_size=chunk_size)
