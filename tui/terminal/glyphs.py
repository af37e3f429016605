"""Glyphs of maps and bars, one column each, and their ASCII replacements for terminals without UTF-8."""

import codecs
import os
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from scenarios.unprintable import UNPRINTABLE

ASCII_VARIABLE = "ALLCALL_ASCII"
"""Environment variable: if set, only ASCII is drawn."""


@dataclass(frozen=True)
class Glyphs:
    """One character for each meaning."""

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
"""Locales in which Python writes UTF-8, although the terminal may not show it."""


def find_locale() -> str:
    """The locale of the environment; may be empty."""
    return next((value for name in ("LC_ALL", "LC_CTYPE", "LANG") if (value := os.environ.get(name))), "")


def choose_glyphs() -> Glyphs:
    """The glyphs for this terminal."""
    if os.environ.get(ASCII_VARIABLE) or find_locale() in ASCII_LOCALES:
        return ASCII_GLYPHS
    try:
        name = codecs.lookup(sys.stdout.encoding or "ascii").name
    except LookupError:
        return ASCII_GLYPHS
    return UTF8_GLYPHS if name.startswith("utf") else ASCII_GLYPHS


ASCII_TRANSLATION = str.maketrans(
    "·…→←↑↓×│┃║─━═–—‘’“”‹›✓✗▲●○■▶█░▔▁▂▃▄▅▆▇▎▊†‡┏┓┗┛┣┫┳┻╋╸╺", ".~><^vx|||-----''\"\"<>vx!#o=>#.--      ||#&+++++++++--"
)
"""ASCII replacements, one column each."""


class OnlyPrintable(LineFilter):
    """Cleans every line that Textual sends to the terminal, without changing its width."""

    def apply(self, segments: Sequence[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - the signature of Textual
        """The line without unprintable characters."""
        return [Segment(_clean_columns(text), style, control) for text, style, control in segments]


def _clean_columns(text: str) -> str:
    if text.isprintable():
        return text
    return UNPRINTABLE.sub(lambda found: "\N{REPLACEMENT CHARACTER}" * cell_len(found[0]), text)


class OnlyAscii(LineFilter):
    """Converts every line that Textual sends to the terminal."""

    def apply(self, segments: Sequence[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - the signature of Textual
        """The line in ASCII."""
        return [Segment(to_ascii(text), style, control) for text, style, control in segments]


class FillStyles(LineFilter):
    """Gives a style to segments without one, which plots have and Textual's filter for NO_COLOR cannot do with."""

    def apply(self, segments: Sequence[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - the signature of Textual
        """The same line."""
        return [Segment(text, style or Style.null(), control) for text, style, control in segments]


_STYLES, _PRINTABLE, _ASCII = FillStyles(), OnlyPrintable(), OnlyAscii()


def add_line_filters(filters: Sequence[LineFilter], signs: Glyphs, no_color: bool) -> list[LineFilter]:
    """Textual's filters of what it sends to the terminal, and those of every application of ours."""
    before, after = [_STYLES] if no_color else [], [_ASCII] if signs is ASCII_GLYPHS else []
    return [*before, *filters, _PRINTABLE, *after]


def to_ascii(text: str) -> str:
    """Text in ASCII, of the same width. Accents are dropped; other scripts become question marks."""
    if text.isascii():
        return text
    return "".join(one if one.isascii() else _character_to_ascii(one) for one in text.translate(ASCII_TRANSLATION))


def _character_to_ascii(one: str) -> str:
    base = unicodedata.normalize("NFKD", one)[0]
    width = cell_len(one)
    return base if base.isascii() and width == 1 else "?" * width
