"""Tests by which a jump is made: a text that is 0 or 1, or several of them, of which a jump needs only the first that decide."""

from typing import NamedTuple


class Joined(NamedTuple):
    """Tests that all hold, or of which one does. before: what is written before the first of them."""

    is_and: bool
    parts: "tuple[Condition, ...]"
    is_negated: bool = False
    before: str = ""


Condition = str | Joined


def negate(text: str) -> str:
    """The test that holds where another one does not."""
    if text.startswith("(i32.eqz ") and text.count("(") == 2:
        return text[9:-1]
    return f"(i32.eqz {text})"
