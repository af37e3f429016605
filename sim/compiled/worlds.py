"""Makes a `World`: the arrays of its tables, and room for the state of one play."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.compiled.arrays import (
    ACTIVITY,
    CALLER,
    EVENT,
    EVENT_KINDS,
    FILLED,
    FLEET,
    FRAME,
    INSTANTS,
    LINE,
    MEASURES,
    NO_MOMENTS,
    ORDER,
    PERSON,
    PURPOSES,
    READING,
    REQUEST,
    ROOM,
    ROWS,
    SCHEDULED,
    SEARCH,
    SIZES,
    SLOTS,
    STATE,
    STAY,
    UNIT,
    UNIT_READING,
    WAITING,
    Records,
    World,
    records,
)
from sim.compiled.packed_tables import Arrays, PackedTables
from sim.finality import CHECK_FRACTIONS, check_times
from sim.model.tables import NOBODY, Tables
from sim.sampling.elementary import FloatArray


def build_world(packed: PackedTables, capacity: int, moments: FloatArray = NO_MOMENTS) -> World:
    """The arrays of an emergency under one strategy, in which one play at a time is played.

    capacity: how many times the usual room for processes and events. moments: (moments,) seconds from onset at which people are counted.
    """
    tables = packed.tables
    arrays = packed.arrays | _build_state(tables, capacity) | _build_draws(packed.streams.most_entities)
    arrays |= _build_readings(tables, arrays["trace"].size) | _build_rows(moments, tables.staff_count)
    return World(**arrays, sizes=_fill_sizes(tables, arrays))


def _build_state(tables: Tables, capacity: int) -> Arrays:
    units, zones, calls = tables.unit_count, len(tables.layout.zones), tables.psap.end - tables.psap.office
    processes = capacity * (8 * units + 4 * calls + 256)
    panels = max(tables.fire.panel, default=NOBODY) + 1
    links = sum(len(ways) for ways in tables.layout.neighbors)
    return {
        "state": records(STATE, 1),
        "units": _fill_units(tables),
        "people": records(PERSON, tables.staff_count),
        "rooms": records(ROOM, zones),
        "inside": np.zeros(zones * count_words(units), np.uint64),
        "unaware": np.zeros(count_words(units), np.uint64),
        "callers": records(CALLER, tables.psap.background),
        "vehicles": records(FLEET, len(tables.units.ids)),
        "door_free": np.zeros(links + 1),
        "is_tripped": np.zeros(panels + 1, np.bool_),
        "is_secured": np.zeros(len(tables.layout.building_zones), np.bool_),
        "orders": records(ORDER, processes),
        "is_watched": np.zeros(EVENT_KINDS, np.bool_),
        "frames": records(FRAME, 3 * processes),
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


def count_words(units: int) -> int:
    """Words with a bit for each unit."""
    return -(-units // 64)


def _fill_units(tables: Tables) -> Records:
    """What does not change of each person and group."""
    made = records(UNIT, tables.unit_count)
    made["room"][: tables.unit_count] = tables.staff.room + tables.groups.room
    made["occupants"][: tables.unit_count] = [1] * tables.staff_count + tables.groups.occupants
    return made


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


def _fill_sizes(tables: Tables, arrays: Mapping[str, Any]) -> Records:
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
        "panels": arrays["is_tripped"].size,
        "links": arrays["door_free"].size,
        "buildings": len(layout.building_zones),
        "carriers": arrays["carrier_shares"].size,
        "aeds": len(tables.aid.aeds),
        "purposes": arrays["streams"].size,
        "frames": arrays["frames"].size,
        "processes": arrays["activities"].size,
        "events": arrays["trace"].size,
        "measures": MEASURES,
        "moments": arrays["moments"].size,
        "checks": len(CHECK_FRACTIONS),
        "slots_per_second": 2.0 ** math.floor(math.log2(SLOTS / (tables.horizon + tables.psap.past))),
        "horizon": tables.horizon,
        "past": tables.psap.past,
        **{name: arrays[name].size for name in ("onset_zones", "report", "then", "told")},
    }
    for name, size in sizes.items():
        made[name] = size
    return made
