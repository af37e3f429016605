"""On the room's face no key shows what the room must not see without asking: lists of what is to come, notes, the desk."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from scenarios.exercise import describe_slots
from sim.exercise.facilitator import list_pending
from tests.tui.facilitator import AtTheDesk
from tests.tui.screens.test_opening import faced, until_nobody_reads
from tui.keymap import DEFAULT_KEYS
from tui.screens.dialogs import Ask
from tui.web.server import read_frames

NOTED = "nobody locked the stair door"
ASKED = {
    "i": "a new one",
    "a": "leave out",
    "c": NOTED,
    "o": "observation",
    "v": "Truth",
    "E": "Must come",
    "R": "Hand back to the model",
}
"""Keys that ask first, and what they show then."""
EVERY = [keys.split(",")[0] for name, (keys, _) in DEFAULT_KEYS.items() if name.startswith("drill.")]


def at_a_question(folder: Path, on_the_room: bool = True) -> AtTheDesk:
    """Something was noted, and much is to come."""
    desk = AtTheDesk(folder, stops=2, on_the_room=on_the_room)
    desk.conduct.add_note("observe", text=NOTED)
    return desk


@pytest.mark.parametrize("key", EVERY)
def test_no_key_shows_what_is_to_come_or_noted_unasked(key: str, tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.press(key)
        await pilot.pause()
        state = desk.conduct.state
        to_come = [one for one in state.exercise.injects if one.number not in state.deliveries]
        assert to_come
        texts = [describe_slots(one.says)[:25] for one in to_come] + [NOTED, "leave out", "expects"]
        texts += list_pending(state)
        assert [text for text in texts if text in faced(desk)] == []

    at_a_question(tmp_path).run(steps)


@pytest.mark.parametrize(("key", "shown"), ASKED.items())
def test_it_asks_and_esc_shows_nothing(key: str, shown: str, tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        for answer in ("escape", "enter"):
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(desk.app.screen, Ask)
            assert "the room will see this" in faced(desk)
            assert shown not in faced(desk)
            await pilot.press(answer)
            await pilot.pause()
            assert (shown in faced(desk)) == (answer == "enter")

    at_a_question(tmp_path).run(steps)


@pytest.mark.parametrize(("key", "shown"), [(key, shown) for key, shown in ASKED.items() if key != "v"])
def test_at_the_desk_nothing_is_asked(key: str, shown: str, tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.press(key)
        await pilot.pause()
        assert "the room will see this" not in faced(desk)
        assert shown in faced(desk)

    at_a_question(tmp_path, on_the_room=False).run(steps)


@pytest.mark.parametrize(("key", "shown"), [*ASKED.items(), ("w", "Who is here")])
def test_nothing_is_asked_where_a_second_terminal_reads_along(key: str, shown: str, tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await desk.app.workers.wait_for_complete()
        assert desk.app.publisher is not None
        reads = read_frames(desk.app.publisher.place)
        await anext(reads)
        await pilot.press(key)
        await pilot.pause()
        assert "the room will see this" not in faced(desk)
        assert shown in faced(desk)
        await reads.aclose()
        await until_nobody_reads(desk)

    at_a_question(tmp_path).run(steps)
