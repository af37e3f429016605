"""Word of mouth: an adult who is aware tells the neighboring adults one after the other, and everyone in the same zone.

A contact takes its full time, even if the listener learns of the emergency from another source meanwhile.
"""

import math

from sim.model.awareness import become_aware, find_unaware
from sim.model.environment import Process, Rank
from sim.model.state import World
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


def spread_word(world: World, person: int) -> Process:
    """Handler: tells one neighbor after the other, each contact taking its own time, as the protocol allows."""
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
    """The next person to tell, by position among the candidates; NOBODY if all are aware or away."""
    staff, in_order = world.tables.staff, world.tables.protocol.tells_in_order
    candidates, first_pair = staff.candidates[person], staff.pairs[person]
    aware, present = world.aware, world.present
    chosen, smallest = NOBODY, math.inf
    for place in range(first, len(candidates)):
        candidate = candidates[place]
        if aware[candidate] or not present[candidate] or world.is_out[candidate]:
            continue
        if in_order:
            return place
        order = world.draw_order(Purpose.TELL_WHOM, first_pair + place, contact)
        if order < smallest:
            chosen, smallest = place, order
    return chosen


def inform_room(world: World, person: int) -> None:
    """Adults and unsupervised groups in the same zone hear it from the first adult who acts. Of several who act at the same
    instant, the first on the roster tells them.
    """
    if not world.tables.protocol.tells_room:
        return
    for other in find_unaware(world, world.zone[person]):
        delay = world.draw(Purpose.SAME_ROOM, other)
        message = hear_message(world, other, person)
        started = world.start(message, Rank.CONTACT, other, delay, Purpose.SAME_ROOM, person)
        world.let_lapse(started, other)


def hear_message(world: World, unit: int, teller: int) -> Process:
    """Handler: a person or group has been told, face to face."""
    become_aware(world, unit, Channel.VOICE, teller)
    yield from ()
