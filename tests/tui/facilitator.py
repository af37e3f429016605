"""The desk for tests: an exercise on a screen, a wall clock that stands still unless it is moved, and what the screen says."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from sim.exercise.conductor import Conductor
from sim.exercise.events import Setup
from tests.sim.exercise.exercises import ASSAILANT, SEED, opened, to_a_question
from tui.app import Allcall
from tui.screens.exercise import ExerciseScreen
from tui.session import start_session
from tui.terminal.glyphs import UTF8_GLYPHS, Glyphs

WIDE, SMALL = (120, 40), (80, 24)
MORNING = datetime(2026, 9, 1, 10, 0)
PLAYED = ("principal", "assistant-principal", "secretary", "nurse", "teacher")


class Wall:
    """A clock on the wall that is moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class AtTheDesk:
    """An exercise at its desk."""

    def __init__(
        self,
        folder: Path,
        stops: int = 0,
        signs: Glyphs = UTF8_GLYPHS,
        name: str = ASSAILANT,
        is_participant_view: bool = False,
        played: tuple[str, ...] = PLAYED,
        seed: int = SEED,
        names: Mapping[str, Any] = {},
    ) -> None:
        """stops: questions that have gone by without an answer; the next one is open. names: a school's own, as its file has them."""
        self.wall = Wall()
        self.app = Allcall(
            folder, lambda: ExerciseScreen(is_participant_view), self.wall, lambda: MORNING, signs
        )
        setup = Setup(name, seed, dict.fromkeys(played, ""), names=names)
        self.app.session = start_session(opened(name), setup, folder, MORNING)
        self.conduct.next_segment()
        for _ in range(stops):
            for window in self.conduct.state.list_open_decisions():
                self.conduct.no_decision(window.decision.id)
            to_a_question(self.conduct)

    @property
    def conduct(self) -> Conductor:
        assert self.app.session is not None
        return self.app.session.conductor

    @property
    def drill(self) -> ExerciseScreen:
        """The screen, also while a small one is over it."""
        return next(one for one in self.app.screen_stack if isinstance(one, ExerciseScreen))

    def passes(self, seconds: float, step: float = 0.5) -> None:
        """So much of the room's time passes, beat by beat."""
        for _ in range(round(seconds / step)):
            self.wall.now += step
            self.drill.tick()

    def shows(self) -> str:
        svg = self.app.export_screenshot()
        rows: dict[float, list[tuple[float, str]]] = {}
        for x, y, text in re.findall(
            r'<text class="[^"]*" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>', svg
        ):
            rows.setdefault(float(y), []).append((float(x), unescape(text).replace("\xa0", " ")))
        return "\n".join("".join(text for _, text in sorted(row)) for _, row in sorted(rows.items()))

    def run(
        self, steps: Callable[["AtTheDesk", Pilot[None]], Awaitable[None]], size: tuple[int, int] = WIDE
    ) -> None:
        async def play() -> None:
            async with self.app.run_test(size=size) as pilot:
                await pilot.pause()
                await steps(self, pilot)

        asyncio.run(play())
