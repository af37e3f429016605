"""Reads a trace in one pass and collects what the measures need, person-time unprotected and exposed among it.

The reach of a hazard is its zone and the zones in open line of sight of it; a locked zone is out of reach unless the hazard is inside.
The reach of a fire is its zone. A person between two zones counts in the zone they left. Exposure runs from onset to the end of the
hazard, to the all clear, or to the horizon, whichever comes first.

The functions here and the measures of hazards are compiled from this text, too: `sim.translate`. Seconds lie on the time grid, so a sum of
them, and of heads times them, is exact in any order.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from sim.model.state import count_all, list_zones
from sim.model.tables import NOBODY, Tables
from sim.model.trace import Channel, EventKind, Row, Trace
from sim.state.fields import Of, Record, each, listed, once


class Change(NamedTuple):
    """Heads that become protected or begin to act, fewer than 0 that are no longer protected. time in seconds from onset."""

    time: float
    heads: int


class Presence(NamedTuple):
    """The hazard enters a zone. time in seconds from onset."""

    time: float
    zone: int


class Stay(NamedTuple):
    """A unit in a zone. since, until: seconds from onset; math.inf: until the end."""

    unit: int
    zone: int
    since: float
    until: float


class Spell(NamedTuple):
    """A unit protected that did not remain so, or a door open until it was locked. of: the unit, or the zone of the door."""

    of: int
    since: float
    until: float


class Report(NamedTuple):
    """Of a threat. kind: a `ReportKind`. time in seconds from the beginning."""

    number: int
    kind: int
    time: float


def count_staff(tables: Tables) -> list[int]:
    """Adults on the roster."""
    return [tables.staff_count]


def list_able_heads(tables: Tables) -> list[int]:
    """Heads that can be protected, by unit: all but responders."""
    return [0 if responds else 1 for responds in tables.staff.is_responder] + tables.groups.occupants


def count_able_heads(tables: Tables) -> list[int]:
    """All of them."""
    return [sum(list_able_heads(tables))]


class TraceSummary(Record):
    """The events of one replication, collected. Times in seconds from onset, math.inf where it never was; lists in the order of time."""

    staff: int = once(count_staff)  # adults on campus at onset
    occupants: int = once(count_able_heads)  # heads that can be protected: everyone on campus except responders
    heads: list[int] = each(Of.UNIT, list_able_heads)  # the same by unit, 0 for absent staff
    first_times: list[float] = each(Of.KIND, math.inf)  # first time of each kind of event
    first_report: float = once(math.inf)
    is_app_first: bool = once(False)
    hang_ups: int = once(0)  # by callers of the school, until units are sent
    processing: float = once(math.inf)
    unit_contact: float = once(math.inf)  # first contact by an off-campus unit
    aware: list[float] = listed()
    acknowledged: int = once(0)
    protected: list[Change] = listed()
    protected_at: list[float] = each(Of.UNIT, math.inf)  # for good
    sheltered: list[Spell] = listed()  # units that were protected, and left it
    at_onset: list[int] = each(Of.UNIT, list_zones)  # people of the office may be elsewhere
    zone: list[int] = each(Of.UNIT, list_zones)  # entered last
    zone_alone: list[int] = each(Of.UNIT, list_zones)  # the same, before the first off-campus unit was on scene
    since: list[float] = each(Of.UNIT, 0.0)  # when that was
    stays: list[Stay] = listed()  # that ended
    hazard_at: list[Presence] = listed()
    in_reach: list[bool] = each(Of.ZONE, False)  # zones that the hazard was in, or in sight of, once that was asked
    opened_at: list[float] = each(Of.ZONE, 0.0)  # the door, the last time
    locked_at: list[float] = each(Of.ZONE, math.inf)  # the first time since then
    opened: list[Spell] = listed()  # doors that were open, before they were locked and opened again
    alarm: float = once(math.inf)  # the fire alarm sounds
    announced: float = once(math.inf)  # the PA speaks
    counted_at: list[float] = each(Of.UNIT, math.inf)
    cut_off: list[bool] = each(Of.UNIT, False)
    hazard_leaves: list[Change] = listed()  # heads who begin to act
    coming: list[bool] = each(Of.UNIT, False)  # of the response team, and set out to help
    reports: list[Report] = listed()
    arrived_at: list[float] = each(Of.FAMILY, math.inf)
    released_at: list[float] = each(Of.FAMILY, math.inf)
    waits: list[float] = listed()  # of families, once that was asked

    def __init__(self, trace: Trace, tables: Tables) -> None:
        super().__init__(tables, count_all(tables))
        self.trace, self.tables = trace, tables


def read_trace(trace: Trace, tables: Tables) -> TraceSummary:
    """Reads a trace from its first event to its last."""
    reading = TraceSummary(trace, tables)
    first_times, handlers = reading.first_times, HANDLERS
    for row in trace.rows:
        kind = row[1]
        if first_times[kind] == math.inf:
            first_times[kind] = row[0]
        if kind in handlers:
            handlers[kind](reading, row)
    return reading


def absent(reading: TraceSummary, row: Row) -> None:
    reading.staff -= 1
    reading.occupants -= reading.heads[row[2]]
    reading.heads[row[2]] = 0


def is_of_school(reading: TraceSummary, caller: int) -> bool:
    """Whether somebody at the school calls or reports."""
    return 0 <= caller <= reading.tables.psap.office


def report(reading: TraceSummary, row: Row) -> None:
    if is_of_school(reading, row[2]) and reading.first_report == math.inf:
        reading.first_report = row[0]
        reading.is_app_first = row[1] == EventKind.PRESSED


def dispatched(reading: TraceSummary, row: Row) -> None:
    reading.processing = min(reading.processing, row[5])


def gave_up(reading: TraceSummary, row: Row) -> None:
    if is_of_school(reading, row[2]) and reading.first_times[EventKind.DISPATCHED] == math.inf:
        reading.hang_ups += 1


def contact(reading: TraceSummary, row: Row) -> None:
    if row[2] >= 0:
        reading.unit_contact = min(reading.unit_contact, row[0])


def aware(reading: TraceSummary, row: Row) -> None:
    tables = reading.tables
    if row[2] < tables.staff_count:
        reading.aware.append(row[0])
    else:
        reading.hazard_leaves.append(Change(row[0], tables.groups.occupants[row[2] - tables.staff_count]))


def acts(reading: TraceSummary, row: Row) -> None:
    reading.hazard_leaves.append(Change(row[0], count_with(reading, row[2])))


def count_with(reading: TraceSummary, person: int) -> int:
    """An adult and the heads of their groups."""
    tables = reading.tables
    return 1 + sum(tables.groups.occupants[group - tables.staff_count] for group in tables.staff.groups[person])


def acknowledged(reading: TraceSummary, _row: Row) -> None:
    reading.acknowledged += 1


def protected(reading: TraceSummary, row: Row) -> None:
    reading.protected.append(Change(row[0], int(row[5])))
    reading.protected_at[row[2]] = row[0]


def unprotected(reading: TraceSummary, row: Row) -> None:
    reading.protected.append(Change(row[0], -int(row[5])))
    reading.sheltered.append(Spell(row[2], reading.protected_at[row[2]], row[0]))
    reading.protected_at[row[2]] = math.inf


def enters(reading: TraceSummary, row: Row) -> None:
    time, _, unit, _, zone, _ = row
    reading.stays.append(Stay(unit, reading.zone[unit], reading.since[unit], time))
    reading.zone[unit] = zone
    reading.since[unit] = time
    if time == 0.0:
        reading.at_onset[unit] = zone
    if reading.first_times[EventKind.ON_SCENE] == math.inf:
        reading.zone_alone[unit] = zone


def hazard_enters(reading: TraceSummary, row: Row) -> None:
    reading.hazard_at.append(Presence(row[0], row[4]))


def locked(reading: TraceSummary, row: Row) -> None:
    reading.locked_at[row[4]] = min(reading.locked_at[row[4]], row[0])


def door_opened(reading: TraceSummary, row: Row) -> None:
    zone = row[4]
    if reading.locked_at[zone] < math.inf:
        reading.opened.append(Spell(zone, reading.opened_at[zone], reading.locked_at[zone]))
        reading.opened_at[zone] = row[0]
        reading.locked_at[zone] = math.inf


def sent(reading: TraceSummary, row: Row) -> None:
    if row[3] == Channel.ALARM:
        reading.alarm = min(reading.alarm, row[0])
    elif row[3] == Channel.PA:
        reading.announced = min(reading.announced, row[0])


def counted(reading: TraceSummary, row: Row) -> None:
    reading.counted_at[row[2]] = row[0]


def no_way_out(reading: TraceSummary, row: Row) -> None:
    reading.cut_off[row[2]] = True


def comes(reading: TraceSummary, row: Row) -> None:
    reading.coming[row[2]] = True


def threat_reported(reading: TraceSummary, row: Row) -> None:
    reading.reports.append(Report(row[2], int(row[5]), row[0]))


def family_arrives(reading: TraceSummary, row: Row) -> None:
    reading.arrived_at[row[2]] = row[0]


def family_released(reading: TraceSummary, row: Row) -> None:
    reading.released_at[row[2]] = row[0]


HANDLERS: dict[EventKind, Callable[[TraceSummary, Row], None]] = {
    EventKind.SENT: sent,
    EventKind.COUNTED: counted,
    EventKind.NO_WAY_OUT: no_way_out,
    EventKind.ABSENT: absent,
    EventKind.PRESSED: report,
    EventKind.BADGE_PRESSED: report,
    EventKind.QUEUED: report,
    EventKind.RADIOED: report,
    EventKind.OFFICE_TOLD: report,
    EventKind.GAVE_UP: gave_up,
    EventKind.DISPATCHED: dispatched,
    EventKind.CONTACT_MADE: contact,
    EventKind.AWARE: aware,
    EventKind.ACTS: acts,
    EventKind.ACKNOWLEDGED: acknowledged,
    EventKind.PROTECTED: protected,
    EventKind.UNPROTECTED: unprotected,
    EventKind.DOOR_OPENED: door_opened,
    EventKind.ENTERS: enters,
    EventKind.HAZARD_ENTERS: hazard_enters,
    EventKind.LOCKED: locked,
    EventKind.LOCKED_BEFORE: locked,
    EventKind.COMES: comes,
    EventKind.THREAT_REPORTED: threat_reported,
    EventKind.FAMILY_ARRIVES: family_arrives,
    EventKind.FAMILY_RELEASED: family_released,
}


def exposure_end(reading: TraceSummary) -> float:
    """The end of the hazard, the all clear or the horizon, whichever comes first."""
    first = reading.first_times
    return min(first[EventKind.HAZARD_ENDS], first[EventKind.ALL_CLEAR], reading.tables.horizon)


def time_or_horizon(reading: TraceSummary, kind: EventKind) -> float:
    """The first time of this kind of event, at most the horizon."""
    return min(reading.first_times[kind], reading.tables.horizon)


def find_stay(reading: TraceSummary, number: int) -> Stay:
    """A stay of somebody somewhere, by its number: those that ended, in this order, then the last one of each unit."""
    ended = len(reading.stays)
    if number < ended:
        return reading.stays[number]
    unit = number - ended
    return Stay(unit, reading.zone[unit], reading.since[unit], math.inf)


def count_stays(reading: TraceSummary) -> int:
    """All of them."""
    return len(reading.stays) + len(reading.heads)


def time_of_aware(reading: TraceSummary, share: float) -> float:
    """When this share of the staff are aware."""
    wanted = math.ceil(share * reading.staff)
    return reading.aware[wanted - 1] if 0 < wanted <= len(reading.aware) else math.inf


def time_of_protected(reading: TraceSummary, share: float) -> float:
    """When this share of all heads are protected."""
    wanted, heads = math.ceil(share * reading.occupants), 0
    for time, more in reading.protected:
        heads += more
        if heads >= wanted:
            return time
    return math.inf


def share_protected(reading: TraceSummary, end: float) -> float:
    """Share of all heads that are protected by this time."""
    return sum(heads for time, heads in reading.protected if time <= end) / reading.occupants


def unprotected_seconds(reading: TraceSummary) -> float:
    """Heads times seconds unprotected, anywhere on campus."""
    end = exposure_end(reading)
    total = sum(heads * min(reading.protected_at[unit], end) for unit, heads in enumerate(reading.heads))
    for unit, since, until in reading.sheltered:
        total -= reading.heads[unit] * (min(until, end) - min(since, end))
    return total


def exposed_seconds(reading: TraceSummary) -> float:
    """Heads times seconds unprotected and in reach; none if it was called off before the hazard was anywhere."""
    end, total = exposure_end(reading), 0.0
    find_zones_in_reach(reading)
    for number in range(count_stays(reading)):
        unit, zone, since, until = find_stay(reading, number)
        heads = reading.heads[unit]
        if heads == 0 or zone == NOBODY or not reading.in_reach[zone]:
            continue
        for of, safe, left in reading.sheltered:
            if of == unit:
                total += heads * reached_seconds(reading, zone, since, min(until, safe, end))
                since = max(since, left)
        total += heads * reached_seconds(reading, zone, since, min(until, reading.protected_at[unit], end))
    return total


def find_zones_in_reach(reading: TraceSummary) -> None:
    """All zones that the hazard was in, or in sight of. A fire reaches none of these."""
    for zone in range(len(reading.in_reach)):
        reading.in_reach[zone] = False
    for _, place in reading.hazard_at:
        reading.in_reach[place] = True
        if reading.tables.hazard.in_sight:
            for zone in reading.tables.layout.in_sight[place]:
                reading.in_reach[zone] = True


def reached_seconds(reading: TraceSummary, zone: int, since: float, until: float) -> float:
    """How long a zone is in reach of the hazard between two times."""
    hazard, last, total = reading.tables.hazard, len(reading.hazard_at) - 1, 0.0
    for number, (time, place) in enumerate(reading.hazard_at):
        begin, end = max(time, since), until
        if number < last and not hazard.spreads:
            end = min(until, reading.hazard_at[number + 1].time)
        if begin >= end:
            continue
        if place == zone:
            total += end - begin
        elif hazard.in_sight and zone in reading.tables.layout.in_sight[place]:
            total += open_seconds(reading, zone, begin, end)
    return total


def open_seconds(reading: TraceSummary, zone: int, begin: float, end: float) -> float:
    """How long the door of a zone is open between two times."""
    total = max(0.0, min(end, reading.locked_at[zone]) - max(begin, reading.opened_at[zone]))
    for of, since, until in reading.opened:
        if of == zone:
            total += max(0.0, min(end, until) - max(begin, since))
    return total


def find_ranked(numbers: list[float], rank: int) -> float:
    """The number of this rank, from 0. Compiled code changes their order."""
    return sorted(numbers)[rank]


def count_reached_by(trace: Trace, since: float, channel: Channel) -> int:
    """How many staff became aware by this channel from this time on (seconds from onset)."""
    people = trace.tables.staff_count
    return sum(
        kind == EventKind.AWARE and time >= since and subject < people and what == channel
        for time, kind, subject, what, _place, _value in trace.rows
    )
