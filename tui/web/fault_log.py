"""What asyncio and aiohttp log goes to the file of faults, once from each place in their code, and never to the screen.

The address of a device is not written.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scenarios.loading.files import PRIVATE_FILE

FILE = "faults.txt"
"""In the folder of sessions."""
LOGS = ("asyncio", "aiohttp")


class FaultLog(logging.Handler):
    """path: of the file, which is made with the first line."""

    def __init__(self, path: Path) -> None:
        super().__init__(logging.WARNING)
        self.setFormatter(logging.Formatter("%(asctime)s %(name)s: %(message)s"))
        self.path = path
        self._known: set[tuple[str, int, type | None]] = set()

    def emit(self, record: logging.LogRecord) -> None:
        place = record.pathname, record.lineno, record.exc_info[0] if record.exc_info else None
        if place in self._known:
            return
        self._known.add(place)
        record = logging.makeLogRecord({**vars(record), "msg": str(record.msg).partition("\n")[0], "args": None})
        with suppress(OSError):  # where it cannot be written, the exercise goes on all the same
            number = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)
            with os.fdopen(number, "a", encoding="utf-8", errors="replace") as file:
                file.write(f"{self.format(record)}\n\n")


@contextmanager
def log_faults(folder: Path) -> Iterator[None]:
    """While the context is open, what they log goes to the file of this folder."""
    handler, logs = FaultLog(folder / FILE), [logging.getLogger(name) for name in LOGS]
    before = [(log, log.level, log.propagate) for log in logs]
    for log in logs:
        log.addHandler(handler)
        log.setLevel(logging.WARNING)
        log.propagate = False
    try:
        yield
    finally:
        for log, level, propagate in before:
            log.removeHandler(handler)
            log.setLevel(level)
            log.propagate = propagate
