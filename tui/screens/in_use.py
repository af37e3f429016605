"""What a tab shows while another one owns the exercise. It asks again by itself, so that a reload lands where the exercise was."""

from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from tui.widgets.banner import Banner

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
