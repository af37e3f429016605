"""Walking, and units from off campus, in compiled code, as `sim.model.movement`."""

from sim.compiled.arrays import World
from sim.compiled.draws import draw
from sim.compiled.jit import compiled
from sim.compiled.model.authority import end_searches
from sim.compiled.scheduler import Flow, Frame, end, log, wait
from sim.compiled.state import (
    FAILED,
    WORKED,
    is_hazard_in,
    is_shut,
    length,
    move_to,
    next_zone,
    walking_time,
)
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose


@compiled
def gather_company(w: World, unit: int) -> float:
    """As `find_accompanying_groups`: marks those who walk with a unit. Returns the speed of the slowest."""
    speed = draw(w, Purpose.WALK_SPEED, unit)
    if unit < w.sizes[0].staff:
        for item in range(w.first_supervised[unit], w.first_supervised[unit + 1]):
            group = w.supervised[item]
            comes = w.units[group].zone == w.units[unit].zone
            w.units[group].in_company = comes
            if comes:
                speed = min(speed, draw(w, Purpose.WALK_SPEED, group))
    return speed


@compiled
def next_in_company(w: World, unit: int, place: int) -> int:
    """The place of the next group that walks with an adult, from this one on; -1 after the last. Place 0 is the adult."""
    if unit >= w.sizes[0].staff:
        return NOBODY
    first = w.first_supervised[unit]
    while place <= w.first_supervised[unit + 1] - first:
        if w.units[w.supervised[first + place - 1]].in_company:
            return place
        place += 1
    return NOBODY


@compiled
def member_of(w: World, unit: int, place: int) -> int:
    """A member of the company by its place: the adult, then the groups."""
    return unit if place == 0 else w.supervised[w.first_supervised[unit] + place - 1]


@compiled
def move_company(w: World, unit: int, zone: int) -> None:
    place = 0
    while place != NOBODY:
        move_to_zone(w, member_of(w, unit, place), zone)
        place = next_in_company(w, unit, place + 1)


@compiled
def log_company(w: World, unit: int, kind: EventKind) -> None:
    """An event of each member, with heads as its value where it counts them."""
    counts = kind != EventKind.SETS_OUT
    place = 0
    while place != NOBODY:
        u = w.units[member_of(w, unit, place)]
        log(w, kind, member_of(w, unit, place), NOBODY, u.zone, float(u.occupants) if counts else 0.0)
        place = next_in_company(w, unit, place + 1)


@compiled
def walk(w: World, frame: Frame) -> Flow:
    """who: the unit. other: the target. place: the zone ahead."""
    unit, target = frame.who, frame.other
    u = w.units[unit]
    if frame.step == 0:
        frame.speed = gather_company(w, unit)
        log_company(w, unit, EventKind.SETS_OUT)
        u.walking = True
    else:
        if is_closed_to(w, unit, frame.place):
            u.walking = False
            return end(w)
        move_company(w, unit, frame.place)
    if u.zone != target:
        frame.place = next_zone(w, u.zone, target)
        if frame.place != NOBODY:
            seconds = walking_time(length(w, u.zone, frame.place), frame.speed)
            return wait(w, frame, 1, seconds, Rank.MOVEMENT, unit)
    u.walking = False
    return end(w)


@compiled
def is_closed_to(w: World, unit: int, ahead: int) -> bool:
    if w.rooms[ahead].locked:
        return not has_key(w, unit, ahead)
    has_keys = unit < w.sizes[0].staff and w.staff[unit].keys
    return is_shut(w, w.units[unit].zone, ahead) and not has_keys


@compiled
def has_key(w: World, unit: int, zone: int) -> bool:
    return zone == w.units[unit].room or (unit < w.sizes[0].staff and w.staff[unit].keys)


@compiled
def move_to_zone(w: World, unit: int, zone: int) -> None:
    move_to(w, unit, zone)
    log(w, EventKind.ENTERS, unit, NOBODY, zone)
    end_searches(w)


@compiled
def go_to(w: World, frame: Frame) -> Flow:
    """other: the target. place: the zone ahead. The result is WORKED where they came there, else FAILED."""
    person, target = frame.who, frame.other
    u = w.units[person]
    if frame.step == 0:
        frame.speed = draw(w, Purpose.RUN_SPEED, person)
        if u.zone != target:
            log(w, EventKind.SETS_OUT, person, NOBODY, u.zone)
    else:
        if is_barred(w, person, frame.place):
            return end(w, FAILED)
        move_to_zone(w, person, frame.place)
    if u.zone == target:
        return end(w, WORKED)
    frame.place = next_zone(w, u.zone, target)
    if frame.place == NOBODY or is_barred(w, person, frame.place):
        return end(w, FAILED)
    seconds = walking_time(length(w, u.zone, frame.place), frame.speed)
    return wait(w, frame, 1, seconds, Rank.MOVEMENT, person)


@compiled
def is_barred(w: World, person: int, zone: int) -> bool:
    if w.rooms[zone].locked and not has_key(w, person, zone):
        return True
    return is_hazard_in(w, zone) and not w.hazard[0].anyone_may_be_sent


@compiled
def run_to_hazard(w: World, frame: Frame) -> Flow:
    person, s = frame.who, w.state[0]
    u = w.units[person]
    if frame.step == 0:
        if s.hazard_zone == NOBODY:
            return end(w)
        frame.speed = draw(w, Purpose.RUN_SPEED, person)
        log(w, EventKind.SETS_OUT, person, NOBODY, u.zone)
    else:
        move_to_zone(w, person, frame.place)
    if s.hazard_zone != u.zone:
        frame.place = next_zone(w, u.zone, s.hazard_zone)
        if frame.place == NOBODY:
            return end(w)
        seconds = walking_time(length(w, u.zone, frame.place), frame.speed)
        return wait(w, frame, 1, seconds, Rank.MOVEMENT, person)
    log(w, EventKind.RESPONDER_ON_SCENE, person, NOBODY, u.zone)
    return end(w)
