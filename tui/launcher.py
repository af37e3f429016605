"""Starts the application on the terminal, in the child of a small parent, with what the configuration file says.

`python -m tui.launcher`: the application in one tab of a browser, started by `allcall serve`.

One tab owns the exercise: it holds the lock on a small file, in which it writes the session that it has open. Another tab finds the lock
taken and says "in use" until it is free. So after a reload the new process waits for the old one to let go, and lands
where that one was.
"""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from textual.screen import Screen

from tui.app import Allcall
from tui.terminal.console import CommandError
from tui.terminal.process import has_terminal, is_supervised, report_session, run_supervised, watch_parent

if TYPE_CHECKING:
    from tui.session import Session


if TYPE_CHECKING:
    CreateScreen = Callable[[Allcall], "Screen[Any]"]


def run_application(arguments: Sequence[str], begin: "CreateScreen", instead: str) -> int:
    """Plays the application. Returns its exit status. Raises Refusal where there is no terminal.

    arguments: the command line that leads here. begin: the first screen, made in the child; it may raise Refusal or Problems.
    instead: what there is to do without a terminal.
    """
    if not has_terminal():
        raise CommandError(f"this needs a terminal; {instead}")
    return run_in_process(begin) if is_supervised() else run_supervised(arguments)


def run_in_process(begin: "CreateScreen", told: Callable[[str], None] = report_session) -> int:
    """Plays it in this process, and says how to go on with what was not ended. Raises Refusal, Problems."""
    from tui.config import load_config
    from tui.terminal.console import find_config_file, find_sessions_folder

    config = load_config(find_config_file())
    from tui.app import Allcall

    def opened(session: "Session | None") -> None:
        told("" if session is None else session.path.stem)

    folder = find_sessions_folder()
    app = Allcall(folder, lambda: first, config=config, opened=opened)
    first = begin(app)

    def leaves() -> None:
        """What is put back on the terminal is put back, whoever has it now."""
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        app.exit()

    def orphaned() -> None:
        with suppress(RuntimeError):  # it has ended by itself
            app.call_from_thread(leaves)

    watch_parent(orphaned)
    app.run()
    session = app.session
    if session is not None and not session.state.ended:
        name = session.path.stem
        sys.stdout.write(f"kept: allcall resume {name}\n")
        if session.state.frozen:  # a real emergency ends an exercise
            sys.stdout.write(
                f"It does not go on; its hot wash can be held later. As it is: allcall report {name}\n"
            )
    return app.return_code or 0


OWNER = "ALLCALL_OWNER"
"""Environment variable: the file that the owner locks."""


def find_owner_file(folder: Path, port: int) -> Path:
    """The file for the tabs of one port."""
    return folder / f"serve-{port}.owner"


class SessionOwnership:
    """The lock on the file, once this process has it; it is let go when the process ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def acquire(self) -> bool:
        """Whether this process owns the exercise now."""
        import fcntl

        if self._file is not None:
            return True
        file = self.path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    @property
    def session(self) -> str:
        """The session that the owner before had open; empty where there was none."""
        if self._file is None:
            return ""
        self._file.seek(0)
        return self._file.read().strip()

    def record_session(self, session: str) -> None:
        """Writes down what is open now, for whoever owns it next."""
        if self._file is not None:
            self._file.truncate(0)
            self._file.write(session)
            self._file.flush()

    def release(self) -> None:
        """The next one may have it."""
        if self._file is not None:
            self._file.close()
            self._file = None


def choose_first_screen(app: Allcall, session: str) -> Screen[Any]:
    """Where a tab begins: in the session that was open, else in the library."""
    from scenarios.diagnostics import Problems
    from sim.exercise.journal import JournalError
    from sim.exercise.sessions import find_session
    from tui.app import create_screen
    from tui.screens.library import Library
    from tui.session import resume_session

    if not session:
        return Library()
    try:
        app.session = resume_session(find_session(session, app.folder))
    except (JournalError, Problems):
        return Library()
    return create_screen(app.session)


def main() -> int:
    """Plays it in this tab. Returns the exit status."""
    from tui.screens.notices import InUse

    ownership = SessionOwnership(Path(os.environ[OWNER]))

    def first(app: Allcall) -> Screen[Any]:
        return InUse(ownership.acquire, lambda: choose_first_screen(app, ownership.session))

    try:
        return run_in_process(first, ownership.record_session)
    except CommandError as error:
        sys.stderr.write(f"allcall: {error}\n")
        return error.status


if __name__ == "__main__":
    raise SystemExit(main())
