"""The measures of a compiled play, read off its trace with the sums of `sim.measures` and `sim.model.trace_reader` in the same order."""

import math
from typing import Any

from sim.compiled.arrays import World
from sim.hazards.cardiac_arrest import larsen_survival, valenzuela_survival
from sim.hazards.release_outside import SPAN, indoor_seconds
from sim.hazards.reunification import SHARE
from sim.hazards.threat_report import HOUR, SCHOOL_WEEK
from sim.model.assessment import FOLLOWED, ReportKind
from sim.model.school_calendar import DAY_SECONDS
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind

NAMES = (
    "recognition",
    "first_report",
    "call_answered",
    "processing",
    "dispatched",
    "travel",
    "first_unit_on_scene",
    "first_responder_on_scene",
    "intervention",
    "total_response",
    "hazard_over",
    "first_campus_alert",
    "aware_t50",
    "aware_t90",
    "aware_t100",
    "unaware_time",
    "unaware_time_bound",
    "unaware_time_same_span",
    "pa_speaks",
    "acknowledgement_rate",
    "protected_t50",
    "protected_t90",
    "protected_t100",
    "unprotected_person_minutes",
    "exposed_person_minutes",
    "app_was_first_report",
    "aware_when_over",
    "protected_when_over",
    "collapse_to_cpr",
    "collapse_to_shock",
    "first_responder_at_patient",
    "aed_at_patient",
    "ems_at_patient",
    "survival_larsen",
    "survival_valenzuela",
    "alarm_sounds",
    "rset",
    "rset_other_buildings",
    "aset_margin",
    "accountability_complete",
    "false_alert_person_minutes",
    "units_sent_in_vain",
    "hang_ups",
    "siege",
    "helper_arrives",
    "escalated",
    "alone_seconds",
    "sheltered_when_it_arrives",
    "sheltered_t90",
    "shelter_margin",
    "interrupted_person_minutes",
    "found",
    "left_campus",
    "zones_searched_t90",
    "call_911",
    "last_out",
    "outdoor_equivalent_person_minutes",
    "closed_in_t90",
    "late_out_person_minutes",
    "heads_in_halls_when_police_enter",
    "office_to_aware_t90",
    "office_knew_before_police",
    "days_to_team",
    "days_to_plan",
    "days_to_support",
    "reports_lost",
    "open_cases",
    "suspensions",
    "team_hours_a_week",
    "transient_hours_a_week",
    "reading_hours_a_week",
    "released_t90",
    "parent_wait_p90",
    "blocked_calls",
)
"""In the order in which `measure` writes them."""
AMOUNTS = 5
"""Measures that are amounts of any hazard, one after the other."""
OF_THREAT_REPORT = 9
"""Measures of threat reports, one after the other."""

READ_EVENTS = (
    EventKind.ABSENT,
    EventKind.ACKNOWLEDGED,
    EventKind.ACTS,
    EventKind.AED_THERE,
    EventKind.AIR_CHANGES,
    EventKind.ALL_CLEAR,
    EventKind.ANSWERED,
    EventKind.AWARE,
    EventKind.COMES,
    EventKind.CONTACT_MADE,
    EventKind.COUNTED,
    EventKind.CPR_BEGINS,
    EventKind.DISPATCHED,
    EventKind.DOOR_OPENED,
    EventKind.BADGE_PRESSED,
    EventKind.CALL_BLOCKED,
    EventKind.ENGAGES,
    EventKind.ENTERS,
    EventKind.FAMILY_ARRIVES,
    EventKind.FAMILY_RELEASED,
    EventKind.FOUND,
    EventKind.GAVE_UP,
    EventKind.HAZARD_ENDS,
    EventKind.HAZARD_ENTERS,
    EventKind.INTERIM_PLAN,
    EventKind.LEFT_CAMPUS,
    EventKind.LOCKED,
    EventKind.LOCKED_BEFORE,
    EventKind.MISSED,
    EventKind.NO_WAY_OUT,
    EventKind.OFFICE_TOLD,
    EventKind.ON_SCENE,
    EventKind.ORDERED,
    EventKind.OUT_AND_AIR,
    EventKind.PATIENT_REACHED,
    EventKind.PLAN_DONE,
    EventKind.PLAN_REVIEWED,
    EventKind.PLUME_ARRIVES,
    EventKind.PLUME_PASSES,
    EventKind.PRESSED,
    EventKind.PROTECTED,
    EventKind.QUEUED,
    EventKind.RADIOED,
    EventKind.RECOGNIZED,
    EventKind.REPORT_LOST,
    EventKind.REPORT_READ,
    EventKind.RESPONDER_ON_SCENE,
    EventKind.SEARCHED,
    EventKind.SENT,
    EventKind.SHOCK,
    EventKind.SIEGE_BEGINS,
    EventKind.STEPS_ASIDE,
    EventKind.STORM_ARRIVES,
    EventKind.TEAM_CONVENED,
    EventKind.THREAT_REPORTED,
    EventKind.TIPS_READ,
    EventKind.UNPROTECTED,
    EventKind.UNTENABLE,
)
"""The events that a measure is read off; a play for its measures records no other."""


def measure(w: World, times_only: bool = False) -> None:
    """Reads the trace and writes the value of each measure to `w.values`. times_only: not those of amounts, which take longest."""
    read_trace(w)
    values, number = w.values, 0
    for value in general_times(w):
        values[number] = value
        number += 1
    if times_only:
        number += AMOUNTS
    else:
        for value in amounts(w):
            values[number] = value
            number += 1
    for value in of_patient(w):
        values[number] = value
        number += 1
    for value in of_fire(w):
        values[number] = value
        number += 1
    r = w.reading[0]
    if not times_only:
        is_hoax = w.swatting_values[0].is_used
        values[number] = (hoax_seconds(w) if is_hoax else false_alert_seconds(w)) / 60.0
    values[number + 1] = 1.0 if r.is_dispatched else 0.0
    values[number + 2] = float(r.hang_ups)
    values[number + 3] = 1.0 if w.first_times[EventKind.SIEGE_BEGINS] < math.inf else 0.0
    number += 4
    for value in of_agitated_person(w):
        values[number] = value
        number += 1
    for value in of_storm(w):
        values[number] = value
        number += 1
    if not times_only:
        is_assist = w.agitated_person_values[0].is_used
        values[number] = (interrupted_seconds(w) if is_assist else false_alert_seconds(w)) / 60.0
    number += 1
    for value in of_missing_student(w):
        values[number] = value
        number += 1
    values[number] = last_out(w) if w.release_inside_values[0].is_used else 0.0
    values[number + 2] = time_of_protected(w, 0.9)
    if w.release_outside_values[0].is_used and not times_only:
        values[number + 1] = outdoor_equivalent_seconds(w) / 60.0
        values[number + 3] = late_out_seconds(w) / 60.0
    number += 4
    if w.swatting_values[0].is_used:
        for value in of_hoax(w):
            values[number] = value
            number += 1
    else:
        number += 3
    if w.threat_report_values[0].is_used:
        for value in of_threat_report(w):
            values[number] = value
            number += 1
    elif w.reunification_values[0].is_used:
        number += OF_THREAT_REPORT
        for value in of_reunification(w):
            values[number] = value
            number += 1


# ---- reading the trace ---------------------------------------------------------------------------


def read_trace(w: World) -> None:
    """Reads the events that were not read yet."""
    s = w.state[0]
    if s.trace_read == 0:
        _begin(w)
    for number in range(s.trace_read, s.trace_size):
        event = w.trace[number]
        if w.first_times[event.kind] == math.inf:
            w.first_times[event.kind] = event.time
        _read_event(w, event)
    s.trace_read = s.trace_size
    w.reading[0].end = exposure_end(w)


def _begin(w: World) -> None:
    r, sizes = w.reading[0], w.sizes[0]
    for kind in range(sizes.kinds):
        w.first_times[kind] = math.inf
    r.staff, r.heads = sizes.staff, 0
    r.aware = r.protected = r.places = r.leaves = r.acknowledged = r.stays = r.losses = r.openings = r.hang_ups = 0
    r.first_report = r.processing = r.unit_contact = r.alarm = r.announced = math.inf
    r.is_app_first = r.is_dispatched = False
    for unit in range(sizes.units):
        u = w.readings[unit]
        able = unit >= sizes.staff or not w.staff_is_responder[unit]
        u.heads = w.units[unit].occupants if able else 0
        r.heads += u.heads
        u.protected_at = u.counted_at = math.inf
        u.is_cut_off = False
    for zone in range(sizes.zones):
        w.locked_at[zone] = math.inf


def _read_event(w: World, event: Any) -> None:
    """As the readers by kind of `sim.model.trace_reader`, in one function."""
    r, kind = w.reading[0], event.kind
    if kind == EventKind.AWARE:
        if event.subject < w.sizes[0].staff:
            w.aware_times[r.aware] = event.time
            r.aware += 1
        else:
            _add_leave(w, event.time, w.units[event.subject].occupants)
    elif kind == EventKind.ACTS:
        heads = 1
        for item in range(w.staff_groups_first[event.subject], w.staff_groups_first[event.subject + 1]):
            heads += w.units[w.staff_groups[item]].occupants
        _add_leave(w, event.time, heads)
    elif kind == EventKind.PROTECTED:
        w.protected_times[r.protected] = event.time
        w.protected_heads[r.protected] = int(event.value)
        r.protected += 1
        w.readings[event.subject].protected_at = event.time
    elif kind == EventKind.UNPROTECTED:
        w.protected_times[r.protected] = event.time
        w.protected_heads[r.protected] = -int(event.value)
        r.protected += 1
        r.losses += 1
        w.readings[event.subject].protected_at = math.inf
    elif kind == EventKind.DOOR_OPENED:
        r.openings += 1
    elif (
        kind == EventKind.PRESSED
        or kind == EventKind.BADGE_PRESSED
        or kind == EventKind.QUEUED
        or kind == EventKind.RADIOED
        or kind == EventKind.OFFICE_TOLD
    ):
        if 0 <= event.subject <= w.psap_values[0].office and r.first_report == math.inf:
            r.first_report = event.time
            r.is_app_first = kind == EventKind.PRESSED
    elif kind == EventKind.GAVE_UP:
        if 0 <= event.subject <= w.psap_values[0].office and not r.is_dispatched:
            r.hang_ups += 1
    elif kind == EventKind.DISPATCHED:
        r.processing = min(r.processing, event.value)
        r.is_dispatched = True
    elif kind == EventKind.CONTACT_MADE:
        if event.subject >= 0:
            r.unit_contact = min(r.unit_contact, event.time)
    elif kind == EventKind.HAZARD_ENTERS:
        w.place_times[r.places] = event.time
        w.place_zones[r.places] = event.place
        r.places += 1
    elif kind == EventKind.LOCKED or kind == EventKind.LOCKED_BEFORE:
        if w.locked_at[event.place] == math.inf:
            w.locked_at[event.place] = event.time
    elif kind == EventKind.ABSENT:
        r.staff -= 1
        r.heads -= w.readings[event.subject].heads
        w.readings[event.subject].heads = 0
    elif kind == EventKind.ACKNOWLEDGED:
        r.acknowledged += 1
    elif kind == EventKind.SENT:
        if event.what == Channel.ALARM:
            r.alarm = min(r.alarm, event.time)
        elif event.what == Channel.PA:
            r.announced = min(r.announced, event.time)
    elif kind == EventKind.COUNTED:
        w.readings[event.subject].counted_at = event.time
    elif kind == EventKind.NO_WAY_OUT:
        w.readings[event.subject].is_cut_off = True


def _add_leave(w: World, time: float, heads: int) -> None:
    r = w.reading[0]
    w.leave_times[r.leaves] = time
    w.leave_heads[r.leaves] = heads
    r.leaves += 1


def time_or_horizon(w: World, kind: EventKind) -> float:
    return min(w.first_times[kind], w.sizes[0].horizon)


def exposure_end(w: World) -> float:
    return min(time_or_horizon(w, EventKind.HAZARD_ENDS), time_or_horizon(w, EventKind.ALL_CLEAR), w.sizes[0].horizon)


# ---- times ---------------------------------------------------------------------------------------


def since(begin: float, end: float) -> float:
    return end - begin if end < math.inf else math.inf


def time_of_aware(w: World, share: float) -> float:
    """When this share of the staff are aware."""
    r = w.reading[0]
    n = math.ceil(share * r.staff)
    return w.aware_times[n - 1] if 0 < n <= r.aware else math.inf


def mean_unaware_seconds(w: World, end: float) -> float:
    """As the function of `sim.measures`."""
    r = w.reading[0]
    total = 0.0
    for number in range(r.aware):
        total += min(w.aware_times[number], end)
    return (total + (r.staff - r.aware) * end) / r.staff


def time_of_protected(w: World, share: float) -> float:
    """As `time_of_occupants_protected`, by a share of the heads."""
    r = w.reading[0]
    wanted, heads = math.ceil(share * r.heads), 0
    for number in range(r.protected):
        heads += w.protected_heads[number]
        if heads >= wanted:
            return w.protected_times[number]
    return math.inf


def general_times(w: World) -> tuple[float, ...]:
    """The times of any hazard, in the order of `NAMES`."""
    r, first = w.reading[0], w.first_times
    dispatched, on_scene = first[EventKind.DISPATCHED], first[EventKind.ON_SCENE]
    return (
        first[EventKind.RECOGNIZED],
        r.first_report,
        first[EventKind.ANSWERED],
        r.processing,
        dispatched,
        since(dispatched, on_scene),
        on_scene,
        min(on_scene, first[EventKind.RESPONDER_ON_SCENE]),
        first[EventKind.CONTACT_MADE],
        since(min(first[EventKind.QUEUED], first[EventKind.RADIOED]), r.unit_contact),
        first[EventKind.HAZARD_ENDS],
        first[EventKind.SENT],
        time_of_aware(w, 0.5),
        time_of_aware(w, 0.9),
        time_of_aware(w, 1.0),
        mean_unaware_seconds(w, r.end),
        mean_unaware_seconds(w, min(r.first_report, r.end)),
        mean_unaware_seconds(w, r.end),
        r.announced,
        r.acknowledged / r.staff,
        time_of_protected(w, 0.5),
        time_of_protected(w, 0.9),
        time_of_protected(w, 1.0),
    )


# ---- amounts -------------------------------------------------------------------------------------


def amounts(w: World) -> tuple[float, ...]:
    """The shares and person-minutes of any hazard, in the order of `NAMES`."""
    r = w.reading[0]
    aware = 0
    for number in range(r.aware):
        if w.aware_times[number] <= r.end:
            aware += 1
    protected = 0
    for number in range(r.protected):
        if w.protected_times[number] <= r.end:
            protected += w.protected_heads[number]
    return (
        unprotected_seconds(w) / 60.0,
        exposed_seconds(w) / 60.0,
        1.0 if r.is_app_first else 0.0,
        aware / r.staff,
        protected / r.heads,
    )


def unprotected_seconds(w: World) -> float:
    total, end = 0.0, w.reading[0].end
    add_sheltered_seconds(w)
    for unit in range(w.sizes[0].units):
        u = w.readings[unit]
        if u.heads > 0:
            total += u.heads * (min(u.protected_at, end) - u.sheltered)
    return total


def add_sheltered_seconds(w: World) -> None:
    """Seconds in which each unit was protected that it has not remained."""
    end = w.reading[0].end
    for unit in range(w.sizes[0].units):
        w.readings[unit].sheltered = 0.0
    if w.reading[0].losses == 0:
        return
    for number in range(w.state[0].trace_size):
        event = w.trace[number]
        if event.kind == EventKind.PROTECTED:
            w.readings[event.subject].safe_since = event.time
        elif event.kind == EventKind.UNPROTECTED:
            u = w.readings[event.subject]
            u.sheltered += min(event.time, end) - min(u.safe_since, end)


def exposed_seconds(w: World) -> float:
    r, end = w.reading[0], w.reading[0].end
    find_unprotected_stays(w)
    total = 0.0
    for number in range(r.places):
        zone, begin = w.place_zones[number], w.place_times[number]
        is_last = number + 1 == r.places or w.hazard_values[0].spreads
        until = end if is_last else w.place_times[number + 1]
        total += overlap_seconds(w, zone, begin, min(until, end))
        if w.hazard_values[0].in_sight:
            for item in range(w.layout_in_sight_first[zone], w.layout_in_sight_first[zone + 1]):
                total += seen_seconds(w, w.layout_in_sight[item], begin, min(until, end))
    return total


def seen_seconds(w: World, zone: int, begin: float, until: float) -> float:
    """As `overlap_seconds`, while the door of the zone is open."""
    end = w.reading[0].end
    if w.reading[0].openings == 0:
        locked_at = w.locked_at[zone] if w.locked_at[zone] < math.inf else end
        return overlap_seconds(w, zone, begin, min(until, locked_at))
    total, opened, locked = 0.0, 0.0, end
    for number in range(w.state[0].trace_size):
        event = w.trace[number]
        if event.place != zone:
            continue
        if event.kind == EventKind.DOOR_OPENED and locked < end:
            total += overlap_seconds(w, zone, max(begin, opened), min(until, locked))
            opened, locked = event.time, end
        elif (event.kind == EventKind.LOCKED or event.kind == EventKind.LOCKED_BEFORE) and locked >= end:
            locked = event.time
    return total + overlap_seconds(w, zone, max(begin, opened), min(until, locked))


def overlap_seconds(w: World, zone: int, begin: float, end: float) -> float:
    total = 0.0
    if end > begin:
        for number in range(w.reading[0].stays):
            stay = w.stays[number]
            if stay.zone == zone and stay.begin < end and stay.end > begin:
                total += stay.heads * (min(stay.end, end) - max(stay.begin, begin))
    return total


def find_unprotected_stays(w: World) -> None:
    """The unprotected stays in the zones in reach of the hazard, in the order in which they end."""
    sizes, r = w.sizes[0], w.reading[0]
    for zone in range(sizes.zones):
        w.is_in_reach[zone] = False
    for number in range(r.places):
        zone = w.place_zones[number]
        w.is_in_reach[zone] = True
        if w.hazard_values[0].in_sight:
            for item in range(w.layout_in_sight_first[zone], w.layout_in_sight_first[zone + 1]):
                w.is_in_reach[w.layout_in_sight[item]] = True
    for unit in range(sizes.units):
        w.readings[unit].since = 0.0
        w.readings[unit].safe_since = math.inf
        w.readings[unit].zone = w.units[unit].home
    for number in range(w.state[0].trace_size):
        event = w.trace[number]
        if event.kind == EventKind.ENTERS:
            _leave_zone(w, event.subject, event.time)
            w.readings[event.subject].since = event.time
            w.readings[event.subject].zone = event.place
        elif event.kind == EventKind.PROTECTED:
            w.readings[event.subject].safe_since = event.time
        elif event.kind == EventKind.UNPROTECTED:
            _leave_zone(w, event.subject, event.time)
            w.readings[event.subject].since = event.time
            w.readings[event.subject].safe_since = math.inf
    for unit in range(sizes.units):
        _leave_zone(w, unit, r.end)


def _leave_zone(w: World, unit: int, time: float) -> None:
    r, u = w.reading[0], w.readings[unit]
    if u.zone == NOBODY or not w.is_in_reach[u.zone]:
        return
    until = min(time, u.safe_since, r.end)
    if u.heads > 0 and until > u.since:
        stay = w.stays[r.stays]
        stay.zone, stay.heads, stay.begin, stay.end = u.zone, u.heads, u.since, until
        r.stays += 1


# ---- single hazards ------------------------------------------------------------------------------


def of_patient(w: World) -> tuple[float, ...]:
    """The measures of a cardiac arrest, in the order of `NAMES`."""
    first = w.first_times
    cpr = time_or_horizon(w, EventKind.CPR_BEGINS)
    shock = time_or_horizon(w, EventKind.SHOCK)
    crew = time_or_horizon(w, EventKind.PATIENT_REACHED)
    return (
        first[EventKind.CPR_BEGINS],
        first[EventKind.SHOCK],
        first[EventKind.RESPONDER_ON_SCENE],
        first[EventKind.AED_THERE],
        first[EventKind.PATIENT_REACHED],
        larsen_survival(cpr, shock, crew),
        valenzuela_survival(cpr, shock),
    )


def of_fire(w: World) -> tuple[float, ...]:
    """The measures of a fire, in the order of `NAMES`."""
    r, horizon = w.reading[0], w.sizes[0].horizon
    rset, others, counted = 0.0, 0.0, 0.0
    if w.playbook[0].shut_off != NOBODY and r.places > 0:
        burns = w.place_zones[0]
        for unit in range(w.sizes[0].units):
            u = w.readings[unit]
            if u.heads > 0 and w.fire_must_leave[w.fire_must_leave_first[burns] + w.units[unit].home]:
                if w.layout_building[w.units[unit].home] == w.layout_building[burns]:
                    rset = max(rset, u.protected_at)
                else:
                    others = max(others, u.protected_at)
                if not u.is_cut_off:
                    counted = max(counted, u.counted_at)
    margin = time_or_horizon(w, EventKind.UNTENABLE) - min(rset, horizon)
    return r.alarm, rset, others, margin, counted


def of_storm(w: World) -> tuple[float, ...]:
    """The measures of a tornado, in the order of `NAMES`, but for what it interrupts."""
    r, horizon = w.reading[0], w.sizes[0].horizon
    arrival, heads = time_or_horizon(w, EventKind.STORM_ARRIVES), 0
    for number in range(r.protected):
        if w.protected_times[number] <= arrival:
            heads += w.protected_heads[number]
    sheltered = time_of_protected(w, 0.9)
    return heads / r.heads, sheltered, arrival - min(sheltered, horizon)


def false_alert_seconds(w: World) -> float:
    end, total = time_or_horizon(w, EventKind.ALL_CLEAR), 0.0
    for number in range(w.reading[0].leaves):
        total += w.leave_heads[number] * (end - w.leave_times[number])
    return total


def of_agitated_person(w: World) -> tuple[float, ...]:
    """The measures of staff assist, in the order of `NAMES`, but for whom it interrupts."""
    table, first = w.agitated_person_values[0], w.first_times
    chance = table.escalates * table.calms if first[EventKind.ENGAGES] < math.inf else table.escalates
    alone = alone_seconds(w) if table.is_used else 0.0
    helper = min(first[EventKind.RESPONDER_ON_SCENE], first[EventKind.CONTACT_MADE])
    return helper, chance, alone


def find_zone_faced(w: World) -> int:
    """The zone of an agitated person; NOBODY where it was all clear before they came."""
    return int(w.place_zones[0]) if w.reading[0].places > 0 else NOBODY


def alone_seconds(w: World) -> float:
    until, place = w.reading[0].end, find_zone_faced(w)
    for number in range(w.state[0].trace_size):
        event = w.trace[number]
        is_told = event.kind == EventKind.AWARE and event.subject < w.sizes[0].staff
        is_beside = is_told and event.what != Channel.HAZARD and event.place == place
        if is_beside or event.kind in (EventKind.RESPONDER_ON_SCENE, EventKind.STEPS_ASIDE):
            return min(event.time, until)
    return until


def interrupted_seconds(w: World) -> float:
    place, horizon, total = find_zone_faced(w), w.sizes[0].horizon, 0.0
    interrupts = w.agitated_person_values[0].interrupts
    for number in range(w.state[0].trace_size):
        event, heads = w.trace[number], 0
        if event.kind == EventKind.ACTS:
            heads = 1
            for item in range(w.staff_groups_first[event.subject], w.staff_groups_first[event.subject + 1]):
                heads += w.units[w.staff_groups[item]].occupants
        elif event.kind == EventKind.AWARE and event.subject >= w.sizes[0].staff:
            heads = w.units[event.subject].occupants
        if heads > 0:
            stays = event.place == place or is_coming(w, event.subject)
            until = w.reading[0].end if stays else min(event.time + interrupts, horizon)
            total += heads * max(0.0, until - event.time)
    return total


def is_coming(w: World, person: int) -> bool:
    """Whether a member of the response team set out to help."""
    for number in range(w.state[0].trace_size):
        event = w.trace[number]
        if event.kind == EventKind.COMES and event.subject == person:
            return True
    return False


def of_missing_student(w: World) -> tuple[float, ...]:
    """The measures of a missing student, in the order of `NAMES`."""
    first = w.first_times
    missed, found = first[EventKind.MISSED], first[EventKind.FOUND]
    return (
        since_missed(missed, found),
        1.0 if first[EventKind.LEFT_CAMPUS] < math.inf else 0.0,
        since_missed(missed, min(find_searched_time(w), found)),
        1.0 if first[EventKind.QUEUED] < math.inf else 0.0,
    )


def since_missed(missed: float, time: float) -> float:
    return time - missed if max(time, missed) < math.inf else math.inf


def find_searched_time(w: World) -> float:
    """When 90% of the zones had been searched."""
    wanted, searched = math.ceil(0.9 * w.sizes[0].zones), 0
    for number in range(w.state[0].trace_size):
        if w.trace[number].kind == EventKind.SEARCHED:
            searched += 1
            if searched == wanted:
                return w.trace[number].time
    return math.inf


def last_out(w: World) -> float:
    """Time of the last head out of the building of a release."""
    last, place = 0.0, w.place_zones[0]
    if w.reading[0].places == 0:
        return 0.0
    for unit in range(w.sizes[0].units):
        home = w.units[unit].home
        if w.readings[unit].heads > 0 and w.layout_building[home] == w.layout_building[place]:
            last = max(last, w.readings[unit].protected_at)
    return last


def outdoor_equivalent_seconds(w: World) -> float:
    arrives, total = w.first_times[EventKind.PLUME_ARRIVES], 0.0
    if arrives < math.inf:
        for building in range(w.close_in_switch_size[0]):
            total = add_plume_seconds(w, building, find_slow_time(w, building), total)
    return total


def find_slow_time(w: World, building: int) -> float:
    """When air changes in a building slow down."""
    closed = w.close_in_values[0].closed
    for number in range(w.state[0].trace_size):
        event = w.trace[number]
        if event.kind == EventKind.OUT_AND_AIR:
            return math.inf
        is_slow = event.kind == EventKind.AIR_CHANGES and event.value == closed
        if is_slow and w.layout_building[event.place] == building:
            return event.time
    return math.inf


def begin_stays(w: World) -> None:
    """Everyone is where they are at onset."""
    for unit in range(w.sizes[0].units):
        w.readings[unit].since = 0.0
        w.readings[unit].zone = w.units[unit].home


def add_plume_seconds(w: World, building: int, slow: float, total: float) -> float:
    """The total with every stay in a building, in the order in which they end."""
    begin_stays(w)
    for number in range(w.state[0].trace_size):
        event = w.trace[number]
        if event.kind == EventKind.ENTERS:
            total += plume_seconds(w, event.subject, building, slow, event.time)
            w.readings[event.subject].since = event.time
            w.readings[event.subject].zone = event.place
    for unit in range(w.sizes[0].units):
        total += plume_seconds(w, unit, building, slow, math.inf)
    return total


def plume_seconds(w: World, unit: int, building: int, slow: float, until: float) -> float:
    """Of one stay, 0 elsewhere than in the building."""
    u, first = w.readings[unit], w.first_times
    arrives, passes = first[EventKind.PLUME_ARRIVES], first[EventKind.PLUME_PASSES]
    last = arrives + SPAN
    begin, end = min(max(u.since, arrives), last), min(max(until, arrives), last)
    if u.zone == NOBODY or w.layout_building[u.zone] != building or end <= begin:
        return 0.0
    if w.layout_outdoors[u.zone]:
        return u.heads * max(0.0, min(end, passes) - begin)
    table, aired = w.close_in_values[0], first[EventKind.OUT_AND_AIR]
    return u.heads * (
        indoor_seconds(table, slow, aired, arrives, passes, end)
        - indoor_seconds(table, slow, aired, arrives, passes, begin)
    )


def late_out_seconds(w: World) -> float:
    total = 0.0
    begin_stays(w)
    for number in range(w.state[0].trace_size):
        event = w.trace[number]
        if event.kind == EventKind.ENTERS:
            total += late_seconds(w, event.subject, event.time)
            w.readings[event.subject].since = event.time
            w.readings[event.subject].zone = event.place
    for unit in range(w.sizes[0].units):
        total += late_seconds(w, unit, math.inf)
    return total


def late_seconds(w: World, unit: int, until: float) -> float:
    """Of one stay, 0 outdoors."""
    u = w.readings[unit]
    if u.zone == NOBODY or w.layout_outdoors[u.zone]:
        return 0.0
    late = min(until, w.sizes[0].horizon) - max(u.since, w.first_times[EventKind.PLUME_PASSES])
    return u.heads * max(0.0, late)


def of_hoax(w: World) -> tuple[float, ...]:
    """The measures of a hoax, in the order of `NAMES`, but for what it interrupts."""
    r, told = w.reading[0], w.first_times[EventKind.OFFICE_TOLD]
    wanted = math.ceil(0.9 * r.staff)
    is_reached = 0 < wanted <= r.aware
    aware = max(0.0, w.aware_times[wanted - 1] - told) if is_reached else math.inf
    return heads_in_halls(w) / r.heads, aware, 1.0 if told < w.first_times[EventKind.ON_SCENE] else 0.0


def heads_in_halls(w: World) -> int:
    """When the first unit comes in."""
    heads = 0
    begin_stays(w)
    for number in range(w.state[0].trace_size):
        event = w.trace[number]
        if event.kind == EventKind.ON_SCENE:
            break
        if event.kind == EventKind.ENTERS:
            w.readings[event.subject].zone = event.place
    for unit in range(w.sizes[0].units):
        u = w.readings[unit]
        if u.heads > 0 and w.swatting_is_hall[u.zone]:
            heads += u.heads
    return heads


def hoax_seconds(w: World) -> float:
    end, total = time_or_horizon(w, EventKind.ALL_CLEAR), 0.0
    most = w.swatting_values[0].interrupts
    for number in range(w.state[0].trace_size):
        if w.trace[number].kind == EventKind.ORDERED and w.trace[number].value > 0.0:
            most = w.sizes[0].horizon
    for number in range(w.reading[0].leaves):
        total += w.leave_heads[number] * min(most, end - w.leave_times[number])
    return total


def of_threat_report(w: World) -> tuple[float, ...]:
    """The measures of threat reports, in the order of `NAMES`. Seconds lie on the time grid, so a sum is exact in any order."""
    calendar, horizon = w.school_calendar_values[0], w.sizes[0].horizon
    end = w.school_calendar_calendar_days[calendar.year_days - 1] * DAY_SECONDS + calendar.closes
    reported, team, plan, supports = 0.0, horizon, horizon, horizon
    lost = cases = 0
    opened = worked = transient = read = 0.0
    for number in range(w.state[0].trace_size):
        event = w.trace[number]
        kind, time, report = event.kind, event.time, event.subject
        if report == FOLLOWED:
            if kind == EventKind.THREAT_REPORTED:
                reported = time
            elif kind == EventKind.TEAM_CONVENED:
                team = time
            elif kind == EventKind.PLAN_DONE:
                plan = time
            elif kind == EventKind.INTERIM_PLAN:
                supports = time
        elif kind == EventKind.THREAT_REPORTED:
            opened += end - min(time, end)
        elif kind == EventKind.PLAN_REVIEWED:
            opened -= end - min(time, end)
        elif kind == EventKind.REPORT_LOST:
            lost += 1
            opened -= end - min(w.trace[find_report(w, report)].time, end)
        elif kind == EventKind.TEAM_CONVENED:
            cases += 1
            worked += event.value
            what = int(w.trace[find_report(w, report)].value)
            if what == ReportKind.TRANSIENT or what == ReportKind.URGENT_TRANSIENT:
                transient += event.value
        elif kind == EventKind.REPORT_READ or kind == EventKind.TIPS_READ:
            read += event.value
    weeks = calendar.year_days / SCHOOL_WEEK
    return (
        (team - reported) / DAY_SECONDS,
        (plan - reported) / DAY_SECONDS,
        (min(supports, plan) - reported) / DAY_SECONDS,
        float(lost),
        opened / end,
        cases * w.threat_report_values[0].suspended,
        worked / HOUR / weeks,
        transient / HOUR / weeks,
        read / HOUR / weeks,
    )


def find_report(w: World, report: int) -> int:
    """The number of the event by which it begins."""
    for number in range(w.state[0].trace_size):
        if w.trace[number].subject == report and w.trace[number].kind == EventKind.THREAT_REPORTED:
            return number
    return 0


def of_reunification(w: World) -> tuple[float, ...]:
    """The measures of a reunification, in the order of `NAMES`. Waits lie where times of protection do, of which it has none."""
    wanted = math.ceil(SHARE * w.reunification_values[0].students)
    waits, heads, released, blocked, count = w.protected_times, 0.0, math.inf, 0, 0
    for number in range(w.state[0].trace_size):
        event = w.trace[number]
        if event.kind == EventKind.FAMILY_ARRIVES:
            waits[count] = w.sizes[0].horizon - event.time
            w.place_times[count] = event.time
            w.place_zones[event.subject] = count
            count += 1
        elif event.kind == EventKind.FAMILY_RELEASED:
            place = w.place_zones[event.subject]
            waits[place] = event.time - w.place_times[place]
            heads += event.value
            if heads >= wanted and released == math.inf:
                released = event.time
        elif event.kind == EventKind.CALL_BLOCKED:
            blocked += 1
    rank = math.ceil(SHARE * count) - 1
    return released, select(waits, count, rank) if count > 0 else 0.0, float(blocked)


def select(numbers: Any, count: int, rank: int) -> float:
    """The number of this rank, from 0, by Hoare's selection; changes their order."""
    low, high = 0, count - 1
    while low < high:
        pivot, left, right = numbers[(low + high) // 2], low, high
        while left <= right:
            while numbers[left] < pivot:
                left += 1
            while numbers[right] > pivot:
                right -= 1
            if left <= right:
                numbers[left], numbers[right] = numbers[right], numbers[left]
                left += 1
                right -= 1
        if rank <= right:
            high = right
        elif rank >= left:
            low = left
        else:
            return float(numbers[rank])
    return float(numbers[low])
