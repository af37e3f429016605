"""A supervisor: starts the application as a child process, waits, and restores the terminal if the child is killed.

A killed full-screen program leaves the terminal without echo or cursor, and only another process can restore it. The child runs the same
command line. It reports its open session through the pipe named in `PIPE_VARIABLE`, so that the supervisor can say how to resume. If the
supervisor is killed, the pipe breaks and the child exits, because the terminal is no longer its own.
"""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Thread, current_thread, main_thread
from types import FrameType

from tui.terminal.output import find_raw

PIPE_VARIABLE = "ALLCALL_TELLS"
"""Environment variable of the child: the file descriptor to which it writes its session."""

ESCAPE = {"ESCDELAY": "25"}
"""Milliseconds after which Textual takes Esc as a key of its own. Its default of 100 can delay Esc by up to 200."""

RESTORE_SEQUENCE = "".join(
    f"\x1b[{code}"
    for code in (
        *("?1000l", "?1002l", "?1003l", "?1015l", "?1006l", "?1016l"),  # no mouse
        *("?2004l", "?1004l", "?2048l", "<u"),  # no marked pastes, focus or sizes; keys as they were
        *("?2026l", "?7h", "?1049l", "?25h", "0m"),  # drawn at once, lines wrapped, first screen, cursor, plain
    )
)


def is_supervised() -> bool:
    """Whether this process is the supervised child."""
    return PIPE_VARIABLE in os.environ


def has_terminal() -> bool:
    """Whether there is a terminal to draw on and to read keys from."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """SIGTERM ends a command as Ctrl-C does, also where a library makes an error of its own of the KeyboardInterrupt. A screen dies of
    it, and its supervisor says how to resume.
    """
    defaults = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}
    is_ours = current_thread() is main_thread() and not is_supervised()
    before = {number: old for number, old in defaults.items() if is_ours and signal.getsignal(number) is old}
    received: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        received.append(number)
        raise KeyboardInterrupt

    for number in before:
        signal.signal(number, stop)
    try:
        yield
    except Exception:
        if received:
            raise KeyboardInterrupt from None
        raise
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def run_supervised(arguments: Sequence[str]) -> int:
    """Runs a command line in a child. Returns its exit status, or 128 + the signal that killed it."""
    import termios

    modes = termios.tcgetattr(sys.stdin.fileno())
    read, write = os.pipe()
    command = [sys.executable, "-P", "-m", "tui", *arguments]
    child: subprocess.Popen[bytes] | None = None

    def forward(number: int, _: FrameType | None) -> None:
        """Forwards a signal to the child, except Ctrl-C, which reaches both."""
        if child is not None and number != signal.SIGINT:
            child.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, forward)
    child = subprocess.Popen(command, pass_fds=[write], env={**ESCAPE, **os.environ, PIPE_VARIABLE: str(write)})
    os.close(write)
    status = child.wait()
    if status >= 0:
        return status
    restore_terminal(modes)
    sys.stderr.write(describe_death(-status, read_last_session(read)))
    return 128 - status


def restore_terminal(modes: list[object]) -> None:
    """Restores the modes and the display of the terminal, and drops pending input."""
    import termios

    termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, modes)  # type: ignore[arg-type]
    termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)
    find_raw(sys.stderr).write(RESTORE_SEQUENCE)
    sys.stderr.flush()


def read_last_session(read: int) -> str:
    """The session that the child had open when it ended; may be empty."""
    with os.fdopen(read, encoding="utf-8") as pipe:
        lines = pipe.read().splitlines()
    return lines[-1] if lines else ""


def describe_death(number: int, session: str) -> str:
    """The message after the death of the child, with how to resume."""
    name = signal.Signals(number).name
    message = f"allcall was killed ({name}).\n"
    if not session:
        return message
    return f"{message}The journal is intact. To resume:\n\n    allcall resume {session}\n\n"


def watch_parent(on_death: Callable[[], None]) -> None:
    """In the child: calls `on_death` in a thread once the supervisor is gone."""
    number = os.environ.get(PIPE_VARIABLE)
    if number is not None:
        watch_pipe(int(number), on_death)


def watch_pipe(number: int, on_death: Callable[[], None]) -> None:
    """Calls `on_death` in a thread once the process at the other end of a pipe or socket is gone."""

    def wait() -> None:
        poller = select.poll()
        poller.register(number, 0)  # a broken pipe is always reported
        poller.poll()
        on_death()

    Thread(target=wait, daemon=True).start()


def report_session(session: str) -> None:
    """In the child: reports the open session to the supervisor; empty for none."""
    number = os.environ.get(PIPE_VARIABLE)
    if number is not None:
        with suppress(BrokenPipeError):
            os.write(int(number), f"{session}\n".encode())
