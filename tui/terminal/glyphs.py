"""The signs of maps and bars: one column each, and an ASCII set for terminals without UTF-8.

What is drawn on a terminal that has no more than ASCII: whatever a screen says, sign for sign, in the same columns.
"""

import codecs
import os
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

ASCII_VARIABLE = "ALLCALL_ASCII"
"""Environment variable: if set to anything, only ASCII is drawn."""


@dataclass(frozen=True)
class Glyphs:
    """What each sign means stands beside it."""

    unaware: str
    aware: str
    protected: str
    in_reach: str
    hazard: str
    responder: str
    stair: str
    checked_in: str
    not_reached: str
    full: str  # of a bar
    empty: str
    running: str
    stopped: str
    chosen: str
    line: str


UTF8_GLYPHS = Glyphs("·", "○", "●", "▲", "H", "R", "S", "✓", "?", "█", "░", "▶", "■", ">", "─")

ASCII_GLYPHS = Glyphs(".", "o", "#", "!", "H", "R", "S", "v", "?", "#", ".", ">", "=", ">", "-")

ASCII_LOCALES = ("C", "POSIX")
"""Locales in which Python writes UTF-8 all the same, and the terminal may not know it."""


def find_locale() -> str:
    """As the environment says, the first that counts; empty where it says nothing."""
    return next((said for name in ("LC_ALL", "LC_CTYPE", "LANG") if (said := os.environ.get(name))), "")


def choose_glyphs() -> Glyphs:
    """The set for this terminal."""
    if os.environ.get(ASCII_VARIABLE) or find_locale() in ASCII_LOCALES:
        return ASCII_GLYPHS
    try:
        name = codecs.lookup(sys.stdout.encoding or "ascii").name
    except LookupError:
        return ASCII_GLYPHS
    return UTF8_GLYPHS if name.startswith("utf") else ASCII_GLYPHS


ASCII_TRANSLATION = str.maketrans(
    "·…→←↑↓×│┃║─━═–—‘’“”‹›✓✗▲●○■▶█░▔▁▂▃▄▅▆▇▎▊†‡┏┓┗┛┣┫┳┻╋╸╺",
    ".~><^vx|||-----''\"\"<>vx!#o=>#.--      ||#&+++++++++--",
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
    return "".join(
        one if one.isascii() else _character_to_ascii(one) for one in text.translate(ASCII_TRANSLATION)
    )


def _character_to_ascii(one: str) -> str:
    base = unicodedata.normalize("NFKD", one)[0]
    width = cell_len(one)
    return base if base.isascii() and width == 1 else "?" * width
