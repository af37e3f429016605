"""Airing, once a plume has passed: everyone is told to go out, and windows, doors and fans are opened.

Someone has to say so, which takes its time. Where someone has agreed to see to it, they wait for the word of the fire department, and it
takes less.
"""

from sim.model.awareness import has_adult
from sim.model.close_in import CloseInTable, Closing, record_air_changes
from sim.model.duty import drop_duty
from sim.model.environment import Process, Rank
from sim.model.movement import walk
from sim.model.state import World
from sim.model.tables import NOBODY
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose


def find_time_to_say(world: World) -> float:
    """Seconds from when it has passed until people are told."""
    seconds = world.draw(Purpose.SAID_OUT, 0)
    return min(seconds, world.draw(Purpose.AIRING_AGREED, 0)) if world.of(Closing).is_agreed else seconds


def say_at_last(world: World) -> Process:
    """Handler: it has passed some time ago, and someone sees to it now that people are told."""
    yield world.wait(world.draw(Purpose.AIRING_AGREED, 0), Rank.HAZARD, 0, Purpose.AIRING_AGREED)
    go_out_and_air(world)


def go_out_and_air(world: World) -> None:
    """Everyone is told to go out, and windows, doors and fans are opened; once."""
    table, closing = world.tables.of(CloseInTable), world.of(Closing)
    if closing.is_over:
        return
    world.log_event(EventKind.OUT_AND_AIR)
    closing.is_over = True
    for building in range(len(table.switch)):
        if table.has_rooms[building]:
            record_air_changes(world, building, table.airing)
    for unit in world.units:
        if world.zone[unit] != NOBODY and not is_led(world, unit):
            drop_duty(world, unit)
            closing.inside += 1
            world.add_duty(unit, world.start(go_out(world, unit), Rank.ACT, unit, purpose=Purpose.REACTION))


def is_led(world: World, unit: int) -> bool:
    """Whether it is a group with its adult there."""
    if not has_adult(world, unit):
        return False
    return world.zone[world.tables.groups.adult[unit - len(world.people)]] == world.zone[unit]


def go_out(world: World, unit: int) -> Process:
    """Handler: walks to the nearest place outdoors with the own group."""
    yield world.wait(world.draw(Purpose.REACTION, unit), Rank.REACTION, unit, Purpose.REACTION)
    way_out = world.tables.of(CloseInTable).way_out[world.zone[unit]]
    if way_out != NOBODY:
        yield from walk(world, unit, way_out)
    world.of(Closing).inside -= 1
    world.check_all_clear()


def is_everyone_out(world: World) -> bool:
    """Everyone has been told to go out, and has."""
    return world.of(Closing).is_over and world.of(Closing).inside == 0
