"""How wide words are, and which characters no font has. Measured in DejaVu Sans, the font of the PDF; Arial, that of Word, is narrower.

So what fits in the one fits in the other, and in what LibreOffice takes where it has no Arial.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from reports.documents.blocks import Style

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

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
