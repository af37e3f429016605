"""The signs of maps and bars: one column each, and an ASCII set for terminals without UTF-8."""

import codecs
import os
import sys
from dataclasses import dataclass

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
