"""A finished exercise on the screen of the hot wash, with a clock on the wall that stands still."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

from textual.screen import Screen

from scenarios.script import HotWash as HotWashed
from sim.exercise.conductor import Conductor
from sim.exercise.journal import Entry, FileJournal
from sim.exercise.sessions import build_header
from tests.sim.doubles import MemoryJournal
from tests.sim.exercise.exercises import SEED, opened, script, scripted
from tui.app import Allcall
from tui.screens.hot_wash import HotWash
from tui.session import Session
from tui.terminal.glyphs import ASCII_GLYPHS, UTF8_GLYPHS
from tui.web.server import Publisher


class Kept(MemoryJournal):
    """A journal that can be closed."""

    def __init__(self, entries: list[Entry], scenario: str = "", seed: int = SEED) -> None:
        super().__init__(scenario, seed)
        self._entries = entries

    made = "2026-03-02T10:00:00"

    def close(self) -> None:
        """Nothing to let go."""


@cache
def entries(name: str) -> tuple[Entry, ...]:
    """The journal of a script played to its end, nothing written in its hot wash yet."""
    written = script(name).model_copy(update={"hot_wash": HotWashed()})
    return tuple(scripted(written).journal.entries())


def washed(
    name: str = "active-assailant",
    screen: Screen[Any] | None = None,
    ended: bool = False,
    ascii_only: bool = False,
) -> Allcall:
    """The application. ended: after the end of the exercise, not before."""
    exercise = opened(script(name).exercise)
    kept = [*entries(name)][: None if ended else -1]
    journal = Kept(kept, *build_header(exercise, SEED)[:2])
    app = Allcall(
        Path(),
        lambda: screen or HotWash(replications=3, processes=1, at_once=False),
        wall=lambda: 0.0,
        today=lambda: datetime(2026, 3, 2, 10, 0),
        signs=ASCII_GLYPHS if ascii_only else UTF8_GLYPHS,
    )
    path = Path("sessions/active-assailant-45-2026-03-02-1000.allcall")
    app.session = Session(Conductor(exercise, journal), cast("FileJournal", journal), path)
    app.publisher = Publisher(path)  # nobody reads along
    return app
