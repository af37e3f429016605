"""Person-time unprotected, and person-time unprotected in reach of the hazard, from a reading of a trace.

Reach is the hazard's zone and the zones in open line of sight of it; a locked zone is out of reach unless the hazard is inside. Somebody
on a link counts in the zone they left. The reach of a fire is its zone. The window is from onset to the hazard's end, at most the horizon;
where an exercise is declared over before, to that moment.
"""

from collections import defaultdict
from typing import NamedTuple

from sim.reading import TraceSummary
from sim.trace import EventKind


class Stay(NamedTuple):
    """A unit unprotected in a zone: heads, from and to in seconds from onset."""

    occupants: int
    start: float
    end: float


def exposure_end(reading: TraceSummary) -> float:
    """The hazard's end, at most all clear, at most the horizon."""
    horizon = reading.tables.horizon
    return min(
        reading.first_times.get(EventKind.HAZARD_ENDS, horizon), reading.first_times.get(EventKind.ALL_CLEAR, horizon), horizon
    )


def count_occupants(reading: TraceSummary) -> list[int]:
    """Heads by unit; 0 for those who are away, and for those whose task is to go to the hazard."""
    staff, groups = reading.tables.staff, reading.tables.groups
    able = [0 if staff.is_responder[p] or p in reading.absent else 1 for p in range(len(staff.ids))]
    return able + groups.occupants


def unprotected_seconds(reading: TraceSummary) -> float:
    """Heads times seconds unprotected, wherever they are."""
    end = exposure_end(reading)
    return sum(
        heads * min(reading.protected_at.get(unit, end), end)
        for unit, heads in enumerate(count_occupants(reading))
        if heads
    )


def exposed_seconds(reading: TraceSummary) -> float:
    """Heads times seconds unprotected and in reach."""
    end = exposure_end(reading)
    stays = find_unprotected_stays(reading, end, zones_in_reach(reading))
    locked_at = {zone: time for time, zone in reversed(reading.locked)}
    times = [time for time, _ in reading.hazard_at[1:]] + [end]
    total = 0.0
    for (start, zone), until in zip(reading.hazard_at, times, strict=True):
        total += overlap_seconds(stays[zone], start, min(until, end))
        for seen in zones_in_sight(reading, zone):
            total += overlap_seconds(stays[seen], start, min(until, end, locked_at.get(seen, end)))
    return total


def overlap_seconds(stays: list[Stay], start: float, end: float) -> float:
    """Heads times seconds of these stays between two times."""
    return sum(
        stay.occupants * (min(stay.end, end) - max(stay.start, start))
        for stay in stays
        if stay.start < end and stay.end > start and end > start
    )


def zones_in_sight(reading: TraceSummary, zone: int) -> list[int]:
    """The zones in reach of the hazard when it is in this one. A fire reaches nobody by being seen."""
    return reading.tables.layout.in_sight[zone] if reading.tables.hazard.in_sight else []


def zones_in_reach(reading: TraceSummary) -> set[int]:
    """All zones that the hazard was in, or in sight of."""
    return {near for _, zone in reading.hazard_at for near in (zone, *zones_in_sight(reading, zone))}


def find_unprotected_stays(reading: TraceSummary, end: float, zones: set[int]) -> defaultdict[int, list[Stay]]:
    """By zone, of these zones, who is there unprotected and how long."""
    heads = count_occupants(reading)
    at = [(0.0, zone) for zone in reading.tables.staff.zone + reading.tables.groups.zone]
    stays: defaultdict[int, list[Stay]] = defaultdict(list)

    def leave(unit: int, time: float) -> None:
        since, zone = at[unit]
        if zone not in zones:
            return
        until = min(time, reading.protected_at.get(unit, end), end)
        if heads[unit] and until > since:
            stays[zone].append(Stay(heads[unit], since, until))

    for time, unit, zone in reading.moves:
        leave(unit, time)
        at[unit] = (time, zone)
    for unit in range(len(heads)):
        leave(unit, end)
    return stays
