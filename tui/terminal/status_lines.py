"""What a long command is doing, for those who have no terminal to show a bar on: a line after a second, then one every ten.

A timer of the system interrupts the main thread, which writes one whole line. So there is no second thread, no line stands within another,
and none comes after the command.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic

FIRST_S, EVERY_S = 1.0, 10.0

_stage = ""


def set_stage(text: str) -> None:
    """Sets what the next lines say that the command has come to; "" for nothing in particular."""
    global _stage  # noqa: PLW0603 - there is one command, and one standard error
    _stage = text


@contextmanager
def show_status_lines(command: str, doing: str) -> Iterator[None]:
    """Writes lines on standard error until the block ends, if that is no terminal. doing: what the command does."""
    if sys.stderr is None or sys.stderr.isatty():
        yield
        return
    begun, output = monotonic(), sys.stderr.fileno()

    def write(*_: object) -> None:
        """Writes past the buffer of Python, which the interrupted code may be writing to."""
        with suppress(OSError):
            os.write(output, f"allcall {command}: {_stage or doing}, {monotonic() - begun:.0f} s so far\n".encode())

    before = signal.signal(signal.SIGALRM, write)
    signal.siginterrupt(signal.SIGALRM, False)  # libraries in C need not begin anew what it interrupts
    signal.setitimer(signal.ITIMER_REAL, FIRST_S, EVERY_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
