"""Windows and frames of the wrong size are reported and end nothing."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.facilitator import AtTheDesk
from tui.app import TooSmall
from tui.screens.exercise import ExerciseScreen
from tui.web.server import MAX_FRAME_BYTES, address_file


async def resized(pilot: Pilot[Any], width: int, height: int) -> None:
    await pilot.resize_terminal(width, height)
    small = width < 80 or height < 22
    while pilot.app.screen.size != (width, height) or small != isinstance(pilot.app.screen, TooSmall):
        await pilot.pause()


@pytest.mark.parametrize("size", [(79, 24)])
def test_a_window_that_is_too_small_says_so_until_it_is_large_enough(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.press("space")
        await resized(pilot, *size)
        shown = " ".join(desk.shows().split())
        assert f"This window is {size[0]} × {size[1]}" in shown
        await pilot.press("m", "E")
        desk.passes(3.0)
        assert desk.conduct.state.time == 3.0
        assert desk.conduct.state.notes == {}
        await resized(pilot, 80, 22)
        assert isinstance(desk.app.screen, ExerciseScreen)
        assert "RUNNING" in desk.shows()

    AtTheDesk(tmp_path).run(steps)


def test_a_picture_that_is_too_large_for_the_room_is_told_once_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second terminal gets the black face; the desk and the journal go on."""
    said: list[str] = []

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        while desk.app.publisher is None or not address_file(desk.app.publisher.place).is_file():
            await pilot.pause()
        frame = {**desk.app.session.build_frame(), "known": ["x" * MAX_FRAME_BYTES]}  # type: ignore[union-attr]
        monkeypatch.setattr("tui.session.build_participant_view", lambda *_: frame)
        monkeypatch.setattr(desk.app, "notify", lambda words, **_: said.append(words))
        await pilot.press("m", "space")
        desk.passes(2.0)
        assert desk.conduct.state.time == 2.0
        assert len(desk.conduct.state.notes) == 1
        assert desk.app.publisher._frame is not None
        assert desk.app.publisher._frame["black"]

    AtTheDesk(tmp_path).run(steps)
    assert len(said) == 1
    assert f"at most {MAX_FRAME_BYTES} are sent" in said[0]
    assert "The exercise is not affected" in said[0]
