"""The state of one replication in compiled code: how it begins, and what many handlers do with it, as `sim.model.state`."""

import math

from sim.compiled.arrays import HazardKind, World
from sim.compiled.bits import EVERY_BIT, Word, bit_of, bits_from, trailing_zeros
from sim.compiled.draws import draw_if_any
from sim.compiled.elementary import round_to_grid
from sim.compiled.jit import compiled
from sim.compiled.scheduler import Signal, empty_queue, fire, log
from sim.model.tables import NOBODY
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose

NOT_TRIED, FAILED, WORKED = -1, 0, 1
"""Of the radio call before an added app is pressed."""


# ---- the beginning of a replication --------------------------------------------------------------


@compiled
def reset(w: World) -> None:
    """Everything as it is before the first event of a replication. The purposes must have their keys."""
    s = w.state[0]
    s.now = -w.sizes[0].past
    s.line_size = s.waiting_size = s.search_count = s.trace_size = s.trace_read = 0
    empty_queue(w)
    s.activities_used = s.frames_used = 0
    s.free_activity = s.free_frame = s.current = NOBODY
    s.error = s.result = 0
    _reset_ambiguity(w)
    _reset_people(w)
    _reset_places(w)
    _reset_means(w)
    _reset_decisions(w)


@compiled
def _reset_ambiguity(w: World) -> None:
    s = w.state[0]
    s.recognition_factor = draw_if_any(w, Purpose.COMMON_RECOGNITION, 1.0, 0)
    s.decision_factor = draw_if_any(w, Purpose.COMMON_DECISION, 1.0, 0)
    s.misread_until = 0.0
    if draw_if_any(w, Purpose.COMMON_MISREAD, 0.0, 0):
        s.misread_until = draw_if_any(w, Purpose.COMMON_MISREAD_ADDS, 0.0, 0)


@compiled
def _reset_people(w: World) -> None:
    s, sizes = w.state[0], w.sizes[0]
    s.unaware_staff, s.awaited_unaware = sizes.staff, NOBODY
    s.unprotected = sizes.units
    s.perceived_count = 0
    for number in range(sizes.words):
        w.unaware[number] = EVERY_BIT
    for unit in range(sizes.units):
        u = w.units[unit]
        u.walking = u.perceived = u.recognized = u.aware = u.doubting = u.sure = u.acting = False
        u.protecting = u.ready = u.protected = u.supervised = u.counted = u.in_company = False
        u.accounted = False
        u.order = NOBODY
        u.told_by_channel = u.told_by_teller = NOBODY
        u.recognizes_at = math.inf
        u.front = 0.0
        u.zone = w.unit_zone[unit]
    for person in range(sizes.staff):
        if w.staff[person].is_responder:
            s.unprotected -= 1
        p = w.people[person]
        p.present = True
        p.signalled = p.checked_in = p.alerted = p.app_called = p.has_called = p.sent = False
        p.on_app_call = p.busy = 0
        p.radio_call = NOT_TRIED
        p.on_errand = p.fetches_aed = p.brings_aed = False


@compiled
def _reset_places(w: World) -> None:
    s, sizes = w.state[0], w.sizes[0]
    for zone in range(sizes.zones):
        room = w.rooms[zone]
        room.locked = room.seems_locked = room.is_aed_gone = room.is_visited = False
        room.lock_holds = draw_if_any(w, Purpose.LOCK_UNNOTICED, 0.0, zone) == 0.0
        room.tries_own = room.tries_decided = 0
        room.greeter = NOBODY
    for word in range(sizes.zones * sizes.words):
        w.inside[word] = 0
    for unit in range(sizes.units):
        insert_in_zone(w, unit, w.units[unit].zone)
    s.hazard_zone = NOBODY
    s.hazard_step = 0
    s.is_hazard_active = s.alarm_reported = False
    s.is_attended = s.cpr = s.defibrillator = s.shocked = False
    s.aed_due = math.inf
    s.is_contained = s.is_search_begun = s.is_searched = False
    s.officers = 0
    s.tasks_are_assigned = s.way_is_clear = s.horns_sound = s.horns_are_silent = s.is_fire_slowed = False
    s.untenable_at = s.shock_at = math.inf
    for panel in range(sizes.panels):
        w.is_tripped[panel] = False
    for link in range(sizes.links):
        w.door_free[link] = 0.0


@compiled
def _reset_means(w: World) -> None:
    s, means = w.state[0], w.means[0]
    s.pa_works, s.radio_works = means.pa_works, means.radio_works
    s.alert_sent = s.reported = s.office_knows = False
    s.announcements_own = s.announcements_decided = s.radio_calls_own = s.radio_calls_decided = 0
    s.takers_free = w.psap[0].call_takers
    s.processing_began = s.dispatched = s.room_known = s.unit_there = s.over = False
    s.found_at = math.inf
    for caller in range(w.sizes[0].callers):
        w.callers[caller].own = w.callers[caller].decided = 0
        w.callers[caller].gives_room = False
    for unit in range(w.sizes[0].fleet):
        vehicle = w.vehicles[unit]
        vehicle.delay = 0.0
        vehicle.doing = 0
        vehicle.met_by = NOBODY
        vehicle.due = math.inf


@compiled
def _reset_decisions(w: World) -> None:
    s = w.state[0]
    s.office_played = s.office_has_called = s.office_has_spoken = s.is_watching = False
    s.interventions = s.orders = 0
    s.alert_order = NOBODY
    for building in range(w.sizes[0].buildings):
        w.is_secured[building] = False
    for person in range(w.sizes[0].staff):
        w.people[person].played = w.people[person].is_awaited = False


# ---- who is where --------------------------------------------------------------------------------


@compiled
def next_inside(w: World, zone: int, after: int = NOBODY, unaware: bool = False) -> int:
    """The first unit in a zone, by index, after this one; NOBODY if there is none. unaware: of those who are not aware."""
    first, words = after + 1, w.sizes[0].words
    number = first >> 6
    if number == words:
        return NOBODY
    word = read_inside(w, zone, number, unaware) & bits_from(first)
    while word == 0:
        number += 1
        if number == words:
            return NOBODY
        word = read_inside(w, zone, number, unaware)
    return (number << 6) + trailing_zeros(word)


@compiled
def read_inside(w: World, zone: int, number: int, unaware: bool) -> Word:
    """A word of those in a zone."""
    word = w.inside[zone * w.sizes[0].words + number]
    return word & w.unaware[number] if unaware else word


@compiled
def next_unaware_inside(w: World, zone: int, after: int = NOBODY) -> int:
    """As `next_inside`, of those who are not aware."""
    return next_inside(w, zone, after, True)


@compiled
def insert_in_zone(w: World, unit: int, zone: int) -> None:
    """Adds a unit to those in a zone."""
    w.inside[zone * w.sizes[0].words + (unit >> 6)] |= bit_of(unit)


@compiled
def remove_from_zone(w: World, unit: int, zone: int) -> None:
    """Takes a unit out of those in a zone."""
    w.inside[zone * w.sizes[0].words + (unit >> 6)] &= ~bit_of(unit)


@compiled
def is_unaware(w: World, unit: int) -> bool:
    """Whether a unit is not aware."""
    return (w.unaware[unit >> 6] & bit_of(unit)) != 0


@compiled
def set_aware(w: World, unit: int) -> None:
    """A unit is aware."""
    w.units[unit].aware = True
    w.unaware[unit >> 6] &= ~bit_of(unit)


@compiled
def move_to(w: World, unit: int, zone: int) -> None:
    """Moves a person or group to another zone; NOBODY: to none."""
    u = w.units[unit]
    remove_from_zone(w, unit, u.zone)
    if zone != NOBODY:
        insert_in_zone(w, unit, zone)
    u.zone = zone


@compiled
def link_of(w: World, start: int, end: int) -> int:
    """The number of the link from a zone to one beside it."""
    link = w.first_neighbor[start]
    while w.neighbors[link] != end:
        link += 1
    return link


@compiled
def distance(w: World, start: int, end: int) -> float:
    """Meters from a zone to another, inf where there is no route."""
    return w.distances[start * w.sizes[0].zones + end]


@compiled
def next_zone(w: World, start: int, end: int) -> int:
    """The next zone on the route from a zone to another, NOBODY where there is none."""
    return w.next_zones[start * w.sizes[0].zones + end]


@compiled
def nearness(w: World, start: int, end: int) -> int:
    """How near a zone is to another: the class of perception."""
    return w.nearness[start * w.sizes[0].zones + end]


@compiled
def length(w: World, start: int, end: int) -> float:
    """Meters between two linked zones."""
    return w.meters[link_of(w, start, end)]


@compiled
def walking_time(meters: float, speed: float) -> float:
    """Seconds to walk this far, on the time grid."""
    return round_to_grid(meters / speed)


@compiled
def scale(seconds: float, factor: float) -> float:
    """So many times these seconds, on the time grid."""
    return round_to_grid(seconds * factor) if factor != 1.0 else seconds


# ---- doors, the hazard, reports ------------------------------------------------------------------


@compiled
def lock(w: World, zone: int) -> bool:
    """Locks a door. Returns whether it holds; one that does not is believed to be locked all the same."""
    room = w.rooms[zone]
    room.seems_locked = True
    room.locked = room.lock_holds
    return room.lock_holds


@compiled
def open_door(w: World, zone: int) -> None:
    """A door stands open."""
    w.rooms[zone].locked = w.rooms[zone].seems_locked = False


@compiled
def is_shut(w: World, here: int, ahead: int) -> bool:
    """Whether a locked outside door is between these zones, for whoever comes from outdoors."""
    from_outdoors = w.zones[here].outdoors and not w.zones[ahead].outdoors
    return from_outdoors and w.is_secured[w.zones[ahead].building]


@compiled
def is_hazard_in(w: World, zone: int) -> bool:
    """Whether the hazard is active in this zone."""
    return w.state[0].is_hazard_active and w.state[0].hazard_zone == zone


@compiled
def record_school_report(w: World) -> None:
    """Records the first report by the school: the app pressed, a call in the 911 queue, or the office told."""
    s = w.state[0]
    if not s.reported:
        s.reported = True
        fire(w, Signal.REPORT_IS_OUT)


# ---- the all clear -------------------------------------------------------------------------------


@compiled
def is_all_clear(w: World) -> bool:
    """Whether the condition of this kind of hazard holds, as in its playbook."""
    s, kind = w.state[0], w.hazard[0].kind
    if kind == HazardKind.ASSAILANT:
        return s.is_searched
    if kind == HazardKind.FALSE_ALARM:
        return not s.is_hazard_active
    if kind == HazardKind.CARDIAC_ARREST:
        return not s.is_hazard_active and s.unit_there and s.unaware_staff == 0
    if kind == HazardKind.NOTICE:
        return s.unit_there and s.unaware_staff == 0 and s.unprotected == 0
    return is_fire_over(w)


@compiled
def is_fire_over(w: World) -> bool:
    """The fire is out, a unit is there, all staff are aware, and everyone who had to leave has been counted."""
    s = w.state[0]
    if s.is_hazard_active or not s.unit_there or s.unaware_staff > 0:
        return False
    for unit in range(w.sizes[0].units):
        u = w.units[unit]
        must_leave = w.must_leave[s.hazard_zone * w.sizes[0].zones + w.unit_zone[unit]]
        if must_leave and u.zone != NOBODY and not u.counted:
            return False
    return True


@compiled
def check_all_clear(w: World) -> None:
    """Gives the all clear when the condition holds. The play ends before any other event."""
    s = w.state[0]
    if not s.over and is_all_clear(w):
        s.over = True
        log(w, EventKind.ALL_CLEAR)


@compiled
def record_protected(w: World, unit: int) -> None:
    """As `record_exit`, and as `protect_room` does for each unit: protected, once, behind a locked door or out of the building."""
    u = w.units[unit]
    if not u.protected:
        u.protected = True
        w.state[0].unprotected -= 1
        log(w, EventKind.PROTECTED, unit, NOBODY, u.zone, float(u.occupants))
