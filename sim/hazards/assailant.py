"""An assailant: a threat that stays in one zone for some time, then moves on to a zone that is open to it.

It ends by its own clock or when an officer makes contact, and never enters a locked zone. Nothing else about it is modeled.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from scenarios.diagnostics import Finding
from scenarios.hazards import ALERTED, LocatedHazard, People
from scenarios.inputs import AllowedScales, DurationInput, SpeedInput
from scenarios.scenario import Emergency
from scenarios.validation.campus import check_speed
from scenarios.validation.limits import find_median
from sim.hazards.base import Hazard, begin_behind_open_door, ends, enter_zone, locate_and_end
from sim.model import lockdown, staff
from sim.model.environment import Process, Rank
from sim.model.movement import run_to_hazard
from sim.model.state import Playbook, World
from sim.model.tables import NOBODY, STEPS, EntityKeys
from sim.model.trace import EventKind
from sim.sampling.distributions import Distribution
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder


class Assailant(LocatedHazard):
    """A threat that stays, moves through open doors, and ends by its own clock or on contact."""

    goes_with = "lockdown"
    measures = ALERTED

    kind: Literal["assailant"]
    stays: Annotated[DurationInput, AllowedScales("event", "site")]  # in one zone
    walks: Annotated[SpeedInput, AllowedScales("replication", "site")]
    lasts: Annotated[DurationInput, AllowedScales("replication", "site")]  # its own clock

    def check(self, _people: People) -> Iterator[Finding]:
        """Times above zero, and a speed."""
        yield from check_speed(self.walks, ("hazard", "walks"))
        for key in ("stays", "lasts"):
            if find_median(getattr(self, key)) == 0:
                yield Finding(("hazard", key), f"{key} is 0 s; it must take some time")


def streams(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    """Where it goes, and how long it stays."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, Assailant)
    streams.add_times(Purpose.HAZARD_STAYS, hazard.stays, keys.scenario, 4 * STEPS)
    streams.add_stream(
        Purpose.HAZARD_NEXT, [Distribution.exponential(1.0)], keys.zones, STEPS, False, "event"
    )
    streams.add_values(Purpose.HAZARD_SPEED, hazard.walks, keys.scenario)
    streams.add_times(Purpose.HAZARD_LASTS, hazard.lasts, keys.scenario)


def run_threat(world: World) -> Process:
    """Handler: onset. The threat starts in an unlocked zone, stays, chooses an open door, walks, and enters the next zone."""
    place = begin_behind_open_door(world)
    world.start(end_by_own_clock(world), Rank.HAZARD, 1, world.draw(Purpose.HAZARD_LASTS, 0))
    enter_zone(world, place)
    while True:
        yield world.wait(world.draw(Purpose.HAZARD_STAYS, 0, world.hazard_step), Rank.HAZARD, 0)
        if world.is_hazard_over():
            return
        target = find_next_zone(world)
        world.hazard_step += 1
        if target == NOBODY:
            continue
        world.log_event(EventKind.HAZARD_LEAVES, place=world.hazard_zone)
        metres = world.tables.layout.length(world.hazard_zone, target)
        yield world.wait(world.walking_time(metres, world.draw(Purpose.HAZARD_SPEED, 0)), Rank.HAZARD, 0)
        if world.is_hazard_over():
            return
        enter_zone(world, world.hazard_zone if world.locked[target] else target)


def end_by_own_clock(world: World) -> Process:
    """Handler: its own clock has run out; it may have ended before."""
    ends(world, by_contact=False)
    yield from ()


def find_next_zone(world: World) -> int:
    """A neighboring zone at random among the unlocked ones; NOBODY if all are locked."""
    ways = world.tables.layout.neighbors[world.hazard_zone]
    open_ways = [zone for zone in ways if not world.locked[zone]]
    if not open_ways:
        return NOBODY
    return min(open_ways, key=lambda zone: world.draw(Purpose.HAZARD_NEXT, zone, world.hazard_step))


def engage_on_campus(world: World, person: int) -> Process:
    """Handler: an officer on campus runs to the threat, wherever it is by then. Officers who may intervene end it there."""
    yield from run_to_hazard(world, person)
    if (
        world.zone[person] == world.hazard_zone
        and world.tables.staff.can_intervene[person]
        and world.is_hazard_active
    ):
        world.log_event(EventKind.CONTACT_MADE, NOBODY, person, world.zone[person])
        ends(world, by_contact=True)


def is_all_clear(world: World) -> bool:
    """The hazard is over, a unit has made contact, all staff are aware, and everyone who can be is protected."""
    return (
        not world.is_hazard_active and world.unit_there and not world.unaware_staff and not world.unprotected
    )


ASSAILANT = Hazard(
    model=Assailant,
    playbook=Playbook(
        onset=run_threat,
        adult_knows=staff.respond_as_staff,
        doubt_ends=staff.resolve_doubt,
        group_knows=lockdown.shelter_unaccompanied,
        protocol=lockdown.run_lockdown,
        responder=engage_on_campus,
        unit_on_scene=locate_and_end,
        all_clear=is_all_clear,
    ),
    streams=streams,
)
