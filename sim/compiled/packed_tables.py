"""The tables of an emergency as arrays, for compiled code: what no play changes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled.arrays import FORMS, PLAYBOOK, TABLES, Records, records
from sim.compiled.packed_streams import PackedStreams
from sim.compiled.program import load_program
from sim.hazards.base import HAZARDS
from sim.model.tables import Day, Tables
from sim.translate.places import TableField, list_table_fields

Arrays = dict[str, NDArray[Any]]
"""Of a `World`, by name."""


class PackedTables:
    """Tables as arrays. All worlds of the same tables share them, and worlds of similar tables most of them. Threads may share it."""

    def __init__(
        self, tables: Tables, similar: "PackedTables | None" = None, beside: "PackedTables | None" = None
    ) -> None:
        """similar, beside: other tables, whose arrays are used where they were made of the same objects."""
        self.tables = tables
        self._packed: dict[str, Arrays] = {}
        for name in list_table_fields():
            same = (other for other in (similar, beside) if other and other.tables.find(name) is tables.find(name))
            other = next(same, None)
            self._packed[name] = other._packed[name] if other else pack_table(name, tables)
        self.streams: PackedStreams = PackedStreams(tables.streams, similar.streams if similar else None)
        self.arrays: Arrays = self.streams.arrays() | {"playbook": pack_playbook(tables.hazard.kind)}
        for arrays in self._packed.values():
            self.arrays |= arrays

    def differs_in_streams_alone(self, other: "PackedTables") -> bool:
        """Whether all tables are equal to those of the other one, so that a world of one has the size of a world of the other."""
        return (
            all(
                arrays is other._packed[name] or self.tables.find(name) == other.tables.find(name)
                for name, arrays in self._packed.items()
            )
            and self.tables.horizon == other.tables.horizon
            and self.tables.hazard.kind == other.tables.hazard.kind
            and self.streams.most_entities <= other.streams.most_entities
        )


class PackedDay:
    """The tables of a school day as arrays, those of each period once they are needed. Threads may share it."""

    def __init__(self, day: Day, similar: "PackedDay | None" = None, beside: "PackedDay | None" = None) -> None:
        """similar, beside: other days, whose arrays are used as for `PackedTables`; of those beside, what was needed there."""
        self.day = day
        self._similar, self._beside = similar, beside
        self._made: dict[int, PackedTables] = {}

    def of_period(self, period: int) -> PackedTables:
        """Those of the period at this place."""
        if period not in self._made:
            similar = self._similar.of_period(period) if self._similar else None
            beside = self._beside._made.get(period) if self._beside else None
            self._made[period] = PackedTables(self.day.tables[period], similar, beside)
        return self._made[period]


def pack_playbook(kind: str) -> Records:
    """The handlers of a kind of hazard."""
    made = records(PLAYBOOK, 1)
    made["anyone_may_be_sent"] = HAZARDS[kind].playbook.anyone_may_be_sent
    for name, number in load_program().contents.playbooks[kind].items():
        made[name] = number
    return made


def pack_table(name: str, tables: Tables) -> Arrays:
    """The arrays of one table, by its declaration."""
    table, made = tables.find(name), records(TABLES[name], 1)
    made[0] = tuple(getattr(table, field) for field in TABLES[name].names or ())
    arrays: Arrays = {f"{name}_values": made}
    for field in list_table_fields()[name].values():
        if field.depth:
            arrays |= pack_field(field, getattr(table, field.name), len(tables.layout.zones))
    return arrays


def pack_field(field: TableField, values: Any, zones: int) -> Arrays:
    """A column, or lists one after the other."""
    form = FORMS[field.kind]
    if field.rows_by_zone:
        values = [values.get(zone, []) for zone in range(zones)]
    made = {f"{field.array}_size": np.array([len(values)], np.int64)}
    if field.depth == 1 and not field.rows_by_zone:
        return made | {field.array: np.array(values or [0], form)}
    ends = np.cumsum([0, *(len(row) for row in values)], dtype=np.int64)
    items = [item for row in values for item in row]
    return made | {field.array: np.array(items or [0], form), f"{field.array}_first": ends}
