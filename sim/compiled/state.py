"""The state of one replication in compiled code: how it begins, and what many handlers do with it, as `sim.model.state`."""

from sim.compiled.arrays import World
from sim.compiled.bits import EVERY_BIT, Word, bit_of
from sim.compiled.memory import copy_records
from sim.compiled.scheduler import empty_queue, report_news
from sim.model.tables import NOBODY
from sim.sampling.elementary import round_to_grid

# ---- the beginning of a replication --------------------------------------------------------------


def reset(w: World) -> None:
    """Everything as it is before the first event of a replication. The purposes must have their keys."""
    s, sizes = w.state[0], w.sizes[0]
    s.now = -sizes.past
    s.line_size = s.waiting_size = s.search_count = s.trace_size = s.trace_read = 0
    empty_queue(w)
    s.activities_used = s.frames_used = s.error = s.result = s.orders = s.scratch_size = 0
    s.free_activity = s.free_frame = s.current = s.awaited_unaware = NOBODY
    s.is_watching = False
    copy_records(w.play, w.play_at_onset, 1)
    copy_records(w.units, w.units_at_onset, sizes.units)
    copy_records(w.people, w.people_at_onset, sizes.people)
    copy_records(w.rooms, w.rooms_at_onset, sizes.rooms)
    copy_records(w.callers, w.callers_at_onset, sizes.callers)
    copy_records(w.vehicles, w.vehicles_at_onset, sizes.vehicles)
    copy_records(w.buildings, w.buildings_at_onset, sizes.buildings)
    copy_records(w.panels, w.panels_at_onset, sizes.panels)
    copy_records(w.links, w.links_at_onset, sizes.links)
    copy_records(w.posts, w.posts_at_onset, sizes.posts)
    copy_records(w.families, w.families_at_onset, sizes.families)
    copy_records(w.kinds, w.kinds_at_onset, sizes.kinds)
    for number in range(sizes.words):
        w.unaware[number] = EVERY_BIT
    for word in range(sizes.zones * sizes.words):
        w.inside[word] = 0
    for unit in range(sizes.units):
        insert_in_zone(w, unit, w.units[unit].zone)


def read_inside(w: World, zone: int, number: int, unaware: bool) -> Word:
    """A word of those in a zone."""
    word = w.inside[zone * w.sizes[0].words + number]
    return word & w.unaware[number] if unaware else word


def insert_in_zone(w: World, unit: int, zone: int) -> None:
    """Adds a unit to those in a zone."""
    w.inside[zone * w.sizes[0].words + (unit >> 6)] |= bit_of(unit)


def remove_from_zone(w: World, unit: int, zone: int) -> None:
    """Takes a unit out of those in a zone."""
    w.inside[zone * w.sizes[0].words + (unit >> 6)] &= ~bit_of(unit)


def set_aware(w: World, unit: int) -> None:
    """A unit is aware."""
    s = w.state[0]
    w.units[unit].aware = True
    w.unaware[unit >> 6] &= ~bit_of(unit)
    if unit < w.sizes[0].staff and (w.people[unit].is_awaited or w.play[0].unaware_staff - 1 <= s.awaited_unaware):
        report_news(w)


def move_to(w: World, unit: int, zone: int) -> None:
    """Moves a person or group to another zone; NOBODY: to none."""
    u = w.units[unit]
    remove_from_zone(w, unit, u.zone)
    if zone != NOBODY:
        insert_in_zone(w, unit, zone)
    u.zone = zone


def walking_time(meters: float, speed: float) -> float:
    """Seconds to walk this far, on the time grid."""
    return round_to_grid(meters / speed)


def scale(seconds: float, factor: float) -> float:
    """So many times these seconds, on the time grid."""
    return round_to_grid(seconds * factor) if factor != 1.0 else seconds
