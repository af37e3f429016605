"""The last row of the participant view reports errors without revealing the story."""

import sqlite3
from contextlib import suppress

from textual.pilot import Pilot

from sim.exercise.events import ASLEEP
from sim.exercise.journal import JournalError
from tests.sim.exercise.exercises import known
from tests.tui.application import presses
from tests.tui.facilitator import SMALL, AtTheDesk, at_the_desk, faced
from tui.screens.exercise import MESSAGE_SECONDS

FULL = "the disk is full; make room"


def room_for(desk: AtTheDesk, pages: int) -> None:
    """The disk has room for so many pages of the journal, or for those that there are already, if these are more."""
    session = known(desk.app.session)
    connection: sqlite3.Connection = session.journal._connection
    connection.execute(f"PRAGMA max_page_count = {pages}")


async def until_it_is_full(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    await pilot.press("space")
    desk.passes(1)
    room_for(desk, 1)
    for size in (3_000, 0):
        with suppress(JournalError):
            while True:
                desk.conduct.add_note("mark", text="x" * size)
    desk.passes(5)
    await pilot.pause()


@at_the_desk(is_participant_view=True, saved=True, size=SMALL)
async def test_a_full_disk_is_told_on_the_rooms_face_and_no_time_that_runs(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    """Without the place where the journal lies; with room made, T+ runs again."""
    await until_it_is_full(desk, pilot)
    assert FULL in faced(desk).splitlines()[-1]
    assert "STOPPED" in faced(desk)
    assert "RUNNING" not in faced(desk)
    assert desk.app.folder.name not in faced(desk)
    room_for(desk, 100_000)
    await pilot.press("space")
    desk.passes(2)
    await pilot.pause()
    assert "RUNNING" in faced(desk)
    assert FULL not in faced(desk)


@at_the_desk(is_participant_view=True, size=SMALL)
async def test_a_machine_that_was_asleep_is_told_while_time_stands_for_it(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    await pilot.press("space")
    desk.passes(2)
    desk.wall.now += 600
    desk.drill.tick()
    desk.passes(2 * MESSAGE_SECONDS)
    await pilot.pause()
    assert faced(desk).splitlines()[-1].strip() == ASLEEP
    await presses(pilot, "space")
    assert ASLEEP not in faced(desk)


@at_the_desk(is_participant_view=True, played=("assistant-principal", "nurse"), size=SMALL)
async def test_a_role_that_is_handed_back_is_told_without_what_is_to_come(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    await presses(pilot, "R", "enter", "2")
    row = faced(desk).splitlines()[-1]
    assert row.strip() == "Nurse: simulated from now on"
    assert [one for one in desk.drill._command_line()._says.text if one.isdigit()]
