"""A false alarm: somebody takes something harmless for a threat, and everybody does what they would do about one.

There is no threat, so nobody is exposed to anything; what it costs is the time of those who break off what they were doing. It turns out
to be false some time after the first report of the school, whoever finds that out: units and officers who go there look round and
end nothing. Then all clear reaches everybody at once, and they go back to work.
"""

from typing import Annotated, Literal

from scenarios.emergency import Emergency
from scenarios.hazards import LocatedHazard
from scenarios.inputs import DurationInput, Varies
from sim.hazards.base import Hazard, appears, as_things_are, ends, place_of_onset
from sim.measure import Measure
from sim.model import people, shelter
from sim.model.order import Rank
from sim.model.responders import does, run_to_the_hazard, time_to_locate
from sim.model.world import Playbook, Process, World
from sim.purposes import Purpose
from sim.reading import Reading
from sim.streams import Streams
from sim.tables import KeyRing
from sim.trace import Kind


class FalseAlarm(LocatedHazard):
    """Something harmless that somebody takes for a threat. Nobody is exposed to anything; it is over when all clear is given."""

    goes_with = "lockdown"
    happens_to_people = True
    measures = (
        "recognition",
        "first_report",
        "hazard_over",
        "app_was_first_report",
        "false_alert_person_minutes",
        "units_sent_in_vain",
    )
    """To know it and to be behind a locked door is what it costs, not what anybody gains; so no time of either is measured, nor of
    steps that all clear may come before.
    """

    kind: Literal["false-alarm"]
    found_false: Annotated[DurationInput, Varies("replication", "site")]  # first report → all clear
    fades: Annotated[DurationInput, Varies("replication", "site")]  # never reported: onset → forgotten


def streams(streams: Streams, emergency: Emergency, keys: KeyRing) -> None:
    """When it turns out to be false."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, FalseAlarm)
    streams.times(Purpose.FOUND_FALSE, hazard.found_false, keys.scenario)
    streams.times(Purpose.FADES, hazard.fades, keys.scenario)


UNREPORTED = 1
"""The part of the hazard that ends it by itself, after the hazard itself in the order of an instant."""


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


def false_alert_seconds(reading: Reading) -> float:
    """Heads times seconds; a group without an adult counts from when it knows."""
    horizon = reading.tables.horizon
    end = min(reading.first.get(Kind.ALL_CLEAR, horizon), horizon)
    return sum(heads * (end - start) for start, heads in reading.broke_off)


FALSE_ALARM = Hazard(
    model=FalseAlarm,
    playbook=Playbook(
        onset=taken_for_a_threat,
        adult_knows=people.a_member_of_staff,
        doubt_ends=people.a_doubter,
        group_knows=shelter.pupils_by_themselves,
        protocol=shelter.lockdown,
        responder=somebody_on_campus_looks,
        unit_on_scene=a_unit_looks,
        all_clear=found_to_be_false,
    ),
    streams=streams,
    measures={
        Measure(
            "false_alert_person_minutes",
            "person-min",
            "lower",
            "Heads times minutes from when an adult begins to act, for the adult and their group, until all clear or the horizon.",
        ): lambda reading: false_alert_seconds(reading) / 60.0,
        Measure(
            "units_sent_in_vain",
            "share",
            "lower",
            "Whether 911 had sent a unit to a false alarm by the time of all clear.",
            yes_no=True,
        ): lambda reading: float(Kind.DISPATCHED in reading.first),
    },
)
