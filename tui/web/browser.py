"""The screens in a browser, for the person who started `allcall serve` and for no one else on the machine.

textual-serve runs on loopback, one process per tab. Every user of the machine and every page in the browser can reach loopback, so a
request needs an exact Host, an exact Origin where it has one, and a cookie. The cookie is given once, for the token in the printed address.
Those who have none hold few connections, and none of them idle for long. The page loads nothing from other machines and works offline.
"""

import asyncio
import json
import logging
import re
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from errno import EADDRNOTAVAIL, EAFNOSUPPORT
from functools import partial
from ssl import SSLContext
from typing import TYPE_CHECKING, Any

from aiohttp import web
from textual_serve.server import Server

from tui.web.connections import BACKLOG, Connection, Connections
from tui.web.door import is_same

if TYPE_CHECKING:
    from textual_serve.app_service import AppService

HOSTS = ("localhost", "127.0.0.1")
"""The names in an address that is served; the first one is printed."""
LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
"""Both, because a browser may try either for localhost, and another user must not answer there."""
MAX_TABS = 4
MAX_COLUMNS, MAX_ROWS = 500, 200
"""The largest terminal."""
FREE_TAB_SECONDS = 10.0
"""How long a new tab waits for another to end: a reload opens the new one before the old one has ended."""
MAX_STRANGERS = 16
"""Connections without the cookie; for one more, the oldest is cut."""
MAX_CONNECTIONS = 64
"""With it."""
IDLE_SECONDS = 15.0
"""How long a connection may be without a whole request."""
END_SECONDS = 1.0
"""How long open tabs have to end at Ctrl-C."""
EXTERNAL_LINK = re.compile(r"<link\b[^>]*\bhref=\"https?://(?!localhost[:/])[^>]*>")
"""A style sheet or font from another machine."""
CLICK_ATTRIBUTE = 'onClick="refresh()"'
PAGE_HEAD = """<title>Allcall: tabletop exercises</title>
<script>
window.addEventListener("load", () => {
  document.querySelector(".xterm-helper-textarea")?.focus();
  document.querySelectorAll("button").forEach((button) => button.addEventListener("click", () => refresh()));
});
</script>
</head>"""
"""The name of the tab. The script gives the terminal the keyboard focus once it exists, and the buttons what an attribute may not give
them under the policy below.
"""

PRIVATE_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
NOTHING_POLICY = "default-src 'none'; frame-ancestors 'none'"
NO_KEY_MESSAGE = "Open the address that was printed last. Each address works once.\n"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def open_sockets(port: int) -> list[socket.socket]:
    """Listening sockets, one for each address of loopback that this machine has. Raises OSError where one is taken."""
    opened: list[socket.socket] = []
    try:
        for family, address in LOOPBACK:
            try:
                opened.append(_bind(family, address, port))
            except OSError as error:
                if family == socket.AF_INET or error.errno not in (EADDRNOTAVAIL, EAFNOSUPPORT):
                    raise
    except OSError:
        for bound in opened:
            bound.close()
        raise
    return opened


def find_free_port() -> int:
    """A port that no one listens on just now."""
    with socket.socket() as free:
        free.bind((LOOPBACK[0][1], 0))
        return int(free.getsockname()[1])


def _bind(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    bound = socket.socket(family)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((address, port))
        bound.listen()  # from now on no one else can
    except OSError:
        bound.close()
        raise
    return bound


def cap_size(width: int, height: int) -> tuple[int, int]:
    """Columns and rows of a terminal, within the limits."""
    return min(max(width, 1), MAX_COLUMNS), min(max(height, 1), MAX_ROWS)


class Admission:
    """Decides which requests are answered. announce: prints a line for the person who started the server."""

    def __init__(self, port: int, announce: Callable[[str], None]) -> None:
        self.hosts = [name if port == 80 else f"{name}:{port}" for name in HOSTS]
        self.origins = [f"http://{host}" for host in self.hosts]
        self.cookie = f"allcall-{port}"
        self._announce = announce
        self._key = secrets.token_urlsafe(32)
        self._token = secrets.token_urlsafe(32)
        self.connections = Connections(MAX_STRANGERS)

    @property
    def address(self) -> str:
        """The address that opens one browser."""
        return f"{self.origins[0]}/?token={self._token}"

    @web.middleware
    async def admit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answers a request that may be answered."""
        origin = request.headers.get("Origin")
        needs_origin = request.path == "/ws" or request.method == "POST"
        if request.host not in self.hosts or (origin not in self.origins if origin or needs_origin else False):
            raise web.HTTPForbidden(text="not from this page\n")
        if request.path == "/" and "token" in request.query:
            return self._redeem(request)
        if not self._has_key(request):
            raise web.HTTPForbidden(text=NO_KEY_MESSAGE)
        self.connections.hold(request.protocol, self.cookie, most=MAX_CONNECTIONS)
        response = await handler(request)
        if request.path.startswith("/static") and not isinstance(response, web.FileResponse):
            raise web.HTTPNotFound  # the listing of a folder
        return response

    def _has_key(self, request: web.Request) -> bool:
        return is_same(request.cookies.get(self.cookie, ""), self._key)

    def _redeem(self, request: web.Request) -> web.StreamResponse:
        """The way to the page, with the cookie for the first who has the token."""
        page = web.HTTPSeeOther("/")
        if self._has_key(request):
            raise page
        if request.method != "GET" or not is_same(request.query["token"], self._token):
            raise web.HTTPForbidden(text=NO_KEY_MESSAGE)
        self._token = secrets.token_urlsafe(32)
        self._announce(f"opened; to open another browser: {self.address}")
        page.set_cookie(self.cookie, self._key, httponly=True, samesite="Strict", path="/")
        raise page


async def set_private_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Gives every answer, a refusal too, the headers that keep it to this page."""
    for name, value in {**PRIVATE_HEADERS, "Content-Security-Policy": NOTHING_POLICY}.items():
        response.headers.setdefault(name, value)


def guard(app: web.Application, admission: Admission) -> web.Application:
    """An application that answers only whom it may."""
    app.middlewares.append(admission.admit)
    app.on_response_prepare.append(set_private_headers)
    return app


async def serve_until_stopped(
    served: AbstractAsyncContextManager[None], admission: Admission, announce: Callable[[str], None]
) -> None:
    """Prints the address, and serves until Ctrl-C."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with served:
        announce(f"{admission.address}  (on this machine only, opens once; Ctrl-C to stop)")
        await stopped.wait()


@asynccontextmanager
async def listening(
    app: web.Application,
    connections: Connections,
    sockets: Sequence[socket.socket],
    idle_seconds: float = IDLE_SECONDS,
    tls: SSLContext | None = None,
) -> AsyncIterator[None]:
    """Answers what comes over these sockets, and closes them. tls: for all that are not of loopback."""
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=END_SECONDS)
    await runner.setup()
    assert runner.server is not None
    accept, loop = partial(Connection, runner.server, connections, idle_seconds), asyncio.get_running_loop()
    loopback, listeners = [address for _, address in LOOPBACK], []
    for sock in sockets:
        context = None if sock.getsockname()[0] in loopback else tls
        wait = idle_seconds if context else None
        made = loop.create_server(
            accept, sock=sock, backlog=connections.backlog, ssl=context, ssl_handshake_timeout=wait
        )
        listeners.append(await made)
        sock.listen(BACKLOG)  # fewer are accepted at once
    try:
        yield
    finally:
        for listener in listeners:
            listener.close()
        await runner.cleanup()


def build_page_policy(host: str, nonce: str) -> str:
    """The Content-Security-Policy of the page. The terminal sets the styles of its own elements."""
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        f"font-src 'self'; connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def make_self_contained(page: str, nonce: str = "") -> str:
    """A page that loads nothing from other machines, takes the keyboard at once, and runs no scripts but its own."""
    page = EXTERNAL_LINK.sub("", page).replace(CLICK_ATTRIBUTE, "").replace("</head>", PAGE_HEAD, 1)
    return page.replace("<script>", f'<script nonce="{nonce}">')


class BrowserServer(Server):
    """Serves the tabs of one person. command: starts the process of a tab. announce: prints a line.

    A bad request and a connection that was cut are not logged, because the log would go to the terminal.
    """

    def __init__(self, command: str, port: int, announce: Callable[[str], None]) -> None:
        super().__init__(command, HOSTS[0], port, "Allcall")
        logging.getLogger("textual-serve").addFilter(_is_worth_logging)
        self.admission = Admission(port, announce)
        self._announce = announce
        self._free_tabs = asyncio.Semaphore(MAX_TABS)

    def serve_on(self, sockets: list[socket.socket]) -> None:
        """Serves until Ctrl-C."""
        asyncio.run(serve_until_stopped(self.listening(sockets), self.admission, self._announce))

    @asynccontextmanager
    async def listening(self, sockets: list[socket.socket], idle_seconds: float = IDLE_SECONDS) -> AsyncIterator[None]:
        """Answers what comes over these sockets, and closes them."""
        async with listening(await self._make_app(), self.admission.connections, sockets, idle_seconds):
            yield

    async def _make_app(self) -> web.Application:
        return guard(await super()._make_app(), self.admission)

    async def on_startup(self, app: web.Application) -> None:
        """Prints nothing."""

    async def handle_index(self, request: web.Request) -> Any:
        """The page, for the name under which it was asked for."""
        page: Any = await super().handle_index(request)
        nonce = secrets.token_urlsafe(16)
        text = make_self_contained(page.text, nonce)
        page.text = text.replace(f"//{self.public_url.partition('//')[2]}/", f"//{request.host}/")
        page.headers["Content-Security-Policy"] = build_page_policy(request.host, nonce)
        return page

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Runs a tab, as soon as fewer than the most are open."""
        if not web.WebSocketResponse().can_prepare(request):
            raise web.HTTPBadRequest
        try:
            async with asyncio.timeout(FREE_TAB_SECONDS):
                await self._free_tabs.acquire()
        except TimeoutError:
            raise web.HTTPServiceUnavailable(text=f"{MAX_TABS} tabs are open; close one\n") from None
        try:
            return await super().handle_websocket(_cap_first_size(request))
        finally:
            self._free_tabs.release()

    async def _process_messages(self, websocket: web.WebSocketResponse, app_service: "AppService") -> None:
        """Passes on what the page sends; what a page does not send is dropped."""
        async for message in websocket:
            match _parse(message.data):
                case ["stdin", str(keys)]:
                    await app_service.send_bytes(keys.encode("utf-8", "replace"))
                case ["resize", {"width": int(width), "height": int(height)}]:
                    await app_service.set_terminal_size(*cap_size(width, height))
                case ["ping", data]:
                    await websocket.send_json(["pong", data])
                case ["blur", *_]:
                    await app_service.blur()
                case ["focus", *_]:
                    await app_service.focus()


def _is_worth_logging(record: logging.LogRecord) -> bool:
    return not (record.exc_info and isinstance(record.exc_info[1], ConnectionError))


def _cap_first_size(request: web.Request) -> web.Request:
    def read(name: str, default: int) -> int:
        text = request.query.get(name, "")
        return int(text) if re.fullmatch("[0-9]{1,6}", text) else default

    width, height = cap_size(read("width", 80), read("height", 24))
    return request.clone(rel_url=request.rel_url.with_query(width=str(width), height=str(height)))


def _parse(data: object) -> object:
    try:
        return json.loads(data) if isinstance(data, str) else None
    except (ValueError, RecursionError):
        return None
