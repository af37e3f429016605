"""`allcall room`: the room's face in a second terminal. It draws the frames that the exercise publishes, and owns nothing else.

It has no clock and no journal. Where no exercise runs it waits for one; where one ends or dies it waits for the next.
"""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.filter import LineFilter

from tui.terminal.glyphs import ASCII_GLYPHS, Glyphs, OnlyAscii, choose_glyphs
from tui.web.server import SUFFIX, read_frames
from tui.widgets.room_view import ParticipantView

RETRY_SECONDS = 1.0
"""Seconds until it looks again whether there is an exercise."""
WAITING_MESSAGE = "waiting for the exercise"
LOST_MESSAGE = "the exercise is not running; waiting for it"


class ParticipantApp(App[None]):
    """The application. where: the file that says where the frames are; None while there is none."""

    TITLE = "Allcall: room"
    CSS_PATH: ClassVar[list[str]] = ["room.tcss"]  # type: ignore[assignment]
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self, where: Callable[[], Path | None], signs: Glyphs | None = None, again: float = RETRY_SECONDS
    ) -> None:
        super().__init__()
        self.where = where
        self.signs = signs or choose_glyphs()
        self.again = again

    def get_line_filters(self) -> Sequence[LineFilter]:
        """In a terminal without UTF-8 nothing but ASCII is drawn."""
        return [*super().get_line_filters(), *([OnlyAscii()] if self.signs is ASCII_GLYPHS else [])]

    def compose(self) -> ComposeResult:
        """The face and nothing else."""
        yield ParticipantView(self.signs)

    def on_mount(self) -> None:
        """Begins to look for an exercise."""
        self.query_one(ParticipantView).show_waiting(WAITING_MESSAGE)
        self.run_worker(self.read_frames(), exclusive=True)

    async def read_frames(self) -> None:
        """Frame after frame, and again from the beginning when they end."""
        face = self.query_one(ParticipantView)
        while True:
            place = self.where()
            if place is not None:
                await self._read_session(place, face)
            await asyncio.sleep(self.again)

    async def _read_session(self, place: Path, face: ParticipantView) -> None:
        try:
            async for frame in read_frames(place):
                face.show_frame(frame)
        except (OSError, ValueError, KeyError):
            pass  # nobody is there, or no longer: it is looked for again
        if face.frame is not None:
            face.show_waiting(LOST_MESSAGE)


def find_latest_running(folder: Path) -> Path | None:
    """Of the exercises that are running, the one that began last."""
    places = [(place.stat().st_mtime, place) for place in folder.glob(f"*{SUFFIX}")]
    return max(places)[1] if places else None
