"""Makes a `World`: the arrays of its tables, and room for the state of one play."""

import math
from collections.abc import Mapping

import numpy as np

from sim.compiled.arrays import (
    EVENT_KINDS,
    INSTANTS,
    LISTS_OF_FRAME,
    MEASURES,
    NO_MOMENTS,
    PURPOSES,
    ROWS,
    SIZES,
    SLOTS,
    Records,
    World,
    records,
)
from sim.compiled.memory import Arena, Content, count
from sim.compiled.packed_tables import PackedTables
from sim.finality import CHECK_FRACTIONS, check_times
from sim.model.tables import NOBODY, Tables
from sim.sampling.elementary import FloatArray
from sim.translate.places import list_state_lists


def build_world(
    arena: Arena, packed: PackedTables, capacity: int, moments: FloatArray = NO_MOMENTS, before: World | None = None
) -> World:
    """The tables of an emergency under one strategy, in which one play at a time is played.

    capacity: how many times the usual room for processes and events. moments: (moments,) seconds from onset at which people are counted.
    before: a world that is needed no more, whose room is used again.
    """
    tables = packed.tables
    contents: dict[str, Content] = {**packed.arrays, **packed.at_onset, **_count_state(tables, capacity)}
    contents |= _count_draws(packed.streams.most_entities) | _build_readings(tables, count(contents["trace"]))
    contents |= _build_rows(moments, tables.staff_count)
    contents["sizes"] = _fill_sizes(tables, contents, capacity)
    return World(arena, contents) if before is None else before.refill(contents)


def _count_state(tables: Tables, capacity: int) -> dict[str, Content]:
    units, zones, calls = tables.unit_count, len(tables.layout.zones), tables.psap.end - tables.psap.office
    processes = capacity * (8 * units + 4 * calls + 256)
    return {
        **dict.fromkeys(("task", "seed", "state", "request"), 1),
        "inside": zones * count_words(units),
        "unaware": count_words(units),
        **dict.fromkeys(("orders", "activities", "waiting", "line", "searches"), processes),
        "is_watched": EVENT_KINDS,
        "frames": 3 * processes,
        "scratch": capacity * (8 * units + zones + 256),
        "kept": 3 * processes * LISTS_OF_FRAME * find_company(tables, capacity),
        "heap": processes + 1,
        "instants": INSTANTS,
        "slots": NO_ACTIVITY,
        "busy": SLOTS // 64,
        "trace": capacity * (40 * units + 6 * calls + 1000),
    }


NO_ACTIVITY = np.full(SLOTS, NOBODY, np.int32)
"""By slot of time."""


def find_company(tables: Tables, capacity: int) -> int:
    """The longest list that a process keeps: a person with all groups. Where that was not enough, everyone or every zone."""
    if capacity == 1:
        return 1 + max((len(groups) for groups in tables.staff.groups), default=0)
    return capacity * max(tables.unit_count, len(tables.layout.zones))


def count_words(units: int) -> int:
    """Words with a bit for each unit."""
    return -(-units // 64)


def _count_draws(entities: int) -> dict[str, Content]:
    """What is known of draws, and room for those of so many entities in passes."""
    return {
        **dict.fromkeys(("purpose_states", "draws", "filled"), PURPOSES),
        **dict.fromkeys(("normals", "in_tail", "roots", "tails"), entities + 1),
    }


def _build_readings(tables: Tables, events: int) -> dict[str, Content]:
    """Room for what is read off a trace: at most as many as it has events."""
    return {
        **dict.fromkeys(list_state_lists(), events),
        **dict.fromkeys(("asked", "values", "finality"), MEASURES),
        "is_recorded": np.ones(EVENT_KINDS, np.bool_),
        "check_times": np.array(check_times(tables.horizon)),
    }


def _build_rows(moments: FloatArray, staff: int) -> dict[str, Content]:
    """Room for what is kept of each replication of a chunk."""
    return {
        "moments": moments,
        "row_values": ROWS * MEASURES,
        **dict.fromkeys(("row_staff", "row_heads"), ROWS),
        **dict.fromkeys(("row_aware", "row_protected"), ROWS * moments.size),
        "row_aware_times": ROWS * staff,
        "row_drawn": ROWS * PURPOSES,
    }


def _fill_sizes(tables: Tables, contents: Mapping[str, Content], capacity: int) -> Records:
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
            name: count(contents[name])
            for name in ("people", "rooms", "vehicles", "panels", "links", "buildings", "posts", "families")
        },
        "purposes": count(contents["streams"]),
        "company": find_company(tables, capacity),
        "scratch": count(contents["scratch"]),
        "frames": count(contents["frames"]),
        "processes": count(contents["activities"]),
        "events": count(contents["trace"]) - 1,  # an end comes behind them
        "measures": MEASURES,
        "moments": count(contents["moments"]),
        "checks": len(CHECK_FRACTIONS),
        "slots_per_second": 2.0 ** math.floor(math.log2(SLOTS / (tables.horizon + tables.psap.past))),
        "horizon": tables.horizon,
        "past": tables.psap.past,
    }
    for name, size in sizes.items():
        made[name] = size
    return made
