"""`allcall room`: the room's face in a second terminal."""

import sys

from sim.drill.journal import JournalError
from sim.drill.sessions import path_of
from tui.places import sessions_folder
from tui.publisher import beside
from tui.refusal import Refusal


def run(session: str | None) -> int:
    """Shows a session, or whichever runs. Raises Refusal where there is no such session, or no terminal."""
    folder = sessions_folder()
    place = None
    if session is not None:
        try:
            place = beside(path_of(session, folder))
        except JournalError as error:
            raise Refusal(str(error)) from error
    if not sys.stdout.isatty():
        raise Refusal("room needs a terminal; start it in a window of its own")
    from tui.room_app import Room, latest

    Room(lambda: latest(folder) if place is None else place).run()
    return 0
