"""A role that is handed back takes its questions with it: those that must come are named before, and at the end of their module."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from sim.exercise.facilitator import list_lost_with, list_unaskable
from tests.sim.exercise.exercises import SHIPPED, all_roles, conducted
from tests.tui.facilitator import AtTheDesk

NAME, SEED = SHIPPED["active-assailant-90"]
ROLES = all_roles(NAME)
COUNSELOR = str(sorted(ROLES).index("counselor") + 1)


@pytest.mark.slow
def test_a_role_whose_question_must_still_come_is_not_handed_back_without_being_asked(tmp_path: Path) -> None:
    """Also where that is in a later module."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        for key in ("1", "escape"):
            await pilot.press("R", COUNSELOR)
            await pilot.pause()
            assert "Counselor has required items: D11" in desk.shows()
            assert "counselor" in desk.conduct.state.played
            await pilot.press(key)
            await pilot.pause()
            assert "counselor" in desk.conduct.state.played
        await pilot.press("R", COUNSELOR, "2")
        await pilot.pause()
        assert "counselor" not in desk.conduct.state.played

    AtTheDesk(tmp_path, name=NAME, seed=SEED, played=ROLES).run(steps)


def test_what_was_answered_or_asked_is_not_lost() -> None:
    conductor = conducted(ROLES, NAME, SEED)
    while conductor.state.current_decision is None:
        conductor.jump()
    front = conductor.state.current_decision.decision
    assert front in list_lost_with(conductor.state, front.of)
    conductor.no_decision(front.id)
    assert front not in list_lost_with(conductor.state, front.of)
    conductor.return_to_simulation(front.of)
    assert front not in list_unaskable(conductor.state)
