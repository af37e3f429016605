"""The application on a terminal of its own: what it draws is read as it comes, with the time at which it came.

A pseudo-terminal as large as the desk wants it; nothing is emulated, so nothing is counted that the application does not do itself.
Words are looked for in what was sent since a key was pressed, without the codes for colors and places.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Sequence
from pathlib import Path
from select import select
from time import perf_counter
from types import TracebackType
from typing import NamedTuple, Self

from benchmarks.watch import running_s, session
from tests.tui.terminal_session import of_this_checkout

PATIENCE = 60.0  # seconds without the words that are waited for
QUIET = 0.06  # seconds without output after which a key has been answered
CODES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[()].|[=>78cM])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
"""What a terminal is told besides letters."""


class Answer(NamedTuple):
    """What a key takes: seconds until the last piece of what it draws, and seconds of processor time."""

    seconds: float
    processor_s: float


class Seat:
    """A terminal with `allcall ARGUMENTS` on it. home: where sessions are kept. size: columns, rows."""

    def __init__(self, home: Path, arguments: Sequence[str] = (), size: tuple[int, int] = (120, 40)) -> None:
        self._end, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        environment = {**os.environ, **of_this_checkout(home), "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        self._sent = b""
        self.began = perf_counter()
        self._program = subprocess.Popen(
            [sys.executable, "-P", "-m", "tui", *arguments],
            stdin=other, stdout=other, stderr=other, cwd=home, env=environment, start_new_session=True,
        )  # fmt: skip
        os.close(other)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pid in session(self._program.pid):
            os.kill(pid, 9)
        self._program.wait()
        os.close(self._end)

    def press(self, key: str) -> float:
        """A key. Returns when it was pressed; words are looked for from here on."""
        self.reads(0.0)
        self._sent = b""
        now = perf_counter()
        os.write(self._end, key.encode())
        return now

    def sees(self, words: str) -> float:
        """Waits for words. Returns when the last piece of them came. Raises TimeoutError with what was drawn."""
        give_up = perf_counter() + PATIENCE
        while words.encode() not in CODES.sub(b"", self._sent):
            self.reads(0.5)
            if perf_counter() > give_up:
                raise TimeoutError(f"no {words!r} in {CODES.sub(b'', self._sent)[-4000:].decode(errors='replace')}")
        return self._came

    def reads(self, seconds: float) -> None:
        """Takes what is drawn: what is there already, or the first that comes within so many seconds."""
        wait = seconds
        while select([self._end], [], [], wait)[0]:
            self._sent += os.read(self._end, 1 << 16)
            self._came = perf_counter()
            wait = 0.0

    def answers(self, key: str) -> Answer:
        """A key, until nothing more is drawn. Raises TimeoutError if it draws nothing."""
        taken, pressed = self.processor_s, self.press(key)
        self._came = 0.0
        self.reads(2.0)
        if not self._came:
            raise TimeoutError(f"{key!r} draws nothing")
        while select([self._end], [], [], QUIET)[0]:
            self.reads(0.0)
        return Answer(self._came - pressed, self.processor_s - taken)

    def goes_on(self, seconds: float) -> None:
        """Lets it run and takes what it draws."""
        end = perf_counter() + seconds
        while (left := end - perf_counter()) > 0:
            self.reads(left)

    @property
    def processor_s(self) -> float:
        """Processor time of all its processes so far, in seconds."""
        return sum(running_s(pid) for pid in session(self._program.pid))
