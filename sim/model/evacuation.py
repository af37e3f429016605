"""Leaving the building: get ready, go out by the shortest way, gather, be counted.

Everybody walks at their own speed; an adult and the groups with them walk as one column, at the pace of the slowest. What holds people up
is doors and stairs: each lets so many heads through a second in each direction, column after column in the order in which their last heads
arrive. A column stretches where it has to: its first head and its last pass on their own times. People going the other way take no room.
"""

from sim.model.awareness import has_adult, learns
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


def go_out(world: World, unit: int) -> Process:
    """Zone by zone, out by the shortest way that does not lead through the fire, and on to the assembly point."""
    fire = world.tables.fire
    company = [unit, *groups_along(world, unit)]
    for member in company:
        world.tell(Kind.SETS_OUT, member, place=world.zone[member])
    world.walking[unit] = True
    world.front[unit] = world.now
    while not fire.outdoors[world.zone[unit]]:
        ahead = fire.out[world.hazard_zone][world.zone[unit]]
        if ahead == NOBODY:
            stays(world, unit, company)
            return
        yield from pass_on(world, unit, company, ahead)
    for member in company:
        is_out(world, member)
    while fire.to_assembly[world.zone[unit]] != NOBODY:
        yield from pass_on(world, unit, company, fire.to_assembly[world.zone[unit]])
    world.walking[unit] = False
    yield world.wait(world.draw(Purpose.ROLL_CALL, unit), Rank.PROTECTION, unit, Purpose.ROLL_CALL)
    are_counted(world, company)


def pass_on(world: World, unit: int, company: list[int], ahead: int) -> Process:
    """To the next zone: walk to the door, and through it when it is free, the first of the column first and the last last."""
    here, layout = world.zone[unit], world.tables.layout
    link = layout.ways[here].index(ahead)
    speed = min(world.draw(Purpose.WALK_SPEED, member) for member in company)
    seconds = world.seconds_for(layout.metres[here][link], speed)
    yield world.wait(seconds, Rank.MOVEMENT, unit)  # the last of them is at the door
    heads = sum(world.heads[member] for member in company)
    first = max(world.front[unit] + seconds, world.door_free[here][link])
    last = max(world.now, first + world.seconds_for(heads, world.tables.fire.flow[here][link]))
    world.front[unit] = first
    world.door_free[here][link] = last
    if last > world.now:
        yield world.wait(last - world.now, Rank.MOVEMENT, unit)
    for member in company:
        enters(world, member, ahead)
    tell_those_who_stand_there(world, unit, ahead)


def tell_those_who_stand_there(world: World, unit: int, zone: int) -> None:
    """Whoever comes through a zone on the way out is seen and heard by those who do not know yet."""
    channel = Channel.VOICE if unit < len(world.people) else Channel.PUPILS
    for other in world.in_zone(zone):
        if not world.aware[other] and not has_adult(world, other):
            learns(world, other, channel, unit)


def is_out(world: World, unit: int) -> None:
    """The last head is out of the building: protected."""
    if not world.protected[unit]:
        world.protected[unit] = True
        world.unprotected -= 1
        world.tell(Kind.PROTECTED, unit, place=world.zone[unit], value=world.heads[unit])


def stays(world: World, unit: int, company: list[int]) -> None:
    """Every way out leads through the fire."""
    world.walking[unit] = False
    for member in company:
        world.tell(Kind.NO_WAY_OUT, member, place=world.zone[member], value=world.heads[member])


def are_counted(world: World, company: list[int]) -> None:
    """The roll has been called, and nobody is missing from this group."""
    for member in company:
        world.counted[member] = True
        world.tell(Kind.COUNTED, member, place=world.zone[member], value=world.heads[member])
    world.look_for_all_clear()
