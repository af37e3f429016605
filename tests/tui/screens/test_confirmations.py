"""In the participant view no key reveals upcoming items, notes or the facilitator view without asking first."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from scenarios.exercise import describe_slots
from sim.exercise.conductor import Conductor, read_next
from sim.exercise.facilitator import list_pending
from tests.sim.exercise.exercises import NURSE_UNTOLD, SHIPPED, TEAM, TEAM_SEED, all_roles, answer_each, known
from tests.tui.application import presses
from tests.tui.facilitator import SMALL, AtTheDesk, at_the_desk, faced, until_nobody_reads
from tui.keymap import DEFAULT_KEYS
from tui.screens.dialogs import Ask
from tui.screens.exercise import FAR_SECONDS
from tui.web.server import read_frames

NOTED = "the stair door was not locked"
ASKED = {
    "i": "a message of your own",
    "a": "skip inject",
    "c": NOTED,
    "o": "observation:",
    "v": "Ground truth",
    "E": "Required",
    "R": "Return a role to simulation",
}
"""Keys that ask first, and text that they show then."""
EVERY = [keys.split(",")[0] for name, (keys, _) in DEFAULT_KEYS.items() if name.startswith("drill.")]
WARNING = "participants will see"


def at_a_question(folder: Path) -> AtTheDesk:
    desk = AtTheDesk(folder, stops=2, is_participant_view=True)
    desk.conduct.add_note("observe", text=NOTED)
    return desk


@pytest.mark.slow
def test_no_key_reveals_upcoming_items_or_notes_unasked(tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        for key in EVERY:
            await presses(pilot, key)
            shown = faced(desk)
            if key in ASKED:
                assert isinstance(desk.app.screen, Ask), key
                assert WARNING in shown
            state = desk.conduct.state
            upcoming = [one.says for one in state.exercise.injects if one.number not in state.deliveries]
            assert upcoming
            secrets = [*(describe_slots(says)[:25] for says in upcoming), *list_pending(state), "Expected"]
            secrets += ASKED.values()
            assert [secret for secret in secrets if secret in shown] == [], key
            await pilot.press("escape")

    at_a_question(tmp_path).run(steps, SMALL)


@pytest.mark.slow
def test_after_agreeing_once_or_with_a_second_terminal_nothing_is_asked(tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await desk.app.workers.wait_for_complete()
        assert not desk.app.has_participant_client
        reads = read_frames(known(desk.app.publisher).place)
        await anext(reads)
        for key, shown in ASKED.items():
            await presses(pilot, key)
            assert WARNING not in faced(desk)
            assert shown in faced(desk), key
            await presses(pilot, "v" if key == "v" else "escape")
        await reads.aclose()
        await until_nobody_reads(desk)
        await pilot.press("v")
        assert isinstance(desk.app.screen, Ask)

    at_a_question(tmp_path).run(steps)


NAME, SEED = SHIPPED["active-assailant-90"]
ROLES = all_roles(NAME)
COUNSELOR = str(sorted(ROLES).index("counselor") + 1)


@at_the_desk(name=NAME, seed=SEED, played=ROLES)
async def test_a_role_with_a_question_to_come_is_not_handed_back_unasked(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    """Also where that is in a later module."""
    for key in ("1", "escape"):
        await presses(pilot, "R", COUNSELOR)
        assert "Counselor has required items: D11" in desk.shows()
        assert "counselor" in desk.conduct.state.played
        await presses(pilot, key)
        assert "counselor" in desk.conduct.state.played
    await presses(pilot, "R", COUNSELOR, "2")
    assert "counselor" not in desk.conduct.state.played


def far_stop(conductor: Conductor) -> tuple[float, float]:
    """T+ of the next stop, and T+ now; all that has come is read."""
    answer_each(conductor, NURSE_UNTOLD)
    while read_next(conductor):
        pass
    stop, stood = conductor.find_next_stop(), conductor.state.time
    assert stop is not None
    assert stop - stood > 0.5
    return stop, stood


@pytest.mark.slow
def test_a_jump_over_more_than_five_minutes_is_asked_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Esc leaves T+ where it was, Enter plays to there, and the key that asked is no answer. Here more than half a second is far."""
    assert FAR_SECONDS == 300.0
    monkeypatch.setattr("tui.screens.exercise.FAR_SECONDS", 0.5)

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        conductor = desk.conduct
        stop, stood = far_stop(conductor)
        await pilot.press("n")
        assert "from now. Go there?" in desk.shows()
        await presses(pilot, "n")
        assert isinstance(desk.app.screen, Ask)
        assert conductor.state.time == stood
        await pilot.press("escape")
        assert conductor.state.time == stood
        await pilot.press("n", "enter")
        assert conductor.state.time == stop

    AtTheDesk(tmp_path, name=TEAM, played=all_roles(TEAM), seed=TEAM_SEED).run(steps)
