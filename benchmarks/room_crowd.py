"""Phones and walls of a room in a process of their own: `python -m benchmarks.room_crowd PORT`, for the benchmark.

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

from tests.tui.web.namespace import ADDRESS
from tests.tui.web.room_clients import Device
from tui.web.room_address import LOOPBACK


class Member(Device):
    """A phone or a wall."""

    stopped_at, asking = 0.0, ""

    async def watch(self, ready: asyncio.Event) -> None:
        async with self.watching() as screen:
            while not self.stopped_at:
                _, data = await screen.next()
                if view := data.get("view"):
                    self.asking = view.get("question", {}).get("asking", "") or self.asking
                    ready.set()
                    self.stopped_at = monotonic() if view["stage"] == "stop" else 0.0

    async def vote(self, delay: float) -> float:
        """Seconds until it was acknowledged."""
        await asyncio.sleep(delay)
        body = {"asking": self.asking, "vote": os.urandom(16).hex(), "option": "else", "sure": 1}
        begun = monotonic()
        status, said = await self.post("/vote", body)
        assert status == 200, said
        return monotonic() - begun


async def take_seat(port: int, ticket: str) -> Member:
    phone = Member(port, f"{ADDRESS}:{port}", ADDRESS)
    assert (await phone.post("/join", {"ticket": ticket}))[0] == 200
    return phone


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
    phones = [await take_seat(port, ticket) for ticket in given["tickets"]]
    wall = Member(port, f"localhost:{port}", LOOPBACK)
    wall.cookies = dict([given["wall"].split("=")])
    members = [*phones, wall]
    bad = [asyncio.ensure_future(never_end(ADDRESS, port)) for _ in range(given["idle"])]
    bad += [asyncio.ensure_future(never_read(wall, port)) for _ in range(given["unread"])]
    ready = [asyncio.Event() for _ in members]
    watches = [asyncio.ensure_future(one.watch(event)) for one, event in zip(members, ready, strict=True)]
    await asyncio.gather(*(event.wait() for event in ready))
    print("ready", flush=True)
    await loop.run_in_executor(None, sys.stdin.readline)
    voted = await asyncio.gather(*(one.vote(number / len(phones)) for number, one in enumerate(phones)))
    print(json.dumps(voted), flush=True)
    await asyncio.gather(*watches)
    print(json.dumps([one.stopped_at for one in members]), flush=True)
    for task in bad:
        task.cancel()
    for one in members:
        await one.client.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
