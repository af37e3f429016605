"""The application: from the library to the hot wash, a screen after the other.

It holds what all screens share: the clock on the wall, the folder of sessions, the signs of this terminal, and the exercise that is open.
The exercise is only ever changed through its conduct.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App
from textual.filter import LineFilter
from textual.screen import Screen

from tui.config import Config
from tui.glyphs import PLAIN, Glyphs, glyphs
from tui.only_ascii import OnlyAscii
from tui.publisher import Publisher, beside
from tui.session import Session

Wall = Callable[[], float]


class Allcall(App[None]):
    """The application. session: the exercise that is open, if one is."""

    TITLE = "Allcall"
    CSS_PATH: ClassVar[list[str]] = ["allcall.tcss", "entry.tcss", "desk.tcss", "room.tcss", "hotwash.tcss"]  # type: ignore[assignment]

    def __init__(
        self,
        folder: Path,
        first: Callable[[], Screen[Any]],
        wall: Wall = time.monotonic,
        today: Callable[[], datetime] = datetime.now,
        signs: Glyphs | None = None,
        config: Config | None = None,
        opened: Callable[[Session | None], None] | None = None,
    ) -> None:
        """folder: of sessions. first: makes the screen to begin with. wall: seconds, never going back. opened: is told of each session."""
        super().__init__()
        self.folder = folder
        self.first = first
        self.wall = wall
        self.today = today
        self.config = config or Config()
        self.signs = signs or (PLAIN if self.config.ascii else glyphs())
        self._ascii = OnlyAscii()
        self._opened = opened
        self._session: Session | None = None
        self.publisher: Publisher | None = None
        self._frame: Mapping[str, Any] | None = None

    @property
    def session(self) -> Session | None:
        """The exercise that is open. Whoever watches this process is told of it."""
        return self._session

    @session.setter
    def session(self, session: Session | None) -> None:
        self._session = session
        if self._opened is not None:
            self._opened(session)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What goes over every line before it is drawn."""
        return [*super().get_line_filters(), *([self._ascii] if self.signs is PLAIN else [])]

    def on_mount(self) -> None:
        """The first screen, as the configuration file wants it."""
        if self.config.theme:
            self.theme = self.config.theme
        self.set_keymap(dict(self.config.keys))
        self.push_screen(self.first())

    async def opens_to_the_room(self) -> None:
        """From now on a second terminal can show the room's face. Where that cannot be, the exercise goes on without."""
        if self.session is None or (self.publisher and self.publisher.place == beside(self.session.path)):
            return
        await self.closes_to_the_room()
        publisher = Publisher(self.session.path)
        try:
            await publisher.open()
        except OSError as error:
            self.notify(f"allcall room cannot read along: {error}", severity="warning")
            return
        self.publisher = publisher
        if self._frame is not None:
            publisher.publish(self._frame)

    async def closes_to_the_room(self) -> None:
        """A second terminal waits again."""
        if self.publisher is not None:
            await self.publisher.close()
        self.publisher = None

    def publish(self, frame: Mapping[str, Any]) -> None:
        """What the room sees from now on."""
        self._frame = frame
        if self.publisher is not None:
            self.publisher.publish(frame)

    async def on_unmount(self) -> None:
        """Lets the journal go."""
        await self.closes_to_the_room()
        if self.session is not None:
            self.session.close()
