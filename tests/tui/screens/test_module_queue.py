"""The queue of a talked module on the screens: one line counts, and T+ is the module's own."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from sim.exercise.decisions import DecisionResponse
from sim.exercise.modules import play_module
from tests.sim.exercise.exercises import known
from tests.tui.facilitator import SMALL, WIDE, AtTheDesk


def answer_all(desk: AtTheDesk) -> None:
    """Goes to the talked module and answers its questions, the accounting by three people."""
    conduct = desk.conduct
    for window in conduct.state.list_open_decisions():
        conduct.no_decision(window.decision.id)
    conduct.next_segment()
    while not conduct.is_nothing_left:
        if (front := conduct.state.current_decision) is None:
            conduct.jump()
        elif front.decision.options:
            conduct.submit_decision(front.decision.id, DecisionResponse(option="three"))
        else:
            conduct.no_decision(front.decision.id)


@pytest.mark.slow
@pytest.mark.parametrize(("size", "is_participant_view"), [(WIDE, False), (SMALL, True)])
def test_both_views_count(size: tuple[int, int], is_participant_view: bool, tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        answer_all(desk)
        desk.passes(10.0)
        await pilot.pause()
        words = " ".join(desk.shows().replace("│", " ").split())
        served = known(play_module(desk.conduct.state))
        done = int((served.ended <= 600.0).sum())
        assert 0 < done < 78
        assert f"ccounted for {done} of 78 rooms" in words
        assert is_participant_view or "T+55:00" in words  # there it is in large digits

    AtTheDesk(tmp_path, is_participant_view=is_participant_view).run(steps, size)
