"""Tables and state of the compiled engine: structured arrays, the same fields as `Tables` and `sim.model.state.World`.

A `World` has them by name; `sim.compiled.memory` says how compiled code sees it. The tables are filled once for an emergency under one
strategy, and the state is reset for each replication. A list of lists is two tables: all items, and where the items of each index begin.
Records are by index: staff, then groups (together *units*), zones, callers, units from off campus.
"""

from collections.abc import Iterator
from enum import IntEnum
from typing import Any

import numpy as np

from sim.compiled.memory import Memory
from sim.finality import CHECK_FRACTIONS
from sim.hazards.installed import INSTALLED_RECORDS
from sim.model.interventions.request import Request
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose
from sim.state.fields import Of, list_fields
from sim.translate.places import list_state_lists, list_table_fields
from sim.translate.types import BOOL, FLOAT, INT, ROOM_OF_FRAME, ListOf, Number

MEASURES = 96
"""Room for the measures that are asked for."""
ROWS = 64
"""Replications that are played in one call at most."""
PURPOSES = max(Purpose) + 1
EVENT_KINDS = max(EventKind) + 1
NO_MOMENTS = np.zeros(0)
SLOTS = 16384
"""Into which the queue of events divides time at most."""
INSTANTS = 4
"""Events of the present instant that are kept apart from the queue at most."""
Records = Any
"""A `numpy.recarray`, whose fields are attributes of each record."""


class Problem(IntEnum):
    """Why a play stopped before its end."""

    NONE = 0
    FULL = 1
    """There is no room for more processes or events: play again with more."""
    BACKGROUND_CALLS = 2
    NEIGHBOR_CALLS = 3
    """More calls than the tables have room for."""


class Finality(IntEnum):
    """When a measure is known."""

    ONCE_REACHED = 1
    AFTER_DANGER = 2


def layout(flags: str = "", numbers: str = "", seconds: str = "") -> np.dtype[np.void]:
    """The type of a record: names of its flags, whole numbers and floats."""
    fields = [(name, "f8") for name in seconds.split()]
    fields += [(name, "i8") for name in numbers.split()]
    fields += [(name, "?") for name in flags.split()]
    return np.dtype(fields, align=True)


# ---- the tables --------------------------------------------------------------------------------

SIZES = layout(
    numbers="staff units words company scratch zones callers kinds fleet people rooms vehicles panels links buildings posts families"
    " purposes frames processes events measures moments checks",
    seconds="horizon past slots_per_second",
)
STREAM = layout("indexed on_time_grid", "entities first_key distribution first_distribution")
DISTRIBUTION = layout(numbers="family first length component")
FILLED = layout("is_missing", "block number here depth stride")
"""Draws of a purpose that were made in advance. block: the address of those of several replications. number: how many each replication
has. here: the address to which those of the present one are copied, 0 for none. depth: how many indices there are. stride: how far the
draws of one index are from those of the next, 0 where every index reads index 0. is_missing: those of the block are still to be made.
"""

# ---- the state ---------------------------------------------------------------------------------

STATE = layout(
    "is_watching is_for_measures counts_acknowledged ends_early",
    "awaited_unaware"
    " sequence heap_size instant_size slot line_size waiting_size search_count trace_size trace_read rows asked current result error"
    " free_activity activities_used free_frame frames_used orders filled_row scratch_size",
    "now until",
)
"""What only compiled code has to know of a play."""


def declared_layout(of: Of, flags: str = "") -> np.dtype[np.void]:
    """The record of the declared state of what it belongs to. flags: more of them, for compiled code alone."""
    found = [
        field
        for prefix, declared in INSTALLED_RECORDS.items()
        for field in list_fields(declared, prefix)
        if field.of == of
    ]
    by_kind = {kind: " ".join(field.name for field in found if field.kind is kind) for kind in (bool, int, float)}
    return layout(f"{by_kind[bool]} {flags}", by_kind[int], by_kind[float])


OWN_FLAGS = {Of.PERSON: "is_awaited"}
"""Of compiled code alone."""
DECLARED = {of: declared_layout(of, OWN_FLAGS.get(of, "")) for of in Of}
PLAY, UNIT, PERSON = DECLARED[Of.PLAY], DECLARED[Of.UNIT], DECLARED[Of.PERSON]

LISTS_OF_FRAME = ROOM_OF_FRAME.lists
FRAME = layout(
    "",
    "handler step parent index " + " ".join(f"i{slot}" for slot in range(ROOM_OF_FRAME.ints)),
    " ".join(f"f{slot}" for slot in range(ROOM_OF_FRAME.floats)),
)
ORDER = layout("plain", "instruction area exit")
ACTIVITY = layout("granted is_dropped", "top order sequence following duty_of message_for", "time")
PLAYBOOK = layout(
    "anyone_may_be_sent",
    "kind onset adult_knows doubt_ends group_knows protocol once_reacted responder unit_on_scene"
    " office_decides start_cpr bring_aed assign_tasks stop_horns shut_off engage text_families add_posts",
)
SCHEDULED = layout(numbers="order sequence activity", seconds="time")
WAITING = layout(numbers="signal order activity")
LINE = layout("decided", "caller number activity")
SEARCH = layout("decided is_open", "declarer by activity")
REQUEST = layout(
    *(" ".join(name for name, kind in Request.__annotations__.items() if kind is form) for form in (bool, int, float))
)
TASK = layout(numbers="command replications number address result", seconds="time")
"""What is asked of compiled code: see `execute`."""
EVENT = np.dtype([("time", "f8"), ("kind", "i8"), ("subject", "i8"), ("what", "i8"), ("place", "i8"), ("value", "f8")])


NUMBERS, FLOATS, FLAGS, WORDS, SHORT = (np.dtype(kind) for kind in ("i8", "f8", "?", "u8", "i4"))


TABLES = {
    name: layout(
        *(" ".join(f.name for f in fields.values() if f.depth == 0 and f.kind == kind) for kind in (BOOL, INT, FLOAT))
    )
    for name, fields in list_table_fields().items()
}
"""The single values of each table."""
FORMS = {BOOL: FLAGS, INT: NUMBERS, FLOAT: FLOATS}


def lay_out_items(kind: ListOf) -> np.dtype[Any]:
    """The type of the items of a list that a play makes."""
    if isinstance(kind.items, Number):
        return FORMS[kind.items]
    of = {one: " ".join(name for name, each in kind.items.fields if each == one) for one in (BOOL, INT, FLOAT)}
    return layout(of[BOOL], of[INT], of[FLOAT])


def list_packed_tables() -> Iterator[tuple[str, np.dtype[Any], int | None]]:
    """The arrays of all tables, by name: single values, columns with their length, lists of lists with where each begins."""
    for name, fields in list_table_fields().items():
        yield f"{name}_values", TABLES[name], 1
        for field in fields.values():
            if field.depth:
                yield field.array, FORMS[field.kind], None
                yield f"{field.array}_size", NUMBERS, 1
            if field.depth == 2 or field.rows_by_zone:
                yield f"{field.array}_first", NUMBERS, None


class World(Memory):
    """Everything that a compiled play reads and writes. Those with one record are read as `w.state[0]`.

    Lists of lists are two tables: the items of index i are those from `first_x[i]` up to `first_x[i + 1]` of `x`.
    """

    fields = (
        ("task", TASK, 1),
        ("seed", WORDS, 1),  # the state after the seed
        ("sizes", SIZES, 1),
        ("streams", STREAM, PURPOSES),  # by purpose
        ("keys", WORDS, None),  # of entities, mixed; once for all streams that have the same
        ("distribution_of", NUMBERS, None),  # by entity, for streams whose entities differ in it
        ("distributions", DISTRIBUTION, None),
        ("components", NUMBERS, None),
        ("parameters", FLOATS, None),
        ("state", STATE, 1),
        *((of.value, form, 1 if of == Of.PLAY else None) for of, form in DECLARED.items()),
        *((f"{of.value}_at_onset", form, 1 if of == Of.PLAY else None) for of, form in DECLARED.items()),
        ("inside", WORDS, None),  # by zone, a bit for each unit that is there
        ("unaware", WORDS, None),  # a bit for each unit that is not aware
        ("orders", ORDER, None),
        ("purpose_states", WORDS, PURPOSES),
        ("frames", FRAME, None),
        ("scratch", NUMBERS, None),  # lists that a function makes
        ("kept", NUMBERS, None),  # lists that a process keeps, by frame
        ("playbook", PLAYBOOK, 1),
        *list_packed_tables(),
        ("activities", ACTIVITY, None),
        ("heap", SCHEDULED, None),
        ("instants", SCHEDULED, INSTANTS),  # events of the present instant, the first of them last
        ("slots", SHORT, SLOTS),  # the first activity of each later slot of time
        ("busy", WORDS, SLOTS // 64),  # a bit for each slot, whether it has an activity
        ("waiting", WAITING, None),
        ("line", LINE, None),
        ("searches", SEARCH, None),
        ("trace", EVENT, None),
        ("request", REQUEST, 1),  # the intervention that is to start
        ("is_watched", FLAGS, EVENT_KINDS),  # by kind of event
        ("draws", NUMBERS, PURPOSES),  # by purpose, in this replication
        ("filled", FILLED, PURPOSES),  # by purpose
        ("normals", FLOATS, None),  # on the way to such draws, by entity
        ("in_tail", NUMBERS, None),  # entities whose draws are in a tail of the normal distribution
        ("roots", FLOATS, None),
        ("tails", FLOATS, None),
        *((name, lay_out_items(kind), None) for name, kind in list_state_lists().items()),
        ("asked", NUMBERS, MEASURES),  # numbers of the measures that are asked for
        ("values", FLOATS, MEASURES),  # of these measures
        ("is_recorded", FLAGS, EVENT_KINDS),  # by kind of event
        ("moments", FLOATS, None),
        ("check_times", FLOATS, len(CHECK_FRACTIONS)),  # at which a play that can end early looks whether all is known
        ("finality", NUMBERS, MEASURES),  # of these measures
        # of each replication of a chunk, row after row
        ("row_values", FLOATS, None),
        ("row_staff", NUMBERS, None),
        ("row_heads", NUMBERS, None),
        ("row_aware", NUMBERS, None),  # by moment
        ("row_aware_times", FLOATS, None),  # by member of staff, in order; infinite of those who never were
        ("row_protected", NUMBERS, None),  # by moment
        ("row_drawn", FLAGS, None),  # by purpose
    )


def records(kind: np.dtype[np.void], size: int) -> Records:
    """Empty records."""
    return np.zeros(max(size, 1), kind).view(np.recarray)
