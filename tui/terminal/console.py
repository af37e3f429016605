"""How far a comparison is, on standard error, with the time that is left; no bar where nobody watches.

A worker process that died is told everywhere, once: nothing is lost, but the machine may be short of memory.

Where things are kept on this machine: the journals of exercises, the records of what was held, and the configuration file.

What a command says when it does not do what was asked: one line on standard error and an exit status, no traceback.

Which day it is: asked by commands and handed on, so that nothing deeper looks at a clock.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Column

from reports.documents.terminal_writer import _PADDING, WIDEST
from sim.experiment.executor import Progress as Done

if TYPE_CHECKING:
    from typing import IO


STAGE_NAMES = {
    "pairs": "playing",
    "emergencies": "playing",
    "input ranges": "trying what nobody has measured",
}

WORKER_LOST_MESSAGE = (
    "a worker process was lost; what it was playing is played again, and the result is the same"
)


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


HOME_VARIABLE = "ALLCALL_HOME"
"""Environment variable: a folder for all of them, in place of the usual ones of the system."""


def find_sessions_folder() -> Path:
    """The folder of journals, made where it is not there. Raises Refusal."""
    folder = _base_folder("data") / "sessions"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(
            f"{error.filename}: {error.strerror}; set {HOME_VARIABLE} to a folder of yours"
        ) from None
    return folder


def find_records_folder() -> Path:
    """The folder of the drill log and the training record, which need not be there."""
    return _base_folder("data") / "records"


def find_config_file() -> Path:
    """The configuration file, which need not be there."""
    return _base_folder("config") / "config.toml"


def _base_folder(kind: str) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    if home:
        return Path(home)
    from platformdirs import user_config_path, user_data_path

    return user_config_path("allcall") if kind == "config" else user_data_path("allcall")


INTERRUPTED_STATUS = 130
"""Exit status of what Ctrl-C stopped."""


class CommandError(Exception):
    """The reason, with the name and the value in question and what would be right. status: of the process."""

    def __init__(self, said: str, status: int = 2) -> None:
        super().__init__(said)
        self.status = status


def build_write_error(error: OSError | ValueError, place: object, hint: str) -> CommandError:
    """What is said where something cannot be written. place: what was asked for; hint: what would be right."""
    why = getattr(error, "strerror", None) or str(error)
    return CommandError(f"{place}: {why.lower()}; {hint}")


def get_today() -> date:
    """The day on which the command is given."""
    return date.today()


class TrimmedOutput:
    """Standard output without the blanks that fill up lines; they are no use in a file, and in the way of whoever compares two."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        """Writes text, trimmed."""
        return sys.stdout.write(_PADDING.sub("", text))

    def flush(self) -> None:
        """As for any file."""
        sys.stdout.flush()

    def isatty(self) -> bool:
        """It is made only where there is no terminal."""
        return False


class PipeAwareConsole(Console):
    """A console that leaves it to `tui.cli` what it means that nobody reads: rich alone would end with 1, as a defect does."""

    def on_broken_pipe(self) -> None:
        """Called while the error is handled."""
        raise  # noqa: PLE0704 - the error that rich has caught


def create_console() -> Console:
    """The console for standard output. Nothing in a file can style it: text is only ever text."""
    plain = not sys.stdout.isatty()
    file = cast("IO[str]", TrimmedOutput()) if plain else sys.stdout
    out = PipeAwareConsole(file=file, markup=False, highlight=False, emoji=False)
    out.width = min(out.width, WIDEST)
    return out
