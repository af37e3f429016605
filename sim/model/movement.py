"""Walking through the building.

A way is fixed when the walk starts. Somebody on a link is counted in the zone they left until they enter the next one, and decisions are
taken on entering a zone. The groups an adult looks after walk with the adult, at the pace of the slowest.
"""

from sim.model.order import Rank
from sim.model.world import Process, World
from sim.purposes import Purpose
from sim.tables import NOBODY
from sim.trace import EventKind


def walk(world: World, unit: int, target: int) -> Process:
    """Along the shortest way, zone by zone; stops before a room that was locked meanwhile, unless they have the key."""
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
        if world.locked[ahead] and not has_key(world, unit, ahead):
            break
        for member in company:
            move_to_zone(world, member, ahead)
    world.walking[unit] = False


def has_key(world: World, unit: int, zone: int) -> bool:
    """The own room, or any room for those who carry keys."""
    return zone == world.room[unit] or (unit < len(world.people) and world.tables.staff.keys[unit])


def find_accompanying_groups(world: World, unit: int) -> list[int]:
    """The groups that walk with an adult: those the adult looks after and is with."""
    if unit >= len(world.people):
        return []
    return [group for group in world.tables.staff.groups[unit] if world.zone[group] == world.zone[unit]]


def move_to_zone(world: World, unit: int, zone: int) -> None:
    """Somebody is in another zone from now on."""
    world.move_to(unit, zone)
    world.log_event(EventKind.ENTERS, unit, place=zone)
