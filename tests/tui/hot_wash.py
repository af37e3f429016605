"""A finished exercise on the screen of the hot wash, with a wall clock that stands still."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from textual.screen import Screen

from scenarios.script import HotWash as ScriptedHotWash
from sim.exercise.journal import Entry
from tests.sim.exercise.exercises import SEED, opened, script, scripted
from tests.tui.application import session_in_memory
from tui.app import Allcall
from tui.screens.hot_wash import HotWash
from tui.terminal.glyphs import ASCII_GLYPHS, UTF8_GLYPHS
from tui.web.server import Publisher


@cache
def entries(name: str) -> tuple[Entry, ...]:
    """The journal of a script played to its end, nothing written in its hot wash yet."""
    return tuple(scripted(script(name).model_copy(update={"hot_wash": ScriptedHotWash()})).journal.entries())


def washed(
    name: str = "active-assailant", screen: Screen[Any] | None = None, ended: bool = False, ascii_only: bool = False
) -> Allcall:
    app = Allcall(
        Path(),
        lambda: screen or HotWash(replications=3, processes=1, at_once=False),
        wall=lambda: 0.0,
        today=lambda: datetime(2026, 3, 2, 10, 0),
        signs=ASCII_GLYPHS if ascii_only else UTF8_GLYPHS,
    )
    path = Path("sessions/active-assailant-45-2026-03-02-1000.allcall")
    journal = entries(name)[: None if ended else -1]
    app.session = session_in_memory(opened(script(name).exercise), SEED, journal, path)
    app.publisher = Publisher(path)  # never opened
    return app
