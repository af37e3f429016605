"""The keys of the facilitator view, and their effect on the exercise."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from sim.exercise.decisions import DecisionResponse
from tests.tui.facilitator import SMALL, AtTheDesk
from tui.screens.exercise import ExerciseScreen, parse_seconds
from tui.screens.notices import StopScreen
from tui.session import resume_session
from tui.terminal.glyphs import ASCII_GLYPHS


def test_space_plays_to_the_first_question_and_t_plus_runs_on_at_life_speed(tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
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

    AtTheDesk(tmp_path).run(steps)


def test_space_stops_and_n_goes_on_to_the_next_stop(tmp_path: Path) -> None:
    """The facilitator's own stop is in the journal."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
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

    AtTheDesk(tmp_path).run(steps)


def test_a_decision_is_looked_at_and_then_committed(tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        window = desk.conduct.state.list_open_decisions()[0]
        await pilot.press("d", "3")
        await pilot.pause()
        assert "If 3: starts T+" in desk.shows()
        await pilot.press("escape", "enter")
        assert window.state == "open"
        desk.passes(30.0)
        await pilot.press("2", "enter")
        assert window.response.option == window.decision.options[1].id
        assert (window.exercise_resolved_at or 0.0) - (window.exercise_opened_at or 0.0) == 30.0
        await pilot.pause()
        assert "No question is open" in desk.shows()

    AtTheDesk(tmp_path, stops=2).run(steps)


def test_the_room_says_how_long_thinking_takes(tmp_path: Path) -> None:
    """It starts then, and the journal says whose number that is."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        window = desk.conduct.state.list_open_decisions()[0]
        await pilot.press("1", "t", "x", "enter")
        assert "is not a time" in desk.shows()
        await pilot.press("t", *"1", "colon", *"10", "enter")
        await pilot.pause()
        assert "decision time 1:10, the room says" in desk.shows()
        await pilot.press("enter")
        assert (window.response.thinking, window.response.source) == (70.0, "room")

    AtTheDesk(tmp_path, stops=2).run(steps)


def test_an_answer_is_written_in_with_the_verbs_of_the_engine(tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        window = desk.conduct.state.list_open_decisions()[0]
        number = str(len(window.decision.options) + 1)
        await pilot.press(number, "enter", "2", "1", "1")
        await pilot.pause()
        assert "calls 911: 911 has it since" in desk.shows().replace("\n", " ")
        await pilot.press("enter")
        assert window.response.does == [{"kind": "call-911", "by": "secretary-1"}]
        assert window.response.written_in

    AtTheDesk(tmp_path, stops=2).run(steps)


def test_in_a_field_letters_are_text(tmp_path: Path) -> None:
    """No key of the desk acts there, not even Tab or the sign for a real emergency; Enter gives the text."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        window = desk.conduct.state.list_open_decisions()[0]
        await pilot.press(str(len(window.decision.options) + 2), "enter")
        await pilot.press(*"wm", "space", "exclamation_mark", "tab", *"z3?", "enter")
        assert window.response.talk_only == "wm !z3?"
        assert desk.conduct.state.notes == {}
        assert isinstance(desk.app.screen, ExerciseScreen)

    AtTheDesk(tmp_path, stops=2).run(steps)


def test_a_question_is_put_under_pressure_or_ends_without_a_decision(tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        window = desk.conduct.state.list_open_decisions()[0]
        await pilot.press("space")
        assert "stands still while the room talks" in desk.shows()
        await pilot.press("p")
        desk.passes(3.0)
        assert desk.conduct.state.time == (window.opened_at or 0.0) + 3.0
        await pilot.press("u", "enter")
        assert (window.state, window.reason) == ("lapsed", "no decision")

    AtTheDesk(tmp_path, stops=2).run(steps)


def test_marks_take_one_key_and_their_text_later(tmp_path: Path) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.press("m", "o", *"who has keys", "enter")
        notes = desk.conduct.state.notes
        assert [(note.kind, note.text) for note in notes.values()] == [
            ("mark", ""),
            ("observe", "who has keys"),
        ]
        await pilot.press("c", "2", "1", *"late", "enter")
        assert notes["mark-1"].text == "late"
        await pilot.press("c", "1", "3", "2")
        assert notes["observe-1"].rating == "S"
        assert "mark 1   late" in desk.shows()

    AtTheDesk(tmp_path, stops=1).run(steps)


def test_an_inject_is_held_cancelled_delivered_or_made_up(tmp_path: Path) -> None:
    """With Next in focus the marked one; i asks which."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.press("tab", "h")
        assert "That is a question" in desk.shows()
        before = outcomes(desk)
        await pilot.press("down", "h")
        assert outcomes(desk) == before | {6: "held"}
        await pilot.press("i", "1")
        deliveries = desk.conduct.state.deliveries
        assert outcomes(desk) == before | {6: "delivered"}
        await pilot.press("down", "down", "x")
        assert outcomes(desk) == before | {6: "delivered", 7: "cancelled"}
        await pilot.press("plus", "4", "2", *"neighbour", "enter", *"smoke", "enter")
        made_up = deliveries[1001]
        assert (made_up.text, made_up.inject.to, made_up.inject.mode) == ("smoke", ["nurse"], "phone")

    AtTheDesk(tmp_path, stops=1).run(steps)


def outcomes(desk: AtTheDesk) -> dict[int, str]:
    return {number: one.outcome for number, one in desk.conduct.state.deliveries.items()}


def test_the_last_decision_is_taken_back_after_asking_once(tmp_path: Path) -> None:
    """It is open again; then nothing is left to take back, and the screen says why."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.press("1", "enter", "z", "enter")
        name = desk.conduct.state.list_open_decisions()[0].decision.id
        assert f"undone: {name}" in desk.shows()
        await pilot.press("z")
        assert "can no longer be taken back" in desk.shows()

    AtTheDesk(tmp_path, stops=2).run(steps)


def test_a_real_emergency_freezes_everything_after_asking_once(tmp_path: Path) -> None:
    """The whole screen says STOP, and no key leads back."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.press("space", "exclamation_mark", "escape")
        assert not desk.conduct.state.frozen
        await pilot.press("exclamation_mark", "enter")
        await pilot.pause()
        assert isinstance(desk.app.screen, StopScreen)
        assert "REAL EMERGENCY" in desk.shows()
        before = desk.conduct.state.time
        await pilot.press("escape", "space", "n", "m")
        desk.passes(5.0)
        assert (desk.conduct.state.time, desk.conduct.state.notes) == (before, {})
        assert isinstance(desk.app.screen, StopScreen)

    AtTheDesk(tmp_path).run(steps)


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


def test_a_module_ends_and_the_talked_one_goes_item_by_item(tmp_path: Path) -> None:
    """E asks once; then Space brings the next item, and the agenda leads on."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.press("E", "enter")
        assert desk.conduct.segment.kind == "talked"
        assert [one.state for one in desk.conduct.state.decision_points.values()][:2] == ["lapsed", "lapsed"]
        await pilot.press("space")
        assert desk.conduct.state.deliveries[10].outcome == "delivered"
        await pilot.press("n")
        assert desk.conduct.state.list_open_decisions()[0].decision.id == "D5"
        await pilot.press("1")
        await pilot.pause()
        assert "1: discussion: recorded" in desk.shows()
        assert "starts T+" not in desk.shows()
        assert "time pressure" not in desk.shows()

    AtTheDesk(tmp_path, stops=2).run(steps)


def test_a_role_is_handed_back_to_the_model(tmp_path: Path) -> None:
    """R asks which, and once more where a question is lost with it."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.press("R", "1", "2")
        assert desk.conduct.state.played == {*PLAYED_BUT_THE_FIRST}

    AtTheDesk(tmp_path).run(steps)


PLAYED_BUT_THE_FIRST = ("nurse", "principal", "secretary", "teacher")


@pytest.mark.parametrize("size", [SMALL])
def test_only_ascii_is_drawn_where_a_terminal_knows_no_more(tmp_path: Path, size: tuple[int, int]) -> None:
    """Panes, their edges, small screens, and the room's face."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        asks = desk.conduct.state.decision_points["D3"].decision.asks
        assert f"D3  {asks[:30]}" in desk.shows()
        desk.conduct.submit_decision("D3", DecisionResponse(talk_only="wait"))
        for keys in (
            (),
            ("tab",),
            ("tab",),
            ("tab",),
            ("tab",),
            ("i",),
            ("escape", "question_mark"),
            ("escape", "v"),
        ):
            await pilot.press(*keys)
            await pilot.pause()
            assert [sign for sign in desk.shows() if not sign.isascii()] == []

    AtTheDesk(tmp_path, stops=3, signs=ASCII_GLYPHS).run(steps, size)


@pytest.mark.parametrize(
    ("said", "seconds"), [("90", 90.0), ("1:30", 90.0), ("", None), ("a", None), ("-5", None)]
)
def test_times_are_written_as_people_write_them(said: str, seconds: float | None) -> None:
    assert parse_seconds(said) == seconds
