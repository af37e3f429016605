"""A release of gas in a building: a front spreads from where it begins, and people leave when they are told.

The front reaches one zone after the other by walking distance, within the building and never through an outside door, up to a distance of
its own. It stays until the fire department has closed the source. People in zones that it has reached notice it some time later: by its
odor, or without one by symptoms. A detector may tell sooner. They press, phone and talk by radio only outside the front. The office may
have it inspected first, and then orders everyone out. No alarm sounds. Routes avoid the front where there is such a way.

No substance, strength of the source or dose is modeled, and no harm.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from scenarios.base import FileModel
from scenarios.diagnostics import Finding
from scenarios.hazards import ALERTED, Evacuate, LocatedHazard, People
from scenarios.inputs import AllowedScales, ChanceInput, DurationInput, LengthInput, SpeedInput
from scenarios.scenario import Emergency
from scenarios.validation.campus import check_speed
from sim.hazards.base import INTERRUPTED, CapEvent, Fact, Hazard, HazardWords, begin, locate_and_end
from sim.hazards.false_alarm import false_alert_minutes
from sim.hazards.fire import build_exit_table, is_all_clear, list_starts, rset
from sim.hazards.tornado import is_in_office, press_for_office, send_messengers
from sim.model import alerting, front, staff
from sim.model.awareness import has_adult, recognize, record_perception
from sim.model.environment import Process, Rank
from sim.model.evacuation import evacuate, evacuate_unaccompanied, leave_building, record_exit
from sim.model.geometry import Nearness, find_next_zones
from sim.model.measure import Measure
from sim.model.state import Playbook, World
from sim.model.tables import NOBODY, EntityKeys, Tables
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder
from sim.state.fields import Of, Record, each, once

DETECTOR = 1
"""Entity of the detector, after the front in the order of an instant."""


class FrontInputs(FileModel):
    """speed: by walking distance. reach: how far it comes at most."""

    speed: Annotated[SpeedInput, AllowedScales("replication", "site")]
    reach: Annotated[LengthInput, AllowedScales("replication", "site")]


class GasDetector(FileModel):
    """present: one is near the source, works and can be heard. sounds: from onset."""

    present: Annotated[ChanceInput, AllowedScales("replication", "site")]
    sounds: Annotated[DurationInput, AllowedScales("replication", "site")]


class ReleaseInside(LocatedHazard):
    """Gas, carbon monoxide, or something spilled in a laboratory."""

    goes_with = "evacuate"
    reaches_in_sight = False
    neighbors_call = False
    silences_near = True
    silences_radios = True
    spreads = True
    measures = tuple(name for name in ALERTED if name != "first_responder_on_scene")

    kind: Literal["release-inside"]
    front: FrontInputs
    smells: Annotated[ChanceInput, AllowedScales("replication", "site")]  # people notice it by its odor
    symptoms: Annotated[DurationInput, AllowedScales("person", "site")]  # without odor: in the front → notices
    detector: GasDetector

    def check(self, people: People) -> Iterator[Finding]:
        """A front that moves, doors that let people through, and no one of the campus who goes there."""
        yield from check_speed(self.front.speed, ("hazard", "front", "speed"))
        if isinstance(people.protocol, Evacuate):
            if people.protocol.decision is None:
                yield Finding(("protocol",), "no alarm sounds for a release; give the decision of the office")
            for key in ("level", "down", "up"):
                yield from check_speed(getattr(people.protocol.flow, key), ("protocol", "flow", key))
        if people.responding:
            yield Finding(("responding",), "no one of the campus goes to a release; leave this out")


# random numbers, tables, state


def streams(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    """The front, how it is noticed, and the decision of the office."""
    hazard, protocol = emergency.scenario.hazard, emergency.scenario.protocol
    assert isinstance(hazard, ReleaseInside)
    streams.add_values(Purpose.FRONT_SPEED, hazard.front.speed, keys.scenario)
    streams.add_values(Purpose.FRONT_REACH, hazard.front.reach, keys.scenario)
    streams.add_values(Purpose.SMELLS, hazard.smells, keys.scenario)
    streams.add_times(Purpose.SYMPTOMS, hazard.symptoms, keys.parties)
    streams.add_values(Purpose.GAS_DETECTOR, hazard.detector.present, keys.scenario)
    streams.add_times(Purpose.GAS_DETECTOR_SOUNDS, hazard.detector.sounds, keys.scenario)
    if isinstance(protocol, Evacuate) and protocol.decision is not None:
        streams.add_values(Purpose.INSPECTED, protocol.decision.inspects, keys.scenario)
        streams.add_times(Purpose.INSPECTION, protocol.decision.inspection, keys.scenario)
        streams.add_times(Purpose.SHELTER_SWEPT, protocol.decision.sweeps_after, keys.scenario)


@dataclass(frozen=True)
class FrontTable:
    """By zone in which it may begin: the zones of the building in the order in which a front reaches them, and how far they are."""

    is_used: bool = False
    order: list[list[int]] = field(default_factory=list)
    meters: list[list[float]] = field(default_factory=list)


class Leak(Record):
    """What is known of it."""

    smells: bool = once(False)
    breathes: list[bool] = each(Of.UNIT, False)
    """Has been in a zone that it had reached."""
    is_ordered: bool = once(False)
    """The office has decided that everyone leaves."""


def build_tables(tables: Tables, emergency: Emergency, streams: StreamBuilder) -> Tables:
    """With the exits, and how far a front has to each zone."""
    layout, starts = tables.layout, list_starts(tables)
    out = find_next_zones(layout, layout.outdoors, NOBODY)
    of = layout.building
    exits = replace(
        build_exit_table(tables, emergency, streams),
        out=dict.fromkeys(starts, out),
        must_leave={start: [building == of[start] for building in of] for start in starts},
    )
    spread = [front.measure_spread(layout, z) if z in starts else [] for z in range(len(layout.zones))]
    table = FrontTable(
        is_used=True,
        order=[[zone for _, zone in reached] for reached in spread],
        meters=[[meters for meters, _ in reached] for reached in spread],
    )
    return replace(tables, fire=exits, own={FrontTable: table})


# the front


def release(world: World) -> Process:
    """Handler: onset. The front sets out, and reaches one zone after the other."""
    place = begin(world)
    world.hazard_zone = place
    world.of(Leak).smells = bool(world.draw(Purpose.SMELLS, 0))
    for unit in world.units:
        if world.zone[unit] != NOBODY and world.tables.layout.outdoors[world.zone[unit]]:
            record_exit(world, unit)
    if world.draw(Purpose.GAS_DETECTOR, 0):
        seconds = world.draw(Purpose.GAS_DETECTOR_SOUNDS, 0)
        world.start(sound_detector(world), Rank.HAZARD, DETECTOR, seconds)
    table, number = world.tables.of(FrontTable), 0
    while number < len(table.order[place]) and table.meters[place][number] <= world.draw(Purpose.FRONT_REACH, 0):
        at = world.walking_time(table.meters[place][number], world.draw(Purpose.FRONT_SPEED, 0))
        yield world.wait(max(0.0, at - world.now), Rank.HAZARD, 0)
        if world.is_hazard_over():
            return
        come_into(world, table.order[place][number])
        number += 1


def come_into(world: World, zone: int) -> None:
    """The front reaches a zone. People there will notice it."""
    world.hazard_step += 1
    front.reach(world, zone)
    world.log_event(EventKind.HAZARD_ENTERS, place=zone)
    for unit in world.list_units_in(zone):
        breathe(world, unit)


def breathe(world: World, unit: int) -> None:
    """A person or group is in the front for the first time. They notice it some time later; students with an adult rely on the adult."""
    leak = world.of(Leak)
    if leak.breathes[unit] or has_adult(world, unit):
        return
    leak.breathes[unit] = True
    if not leak.smells:
        world.start(
            feel_symptoms(world, unit), Rank.REACTION, unit, world.draw(Purpose.SYMPTOMS, unit), Purpose.SYMPTOMS
        )
    elif not (world.acting[unit] or world.perceived[unit]):
        record_perception(world, unit, Nearness.SAME_ZONE)
        note_place(world, unit)


def feel_symptoms(world: World, unit: int) -> Process:
    """Handler: a person or group feels unwell, unless the source is closed by then."""
    if not world.is_hazard_over():
        understand(world, unit)
    yield from ()


def sound_detector(world: World) -> Process:
    """Handler: the detector sounds. It is heard where the front is, and next to where it began."""
    if world.is_hazard_over():
        return
    world.log_event(EventKind.DETECTOR_SOUNDS, place=world.hazard_zone)
    near = world.tables.layout.nearness[world.hazard_zone]
    for unit in world.units:
        zone = world.zone[unit]
        if zone == NOBODY or has_adult(world, unit):
            continue
        if world.reached[zone] or near[zone] <= Nearness.ADJACENT:
            understand(world, unit)
    yield from ()


def understand(world: World, unit: int) -> None:
    """A person or group notices it, and knows at once what it is."""
    if world.perceived[unit] or world.acting[unit]:
        return
    world.perceived[unit] = True
    note_place(world, unit)
    world.log_event(EventKind.PERCEIVED, unit, place=world.zone[unit], value=float(Nearness.SAME_ZONE))
    world.start(recognize(world, unit), Rank.REACTION, unit, purpose=Purpose.RECOGNITION)


def note_place(world: World, unit: int) -> None:
    """A person will say that it is where they noticed it."""
    if unit < len(world.people):
        world.seen_in[unit] = world.zone[unit]


def enter(world: World, unit: int) -> None:
    """A person or group enters a zone. In the front they will notice it. Outside it they may phone, press and talk by radio."""
    if world.is_hazard_in(world.zone[unit]):
        breathe(world, unit)
    elif unit < len(world.people):
        world.hazard_moves.fire()


# people


def is_told_to_leave(world: World) -> bool:
    """Whether the office has ordered it, or the app's alert has."""
    return world.of(Leak).is_ordered or world.alert_sent or world.office_has_spoken


def respond_as_adult(world: World, person: int) -> Process:
    """Handler: an adult is aware. People in the office who were told wait for its order; the others act. Who was told by a colleague
    passes it on.
    """
    is_witness = world.told_channel[person] == Channel.HAZARD
    if world.told_teller[person] != NOBODY and not world.played[person]:
        world.start(pass_on(world, person), Rank.ACT, person, purpose=Purpose.DECISION)
    waits = is_in_office(world, person) and not (is_witness or world.played[person] or is_told_to_leave(world))
    if not waits or world.is_hazard_in(world.zone[person]):
        yield from staff.respond_as_staff(world, person)
        return
    staff.await_order(world, person)


def pass_on(world: World, person: int) -> Process:
    """Handler: a person who was told reports it as a witness would, once outside the front, unless the office knows or an alert is out."""
    yield world.wait(staff.draw_decision_time(world, person), Rank.REACTION, person, Purpose.DECISION)
    yield from alerting.wait_while_beside(world, person, Purpose.DECISION)
    if not (world.office_knows or world.alert_sent):
        yield from alerting.report_by_first_means(world, person)


def resolve_doubt(world: World, person: int) -> Process:
    """Handler: a second message has come. One who waits for the order goes on waiting until there is one, or they notice it themselves."""
    if world.awaits_order[person] and not (is_told_to_leave(world) or world.perceived[person]):
        world.doubting[person] = True
        return
    yield from staff.resolve_doubt(world, person)


def decide_on_leaving(world: World, speaker: int) -> Process:
    """The office may have it inspected. Then it orders everyone out, from a room that the front has not reached."""
    if world.draw(Purpose.INSPECTED, 0):
        yield world.wait(world.draw(Purpose.INSPECTION, 0), Rank.REACTION, speaker, Purpose.INSPECTION)
    world.of(Leak).is_ordered = True
    if not world.alert_sent:
        press_for_office(world)
    seconds = world.draw(Purpose.SHELTER_SWEPT, 0)
    world.start(send_messengers(world, speaker), Rank.ACT, speaker, seconds, Purpose.SHELTER_SWEPT)
    staff.end_wait_for_order(world)
    while world.is_hazard_in(world.tables.means.office_zone):
        yield world.hazard_moves.wait(Rank.ACT, speaker)


def list_facts(emergency: Emergency) -> Iterator[Fact]:
    """For a data sheet."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, ReleaseInside)
    yield "Hazard", ("gas that spreads in a building; no substance, dose or harm is modeled",)
    yield "Spreads", ("at ", hazard.front.speed, ", to at most ", hazard.front.reach)
    yield "Noticed", ("by its odor ", hazard.smells, "; else by symptoms after ", hazard.symptoms)
    yield "Detector", (hazard.detector.present, ", sounds after ", hazard.detector.sounds)
    yield "Over", ("when the fire department has closed the source",)


RELEASE_INSIDE = Hazard(
    model=ReleaseInside,
    playbook=Playbook(
        onset=release,
        adult_knows=respond_as_adult,
        doubt_ends=resolve_doubt,
        group_knows=evacuate_unaccompanied,
        protocol=evacuate,
        once_reacted=leave_building,
        responder=evacuate,
        unit_on_scene=locate_and_end,
        all_clear=is_all_clear,
        office_decides=decide_on_leaving,
        enters=enter,
    ),
    streams=streams,
    tables=build_tables,
    table=FrontTable,
    state=Leak,
    measures={
        INTERRUPTED: false_alert_minutes,
        Measure(
            "last_out", "s", "lower", "Onset to the last head out of the building of the release.", is_time=True
        ): rset,
    },
    words=HazardWords(
        told="there is gas in the building, leave it",
        seen="You smell gas, feel unwell, or hear a gas detector",
        about="a gas leak in a school",
        on_map="gas leak",
        cap=CapEvent("Safety", "Gas leak", "Evacuate"),
    ),
    facts=list_facts,
)
