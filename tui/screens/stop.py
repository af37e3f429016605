"""A real emergency: everything stands still, and the whole screen says so. Nothing leads back from here but leaving."""

from rich.text import Text
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

WORDS = """STOP

REAL EMERGENCY

This is not part of the exercise.
The exercise is over. It stands still and is kept.

Do now what your emergency plan says.
If anybody is in danger, call 911.


Ctrl+Q leaves the program"""


class Stop(Screen[None]):
    """The screen."""

    def compose(self) -> ComposeResult:
        """Nothing but the words."""
        yield Static(Text(WORDS, justify="center", style="bold"), id="stop")
