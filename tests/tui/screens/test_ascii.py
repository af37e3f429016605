"""A terminal with no more than ASCII gets no more, in the same columns."""

from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.text import Text

from tests.sim.exercise.exercises import opened
from tests.tui.application import DAY, Wall, awaited, rows_of, settled
from tui.app import Allcall
from tui.screens.prepare import Prepare
from tui.terminal.glyphs import ASCII_GLYPHS, ASCII_TRANSLATION, to_ascii
from tui.widgets.base import to_glyphs


@pytest.mark.parametrize("text", ["".join(map(chr, ASCII_TRANSLATION)), "Zoë 山田 · ×4 → “so”", "é\u0301", "plain"])
def test_a_text_takes_as_many_columns_as_before(text: str) -> None:
    assert to_ascii(text).isascii()
    assert cell_len(to_ascii(text)) == cell_len(text)


def test_words_that_go_on_are_told_from_words_that_end() -> None:
    assert to_ascii("Many a wor…") == to_glyphs(Text("Many a wor…"), ASCII_GLYPHS).plain == "Many a wor~"


def test_an_accent_is_left_away_and_another_script_is_question_marks() -> None:
    assert to_ascii("Zoë 山田 · ×4") == "Zoe ???? . x4"


@awaited
async def test_every_line_of_a_screen_is_ascii(tmp_path: Path) -> None:
    app = Allcall(tmp_path, lambda: Prepare(opened("cardiac-arrest-20"), limit=0), Wall(), lambda: DAY, ASCII_GLYPHS)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        shown = "".join(rows_of(app))
        assert "Prepare" in shown
        assert shown.isascii()
