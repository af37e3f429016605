"""Lockdown: locks, lights, out of sight.

Whoever is in a room that can be locked stays there; whoever is not goes to the own room, or to the nearest one that is open. A head is
protected when an adult of the group has done what the protocol asks, the door is locked, and the hazard is not inside.
"""

from sim.model.awareness import has_adult, learns
from sim.model.movement import enters, has_key, walk
from sim.model.order import Rank
from sim.model.tally import DECIDED
from sim.model.word_of_mouth import tells_the_room
from sim.model.world import Process, World
from sim.purposes import Purpose
from sim.tables import NOBODY
from sim.trace import Channel, Kind


def lockdown(world: World, person: int) -> Process:
    """Handler: an adult acts. React, get inside with the group, clear the hall at the door, lock."""
    yield world.wait(world.draw(Purpose.REACTION, person), Rank.REACTION, person, Purpose.REACTION)
    before = world.zone[person]
    yield from get_inside(world, person)
    if world.zone[person] != before:
        tells_the_room(world, person)
    if world.tables.protocol.sweeps:
        yield world.wait(world.draw(Purpose.SWEEP, person), Rank.REACTION, person, Purpose.SWEEP)
    world.ready[person] = True
    zone = world.zone[person]
    if world.tables.layout.lockable[zone]:
        take_in(world, person, zone)
        settle(world, zone)
        yield from lock_up(world, person, zone)


def pupils_by_themselves(world: World, group: int) -> Process:
    """Handler: a group without an adult knows. It goes to the nearest open room and tells the adults there."""
    yield world.wait(world.draw(Purpose.REACTION, group), Rank.REACTION, group, Purpose.REACTION)
    yield from get_inside(world, group)
    zone = world.zone[group]
    if not world.tables.layout.lockable[zone]:
        return
    for person in world.in_zone(zone):
        if person < len(world.people) and not world.aware[person]:
            learns(world, person, Channel.PUPILS)
    settle(world, zone)


def take_in(world: World, person: int, zone: int) -> None:
    """Clearing the hall: whoever stands at the door without a room to go to comes in, told by the adult who does it."""
    if not world.tables.protocol.sweeps:
        return
    lockable = world.tables.layout.lockable
    for hall in [way for way in world.tables.layout.ways[zone] if not lockable[way]]:
        for unit in world.in_zone(hall):
            if world.walking[unit] or world.room[unit] != NOBODY or has_adult(world, unit):
                continue
            if unit >= len(world.people) or world.ready[unit]:
                enters(world, unit, zone)
                learns(world, unit, Channel.VOICE, person)


def get_inside(world: World, unit: int) -> Process:
    """Stays in a room that can be locked; else the own room, else the nearest room that is still open on arrival."""
    lockable = world.tables.layout.lockable
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


def lock_up(world: World, person: int, zone: int, decided: bool = False) -> Process:
    """Handler: tries the lock until it holds or somebody else's try has held. Never locks the hazard in."""
    while not world.locked[zone]:
        attempt = world.tries.next(zone, decided)
        seconds = world.draw(Purpose.LOCKING, zone, attempt)
        yield world.wait(seconds, Rank.PROTECTION, person, count=DECIDED * decided)
        if world.locked[zone]:
            return
        while world.hazard_is_in(zone):
            yield world.hazard_moves.wait(Rank.PROTECTION, person)
        if world.draw(Purpose.LOCK_FAILS, zone, attempt):
            world.tell(Kind.LOCK_TRIED, person, place=zone)
        elif not world.locked[zone]:
            world.locked[zone] = True
            world.tell(Kind.LOCKED, person, place=zone)
            settle(world, zone)


def settle(world: World, zone: int) -> None:
    """Everybody in a locked room whose adult is done with the protocol is protected from now on."""
    if not world.locked[zone] or world.hazard_is_in(zone):
        return
    here = world.in_zone(zone)
    adult_is_ready = any(world.ready[person] for person in here)
    for unit in here:
        ready = world.ready[unit] if unit < len(world.people) else adult_is_ready
        if ready and not world.protected[unit]:
            world.protected[unit] = True
            world.unprotected -= 1
            world.tell(Kind.PROTECTED, unit, place=zone, value=world.heads[unit])
    world.look_for_all_clear()
