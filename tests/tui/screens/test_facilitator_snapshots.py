"""How the desk, dialogs and notices look: 120 columns with all panes, 80 with one tab at a time."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.application import application
from tests.tui.facilitator import SMALL, WIDE, AtTheDesk
from tests.tui.hot_wash import washed
from tui.screens.library import Library
from tui.screens.notices import InUse
from tui.terminal.glyphs import ASCII_GLYPHS

Snapshot = Callable[..., bool]
SIZES = pytest.mark.parametrize(
    "size",
    [
        pytest.param(WIDE, id="wide", marks=pytest.mark.slow),
        pytest.param(SMALL, id="small", marks=pytest.mark.full(step="pages")),
    ],
)


@SIZES
@pytest.mark.parametrize(
    ("stops", "talked", "pressed", "played"),
    [
        pytest.param(3, 100.0, ["2"], 0.0, id="a choice"),
        pytest.param(2, 0.0, ["1", "enter", "greater_than_sign", "greater_than_sign", "space"], 12.0, id="running"),
        pytest.param(3, 0.0, ["tab", "down", "down", "k", "h"], 0.0, id="two injects held"),
    ],
)
def test_the_desk(
    stops: int,
    talked: float,
    pressed: list[str],
    played: float,
    tmp_path: Path,
    snap_compare: Snapshot,
    size: tuple[int, int],
) -> None:
    """Seconds talked before the keys, and played after them."""
    desk = AtTheDesk(tmp_path, stops=stops)

    async def steps(pilot: Pilot[None]) -> None:
        if talked:
            desk.conduct.pass_room_time(talked)
        await pilot.press(*pressed)
        desk.passes(played)
        await pilot.pause()

    assert snap_compare(desk.app, terminal_size=size, run_before=steps)


@pytest.mark.slow
def test_in_ascii(tmp_path: Path, snap_compare: Snapshot) -> None:
    desk = AtTheDesk(tmp_path, stops=3, signs=ASCII_GLYPHS)
    assert snap_compare(desk.app, terminal_size=WIDE)


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
def test_another_tab_has_it(tmp_path: Path, snap_compare: Snapshot) -> None:
    app = application(tmp_path, lambda: InUse(lambda: False, Library))
    assert snap_compare(app, terminal_size=WIDE)


@pytest.mark.slow
def test_an_improvement_is_written_down(snap_compare: Snapshot) -> None:
    written = ("plus", *"keys", "enter", *"a set", "enter", "1", "enter", "enter", *"May", "enter")
    assert snap_compare(washed(), terminal_size=SMALL, run_before=keys(*written, "plus", *"radios"))
