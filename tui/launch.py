"""Starts the application on the terminal, in the child of a small parent, with what the configuration file says."""

import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tui.parent import has_terminal, is_child, tell, watched, when_orphaned
from tui.refusal import Refusal

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.app import Allcall
    from tui.session import Session

    Begin = Callable[[Allcall], "Screen[Any]"]


def at_screen(arguments: Sequence[str], begin: "Begin", instead: str) -> int:
    """Plays the application. Returns its exit status. Raises Refusal where there is no terminal.

    arguments: the command line that leads here. begin: the first screen, made in the child; it may raise Refusal or Problems.
    instead: what there is to do without a terminal.
    """
    if not has_terminal():
        raise Refusal(f"this needs a terminal; {instead}")
    return played(begin) if is_child() else watched(arguments)


def played(begin: "Begin", told: Callable[[str], None] = tell) -> int:
    """Plays it in this process, and says how to go on with what was not ended. Raises Refusal, Problems."""
    from tui.config import read_config
    from tui.places import config_file, sessions_folder

    config = read_config(config_file())
    from tui.app import Allcall

    def opened(session: "Session | None") -> None:
        told("" if session is None else session.path.stem)

    folder = sessions_folder()
    app = Allcall(folder, lambda: first, config=config, opened=opened)
    first = begin(app)

    def leaves() -> None:
        """What is put back on the terminal is put back, whoever has it now."""
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        app.exit()

    def orphaned() -> None:
        with suppress(RuntimeError):  # it has ended by itself
            app.call_from_thread(leaves)

    when_orphaned(orphaned)
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
