"""A card of the briefing in lines of text: the same on the screen that turns it and on the room's face in a second terminal."""

from collections.abc import Sequence
from textwrap import wrap

LOW = 30  # rows of a terminal; with fewer the items of a card stand close
LONGEST = 100  # columns of a line that is read out loud
BESIDE = {True: 5, False: 9}
"""Columns of a terminal that are margin, where it is low and where it is not."""


def card_lines(paragraphs: Sequence[str], columns: int, rows: int) -> list[str]:
    """The lines of a card on a terminal of so many columns and rows.

    A paragraph that begins with a dash and a blank is an item of a list.
    """
    low = rows < LOW
    width = min(LONGEST, columns - BESIDE[low])
    lines: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        item = paragraph.startswith("- ")
        close = low and item and paragraphs[number - 1].startswith("- ")
        lines += [""] if number and not close else []
        for line in paragraph.splitlines():
            lines += wrap(line, width, subsequent_indent="  " if item else "")
    return lines
