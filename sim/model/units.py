"""Units from off campus: they set out, travel, are met at the door, and look for the place."""

import math

from sim.model.duty import return_to_duty
from sim.model.environment import Process, Rank
from sim.model.state import World
from sim.model.tables import NOBODY
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose


def respond_as_unit(world: World, unit: int) -> Process:
    """Handler: a unit is dispatched. Turnout, travel, on scene; then its task at the hazard.

    The published times are those of the first unit of an agency: they are drawn once, and each further unit comes some time after the
    one before it.
    """
    units, first = world.tables.units, world.tables.units.first[unit]
    if units.turnout[unit]:
        yield world.wait(world.draw(Purpose.TURNOUT, first), Rank.DISPATCH, unit, Purpose.TURNOUT)
    record_status(world, unit, EventKind.EN_ROUTE)
    travel = world.draw(Purpose.TRAVEL, first) + world.unit_delay[unit]
    travel += sum(world.draw(Purpose.NEXT_UNIT, later) for later in range(first + 1, unit + 1))
    world.unit_due[unit] = world.now + travel
    yield world.wait(travel, Rank.DISPATCH, unit, Purpose.TRAVEL)
    record_status(world, unit, EventKind.ON_SCENE, units.enters[unit])
    greet(world, unit)
    yield from world.playbook.unit_on_scene(world, unit)


def record_status(world: World, unit: int, doing: EventKind, place: int = NOBODY) -> None:
    """Records the latest status of a unit."""
    world.unit_doing[unit] = doing
    world.log_event(doing, unit, place=place)


def draw_locate_time(world: World, unit: int) -> float:
    """Seconds from arrival to contact, drawn once per agency; shorter when the reported room is the right one, when a person met the
    unit at the door, and when the horns were stopped.
    """
    first = world.tables.units.first[unit]
    seconds = world.draw(Purpose.LOCATE, first)
    if is_near_reported_room(world) and world.tables.units.location_gain[unit]:
        seconds = world.scale(seconds, world.draw(Purpose.LOCATED, first))
    greeter = world.met_by[unit]
    if greeter != NOBODY:
        share = Purpose.MET if world.tables.staff.keys[greeter] else Purpose.MET_WITHOUT_KEYS
        seconds = world.scale(seconds, world.draw(share, first))
    if world.horns_are_silent:
        seconds = world.scale(seconds, world.draw(Purpose.QUIET, first))
    return seconds


def is_near_reported_room(world: World) -> bool:
    """Whether the hazard is in the room that was reported last, or in a zone linked to it."""
    room = world.reported_room
    if room == NOBODY:
        return False
    return room == world.hazard_zone or room in world.tables.layout.neighbors[world.hazard_zone]


def is_misled(world: World, unit: int) -> bool:
    """Whether a unit goes to the reported room and does not find the hazard there. It goes to no room twice in a row, and after one that
    was wrong it goes only where somebody saw the hazard.
    """
    room = world.reported_room
    if room in (NOBODY, world.checked_room) or not world.tables.units.location_gain[unit]:
        return False
    if world.checked_room != NOBODY and not world.room_was_seen:
        return False
    return not is_near_reported_room(world)


def check_wrong_room(world: World, unit: int) -> Process:
    """A unit walks to the reported room, and back unless a newer room has been reported by then."""
    units, room = world.tables.units, world.reported_room
    meters = world.tables.layout.distance[units.enters[unit]][room]
    seconds = world.walking_time(meters, units.speed) if meters < math.inf else 0.0
    world.checked_room, world.checks_until = room, world.now + 2.0 * seconds
    yield world.wait(seconds, Rank.DISPATCH, unit, Purpose.LOCATE)
    if world.reported_room == room:
        yield world.wait(seconds, Rank.DISPATCH, unit, Purpose.LOCATE)
    world.checks_until = world.now


def greet(world: World, unit: int) -> None:
    """A unit on scene is met by the person waiting where it enters, or beside it. That person then returns to their duty."""
    door = world.tables.units.enters[unit]
    places = [door, *world.tables.layout.neighbors[door]]
    place = next((zone for zone in places if world.greeter[zone] != NOBODY), NOBODY)
    if place == NOBODY:
        return
    person, world.greeter[place] = world.greeter[place], NOBODY
    world.met_by[unit] = person
    keys = float(world.tables.staff.keys[person])
    world.log_event(EventKind.UNIT_MET, unit, person, place, keys)
    return_to_duty(world, person)
