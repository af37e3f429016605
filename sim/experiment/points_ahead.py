"""Points that play in processes of their own while this thread goes on with what else is asked.

A page has parts that threads play, mostly one at a time because Python does most of their work, and its joint points, which processes
play. Started ahead, the points fill the processors that the other parts leave idle.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from types import TracebackType
from typing import Self

from sim.experiment.execution import Execution
from sim.experiment.executor import TICK_S, Progress, count_processors
from sim.experiment.input_points import PointTask, has_processes, play_points
from sim.experiment.stored_results import Columns


class PointsAhead:
    """A task that plays from entering on; a context manager.

    Nothing is ahead where it would not play in processes, or where fewer workers than processors were asked for: it would be more.
    """

    def __init__(self, task: PointTask | None, execution: Execution) -> None:
        """task: None for no points."""
        is_limited = isinstance(execution.workers, int) and execution.workers < count_processors()
        starts = task is not None and not is_limited and has_processes(len(task.points), execution)
        self._task = task if starts else None
        self._execution = execution
        self._is_dropped = threading.Event()
        self._thread = ThreadPoolExecutor(1, "points")
        self._progress: Progress | None = None

    def __enter__(self) -> Self:
        """Starts."""
        if self._task is not None:
            aside = replace(self._execution, on_progress=self._note, stop=self._is_stopped)
            self._played = self._thread.submit(play_points, self._task, aside, "ahead")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends what is not needed any more, and waits for its end."""
        self._is_dropped.set()
        self._thread.shutdown()

    def play(self, task: PointTask, execution: Execution, part: str) -> Columns | None:
        """As `play_points`: what was played ahead where these are the same points; others are played now."""
        if self._task is None or task.points != self._task.points:
            self._is_dropped.set()
            return play_points(task, execution, part)
        report = execution.progress_for(part)
        while wait([self._played], TICK_S).not_done:
            if report is not None and self._progress is not None:
                report(self._progress)
        return self._played.result()

    def _note(self, _part: str, progress: Progress) -> None:
        self._progress = progress

    def _is_stopped(self) -> bool:
        return self._is_dropped.is_set() or self._execution.stop()
