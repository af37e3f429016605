"""Lockdown in compiled code, as `sim.model.lockdown`."""

from sim.compiled.arrays import World
from sim.compiled.draws import draw
from sim.compiled.handler_names import Handler
from sim.compiled.jit import compiled
from sim.compiled.model.awareness import become_aware, has_adult
from sim.compiled.model.movement import has_key, move_to_zone
from sim.compiled.model.word_of_mouth import inform_room
from sim.compiled.scheduler import Flow, Frame, Signal, await_signal, become, call, end, log, place_of, wait
from sim.compiled.state import check_all_clear, is_hazard_in, lock, next_inside, record_protected
from sim.model.environment import Rank
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


@compiled
def run_lockdown(w: World, frame: Frame) -> Flow:
    """place: the zone before going inside."""
    person = frame.who
    u = w.units[person]
    if frame.step == 0:
        seconds = draw(w, Purpose.REACTION, person)
        return wait(w, frame, 1, seconds, Rank.REACTION, person, Purpose.REACTION)
    if frame.step == 1:
        frame.place = u.zone
        if not w.zones[u.zone].is_lockable:
            return call(w, frame, 2, Handler.GET_INSIDE, person)
    if frame.step <= 2:
        if u.zone != frame.place:
            inform_room(w, person)
        if w.protocol[0].sweeps:
            seconds = draw(w, Purpose.SWEEP, person)
            return wait(w, frame, 3, seconds, Rank.REACTION, person, Purpose.SWEEP)
    if frame.step <= 3:
        u.ready = True
        if w.zones[u.zone].is_lockable:
            zone = u.zone
            admit_from_hall(w, person, zone)
            protect_room(w, zone)
            return become(frame, Handler.LOCK_ROOM, person, place=zone)
    return end(w)


@compiled
def shelter_unaccompanied(w: World, frame: Frame) -> Flow:
    group = frame.who
    if frame.step == 0:
        seconds = draw(w, Purpose.REACTION, group)
        return wait(w, frame, 1, seconds, Rank.REACTION, group, Purpose.REACTION)
    if frame.step == 1:
        return call(w, frame, 2, Handler.GET_INSIDE, group)
    zone = w.units[group].zone
    if w.zones[zone].is_lockable:
        person = next_inside(w, zone)
        while person != NOBODY and person < w.sizes[0].staff:
            if not w.units[person].aware:
                become_aware(w, person, Channel.PUPILS)
            person = next_inside(w, zone, person)
        protect_room(w, zone)
    return end(w)


@compiled
def admit_from_hall(w: World, person: int, zone: int) -> None:
    if not w.protocol[0].sweeps:
        return
    for link in range(w.first_neighbor[zone], w.first_neighbor[zone + 1]):
        hall = w.neighbors[link]
        if w.zones[hall].is_lockable:
            continue
        unit = next_inside(w, hall)
        while unit != NOBODY:
            u = w.units[unit]
            following = next_inside(w, hall, unit)
            comes_in = not (u.walking or u.room != NOBODY or has_adult(w, unit))
            if comes_in and (unit >= w.sizes[0].staff or u.ready):
                move_to_zone(w, unit, zone)
                become_aware(w, unit, Channel.VOICE, person)
            unit = following


@compiled
def get_inside(w: World, frame: Frame) -> Flow:
    """place: the zone at the beginning. count: rooms tried."""
    unit = frame.who
    u = w.units[unit]
    if frame.step == 0:
        if w.zones[u.zone].is_lockable:
            return end(w)
        if u.room != NOBODY:
            return call(w, frame, 2, Handler.WALK, unit, u.room)
        frame.place = u.zone
    if frame.step == 2:
        return end(w)
    first = w.first_refuge[frame.place]
    while frame.count < w.first_refuge[frame.place + 1] - first:
        room = w.refuges[first + frame.count]
        frame.count += 1
        if w.zones[u.zone].is_lockable:
            return end(w)
        if not w.rooms[room].locked or has_key(w, unit, room):
            return call(w, frame, 1, Handler.WALK, unit, room)
    return end(w)


@compiled
def lock_room(w: World, frame: Frame) -> Flow:
    """place: the zone. number: of the try."""
    person, zone, decided = frame.who, frame.place, frame.decided
    room = w.rooms[zone]
    if frame.step == 1 and room.seems_locked:
        return end(w)
    if frame.step >= 1:
        if is_hazard_in(w, zone):
            return await_signal(w, frame, 2, Signal.HAZARD_MOVES, Rank.PROTECTION, person)
        if draw(w, Purpose.LOCK_FAILS, zone, frame.number) != 0.0:
            log(w, EventKind.LOCK_TRIED, person, NOBODY, zone)
        elif not room.seems_locked:
            holds = lock(w, zone)
            if holds:
                log(w, EventKind.LOCKED, person, NOBODY, zone)
            else:
                log(w, EventKind.LOCK_UNNOTICED, person, NOBODY, zone)
            protect_room(w, zone)
    if room.seems_locked:
        return end(w)
    frame.number = next_try(w, zone, decided)
    seconds = draw(w, Purpose.LOCKING, zone, frame.number)
    return wait(w, frame, 1, seconds, Rank.PROTECTION, person, 0, place_of(0, decided))


@compiled
def next_try(w: World, zone: int, decided: bool) -> int:
    """As `world.tries.next`."""
    room = w.rooms[zone]
    number = room.tries_own + room.tries_decided
    if decided:
        room.tries_decided += 1
        return number
    room.tries_own += 1
    return room.tries_own - 1


@compiled
def protect_room(w: World, zone: int) -> None:
    if not w.rooms[zone].locked or is_hazard_in(w, zone):
        return
    adult_is_ready = False
    unit = next_inside(w, zone)
    while unit != NOBODY:
        adult_is_ready = adult_is_ready or w.units[unit].ready
        unit = next_inside(w, zone, unit)
    unit = next_inside(w, zone)
    while unit != NOBODY:
        u = w.units[unit]
        is_ready = u.ready if unit < w.sizes[0].staff else adult_is_ready
        if is_ready and w.protocol[0].locks_protect:
            record_protected(w, unit)
        unit = next_inside(w, zone, unit)
    check_all_clear(w)
