"""Characters that no text of a file may bring to a terminal, a document or a table, and how a text is rid of them.

A terminal obeys them, they hide or reorder what is written, or XML has no place for them.
"""

import re
from collections.abc import Iterable

BIDIRECTIONAL_MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
"""Controls that reorder the text after them, and the byte order mark: invisible, and pasted along with names."""
_CLASS = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1, without tab and line feed
    rf"{BIDIRECTIONAL_MARKS}"
    r"\u2028\u2029\ud800-\udfff\ufffe\uffff"  # separators, lone surrogates, noncharacters
)
UNPRINTABLE = re.compile(f"[{_CLASS}]")
_UNPRINTABLE_OR_LINE_FEED = re.compile(f"[\n{_CLASS}]")


def clean_text(text: str) -> str:
    """The text with every character of `UNPRINTABLE` replaced; its lines stay."""
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def escape_unprintable(text: str) -> str:
    """The text on one line: every line feed and every character of `UNPRINTABLE` replaced."""
    return _UNPRINTABLE_OR_LINE_FEED.sub("\N{REPLACEMENT CHARACTER}", text)


def word_unprintable(character: str) -> tuple[str, str]:
    """The complaint about a character of `UNPRINTABLE`: the problem, and the right form."""
    return f"an unprintable character (U+{ord(character):04X})", "take it out"


def find_unprintable(value: object) -> tuple[str, str] | None:
    """What is wrong with a text, or with any key or text in a list or mapping, that holds a character of `UNPRINTABLE`."""
    match value:
        case str():
            found = UNPRINTABLE.search(value)
            return word_unprintable(found[0]) if found else None
        case dict():
            parts: Iterable[object] = (*value, *value.values())
        case list() | tuple():
            parts = value
        case _:
            return None
    return next((complaint for part in parts if (complaint := find_unprintable(part))), None)
