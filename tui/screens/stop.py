"""A real emergency: everything stands still, and the whole screen says so. Nothing leads back from here but leaving.

An exercise that is opened again is still at STOP, on every screen, until somebody says that the emergency is over. It never goes on; what
was played can be looked back at.
"""

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Static

from sim.drill.facilitator import looks_back
from sim.drill.journal import JournalError
from tui.flow import screen_of
from tui.keyboard import bound
from tui.screens.choose import Ask
from tui.widgets.stop_sign import large

if TYPE_CHECKING:
    from tui.app import Allcall

WORDS = """REAL EMERGENCY

This is not part of the exercise.
The exercise is over. It stands still and is kept.

Do now what your emergency plan says.
If anybody is in danger, call 911.

{later}
Ctrl+Q leaves the program"""
LATER = "When it is over: {stop.hot_wash} holds the hot wash of what was played"
IS_OVER = (
    "Is the real emergency over? The hot wash of what was played begins. The exercise itself does not go on."
)


class Stop(Screen[None]):
    """The screen. The room's face says the same, in a second terminal as well."""

    BINDINGS: ClassVar[list[BindingType]] = [bound("stop.hot_wash", "hot_wash")]

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
        later = app.keys.says(LATER) if self.opened_again else ""
        self.query_one("#stop", Static).update(f"{large(app.signs)}\n\n\n{WORDS.format(later=later)}")
        if app.session is not None:
            app.publish(app.session.frame())
            self.run_worker(app.opens_to_the_room())

    def action_hot_wash(self) -> None:
        """Asks once; not where the emergency was told just now."""
        if self.opened_again:
            self.app.push_screen(Ask("IS IT OVER?", IS_OVER, self.allcall.signs), self._is_over)

    def _is_over(self, yes: bool | None) -> None:
        app = self.allcall
        if not yes or app.session is None:
            return
        try:
            looks_back(app.session.conduct)
        except JournalError as error:
            app.notify(str(error), severity="error")
            return
        app.stopped = False
        app.switch_screen(screen_of(app.session))
