"""The application: from the library to the hot wash, a screen after the other.

It holds what all screens share: the clock on the wall, the folder of sessions, the signs of this terminal, and the exercise that is open.
The exercise is only ever changed through its conduct.
"""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App
from textual.screen import Screen

from tui.glyphs import Glyphs, glyphs
from tui.session import Session

Wall = Callable[[], float]


class Allcall(App[None]):
    """The application. session: the exercise that is open, if one is."""

    TITLE = "Allcall"
    CSS_PATH: ClassVar[list[str]] = ["allcall.tcss"]  # type: ignore[assignment]

    def __init__(
        self,
        folder: Path,
        first: Callable[[], Screen[Any]],
        wall: Wall = time.monotonic,
        today: Callable[[], datetime] = datetime.now,
        signs: Glyphs | None = None,
    ) -> None:
        """folder: of sessions. first: makes the screen to begin with. wall: seconds, never going back."""
        super().__init__()
        self.folder = folder
        self.first = first
        self.wall = wall
        self.today = today
        self.signs = signs or glyphs()
        self.session: Session | None = None

    def on_mount(self) -> None:
        """The first screen."""
        self.push_screen(self.first())

    def on_unmount(self) -> None:
        """Lets the journal go."""
        if self.session is not None:
            self.session.close()
