"""Commands about this machine: `allcall serve` shows the screens in a browser, `allcall config` says what is configured.

The screens go through textual-serve on loopback. Each tab is a process of its own, so a lock decides which one owns the exercise
(`tui.launcher`); the others are told "in use". A request from a page of another site is refused: any page that is open in the browser may speak
to loopback. The page asks no other machine for anything, so that it works without a network, and keys go to it without a click.
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
ELSEWHERE = re.compile(r"<link\b[^>]*\bhref=\"https?://(?!localhost[:/])[^>]*>")
"""A style sheet or font that the page would fetch from another machine."""
FOCUS_SCRIPT = """<script>
window.addEventListener("load", () => document.querySelector(".xterm-helper-textarea")?.focus());
</script>
</head>"""
"""Keys go to the terminal as soon as there is one."""


def serve(
    *, port: Annotated[WholeNumber, Parameter(validator=validators.Number(gte=1, lte=65535))] = 8000
) -> int:
    """Serves until Ctrl-C. Raises Refusal.

    Parameters
    ----------
    port
        Of the address http://localhost:PORT.
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
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(f"--port {port}: {error.strerror}; choose another") from None


def _create_server(port: int) -> "Server":
    from aiohttp import web
    from textual_serve.server import Server

    def said(_: str) -> None:
        sys.stdout.write(f"http://{HOST}:{port}  (on this machine only; Ctrl-C ends)\n")
        sys.stdout.flush()

    class Loopback(Server):
        """Quiet, and only for pages that it served itself."""

        def serve(self, debug: bool = False) -> None:
            """Until Ctrl-C; says where once somebody can come."""
            self.debug = debug
            web.run_app(self._make_app(), host=HOST, port=port, print=said)

        async def on_startup(self, app: web.Application) -> None:
            """Nothing to say yet."""

        async def handle_index(self, request: web.Request) -> Any:
            """The page."""
            page: Any = await super().handle_index(request)
            page.text = at_home(page.text)
            return page

        async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
            """A tab, if it is one of ours."""
            if request.headers.get("Origin") not in allowed_origins(port):
                raise web.HTTPForbidden(text="not from this page")
            return await super().handle_websocket(request)

    command = shlex.join([sys.executable, "-P", "-m", "tui.launcher"])
    return Loopback(command, HOST, port, "Allcall")


def at_home(page: str) -> str:
    """A page that fetches nothing from elsewhere and takes keys at once."""
    return ELSEWHERE.sub("", page).replace("</head>", FOCUS_SCRIPT, 1)


def allowed_origins(port: int) -> set[str]:
    """Where the pages that this serves come from."""
    return {f"http://{HOST}:{port}"}


def config() -> int:
    """Prints it. Where the file is wrong, what holds without it; then raises Refusal with what is wrong."""
    from tui.config import Config, load_config
    from tui.terminal.console import find_config_file, find_sessions_folder

    path, wrong = find_config_file(), None
    stands = "" if path.is_file() else "  (not there; everything is as below)"
    try:
        found = load_config(path)
    except CommandError as error:
        wrong, found, stands = error, Config(), "  (wrong, and not in force; below is what holds without it)"
    sys.stdout.writelines(f"{line}\n" for line in said(path, stands, find_sessions_folder(), found))
    if wrong is not None:
        raise wrong
    return 0


def said(path: Path, stands: str, sessions: Path, config: "Config") -> Iterator[str]:
    """The place, then the file as it would say all that is in force; what the file has otherwise than it is usual is marked."""
    from tui.config import list_rebindable, list_themes

    yield f"configuration  {path}{stands}"
    yield f"sessions       {sessions}"
    yield ""
    yield "What is in force, and may be in it:"
    yield ""
    theme = config.theme or DEFAULT_THEME
    yield f'theme = "{theme}"  # {mark_custom(theme, DEFAULT_THEME)}{", ".join(list_themes())}'
    ascii_only = str(config.ascii).lower()
    yield f"ascii = {ascii_only}  # {mark_custom(ascii_only, 'false')}true: only signs that every terminal has"
    yield ""
    yield "[keys]  # one key, or several with commas; digits, Ctrl+Q, and Enter and arrows in lists stay as they are"
    for one in list_rebindable():
        keys = config.keys.get(one.id, one.keys)
        yield f'"{one.id}" = "{keys}"  # {mark_custom(keys, one.keys)}{one.action}'


def mark_custom(value: str, usual: str) -> str:
    """A mark on what the file has otherwise than it is usual."""
    return "" if value == usual else f"YOURS, usually {usual}: "
