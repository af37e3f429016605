"""Plays chunks in worker processes, for the SimPy engine and for tasks that are mostly tables. A killed worker loses nothing.

Each process has a pipe of its own, and a thread here that waits at its end. The workers of concurrent.futures share one pipe: a worker
killed while writing leaves half a message, and the pool hangs. With one pipe each, the death of a worker is seen at once, and its chunk
is played again by another (docs/decisions/0002-worker-processes.md).
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import ModuleType

from sim.experiment.chunks import (
    ChunkAnswer,
    ChunkError,
    ChunkResult,
    Task,
    WorkerLostError,
    build_chunk_error,
    describe_replications,
    run_chunk,
)

MAX_LOSSES = 3
"""workers that a chunk may cost"""

GRACE_S = 1.0
"""seconds that a worker is given to end by itself"""

PAUSE_S = 0.1
"""seconds after which a fork server that is ending has ended"""


class Worker:
    """One process and this end of its pipe."""

    def __init__(self, process: BaseProcess, connection: Connection) -> None:
        self._process, self._connection = process, connection

    def receive_start(self) -> ChunkError | None:
        """Waits until it has unpickled the task; the error if it cannot. Raises EOFError or OSError if it dies."""
        message: ChunkError | None = self._connection.recv()
        return message

    def play(self, chunk: range) -> ChunkAnswer:
        """Sends a chunk and waits for the answer. Raises EOFError or OSError if it dies."""
        self._connection.send(chunk)
        answer: ChunkAnswer = self._connection.recv()
        return answer

    @property
    def is_dead(self) -> bool:
        """Whether an idle worker, which has nothing to say, has ended."""
        return self._connection.poll()

    def kill(self) -> None:
        """Ends it, whatever it does."""
        self._process.kill()

    def bury(self) -> str:
        """Waits for its end. Returns how it ended."""
        self._process.join(GRACE_S)
        how = _describe_exit(self._process.exitcode)
        self._process.kill()
        self._process.join()
        self._process.close()
        self._connection.close()
        return how


class ProcessPool:
    """A `sim.experiment.executor.Executor`. Processes start with the first chunks and stay for the next."""

    def __init__(self, task: Task, workers: int) -> None:
        """Raises what pickle raises if the task cannot be pickled."""
        self.workers = workers
        self.lost = 0
        self._package = pickle.dumps(task)
        self._module = type(task).__module__
        self._threads = ThreadPoolExecutor(workers, "worker")
        self._lock = threading.Lock()
        self._all: list[Worker] = []
        self._idle: list[Worker] = []
        self._is_closed = False

    def submit(self, chunk: range) -> Future[ChunkAnswer]:
        """Has a chunk played. The future raises WorkerLostError if it ends three workers, or none starts."""
        return self._threads.submit(self._play, chunk)

    def close(self) -> None:
        """Ends all workers now."""
        with self._lock:
            self._is_closed = True
            for worker in self._all:
                worker.kill()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._all:
            worker.bury()

    def _play(self, chunk: range) -> ChunkAnswer:
        how = ""
        for _ in range(MAX_LOSSES):
            worker = self._find_idle() or self._start()
            try:
                answer = worker.play(chunk)
            except (EOFError, OSError):
                how = self._remove(worker)
                self.lost += 1
            else:
                self._idle.append(worker)
                return answer
        message = f"{describe_replications(chunk)} ended their worker process {MAX_LOSSES} times, the last one {how}"
        raise WorkerLostError(message, chunk)

    def _find_idle(self) -> Worker | None:
        while True:
            try:
                worker = self._idle.pop()
            except IndexError:
                return None
            if not worker.is_dead:
                return worker
            self._remove(worker)

    def _start(self) -> Worker:
        """A worker that has the task. Raises WorkerLostError when three die before they are ready."""
        how = ""
        for _ in range(MAX_LOSSES):
            worker = self._start_process()
            try:
                error = worker.receive_start()
            except (EOFError, OSError):
                how = self._remove(worker)
            else:
                if error is not None:
                    raise error.to_exception()
                return worker
        raise WorkerLostError(f"{MAX_LOSSES} workers died before they were ready, the last one {how}")

    def _start_process(self) -> Worker:
        """If the fork server was killed, the next try has a new one."""
        for _ in range(MAX_LOSSES):
            with self._lock:
                self._require_open()
                try:
                    worker = _start_worker(self._package, self._module)
                except (ConnectionError, EOFError) as error:
                    why = error
                else:
                    self._all.append(worker)
                    return worker
            time.sleep(PAUSE_S)
        raise WorkerLostError(f"no worker can be started: the process that starts them is gone ({why!r})")

    def _remove(self, worker: Worker) -> str:
        """Takes a dead worker away. Returns how it ended."""
        with self._lock:
            self._require_open()
            self._all.remove(worker)
            return worker.bury()

    def _require_open(self) -> None:
        """Ends a thread whose worker was killed because the pool closes."""
        if self._is_closed:
            raise CancelledError


def start_ahead(module: str) -> None:
    """Has what starts the processes import this module meanwhile, so that the first of them is ready sooner."""
    with _original_stderr(), _sigint_blocked(), contextlib.suppress(OSError):
        multiprocessing.get_context("forkserver").set_forkserver_preload([module])
        resource_tracker.ensure_running()
        forkserver.ensure_running()


def _start_worker(package: bytes, module: str) -> Worker:
    context = multiprocessing.get_context("forkserver")
    with _original_stderr():
        resource_tracker.ensure_running()  # beforehand, since starting it unblocks SIGINT behind our back
    ours, theirs = context.Pipe()
    with theirs, _sigint_blocked(), _main_hidden(package):
        context.set_forkserver_preload([module])
        process = context.Process(target=_run_worker, args=(theirs, package), daemon=True)
        process.start()
    return Worker(process, ours)


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
            task: Task = pickle.loads(package)
        except (Exception, SystemExit) as error:  # noqa: BLE001  raised again in the parent
            link.send(build_chunk_error(range(0), error))
            return
        link.send(None)
        while True:
            _send_answer(link, run_chunk(task, link.recv()))


def _send_answer(link: Connection, answer: ChunkAnswer) -> None:
    try:
        link.send(answer)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001  a result that cannot be pickled
        chunk = answer.chunk if isinstance(answer, ChunkResult) else answer.replications
        link.send(build_chunk_error(chunk, error))


def _exit_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
