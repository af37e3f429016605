"""Where compiled code finds what the model reads: the state by its declaration, the tables by their dataclasses.

A column of a table is an array, `staff_radio`. A list of lists is an array of all items, and `layout_neighbors_first` says where the items
of each index begin. Single values of a table are a record of its name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, cast, get_args, get_origin, get_type_hints

from sim.hazards.installed import INSTALLED_RECORDS, INSTALLED_TABLES
from sim.model.state import State
from sim.model.tables import Tables
from sim.model.trace import Event
from sim.state.fields import CounterDeclaration, Field, Of, list_fields, list_lists
from sim.translate.types import BOOL, FLOAT, INT, KIND_NAME, ListOf, Number, RecordOf, read_annotation

NUMBERS = {bool: BOOL, int: INT, float: FLOAT}
COUNTS = {
    Of.UNIT: "units",
    Of.PERSON: "staff",
    Of.ZONE: "zones",
    Of.CALLER: "callers",
    Of.VEHICLE: "fleet",
    Of.BUILDING: "buildings",
    Of.PANEL: "panels",
    Of.LINK: "links",
    Of.POST: "posts",
    Of.FAMILY: "families",
    Of.KIND: "kinds",
}
"""The fields of `sizes` that say how many there are."""

EVENT = RecordOf(
    tuple, (("time", FLOAT), ("kind", INT), ("subject", INT), ("what", INT), ("place", INT), ("value", FLOAT))
)
"""A row of a trace. Unlike other records it is passed as one thing, its place in the table."""
NAMED_EVENT = RecordOf(Event, (("time", FLOAT), ("kind", KIND_NAME), ("value", FLOAT)))
"""The same with names, of which compiled code knows those of kinds."""


@dataclass(frozen=True)
class TableField:
    """A field of the tables. depth: 0 for one value, 1 for a column, 2 for a list of lists. rows_by_zone: a dict of rows."""

    table: str
    name: str
    kind: Number
    depth: int
    rows_by_zone: bool = False

    @property
    def array(self) -> str:
        return f"{self.table}_{self.name}"


def read_field(table: str, name: str, hint: Any) -> TableField | None:
    """The field with this annotation; None for one that is not made of numbers."""
    depth, by_zone = 0, get_origin(hint) is dict
    if by_zone:
        hint = get_args(hint)[1]
        depth = 1
    while get_origin(hint) in (list, tuple):
        arguments = get_args(hint)
        if get_origin(hint) is tuple and (len(arguments) != 2 or arguments[1] is not Ellipsis):
            return None
        hint, depth = arguments[0], depth + 1
    if isinstance(hint, type) and issubclass(hint, int) and hint is not bool:
        hint = int
    if hint not in NUMBERS or depth > 2:
        return None
    return TableField(table, name, NUMBERS[hint], depth, by_zone)


@cache
def list_table_fields() -> dict[str, dict[str, TableField]]:
    """All fields of the tables that are made of numbers, by table and name."""
    found: dict[str, dict[str, TableField]] = {}
    hints = get_type_hints(Tables)
    kinds = {each.name: hints[each.name] for each in fields(Tables)} | INSTALLED_TABLES
    for table, kind in kinds.items():
        if is_dataclass(kind):
            inner = get_type_hints(kind)
            read = (read_field(table, each.name, inner[each.name]) for each in fields(kind))
            found[table] = {field.name: field for field in read if field is not None}
    return found


@cache
def list_state() -> dict[str, Field]:
    """The declared state, by name."""
    return {
        field.name: field for prefix, declared in INSTALLED_RECORDS.items() for field in list_fields(declared, prefix)
    }


@cache
def list_state_lists() -> dict[str, ListOf]:
    """The declared lists, by name."""
    return {
        name: ListOf(cast(Number | RecordOf, read_annotation(item)), name)
        for prefix, declared in INSTALLED_RECORDS.items()
        for name, item in list_lists(declared, prefix)
    }


@cache
def list_counters() -> dict[str, Of]:
    return {name: one.of for name, one in vars(State).items() if isinstance(one, CounterDeclaration)}


def list_state_records() -> Iterator[str]:
    """Names of the parts of the world that have a class of their own: `patient`."""
    return (prefix.removesuffix("_") for prefix in INSTALLED_RECORDS if prefix)
