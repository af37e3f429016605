"""Writing systems. Names come in all of them, and no one font has them all: each is told apart, so that it gets a font that knows it.

Characters that belong to no writing system of their own (spaces, digits, punctuation) go with the letters before them.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple
from unicodedata import name


class Script(NamedTuple):
    """A writing system. word_font: a font that comes with Word; empty for the paper's own. language: as Word wants to know it."""

    word_font: str = ""
    language: str = "en-US"
    east_asian: bool = False
    complex: bool = False
    right_to_left: bool = False


class Piece(NamedTuple):
    """Text in one writing system."""

    text: str
    script: Script


OWN = Script()
"""Latin, Greek, Cyrillic: what the paper's own font has."""
SYMBOLS = Script("Segoe UI Symbol")
_HAN = Script("Microsoft YaHei", "zh-CN", east_asian=True)
_KANA = Script("Yu Gothic", "ja-JP", east_asian=True)
_HANGUL = Script("Malgun Gothic", "ko-KR", east_asian=True)
_INDIC = Script("Nirmala UI", "hi-IN", complex=True)
SCRIPTS = {
    "CJK": _HAN,
    "IDEOGRAPHIC": _HAN,
    "HIRAGANA": _KANA,
    "KATAKANA": _KANA,
    "HANGUL": _HANGUL,
    "FULLWIDTH": _HAN,
    "ARABIC": Script("Arial", "ar-SA", complex=True, right_to_left=True),
    "HEBREW": Script("Arial", "he-IL", complex=True, right_to_left=True),
    "SYRIAC": Script("Estrangelo Edessa", "syr-SY", complex=True, right_to_left=True),
    "THAANA": Script("MV Boli", "dv-MV", complex=True, right_to_left=True),
    **dict.fromkeys(
        (
            "DEVANAGARI",
            "BENGALI",
            "GURMUKHI",
            "GUJARATI",
            "ORIYA",
            "TAMIL",
            "TELUGU",
            "KANNADA",
            "MALAYALAM",
            "SINHALA",
        ),
        _INDIC,
    ),
    "THAI": Script("Leelawadee UI", "th-TH", complex=True),
    "LAO": Script("Leelawadee UI", "lo-LA", complex=True),
    "KHMER": Script("Leelawadee UI", "km-KH", complex=True),
    "MYANMAR": Script("Myanmar Text", "my-MM", complex=True),
    "TIBETAN": Script("Microsoft Himalaya", "bo-CN", complex=True),
    "ETHIOPIC": Script("Ebrima"),
    "CHEROKEE": Script("Gadugi"),
    "CANADIAN": Script("Gadugi"),
    "ARMENIAN": OWN,
    "GEORGIAN": Script("Sylfaen"),
}
"""By the first word of the name of a character."""


@cache
def script_of(character: str) -> Script | None:
    """The writing system of a character; None where it goes with those around it."""
    if character < "\u0370":
        return OWN if character.isalpha() else None
    first = name(character, "").split(" ")[0]
    if first in SCRIPTS:
        return SCRIPTS[first]
    if character in "\N{WHITE SQUARE}\N{BALLOT BOX}":
        return SYMBOLS
    return OWN if character.isalpha() else None


def pieces(text: str) -> Iterator[Piece]:
    """Text cut where its writing system changes; nothing for empty text."""
    start, current = 0, None
    for at, character in enumerate(text):
        script = script_of(character)
        if script is None or script == current:
            continue
        if current is not None or script.complex or script.east_asian or script.word_font:
            if at > start:
                yield Piece(text[start:at], current or OWN)
            start = at
        current = script
    if text:
        yield Piece(text[start:], current or OWN)
