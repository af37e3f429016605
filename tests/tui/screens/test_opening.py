"""An exercise opens on the participant view, new, resumed or reloaded."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.sim.exercise.exercises import known
from tests.tui.application import presses
from tests.tui.facilitator import SMALL, AtTheDesk, at_the_desk, faced
from tui.app import create_screen
from tui.screens.exercise import ExerciseScreen
from tui.session import resume_session


@pytest.mark.slow
def test_new_resumed_or_reloaded_it_begins_with_the_rooms_face(tmp_path: Path) -> None:
    """The flow makes a new screen each time; none is told anything about the room."""
    desk = AtTheDesk(tmp_path, saved=True)
    session = known(desk.app.session)
    desk.app.first = lambda: create_screen(session)

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.pause()
        assert "New message" in faced(desk)
        assert "Ground truth" not in faced(desk)

    desk.run(steps)
    again = resume_session(session.path)
    assert isinstance(screen := create_screen(again), ExerciseScreen)
    assert screen.is_participant_view
    again.close()


@at_the_desk(stops=2, is_participant_view=True, size=SMALL)
async def test_the_keys_of_the_exercise_work_on_the_rooms_face(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    window = known(desk.conduct.state.current_decision)
    await presses(pilot, "h", "k", "x", "d")
    assert "1>" in faced(desk)
    await presses(pilot, "2")
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
    pane = known(desk.drill.focused)
    await pilot.press("v")
    for key in ("tab", "f"):
        await presses(pilot, key, "down", "x", "k", "h", "plus")
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
        time = desk.conduct.state.time
        assert desk.drill.query_one("#room-just-in", Static).border_title == "New message 1 of 2"
        await presses(pilot, "space")
        assert desk.drill.query_one("#room-just-in", Static).border_title == "New message 2 of 2"
        assert "A dangerous person is here." in faced(desk)
        assert (desk.conduct.state.time, desk.conduct.clock.is_running) == (time, False)
        await pilot.press("space")
        assert desk.conduct.clock.is_running

    played = ("principal", "assistant-principal", "secretary", "nurse")
    AtTheDesk(tmp_path, is_participant_view=True, played=played).run(steps, SMALL)
