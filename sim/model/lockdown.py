"""Lockdown: locks, lights, out of sight.

People in a lockable room stay there. The others go to their own room, or to the nearest one that is open. A head is protected when an
adult of the group has completed the protocol, the door is locked, and the hazard is not inside.
"""

from sim.model.awareness import become_aware, has_adult
from sim.model.environment import Process, Rank
from sim.model.movement import has_key, move_to_zone, walk
from sim.model.state import DECIDED_OFFSET, World
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.model.word_of_mouth import inform_room
from sim.sampling.keyed_rng import Purpose


def run_lockdown(world: World, person: int) -> Process:
    """Handler: an adult acts. React, then go on as `lock_down`."""
    yield world.wait(world.draw(Purpose.REACTION, person), Rank.REACTION, person, Purpose.REACTION)
    yield from lock_down(world, person)


def lock_down(world: World, person: int) -> Process:
    """Handler: an adult has reacted. Get inside with the group, clear the hall at the door, lock."""
    before = world.zone[person]
    yield from get_inside(world, person)
    if world.zone[person] != before:
        inform_room(world, person)
    if world.tables.protocol.sweeps:
        yield world.wait(world.draw(Purpose.SWEEP, person), Rank.REACTION, person, Purpose.SWEEP)
    world.ready[person] = True
    zone = world.zone[person]
    if world.tables.layout.is_lockable[zone]:
        admit_from_hall(world, person, zone)
        protect_room(world, zone)
        yield from lock_room(world, person, zone)


def shelter_unaccompanied(world: World, group: int) -> Process:
    """Handler: a group without an adult knows. It goes to the nearest open room and tells the adults there."""
    yield world.wait(world.draw(Purpose.REACTION, group), Rank.REACTION, group, Purpose.REACTION)
    yield from get_inside(world, group)
    zone = world.zone[group]
    if not world.tables.layout.is_lockable[zone]:
        return
    for person in world.list_units_in(zone):
        if person < len(world.people) and not world.aware[person]:
            become_aware(world, person, Channel.PUPILS)
    protect_room(world, zone)


def admit_from_hall(world: World, person: int, zone: int) -> None:
    """Clearing the hall: people at the door who have no room come in and learn of it from the adult."""
    if not world.tables.protocol.sweeps:
        return
    lockable = world.tables.layout.is_lockable
    for hall in [way for way in world.tables.layout.neighbors[zone] if not lockable[way]]:
        for unit in world.list_units_in(hall):
            if world.walking[unit] or world.room[unit] != NOBODY or has_adult(world, unit):
                continue
            if unit >= len(world.people) or world.ready[unit]:
                move_to_zone(world, unit, zone)
                become_aware(world, unit, Channel.VOICE, person)


def get_inside(world: World, unit: int) -> Process:
    """Stays in a lockable room; else goes to the own room, else to the nearest room still open on arrival."""
    lockable = world.tables.layout.is_lockable
    if lockable[world.zone[unit]]:
        return
    own = world.room[unit]
    if own != NOBODY:
        yield from walk(world, unit, own)
        return
    for room in world.tables.layout.refuges[world.zone[unit]]:
        if lockable[world.zone[unit]]:
            return
        if not world.locked[room] or has_key(world, unit, room):
            yield from walk(world, unit, room)


def lock_room(world: World, person: int, zone: int, decided: bool = False) -> Process:
    """Handler: tries the lock until the door is locked, or seems to be. Never locks the hazard in."""
    while not world.seems_locked[zone]:
        attempt = world.tries.next(zone, decided)
        seconds = world.draw(Purpose.LOCKING, zone, attempt)
        yield world.wait(seconds, Rank.PROTECTION, person, count=DECIDED_OFFSET * decided)
        if world.seems_locked[zone]:
            return
        while world.is_hazard_in(zone):
            yield world.hazard_moves.wait(Rank.PROTECTION, person)
        if world.draw(Purpose.LOCK_FAILS, zone, attempt):
            world.log_event(EventKind.LOCK_TRIED, person, place=zone)
        elif not world.seems_locked[zone]:
            holds = world.lock(zone)
            world.log_event(EventKind.LOCKED if holds else EventKind.LOCK_UNNOTICED, person, place=zone)
            protect_room(world, zone)


def protect_room(world: World, zone: int) -> None:
    """Everyone in a locked room is protected once an adult there has completed the protocol, but for a group that is passing through."""
    if not world.locked[zone] or world.is_hazard_in(zone):
        return
    here = world.list_units_in(zone)
    adult_is_ready = any(world.ready[person] for person in here)
    for unit in here:
        stays = adult_is_ready and not world.walking[unit]
        ready = world.ready[unit] if unit < len(world.people) else stays
        if ready and world.tables.protocol.locks_protect and not world.protected[unit]:
            world.protected[unit] = True
            world.unprotected -= 1
            world.log_event(EventKind.PROTECTED, unit, place=zone, value=world.occupants[unit])
    world.check_all_clear()
