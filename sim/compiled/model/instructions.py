"""Instructions in compiled code, as `sim.model.instructions`."""

import math

from sim.compiled.arrays import HazardKind, World
from sim.compiled.draws import draw
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled
from sim.compiled.model.evacuation import call_move_column
from sim.compiled.model.movement import gather_company, member_of, move_company, next_in_company
from sim.compiled.scheduler import (
    Flow,
    Frame,
    call,
    end,
    frame_of,
    log,
    new,
    start,
    wait,
)
from sim.compiled.state import (
    check_all_clear,
    distance,
    is_hazard_in,
    length,
    next_inside,
    next_zone,
    open_door,
    record_protected,
    walking_time,
)
from sim.model.environment import Rank
from sim.model.orders import Instruction
from sim.model.tables import NOBODY
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose


@compiled
def follow_order(w: World, frame: Frame) -> Flow:
    unit, order = frame.who, frame.order
    asked = w.orders[order]
    if frame.step == 0 and not asked.plain and draw(w, Purpose.CODE_KNOWN, unit) == 0.0:
        seconds = draw(w, Purpose.CODE_EXPLAINED, unit)
        return wait(w, frame, 1, seconds, Rank.REACTION, unit, Purpose.CODE_EXPLAINED)
    if frame.step == 2:
        return end(w)
    if asked.instruction == Instruction.EVACUATE:
        return call(w, frame, 2, Handler.LEAVE_AS_TOLD, unit, asked.exit)
    if asked.instruction == Instruction.SECURE:
        return call(w, frame, 2, Handler.SECURE, unit)
    if asked.instruction != Instruction.LOCKDOWN:
        return call(w, frame, 2, Handler.STAY_INSIDE, unit)
    return call_lockdown(w, frame, 2, unit)


@compiled
def call_lockdown(w: World, frame: Frame, step: int, unit: int) -> Flow:
    """The lockdown of an adult, or of a group without one."""
    if unit < w.sizes[0].staff:
        return call(w, frame, step, Handler.RUN_LOCKDOWN, unit)
    return call(w, frame, step, Handler.SHELTER_UNACCOMPANIED, unit)


@compiled
def stay_inside(w: World, frame: Frame) -> Flow:
    unit = frame.who
    if frame.step == 0:
        seconds = draw(w, Purpose.REACTION, unit)
        return wait(w, frame, 1, seconds, Rank.REACTION, unit, Purpose.REACTION)
    if frame.step == 1:
        return call(w, frame, 2, Handler.GET_INSIDE, unit)
    return end(w)


@compiled
def secure(w: World, frame: Frame) -> Flow:
    unit = frame.who
    u = w.units[unit]
    if frame.step == 0:
        seconds = draw(w, Purpose.REACTION, unit)
        return wait(w, frame, 1, seconds, Rank.REACTION, unit, Purpose.REACTION)
    if frame.step == 1 and w.zones[u.zone].outdoors:
        return call(w, frame, 2, Handler.GET_INSIDE, unit)
    if frame.step <= 2 and unit < w.sizes[0].staff and w.staff[unit].keys and not w.zones[u.zone].outdoors:
        return call(w, frame, 3, Handler.SECURE_BUILDING, unit, w.zones[u.zone].building)
    return end(w)


@compiled
def secure_building(w: World, frame: Frame) -> Flow:
    """other: the building."""
    person, building = frame.who, frame.other
    if frame.step == 0:
        seconds = draw(w, Purpose.SECURING, building)
        return wait(w, frame, 1, seconds, Rank.PROTECTION, person, Purpose.SECURING)
    if not w.is_secured[building]:
        w.is_secured[building] = True
        log(w, EventKind.SECURED, person, NOBODY, w.zones_of_building[w.first_of_building[building]])
    return end(w)


# ---- leaving ----------------------------------------------------------------------------------------


@compiled
def is_in_fire(w: World) -> bool:
    return w.hazard[0].kind == HazardKind.FIRE


@compiled
def leave_as_told(w: World, frame: Frame) -> Flow:
    """other: the exit."""
    unit = frame.who
    if frame.step == 0:
        seconds = draw(w, Purpose.REACTION, unit)
        return wait(w, frame, 1, seconds, Rank.REACTION, unit, Purpose.REACTION)
    if frame.step == 2:
        return end(w)
    open_own_door(w, unit)
    door = frame.other
    if is_in_fire(w) and door == NOBODY:
        return call(w, frame, 2, Handler.LEAVE_BUILDING, unit)
    return call(w, frame, 2, Handler.LEAVE_BY_EXIT, unit, door)


@compiled
def leave_by_exit(w: World, frame: Frame) -> Flow:
    """other: the zone they make for. number: heads of the column. speed: of the slowest."""
    unit = frame.who
    u = w.units[unit]
    if frame.step == 0:
        frame.speed = gather_company(w, unit)
        set_out(w, frame)
        u.walking = True
        u.front = w.state[0].now
    if frame.step == 2:
        return end(w)
    if not w.zones[u.zone].outdoors:
        if frame.other == NOBODY or frame.other == u.zone:
            frame.other = find_way_outdoors(w, u.zone)
        ahead = NOBODY if frame.other == NOBODY else next_zone(w, u.zone, frame.other)
        if ahead != NOBODY and not is_hazard_in(w, ahead):
            return call_take_step(w, frame, 1, ahead)
    u.walking = False
    return call(w, frame, 2, Handler.FINISH_LEAVING, unit)


@compiled
def set_out(w: World, frame: Frame) -> None:
    """The column begins to leave."""
    place = 0
    while place != NOBODY:
        member = member_of(w, frame.who, place)
        u = w.units[member]
        frame.number += u.occupants
        u.ready = False
        lose_protection(w, member)
        log(w, EventKind.SETS_OUT, member, NOBODY, u.zone)
        place = next_in_company(w, frame.who, place + 1)


@compiled
def call_take_step(w: World, frame: Frame, step: int, ahead: int) -> Flow:
    """Runs TAKE_STEP with the heads and the speed of the column."""
    heads, speed = frame.number, frame.speed
    flow = call(w, frame, step, Handler.TAKE_STEP, frame.who, ahead)
    child = frame_of(w, w.state[0].current)
    child.number = heads
    child.speed = speed
    return flow


@compiled
def take_step(w: World, frame: Frame) -> Flow:
    """other: the zone ahead. number, speed: of the column."""
    unit, ahead = frame.who, frame.other
    if frame.step == 0 and is_in_fire(w):
        return call_move_column(w, frame, 2, ahead)
    if frame.step == 0:
        seconds = walking_time(length(w, w.units[unit].zone, ahead), frame.speed)
        return wait(w, frame, 1, seconds, Rank.MOVEMENT, unit)
    if frame.step == 1:
        move_company(w, unit, ahead)
    return end(w)


@compiled
def finish_leaving(w: World, frame: Frame) -> Flow:
    """The company is marked."""
    unit = frame.who
    zone = w.units[unit].zone
    if frame.step == 1:
        return end(w)
    if is_in_fire(w):
        return call(w, frame, 1, Handler.LEAVE_BUILDING, unit)
    if not w.zones[zone].outdoors:
        return call_lockdown(w, frame, 1, unit)
    if not is_in_reach(w, zone):
        place = 0
        while place != NOBODY:
            record_protected(w, member_of(w, unit, place))
            place = next_in_company(w, unit, place + 1)
        check_all_clear(w)
    return end(w)


@compiled
def find_way_outdoors(w: World, here: int) -> int:
    chosen, nearest = NOBODY, math.inf
    for zone in range(w.sizes[0].zones):
        if w.zones[zone].outdoors and distance(w, here, zone) < nearest:
            chosen, nearest = zone, distance(w, here, zone)
    return chosen


@compiled
def is_in_reach(w: World, zone: int) -> bool:
    s = w.state[0]
    if not s.is_hazard_active or s.hazard_zone == NOBODY:
        return False
    if w.hazard[0].in_sight:
        for item in range(w.first_in_sight[s.hazard_zone], w.first_in_sight[s.hazard_zone + 1]):
            if w.in_sight[item] == zone:
                return True
    return zone == s.hazard_zone


# ---- doors that are opened again --------------------------------------------------------------------


@compiled
def open_own_door(w: World, unit: int) -> None:
    zone = w.units[unit].zone
    if not w.rooms[zone].seems_locked:
        return
    open_door(w, zone)
    log(w, EventKind.DOOR_OPENED, unit, NOBODY, zone)
    locks = NOBODY
    other = next_inside(w, zone)
    while other != NOBODY:
        lose_protection(w, other)
        if locks == NOBODY and other < w.sizes[0].staff and other != unit and w.units[other].ready:
            locks = other
        other = next_inside(w, zone, other)
    if locks != NOBODY:
        activity = new(w, Handler.LOCK_ROOM, locks)
        frame_of(w, activity).place = zone
        start(w, activity, Rank.PROTECTION, locks)


@compiled
def lose_protection(w: World, unit: int) -> None:
    u = w.units[unit]
    if u.protected:
        u.protected = False
        w.state[0].unprotected += 1
        log(w, EventKind.UNPROTECTED, unit, NOBODY, u.zone, float(u.occupants))
