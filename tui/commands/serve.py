"""`allcall serve`: the screens in a browser on this machine, through textual-serve on loopback.

Each tab is a process of its own, so a lock decides which one owns the exercise (`tui.tab`); the others are told "in use". What comes from a
page of somebody else is refused: any page that is open in the browser may speak to loopback.
"""

import os
import shlex
import socket
import sys
from typing import TYPE_CHECKING

from tui.places import config_file, sessions_folder
from tui.refusal import Refusal

if TYPE_CHECKING:
    from textual_serve.server import Server

HOST = "localhost"


def run(port: int) -> int:
    """Serves until Ctrl-C. Raises Refusal."""
    from tui.config import read_config
    from tui.tab import OWNER, owner_file

    read_config(config_file())
    _is_free(port)
    folder = sessions_folder()
    owner = owner_file(folder, port)
    owner.write_text("", encoding="utf-8")
    os.environ[OWNER] = str(owner)
    try:
        _server(port).serve()
    finally:
        owner.unlink(missing_ok=True)
    return 0


def _is_free(port: int) -> None:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError as error:
            raise Refusal(f"--port {port}: {error.strerror}; choose another") from None


def _server(port: int) -> "Server":
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

        async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
            """A tab, if it is one of ours."""
            if request.headers.get("Origin") not in origins(port):
                raise web.HTTPForbidden(text="not from this page")
            return await super().handle_websocket(request)

    command = shlex.join([sys.executable, "-P", "-m", "tui.tab"])
    return Loopback(command, HOST, port, "Allcall")


def origins(port: int) -> set[str]:
    """Where the pages that this serves come from."""
    return {f"http://{HOST}:{port}"}
