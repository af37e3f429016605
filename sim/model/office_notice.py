"""Word from off campus reaches the office, by phone or at the door: the office then knows without any doubt."""

from sim.model import alerting, office
from sim.model.awareness import become_aware
from sim.model.environment import Process, Rank
from sim.model.state import World
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind

TRIES_AGAIN_AFTER = 60.0
"""Seconds, where no one is in the office."""


def notify_office(world: World, channel: Channel, entity: int) -> Process:
    """Handler: the office is told. Where no one is there, somebody of the office is phoned, wherever they are, until one is reached.

    entity: of the message in the order of an instant.
    """
    while not office.is_staffed(world):
        yield world.wait(TRIES_AGAIN_AFTER, Rank.HAZARD, entity)
        person = find_elsewhere(world)
        if person != NOBODY and not office.is_staffed(world):
            world.log_event(EventKind.DELIVERED, person, channel, world.zone[person])
            become_aware(world, person, channel)
            return
    world.log_event(EventKind.DELIVERED, what=channel, place=world.tables.means.office_zone)
    for person in world.list_units_in(world.tables.means.office_zone):
        if person < len(world.people):
            become_aware(world, person, channel)
            break
    alerting.inform_office(world, NOBODY, channel)


def find_elsewhere(world: World) -> int:
    """The first person of the office whose own phone rings, wherever they are; NOBODY if there is none."""
    for person in world.people:
        is_of_office = world.tables.staff.office[person] and world.present[person]
        if is_of_office and alerting.hears_phone(world, person) and alerting.has_coverage(world, person):
            return person
    return NOBODY
