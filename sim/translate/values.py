"""What a name or an expression of the model stands for while it is translated.

Some things exist only then: the world, a table, a column of it, a function. The others are values, with the text that computes them.
"""

from dataclasses import dataclass
from typing import Any

from sim.translate.places import TableField
from sim.translate.types import BOOL, FLOAT, INT, ListOf, Number, RecordOf, Type, count_parts


@dataclass(frozen=True)
class Value:
    """parts: the text of each of its numbers."""

    kind: Type
    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        """Of a single number."""
        (text,) = self.parts
        return text

    def field(self, name: str) -> "Value":
        """A field of a record. Raises KeyError."""
        assert isinstance(self.kind, RecordOf)
        place, kind = self.kind.place_of(name)
        size = count_parts(kind)
        return Value(kind, self.parts[place : place + size])

    def item(self, place: str) -> "Value":
        """The item of a list at this place of its table."""
        assert isinstance(self.kind, ListOf)
        return Value(self.kind.items, self.kind.item_at(place))

    def as_flag(self) -> str:
        """Its truth."""
        if isinstance(self.kind, ListOf):
            return f"({self.parts[1]} > 0)"
        if self.kind == BOOL:
            return self.text
        return f"({self.text} != 0.0)" if self.kind == FLOAT else f"({self.text} != 0)"

    def as_number(self, kind: Number) -> str:
        """Its text as a number of this kind."""
        if self.kind == kind or (kind == INT and isinstance(self.kind, Number) and self.kind not in (BOOL, FLOAT)):
            return self.text
        if kind == BOOL:
            return self.as_flag()
        if self.kind == BOOL:
            return f"({'1.0' if kind == FLOAT else '1'} if {self.text} else {'0.0' if kind == FLOAT else '0'})"
        return f"float({self.text})" if kind == FLOAT else f"int({self.text})"


@dataclass(frozen=True)
class WorldItself:
    """The world."""


@dataclass(frozen=True)
class AllTables:
    """`world.tables`."""


@dataclass(frozen=True)
class Table:
    """One of them, by name."""

    name: str


@dataclass(frozen=True)
class StateRecord:
    """A part of the state that has a class of its own, by name."""

    name: str


@dataclass(frozen=True)
class TraceItself:
    """The trace of a play."""


@dataclass(frozen=True)
class Column:
    """A column of the state. count: the text of how many there are."""

    table: str
    name: str
    kind: Number
    count: str

    def at(self, index: str) -> str:
        return f"w.{self.table}[{index}].{self.name}"


@dataclass(frozen=True)
class Rows:
    """A list of lists of the tables."""

    field: TableField


@dataclass(frozen=True)
class Streams:
    """`world.tables.streams`, of which is asked only whether a purpose is in it."""


@dataclass(frozen=True)
class Orders:
    """`world.orders`."""


@dataclass(frozen=True)
class Handlers:
    """`world.playbook`."""


@dataclass(frozen=True)
class Units:
    """A range of the world: all people, or all units. count: the text of how many."""

    count: str


@dataclass(frozen=True)
class Object:
    """Something of Python: a function, a class, a module, a constant."""

    is_: Any


@dataclass(frozen=True)
class Method:
    """A method of the world, or of one of its parts. of: of what."""

    of: Any
    name: str


Static = (
    WorldItself
    | AllTables
    | Table
    | StateRecord
    | TraceItself
    | Column
    | Rows
    | Streams
    | Orders
    | Handlers
    | Units
    | Object
    | Method
)
Meaning = Value | Static
