"""Phones and walls of a room in a process of their own: `python -m tests.tui.web.room_crowd PORT`, for the benchmark.

Reads one JSON line, {"tickets": [...], "wall": cookie, "unread": n, "idle": n}, and says "ready" once every stream is open. The line "vote"
makes every phone vote within a second. Prints the seconds until each vote was acknowledged, and the times at which STOP came, on the
clock that all processes of a computer share.
"""

import asyncio
import json
import os
import socket
import sys
from contextlib import suppress
from time import monotonic
from typing import Any

import aiohttp

from tests.tui.web.namespace import ADDRESS
from tui.web.room_address import LOOPBACK


class Member:
    """A phone or a wall."""

    def __init__(self, address: str, host: str, cookie: str) -> None:
        self.address, self.host = f"http://{address}", host
        self.headers = {"Host": host, "Cookie": cookie}
        self.ready, self.stopped_at, self.asking = asyncio.Event(), 0.0, ""

    async def watch(self, client: aiohttp.ClientSession) -> None:
        async with client.get(f"{self.address}/events", headers=self.headers, timeout=aiohttp.ClientTimeout()) as got:
            async for line in got.content:
                if line.startswith(b'data: {"run"'):
                    view = json.loads(line[6:])["view"]
                    self.asking = (view.get("question") or {}).get("asking", "") or self.asking
                    self.ready.set()
                    if view["stage"] == "stop":
                        self.stopped_at = monotonic()
                        return

    async def vote(self, client: aiohttp.ClientSession, delay: float) -> float:
        """Seconds until it was acknowledged."""
        await asyncio.sleep(delay)
        body = {"asking": self.asking, "vote": os.urandom(16).hex(), "option": "else", "sure": 1}
        begun = monotonic()
        given = {**self.headers, "Origin": f"http://{self.host}"}
        async with client.post(f"{self.address}/vote", json=body, headers=given) as got:
            assert got.status == 200, await got.text()
        return monotonic() - begun


async def take_seat(client: aiohttp.ClientSession, host: str, ticket: str) -> Member:
    given = {"Origin": f"http://{host}"}
    async with client.post(f"http://{host}/join", json={"ticket": ticket}, headers=given) as got:
        assert got.status == 200
        name, cookie = next(iter(got.cookies.items()))
        return Member(host, host, f"{name}={cookie.value}")


async def never_end(host: str, port: int) -> None:
    """Begins a request, and another one once it was cut."""
    while True:
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(b"POST /vote HTTP/1.1\r\n")
        with suppress(ConnectionError):
            await reader.read()
        writer.close()


async def never_read(member: Member, port: int) -> None:
    """Asks for the states of a wall, and takes none from its socket."""
    there = socket.socket()
    there.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    there.connect((LOOPBACK, port))
    head = "".join(f"{name}: {value}\r\n" for name, value in member.headers.items())
    there.sendall(f"GET /events HTTP/1.1\r\n{head}\r\n".encode())
    try:
        await asyncio.Event().wait()
    finally:
        there.close()


async def main(port: int) -> None:
    loop = asyncio.get_running_loop()
    given: dict[str, Any] = json.loads(await loop.run_in_executor(None, sys.stdin.readline))
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as client:
        phones = [await take_seat(client, f"{ADDRESS}:{port}", ticket) for ticket in given["tickets"]]
        wall = Member(f"{LOOPBACK}:{port}", f"localhost:{port}", given["wall"])
        bad = [asyncio.ensure_future(never_end(ADDRESS, port)) for _ in range(given["idle"])]
        bad += [asyncio.ensure_future(never_read(wall, port)) for _ in range(given["unread"])]
        watches = [asyncio.ensure_future(one.watch(client)) for one in (*phones, wall)]
        await asyncio.gather(*(one.ready.wait() for one in (*phones, wall)))
        print("ready", flush=True)  # noqa: T201
        await loop.run_in_executor(None, sys.stdin.readline)
        voted = await asyncio.gather(*(one.vote(client, number / len(phones)) for number, one in enumerate(phones)))
        print(json.dumps(voted), flush=True)  # noqa: T201
        await asyncio.gather(*watches)
        print(json.dumps([one.stopped_at for one in (*phones, wall)]), flush=True)  # noqa: T201
        for task in bad:
            task.cancel()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
