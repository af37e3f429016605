"""Makes a `World`: the arrays of its tables, and room for the state of one play."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.compiled.arrays import (
    ACTIVITY,
    DECLARED,
    EVENT,
    EVENT_KINDS,
    FILLED,
    FRAME,
    INSTANTS,
    LINE,
    LISTS_OF_FRAME,
    MEASURES,
    NO_MOMENTS,
    ORDER,
    PURPOSES,
    READING,
    REQUEST,
    ROWS,
    SCHEDULED,
    SEARCH,
    SIZES,
    SLOTS,
    STATE,
    STAY,
    TASK,
    UNIT_READING,
    WAITING,
    Records,
    World,
    records,
)
from sim.compiled.memory import Arena
from sim.compiled.packed_tables import Arrays, PackedTables
from sim.finality import CHECK_FRACTIONS, check_times
from sim.hazards.installed import INSTALLED_RECORDS
from sim.model.state import count_all
from sim.model.tables import NOBODY, Tables
from sim.sampling.elementary import FloatArray
from sim.state.fields import list_fields


def build_world(arena: Arena, packed: PackedTables, capacity: int, moments: FloatArray = NO_MOMENTS) -> World:
    """The arrays of an emergency under one strategy, in which one play at a time is played.

    capacity: how many times the usual room for processes and events. moments: (moments,) seconds from onset at which people are counted.
    """
    tables = packed.tables
    arrays = packed.arrays | _build_state(tables, capacity) | _build_draws(packed.streams.most_entities)
    arrays |= _build_readings(tables, arrays["trace"].size) | _build_rows(moments, tables.staff_count)
    return World(arena, {**arrays, "sizes": _fill_sizes(tables, arrays, capacity)})


def _build_state(tables: Tables, capacity: int) -> Arrays:
    units, zones, calls = tables.unit_count, len(tables.layout.zones), tables.psap.end - tables.psap.office
    processes = capacity * (8 * units + 4 * calls + 256)
    return {
        **_build_declared(tables),
        "task": records(TASK, 1),
        "seed": np.zeros(1, np.uint64),
        "state": records(STATE, 1),
        "inside": np.zeros(zones * count_words(units), np.uint64),
        "unaware": np.zeros(count_words(units), np.uint64),
        "orders": records(ORDER, processes),
        "is_watched": np.zeros(EVENT_KINDS, np.bool_),
        "frames": records(FRAME, 3 * processes),
        "scratch": np.zeros(capacity * (8 * units + zones + 256), np.int64),
        "kept": np.zeros(3 * processes * LISTS_OF_FRAME * find_company(tables, capacity), np.int64),
        "activities": records(ACTIVITY, processes),
        "heap": records(SCHEDULED, processes + 1),
        "instants": records(SCHEDULED, INSTANTS),
        "slots": np.full(SLOTS, NOBODY, np.int32),
        "busy": np.zeros(SLOTS // 64, np.uint64),
        "waiting": records(WAITING, processes),
        "line": records(LINE, processes),
        "searches": records(SEARCH, processes),
        "request": records(REQUEST, 1),
        "trace": records(EVENT, capacity * (40 * units + 6 * calls + 1000)),
    }


def find_company(tables: Tables, capacity: int) -> int:
    """The longest list that a process keeps: a person with all groups. Where that was not enough, everyone or every zone."""
    if capacity == 1:
        return 1 + max((len(groups) for groups in tables.staff.groups), default=0)
    return capacity * max(tables.unit_count, len(tables.layout.zones))


def count_words(units: int) -> int:
    """Words with a bit for each unit."""
    return -(-units // 64)


def _build_declared(tables: Tables) -> Arrays:
    """The declared state, and what it is at onset."""
    counts = count_all(tables)
    made = {of: records(form, counts[of]) for of, form in DECLARED.items()}
    for prefix, declared in INSTALLED_RECORDS.items():
        for field in list_fields(declared, prefix):
            column = field.make_column(tables, counts)
            made[field.of][field.name][: len(column)] = column
    now = {of.value: at_onset.copy() for of, at_onset in made.items()}
    return now | {f"{of.value}_at_onset": at_onset for of, at_onset in made.items()}


def _build_draws(entities: int) -> Arrays:
    """What is known of draws, and room for those of so many entities in passes."""
    return {
        "purpose_states": np.zeros(PURPOSES, np.uint64),
        "draws": np.zeros(PURPOSES, np.int64),
        "filled": records(FILLED, PURPOSES),
        "normals": np.zeros(entities + 1),
        "in_tail": np.zeros(entities + 1, np.int64),
        "roots": np.zeros(entities + 1),
        "tails": np.zeros(entities + 1),
    }


def _build_readings(tables: Tables, events: int) -> Arrays:
    """Room for what is read off a trace: at most as many as it has events."""
    units, zones = tables.unit_count, len(tables.layout.zones)
    return {
        "reading": records(READING, 1),
        "readings": records(UNIT_READING, units),
        "first_times": np.zeros(EVENT_KINDS),
        "aware_times": np.zeros(units + 1),
        "protected_times": np.zeros(events),
        "protected_heads": np.zeros(events, np.int64),
        "place_times": np.zeros(events),
        "place_zones": np.zeros(events, np.int64),
        "leave_times": np.zeros(2 * units + 1),
        "leave_heads": np.zeros(2 * units + 1, np.int64),
        "locked_at": np.zeros(zones),
        "is_in_reach": np.zeros(zones, np.bool_),
        "stays": records(STAY, events + units),
        "values": np.zeros(MEASURES),
        "is_recorded": np.ones(EVENT_KINDS, np.bool_),
        "check_times": np.array(check_times(tables.horizon)),
        "finality": np.zeros(MEASURES, np.int64),
    }


def _build_rows(moments: FloatArray, staff: int) -> Arrays:
    """Room for what is kept of each replication of a chunk."""
    return {
        "moments": moments,
        "row_values": np.zeros(ROWS * MEASURES),
        "row_staff": np.zeros(ROWS, np.int64),
        "row_heads": np.zeros(ROWS, np.int64),
        "row_aware": np.zeros(ROWS * moments.size, np.int64),
        "row_aware_times": np.zeros(ROWS * staff),
        "row_protected": np.zeros(ROWS * moments.size, np.int64),
        "row_drawn": np.zeros(ROWS * PURPOSES, np.bool_),
    }


def _fill_sizes(tables: Tables, arrays: Mapping[str, Any], capacity: int) -> Records:
    """How many of each there are."""
    made, layout = records(SIZES, 1), tables.layout
    sizes = {
        "staff": tables.staff_count,
        "units": tables.unit_count,
        "words": count_words(tables.unit_count),
        "zones": len(layout.zones),
        "callers": tables.psap.background,
        "kinds": EVENT_KINDS,
        "fleet": len(tables.units.ids),
        **{
            name: arrays[name].size
            for name in ("people", "rooms", "vehicles", "panels", "links", "buildings", "posts", "families")
        },
        "purposes": arrays["streams"].size,
        "company": find_company(tables, capacity),
        "scratch": arrays["scratch"].size,
        "frames": arrays["frames"].size,
        "processes": arrays["activities"].size,
        "events": arrays["trace"].size,
        "measures": MEASURES,
        "moments": arrays["moments"].size,
        "checks": len(CHECK_FRACTIONS),
        "slots_per_second": 2.0 ** math.floor(math.log2(SLOTS / (tables.horizon + tables.psap.past))),
        "horizon": tables.horizon,
        "past": tables.psap.past,
    }
    for name, size in sizes.items():
        made[name] = size
    return made
