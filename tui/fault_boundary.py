"""After an error of a screen the exercise goes on: the fault is in a file, and a line on the screen says so.

All that Textual runs for a screen ends here when it fails: handlers, actions, timers, workers, what builds a screen, what draws it. A small
screen over another one is closed then. Any other stays as it is, unless it cannot be built or drawn: then it is opened again. Where that
fails too, a plain page takes its place until a key is pressed.

An error of the journal, or of what changes the exercise, passes through and ends the application: the state may not be what the journal
holds, and `allcall resume` goes by the journal. So does an error before the first screen, where there is nothing to go on with.
"""

import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from textual._context import active_message_pump
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import Worker, WorkerFailed

from scenarios.loading.files import PRIVATE_FILE
from tui.app import Allcall, AllcallScreen, create_screen
from tui.web.fault_log import FILE
from tui.widgets.base import Banner

LINE = "Something failed here. The exercise goes on. Check what the last key did."
"""Neither it nor the name of the file names the exercise, since the screen may be mirrored."""

SECONDS = 15.0
"""How long the line stays."""

PLAIN_TEXT = (
    "This page cannot be shown.\n\nThe exercise is saved, and stands still.\n\nEnter opens it again. Ctrl+Q exits."
)

UNSAFE = ("sim.exercise.conductor", "sim.exercise.journal", "sim.model.", "sim.hazards.", "sim.channels.")
"""How the names of modules begin in which an error may leave the state other than the journal has it."""

DRAWING = {"_compositor_refresh", "_refresh_layout"}
"""Functions of Textual under which screens are drawn."""


@contextmanager
def surviving_faults(app: Allcall) -> "Iterator[FaultBoundary]":
    """While the context is open, faults of screens do not end the application."""
    boundary = FaultBoundary(app)
    end, dispatch = app._handle_exception, MessagePump._dispatch_message

    def handle(error: Exception) -> None:
        if not boundary.survive(error):
            end(error)

    async def dispatch_on(pump: MessagePump, message: Message) -> None:
        """Textual ends the widget, or the application, whose handler fails."""
        try:
            await dispatch(pump, message)
        except Exception as error:
            if not boundary.survive(error):
                raise

    app._handle_exception = handle  # type: ignore[method-assign]
    MessagePump._dispatch_message = dispatch_on  # type: ignore[method-assign,assignment]
    try:
        yield boundary
    finally:
        MessagePump._dispatch_message = dispatch  # type: ignore[method-assign]
        del app._handle_exception


class FaultBoundary:
    """path: the file of faults. count: of different ones so far."""

    def __init__(self, app: Allcall) -> None:
        self.app = app
        self.path = app.folder / FILE
        self._known: set[str] = set()
        self._opened_again: Screen[None] | None = None

    @property
    def count(self) -> int:
        return len(self._known)

    def survive(self, error: BaseException) -> bool:
        """Whether the application goes on after an error. It is recorded in any case."""
        if isinstance(error, WorkerFailed):
            error = error.error
        self._record(error)
        app, pump = self.app, active_message_pump.get(None)
        ran = [frame.f_code.co_name for frame, _ in traceback.walk_tb(error.__traceback__)]
        is_broken = not DRAWING.isdisjoint(ran) or (isinstance(pump, Widget) and not pump.is_mounted)
        screen = self._find_screen(error, pump)
        has_other = app.session is not None or len(app.screen_stack) > 2
        if len(app.screen_stack) < 2 or is_unsafe(error) or (is_broken and not has_other):
            return False
        if screen is not None and (is_broken or isinstance(screen, ModalScreen)):
            app.call_later(self._replace, screen)
        if all(shown.message != LINE for shown in app._notifications):
            app.notify(LINE, severity="error", timeout=SECONDS, markup=False)
        return True

    def _record(self, error: BaseException) -> None:
        """Writes an error to the file, the first time that it comes from this place."""
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{type(error).__name__} {frames[-1].filename}:{frames[-1].lineno}" if frames else repr(error)
        if place in self._known:
            return
        self._known.add(place)
        written = f"{self.app.today():%Y-%m-%d %H:%M:%S}\n{''.join(traceback.format_exception(error))}\n"
        try:
            with os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE), "a") as file:
                file.write(written)
        except OSError as full:
            self.app.log.error(full)  # the line is shown all the same

    def _find_screen(self, error: BaseException, pump: MessagePump | None) -> Screen[object] | None:
        """The open screen whose code failed: of the innermost widget that the error came through."""
        owners = [frame.f_locals.get("self") for frame, _ in traceback.walk_tb(error.__traceback__)]
        for named in (*reversed(owners), pump):
            owner = named.node if isinstance(named, Worker) else named
            if isinstance(owner, Widget):
                screen = next((one for one in owner.ancestors_with_self if isinstance(one, Screen)), None)
                if screen in self.app.screen_stack[1:]:
                    return screen
        return None

    def _replace(self, failed: Screen[object]) -> None:
        """Closes a screen that failed, with those above it, and opens what the exercise needs in its place."""
        app = self.app
        if failed not in app.screen_stack:
            return
        while app.screen is not failed:
            app.screen.dismiss()
        below = app.screen_stack[1:-1]
        if isinstance(failed, ModalScreen) or app.session is None:
            failed.dismiss()
            return
        wanted: Screen[None] = create_screen(app.session)
        if any(type(one) is type(wanted) for one in below):
            failed.dismiss()
            return
        self._opened_again = PlainPage() if failed is self._opened_again else wanted
        app.switch_screen(self._opened_again)


def is_unsafe(error: BaseException | None) -> bool:
    """Whether an error, or one that it came of, may have left the state other than the journal has it. A refusal changes nothing."""
    from sim.exercise.conductor import CommandRejected
    from sim.exercise.journal import JournalError

    while error is not None and not isinstance(error, CommandRejected):
        modules = [frame.f_globals.get("__name__", "") for frame, _ in traceback.walk_tb(error.__traceback__)]
        if isinstance(error, JournalError) or any(name.startswith(UNSAFE) for name in modules):
            return True
        error = error.__cause__ or error.__context__
    return False


class PlainPage(AllcallScreen):
    """In place of a screen that cannot be shown."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", show=False)]

    def compose(self) -> ComposeResult:
        yield Banner()
        yield Static(PLAIN_TEXT, id="says", markup=False)

    def action_open(self) -> None:
        self.app.switch_screen(create_screen(self.session))
