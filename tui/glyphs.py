"""The signs of maps and bars: one column each, and an ASCII set for terminals without UTF-8."""

import codecs
import os
import sys
from dataclasses import dataclass

ASCII = "ALLCALL_ASCII"
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
    unheard: str
    full: str  # of a bar
    empty: str
    running: str
    stopped: str
    chosen: str
    line: str


UTF8 = Glyphs("·", "○", "●", "▲", "H", "R", "S", "✓", "?", "█", "░", "▶", "■", ">", "─")
PLAIN = Glyphs(".", "o", "#", "!", "H", "R", "S", "v", "?", "#", ".", ">", "=", ">", "-")


NO_MORE_THAN_ASCII = ("C", "POSIX")
"""Locales in which Python writes UTF-8 all the same, and the terminal may not know it."""


def locale_of_the_terminal() -> str:
    """As the environment says, the first that counts; empty where it says nothing."""
    return next((said for name in ("LC_ALL", "LC_CTYPE", "LANG") if (said := os.environ.get(name))), "")


def glyphs() -> Glyphs:
    """The set for this terminal."""
    if os.environ.get(ASCII) or locale_of_the_terminal() in NO_MORE_THAN_ASCII:
        return PLAIN
    try:
        name = codecs.lookup(sys.stdout.encoding or "ascii").name
    except LookupError:
        return PLAIN
    return UTF8 if name.startswith("utf") else PLAIN
