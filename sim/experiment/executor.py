"""Replications played over worker processes, whatever it is that is played.

The one promise: what comes out depends on the work and on which replications were asked for, and on nothing
else. Not on the number of workers, the size of the chunks, the order in which they come back, or on workers
that were killed.

    outcome = run(work, range(1_000), workers=2)          # all at once
    outcome["aware_t90"]                                  # float64, (1000,) or (1000, strategies)

    with Pool(work) as pool:                              # in stages, for a stopping rule; workers stay
        outcome = pool.play(range(200))
        while not outcome.interrupted and not precise_enough(outcome):
            outcome = pool.play(range(outcome.completed, 2 * outcome.completed))

`chunks` says what work is, `agenda` how it is cut up, `workers` who plays it, `results` where it is kept,
`ctrl_c` how it is stopped, `outcome` what is told; `pool` holds them together. Nothing here prints.

Which replications are played next, and in how large chunks.

A chunk should take a quarter of a second: long enough that handing it over costs nothing, short enough that
a stopped run loses little and the estimate of the time left stays fresh. Nobody knows beforehand how long a
replication takes, so the first chunks are one replication each, and are timed. Towards the end the chunks
get smaller, down to a tenth of a second, so that no worker is left playing alone. None of this can be seen
in the results.

A chunk whose worker died goes first when chunks are handed out again, unless it has now cost three workers.

What is played: a chunk of replications, by a work that may live in this process or in another.

A chunk that fails comes back as a value, never as an exception thrown across processes: an exception that
cannot be pickled, or not unpickled, would take the pool down with it. And since one exception out of a
chunk does not say which replication it was, the failed chunk is played again one by one, once, until one of
them fails alone.

Ctrl-C as a wish that is looked at between chunks, instead of an exception that may strike anywhere.

A KeyboardInterrupt in the middle of copying a chunk, or of starting a process, would leave either half
done. So as long as a pool is open SIGINT only sets a mark; a second one changes nothing, and gives no
traceback. Only while this process itself plays a chunk is it raised there and then, once, since a chunk
given up halfway leaves nothing behind.

Python hands signals to the main thread alone: elsewhere this does nothing, and `stop` of the pool is the
way. It works too for a process that a script put in the background, which starts with SIGINT ignored:
whoever sends it one, means it.

What can go wrong while replications are played, and what it is called.

    PoolError
    ├── ReplicationError   the work raised an exception: a bug, or an error of the model. Never tried again
    ├── ResultError        the arrays of a chunk do not fit its replications, or those of another chunk
    ├── NoRoomError        the results of so many replications do not fit into memory: fewer can be played
    └── WorkerLostError    the same replications ended three workers, or no worker could start

Every message names its replications as the seed counts them, from 0, so that one of them can be played
alone.

What a pool tells: how far it is, and what it has.

An interrupted run is no failure. It has played the replications up to the first that is missing, and those
are as good as if no more had been asked for; the ones beyond that hole are left out, since which they are
depends on the workers.

Plays replications over worker processes and puts the rows together.

This process hands out chunks, copies what comes back, tells how far it is, and looks ten times a second
whether it should stop. With one worker, or a handful of replications, it plays them itself: the same rows,
and a debugger can follow.

Where results are kept: one array for each name, one row for each replication.

Rows are put where their replication belongs, in whatever order chunks come back, so the arrays are the same
bytes for any number of workers. Chunks are copied in and not kept: a run of 10,000 replications holds
10,000 rows and nothing else.

Who plays: worker processes, each at the other end of a pipe of its own.

Why not concurrent.futures: its workers share one pipe for results. A worker killed while it writes there
leaves half a message, and the pool waits for the other half for ever; a dead worker ends all others too,
and nothing says which chunk it was. With a pipe each, a death is the end of that pipe: it is known at once
whose it was, and only that worker is replaced. docs/decisions/0002-worker-processes.md has what was
measured, and why processes come from a fork server.

A worker never sees Ctrl-C: it starts with SIGINT blocked and ignores it. It ends when its parent does,
however the parent ended, because a thread of it waits for just that. It owns nothing that others wait for,
so it can be killed at any moment.
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
"""a chunk is at most so many times as large as the largest before it: one short replication proves little"""

MAX_CHUNK = 1_024
"""replications in a chunk, whatever they take: their draws are held in memory all at once"""

SMOOTHING = 0.8
"""weight of the past at each new timing, so that the estimate follows a machine that gets slower"""

MAX_LOSSES = 3
"""workers that a chunk may cost"""


class ChunkQueue:
    """The replications of one pool that have yet to be played; new ones may be added at any time."""

    def __init__(self, workers: int, chunk_size: int | None = None) -> None:
        """Cut for so many workers; into chunks of one size if `chunk_size` is given."""
        self._workers = workers
        self._fixed = chunk_size
        self._fresh = range(0)
        self._again: list[range] = []
        self._strikes: Counter[range] = Counter()
        self._seconds = self._count = 0.0
        self._largest = 0

    def add(self, replications: range) -> None:
        """Take on more replications, once all others were handed out."""
        self._fresh = replications

    def next(self) -> range | None:
        """The chunk to hand out now; None when all are out."""
        if self._again:
            return self._again.pop(0)
        chunk = self._fresh[: self._chunk_size()]
        self._fresh = self._fresh[len(chunk) :]
        return chunk or None

    def record_timing(self, chunk: range, seconds: float) -> None:
        """Learn from a chunk that was played."""
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
        """Seconds that so many replications take with all workers at it; None before the first timing."""
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
    """A run that cannot go on. `replications` are those it happened in, empty where it was in none."""

    def __init__(self, message: str, replications: range = range(0)) -> None:
        super().__init__(message)
        self.replications = replications


class ReplicationError(PoolError):
    """The work raised an exception: it is the `__cause__` where it could be brought over, else only told."""


class ResultError(PoolError):
    """A chunk's arrays are not what the work gave before, or not one row for each replication."""


class NoRoomError(PoolError):
    """More replications were asked for than this machine can keep the results of."""


class WorkerLostError(PoolError):
    """Worker processes that end by themselves: killed, out of memory, or a crash below Python."""


def describe_replications(replications: range) -> str:
    """The words for some replications: "replication 7", "replications 32–47"."""
    if len(replications) == 1:
        return f"replication {replications.start}"
    return f"replications {replications.start}–{replications.stop - 1}"


ChunkColumns = Mapping[str, NDArray[Any]]
"""Arrays by name; the first axis is the replication, in the order of the chunk. No arrays of objects."""


class Task(Protocol):
    """Something to be played. It is pickled once, and sent once to each worker."""

    def play(self, chunk: range) -> ChunkColumns:
        """Play these replications. What a replication gives must not depend on the chunk that it is in."""
        ...


@dataclass(frozen=True)
class ChunkResult:
    """A chunk that was played."""

    chunk: range
    seconds: float
    """what it took where it was played, for the size of the next chunks and the estimate of the time left"""
    result: ChunkColumns


@dataclass(frozen=True)
class ChunkError:
    """A chunk whose work raised an exception."""

    replications: range
    """the one that fails alone, or the whole chunk if none does; none if the work could not be unpacked"""
    summary: str
    traceback: str
    pickled: bytes | None
    """the exception, if it survives pickling"""

    def to_exception(self) -> ReplicationError:
        """The error to raise where the run was asked for."""
        where = (
            describe_replications(self.replications)
            if self.replications
            else "the work does not reach its worker"
        )
        error = ReplicationError(f"{where}: {self.summary}", self.replications)
        error.add_note(self.traceback)
        error.__cause__ = None if self.pickled is None else pickle.loads(self.pickled)
        return error


def run_chunk(task: Task, chunk: range) -> ChunkResult | ChunkError:
    """Play a chunk and say how long it took, or what went wrong in which replication."""
    start = time.perf_counter()
    try:
        result = task.play(chunk)
    except Exception as error:  # noqa: BLE001  handed on whole, to be raised by the parent
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
        except Exception as error:  # noqa: BLE001  handed on whole, to be raised by the parent
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
    """From entering to leaving, SIGINT sets `is_interrupted`."""

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
        """What `play` returns, or None as soon as SIGINT comes."""
        try:
            self._playing = True
            answer = play()
            self._playing = False
        except KeyboardInterrupt:
            self.is_interrupted = True
            return None
        finally:
            self._playing = False
        return answer

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
    """What a run has given so far."""

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
        """Send a chunk. A worker that is dead already is found out at the next `receive`."""
        self.chunk = chunk
        with contextlib.suppress(OSError):
            self.connection.send(chunk)

    def release(self) -> None:
        """Let an idle worker go, which ends when its pipe does; kill one that is busy or still starting."""
        self.connection.close()
        if self.chunk is not None or not self.is_ready:
            self.process.kill()

    def join(self) -> None:
        """Wait until the process is no more."""
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
        """What workers have to say, as soon as one does, or nothing after `timeout_s` seconds.

        Raises WorkerLostError when workers die one after the other before they are ready.
        """
        by_link = {worker.connection: worker for worker in self._workers}
        spoke = [by_link[link] for link in wait(list(by_link), timeout_s) if isinstance(link, Connection)]
        said = [self._read_message(worker) for worker in spoke]
        return [message for message in said if message is not None]

    def dismiss(self) -> None:
        """End all workers now, whatever they are doing."""
        for worker in self._workers:
            worker.release()
        for worker in self._workers:
            worker.join()
        self._workers = []

    def _start(self) -> Worker:
        """A new worker. A fork server that was killed is found out here, and there is another the next time."""
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
    """What is started in here has SIGINT blocked from its first instruction; one sent to us waits."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _original_stderr() -> Iterator[None]:
    """A screen puts something without a file in the place of standard error, which no process can be given."""
    now, sys.stderr = sys.stderr, sys.__stderr__ or sys.stderr
    try:
        yield
    finally:
        sys.stderr = now


@contextlib.contextmanager
def _main_hidden(package: bytes) -> Iterator[None]:
    """Keep multiprocessing from importing the main program in each worker, unless the work is from there.

    Workers need the work's own module, not the command line; and a script that lacks the usual guard does not
    start a second run of itself.
    """
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
    """The life of a worker: unpack the work, say so, then play chunks until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        try:
            work: Task = pickle.loads(package)
        except Exception as error:  # noqa: BLE001  handed on whole, to be raised by the parent
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
"""seconds between two looks at whether to stop, and at least between two reports of progress"""

MIN_FOR_WORKERS = 4
"""replications that are played right here, because starting workers would take longer"""


class Pool:
    """A work and its workers, to be played in one or several stages; a context manager, for one thread.

    workers: how many processes, by default one for each processor that this process may use.
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


class ResultArrays:
    """The rows of all replications asked for so far, which may have holes until their chunks come back."""

    def __init__(self) -> None:
        self._asked = range(0)
        self._arrays: dict[str, NDArray[Any]] = {}
        self._there = bytearray()
        self._complete = 0

    @property
    def requested(self) -> range:
        """All replications that were asked for."""
        return self._asked

    @property
    def completed(self) -> range:
        """The longest complete prefix of the replications asked for."""
        return self._asked[: self._complete]

    def columns(self) -> dict[str, NDArray[Any]]:
        """The arrays by name, (played, ...): views, no copies."""
        return {name: array[: self._complete] for name, array in self._arrays.items()}

    def reserve(self, replications: range) -> None:
        """Make room for more. Raises ValueError if they do not follow on those asked for before, NoRoomError."""
        if replications.step != 1 or (self._asked and replications.start != self._asked.stop):
            raise ValueError(f"{replications} does not follow on {self._asked}")
        first = self._asked.start if self._asked else replications.start
        self._asked = range(first, replications.stop)
        self._there.extend(bytes(len(replications)))
        self._arrays = {name: self._widen(array) for name, array in self._arrays.items()}

    def store(self, chunk: range, result: ChunkColumns) -> None:
        """Copy a chunk into its rows. Raises ResultError if it does not fit, NoRoomError if there can be no such rows."""
        first = chunk.start - self._asked.start
        rows = slice(first, first + len(chunk))
        if not self._arrays:
            self._arrays = {name: self._create_array(chunk, name, array) for name, array in result.items()}
        if result.keys() != self._arrays.keys():
            raise ResultError(
                f"{describe_replications(chunk)}: {_format_names(result)}; before: {_format_names(self._arrays)}",
                chunk,
            )
        for name, array in result.items():
            self._check(chunk, name, array)
            self._arrays[name][rows] = array
        self._there[rows] = b"\1" * len(chunk)
        hole = self._there.find(0, self._complete)
        self._complete = len(self._there) if hole < 0 else hole

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
        """Room for all replications asked for. Raises NoRoomError."""
        try:
            return np.empty((len(self._asked), *array.shape[1:]), array.dtype)
        except MemoryError:
            n = len(self._asked)
            raise NoRoomError(
                f"results of {n:,} replications do not fit into memory; ask for fewer"
            ) from None

    def _check(self, chunk: range, name: str, array: NDArray[Any]) -> None:
        ours = self._arrays[name]
        shape = (len(chunk), *ours.shape[1:])
        if array.shape != shape or array.dtype != ours.dtype:
            found, wanted = f"{array.dtype} {array.shape}", f"{ours.dtype} {shape}"
            raise ResultError(f"{describe_replications(chunk)}: {name} is {found}, not {wanted}", chunk)


def _format_names(arrays: ChunkColumns) -> str:
    return "results are " + (", ".join(sorted(arrays)) or "none")
