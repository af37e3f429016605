"""Evacuation in compiled code, as `sim.model.evacuation`."""

from sim.compiled.arrays import World
from sim.compiled.draws import draw
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled
from sim.compiled.model.awareness import become_aware
from sim.compiled.model.movement import gather_company, log_company, member_of, move_company, next_in_company
from sim.compiled.scheduler import Flow, Frame, call, end, frame_of, log, wait
from sim.compiled.state import check_all_clear, link_of, next_unaware_inside, record_protected, walking_time
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


@compiled
def evacuate(w: World, frame: Frame) -> Flow:
    unit = frame.who
    if frame.step == 0:
        seconds = draw(w, Purpose.REACTION, unit)
        return wait(w, frame, 1, seconds, Rank.REACTION, unit, Purpose.REACTION)
    if frame.step == 1:
        return call(w, frame, 2, Handler.LEAVE_BUILDING, unit)
    return end(w)


@compiled
def evacuate_unaccompanied(w: World, frame: Frame) -> Flow:
    return evacuate(w, frame)


@compiled
def leave_building(w: World, frame: Frame) -> Flow:
    """number: heads of the column. speed: of the slowest."""
    unit = frame.who
    u = w.units[unit]
    if frame.step == 0:
        frame.speed = gather_company(w, unit)
        place = 0
        while place != NOBODY:
            frame.number += w.units[member_of(w, unit, place)].occupants
            place = next_in_company(w, unit, place + 1)
        log_company(w, unit, EventKind.SETS_OUT)
        u.walking = True
        u.front = w.state[0].now
    if frame.step <= 1:
        if not w.zones[u.zone].outdoors:
            ahead = w.ways_out[w.state[0].hazard_zone * w.sizes[0].zones + u.zone]
            if ahead == NOBODY:
                u.walking = False
                log_company(w, unit, EventKind.NO_WAY_OUT)
                return end(w)
            return call_move_column(w, frame, 1, ahead)
        place = 0
        while place != NOBODY:
            record_protected(w, member_of(w, unit, place))
            place = next_in_company(w, unit, place + 1)
    if frame.step <= 2:
        ahead = w.zones[u.zone].to_assembly
        if ahead != NOBODY:
            return call_move_column(w, frame, 2, ahead)
        u.walking = False
        seconds = draw(w, Purpose.ROLL_CALL, unit)
        return wait(w, frame, 3, seconds, Rank.PROTECTION, unit, Purpose.ROLL_CALL)
    count_at_assembly(w, unit)
    return end(w)


@compiled
def count_at_assembly(w: World, unit: int) -> None:
    place = 0
    while place != NOBODY:
        member = member_of(w, unit, place)
        other = w.units[member]
        if not other.counted:
            other.counted = True
            log(w, EventKind.COUNTED, member, NOBODY, other.zone, float(other.occupants))
        place = next_in_company(w, unit, place + 1)
    check_all_clear(w)


@compiled
def call_move_column(w: World, frame: Frame, step: int, ahead: int) -> Flow:
    """Runs MOVE_COLUMN with the heads and the speed of the column."""
    heads, speed = frame.number, frame.speed
    flow = call(w, frame, step, Handler.MOVE_COLUMN, frame.who, ahead)
    child = frame_of(w, w.state[0].current)
    child.number = heads
    child.speed = speed
    return flow


@compiled
def move_column(w: World, frame: Frame) -> Flow:
    """other: the zone ahead. place: the link. seconds: to the door."""
    unit, s = frame.who, w.state[0]
    u = w.units[unit]
    if frame.step == 0:
        frame.place = link_of(w, u.zone, frame.other)
        frame.seconds = walking_time(w.meters[frame.place], frame.speed)
        return wait(w, frame, 1, frame.seconds, Rank.MOVEMENT, unit)
    if frame.step == 1:
        first = max(u.front + frame.seconds, w.door_free[frame.place])
        last = max(s.now, first + walking_time(float(frame.number), w.flow[frame.place]))
        u.front = first
        w.door_free[frame.place] = last
        if last > s.now:
            return wait(w, frame, 2, last - s.now, Rank.MOVEMENT, unit)
    move_company(w, unit, frame.other)
    inform_bystanders(w, unit, frame.other)
    return end(w)


@compiled
def inform_bystanders(w: World, unit: int, zone: int) -> None:
    channel = Channel.VOICE if unit < w.sizes[0].staff else Channel.PUPILS
    other = next_unaware_inside(w, zone)
    while other != NOBODY:
        if not w.units[other].supervised:
            become_aware(w, other, channel, unit)
        other = next_unaware_inside(w, zone, other)
