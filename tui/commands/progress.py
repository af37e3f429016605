"""How far a comparison is, on standard error, with the time that is left; no bar where nobody watches.

A worker process that died is told everywhere, once: nothing is lost, but the machine may be short of memory.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Column

from sim.pool import Progress as Done

STAGE_NAMES = {"pairs": "playing", "emergencies": "playing", "input ranges": "trying what nobody has measured"}


WORKER_LOST_MESSAGE = "a worker process was lost; what it was playing is played again, and the result is the same"


@contextmanager
def show_progress() -> Iterator[Callable[[str, Done], None]]:
    """Gives what the experiment is to tell of its progress; a bar only where standard error is a terminal."""
    out = Console(file=sys.stderr)
    said: set[str] = set()

    def told_lost(_: str, done: Done) -> None:
        if done.lost and WORKER_LOST_MESSAGE not in said:
            said.add(WORKER_LOST_MESSAGE)
            out.print(WORKER_LOST_MESSAGE, soft_wrap=True)

    if not out.is_terminal:
        yield told_lost
        return
    name = TextColumn("{task.description}", table_column=Column(min_width=16))
    left = TextColumn("{task.fields[left]}")
    with Progress(name, BarColumn(), MofNCompleteColumn(), left, console=out, transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def told(part: str, done: Done) -> None:
            told_lost(part, done)
            if part not in tasks:
                tasks[part] = bar.add_task(STAGE_NAMES.get(part, part), left="")
            left = "" if done.done == done.total else format_time_left(done.left_s)
            bar.update(tasks[part], completed=done.done, total=done.total, left=left)

        yield told


def format_time_left(seconds: float | None) -> str:
    """How long it will take, no finer than anybody can know."""
    if seconds is None:
        return ""
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s left"
    return f"{seconds / 60:.0f} min left"
