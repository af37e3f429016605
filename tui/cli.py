"""The `allcall` command: the table of commands, and the exit status of a command line.

    0    done
    1    a defect of Allcall; the only case with a traceback
    2    bad input: the message names it, its place, and what would be right
    130  stopped by Ctrl-C or SIGTERM
    141  the reader of the output is gone (`allcall list | head -1`)

A command is imported when it is run, so `allcall --help` does not wait for numpy or pydantic. Nothing heavy is imported at the top of
this file: a Ctrl-C while Python is loading ends quietly too.
"""

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from functools import cache
from typing import TYPE_CHECKING

from scenarios.unprintable import find_unprintable
from tui.terminal.console import INTERRUPTED_STATUS, CommandError
from tui.terminal.output import clean_output, find_raw

if TYPE_CHECKING:
    from cyclopts import App, CycloptsError
    from rich.console import Console

BAD_INPUT = 2
NO_READER = 141

COMMANDS = {
    "list": ("library:list_", "List the scenarios, campuses, strategies, exercises and requirements that come with Allcall."),
    "show": ("library:show", "Show the content of a scenario, campus, strategy, exercise, requirement or program,"
             " with the evidence for each number."),
    "compare": ("compare:compare", "Simulate one emergency many times under several alert strategies,"
                " with common random numbers, and report the differences."),
    "inputs": ("inputs:inputs", "List what --set, --arm and --over can name, with values and ranges."),
    "sweep": ("sweep:sweep", "Simulate an emergency at each of several values of one or two inputs, and find the break-even."),
    "sensitivity": ("sensitivity:sensitivity", "Move all uncertain inputs together, say which of them matter, and where a strategy fails."),
    "rank": ("rank:rank", "Simulate several alert strategies until the best one is selected, and say which cannot be told apart."),
    "year": ("year:year", "Multiply the differences per emergency by expected emergencies in a year, on one campus."
             " The rates are assumed; give your own with --rate."),
    "lab": ("lab:lab", "Compare two strategies on the screen while you move the inputs: curves, differences and break-evens."),
    "check": ("library:check", "Check scenario, campus, strategy and exercise files, and report every problem."),
    "map": ("library:map_", "Draw the campus in a file, by building and floor."),
    "new": ("library:new", "Write a valid, commented file to start from: NAME.yaml in this folder, or NAME.docx for a template."),
    "schema": ("library:schema", "Print the JSON Schema of one kind of file, for editors."),
    "drill": ("exercise:drill", "Prepare a tabletop exercise on the screen, or run one from a script."),
    "leverage": ("leverage:leverage", "Measure how much the answers to each question of an exercise change what they are about."),
    "kit": ("documents:kit", "Write the handouts of an exercise: situation manual, slides, role cards,"
            " facilitator's and evaluators' guides, sign-in sheet and feedback form."),
    "resume": ("exercise:resume", "Resume a saved or interrupted exercise at the point where it stopped."),
    "replay": ("exercise:replay", "Replay a journal, write the events of each arm as JSON lines, or list what waits at a T+."),
    "room": ("exercise:room", "Show the participant view of the exercise that is running on this machine, for the projector."),
    "export": ("documents:export", "Export the data of an exercise: journal and traces as JSON lines and CSV,"
               " event log as XES, alert as CAP."),
    "report": ("documents:report", "Write the after-action report and improvement plan of an exercise,"
               " with blanks where people must judge."),
    "sessions": ("exercise:sessions", "List the exercises started on this machine, or delete one."),
    "improvements": ("documents:improvements", "List the improvements from past exercises, or mark one as done."),
    "annexes": ("annexes:annexes", "List which annexes of the emergency operations plan were exercised, and when, and which were not."),
    "msel": ("documents:msel", "Export the master scenario events list of an exercise to Excel, or import it."),
    "records": ("compliance:records", "Keep a log of drills held, and check it against requirements."),
    "training": ("compliance:training", "Keep a record of training hours, by participant and topic."),
    "serve": ("system:serve", "Serve the screens to a browser, on this machine only."),
    "doctor": ("doctor:doctor", "Check versions, folders, exercises, logs and the cache of this installation,"
            " and repair what can be made again."),
    "config": ("system:config", "Print the path of the configuration file and the settings in force: keys, theme, ASCII."),
}  # fmt: skip
"""Each command in the order of the help: its function in `tui.commands`, and its help."""


@cache
def command_line() -> "App":
    """The application, with each command registered by its import path."""
    from cyclopts import App

    app = App(
        name="allcall",
        help="Measure how much sooner people act if all staff are alerted at the same moment as 911."
        " Without a command, allcall opens the library of tabletop exercises.",
        version=_version,
        help_format="plaintext",
        result_action="return_value",
        suppress_keyboard_interrupt=False,  # main handles Ctrl-C
    )
    for position, (name, (function, summary)) in enumerate(COMMANDS.items(), 1):
        app.command(f"tui.commands.{function}", name=name, help=summary, sort_key=position)
    return app


LONG_COMMANDS = {
    "compare": "comparing strategies",
    "sweep": "sweeping an input",
    "sensitivity": "moving all inputs",
    "rank": "ranking strategies",
    "year": "simulating a year",
    "drill": "running the exercise",
    "leverage": "measuring answers",
    "kit": "writing handouts",
    "replay": "replaying the journal",
    "export": "exporting the exercise",
    "report": "writing the report",
    "improvements": "reading exercises",
    "annexes": "reading exercises",
    "doctor": "checking this installation",
}
"""What a command does that may take more than two seconds, for those who see no bar."""

READS_NO_FILE = {"--help", "-h", "--version"}

LOADS_LATER = {"compare", "drill", "resume", "doctor"}
"""Commands that import the hazards themselves: one may answer from what is kept, the parent process of a screen needs none, and one
goes on where a package is broken.
"""


def _version() -> str:
    from importlib.metadata import version

    return f"allcall {version('allcall')}"


@clean_output()
def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line, by default that of this process. Returns the exit status."""
    try:
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        status = _run_process() if arguments is None else run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return INTERRUPTED_STATUS
    except BrokenPipeError:
        if not _is_output_closed():
            raise  # some other pipe is broken
        _discard_output()
        return NO_READER
    except OSError as error:
        if error.errno != errno.ENOSPC or error.filename is not None:
            raise  # a file; the code that writes it reports the error
        _discard_output()
        print("standard output: no space left on the device; free some space and try again", file=sys.stderr)
        return BAD_INPUT
    return status


def _run_process() -> int:
    """Runs the command line of this process, which signals stop, and which says what it is doing."""
    from tui.terminal.process import stop_on_signals
    from tui.terminal.status_lines import show_status_lines

    command = sys.argv[1] if len(sys.argv) > 1 else ""
    doing = LONG_COMMANDS.get(command)
    with stop_on_signals(), show_status_lines(command, doing) if doing else nullcontext():
        return run(sys.argv[1:])


def run(arguments: Sequence[str]) -> int:
    """Runs a command line. Returns the exit status of the command, or 2 after an error message."""
    try:
        return _run_command(arguments)
    except OSError:
        raise  # a disk or a pipe, no package
    except Exception:
        from tui.required_packages import find_unusable_packages

        unusable = list(find_unusable_packages())
        if not unusable:
            raise
        return _print_error("\n".join(f"allcall: {what}; install Allcall again" for what in unusable))


def _run_command(arguments: Sequence[str]) -> int:
    """Runs a command line. Raises what is a defect of Allcall or of a package that it needs."""
    from cyclopts import CycloptsError

    unprintable = _describe_unprintable(arguments)
    if unprintable:
        return _print_error(f"allcall: {unprintable}")
    try:
        if not arguments:
            return _no_command()
        if arguments[0] not in LOADS_LATER and not READS_NO_FILE.intersection(arguments):
            import sim.measures  # noqa: F401 - from here on scenario files may name them, and hazards
        console = _build_help_console() if READS_NO_FILE.intersection(arguments) else None
        status = command_line()(list(arguments), console=console, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        return _print_error(_mistake(error))
    except CommandError as error:
        return _print_error(f"allcall: {error}", error.status)
    except SystemExit as error:
        return _print_error(_describe_exit(error))
    except Exception as error:
        from scenarios.diagnostics import Problems

        if isinstance(error, Problems):
            return _print_error("\n".join([*map(str, error.problems), *error.unchecked]))
        from sim.exercise.journal import JournalError
        from sim.exercise.scripted import ScriptError

        if isinstance(error, (JournalError, ScriptError)):
            return _print_error(f"allcall: {error}")
        raise
    return status if isinstance(status, int) else 0


def _no_command() -> int:
    """Opens the library of exercises; without a terminal, prints the help."""
    from tui.terminal.process import has_terminal

    if not has_terminal():
        command_line().help_print([], console=_build_help_console())
        return 0
    from tui.commands.exercise import open_library

    return open_library()


def _build_help_console() -> "Console":
    """The console for the help, which holds no text of a file."""
    from rich.console import Console

    return Console(file=find_raw(sys.stdout))


def _describe_unprintable(arguments: Sequence[str]) -> str:
    """What is wrong with the first argument that holds an unprintable character, which its echo would send to the terminal."""
    for position, argument in enumerate(arguments, 1):
        # A file name that is not UTF-8 has lone surrogates, which are replaced where they are printed.
        if complaint := find_unprintable(argument.encode(errors="replace").decode()):
            return f"argument {position}: {'; '.join(complaint)}"
    return ""


def _print_error(message: str, status: int = BAD_INPUT) -> int:
    sys.stderr.write(f"{message}\n")
    return status


def _mistake(error: "CycloptsError") -> str:
    """A usage error, with the help to read."""
    from cyclopts.exceptions import UnusedCliTokensError

    message = str(error)
    if isinstance(error, UnusedCliTokensError):
        message = f"Too many arguments: {' '.join(error.unused_tokens or ())}."
    command = " ".join(["allcall", *(error.command_chain or ())])
    return f"allcall: {message[:1].lower()}{message[1:]}\nsee {command} --help"


def _describe_exit(error: SystemExit) -> str:
    """What a package did that ended the program; no code of Allcall does."""
    from traceback import extract_tb

    last = extract_tb(error.__traceback__)[-1]
    return f"{last.filename}:{last.lineno}: ended the program with status {error.code}; update this package, or uninstall it"


def _is_output_closed() -> bool:
    """Whether standard output or standard error is a pipe or a connection whose other end is closed."""
    from select import poll

    poller = poll()
    for output in (sys.stdout, sys.stderr):
        poller.register(output, 0)  # errors and hang-ups are always reported
    return bool(poller.poll(0))


def _discard_output() -> None:
    """Sends the flush of standard output at exit nowhere, so that it does not fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
