"""Texts of WebAssembly: what a piece of one is, and pieces that are often written."""

from sim.wasm.kinds import Kind

Value = tuple[str, Kind]
"""The text of an expression, and its kind."""
RETURN = "(return!"
"""How a return is written until it is known whether its function is inlined."""


class Refused(Exception):
    """A part of a function that has no translation."""


def at(distance: int) -> str:
    return f"offset={distance}" if distance else ""


def is_fixed(text: str) -> bool:
    """Whether it is a number that stands in the code."""
    return text[4:10] == ".const"


def is_local(text: str) -> bool:
    """Whether it only reads a local variable."""
    return text.startswith("(local.get ") and text.count("(") == 1


def is_simple(text: str) -> bool:
    return is_fixed(text) or is_local(text)


def read_constant(text: str) -> int | None:
    """The whole number that a text is."""
    return int(text[11:-1]) if text.startswith("(i64.const ") and text.count("(") == 1 else None
