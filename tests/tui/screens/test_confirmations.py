"""In the participant view no key reveals upcoming items, notes or the facilitator view without asking first."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from scenarios.exercise import describe_slots
from sim.exercise.facilitator import list_pending
from tests.tui.facilitator import SMALL, AtTheDesk, faced, until_nobody_reads
from tui.keymap import DEFAULT_KEYS
from tui.screens.dialogs import Ask
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
            await pilot.press(key)
            await pilot.pause()
            shown = faced(desk)
            if key in ASKED:
                assert isinstance(desk.app.screen, Ask), key
                assert WARNING in shown
            state = desk.conduct.state
            upcoming = [inject for inject in state.exercise.injects if inject.number not in state.deliveries]
            assert upcoming
            secrets = [describe_slots(inject.says)[:25] for inject in upcoming] + [
                NOTED,
                "skip inject",
                "Expected",
                *ASKED.values(),
            ]
            secrets += list_pending(state)
            assert [secret for secret in secrets if secret in shown] == [], key
            await pilot.press("escape")

    at_a_question(tmp_path).run(steps, SMALL)


@pytest.mark.slow
def test_after_agreeing_once_or_with_a_second_terminal_nothing_is_asked(tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await desk.app.workers.wait_for_complete()
        assert desk.app.publisher is not None
        reads = read_frames(desk.app.publisher.place)
        await anext(reads)
        for key, shown in ASKED.items():
            await pilot.press(key)
            await pilot.pause()
            assert WARNING not in faced(desk)
            assert shown in faced(desk), key
            await pilot.press("v" if key == "v" else "escape")
            await pilot.pause()
        await reads.aclose()
        await until_nobody_reads(desk)

    at_a_question(tmp_path).run(steps)
