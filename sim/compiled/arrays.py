"""Tables and state of the compiled engine: structured arrays, the same fields as `Tables` and `sim.model.state.World`.

A `World` has them by name; `sim.compiled.memory` says how compiled code sees it. The tables are filled once for an emergency under one
strategy, and the state is reset for each replication. A list of lists is two tables: all items, and where the items of each index begin.
Records are by index: staff, then groups (together *units*), zones, callers, units from off campus.
"""

import math
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.compiled.handler_names import Handler
from sim.compiled.memory import Memory
from sim.finality import CHECK_FRACTIONS, check_times
from sim.hazards.base import HAZARDS
from sim.model.state import Playbook
from sim.model.tables import NOBODY, Tables
from sim.model.trace import EventKind
from sim.sampling.distributions import Distribution, DistributionFamily, QuantileTable
from sim.sampling.elementary import FloatArray
from sim.sampling.keyed_rng import Purpose

MEASURES = 64
"""Room for the values of measures."""
ROWS = 64
"""Replications that are played in one call at most."""
NO_MOMENTS = np.zeros(0)
SLOTS = 4096
"""Into which the queue of events divides time at most."""
Records = Any
"""A `numpy.recarray`, whose fields are attributes of each record."""


class Means(IntEnum):
    """What a strategy's steps use."""

    APP = 0
    DIAL_911 = 1
    TELL_OFFICE = 2


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

    NOT_ASKED = 0
    ONCE_REACHED = 1
    AFTER_DANGER = 2


class HazardKind(IntEnum):
    """The kinds of hazard that have compiled handlers."""

    ASSAILANT = 0
    CARDIAC_ARREST = 1
    FIRE = 2
    FALSE_ALARM = 3
    NOTICE = 4


MEANS = {"app": Means.APP, "dial-911": Means.DIAL_911, "tell-office": Means.TELL_OFFICE}
KINDS = {kind.name.lower().replace("_", "-"): kind for kind in HazardKind}


def layout(flags: str = "", numbers: str = "", seconds: str = "") -> np.dtype[np.void]:
    """The type of a record: names of its flags, whole numbers and floats."""
    fields = [(name, "f8") for name in seconds.split()]
    fields += [(name, "i8") for name in numbers.split()]
    fields += [(name, "?") for name in flags.split()]
    return np.dtype(fields, align=True)


# ---- the tables --------------------------------------------------------------------------------

SIZES = layout(
    numbers="staff units zones callers kinds fleet panels links buildings onset_zones carriers aeds report then told purposes"
    " frames processes events slots measures moments checks",
    seconds="horizon past slots_per_second",
)
MEANS_RECORD = layout(
    "app psap_leg staff_leg app_is_added radio_first one_911_call phone_waits gives_room text email acknowledges"
    " authority_office authority pa pa_works radio radio_works office_calls office_after_call app_service office_service"
    " tells_office told_press_app",
    "office_zone",
    "text_gap reading",
)
PSAP = layout(
    "transfers dispatch_at_call_end location_saves",
    "call_takers office neighbours background end redials",
    "neighbours_last least_processing",
)
PROTOCOL = layout(
    "witness_protects_at_once tells tells_in_order tells_until_locked tells_room sweeps", "tells_at_most"
)
HAZARD = layout(
    "misread in_sight anyone_may_be_sent",
    "kind witness onset adult_knows doubt_ends group_knows protocol responder unit_on_scene",
    "crew_speed",
)
FIRE = layout("time_given alarm_works alarm_reports police_radio")
PERSON_TABLE = layout(
    "radio office police_radio authority keys may_be_absent is_away is_responder can_intervene is_recipient",
    "pairs",
)
GROUP_TABLE = layout(numbers="adult")
ZONE_TABLE = layout(
    "is_lockable has_phone outdoors detector", "panel to_assembly", "pa_chance audibility start"
)
FLEET_TABLE = layout("turnout must_locate location_gain", "first enters")
STREAM = layout("indexed on_time_grid", "entities first_key distribution first_distribution first_filled")
DISTRIBUTION = layout(numbers="family first length component")

# ---- the state ---------------------------------------------------------------------------------

UNIT = layout(
    "walking perceived recognized aware doubting sure acting protecting ready protected supervised counted in_company",
    "zone next previous room occupants told_by_channel told_by_teller",
    "recognizes_at front",
)
PERSON = layout(
    "present signalled checked_in alerted app_called played has_called sent is_awaited",
    "on_app_call radio_call busy",
)
ROOM = layout("locked lock_holds seems_locked is_aed_gone is_visited", "tries_own tries_decided first_inside")
CALLER = layout(numbers="own decided")
FLEET = layout(numbers="doing", seconds="delay due")
STATE = layout(
    "over is_hazard_active alarm_reported alert_sent reported office_knows processing_began dispatched room_known"
    " unit_there pa_works radio_works is_attended cpr defibrillator shocked is_contained is_search_begun is_searched"
    " office_played office_has_called office_has_spoken is_watching is_for_measures ends_early",
    "hazard_zone hazard_step takers_free unaware_staff unprotected announcements_own announcements_decided"
    " radio_calls_own radio_calls_decided officers interventions perceived_count"
    " sequence heap_size slot line_size waiting_size search_count trace_size current result error"
    " free_activity activities_used free_frame frames_used",
    "now until recognition_factor decision_factor misread_until found_at aed_due",
)
FRAME = layout("decided", "handler step parent who other place number count", "seconds speed")
ACTIVITY = layout("granted", "top order sequence following", "time")
SCHEDULED = layout(numbers="order sequence activity", seconds="time")
WAITING = layout(numbers="signal order activity")
LINE = layout("decided", "caller number activity")
SEARCH = layout("decided is_open", "declarer by activity")
EVENT = np.dtype(
    [("time", "f8"), ("kind", "i8"), ("subject", "i8"), ("what", "i8"), ("place", "i8"), ("value", "f8")]
)


# ---- what is read off a trace --------------------------------------------------------------------

READING = layout(
    "is_app_first is_dispatched",
    "staff heads aware protected places leaves acknowledged stays",
    "first_report processing unit_contact alarm end",
)
UNIT_READING = layout("is_cut_off", "heads zone", "protected_at counted_at since")
STAY = layout(numbers="zone heads", seconds="begin end")

NUMBERS, FLOATS, FLAGS, WORDS = (np.dtype(kind) for kind in ("i8", "f8", "?", "u8"))


class World(Memory):
    """Everything that a compiled play reads and writes. Those with one record are read as `w.state[0]`.

    Lists of lists are two tables: the items of index i are those from `first_x[i]` up to `first_x[i + 1]` of `x`.
    """

    fields = (
        ("sizes", SIZES),
        ("means", MEANS_RECORD),
        ("psap", PSAP),
        ("protocol", PROTOCOL),
        ("hazard", HAZARD),
        ("fire", FIRE),
        ("staff", PERSON_TABLE),
        ("groups", GROUP_TABLE),
        ("zones", ZONE_TABLE),
        ("fleet", FLEET_TABLE),
        ("first_supervised", NUMBERS),
        ("supervised", NUMBERS),  # groups by person
        ("first_candidate", NUMBERS),
        ("candidates", NUMBERS),  # adults whom a person could tell
        ("first_neighbor", NUMBERS),
        ("neighbors", NUMBERS),  # zones linked to a zone
        ("metres", FLOATS),  # of each link
        ("flow", FLOATS),  # heads per second through each link
        ("first_refuge", NUMBERS),
        ("refuges", NUMBERS),  # rooms to hide in, nearest first, by zone
        ("first_of_building", NUMBERS),
        ("zones_of_building", NUMBERS),
        ("distances", FLOATS),  # from zone to zone, row after row
        ("next_zones", NUMBERS),
        ("nearness", NUMBERS),
        ("ways_out", NUMBERS),  # by zone of the fire, row after row
        ("must_leave", FLAGS),
        ("onset_zones", NUMBERS),
        ("unit_zone", NUMBERS),  # at onset
        ("perception", FLOATS),  # by nearness
        ("carrier_shares", FLOATS),
        ("aeds", NUMBERS),
        ("report", NUMBERS),
        ("then", NUMBERS),
        ("told", NUMBERS),
        ("streams", STREAM),  # by purpose
        ("keys", WORDS),  # of entities, mixed; once for all streams that have the same
        ("distribution_of", NUMBERS),  # by entity, for streams whose entities differ in it
        ("distributions", DISTRIBUTION),
        ("components", NUMBERS),
        ("parameters", FLOATS),
        ("state", STATE),
        ("units", UNIT),
        ("people", PERSON),
        ("rooms", ROOM),
        ("callers", CALLER),
        ("vehicles", FLEET),
        ("door_free", FLOATS),  # by link
        ("is_tripped", FLAGS),  # by fire panel
        ("purpose_states", WORDS),
        ("frames", FRAME),
        ("activities", ACTIVITY),
        ("heap", SCHEDULED),
        ("slots", NUMBERS),  # the first activity of each later slot of time
        ("waiting", WAITING),
        ("line", LINE),
        ("searches", SEARCH),
        ("trace", EVENT),
        ("is_watched", FLAGS),  # by kind of event
        ("draws", NUMBERS),  # by purpose, in this replication
        ("is_filled", FLAGS),  # by purpose
        ("filled", FLOATS),  # draws of all entities, of the streams that are filled
        ("passes", FLOATS),  # on the way there
        ("outer", FLAGS),
        ("first_in_sight", NUMBERS),
        ("in_sight", NUMBERS),  # zones in sight of a zone
        ("reading", READING),
        ("readings", UNIT_READING),
        ("first_times", FLOATS),  # by kind of event
        ("aware_times", FLOATS),
        ("protected_times", FLOATS),
        ("protected_heads", NUMBERS),
        ("place_times", FLOATS),  # where the hazard was
        ("place_zones", NUMBERS),
        ("leave_times", FLOATS),  # people who interrupt their work
        ("leave_heads", NUMBERS),
        ("locked_at", FLOATS),  # by zone
        ("is_in_reach", FLAGS),  # by zone
        ("stays", STAY),
        ("values", FLOATS),  # of the measures
        ("is_recorded", FLAGS),  # by kind of event
        ("moments", FLOATS),
        ("check_times", FLOATS),  # at which a play that can end early looks whether all is known
        ("finality", NUMBERS),  # by measure, of those that are asked for
        # of each replication of a chunk, row after row
        ("row_values", FLOATS),
        ("row_staff", NUMBERS),
        ("row_heads", NUMBERS),
        ("row_aware", NUMBERS),  # by moment
        ("row_protected", NUMBERS),  # by moment
        ("row_drawn", FLAGS),  # by purpose
    )


def records(kind: np.dtype[np.void], size: int) -> Records:
    """Empty records."""
    return np.zeros(max(size, 1), kind).view(np.recarray)


def fill(form: np.dtype[np.void], source: object, /, **more: object) -> Records:
    """One record with the fields of an object of the same names."""
    made = records(form, 1)
    for name in form.names or ():
        made[0][name] = more[name] if name in more else getattr(source, name)
    return made


def fill_columns(form: np.dtype[np.void], size: int, source: object, /, **more: Sequence[Any]) -> Records:
    """Records with a column for each list of the same name. A list that is empty leaves its column at 0."""
    made = records(form, size)
    for name in form.names or ():
        column = more[name] if name in more else getattr(source, name)
        if len(column):
            made[name][:size] = column
    return made


def whole(numbers: Iterable[int]) -> NDArray[np.int64]:
    """An array of whole numbers."""
    return np.array(list(numbers), np.int64)


def build_lists(first: str, items: str, lists: Sequence[Sequence[int]]) -> dict[str, NDArray[np.int64]]:
    """A list of lists as two tables, by their names."""
    ends = np.cumsum([len(row) for row in lists], dtype=np.int64)
    return {
        first: np.concatenate([[0], ends]).astype(np.int64),
        items: whole(item for row in lists for item in row),
    }


def is_compiled(tables: Tables) -> bool:
    """Whether this hazard has compiled handlers."""
    return tables.hazard.kind in KINDS and tables.own is None


def build_world(tables: Tables, capacity: int, moments: FloatArray = NO_MOMENTS) -> World:
    """The arrays of an emergency under one strategy.

    capacity: how many times the usual room for processes and events. moments: (moments,) seconds from onset at which people are counted.
    """
    units, staff, zones = tables.unit_count, tables.staff_count, len(tables.layout.zones)
    callers, fleet = tables.psap.background, len(tables.units.ids)
    processes = capacity * (8 * units + 4 * (tables.psap.end - tables.psap.office) + 256)
    panels = max(tables.fire.panel, default=NOBODY) + 1
    links = sum(len(ways) for ways in tables.layout.neighbors)
    arrays = dict(
        **_build_tables(tables),
        **_build_streams(tables),
        state=records(STATE, 1),
        units=_fill_units(tables),
        people=records(PERSON, staff),
        rooms=records(ROOM, zones),
        callers=records(CALLER, callers),
        vehicles=records(FLEET, fleet),
        door_free=np.zeros(links + 1),
        is_tripped=np.zeros(panels + 1, np.bool_),
        is_watched=np.zeros(max(EventKind) + 1, np.bool_),
        frames=records(FRAME, 3 * processes),
        activities=records(ACTIVITY, processes),
        heap=records(SCHEDULED, processes + 1),
        slots=np.zeros(SLOTS, np.int64),
        waiting=records(WAITING, processes),
        line=records(LINE, processes),
        searches=records(SEARCH, processes),
        trace=records(EVENT, capacity * (40 * units + 6 * (tables.psap.end - tables.psap.office) + 1000)),
    )
    arrays |= _build_rows(moments)
    return World(**arrays, **_build_readings(tables, arrays), sizes=_fill_sizes(tables, arrays))


def _build_readings(tables: Tables, arrays: dict[str, Any]) -> dict[str, Any]:
    """Room for what is read off a trace: at most as many as it has events."""
    units, events, zones = tables.unit_count, arrays["trace"].size, len(tables.layout.zones)
    return {
        "reading": records(READING, 1),
        "readings": records(UNIT_READING, units),
        "first_times": np.zeros(max(EventKind) + 1),
        "aware_times": np.zeros(units + 1),
        "protected_times": np.zeros(units + 1),
        "protected_heads": np.zeros(units + 1, np.int64),
        "place_times": np.zeros(events),
        "place_zones": np.zeros(events, np.int64),
        "leave_times": np.zeros(2 * units + 1),
        "leave_heads": np.zeros(2 * units + 1, np.int64),
        "locked_at": np.zeros(zones),
        "is_in_reach": np.zeros(zones, np.bool_),
        "stays": records(STAY, events + units),
        "values": np.zeros(MEASURES),
        "is_recorded": np.ones(max(EventKind) + 1, np.bool_),
        "check_times": np.array(check_times(tables.horizon)),
        "finality": np.zeros(MEASURES, np.int64),
    }


def _build_rows(moments: FloatArray) -> dict[str, Any]:
    """Room for what is kept of each replication of a chunk."""
    return {
        "moments": moments,
        "row_values": np.zeros(ROWS * MEASURES),
        "row_staff": np.zeros(ROWS, np.int64),
        "row_heads": np.zeros(ROWS, np.int64),
        "row_aware": np.zeros(ROWS * moments.size, np.int64),
        "row_protected": np.zeros(ROWS * moments.size, np.int64),
        "row_drawn": np.zeros(ROWS * (max(Purpose) + 1), np.bool_),
    }


def _fill_sizes(tables: Tables, arrays: dict[str, Any]) -> Records:
    """How many of each there are."""
    made, layout_ = records(SIZES, 1), tables.layout
    sizes = {
        "staff": tables.staff_count,
        "units": tables.unit_count,
        "zones": len(layout_.zones),
        "callers": tables.psap.background,
        "kinds": max(EventKind) + 1,
        "fleet": len(tables.units.ids),
        "panels": arrays["is_tripped"].size,
        "links": arrays["door_free"].size,
        "buildings": len(layout_.building_zones),
        "carriers": arrays["carrier_shares"].size,
        "aeds": len(tables.aid.aeds),
        "purposes": arrays["streams"].size,
        "frames": arrays["frames"].size,
        "processes": arrays["activities"].size,
        "events": arrays["trace"].size,
        "slots": SLOTS,
        "measures": MEASURES,
        "moments": arrays["moments"].size,
        "checks": len(CHECK_FRACTIONS),
        "slots_per_second": 2.0 ** math.floor(math.log2(SLOTS / (tables.horizon + tables.psap.past))),
        "horizon": tables.horizon,
        "past": tables.psap.past,
        **{name: arrays[name].size for name in ("onset_zones", "report", "then", "told")},
    }
    for name, size in sizes.items():
        made[0][name] = size
    return made


def _fill_units(tables: Tables) -> Records:
    """What does not change of each person and group."""
    made = records(UNIT, tables.unit_count)
    made["room"][: tables.unit_count] = tables.staff.room + tables.groups.room
    made["occupants"][: tables.unit_count] = [1] * tables.staff_count + tables.groups.occupants
    return made


def _build_tables(tables: Tables) -> dict[str, Any]:
    layout_, staff, fire, means = tables.layout, tables.staff, tables.fire, tables.means
    zones = len(layout_.zones)
    hazard = tables.hazard
    return {
        "means": fill(
            MEANS_RECORD,
            means,
            tells_office="tell-office" in means.report + means.then,
            told_press_app="app" in means.told,
        ),
        "psap": fill(PSAP, tables.psap),
        "protocol": fill(PROTOCOL, tables.protocol),
        "hazard": fill(
            HAZARD,
            hazard,
            kind=KINDS[hazard.kind],
            crew_speed=tables.aid.crew_speed,
            anyone_may_be_sent=HAZARDS[hazard.kind].playbook.anyone_may_be_sent,
            **name_playbook(HAZARDS[hazard.kind].playbook),
        ),
        "fire": fill(FIRE, fire, police_radio=tables.units.police_radio),
        "staff": fill_columns(PERSON_TABLE, tables.staff_count, staff, is_recipient=means.is_recipient),
        "groups": fill_columns(GROUP_TABLE, len(tables.groups.ids), tables.groups),
        "zones": fill_columns(
            ZONE_TABLE,
            zones,
            fire,
            is_lockable=layout_.is_lockable,
            has_phone=layout_.has_phone,
            pa_chance=means.pa_chance,
            start=hazard.start,
        ),
        "fleet": fill_columns(FLEET_TABLE, len(tables.units.ids), tables.units),
        **build_lists("first_supervised", "supervised", staff.groups),
        **build_lists("first_candidate", "candidates", staff.candidates),
        **build_lists("first_neighbor", "neighbors", layout_.neighbors),
        **build_lists("first_in_sight", "in_sight", layout_.in_sight),
        **build_lists("first_refuge", "refuges", layout_.refuges),
        **build_lists("first_of_building", "zones_of_building", layout_.building_zones),
        "metres": np.array([metres for row in layout_.metres for metres in row]),
        "flow": np.array([heads for row in fire.flow for heads in row] or [0.0]),
        "distances": np.array(layout_.distance).ravel(),
        "next_zones": np.array(layout_.next_zone, np.int64).ravel(),
        "nearness": np.array(layout_.nearness, np.int64).ravel(),
        "ways_out": spread_rows(fire.out, zones, NOBODY, np.dtype(np.int64)),
        "must_leave": spread_rows(fire.must_leave, zones, False, np.dtype(np.bool_)),
        "onset_zones": whole(zone for zone, weight in enumerate(hazard.start) if weight > 0.0),
        "unit_zone": whole(staff.zone + tables.groups.zone),
        "perception": np.array(hazard.perception),
        "carrier_shares": np.array(means.carrier_shares or [1.0]),
        "aeds": whole(tables.aid.aeds),
        "report": whole(MEANS[step] for step in means.report),
        "then": whole(MEANS[step] for step in means.then),
        "told": whole(MEANS[step] for step in means.told),
    }


def spread_rows(
    rows: dict[int, list[Any]], zones: int, otherwise: object, kind: np.dtype[Any]
) -> NDArray[Any]:
    """Rows by zone of the fire, those of other zones filled up."""
    made = np.full((zones, zones) if rows else (1, 1), otherwise, kind)
    for zone, row in rows.items():
        made[zone] = row
    return made.ravel()


def name_playbook(playbook: Playbook) -> dict[str, int]:
    """The handlers of the processes of a hazard: they bear the names of the functions of the model."""
    processes = (
        "onset",
        "adult_knows",
        "doubt_ends",
        "group_knows",
        "protocol",
        "responder",
        "unit_on_scene",
    )
    return {name: Handler[getattr(playbook, name).__name__.upper()] for name in processes}


def _build_streams(tables: Tables) -> dict[str, Any]:
    """Streams by purpose, and what they share: keys of entities, and distributions, each once, so that they stay near the processor."""
    streams = records(STREAM, max(Purpose) + 1)
    packed, keys, which, filled = DistributionPacker(), SharedRows(), SharedRows(), 0
    for purpose, stream in tables.streams.items():
        numbers = whole(packed.add(distribution) for distribution in stream.distributions)
        index = stream.distribution_index
        record = streams[purpose]
        record.entities, record.first_key = stream.keys.size, keys.add(stream.mixed_keys)
        record.indexed, record.on_time_grid = stream.indexed, stream.on_time_grid
        record.first_filled = NOBODY
        if stream.keys.size <= tables.unit_count + len(tables.layout.zones):
            record.first_filled = filled
            filled += stream.keys.size
        chosen = numbers[:1] if index is None else numbers[np.asarray(index, np.int64)]
        if (chosen == chosen[:1]).all():
            record.distribution, record.first_distribution = chosen[0] if chosen.size else NOBODY, NOBODY
        else:
            record.distribution, record.first_distribution = NOBODY, which.add(chosen)
    return {
        "streams": streams,
        "keys": np.concatenate([*keys.rows, np.zeros(1, np.uint64)]),
        "distribution_of": np.concatenate([*which.rows, np.zeros(1, np.int64)]),
        "purpose_states": np.zeros(max(Purpose) + 1, np.uint64),
        "draws": np.zeros(max(Purpose) + 1, np.int64),
        "is_filled": np.zeros(max(Purpose) + 1, np.bool_),
        "filled": np.zeros(filled + 1),
        "passes": np.zeros(filled + 1),
        "outer": np.zeros(filled + 1, np.bool_),
        **packed.arrays(),
    }


class SharedRows:
    """Rows one after the other; those that are equal, once."""

    def __init__(self) -> None:
        self.rows: list[NDArray[Any]] = []
        self.places: dict[bytes, int] = {}
        self.length = 0

    def add(self, row: NDArray[Any]) -> int:
        """The place where a row begins."""
        content = row.tobytes()
        if content not in self.places:
            self.places[content] = self.length
            self.rows.append(row)
            self.length += row.size
        return self.places[content]


class DistributionPacker:
    """Distributions as records: a family, and where its parameters and parts are."""

    def __init__(self) -> None:
        self.numbers: dict[Distribution, int] = {}
        self.rows: list[tuple[int, int, int, int]] = []
        self.components: list[int] = []
        self.parameters: list[float] = []

    def add(self, distribution: Distribution) -> int:
        """The number of a distribution, which is packed the first time."""
        if distribution not in self.numbers:
            parts = [self.add(part) for part in distribution.components]
            self.numbers[distribution] = len(self.rows)
            self.rows.append(
                (
                    distribution.family,
                    len(self.parameters),
                    len(parts) or len(distribution.parameters) // 2,
                    len(self.components),
                )
            )
            self.components += parts
            self.parameters += list_parameters(distribution)
        return self.numbers[distribution]

    def arrays(self) -> dict[str, Any]:
        """The arrays of a `World`."""
        made = records(DISTRIBUTION, len(self.rows))
        for column, name in enumerate(("family", "first", "length", "component")):
            made[name][: len(self.rows)] = [row[column] for row in self.rows]
        return {
            "distributions": made,
            "components": whole(self.components or [0]),
            "parameters": np.array(self.parameters),
        }


def list_parameters(distribution: Distribution) -> list[float]:
    """What the compiled quantile reads: for a mixture ends, starts, weights; for a table nodes, values, slopes."""
    if distribution.family == DistributionFamily.MIXTURE:
        sampler = distribution._sampler
        return [*sampler.ends, *sampler.starts, *sampler.weights]
    if distribution.family == DistributionFamily.TABLE:
        table: QuantileTable = distribution._table
        return [*table.nodes, *table.values, *table.slopes]
    return list(distribution.parameters)
