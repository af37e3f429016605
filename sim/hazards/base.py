"""What every hazard has in common: how it is registered, how it begins, enters a zone, and ends.

A hazard is one file with its scenario record, tables, random streams, processes and measures, held by one `Hazard`. `register` makes it
known to every lookup by kind, so a new hazard needs no change to any other file.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from scenarios.campus_expansion import Member
from scenarios.hazards import HazardModel
from scenarios.hazards import register as register_model
from scenarios.hazards import unregister as unregister_model
from scenarios.inputs import Input
from scenarios.open_union import kind_of
from scenarios.scenario import Emergency
from sim.model import causes, office
from sim.model.awareness import has_adult, perceive_nearby
from sim.model.environment import Process, Rank
from sim.model.measure import Measure
from sim.model.state import Playbook, World, add_own, remove_own
from sim.model.tables import NOBODY, EntityKeys, Tables
from sim.model.trace import EventKind
from sim.model.trace_reader import TraceSummary
from sim.model.units import check_wrong_room, draw_locate_time, is_misled, record_status
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder
from sim.state.fields import Record

Reader = Callable[[TraceSummary], float]


def no_streams(_streams: StreamBuilder, _emergency: Emergency, _keys: EntityKeys) -> None:
    """For a hazard without random numbers of its own."""


def no_tables(tables: Tables, _emergency: Emergency, _streams: StreamBuilder) -> Tables:
    """For a hazard that needs only the tables that all hazards share."""
    return tables


class CapEvent(NamedTuple):
    """What the Common Alerting Protocol calls it."""

    category: str = "Safety"
    event: str = "Emergency"
    response: str = "Prepare"


@dataclass(frozen=True)
class HazardWords:
    """How people speak of it."""

    told: str = "there is an emergency"
    """In an alert. The place comes from reports alone."""
    seen: str = "You see an emergency"
    """By those who see or hear it themselves."""
    about: str = "an emergency at a school"
    """What an exercise is about, for those who may not want to take part."""
    on_map: str = "hazard"
    cap: CapEvent = field(default_factory=CapEvent)
    many: str = "emergencies"
    """What replications are, 100 of them."""
    holds: str = ""
    """What holds in every arm and stands first on a page."""
    steps: tuple[str, ...] = ()
    """How it goes, for the method of a report, where that is not the chain of perceiving, reporting and becoming aware."""


Part = str | Sequence[str] | Input | Member
Fact = tuple[str, tuple[Part, ...]]
"""A line of a data sheet: its head, and texts, lists, inputs and people in the order in which they are read."""


def no_facts(_emergency: Emergency) -> Iterator[Fact]:
    """For a hazard of which a data sheet says no more than its inputs."""
    yield from ()


@dataclass(frozen=True)
class Hazard:
    """One kind of hazard."""

    model: type[HazardModel]
    """Its record in a scenario file."""
    playbook: Playbook
    """Its processes: how it begins, and how people respond."""
    streams: Callable[[StreamBuilder, Emergency, EntityKeys], None] = no_streams
    """Adds its random streams; those of the zone and minute of onset are common to all."""
    tables: Callable[[Tables, Emergency, StreamBuilder], Tables] = no_tables
    """Fills in the tables of this hazard, by inputs and other tables without streams; `Tables.own` takes `table`."""
    table: type | None = None
    """What it reads of its own: a dataclass of numbers and lists, each field with its value for all other hazards."""
    state: type[Record] | None = None
    """What changes during a play and is its own."""
    measures: Mapping[Measure, Reader] = field(default_factory=dict)
    """Its own measures; `model.measures` names all that apply."""
    words: HazardWords = HazardWords()
    facts: Callable[[Emergency], Iterator[Fact]] = no_facts
    """What a data sheet says of it. Where it begins follows the first."""

    @property
    def kind(self) -> str:
        """The word by which a scenario file names it."""
        return kind_of(self.model)


HAZARDS: dict[str, Hazard] = {}
"""By kind."""
MEASURES: dict[str, Measure] = {}
READERS: dict[str, Reader] = {}
"""Measures of single hazards, by name."""
INTERRUPTED = Measure(
    "interrupted_person_minutes",
    "person-min",
    "lower",
    "Heads times minutes from when an adult begins to act, for the adult and their group, until they go on with their work or the horizon.",
)
"""Each hazard says until when that is."""


def register(hazard: Hazard) -> None:
    """Makes a hazard known. Raises ValueError if its kind is taken, or another hazard's measure has the name of one of its own.

    Hazards may share a measure, each with its own way to read it.
    """
    unjudged = [measure.name for measure in hazard.measures if measure.proportional_to]
    register_model(hazard.model, {measure.name: measure.unit for measure in hazard.measures}, unjudged)
    HAZARDS[hazard.kind] = hazard
    add_own(hazard.kind, hazard.table, hazard.state)
    for measure, reader in hazard.measures.items():
        if MEASURES.setdefault(measure.name, measure) != measure:
            raise ValueError(f"measure {measure.name!r} is registered already")
        READERS[measure.name] = _read_by_hazard(measure) if measure.name in READERS else reader


def _read_by_hazard(measure: Measure) -> Reader:
    return lambda reading: HAZARDS[reading.tables.hazard.kind].measures[measure](reading)


def unregister(kind: str) -> None:
    """Removes a hazard and its measures; for tests."""
    names = [measure.name for measure in HAZARDS.pop(kind).measures]
    unregister_model(kind, names)
    for name in names:
        del MEASURES[name], READERS[name]
    remove_own(kind)


def start_hazard(world: World) -> None:
    """Before onset: locks some doors, marks some staff absent, and schedules the hazard."""
    staff = world.tables.staff
    if not world.tables.hazard.is_witnessed:
        world.start(world.playbook.onset(world), Rank.HAZARD, 0, after=world.tables.psap.past)
        return
    causes.draw_causes(world)
    for zone in range(len(world.locked)):
        if world.tables.layout.is_lockable[zone] and world.draw(Purpose.LOCKED_ALREADY, zone):
            world.lock(zone)
    for person in world.people:
        if staff.is_away[person] or (staff.may_be_absent[person] and not world.draw(Purpose.ON_SITE, person)):
            leave_out(world, person)
    office.place_office_people(world)
    for unit in world.units:
        world.supervised[unit] = has_adult(world, unit)
    world.start(world.playbook.onset(world), Rank.HAZARD, 0, after=world.tables.psap.past)


def begin(world: World) -> int:
    """The hazard begins: logs the initial conditions and the onset, and returns its zone."""
    place = draw_onset_zone(world)
    begin_in(world, place)
    return place


def begin_in(world: World, place: int) -> None:
    """`begin` in this zone."""
    record_initial_conditions(world)
    world.is_hazard_active = True
    world.log_event(EventKind.ONSET, place=place, value=world.draw(Purpose.ONSET_MINUTE, 0))


def begin_behind_open_door(world: World) -> int:
    """`begin` in a zone whose door is open, whatever was locked before."""
    world.open_door(draw_onset_zone(world))
    return begin(world)


def record_initial_conditions(world: World) -> None:
    """Logs absent staff and the doors that were locked before onset."""
    for person in world.people:
        if not world.present[person]:
            world.log_event(EventKind.ABSENT, person)
    office.record_places(world)
    for zone in range(len(world.locked)):
        if world.seems_locked[zone]:
            kind = EventKind.LOCKED_BEFORE if world.locked[zone] else EventKind.LOCK_UNNOTICED
            world.log_event(kind, place=zone)


def leave_out(world: World, person: int) -> None:
    """Marks a person on the roster as absent: in no zone and in no count."""
    world.present[person] = False
    world.move_to(person, NOBODY)
    world.unaware_staff -= 1
    world.unprotected -= 0 if world.tables.staff.is_responder[person] else 1


def draw_onset_zone(world: World) -> int:
    """The zone of onset, drawn in proportion to the weights."""
    start = world.tables.hazard.start
    zones = [zone for zone in range(len(start)) if start[zone] > 0.0]
    return min(zones, key=lambda zone: world.draw(Purpose.ONSET_PLACE, zone) / start[zone])


def enter_zone(world: World, zone: int) -> None:
    """The hazard enters a zone, and people near it may perceive it."""
    world.hazard_zone = zone
    world.log_event(EventKind.HAZARD_ENTERS, place=zone)
    perceive_nearby(world)
    world.hazard_moves.fire()


def locate(world: World, unit: int) -> Process:
    """A unit on scene locates the place of the hazard, from the reported room if there is one. The first to look finds it for all, and
    later units go straight there.
    """
    if world.tables.units.must_locate[unit]:
        while world.found_at == math.inf:
            if world.checks_until > world.now:
                yield world.wait(world.checks_until - world.now, Rank.DISPATCH, unit, Purpose.LOCATE)
            elif is_misled(world, unit):
                yield from check_wrong_room(world, unit)
            else:
                world.found_at = world.now + draw_locate_time(world, unit)
        if world.found_at > world.now:
            yield world.wait(world.found_at - world.now, Rank.DISPATCH, unit, Purpose.LOCATE)
        record_status(world, unit, EventKind.CONTACT_MADE, world.hazard_zone)
    world.unit_there = True


def locate_and_end(world: World, unit: int) -> Process:
    """A unit on scene locates the hazard and ends it, or reaches the place where it ended."""
    yield from locate(world, unit)
    ends(world, by_contact=True)
    world.check_all_clear()


def ends(world: World, by_contact: bool) -> None:
    """Ends the hazard, once: by contact with a responder, or by its own clock."""
    if world.is_hazard_active:
        world.is_hazard_active = False
        world.log_event(EventKind.HAZARD_ENDS, place=world.hazard_zone, value=float(by_contact))
        world.hazard_moves.fire()
        world.check_all_clear()
