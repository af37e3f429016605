"""What every command shares at the terminal: refusals, folders of this machine, today's date, the console, and a progress bar.

The parent process that supervises the screens imports this file too, so rich and the packages below are imported where they are used.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from scenarios.unprintable import clean_text
from tui.terminal.output import find_raw, print_styled
from tui.terminal.status_lines import set_stage

if TYPE_CHECKING:
    from typing import IO

    from rich.console import Console, ConsoleRenderable
    from rich.progress import TaskID

    from sim.experiment.executor import Progress

INTERRUPTED_STATUS = 130
"""Exit status after Ctrl-C."""

HOME_VARIABLE = "ALLCALL_HOME"
"""Environment variable: one folder for sessions, records and configuration, in place of the system's usual folders."""

STAGE_NAMES = {
    "compiling": "preparing the engine, once",
    "pairs": "simulating",
    "emergencies": "simulating",
    "emergencies, SimPy": "simulating by SimPy",
    "input ranges": "sensitivity",
    "points": "sweeping",
    "base case": "simulating",
}

WORKER_LOST_MESSAGE = "a worker process died; its runs are repeated, and the result is the same"


class CommandError(Exception):
    """A request that is refused: the message names the value and what would be right. status: exit status of the process."""

    def __init__(self, message: str, status: int = 2) -> None:
        super().__init__(message)
        self.status = status


def build_write_error(error: OSError | ValueError, place: object, hint: str) -> CommandError:
    """The refusal for a file that cannot be written. place: as the user named it. hint: what would be right."""
    why = getattr(error, "strerror", None) or str(error)
    return CommandError(f"{place}: {why.lower()}; {hint}")


def find_sessions_folder() -> Path:
    """The folder of journals, created if missing, readable by its owner only. Raises CommandError."""
    from scenarios.loading.files import ensure_private_folder

    folder = find_base_folder("data") / "sessions"
    try:
        ensure_private_folder(folder)
    except OSError as error:
        raise CommandError(f"{error.filename}: {error.strerror}; set {HOME_VARIABLE} to a folder of yours") from None
    return folder


def find_records_folder() -> Path:
    """The folder of the drill log and the training record; it may be missing."""
    return find_base_folder("data") / "records"


def find_config_file() -> Path:
    """The configuration file; it may be missing."""
    return find_base_folder("config") / "config.toml"


def find_base_folder(kind: str) -> Path:
    """The folder of Allcall for `data` or `config`; it may be missing."""
    home = os.environ.get(HOME_VARIABLE)
    if home:
        return Path(home)
    from platformdirs import user_config_path, user_data_path

    return user_config_path("allcall") if kind == "config" else user_data_path("allcall")


def get_today() -> date:
    """Today. Commands pass it down, so that no function below reads a clock."""
    return date.today()


class TrimmedOutput:
    """Standard output without trailing blanks."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        """Writes text, trimmed."""
        print_styled(trim_lines(text))
        return len(text)

    def flush(self) -> None:
        """Flushes standard output."""
        sys.stdout.flush()

    def isatty(self) -> bool:
        """False: it is used only without a terminal."""
        return False


def create_console() -> "Console":
    """The console for standard output. Text from files can neither style it nor send the terminal a command."""
    from reports.documents.terminal_writer import WIDEST

    out = _build_console(find_raw(sys.stdout) if sys.stdout.isatty() else cast("IO[str]", TrimmedOutput()))
    out.width = min(out.width, WIDEST)
    return out


def _build_console(file: "IO[str]") -> "Console":
    """A console that cleans text before it is styled."""
    from rich.console import Console, ConsoleOptions, RenderHook
    from rich.segment import Segment

    class PipeAwareConsole(Console):
        """Leaves a closed pipe to `tui.cli`; rich alone would exit with 1, the status of a defect."""

        def on_broken_pipe(self) -> None:
            """Called while the error is handled."""
            raise  # noqa: PLE0704 - the error that rich has caught

    class Clean:
        def __init__(self, renderable: "ConsoleRenderable") -> None:
            self.renderable = renderable

        def __rich_console__(self, console: Console, options: ConsoleOptions) -> "Iterator[Segment]":
            for text, style, control in console.render(self.renderable, options):
                yield Segment(text if control else clean_text(text), style, control)

    class CleaningHook(RenderHook):
        def process_renderables(self, renderables: "list[ConsoleRenderable]") -> "list[ConsoleRenderable]":
            return [Clean(renderable) for renderable in renderables]

    out = PipeAwareConsole(file=file, markup=False, highlight=False, emoji=False)
    out.push_render_hook(CleaningHook())
    return out


def is_terminal(output: "IO[str]") -> bool:
    """Whether a person reads this output as it is written."""
    return output.isatty()


def render_for_stdout(print_to: "Callable[[Console], None]") -> str:
    """What a function prints on the console, as it stands on standard output."""
    console = create_console()
    with console.capture() as captured:
        print_to(console)
    return captured.get() if sys.stdout.isatty() else trim_lines(captured.get())


def trim_lines(text: str) -> str:
    """The text without trailing blanks, which would get in the way of a diff."""
    return re.sub(r" +(?=\n)", "", text)


@contextmanager
def log_to_stderr(verbose: bool) -> Iterator[None]:
    """What the simulation and its stores log goes to standard error, if `verbose`."""
    import logging

    handler = logging.StreamHandler(sys.stderr)
    logs = [logging.getLogger(name) for name in ("scenarios", "sim")]
    levels = [log.level for log in logs]
    if verbose:
        for log in logs:
            log.addHandler(handler)
            log.setLevel(logging.INFO)
    try:
        yield
    finally:
        for log, level in zip(logs, levels, strict=True):
            log.removeHandler(handler)
            log.setLevel(level)


@contextmanager
def show_progress() -> "Iterator[Callable[[str, Progress], None]]":
    """Yields the function that an experiment reports progress to: a bar on standard error if that is a terminal, else its status lines."""
    from rich import progress as bars
    from rich.table import Column

    out = _build_console(find_raw(sys.stderr))
    warned: set[str] = set()

    def warn_of_loss(_: str, done: "Progress") -> None:
        if done.lost and WORKER_LOST_MESSAGE not in warned:
            warned.add(WORKER_LOST_MESSAGE)
            out.print(WORKER_LOST_MESSAGE, soft_wrap=True)

    if not out.is_terminal:
        sys.stdout.flush()  # so that no line comes into the middle of one where both go to the same file

        def set_progress(part: str, done: "Progress") -> None:
            warn_of_loss(part, done)
            count = f"{STAGE_NAMES.get(part, part)}: {done.done:,} of {done.total:,}"
            set_stage(", ".join(filter(None, (count, _format_rest(done)))))

        try:
            yield set_progress
        finally:
            set_stage("")
        return
    name = bars.TextColumn("{task.description}", table_column=Column(min_width=16))
    left = bars.TextColumn("{task.fields[left]}")
    with bars.Progress(name, bars.BarColumn(), bars.MofNCompleteColumn(), left, console=out, transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def update(part: str, done: "Progress") -> None:
            warn_of_loss(part, done)
            if part not in tasks:
                tasks[part] = bar.add_task(STAGE_NAMES.get(part, part), left="")
            bar.update(tasks[part], completed=done.done, total=done.total, left=_format_rest(done))

        yield update


def _format_rest(done: "Progress") -> str:
    return "" if done.done == done.total else format_time_left(done.left_s)


def format_time_left(seconds: float | None) -> str:
    """`12 s left`, `2 min left`; empty if unknown."""
    if seconds is None:
        return ""
    if seconds < 90:
        return f"{max(seconds, 1):.0f} s left"
    return f"{seconds / 60:.0f} min left"
