"""How state is declared: each field once, with what it belongs to and how it begins.

A class lists its fields as `aware: list[bool] = each(Of.UNIT, False)` or `hazard_zone: int = once(NOBODY)`. From it the live engine makes
its lists, and the compiled engine its records and how they are reset.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, cast, get_args, get_type_hints

Initial = bool | int | float
Column = Sequence[Initial]
Begins = Initial | Callable[[Any], Column]
"""A value, or what makes a column of them from the tables of an emergency."""
Counts = Mapping["Of", int]


class Of(Enum):
    """What a field belongs to: the play, or each of its persons, units (persons, then groups), zones and so on. The value names a table.

    KIND: of event.
    """

    PLAY = "play"
    UNIT = "units"
    PERSON = "people"
    ZONE = "rooms"
    CALLER = "callers"
    VEHICLE = "vehicles"
    BUILDING = "buildings"
    PANEL = "panels"
    LINK = "links"
    POST = "posts"
    FAMILY = "families"
    KIND = "kinds"


@dataclass(frozen=True)
class Declaration:
    """of: what it belongs to. begins: its value at onset, or a column of them by the tables."""

    of: Of
    begins: Begins


@dataclass(frozen=True)
class Field:
    """A declared field. name: with the name of its record before it, as in `patient_cpr`."""

    name: str
    of: Of
    kind: type
    begins: Begins

    def make_column(self, tables: Any, counts: Counts) -> list[Initial]:
        """Its values at onset, one for each that it belongs to."""
        if callable(self.begins):
            return [self.kind(value) for value in self.begins(tables)]
        return [self.begins] * counts[self.of]


def each(of: Of, begins: Begins) -> Any:
    """A field of each person, zone and so on: a list by index."""
    return Declaration(of, begins)


def once(begins: Begins) -> Any:
    """A field of the play."""
    return Declaration(Of.PLAY, begins)


class Counter:
    """How often an entity has acted, so that each time reads its own random numbers.

    Decided actions count apart: they read the numbers that the model would have read next, and the model reads them again.
    """

    def __init__(self, entities: int) -> None:
        self.own = [0] * entities
        self.decided = [0] * entities

    def next(self, entity: int, decided: bool) -> int:
        """The number of the next action, from 0."""
        number = self.own[entity] + self.decided[entity]
        if decided:
            self.decided[entity] += 1
            return number
        self.own[entity] += 1
        return self.own[entity] - 1


@dataclass(frozen=True)
class CounterDeclaration:
    """of: what counts."""

    of: Of


def counter(of: Of) -> Any:
    """A `Counter` of each zone and so on. It has two fields, `_own` and `_decided`."""
    return CounterDeclaration(of)


@dataclass(frozen=True)
class ListDeclaration:
    """A list that is empty at onset."""


def listed() -> Any:
    """A list of numbers or of NamedTuples that grows during a play. Compiled code has its items in a table, and a field `_size`."""
    return ListDeclaration()


def list_lists(declared: type, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The names of the lists that a class declares, and the types of their items."""
    hints = get_type_hints(declared)
    names = (name for name, one in vars(declared).items() if isinstance(one, ListDeclaration))
    return ((f"{prefix}{name}", get_args(hints[name])[0]) for name in names)


def list_fields(declared: type, prefix: str = "") -> tuple[Field, ...]:
    """The fields that a class declares, in order. Raises TypeError for a type that no table can hold."""
    return _read_fields(cast(Hashable, declared), prefix)


@cache
def _read_fields(declared: Any, prefix: str) -> tuple[Field, ...]:
    return tuple(_iterate_fields(declared, prefix))


def _iterate_fields(declared: type, prefix: str) -> Iterator[Field]:
    hints = get_type_hints(declared)
    for name, one in vars(declared).items():
        if isinstance(one, CounterDeclaration):
            yield Field(f"{prefix}{name}_own", one.of, int, 0)
            yield Field(f"{prefix}{name}_decided", one.of, int, 0)
        if isinstance(one, ListDeclaration):
            yield Field(f"{prefix}{name}_size", Of.PLAY, int, 0)
        if not isinstance(one, Declaration):
            continue
        kind = hints[name] if one.of == Of.PLAY else get_args(hints[name])[0]
        if kind not in (bool, int, float):
            raise TypeError(f"{declared.__name__}.{name}: {kind}; a field is a bool, an int or a float")
        yield Field(f"{prefix}{name}", one.of, kind, one.begins)


class Record:
    """A class of declared fields: an instance has their values at onset."""

    def __init__(self, tables: Any, counts: Counts) -> None:
        for declared in type(self).__mro__:
            for name, one in vars(declared).items():
                if isinstance(one, CounterDeclaration):
                    setattr(self, name, Counter(counts[one.of]))
                elif isinstance(one, ListDeclaration):
                    setattr(self, name, [])
            for field in list_fields(declared):
                column = field.make_column(tables, counts)
                setattr(self, field.name, column[0] if field.of == Of.PLAY else column)


RECORDS: dict[str, type[Record]] = {}
"""The state of single hazards and channels, by what stands before the names of its fields."""


def build_records(tables: Any, counts: Counts) -> dict[type[Record], Record]:
    """All of it, as it is at onset."""
    return {kind: kind(tables, counts) for kind in RECORDS.values()}
