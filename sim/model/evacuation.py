"""Leaving the building: get ready, walk out by the shortest route, gather at the assembly point, be counted.

An adult and the groups with them walk as one column at the pace of the slowest. Doors and stairs hold people up: each lets a given
number of heads through per second and direction, column after column, in the order in which the last heads arrive. The first and the
last head of a column have their own times. People walking the opposite way take no room.
"""

from typing import NamedTuple

from sim.model import front
from sim.model.awareness import become_aware
from sim.model.environment import Process, Rank
from sim.model.movement import find_accompanying_groups, move_to_zone
from sim.model.state import World
from sim.model.tables import NOBODY
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose


def evacuate(world: World, person: int) -> Process:
    """Handler: an adult acts. Get the group ready, lead it out and to the assembly point, have it counted."""
    yield world.wait(world.draw(Purpose.REACTION, person), Rank.REACTION, person, Purpose.REACTION)
    yield from leave_building(world, person)


def evacuate_unaccompanied(world: World, group: int) -> Process:
    """Handler: a group without an adult knows. It gets ready and leaves by itself."""
    yield world.wait(world.draw(Purpose.REACTION, group), Rank.REACTION, group, Purpose.REACTION)
    yield from leave_building(world, group)


class Column(NamedTuple):
    """People who walk together: an adult with the groups that come along, or students by themselves."""

    leader: int
    members: list[int]
    occupants: int
    speed: float  # of the slowest, meters per second


def build_column(world: World, unit: int) -> Column:
    """A person or group who leaves, and the groups that come along."""
    members = [unit, *find_accompanying_groups(world, unit)]
    heads = sum(world.occupants[member] for member in members)
    return Column(unit, members, heads, min(world.draw(Purpose.WALK_SPEED, member) for member in members))


def leave_building(world: World, unit: int) -> Process:
    """Handler: walks out by the shortest route that avoids the hazard, then to the assembly point, zone by zone."""
    fire, zone, column = world.tables.fire, world.zone, build_column(world, unit)
    for member in column.members:
        world.log_event(EventKind.SETS_OUT, member, place=zone[member])
    world.walking[unit] = True
    world.front[unit] = world.now
    while not fire.outdoors[zone[unit]]:
        ahead = find_way_out(world, column)
        if ahead == NOBODY:
            record_trapped(world, column)
            return
        yield from move_column(world, column, ahead)
    for member in column.members:
        record_exit(world, member)
    while fire.to_assembly[zone[unit]] != NOBODY:
        yield from move_column(world, column, fire.to_assembly[zone[unit]])
    world.walking[unit] = False
    yield world.wait(world.draw(Purpose.ROLL_CALL, unit), Rank.PROTECTION, unit, Purpose.ROLL_CALL)
    count_at_assembly(world, column)


def find_way_out(world: World, column: Column) -> int:
    """The next zone on the way out, around a fire. Around a front that spreads where there is such a way; else through it, and the column
    says so. The shortest where the hazard is nowhere on campus. NOBODY without any way.
    """
    here, fire = world.zone[column.leader], world.tables.fire
    if world.hazard_zone == NOBODY:
        return fire.out[fire.assembly][here]
    if world.reached[world.hazard_zone]:
        ahead = front.find_clear_way(world, here)
        if ahead != NOBODY:
            return ahead
        record_cut_off(world, column)
    return fire.out[world.hazard_zone][here]


def move_column(world: World, column: Column, ahead: int) -> Process:
    """Moves a column to the next zone, in a fire."""
    here = world.zone[column.leader]
    link = world.tables.layout.neighbors[here].index(ahead)
    yield from pass_door(world, column, ahead, world.tables.fire.flow[here][link])


def pass_door(world: World, column: Column, ahead: int, flow: float) -> Process:
    """A column walks to the door of the next zone and passes when the door is free. People there learn of the emergency.

    flow: heads per second through the door.
    """
    unit, layout = column.leader, world.tables.layout
    here = world.zone[unit]
    link = layout.neighbors[here].index(ahead)
    seconds = world.walking_time(layout.meters[here][link], column.speed)
    yield world.wait(seconds, Rank.MOVEMENT, unit)  # the last of them is at the door
    now, door = world.now, layout.first_link[here] + link
    first = max(world.front[unit] + seconds, world.door_free[door])
    last = max(now, first + world.walking_time(column.occupants, flow))
    world.front[unit], world.door_free[door] = first, last
    if last > now:
        yield world.wait(last - now, Rank.MOVEMENT, unit)
    for member in column.members:
        move_to_zone(world, member, ahead)
    inform_bystanders(world, unit, ahead)


def inform_bystanders(world: World, unit: int, zone: int) -> None:
    """People on the way out alert those in the zone who are not aware yet."""
    channel = Channel.VOICE if unit < len(world.people) else Channel.PUPILS
    for other in world.list_unaware_in(zone):
        if not world.supervised[other]:
            become_aware(world, other, channel, unit)


def record_exit(world: World, unit: int) -> None:
    """The last head is out of the building: protected."""
    if not world.protected[unit]:
        world.protected[unit] = True
        world.unprotected -= 1
        world.log_event(EventKind.PROTECTED, unit, place=world.zone[unit], value=world.occupants[unit])


def record_cut_off(world: World, column: Column) -> None:
    """Every way out leads through zones that the hazard has reached; said once."""
    if not world.of(front.Front).is_cut_off[column.leader]:
        world.of(front.Front).is_cut_off[column.leader] = True
        here = world.zone[column.leader]
        world.log_event(EventKind.CUT_OFF, column.leader, place=here, value=column.occupants)


def record_trapped(world: World, column: Column) -> None:
    """Every way out leads through the fire."""
    world.walking[column.leader] = False
    for member in column.members:
        world.log_event(EventKind.NO_WAY_OUT, member, place=world.zone[member], value=world.occupants[member])


def count_at_assembly(world: World, column: Column) -> None:
    """The roll has been called: the column is counted."""
    for member in column.members:
        if world.counted[member]:
            continue
        world.counted[member] = True
        world.log_event(EventKind.COUNTED, member, place=world.zone[member], value=world.occupants[member])
    world.check_all_clear()


def who_must_leave(world: World) -> list[int]:
    """People and groups, by unit, that were at onset in the building on fire or in another on its fire panel."""
    emptied = world.tables.fire.must_leave[world.hazard_zone]
    return [unit for unit in world.units if emptied[world.home[unit]]]
