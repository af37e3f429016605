"""The `allcall` command: which commands there are, and how one command line ends.

    0    done
    1    a defect of ours; the only case with a traceback
    2    something asked for is wrong: the message names it, where it is, and what would be right
    130  stopped by Ctrl-C
    141  the reader of our output is gone (`allcall list | head -1`)

A command is imported from `tui/commands/` when it is asked for, so `allcall --help` does not wait for numpy or pydantic. Nothing heavy is
imported at the top of this file: a Ctrl-C while Python still loads ends quietly too.
"""

import errno
import os
import sys
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from tui.terminal.console import INTERRUPTED_STATUS, CommandError

if TYPE_CHECKING:
    from cyclopts import App, CycloptsError

BAD_INPUT = 2
NO_READER = 141

COMMANDS = {
    "list": ("library:list_", "List the scenarios, campuses, strategies, exercises and requirements that come with Allcall."),
    "show": ("library:show", "Show a scenario, campus or strategy as a page, with the evidence behind every number;"
             " or an exercise, requirement or programme."),
    "compare": ("compare:compare", "Play one emergency many times under several strategies,"
                " with the same luck in each, and say what differs."),
    "check": ("library:check", "Check scenario, campus, strategy and exercise files, and report everything that is wrong in them."),
    "map": ("library:map_", "Draw a campus as it is in its file, by building and floor, with what is where."),
    "new": ("library:new", "Write a commented, valid file to begin with: NAME.yaml, in this folder."),
    "schema": ("library:schema", "Print the JSON Schema of a kind of file, for editors."),
    "drill": ("exercise:drill", "Prepare a tabletop exercise on the screen; or play it from a script, without one."),
    "kit": ("documents:kit", "Write the papers for the room: situation manual,"
            " facilitator's and evaluators' guides, sign-in sheet, feedback form."),
    "resume": ("exercise:resume", "Go on with an exercise that was left or cut off, stopped, where it was."),
    "replay": ("exercise:replay", "Play a journal again, and write what happened in each arm as JSON lines."),
    "room": ("exercise:room", "Show the room's face of the exercise that runs on this machine, for the projector."),
    "export": ("documents:export", "Write the data of an exercise: journal and traces as JSON lines and CSV,"
               " an event log as XES, the alert as CAP."),
    "report": ("documents:report", "Write the after-action report and improvement plan of an exercise:"
               " facts filled in, judgement left as blanks."),
    "sessions": ("exercise:sessions", "List the exercises that were begun on this machine, or forget one."),
    "improvements": ("documents:improvements", "List what exercises left to be improved, or mark it done."),
    "msel": ("documents:msel", "The master scenario events list of an exercise as an Excel sheet, and back."),
    "records": ("compliance:records", "The log of drills that were really held, and whether they are enough."),
    "training": ("compliance:training", "Hours of training, by participant and topic."),
    "serve": ("system:serve", "Show the screens in a browser on this machine, and on no other."),
    "config": ("system:config", "Print where the configuration file is, and what may be in it: keys, theme, signs."),
}  # fmt: skip
"""Each command by its name, in the order of the help: the function in `tui.commands`, and what it does in a sentence."""


@cache
def command_line() -> "App":
    """The commands, each imported when it is first asked for."""
    from cyclopts import App

    app = App(
        name="allcall",
        help="How much sooner do the right people act when every member of staff is told at the same moment as 911?"
        " Alone, allcall opens the library of tabletop exercises.",
        version=_version,
        help_format="plaintext",
        result_action="return_value",
        suppress_keyboard_interrupt=False,  # main decides what a Ctrl-C means
    )
    for place, (name, (function, summary)) in enumerate(COMMANDS.items(), 1):
        app.command(f"tui.commands.{function}", name=name, help=summary, sort_key=place)
    return app


READS_NO_FILE = {"--help", "-h", "--version"}


def _version() -> str:
    from importlib.metadata import version

    return f"allcall {version('allcall')}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line, by default the one this process was started with. Returns the exit status."""
    try:
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        status = run(sys.argv[1:] if arguments is None else arguments)
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
            raise  # a file; the code that writes it reports that itself
        _discard_output()
        print(
            "standard output: no space left where it is written to; make room, then try again",
            file=sys.stderr,
        )
        return BAD_INPUT
    return status


def run(arguments: Sequence[str]) -> int:
    """Runs a command line. Returns the exit status: of the command, or 2 for a mistake, with one line that names it."""
    from cyclopts import CycloptsError

    try:
        if not arguments:
            return _no_command()
        if not READS_NO_FILE.intersection(arguments):
            import sim.hazards  # noqa: F401 - from here on scenario files may name them
        status = command_line()(list(arguments), exit_on_error=False, print_error=False)
    except CycloptsError as error:
        return _print_error(_mistake(error))
    except CommandError as error:
        return _print_error(f"allcall: {error}", error.status)
    except Exception as error:
        from scenarios.diagnostics import Problems

        if not isinstance(error, Problems):
            raise
        return _print_error("\n".join([*map(str, error.problems), *error.unchecked]))
    return status if isinstance(status, int) else 0


def _no_command() -> int:
    """The library of exercises; without a terminal, the help."""
    from tui.terminal.process import has_terminal

    if not has_terminal():
        command_line().help_print([])
        return 0
    from tui.commands.exercise import open_library

    return open_library()


def _print_error(message: str, status: int = BAD_INPUT) -> int:
    sys.stderr.write(f"{message}\n")
    return status


def _mistake(error: "CycloptsError") -> str:
    """A mistake on the command line, and where to read what would be right."""
    from cyclopts.exceptions import UnusedCliTokensError

    message = str(error)
    if isinstance(error, UnusedCliTokensError):
        message = f"Too many arguments: {' '.join(error.unused_tokens or ())}."
    command = " ".join(["allcall", *(error.command_chain or ())])
    return f"allcall: {message[:1].lower()}{message[1:]}\nsee {command} --help"


def _is_output_closed() -> bool:
    """Whether standard output or standard error is a pipe or a connection whose other end is closed."""
    from select import poll

    asked = poll()
    for output in (sys.stdout, sys.stderr):
        asked.register(output, 0)  # what is reported unasked: an error, or that the other end is closed
    return bool(asked.poll(0))


def _discard_output() -> None:
    """Python flushes standard output once more at its end; let that go nowhere instead of failing again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
