"""The mouse on the desk: a tab, a pane and an answer are clicked."""

from textual.pilot import Pilot

from tests.tui.application import rows_of
from tests.tui.facilitator import SMALL, AtTheDesk, at_the_desk
from tui.widgets.decision_panel import DecisionPane


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
