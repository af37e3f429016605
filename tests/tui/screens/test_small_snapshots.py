"""How dialogs and notices look at 80 columns."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.application import application
from tests.tui.facilitator import SMALL, WIDE, AtTheDesk
from tests.tui.hot_wash import washed
from tui.screens.library import Library
from tui.screens.notices import InUse

Snapshot = Callable[..., bool]


def keys(*pressed: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def press(pilot: Pilot[None]) -> None:
        await pilot.press(*pressed)
        await pilot.pause()

    return press


@pytest.mark.slow
@pytest.mark.parametrize(
    "pressed",
    [
        ("exclamation_mark", "enter"),
        ("i",),
        ("question_mark",),
        ("tab", "tab", "f", "f"),
        ("v",),
        ("tab", "tab", "tab", "tab", "tab"),
    ],
    ids=["stop", "which inject", "help", "a floor", "a long question", "agenda"],
)
def test_over_the_desk(tmp_path: Path, snap_compare: Snapshot, pressed: tuple[str, ...]) -> None:
    """A real emergency, a choice, a page, one floor by the names of its rooms, the room's face with a long question, the agenda."""
    desk = AtTheDesk(tmp_path, stops=3)
    assert snap_compare(desk.app, terminal_size=SMALL, run_before=keys(*pressed))


@pytest.mark.slow
def test_a_window_that_is_too_small(tmp_path: Path, snap_compare: Snapshot) -> None:
    assert snap_compare(AtTheDesk(tmp_path).app, terminal_size=(60, 16))


@pytest.mark.slow
def test_another_tab_has_it(tmp_path: Path, snap_compare: Snapshot) -> None:
    app = application(tmp_path, lambda: InUse(lambda: False, Library))
    assert snap_compare(app, terminal_size=WIDE)


@pytest.mark.slow
def test_an_improvement_is_written_down(snap_compare: Snapshot) -> None:
    written = ("plus", *"keys", "enter", *"a set", "enter", "1", "enter", "enter", *"May", "enter")
    assert snap_compare(washed(), terminal_size=SMALL, run_before=keys(*written, "plus", *"radios"))
