"""Where in memory compiled code finds what a world has."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from sim.wasm.kinds import SIZES, Kind, Record, Table, kind_of

ALIGNMENT = 16
POINTER = np.dtype("u4")


class Place(NamedTuple):
    """A table of the world. offset: of its first record, or of the address of that one. fixed: how many lie here; None: elsewhere."""

    offset: int
    fixed: int | None


class Layouts:
    """The layout of a world: tables of a fixed size, and the addresses of all others."""

    def __init__(self, fields: Iterable[tuple[str, "np.dtype[Any]", int | None]]) -> None:
        """fields: name, type and number of records of each table; None for a number that differs between worlds."""
        self.places: dict[str, Place] = {}
        self.forms: dict[str, np.dtype[Any]] = {}
        self.records: dict[str, np.dtype[Any]] = {}
        self._names: dict[np.dtype[Any], str] = {}
        self.fields: dict[tuple[str, str], tuple[str, int]] = {}
        """By record and field: its kind and offset."""
        by_size = sorted(fields, key=lambda field: (field[2] or 0) * field[1].itemsize)
        size = 0
        for name, form, fixed in by_size:  # addresses first, then what is small, so that it lies together
            self.forms[name] = form
            size = round_up(size, 4 if fixed is None else ALIGNMENT)
            self.places[name] = Place(size, fixed)
            size += POINTER.itemsize if fixed is None else fixed * form.itemsize
            self._note(name, form)
        self.size = round_up(size, ALIGNMENT)

    def _note(self, name: str, form: "np.dtype[Any]") -> None:
        if form.names is None or form in self._names:
            return
        self._names[form] = name
        self.records[name] = form
        for field in form.names:
            self.fields[name, field] = kind_of(form[field]), int(form.fields[field][1])  # type: ignore[index]

    def element(self, name: str) -> str:
        """What the table of this name is made of."""
        form = self.forms[name]
        return kind_of(form) if form.names is None else self._names[form]

    def size_of(self, element: str) -> int:
        """Bytes of an element of a table."""
        return SIZES[element] if element in SIZES else self.records[element].itemsize

    def at(self, table: Table, distance: int) -> Kind:
        """The kind of an element: a number's, or a record at this distance from the address of the table."""
        if table.element in SIZES:
            return table.element
        return Record(table.element, table.distance + distance)


def round_up(number: int, unit: int) -> int:
    """The next multiple of the unit."""
    return -(-number // unit) * unit
