"""How the desk looks: 120 columns with all panes, 80 with one tab at a time."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.facilitator import SMALL, WIDE, AtTheDesk
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
def test_stopped_with_an_open_decision(tmp_path: Path, snap_compare: Snapshot, size: tuple[int, int]) -> None:
    desk = AtTheDesk(tmp_path, stops=3)

    async def steps(pilot: Pilot[None]) -> None:
        desk.conduct.pass_room_time(100.0)
        await pilot.press("2")
        await pilot.pause()

    assert snap_compare(desk.app, terminal_size=size, run_before=steps)


@SIZES
def test_running(tmp_path: Path, snap_compare: Snapshot, size: tuple[int, int]) -> None:
    desk = AtTheDesk(tmp_path, stops=2)

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.press("1", "enter", "greater_than_sign", "greater_than_sign", "space")
        desk.passes(12.0)
        await pilot.pause()

    assert snap_compare(desk.app, terminal_size=size, run_before=steps)


@SIZES
def test_held_items(tmp_path: Path, snap_compare: Snapshot, size: tuple[int, int]) -> None:
    """Next is in focus: two injects are held, one by the desk."""
    desk = AtTheDesk(tmp_path, stops=3)

    async def steps(pilot: Pilot[None]) -> None:
        await pilot.press("tab", "down", "down", "k", "h")
        await pilot.pause()

    assert snap_compare(desk.app, terminal_size=size, run_before=steps)


@pytest.mark.slow
def test_in_ascii(tmp_path: Path, snap_compare: Snapshot) -> None:
    desk = AtTheDesk(tmp_path, stops=3, signs=ASCII_GLYPHS)
    assert snap_compare(desk.app, terminal_size=WIDE)
