"""A screen that fails: the exercise goes on, unless the journal, or what changes the exercise, has failed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from sim.exercise.conductor import CommandRejected, Conductor
from sim.exercise.events import NoteAdded
from sim.exercise.journal import JournalError
from tests.sim.exercise.exercises import ASSAILANT, opened
from tests.tui.application import application, awaited
from tests.tui.facilitator import AtTheDesk
from tests.tui.hot_wash import washed
from tests.tui.web.room_clients import make_place
from tui.app import Allcall, AllcallScreen, TooSmall, create_screen_named
from tui.fault_boundary import FILE, LINE, FaultBoundary, PlainPage, is_unsafe, surviving_faults
from tui.screens.briefing import Briefing
from tui.screens.dialogs import Ask, Choose, Dialog, Page
from tui.screens.exercise import ExerciseScreen
from tui.screens.hot_wash import HotWash
from tui.screens.lab import Lab
from tui.screens.library import Library
from tui.screens.notices import InUse
from tui.screens.participants import ParticipantsScreen
from tui.screens.prepare import Prepare
from tui.screens.report import Report
from tui.screens.room import RoomPage
from tui.terminal.glyphs import UTF8_GLYPHS

PATIENCE = 8.0
"""Seconds until a test gives up."""


class Fault(Exception):
    """Of a screen."""


def fail(_: object, *__: object, **___: object) -> Any:
    raise Fault


async def fail_later(_: object) -> None:
    raise Fault


FAULTS: dict[str, Callable[[Screen[Any]], object]] = {
    "handler": lambda screen: screen.post_message(Key("f9", None)),
    "action": lambda screen: screen.app.call_later(screen.run_action, "fail"),
    "callback": lambda screen: screen.call_next(screen.action_fail),
    "callback after drawing": lambda screen: screen.call_after_refresh(screen.action_fail),
    "timer": lambda screen: screen.set_timer(0.001, screen.action_fail),
    "worker": lambda screen: screen.run_worker(fail_later(screen)),
    "thread": lambda screen: screen.run_worker(screen.action_fail, thread=True),
}


def at_the_desk(folder: Path) -> Allcall:
    desk = AtTheDesk(folder)
    desk.app.place = make_place()
    return desk.app


def finished(folder: Path) -> Allcall:
    app = washed(ended=True)
    app.folder = folder
    return app


def in_hot_wash(folder: Path) -> Allcall:
    app = washed()
    app.folder = folder
    return app


def in_library(folder: Path) -> Allcall:
    return application(folder, Library)


def open_room(app: Allcall) -> RoomPage:
    assert app.room is not None
    return RoomPage(app.room, UTF8_GLYPHS)


def open_participants(app: Allcall) -> ParticipantsScreen:
    assert app.session is not None
    return ParticipantsScreen(app.session.conductor)


FIRST = lambda app: app.screen  # noqa: E731

OVER: dict[str, tuple[Callable[[Path], Allcall], Callable[[Allcall], Screen[Any]]]] = {
    "room": (at_the_desk, open_room),
    "choice": (at_the_desk, lambda _: Choose("Agenda", ["one", "two"], UTF8_GLYPHS)),
    "question": (at_the_desk, lambda _: Ask("End module", "End it?", UTF8_GLYPHS)),
    "help": (in_hot_wash, lambda _: Page("Help", "words", UTF8_GLYPHS)),
    "too small": (at_the_desk, lambda _: TooSmall()),
    "participants": (at_the_desk, open_participants),
    "report over hot wash": (in_hot_wash, lambda _: Report(over_hot_wash=True)),
    "prepare": (in_library, lambda _: Prepare(opened(ASSAILANT), limit=0)),
    "lab": (in_library, lambda _: Lab()),
}
"""Screens that stand over another one."""

UNDER: dict[str, tuple[Callable[[Path], Allcall], Callable[[], Screen[Any]]]] = {
    "exercise": (at_the_desk, lambda: ExerciseScreen(is_participant_view=False)),
    "participant view": (at_the_desk, ExerciseScreen),
    "briefing": (in_hot_wash, Briefing),
    "hot wash": (in_hot_wash, lambda: HotWash(replications=3, processes=1, at_once=False)),
    "report": (finished, Report),
    "stop": (at_the_desk, lambda: create_screen_named("stop")),
    "plain": (at_the_desk, PlainPage),
}
"""Screens in which an exercise stands, or stands still."""


@asynccontextmanager
async def surviving(app: Allcall) -> AsyncIterator[tuple[Pilot[None], FaultBoundary]]:
    with surviving_faults(app) as boundary:
        async with asyncio.timeout(PATIENCE), app.run_test(size=(120, 40), notifications=True) as pilot:
            await pilot.pause()
            await app.workers.wait_for_complete()
            yield pilot, boundary


async def until(pilot: Pilot[None], is_so: Callable[[], bool]) -> None:
    while not is_so():
        await pilot.pause()
    await pilot.pause()


def has_line(app: Allcall) -> bool:
    return any(one.message == LINE for one in app._notifications)


def entries(app: Allcall) -> list[Any]:
    return [*app.session.conductor.journal.entries()] if app.session is not None else []


def can_fail(screen: type[Screen[Any]], patch: pytest.MonkeyPatch) -> None:
    """So that a key, and an action, of this screen fail."""
    for name in ("on_key", "action_fail"):
        patch.setattr(screen, name, fail, raising=False)


async def draw_wrong(pilot: Pilot[None], screen: Screen[Any]) -> None:
    """Until it is closed."""
    widget = next(one for one in screen.query("*") if one.region.area and not one.children)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(widget, "render_lines", lambda *_: fail(widget))
        widget.refresh()
        await until(pilot, lambda: screen not in pilot.app.screen_stack)


@pytest.mark.slow
@pytest.mark.parametrize("name", OVER)
@awaited
async def test_a_screen_over_another_one_that_fails_is_closed_and_the_other_goes_on(name: str, tmp_path: Path) -> None:
    make, create = OVER[name]
    app = make(tmp_path)
    async with surviving(app) as (pilot, boundary):
        first, written = app.screen, entries(app)
        for kind, provoke in FAULTS.items():
            app._notifications.clear()
            over = create(app)
            await app.push_screen(over)
            with pytest.MonkeyPatch.context() as patch:
                can_fail(type(over), patch)
                provoke(over)
                await until(pilot, lambda: has_line(app))
            assert (app.screen is first) == isinstance(over, ModalScreen), kind
            if app.screen is not first:
                over.dismiss()
        for part in ("compose", "on_mount"):
            app._notifications.clear()
            over = create(app)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(type(over), part, fail, raising=False)
                app.push_screen(over)
                await until(pilot, lambda: has_line(app))
                await until(pilot, lambda: app.screen is first)
        over = create(app)
        await app.push_screen(over)
        await until(pilot, lambda: any(one.region.area for one in over.query("*")))
        await draw_wrong(pilot, over)
        assert app.screen is first
        assert entries(app) == written
        assert (tmp_path / FILE).read_text().count("Fault") >= 2


@pytest.mark.slow
@pytest.mark.parametrize("name", UNDER)
@awaited
async def test_a_screen_that_fails_stays_or_where_it_cannot_be_shown_is_opened_again(name: str, tmp_path: Path) -> None:
    make, create = UNDER[name]
    app = make(tmp_path)
    app.first = create
    async with surviving(app) as (pilot, boundary):
        first, written = app.screen, entries(app)
        for kind, provoke in FAULTS.items():
            app._notifications.clear()
            with pytest.MonkeyPatch.context() as patch:
                can_fail(type(first), patch)
                provoke(first)
                await until(pilot, lambda: has_line(app))
            assert app.screen is first, kind
        await draw_wrong(pilot, first)
        again = app.screen
        assert first not in app.screen_stack
        await until(pilot, lambda: any(one.region.area for one in again.query("*")))
        assert again.is_running
        assert entries(app) == written
