"""Full-screen notices: an exercise in use elsewhere, and STOP for a real emergency.

After STOP the exercise cannot be resumed; when it is opened again, the hot wash of the part already played can be held.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Static

from sim.exercise.facilitator import start_debrief
from sim.exercise.journal import JournalError
from tui.app import AllcallScreen, create_screen
from tui.keymap import create_binding
from tui.screens.dialogs import Ask
from tui.widgets.base import Banner, render_stop_sign

POLL_SECONDS = 0.5  # seconds between two looks

IN_USE_TEXT = "In use\n\nThis exercise is open in another tab or window.\nClose that one to continue here."


class InUse(Screen[None]):
    """Waits until this tab may own the exercise."""

    def __init__(self, take: Callable[[], bool], then: Callable[[], Screen[Any]]) -> None:
        """take: whether the exercise is ours now. then: the screen to open."""
        super().__init__()
        self.take = take
        self.then = then

    def compose(self) -> ComposeResult:
        yield Banner()
        yield Static(id="says", markup=False)

    def on_mount(self) -> None:
        self.set_interval(POLL_SECONDS, self.check_ownership)
        self.call_after_refresh(self.check_ownership)

    def check_ownership(self) -> None:
        if not self.is_current:
            return
        if self.take():
            self.app.switch_screen(self.then())
        else:
            self.query_one("#says", Static).update(IN_USE_TEXT)


WORDS = """REAL EMERGENCY

This is not part of the exercise.
The exercise is over. It is saved.

Follow your emergency plan now.
If anyone is in danger, call 911.

{later}
Ctrl+Q exits"""

RESUME_HINT = "When the emergency is over: {stop.hot_wash} opens the hot wash"

END_QUESTION = "Is the real emergency over? This opens the hot wash. The exercise itself cannot be resumed."


class StopScreen(AllcallScreen):
    BINDINGS: ClassVar[list[BindingType]] = [create_binding("stop.hot_wash", "hot_wash")]

    def __init__(self) -> None:
        super().__init__()
        self.opened_again = False

    def compose(self) -> ComposeResult:
        yield Static(id="stop", markup=False)
        yield Static(id="stop-seen", markup=False)

    def on_mount(self) -> None:
        app = self.allcall
        self.query_one("#stop-seen").display = False
        self.set_interval(POLL_SECONDS, self.show_acknowledgments)
        self.opened_again, app.stopped = not app.stopped, True
        later = app.keys.fill_in_keys(RESUME_HINT) if self.opened_again else ""
        self.query_one("#stop", Static).update(f"{render_stop_sign(app.signs)}\n\n\n{WORDS.format(later=later)}")
        if app.session is not None:
            app.publish(app.session.build_frame())
            self.run_worker(app.open_participant_server())

    def show_acknowledgments(self) -> None:
        """Which screens of the room have STOP."""
        if self.allcall.room is not None:
            from tui.screens.room import describe_stop

            line = self.query_one("#stop-seen", Static)
            line.display = True
            line.update(describe_stop(self.allcall.room))

    def action_hot_wash(self) -> None:
        """Asks once; not available right after the emergency was reported."""
        if self.opened_again:
            self.app.push_screen(Ask("IS IT OVER?", END_QUESTION, self.allcall.signs), self._on_confirmed)

    def _on_confirmed(self, yes: bool | None) -> None:
        app = self.allcall
        if not yes or app.session is None:
            return
        try:
            start_debrief(app.session.conductor)
        except JournalError as error:
            app.notify(str(error), severity="error", markup=False)
            return
        app.stopped = False
        app.switch_screen(create_screen(app.session))
