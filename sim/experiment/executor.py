"""Plays replications on worker processes and collects their rows.

The result depends only on the task and on the replications requested: not on the number of workers, the size or order of chunks, or on
workers that were killed.

    outcome = run_task(task, range(1_000), workers=2)     # all at once
    outcome["aware_t90"]                                  # float64, (1000,) or (1000, strategies)

    with Pool(task) as pool:                              # in stages, for a stopping rule; workers stay
        outcome = pool.play(range(200))
        while not outcome.is_interrupted and not precise_enough(outcome):
            outcome = pool.play(range(outcome.completed, 2 * outcome.completed))

Each worker has a pipe of its own. The workers of concurrent.futures share one pipe for results: a worker killed while writing leaves half
a message, and the pool hangs. With one pipe each, the death of a worker is seen at once and only that worker is replaced
(docs/decisions/0002-worker-processes.md). SIGINT only sets a mark that is checked between chunks, so that no copy or process start is
left half done. A chunk that fails comes back as a value, because not every exception can be pickled.

    PoolError
    ├── ReplicationError   the task raised an exception; it is not tried again
    ├── ResultError        the arrays of a chunk do not fit its replications, or those of another chunk
    ├── NoRoomError        the results do not fit into memory; fewer replications can be played
    └── WorkerLostError    the same replications ended three workers, or no worker could start
"""

from __future__ import annotations

import contextlib
import functools
import math
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import FrameType, ModuleType, TracebackType
from typing import Any, Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

LONG_S, SHORT_S = 0.25, 0.1
"""seconds of work in a chunk: in the middle of a run, and at its end"""

CHUNK_GROWTH = 4
"""a chunk is at most this many times as large as the largest before it"""

MAX_CHUNK = 1_024
"""replications in a chunk at most, because their draws are in memory at once"""

SMOOTHING = 0.8
"""weight of past timings, so that the estimate follows the speed of the machine"""

MAX_LOSSES = 3
"""workers that a chunk may cost"""


class ChunkQueue:
    """The replications still to be played.

    A chunk should take a quarter of a second, and less near the end so that no worker is left alone. The first chunks are one
    replication each and are timed. A chunk whose worker died goes first, unless it has cost three workers.
    """

    def __init__(self, workers: int, chunk_size: int | None = None) -> None:
        """workers: how many share the queue. chunk_size: a fixed size of chunks."""
        self._workers = workers
        self._fixed = chunk_size
        self._fresh = range(0)
        self._again: list[range] = []
        self._strikes: Counter[range] = Counter()
        self._seconds = self._count = 0.0
        self._largest = 0

    def add(self, replications: range) -> None:
        """Adds replications, once all others were handed out."""
        self._fresh = replications

    def next(self) -> range | None:
        """The next chunk to hand out; None when all are out."""
        if self._again:
            return self._again.pop(0)
        chunk = self._fresh[: self._chunk_size()]
        self._fresh = self._fresh[len(chunk) :]
        return chunk or None

    def record_timing(self, chunk: range, seconds: float) -> None:
        """Updates the speed estimate."""
        self._seconds = SMOOTHING * self._seconds + seconds
        self._count = SMOOTHING * self._count + len(chunk)
        self._largest = max(self._largest, len(chunk))

    def record_loss(self, chunk: range, how: str) -> None:
        """A worker died playing the chunk. Raises WorkerLostError the third time."""
        self._strikes[chunk] += 1
        if self._strikes[chunk] == MAX_LOSSES:
            raise WorkerLostError(
                f"{describe_replications(chunk)} ended their worker process {MAX_LOSSES} times, the last one {how}",
                chunk,
            )
        self._again = sorted([*self._again, chunk], key=lambda waiting: waiting.start)

    def seconds_for(self, replications: int) -> float | None:
        """Seconds that this many replications take on all workers; None before the first timing."""
        return replications * self._seconds_each() / self._workers if self._count else None

    def _seconds_each(self) -> float:
        return max(self._seconds / self._count, 1e-9)

    def _chunk_size(self) -> int:
        if self._fixed is not None:
            return self._fixed
        if not self._count:
            return 1
        fair = math.ceil(len(self._fresh) / (2 * self._workers))
        shortest, longest = (max(1, int(seconds / self._seconds_each())) for seconds in (SHORT_S, LONG_S))
        return min(max(fair, shortest), longest, CHUNK_GROWTH * self._largest, MAX_CHUNK)


class PoolError(Exception):
    """A run that cannot continue. replications: those that failed; empty if none."""

    def __init__(self, message: str, replications: range = range(0)) -> None:
        super().__init__(message)
        self.replications = replications


class ReplicationError(PoolError):
    """The task raised an exception: the `__cause__`, if it could be pickled."""


class ResultError(PoolError):
    """The arrays of a chunk differ from earlier ones, or lack one row for each replication."""


class NoRoomError(PoolError):
    """The results of this many replications do not fit into memory."""


class WorkerLostError(PoolError):
    """Worker processes ended by themselves: killed, out of memory, or crashed."""


def describe_replications(replications: range) -> str:
    """Names replications: "replication 7" or "replications 32–47"."""
    if len(replications) == 1:
        return f"replication {replications.start}"
    return f"replications {replications.start}–{replications.stop - 1}"


ChunkColumns = Mapping[str, NDArray[Any]]
"""Arrays by name; the first axis is the replication, in the order of the chunk. No arrays of objects."""


class Task(Protocol):
    """The work of a pool. It is pickled once and sent once to each worker."""

    def play(self, chunk: range) -> ChunkColumns:
        """Plays these replications. The result of a replication must not depend on its chunk."""
        ...


@dataclass(frozen=True)
class ChunkResult:
    """A chunk that was played."""

    chunk: range
    seconds: float
    """what it took in the worker"""
    result: ChunkColumns


@dataclass(frozen=True)
class ChunkError:
    """A chunk whose work raised an exception."""

    replications: range
    """the one that fails alone, or the whole chunk if none does; empty if the task could not be unpickled"""
    summary: str
    traceback: str
    pickled: bytes | None
    """the exception, if it survives pickling"""

    def to_exception(self) -> ReplicationError:
        """The error to raise in the parent process."""
        where = (
            describe_replications(self.replications)
            if self.replications
            else "the task does not reach its worker"
        )
        error = ReplicationError(f"{where}: {self.summary}", self.replications)
        error.add_note(self.traceback)
        error.__cause__ = None if self.pickled is None else pickle.loads(self.pickled)
        return error


def run_chunk(task: Task, chunk: range) -> ChunkResult | ChunkError:
    """Plays a chunk. Returns its result and time, or the error and the replication that fails alone."""
    start = time.perf_counter()
    try:
        result = task.play(chunk)
    except Exception as error:  # noqa: BLE001  raised again in the parent
        return _find_first_failure(task, chunk) or build_chunk_error(chunk, error)
    return ChunkResult(chunk, time.perf_counter() - start, result)


def build_chunk_error(replications: range, error: Exception) -> ChunkError:
    """An exception as a value that is safe to send."""
    summary = traceback.format_exception_only(error)[0].strip()
    whole = "".join(traceback.format_exception(error))
    return ChunkError(replications, summary, whole, _pickle_or_none(error))


def _find_first_failure(task: Task, chunk: range) -> ChunkError | None:
    if len(chunk) == 1:
        return None
    for replication in chunk:
        alone = range(replication, replication + 1)
        try:
            task.play(alone)
        except Exception as error:  # noqa: BLE001  raised again in the parent
            return build_chunk_error(alone, error)
    return None


def _pickle_or_none(error: Exception) -> bytes | None:
    try:
        pickled = pickle.dumps(error)
        pickle.loads(pickled)
    except Exception:  # noqa: BLE001  an exception's own __reduce__ or __init__ may raise anything
        return None
    return pickled


Result = TypeVar("Result")


class InterruptWatch:
    """While open, SIGINT sets `is_interrupted` instead of raising. Off the main thread it does nothing."""

    def __init__(self) -> None:
        self.is_interrupted = False
        self._playing = False
        self._before: Callable[[int, FrameType | None], object] | int | None = None
        self._installed = False

    def __enter__(self) -> Self:
        """Take over SIGINT, if this is the main thread."""
        self._installed = threading.current_thread() is threading.main_thread()
        if self._installed:
            self._before = signal.signal(signal.SIGINT, self._on_interrupt)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give SIGINT back."""
        if self._installed:
            signal.signal(signal.SIGINT, signal.SIG_DFL if self._before is None else self._before)

    def run_unless_interrupted(self, play: Callable[[], Result]) -> Result | None:
        """The result of `play`, or None as soon as SIGINT comes."""
        try:
            self._playing = True
            result = play()
            self._playing = False
        except KeyboardInterrupt:
            self.is_interrupted = True
            return None
        finally:
            self._playing = False
        return result

    def _on_interrupt(self, _number: int, _frame: FrameType | None) -> None:
        self.is_interrupted = True
        if self._playing:
            self._playing = False
            raise KeyboardInterrupt


@dataclass(frozen=True)
class Progress:
    """How far a run is."""

    done: int
    """replications played, in whatever order"""
    total: int
    """replications asked for, or expected in the end"""
    elapsed_s: float
    """seconds since the first was asked for"""
    left_s: float | None
    """seconds that the rest will take at the present pace; None until a first chunk was timed"""
    lost: int = 0
    """worker processes that died while they played; their replications are played again"""


@dataclass(frozen=True)
class RunOutcome:
    """The results so far. An interrupted run has the longest complete prefix of the replications."""

    requested: range
    """the replications asked for"""
    completed_range: range
    """the longest complete prefix of them: all of them unless interrupted"""
    columns: Mapping[str, NDArray[Any]]
    """arrays by name, (played, ...); there may be none if nothing was played"""
    is_interrupted: bool

    @property
    def completed(self) -> int:
        """How many replications were played; the length of every array."""
        return len(self.completed_range)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """One array, (played, ...)."""
        return self.columns[name]


GRACE_S = 1.0
"""seconds that a worker is given to end by itself"""

PAUSE_S = 0.1
"""seconds after which a fork server that is ending has ended"""


@dataclass
class Worker:
    """One process, and what it is doing."""

    process: BaseProcess
    connection: Connection
    is_ready: bool = False
    """it has unpacked the work and said so"""
    chunk: range | None = None

    def send(self, chunk: range) -> None:
        """Send a chunk. The next `receive` reports a worker that has died."""
        self.chunk = chunk
        with contextlib.suppress(OSError):
            self.connection.send(chunk)

    def release(self) -> None:
        """Ends an idle worker by closing its pipe; kills one that is busy or starting."""
        self.connection.close()
        if self.chunk is not None or not self.is_ready:
            self.process.kill()

    def join(self) -> None:
        """Waits until the process has ended."""
        self.process.join(GRACE_S)
        self.process.kill()
        self.process.join()
        self.process.close()


@dataclass(frozen=True)
class WorkerDied:
    """A worker died while it played a chunk."""

    chunk: range
    cause: str


class Workers:
    """A fixed number of workers for one work; those that die are replaced."""

    def __init__(self, task: Task, size: int) -> None:
        """Start them all. Raises what pickle raises if the work cannot be pickled, and WorkerLostError."""
        self._package = pickle.dumps(task)
        self._module = type(task).__module__
        self._stillborn = 0
        self._workers: list[Worker] = []
        try:
            for _ in range(size):
                self._workers.append(self._start())
        except BaseException:
            self.dismiss()
            raise

    def list_idle(self) -> list[Worker]:
        """Workers that wait for a chunk."""
        return [worker for worker in self._workers if worker.is_ready and worker.chunk is None]

    def receive(self, timeout_s: float) -> list[ChunkResult | ChunkError | WorkerDied]:
        """Messages as soon as one worker sends any; empty after `timeout_s` seconds.

        Raises WorkerLostError when workers die one after the other before they are ready.
        """
        by_link = {worker.connection: worker for worker in self._workers}
        spoke = [by_link[link] for link in wait(list(by_link), timeout_s) if isinstance(link, Connection)]
        messages = [self._read_message(worker) for worker in spoke]
        return [message for message in messages if message is not None]

    def dismiss(self) -> None:
        """Ends all workers now."""
        for worker in self._workers:
            worker.release()
        for worker in self._workers:
            worker.join()
        self._workers = []

    def _start(self) -> Worker:
        """Starts a worker. If the fork server was killed, the next try has a new one."""
        for _ in range(MAX_LOSSES):
            try:
                return self._start_process()
            except (ConnectionError, EOFError) as error:
                why = error
                time.sleep(PAUSE_S)
        raise WorkerLostError(f"no worker can be started: the process that starts them is gone ({why!r})")

    def _start_process(self) -> Worker:
        context = multiprocessing.get_context("forkserver")
        with _original_stderr():
            resource_tracker.ensure_running()  # beforehand, since starting it unblocks SIGINT behind our back
        ours, theirs = context.Pipe()
        with theirs, _sigint_blocked(), _main_hidden(self._package):
            context.set_forkserver_preload([self._module])
            process = context.Process(target=_run_worker, args=(theirs, self._package), daemon=True)
            process.start()
        return Worker(process, ours)

    def _read_message(self, worker: Worker) -> ChunkResult | ChunkError | WorkerDied | None:
        try:
            message: ChunkResult | ChunkError | None = worker.connection.recv()
        except (EOFError, OSError):
            return self._replace(worker)
        worker.is_ready, worker.chunk, self._stillborn = True, None, 0
        return message

    def _replace(self, worker: Worker) -> WorkerDied | None:
        worker.process.join(GRACE_S)
        how = _describe_exit(worker.process.exitcode)
        chunk, born = worker.chunk, worker.is_ready
        worker.release()
        worker.join()
        self._workers.remove(worker)
        self._stillborn += not born
        if self._stillborn == MAX_LOSSES:
            raise WorkerLostError(f"{MAX_LOSSES} workers died before they were ready, the last one {how}")
        self._workers.append(self._start())
        return WorkerDied(chunk, how) if chunk else None


def _describe_exit(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        return f"by signal {signal.Signals(-exitcode).name}"
    return f"with exit status {exitcode}"


@contextlib.contextmanager
def _sigint_blocked() -> Iterator[None]:
    """Processes started in here have SIGINT blocked from the start."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _original_stderr() -> Iterator[None]:
    """Restores standard error, which a screen may have replaced by an object without a file."""
    now, sys.stderr = sys.stderr, sys.__stderr__ or sys.stderr
    try:
        yield
    finally:
        sys.stderr = now


@contextlib.contextmanager
def _main_hidden(package: bytes) -> Iterator[None]:
    """Keeps multiprocessing from importing the main program in each worker, unless the task is from there."""
    if b"__main__" in package:
        yield
        return
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _run_worker(link: Connection, package: bytes) -> None:
    """The main loop of a worker: unpickle the task, report ready, play chunks until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        try:
            work: Task = pickle.loads(package)
        except Exception as error:  # noqa: BLE001  raised again in the parent
            link.send(build_chunk_error(range(0), error))
            return
        link.send(None)
        while True:
            _send_message(link, run_chunk(work, link.recv()))


def _send_message(link: Connection, answer: ChunkResult | ChunkError) -> None:
    try:
        link.send(answer)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001  a result that cannot be pickled
        link.send(
            build_chunk_error(answer.chunk if isinstance(answer, ChunkResult) else answer.replications, error)
        )


def _exit_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


TICK_S = 0.1
"""seconds between checks for a stop, and at least between reports of progress"""

MIN_FOR_WORKERS = 4
"""replications that are played in this process, because starting workers would take longer"""


class Pool:
    """Plays a task on workers, in one or several stages; a context manager, for one thread.

    With one worker or a handful of replications it plays in this process, with the same rows.

    workers: number of processes, by default one for each available processor.
    on_progress: called in this thread, at most about ten times a second and once at the end of each stage.
    stop: asked about ten times a second, at least after each chunk; True interrupts the run.
    chunk_size: replications in a chunk; by default as many as take a quarter of a second.

    SIGINT interrupts too, from entering to leaving, if this is the main thread (sim.experiment.executor).
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
        self._task = task
        self._size = workers or count_processors()
        self._on_progress = on_progress
        self._stop = stop
        self._queue = ChunkQueue(self._size, chunk_size)
        self._results = ResultArrays()
        self._workers: Workers | None = None
        self._interrupt_watch = InterruptWatch()
        self._stopped = False
        self._done = self._total = self._lost = 0
        self._started_at: float | None = None
        self._reported_at = float("-inf")

    def __enter__(self) -> Self:
        """Takes over SIGINT."""
        self._interrupt_watch.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends all workers."""
        try:
            self._dismiss()
        finally:
            self._interrupt_watch.__exit__(kind, error, trace)

    @property
    def outcome(self) -> RunOutcome:
        """All stages so far."""
        results = self._results
        return RunOutcome(results.requested, results.completed, results.columns(), self._is_interrupted())

    def play(self, replications: range, expected: int | None = None) -> RunOutcome:
        """Plays these replications, which must follow those before. Returns the outcome of all so far.

        expected: the final number, if more stages follow; used for progress only.
        Raises PoolError: ReplicationError, WorkerLostError, ResultError, NoRoomError. An interrupted pool does nothing.
        """
        self._started_at = self._started_at if self._started_at is not None else time.perf_counter()
        self._results.reserve(replications)
        self._total = max(expected or 0, len(self._results.requested))
        if not self._is_interrupted():
            self._queue.add(replications)
            play = self._run_in_process if self._runs_in_process(replications) else self._run_on_workers
            play(self._done + len(replications))
            self._report()
        return self.outcome

    def _runs_in_process(self, replications: range) -> bool:
        return self._size == 1 or (self._workers is None and len(replications) <= MIN_FOR_WORKERS)

    def _run_in_process(self, goal: int) -> None:
        while self._done < goal and not self._is_interrupted():
            chunk = self._queue.next() or range(0)
            answer = self._interrupt_watch.run_unless_interrupted(
                functools.partial(run_chunk, self._task, chunk)
            )
            if answer is not None:
                self._receive(answer)
            self._report_periodically()

    def _run_on_workers(self, goal: int) -> None:
        workers = self._workers = self._workers or Workers(self._task, self._size)
        while self._done < goal:
            if self._is_interrupted():
                self._receive_all(workers, 0)
                self._dismiss()
                return
            self._hand_out(workers)
            self._receive_all(workers, TICK_S)
            self._report_periodically()

    def _hand_out(self, workers: Workers) -> None:
        for worker in workers.list_idle():
            chunk = self._queue.next()
            if chunk is None:
                return
            worker.send(chunk)

    def _receive_all(self, workers: Workers, timeout_s: float) -> None:
        for message in workers.receive(timeout_s):
            self._receive(message)

    def _receive(self, message: ChunkResult | ChunkError | WorkerDied) -> None:
        match message:
            case ChunkError():
                raise message.to_exception()
            case WorkerDied():
                self._lost += 1
                self._queue.record_loss(message.chunk, message.cause)
            case ChunkResult():
                self._results.store(message.chunk, message.result)
                self._queue.record_timing(message.chunk, message.seconds)
                self._done += len(message.chunk)

    def _is_interrupted(self) -> bool:
        if not self._stopped:
            self._stopped = self._interrupt_watch.is_interrupted or (self._stop is not None and self._stop())
        return self._stopped

    def _dismiss(self) -> None:
        if self._workers is not None:
            self._workers.dismiss()
            self._workers = None

    def _report_periodically(self) -> None:
        if time.perf_counter() - self._reported_at >= TICK_S:
            self._report()

    def _report(self) -> None:
        if self._on_progress is None or self._started_at is None:
            return
        self._reported_at = time.perf_counter()
        left_s = self._queue.seconds_for(self._total - self._done)
        self._on_progress(
            Progress(self._done, self._total, self._reported_at - self._started_at, left_s, self._lost)
        )


def run_task(
    task: Task,
    replications: range,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> RunOutcome:
    """Plays all replications in one stage; arguments, signals and errors as with Pool."""
    with Pool(task, workers, on_progress, stop) as pool:
        return pool.play(replications)


def count_processors() -> int:
    """How many processors this process may use."""
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


MEMORY_SHARE = 0.75
"""Of the memory of the machine, that results may take: statistics need some more."""


def read_memory() -> float:
    """Bytes of memory of this machine; math.inf where the system does not say."""
    try:
        return float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, ValueError, OSError):
        return math.inf


class ResultArrays:
    """One array for each name, one row for each replication requested; rows arrive in any order."""

    def __init__(self) -> None:
        self._requested = range(0)
        self._arrays: dict[str, NDArray[Any]] = {}
        self._is_stored = bytearray()
        self._complete = 0

    @property
    def requested(self) -> range:
        """All replications requested."""
        return self._requested

    @property
    def completed(self) -> range:
        """The longest complete prefix of the replications asked for."""
        return self._requested[: self._complete]

    def columns(self) -> dict[str, NDArray[Any]]:
        """The arrays by name, (played, ...): views, no copies."""
        return {name: array[: self._complete] for name, array in self._arrays.items()}

    def reserve(self, replications: range) -> None:
        """Make room for more. Raises ValueError if they do not follow on those asked for before, NoRoomError."""
        if replications.step != 1 or (self._requested and replications.start != self._requested.stop):
            raise ValueError(f"{replications} does not follow on {self._requested}")
        first = self._requested.start if self._requested else replications.start
        self._requested = range(first, replications.stop)
        self._is_stored.extend(bytes(len(replications)))
        self._arrays = {name: self._widen(array) for name, array in self._arrays.items()}

    def store(self, chunk: range, result: ChunkColumns) -> None:
        """Copies a chunk into its rows. Raises ResultError if it does not fit, NoRoomError without memory."""
        first = chunk.start - self._requested.start
        rows = slice(first, first + len(chunk))
        if not self._arrays:
            self._check_room(sum(array[:1].nbytes for array in result.values()))
            self._arrays = {name: self._create_array(chunk, name, array) for name, array in result.items()}
        if result.keys() != self._arrays.keys():
            raise ResultError(
                f"{describe_replications(chunk)}: {_format_names(result)}; before: {_format_names(self._arrays)}",
                chunk,
            )
        for name, array in result.items():
            self._check(chunk, name, array)
            self._arrays[name][rows] = array
        self._is_stored[rows] = b"\1" * len(chunk)
        hole = self._is_stored.find(0, self._complete)
        self._complete = len(self._is_stored) if hole < 0 else hole

    def _widen(self, array: NDArray[Any]) -> NDArray[Any]:
        wide = self._allocate_like(array)
        wide[: len(array)] = array
        return wide

    def _create_array(self, chunk: range, name: str, array: NDArray[Any]) -> NDArray[Any]:
        if array.dtype.hasobject:
            raise ResultError(
                f"{describe_replications(chunk)}: {name} is an array of objects, not of numbers", chunk
            )
        return self._allocate_like(array)

    def _allocate_like(self, array: NDArray[Any]) -> NDArray[Any]:
        """An array for all requested replications. Raises NoRoomError."""
        try:
            return np.empty((len(self._requested), *array.shape[1:]), array.dtype)
        except MemoryError:
            raise self._no_room() from None

    def _check_room(self, row_bytes: int) -> None:
        """Raises NoRoomError at once where a system that promises more memory than it has would end the process later."""
        if row_bytes * len(self._requested) > MEMORY_SHARE * read_memory():
            raise self._no_room()

    def _no_room(self) -> NoRoomError:
        n = len(self._requested)
        return NoRoomError(f"results of {n:,} replications do not fit into memory; ask for fewer")

    def _check(self, chunk: range, name: str, array: NDArray[Any]) -> None:
        ours = self._arrays[name]
        shape = (len(chunk), *ours.shape[1:])
        if array.shape != shape or array.dtype != ours.dtype:
            actual, expected = f"{array.dtype} {array.shape}", f"{ours.dtype} {shape}"
            raise ResultError(f"{describe_replications(chunk)}: {name} is {actual}, not {expected}", chunk)


def _format_names(arrays: ChunkColumns) -> str:
    return "results are " + (", ".join(sorted(arrays)) or "none")
