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
        if world.locked[ahead] and not has_key(world, unit, ahead):
            break
        for member in company:
            move_to_zone(world, member, ahead)
    world.walking[unit] = False


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
    yield from world.playbook.unit_on_scene(world, unit)


def record_status(world: World, unit: int, doing: EventKind, place: int = NOBODY) -> None:
    """Records the latest status of a unit."""
    world.unit_doing[unit] = doing
    world.log_event(doing, unit, place=place)


def draw_locate_time(world: World, unit: int) -> float:
    """Seconds from arrival to contact, drawn once per agency; shorter when a call came with location data."""
    first = world.tables.units.first[unit]
    seconds = world.draw(Purpose.LOCATE, first)
    if world.room_known and world.tables.units.location_gain[unit]:
        return world.scale(seconds, world.draw(Purpose.LOCATED, first))
    return seconds


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
