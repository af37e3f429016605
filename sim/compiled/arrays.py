"""Tables and state of the compiled engine: structured arrays, the same fields as `Tables` and `sim.model.state.World`.

A `World` has them by name; `sim.compiled.memory` says how compiled code sees it. The tables are filled once for an emergency under one
strategy, and the state is reset for each replication. A list of lists is two tables: all items, and where the items of each index begin.
Records are by index: staff, then groups (together *units*), zones, callers, units from off campus.
"""

from enum import IntEnum
from typing import Any

import numpy as np

from sim.compiled.memory import Memory
from sim.model.tables import Tables
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose

MEASURES = 64
"""Room for the values of measures."""
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
Request = Any
"""A record of the intervention that is to start."""


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
    numbers="staff units words zones callers kinds fleet panels links buildings onset_zones carriers aeds report then told purposes"
    " frames processes events measures moments checks",
    seconds="horizon past slots_per_second",
)
MEANS_RECORD = layout(
    "app psap_leg staff_leg app_is_added presses_last radio_first one_911_call phone_waits gives_room text email acknowledges"
    " authority_office authority pa pa_works radio radio_works office_calls office_after_call app_service office_service"
    " tells_office told_press_app",
    "office_zone",
    "text_gap reading",
)
PSAP = layout(
    "transfers dispatch_at_call_end location_saves",
    "call_takers office neighbors background end redials",
    "neighbors_last least_processing",
)
PROTOCOL = layout(
    "witness_protects_at_once tells only_witnesses_tell tells_in_order tells_until_locked tells_room sweeps locks_protect",
    "tells_at_most",
    "patience",
)
HAZARD = layout(
    "misread in_sight anyone_may_be_sent has_patient is_fire",
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
    "is_lockable has_phone outdoors detector",
    "panel to_assembly building",
    "pa_chance audibility start",
)
FLEET_TABLE = layout("turnout must_locate location_gain is_ambulance", "first enters")
STREAM = layout("indexed on_time_grid", "entities first_key distribution first_distribution")
DISTRIBUTION = layout(numbers="family first length component")
FILLED = layout(numbers="block number here depth stride")
"""Draws of a purpose that were made in advance. block: the address of those of several replications. number: how many each replication
has. here: the address to which those of the present one are copied, 0 for none. depth: how many indices there are. stride: how far the
draws of one index are from those of the next, 0 where every index reads index 0.
"""

# ---- the state ---------------------------------------------------------------------------------

UNIT = layout(
    "walking perceived recognized aware doubting sure acting protecting ready protected supervised counted in_company"
    " accounted",
    "zone room occupants told_by_channel told_by_teller order",
    "recognizes_at front",
)
PERSON = layout(
    "present signalled checked_in alerted app_called played has_called sent is_awaited on_errand fetches_aed brings_aed",
    "on_app_call radio_call busy",
)
ROOM = layout("locked lock_holds seems_locked is_aed_gone is_visited", "tries_own tries_decided greeter")
CALLER = layout("gives_room", "own decided")
FLEET = layout(numbers="doing met_by", seconds="delay due")
STATE = layout(
    "over is_hazard_active alarm_reported alert_sent reported office_knows processing_began dispatched room_known"
    " unit_there pa_works radio_works is_attended cpr defibrillator shocked is_contained is_search_begun is_searched"
    " office_played office_has_called office_has_spoken is_watching is_for_measures counts_acknowledged ends_early"
    " tasks_are_assigned way_is_clear horns_sound horns_are_silent is_fire_slowed",
    "hazard_zone hazard_step takers_free unaware_staff awaited_unaware unprotected announcements_own announcements_decided"
    " radio_calls_own radio_calls_decided officers interventions perceived_count"
    " sequence heap_size instant_size slot line_size waiting_size search_count trace_size trace_read current result error"
    " free_activity activities_used free_frame frames_used orders alert_order first_filled",
    "now until recognition_factor decision_factor misread_until found_at aed_due untenable_at shock_at",
)
FRAME = layout("decided", "handler step parent who other place number count order", "seconds speed")
ORDER = layout("plain", "instruction area exit")
ACTIVITY = layout("granted is_dropped", "top order sequence following duty_of message_for", "time")
SCHEDULED = layout(numbers="order sequence activity", seconds="time")
WAITING = layout(numbers="signal order activity")
LINE = layout("decided", "caller number activity")
SEARCH = layout("decided is_open", "declarer by activity")
REQUEST = layout("works gas plain", "act person other channel unit zone instruction area exit", "seconds")
EVENT = np.dtype(
    [("time", "f8"), ("kind", "i8"), ("subject", "i8"), ("what", "i8"), ("place", "i8"), ("value", "f8")]
)


# ---- what is read off a trace --------------------------------------------------------------------

READING = layout(
    "is_app_first is_dispatched",
    "staff heads aware protected places leaves acknowledged stays losses openings",
    "first_report processing unit_contact alarm announced end",
)
UNIT_READING = layout("is_cut_off", "heads zone", "protected_at counted_at since safe_since sheltered")
STAY = layout(numbers="zone heads", seconds="begin end")

NUMBERS, FLOATS, FLAGS, WORDS, SHORT = (np.dtype(kind) for kind in ("i8", "f8", "?", "u8", "i4"))


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
        ("meters", FLOATS),  # of each link
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
        ("inside", WORDS),  # by zone, a bit for each unit that is there
        ("unaware", WORDS),  # a bit for each unit that is not aware
        ("callers", CALLER),
        ("vehicles", FLEET),
        ("door_free", FLOATS),  # by link
        ("is_tripped", FLAGS),  # by fire panel
        ("is_secured", FLAGS),  # by building
        ("orders", ORDER),
        ("purpose_states", WORDS),
        ("frames", FRAME),
        ("activities", ACTIVITY),
        ("heap", SCHEDULED),
        ("instants", SCHEDULED),  # events of the present instant, the first of them last
        ("slots", SHORT),  # the first activity of each later slot of time
        ("busy", WORDS),  # a bit for each slot, whether it has an activity
        ("waiting", WAITING),
        ("line", LINE),
        ("searches", SEARCH),
        ("trace", EVENT),
        ("request", REQUEST),  # the intervention that is to start
        ("is_watched", FLAGS),  # by kind of event
        ("draws", NUMBERS),  # by purpose, in this replication
        ("filled", FILLED),  # by purpose
        ("normals", FLOATS),  # on the way to such draws, by entity
        ("in_tail", NUMBERS),  # entities whose draws are in a tail of the normal distribution
        ("roots", FLOATS),
        ("tails", FLOATS),
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
        ("row_aware_times", FLOATS),  # by member of staff, in order; infinite of those who never were
        ("row_protected", NUMBERS),  # by moment
        ("row_drawn", FLAGS),  # by purpose
    )


def records(kind: np.dtype[np.void], size: int) -> Records:
    """Empty records."""
    return np.zeros(max(size, 1), kind).view(np.recarray)


def is_compiled(tables: Tables) -> bool:
    """Whether this hazard has compiled handlers."""
    return tables.hazard.kind in KINDS and tables.own is None
