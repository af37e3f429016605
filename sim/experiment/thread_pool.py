"""Plays chunks on threads, for the compiled engine, whose functions run without the interpreter's lock."""

from __future__ import annotations

import copy
import threading
from concurrent.futures import Future, ThreadPoolExecutor

from sim.experiment.chunks import ChunkAnswer, Task, run_chunk


class ThreadPool:
    """A `sim.experiment.executor.Executor`. Each thread plays a copy of the task, and so has compiled engines of its own."""

    lost = 0

    def __init__(self, task: Task, workers: int) -> None:
        self.workers = workers
        self._task = task
        self._local = threading.local()
        self._threads = ThreadPoolExecutor(workers, "chunk")

    def submit(self, chunk: range) -> Future[ChunkAnswer]:
        """Has a chunk played."""
        return self._threads.submit(self._play, chunk)

    def close(self) -> None:
        """Drops the chunks that wait, and waits for those that are being played: a quarter of a second."""
        self._threads.shutdown(cancel_futures=True)

    def _play(self, chunk: range) -> ChunkAnswer:
        if not hasattr(self._local, "task"):
            self._local.task = copy.copy(self._task)
        return run_chunk(self._local.task, chunk)
