"""Words from right to left: Word wants them told apart, and finds fonts for all other writing systems itself.

Characters without a direction of their own (spaces, digits, punctuation) go with the letters before them.
"""

from collections.abc import Iterator
from itertools import accumulate, groupby
from typing import NamedTuple
from unicodedata import bidirectional, name

DIRECTIONS = {"L": False, "R": True, "AL": True}
LANGUAGES = {"HEBREW": "he-IL", "SYRIAC": "syr-SY", "THAANA": "dv-MV"}
"""By the first word of the name of a character; all others are Arabic."""


class ScriptRun(NamedTuple):
    """Text in one direction. language: empty where it runs from left to right."""

    text: str
    language: str = ""


def split_by_script(text: str) -> Iterator[ScriptRun]:
    """Text cut where its direction changes; nothing for empty text."""
    languages = accumulate(text, _language, initial="")
    next(languages)
    for language, letters in groupby(zip(languages, text, strict=True), key=lambda one: one[0]):
        yield ScriptRun("".join(letter for _, letter in letters), language)


def _language(before: str, character: str) -> str:
    """The language of a character behind others."""
    leftwards = DIRECTIONS.get(bidirectional(character))
    if leftwards is None:
        return before
    return LANGUAGES.get(name(character, "").split(" ")[0], "ar-SA") if leftwards else ""
