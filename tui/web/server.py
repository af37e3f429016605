"""Publishes frames of the participant view to other processes on this machine, and reads them.

The process that owns the exercise listens on loopback and writes port and secret beside the journal, readable by its owner only. A frame
is a numbered line of JSON, always the latest, at most two per second and 10 KB. A slow reader misses frames.
"""

import asyncio
import json
import secrets
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from scenarios.loading.files import write_atomic
from sim.exercise.sessions import ROOM_SUFFIX

HOST = "127.0.0.1"
MAX_FRAME_BYTES = 10_240
"""Bytes of a frame."""
POLL_SECONDS = 0.5
"""Seconds between two frames."""

Frame = Mapping[str, Any]


class FrameTooLarge(ValueError):
    """A frame exceeds the limit."""


def address_file(journal: Path) -> Path:
    """The file that holds port and secret."""
    return journal.with_suffix(ROOM_SUFFIX)


class Publisher:
    """`await open()`, then `publish(frame)` from the same event loop, `await close()` at the end. publish never waits and drops repeated
    frames.
    """

    def __init__(self, journal: Path, pause: float = POLL_SECONDS) -> None:
        self.place = address_file(journal)
        self.pause = pause
        self.number = 0
        self._token = secrets.token_hex(16)
        self._line = b""
        self._frame: Frame | None = None
        self._news = asyncio.Event()  # one for each frame, set when the next one is there
        self._server: asyncio.Server | None = None
        self._readers: set[asyncio.Task[None]] = set()
        self._let_in = 0

    async def open(self) -> None:
        """Listens on a free port and writes the address file. Raises OSError."""
        self._server = await asyncio.start_server(self._serve, HOST, 0)
        port = self._server.sockets[0].getsockname()[1]
        write_atomic(self.place, json.dumps({"port": port, "token": self._token}).encode(), private=True)

    def publish(self, frame: Frame) -> None:
        """Makes this the latest frame. Raises FrameTooLarge."""
        if frame == self._frame:
            return
        line = json.dumps({"number": self.number + 1, "frame": frame}, ensure_ascii=False).encode() + b"\n"
        if len(line) > MAX_FRAME_BYTES:
            raise FrameTooLarge(f"a frame of {len(line)} bytes; at most {MAX_FRAME_BYTES} are sent")
        self.number, self._line, self._frame = self.number + 1, line, dict(frame)
        self._news.set()
        self._news = asyncio.Event()

    @property
    def has_readers(self) -> bool:
        """Whether an authenticated reader is connected."""
        return self._let_in > 0

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._readers.add(task)
            task.add_done_callback(self._readers.discard)
        with suppress(OSError, ValueError, asyncio.CancelledError):
            said = (await reader.readline()).decode("ascii", "replace").strip()
            if secrets.compare_digest(said, self._token):
                await self._send_frames(reader, writer)
        writer.close()

    async def _send_frames(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        gone = asyncio.ensure_future(reader.read())
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
        tasks = [*self._readers]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None


async def read_frames(place: Path) -> AsyncGenerator[Frame, None]:
    """Frames as they come, until the exercise ends. Raises OSError, ValueError if it is not running."""
    if not place.is_file():
        raise FileNotFoundError(place)  # a pipe would be waited for
    where = json.loads(place.read_text())
    reader, writer = await asyncio.open_connection(HOST, int(where["port"]), limit=4 * MAX_FRAME_BYTES)
    try:
        writer.write(f"{where['token']}\n".encode())
        await writer.drain()
        while line := await reader.readline():
            yield json.loads(line)["frame"]
    finally:
        writer.close()
