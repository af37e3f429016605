"""Instructions: people do what they heard, if it is for the place where they are.

A message from a participant may carry an instruction for a place. People there who hear it react, and follow it instead of the plan for
this hazard. The latest instruction replaces the one before it at once. People who do not know a code need time to find out what it means.
People who leave a locked room open its door, and are no longer protected. Without an instruction, none of this happens.
"""

import math

from sim.model.close_in import CloseInTable, close_in
from sim.model.environment import Process, Rank
from sim.model.evacuation import Column, build_column, leave_building, move_column, record_exit
from sim.model.lockdown import get_inside, lock_room, run_lockdown, shelter_unaccompanied
from sim.model.movement import find_accompanying_groups, move_to_zone
from sim.model.orders import Instruction
from sim.model.secure import secure
from sim.model.shelter import take_shelter
from sim.model.state import World
from sim.model.tables import NOBODY
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose


def follow_order(world: World, unit: int, order: int) -> Process:
    """Handler: learns what a code means if necessary, then follows the instruction."""
    asked = world.orders[order]
    if not asked.plain and not world.draw(Purpose.CODE_KNOWN, unit):
        seconds = world.draw(Purpose.CODE_EXPLAINED, unit)
        yield world.wait(seconds, Rank.REACTION, unit, Purpose.CODE_EXPLAINED)
    if bool(world.tables.shelter.capacity) and asked.instruction != Instruction.SHELTER:
        leave_shelter(world, unit)
    if asked.instruction == Instruction.EVACUATE:
        yield from leave_as_told(world, unit, asked.exit)
    elif asked.instruction == Instruction.SECURE:
        yield from secure(world, unit)
    elif asked.instruction == Instruction.SHELTER and bool(world.tables.shelter.capacity):
        yield from take_shelter(world, unit)
    elif asked.instruction == Instruction.SHELTER and closes_in(world):
        yield from close_in(world, unit)
    elif asked.instruction != Instruction.LOCKDOWN:
        yield from stay_inside(world, unit)
    elif unit < len(world.people):
        yield from run_lockdown(world, unit)
    else:
        yield from shelter_unaccompanied(world, unit)


def closes_in(world: World) -> bool:
    """Whether the plan is to come inside and to close windows and doors."""
    return bool(world.tables.of(CloseInTable).switch)


def is_safe_only_inside(world: World) -> bool:
    """Whether no one is protected outdoors: from a storm, or from a plume."""
    return bool(world.tables.shelter.capacity) or closes_in(world)


def leave_shelter(world: World, unit: int) -> None:
    """Those who are told to do anything else in a storm are no longer sheltered."""
    for member in [unit, *find_accompanying_groups(world, unit)]:
        lose_protection(world, member)


def stay_inside(world: World, unit: int) -> Process:
    """Handler: hold or shelter. People in a room stay there; the others enter one. No one locks a door."""
    yield world.wait(world.draw(Purpose.REACTION, unit), Rank.REACTION, unit, Purpose.REACTION)
    yield from get_inside(world, unit)


# leaving


def leave_as_told(world: World, unit: int, door: int) -> Process:
    """Handler: gets ready and leaves by the named exit, or by the nearest one. In a fire the route avoids the fire."""
    yield world.wait(world.draw(Purpose.REACTION, unit), Rank.REACTION, unit, Purpose.REACTION)
    open_own_door(world, unit)
    if world.tables.fire.flow and door == NOBODY:
        yield from leave_building(world, unit)
    else:
        yield from leave_by_exit(world, unit, door)


def leave_by_exit(world: World, unit: int, door: int) -> Process:
    """Handler: walks the shortest route to this exit and outdoors. No one walks into the hazard: they turn back and follow the plan."""
    layout, zone, column = world.tables.layout, world.zone, build_column(world, unit)
    for member in column.members:
        world.ready[member] = False
        lose_protection(world, member)
        world.log_event(EventKind.SETS_OUT, member, place=zone[member])
    world.walking[unit] = True
    world.front[unit] = world.now
    target = door
    while not layout.outdoors[zone[unit]]:
        if target in (NOBODY, zone[unit]):
            target = find_way_outdoors(world, zone[unit])
        ahead = NOBODY if target == NOBODY else layout.next_zone[zone[unit]][target]
        if ahead == NOBODY or world.is_hazard_in(ahead):
            break
        yield from take_step(world, column, ahead)
    world.walking[unit] = False
    yield from finish_leaving(world, column)


def take_step(world: World, column: Column, ahead: int) -> Process:
    """Handler: a column walks to the next zone. Only in a fire are its doors crowded."""
    if world.tables.fire.flow:
        yield from move_column(world, column, ahead)
        return
    meters = world.tables.layout.length(world.zone[column.leader], ahead)
    yield world.wait(world.walking_time(meters, column.speed), Rank.MOVEMENT, column.leader)
    for member in column.members:
        move_to_zone(world, member, ahead)


def finish_leaving(world: World, column: Column) -> Process:
    """Handler: a column outdoors and out of reach of the hazard is protected, but not from a storm or a plume; in a fire it assembles
    and is counted. One that met the hazard turns back.
    """
    unit = column.leader
    zone = world.zone[unit]
    if world.tables.fire.flow:
        yield from leave_building(world, unit)
    elif not world.tables.layout.outdoors[zone]:
        if unit < len(world.people):
            yield from run_lockdown(world, unit)
        else:
            yield from shelter_unaccompanied(world, unit)
    elif not (is_in_reach(world, zone) or is_safe_only_inside(world)):
        for member in column.members:
            record_exit(world, member)
        world.check_all_clear()


def find_way_outdoors(world: World, here: int) -> int:
    """The nearest zone outdoors; NOBODY if none can be reached."""
    layout = world.tables.layout
    chosen, nearest = NOBODY, math.inf
    for zone in range(len(layout.zones)):
        if layout.outdoors[zone] and layout.distance[here][zone] < nearest:
            chosen, nearest = zone, layout.distance[here][zone]
    return chosen


def is_in_reach(world: World, zone: int) -> bool:
    """Whether the hazard is in this zone, or in sight of it."""
    if not world.is_hazard_active or world.hazard_zone == NOBODY:
        return False
    in_sight = world.tables.hazard.in_sight and zone in world.tables.layout.in_sight[world.hazard_zone]
    return zone == world.hazard_zone or in_sight


# opening doors


def open_own_door(world: World, unit: int) -> None:
    """A person who leaves a locked room opens its door. Those who stay are unprotected until the first adult among them locks it."""
    zone = world.zone[unit]
    if not world.seems_locked[zone]:
        return
    world.open_door(zone)
    world.log_event(EventKind.DOOR_OPENED, unit, place=zone)
    locks = NOBODY
    for other in world.list_units_in(zone):
        lose_protection(world, other)
        if locks == NOBODY and other < len(world.people) and other != unit and world.ready[other]:
            locks = other
    if locks != NOBODY:
        world.start(lock_room(world, locks, zone), Rank.PROTECTION, locks)


def lose_protection(world: World, unit: int) -> None:
    """A person or group is no longer protected."""
    if world.protected[unit]:
        world.protected[unit] = False
        world.unprotected += 1
        world.log_event(EventKind.UNPROTECTED, unit, place=world.zone[unit], value=world.occupants[unit])
