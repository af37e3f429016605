"""Control characters that a terminal may obey."""

import unicodedata

ATTACK = "\x1b]52;c;YWxs\x07\x1b[31m\x9b2J\r\x08\x7f\x85\u061c\u200f\u202e\u2066\u2028"
"""Writes to the clipboard, colors, clears, goes back, and reorders."""
REORDERING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def list_controls(text: str) -> list[str]:
    """The characters of a text, by Unicode's own categories, that a terminal may obey."""
    controls = {one for one in text if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") and one != "\n"}
    marks = {one for one in text if unicodedata.bidirectional(one) in REORDERING or one in "\u061c\u200e\u200f"}
    return sorted(controls | marks)
