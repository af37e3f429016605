"""Phones and walls of a room in a process of their own: `python -m tests.tui.web.room_crowd PORT`, for the benchmark.

Reads one JSON line, {"tickets": [...], "walls": [...cookies], "idle": n}, and says "ready" once every stream is open. Then each line "vote"
makes every phone vote within a second. Prints the seconds until each vote was acknowledged, and the times at which STOP came, on the
clock that all processes of a computer share.
"""

import asyncio
import json
import os
import sys
from time import monotonic
from typing import Any

import aiohttp

from tests.tui.web.room_clients import ADDRESS


class Member:
    """A phone or a wall."""

    def __init__(self, port: int, host: str, cookie: str) -> None:
        self.address, self.host = f"http://127.0.0.1:{port}", host
        self.headers = {"Host": host, "Cookie": cookie}
        self.ready, self.stopped_at, self.asking = asyncio.Event(), 0.0, ""

    async def watch(self, client: aiohttp.ClientSession) -> None:
        async with client.get(
            f"{self.address}/events", headers=self.headers, timeout=aiohttp.ClientTimeout()
        ) as got:
            async for line in got.content:
                if line.startswith(b'data: {"run"'):
                    view = json.loads(line[6:])["view"]
                    self.asking = (view.get("question") or {}).get("asking", "")
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


async def take_seat(client: aiohttp.ClientSession, port: int, ticket: str) -> Member:
    host = f"{ADDRESS}:{port}"
    given = {"Host": host, "Origin": f"http://{host}"}
    async with client.post(f"http://127.0.0.1:{port}/join", json={"ticket": ticket}, headers=given) as got:
        assert got.status == 200
        name, cookie = next(iter(got.cookies.items()))
        return Member(port, host, f"{name}={cookie.value}")


async def main(port: int) -> None:
    loop = asyncio.get_running_loop()
    given: dict[str, Any] = json.loads(await loop.run_in_executor(None, sys.stdin.readline))
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as client:
        phones = [await take_seat(client, port, ticket) for ticket in given["tickets"]]
        walls = [Member(port, f"localhost:{port}", cookie) for cookie in given["walls"]]
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(given["idle"])]
        for _, writer in idle:
            writer.write(b"POST /vote HTTP/1.1\r\n")
        watches = [asyncio.ensure_future(one.watch(client)) for one in (*phones, *walls)]
        await asyncio.gather(*(one.ready.wait() for one in (*phones, *walls)))
        print("ready", flush=True)  # noqa: T201
        await loop.run_in_executor(None, sys.stdin.readline)
        voted = await asyncio.gather(
            *(one.vote(client, number / len(phones)) for number, one in enumerate(phones))
        )
        print(json.dumps({"voted": voted}), flush=True)  # noqa: T201
        await asyncio.gather(*watches)
        print(json.dumps({"stopped": [one.stopped_at for one in (*phones, *walls)]}), flush=True)  # noqa: T201
        for _, writer in idle:
            writer.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
