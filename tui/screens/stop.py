"""A real emergency: everything stands still, and the whole screen says so. Nothing leads back from here but leaving."""

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from tui.glyphs import Glyphs
from tui.widgets.stop_sign import large

if TYPE_CHECKING:
    from tui.app import Allcall

WORDS = """REAL EMERGENCY

This is not part of the exercise.
The exercise is over. It stands still and is kept.

Do now what your emergency plan says.
If anybody is in danger, call 911.


Ctrl+Q leaves the program"""


class Stop(Screen[None]):
    """The screen. The room's face says the same, in a second terminal as well."""

    def compose(self) -> ComposeResult:
        """Nothing but the words."""
        yield Static(id="stop", markup=False)

    @property
    def signs(self) -> Glyphs:
        """Of this terminal."""
        return cast("Allcall", self.app).signs

    def on_mount(self) -> None:
        """The room is told."""
        self.query_one("#stop", Static).update(f"{large(self.signs)}\n\n\n{WORDS}")
        app = cast("Allcall", self.app)
        app.stopped = True
        if app.session is not None:
            app.publish(app.session.frame())
            self.run_worker(app.opens_to_the_room())
