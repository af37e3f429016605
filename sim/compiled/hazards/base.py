"""What every hazard has in common in compiled code, as `sim.hazards.base`."""

import math

from sim.compiled.arrays import World
from sim.compiled.draws import draw
from sim.compiled.jit import compiled
from sim.compiled.model.awareness import has_adult, perceive_nearby
from sim.compiled.model.units import draw_locate_time, record_status
from sim.compiled.scheduler import Flow, Frame, Signal, end, fire, log, wait
from sim.compiled.state import check_all_clear, lock, move_to
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose


@compiled
def prepare(w: World) -> None:
    """Before onset: some doors are locked, some staff absent, as `start_hazard`."""
    for zone in range(w.sizes[0].zones):
        if w.zones[zone].is_lockable and draw(w, Purpose.LOCKED_ALREADY, zone) != 0.0:
            lock(w, zone)
    for person in range(w.sizes[0].staff):
        table = w.staff[person]
        if table.is_away or (table.may_be_absent and draw(w, Purpose.ON_SITE, person) == 0.0):
            leave_out(w, person)
    for unit in range(w.sizes[0].units):
        w.units[unit].supervised = has_adult(w, unit)


@compiled
def leave_out(w: World, person: int) -> None:
    s = w.state[0]
    w.people[person].present = False
    move_to(w, person, NOBODY)
    s.unaware_staff -= 1
    if not w.staff[person].is_responder:
        s.unprotected -= 1


@compiled
def begin(w: World) -> int:
    s = w.state[0]
    place = draw_onset_zone(w)
    record_initial_conditions(w)
    s.is_hazard_active = True
    log(w, EventKind.ONSET, NOBODY, NOBODY, place, draw(w, Purpose.ONSET_MINUTE, 0))
    return place


@compiled
def begin_behind_open_door(w: World) -> int:
    room = w.rooms[draw_onset_zone(w)]
    room.locked = False
    room.seems_locked = False
    return begin(w)


@compiled
def record_initial_conditions(w: World) -> None:
    for person in range(w.sizes[0].staff):
        if not w.people[person].present:
            log(w, EventKind.ABSENT, person)
    for zone in range(w.sizes[0].zones):
        if w.rooms[zone].seems_locked:
            if w.rooms[zone].locked:
                log(w, EventKind.LOCKED_BEFORE, NOBODY, NOBODY, zone)
            else:
                log(w, EventKind.LOCK_UNNOTICED, NOBODY, NOBODY, zone)


@compiled
def draw_onset_zone(w: World) -> int:
    chosen, smallest = NOBODY, math.inf
    for place in range(w.sizes[0].onset_zones):
        zone = w.onset_zones[place]
        order = draw(w, Purpose.ONSET_PLACE, zone) / w.zones[zone].start
        if order < smallest:
            chosen, smallest = zone, order
    return chosen


@compiled
def enter_zone(w: World, zone: int) -> None:
    w.state[0].hazard_zone = zone
    log(w, EventKind.HAZARD_ENTERS, NOBODY, NOBODY, zone)
    perceive_nearby(w)
    fire(w, Signal.HAZARD_MOVES)


@compiled
def locate(w: World, frame: Frame) -> Flow:
    s, unit = w.state[0], frame.who
    if w.fleet[unit].must_locate:
        if frame.step == 0:
            if s.found_at == math.inf:
                s.found_at = s.now + draw_locate_time(w, unit)
            if s.found_at > s.now:
                return wait(w, frame, 1, s.found_at - s.now, Rank.DISPATCH, unit, Purpose.LOCATE)
        record_status(w, unit, EventKind.CONTACT_MADE, s.hazard_zone)
    s.unit_there = True
    return end(w)


@compiled
def locate_and_end(w: World, frame: Frame) -> Flow:
    flow = locate(w, frame)
    if flow == Flow.ENDS:
        end_hazard(w, True)
        check_all_clear(w)
    return flow


@compiled
def end_hazard(w: World, by_contact: bool) -> None:
    """As `ends`."""
    s = w.state[0]
    if s.is_hazard_active:
        s.is_hazard_active = False
        log(w, EventKind.HAZARD_ENDS, NOBODY, NOBODY, s.hazard_zone, 1.0 if by_contact else 0.0)
        fire(w, Signal.HAZARD_MOVES)
        check_all_clear(w)
