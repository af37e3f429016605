"""An assailant: a threat that is in one zone for some time, then goes on to a zone that is open to it.

It ends by its own clock or when an officer makes contact. Nothing else about it is modelled. It does not enter a zone that is locked.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from scenarios.checks.devices import nowhere
from scenarios.emergency import Emergency
from scenarios.hazards import LocatedHazard, People
from scenarios.inputs import DurationInput, SpeedInput, Varies
from scenarios.means import middle_of
from scenarios.measure_names import ALERTED
from scenarios.place import Finding
from sim.hazards.base import Hazard, appears, as_things_are, ends, place_of_onset
from sim.laws import Law
from sim.model import people, shelter
from sim.model.order import Rank
from sim.model.responders import does, run_to_the_hazard, time_to_locate
from sim.model.world import Playbook, Process, World
from sim.purposes import Purpose
from sim.streams import Streams
from sim.tables import NOBODY, STEPS, KeyRing
from sim.trace import Kind


class Assailant(LocatedHazard):
    """A threat that is somewhere for some time, goes where doors are open to it, and ends by its own clock or on contact."""

    goes_with = "lockdown"
    measures = ALERTED

    kind: Literal["assailant"]
    stays: Annotated[DurationInput, Varies("event", "site")]  # in one zone
    walks: Annotated[SpeedInput, Varies("replication", "site")]
    lasts: Annotated[DurationInput, Varies("replication", "site")]  # its own clock

    def check(self, _people: People) -> Iterator[Finding]:
        """It is somewhere for some time, and gets somewhere."""
        yield from nowhere(self.walks, ("hazard", "walks"))
        for key in ("stays", "lasts"):
            if middle_of(getattr(self, key)) == 0:
                yield Finding(("hazard", key), f"{key} is 0 s; it must take some time")


def streams(streams: Streams, emergency: Emergency, keys: KeyRing) -> None:
    """Where it goes, and how long it is anywhere."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, Assailant)
    streams.times(Purpose.HAZARD_STAYS, hazard.stays, keys.scenario, 4 * STEPS)
    streams.put(Purpose.HAZARD_NEXT, [Law.exponential(1.0)], keys.zones, STEPS, False, "event")
    streams.values(Purpose.HAZARD_SPEED, hazard.walks, keys.scenario)
    streams.times(Purpose.HAZARD_LASTS, hazard.lasts, keys.scenario)


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


def no_threat_left(world: World) -> bool:
    """The hazard is over, a unit is there, everybody knows, and everybody who can be is protected."""
    return not world.hazard_goes_on and world.unit_there and not world.unaware_staff and not world.unprotected


ASSAILANT = Hazard(
    model=Assailant,
    playbook=Playbook(
        onset=threat,
        adult_knows=people.a_member_of_staff,
        doubt_ends=people.a_doubter,
        group_knows=shelter.pupils_by_themselves,
        protocol=shelter.lockdown,
        responder=somebody_on_campus,
        unit_on_scene=contact_by_a_unit,
        all_clear=no_threat_left,
    ),
    streams=streams,
)
