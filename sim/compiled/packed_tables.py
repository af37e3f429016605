"""The tables of an emergency as arrays, for compiled code: what no play changes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled.arrays import DECLARED, FORMS, PLAYBOOK, TABLES, Records, records
from sim.compiled.packed_streams import PackedStreams
from sim.compiled.program import load_program
from sim.hazards.base import HAZARDS
from sim.hazards.installed import INSTALLED_RECORDS
from sim.model.state import count_all
from sim.model.tables import Day, Tables
from sim.state.fields import list_fields
from sim.translate.places import TableField, list_table_fields

Arrays = dict[str, NDArray[Any]]
"""Of a `World`, by name."""


class PackedTables:
    """Tables as arrays. All worlds of the same tables share them, and worlds of similar tables most of them. Threads may share it."""

    def __init__(self, tables: Tables, similar: Sequence["PackedTables"] = ()) -> None:
        """similar: others, whose arrays are used where they were made of the same objects."""
        self.tables = tables
        self._packed: dict[str, Arrays] = {}
        for name in list_table_fields():
            table = tables.find(name)
            same = (other._packed[name] for other in similar if other.tables.find(name) is table)
            found = next(same, None)
            self._packed[name] = pack_table(name, tables) if found is None else found
        self.streams: PackedStreams = PackedStreams(tables.streams, [other.streams for other in similar])
        self.arrays: Arrays = self.streams.arrays() | {"playbook": pack_playbook(tables.hazard.kind)}
        for arrays in self._packed.values():
            self.arrays |= arrays
        at_onset = next((other.at_onset for other in similar if self._has_same_tables(other)), None)
        self.at_onset: Arrays = pack_state_at_onset(tables) if at_onset is None else at_onset
        """The arrays of the declared state, as it is at onset."""

    def _has_same_tables(self, other: "PackedTables") -> bool:
        """Whether they differ in their streams at most."""
        same = all(arrays is other._packed[name] for name, arrays in self._packed.items())
        arm, other_arm = ((each.tables.strategy, each.tables.conditions) for each in (self, other))
        return same and arm == other_arm


class PackedDay:
    """The tables of a school day as arrays, those of each period once they are needed. Threads may share it."""

    def __init__(self, day: Day, similar: Sequence["PackedDay"] = ()) -> None:
        """similar: other days, whose arrays are used as for `PackedTables`; only those of the first are packed for that."""
        self.day = day
        self._similar = similar
        self._made: dict[int, PackedTables] = {}

    def of_period(self, period: int) -> PackedTables:
        """Those of the period at this place."""
        if period not in self._made:
            first = [day.of_period(period) for day in self._similar[:1]]
            made = [packed for day in (self, *self._similar[1:]) for packed in day._made.values()]
            self._made[period] = PackedTables(self.day.tables[period], first + made)
        return self._made[period]


def pack_state_at_onset(tables: Tables) -> Arrays:
    """The declared state, and what it is at onset."""
    counts = count_all(tables)
    made = {of: records(form, counts[of]) for of, form in DECLARED.items()}
    rows = {of: at_onset.view(np.ndarray)[: counts[of]] for of, at_onset in made.items()}
    for prefix, declared in INSTALLED_RECORDS.items():
        for field in list_fields(declared, prefix):
            if callable(field.begins):
                rows[field.of][field.name] = field.make_column(tables, counts)
            elif field.begins:  # all else is 0 already
                rows[field.of][field.name] = field.begins
    return {name: at_onset for of, at_onset in made.items() for name in (of.value, f"{of.value}_at_onset")}


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
