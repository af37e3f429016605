"""Walking through the building, and responders: units from off campus, and staff who go to the hazard.

A route is fixed when the walk starts. A person between two zones counts in the zone they left, and decides on entering the next one.
Groups walk with the adult who supervises them, at the pace of the slowest. A responder on campus moves as soon as they are aware.
"""

from sim.model.authority import end_searches
from sim.model.environment import Process, Rank
from sim.model.state import World
from sim.model.tables import NOBODY
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose


def walk(world: World, unit: int, target: int) -> Process:
    """Walks the shortest route, zone by zone. Stops before a room that was locked meanwhile, unless they have the key."""
    layout = world.tables.layout
    company = [unit, *find_accompanying_groups(world, unit)]
    speed = min(world.draw(Purpose.WALK_SPEED, member) for member in company)
    for member in company:
        world.log_event(EventKind.SETS_OUT, member, place=world.zone[member])
    world.walking[unit] = True
    while world.zone[unit] != target:
        here = world.zone[unit]
        ahead = layout.next_zone[here][target]
        if ahead == NOBODY:
            break
        yield world.wait(world.walking_time(layout.length(here, ahead), speed), Rank.MOVEMENT, unit)
        if is_closed_to(world, unit, ahead):
            break
        for member in company:
            move_to_zone(world, member, ahead)
    world.walking[unit] = False


def is_closed_to(world: World, unit: int, ahead: int) -> bool:
    """Whether a locked door keeps them out of the next zone."""
    if world.locked[ahead]:
        return not has_key(world, unit, ahead)
    has_keys = unit < len(world.people) and world.tables.staff.keys[unit]
    return world.is_shut(world.zone[unit], ahead) and not has_keys


def has_key(world: World, unit: int, zone: int) -> bool:
    """Whether it is their own room, or they carry keys to every room."""
    return zone == world.room[unit] or (unit < len(world.people) and world.tables.staff.keys[unit])


def find_accompanying_groups(world: World, unit: int) -> list[int]:
    """The groups that walk with an adult: those the adult supervises and is with."""
    if unit >= len(world.people):
        return []
    return [group for group in world.tables.staff.groups[unit] if world.zone[group] == world.zone[unit]]


def move_to_zone(world: World, unit: int, zone: int) -> None:
    """A person or group enters another zone."""
    world.move_to(unit, zone)
    world.log_event(EventKind.ENTERS, unit, place=zone)
    end_searches(world)
    world.playbook.enters(world, unit)


def go_to(world: World, person: int, target: int) -> Process:
    """Goes to a zone at the pace of a responder, by the shortest route. Returns whether they came there: they stop before a room that is
    locked, unless they have the key, and before a threat or a fire.
    """
    layout, speed = world.tables.layout, world.draw(Purpose.RUN_SPEED, person)
    if world.zone[person] != target:
        world.log_event(EventKind.SETS_OUT, person, place=world.zone[person])
    while world.zone[person] != target:
        here = world.zone[person]
        ahead = layout.next_zone[here][target]
        if ahead == NOBODY or is_barred(world, person, ahead):
            return False
        yield world.wait(world.walking_time(layout.length(here, ahead), speed), Rank.MOVEMENT, person)
        if is_barred(world, person, ahead):
            return False
        move_to_zone(world, person, ahead)
    return True


def is_barred(world: World, person: int, zone: int) -> bool:
    """Whether a person does not enter a zone: it is locked and they have no key, or the hazard is in it. A patient bars nobody."""
    if world.locked[zone] and not has_key(world, person, zone):
        return True
    return world.is_hazard_in(zone) and not world.playbook.anyone_may_be_sent


def run_to_hazard(world: World, person: int) -> Process:
    """Follows the hazard zone by zone to wherever it is by then. Stops where no route leads on."""
    if world.hazard_zone == NOBODY:
        return
    speed = world.draw(Purpose.RUN_SPEED, person)
    layout = world.tables.layout
    world.log_event(EventKind.SETS_OUT, person, place=world.zone[person])
    while world.hazard_zone != world.zone[person]:
        here = world.zone[person]
        ahead = layout.next_zone[here][world.hazard_zone]
        if ahead == NOBODY:
            return
        yield world.wait(world.walking_time(layout.length(here, ahead), speed), Rank.MOVEMENT, person)
        move_to_zone(world, person, ahead)
    world.log_event(EventKind.RESPONDER_ON_SCENE, person, place=world.zone[person])
