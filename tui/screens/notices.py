"""What a tab shows while another one owns the exercise. It asks again by itself, so that a reload lands where the exercise was.

A real emergency: everything stands still, and the whole screen says so. Nothing leads back from here but leaving.

An exercise that is opened again is still at STOP, on every screen, until somebody says that the emergency is over. It never goes on; what
was played can be looked back at.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Static

from sim.exercise.facilitator import start_debrief
from sim.exercise.journal import JournalError
from tui.app import create_screen
from tui.keymap import create_binding
from tui.screens.dialogs import Ask
from tui.widgets.base import Banner, render_stop_sign

if TYPE_CHECKING:
    from tui.app import Allcall


POLL_SECONDS = 0.5  # seconds between two looks

IN_USE_TEXT = (
    "In use\n\nThis exercise is open in another tab or window, and only one may own its clock.\n"
    "Close that one, and it goes on here."
)


class InUse(Screen[None]):
    """Waits until it may go on."""

    def __init__(self, take: Callable[[], bool], then: Callable[[], Screen[Any]]) -> None:
        """take: whether it is ours now. then: the screen to go on with."""
        super().__init__()
        self.take = take
        self.then = then

    def compose(self) -> ComposeResult:
        """A sentence, once it is sure that somebody else has it."""
        yield Banner()
        yield Static(id="says", markup=False)

    def on_mount(self) -> None:
        """Asks at once, and then again and again."""
        self.set_interval(POLL_SECONDS, self.check_ownership)
        self.call_after_refresh(self.check_ownership)

    def check_ownership(self) -> None:
        """Goes on if it may."""
        if not self.is_current:
            return
        if self.take():
            self.app.switch_screen(self.then())
        else:
            self.query_one("#says", Static).update(IN_USE_TEXT)


WORDS = """REAL EMERGENCY

This is not part of the exercise.
The exercise is over. It stands still and is kept.

Do now what your emergency plan says.
If anybody is in danger, call 911.

{later}
Ctrl+Q leaves the program"""

RESUME_HINT = "When it is over: {stop.hot_wash} holds the hot wash of what was played"

END_QUESTION = (
    "Is the real emergency over? The hot wash of what was played begins. The exercise itself does not go on."
)


class StopScreen(Screen[None]):
    """The screen. The room's face says the same, in a second terminal as well."""

    BINDINGS: ClassVar[list[BindingType]] = [create_binding("stop.hot_wash", "hot_wash")]

    def __init__(self) -> None:
        super().__init__()
        self.opened_again = False

    def compose(self) -> ComposeResult:
        """Nothing but the words."""
        yield Static(id="stop", markup=False)

    @property
    def allcall(self) -> "Allcall":
        """The application."""
        return cast("Allcall", self.app)

    def on_mount(self) -> None:
        """The room is told."""
        app = self.allcall
        self.opened_again, app.stopped = not app.stopped, True
        later = app.keys.fill_in_keys(RESUME_HINT) if self.opened_again else ""
        self.query_one("#stop", Static).update(
            f"{render_stop_sign(app.signs)}\n\n\n{WORDS.format(later=later)}"
        )
        if app.session is not None:
            app.publish(app.session.build_frame())
            self.run_worker(app.open_participant_server())

    def action_hot_wash(self) -> None:
        """Asks once; not where the emergency was told just now."""
        if self.opened_again:
            self.app.push_screen(Ask("IS IT OVER?", END_QUESTION, self.allcall.signs), self._on_confirmed)

    def _on_confirmed(self, yes: bool | None) -> None:
        app = self.allcall
        if not yes or app.session is None:
            return
        try:
            start_debrief(app.session.conductor)
        except JournalError as error:
            app.notify(str(error), severity="error")
            return
        app.stopped = False
        app.switch_screen(create_screen(app.session))
