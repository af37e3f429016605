"""The keys of the facilitator view and the mouse on it, and their effect on the exercise."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.application import presses, rows_of
from tests.tui.facilitator import SMALL, AtTheDesk, at_the_desk
from tui.screens.dialogs import Ask
from tui.screens.exercise import ExerciseScreen, parse_seconds
from tui.session import resume_session
from tui.widgets.decision_panel import DecisionPane


@at_the_desk()
async def test_space_plays_to_the_first_question_and_on_at_life_speed(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    await pilot.press("greater_than_sign", "greater_than_sign", "greater_than_sign", "space")
    assert "RUNNING" in desk.shows()
    while not desk.conduct.state.list_open_decisions():
        await pilot.press("space") if not desk.conduct.clock.is_running else None
        desk.passes(0.5)
    (window,) = desk.conduct.state.list_open_decisions()
    opened_at = desk.conduct.state.time
    desk.passes(5.0)
    await pilot.pause()
    assert (window.decision.id, desk.conduct.state.time) == ("D1", opened_at)
    assert "T+ waits until messages are read (Space)" in desk.shows()
    while not desk.conduct.clock.is_running:
        await pilot.press("space")
    desk.passes(5.0)
    await pilot.pause()
    assert desk.conduct.state.time == opened_at + 5.0
    assert "RUNNING timed" in desk.shows()
    assert "0:55 left of 1:00" in desk.shows()


@at_the_desk()
async def test_space_stops_and_n_goes_on_to_the_next_stop(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    """The facilitator's own stop is in the journal."""
    await pilot.press("space")
    desk.passes(4.0)
    await pilot.press("space")
    assert (desk.conduct.state.time, desk.conduct.clock.is_running) == (4.0, False)
    assert desk.conduct.state.stop_reason == "facilitator"
    await pilot.press("n")
    assert desk.conduct.state.stop_reason == "inject 1"
    while not desk.conduct.state.list_open_decisions():
        await pilot.press("n")
    assert desk.conduct.state.list_open_decisions()[0].decision.id == "D1"


@at_the_desk(stops=2)
async def test_a_decision_is_previewed_timed_committed_and_undone(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    """A key that rejects a time leaves the choice; nothing is left to undo after the undo, and the screen says why."""
    window = desk.conduct.state.list_open_decisions()[0]
    await presses(pilot, "d", "3")
    assert "If 3: starts T+" in desk.shows()
    await pilot.press("escape", "enter")
    assert window.state == "open"
    desk.conduct.pass_room_time(30.0)
    await pilot.press("2", "t", "x", "enter")
    assert "is not a time" in desk.shows()
    await presses(pilot, "t", *"1", "colon", *"10", "enter")
    assert "decision time 1:10, set by the team" in desk.shows()
    await pilot.press("enter")
    assert window.response.option == window.decision.options[1].id
    assert (window.response.thinking, window.response.source) == (70.0, "room")
    assert (window.exercise_resolved_at or 0.0) - (window.exercise_opened_at or 0.0) == 30.0
    await pilot.pause()
    assert "No question is open" in desk.shows()
    await pilot.press("z", "enter")
    name = desk.conduct.state.list_open_decisions()[0].decision.id
    assert f"undone: {name}" in desk.shows()
    await pilot.press("z")
    assert "can no longer be taken back" in desk.shows()


@at_the_desk(stops=2)
async def test_a_written_in_act_asks_for_the_door_where_responders_are_met(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    window = desk.conduct.state.list_open_decisions()[0]
    number = str(len(window.decision.options) + 1)
    await presses(pilot, number, "w", "enter", "7", "1", "1", "1")
    await pilot.press("enter")
    assert window.response.does == [{"kind": "meet-responders", "by": "secretary-1", "at": "a-entrance"}]


@at_the_desk(stops=2)
async def test_a_question_is_timed_or_ends_and_letters_in_a_field_are_text(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    window = desk.conduct.state.list_open_decisions()[0]
    await pilot.press("space")
    assert "scenario time is stopped during discussion" in desk.shows()
    await pilot.press(str(len(window.decision.options) + 2))
    await pilot.press(*"wm", "space", "exclamation_mark", "tab", *"z3?")
    assert isinstance(desk.app.screen, ExerciseScreen)
    assert desk.drill._command_line().is_asking
    assert desk.conduct.state.notes == {}
    await pilot.press("escape", "p")
    desk.passes(3.0)
    assert desk.conduct.state.time == (window.opened_at or 0.0) + 3.0
    await pilot.press("u", "enter")
    assert (window.state, window.reason) == ("lapsed", "no decision")


@at_the_desk(stops=1)
async def test_marks_take_one_key_and_their_text_later(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    await pilot.press("m", "o", *"who has keys", "enter")
    notes = desk.conduct.state.notes
    assert [(note.kind, note.text) for note in notes.values()] == [("mark", ""), ("observe", "who has keys")]
    await pilot.press("c", "2", "1", *"late", "enter")
    assert notes["mark-1"].text == "late"
    await pilot.press("c", "1", "3", "2")
    assert notes["observe-1"].rating == "S"
    assert "mark 1   late" in desk.shows()


@at_the_desk(stops=1)
async def test_an_inject_is_held_cancelled_delivered_or_made_up(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    """With Next in focus the marked one; i asks which."""
    await pilot.press("tab", "k")
    assert "That is a question" in desk.shows()
    before = outcomes(desk)
    await pilot.press("down", "k")
    assert outcomes(desk) == before | {6: "held"}
    await pilot.press("i", "1")
    deliveries = desk.conduct.state.deliveries
    assert outcomes(desk) == before | {6: "delivered"}
    await pilot.press("down", "down", "x")
    assert outcomes(desk) == before | {6: "delivered", 7: "cancelled"}
    await pilot.press("plus", "4", "2", *"smoke", "enter", *"neighbor", "enter")
    made_up = deliveries[1001]
    assert (made_up.text, made_up.inject.to, made_up.inject.mode) == ("smoke", ["nurse"], "phone")


def outcomes(desk: AtTheDesk) -> dict[int, str]:
    return {number: one.outcome for number, one in desk.conduct.state.deliveries.items()}


@pytest.mark.slow
def test_leaving_keeps_the_exercise(tmp_path: Path) -> None:
    desk = AtTheDesk(tmp_path, saved=True)

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.press("space")
        desk.passes(7.0)
        await pilot.press("ctrl+q")

    desk.run(steps)
    assert desk.app.session is not None
    again = resume_session(desk.app.session.path)
    assert (again.state.time, again.conductor.clock.is_running) == (7.0, False)
    again.close()


@at_the_desk(stops=2)
async def test_a_module_ends_and_the_talked_one_goes_item_by_item(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    """E asks once; then Space brings the next item, and the agenda leads on."""
    await pilot.press("E", "enter")
    assert desk.conduct.segment.kind == "talked"
    assert [one.state for one in desk.conduct.state.decision_points.values()][:2] == ["lapsed", "lapsed"]
    await pilot.press("space")
    assert desk.conduct.state.deliveries[10].outcome == "delivered"
    await pilot.press("n")
    assert desk.conduct.state.list_open_decisions()[0].decision.id == "D7"
    await pilot.pause()
    assert "1 Write in   2 Discuss" in desk.shows()
    assert "starts T+" not in desk.shows()
    assert "time pressure" not in desk.shows()


@at_the_desk(stops=2)
async def test_the_agenda_ends_a_module_only_after_a_question(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    """Enter alone skips an item; the last line asks as E does."""
    module = desk.conduct.segment
    await pilot.press("a", "enter")
    assert desk.conduct.segment is module
    await pilot.press("a", "end", "enter")
    assert isinstance(desk.app.screen, Ask)
    await pilot.press("escape")
    assert desk.conduct.segment is module
    await pilot.press("a", "end", "enter", "enter")
    assert desk.conduct.segment is not module


@pytest.mark.parametrize(("said", "seconds"), [("90", 90.0), ("1:30", 90.0), ("", None), ("a", None), ("-5", None)])
def test_times_are_written_as_people_write_them(said: str, seconds: float | None) -> None:
    assert parse_seconds(said) == seconds


@at_the_desk()
async def test_behind_a_dialog_the_clock_is_seen_to_run(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    await presses(pilot, "space", "question_mark")
    before = desk.shows().splitlines()[1][:20]
    desk.passes(5.0)
    await pilot.pause()
    assert desk.shows().splitlines()[1][:20] != before
    await presses(pilot, "escape")
    assert desk.drill.is_current


@at_the_desk(size=(200, 60))
async def test_a_view_that_was_hidden_while_time_ran_is_up_to_date(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    await presses(pilot, "v")
    await presses(pilot, "v", "enter")
    desk.conduct.play(1)
    desk.passes(5.0)
    for _ in range(2):
        await presses(pilot, "v")
        shown = desk.shows()
        await pilot.resize_terminal(199, 60)
        await pilot.resize_terminal(200, 60)
        await pilot.pause()
        assert desk.shows() == shown


async def clicks(desk: AtTheDesk, pilot: Pilot[None], words: str) -> None:
    rows = rows_of(desk.app)
    row = next(place for place, text in enumerate(rows) if words in text)
    await pilot.click(offset=(rows[row].index(words), row))
    await pilot.pause()


@at_the_desk(stops=2, size=SMALL)
async def test_a_click_opens_a_tab_selects_an_answer_and_shows_a_pane(desk: AtTheDesk, pilot: Pilot[None]) -> None:
    for tab, shows in (("Map", "Ground truth"), ("Log", "undo"), ("Decide", "Expected: ")):
        await clicks(desk, pilot, f" {tab} ")
        assert f"[{tab}]" in desk.shows()
        assert shows in desk.shows()
    await clicks(desk, pilot, "3 I call")
    assert desk.drill.choice.number == 3
    assert "Enter commit" in str(desk.drill.query_one(DecisionPane).border_subtitle)
    await pilot.press("escape")
    await clicks(desk, pilot, "6   A parent")
    assert "[Next]" in desk.shows()
    assert "k hold" in desk.shows()
    assert "Expected: " not in desk.shows()
