"""A network for browsers that is slow, loses pieces, or is gone for a while: a SOCKS proxy that holds back what it carries.

Not every kernel has netem. What a page sees of a lost packet is the time until it was sent again, while all that follows it waits. So
nothing is dropped here: of a hundred pieces two are held for that long, and each for the delay.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from random import Random

DELAY = 0.1
"""Seconds in each direction, so 0.2 there and back."""
LOSS, SENT_AGAIN = 0.02, 0.4
PIECE = 65_536


class Air:
    """What pieces go through. is_slow: with delay and losses. there: set while anything goes through."""

    def __init__(self, *, is_slow: bool) -> None:
        self.is_slow, self.there, self.chance = is_slow, asyncio.Event(), Random(1)
        self.there.set()

    async def cross(self) -> None:
        if self.is_slow:
            await asyncio.sleep(DELAY + SENT_AGAIN * (self.chance.random() < LOSS))
        await self.there.wait()


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, air: Air) -> None:
    """Until one of them ends."""
    with suppress(ConnectionError):
        while piece := await reader.read(PIECE):
            await air.cross()
            writer.write(piece)
            await writer.drain()
    writer.close()


async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, air: Air) -> None:
    """RFC 1928 as Chromium speaks it: without authentication, an address as text."""
    _, methods = await reader.readexactly(2)
    await reader.readexactly(methods)
    writer.write(b"\x05\x00")
    *_, kind, length = await reader.readexactly(5)
    assert kind == 3, kind
    address = (await reader.readexactly(length)).decode()
    port = int.from_bytes(await reader.readexactly(2), "big")
    await air.there.wait()
    there, back = await asyncio.open_connection(address, port)
    writer.write(b"\x05\x00\x00\x01" + bytes(6))
    await asyncio.gather(carry(reader, back, air), carry(there, writer, air))


@asynccontextmanager
async def network(host: str, air: Air) -> AsyncIterator[str]:
    """The address of the proxy, while it is there."""
    ways = set[asyncio.Task[None]]()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ways.add(asyncio.ensure_future(connect(reader, writer, air)))

    server = await asyncio.start_server(accept, host, 0)
    try:
        yield f"socks5://{host}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
