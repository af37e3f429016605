"""What the commands that play experiments share: opening what is asked about, what can go wrong, and what is printed and written."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.commands.options import CONDITION_OPTIONS, STDOUT, EngineName, check_writable, iterate_options, limit_workers
from tui.commands.settings import ChangeOptions, open_with_settings
from tui.terminal.console import INTERRUPTED_STATUS, CommandError, build_write_error
from tui.terminal.output import print_styled

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from rich.console import Console

    from scenarios.scenario import Emergency
    from sim.experiment.execution import Execution
    from sim.experiment.result_store import ResultStore


def open_asked(
    scenario: str, campus: str | None, strategies: Sequence[str] | None, changes: ChangeOptions
) -> "tuple[Emergency, list[str] | None]":
    """The emergency and the strategies to play, as `open_with_settings`; what the files lack is said on standard error."""
    from scenarios.library import Loader

    opening = Loader()
    emergency, named = open_with_settings(scenario, campus, strategies, changes, opening)
    sys.stderr.writelines(dict.fromkeys(f"{note.note}\n" for note in opening.notes))
    return emergency, named


@contextmanager
def execute(
    workers: int | None,
    engine: EngineName = "auto",
    store: "ResultStore | None" = None,
    refusals: Sequence[type[Exception]] = (),
) -> Iterator["Execution"]:
    """How an experiment is run, with its progress on the screen and its failures as CommandError. refusals: as for `explain_failures`."""
    from sim.experiment.execution import Execution
    from tui.terminal.console import show_progress

    with explain_failures(*refusals), show_progress() as report_progress:
        yield Execution(limit_workers(workers), engine, store, report_progress)


@contextmanager
def explain_failures(*refusals: type[Exception]) -> Iterator[None]:
    """Turns what an experiment raises into a CommandError with its exit status. refusals: besides those of a plan and of settings."""
    from scenarios.settings import SettingError
    from sim.experiment.chunks import PoolError
    from sim.experiment.design import PlanError
    from sim.experiment.execution import StoppedError

    refused: tuple[type[Exception], ...] = (PlanError, SettingError, *refusals)
    try:
        yield
    except refused as error:
        raise CommandError(str(error)) from error
    except StoppedError as error:
        raise CommandError(str(error), status=INTERRUPTED_STATUS) from error
    except PoolError as error:
        raise CommandError(str(error), status=1) from error


def check_outputs(file: str | None, folders: Mapping[str, str | None]) -> None:
    """Creates the folders and checks the file of `--json`, so that a long run is not lost. folders: by option. Raises CommandError."""
    from scenarios.loading.files import ensure_writable_folder

    for option, folder in folders.items():
        if folder is not None:
            try:
                ensure_writable_folder(Path(folder))
            except (OSError, ValueError) as error:
                raise build_write_error(error, f"{option} {folder}", "name a writable folder") from None
    if file not in (None, STDOUT):
        check_writable(Path(str(file)), "--json")


def format_json(record: dict[str, Any]) -> str:
    """A record as it is written: the same bytes for the same seed on every machine."""
    return f"{json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False)}\n"


def print_result(
    record: dict[str, Any],
    file: str | None,
    draw: "Callable[[Console], None]",
    write: Callable[[], Iterable[Path]] = tuple,
) -> str:
    """Prints the page, or the JSON for `--json -`, and writes the files, also if the reader of the page is gone. Returns what was printed.

    file: of `--json`. write: writes everything else that is asked for, and yields each path once it is written. Raises CommandError.
    """
    from scenarios.loading.files import write_atomic
    from tui.terminal.console import render_for_stdout

    record_text = format_json(record)
    try:
        text = record_text if file == STDOUT else render_for_stdout(draw)
        print_styled(text)
    finally:
        try:
            if file not in (None, STDOUT):
                sys.stderr.write(f"written: {write_atomic(Path(str(file)), record_text.encode())}\n")
            for path in write():
                sys.stderr.write(f"written: {path}\n")
        except OSError as error:
            hint = "not all results were written; name a place that can be written and has room"
            raise build_write_error(error, error.filename, hint) from None
    return text


REPEATED_OPTIONS = {"settings": "--set", "arms": "--arm"}
"""Those of `ChangeOptions` that may be given several times."""


def list_run_words(options: "DataclassInstance", **replaced: str | None) -> list[str]:
    """The options that say what is played, as words of a command line for any of these commands. replaced: instead of what was given."""
    given = {option.name: value for option, value in iterate_options(options)} | replaced
    words: list[str] = []
    for name in ("campus", "strategies", "baseline", "structure", *CONDITION_OPTIONS):
        if given.get(name) is not None:
            words += [f"--{name}", given[name]]
    return words + [
        word for name, option in REPEATED_OPTIONS.items() for text in given[name] for word in (option, text)
    ]
