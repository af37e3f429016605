"""The text of the report screen: tables of its Markdown are drawn for the width that there is."""

import pytest
from rich.console import Console

from tui.glyphs import PLAIN, UTF8, Glyphs
from tui.widgets.markdown import page

TABLE = """| | alert brought | room brought | alert, here | room, here |
| - | -: | -: | -: | -: |
| travel of the first unit * | +0:05 † (+0:02 to +0:14) | -1:07 † (-1:30 to -0:49) | not reached | 0 |
| staff who checked in | +14 % (+14 to +15) | -1 % | +19 % | 0 % |"""
INTERVALS = ["(+0:02 to +0:14)", "(-1:30 to -0:49)", "(+14 to +15)"]


def drawn(width: int, signs: Glyphs) -> list[str]:
    console = Console(width=width)
    with console.capture() as said:
        console.print(page(TABLE, signs))
    return said.get().splitlines()


@pytest.mark.parametrize("signs", [UTF8, PLAIN], ids=["utf-8", "ascii"])
@pytest.mark.parametrize("width", [77, 100, 140])
def test_an_interval_is_never_broken(width: int, signs: Glyphs) -> None:
    lines = drawn(width, signs)
    assert [one for one in INTERVALS if not any(one in line for line in lines)] == []
    assert max(map(len, lines)) <= width


def test_where_there_is_room_a_row_of_the_table_is_one_line() -> None:
    assert len(drawn(140, UTF8)) == len(TABLE.splitlines())
