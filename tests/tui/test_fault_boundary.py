"""A screen that fails: the exercise goes on, unless the journal, or what changes the exercise, has failed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import MethodType
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen

from sim.exercise.conductor import CommandRejected
from sim.exercise.events import NoteAdded
from sim.exercise.journal import JournalError
from tests.sim.exercise.exercises import ASSAILANT, known, opened
from tests.sim.schools import small_school
from tests.tui.application import application, awaited, rows_of
from tests.tui.facilitator import AtTheDesk
from tests.tui.hot_wash import washed
from tests.tui.web.room_clients import make_place
from tui import app as module_of_app
from tui.app import Allcall, AllcallScreen, TooSmall, create_screen_named
from tui.fault_boundary import LINE, FaultBoundary, PlainPage, is_unsafe, surviving_faults
from tui.screens import lab
from tui.screens.briefing import Briefing
from tui.screens.dialogs import Ask, Choose, Dialog, Page
from tui.screens.exercise import ExerciseScreen
from tui.screens.hot_wash import HotWash
from tui.screens.lab import Lab
from tui.screens.library import Library
from tui.screens.notices import InUse, StopScreen
from tui.screens.participants import ParticipantsScreen
from tui.screens.prepare import Prepare
from tui.screens.report import Report
from tui.screens.room import RoomPage
from tui.terminal.glyphs import UTF8_GLYPHS
from tui.web.fault_log import FILE

PATIENCE = 60.0
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
    "callback": lambda screen: screen.call_next(MethodType(fail, screen)),
    "callback after drawing": lambda screen: screen.refresh().call_after_refresh(MethodType(fail, screen)),
    "timer": lambda screen: screen.set_timer(0.001, MethodType(fail, screen)),
    "worker": lambda screen: screen.run_worker(fail_later(screen)),
    "thread": lambda screen: screen.run_worker(MethodType(fail, screen), thread=True),
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


OVER: dict[str, tuple[Callable[[Path], Allcall], Callable[[Allcall], Screen[Any]]]] = {
    "room": (at_the_desk, lambda app: RoomPage(known(app.room), UTF8_GLYPHS)),
    "choice": (at_the_desk, lambda _: Choose("Agenda", ["one", "two"], UTF8_GLYPHS)),
    "question": (at_the_desk, lambda _: Ask("End module", "End it?", UTF8_GLYPHS)),
    "help": (in_hot_wash, lambda _: Page("Help", "words", UTF8_GLYPHS)),
    "too small": (at_the_desk, lambda _: TooSmall()),
    "participants": (at_the_desk, lambda app: ParticipantsScreen(known(app.session).conductor)),
    "report over hot wash": (in_hot_wash, lambda _: Report(over_hot_wash=True)),
    "prepare": (in_library, lambda _: Prepare(opened(ASSAILANT), limit=0)),
    "lab": (in_library, lambda _: Lab("small", engine="simpy", steps=(1, 1))),
}
"""Screens that stand over another one."""

UNDER: dict[str, tuple[Callable[[Path], Allcall], Callable[[], Screen[Any]]]] = {
    "exercise": (at_the_desk, lambda: ExerciseScreen(is_participant_view=False)),
    "briefing": (in_hot_wash, Briefing),
    "hot wash": (in_hot_wash, lambda: HotWash(replications=3, processes=1, at_once=False)),
    "report": (finished, Report),
    "stop": (at_the_desk, lambda: create_screen_named("stop")),
    "plain": (at_the_desk, PlainPage),
}
"""Screens in which an exercise stands, or stands still."""

PARTS = {
    "exercise": ("header", "decide", "log", "map", "arms", "next", "keys", "room-line"),
    "hot wash": ("time", "said", "ratings", "split", "what-if", "improve"),
}


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


def has_area(screen: Screen[Any], part: str) -> bool:
    return any(one.region.area and not one.children for one in screen.query(part))


def shows(app: Allcall) -> str:
    return " ".join(" ".join(rows_of(app)).split())


async def draw_wrong(pilot: Pilot[None], screen: Screen[Any], part: str = "*") -> None:
    """Until it is closed."""
    widget = next(one for one in screen.query(part) if one.region.area and not one.children)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(widget, "render_lines", lambda *_: fail(widget))
        widget.refresh()
        await until(pilot, lambda: screen not in pilot.app.screen_stack or not pilot.app.is_running)


@pytest.mark.slow
@pytest.mark.parametrize("name", OVER)
@awaited
async def test_a_screen_over_another_one_that_fails_is_closed_and_the_other_goes_on(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, create = OVER[name]
    app = make(tmp_path)
    monkeypatch.setattr(lab, "open_emergency", lambda *_: small_school())
    async with surviving(app) as (pilot, _):
        monkeypatch.setattr(module_of_app, "is_large_enough", lambda _: name != "too small")
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
    async with surviving(app) as (pilot, _):
        first, written = app.screen, entries(app)
        for kind, provoke in FAULTS.items():
            app._notifications.clear()
            with pytest.MonkeyPatch.context() as patch:
                can_fail(type(first), patch)
                provoke(first)
                await until(pilot, lambda: has_line(app))
            assert app.screen is first, kind
        await draw_wrong(pilot, first)
        await until(pilot, lambda: has_area(app.screen, "*"))
        assert type(app.screen) in (type(first), ExerciseScreen, HotWash)
        assert entries(app) == written


@pytest.mark.parametrize(
    ("name", "part"),
    [
        pytest.param(name, part, marks=pytest.mark.full(step="fuzz") if place else pytest.mark.slow)
        for place, (name, part) in enumerate((name, part) for name, parts in PARTS.items() for part in parts)
    ],
)
@awaited
async def test_a_part_of_a_screen_that_cannot_be_drawn_ends_no_exercise(name: str, part: str, tmp_path: Path) -> None:
    make, create = UNDER[name]
    app = make(tmp_path)
    app.first = create
    async with surviving(app) as (pilot, _):
        first, written = app.screen, entries(app)
        if isinstance(first, HotWash):
            first.show_pane(part)
        await until(pilot, lambda: has_area(first, f"#{part}, #{part} *"))
        await draw_wrong(pilot, first, f"#{part}, #{part} *")
        assert isinstance(app.screen, type(first))
        assert entries(app) == written


@pytest.mark.slow
@awaited
async def test_a_screen_that_cannot_be_built_twice_gives_its_place_to_a_plain_page(tmp_path: Path) -> None:
    app = at_the_desk(tmp_path)
    async with surviving(app) as (pilot, _):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ExerciseScreen, "on_mount", fail)
            app.switch_screen(ExerciseScreen())
            await until(pilot, lambda: isinstance(app.screen, PlainPage))
        assert "stands still" in shows(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ExerciseScreen))
        await pilot.press("m")
        assert isinstance(entries(app)[-1].event, NoteAdded)


@pytest.mark.slow
@awaited
async def test_after_a_list_of_a_dialog_fails_keys_act_again_and_the_line_stands_once(tmp_path: Path) -> None:
    app = at_the_desk(tmp_path)
    async with surviving(app) as (pilot, boundary):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Choose, "on_mount", fail)
            for _ in range(2):
                await pilot.press("a")
                await until(pilot, lambda: has_line(app) and isinstance(app.screen, ExerciseScreen))
            patch.setattr(app.screen, "action_mark", lambda: fail(app.screen))
            await pilot.press("m")
        written = entries(app)
        await pilot.press("m")
        assert isinstance(entries(app)[len(written)].event, NoteAdded)
        assert [one.message for one in app._notifications] == [LINE]
        assert LINE.split(". ")[0] in shows(app)
        assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
        assert boundary.count == (tmp_path / FILE).read_text().count("Traceback")


@pytest.mark.slow
@pytest.mark.parametrize("error", [JournalError("the disk is full"), IndexError("of the engine")], ids=repr)
@awaited
async def test_an_error_of_the_journal_or_of_what_changes_the_exercise_ends_the_application(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = at_the_desk(tmp_path)

    async def mark() -> None:
        async with surviving(app) as (pilot, _):
            journal = app.session.conductor.journal  # type: ignore[union-attr]
            monkeypatch.setattr(journal, "append_all", lambda *_: throw(error))
            monkeypatch.setattr(app.screen, "run_command", lambda what, *_: what())
            await pilot.press("m")

    with pytest.raises(type(error), match=str(error)):
        await mark()
    assert str(error) in (tmp_path / FILE).read_text()


@pytest.mark.slow
@pytest.mark.parametrize("create", [Library, lambda: InUse(lambda: False, Library)], ids=["library", "in use"])
@awaited
async def test_without_an_exercise_a_screen_that_fails_stays_and_one_that_cannot_be_drawn_ends(
    create: Callable[[], Screen[Any]], tmp_path: Path
) -> None:
    app = application(tmp_path, create)
    seen = []

    async def provoke_all() -> None:
        async with surviving(app) as (pilot, _):
            first = app.screen
            for provoke in FAULTS.values():
                app._notifications.clear()
                with pytest.MonkeyPatch.context() as patch:
                    can_fail(type(first), patch)
                    provoke(first)
                    await until(pilot, lambda: has_line(app))
                seen.append(app.screen is first)
            await draw_wrong(pilot, first)

    with pytest.raises(Fault):
        await provoke_all()
    assert seen == [True] * len(FAULTS)


@awaited
async def test_an_application_whose_first_screen_fails_ends(tmp_path: Path) -> None:
    with pytest.raises(Fault):
        async with surviving(application(tmp_path, lambda: fail(None))):
            pass


def throw(error: Exception) -> Any:
    raise error


def caught(error: Exception, before: Exception) -> Exception:
    """An error as it is after it was raised while another one was dealt with."""
    error.__context__ = before
    return error


@pytest.mark.parametrize(
    ("error", "unsafe"),
    [
        (Fault(), False),
        (CommandRejected("not now"), False),
        (JournalError("full"), True),
        (caught(Fault(), JournalError("full")), True),
        (caught(Fault(), CommandRejected("not now")), False),
        (caught(CommandRejected("not now"), KeyError("x")), False),
    ],
    ids=str,
)
def test_an_error_is_unsafe_where_the_state_may_not_be_what_the_journal_holds(error: Exception, unsafe: bool) -> None:
    assert is_unsafe(error) == unsafe


def test_every_screen_is_among_those_that_fail_here() -> None:
    over = {RoomPage, Choose, Ask, Page, TooSmall, ParticipantsScreen, Report, Prepare, Lab}
    under = {ExerciseScreen, Briefing, HotWash, StopScreen, PlainPage}
    without_exercise = {Library, InUse}
    bases = {AllcallScreen, Dialog}
    shown = {one for one in list_subclasses(Screen) if one.__module__.startswith("tui.")}
    assert shown == over | under | without_exercise | bases


def list_subclasses(of: type) -> set[type]:
    found: set[type] = {*of.__subclasses__()}
    return found.union(*map(list_subclasses, found))
