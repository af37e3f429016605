"""A real emergency: told with one key on every screen from the briefing on, asked once, then both faces say STOP for good."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from sim.drill.journal import JournalError
from sim.drill.setup import Setup
from tests.desk import AtTheDesk
from tests.exercises import ASSAILANT, SEED, opened
from tests.screens import DAY, application, awaited
from tests.washed import entries, washed
from tui.app import Allcall
from tui.flow import screen_of
from tui.screens.briefing import Briefing
from tui.screens.drill import Drill
from tui.screens.hot_wash import HotWash
from tui.screens.report import Report
from tui.screens.stop import Stop
from tui.session import resumed, started


def written(app: Allcall) -> list[str]:
    """Kinds of the entries since the exercise stood in its hot wash."""
    assert app.session is not None
    return [one.kind for one in app.session.conduct.journal.entries()][len(entries("active-assailant")) - 1 :]


async def tells(pilot: Pilot[Any]) -> None:
    """Asked, left, asked again, yes."""
    await pilot.press("exclamation_mark", "escape")
    assert not isinstance(pilot.app.screen, Stop)
    await pilot.press("exclamation_mark", "exclamation_mark", "enter")
    await pilot.pause()
    assert isinstance(pilot.app.screen, Stop)


@awaited
async def test_in_the_hot_wash() -> None:
    app = washed()
    async with app.run_test(size=(80, 24)) as pilot:
        await tells(pilot)
    assert written(app) == ["freeze"]


@awaited
async def test_after_the_end_at_the_report() -> None:
    """The exercise is over and stands still already; the screens say STOP all the same, and so does the room's face."""
    app = washed(screen=Report(), ended=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await tells(pilot)
        assert app._frame is not None
        assert app._frame["stop"]
    assert written(app) == ["end"]


@awaited
async def test_in_the_briefing(tmp_path: Path) -> None:
    app = application(tmp_path, Briefing)
    app.session = started(opened(ASSAILANT), Setup(ASSAILANT, SEED, {}), tmp_path, DAY)
    async with app.run_test(size=(80, 24)) as pilot:
        await tells(pilot)
        assert app.session.state.frozen


def test_over_a_small_screen_but_not_where_letters_are_text(tmp_path: Path) -> None:
    """A choice is open; in a field an exclamation mark is one."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.press("o", *"no", "exclamation_mark", "enter")
        assert [note.text for note in desk.conduct.state.notes.values()] == ["no!"]
        await pilot.press("i")
        await tells(pilot)
        assert desk.conduct.state.frozen

    AtTheDesk(tmp_path, stops=2).run(steps)


def test_where_the_journal_cannot_be_written(tmp_path: Path) -> None:
    """Nothing runs any more, and both faces say STOP, beat after beat."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.press("space")

        def full(*_: object) -> None:
            raise JournalError("database or disk is full")

        desk.conduct.journal.append = full  # type: ignore[method-assign,assignment]
        await tells(pilot)
        stood = desk.conduct.state.time
        desk.passes(5.0)
        assert desk.conduct.state.time == stood
        assert desk.app._frame is not None
        assert desk.app._frame["stop"]

    AtTheDesk(tmp_path).run(steps)


@pytest.mark.parametrize("place", ["briefing", "played", "hot-wash"])
def test_an_exercise_that_was_stopped_is_opened_again_at_stop(tmp_path: Path, place: str) -> None:
    """Wherever it was stopped."""
    session = started(opened(ASSAILANT), Setup(ASSAILANT, SEED, {"principal": ""}), tmp_path, DAY)
    while session.state.segment is None or session.state.segment.kind != place:
        session.conduct.next_segment()
    assert isinstance(screen_of(session), {"briefing": Briefing, "played": Drill, "hot-wash": HotWash}[place])
    session.conduct.freeze()
    session.close()
    again = resumed(session.path)
    screen: Screen[Any] = screen_of(again)
    assert isinstance(screen, Stop)
    again.close()
