"""An assailant: a threat that stays in one zone for some time, then moves on to a zone that is open to it.

It never enters a locked zone. It ends by its own clock, or by contact with an officer. Each officer tries once, and the first contact
contains it: from then on it stays in its zone. What no contact ended is over some time after the fourth officer is on scene. In a few
emergencies the first contact becomes a siege, which outlasts both. The all clear comes when the police have searched the campus.
Nothing else about it is modeled.
"""

import math
from collections.abc import Iterator
from typing import Annotated, Literal

from scenarios.base import FileModel
from scenarios.campus import Agency
from scenarios.diagnostics import Finding
from scenarios.hazards import ALERTED, LocatedHazard, People
from scenarios.inputs import AllowedScales, ChanceInput, DurationInput, SpeedInput
from scenarios.scenario import Emergency
from scenarios.validation.campus import check_speed
from scenarios.validation.limits import find_median
from sim.hazards.base import CapEvent, Fact, Hazard, HazardWords, begin_behind_open_door, ends, enter_zone, locate
from sim.model import lockdown, staff
from sim.model.environment import Process, Rank
from sim.model.measure import Measure
from sim.model.movement import run_to_hazard
from sim.model.state import Playbook, World
from sim.model.tables import NOBODY, STEPS, EntityKeys
from sim.model.trace import EventKind
from sim.sampling.distributions import Distribution
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder
from sim.state.fields import Record, once

ENOUGH_OFFICERS = 4
"""Units that police send. Once so many officers are on scene, on campus or off, what no contact has ended is over after a while."""


class Threat(Record):
    """What is known of an assailant, and done about it."""

    is_contained: bool = once(False)
    """An officer has made contact, so it stays in its zone."""
    officers: int = once(0)
    """On scene."""
    is_search_begun: bool = once(False)
    is_searched: bool = once(False)
    """The police have searched the campus."""
    is_contact_tried: bool = once(False)
    is_siege: bool = once(False)
    """At the first contact the threat was barricaded: it lasts until the siege ends."""


class Siege(FileModel):
    """The first contact becomes a siege, which neither the threat's own clock nor more officers end."""

    happens: Annotated[ChanceInput, AllowedScales("replication", "site")]
    lasts: Annotated[DurationInput, AllowedScales("replication", "site")]  # from that contact


class Contact(FileModel):
    """An officer who reaches the threat tries once. `overwhelmed_after`: from the fourth officer on scene until it ends in any case."""

    succeeds: Annotated[ChanceInput, AllowedScales("event", "site")]
    takes: Annotated[DurationInput, AllowedScales("event", "site")]
    overwhelmed_after: Annotated[DurationInput, AllowedScales("replication", "site")]
    siege: Siege | None = None  # none: no contact becomes one


class Assailant(LocatedHazard):
    """A threat that stays, moves through open doors, and ends by its own clock or on contact."""

    goes_with = "lockdown"
    silences_near = True
    measures = (
        *ALERTED,
        "aware_when_over",
        "protected_when_over",
        "unaware_time",
        "unaware_time_bound",
        "unaware_time_same_span",
        "pa_speaks",
        "hang_ups",
    )

    kind: Literal["assailant"]
    stays: Annotated[DurationInput, AllowedScales("event", "site")]  # in one zone
    walks: Annotated[SpeedInput, AllowedScales("replication", "site")]
    lasts: Annotated[DurationInput, AllowedScales("replication", "site")]  # its own clock
    contact: Contact | None = None  # none: reaching it ends it at once
    # by police, until the all clear
    search: Annotated[DurationInput, AllowedScales("replication", "site")] | None = None

    def units_from(self, agency: Agency) -> int:
        """Police send as many units as it takes to overwhelm it, whatever the campus file says."""
        return ENOUGH_OFFICERS if agency.kind == "police" and self.contact is not None else agency.units

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
    streams.add_stream(Purpose.HAZARD_NEXT, [Distribution.exponential(1.0)], keys.zones, STEPS, False, "event")
    streams.add_values(Purpose.HAZARD_SPEED, hazard.walks, keys.scenario)
    streams.add_times(Purpose.HAZARD_LASTS, hazard.lasts, keys.scenario)
    streams.add_times(Purpose.SEARCH, hazard.search, keys.scenario)
    if hazard.contact is not None:
        streams.add_times(Purpose.CONTACT_TAKES, hazard.contact.takes, keys.officers)
        streams.add_values(Purpose.CONTACT_SUCCEEDS, hazard.contact.succeeds, keys.officers)
        streams.add_times(Purpose.OVERWHELMED, hazard.contact.overwhelmed_after, keys.scenario)
        if hazard.contact.siege is not None:
            streams.add_values(Purpose.SIEGE, hazard.contact.siege.happens, keys.scenario)
            streams.add_times(Purpose.SIEGE_LASTS, hazard.contact.siege.lasts, keys.scenario)


def run_threat(world: World) -> Process:
    """Handler: onset. The threat starts in an unlocked zone, stays, chooses an open door, walks, and enters the next zone."""
    place = begin_behind_open_door(world)
    world.start(end_by_own_clock(world), Rank.HAZARD, 1, world.draw(Purpose.HAZARD_LASTS, 0))
    enter_zone(world, place)
    while True:
        yield world.wait(world.draw(Purpose.HAZARD_STAYS, 0, world.hazard_step), Rank.HAZARD, 0)
        if world.is_hazard_over() or world.of(Threat).is_contained:
            return
        target = find_next_zone(world)
        world.hazard_step += 1
        if target == NOBODY:
            continue
        world.log_event(EventKind.HAZARD_LEAVES, place=world.hazard_zone)
        meters = world.tables.layout.length(world.hazard_zone, target)
        yield world.wait(world.walking_time(meters, world.draw(Purpose.HAZARD_SPEED, 0)), Rank.HAZARD, 0)
        if world.is_hazard_over() or world.of(Threat).is_contained:
            return
        enter_zone(world, world.hazard_zone if is_closed(world, target) else target)


def end_by_own_clock(world: World) -> Process:
    """Handler: its own clock has run out; it may have ended before."""
    if not world.of(Threat).is_siege:
        end_threat(world, by_contact=False)
    yield from ()


def find_next_zone(world: World) -> int:
    """A neighboring zone at random among the unlocked ones; NOBODY if all are locked."""
    ways = world.tables.layout.neighbors[world.hazard_zone]
    open_ways = [zone for zone in ways if not is_closed(world, zone)]
    if not open_ways:
        return NOBODY
    return min(open_ways, key=lambda zone: world.draw(Purpose.HAZARD_NEXT, zone, world.hazard_step))


def is_closed(world: World, zone: int) -> bool:
    """Whether a locked door keeps it out of a neighboring zone."""
    return world.locked[zone] or world.is_shut(world.hazard_zone, zone)


def engage_with_unit(world: World, unit: int) -> Process:
    """A unit on scene locates the place and makes contact there."""
    officer_arrives(world)
    yield from locate(world, unit)
    yield from make_contact(world, world.tables.staff_count + unit)


def engage_on_campus(world: World, person: int) -> Process:
    """Handler: a responder on campus runs to the threat, wherever it is by then. Officers who may intervene make contact there."""
    yield from run_to_hazard(world, person)
    if world.zone[person] != world.hazard_zone or not world.tables.staff.can_intervene[person]:
        return
    officer_arrives(world)
    if world.is_hazard_active:
        world.log_event(EventKind.CONTACT_MADE, NOBODY, person, world.zone[person])
        yield from make_contact(world, person)


def make_contact(world: World, officer: int) -> Process:
    """An officer at the threat contains it, and ends it or does not. officer: a person, or a unit after all people."""
    threat = world.of(Threat)
    if not world.is_hazard_active or threat.is_siege:
        return
    threat.is_contained = True
    if Purpose.CONTACT_TAKES in world.tables.streams:
        seconds = world.draw(Purpose.CONTACT_TAKES, officer)
        yield world.wait(seconds, Rank.DISPATCH, officer, Purpose.CONTACT_TAKES)
        if world.of(Threat).is_siege:
            return
        begin_siege(world)
        if world.of(Threat).is_siege or not world.draw(Purpose.CONTACT_SUCCEEDS, officer):
            return
    end_threat(world, by_contact=True)


def begin_siege(world: World) -> None:
    """In some emergencies the first contact becomes a siege, whether or not it would have succeeded."""
    threat = world.of(Threat)
    is_first, threat.is_contact_tried = not threat.is_contact_tried, True
    if is_first and world.is_hazard_active and world.draw_if_any(Purpose.SIEGE, 0.0):
        threat.is_siege = True
        world.log_event(EventKind.SIEGE_BEGINS, place=world.hazard_zone)
        world.start(end_siege(world), Rank.HAZARD, 4, world.draw(Purpose.SIEGE_LASTS, 0))


def end_siege(world: World) -> Process:
    """Handler: the siege is over."""
    end_threat(world, by_contact=True)
    yield from ()


def officer_arrives(world: World) -> None:
    """One more officer is on scene. The fourth begins the end of what no contact has ended."""
    threat = world.of(Threat)
    threat.officers += 1
    if threat.officers == ENOUGH_OFFICERS and Purpose.OVERWHELMED in world.tables.streams:
        world.start(overwhelm(world), Rank.HAZARD, 2, world.draw(Purpose.OVERWHELMED, 0))
    begin_search(world)


def overwhelm(world: World) -> Process:
    """Handler: four officers have been on scene for some time."""
    if not world.of(Threat).is_siege:
        end_threat(world, by_contact=True)
    yield from ()


def end_threat(world: World, by_contact: bool) -> None:
    """The danger is over; the search may begin."""
    ends(world, by_contact)
    begin_search(world)


def begin_search(world: World) -> None:
    """The police search the campus once the danger is over and a unit is on scene."""
    threat, police_came = world.of(Threat), any(doing >= EventKind.ON_SCENE for doing in world.unit_doing)
    if world.is_hazard_active or threat.is_search_begun or not police_came:
        return
    threat.is_search_begun = True
    if Purpose.SEARCH in world.tables.streams:
        world.start(finish_search(world), Rank.HAZARD, 3, world.draw(Purpose.SEARCH, 0))


def finish_search(world: World) -> Process:
    """Handler: the campus has been searched."""
    world.of(Threat).is_searched = True
    world.check_all_clear()
    yield from ()


def is_all_clear(world: World) -> bool:
    """The police have searched the campus."""
    return world.of(Threat).is_searched


def list_facts(emergency: Emergency) -> Iterator[Fact]:
    """For a data sheet."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, Assailant)
    yield "Hazard", ("a threat with a location and a duration; nothing else about it is modeled",)
    yield "Stays in a place", (hazard.stays,)
    yield "Ends", ("by itself after ", hazard.lasts, ", or when an officer makes contact")
    if hazard.contact is not None:
        rest = "; otherwise the threat is contained where it is, until four units are there"
        yield "", ("contact succeeds: ", hazard.contact.succeeds, ", after ", hazard.contact.takes, rest)
        if hazard.contact.siege is not None:
            first = "the first contact becomes a siege: "
            yield "", (first, hazard.contact.siege.happens, ", over after ", hazard.contact.siege.lasts)
    yield "Doors", ("it does not enter a locked zone",)


ASSAILANT = Hazard(
    model=Assailant,
    playbook=Playbook(
        onset=run_threat,
        adult_knows=staff.respond_as_staff,
        doubt_ends=staff.resolve_doubt,
        group_knows=lockdown.shelter_unaccompanied,
        protocol=lockdown.run_lockdown,
        once_reacted=lockdown.lock_down,
        responder=engage_on_campus,
        unit_on_scene=engage_with_unit,
        all_clear=is_all_clear,
    ),
    streams=streams,
    state=Threat,
    measures={
        Measure(
            "siege", "share", "lower", "Whether the threat was barricaded at the first contact.", is_yes_no=True
        ): lambda reading: float(reading.first_times[EventKind.SIEGE_BEGINS] < math.inf)
    },
    words=HazardWords(
        told="a dangerous person is here",
        seen="You see or hear a dangerous person",
        about="a dangerous person at a school",
        cap=CapEvent("Security", "Active assailant", "Shelter"),
    ),
    facts=list_facts,
)
