"""The desk, by what it shows: nothing is cut that has to be read, and it always says what there is to do next."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from sim.exercise.conductor import read_next
from tests.sim.exercise.exercises import to_a_question
from tests.tui.facilitator import SMALL, WIDE, AtTheDesk
from tui.widgets.decision_panel import DecisionPane


def decision(desk: AtTheDesk) -> str:
    """What the pane of the question says."""
    return " ".join(str(desk.drill.query_one(DecisionPane).query_one(Static).content).split())


@pytest.mark.parametrize("size", [WIDE, SMALL])
def test_the_line_under_the_banner_is_whole(tmp_path: Path, size: tuple[int, int]) -> None:
    """A pressed question is open, ×10, an hour and three quarters of the room have gone, all times at their longest."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.press("greater_than_sign", "greater_than_sign", "greater_than_sign")
        desk.conduct.pass_room_time(6300.0)
        await pilot.press("m")
        await pilot.pause()
        line = desk.shows().splitlines()[2]
        assert len(line) <= size[0]
        for words in ("STOPPED pressed", "T+00:42", "10:14:42", "×10", "room 105:00", "stop 1/5"):
            assert words in line
        assert line.endswith("stop 1/5" if size == SMALL else "room sees: face")

    AtTheDesk(tmp_path, stops=1).run(steps, size)


@pytest.mark.slow
@pytest.mark.parametrize("size", [WIDE, SMALL])
def test_when_the_questions_are_over_the_desk_says_how_to_go_on(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    """To the end of the incident, then of the module, then of the talked one."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        assert "n plays to the next stop" in decision(desk)
        for window in ("D1", "D2", "D4", "D3"):
            while desk.conduct.state.decision_points.get(window) is None:
                to_a_question(desk.conduct)
            desk.conduct.no_decision(window)
        while read_next(desk.conduct):
            pass
        await pilot.press("m")
        await pilot.pause()
        shown = decision(desk)
        assert "No more questions come in this module." in shown
        assert "E ends this module; next: Continued response: families." in shown
        for _ in range(20):  # at most so many messages and injects are left
            await pilot.press("n")
            await pilot.pause()
            if "Play to there?" in desk.shows():
                await pilot.press("enter")
        assert "nothing more comes in this module; E ends it" in desk.shows()
        await pilot.press("m")
        await pilot.pause()
        assert "E ends this module; next: Continued response: families." in decision(desk)
        await pilot.press("E", "enter", "n", "n", "u", "enter")
        await pilot.pause()
        shown = decision(desk)
        assert "Nothing more comes in this module. E ends this module; next: Hot wash." in shown
        await pilot.press("n")
        await pilot.pause()
        assert "nothing more comes in this module; E ends it" in desk.shows()

    AtTheDesk(tmp_path).run(steps, size)


@pytest.mark.parametrize("marked", [(), ("2",)], ids=["open", "marked"])
@pytest.mark.parametrize("face", ["desk", "room"])
def test_every_answer_is_read_whole_at_80_columns(tmp_path: Path, face: str, marked: tuple[str, ...]) -> None:
    """Those of the longest question; what the marked one would do is whole as well."""

    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await pilot.press(*marked, *(["v"] if face == "room" else []))
        await pilot.pause()
        shown = desk.shows()
        for option in desk.conduct.state.decision_points["D3"].decision.options:
            assert option.says in shown
        if face == "desk":
            assert "6 Write in" in shown
        if marked and face == "desk":
            assert " rooms" in shown.partition("If 2: starts")[2]
        if face == "room":
            assert "aware: you" in shown
            assert "%" in shown.partition("protected: ")[2]

    AtTheDesk(tmp_path, stops=3).run(steps, SMALL)
