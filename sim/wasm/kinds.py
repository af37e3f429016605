"""Types of values in compiled code, and how each lies in a local variable and in memory.

Whole numbers are i64, floats f64, flags i32; a record or a table is the address where it begins. An address is a local variable and a
distance that is known when the code is written, so that a field at a fixed place of the world is one load.
"""

from typing import NamedTuple

import numpy as np

INT, FLOAT, BOOL, WORD, NONE, WORLD = "int", "float", "bool", "word", "none", "world"
SHORT = "short"
"""A whole number of 32 bits, which only tables have."""


class Record(NamedTuple):
    """A record. layout: the name of its type. distance: bytes from its address."""

    layout: str
    distance: int = 0


class Table(NamedTuple):
    """A table. element: the kind of a number, or the name of the type of a record. distance: bytes from its address."""

    element: str
    distance: int = 0


class Tuple(NamedTuple):
    """Several values at once."""

    kinds: "tuple[Kind, ...]"


Kind = str | Record | Table | Tuple

LOCALS = {INT: "i64", FLOAT: "f64", BOOL: "i32", WORD: "i64", WORLD: "i32"}
NUMERIC = (BOOL, INT, FLOAT)
"""Each can become the next."""
SIZES = {INT: 8, FLOAT: 8, BOOL: 1, WORD: 8, SHORT: 4}
"""Bytes in memory."""
LOADS = {INT: "i64.load", FLOAT: "f64.load", BOOL: "i32.load8_u", WORD: "i64.load", SHORT: "i64.load32_s"}
STORES = {INT: "i64.store", FLOAT: "f64.store", BOOL: "i32.store8", WORD: "i64.store", SHORT: "i64.store32"}
BY_FORMAT = {"f8": FLOAT, "i8": INT, "b1": BOOL, "u8": WORD, "i4": SHORT}


def kind_of(form: "np.dtype[np.generic]") -> str:
    """The kind of a number of this type."""
    return BY_FORMAT[form.str[1:]]


def local_of(kind: Kind) -> str:
    """The type of a local variable of this kind."""
    return LOCALS[kind] if isinstance(kind, str) else "i32"


def join(one: Kind | None, other: Kind) -> Kind:
    """The kind that holds values of either. Raises TypeError."""
    if one is None or one == other:
        return other
    if one in NUMERIC and other in NUMERIC:
        return max(one, other, key=NUMERIC.index)
    raise TypeError(f"it is {one} or {other}; it must be of one kind")
