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


def glyphs() -> Glyphs:
    """The set for this terminal."""
    if os.environ.get(ASCII):
        return PLAIN
    try:
        name = codecs.lookup(sys.stdout.encoding or "ascii").name
    except LookupError:
        return PLAIN
    return UTF8 if name.startswith("utf") else PLAIN
