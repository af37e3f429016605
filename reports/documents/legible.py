"""Text as it may stand in a file. What people typed or pasted may hold characters that no XML can say; they are left out.

Line ends become one kind. Nothing else is changed: every writer escapes in its own way.
"""

import re
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

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
        made = replace(thing, **{field.name: clean_texts(getattr(thing, field.name)) for field in fields(thing)})
    return made  # type: ignore[return-value]
