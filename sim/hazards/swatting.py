"""A hoax: a caller claims that the school is in danger. There is none, and the full response follows until the police give the all clear.

The false call reaches the 911 center, which sends police, and in some cases phones the school. Otherwise the school learns of it from the
officers at the door. They order a lockdown, or that the outside doors are locked and lessons go on. Or the call reaches the school, as a
bomb threat does. Then the office calls 911, and takes time to decide whether everyone leaves, or stays and looks around the own room.
Whoever hears of it afterwards does what was ordered. The police come at the same moment in every arm, and nobody on campus calls 911 but
the office, once. The call itself is not modeled.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from scenarios.base import FileModel, YesNo
from scenarios.diagnostics import Finding
from scenarios.hazards import HazardModel, People
from scenarios.inputs import AllowedScales, ChanceInput, DurationInput
from scenarios.scenario import Emergency
from scenarios.validation.limits import find_median
from sim.hazards.base import CapEvent, Fact, Hazard, HazardWords, ends, record_initial_conditions
from sim.hazards.false_alarm import FALSE_ALERT
from sim.hazards.fire import build_exit_table
from sim.hazards.release_inside import pass_on
from sim.hazards.tornado import press_for_office, send_messengers
from sim.model import evacuation, lockdown, office_notice, psap, secure, staff
from sim.model.awareness import become_aware, find_unaware
from sim.model.channels import NEARBY, PHONE, ChannelRecord
from sim.model.environment import Process, Rank
from sim.model.geometry import find_next_zones
from sim.model.measure import Measure
from sim.model.state import Playbook, World
from sim.model.tables import NOBODY, EntityKeys, Tables
from sim.model.trace import Channel, EventKind
from sim.model.trace_reader import TraceSummary, time_of_aware, time_or_horizon
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder
from sim.state.fields import Record, once

CALL, DOOR, CLEAR = 1, 2, 3
"""Entities of the hazard, in the order of an instant."""
HALLS = "hall", "exit"
"""Kinds of zones in which police meet people on their way in."""


class Center(FileModel):
    """The 911 center. phones: it tells the school; after: hoax call → it does. police: hoax call → the first unit at the door."""

    phones: Annotated[ChanceInput, AllowedScales("replication", "site")]
    after: Annotated[DurationInput, AllowedScales("replication", "site")]
    police: Annotated[DurationInput, AllowedScales("replication", "site")]


class Order(FileModel):
    """full: everyone locks down, or after a call to the school leaves; otherwise lessons go on. takes: the office knows → it has decided,
    after a call to the school. interrupts: of a room where lessons go on. sweeps_after: police at the door, or the decision of the office →
    someone goes through each building, to rooms that have heard no order.
    """

    full: Annotated[ChanceInput, AllowedScales("replication", "site")]
    takes: Annotated[DurationInput, AllowedScales("replication", "site")] | None = None
    interrupts: Annotated[DurationInput, AllowedScales("site")]
    sweeps_after: Annotated[DurationInput, AllowedScales("replication", "site")]


class Swatting(HazardModel):
    """A hoax call to the 911 center or to the school, until the all clear."""

    goes_with = "lockdown"
    calls_911 = False
    neighbors_call = False
    reaches_in_sight = False
    decided_by_people = ("order.takes", "center.phones")
    measures = (
        *("first_unit_on_scene", "hazard_over", "first_campus_alert", "aware_t50", "aware_t90", "aware_t100"),
        *("acknowledgement_rate", "pa_speaks"),
    )

    kind: Literal["swatting"]
    call: Literal["center", "school"]  # whom it reaches
    center: Center | None = None  # of a call to the center
    order: Order
    officer_hears: YesNo = False  # an officer on campus hears the dispatcher, and passes it on
    found_false: Annotated[DurationInput, AllowedScales("replication", "site")]  # police there → all clear

    @property
    def protocol_kind(self) -> str:
        """People leave after a call to the school, and lock down otherwise."""
        return "evacuate" if self.call == "school" else "lockdown"

    @property
    def arrival(self) -> DurationInput | None:
        """As the file gives it for a call to the center; after a call to the school police come as to any call."""
        return None if self.center is None else self.center.police

    def check(self, people: People) -> Iterator[Finding]:
        """What belongs to the one call and not to the other, a time until the all clear, and no one of the campus who goes to it."""
        where = ("hazard", "center")
        if self.call == "center" and self.center is None:
            yield Finding(where, 'the call reaches the 911 center; give "center"')
        if self.call == "school" and self.center is not None:
            yield Finding(where, 'the call reaches the school; leave "center" out')
        if (self.call == "school") != (self.order.takes is not None):
            right = 'give "takes"' if self.call == "school" else 'leave "takes" out, because the police order'
            yield Finding(("hazard", "order", "takes"), f"the call reaches the {self.call}; {right}")
        if self.officer_hears and self.call == "school":
            where_heard = ("hazard", "officer_hears")
            yield Finding(where_heard, "the school tells the police itself; leave this out")
        if find_median(self.found_false) == 0:
            yield Finding(("hazard", "found_false"), "found_false is 0 s; a search takes some time")
        if people.responding:
            yield Finding(("responding",), "no one of the campus goes to a hoax; leave this out")


# random numbers, tables, state


def streams(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    """Who tells the school and when, what is ordered, and how long it lasts."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, Swatting)
    if hazard.center is not None:
        streams.add_values(Purpose.CENTER_PHONES, hazard.center.phones, keys.scenario)
        streams.add_times(Purpose.CENTER_PHONES_AFTER, hazard.center.after, keys.scenario)
    streams.add_values(Purpose.FULL_RESPONSE, hazard.order.full, keys.scenario)
    streams.add_times(Purpose.ORDER_DECIDED, hazard.order.takes, keys.scenario)
    streams.add_times(Purpose.SHELTER_SWEPT, hazard.order.sweeps_after, keys.scenario)
    streams.add_times(Purpose.FOUND_FALSE, hazard.found_false, keys.scenario)


@dataclass(frozen=True)
class HoaxTable:
    """by_school: the call reaches the school. interrupts: seconds. is_hall: by zone, whether it is a hall or an entrance."""

    is_used: bool = False
    by_school: bool = False
    interrupts: float = 0.0
    is_hall: list[bool] = field(default_factory=list)


class Hoax(Record):
    """What is known of it at the school."""

    is_ordered: bool = once(False)
    """What everyone has to do."""


def build_tables(tables: Tables, emergency: Emergency, streams: StreamBuilder) -> Tables:
    """With the halls; with the ways out, where people may be told to leave; without police radio, where no officer on campus hears."""
    hazard, layout = emergency.scenario.hazard, tables.layout
    assert isinstance(hazard, Swatting)
    table = HoaxTable(
        is_used=True,
        by_school=hazard.call == "school",
        interrupts=streams.median_of(hazard.order.interrupts),
        is_hall=[zone.kind in HALLS for zone in emergency.place.zones],
    )
    units = replace(tables.units, police_radio=tables.units.police_radio and hazard.officer_hears)
    tables = replace(tables, units=units, own={HoaxTable: table})
    if hazard.call == "center":
        return tables
    exits = build_exit_table(tables, emergency, streams)
    out = find_next_zones(layout, layout.outdoors, NOBODY)
    return replace(tables, fire=replace(exits, out={exits.assembly: out}))


# the call, and the police


def receive_hoax(world: World) -> Process:
    """Handler: onset. The false call reaches the 911 center, which sends police at once, or the school."""
    record_initial_conditions(world)
    world.is_hazard_active = True
    world.log_event(EventKind.ONSET, value=world.draw(Purpose.ONSET_MINUTE, 0))
    if world.tables.of(HoaxTable).by_school:
        yield from office_notice.notify_office(world, Channel.CALLER, CALL)
        return
    world.processing_began = True
    world.start(psap.dispatch_units(world, NOBODY, 0.0), Rank.DISPATCH, 0)
    if world.draw(Purpose.CENTER_PHONES, 0):
        yield world.wait(world.draw(Purpose.CENTER_PHONES_AFTER, 0), Rank.HAZARD, CALL)
        yield from office_notice.notify_office(world, Channel.CENTER, CALL)


def come_to_door(world: World, unit: int) -> Process:
    """A unit is on scene. The first begins the search that ends in the all clear. Where the office does not know, its officers tell it."""
    if world.unit_there:
        return
    world.unit_there = True
    world.start(give_all_clear(world), Rank.HAZARD, CLEAR, world.draw(Purpose.FOUND_FALSE, 0))
    if world.tables.of(HoaxTable).by_school:
        return
    give_order(world)
    sweep_buildings(world)
    door, desk = world.tables.units.enters[unit], world.tables.means.office_zone
    for other in find_unaware(world, door):
        become_aware(world, other, Channel.OFFICERS)
    if not world.office_knows:
        meters = world.tables.layout.distance[door][desk]
        seconds = world.walking_time(meters, world.tables.units.speed) if meters < math.inf else 0.0
        yield world.wait(seconds, Rank.HAZARD, DOOR)
        yield from office_notice.notify_office(world, Channel.OFFICERS, DOOR)


def sweep_buildings(world: World) -> None:
    """Some time later someone goes through each building, to the rooms that have heard no order."""
    seconds, office = world.draw(Purpose.SHELTER_SWEPT, 0), world.tables.psap.office
    world.start(send_messengers(world, office), Rank.ACT, office, seconds, Purpose.SHELTER_SWEPT)


def give_all_clear(world: World) -> Process:
    """Handler: the police have found nothing."""
    ends(world, by_contact=False)
    yield from ()


def is_found_false(world: World) -> bool:
    """The police have found nothing."""
    return not world.is_hazard_active


# people


def give_order(world: World) -> None:
    """What everyone has to do is known on campus."""
    if not world.of(Hoax).is_ordered:
        world.of(Hoax).is_ordered = True
        world.log_event(EventKind.ORDERED, value=float(world.draw(Purpose.FULL_RESPONSE, 0)))


def respond_as_adult(world: World, person: int) -> Process:
    """Handler: an adult is aware. After a call to the school its office waits for the decision. An officer who heard the dispatcher passes
    it on.
    """
    if waits_for_decision(world, person):
        staff.await_order(world, person)
        return
    give_order(world)
    if world.told_channel[person] == Channel.POLICE_RADIO and not world.played[person]:
        world.start(pass_on(world, person), Rank.ACT, person, purpose=Purpose.DECISION)
    yield from staff.respond_as_staff(world, person)


def waits_for_decision(world: World, person: int) -> bool:
    """Whether they are of the office, which has not decided yet."""
    is_undecided = world.tables.of(HoaxTable).by_school and not world.of(Hoax).is_ordered
    return is_undecided and world.tables.staff.office[person] and not world.played[person]


def resolve_doubt(world: World, person: int) -> Process:
    """Handler: a second message has come. One who waits for the decision goes on waiting until there is one."""
    if world.awaits_order[person] and not (world.of(Hoax).is_ordered or world.office_has_spoken):
        world.doubting[person] = True
        return
    yield from staff.resolve_doubt(world, person)


def decide(world: World, speaker: int) -> Process:
    """After a call to the school the office calls 911 and takes time to decide; otherwise the police have ordered. Then it alerts."""
    if world.tables.of(HoaxTable).by_school:
        if not world.office_has_called:
            call = psap.call_911(world, speaker, Channel.DIAL_911)
            world.start(call, Rank.QUEUE, speaker)
        yield world.wait(world.draw(Purpose.ORDER_DECIDED, 0), Rank.REACTION, speaker, Purpose.ORDER_DECIDED)
        sweep_buildings(world)
    give_order(world)
    staff.end_wait_for_order(world)
    if not world.alert_sent:
        press_for_office(world)


def follow_order(world: World, unit: int) -> Process:
    """Handler: an adult acts, or a group without one knows. Locks down or leaves; or lessons go on."""
    is_full, by_school = bool(world.draw(Purpose.FULL_RESPONSE, 0)), world.tables.of(HoaxTable).by_school
    if is_full and by_school:
        yield from evacuation.evacuate(world, unit)
    elif by_school:
        yield world.wait(world.draw(Purpose.REACTION, unit), Rank.REACTION, unit, Purpose.REACTION)
    elif not is_full:
        yield from secure.secure(world, unit)
    elif unit < len(world.people):
        yield from lockdown.run_lockdown(world, unit)
    else:
        yield from lockdown.shelter_unaccompanied(world, unit)


# measures


def heads_in_halls(reading: TraceSummary) -> float:
    """Share of all heads who are in a hall or entrance when the first unit comes in; at the end, where none does."""
    is_hall = reading.tables.of(HoaxTable).is_hall
    heads = sum(n for unit, n in enumerate(reading.heads) if n and is_hall[reading.zone_alone[unit]])
    return heads / reading.occupants


def is_office_first(reading: TraceSummary) -> float:
    """Whether the office knew before the first unit was there."""
    first = reading.first_times
    return float(first[EventKind.OFFICE_TOLD] < first[EventKind.ON_SCENE])


def office_to_aware(reading: TraceSummary) -> float:
    """Seconds from when the office knows to 90% of the staff; 0 where they know first, inf if they never do."""
    aware, told = time_of_aware(reading, 0.9), reading.first_times[EventKind.OFFICE_TOLD]
    return max(0.0, aware - told) if aware < math.inf else math.inf


def interrupted_minutes(reading: TraceSummary) -> float:
    """Heads times minutes from acting to the all clear, or where lessons go on, for the time that it takes."""
    end, total = time_or_horizon(reading, EventKind.ALL_CLEAR), 0.0
    is_full = any(row[1] == EventKind.ORDERED and row[5] > 0.0 for row in reading.trace.rows)
    most = reading.tables.horizon if is_full else reading.tables.of(HoaxTable).interrupts
    for start, heads in reading.hazard_leaves:
        total += heads * min(most, end - start)
    return total / 60.0


def list_facts(emergency: Emergency) -> Iterator[Fact]:
    """For a data sheet."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, Swatting)
    yield "Hazard", ("none: a caller claims that there is one; the call itself is not modeled",)
    if hazard.center is not None:
        yield "Hoax call", ("to the 911 center; police are at the door after ", hazard.center.police)
        yield "School told", ("by the center ", hazard.center.phones, ", after ", hazard.center.after)
        yield "", ("otherwise by the officers at the door",)
        yield "Order", ("lockdown ", hazard.order.full, "; otherwise outside doors locked, lessons go on")
    if hazard.order.takes is not None:
        yield "Hoax call", ("to the school, whose office calls 911 at once",)
        yield "Decision", ("of the office after ", hazard.order.takes)
        yield "", ("everyone leaves ", hazard.order.full, "; otherwise stays and looks around the own room")
    yield "Sweep", ("through the buildings after ", hazard.order.sweeps_after)
    yield "All clear", (hazard.found_false, " after the first unit")


CHANNELS = (
    ChannelRecord(
        Channel.CENTER, PHONE, "the 911 center", "The 911 center phones: a caller claims that the school is in danger."
    ),
    ChannelRecord(Channel.CALLER, PHONE, "a caller", "A caller claims that the school is in danger."),
    ChannelRecord(
        Channel.OFFICERS,
        NEARBY,
        "police officers",
        "Officers at the door: a caller claims that the school is in danger.",
    ),
)
SWATTING = Hazard(
    model=Swatting,
    playbook=Playbook(
        onset=receive_hoax,
        adult_knows=respond_as_adult,
        doubt_ends=resolve_doubt,
        group_knows=follow_order,
        protocol=follow_order,
        responder=follow_order,
        unit_on_scene=come_to_door,
        all_clear=is_found_false,
        office_decides=decide,
    ),
    streams=streams,
    tables=build_tables,
    table=HoaxTable,
    state=Hoax,
    measures={
        FALSE_ALERT: interrupted_minutes,
        Measure(
            "heads_in_halls_when_police_enter",
            "share",
            "lower",
            "Share of all people who are in a hall or entrance when the first unit comes in.",
        ): heads_in_halls,
        Measure(
            "office_to_aware_t90",
            "s",
            "lower",
            "From when the office knows to 90% of the staff on campus being aware.",
            is_time=True,
        ): office_to_aware,
        Measure(
            "office_knew_before_police",
            "share",
            "higher",
            "Whether the office knew before the first unit was there.",
            is_yes_no=True,
            proportional_to="hazard.center.phones",
            matters=0.05,
        ): is_office_first,
    },
    words=HazardWords(
        told="a caller claims that the school is in danger",
        seen="A caller claims that the school is in danger",
        about="a hoax call about a school",
        on_map="hoax call",
        cap=CapEvent("Security", "Unverified threat", "Prepare"),
        holds="A caller claims a danger that there is not. Police come at the same time in every arm.",
        steps=(
            "A false call reaches the 911 center, which sends police and may phone the school; or it reaches the school, whose office "
            "calls 911. Nothing about the call is modeled.",
            "Where no one has told the school, the officers at the door do. The police, or after a call to the school its office, "
            "decide what everyone does, the same in every arm.",
            "The office announces it and alerts staff by the means of the arm. Someone goes to the rooms that have heard nothing.",
            "The all clear comes a drawn time after the first unit.",
        ),
    ),
    facts=list_facts,
)
