"""Commands for this machine: `allcall serve` shows the screens in a browser, `allcall config` prints the settings in force.

There is one process per tab; a lock decides which tab owns the exercise (`tui.launcher`). `tui.web.browser` decides who may open one.
"""

import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter, validators

from tui.commands import WholeNumber
from tui.terminal.console import CommandError, build_write_error

if TYPE_CHECKING:
    from tui.config import Config

DEFAULT_THEME = "textual-dark"


def serve(*, port: Annotated[WholeNumber, Parameter(validator=validators.Number(gte=1, lte=65535))] = 8000) -> int:
    """Serves until Ctrl-C. The printed address opens one browser. Raises CommandError.

    Parameters
    ----------
    port
        The port in http://localhost:PORT.
    """
    from scenarios.loading.files import write_atomic
    from tui.config import load_config
    from tui.launcher import OWNER, find_owner_file
    from tui.terminal.console import find_config_file, find_sessions_folder
    from tui.terminal.process import ESCAPE
    from tui.web.browser import BrowserServer, open_sockets

    load_config(find_config_file())
    try:
        sockets = open_sockets(port)
    except OSError as error:
        raise CommandError(f"--port {port}: {error.strerror}; choose another port") from None
    try:
        owner = write_atomic(find_owner_file(find_sessions_folder(), port), b"", private=True)
    except OSError as error:
        for opened in sockets:
            opened.close()
        raise build_write_error(error, error.filename, "move it away") from None
    os.environ.update({**ESCAPE, **os.environ, OWNER: str(owner)})
    command = shlex.join([sys.executable, "-P", "-m", "tui.launcher"])
    try:
        BrowserServer(command, port, _print_line).serve_on(sockets)
    finally:
        owner.unlink(missing_ok=True)
    return 0


def _print_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def config() -> int:
    """Prints the settings in force; for an invalid file the defaults, and then raises CommandError."""
    from tui.config import Config, load_config
    from tui.terminal.console import find_config_file, find_sessions_folder

    path, problem = find_config_file(), None
    note = "" if path.is_file() else "  (missing, so the defaults apply)"
    try:
        found = load_config(path)
    except CommandError as error:
        problem, found, note = error, Config(), "  (invalid, so the defaults apply)"
    sys.stdout.writelines(f"{line}\n" for line in format_config(path, note, find_sessions_folder(), found))
    if problem is not None:
        raise problem
    return 0


def format_config(path: Path, note: str, sessions: Path, config: "Config") -> Iterator[str]:
    """The paths, then every setting as the file would state it. Changed settings are marked."""
    from tui.config import list_rebindable, list_themes

    yield f"configuration  {path}{note}"
    yield f"sessions       {sessions}"
    yield ""
    yield "Settings in force, in the form of the file:"
    yield ""
    theme = config.theme or DEFAULT_THEME
    yield f'theme = "{theme}"  # {mark_custom(theme, DEFAULT_THEME)}{", ".join(list_themes())}'
    ascii_only = str(config.ascii).lower()
    yield f"ascii = {ascii_only}  # {mark_custom(ascii_only, 'false')}true: draw with ASCII only"
    yield ""
    yield "[keys]  # one key, or several separated by commas; digits, Ctrl+Q, and Enter and arrows in lists cannot change"
    for one in list_rebindable():
        keys = config.keys.get(one.id, one.keys)
        yield f'"{one.id}" = "{keys}"  # {mark_custom(keys, one.keys)}{one.action}'


def mark_custom(value: str, default: str) -> str:
    """The mark of a changed setting."""
    return "" if value == default else f"CHANGED, default {default}: "
