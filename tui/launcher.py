"""Starts the application: on the terminal, supervised by a small parent process, or in a browser tab (`python -m tui.launcher`).

The parent imports this file, so everything heavy is imported inside functions. In the browser one tab owns the exercise: it locks a small
file and writes its open session there. Other tabs show "in use" until the lock is free. After a reload, the new process waits for the
old one and continues in the same session.
"""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from tui.terminal.console import CommandError
from tui.terminal.output import clean_output
from tui.terminal.process import has_terminal, is_supervised, report_session, run_supervised, watch_parent, watch_pipe

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.app import Allcall
    from tui.session import Session
    from tui.web.room_address import RoomPlace, RoomSettings

    CreateScreen = Callable[[Allcall], Screen[Any]]


def run_application(
    arguments: Sequence[str], begin: "CreateScreen", instead: str, room: "RoomSettings | None" = None
) -> int:
    """Runs the application. Returns its exit status. Raises CommandError without a terminal.

    arguments: the command line for the child. begin: makes the first screen in the child; may raise CommandError or Problems.
    instead: the hint for a user without a terminal. room: where phones and walls are served, if they are.
    """
    if not has_terminal():
        raise CommandError(f"this needs a terminal for input, output, and errors; {instead}")
    if is_supervised():
        return run_in_process(begin, room=room)
    return run_supervised([*arguments, *(room.to_arguments() if room else ())])


def run_in_process(
    begin: "CreateScreen", on_session: Callable[[str], None] = report_session, room: "RoomSettings | None" = None
) -> int:
    """Runs the application in this process, and says how to resume an unfinished exercise. Raises CommandError, Problems."""
    from tui.app import Allcall
    from tui.config import load_config
    from tui.fault_boundary import surviving_faults
    from tui.terminal.console import find_config_file, find_sessions_folder

    config = load_config(find_config_file())

    def opened(session: "Session | None") -> None:
        on_session("" if session is None else session.path.stem)

    folder = find_sessions_folder()
    place = _open_place(room)
    app = Allcall(folder, lambda: first, config=config, opened=opened, measures_effects=True, place=place)
    first = begin(app)

    def leave() -> None:
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # the terminal is restored even from the background
        app.exit()

    def orphaned() -> None:
        with suppress(RuntimeError):  # the application has already ended
            app.call_from_thread(leave)

    watch_parent(orphaned)
    with surviving_faults(app) as boundary:
        app.run()
    if boundary.count:
        sys.stderr.write(f"allcall: this program had faults ({boundary.count}); see {boundary.path}\n")
    session = app.session
    if session is not None and not session.state.ended:
        name = session.path.stem
        if session.state.frozen:  # a real emergency ends an exercise
            sys.stdout.write(
                "saved; the exercise was stopped for a real emergency and cannot continue\n"
                f"hot wash: allcall resume {name}\nreport so far: allcall report {name}\n"
            )
        else:
            sys.stdout.write(f"saved; to resume: allcall resume {name}\n")
    return app.return_code or 0


def _open_place(room: "RoomSettings | None") -> "RoomPlace | None":
    """The sockets of the room, with the wall's address printed. Raises CommandError."""
    if room is None:
        return None
    from tui.web.room_address import open_place

    place = open_place(room)
    sys.stderr.write(f"projector: {place.wall_address}  (on this computer, opens once)\n")
    return place


OWNER = "ALLCALL_OWNER"
"""Environment variable: the file that the owning tab locks."""


def find_owner_file(folder: Path, port: int) -> Path:
    """The lock file for the tabs of one port."""
    return folder / f"serve-{port}.owner"


class SessionOwnership:
    """The lock on the exercise. It is released when the process ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def acquire(self) -> bool:
        """Tries to take the lock. Returns whether this process owns the exercise."""
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
        """The session that the previous owner had open; may be empty."""
        if self._file is None:
            return ""
        self._file.seek(0)
        return self._file.read().strip()

    def record_session(self, session: str) -> None:
        """Records the open session for the next owner."""
        if self._file is not None:
            self._file.truncate(0)
            self._file.write(session)
            self._file.flush()

    def release(self) -> None:
        """Gives the lock to the next tab."""
        if self._file is not None:
            self._file.close()
            self._file = None


def choose_first_screen(app: "Allcall", session: str) -> "Screen[Any]":
    """The first screen of a tab: the session that was open, or the library."""
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


def leave_killed_server() -> None:
    """Ends this tab at once: the journal is complete at any moment, and no browser shows the screen."""
    os._exit(1)


@clean_output()
def main() -> int:
    """Runs the application in this tab. Returns the exit status."""
    from tui.screens.notices import InUse

    watch_pipe(sys.stdin.fileno(), leave_killed_server)
    ownership = SessionOwnership(Path(os.environ[OWNER]))

    def first(app: "Allcall") -> "Screen[Any]":
        return InUse(ownership.acquire, lambda: choose_first_screen(app, ownership.session))

    try:
        return run_in_process(first, ownership.record_session)
    except CommandError as error:
        sys.stderr.write(f"allcall: {error}\n")
        return error.status


if __name__ == "__main__":
    raise SystemExit(main())
