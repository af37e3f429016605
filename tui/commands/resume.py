"""`allcall resume`: goes on with an exercise that was left or cut off, stopped, where it was."""

from typing import TYPE_CHECKING, Any

from tui.launch import at_screen
from tui.refusal import Refusal

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.app import Allcall


def run(session: str | None) -> int:
    """Plays the application from where that exercise is. session: by default the latest that has not ended. Raises Refusal, Problems."""
    arguments = ["resume"] if session is None else ["resume", session]
    return at_screen(
        arguments, lambda app: _first(app, session), "allcall sessions lists what can be resumed"
    )


def _first(app: "Allcall", session: str | None) -> "Screen[Any]":
    from sim.drill.journal import JournalError
    from sim.drill.sessions import latest, path_of
    from tui.flow import screen_of
    from tui.session import resumed

    try:
        path = latest(app.folder) if session is None else path_of(session, app.folder)
        app.session = resumed(path)
    except JournalError as error:
        raise Refusal(str(error)) from error
    return screen_of(app.session)
