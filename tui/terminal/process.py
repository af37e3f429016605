"""A small parent process: it starts the application as its child, waits, and cleans up where the child was killed.

A program that fills the terminal leaves it wrecked when it is killed: no echo, no cursor, the other screen, a mouse that types. Nobody but
another process can mend that. The child plays the same command line and knows by `PIPE_VARIABLE` that it is the child; through that pipe it says
which session it has open, so that the parent can say how to go on with it. Where the parent is killed, that pipe breaks, and the child
leaves by itself: the terminal belongs to somebody else from then on, and an exercise that nobody sees must not go on.

It is for systems with terminals as POSIX has them; elsewhere the application plays in this process.
"""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Thread
from types import FrameType

PIPE_VARIABLE = "ALLCALL_TELLS"
"""Environment variable of the child: the number of the pipe into which it writes the path of its session."""

ESCAPE = {"ESCDELAY": "25"}
"""Environment variable of the child: milliseconds after which an Esc is a key, and not the beginning of another. Textual's own are 100,
which it looks at every 100, so that an Esc may take twice as long.
"""

RESTORE_SEQUENCE = "".join(
    f"\x1b[{code}"
    for code in (
        *("?1000l", "?1002l", "?1003l", "?1015l", "?1006l", "?1016l"),  # no mouse
        *("?2004l", "?1004l", "?2048l", "<u"),  # no marked pastes, focus or sizes; keys as they were
        *(
            "?2026l",
            "?7h",
            "?1049l",
            "?25h",
            "0m",
        ),  # drawn at once, lines wrapped, first screen, cursor, plain
    )
)


def is_supervised() -> bool:
    """Whether somebody watches this process already, or nobody can."""
    return PIPE_VARIABLE in os.environ or os.name != "posix"


def has_terminal() -> bool:
    """Whether there is a terminal to draw on and to read keys from."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def run_supervised(arguments: Sequence[str]) -> int:
    """Plays a command line in a child. Returns its exit status, 128 + the signal where one killed it."""
    import termios

    modes = termios.tcgetattr(sys.stdin.fileno())
    read, write = os.pipe()
    command = [sys.executable, "-P", "-m", "tui", *arguments]
    child: subprocess.Popen[bytes] | None = None

    def passed_on(number: int, _: FrameType | None) -> None:
        """Whoever ends the parent means the child; a Ctrl-C has reached both."""
        if child is not None and number != signal.SIGINT:
            child.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, passed_on)
    child = subprocess.Popen(
        command, pass_fds=[write], env={**ESCAPE, **os.environ, PIPE_VARIABLE: str(write)}
    )
    os.close(write)
    status = child.wait()
    if status >= 0:
        return status
    restore_terminal(modes)
    sys.stderr.write(describe_death(-status, read_last_session(read)))
    return 128 - status


def restore_terminal(modes: list[object]) -> None:
    """The terminal as it was: what its driver does, and what it draws. What was typed meanwhile is dropped."""
    import termios

    termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, modes)  # type: ignore[arg-type]
    termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)
    sys.stderr.write(RESTORE_SEQUENCE)
    sys.stderr.flush()


def read_last_session(read: int) -> str:
    """The session that the child had open when it ended; empty where it had none."""
    with os.fdopen(read, encoding="utf-8") as pipe:
        lines = pipe.read().splitlines()
    return lines[-1] if lines else ""


def describe_death(number: int, session: str) -> str:
    """What happened, and how to go on."""
    name = signal.Signals(number).name
    said = f"allcall was killed ({name}).\n"
    if not session:
        return said
    return f"{said}Nothing that was written down is lost. Go on with\n\n    allcall resume {session}\n\n"


def watch_parent(then: Callable[[], None]) -> None:
    """In the child: calls `then` in a thread, once the parent is gone. Nothing happens where there was none."""
    number = os.environ.get(PIPE_VARIABLE)
    if number is None:
        return

    def waits() -> None:
        asked = select.poll()
        asked.register(int(number), 0)  # what is reported unasked: nobody reads any more
        asked.poll()
        then()

    Thread(target=waits, daemon=True).start()


def report_session(session: str) -> None:
    """In the child: says which session is open, for the parent. Empty: none."""
    number = os.environ.get(PIPE_VARIABLE)
    if number is not None:
        with suppress(BrokenPipeError):
            os.write(int(number), f"{session}\n".encode())
