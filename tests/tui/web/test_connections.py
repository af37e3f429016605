"""Connections of a server: who keeps how many, and which one is cut for a new one."""

import asyncio
import logging
import resource
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from aiohttp import web

from tests.tui.application import awaited
from tui.web.browser import listening
from tui.web.connections import Connections, count_seats, raise_descriptor_limit
from tui.web.fault_log import FILE, log_faults

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]
PATIENCE = 20.0


class Served:
    """A server whose clients say who they are. A request for /stay is answered until the end."""

    def __init__(self, connections: Connections, port: int) -> None:
        self.connections, self.port = connections, port
        self.clients: list[Ends] = []

    async def connect(self, count: int = 1) -> list[Ends]:
        made = await asyncio.gather(*(asyncio.open_connection("127.0.0.1", self.port) for _ in range(count)))
        self.clients += made
        return [*made]

    async def ask(self, path: str = "/", who: str = "") -> Ends:
        """A connection over which something was asked, and its answer came."""
        (ends,) = await self.connect()
        ends[1].write(f"GET {path} HTTP/1.1\r\nHost: x\r\nWho: {who}\r\n\r\n".encode())
        async with asyncio.timeout(PATIENCE):
            assert (await ends[0].readuntil(b"\r\n")).startswith(b"HTTP/1.1 200")
            await ends[0].readuntil(b"\r\n\r\n")
        return ends

    async def are_cut(self, *clients: Ends) -> bool:
        async with asyncio.timeout(PATIENCE):
            for reader, _ in clients:
                with suppress(ConnectionError):
                    await reader.read()
        return True


def is_open(ends: Ends) -> bool:
    return not ends[0].at_eof() and ends[0].exception() is None


@asynccontextmanager
async def serving(connections: Connections) -> AsyncIterator[Served]:
    async def answer(request: web.Request) -> web.StreamResponse:
        connections.hold(request.protocol, request.headers["Who"])
        if request.path == "/refuse":
            raise web.HTTPForbidden
        response = web.StreamResponse()
        response.content_length = 0 if request.path == "/" else None
        connections.answering.add(request.protocol)
        await response.prepare(request)
        if request.path == "/stay":
            await ended.wait()
        connections.answering.discard(request.protocol)
        return response

    ended = asyncio.Event()
    app = web.Application()
    app.add_routes([web.get("/{any:.*}", answer), web.post("/{any:.*}", answer)])
    with socket.create_server(("127.0.0.1", 0)) as bound:
        served = Served(connections, bound.getsockname()[1])
        async with listening(app, connections, [bound], idle_seconds=60.0):
            yield served
            ended.set()
            for _, writer in served.clients:
                writer.close()


@awaited
async def test_a_device_keeps_six_connections_and_the_oldest_idle_one_gives_way() -> None:
    async with serving(Connections()) as served:
        stream = await served.ask("/stay", "7")
        stranger, other = await served.ask(), await served.ask(who="8")
        idle = [await served.ask(who="7") for _ in range(8)]
        assert await served.are_cut(*idle[:3])
        assert all(map(is_open, (stream, stranger, other, *idle[3:])))
        assert len(served.connections.list_of("7")) == 6


@awaited
async def test_a_device_that_keeps_all_of_its_connections_busy_loses_the_oldest() -> None:
    async with serving(Connections()) as served:
        streams = [await served.ask("/stay", "7") for _ in range(9)]
        assert await served.are_cut(*streams[:3])
        assert all(map(is_open, streams[3:]))


@awaited
async def test_strangers_are_cut_for_strangers_those_that_come_at_once_too_and_the_idle_ones_first() -> None:
    async with serving(Connections(max_strangers=8)) as served:
        stream, seat = await served.ask("/stay"), await served.ask(who="7")
        idle = await served.connect(100)
        assert await served.are_cut(*idle[:90])
        await served.ask()
        assert len(served.connections.list_of("")) <= 8
        assert is_open(stream)
        assert is_open(seat)


@awaited
async def test_a_device_that_was_a_stranger_and_has_a_seat_now_is_cut_for_no_stranger() -> None:
    async with serving(Connections(max_strangers=4)) as served:
        stream = await served.ask("/stay")
        served.connections.hold(next(iter(served.connections.open)), "7")
        flood = await served.connect(40)
        assert await served.are_cut(*flood[:30])
        assert is_open(stream)


@awaited
async def test_with_few_descriptors_strangers_are_cut_first_and_then_the_device_that_has_the_most() -> None:
    """80 descriptors leave 16 for connections: 5 for strangers, and 14 in all, so that 2 can be accepted at once."""
    connections = Connections(descriptors=80)
    assert (connections.max_strangers, connections.most, connections.backlog) == (5, 14, 2)
    async with serving(connections) as served:
        stranger = await served.ask()
        seats = [await served.ask("/stay", str(number)) for number in range(8)]
        first, *rest = [await served.ask(who="8") for _ in range(5)]
        last = await served.ask(who="9")
        assert await served.are_cut(stranger)
        another = await served.ask(who="9")
        assert await served.are_cut(first)
        assert all(map(is_open, (*seats, *rest, last, another)))


@awaited
async def test_a_body_that_trickles_is_not_waited_for_once_its_request_is_refused() -> None:
    async with serving(Connections()) as served:
        ((reader, writer),) = await served.connect()
        writer.write(b"POST /refuse HTTP/1.1\r\nHost: x\r\nWho: 7\r\nContent-Length: 9000\r\n\r\n{")
        async with asyncio.timeout(5.0):
            assert (await reader.read()).startswith(b"HTTP/1.1 403")


@pytest.mark.parametrize(("descriptors", "seats"), [(256, 64), (1_024, 320), (64, 0), (10, 0)])
def test_a_seat_is_admitted_for_each_three_descriptors_beyond_those_reserved(descriptors: int, seats: int) -> None:
    assert count_seats(descriptors) == seats


def test_the_limit_of_descriptors_is_raised_as_far_as_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Soft and hard limit, what is set, and what is found: nothing is lowered, and a system that refuses is heard."""
    limits = [(256, 1_024)]

    def set_limit(_: int, both: tuple[int, int]) -> None:
        if limits[0][0] == 300:
            raise ValueError("not allowed")
        limits[0] = both

    monkeypatch.setattr(resource, "getrlimit", lambda _: limits[0])
    monkeypatch.setattr(resource, "setrlimit", set_limit)
    found = []
    for limits[0] in ((256, 1_024), (256, resource.RLIM_INFINITY), (9_000, 9_000), (300, 1_024)):
        found.append((raise_descriptor_limit(4_096), limits[0][0]))
    assert found == [(1_024, 1_024), (4_096, 4_096), (9_000, 9_000), (300, 300)]


def test_what_asyncio_logs_is_in_the_file_once_from_each_place_and_on_no_screen(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with log_faults(tmp_path):
        assert [*tmp_path.iterdir()] == []
        for _ in range(50):
            logging.getLogger("asyncio").error("socket.accept() out of system resource\nsocket: 192.0.2.7")
        logging.getLogger("aiohttp.server").error("Error handling request from %s", "192.0.2.7")
        logging.getLogger("asyncio").info("Using selector")
    said = (tmp_path / FILE).read_text()
    assert (said.count("out of system resource"), said.count("Error handling request"), "selector" in said) == (1, 1, 0)
    assert "192.0.2.7" not in said
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert capfd.readouterr().err == ""
