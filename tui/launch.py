"""Starts the application on the terminal, in the child of a small parent, with what the configuration file says."""

import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tui.parent import has_terminal, is_supervised, report_session, run_supervised, watch_parent
from tui.refusal import CommandError

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.app import Allcall
    from tui.session import Session

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
    from tui.places import find_config_file, find_sessions_folder

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
