"""Which commands and options there are, and how a mistake in one is answered.

Each command is only its signature and its help, in a module here by whom it is for; what it does stands in a file of its own under
`tui/commands/`, imported when the command is played, so that `allcall --help` does not wait for numpy or pydantic. A mistake is one line on
standard error that names the word, and, for a problem of a file, the place in it.
"""

import sys
from collections.abc import Sequence

from cyclopts import CycloptsError
from cyclopts.exceptions import UnusedCliTokensError

from tui.menu import (
    exercises,
    files,
    machine,
    papers,
    planners,
    records,
)  # commands hang themselves on the root
from tui.menu.app import app
from tui.refusal import Refusal

__all__ = ["app", "exercises", "files", "machine", "papers", "planners", "play", "records"]

BAD_INPUT = 2
READS_NO_FILE = {"--help", "-h", "--version"}


def play(arguments: Sequence[str]) -> int:
    """Plays a command line. Returns the exit status: of the command, or 2 for a mistake in what was asked."""
    try:
        if not READS_NO_FILE.intersection(arguments):
            import sim.hazards  # noqa: F401 - from here on scenario files may name them
        status = _alone() if not arguments else app(list(arguments), exit_on_error=False, print_error=False)
    except CycloptsError as error:
        return _refuse(_worded(error))
    except Refusal as error:
        return _refuse(f"allcall: {error}", error.status)
    except Exception as error:
        from scenarios.problems import Problems

        if not isinstance(error, Problems):
            raise
        return _refuse("\n".join([*map(str, error.problems), *error.unchecked]))
    return status if isinstance(status, int) else 0


def _alone() -> int:
    """No command: the library, or what commands there are where nobody can see it."""
    from tui.parent import has_terminal

    if not has_terminal():
        app.help_print([])
        return 0
    from tui.commands import library

    return library.run()


def _refuse(said: str, status: int = BAD_INPUT) -> int:
    sys.stderr.write(f"{said}\n")
    return status


def _worded(error: CycloptsError) -> str:
    """A mistake on the command line, and where to read what would be right."""
    said = str(error)
    if isinstance(error, UnusedCliTokensError):
        said = f"Too many arguments: {' '.join(error.unused_tokens or ())}."
    command = " ".join(["allcall", *(error.command_chain or ())])
    return f"allcall: {said[:1].lower()}{said[1:]}\nsee {command} --help"
