"""A room at a question, its server over the wire, and devices that come to it."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from sim.exercise.conductor import Conductor, read_next
from sim.exercise.events import SeatKind
from sim.exercise.phone_records import PhoneRecords
from sim.exercise.room_view import build_participant_view
from tests.sim.exercise.exercises import SEED, asked
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

    def enter(self) -> "Device":
        """A device that says the printed address."""
        self.devices.append(Device(self.port, f"{ADDRESS}:{self.port}"))
        return self.devices[-1]

    def publish(self) -> None:
        state = self.conductor.state
        put_up = self.live.steps.put_up
        self.live.publish(build_participant_view(state, state.player_roles, self.conductor.clock, put_up))


def at_the_question(seed: int = SEED) -> Conductor:
    """The first question that is voted on, with all but one message read."""
    conductor = asked("D3", seed)
    while read_next(conductor):
        pass
    return conductor


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
    """address: at which it finds the room. host: what it says that this is."""

    def __init__(self, port: int, host: str, address: str = "127.0.0.1") -> None:
        self.host, self.url = host, f"http://{address}:{port}"
        self.client = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        self.cookies: dict[str, str] = {}

    @property
    def headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Host": self.host, **({"Cookie": cookies} if cookies else {})}

    async def get(self, path: str) -> int:
        async with self.client.get(f"{self.url}{path}", headers=self.headers, allow_redirects=False) as got:
            return got.status

    async def post(self, path: str, body: Any, **headers: str) -> tuple[int, str]:
        sent = {**self.headers, "Origin": f"http://{self.host}", "Content-Type": "application/json", **headers}
        data = body if isinstance(body, bytes) else json.dumps(body)
        async with self.client.post(f"{self.url}{path}", data=data, headers=sent) as got:
            self.cookies |= {name: one.value for name, one in got.cookies.items()}
            return got.status, await got.text()

    @asynccontextmanager
    async def watching(self) -> AsyncIterator["Screen"]:
        async with self.client.get(f"{self.url}/events", headers=self.headers, timeout=aiohttp.ClientTimeout()) as got:
            yield Screen(got)


class Screen:
    def __init__(self, got: aiohttp.ClientResponse) -> None:
        self.got = got
        self.raw = ""

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
            if kind == "state" and all(data["view"].get(name) == value for name, value in wanted.items()):
                return data


async def seated(room: Room, of: SeatKind = SeatKind.PARTICIPANT, *roles: str) -> Device:
    device = room.enter()
    ticket = room.live.invite(of, roles).rpartition("=")[2]
    status, _ = await device.post("/join", {"ticket": ticket})
    assert status == 200
    return device
