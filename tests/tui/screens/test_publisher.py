"""Frames reach authenticated readers whole, in order, and only them."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tui.web.server import HOST, MAX_FRAME_BYTES, FrameTooLarge, Publisher, address_file, read_frames


@asynccontextmanager
async def publishing(folder: Path) -> AsyncIterator[Publisher]:
    publisher = Publisher(folder / "x.journal", pause=0.0)
    await publisher.open()
    try:
        yield publisher
    finally:
        await publisher.close()


def test_a_frame_arrives_as_it_was_published_and_so_does_the_next(tmp_path: Path) -> None:
    async def plays() -> list[Any]:
        async with publishing(tmp_path) as publisher:
            publisher.publish({"says": "ünï", "n": 1})
            reads = read_frames(publisher.place)
            first = await anext(reads)
            publisher.publish({"says": "second", "n": 2})
            second = await anext(reads)
            await reads.aclose()
            return [first, second]

    assert asyncio.run(plays()) == [{"says": "ünï", "n": 1}, {"says": "second", "n": 2}]


def test_who_comes_late_gets_the_latest_frame_whole_and_a_second_reader_the_same(tmp_path: Path) -> None:
    async def plays() -> list[Any]:
        async with publishing(tmp_path) as publisher:
            for number in range(5):
                publisher.publish({"n": number})
            readers = [read_frames(publisher.place) for _ in range(2)]
            first = [await anext(one) for one in readers]
            publisher.publish({"n": 9})
            then = [await anext(one) for one in readers]
            for one in readers:
                await one.aclose()
            return [*first, *then]

    assert asyncio.run(plays()) == [{"n": 4}, {"n": 4}, {"n": 9}, {"n": 9}]


def test_the_end_is_quiet_while_somebody_waits_for_the_next_frame(tmp_path: Path) -> None:
    """Nothing is told to the loop's handler of errors, which would print it over the projected screen."""
    told: list[dict[str, Any]] = []

    async def plays() -> list[Any]:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
        async with publishing(tmp_path) as publisher:
            publisher.publish({"n": 1})
            reads = read_frames(publisher.place)
            found = [await anext(reads)]
            rest = asyncio.ensure_future(anext(reads, None))
            while not publisher._news._waiters:
                await asyncio.sleep(0)
        return [*found, await rest]

    assert asyncio.run(plays()) == [{"n": 1}, None]
    assert told == []


def test_it_is_known_whether_anybody_reads_along(tmp_path: Path) -> None:
    """Only who knows the secret counts, and only while they are there."""

    async def plays() -> list[bool]:
        async with publishing(tmp_path) as publisher:
            publisher.publish({"n": 1})
            port = json.loads(publisher.place.read_text())["port"]
            stranger, writer = await asyncio.open_connection(HOST, port)
            writer.write(b"let me in\n")
            await stranger.read()
            writer.close()
            found = [publisher.has_readers]
            reads = read_frames(publisher.place)
            await anext(reads)
            found.append(publisher.has_readers)
            await reads.aclose()
            while publisher.has_readers:
                await asyncio.sleep(0)
            return found

    assert asyncio.run(plays()) == [False, True]


def test_the_same_frame_is_not_numbered_twice(tmp_path: Path) -> None:
    async def plays() -> int:
        async with publishing(tmp_path) as publisher:
            for says in ("a", "a", "b", "b"):
                publisher.publish({"says": says})
            return publisher.number

    assert asyncio.run(plays()) == 2


def test_where_it_is_stands_beside_the_journal_for_its_owner_alone_and_is_gone_at_the_end(
    tmp_path: Path,
) -> None:
    place = address_file(tmp_path / "x.journal")

    async def plays() -> tuple[int, set[str]]:
        async with publishing(tmp_path):
            return place.stat().st_mode & 0o777, set(json.loads(place.read_text()))

    assert asyncio.run(plays()) == (0o600, {"port", "token"})
    assert not place.exists()


def test_without_the_secret_there_is_nothing_to_read(tmp_path: Path) -> None:
    async def plays() -> bytes:
        async with publishing(tmp_path) as publisher:
            publisher.publish({"n": 1})
            port = json.loads(publisher.place.read_text())["port"]
            reader, writer = await asyncio.open_connection(HOST, port)
            writer.write(b"let me in\n")
            answer = await reader.read()
            writer.close()
            return answer

    assert asyncio.run(plays()) == b""


def test_a_reader_is_told_that_the_publisher_is_gone(tmp_path: Path) -> None:
    async def plays() -> list[Any]:
        async with publishing(tmp_path) as publisher:
            publisher.publish({"n": 1})
            reads = read_frames(publisher.place)
            found = [await anext(reads)]
        return [*found, *[frame async for frame in reads]]

    assert asyncio.run(plays()) == [{"n": 1}]


def test_where_nobody_publishes_any_more_a_reader_is_refused(tmp_path: Path) -> None:
    async def plays() -> None:
        async with publishing(tmp_path) as publisher:
            left = publisher.place.read_text()
        publisher.place.write_text(left)
        await anext(read_frames(publisher.place))

    with pytest.raises(OSError, match="onnect"):
        asyncio.run(plays())


def test_a_reader_that_goes_leaves_the_others_alone(tmp_path: Path) -> None:
    async def plays() -> Any:
        async with publishing(tmp_path) as publisher:
            publisher.publish({"n": 1})
            one, other = read_frames(publisher.place), read_frames(publisher.place)
            await anext(one)
            await anext(other)
            await one.aclose()
            publisher.publish({"n": 2})
            found = await anext(other)
            await other.aclose()
            return found

    assert asyncio.run(plays()) == {"n": 2}


def test_a_frame_that_is_too_large_is_refused_and_the_last_one_stays(tmp_path: Path) -> None:
    async def plays() -> Any:
        async with publishing(tmp_path) as publisher:
            publisher.publish({"n": 1})
            with pytest.raises(FrameTooLarge, match=str(MAX_FRAME_BYTES)):
                publisher.publish({"says": "x" * MAX_FRAME_BYTES})
            reads = read_frames(publisher.place)
            found = await anext(reads)
            await reads.aclose()
            return found

    assert asyncio.run(plays()) == {"n": 1}
