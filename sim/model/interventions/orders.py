"""Somebody in the room tells somebody on campus something, and perhaps to go there: the steps of it.

In the same zone it takes as long as hearing it from anybody in the room. On the phone it takes as long as it would take the caller to
reach the office: there is no other number for a call on campus. A phone that nobody has at hand rings in vain.
"""

from sim.model import alerting
from sim.model.awareness import learns
from sim.model.order import Rank
from sim.model.tally import DECIDED
from sim.model.world import Process, World
from sim.purposes import Purpose
from sim.tables import NOBODY
from sim.trace import Channel, Kind


def tells(world: World, teller: int, listener: int) -> Process:
    """Handler: somebody tells somebody, face to face or by phone."""
    yield from says(world, teller, listener)


def sends(world: World, sender: int, person: int) -> Process:
    """Handler: somebody is told to go there, face to face, by radio or by phone."""
    told = world.zone[sender] == world.zone[person] and (yield from says(world, sender, person))
    told = told or (yield from calls_on_the_radio(world, sender, person))
    told = told or (yield from says(world, sender, person))
    if told:
        goes_there(world, person)


def says(world: World, teller: int, listener: int) -> Process:
    """Face to face in the same zone, else by phone. Returns whether it arrived."""
    if world.zone[teller] == world.zone[listener]:
        known = Purpose.SAME_ROOM in world.tables.streams
        seconds = world.draw(Purpose.SAME_ROOM, listener) if known else 0.0
        yield world.wait(seconds, Rank.CONTACT, listener, Purpose.SAME_ROOM, DECIDED + teller)
        learns(world, listener, Channel.VOICE, teller)
        return True
    world.tell(Kind.REPORTS, teller, Channel.DESK_PHONE, world.zone[teller])
    seconds = world.draw(Purpose.REACH_OFFICE, teller)
    yield world.wait(seconds, Rank.DELIVERY, teller, Purpose.REACH_OFFICE, DECIDED)
    if not alerting.can_phone(world, listener):
        world.tell(Kind.SILENT, teller, Channel.DESK_PHONE)
        return False
    if is_in_the_office(world, listener):
        alerting.office_learns(world, teller, Channel.DESK_PHONE)
    learns(world, listener, Channel.DESK_PHONE, teller)
    return True


def calls_on_the_radio(world: World, sender: int, person: int) -> Process:
    """Where both carry a radio: a call like any other, which everybody with a radio may hear. Returns whether that person did."""
    if not by_radio(world, sender, person):
        return False
    message = yield from alerting.talk_on_the_radio(world, sender, decided=True)
    if message == NOBODY:
        return False
    alerting.goes_out_on_the_radio(world, sender, message)
    return alerting.hears_the_radio(world, person, message)


def by_radio(world: World, sender: int, person: int) -> bool:
    """Whether both carry a radio, and radios are used."""
    carries = world.tables.staff.radio
    return world.tables.means.radio and carries[sender] and carries[person]


def is_in_the_office(world: World, person: int) -> bool:
    """Whether somebody works in the office, and is there."""
    return world.tables.staff.office[person] and world.zone[person] == world.tables.means.office_zone


def goes_there(world: World, person: int) -> None:
    """Going there is their task from now on: at once, if they act already; else when they are convinced."""
    on_the_way = world.tables.staff.responds[person] or world.sent[person]
    world.sent[person] = True
    if world.acting[person] and not on_the_way:
        world.start(world.playbook.responder(world, person), Rank.ACT, person, purpose=Purpose.RUN_SPEED)
