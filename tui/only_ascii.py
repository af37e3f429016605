"""What is drawn on a terminal that has no more than ASCII: whatever a screen says, sign for sign, in the same columns."""

import unicodedata
from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

ASCII_TRANSLATION = str.maketrans(
    "·…→←↑↓×│┃║─━═–—‘’“”‹›✓✗▲●○■▶█░▔▁▂▃▄▅▆▇▎▊†‡", ".~><^vx|||-----''\"\"<>vx!#o=>#.--      ||#&"
)
"""What stands for a sign, `~` for words that go on; a name in another script becomes question marks, an accent is left away."""


class OnlyAscii(LineFilter):
    """Goes over every line before it is sent to the terminal."""

    def apply(self, segments: Sequence[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual gives it
        """The same line in ASCII."""
        return [Segment(to_ascii(text), style, control) for text, style, control in segments]


def to_ascii(text: str) -> str:
    """A text in ASCII that takes as many columns."""
    if text.isascii():
        return text
    return "".join(one if one.isascii() else _character_to_ascii(one) for one in text.translate(ASCII_TRANSLATION))


def _character_to_ascii(one: str) -> str:
    base = unicodedata.normalize("NFKD", one)[0]
    width = cell_len(one)
    return base if base.isascii() and width == 1 else "?" * width
