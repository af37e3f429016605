"""Reads a trace in one pass and collects what the measures need, person-time unprotected and exposed among it.

The reach of a hazard is its zone and the zones in open line of sight of it; a locked zone is out of reach unless the hazard is inside.
The reach of a fire is its zone. A person between two zones counts in the zone they left. Exposure runs from onset to the end of the
hazard, to the all clear, or to the horizon, whichever comes first.
"""

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from sim.model.tables import Tables
from sim.model.trace import Channel, EventKind, Row, Trace

FIRST_TIME_KINDS = {
    EventKind.RECOGNIZED,
    EventKind.QUEUED,
    EventKind.ANSWERED,
    EventKind.RADIOED,
    EventKind.DISPATCHED,
    EventKind.ON_SCENE,
    EventKind.RESPONDER_ON_SCENE,
    EventKind.CONTACT_MADE,
    EventKind.HAZARD_ENDS,
    EventKind.SIEGE_BEGINS,
    EventKind.ALL_CLEAR,
    EventKind.SENT,
    EventKind.CPR_BEGINS,
    EventKind.AED_THERE,
    EventKind.SHOCK,
    EventKind.PATIENT_REACHED,
    EventKind.UNTENABLE,
    EventKind.ENGAGES,
    EventKind.STORM_ARRIVES,
    EventKind.MISSED,
    EventKind.LEFT_CAMPUS,
    EventKind.FOUND,
    EventKind.PLUME_ARRIVES,
    EventKind.PLUME_PASSES,
    EventKind.OUT_AND_AIR,
    EventKind.OFFICE_TOLD,
}


@dataclass
class TraceSummary:
    """The events of one replication, collected. Times in seconds from onset, lists in the order of time."""

    tables: Tables
    trace: Trace
    staff: int  # adults on campus at onset
    occupants: int  # heads that can be protected: everyone on campus except responders
    first_times: dict[EventKind, float] = field(default_factory=dict)  # first time of each kind
    first_report: float = math.inf
    is_app_first: bool = False
    hang_ups: int = 0  # by callers of the school, until units are sent
    processing: float = math.inf
    unit_contact: float = math.inf  # first contact by an off-campus unit
    aware: list[float] = field(default_factory=list)
    acknowledged: int = 0
    protected: list[tuple[float, int]] = field(default_factory=list)  # time, heads
    absent: set[int] = field(default_factory=set)
    protected_at: dict[int, float] = field(default_factory=dict)  # by unit, for good
    sheltered: dict[int, list[tuple[float, float]]] = field(
        default_factory=dict
    )  # by unit, from and to: protected, and left it
    moves: list[tuple[float, int, int]] = field(default_factory=list)  # time, unit, zone entered
    hazard_at: list[tuple[float, int]] = field(default_factory=list)  # time, zone entered
    locked: list[tuple[float, int]] = field(default_factory=list)  # time, zone
    opened: list[tuple[float, int]] = field(default_factory=list)  # time, zone that was locked
    alarm: float = math.inf  # the fire alarm sounds
    announced: float = math.inf  # the PA speaks
    counted_at: dict[int, float] = field(default_factory=dict)  # by unit
    cut_off: set[int] = field(default_factory=set)  # units
    hazard_leaves: list[tuple[float, int]] = field(default_factory=list)  # time, heads who begin to act


def read_trace(trace: Trace, tables: Tables) -> TraceSummary:
    """Reads a trace from its first event to its last."""
    able = sum(not responds for responds in tables.staff.is_responder)
    reading = TraceSummary(tables, trace, tables.staff_count, able + sum(tables.groups.occupants))
    for row in trace.rows:
        kind = row[1]
        if kind in FIRST_TIME_KINDS and kind not in reading.first_times:
            reading.first_times[EventKind(kind)] = row[0]
        handler = HANDLERS.get(kind)
        if handler is not None:
            handler(reading, row)
    return reading


def _absent(reading: TraceSummary, row: Row) -> None:
    reading.absent.add(row[2])
    reading.staff -= 1
    reading.occupants -= 0 if reading.tables.staff.is_responder[row[2]] else 1


def _report(reading: TraceSummary, row: Row) -> None:
    caller = row[2]
    of_the_school = 0 <= caller <= reading.tables.psap.office
    if of_the_school and reading.first_report == math.inf:
        reading.first_report = row[0]
        reading.is_app_first = row[1] == EventKind.PRESSED


def _dispatched(reading: TraceSummary, row: Row) -> None:
    reading.processing = min(reading.processing, row[5])


def _gave_up(reading: TraceSummary, row: Row) -> None:
    if 0 <= row[2] <= reading.tables.psap.office and EventKind.DISPATCHED not in reading.first_times:
        reading.hang_ups += 1


def _contact(reading: TraceSummary, row: Row) -> None:
    if row[2] >= 0:
        reading.unit_contact = min(reading.unit_contact, row[0])


def _aware(reading: TraceSummary, row: Row) -> None:
    if row[2] < reading.tables.staff_count:
        reading.aware.append(row[0])
    else:
        reading.hazard_leaves.append((row[0], reading.tables.groups.occupants[row[2] - reading.tables.staff_count]))


def _acts(reading: TraceSummary, row: Row) -> None:
    groups = reading.tables.groups
    with_them = sum(heads for adult, heads in zip(groups.adult, groups.occupants, strict=True) if adult == row[2])
    reading.hazard_leaves.append((row[0], 1 + with_them))


def _acknowledged(reading: TraceSummary, _row: Row) -> None:
    reading.acknowledged += 1


def _protected(reading: TraceSummary, row: Row) -> None:
    reading.protected.append((row[0], int(row[5])))
    reading.protected_at[row[2]] = row[0]


def _unprotected(reading: TraceSummary, row: Row) -> None:
    reading.protected.append((row[0], -int(row[5])))
    reading.sheltered.setdefault(row[2], []).append((reading.protected_at.pop(row[2]), row[0]))


def _opened(reading: TraceSummary, row: Row) -> None:
    reading.opened.append((row[0], row[4]))


def _enters(reading: TraceSummary, row: Row) -> None:
    reading.moves.append((row[0], row[2], row[4]))


def _hazard_enters(reading: TraceSummary, row: Row) -> None:
    reading.hazard_at.append((row[0], row[4]))


def _locked(reading: TraceSummary, row: Row) -> None:
    reading.locked.append((row[0], row[4]))


def _sent(reading: TraceSummary, row: Row) -> None:
    if row[3] == Channel.ALARM:
        reading.alarm = min(reading.alarm, row[0])
    elif row[3] == Channel.PA:
        reading.announced = min(reading.announced, row[0])


def _counted(reading: TraceSummary, row: Row) -> None:
    reading.counted_at[row[2]] = row[0]


def _cut_off(reading: TraceSummary, row: Row) -> None:
    reading.cut_off.add(row[2])


HANDLERS = {
    EventKind.SENT: _sent,
    EventKind.COUNTED: _counted,
    EventKind.NO_WAY_OUT: _cut_off,
    EventKind.ABSENT: _absent,
    EventKind.PRESSED: _report,
    EventKind.BADGE_PRESSED: _report,
    EventKind.QUEUED: _report,
    EventKind.RADIOED: _report,
    EventKind.OFFICE_TOLD: _report,
    EventKind.GAVE_UP: _gave_up,
    EventKind.DISPATCHED: _dispatched,
    EventKind.CONTACT_MADE: _contact,
    EventKind.AWARE: _aware,
    EventKind.ACTS: _acts,
    EventKind.ACKNOWLEDGED: _acknowledged,
    EventKind.PROTECTED: _protected,
    EventKind.UNPROTECTED: _unprotected,
    EventKind.DOOR_OPENED: _opened,
    EventKind.ENTERS: _enters,
    EventKind.HAZARD_ENTERS: _hazard_enters,
    EventKind.LOCKED: _locked,
    EventKind.LOCKED_BEFORE: _locked,
}


class Stay(NamedTuple):
    """A unit unprotected in a zone: heads, from and to in seconds from onset."""

    occupants: int
    start: float
    end: float


def exposure_end(reading: TraceSummary) -> float:
    """The end of the hazard, the all clear or the horizon, whichever comes first."""
    horizon = reading.tables.horizon
    return min(
        reading.first_times.get(EventKind.HAZARD_ENDS, horizon),
        reading.first_times.get(EventKind.ALL_CLEAR, horizon),
        horizon,
    )


def find_zones_at_onset(reading: TraceSummary) -> list[int]:
    """By unit. People of the office who are elsewhere have entered that zone at onset."""
    zones = reading.tables.staff.zone + reading.tables.groups.zone
    for time, unit, zone in reading.moves:
        if time == 0.0:
            zones[unit] = zone
    return zones


def count_occupants(reading: TraceSummary) -> list[int]:
    """Heads by unit; 0 for absent staff and for responders."""
    staff, groups = reading.tables.staff, reading.tables.groups
    able = [0 if staff.is_responder[p] or p in reading.absent else 1 for p in range(len(staff.ids))]
    return able + groups.occupants


def unprotected_seconds(reading: TraceSummary) -> float:
    """Heads times seconds unprotected, anywhere on campus."""
    end = exposure_end(reading)
    return sum(
        heads * (min(reading.protected_at.get(unit, end), end) - sheltered_seconds(reading, unit, end))
        for unit, heads in enumerate(count_occupants(reading))
        if heads
    )


def sheltered_seconds(reading: TraceSummary, unit: int, end: float) -> float:
    """Seconds, up to this time, in which a unit was protected that it has not remained."""
    spells = reading.sheltered.get(unit, ())
    return sum(min(left, end) - min(since, end) for since, left in spells)


def exposed_seconds(reading: TraceSummary) -> float:
    """Heads times seconds unprotected and in reach; none if it was called off before the hazard was anywhere."""
    if not reading.hazard_at:
        return 0.0
    end = exposure_end(reading)
    stays = find_unprotected_stays(reading, end, zones_in_reach(reading))
    openings = find_openings(reading, end)
    spreads = reading.tables.hazard.spreads
    times = [end if spreads else time for time, _ in reading.hazard_at[1:]] + [end]
    total = 0.0
    for (start, zone), until in zip(reading.hazard_at, times, strict=True):
        total += overlap_seconds(stays[zone], start, min(until, end))
        for seen in zones_in_sight(reading, zone):
            for opened, locked in openings.get(seen, [(0.0, end)]):
                total += overlap_seconds(stays[seen], max(start, opened), min(until, end, locked))
    return total


def find_openings(reading: TraceSummary, end: float) -> dict[int, list[tuple[float, float]]]:
    """From when to when the door of each zone that was ever locked was open."""
    changes = sorted(
        [(time, zone, False) for time, zone in reading.locked] + [(time, zone, True) for time, zone in reading.opened]
    )
    openings: dict[int, list[tuple[float, float]]] = {}
    for time, zone, opens in changes:
        spells = openings.setdefault(zone, [(0.0, end)])
        since, until = spells[-1]
        if opens and until < end:
            spells.append((time, end))
        elif not opens and until >= end:
            spells[-1] = (since, time)
    return openings


def overlap_seconds(stays: list[Stay], start: float, end: float) -> float:
    """Heads times seconds of these stays between two times."""
    return sum(
        stay.occupants * (min(stay.end, end) - max(stay.start, start))
        for stay in stays
        if stay.start < end and stay.end > start and end > start
    )


def zones_in_sight(reading: TraceSummary, zone: int) -> list[int]:
    """The zones in sight that the hazard reaches from this one. A fire reaches none."""
    return reading.tables.layout.in_sight[zone] if reading.tables.hazard.in_sight else []


def zones_in_reach(reading: TraceSummary) -> set[int]:
    """All zones that the hazard was in, or in sight of."""
    return {near for _, zone in reading.hazard_at for near in (zone, *zones_in_sight(reading, zone))}


def find_unprotected_stays(reading: TraceSummary, end: float, zones: set[int]) -> defaultdict[int, list[Stay]]:
    """The unprotected stays in each of these zones."""
    heads = count_occupants(reading)
    at = [(0.0, zone) for zone in reading.tables.staff.zone + reading.tables.groups.zone]
    stays: defaultdict[int, list[Stay]] = defaultdict(list)

    def leave(unit: int, time: float) -> None:
        since, zone = at[unit]
        if zone not in zones:
            return
        until = min(time, reading.protected_at.get(unit, end), end)
        for safe, left in reading.sheltered.get(unit, ()):
            if heads[unit] and min(until, safe) > since:
                stays[zone].append(Stay(heads[unit], since, min(until, safe)))
            since = max(since, left)
        if heads[unit] and until > since:
            stays[zone].append(Stay(heads[unit], since, until))

    for time, unit, zone in reading.moves:
        leave(unit, time)
        at[unit] = (time, zone)
    for unit in range(len(heads)):
        leave(unit, end)
    return stays


def count_reached_by(trace: Trace, since: float, channel: Channel) -> int:
    """How many staff became aware by this channel from this time on (seconds from onset)."""
    people = trace.tables.staff_count
    return sum(
        kind == EventKind.AWARE and time >= since and subject < people and what == channel
        for time, kind, subject, what, _place, _value in trace.rows
    )
