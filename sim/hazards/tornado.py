"""A tornado: a public warning, and some minutes later the storm, whatever the school does. People take shelter.

The warning reaches the school by a weather radio in the office, by wireless emergency alerts on phones, by an outdoor siren, and by
parents who phone. The office takes time to decide, then orders shelter by its own means. An adult who knows of the warning takes the own
group to shelter at once, or waits for the order. Unwarned, people see the storm itself, from outdoors or through a window. The storm
arrives at the same moment in every arm, and the times are measured whether or not it reaches the school, because no school can know.
No damage and no injury is modeled.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from scenarios.base import FileModel
from scenarios.diagnostics import Finding
from scenarios.hazards import HazardModel, People, Shelter
from scenarios.inputs import AllowedScales, ChanceInput, CountInput, DurationInput
from scenarios.scenario import Emergency
from scenarios.units import Seconds
from scenarios.validation.campus import check_speed
from scenarios.validation.limits import find_median
from sim.hazards.base import INTERRUPTED, CapEvent, Fact, Hazard, HazardWords, ends, record_initial_conditions
from sim.hazards.false_alarm import false_alert_minutes
from sim.model import alerting, office, shelter, staff
from sim.model.awareness import become_aware, has_adult, record_perception
from sim.model.channels import PHONE, ChannelGroup, ChannelRecord
from sim.model.environment import Process, Rank
from sim.model.geometry import Nearness
from sim.model.measure import Measure
from sim.model.state import Playbook, World
from sim.model.tables import NOBODY, EntityKeys, Means, Tables
from sim.model.trace import Channel, EventKind
from sim.model.trace_reader import TraceSummary, share_protected, time_of_protected, time_or_horizon
from sim.sampling.distributions import Distribution
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder
from sim.state.fields import Record, once

SKY, STORM, CLEAR, SIREN, RADIO, PARENTS = 1, 2, 3, 4, 5, 6
"""Entities of the hazard, in the order of an instant."""
LOOKS_EVERY = 30.0
"""Seconds between two looks at the sky."""
MOST_PHONES = 8
"""Of one group: the first of more phones sounds hardly sooner."""
UNWARNED = "unwarned"


class WeatherRadio(FileModel):
    """In the office. sounds: from the warning. absent: there is none, or no one hears it."""

    sounds: Annotated[DurationInput, AllowedScales("replication", "site")]
    absent: Annotated[ChanceInput, AllowedScales("replication", "site")]


class WirelessAlert(FileModel):
    """On every phone that is carried and has coverage. delay: from the warning. missed: it does not come."""

    delay: Annotated[DurationInput, AllowedScales("person")]
    missed: Annotated[ChanceInput, AllowedScales("person")]


class Late(FileModel):
    """The warning comes late by radio and on phones."""

    happens: Annotated[ChanceInput, AllowedScales("replication", "site")]
    adds: Annotated[DurationInput, AllowedScales("replication", "site")]


class OutdoorSiren(FileModel):
    """Of the town. sounds: from the warning. indoors, outdoors: heard in a zone."""

    sounds: Annotated[DurationInput, AllowedScales("replication", "site")]
    indoors: Annotated[ChanceInput, AllowedScales("zone", "site")]
    outdoors: Annotated[ChanceInput, AllowedScales("zone", "site")]


class ParentCalls(FileModel):
    """Parents phone the office, from so long after the warning on: calls per minute."""

    rate: Annotated[CountInput, AllowedScales("site")]
    begin: Seconds


class AllClear(FileModel):
    """after_warning: from the warning on, but no sooner than after_storm, from the arrival of the storm on."""

    after_warning: Annotated[DurationInput, AllowedScales("replication", "site")]
    after_storm: Seconds


class Tornado(HazardModel):
    """A tornado, with a warning or without one."""

    goes_with = "shelter"
    calls_911 = False
    neighbors_call = False
    reaches_in_sight = False
    may_be_unwarned = True
    matters_if_it_comes = ("sheltered_when_it_arrives", "sheltered_t90", "shelter_margin")
    measures = (
        *("first_report", "first_campus_alert", "aware_t50", "aware_t90", "aware_t100"),
        *("acknowledgement_rate", "app_was_first_report", "pa_speaks"),
    )

    kind: Literal["tornado"]
    lead: Annotated[DurationInput, AllowedScales("replication", "site")]  # warning → tornado
    travels: Annotated[DurationInput, AllowedScales("replication", "site")]  # tornado → school
    seen: Annotated[DurationInput, AllowedScales("replication", "site")]  # can be seen → school
    no_tornado: Annotated[ChanceInput, AllowedScales("replication", "site")]  # follows the warning
    late: Late
    weather_radio: WeatherRadio
    wireless: WirelessAlert
    siren: OutdoorSiren
    parents: ParentCalls
    all_clear: AllClear

    def check(self, people: People) -> Iterator[Finding]:
        """A warning that takes some time, doors that let people through, and no one who goes to the storm."""
        if isinstance(people.protocol, Shelter):
            for key in ("level", "down", "up"):
                yield from check_speed(getattr(people.protocol.flow, key), ("protocol", "flow", key))
        if people.responding:
            yield Finding(("responding",), "no one goes to a tornado; leave this out")
        if find_median(self.all_clear.after_warning) == 0:
            where = ("hazard", "all_clear", "after_warning")
            yield Finding(where, "after_warning is 0 s; a warning takes some time")


# random numbers


def streams(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    """The storm, its warning, and what people decide who know of it."""
    hazard, once_only = emergency.scenario.hazard, keys.scenario
    assert isinstance(hazard, Tornado)
    streams.add_times(Purpose.STORM_LEAD, hazard.lead, once_only)
    streams.add_times(Purpose.STORM_TRAVELS, hazard.travels, once_only)
    streams.add_times(Purpose.STORM_SEEN, hazard.seen, once_only)
    streams.add_values(Purpose.STORM_IS_NONE, hazard.no_tornado, once_only)
    streams.add_values(Purpose.WARNING_LATE, hazard.late.happens, once_only)
    streams.add_times(Purpose.WARNING_LATE_BY, hazard.late.adds, once_only)
    streams.add_times(Purpose.WEATHER_RADIO, hazard.weather_radio.sounds, once_only)
    streams.add_values(Purpose.WEATHER_RADIO_ABSENT, hazard.weather_radio.absent, once_only)
    streams.add_times(Purpose.WARNING_ENDS, hazard.all_clear.after_warning, once_only)
    if isinstance(emergency.scenario.protocol, Shelter):
        add_decision_streams(streams, emergency.scenario.protocol, keys)
    add_phone_streams(streams, hazard.wireless, keys)
    add_siren_streams(streams, hazard.siren, emergency, keys)
    if (gap := compute_call_gap(streams, hazard.parents)) < math.inf:
        streams.add_stream(Purpose.PARENT_CALLS, [Distribution.exponential(gap)], keys.campus, 4, True, "event")


def add_decision_streams(streams: StreamBuilder, protocol: Shelter, keys: EntityKeys) -> None:
    """What the office decides, and adults who know of the warning."""
    streams.add_times(Purpose.ORDER_DECIDED, protocol.decision.takes, keys.scenario)
    streams.add_values(Purpose.ORDER_WAITS, protocol.decision.waits, keys.scenario)
    streams.add_times(Purpose.SHELTER_SWEPT, protocol.decision.sweeps_after, keys.scenario)
    streams.add_values(Purpose.SHELTERS_UNASKED, protocol.knowing.shelters, keys.staff)
    streams.add_values(Purpose.WARNING_PRESSED, protocol.knowing.presses, keys.staff)
    streams.add_values(Purpose.WARNING_PASSED_ON, protocol.knowing.tells_office, keys.staff)


def add_phone_streams(streams: StreamBuilder, wireless: WirelessAlert, keys: EntityKeys) -> None:
    """One phone of each member of staff, and some of each group."""
    streams.add_times(Purpose.WIRELESS_DELAY, wireless.delay, keys.staff)
    streams.add_values(Purpose.WIRELESS_MISSED, wireless.missed, keys.staff)
    groups = keys.parties[len(keys.staff) :]
    if groups:
        delay, missed = (streams.compile_input(source) for source in (wireless.delay, wireless.missed))
        streams.add_stream(Purpose.STUDENT_PHONE_DELAY, [delay], groups, MOST_PHONES, True, "event")
        streams.add_stream(Purpose.STUDENT_PHONE_MISSED, [missed], groups, MOST_PHONES, False, "event")


def add_siren_streams(streams: StreamBuilder, siren: OutdoorSiren, emergency: Emergency, keys: EntityKeys) -> None:
    """When it sounds, and where it is heard."""
    streams.add_times(Purpose.OUTDOOR_SIREN_SOUNDS, siren.sounds, keys.scenario)
    chances = [streams.compile_input(source) for source in (siren.indoors, siren.outdoors)]
    which = [int(zone.kind == "outdoors") for zone in emergency.place.zones]
    streams.add_stream(Purpose.OUTDOOR_SIREN_HEARD, chances, keys.zones, 1, False, "zone", which)


def compute_call_gap(streams: StreamBuilder, parents: ParentCalls) -> float:
    """Mean seconds between two calls of parents; inf without any."""
    rate = streams.median_of(parents.rate)
    return 60.0 / rate if rate > 0.0 else math.inf


# tables and state


@dataclass(frozen=True)
class TornadoTable:
    """windows: by zone, whether the sky is seen from it. phones: by group, of students, at most MOST_PHONES. Times in seconds."""

    unwarned: bool = False
    parents_call: bool = False
    parents_begin: float = 0.0
    after_storm: float = 0.0
    windows: list[bool] = field(default_factory=list)
    phones: list[int] = field(default_factory=list)


class Storm(Record):
    """What is known of it at the school."""

    arrives_at: float = once(math.inf)
    is_ordered: bool = once(False)
    """The office has decided on shelter."""
    source: int = once(NOBODY)
    """The channel by which the office learned of it first."""
    is_confirmed: bool = once(False)
    """By a second source, or by the storm itself."""


def build_tables(tables: Tables, emergency: Emergency, streams: StreamBuilder) -> Tables:
    """With what a tornado needs to know of the campus."""
    hazard, phones = emergency.scenario.hazard, emergency.place.campus.phones
    assert isinstance(hazard, Tornado)
    share = 0.0 if phones.students is None else streams.median_of(phones.students)
    table = TornadoTable(
        unwarned=UNWARNED in tables.conditions,
        parents_call=compute_call_gap(streams, hazard.parents) < math.inf,
        parents_begin=hazard.parents.begin,
        after_storm=hazard.all_clear.after_storm,
        windows=[zone.windows for zone in emergency.place.zones],
        phones=[min(MOST_PHONES, round(share * heads)) for heads in tables.groups.occupants],
    )
    return replace(tables, own={TornadoTable: table})


# the storm


def run_tornado(world: World) -> Process:
    """Handler: onset. The warning is issued; unwarned, the storm can be seen from now on."""
    table, storm = world.tables.of(TornadoTable), world.of(Storm)
    record_initial_conditions(world)
    world.is_hazard_active = True
    world.log_event(EventKind.ONSET, value=world.draw(Purpose.ONSET_MINUTE, 0))
    seen = world.draw(Purpose.STORM_SEEN, 0)
    arrives = world.draw(Purpose.STORM_LEAD, 0) + world.draw(Purpose.STORM_TRAVELS, 0)
    storm.arrives_at = seen if table.unwarned else arrives
    until_clear = max(world.draw(Purpose.WARNING_ENDS, 0), storm.arrives_at + table.after_storm)
    is_tornado = table.unwarned or not world.draw(Purpose.STORM_IS_NONE, 0)
    world.start(arrive(world, is_tornado), Rank.HAZARD, STORM, storm.arrives_at)
    world.start(give_all_clear(world), Rank.HAZARD, CLEAR, until_clear)
    if is_tornado:
        world.start(watch_sky(world), Rank.HAZARD, SKY, max(0.0, storm.arrives_at - seen))
    if not table.unwarned:
        issue_warning(world)
    yield from ()


def arrive(world: World, is_tornado: bool) -> Process:
    """Handler: the storm is at the school, or as near as it comes."""
    world.log_event(EventKind.STORM_ARRIVES, value=float(is_tornado))
    yield from ()


def give_all_clear(world: World) -> Process:
    """Handler: the warning has ended, and the storm has passed."""
    ends(world, by_contact=False)
    yield from ()


def is_all_clear(world: World) -> bool:
    """The warning has ended."""
    return not world.is_hazard_active


def watch_sky(world: World) -> Process:
    """Handler: until it arrives, the storm can be seen from outdoors and through windows."""
    while world.now < world.of(Storm).arrives_at:
        look_at_sky(world)
        world.hazard_step += 1
        yield world.wait(LOOKS_EVERY, Rank.HAZARD, SKY)


def look_at_sky(world: World) -> None:
    """Some of those who can see the storm do."""
    for unit in world.units:
        nearness = find_view(world, world.zone[unit])
        if nearness == Nearness.FAR or world.acting[unit] or world.perceived[unit] or has_adult(world, unit):
            continue
        chance = world.tables.hazard.perception[nearness]
        if chance > 0.0 and world.draw(Purpose.PERCEIVES, unit, world.hazard_step) < chance:
            record_perception(world, unit, nearness)
            confirm(world)


def find_view(world: World, zone: int) -> int:
    """How well the sky is seen from a zone: outdoors as in the zone of a hazard, through windows as in sight of it."""
    if zone == NOBODY:
        return Nearness.FAR
    if world.tables.layout.outdoors[zone]:
        return Nearness.SAME_ZONE
    return Nearness.IN_SIGHT if world.tables.of(TornadoTable).windows[zone] else Nearness.FAR


# the warning


def issue_warning(world: World) -> None:
    """The warning goes out, on every way to the school."""
    late = world.draw(Purpose.WARNING_LATE_BY, 0) if world.draw(Purpose.WARNING_LATE, 0) else 0.0
    if not world.draw(Purpose.WEATHER_RADIO_ABSENT, 0):
        seconds = late + world.draw(Purpose.WEATHER_RADIO, 0)
        world.start(sound_weather_radio(world), Rank.HAZARD, RADIO, seconds)
    world.start(sound_siren(world), Rank.HAZARD, SIREN, world.draw(Purpose.OUTDOOR_SIREN_SOUNDS, 0))
    if world.tables.of(TornadoTable).parents_call:
        begin = world.tables.of(TornadoTable).parents_begin
        world.start(receive_parents_calls(world), Rank.HAZARD, PARENTS, begin)
    for person in world.people:
        has_phone = world.present[person] and bool(world.draw(Purpose.PHONE_ON_PERSON, person))
        if has_phone and not world.draw(Purpose.WIRELESS_MISSED, person):
            seconds = late + world.draw(Purpose.WIRELESS_DELAY, person)
            world.start(sound_phone(world, person), Rank.DELIVERY, person, seconds, Purpose.WIRELESS_DELAY)
    for group in range(len(world.people), len(world.units)):
        seconds = late + find_first_phone(world, group - len(world.people))
        if seconds < math.inf:
            alert = sound_student_phone(world, group)
            world.start(alert, Rank.DELIVERY, group, seconds, Purpose.STUDENT_PHONE_DELAY)


def find_first_phone(world: World, group: int) -> float:
    """Seconds until the first phone of the students of a group sounds; inf if none does."""
    first = math.inf
    for phone in range(world.tables.of(TornadoTable).phones[group]):
        if not world.draw(Purpose.STUDENT_PHONE_MISSED, group, phone):
            first = min(first, world.draw(Purpose.STUDENT_PHONE_DELAY, group, phone))
    return first


def sound_weather_radio(world: World) -> Process:
    """Handler: the weather radio sounds in the office."""
    world.log_event(EventKind.DELIVERED, what=Channel.WEATHER_RADIO, place=world.tables.means.office_zone)
    for unit in world.list_units_in(world.tables.means.office_zone):
        if not has_adult(world, unit):
            notice(world, unit, Channel.WEATHER_RADIO)
    yield from ()


def sound_siren(world: World) -> Process:
    """Handler: the outdoor siren sounds, with a battery of its own."""
    world.log_event(EventKind.DELIVERED, what=Channel.OUTDOOR_SIREN)
    for unit in world.units:
        zone = world.zone[unit]
        if zone >= 0 and not has_adult(world, unit) and world.draw(Purpose.OUTDOOR_SIREN_HEARD, zone):
            notice(world, unit, Channel.OUTDOOR_SIREN)
    yield from ()


def sound_phone(world: World, person: int) -> Process:
    """Handler: a wireless emergency alert sounds on a phone, if its carrier reaches the zone."""
    if alerting.has_coverage(world, person):
        world.log_event(EventKind.DELIVERED, person, Channel.WIRELESS_ALERT, world.zone[person])
        notice(world, person, Channel.WIRELESS_ALERT)
    yield from ()


def sound_student_phone(world: World, group: int) -> Process:
    """Handler: a phone sounds in a group, and the adult of the group hears it."""
    adult = world.tables.groups.adult[group - len(world.people)]
    if not has_adult(world, group):
        notice(world, group, Channel.STUDENT_PHONE)
    elif world.zone[adult] == world.zone[group]:
        notice(world, adult, Channel.STUDENT_PHONE)
    yield from ()


def receive_parents_calls(world: World) -> Process:
    """Handler: from now on parents phone the office, one after the other. Whoever is there answers."""
    call = 0
    while True:
        yield world.wait(world.draw(Purpose.PARENT_CALLS, 0, call), Rank.HAZARD, PARENTS)
        call += 1
        for person in world.list_units_in(world.tables.means.office_zone):
            if person < len(world.people):
                notice(world, person, Channel.PARENT)
                break


def notice(world: World, unit: int, channel: Channel) -> None:
    """A person or group notices the warning. One who waits for an order waits on."""
    if unit < len(world.people) and is_in_office(world, unit):
        count_source(world, channel)
    if not world.awaits_order[unit]:
        become_aware(world, unit, channel)


def count_source(world: World, channel: Channel) -> None:
    """The office learns of it by one more channel. The second one confirms it."""
    storm = world.of(Storm)
    if storm.source == NOBODY:
        storm.source = channel
    elif storm.source != channel:
        confirm(world)


def confirm(world: World) -> None:
    """There is no doubt of it any more."""
    storm = world.of(Storm)
    if not storm.is_confirmed:
        storm.is_confirmed = True
        world.hazard_moves.fire()


# people


def is_in_office(world: World, person: int) -> bool:
    """Whether they are of the office, and there."""
    return world.tables.staff.office[person] and office.is_at_desk(world, person)


def is_shelter_ordered(world: World) -> bool:
    """Whether the office has ordered shelter, or the app's alert has."""
    return world.of(Storm).is_ordered or world.alert_sent or world.office_has_spoken


def has_instruction(world: World, person: int) -> bool:
    """Whether a message told them what to do."""
    return world.order[person] != NOBODY


def respond_as_adult(world: World, person: int) -> Process:
    """Handler: an adult is aware. Takes shelter with the own group, as told or unasked, or waits for the order."""
    if is_warned(world, person) and not world.played[person]:
        world.start(pass_on(world, person), Rank.ACT, person, purpose=Purpose.WARNING_PASSED_ON)
    if acts_now(world, person):
        yield from staff.respond_as_staff(world, person)
        return
    staff.await_order(world, person)


def acts_now(world: World, person: int) -> bool:
    """Whether they were told to shelter or have seen the storm, or shelter unasked. People in the office wait for its decision, and a
    participant decides for a played person.
    """
    if world.told_channel[person] == Channel.HAZARD or has_instruction(world, person):
        return True
    if is_in_office(world, person):
        return is_shelter_ordered(world)
    is_from_colleague = world.told_teller[person] != NOBODY
    if not is_warned(world, person) and (is_shelter_ordered(world) or not is_from_colleague):
        return True
    return not world.played[person] and bool(world.draw(Purpose.SHELTERS_UNASKED, person))


def is_warned(world: World, person: int) -> bool:
    """Whether their first source was the public warning."""
    told = world.told_channel[person]
    return told in (
        Channel.WEATHER_RADIO,
        Channel.WIRELESS_ALERT,
        Channel.STUDENT_PHONE,
        Channel.OUTDOOR_SIREN,
        Channel.PARENT,
    )


def resolve_doubt(world: World, person: int) -> Process:
    """Handler: a second message has come. One who waits for the order goes on waiting, until there is one or they see the storm."""
    may_act = is_shelter_ordered(world) or world.perceived[person] or has_instruction(world, person)
    if world.awaits_order[person] and not may_act:
        world.doubting[person] = True
        return
    yield from staff.resolve_doubt(world, person)


def pass_on(world: World, person: int) -> Process:
    """Handler: some who know of the warning press the app, and some tell the office."""
    presses = bool(world.draw(Purpose.WARNING_PRESSED, person))
    tells = bool(world.draw(Purpose.WARNING_PASSED_ON, person)) and tells_office(world)
    if is_in_office(world, person) or not (presses or tells):
        return
    yield world.wait(staff.draw_decision_time(world, person), Rank.REACTION, person, Purpose.DECISION)
    if presses and not world.alerted[person]:
        yield from alerting.press_app(world, person)
    if tells and not is_shelter_ordered(world):
        is_told = yield from alerting.notify_office(world, person)
        if is_told:
            count_source(world, Channel.VOICE)


def tells_office(world: World) -> bool:
    """Whether that is part of the practice."""
    return Means.TELL_OFFICE in world.tables.means.report + world.tables.means.then


# the office


def decide_on_shelter(world: World, speaker: int) -> Process:
    """The office takes time to decide, in some emergencies until a second source confirms the warning. Then it orders shelter."""
    yield world.wait(world.draw(Purpose.ORDER_DECIDED, 0), Rank.REACTION, speaker, Purpose.ORDER_DECIDED)
    if world.draw(Purpose.ORDER_WAITS, 0):
        while not world.of(Storm).is_confirmed:
            yield world.hazard_moves.wait(Rank.ACT, speaker)
    press_for_office(world)
    order_shelter(world, speaker)


def order_shelter(world: World, speaker: int) -> None:
    """The office has decided, in the model or in an exercise. Some time later someone goes through the buildings."""
    if world.of(Storm).is_ordered:
        return
    world.of(Storm).is_ordered = True
    seconds = world.draw(Purpose.SHELTER_SWEPT, 0)
    world.start(send_messengers(world, speaker), Rank.ACT, speaker, seconds, Purpose.SHELTER_SWEPT)
    staff.end_wait_for_order(world)


def send_messengers(world: World, speaker: int) -> Process:
    """Handler: someone goes through each building, to the rooms that have heard no order."""
    for building in range(len(world.tables.layout.building_zones)):
        messenger = alerting.run_messenger(world, building)
        world.start(messenger, Rank.ACT, speaker, purpose=Purpose.MESSENGER_SPEED, count=building)
    yield from ()


def press_for_office(world: World) -> None:
    """The first person in the office who has the app presses it."""
    for person in world.people:
        if world.present[person] and is_in_office(world, person) and alerting.has_app(world, person):
            world.start(press(world, person), Rank.ACT, person, purpose=Purpose.PRESS)
            return


def press(world: World, person: int) -> Process:
    """Handler: somebody in the office presses the app."""
    yield from alerting.press_app(world, person)


def arrive_for_nothing(world: World, _unit: int) -> Process:
    """A unit that was called all the same is on scene."""
    world.unit_there = True
    yield from ()


# measures


def read_arrival(reading: TraceSummary) -> float:
    """When the storm arrives, at most the horizon."""
    return time_or_horizon(reading, EventKind.STORM_ARRIVES)


def sheltered_when_it_arrives(reading: TraceSummary) -> float:
    """Share of all heads that are down in a shelter area by then."""
    return share_protected(reading, read_arrival(reading))


def sheltered_t90(reading: TraceSummary) -> float:
    """When 90% of all heads are down in a shelter area; inf if they never are."""
    return time_of_protected(reading, 0.9)


def shelter_margin(reading: TraceSummary) -> float:
    """Arrival less the time at which 90% are sheltered, each at most the horizon."""
    return read_arrival(reading) - min(sheltered_t90(reading), reading.tables.horizon)


def list_facts(emergency: Emergency) -> Iterator[Fact]:
    """For a data sheet."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, Tornado)
    yield "Hazard", ("a tornado warning; no damage and no injury is modeled",)
    yield "Tornado", (hazard.lead, " after the warning; it reaches the school ", hazard.travels, " later")
    yield "", ("without a warning it reaches the school ", hazard.seen, " after it can first be seen")
    yield "Weather radio", ("sounds in the office after ", hazard.weather_radio.sounds)
    yield "", ("none, or not heard: ", hazard.weather_radio.absent)
    yield "Wireless alert", (hazard.wireless.delay, " after the warning; missed: ", hazard.wireless.missed)
    yield "", ("these two are late: ", hazard.late.happens, ", by ", hazard.late.adds)
    yield "Outdoor siren", ("sounds after ", hazard.siren.sounds)
    yield "", ("heard indoors: ", hazard.siren.indoors, "; outdoors: ", hazard.siren.outdoors)
    yield ("All clear", (hazard.all_clear.after_warning, " after the warning, and not before the storm has passed"))


WARNING = ChannelGroup("public warning", "the public warning", "#999933")
CHANNELS = (
    ChannelRecord(Channel.WEATHER_RADIO, WARNING, "weather radio", "The National Weather Service warns."),
    ChannelRecord(Channel.WIRELESS_ALERT, WARNING, "emergency alert on your phone", "Tornado warning."),
    ChannelRecord(Channel.STUDENT_PHONE, WARNING, "emergency alert on a student's phone", "Tornado warning."),
    ChannelRecord(Channel.OUTDOOR_SIREN, WARNING, "outdoor siren", "The town's siren sounds.", tells=False),
    ChannelRecord(Channel.PARENT, PHONE, "a parent", "A parent phones about the weather."),
)
TORNADO = Hazard(
    model=Tornado,
    playbook=Playbook(
        onset=run_tornado,
        adult_knows=respond_as_adult,
        doubt_ends=resolve_doubt,
        group_knows=shelter.take_shelter,
        protocol=shelter.take_shelter,
        once_reacted=shelter.go_to_shelter,
        responder=shelter.take_shelter,
        unit_on_scene=arrive_for_nothing,
        all_clear=is_all_clear,
        office_decides=decide_on_shelter,
        office_orders=order_shelter,
    ),
    streams=streams,
    tables=build_tables,
    table=TornadoTable,
    state=Storm,
    measures={
        INTERRUPTED: false_alert_minutes,
        Measure(
            "sheltered_when_it_arrives",
            "share",
            "higher",
            "Share of all people who are down in a shelter area when the storm arrives.",
        ): sheltered_when_it_arrives,
        Measure(
            "sheltered_t90", "s", "lower", "Onset to 90% of all people being down in a shelter area.", is_time=True
        ): sheltered_t90,
        Measure(
            "shelter_margin",
            "s",
            "higher",
            "From 90% of all people being sheltered to the arrival of the storm, each at most the horizon.",
        ): shelter_margin,
    },
    words=HazardWords(
        told="there is a tornado warning",
        seen="You see a tornado",
        about="a tornado warning at a school",
        on_map="storm",
        cap=CapEvent("Met", "Tornado warning", "Shelter"),
    ),
    facts=list_facts,
)
