"""Frames reach authenticated readers whole, in order, and only them."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.tui.application import awaited
from tui.web.server import HOST, MAX_FRAME_BYTES, FrameTooLarge, Publisher, address_file, read_frames


@asynccontextmanager
async def publishing(folder: Path) -> AsyncIterator[Publisher]:
    publisher = Publisher(folder / "x.journal", pause=0.0)
    await publisher.open()
    try:
        yield publisher
    finally:
        await publisher.close()


@awaited
async def test_each_reader_gets_the_latest_frame_whole_and_the_next_also_after_another_left(
    tmp_path: Path,
) -> None:
    async with publishing(tmp_path) as publisher:
        for number in range(5):
            publisher.publish({"says": "ünï", "n": number})
        first, second = (read_frames(publisher.place) for _ in range(2))
        assert [await anext(first), await anext(second)] == [{"says": "ünï", "n": 4}] * 2
        publisher.publish({"n": 9})
        assert [await anext(first), await anext(second)] == [{"n": 9}] * 2
        await first.aclose()
        publisher.publish({"n": 10})
        assert await anext(second) == {"n": 10}
        await second.aclose()


@awaited
async def test_the_end_is_quiet_while_a_reader_waits_for_the_next_frame(tmp_path: Path) -> None:
    """Nothing reaches the loop's handler of errors, which would print it over the projected screen."""
    errors: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context))
    async with publishing(tmp_path) as publisher:
        publisher.publish({"n": 1})
        reads = read_frames(publisher.place)
        assert await anext(reads) == {"n": 1}
        rest = asyncio.ensure_future(anext(reads, None))
        while not publisher._news._waiters:
            await asyncio.sleep(0)
    assert await rest is None
    assert errors == []


@awaited
async def test_a_stranger_reads_nothing_and_is_no_reader(tmp_path: Path) -> None:
    """A reader counts only while it is there."""
    async with publishing(tmp_path) as publisher:
        publisher.publish({"n": 1})
        port = json.loads(publisher.place.read_text())["port"]
        stranger, writer = await asyncio.open_connection(HOST, port)
        writer.write(b"let me in\n")
        assert await stranger.read() == b""
        writer.close()
        counted = [publisher.has_readers]
        reads = read_frames(publisher.place)
        await anext(reads)
        counted.append(publisher.has_readers)
        await reads.aclose()
        while publisher.has_readers:
            await asyncio.sleep(0)
        assert counted == [False, True]


@awaited
async def test_the_same_frame_is_not_numbered_twice(tmp_path: Path) -> None:
    async with publishing(tmp_path) as publisher:
        for says in ("a", "a", "b", "b"):
            publisher.publish({"says": says})
        assert publisher.number == 2


@awaited
async def test_the_address_is_for_its_owner_alone_and_gone_at_the_end(tmp_path: Path) -> None:
    """An address that was left behind leads nowhere."""
    place = address_file(tmp_path / "x.journal")
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
        publisher.publish({"n": 1})
        with pytest.raises(FrameTooLarge, match=str(MAX_FRAME_BYTES)):
            publisher.publish({"says": "x" * MAX_FRAME_BYTES})
        reads = read_frames(publisher.place)
        assert await anext(reads) == {"n": 1}
        await reads.aclose()
