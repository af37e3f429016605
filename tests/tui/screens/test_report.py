"""The report's screen shows the table of the hot wash, whole also on the smallest screen."""

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from reports.counterfactual import render_effect_rows
from reports.text.formatting import join_with_nbsp, wrap_columns
from tests.sim.exercise.reviews import a_few
from tests.tui.application import awaited
from tests.tui.facilitator import SMALL, WIDE
from tests.tui.hot_wash import washed
from tui.screens.report import Report


def drawn(pilot: Pilot[None]) -> list[str]:
    """Every line of the text as the screen has it, also those that are scrolled out of sight."""
    text = pilot.app.screen.query_one("#text", Static)
    return [text.render_line(at).text.rstrip() for at in range(text.size.height)]


@awaited
@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])
async def test_the_table_is_whole_on_every_screen(size: tuple[int, int]) -> None:
    app = washed("active-assailant", screen=Report(a_few()), ended=True)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        lines = drawn(pilot)
    rows = [str(row).rstrip() for row in render_effect_rows(a_few(), 80)]
    begins = lines.index(rows[0])
    assert lines[begins : begins + len(rows)] == rows
    for words in ("alert brought", "room brought", "alert,", "room,"):
        assert words in lines[begins]
    assert any(line.startswith("  not reached: twin ") for line in rows)


def test_words_that_are_tied_stay_in_one_line() -> None:
    words = f"T+ waits for reading. {join_with_nbsp('3 unread: n')}"
    for width in range(12, 40):
        assert any("3 unread: n" in line for line in wrap_columns(words, width))
