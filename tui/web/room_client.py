"""`allcall room`: the participant view in a second terminal. It draws published frames and owns no clock and no journal."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.filter import LineFilter

from sim.exercise.sessions import ROOM_SUFFIX
from tui.terminal.glyphs import Glyphs, add_line_filters, choose_glyphs
from tui.web.server import read_frames
from tui.widgets.room_view import ParticipantView

RETRY_SECONDS = 1.0
"""Seconds until it looks again whether there is an exercise."""
WAITING_MESSAGE = "Waiting for the exercise"
LOST_MESSAGE = "The exercise is not running. Waiting for it."


class ParticipantApp(App[None]):
    """where: returns the address file of the frames, None while there is none."""

    TITLE = "Allcall: participant view"
    CSS_PATH: ClassVar[list[str]] = ["../room.tcss"]  # type: ignore[assignment]
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self, where: Callable[[], Path | None], signs: Glyphs | None = None, again: float = RETRY_SECONDS
    ) -> None:
        super().__init__()
        self.where = where
        self.signs = signs or choose_glyphs()
        self.again = again

    def get_line_filters(self) -> Sequence[LineFilter]:
        return add_line_filters(super().get_line_filters(), self.signs, self.no_color)

    def compose(self) -> ComposeResult:
        yield ParticipantView(self.signs)

    def on_mount(self) -> None:
        self.query_one(ParticipantView).show_waiting(WAITING_MESSAGE)
        self.run_worker(self.read_frames(), exclusive=True)

    async def read_frames(self) -> None:
        """Shows frames, reconnecting when they end."""
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
        if face.frame is not None and not face.frame.stop:  # STOP stays until another exercise begins
            face.show_waiting(LOST_MESSAGE)


def find_latest_running(folder: Path) -> Path | None:
    """The address file of the exercise that started last."""
    places = []
    for place in folder.glob(f"*{ROOM_SUFFIX}"):
        with suppress(FileNotFoundError):  # it ended just now
            places.append((place.stat().st_mtime, place))
    return max(places)[1] if places else None
