"""The room as people have it: real browsers on an address that is not localhost, and a computer that dies while they vote."""

from pathlib import Path

import pytest

from tests.chromium import needs_chromium
from tests.tui.web.namespace import run_in_namespace


@pytest.mark.full(step="browsers")
@pytest.mark.parametrize("conditions", [("256",), ("1024", "slow")], ids="-".join)
@needs_chromium
def test_an_exercise_is_played_by_twelve_browsers(conditions: tuple[str, ...], tmp_path: Path) -> None:
    """From the door to the hot wash with few descriptors, and on a slow network; the module says who does what.

    axe-core finds nothing, and nothing is fetched from elsewhere. While a hostile seat opens all the connections that it can, no vote is
    refused and none is lost.
    """
    assert "21 votes kept" in run_in_namespace("tests.tui.web.room_play", str(tmp_path), *conditions)
    assert len([*tmp_path.glob("*.png")]) >= 16


@pytest.mark.slow
def test_no_acknowledged_vote_is_lost_when_the_exercise_is_killed_while_twelve_vote(tmp_path: Path) -> None:
    assert run_in_namespace("tests.tui.web.killed_room", str(tmp_path), "7").endswith("12 seats\n")
