"""An assailant: a threat that is in one zone for some time, then goes on to a zone that is open to it.

It ends by its own clock or when an officer makes contact. Nothing else about it is modelled. It does not enter a zone that is locked.
"""

from sim.model.hazards import appears, as_things_are, ends, place_of_onset
from sim.model.order import Rank
from sim.model.responders import does, run_to_the_hazard, time_to_locate
from sim.model.world import Process, World
from sim.purposes import Purpose
from sim.tables import NOBODY
from sim.trace import Kind


def threat(world: World) -> Process:
    """Handler: onset. The threat is somewhere that is not locked; it stays, looks for an open way, walks, and enters."""
    place = place_of_onset(world)
    world.locked[place] = False
    as_things_are(world)
    world.hazard_goes_on = True
    world.start(own_clock(world), Rank.HAZARD, 1, world.draw(Purpose.HAZARD_LASTS, 0))
    world.tell(Kind.ONSET, place=place, value=world.draw(Purpose.ONSET_MINUTE, 0))
    appears(world, place)
    while True:
        yield world.wait(world.draw(Purpose.HAZARD_STAYS, 0, world.hazard_step), Rank.HAZARD, 0)
        if world.hazard_is_over():
            return
        target = next_zone(world)
        world.hazard_step += 1
        if target == NOBODY:
            continue
        world.tell(Kind.HAZARD_LEAVES, place=world.hazard_zone)
        metres = world.tables.layout.length(world.hazard_zone, target)
        yield world.wait(world.seconds_for(metres, world.draw(Purpose.HAZARD_SPEED, 0)), Rank.HAZARD, 0)
        if world.hazard_is_over():
            return
        appears(world, world.hazard_zone if world.locked[target] else target)


def own_clock(world: World) -> Process:
    """Handler: its own clock has run out. It may have ended before."""
    ends(world, by_contact=False)
    yield from ()


def next_zone(world: World) -> int:
    """The neighbour that is open and whose own number is smallest; NOBODY if every way is shut."""
    ways = world.tables.layout.ways[world.hazard_zone]
    open_ways = [zone for zone in ways if not world.locked[zone]]
    if not open_ways:
        return NOBODY
    return min(open_ways, key=lambda zone: world.draw(Purpose.HAZARD_NEXT, zone, world.hazard_step))


def contact_by_a_unit(world: World, unit: int) -> Process:
    """A unit on scene locates the room and makes contact, or reaches the place where it ended."""
    if world.tables.units.locates[unit]:
        yield world.wait(time_to_locate(world, unit), Rank.DISPATCH, unit, Purpose.LOCATE)
        does(world, unit, Kind.CONTACT_MADE, world.hazard_zone)
    world.unit_there = True
    ends(world, by_contact=True)
    world.look_for_all_clear()


def somebody_on_campus(world: World, person: int) -> Process:
    """Handler: an officer on campus knows, and runs to it wherever it is by then. Reaching it ends it, for those who may."""
    yield from run_to_the_hazard(world, person)
    if (
        world.zone[person] == world.hazard_zone
        and world.tables.staff.intervenes[person]
        and world.hazard_goes_on
    ):
        world.tell(Kind.CONTACT_MADE, NOBODY, person, world.zone[person])
        ends(world, by_contact=True)
