"""Characters that show nothing: they are pasted along with text, and a text of nothing else says nothing."""

import re
from unicodedata import category

_FILLERS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters, marks and symbols by their category, and yet blank."""
_BREAKS = re.compile("[\u00ad\u180e\u200b\u2060-\u2064\ufeff]")
"""Those that only say where a line may break or may not. Joiners stay: they shape letters and emoji."""


def has_visible(text: str) -> bool:
    """Whether a text has a character that shows."""
    return any(not (one.isspace() or category(one)[0] == "C" or _FILLERS.match(one)) for one in text)


def drop_breaks(text: str) -> str:
    """The text without the invisible characters that only say where a line may break."""
    return _BREAKS.sub("", text)
