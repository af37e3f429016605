"""Who plays: worker processes, each at the other end of a pipe of its own.

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
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import ModuleType

from sim.pool.agenda import MAX_LOSSES
from sim.pool.chunks import ChunkError, ChunkResult, Task, build_chunk_error, run_chunk
from sim.pool.errors import WorkerLostError

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
        link.send(build_chunk_error(answer.chunk if isinstance(answer, ChunkResult) else answer.replications, error))


def _exit_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
