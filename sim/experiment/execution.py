"""How an experiment is run: by which engine and workers, what is kept, who is told, and who may stop it. No number depends on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

from scenarios.errors import AllcallError
from sim.experiment.executor import Progress, Workers
from sim.experiment.interrupts import InterruptWatch
from sim.experiment.result_store import ResultStore

EngineName = Literal["auto", "compiled", "simpy"]

COMPILING = "compiling"
"""The part of a run in which code is compiled, as progress names it."""

OnProgress = Callable[[str, Progress], None]


class StoppedError(AllcallError):
    """The run was stopped before the first pair was complete, so there is nothing to report."""


def never() -> bool:
    """For what no one stops."""
    return False


@dataclass(frozen=True)
class Execution:
    """How an experiment is run."""

    workers: Workers = None
    """How many threads or processes, by default one a processor; or a cluster (`sim.experiment.cluster.connect`)."""
    engine: EngineName = "auto"
    """Which one plays, with the same results; by default the compiled one where that saves time."""
    store: ResultStore | None = None
    """Where results are kept, and taken from instead of playing; None: nowhere."""
    on_progress: OnProgress | None = None
    """Told which part of the run and how far, in this thread."""
    stop: Callable[[], bool] = never
    """Asked ten times a second, as Ctrl-C would."""

    @property
    def is_compiled(self) -> bool:
        """Whether the compiled engine was chosen."""
        return self.engine == "compiled"

    def progress_for(self, part: str) -> Callable[[Progress], None] | None:
        """The progress callback for one part of the run; none for the part ""."""
        callback = self.on_progress
        return None if callback is None or not part else lambda progress: callback(part, progress)

    def count_from(self, before: int, total: int) -> Execution:
        """The same, for one of several pieces of a part, whose progress counts as that of all."""
        callback = self.on_progress
        if callback is None:
            return self
        return replace(
            self,
            on_progress=lambda part, progress: callback(
                part, replace(progress, done=before + progress.done, total=total, left_s=None)
            ),
        )

    def report_compiling(self, progress: Progress) -> None:
        """Raises StoppedError if the run was stopped meanwhile."""
        if self.on_progress is not None:
            self.on_progress(COMPILING, progress)
        if self.stop():
            raise StoppedError("stopped while compiling")

    @contextmanager
    def watch_interrupts(self) -> Iterator[Execution]:
        """The same, also stopped by Ctrl-C and SIGTERM while this is open."""
        with InterruptWatch() as ctrl_c:
            yield replace(self, stop=lambda: ctrl_c.is_interrupted or self.stop())


DEFAULT_EXECUTION = Execution()
