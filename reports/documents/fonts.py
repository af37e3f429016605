"""What a PDF shows as boxes, because none of its fonts has the letters. Word and HTML show them in the reader's own fonts.

How wide words are, and which characters no font has. Measured in DejaVu Sans, the font of the PDF; Arial, that of Word, is narrower.

So what fits in the one fits in the other, and in what LibreOffice takes where it has no Arial.

Text as it may stand in a file. What people typed or pasted may hold characters that no XML can say; they are left out.

Line ends become one kind. Nothing else is changed: every writer escapes in its own way.

Words from right to left: Word wants them told apart, and finds fonts for all other writing systems itself.

Characters without a direction of their own (spaces, digits, punctuation) go with the letters before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import accumulate, groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from unicodedata import bidirectional, name

from reports.documents.model import Paper, Style
from scenarios.diagnostics import format_names

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font


PUNCTUATION = ".,:;!?\"'“”‘’«»…·•"


def describe_missing_glyphs(papers: Iterable[Paper], others: str) -> list[str]:
    """One line about them, or none where there are no boxes. others: the formats without boxes, as people call them."""
    found = dict.fromkeys(words for paper in papers for words in find_missing_glyph_words(paper))
    if not found:
        return []
    return [f"the PDF has no letters for {format_names(found, most=6)} and shows boxes; {others}"]


def find_missing_glyph_words(paper: Paper) -> Iterator[str]:
    """The words with such a letter, those that stand together as one."""
    for text in _iterate_texts(paper):
        for is_boxed, words in groupby(text.split(), lambda word: not all(map(has_glyph, word))):
            if is_boxed:
                yield " ".join(words).strip(PUNCTUATION)


def _iterate_texts(thing: object) -> Iterator[str]:
    """All text in a paper, or in what one is made of."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from _iterate_texts(part)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _iterate_texts(getattr(thing, field.name))


FONT_FILES: dict[Style, str] = {
    "": "DejaVuSans",
    "strong": "DejaVuSans-Bold",
    "emphasis": "DejaVuSans",
    "code": "DejaVuSansMono",
}

UNKNOWN_WIDTH = 2350 / 2048
"""The width of a box in place of a character, over the size of the font."""


def find_font_folder() -> Path:
    """Where the fonts are that come with matplotlib."""
    from matplotlib import get_data_path

    return Path(get_data_path()) / "fonts" / "ttf"


@cache
def _load_font(name: str) -> FT2Font:
    from matplotlib.ft2font import FT2Font

    return FT2Font(str(find_font_folder() / f"{name}.ttf"))


@cache
def measure_character(character: str, style: Style = "") -> float:
    """The width of a character, over the size of the font."""
    from matplotlib.ft2font import LoadFlags

    face = _load_font(FONT_FILES[style])
    if not has_glyph(character, style):
        return UNKNOWN_WIDTH
    return face.load_char(ord(character), flags=LoadFlags.NO_SCALE).horiAdvance / face.units_per_EM


@cache
def has_glyph(character: str, style: Style = "") -> bool:
    """Whether the font has it."""
    return character in "\n\t\u200b" or _load_font(FONT_FILES[style]).get_char_index(ord(character)) > 0


def measure_word(word: str, style: Style = "") -> float:
    """The width of a word without kerning, over the size of the font."""
    return sum(measure_character(character, style) for character in word)


_INVALID_CHARACTERS = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029]")

T = TypeVar("T")


def clean_text(text: str) -> str:
    """Text without control characters and lone surrogates, its lines ended by line feeds."""
    return _INVALID_CHARACTERS.sub("", _LINE_END.sub("\n", text))


def clean_texts(thing: T) -> T:
    """The same with legible text wherever it holds any: a paper, or what one is made of."""
    made: object = thing
    if isinstance(thing, str):
        made = clean_text(thing)
    elif isinstance(thing, tuple):
        made = tuple(clean_texts(part) for part in thing)
    elif is_dataclass(thing) and not isinstance(thing, type):
        made = replace(
            thing, **{field.name: clean_texts(getattr(thing, field.name)) for field in fields(thing)}
        )
    return made  # type: ignore[return-value]


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
