"""A person who is agitated and faces one adult; and a weapon that a student has seen. Both call for a few people, not for a lockdown.

An agitated visitor or student stays in one zone. The adult there calls for help, and the response team comes (`sim.model.assist`). In a
few cases it escalates. A helper who comes before that time, is trained in de-escalation and engages well makes it less likely; none makes
the episode shorter. Where it escalates, 911 is called and those who know lock down; nothing further is modeled. Neither restraint nor any
trait of the person is in the model. The play goes on until a helper is there, so that the time of help does not depend on how long the
person stays.

The chance of escalation is a chance of each replication, not its outcome. It is a product of assumed inputs and of whether help comes in
time, so it is shown with its break-evens and without a verdict.

Where a student has seen a weapon, an adult hears of it some minutes later. Everyone is alerted and 911 is called. The protocol is *secure*,
and an officer, on campus or off, ends it by going there. How it might escalate is not modeled.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from scenarios.hazards import Assist, LocatedHazard, Secure
from scenarios.inputs import AllowedScales, ChanceInput, CountInput, DurationInput
from scenarios.scenario import Emergency
from sim.hazards.base import INTERRUPTED, CapEvent, Fact, Hazard, HazardWords, begin_in, draw_onset_zone, ends, locate
from sim.model import alerting, assist, lockdown, secure, staff
from sim.model.awareness import record_perception
from sim.model.duty import drop_duty
from sim.model.environment import Process, Rank
from sim.model.errands import see_hazard
from sim.model.measure import Measure
from sim.model.movement import run_to_hazard
from sim.model.state import Playbook, World
from sim.model.tables import NOBODY, EntityKeys, Tables
from sim.model.trace import Channel, EventKind
from sim.model.trace_reader import TraceSummary, count_with, exposure_end
from sim.model.word_of_mouth import inform_room
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder
from sim.state.fields import Record, once

HELPER = 1  # entity of the end of a play in the order of an instant, after the hazard itself


class AgitatedPerson(LocatedHazard):
    """A visitor or student who is agitated, until it is over or escalates."""

    goes_with = "assist"
    neighbors_call = False
    reaches_in_sight = False
    happens_to_people = True
    measures = ("recognition", "first_report", "hazard_over", "first_campus_alert")

    kind: Literal["agitated-person"]
    escalates: Annotated[ChanceInput, AllowedScales("replication")]  # if no one who is trained engages well in time
    escalates_after: Annotated[DurationInput, AllowedScales("replication", "site")]  # from onset, if it does
    lasts: Annotated[DurationInput, AllowedScales("replication", "site")]  # otherwise
    # factor on the chance, once one who is trained engages well
    calms: Annotated[CountInput, AllowedScales("site")]


class WeaponSeen(LocatedHazard):
    """A student has seen a weapon, until an officer is there."""

    goes_with = "secure"
    neighbors_call = False
    reaches_in_sight = False
    happens_to_people = True
    measures = (
        "recognition",
        "first_report",
        "call_answered",
        "processing",
        "dispatched",
        "travel",
        "first_unit_on_scene",
        "hazard_over",
        "first_campus_alert",
        "aware_t50",
        "aware_t90",
        "aware_t100",
        "acknowledgement_rate",
        "app_was_first_report",
        "pa_speaks",
        "hang_ups",
    )

    kind: Literal["weapon-seen"]
    student_tells: Annotated[DurationInput, AllowedScales("replication", "site")]  # seen → an adult is told
    lasts: Annotated[DurationInput, AllowedScales("replication", "site")]  # from onset, if no officer comes
    search: Annotated[DurationInput, AllowedScales("replication", "site")]  # over → all clear


@dataclass(frozen=True)
class AgitatedTable:
    """escalates: chance; calms: factor on it; interrupts: seconds, of whoever is told and not needed."""

    is_used: bool = False
    escalates: float = 0.0
    calms: float = 1.0
    interrupts: float = 0.0


class Agitated(Record):
    """What is known of the person and of the adult who faces them."""

    faced_by: int = once(NOBODY)
    escalates_at: float = once(math.inf)
    """If it does."""
    is_helped: bool = once(False)
    """A helper is there."""
    is_calmed: bool = once(False)
    """One who is trained engaged well, in time."""
    has_escalated: bool = once(False)
    is_cleared: bool = once(False)
    """The weapon is secured."""


def streams(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    """Who faces the person, and how it goes on."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, AgitatedPerson)
    streams.add_uniforms(Purpose.FACES, keys.staff, 1, indexed=False)
    streams.add_uniforms(Purpose.ESCALATES, keys.scenario, 1, indexed=False)
    streams.add_times(Purpose.ESCALATES_AFTER, hazard.escalates_after, keys.scenario)
    streams.add_times(Purpose.HAZARD_LASTS, hazard.lasts, keys.scenario)


def streams_of_weapon(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    """Who hears of it, and when."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, WeaponSeen)
    streams.add_uniforms(Purpose.FACES, keys.staff, 1, indexed=False)
    streams.add_times(Purpose.STUDENT_TELLS, hazard.student_tells, keys.scenario)
    streams.add_times(Purpose.SEARCH, hazard.search, keys.scenario)
    streams.add_times(Purpose.HAZARD_LASTS, hazard.lasts, keys.scenario)


def tables(tables: Tables, emergency: Emergency, streams: StreamBuilder) -> Tables:
    """With the chance of escalation, and how long whoever is not needed is interrupted."""
    hazard, protocol = emergency.scenario.hazard, emergency.scenario.protocol
    assert isinstance(protocol, Assist | Secure)
    table = AgitatedTable(is_used=True, interrupts=streams.median_of(protocol.interrupts))
    if isinstance(hazard, AgitatedPerson):
        escalates, calms = streams.probability_of(hazard.escalates), streams.median_of(hazard.calms)
        table = replace(table, escalates=escalates, calms=calms)
    return replace(tables, own={AgitatedTable: table})


# how it begins and ends


def begin_beside_adult(world: World) -> int:
    """The hazard begins in the zone of an adult, behind an open door. Returns the adult, NOBODY if no one is on campus.

    It is one of those in the zone drawn, else the nearest of those without students, else the nearest. Officers are not among them.
    """
    place = draw_onset_zone(world)
    adult = find_adult(world, place)
    if adult != NOBODY:
        place = world.zone[adult]
    world.open_door(place)
    begin_in(world, place)
    world.hazard_zone = place
    world.log_event(EventKind.HAZARD_ENTERS, place=place)
    world.of(Agitated).faced_by = adult
    return adult


def find_adult(world: World, zone: int) -> int:
    """An adult in a zone, drawn among them; if no one is there, the nearest, first of those without students. NOBODY if there is none."""
    meters, staff = world.tables.layout.distance[zone], world.tables.staff
    others = [p for p in world.people if world.present[p] and not staff.police_radio[p]]
    here = [p for p in others if world.zone[p] == zone]
    if here:
        return min(here, key=lambda p: (world.draw(Purpose.FACES, p), p), default=NOBODY)
    able = [p for p in others if meters[world.zone[p]] < math.inf]
    return min(able, key=lambda p: (bool(staff.groups[p]), meters[world.zone[p]], p), default=NOBODY)


def perceive(world: World, adult: int) -> None:
    """The adult sees or hears of it, and needs time to understand that help is needed."""
    record_perception(world, adult, world.tables.layout.nearness[world.hazard_zone][world.zone[adult]])


def face_agitated_person(world: World) -> Process:
    """Handler: onset. The person faces an adult, and escalates at its time or is over at another."""
    adult = begin_beside_adult(world)
    if adult != NOBODY:
        perceive(world, adult)
    agitated = world.of(Agitated)
    agitated.escalates_at = world.now + world.draw(Purpose.ESCALATES_AFTER, 0)
    is_escalating = world.draw(Purpose.ESCALATES, 0) < world.tables.of(AgitatedTable).escalates
    lasts = world.draw(Purpose.HAZARD_LASTS, 0)
    if is_escalating:
        yield world.wait(world.draw(Purpose.ESCALATES_AFTER, 0), Rank.HAZARD, 0)
        if world.draw(Purpose.ESCALATES, 0) < find_chance(world):
            escalate(world)
            return
        lasts = max(0.0, lasts - world.draw(Purpose.ESCALATES_AFTER, 0))
    yield world.wait(lasts, Rank.HAZARD, 0)
    ends(world, by_contact=False)


def find_chance(world: World) -> float:
    """The chance that it escalates, as help has made it."""
    table = world.tables.of(AgitatedTable)
    return table.escalates * table.calms if world.of(Agitated).is_calmed else table.escalates


def escalate(world: World) -> None:
    """It is another emergency now, as the adult sees, who calls 911. Those who know lock down, but for the response team."""
    world.of(Agitated).has_escalated = True
    world.log_event(EventKind.ESCALATES, place=world.hazard_zone)
    adult = world.of(Agitated).faced_by
    if adult != NOBODY:
        see_hazard(world, adult)
        world.start(call_911(world, adult), Rank.ACT, adult, purpose=Purpose.ESCALATES)
    for unit in world.units:
        if not is_to_lock_down(world, unit):
            continue
        drop_duty(world, unit)
        world.add_duty(unit, world.start(lock_down(world, unit), Rank.ACT, unit, purpose=Purpose.REACTION))
    ends(world, by_contact=False)


def is_to_lock_down(world: World, unit: int) -> bool:
    """Whether a person who acts, or a group that knows, has nothing else to do."""
    if unit >= len(world.people):
        return world.aware[unit]
    is_needed = world.tables.staff.is_responder[unit] or world.on_errand[unit]
    return world.acting[unit] and not is_needed


def lock_down(world: World, unit: int) -> Process:
    """Handler: a person or group locks down."""
    if unit < len(world.people):
        yield from lockdown.run_lockdown(world, unit)
    else:
        yield from lockdown.shelter_unaccompanied(world, unit)


def call_911(world: World, person: int) -> Process:
    """Handler: the adult calls 911, if a phone is at hand."""
    yield from alerting.dial_911(world, person)


def tell_of_weapon(world: World) -> Process:
    """Handler: onset. A student has seen a weapon, and tells an adult some time later. Without an officer it is over after a while."""
    adult = begin_beside_adult(world)
    world.start(end_by_itself(world), Rank.HAZARD, HELPER, world.draw(Purpose.HAZARD_LASTS, 0))
    yield world.wait(world.draw(Purpose.STUDENT_TELLS, 0), Rank.HAZARD, 0)
    if adult != NOBODY and not (world.perceived[adult] or world.aware[adult]):
        perceive(world, adult)


def end_by_itself(world: World) -> Process:
    """Handler: it is over; it may have ended before."""
    secure_weapon(world, by_contact=False)
    yield from ()


def secure_weapon(world: World, by_contact: bool) -> None:
    """An officer is there, or it is over by itself. Some time later all is clear."""
    if world.is_hazard_active:
        ends(world, by_contact)
        world.start(clear(world), Rank.HAZARD, HELPER, world.draw(Purpose.SEARCH, 0), Purpose.SEARCH)


def clear(world: World) -> Process:
    """Handler: the weapon is secured."""
    world.of(Agitated).is_cleared = True
    world.check_all_clear()
    yield from ()


# help


def help_adult(world: World, person: int) -> Process:
    """Handler: a member of the response team acts, unless they are the one who faces the person."""
    agitated = world.of(Agitated)
    if person == agitated.faced_by:
        inform_room(world, person)
        return
    if (yield from assist.come_to_help(world, person)):
        agitated.is_helped = True
        engage(world, person)
        world.check_all_clear()


def engage(world: World, person: int) -> None:
    """A helper is there, or by decision another adult. In time, one who is trained may engage well."""
    agitated = world.of(Agitated)
    if world.now >= agitated.escalates_at or agitated.is_calmed:
        return
    if world.draw(Purpose.TRAINED, person) and world.draw(Purpose.ENGAGES, person):
        agitated.is_calmed = True
        world.log_event(EventKind.ENGAGES, person, place=world.zone[person])


def speak_calmly(world: World, person: int) -> Process:
    """Handler: the adult who faces the person, or another one there, keeps a distance and speaks calmly."""
    engage(world, person)
    yield from ()


def go_to_weapon(world: World, person: int) -> Process:
    """Handler: an officer on campus goes there and ends it."""
    yield from run_to_hazard(world, person)
    if world.zone[person] == world.hazard_zone and world.tables.staff.can_intervene[person]:
        secure_weapon(world, by_contact=True)


def go_to_weapon_from_outside(world: World, unit: int) -> Process:
    """A unit on scene finds the place and ends it."""
    yield from locate(world, unit)
    secure_weapon(world, by_contact=True)


def find_place(world: World, unit: int) -> Process:
    """A unit on scene, after it has escalated, finds the place."""
    yield from locate(world, unit)
    world.check_all_clear()


def is_help_there(world: World) -> bool:
    """It is over, and a helper came; where it escalated, a unit."""
    agitated = world.of(Agitated)
    came = world.unit_there if agitated.has_escalated else agitated.is_helped
    return came and not world.is_hazard_active


def is_weapon_secured(world: World) -> bool:
    """It is over, and the weapon is secured."""
    return world.of(Agitated).is_cleared


# measures


def find_helper(reading: TraceSummary) -> float:
    """When the first of the response team, or an officer, is there."""
    first = reading.first_times
    return min(first[EventKind.RESPONDER_ON_SCENE], first[EventKind.CONTACT_MADE])


def find_zone_faced(reading: TraceSummary) -> int:
    """The zone of the person; NOBODY where it was all clear before they came."""
    return reading.hazard_at[0].zone if reading.hazard_at else NOBODY


def alone_seconds(reading: TraceSummary) -> float:
    """Until another adult who knows is in the zone, the adult has stepped aside, or it is over."""
    staff, until = reading.tables.staff_count, exposure_end(reading)
    place = find_zone_faced(reading)
    for time, kind, subject, channel, zone, _ in reading.trace.rows:
        is_told = kind == EventKind.AWARE and subject < staff and channel != Channel.HAZARD
        if kind in (EventKind.RESPONDER_ON_SCENE, EventKind.STEPS_ASIDE) or (is_told and zone == place):
            return min(time, until)
    return until


def interrupted_seconds(reading: TraceSummary) -> float:
    """Heads times seconds until it is over, of those in the zone and of helpers; of others, for the time that it takes."""
    tables, over, total = reading.tables, exposure_end(reading), 0.0
    interrupts, place = tables.of(AgitatedTable).interrupts, find_zone_faced(reading)
    for time, kind, unit, _, zone, _ in reading.trace.rows:
        if kind == EventKind.ACTS:
            heads = count_with(reading, unit)
        elif kind == EventKind.AWARE and unit >= tables.staff_count:
            heads = tables.groups.occupants[unit - tables.staff_count]
        else:
            continue
        until = min(time + interrupts, tables.horizon)
        if zone == place or reading.coming[unit]:
            until = over
        total += heads * max(0.0, until - time)
    return total


def interrupted_minutes(reading: TraceSummary) -> float:
    """The same in minutes."""
    return interrupted_seconds(reading) / 60.0


def find_escalated(reading: TraceSummary) -> float:
    """The chance that it escalates, as help has made it."""
    table = reading.tables.of(AgitatedTable)
    return table.escalates * table.calms if reading.first_times[EventKind.ENGAGES] < math.inf else table.escalates


HELPER_ARRIVES = Measure(
    "helper_arrives",
    "s",
    "lower",
    "Onset to the first of the response team, or the first officer, in the zone.",
    is_time=True,
)


def list_facts(emergency: Emergency) -> Iterator[Fact]:
    """For a data sheet."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, AgitatedPerson)
    yield ("Hazard", ("an agitated visitor or student who faces one adult; nothing about the person is modeled",))
    yield "Escalates", (hazard.escalates, ", after ", hazard.escalates_after)
    yield "", ("times ", hazard.calms, " if a trained helper engages well before")
    yield "Over", ("otherwise after ", hazard.lasts)


def list_facts_of_weapon(emergency: Emergency) -> Iterator[Fact]:
    """For a data sheet."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, WeaponSeen)
    yield "Hazard", ("a student has seen a weapon; nothing else about it is modeled",)
    yield "An adult is told", ("after ", hazard.student_tells)
    yield "Over", ("when an officer is there, or after ", hazard.lasts)
    yield "All clear", (hazard.search, " later")


AGITATED_PERSON = Hazard(
    model=AgitatedPerson,
    playbook=Playbook(
        onset=face_agitated_person,
        adult_knows=staff.respond_as_staff,
        doubt_ends=staff.resolve_doubt,
        group_knows=assist.go_on_unaccompanied,
        protocol=assist.go_on,
        responder=help_adult,
        unit_on_scene=find_place,
        all_clear=is_help_there,
        anyone_may_be_sent=True,
        engage=speak_calmly,
    ),
    streams=streams,
    tables=tables,
    table=AgitatedTable,
    state=Agitated,
    measures={
        HELPER_ARRIVES: find_helper,
        Measure(
            "escalated",
            "probability",
            "lower",
            "Chance that it escalates, given when help came.",
            proportional_to="hazard.escalates",
            matters=0.01,
        ): find_escalated,
        Measure(
            "alone_seconds",
            "s",
            "lower",
            "Seconds that the adult faces the person with no other adult who knows of it in the zone.",
        ): alone_seconds,
        INTERRUPTED: interrupted_minutes,
    },
    words=HazardWords(
        told="an adult needs help with a person who is upset",
        seen="A person in front of you is agitated",
        about="an agitated person at a school",
        on_map="agitated person",
        cap=CapEvent("Security", "Staff assist", "Prepare"),
    ),
    facts=list_facts,
)
WEAPON_SEEN = Hazard(
    model=WeaponSeen,
    playbook=Playbook(
        onset=tell_of_weapon,
        adult_knows=staff.respond_as_staff,
        doubt_ends=staff.resolve_doubt,
        group_knows=secure.secure,
        protocol=secure.secure,
        responder=go_to_weapon,
        unit_on_scene=go_to_weapon_from_outside,
        all_clear=is_weapon_secured,
    ),
    streams=streams_of_weapon,
    tables=tables,
    measures={HELPER_ARRIVES: find_helper, INTERRUPTED: interrupted_minutes},
    words=HazardWords(
        told="a weapon has been seen",
        seen="A student tells you of a weapon",
        about="a weapon seen at a school",
        on_map="where it was seen",
        cap=CapEvent("Security", "Weapon seen", "Shelter"),
    ),
    facts=list_facts_of_weapon,
)
