"""A fire: it starts in one zone, grows with the square of time, and burns until first water.

It does not spread and smoke is not modeled: its reach is its zone, which no one enters. A person who sees it may pull a station, and a
detector trips at a given strength; either sounds the alarm, in every arm, unless the alarm is out of order. The buildings of a fire panel
are evacuated together. People in other buildings who learn of it leave too, but no one waits for them. Exit routes lead zone by zone
along the shortest path outdoors, never into the fire, and from there to the assembly point.

The required safe egress time (RSET) ends with the last head out of the building on fire. The available one (ASET) ends when conditions
there become untenable. Other buildings on its panel have an RSET of their own. If the fire traps people, RSET is not reached.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Literal

from scenarios.campus import FireAlarm
from scenarios.campus_expansion import Place
from scenarios.diagnostics import Finding
from scenarios.hazards import ALERTED, Evacuate, LocatedHazard, People
from scenarios.inputs import AllowedScales, ChanceInput, CountInput, DurationInput
from scenarios.scenario import Emergency
from scenarios.validation.campus import check_speed
from scenarios.validation.limits import find_median
from sim.hazards.base import CapEvent, Fact, Hazard, HazardWords, begin, locate_and_end
from sim.model import psap, staff
from sim.model.awareness import become_aware, has_adult, perceive_nearby
from sim.model.doors import compute_flows
from sim.model.duty import drop_duty, return_to_duty, start_duty
from sim.model.environment import Process, Rank
from sim.model.errands import set_out
from sim.model.evacuation import evacuate, evacuate_unaccompanied, leave_building, record_exit, who_must_leave
from sim.model.geometry import find_next_zones
from sim.model.measure import Measure
from sim.model.movement import go_to
from sim.model.state import Playbook, World
from sim.model.tables import NO_FIRE, NOBODY, EntityKeys, FireTable, Tables
from sim.model.trace import Channel, EventKind
from sim.model.trace_reader import TraceSummary, time_or_horizon
from sim.sampling.elementary import round_to_grid
from sim.sampling.keyed_rng import Purpose, entity_key
from sim.sampling.streams import StreamBuilder

DETECTION, LIMIT, HORNS = 1, 2, 3  # entities of the hazard after the fire itself, in the order of an instant


class Fire(LocatedHazard):
    """A fire that grows with the square of time: rate of heat release = growth × time². It stays in the zone where it starts."""

    goes_with = "evacuate"
    reaches_in_sight = False
    sets_off_fire_alarm = True
    measures = (
        *(name for name in ALERTED if name != "first_responder_on_scene"),
        "alarm_sounds",
        "rset",
        "rset_other_buildings",
        "aset_margin",
        "accountability_complete",
    )

    kind: Literal["fire"]
    growth: Annotated[CountInput, AllowedScales("replication", "site")]  # kW/s²
    perceptible: Annotated[CountInput, AllowedScales("replication", "site")]  # kW at which it is first noticeable
    untenable: Annotated[CountInput, AllowedScales("replication", "site")] | None = None  # kW; or else aset
    aset: Annotated[DurationInput, AllowedScales("replication", "site")] | None = None  # seconds
    pulls: Annotated[ChanceInput, AllowedScales("person", "site")]  # an eyewitness pulls a station
    pull: Annotated[DurationInput, AllowedScales("person", "site")]  # going there and pulling it
    processing: Annotated[DurationInput, AllowedScales("replication", "site")] | None = None  # by 911

    @property
    def call_processing(self) -> DurationInput | None:
        """By the 911 center, for a fire."""
        return self.processing

    def check(self, people: People) -> Iterator[Finding]:
        """A fire that can be noticed, and a building that can be left."""
        if not isinstance(people.protocol, Evacuate):
            return
        yield from self._strengths()
        if people.responding:
            yield Finding(("responding",), "nobody of the campus goes to a fire; leave this out")
        for key in ("level", "down", "up"):
            yield from check_speed(getattr(people.protocol.flow, key), ("protocol", "flow", key))

    def _strengths(self) -> Iterator[Finding]:
        for key in ("growth", "perceptible"):
            if find_median(getattr(self, key)) == 0:
                yield Finding(("hazard", key), f"{key} is 0; nobody would ever notice the fire")
        if (self.untenable is None) == (self.aset is None):
            number = "neither" if self.untenable is None else "both"
            yield Finding(("hazard",), f'{number} of "untenable" and "aset" is given; give one of them')


# random numbers


def streams(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    """The fire and the fire alarm."""
    hazard, alarm = emergency.scenario.hazard, emergency.place.campus.fire_alarm
    assert isinstance(hazard, Fire)
    once = keys.scenario
    streams.add_values(Purpose.FIRE_GROWTH, hazard.growth, once)
    streams.add_values(Purpose.FIRE_PERCEPTIBLE, hazard.perceptible, once)
    streams.add_values(Purpose.FIRE_UNTENABLE, hazard.untenable, once)
    if hazard.untenable is None:
        streams.add_times(Purpose.FIRE_UNTENABLE, hazard.aset, once)
    streams.add_values(Purpose.PULLS, hazard.pulls, keys.parties)
    streams.add_times(Purpose.PULL, hazard.pull, keys.parties)
    if alarm is None:
        return
    panels = [entity_key(f"panel/{panel.id}") for panel in alarm.panels]
    if alarm.detectors is not None:
        streams.add_values(Purpose.DETECTOR, alarm.detectors.at, once)
    streams.add_times(Purpose.ALARM_STARTS, alarm.sounds_after, panels)
    streams.add_uniforms(Purpose.ALARM_HEARD, keys.zones, 1, indexed=False)
    streams.add_times(Purpose.ALARM_REPORTS, alarm.reports_after, keys.campus)


# tables


def build_fire_table(tables: Tables, emergency: Emergency, streams: StreamBuilder) -> Tables:
    """The tables with the alarm, the exit routes, and the capacity of doors and stairs."""
    hazard, place = emergency.scenario.hazard, emergency.place
    assert isinstance(hazard, Fire)
    alarm, layout = place.campus.fire_alarm, tables.layout
    panel, burns = find_panels(place, alarm), list_starts(tables)

    def find_ways_out() -> dict[int, list[int]]:
        return {z: find_next_zones(layout, layout.outdoors, z) for z in burns}

    detected = () if alarm is None or alarm.detectors is None else alarm.detectors.kinds
    table = replace(
        build_exit_table(tables, emergency, streams),
        time_given=hazard.untenable is None,
        detector=[zone.kind in detected for zone in place.zones],
        panel=panel,
        alarm_works="alarm-failed" not in tables.conditions,
        audibility=find_audibility(emergency, alarm, streams),
        alarm_reports=alarm is not None and alarm.reports_after is not None,
        out=streams.make_part("ways out", find_ways_out, layout, burns),
        must_leave=streams.make_part(
            "must leave", lambda: {z: find_emptied_zones(place, panel, z) for z in burns}, burns
        ),
    )
    return replace(tables, fire=table)


def list_starts(tables: Tables) -> list[int]:
    """The zones in which it may begin."""
    return [z for z, weight in enumerate(tables.hazard.start) if weight > 0.0]


def build_exit_table(tables: Tables, emergency: Emergency, streams: StreamBuilder) -> FireTable:
    """The doors, stairs and assembly point of an evacuation, without any fire alarm and without ways out."""
    protocol, place, layout = emergency.scenario.protocol, emergency.place, tables.layout
    assert isinstance(protocol, Evacuate)
    assembly = layout.zones.index(place.campus.assembly) if place.campus.assembly else NOBODY
    there = [z == assembly for z in range(len(layout.zones))]
    return replace(
        NO_FIRE,
        panel=[NOBODY] * len(layout.zones),
        outdoors=layout.outdoors,
        assembly=assembly,
        to_assembly=find_next_zones(layout, there, NOBODY, layout.outdoors),
        flow=compute_flows(place, layout, protocol.flow, streams),
    )


def find_panels(place: Place, alarm: FireAlarm | None) -> list[int]:
    """The fire panel of each zone's building; NOBODY without one."""
    of = {building: i for i, panel in enumerate(alarm.panels) for building in panel.buildings} if alarm else {}
    return [of.get(zone.building, NOBODY) for zone in place.zones]


def find_emptied_zones(place: Place, panel: Sequence[int], burns: int) -> list[bool]:
    """Whether each zone is in the building on fire, or in another on its panel."""
    building, of = place.zones[burns].building, panel[burns]
    return [zone.building == building or (of != NOBODY and panel[z] == of) for z, zone in enumerate(place.zones)]


def find_audibility(emergency: Emergency, alarm: FireAlarm | None, streams: StreamBuilder) -> list[float]:
    """Probability that the alarm is heard, by zone; 0 where the campus file gives none."""
    period, audibility = emergency.scenario.period, []
    for zone in emergency.place.zones:
        lines = [] if alarm is None else alarm.heard
        fits = [line for line in lines if zone.kind in line.kinds and line.during in (None, period)]
        audibility.append(streams.probability_of(fits[0].heard) if fits else 0.0)
    return audibility


def time_to_release_rate(kilowatts: float, growth: float) -> float:
    """Seconds until a fire reaches this rate of heat release, on the time grid: rate of heat release = growth (kW/s²) × time²."""
    return float(round_to_grid(math.sqrt(kilowatts / growth)))


# the fire


def run_fire(world: World) -> Process:
    """Handler: onset. Each time its age doubles, more people may notice the fire."""
    place = begin(world)
    world.hazard_zone = place
    world.log_event(EventKind.HAZARD_ENTERS, place=place)
    for unit in world.units:
        if world.zone[unit] != NOBODY and world.tables.fire.outdoors[world.zone[unit]]:
            record_exit(world, unit)
    aset = compute_aset(world)
    world.untenable_at = world.now + aset
    world.start(become_untenable(world), Rank.HAZARD, LIMIT, aset)
    if world.tables.fire.detector[place]:
        seconds = time_to_heat_release(world, world.draw(Purpose.DETECTOR, 0))
        world.start(trigger_detector(world), Rank.HAZARD, DETECTION, seconds)
    seconds = time_to_heat_release(world, world.draw(Purpose.FIRE_PERCEPTIBLE, 0))
    while True:
        yield world.wait(seconds if world.hazard_step == 0 else world.now, Rank.HAZARD, 0)
        if world.is_hazard_over():
            return
        perceive_nearby(world)
        world.hazard_step += 1


def time_to_heat_release(world: World, kilowatts: float) -> float:
    """Seconds until the fire of this replication is this strong."""
    return time_to_release_rate(kilowatts, world.draw(Purpose.FIRE_GROWTH, 0))


def compute_aset(world: World) -> float:
    """The available safe egress time: as given, or the time to a given strength of the fire."""
    limit = world.draw(Purpose.FIRE_UNTENABLE, 0)
    return limit if world.tables.fire.time_given else time_to_heat_release(world, limit)


def become_untenable(world: World) -> Process:
    """Handler: conditions in the building become untenable, if the fire still burns. A wake-up from before it was slowed is ignored."""
    if not world.is_hazard_over() and world.now >= world.untenable_at:
        world.log_event(EventKind.UNTENABLE, place=world.hazard_zone)
    yield from ()


# the alarm


def trigger_detector(world: World) -> Process:
    """Handler: the fire trips the detector, if it still burns."""
    if not world.is_hazard_over():
        world.log_event(EventKind.DETECTED, place=world.hazard_zone)
        trip_alarm(world, world.hazard_zone)
    yield from ()


def pull_station(world: World, unit: int) -> Process:
    """Handler: an eyewitness pulls a station, if still inside and the alarm is not tripped yet."""
    panel = world.tables.fire.panel[world.zone[unit]]
    if panel != NOBODY and not world.alarm_tripped[panel]:
        world.log_event(EventKind.PULLED, unit, place=world.zone[unit])
        trip_alarm(world, world.zone[unit])
    yield from ()


def trip_alarm(world: World, zone: int) -> None:
    """Trips the alarm of a fire panel, once; it sounds after a delay."""
    panel = world.tables.fire.panel[zone]
    if panel == NOBODY or world.alarm_tripped[panel]:
        return
    world.alarm_tripped[panel] = True
    world.start(sound_alarm(world, panel), Rank.HAZARD, HORNS + panel, world.draw(Purpose.ALARM_STARTS, panel))


def sound_alarm(world: World, panel: int) -> Process:
    """Handler: the alarm sounds, people who hear it are aware, and the monitoring company calls 911. An alarm out of order is silent."""
    table = world.tables.fire
    if not table.alarm_works:
        world.log_event(EventKind.SILENT, what=Channel.ALARM)
        return
    world.horns_sound = True
    world.log_event(EventKind.SENT, what=Channel.ALARM)
    if table.alarm_reports and not world.alarm_reported:
        world.alarm_reported = True
        seconds = world.draw(Purpose.ALARM_REPORTS, 0)
        world.start(run_monitoring_call(world), Rank.QUEUE, world.tables.psap.office, seconds, Purpose.ALARM_REPORTS)
    for unit in world.units:
        zone = world.zone[unit]
        if zone == NOBODY or table.panel[zone] != panel or has_adult(world, unit):
            continue
        if world.draw(Purpose.ALARM_HEARD, zone) < table.audibility[zone]:
            become_aware(world, unit, Channel.ALARM)
    yield from ()


def run_monitoring_call(world: World) -> Process:
    """Handler: the monitoring company calls 911 for the school; the call counts as one of the office."""
    yield from psap.call_911(world, world.tables.psap.office, Channel.ALARM)


# by decision


def stop_horns(world: World, person: int) -> Process:
    """Handler: a person goes to the alarm panel in the office and stops the horns. Some who know of the fire from them alone, and have
    not set out, take it for the all clear, until doubt passes.
    """
    if world.on_errand[person]:
        return
    set_out(world, person)
    if (yield from go_to(world, person, world.tables.means.office_zone)):
        seconds = world.draw(Purpose.HORNS_STOPPED, person)
        yield world.wait(seconds, Rank.REACTION, person, Purpose.HORNS_STOPPED)
        world.horns_are_silent = True
        world.log_event(EventKind.HORNS_STOPPED, person, place=world.zone[person])
        for other in world.people:
            if is_getting_ready(world, other) and world.draw(Purpose.SILENCE_MISREAD, other):
                drop_duty(world, other)
                world.log_event(EventKind.DOUBTS, other)
                start_duty(world, other, after=world.draw(Purpose.DOUBT, other))
    return_to_duty(world, person)


def is_getting_ready(world: World, person: int) -> bool:
    """Whether a person knows of the fire from the horns and prepares to leave, but has not set out."""
    warned = world.told_channel[person] == Channel.ALARM and not world.sure[person]
    is_inside = world.protecting[person] and not (world.walking[person] or world.protected[person])
    return warned and is_inside and not (world.recognized[person] or world.on_errand[person])


def shut_off(world: World, person: int, gas: bool) -> Process:
    """Handler: a person goes to the shut-off, at a door of the room on fire, and closes it. If that fed the fire, it grows more slowly."""
    if world.on_errand[person]:
        return
    set_out(world, person)
    if (yield from go_to(world, person, find_shut_off(world, person))):
        yield world.wait(world.draw(Purpose.SHUT_OFF, person), Rank.REACTION, person, Purpose.SHUT_OFF)
        world.log_event(EventKind.SHUT_OFF, person, place=world.hazard_zone, value=float(gas))
        if world.draw(Purpose.GAS_FEEDS if gas else Purpose.POWER_FEEDS, 0):
            slow_fire(world)
    return_to_duty(world, person)


def find_shut_off(world: World, person: int) -> int:
    """The zone beside the fire that is nearest to a person; their own where they are in the room on fire or beside it."""
    layout, here, burns = world.tables.layout, world.zone[person], world.hazard_zone
    if here == burns or here in layout.neighbors[burns]:
        return here
    return min(layout.neighbors[burns], key=lambda zone: (layout.distance[here][zone], zone), default=here)


def slow_fire(world: World) -> None:
    """The time that is left until conditions are untenable grows as the pace of the fire falls, once."""
    left = world.untenable_at - world.now
    if world.is_hazard_over() or world.is_fire_slowed or left <= 0.0:
        return
    world.is_fire_slowed = True
    left = world.scale(left, 1.0 / world.draw(Purpose.ISOLATED, 0))
    world.untenable_at = world.now + left
    world.start(become_untenable(world), Rank.HAZARD, LIMIT, left)


# people


def respond_as_adult(world: World, person: int) -> Process:
    """Handler: an adult is aware. An eyewitness may pull a station; then the usual response follows."""
    start_for_pull_station(world, person)
    yield from staff.respond_as_staff(world, person)


def respond_as_group(world: World, group: int) -> Process:
    """Handler: an unsupervised group is aware. Eyewitnesses may pull a station; the group leaves."""
    start_for_pull_station(world, group)
    yield from evacuate_unaccompanied(world, group)


def start_for_pull_station(world: World, unit: int) -> None:
    """An eyewitness may set out for a pull station."""
    if world.told_channel[unit] == Channel.HAZARD and world.draw(Purpose.PULLS, unit):
        seconds = world.draw(Purpose.PULL, unit)
        world.start(pull_station(world, unit), Rank.REACTION, unit, seconds, Purpose.PULL)


def is_all_clear(world: World) -> bool:
    """The fire is out, a unit is there, all staff are aware, and everyone who had to leave has been counted."""
    if world.is_hazard_active or not world.unit_there or world.unaware_staff:
        return False
    return all(world.counted[unit] for unit in who_must_leave(world) if world.zone[unit] != NOBODY)


# measures


def must_leave(reading: TraceSummary, unit: int) -> bool:
    """Whether a unit was at onset in the building on fire, or in another on its panel."""
    emptied = reading.tables.fire.must_leave[reading.hazard_at[0].zone]
    return reading.heads[unit] > 0 and emptied[reading.at_onset[unit]]


def last_out(reading: TraceSummary, of_building_on_fire: bool) -> float:
    """Time of the last head out of the building on fire, or of the others on its panel; inf if not all are out, 0 if none must leave."""
    if not reading.hazard_at:
        return 0.0
    building, last = reading.tables.layout.building, 0.0
    burns = building[reading.hazard_at[0].zone]
    for unit, zone in enumerate(reading.at_onset):
        if must_leave(reading, unit) and (building[zone] == burns) == of_building_on_fire:
            last = max(last, reading.protected_at[unit])
    return last


def rset(reading: TraceSummary) -> float:
    """Time of the last head out of the building on fire."""
    return last_out(reading, of_building_on_fire=True)


def rset_other_buildings(reading: TraceSummary) -> float:
    """Time of the last head out of the other buildings on its panel, where no fire limits the time."""
    return last_out(reading, of_building_on_fire=False)


def aset_margin(reading: TraceSummary) -> float:
    """ASET less RSET, each at most the horizon."""
    return time_or_horizon(reading, EventKind.UNTENABLE) - min(rset(reading), reading.tables.horizon)


def accountability_complete(reading: TraceSummary) -> float:
    """Time when all who must leave and are not trapped are counted; inf if some are missing, 0 if none must."""
    if not reading.hazard_at:
        return 0.0
    last = 0.0
    for unit, counted_at in enumerate(reading.counted_at):
        if must_leave(reading, unit) and not reading.cut_off[unit]:
            last = max(last, counted_at)
    return last


def list_facts(emergency: Emergency) -> Iterator[Fact]:
    """For a data sheet."""
    hazard, alarm = emergency.scenario.hazard, emergency.place.campus.fire_alarm
    assert isinstance(hazard, Fire)
    yield "Hazard", ("a t-squared fire in the zone where it starts; smoke is not modeled",)
    yield "Grows", (hazard.growth, " kW/s² × time²; noticed from ", hazard.perceptible, " kW")
    yield "Pull stations", ("a witness pulls one: ", hazard.pulls, ", after ", hazard.pull)
    if alarm is None:
        yield "Fire alarm", ("none",)
    else:
        yield "Fire alarm", ("notification appliances sound ", alarm.sounds_after, " later, in every arm")
        if alarm.detectors is not None:
            yield "", ("detectors in ", alarm.detectors.kinds, " go off at ", alarm.detectors.at, " kW")
        if alarm.reports_after is not None:
            yield "", ("and a company calls 911 after ", alarm.reports_after)
    if hazard.untenable is not None:
        yield "Untenable", ("when the fire reaches ", hazard.untenable, " kW")
    elif hazard.aset is not None:
        yield "Untenable", ("after ", hazard.aset)


FIRE = Hazard(
    model=Fire,
    playbook=Playbook(
        onset=run_fire,
        adult_knows=respond_as_adult,
        doubt_ends=staff.resolve_doubt,
        group_knows=respond_as_group,
        protocol=evacuate,
        once_reacted=leave_building,
        responder=evacuate,
        unit_on_scene=locate_and_end,
        all_clear=is_all_clear,
        stop_horns=stop_horns,
        shut_off=shut_off,
    ),
    streams=streams,
    tables=build_fire_table,
    measures={
        Measure("alarm_sounds", "s", "lower", "Onset to the horns of the fire alarm.", is_time=True): lambda reading: (
            reading.alarm
        ),
        Measure(
            "rset",
            "s",
            "lower",
            "Required safe egress time: onset to the last head out of the building on fire.",
            is_time=True,
        ): rset,
        Measure(
            "rset_other_buildings",
            "s",
            "lower",
            "Onset to the last head out of the other buildings on the panel of the fire; 0 if no one has to leave them.",
            is_time=True,
        ): rset_other_buildings,
        Measure(
            "aset_margin",
            "s",
            "higher",
            "Available less required safe egress time in the building on fire, each at most the horizon: time to spare for the last head.",
        ): aset_margin,
        Measure(
            "accountability_complete",
            "s",
            "lower",
            "Onset to everybody who must and can leave being counted at the assembly point.",
            is_time=True,
        ): accountability_complete,
    },
    words=HazardWords(
        told="there is a fire",
        seen="You see the fire or its smoke",
        about="a fire at a school",
        on_map="fire",
        cap=CapEvent("Fire", "Fire", "Evacuate"),
    ),
    facts=list_facts,
)
