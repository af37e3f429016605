"""Word of mouth: an adult who knows tells the neighbours, one after the other, and the other adults in the room.

A contact takes its time, even if the listener learns it from somebody else meanwhile.
"""

import math

from sim.model.awareness import become_aware, has_adult
from sim.model.environment import Process, Rank
from sim.model.state import World
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


def spread_word(world: World, person: int) -> Process:
    """Handler: one neighbour after the other, each contact in its own time, as the protocol allows."""
    protocol, place = world.tables.protocol, 0
    for contact in range(protocol.tells_at_most):
        place = choose_contact(world, person, contact, place)
        if place == NOBODY or (protocol.tells_until_locked and world.protected[person]):
            return
        listener = world.tables.staff.candidates[person][place]
        world.log_event(EventKind.CONTACT_BEGINS, person, listener)
        seconds = world.draw(Purpose.CONTACT, world.tables.staff.pairs[person] + place)
        yield world.wait(seconds, Rank.CONTACT, person, Purpose.CONTACT, contact)
        become_aware(world, listener, Channel.VOICE, person)
        place = place + 1 if protocol.tells_in_order else 0


def choose_contact(world: World, person: int, contact: int, first: int) -> int:
    """Whom to tell next, by place among the candidates: one who does not know yet, or NOBODY."""
    staff, in_order = world.tables.staff, world.tables.protocol.tells_in_order
    candidates, first_pair = staff.candidates[person], staff.pairs[person]
    aware, present = world.aware, world.present
    chosen, smallest = NOBODY, math.inf
    for place in range(first, len(candidates)):
        candidate = candidates[place]
        if aware[candidate] or not present[candidate]:
            continue
        if in_order:
            return place
        luck = world.draw(Purpose.TELL_WHOM, first_pair + place, contact)
        if luck < smallest:
            chosen, smallest = place, luck
    return chosen


def inform_room(world: World, person: int) -> None:
    """Who is in the same zone hears it from the first one who acts, adults and groups without an adult alike; of several who act
    at one instant, from the first on the roster.
    """
    if not world.tables.protocol.tells_room:
        return
    for other in world.list_units_in(world.zone[person]):
        if not world.aware[other] and not has_adult(world, other):
            delay = world.draw(Purpose.SAME_ROOM, other)
            world.start(
                hear_message(world, other, person), Rank.CONTACT, other, delay, Purpose.SAME_ROOM, person
            )


def hear_message(world: World, unit: int, teller: int) -> Process:
    """Handler: somebody has been told, face to face."""
    become_aware(world, unit, Channel.VOICE, teller)
    yield from ()
