"""Plays replications over worker processes and puts the rows together.

This process hands out chunks, copies what comes back, tells how far it is, and looks ten times a second
whether it should stop. With one worker, or a handful of replications, it plays them itself: the same rows,
and a debugger can follow.
"""

from __future__ import annotations

import functools
import os
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from sim.pool.agenda import ChunkQueue
from sim.pool.chunks import ChunkError, ChunkResult, Task, run_chunk
from sim.pool.ctrl_c import InterruptWatch
from sim.pool.outcome import RunOutcome, Progress
from sim.pool.results import ResultArrays
from sim.pool.workers import Workers, WorkerDied

TICK_S = 0.1
"""seconds between two looks at whether to stop, and at least between two reports of progress"""
MIN_FOR_WORKERS = 4
"""replications that are played right here, because starting workers would take longer"""


class Pool:
    """A work and its workers, to be played in one or several stages; a context manager, for one thread.

    workers: how many processes, by default one for each processor that this process may use.
    on_progress: called in this thread, at most about ten times a second and once at the end of each stage.
    stop: asked about ten times a second, at least after each chunk; True interrupts the run.
    chunk_size: replications in a chunk; by default as many as take a quarter of a second.

    SIGINT interrupts too, from entering to leaving, if this is the main thread (sim.pool.ctrl_c).
    """

    def __init__(
        self,
        task: Task,
        workers: int | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        stop: Callable[[], bool] | None = None,
        chunk_size: int | None = None,
    ) -> None:
        """Nothing is started yet. Raises ValueError if workers or chunk_size is less than 1."""
        for name, number in (("workers", workers), ("chunk_size", chunk_size)):
            if number is not None and number < 1:
                raise ValueError(f"{name} is {number}; it must be at least 1")
        self._work = task
        self._size = workers or count_processors()
        self._on_progress = on_progress
        self._stop = stop
        self._agenda = ChunkQueue(self._size, chunk_size)
        self._results = ResultArrays()
        self._crew: Workers | None = None
        self._ctrl_c = InterruptWatch()
        self._stopped = False
        self._done = self._total = self._lost = 0
        self._began: float | None = None
        self._told = float("-inf")

    def __enter__(self) -> Self:
        """From here on SIGINT only marks the run as interrupted."""
        self._ctrl_c.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all workers, at once if they are in the middle of something."""
        try:
            self._dismiss()
        finally:
            self._ctrl_c.__exit__(kind, error, trace)

    @property
    def outcome(self) -> RunOutcome:
        """All stages so far."""
        results = self._results
        return RunOutcome(results.requested, results.completed, results.columns(), self._is_interrupted())

    def play(self, replications: range, expected: int | None = None) -> RunOutcome:
        """Play these, which follow on those before, and give the outcome of all so far.

        expected: how many there will be in the end, if more stages follow; only progress is told by it.
        Raises PoolError: ReplicationError, WorkerLostError, ResultError, NoRoomError. An interrupted pool plays no more.
        """
        self._began = self._began if self._began is not None else time.perf_counter()
        self._results.reserve(replications)
        self._total = max(expected or 0, len(self._results.requested))
        if not self._is_interrupted():
            self._agenda.add(replications)
            play = self._run_in_process if self._runs_in_process(replications) else self._run_on_workers
            play(self._done + len(replications))
            self._report()
        return self.outcome

    def _runs_in_process(self, replications: range) -> bool:
        return self._size == 1 or (self._crew is None and len(replications) <= MIN_FOR_WORKERS)

    def _run_in_process(self, goal: int) -> None:
        while self._done < goal and not self._is_interrupted():
            chunk = self._agenda.next() or range(0)
            answer = self._ctrl_c.run_unless_interrupted(functools.partial(run_chunk, self._work, chunk))
            if answer is not None:
                self._receive(answer)
            self._report_periodically()

    def _run_on_workers(self, goal: int) -> None:
        crew = self._crew = self._crew or Workers(self._work, self._size)
        while self._done < goal:
            if self._is_interrupted():
                self._receive_all(crew, 0)
                self._dismiss()
                return
            self._hand_out(crew)
            self._receive_all(crew, TICK_S)
            self._report_periodically()

    def _hand_out(self, crew: Workers) -> None:
        for worker in crew.list_idle():
            chunk = self._agenda.next()
            if chunk is None:
                return
            worker.send(chunk)

    def _receive_all(self, crew: Workers, timeout_s: float) -> None:
        for message in crew.receive(timeout_s):
            self._receive(message)

    def _receive(self, message: ChunkResult | ChunkError | WorkerDied) -> None:
        match message:
            case ChunkError():
                raise message.to_exception()
            case WorkerDied():
                self._lost += 1
                self._agenda.record_loss(message.chunk, message.cause)
            case ChunkResult():
                self._results.store(message.chunk, message.result)
                self._agenda.record_timing(message.chunk, message.seconds)
                self._done += len(message.chunk)

    def _is_interrupted(self) -> bool:
        if not self._stopped:
            self._stopped = self._ctrl_c.is_interrupted or (self._stop is not None and self._stop())
        return self._stopped

    def _dismiss(self) -> None:
        if self._crew is not None:
            self._crew.dismiss()
            self._crew = None

    def _report_periodically(self) -> None:
        if time.perf_counter() - self._told >= TICK_S:
            self._report()

    def _report(self) -> None:
        if self._on_progress is None or self._began is None:
            return
        self._told = time.perf_counter()
        left_s = self._agenda.seconds_for(self._total - self._done)
        self._on_progress(Progress(self._done, self._total, self._told - self._began, left_s, self._lost))


def run_task(
    task: Task,
    replications: range,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> RunOutcome:
    """Play all replications in one stage; arguments, signals and errors as with Pool."""
    with Pool(task, workers, on_progress, stop) as pool:
        return pool.play(replications)


def count_processors() -> int:
    """How many processors this process may use."""
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
