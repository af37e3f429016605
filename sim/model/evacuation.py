"""Leaving the building: get ready, go out by the shortest way, gather, be counted.

Everybody walks at their own speed; an adult and the groups with them walk as one column, at the pace of the slowest. What holds people up
is doors and stairs: each lets so many heads through a second in each direction, column after column in the order in which their last heads
arrive. A column stretches where it has to: its first head and its last pass on their own times. People going the other way take no room.
"""

from typing import NamedTuple

from sim.model.awareness import learns
from sim.model.movement import enters, groups_along
from sim.model.order import Rank
from sim.model.world import Process, World
from sim.purposes import Purpose
from sim.tables import NOBODY
from sim.trace import Channel, Kind


def evacuate(world: World, person: int) -> Process:
    """Handler: an adult acts. Get the group ready, lead it out and to the assembly point, have it counted."""
    yield world.wait(world.draw(Purpose.REACTION, person), Rank.REACTION, person, Purpose.REACTION)
    yield from go_out(world, person)


def pupils_leave(world: World, group: int) -> Process:
    """Handler: a group without an adult knows. It gets ready and leaves by itself."""
    yield world.wait(world.draw(Purpose.REACTION, group), Rank.REACTION, group, Purpose.REACTION)
    yield from go_out(world, group)


class Column(NamedTuple):
    """Who walks together: an adult with the groups that come along, or pupils by themselves."""

    leader: int
    members: list[int]
    heads: int
    speed: float  # of the slowest, metres a second


def column_of(world: World, unit: int) -> Column:
    """Somebody who leaves, and the groups that come along."""
    members = [unit, *groups_along(world, unit)]
    heads = sum(world.heads[member] for member in members)
    return Column(unit, members, heads, min(world.draw(Purpose.WALK_SPEED, member) for member in members))


def go_out(world: World, unit: int) -> Process:
    """Zone by zone, out by the shortest way that does not lead through the fire, and on to the assembly point."""
    fire, zone, column = world.tables.fire, world.zone, column_of(world, unit)
    for member in column.members:
        world.tell(Kind.SETS_OUT, member, place=zone[member])
    world.walking[unit] = True
    world.front[unit] = world.now
    way_out = fire.out[world.hazard_zone]
    while not fire.outdoors[zone[unit]]:
        if way_out[zone[unit]] == NOBODY:
            stays(world, column)
            return
        yield from pass_on(world, column, way_out[zone[unit]])
    for member in column.members:
        is_out(world, member)
    while fire.to_assembly[zone[unit]] != NOBODY:
        yield from pass_on(world, column, fire.to_assembly[zone[unit]])
    world.walking[unit] = False
    yield world.wait(world.draw(Purpose.ROLL_CALL, unit), Rank.PROTECTION, unit, Purpose.ROLL_CALL)
    are_counted(world, column)


def pass_on(world: World, column: Column, ahead: int) -> Process:
    """To the next zone: walk to the door, and through it when it is free, the first of the column first and the last last."""
    unit, layout = column.leader, world.tables.layout
    here = world.zone[unit]
    link = layout.ways[here].index(ahead)
    seconds = world.seconds_for(layout.metres[here][link], column.speed)
    yield world.wait(seconds, Rank.MOVEMENT, unit)  # the last of them is at the door
    now, door_free = world.now, world.door_free[here]
    first = max(world.front[unit] + seconds, door_free[link])
    last = max(now, first + world.seconds_for(column.heads, world.tables.fire.flow[here][link]))
    world.front[unit], door_free[link] = first, last
    if last > now:
        yield world.wait(last - now, Rank.MOVEMENT, unit)
    for member in column.members:
        enters(world, member, ahead)
    tell_those_who_stand_there(world, unit, ahead)


def tell_those_who_stand_there(world: World, unit: int, zone: int) -> None:
    """Whoever comes through a zone on the way out is seen and heard by those who do not know yet."""
    channel = Channel.VOICE if unit < len(world.people) else Channel.PUPILS
    aware, looked_after = world.aware, world.looked_after
    for other in world.in_zone(zone):
        if not (aware[other] or looked_after[other]):
            learns(world, other, channel, unit)


def is_out(world: World, unit: int) -> None:
    """The last head is out of the building: protected."""
    if not world.protected[unit]:
        world.protected[unit] = True
        world.unprotected -= 1
        world.tell(Kind.PROTECTED, unit, place=world.zone[unit], value=world.heads[unit])


def stays(world: World, column: Column) -> None:
    """Every way out leads through the fire."""
    world.walking[column.leader] = False
    for member in column.members:
        world.tell(Kind.NO_WAY_OUT, member, place=world.zone[member], value=world.heads[member])


def are_counted(world: World, column: Column) -> None:
    """The roll has been called, and nobody is missing from this group."""
    for member in column.members:
        world.counted[member] = True
        world.tell(Kind.COUNTED, member, place=world.zone[member], value=world.heads[member])
    world.look_for_all_clear()


def who_must_leave(world: World) -> list[int]:
    """Whoever was at onset in the building where it burns, or in another on its panel."""
    staff, groups = world.tables.staff, world.tables.groups
    emptied = world.tables.fire.must_leave[world.hazard_zone]
    return [unit for unit, post in enumerate(staff.zone + groups.zone) if emptied[post]]
