"""The exercise screen for tests: at a decision, with a wall clock that is moved by hand."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from sim.exercise.conductor import Conductor
from sim.exercise.events import Setup
from sim.exercise.journal import Entry
from tests.sim.exercise.exercises import ASSAILANT, conducted, known, opened, to_a_question
from tests.tui.application import Wall, rows_of, session_in_memory
from tui.app import Allcall
from tui.screens import exercise
from tui.screens.exercise import ExerciseScreen
from tui.session import start_session
from tui.terminal.glyphs import UTF8_GLYPHS, Glyphs

WIDE, SMALL = (120, 40), (80, 24)
MORNING = datetime(2026, 9, 1, 10, 0)
PLAYED = ("principal", "assistant-principal", "secretary", "nurse", "teacher")
NEVER = 1e6  # seconds
SEED = 24  # its first questions open one after another


@cache
def entries(name: str, seed: int, played: tuple[str, ...], stops: int) -> tuple[Entry, ...]:
    """The journal of an exercise in which this many decision points passed without a decision; the next one is open."""
    conductor = conducted(played, name, seed)
    for _ in range(stops):
        for window in conductor.state.list_open_decisions():
            conductor.no_decision(window.decision.id)
        to_a_question(conductor)
    return tuple(conductor.journal.entries())


class AtTheDesk:
    """An exercise on its screen. saved: whether its journal is a file, which holds no stops."""

    def __init__(
        self,
        folder: Path,
        stops: int = 0,
        signs: Glyphs = UTF8_GLYPHS,
        name: str = ASSAILANT,
        is_participant_view: bool = False,
        played: tuple[str, ...] = PLAYED,
        seed: int = SEED,
        saved: bool = False,
    ) -> None:
        self.wall = Wall()
        self.app = Allcall(folder, lambda: ExerciseScreen(is_participant_view), self.wall, lambda: MORNING, signs)
        if saved:
            setup = Setup(name, seed, dict.fromkeys(played, ""))
            self.app.session = start_session(opened(name), setup, folder, MORNING)
            self.conduct.next_segment()
        else:
            journal = entries(name, seed, played, stops)
            self.app.session = session_in_memory(opened(name), seed, journal, folder / f"{name}.journal")

    @property
    def conduct(self) -> Conductor:
        return known(self.app.session).conductor

    @property
    def drill(self) -> ExerciseScreen:
        """The screen, also while a small one is over it."""
        return next(screen for screen in self.app.screen_stack if isinstance(screen, ExerciseScreen))

    def passes(self, seconds: float, step: float = 0.5) -> None:
        """So much exercise time passes, tick by tick."""
        for _ in range(round(seconds / step)):
            self.wall.now += step
            self.drill.tick()

    def shows(self) -> str:
        return "\n".join(rows_of(self.app))

    def run(self, steps: Callable[["AtTheDesk", Pilot[None]], Awaitable[None]], size: tuple[int, int] = WIDE) -> None:
        """Plays the steps. The screen ticks only by `passes`."""

        async def play() -> None:
            async with self.app.run_test(size=size) as pilot:
                await pilot.pause()
                await steps(self, pilot)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(exercise, "TICK_SECONDS", NEVER)
            asyncio.run(play())


Steps = Callable[[AtTheDesk, Pilot[None]], Awaitable[None]]


def at_the_desk(size: tuple[int, int] = WIDE, **options: Any) -> Callable[[Steps], Callable[[Path], None]]:
    """Makes a slow test of steps at the exercise screen. options: of `AtTheDesk`."""

    def decorate(steps: Steps) -> Callable[[Path], None]:
        def run(tmp_path: Path) -> None:
            AtTheDesk(tmp_path, **options).run(steps, size)

        run.__name__, run.__doc__ = steps.__name__, steps.__doc__
        return pytest.mark.slow(run)

    return decorate


def faced(desk: AtTheDesk) -> str:
    return "\n".join(rows_of(desk.app))


async def until_nobody_reads(desk: AtTheDesk) -> None:
    """The publisher has seen that its reader is gone."""
    while desk.app.has_participant_client:
        await asyncio.sleep(0)
