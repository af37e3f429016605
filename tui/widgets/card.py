"""A card of the briefing in lines of text: the same on the screen that turns it and on the room's face in a second terminal."""

from collections.abc import Sequence
from textwrap import wrap

LOW_ROWS = 30  # rows of a terminal; with fewer the items of a card stand close
MAX_COLUMNS = 100  # columns of a line that is read out loud
MARGINS = {True: 5, False: 9}
"""Columns of a terminal that are margin, where it is low and where it is not."""


def format_card(paragraphs: Sequence[str], columns: int, rows: int) -> list[str]:
    """The lines of a card on a terminal of so many columns and rows.

    A paragraph that begins with a dash and a blank is an item of a list.
    """
    low = rows < LOW_ROWS
    width = min(MAX_COLUMNS, columns - MARGINS[low])
    lines: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        item = paragraph.startswith("- ")
        close = low and item and paragraphs[number - 1].startswith("- ")
        lines += [""] if number and not close else []
        for line in paragraph.splitlines():
            lines += wrap(line, width, subsequent_indent="  " if item else "")
    return lines
