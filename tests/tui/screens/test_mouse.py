"""The mouse on the desk: a tab, a pane and an answer are clicked."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.facilitator import SMALL, AtTheDesk
from tui.widgets.decision_panel import DecisionPane


async def clicks(desk: AtTheDesk, pilot: Pilot[None], words: str) -> None:
    rows = ["".join(segment.text for segment in line) for line in desk.app.screen._compositor.render_strips()]
    row = next(place for place, text in enumerate(rows) if words in text)
    await pilot.click(offset=(rows[row].index(words), row))
    await pilot.pause()


def test_a_click_on_a_tab_goes_there_and_a_click_on_a_pane_makes_it_the_one_that_is_shown(
    tmp_path: Path,
) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        for tab, shows in (("Map", "Ground truth"), ("Log", "undo"), ("Decide", "Expected: ")):
            await clicks(desk, pilot, f" {tab} ")
            assert f"[{tab}]" in desk.shows()
            assert shows in desk.shows()
        await clicks(desk, pilot, "D4  Assistant")
        assert "[Next]" in desk.shows()
        assert "h hold" in desk.shows()
        assert "Expected: " not in desk.shows()

    AtTheDesk(tmp_path, stops=2).run(steps, SMALL)


@pytest.mark.parametrize("size", [SMALL])
def test_a_click_on_an_answer_marks_it(tmp_path: Path, size: tuple[int, int]) -> None:
    async def steps(desk: AtTheDesk, pilot: Pilot[None]) -> None:
        await clicks(desk, pilot, "3 Both")
        assert desk.drill.choice.number == 3
        assert ">3 Both" in desk.shows()
        assert "Enter commit" in str(desk.drill.query_one(DecisionPane).border_subtitle)
        await clicks(desk, pilot, "7 Discuss")
        assert desk.drill.choice.number == 7

    AtTheDesk(tmp_path, stops=3).run(steps, size)
