"""Commands for this machine: `allcall serve` shows the screens in a browser, `allcall config` prints the settings in force.

textual-serve runs on loopback, one process per tab; a lock decides which tab owns the exercise (`tui.launcher`). Any page open in the
browser can reach loopback, so requests from other origins are refused. The page loads nothing from other machines and works offline.
"""

import os
import re
import shlex
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter, validators

from tui.commands import WholeNumber
from tui.terminal.console import CommandError

if TYPE_CHECKING:
    from textual_serve.server import Server

    from tui.config import Config

HOST = "localhost"
DEFAULT_THEME = "textual-dark"
EXTERNAL_LINK = re.compile(r"<link\b[^>]*\bhref=\"https?://(?!localhost[:/])[^>]*>")
"""A style sheet or font from another machine."""
FOCUS_SCRIPT = """<script>
window.addEventListener("load", () => document.querySelector(".xterm-helper-textarea")?.focus());
</script>
</head>"""
"""Gives the terminal the keyboard focus once it exists."""


def serve(
    *, port: Annotated[WholeNumber, Parameter(validator=validators.Number(gte=1, lte=65535))] = 8000
) -> int:
    """Serves until Ctrl-C. Raises CommandError.

    Parameters
    ----------
    port
        The port in http://localhost:PORT.
    """
    from tui.config import load_config
    from tui.launcher import OWNER, find_owner_file
    from tui.terminal.console import find_config_file, find_sessions_folder
    from tui.terminal.process import ESCAPE

    load_config(find_config_file())
    _check_port(port)
    folder = find_sessions_folder()
    owner = find_owner_file(folder, port)
    owner.write_text("", encoding="utf-8")
    os.environ.update({**ESCAPE, **os.environ, OWNER: str(owner)})
    try:
        _create_server(port).serve()
    finally:
        owner.unlink(missing_ok=True)
    return 0


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(f"--port {port}: {error.strerror}; choose another port") from None


def _create_server(port: int) -> "Server":
    from aiohttp import web
    from textual_serve.server import Server

    def announce(_: str) -> None:
        sys.stdout.write(f"http://{HOST}:{port}  (on this machine only; Ctrl-C to stop)\n")
        sys.stdout.flush()

    class Loopback(Server):
        """Prints only its address, and accepts only its own pages."""

        def serve(self, debug: bool = False) -> None:
            """Serves until Ctrl-C."""
            self.debug = debug
            web.run_app(self._make_app(), host=HOST, port=port, print=announce)

        async def on_startup(self, app: web.Application) -> None:
            """Prints nothing."""

        async def handle_index(self, request: web.Request) -> Any:
            """The page, without external links."""
            page: Any = await super().handle_index(request)
            page.text = make_self_contained(page.text)
            return page

        async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
            """Accepts a tab that this server served."""
            if request.headers.get("Origin") not in allowed_origins(port):
                raise web.HTTPForbidden(text="not from this page")
            return await super().handle_websocket(request)

    command = shlex.join([sys.executable, "-P", "-m", "tui.launcher"])
    return Loopback(command, HOST, port, "Allcall")


def make_self_contained(page: str) -> str:
    """A page that loads nothing from other machines and takes the keyboard at once."""
    return EXTERNAL_LINK.sub("", page).replace("</head>", FOCUS_SCRIPT, 1)


def allowed_origins(port: int) -> set[str]:
    """The origins of pages served here."""
    return {f"http://{HOST}:{port}"}


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
