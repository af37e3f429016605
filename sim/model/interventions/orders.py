"""Somebody in the room tells somebody on campus something, and perhaps to go there: the steps of it.

In the same zone it takes as long as hearing it from anybody in the room. On the phone it takes as long as it would take the caller to
reach the office: there is no other number for a call on campus. A phone that nobody has at hand rings in vain.
"""

from sim.model import alerting
from sim.model.awareness import become_aware
from sim.model.order import Rank
from sim.model.tally import DECIDED_OFFSET
from sim.model.world import Process, World
from sim.purposes import Purpose
from sim.tables import NOBODY
from sim.trace import Channel, EventKind


def tell_person(world: World, teller: int, listener: int) -> Process:
    """Handler: somebody tells somebody, face to face or by phone."""
    yield from pass_message(world, teller, listener)


def send_person(world: World, sender: int, person: int) -> Process:
    """Handler: somebody is told to go there, face to face, by radio or by phone."""
    told = world.zone[sender] == world.zone[person] and (yield from pass_message(world, sender, person))
    told = told or (yield from call_by_radio(world, sender, person))
    told = told or (yield from pass_message(world, sender, person))
    if told:
        assign_to_scene(world, person)


def pass_message(world: World, teller: int, listener: int) -> Process:
    """Face to face in the same zone, else by phone. Returns whether it arrived."""
    if world.zone[teller] == world.zone[listener]:
        known = Purpose.SAME_ROOM in world.tables.streams
        seconds = world.draw(Purpose.SAME_ROOM, listener) if known else 0.0
        yield world.wait(seconds, Rank.CONTACT, listener, Purpose.SAME_ROOM, DECIDED_OFFSET + teller)
        become_aware(world, listener, Channel.VOICE, teller)
        return True
    world.log_event(EventKind.REPORTS, teller, Channel.DESK_PHONE, world.zone[teller])
    seconds = world.draw(Purpose.REACH_OFFICE, teller)
    yield world.wait(seconds, Rank.DELIVERY, teller, Purpose.REACH_OFFICE, DECIDED_OFFSET)
    if not alerting.can_phone(world, listener):
        world.log_event(EventKind.SILENT, teller, Channel.DESK_PHONE)
        return False
    if is_in_the_office(world, listener):
        alerting.inform_office(world, teller, Channel.DESK_PHONE)
    become_aware(world, listener, Channel.DESK_PHONE, teller)
    return True


def call_by_radio(world: World, sender: int, person: int) -> Process:
    """Where both carry a radio: a call like any other, which everybody with a radio may hear. Returns whether that person did."""
    if not can_use_radio(world, sender, person):
        return False
    message = yield from alerting.talk_by_radio(world, sender, decided=True)
    if message == NOBODY:
        return False
    alerting.deliver_radio_call(world, sender, message)
    return alerting.is_radio_heard(world, person, message)


def can_use_radio(world: World, sender: int, person: int) -> bool:
    """Whether both carry a radio, and radios are used."""
    carries = world.tables.staff.radio
    return world.tables.means.radio and carries[sender] and carries[person]


def is_in_the_office(world: World, person: int) -> bool:
    """Whether somebody works in the office, and is there."""
    return world.tables.staff.office[person] and world.zone[person] == world.tables.means.office_zone


def assign_to_scene(world: World, person: int) -> None:
    """Going there is their task from now on: at once, if they act already; else when they are convinced."""
    on_the_way = world.tables.staff.is_responder[person] or world.sent[person]
    world.sent[person] = True
    if world.acting[person] and not on_the_way:
        world.start(world.playbook.responder(world, person), Rank.ACT, person, purpose=Purpose.RUN_SPEED)
