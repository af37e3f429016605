"""Windows and frames of the wrong size are reported and end nothing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.facilitator import AtTheDesk, at_the_desk
from tests.tui.screens.steps import session_of
from tui.app import TooSmall
from tui.screens.exercise import ExerciseScreen
from tui.web.server import MAX_FRAME_BYTES, Publisher


async def resized(pilot: Pilot[Any], width: int, height: int) -> None:
    await pilot.resize_terminal(width, height)
    small = width < 80 or height < 22
    while pilot.app.screen.size != (width, height) or small != isinstance(pilot.app.screen, TooSmall):
        await pilot.pause()


@at_the_desk()
async def test_a_window_that_is_too_small_says_so_until_it_is_large_enough(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    await pilot.press("space")
    await resized(pilot, 79, 24)
    assert "This window is 79 × 24" in " ".join(desk.shows().split())
    await pilot.press("m", "E")
    desk.passes(3.0)
    assert desk.conduct.state.time == 3.0
    assert desk.conduct.state.notes == {}
    await resized(pilot, 80, 22)
    assert isinstance(desk.app.screen, ExerciseScreen)
    assert "RUNNING" in desk.shows()


def test_too_large_a_frame_is_reported_once_and_becomes_blank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = AtTheDesk(tmp_path).app
    reports: list[str] = []
    monkeypatch.setattr(app, "notify", lambda words, **_: reports.append(words))
    app.publisher = Publisher(session_of(app).path)
    for _ in range(2):
        app.publish(replace(session_of(app).build_frame(), school="x" * MAX_FRAME_BYTES))
        assert app.publisher._frame is not None
        assert app.publisher._frame.black
    assert len(reports) == 1
    assert f"at most {MAX_FRAME_BYTES} are sent" in reports[0]
