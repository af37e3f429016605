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

from sim.pool.agenda import STRIKES
from sim.pool.chunks import Failed, Played, Work, failed, play_chunk
from sim.pool.errors import WorkerLostError

GRACE_S = 1.0
"""seconds that a worker is given to end by itself"""
PAUSE_S = 0.1
"""seconds after which a fork server that is ending has ended"""


@dataclass
class Worker:
    """One process, and what it is doing."""

    process: BaseProcess
    link: Connection
    ready: bool = False
    """it has unpacked the work and said so"""
    chunk: range | None = None

    def give(self, chunk: range) -> None:
        """Send a chunk. A worker that is dead already is found out at the next `hear`."""
        self.chunk = chunk
        with contextlib.suppress(OSError):
            self.link.send(chunk)

    def release(self) -> None:
        """Let an idle worker go, which ends when its pipe does; kill one that is busy or still starting."""
        self.link.close()
        if self.chunk is not None or not self.ready:
            self.process.kill()

    def end(self) -> None:
        """Wait until the process is no more."""
        self.process.join(GRACE_S)
        self.process.kill()
        self.process.join()
        self.process.close()


@dataclass(frozen=True)
class Lost:
    """A worker died while it played a chunk."""

    chunk: range
    how: str


class Crew:
    """A fixed number of workers for one work; those that die are replaced."""

    def __init__(self, work: Work, size: int) -> None:
        """Start them all. Raises what pickle raises if the work cannot be pickled, and WorkerLostError."""
        self._package = pickle.dumps(work)
        self._module = type(work).__module__
        self._stillborn = 0
        self._workers: list[Worker] = []
        try:
            for _ in range(size):
                self._workers.append(self._start())
        except BaseException:
            self.dismiss()
            raise

    def idle(self) -> list[Worker]:
        """Workers that wait for a chunk."""
        return [worker for worker in self._workers if worker.ready and worker.chunk is None]

    def hear(self, timeout_s: float) -> list[Played | Failed | Lost]:
        """What workers have to say, as soon as one does, or nothing after `timeout_s` seconds.

        Raises WorkerLostError when workers die one after the other before they are ready.
        """
        by_link = {worker.link: worker for worker in self._workers}
        spoke = [by_link[link] for link in wait(list(by_link), timeout_s) if isinstance(link, Connection)]
        said = [self._listen(worker) for worker in spoke]
        return [message for message in said if message is not None]

    def dismiss(self) -> None:
        """End all workers now, whatever they are doing."""
        for worker in self._workers:
            worker.release()
        for worker in self._workers:
            worker.end()
        self._workers = []

    def _start(self) -> Worker:
        """A new worker. A fork server that was killed is found out here, and there is another the next time."""
        for _ in range(STRIKES):
            try:
                return self._started()
            except (ConnectionError, EOFError) as error:
                why = error
                time.sleep(PAUSE_S)
        raise WorkerLostError(f"no worker can be started: the process that starts them is gone ({why!r})")

    def _started(self) -> Worker:
        context = multiprocessing.get_context("forkserver")
        with _stderr_as_it_was():
            resource_tracker.ensure_running()  # beforehand, since starting it unblocks SIGINT behind our back
        ours, theirs = context.Pipe()
        with theirs, _sigint_blocked(), _main_hidden(self._package):
            context.set_forkserver_preload([self._module])
            process = context.Process(target=_serve, args=(theirs, self._package), daemon=True)
            process.start()
        return Worker(process, ours)

    def _listen(self, worker: Worker) -> Played | Failed | Lost | None:
        try:
            message: Played | Failed | None = worker.link.recv()
        except (EOFError, OSError):
            return self._replace(worker)
        worker.ready, worker.chunk, self._stillborn = True, None, 0
        return message

    def _replace(self, worker: Worker) -> Lost | None:
        worker.process.join(GRACE_S)
        how = _cause_of_death(worker.process.exitcode)
        chunk, born = worker.chunk, worker.ready
        worker.release()
        worker.end()
        self._workers.remove(worker)
        self._stillborn += not born
        if self._stillborn == STRIKES:
            raise WorkerLostError(f"{STRIKES} workers died before they were ready, the last one {how}")
        self._workers.append(self._start())
        return Lost(chunk, how) if chunk else None


def _cause_of_death(exitcode: int | None) -> str:
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
def _stderr_as_it_was() -> Iterator[None]:
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


def _serve(link: Connection, package: bytes) -> None:
    """The life of a worker: unpack the work, say so, then play chunks until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        try:
            work: Work = pickle.loads(package)
        except Exception as error:  # noqa: BLE001  handed on whole, to be raised by the parent
            link.send(failed(range(0), error))
            return
        link.send(None)
        while True:
            _answer(link, play_chunk(work, link.recv()))


def _answer(link: Connection, answer: Played | Failed) -> None:
    try:
        link.send(answer)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001  a result that cannot be pickled
        link.send(failed(answer.chunk if isinstance(answer, Played) else answer.replications, error))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
