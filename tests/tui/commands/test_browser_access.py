"""Who may open the screens that `allcall serve` shows: the attacks of other users and of other pages, without a tab being started."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from tests.tui.application import awaited
from tui.web import browser
from tui.web.browser import MAX_COLUMNS, MAX_ROWS, MAX_STRANGERS, MAX_TABS, BrowserServer

PORT = 8000
OURS = {"Host": f"localhost:{PORT}", "Origin": f"http://localhost:{PORT}"}
Client = TestClient[web.Request, web.Application]


class EchoTab:
    """A tab that shows its sizes and what it is sent."""

    def __init__(self, _: str, *, write_bytes: Callable[[bytes], Awaitable[None]], **others: object) -> None:
        self.show = write_bytes

    async def set_terminal_size(self, width: int, height: int) -> None:
        await self.show(f"{width}x{height}".encode())

    async def stop(self) -> None:
        """Ends at once."""

    start = set_terminal_size


@asynccontextmanager
async def serving(lines: list[str] | None = None) -> AsyncIterator[tuple[Client, BrowserServer]]:
    server = BrowserServer("", PORT, (lines if lines is not None else []).append)
    jar = aiohttp.DummyCookieJar()
    async with TestClient(TestServer(await server._make_app()), cookie_jar=jar) as client:
        yield client, server


async def admitted(client: Client, server: BrowserServer) -> dict[str, str]:
    """The headers of a browser that opened the printed address."""
    path = server.admission.address.removeprefix(server.admission.origins[0])
    answer = await client.get(path, headers={"Host": OURS["Host"]}, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    return {"Cookie": cookie.partition(";")[0]}


@awaited
async def test_nothing_is_served_without_the_cookie_and_each_address_opens_one_browser() -> None:
    lines: list[str] = []
    async with serving(lines) as (client, server):
        first = server.admission.address.removeprefix(server.admission.origins[0])
        for path in ("/", "/?token=guess", "/?token=", "/static/js/textual.js", "/download/x", "/ws", "/nothing"):
            assert (await client.get(path, headers=OURS)).status == 403, path
        key = await admitted(client, server)
        assert (await client.get("/", headers={**OURS, **key})).status == 200
        assert (await client.get("/static/js/textual.js", headers={**OURS, **key})).status == 200
        assert (await client.get(first, headers=OURS)).status == 403
        assert lines[-1].endswith(server.admission.address)
        assert await admitted(client, server) == key


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": f"127.0.0.1:{PORT}", "Origin": f"http://127.0.0.1:{PORT}"}, 200),
        ({"Host": "evil.example:8000"}, 403),  # a name that was bound to this machine afterwards
        ({"Host": "localhost"}, 403),
        ({"Host": f"localhost:{PORT}.evil.example"}, 403),
        ({**OURS, "Origin": "http://localhost:9000"}, 403),
        ({**OURS, "Origin": "null"}, 403),
    ],
)
@awaited
async def test_host_and_origin_are_compared_whole(headers: dict[str, str], status: int) -> None:
    async with serving() as (client, server):
        key = await admitted(client, server)
        assert (await client.get("/", headers={**headers, **key})).status == status


def test_a_port_that_is_taken_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        browser.open_sockets(taken.getsockname()[1])


@pytest.mark.parametrize("code", [errno.EADDRINUSE, errno.EADDRNOTAVAIL])
def test_a_port_that_another_has_on_the_other_address_is_refused(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser that tries that address first would hand the token to another user. A machine without it is served all the same."""
    bind = browser._bind

    def bind_first(family: socket.AddressFamily, *place: Any) -> socket.socket:
        if family == socket.AF_INET6:
            raise OSError(code, "not to be had")
        return bind(family, *place)

    monkeypatch.setattr(browser, "_bind", bind_first)
    if code == errno.EADDRINUSE:
        with pytest.raises(OSError, match="not to be had"):
            browser.open_sockets(0)
    else:
        (only,) = browser.open_sockets(0)
        only.close()


@awaited
async def test_a_tab_needs_an_origin() -> None:
    async with serving() as (client, server):
        key = await admitted(client, server)
        for origin in ({}, {"Origin": "http://elsewhere.example"}):
            answer = await client.get("/ws", headers={"Host": OURS["Host"], **origin, **key})
            assert answer.status == 403


@awaited
async def test_the_page_loads_from_where_it_was_asked_for_and_cannot_be_framed() -> None:
    async with serving() as (client, server):
        key = await admitted(client, server)
        answer = await client.get("/", headers={"Host": f"127.0.0.1:{PORT}", **key})
        page, policy = await answer.text(), answer.headers["Content-Security-Policy"]
        assert f"ws://127.0.0.1:{PORT}/ws" in page
        assert "localhost" not in page
        assert "onClick" not in page
        assert "frame-ancestors 'none'" in policy
        nonce = policy.partition("'nonce-")[2].partition("'")[0]
        assert nonce
        assert page.count("<script>") == 0
        assert page.count(f'<script nonce="{nonce}">') == 2
        refused = await client.get("/", headers=OURS)
        assert "frame-ancestors 'none'" in refused.headers["Content-Security-Policy"]


@awaited
async def test_no_folder_is_listed() -> None:
    async with serving() as (client, server):
        key = await admitted(client, server)
        for path in ("/static", "/static/", "/static/js", "/static/../"):
            answer = await client.get(path, headers={**OURS, **key})
            assert answer.status == 404 or path == "/static/../", path
            assert "textual.js</a>" not in await answer.text()


async def open_tab(client: Client, key: dict[str, str], query: str = "") -> Any:
    return await client.ws_connect(f"/ws{query}", headers={**OURS, **key})


@awaited
async def test_the_size_of_a_terminal_is_capped_and_what_no_page_sends_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual_serve.server.AppService", EchoTab)
    async with serving() as (client, server):
        key = await admitted(client, server)
        tab = await open_tab(client, key, "?width=99999&height=-5")
        assert await tab.receive_bytes() == f"{MAX_COLUMNS}x24".encode()  # a size that is no number counts as none
        for rubbish in ("[", "[" * 100_000, "{}", '["resize", 1]', '["stdin", 1]', "[]"):
            await tab.send_str(rubbish)
        await tab.send_json(["resize", {"width": 10**9, "height": 10**9}])
        assert await tab.receive_bytes() == f"{MAX_COLUMNS}x{MAX_ROWS}".encode()
        await tab.close()


@awaited
async def test_one_more_tab_than_may_be_open_waits_for_another_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual_serve.server.AppService", EchoTab)
    monkeypatch.setattr(browser, "FREE_TAB_SECONDS", 0.05)
    async with serving() as (client, server):
        key = await admitted(client, server)
        tabs = [await open_tab(client, key) for _ in range(MAX_TABS)]
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await open_tab(client, key)
        assert refused.value.status == 503
        monkeypatch.setattr(browser, "FREE_TAB_SECONDS", 60.0)
        await tabs[0].close()
        tabs[0] = await open_tab(client, key)
        for tab in tabs:
            await tab.close()


@asynccontextmanager
async def listening(idle_seconds: float = 60.0) -> AsyncIterator[tuple[BrowserServer, int]]:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        server, port = BrowserServer("", PORT, lambda _: None), bound.getsockname()[1]
        async with server.listening([bound], idle_seconds):
            yield server, port


@asynccontextmanager
async def browsing(server: BrowserServer, port: int) -> AsyncIterator[Callable[[], Awaitable[int]]]:
    """A browser that opened the printed address over one connection; calling it loads the page, and returns the status."""
    connector = aiohttp.TCPConnector(limit=1)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as client:
        here = f"http://127.0.0.1:{port}"
        path = server.admission.address.removeprefix(server.admission.origins[0])
        answer = await client.get(here + path, headers={"Host": OURS["Host"]}, allow_redirects=False)
        key = {"Cookie": answer.headers["Set-Cookie"].partition(";")[0]}

        async def load() -> int:
            async with client.get(f"{here}/", headers={**OURS, **key}) as page:
                await page.read()
                return page.status

        yield load


async def read_to_the_end(reader: asyncio.StreamReader) -> bytes:
    content = b""
    with suppress(ConnectionError):
        while part := await reader.read(4_096):
            content += part
    return content


@pytest.mark.parametrize("line", [b"", b"\r\n", b"GET / HT", b"GET / HTTP/1.1\r\nHost: local"])
@awaited
async def test_a_connection_without_a_whole_request_is_cut_in_time(line: bytes) -> None:
    async with listening(idle_seconds=0.01) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(line)
        assert await read_to_the_end(reader) == b""
        writer.close()


@pytest.mark.parametrize(
    "line",
    [
        bytes(range(256)) + b"\r\n\r\n",
        b"GET /" + b"x" * 1_000_000,
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 100_000,
        b"GET / HTTP/1.1\r\nA: " + b"b" * 100_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03" + bytes(200),
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
    ],
    ids=["binary", "no end", "many headers", "huge header", "TLS", "length", "chunk", "no host"],
)
@awaited
async def test_what_is_no_request_is_cut_at_once_unreported_and_an_open_page_is_not(
    line: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening() as (server, port), browsing(server, port) as load:
        assert await load() == 200
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(line)
        answer = await read_to_the_end(reader)
        assert not answer or answer.startswith(b"HTTP/1.0 400 ")
        writer.close()
        assert await load() == 200
    assert caplog.records == []


@awaited
async def test_a_request_that_no_browser_sends_is_answered_and_not_reported(caplog: pytest.LogCaptureFixture) -> None:
    async with serving() as (client, server):
        headers = {**OURS, **await admitted(client, server)}
        assert (await client.get("/ws", headers=headers)).status == 400
        assert (await client.get(f"/static/{'a' * 5_000}", headers=headers)).status == 500
    assert caplog.records == []


@pytest.mark.parametrize(("error", "count"), [(ConnectionResetError(), 0), (OSError(errno.EMFILE, ""), 1)])
@awaited
async def test_of_a_tab_that_does_not_start_a_fault_of_this_machine_is_logged_and_a_cut_connection_is_not(
    error: OSError, count: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("textual_serve.server.AppService", EchoTab)
    monkeypatch.setattr(EchoTab, "start", fail)
    async with serving() as (client, server):
        tab = await open_tab(client, await admitted(client, server))
        await tab.receive()
    assert len(caplog.records) == count


@awaited
async def test_of_a_flood_of_silent_connections_the_oldest_are_cut_and_an_open_page_is_not() -> None:
    async with listening() as (server, port), browsing(server, port) as load:
        assert await load() == 200
        (page,) = server.admission.connections.list_of(server.admission.cookie)
        flood = [await asyncio.open_connection("127.0.0.1", port) for _ in range(4 * MAX_STRANGERS)]
        for reader, _ in flood[: 2 * MAX_STRANGERS]:
            assert await read_to_the_end(reader) == b""
        assert await load() == 200
        assert server.admission.connections.list_of(server.admission.cookie) == [page]
        assert page.transport is not None
    for reader, writer in flood:
        assert await read_to_the_end(reader) == b""
        writer.close()


@awaited
async def test_the_tab_has_a_name() -> None:
    async with serving() as (client, server):
        cookie = await admitted(client, server)
        page = await (await client.get("/", headers={**OURS, **cookie})).text()
    assert "<title>Allcall: tabletop exercises</title>" in page.partition("</head>")[0]
