"""Problems in files, and their wording.

Every error that a person can cause by writing a file is one `Problem`. All problems of all files read together travel in one exception,
`Problems`, so a file is not repaired one error at a time. The command line prints it and leaves with status 2, without a traceback.
Validators raise `validation_error()`, and `word_error` puts pydantic's own complaints into the words of the format:

    large.yaml:14:11: post "a199" is not a zone of this campus; nearest is "a119"
      14 |     post: a199
         |           ^
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from pydantic_core import PydanticCustomError

from scenarios.errors import AllcallError
from scenarios.unprintable import escape_unprintable

MAX_SHOWN = 40
"""Problems printed before the rest is only counted."""
MAX_LINES = 5
"""Named where the same is wrong in many."""
MAX_QUOTE = 60
MAX_LINE = 100
_DIGITS = re.compile(r"([0-9]{1,18})")

Complaint = tuple[str, str]
"""The problem, and the right form, which may be empty."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong in one file.

    file: as the user typed it. line, column: counted from 1, None where the whole file is meant. message: the problem; hint: the right
    form, may be empty. source_line: the line as written, without its line end. also: other lines in which the same is wrong.
    """

    file: str
    line: int | None
    column: int | None
    message: str
    hint: str = ""
    source_line: str | None = None
    also: tuple[int, ...] = ()

    def __str__(self) -> str:
        return "\n".join([self.headline, *self._excerpt()])

    @property
    def headline(self) -> str:
        """`file:line:column: problem; right form`, on one line."""
        place = [str(number) for number in (self.line, self.column) if number is not None]
        return f"{':'.join([escape_unprintable(self.file), *place])}: {escape_unprintable(self.text)}"

    @property
    def note(self) -> str:
        """The headline of something that is merely odd."""
        place = self.headline[: -len(escape_unprintable(self.text))]
        return f"{place}note: {escape_unprintable(self.text)}"

    @property
    def text(self) -> str:
        """The message and its hint."""
        message = f"{self.message}{_format_other_lines(self.also)}"
        return f"{message}; {self.hint}" if self.hint else message

    @property
    def sort_key(self) -> tuple[list[str | int], int, int]:
        """Sort key: by file, then by place in it, as people count: cell N2 before N10."""
        return natural_sort_key(self.file), self.line or 0, self.column or 0

    def _excerpt(self) -> list[str]:
        """The source line and a caret under the column; a very long line is shown around the column."""
        if self.source_line is None or self.line is None or self.column is None:
            return []
        start = max(0, self.column - 1 - MAX_LINE // 2) if len(self.source_line) > MAX_LINE else 0
        shown = escape_unprintable(self.source_line[start : start + MAX_LINE])
        before = shown[: self.column - 1 - start]
        caret = "".join(character if character == "\t" else " " for character in before) + "^"
        number = str(self.line)
        return [f"  {number} | {shown}".rstrip(), f"  {' ' * len(number)} | {caret}"]


def _format_other_lines(lines: Sequence[int]) -> str:
    if not lines:
        return ""
    named = ", ".join(map(str, lines[:MAX_LINES]))
    more = f" and {len(lines) - MAX_LINES} more" if len(lines) > MAX_LINES else ""
    return f" (also in {'line' if len(lines) == 1 else 'lines'} {named}{more})"


class Problems(AllcallError):
    """One or more files cannot be used as they are. `problems` holds every reason, by file and place, each once; `unchecked` says what
    could not be looked at because of them.
    """

    def __init__(self, problems: Iterable[Problem], unchecked: Iterable[str] = ()) -> None:
        self.problems: tuple[Problem, ...] = tuple(
            sorted(dict.fromkeys(problems), key=lambda problem: problem.sort_key)
        )
        self.unchecked = tuple(dict.fromkeys(unchecked))
        super().__init__(self.problems)

    def __str__(self) -> str:
        shown = [str(problem) for problem in self.problems[:MAX_SHOWN]]
        hidden = len(self.problems) - len(shown)
        return "\n".join([*shown, *([f"and {hidden} more"] if hidden else []), *self.unchecked])


def validation_error(message: str, hint: str = "", at: tuple[str | int, ...] = ()) -> PydanticCustomError:
    """An error for a validator to raise: the problem, and the right form.

    at: the keys from the value being validated down to the part that is to blame, such as `("low",)`.
    """
    template = "{message}; {hint}" if hint else "{message}"
    return PydanticCustomError("allcall", template, {"message": message, "hint": hint, "at": at})


def find_nearest(word: str, known: Iterable[str]) -> str | None:
    """The known spelling most like the word, None where none is like it. A number is not a spelling of another one."""
    if word.isdigit():
        return None
    by_folded = {name.casefold(): name for name in known}
    folded = word[:200].casefold().replace(" ", "_" if any("_" in name for name in by_folded) else " ")
    found = difflib.get_close_matches(folded, by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def suggest(word: str, known: Iterable[str], *, most: int = 12) -> str:
    """The hint for an unknown name: the nearest spelling, else the known names."""
    names = list(known)
    close = find_nearest(word, names)
    if close is not None:
        return f"nearest is {quote(close)}"
    if not names:
        return ""
    shown = names if len(names) <= most else names[: most // 2]
    listed = ", ".join(shown) + (f" and {len(names) - len(shown)} more" if len(names) > most else "")
    return f"known: {listed}" if len(names) > 1 else f"the only one known is {quote(names[0])}"


def name_kind(kind: str) -> str:
    """A kind of file in a sentence; some are not called by the key that they begin with."""
    nouns = {"names": "file of names", "additions": "file of additions", "training": "training set"}
    return nouns.get(kind, kind)


def name_kind_with_article(kind: str) -> str:
    """A kind of file with its article."""
    noun = name_kind(kind)
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def quote(value: object) -> str:
    """A value as it may appear in a message: text in double quotes, shortened, never breaking the line."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case str():
            short = value if len(value) <= MAX_QUOTE else value[: MAX_QUOTE - 1] + "…"
            return escape_unprintable(json.dumps(short, ensure_ascii=False))
        case dict():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case _:
            text = str(value)
            return text if len(text) <= MAX_QUOTE else text[: MAX_QUOTE - 1] + "…"


def format_names(names: Iterable[str], most: int = 3) -> str:
    """A few names as a sentence has them: `"a", "b" and 4 more`."""
    quoted = [quote(name) for name in names]
    if len(quoted) > most:
        return f"{', '.join(quoted[:most])} and {len(quoted) - most} more"
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else "".join(quoted)


def natural_sort_key(text: str) -> list[str | int]:
    """Text to sort by in which numbers count as numbers: words, and every other one a number."""
    return [int(part) if n % 2 else part for n, part in enumerate(_DIGITS.split(text))]


MAX_WORDS = 12  # that are listed beside the nearest one
_YES_NO = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


class Shape(StrEnum):
    """What a value of a file looks like, as messages call it."""

    TEXT = "text"
    YES_NO = "true or false"
    WHOLE_NUMBER = "a whole number"
    NUMBER = "a number"
    LIST = "a list"
    MAPPING = "a mapping"
    OTHER = "another value"


_EXPECTED: Mapping[str, Shape] = {
    "string_type": Shape.TEXT,
    "int_type": Shape.WHOLE_NUMBER,
    "int_parsing": Shape.WHOLE_NUMBER,
    "int_parsing_size": Shape.WHOLE_NUMBER,
    "int_from_float": Shape.WHOLE_NUMBER,
    "float_type": Shape.NUMBER,
    "float_parsing": Shape.NUMBER,
    "finite_number": Shape.NUMBER,
    "bool_type": Shape.YES_NO,
    "bool_parsing": Shape.YES_NO,
    "list_type": Shape.LIST,
    "tuple_type": Shape.LIST,
    "dict_type": Shape.MAPPING,
    "model_type": Shape.MAPPING,
}

_PHRASES: Mapping[str, Complaint] = {
    "greater_than": ("{value} is out of range", "it must be above {gt}"),
    "greater_than_equal": ("{value} is out of range", "it must be {ge} or more"),
    "less_than": ("{value} is out of range", "it must be below {lt}"),
    "less_than_equal": ("{value} is out of range", "it must be {le} or less"),
    "too_short": ("too few entries, {actual_length}", "at least {min_length}"),
    "too_long": ("too many entries", "at most {max_length}"),
    "string_too_short": ("there is no text here", ""),
    "string_too_long": ("this text is too long", "at most {max_length} characters"),
    "string_pattern_mismatch": ("{value} is not spelled as it must be", "it must fit {pattern}"),
}


def word_error(kind: str, value: Any, details: Mapping[str, Any], said: str) -> Complaint:
    """The complaint in our words. kind, details, said: pydantic's `type`, `ctx` and `msg`; value: what the file has there."""
    if kind == "allcall":
        return str(details["message"]), str(details["hint"])
    if kind in ("value_error", "assertion_error"):
        return str(details.get("error", said)), ""
    if kind in _EXPECTED:
        return word_wrong_shape(value, _EXPECTED[kind])
    if kind == "literal_error":
        return word_unknown_choice(value, details["expected"])
    if kind in _PHRASES:
        facts = {name: _word_number(fact) for name, fact in details.items()} | {"value": quote(value)}
        message, hint = _PHRASES[kind]
        return message.format_map(facts), hint.format_map(facts)
    return f"{said[:1].lower()}{said[1:]}", ""


def word_wrong_shape(value: Any, *shapes: Shape) -> Complaint:
    """The complaint about a value that has none of these shapes."""
    expected = " or ".join(shapes)
    if value is None:
        return "there is nothing here", f"write {expected}"
    return f"{quote(value)} is not {expected}", _suggest_form(value, shapes)


def _suggest_form(value: Any, shapes: Sequence[Shape]) -> str:
    expected = " or ".join(shapes)
    match shapes:
        case [Shape.TEXT] if isinstance(value, bool | int | float):
            return f'put it in quotes, "{quote(value)}"'
        case [Shape.YES_NO]:
            return f"write {_YES_NO.get(str(value).casefold(), expected)}"
        case [Shape.LIST]:
            return "write [one, another], or a line with - for each"
        case [Shape.MAPPING]:
            return "write key: value, one a line"
    is_number = not {Shape.NUMBER, Shape.WHOLE_NUMBER}.isdisjoint(shapes)
    return f"write {expected} in digits, such as 12" if is_number else f"write {expected}"


def _word_number(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def word_unknown_choice(value: Any, expected: str) -> Complaint:
    """The complaint about a word that is none of those expected. expected: the words in pydantic's quotation marks."""
    known = re.findall(r"'([^']*)'", expected)
    if not isinstance(value, str):
        return f"{quote(value)} is not one of the words allowed here", f"one of {', '.join(known)}"
    close = find_nearest(value, known)
    hints = [f"nearest is {quote(close)}"] if close else []
    if len(known) < MAX_WORDS or not close:
        hints.append(f"one of {', '.join(known)}")
    return f"{quote(value)} is not known", ", ".join(hints)


FindingPath = tuple[str | int, ...]  # the path of a value inside its file


@dataclass(frozen=True)
class Finding:
    """Something in a file that does not fit the rest of it. `near`: names that would have been right, for the nearest spelling."""

    where: FindingPath
    message: str
    wrong: str = ""
    near: tuple[str, ...] = ()


def is_suppressed(name: str, patterns: Iterable[str]) -> bool:
    """Whether a name is missing only because the line that should give it is wrong, which has been told already."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)
