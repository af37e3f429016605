"""Units from off campus: they set out, travel, are met at the door, and look for the place."""

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
    """Seconds from arrival to contact, drawn once per agency; shorter when 911 knows the room, when a person met the unit at the door,
    and when the horns were stopped.
    """
    first = world.tables.units.first[unit]
    seconds = world.draw(Purpose.LOCATE, first)
    if world.room_known and world.tables.units.location_gain[unit]:
        seconds = world.scale(seconds, world.draw(Purpose.LOCATED, first))
    greeter = world.met_by[unit]
    if greeter != NOBODY:
        share = Purpose.MET if world.tables.staff.keys[greeter] else Purpose.MET_WITHOUT_KEYS
        seconds = world.scale(seconds, world.draw(share, first))
    if world.horns_are_silent:
        seconds = world.scale(seconds, world.draw(Purpose.QUIET, first))
    return seconds


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
