"""What pydantic complains about, in the words of the format: what is wrong, and what would be right.

One line for each kind of complaint. A kind that is not known here is passed on in pydantic's words.
"""

import re
from collections.abc import Mapping
from typing import Any

from scenarios.problems import find_nearest, quote

MAX_WORDS = 12  # that are listed beside the nearest one
Complaint = tuple[str, str]
"""What is wrong; what would be right, may be empty."""

_YES_NO = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_EXPECTED: Mapping[str, str] = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
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
    """The complaint in our words. kind, details, said: pydantic's `type`, `ctx` and `msg`; value: what the
    file has there.
    """
    if kind == "allcall":
        return str(details["message"]), str(details["hint"])
    if kind in ("value_error", "assertion_error"):
        return str(details.get("error", said)), ""
    if kind in _EXPECTED:
        return word_wrong_shape(value, _EXPECTED[kind])
    if kind in ("literal_error", "enum"):
        return word_unknown_choice(value, details["expected"])
    if kind in _PHRASES:
        facts = {name: _word_number(fact) for name, fact in details.items()} | {"value": quote(value)}
        message, hint = _PHRASES[kind]
        return message.format_map(facts), hint.format_map(facts)
    return f"{said[:1].lower()}{said[1:]}", ""


def word_wrong_shape(value: Any, expected: str) -> Complaint:
    """The complaint about a value that is something else than expected, such as "a list"."""
    if value is None:
        return "there is nothing here", f"write {expected}"
    return f"{quote(value)} is not {expected}", _suggest_form(value, expected)


def _suggest_form(value: Any, expected: str) -> str:
    if expected == "text" and isinstance(value, bool | int | float):
        return f'put it in quotes, "{quote(value)}"'
    if expected == "true or false":
        return f"write {_YES_NO.get(str(value).casefold(), expected)}"
    if expected == "a list":
        return "write [one, another], or a line with - for each"
    if expected == "a mapping":
        return "write key: value, one a line"
    return f"write {expected} in digits, such as 12" if "number" in expected else f"write {expected}"


def _word_number(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def word_unknown_choice(value: Any, expected: str) -> Complaint:
    """The complaint about a word that is none of those expected. expected: the words in pydantic's quotation
    marks.
    """
    known = re.findall(r"'([^']*)'", expected)
    if not isinstance(value, str):
        return f"{quote(value)} is not one of the words allowed here", f"one of {', '.join(known)}"
    close = find_nearest(value, known)
    hints = [f"nearest is {quote(close)}"] if close else []
    if len(known) < MAX_WORDS or not close:
        hints.append(f"one of {', '.join(known)}")
    return f"{quote(value)} is not known", ", ".join(hints)
