"""The application in tests: a clock on the wall that stands still, always the same day, sessions in a folder of the test."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, cast

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from scenarios.library import ValidatedExercise
from sim.exercise.conductor import Conductor
from sim.exercise.journal import Entry, FileJournal, MemoryJournal
from sim.exercise.sessions import build_header
from tui.app import Allcall
from tui.config import Config
from tui.session import Session
from tui.terminal.glyphs import UTF8_GLYPHS

DAY = datetime(2026, 3, 5, 9, 30)
SIZES = [(80, 24), (120, 40)]
BOTH = [pytest.param(SIZES[0], marks=pytest.mark.slow), pytest.param(SIZES[1], marks=pytest.mark.full(step="pages"))]
"""For slow tests: the larger terminal only in the full ones."""


def sized(value: object) -> str:
    return f"{value[0]}x{value[1]}" if isinstance(value, tuple) else str(value)


Given = ParamSpec("Given")


def awaited(test: Callable[Given, Coroutine[Any, Any, None]]) -> Callable[Given, None]:
    """A test that waits for the screen, for pytest, which does not."""

    @wraps(test)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> None:
        asyncio.run(test(*args, **kwargs))

    return run


class Wall:
    """A clock that goes only when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class TestJournal(MemoryJournal):
    """A journal in memory, where a session expects one in a file."""

    __test__ = False
    created_at = "2026-03-02T10:00:00"
    last_digest = "0" * 64

    @property
    def last_seq(self) -> int:
        return sum(1 for _ in self.entries())

    def close(self) -> None: ...


def session_in_memory(exercise: ValidatedExercise, seed: int, entries: Iterable[Entry], path: Path) -> Session:
    """A session that stands where these entries end. Nothing is written at the path."""
    journal = TestJournal(build_header(exercise, seed), entries)
    return Session(Conductor(exercise, journal), cast("FileJournal", journal), path)


def rows_of(app: App[Any]) -> list[str]:
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


def application(
    folder: Path, first: Callable[[], Screen[Any]], wall: Wall | None = None, config: Config | None = None
) -> Allcall:
    return Allcall(folder, first, wall or Wall(), lambda: DAY, UTF8_GLYPHS, config)


async def presses(pilot: Pilot[Any], *keys: str) -> None:
    """What keys do is done, and drawn."""
    await pilot.press(*keys)
    await pilot.pause()


async def settled(pilot: Pilot[Any]) -> None:
    """What runs beside the screen is done, and drawn."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def text_of(app: Allcall, selector: str) -> str:
    return str(app.screen.query_one(selector, Static).content)
