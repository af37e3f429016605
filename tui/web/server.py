"""Publishes frames of the participant view to other processes on this machine, and reads them.

The process that owns the exercise listens on loopback and writes port and secret beside the journal, readable by its owner only. Any user
of the machine can connect, and can listen on a port that a killed exercise has left: so each side first proves that it knows the secret,
for a number that the reader chose. The others hold few connections, and none of them for long. A frame is a line of JSON, always the
latest, at most two per second and 10 KB. A slow reader misses frames.
"""

import asyncio
import hmac
import json
import secrets
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from typing import Any

from scenarios.loading.files import write_atomic
from sim.exercise.room_frame import RoomFrame
from sim.exercise.sessions import ROOM_SUFFIX

HOST = "127.0.0.1"
MAX_FRAME_BYTES = 10_240
"""Bytes of a frame."""
POLL_SECONDS = 0.5
"""Seconds between two frames."""
FIRST_LINE_SECONDS = 5.0
"""Seconds in which each side has to prove that it knows the secret."""
MAX_FIRST_LINE_BYTES = 256
MAX_STRANGERS = 16
"""Connections without proof; for one more, the oldest is cut."""
MAX_READERS = 8


class FrameTooLarge(ValueError):
    """A frame exceeds the limit."""


def address_file(journal: Path) -> Path:
    """The file that holds port and secret."""
    return journal.with_suffix(ROOM_SUFFIX)


def prove(token: str, side: str, number: str) -> str:
    """What only a side, "reader" or "publisher", that has the secret can say to a number."""
    return hmac.new(token.encode(), f"{side} {number}".encode(), "sha256").hexdigest()


class Publisher:
    """`await open()`, then `publish(frame)` from the same event loop, `await close()` at the end. publish never waits and drops repeated
    frames. patience: seconds until a connection without proof is cut.
    """

    def __init__(self, journal: Path, pause: float = POLL_SECONDS, patience: float = FIRST_LINE_SECONDS) -> None:
        self.place = address_file(journal)
        self.pause = pause
        self.patience = patience
        self.number = 0
        self._token = secrets.token_hex(16)
        self._line = b""
        self._frame: RoomFrame | None = None
        self._news = asyncio.Event()  # one for each frame, set when the next one is there
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._strangers: list[asyncio.Task[None]] = []  # of them, without proof, the oldest first
        self._let_in = 0

    async def open(self) -> None:
        """Listens on a free port and writes the address file. Raises OSError."""
        self._server = await asyncio.start_server(
            self._serve, HOST, 0, limit=MAX_FIRST_LINE_BYTES, backlog=MAX_STRANGERS
        )
        port = self._server.sockets[0].getsockname()[1]
        write_atomic(self.place, json.dumps({"port": port, "token": self._token}).encode(), private=True)

    def publish(self, frame: RoomFrame) -> None:
        """Makes this the latest frame. Raises FrameTooLarge."""
        if frame == self._frame:
            return
        line = frame.to_json() + b"\n"
        if len(line) > MAX_FRAME_BYTES:
            raise FrameTooLarge(f"a frame of {len(line)} bytes; at most {MAX_FRAME_BYTES} are sent")
        self.number, self._line, self._frame = self.number + 1, line, frame
        self._news.set()
        self._news = asyncio.Event()

    @property
    def has_readers(self) -> bool:
        """Whether an authenticated reader is connected."""
        return self._let_in > 0

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
        with suppress(OSError, ValueError, asyncio.CancelledError):
            proof = await self._receive_proof(task, reader)
            if proof is not None and self._let_in < MAX_READERS:
                writer.write(f"{proof}\n".encode())
                await self._send_frames(reader, writer)
        writer.transport.abort()

    async def _receive_proof(self, task: asyncio.Task[None], reader: asyncio.StreamReader) -> str | None:
        """Our proof for a reader that gave one, None for another. Raises TimeoutError, ValueError for a line that is too long."""
        if len(self._strangers) == MAX_STRANGERS:
            self._strangers.pop(0).cancel()
        self._strangers.append(task)
        try:
            async with asyncio.timeout(self.patience):
                number, _, proof = (await reader.readline()).decode("ascii").strip().partition(" ")
        finally:
            if task in self._strangers:
                self._strangers.remove(task)
        is_ours = hmac.compare_digest(proof, prove(self._token, "reader", number))
        return prove(self._token, "publisher", number) if is_ours else None

    async def _send_frames(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        gone = asyncio.ensure_future(reader.read(1))  # a reader has nothing more to say
        sent = 0
        self._let_in += 1
        try:
            while not gone.done():
                sent = await self._wait_for_frame(sent, gone)
                writer.write(self._line)
                await writer.drain()
                await asyncio.wait([gone], timeout=self.pause)
        finally:
            self._let_in -= 1
            gone.cancel()

    async def _wait_for_frame(self, sent: int, gone: "asyncio.Future[bytes]") -> int:
        while self.number <= sent:
            news = asyncio.ensure_future(self._news.wait())
            both: set[asyncio.Future[Any]] = {news, gone}
            try:
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            finally:
                news.cancel()
            if gone.done():
                raise OSError("the reader is gone")
        return self.number

    async def close(self) -> None:
        self.place.unlink(missing_ok=True)
        if self._server is None:
            return
        self._server.close()
        tasks = [*self._connections]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None


async def read_frames(place: Path) -> AsyncGenerator[RoomFrame, None]:
    """Frames as they come, until the exercise ends. Raises OSError, ValueError if it is not running."""
    if not place.is_file():
        raise FileNotFoundError(place)  # a pipe would be waited for
    where = json.loads(place.read_text())
    token, number = str(where["token"]), secrets.token_hex(16)
    reader, writer = await asyncio.open_connection(HOST, int(where["port"]), limit=4 * MAX_FRAME_BYTES)
    try:
        writer.write(f"{number} {prove(token, 'reader', number)}\n".encode())
        async with asyncio.timeout(FIRST_LINE_SECONDS):
            proof = (await reader.readline()).strip()
        if not hmac.compare_digest(proof, prove(token, "publisher", number).encode()):
            raise ConnectionRefusedError("another program has the port of the exercise")
        while line := await reader.readline():
            yield RoomFrame.parse(line)
    finally:
        writer.close()
