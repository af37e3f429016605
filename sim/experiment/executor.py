"""Plays a task in chunks somewhere, and hands the results on in the order of the replications.

An executor plays chunks: in this process, on threads, in worker processes, or on a cluster. A `Run` gives it chunks, a few ahead, and
passes each result to a collector as soon as all before it were passed. So what is collected depends only on the task and on the
replications: not on where or in what order they were played, on workers that were killed, or on when a run was stopped. After Ctrl-C,
SIGTERM or `stop`, it is what a run of that many replications would have collected.

    outcome = run_task(task, range(1_000), workers=2)     # keeps every array
    outcome["aware_t90"]                                  # float64, (1000,) or (1000, strategies)

    with Run(task, collector, workers=2) as run:          # in stages, for a stopping rule; workers stay
        run.play(range(200))
        while not run.is_interrupted and not precise_enough():
            run.play(range(run.completed, 2 * run.completed))

Why so: docs/decisions/0010-execution.md.
"""

from __future__ import annotations

import copy
import functools
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from sim.experiment.chunks import (
    ChunkAnswer,
    ChunkColumns,
    ChunkError,
    ChunkQueue,
    ChunkResult,
    PoolError,
    ResultError,
    Task,
    describe_replications,
    run_chunk,
)
from sim.experiment.interrupts import InterruptWatch
from sim.measures import REGISTERED

TICK_S = 0.1
"""seconds between checks for a stop, and at least between reports of progress"""

AHEAD = 3
"""chunks that are handed out for each worker before the first of them is back: what is held back at most"""

MANY_REPLAYS = 4_000
"""Emergencies replayed with decisions, most of which is Python, from which on starting processes pays"""

MIN_FOR_WORKERS = 4
"""replications that are played in this process, because starting workers would take longer"""


class Executor(Protocol):
    """A place where chunks are played. A worker that dies is replaced, and its chunk is played again."""

    @property
    def workers(self) -> int:
        """Chunks that are played at the same time."""
        ...

    @property
    def lost(self) -> int:
        """Workers that died while they played."""
        ...

    def submit(self, chunk: range) -> Future[ChunkAnswer]:
        """Has a chunk played. The future raises PoolError if it cannot be; an error of the task is a value."""
        ...

    def close(self) -> None:
        """Ends what is being played, and drops what waits."""
        ...


class Site(Protocol):
    """What has workers: this machine, or a cluster."""

    @property
    def workers(self) -> int:
        """Chunks that are played at the same time."""
        ...

    def open(self, task: Task) -> Executor:
        """Brings a task there."""
        ...


@dataclass(frozen=True)
class LocalSite:
    """The machine that this runs on. has_threads: whether a compiled task plays on threads; a task of another engine plays in processes."""

    workers: int
    has_threads: bool = True

    def open(self, task: Task) -> Executor:
        """Threads, or processes."""
        if task.is_compiled and self.has_threads:
            from sim.experiment.thread_pool import ThreadPool

            return ThreadPool(task, self.workers)
        from sim.experiment.process_pool import ProcessPool

        return ProcessPool(task, self.workers)


Workers = int | Site | None
"""How many on this machine, or where else; None: one for each available processor."""


def in_processes(workers: Workers) -> Workers:
    """The same, but a compiled task plays in processes too: for one that is mostly Python, which threads play one after the other."""
    if REGISTERED or not isinstance(workers, int | None):
        return workers
    return LocalSite(workers or count_processors(), has_threads=False)


class InlineExecutor:
    """Plays in this thread, at once. A signal ends the chunk that is being played."""

    workers = 1
    lost = 0

    def __init__(self, task: Task, watch: InterruptWatch) -> None:
        self._task, self._watch = copy.copy(task), watch

    def submit(self, chunk: range) -> Future[ChunkAnswer]:
        """The chunk, played; cancelled if a signal came."""
        future: Future[ChunkAnswer] = Future()
        answer = self._watch.run_unless_interrupted(functools.partial(run_chunk, self._task, chunk))
        if answer is None:
            future.cancel()
        else:
            future.set_result(answer)
        return future

    def close(self) -> None:
        """Nothing is left."""


@dataclass(frozen=True)
class Progress:
    """How far a run is."""

    done: int
    """replications that were collected"""
    total: int
    """replications asked for, or expected in the end"""
    elapsed_s: float
    """seconds since the first was asked for"""
    left_s: float | None
    """seconds that the rest will take at the present pace; None until a first chunk was timed"""
    lost: int = 0
    """workers that died while they played; their replications are played again"""
    is_compiled: bool = False
    """whether the compiled engine plays"""


Collector = Callable[[range, ChunkColumns], None]
"""Takes the results of a chunk. Chunks come in order, without a gap."""


class Archive(Protocol):
    """Results of replications that were played before."""

    def read(self, replications: range) -> Iterator[tuple[range, ChunkColumns]]:
        """What is kept of these, from the first on, in order and without a gap."""
        ...

    def write(self, chunk: range, columns: ChunkColumns) -> None:
        """Keeps a chunk that was played."""
        ...

    def flush(self) -> None:
        """Called when nothing more is played."""
        ...


class Run:
    """Plays a task, in one or several stages; a context manager, for one thread.

    collector: is given each chunk in order, in this thread.
    workers: how many threads for a compiled task, else processes; by default one for each available processor. Or a cluster.
    on_progress: called in this thread, at most about ten times a second and once at the end of each stage.
    stop: asked about ten times a second, at least after each chunk; True interrupts the run.
    chunk_size: replications in a chunk; by default as many as take a quarter of a second.
    archive: what it holds is collected instead of being played, and what is played is added to it.

    SIGINT and SIGTERM interrupt too, from entering to leaving, if this is the main thread.
    """

    def __init__(
        self,
        task: Task,
        collector: Collector,
        workers: Workers = None,
        on_progress: Callable[[Progress], None] | None = None,
        stop: Callable[[], bool] | None = None,
        chunk_size: int | None = None,
        archive: Archive | None = None,
    ) -> None:
        """Nothing is started yet. Raises ValueError if workers or chunk_size is less than 1."""
        for name, number in (("workers", workers), ("chunk_size", chunk_size)):
            if isinstance(number, int) and number < 1:
                raise ValueError(f"{name} is {number}; it must be at least 1")
        self.requested = range(0)
        """All replications asked for."""
        self.completed = 0
        """How many of them were collected, from the first on."""
        self._task = task
        self._collector = collector
        self._site = _find_site(workers)
        self._on_progress = on_progress
        self._stop = stop
        self._archive = archive
        self._queue = ChunkQueue(self._site.workers, chunk_size)
        self._executor: Executor | None = None
        self._watch = InterruptWatch()
        self._is_stopped = False
        self._lost = self._total = 0
        self._started_at: float | None = None
        self._reported_at = float("-inf")

    def __enter__(self) -> Self:
        """Takes over SIGINT and SIGTERM."""
        self._watch.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends all workers."""
        try:
            self._close()
            if self._archive is not None:
                self._archive.flush()
        finally:
            self._watch.__exit__(kind, error, trace)

    @property
    def is_interrupted(self) -> bool:
        """Whether it was stopped; then nothing more is played."""
        if not self._is_stopped:
            self._is_stopped = self._watch.is_interrupted or (self._stop is not None and self._stop())
        return self._is_stopped

    def play(self, replications: range, expected: int | None = None) -> None:
        """Plays these replications, which must follow those before.

        expected: the final number, if more stages follow; used for progress only.
        Raises PoolError: ReplicationError, WorkerLostError, ResultError. An interrupted run does nothing.
        """
        self._started_at = self._started_at if self._started_at is not None else time.perf_counter()
        if replications.step != 1 or (self.requested and replications.start != self.requested.stop):
            raise ValueError(f"{replications} does not follow on {self.requested}")
        first = self.requested.start if self.requested else replications.start
        self.requested = range(first, replications.stop)
        self._total = max(expected or 0, len(self.requested))
        if not self.is_interrupted:
            rest = self._collect_archived(replications)
            self._queue.add(rest)
            self._play_queue(self._choose_executor(len(rest)))
            self._report()

    def _collect_archived(self, replications: range) -> range:
        """Collects what the archive holds of these, and returns the rest."""
        for chunk, columns in self._archive.read(replications) if self._archive is not None else ():
            self._collector(chunk, columns)
            self.completed += len(chunk)
            replications = replications[len(chunk) :]
        return replications

    def _choose_executor(self, replications: int) -> Executor:
        if self._executor is not None:
            return self._executor
        is_known_here_only = bool(REGISTERED) and not self._task.is_compiled
        is_alone = isinstance(self._site, LocalSite) and self._site.workers == 1
        if is_alone or replications <= MIN_FOR_WORKERS or is_known_here_only:
            return InlineExecutor(self._task, self._watch)
        self._executor = self._site.open(self._task)
        return self._executor

    def _play_queue(self, executor: Executor) -> None:
        most = 1 if isinstance(executor, InlineExecutor) else AHEAD * executor.workers
        pending: deque[Future[ChunkAnswer]] = deque()
        while not self.is_interrupted:
            while len(pending) < most and (chunk := self._queue.next()) is not None:
                pending.append(executor.submit(chunk))
            if not pending:
                return
            wait([pending[0]], TICK_S)
            self._collect_ended(pending)
            self._lost = executor.lost
            self._report_periodically()
        self._collect_ended(pending)
        self._close()

    def _collect_ended(self, pending: deque[Future[ChunkAnswer]]) -> None:
        """Passes on all results that have none before them still to come."""
        while pending and pending[0].done() and not pending[0].cancelled():
            self._collect(pending.popleft().result())

    def _collect(self, answer: ChunkAnswer) -> None:
        match answer:
            case ChunkError():
                raise answer.to_exception()
            case ChunkResult(chunk, seconds, columns):
                _check_rows(chunk, columns)
                self._collector(chunk, columns)
                if self._archive is not None:
                    self._archive.write(chunk, columns)
                self._queue.record_timing(chunk, seconds)
                self.completed += len(chunk)

    def _close(self) -> None:
        if self._executor is not None:
            self._executor.close()
            self._executor = None

    def _report_periodically(self) -> None:
        if time.perf_counter() - self._reported_at >= TICK_S:
            self._report()

    def _report(self) -> None:
        if self._on_progress is None or self._started_at is None:
            return
        self._reported_at = time.perf_counter()
        left_s = self._queue.seconds_for(self._total - self.completed)
        elapsed_s = self._reported_at - self._started_at
        is_compiled = self._task.is_compiled
        self._on_progress(Progress(self.completed, self._total, elapsed_s, left_s, self._lost, is_compiled))


def _find_site(workers: Workers) -> Site:
    """Raises PoolError for a cluster, which does not know the measures that were registered here."""
    if isinstance(workers, int | None):
        return LocalSite(workers or count_processors())
    if isinstance(workers, LocalSite):
        return workers
    if REGISTERED:
        measures = ", ".join(sorted(REGISTERED))
        raise PoolError(f"the cluster does not know {measures}; let this machine play, or unregister_measure")
    return workers


def _check_rows(chunk: range, columns: ChunkColumns) -> None:
    for name, array in columns.items():
        if len(array) != len(chunk):
            message = f"{describe_replications(chunk)}: {name} has {len(array)} rows, not {len(chunk)}"
            raise ResultError(message, chunk)


class ColumnCollector:
    """Keeps every array, for runs whose results are small."""

    def __init__(self) -> None:
        self._chunks: list[ChunkColumns] = []

    def __call__(self, _chunk: range, columns: ChunkColumns) -> None:
        """Takes a chunk."""
        self._chunks.append(columns)

    def join(self) -> dict[str, NDArray[Any]]:
        """The arrays by name, (collected, ...); none if nothing was collected."""
        names = self._chunks[0] if self._chunks else ()
        return {name: np.concatenate([chunk[name] for chunk in self._chunks]) for name in names}


@dataclass(frozen=True)
class RunOutcome:
    """What was played: of an interrupted run, the longest complete prefix of the replications."""

    requested: range
    """the replications asked for"""
    completed: int
    """how many of them were played, from the first on; the length of every array"""
    columns: Mapping[str, NDArray[Any]]
    """arrays by name, (completed, ...); there are none if nothing was played"""
    is_interrupted: bool

    def __getitem__(self, name: str) -> NDArray[Any]:
        """One array, (completed, ...)."""
        return self.columns[name]


def run_task(
    task: Task,
    replications: range,
    workers: Workers = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    chunk_size: int | None = None,
    expected: int | None = None,
) -> RunOutcome:
    """Plays all replications in one stage and keeps every array; arguments, signals and errors as with Run."""
    collector = ColumnCollector()
    with Run(task, collector, workers, on_progress, stop, chunk_size) as run:
        run.play(replications, expected)
        return RunOutcome(replications, run.completed, collector.join(), run.is_interrupted)


def count_processors() -> int:
    """How many processors this process may use."""
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
