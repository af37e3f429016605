"""A false alarm: somebody takes something harmless for a threat, and everybody does what they would do about one.

There is no threat, so nobody is exposed to anything; what it costs is the time of those who break off what they were doing. It turns out
to be false some time after the first report of the school, whoever finds that out: units and officers who go there look round and
end nothing. Then all clear reaches everybody at once, and they go back to work.
"""

from sim.model.hazards import appears, as_things_are, ends, place_of_onset
from sim.model.order import Rank
from sim.model.responders import does, run_to_the_hazard, time_to_locate
from sim.model.world import Process, World
from sim.purposes import Purpose
from sim.trace import Kind

UNREPORTED = (
    1  # the part of the hazard that ends it by itself, after the hazard itself in the order of an instant
)


def taken_for_a_threat(world: World) -> Process:
    """Handler: onset. Whoever is near may take it for a threat, once; after the first report it turns out to be false."""
    place = place_of_onset(world)
    world.locked[place] = False
    as_things_are(world)
    world.hazard_goes_on = True
    world.start(never_reported(world), Rank.HAZARD, UNREPORTED, world.draw(Purpose.FADES, 0))
    world.tell(Kind.ONSET, place=place, value=world.draw(Purpose.ONSET_MINUTE, 0))
    appears(world, place)
    if not world.reported:
        yield world.report_is_out.wait(Rank.HAZARD, 0)
    yield world.wait(world.draw(Purpose.FOUND_FALSE, 0), Rank.HAZARD, 0)
    ends(world, by_contact=False)


def never_reported(world: World) -> Process:
    """Handler: so long after onset nobody of the school has reported it; it is forgotten."""
    if not world.reported:
        ends(world, by_contact=False)
    yield from ()


def somebody_on_campus_looks(world: World, person: int) -> Process:
    """Handler: an officer on campus knows, runs there, and finds nothing that would have to be ended."""
    yield from run_to_the_hazard(world, person)


def a_unit_looks(world: World, unit: int) -> Process:
    """A unit on scene locates the place and finds nothing."""
    if world.tables.units.locates[unit]:
        yield world.wait(time_to_locate(world, unit), Rank.DISPATCH, unit, Purpose.LOCATE)
        does(world, unit, Kind.CONTACT_MADE, world.hazard_zone)
    world.unit_there = True


def found_to_be_false(world: World) -> bool:
    """All clear: it is known to be false, whoever is still on the way."""
    return not world.hazard_goes_on
