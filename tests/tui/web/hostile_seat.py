"""A seat that takes all that it can get, in a process of its own: `python -m tests.tui.web.hostile_seat PORT`.

Reads one JSON line, {"cookie": of its seat, "key": of the door}, and goes on until its input ends. Then prints how many connections it
opened. Some never say a word, some never finish a request, some send a byte a second, some join again and again.
"""

import asyncio
import itertools
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from random import Random

from tests.tui.web.namespace import ADDRESS

CONNECTIONS = 700
AGAIN = (1.0, 4.0)
"""Seconds until another one is opened in place of one that was cut."""
PATIENCE = 20.0

Pieces = AsyncIterator[bytes]


class Seat:
    def __init__(self, port: int, cookie: str, key: str) -> None:
        self.port, self.cookie, self.key = port, cookie, key
        self.opened = 0
        self.chance = Random(44)

    async def take(self, say: Callable[[], Pieces]) -> None:
        """Holds a connection for as long as it is let, again and again."""
        while True:
            await asyncio.sleep(self.chance.uniform(*AGAIN))
            with suppress(OSError, TimeoutError):
                reader, writer = await asyncio.open_connection(ADDRESS, self.port)
                self.opened += 1
                with suppress(OSError, TimeoutError):
                    async with asyncio.timeout(PATIENCE):
                        async for piece in say():
                            writer.write(piece)
                            await writer.drain()
                        while await reader.read(65_536):
                            pass
                writer.close()

    def head(self, method: str, path: str, length: int = 0, cookie: str = "") -> bytes:
        host = f"{ADDRESS}:{self.port}"
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Cookie: {cookie}"]
        if method == "POST":
            lines += [f"Origin: http://{host}", "Content-Type: application/json", f"Content-Length: {length}"]
        return "\r\n".join([*lines, "", ""]).encode()

    async def ask(self, path: str) -> Pieces:
        yield self.head("GET", path, cookie=self.cookie)

    async def trickle(self) -> Pieces:
        yield self.head("POST", "/vote", 8_000, self.cookie)
        for _ in range(8_000):
            await asyncio.sleep(1.0)
            yield b" "

    async def say_nothing(self) -> Pieces:
        yield b""

    async def never_end(self) -> Pieces:
        yield b"POST /vote HTTP/1.1\r\nHost:"

    async def send(self, path: str, body: object, cookie: str = "") -> Pieces:
        text = json.dumps(body).encode()
        yield self.head("POST", path, len(text), cookie) + text

    def vote_for_nothing(self) -> Pieces:
        body = {"asking": "99", "vote": os.urandom(16).hex(), "option": "x", "sure": 1}
        return self.send("/vote", body, self.cookie)


async def main(port: int) -> None:
    loop = asyncio.get_running_loop()
    given = json.loads(await loop.run_in_executor(None, sys.stdin.readline))
    seat = Seat(port, given["cookie"], given["key"])
    join = partial(seat.send, "/join", {"key": seat.key})
    asks = (partial(seat.ask, "/events"), partial(seat.ask, "/seat"))
    ways: list[Callable[[], Pieces]] = [*asks, seat.trickle, seat.say_nothing, seat.never_end]
    ways += [join, partial(seat.send, "/wall", {}), seat.vote_for_nothing]
    tasks = [asyncio.ensure_future(seat.take(way)) for way in itertools.islice(itertools.cycle(ways), CONNECTIONS)]
    await loop.run_in_executor(None, sys.stdin.read)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print(seat.opened)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
