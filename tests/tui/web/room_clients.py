"""A room's server over the wire, and devices that come to it."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from sim.exercise.conductor import Conductor
from sim.exercise.events import SeatKind
from sim.exercise.phone_records import PhoneRecords
from sim.exercise.room_view import build_participant_view
from tui.web.live_room import LiveRoom
from tui.web.room_address import RoomPlace
from tui.web.room_server import serve_room

PATIENCE = 20.0
ADDRESS = "192.0.2.7"
"""Of the printed address. Devices of a test come over loopback and say this Host."""


class Room:
    def __init__(self, conductor: Conductor, live: LiveRoom, port: int) -> None:
        self.conductor, self.live, self.port = conductor, live, port
        self.now = 100.0
        self.devices: list[Device] = []

    @property
    def host(self) -> str:
        return f"{ADDRESS}:{self.port}"

    def publish(self) -> None:
        state = self.conductor.state
        put_up = self.live.steps.put_up
        self.live.publish(build_participant_view(state, state.player_roles, self.conductor.clock, put_up))


def make_place() -> RoomPlace:
    """Where a room is served: over loopback, to those who say the printed address."""
    bound = socket.create_server(("127.0.0.1", 0))
    port = bound.getsockname()[1]
    return RoomPlace((bound,), (f"{ADDRESS}:{port}",), (f"localhost:{port}",), None, "t" * 43)


@asynccontextmanager
async def serving(conductor: Conductor, folder: Path, idle_seconds: float = 60.0) -> AsyncIterator[Room]:
    place = make_place()
    records = PhoneRecords(folder / "x.journal")
    live = LiveRoom(conductor, records, place, clock=lambda: room.now)
    room = Room(conductor, live, place.sockets[0].getsockname()[1])
    async with serve_room(live, place, idle_seconds):
        room.publish()
        try:
            yield room
        finally:
            for device in room.devices:
                await device.client.close()
            live.begin(conductor, records)  # ends its streams, for which the server would wait


class Device:
    def __init__(self, room: Room, host: str = "") -> None:
        self.room, self.host = room, host or room.host
        self.client = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        self.cookies: dict[str, str] = {}
        room.devices.append(self)

    @property
    def headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Host": self.host, **({"Cookie": cookies} if cookies else {})}

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        address = f"http://127.0.0.1:{self.room.port}{path}"
        async with self.client.get(address, headers={**self.headers, **headers}, allow_redirects=False) as got:
            self._keep(got)
            return got.status, await got.text()

    async def post(self, path: str, body: Any, **headers: str) -> tuple[int, str]:
        given = {"Origin": f"http://{self.host}", "Content-Type": "application/json", **headers}
        sent = {**self.headers, **{name: value for name, value in given.items() if value}}
        address = f"http://127.0.0.1:{self.room.port}{path}"
        data = body if isinstance(body, bytes) else json.dumps(body)
        async with self.client.post(address, data=data, headers=sent) as got:
            self._keep(got)
            return got.status, await got.text()

    def _keep(self, got: aiohttp.ClientResponse) -> None:
        self.cookies |= {name: one.value for name, one in got.cookies.items()}

    @asynccontextmanager
    async def watching(self, page: str = "") -> AsyncIterator["Screen"]:
        address = f"http://127.0.0.1:{self.room.port}/events?page={page}"
        async with self.client.get(address, headers=self.headers, timeout=aiohttp.ClientTimeout()) as got:
            yield Screen(got)


class Screen:
    def __init__(self, got: aiohttp.ClientResponse) -> None:
        self.got = got
        self.raw = ""
        self.last: dict[str, Any] = {}

    async def next(self) -> tuple[str, dict[str, Any]]:
        """The next event: its kind, and its data."""
        async with asyncio.timeout(PATIENCE):
            while "\n\n" not in self.raw:
                piece = await self.got.content.readany()
                if not piece:
                    raise ConnectionResetError
                self.raw += piece.decode()
        event, _, self.raw = self.raw.partition("\n\n")
        kind, _, data = event.partition("\n")
        return kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))

    async def until(self, **wanted: Any) -> dict[str, Any]:
        """The first state whose view has these values."""
        while True:
            kind, data = await self.next()
            if kind == "state":
                self.last = data
                if all(data["view"].get(name) == value for name, value in wanted.items()):
                    return data


async def seated(room: Room, of: SeatKind = SeatKind.PARTICIPANT, *roles: str) -> Device:
    device = Device(room)
    ticket = room.live.invite(of, roles).rpartition("=")[2]
    status, _ = await device.post("/join", {"ticket": ticket})
    assert status == 200
    return device
