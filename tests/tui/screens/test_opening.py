"""An exercise opens on the participant view, new, resumed or reloaded."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.tui.facilitator import SMALL, AtTheDesk, at_the_desk, faced, until_nobody_reads
from tui.app import create_screen
from tui.screens.dialogs import Ask
from tui.screens.exercise import ExerciseScreen
from tui.session import resume_session
from tui.web.server import read_frames


@pytest.mark.slow
def test_new_resumed_or_reloaded_it_begins_with_the_rooms_face(tmp_path: Path) -> None:
    """The flow makes a new screen each time; none is told anything about the room."""
    desk = AtTheDesk(tmp_path, saved=True)
    session = desk.app.session
    assert session is not None
    desk.app.first = lambda: create_screen(session)

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.pause()
        assert "New message" in faced(desk)
        assert "Ground truth" not in faced(desk)

    desk.run(steps)
    again = resume_session(session.path)
    screen = create_screen(again)
    assert isinstance(screen, ExerciseScreen)
    assert screen.is_participant_view
    again.close()


@at_the_desk(stops=1, is_participant_view=True)
async def test_where_a_second_terminal_reads_along_nothing_is_asked(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    await desk.app.workers.wait_for_complete()
    publisher = desk.app.publisher
    assert publisher is not None
    assert not desk.app.has_participant_client
    reads = read_frames(publisher.place)
    await anext(reads)
    await pilot.press("v")
    await pilot.pause()
    assert not isinstance(desk.app.screen, Ask)
    assert "Ground truth" in faced(desk)
    await reads.aclose()
    await until_nobody_reads(desk)
    await pilot.press("v", "v")
    assert isinstance(desk.app.screen, Ask)


@at_the_desk(stops=2, is_participant_view=True, size=SMALL)
async def test_the_keys_of_the_exercise_work_on_the_rooms_face(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    window = desk.conduct.state.current_decision
    assert window is not None
    await pilot.press("h", "k", "x", "d")
    await pilot.pause()
    assert "1>" in faced(desk)
    await pilot.press("2")
    await pilot.pause()
    assert "2>" in faced(desk)
    assert "Enter commit   v facilitator view" in faced(desk)
    before = {*desk.conduct.state.deliveries}
    await pilot.press("enter", "m")
    assert window.response.option == window.decision.options[1].id
    assert {*desk.conduct.state.deliveries} == before
    assert len(desk.conduct.state.notes) == 1
    time = desk.conduct.state.time
    await pilot.press("n")
    assert desk.conduct.state.time > time
    assert desk.drill.is_participant_view


@at_the_desk(size=SMALL)
async def test_no_key_of_the_participant_view_leads_into_a_hidden_pane(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    """So that none cancels, holds or improvises an inject unseen, and the facilitator has the same pane again."""
    await pilot.press("tab")
    pane = desk.drill.focused
    assert pane is not None
    await pilot.press("v")
    for key in ("tab", "f"):
        await pilot.press(key, "down", "x", "k", "h", "plus")
        await pilot.pause()
        assert desk.drill.is_participant_view
        assert desk.drill.focused is None
        assert desk.app.screen is desk.drill
        await pilot.press("escape")
    assert not [entry for entry in desk.conduct.state.log if entry.kind == "inject"]
    await pilot.press("v", "y")
    assert desk.drill.focused is pane


@pytest.mark.slow
def test_several_messages_are_read_by_key_before_time_goes_on(tmp_path: Path) -> None:
    """Space and n bring the next one; only after the last does T+ run."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        while desk.conduct.state.current_decision is None:
            desk.conduct.jump()
        desk.conduct.no_decision("D1")
        desk.drill.refresh_views()
        await pilot.pause()
        time, seen = desk.conduct.state.time, []
        for key in ("space",):
            seen.append(str(desk.drill.query_one("#room-just-in", Static).border_title))
            await pilot.press(key)
            await pilot.pause()
        seen.append(str(desk.drill.query_one("#room-just-in", Static).border_title))
        assert seen == ["New message 1 of 2", "New message 2 of 2"]
        assert "A dangerous person is here." in faced(desk)
        assert (desk.conduct.state.time, desk.conduct.clock.is_running) == (time, False)
        await pilot.press("space")
        assert desk.conduct.clock.is_running

    played = ("principal", "assistant-principal", "secretary", "nurse")
    AtTheDesk(tmp_path, is_participant_view=True, played=played).run(steps, SMALL)
