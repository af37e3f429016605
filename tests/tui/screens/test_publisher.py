"""Frames reach authenticated readers whole, in order, and only them."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from sim.exercise.room_frame import Place, RoomFrame
from tests.tui.application import awaited
from tui.web import server as web_server
from tui.web.server import HOST, MAX_FRAME_BYTES, MAX_STRANGERS, Publisher, prove, read_frames

LONG = 60.0
"""Seconds that no test waits for."""


def frame(title: str, minute: int = 1) -> RoomFrame:
    return RoomFrame(school=title, agenda=Place(minute, 45))


Stranger = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def publishing(folder: Path, patience: float = LONG) -> AsyncIterator[Publisher]:
    """A publisher during whose time nothing reaches the loop's handler of errors, which would print it over the projected screen."""
    errors: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context))
    publisher = Publisher(folder / "x.journal", pause=0.0, patience=patience)
    await publisher.open()
    try:
        yield publisher
    finally:
        await publisher.close()
    assert errors == []


def where(publisher: Publisher) -> tuple[int, str]:
    """Its port and its secret."""
    address = json.loads(publisher.place.read_text())
    return address["port"], address["token"]


async def connect(publisher: Publisher, line: bytes = b"") -> Stranger:
    """A connection that says this."""
    reader, writer = await asyncio.open_connection(HOST, where(publisher)[0])
    writer.write(line)
    return reader, writer


async def hear_nothing(stranger: Stranger) -> None:
    """Waits until a connection is cut, over which nothing came."""
    reader, writer = stranger
    with suppress(ConnectionError):
        assert await reader.read() == b""
    writer.close()


async def take_frame(publisher: Publisher, number: int) -> None:
    """A reader of the exercise gets the frame that is published now."""
    publisher.publish(frame("", number))
    reads = read_frames(publisher.place)
    assert await anext(reads) == frame("", number)
    await reads.aclose()


@awaited
async def test_each_reader_gets_the_latest_frame_whole_and_the_next_also_after_another_left(tmp_path: Path) -> None:
    async with publishing(tmp_path) as publisher:
        for number in (0, 1, 1, 4):
            publisher.publish(frame("ünï", number))
        assert (publisher.number, publisher.has_readers) == (3, False)
        first, second = (read_frames(publisher.place) for _ in range(2))
        assert [await anext(first), await anext(second)] == [frame("ünï", 4)] * 2
        publisher.publish(frame("", 9))
        assert [await anext(first), await anext(second)] == [frame("", 9)] * 2
        await first.aclose()
        publisher.publish(frame("", 10))
        assert await anext(second) == frame("", 10)
        assert publisher.has_readers
        await second.aclose()
        while publisher.has_readers:
            await asyncio.sleep(0)


@awaited
async def test_the_end_is_quiet_while_a_reader_waits_for_the_next_frame(tmp_path: Path) -> None:
    async with publishing(tmp_path) as publisher:
        publisher.publish(frame("", 1))
        reads = read_frames(publisher.place)
        assert await anext(reads) == frame("", 1)
        rest = asyncio.ensure_future(anext(reads, None))
        while not publisher._news._waiters:
            await asyncio.sleep(0)
    assert await rest is None


@pytest.mark.parametrize(
    "line",
    [
        b"let me in\n",
        b"\n",
        bytes(range(256)) + b"\n",
        "0 schlüssel\n".encode(),
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"x" * 1_000_000,
    ],
    ids=["words", "empty", "binary", "not ASCII", "HTTP", "no end"],
)
@awaited
async def test_a_bad_first_line_is_cut_and_the_exercise_goes_on(line: bytes, tmp_path: Path) -> None:
    async with publishing(tmp_path) as publisher:
        publisher.publish(frame("", 1))
        await hear_nothing(await connect(publisher, line))
        await take_frame(publisher, 2)


@awaited
async def test_the_secret_itself_and_the_proof_of_the_other_side_let_nobody_in(tmp_path: Path) -> None:
    async with publishing(tmp_path) as publisher:
        _, token = where(publisher)
        for line in (token, f"1 {token}", f"1 {prove(token, 'publisher', '1')}"):
            await hear_nothing(await connect(publisher, f"{line}\n".encode()))


@pytest.mark.parametrize("line", [b"", b"half a li"])
@awaited
async def test_a_connection_without_a_whole_line_is_cut_in_time(line: bytes, tmp_path: Path) -> None:
    async with publishing(tmp_path, patience=0.0) as publisher:
        await hear_nothing(await connect(publisher, line))


@awaited
async def test_of_a_flood_of_silent_connections_the_oldest_are_cut_and_a_reader_still_gets_in(tmp_path: Path) -> None:
    async with publishing(tmp_path) as publisher:
        flood = [await connect(publisher) for _ in range(4 * MAX_STRANGERS)]
        await take_frame(publisher, 1)
        for stranger in flood[: 3 * MAX_STRANGERS]:
            await hear_nothing(stranger)
        assert len(publisher._connections) <= MAX_STRANGERS
    for stranger in flood[3 * MAX_STRANGERS :]:
        await hear_nothing(stranger)


@awaited
async def test_a_reader_that_talks_is_cut_and_one_more_than_the_most_is_refused(tmp_path: Path) -> None:
    async with publishing(tmp_path) as publisher:
        publisher.publish(frame("", 1))
        _, token = where(publisher)
        line = f"1 {prove(token, 'reader', '1')}\n".encode()
        readers = [await connect(publisher, line) for _ in range(web_server.MAX_READERS)]
        for reader, _ in readers:
            await reader.readline()
        await hear_nothing(await connect(publisher, line))
        for _, writer in readers:
            writer.write(b"x" * 1_000_000)
        while publisher.has_readers:
            await asyncio.sleep(0)
        await take_frame(publisher, 2)
        for _, writer in readers:
            writer.close()


@awaited
async def test_the_exercise_ends_while_a_reader_takes_nothing(tmp_path: Path) -> None:
    async with publishing(tmp_path) as publisher:
        _, token = where(publisher)
        _, writer = await connect(publisher, f"1 {prove(token, 'reader', '1')}\n".encode())
        for number in range(1_000):
            publisher.publish(frame("x" * (MAX_FRAME_BYTES - 100), number))
            await asyncio.sleep(0)
        assert publisher.has_readers
    writer.close()


@awaited
async def test_what_another_program_sends_from_the_port_of_an_exercise_is_not_shown(tmp_path: Path) -> None:
    """The exercise was killed, and the address file is still there."""

    async def pretend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readline()
        writer.write(line + RoomFrame(school="evacuate").to_json() + b"\n")
        writer.close()

    server = await asyncio.start_server(pretend, HOST, 0)
    place = tmp_path / "x.room"
    place.write_text(json.dumps({"port": server.sockets[0].getsockname()[1], "token": "secret"}))
    with pytest.raises(OSError, match="another program"):
        await anext(read_frames(place))
    server.close()


@awaited
async def test_a_line_that_is_no_frame_is_refused(tmp_path: Path) -> None:
    """Of another version, or with a field more than it may have."""
    async with publishing(tmp_path) as publisher:
        publisher.publish(frame("", 1))
        for line in (b'{"hints":["call"]}', b'{"agenda":{"at":"1","of":45}}', b"[]", b""):
            publisher._line, publisher.number = line + b"\n", publisher.number + 1
            with pytest.raises(ValueError, match="RoomFrame"):
                await anext(read_frames(publisher.place))


@awaited
async def test_the_address_is_for_its_owner_alone_and_gone_at_the_end(tmp_path: Path) -> None:
    """An address that was left behind leads nowhere."""
    place = web_server.address_file(tmp_path / "x.journal")
    async with publishing(tmp_path):
        left = place.read_text()
        assert place.stat().st_mode & 0o777 == 0o600
        assert set(json.loads(left)) == {"port", "token"}
    assert not place.exists()
    place.write_text(left)
    with pytest.raises(OSError, match="onnect"):
        await anext(read_frames(place))


@awaited
async def test_a_frame_that_is_too_large_is_refused_and_the_last_one_stays(tmp_path: Path) -> None:
    async with publishing(tmp_path) as publisher:
        publisher.publish(frame("", 1))
        with pytest.raises(web_server.FrameTooLarge, match=str(MAX_FRAME_BYTES)):
            publisher.publish(frame("x" * MAX_FRAME_BYTES))
        reads = read_frames(publisher.place)
        assert await anext(reads) == frame("", 1)
        await reads.aclose()
