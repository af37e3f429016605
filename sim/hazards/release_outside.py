"""A release outside the campus, on a road, on rails or at a plant: a plume passes the school, and people close in until it has passed.

The school learns of it from the fire department, which phones the office, or from people outdoors who smell the plume once it is there.
The office decides and orders everyone in. The plume arrives and passes at the same moments in every arm. Each building holds a share of
the plume's concentration outdoors, which follows it at the rate at which air changes: C' = λ(C_out − C), exact from one change of λ or of
C_out to the next. Once it has passed, somebody has to say *out and air*: by then the air indoors is worse than outdoors.

No substance, concentration or dose is modeled, and no harm: an hour in the plume outdoors counts as an hour.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from scenarios.base import FileModel
from scenarios.diagnostics import Finding
from scenarios.hazards import CloseIn, HazardModel, People
from scenarios.inputs import AllowedScales, ChanceInput, CountInput, DurationInput
from scenarios.scenario import Emergency
from sim.hazards.base import INTERRUPTED, CapEvent, Fact, Hazard, HazardWords, ends, record_initial_conditions
from sim.hazards.false_alarm import false_alert_minutes
from sim.hazards.tornado import arrive_for_nothing, press_for_office, send_messengers, sheltered_t90
from sim.model import airing, close_in, office_notice, staff
from sim.model.awareness import has_adult, record_perception
from sim.model.channels import PHONE, ChannelRecord
from sim.model.environment import Process, Rank
from sim.model.geometry import Nearness
from sim.model.measure import Measure
from sim.model.state import Playbook, World
from sim.model.tables import NOBODY, EntityKeys, Tables
from sim.model.trace import Channel, EventKind
from sim.model.trace_reader import Stay, TraceSummary, count_stays, find_stay
from sim.sampling.elementary import exp
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder
from sim.state.fields import Record, once

CALL = 1
"""Entity of the fire department's call, after the plume in the order of an instant."""
SPAN = 6 * 3600.0
"""Seconds from the arrival of the plume that count, for whoever stays indoors."""
HOUR = 3600.0


class Plume(FileModel):
    """arrives: release → at the school. lasts: there. smells: people outdoors notice it by its odor."""

    arrives: Annotated[DurationInput, AllowedScales("replication", "site")]
    lasts: Annotated[DurationInput, AllowedScales("replication", "site")]
    smells: Annotated[ChanceInput, AllowedScales("replication", "site")]


class AirChanges(FileModel):
    """Per hour, in every building. open: until it is closed. airing: once everyone has been told to air."""

    open: Annotated[CountInput, AllowedScales("site")]
    closed: Annotated[CountInput, AllowedScales("site")]
    airing: Annotated[CountInput, AllowedScales("site")]


class ReleaseOutside(HazardModel):
    """A plume that passes the school."""

    goes_with = "close-in"
    calls_911 = False
    neighbors_call = False
    reaches_in_sight = False
    measures = (
        *("recognition", "first_report", "first_campus_alert", "aware_t50", "aware_t90", "aware_t100"),
        *("acknowledgement_rate", "app_was_first_report", "pa_speaks"),
    )

    kind: Literal["release-outside"]
    called: Annotated[DurationInput, AllowedScales("replication", "site")]  # release → the department phones
    plume: Plume
    air: AirChanges

    def check(self, people: People) -> Iterator[Finding]:
        """No one goes to it."""
        if people.responding:
            yield Finding(("responding",), "no one of the campus goes to a release outside; leave this out")


# random numbers, tables, state


def streams(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    """The plume, the call, and the protocol."""
    hazard, protocol = emergency.scenario.hazard, emergency.scenario.protocol
    assert isinstance(hazard, ReleaseOutside)
    streams.add_times(Purpose.FIRE_DEPARTMENT_CALLS, hazard.called, keys.scenario)
    streams.add_times(Purpose.PLUME_ARRIVES, hazard.plume.arrives, keys.scenario)
    streams.add_times(Purpose.PLUME_LASTS, hazard.plume.lasts, keys.scenario)
    streams.add_values(Purpose.SMELLS, hazard.plume.smells, keys.scenario)
    if isinstance(protocol, CloseIn):
        close_in.add_close_in_streams(streams, protocol, keys)


@dataclass(frozen=True)
class PlumeTable:
    """What a measure asks of it."""

    is_used: bool = False


class Passing(Record):
    """The plume, as it is now."""

    is_there: bool = once(False)
    smells: bool = once(False)
    is_ordered: bool = once(False)
    """The office has decided that everyone closes in."""


def build_tables(tables: Tables, emergency: Emergency, streams: StreamBuilder) -> Tables:
    """With the fans and the air changes of the buildings."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, ReleaseOutside)
    rates = close_in.AirRates(
        *(streams.median_of(rate) for rate in (hazard.air.open, hazard.air.closed, hazard.air.airing))
    )
    closing = close_in.build_close_in_table(emergency.place, tables.layout, rates)
    return replace(tables, own={PlumeTable: PlumeTable(is_used=True), close_in.CloseInTable: closing})


# the plume


def release(world: World) -> Process:
    """Handler: onset. The plume arrives, passes, and some time later people are told to go out and to air."""
    record_initial_conditions(world)
    world.is_hazard_active = True
    world.log_event(EventKind.ONSET, value=world.draw(Purpose.ONSET_MINUTE, 0))
    close_in.open_buildings(world)
    seconds = world.draw(Purpose.FIRE_DEPARTMENT_CALLS, 0)
    call = office_notice.notify_office(world, Channel.FIRE_DEPARTMENT, CALL)
    world.start(call, Rank.HAZARD, CALL, seconds)
    yield world.wait(world.draw(Purpose.PLUME_ARRIVES, 0), Rank.HAZARD, 0)
    arrive(world)
    yield world.wait(world.draw(Purpose.PLUME_LASTS, 0), Rank.HAZARD, 0)
    world.of(Passing).is_there = False
    world.log_event(EventKind.PLUME_PASSES)
    ends(world, by_contact=False)
    yield world.wait(airing.find_time_to_say(world), Rank.HAZARD, 0)
    airing.go_out_and_air(world)


def arrive(world: World) -> None:
    """The plume is at the school. People outdoors may smell it."""
    passing = world.of(Passing)
    passing.is_there = True
    passing.smells = bool(world.draw(Purpose.SMELLS, 0))
    world.log_event(EventKind.PLUME_ARRIVES)
    for unit in world.units:
        smell(world, unit)


def smell(world: World, unit: int) -> None:
    """A person or group outdoors smells the plume, and understands some time later. Students with an adult rely on the adult."""
    zone, passing = world.zone[unit], world.of(Passing)
    if zone == NOBODY or not (passing.is_there and passing.smells and world.tables.layout.outdoors[zone]):
        return
    if not (world.acting[unit] or world.perceived[unit] or has_adult(world, unit)):
        record_perception(world, unit, Nearness.SAME_ZONE)


def decide_on_closing(world: World, speaker: int) -> Process:
    """The office takes time to decide. Then it stops the fans that it has a switch for, and orders everyone in."""
    yield world.wait(world.draw(Purpose.ORDER_DECIDED, 0), Rank.REACTION, speaker, Purpose.ORDER_DECIDED)
    close_in.stop_at_hand(world)
    if not world.alert_sent:
        press_for_office(world)
    order_inside(world, speaker)


def order_inside(world: World, speaker: int) -> None:
    """The office has decided, in the model or in an exercise. Some time later someone goes through the buildings."""
    if world.of(Passing).is_ordered:
        return
    world.of(Passing).is_ordered = True
    seconds = world.draw(Purpose.SHELTER_SWEPT, 0)
    world.start(send_messengers(world, speaker), Rank.ACT, speaker, seconds, Purpose.SHELTER_SWEPT)


# measures


def integrate(begin: float, out: float, rate: float, seconds: float) -> float:
    """∫C dt over some seconds from C = begin on, where C' = rate × (out − C), rate per hour."""
    if rate <= 0.0:
        return begin * seconds
    return out * seconds + (begin - out) * fall(rate, seconds)


def fall(rate: float, seconds: float) -> float:
    """∫e^(−rate t) dt over some seconds, rate per hour."""
    return (1.0 - exp(-rate * seconds / HOUR)) * HOUR / rate


def follow(begin: float, out: float, rate: float, seconds: float) -> float:
    """C some seconds after it was begin, where C' = rate × (out − C), rate per hour."""
    return out + (begin - out) * exp(-rate * seconds / HOUR)


def indoor_seconds(reading: TraceSummary, slow: float, until: float) -> float:
    """∫C dt in a building from the arrival of the plume until then, C as a share of that outdoors. Times in seconds from onset.

    slow: when air changes slow down, inf if never.
    """
    table, first = reading.tables.of(close_in.CloseInTable), reading.first_times
    aired, passes = first[EventKind.OUT_AND_AIR], first[EventKind.PLUME_PASSES]
    now, share, total = first[EventKind.PLUME_ARRIVES], 0.0, 0.0
    while now < until:
        rate = table.airing if now >= aired else table.closed if now >= slow else table.open
        out = 1.0 if now < passes else 0.0
        ahead = until
        for change in (slow, aired, passes):
            if now < change < ahead:
                ahead = change
        total += integrate(share, out, rate, ahead - now)
        share = follow(share, out, rate, ahead - now)
        now = ahead
    return total


def find_slow_time(reading: TraceSummary, building: int) -> float:
    """When air changes in a building slow down; inf if they never do."""
    of, closed = reading.tables.layout.building, reading.tables.of(close_in.CloseInTable).closed
    for time, kind, _, _, place, rate in reading.trace.rows:
        if kind == EventKind.OUT_AND_AIR:
            break
        if kind == EventKind.AIR_CHANGES and of[place] == building and rate == closed:
            return time
    return math.inf


def outdoor_equivalent_seconds(reading: TraceSummary) -> float:
    """Heads times seconds in the plume outdoors that would be as much as everyone has had, from its arrival on."""
    total = 0.0
    if reading.first_times[EventKind.PLUME_ARRIVES] == math.inf:
        return total
    for building in range(len(reading.tables.of(close_in.CloseInTable).switch)):
        slow = find_slow_time(reading, building)
        for number in range(count_stays(reading)):
            stay = find_stay(reading, number)
            if stay.zone != NOBODY and reading.tables.layout.building[stay.zone] == building:
                total += plume_seconds(reading, stay, slow)
    return total


def plume_seconds(reading: TraceSummary, stay: Stay, slow: float) -> float:
    """Those of one stay in a building, in which air changes slow down at a time."""
    arrives, passes = reading.first_times[EventKind.PLUME_ARRIVES], reading.first_times[EventKind.PLUME_PASSES]
    last, heads = arrives + SPAN, reading.heads[stay.unit]
    begin, end = min(max(stay.since, arrives), last), min(max(stay.until, arrives), last)
    if end <= begin:
        return 0.0
    if reading.tables.layout.outdoors[stay.zone]:
        return heads * max(0.0, min(end, passes) - begin)
    return heads * (indoor_seconds(reading, slow, end) - indoor_seconds(reading, slow, begin))


def late_out_seconds(reading: TraceSummary) -> float:
    """Heads times seconds indoors after the plume has passed, at most until the horizon."""
    horizon, passes, total = reading.tables.horizon, reading.first_times[EventKind.PLUME_PASSES], 0.0
    for number in range(count_stays(reading)):
        unit, zone, since, until = find_stay(reading, number)
        if zone != NOBODY and not reading.tables.layout.outdoors[zone]:
            total += reading.heads[unit] * max(0.0, min(until, horizon) - max(since, passes))
    return total


def list_facts(emergency: Emergency) -> Iterator[Fact]:
    """For a data sheet."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, ReleaseOutside)
    yield "Hazard", ("a plume from outside; no substance, dose or harm is modeled",)
    yield "Call", ("the fire department phones the office ", hazard.called, " after the release")
    yield "Plume", ("arrives after ", hazard.plume.arrives, " and passes after ", hazard.plume.lasts)
    yield "", ("smelled outdoors: ", hazard.plume.smells)
    yield "Air changes", (hazard.air.open, " per hour; ", hazard.air.closed, " in a closed building")
    yield "", (hazard.air.airing, " while it is aired")


CALL_RECORD = ChannelRecord(Channel.FIRE_DEPARTMENT, PHONE, "the fire department", "The fire department phones.")
RELEASE_OUTSIDE = Hazard(
    model=ReleaseOutside,
    playbook=Playbook(
        onset=release,
        adult_knows=staff.respond_as_staff,
        doubt_ends=staff.resolve_doubt,
        group_knows=close_in.close_in,
        protocol=close_in.close_in,
        once_reacted=close_in.come_in,
        responder=close_in.close_in,
        unit_on_scene=arrive_for_nothing,
        all_clear=airing.is_everyone_out,
        office_decides=decide_on_closing,
        enters=smell,
        office_orders=order_inside,
    ),
    streams=streams,
    tables=build_tables,
    table=PlumeTable,
    state=Passing,
    measures={
        INTERRUPTED: false_alert_minutes,
        Measure(
            "outdoor_equivalent_person_minutes",
            "person-min",
            "lower",
            "Heads times minutes in the plume outdoors that would be as much as people have had, from its arrival on, for up to 6 h.",
        ): lambda reading: outdoor_equivalent_seconds(reading) / 60.0,
        Measure(
            "closed_in_t90",
            "s",
            "lower",
            "Onset to 90% of all people being inside behind closed windows and doors.",
            is_time=True,
        ): sheltered_t90,
        Measure(
            "late_out_person_minutes",
            "person-min",
            "lower",
            "Heads times minutes indoors after the plume has passed, until they are outdoors or the horizon.",
        ): lambda reading: late_out_seconds(reading) / 60.0,
    },
    words=HazardWords(
        told="there is a chemical release nearby, come in and close windows and doors",
        seen="You smell something outdoors that should not be there",
        about="a chemical release near a school",
        on_map="plume",
        cap=CapEvent("CBRNE", "Hazardous material release", "Shelter"),
    ),
    facts=list_facts,
)
