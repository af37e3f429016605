"""`python -m tui.tab`: the application in one tab of a browser, started by `allcall serve`.

One tab owns the exercise: it holds the lock on a small file, in which it writes the session that it has open. Another tab finds the lock
taken and says "in use" until it is free. So after a reload the new process waits for the old one to let go, and lands
where that one was.
"""

import os
import sys
from pathlib import Path
from typing import IO, Any

from textual.screen import Screen

from tui.app import Allcall
from tui.launch import run_in_process
from tui.refusal import CommandError

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
    from scenarios.problems import Problems
    from sim.drill.journal import JournalError
    from sim.drill.sessions import find_session
    from tui.flow import create_screen
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
    from tui.screens.in_use import InUse

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
