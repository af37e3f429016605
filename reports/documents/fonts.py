"""The fonts of documents: how wide words are, which characters no font has, which run from right to left, and which no file can hold.

The PDF is set in Caladea, whose letters have the widths of Cambria, the font of the Word files: what fits in one fits in the other.
The DejaVu fonts of matplotlib fill in. Word and HTML find fonts for other writing systems themselves; the PDF shows boxes for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import accumulate, groupby
from pathlib import Path
from string import digits
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from unicodedata import bidirectional, name

from reports.documents.model import Paper, Style
from scenarios.diagnostics import format_names

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

T = TypeVar("T")

STYLE_FOLDER = Path(__file__).parent.parent / "style"
FONT_FILES: dict[Style, tuple[str, ...]] = {
    "": ("Caladea-Regular", "DejaVuSerif", "DejaVuSans"),
    "strong": ("Caladea-Bold", "DejaVuSerif-Bold", "DejaVuSans-Bold"),
    "emphasis": ("Caladea-Italic", "DejaVuSerif-Italic", "DejaVuSans"),
    "code": ("DejaVuSansMono", "DejaVuSans"),
}
"""By style: the first font that has a character draws it."""
UNKNOWN_WIDTH = 2350 / 2048
"""The width of the box in place of a missing character, over the size of the font."""
PUNCTUATION = ".,:;!?\"'“”‘’«»…·•"
DIRECTIONS = {"L": False, "R": True, "AL": True}
"""Whether a character runs from right to left, by its bidirectional class."""
LANGUAGES = {"HEBREW": "he-IL", "SYRIAC": "syr-SY", "THAANA": "dv-MV"}
"""By the first word of the name of a character; all others from right to left are Arabic."""
_INVALID_CHARACTERS = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029]")


def find_font_folders() -> list[Path]:
    """The folders of our fonts and of those that come with matplotlib."""
    from matplotlib import get_data_path

    return [STYLE_FOLDER, Path(get_data_path()) / "fonts" / "ttf"]


@cache
def _load_font(name: str) -> FT2Font:
    from matplotlib.ft2font import FT2Font

    paths = (folder / f"{name}.ttf" for folder in find_font_folders())
    return FT2Font(str(next(path for path in paths if path.is_file())))


def _find_font(character: str, style: Style) -> FT2Font | None:
    """The font that draws a character."""
    faces = map(_load_font, FONT_FILES[style])
    return next((face for face in faces if face.get_char_index(ord(character))), None)


@cache
def measure_character(character: str, style: Style = "") -> float:
    """The width of a character, over the size of the font; digits are as wide as they are in tables."""
    from matplotlib.ft2font import LoadFlags

    face = _find_font(character, style)
    if face is None:
        return 0.0 if has_glyph(character, style) else UNKNOWN_WIDTH
    tabular = f"{name(character).split(' ')[1].lower()}.tf" if character in digits else ""
    glyph = face.get_name_index(tabular) or face.get_char_index(ord(character))
    return face.load_glyph(glyph, flags=LoadFlags.NO_SCALE).horiAdvance / face.units_per_EM


@cache
def has_glyph(character: str, style: Style = "") -> bool:
    """Whether a font has a character, or it needs none."""
    return character in "\n\t\u200b" or _find_font(character, style) is not None


def measure_word(word: str, style: Style = "") -> float:
    """The width of a word without kerning, over the size of the font."""
    return sum(measure_character(character, style) for character in word)


def describe_missing_glyphs(papers: Iterable[Paper], others: str) -> list[str]:
    """One line about words that the PDF shows as boxes, or none. others: the formats without boxes, as people call them."""
    found = dict.fromkeys(words for paper in papers for words in _find_missing_glyph_words(paper))
    if not found:
        return []
    return [f"the PDF has no letters for {format_names(found, most=6)} and shows boxes; {others}"]


def _find_missing_glyph_words(paper: Paper) -> Iterator[str]:
    for text in _iterate_texts(paper):
        for is_boxed, words in groupby(text.split(), lambda word: not all(map(has_glyph, word))):
            if is_boxed:
                yield " ".join(words).strip(PUNCTUATION)


def _iterate_texts(thing: object) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from _iterate_texts(part)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _iterate_texts(getattr(thing, field.name))


def clean_text(text: str) -> str:
    """Text without control characters and lone surrogates, which no XML can hold; its lines end in line feeds."""
    return _INVALID_CHARACTERS.sub("", _LINE_END.sub("\n", text))


def clean_texts(thing: T) -> T:
    """A document, or a part of it, with clean text."""
    made: object = thing
    if isinstance(thing, str):
        made = clean_text(thing)
    elif isinstance(thing, tuple):
        made = tuple(map(clean_texts, thing))
    elif is_dataclass(thing) and not isinstance(thing, type):
        made = replace(thing, **{one.name: clean_texts(getattr(thing, one.name)) for one in fields(thing)})
    return made  # type: ignore[return-value]


class ScriptRun(NamedTuple):
    """Text in one direction. language: empty where it runs from left to right."""

    text: str
    language: str = ""


def split_by_script(text: str) -> Iterator[ScriptRun]:
    """Text cut where its direction changes; nothing for empty text.

    Characters without a direction of their own (spaces, digits, punctuation) go with the letters before them.
    """
    languages = accumulate(text, _language, initial="")
    next(languages)
    for language, letters in groupby(zip(languages, text, strict=True), key=lambda one: one[0]):
        yield ScriptRun("".join(letter for _, letter in letters), language)


def _language(before: str, character: str) -> str:
    """The language of a character. before: that of the character before it."""
    leftwards = DIRECTIONS.get(bidirectional(character))
    if leftwards is None:
        return before
    return LANGUAGES.get(name(character, "").split(" ")[0], "ar-SA") if leftwards else ""
