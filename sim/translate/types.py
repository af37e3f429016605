"""Types of values in the model: whole numbers, floats, flags, lists of numbers, and records of these.

In compiled code a list is two numbers: where it begins in a table, and how many items it has. A record is its fields one after the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from types import NoneType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints


@dataclass(frozen=True)
class Number:
    """A number, by the name of its Python type."""

    name: str


INT, FLOAT, BOOL, NONE = Number("int"), Number("float"), Number("bool"), Number("none")
PROCESS = Number("process")
"""A process that has not begun: its frame, by index."""
ACTIVITY = Number("activity")
KIND_NAME = Number("the name of a kind of event")


@dataclass(frozen=True)
class ListOf:
    """A list of numbers or records. table: where its items are, with the name of a table of the world."""

    items: "Number | RecordOf"
    table: str

    def item_at(self, place: str) -> "tuple[str, ...]":
        """The texts of the numbers of an item."""
        item = f"w.{self.table}[{place}]"
        return (item,) if isinstance(self.items, Number) else tuple(f"{item}.{name}" for name, _ in self.items.fields)


SCRATCH = "scratch"
"""The table of lists that a function makes. They last until it ends."""
KEPT = "kept"
"""The table of lists that a process keeps while it waits."""


class Room(NamedTuple):
    """How much a process can keep while it waits: whole numbers and flags, floats, lists."""

    ints: int
    floats: int
    lists: int


ROOM_OF_FRAME = Room(16, 4, 2)


@dataclass(frozen=True)
class RecordOf:
    """A NamedTuple."""

    made_by: type
    fields: "tuple[tuple[str, Type], ...]"

    def place_of(self, name: str) -> tuple[int, "Type"]:
        """Where a field begins among the parts of the record, and its type."""
        place = 0
        for known, kind in self.fields:
            if known == name:
                return place, kind
            place += count_parts(kind)
        raise KeyError(name)


Type = Number | ListOf | RecordOf


def count_parts(kind: Type) -> int:
    """Of how many numbers a value is."""
    match kind:
        case ListOf():
            return 2
        case RecordOf(fields=fields):
            return sum(count_parts(each) for _, each in fields)
    return 0 if kind == NONE else 1


def list_parts(name: str, kind: Type) -> Iterator[tuple[str, Number]]:
    """The names of the numbers of a variable, with their types."""
    match kind:
        case ListOf():
            yield f"{name}_first", INT
            yield f"{name}_size", INT
        case RecordOf(fields=fields):
            for field, each in fields:
                yield from list_parts(f"{name}_{field}", each)
        case _:
            yield name, kind


def read_annotation(hint: Any) -> Type:
    """The type that an annotation means. Raises TypeError for one that has no place in compiled code."""
    if hint in (NoneType, None):
        return NONE
    if isinstance(hint, type) and not get_args(hint):
        if issubclass(hint, bool):
            return BOOL
        if issubclass(hint, Enum | int):
            return INT
        if issubclass(hint, float):
            return FLOAT
        if issubclass(hint, tuple) and hasattr(hint, "_fields"):
            hints = get_type_hints(hint)
            return RecordOf(hint, tuple((name, read_annotation(hints[name])) for name in hint._fields))
    inner = [read_annotation(each) for each in get_args(hint)] if get_origin(hint) in (list, tuple) else []
    if get_origin(hint) is tuple:
        return RecordOf(tuple, tuple((f"item{number}", each) for number, each in enumerate(inner)))
    if inner and isinstance(inner[0], Number):
        return ListOf(inner[0], SCRATCH)
    if getattr(hint, "__name__", "") == "Generator" or "Generator" in str(hint):
        return PROCESS
    raise TypeError(f"{hint} has no place in compiled code")
