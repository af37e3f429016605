"""A missing student: a child walks away from the group, and an adult notices some time later.

The child walks from zone to zone with pauses, more often toward exits, water or a road, and leaves the campus where no one sees it. It
goes into no room with another class and through no exit that is watched. Nothing that staff do changes the walk, so it is the same in all
arms until the child is found. On campus it is found when an adult who knows and would recognize it is in the same zone. Once it has left,
it is found some time after it was missed, the same in all arms. 911 is called some time after the child was missed, and shortens nothing:
no published figure says that it does. Nothing else about the child is modeled, and nothing about harm.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from scenarios.base import YesNo
from scenarios.campus_expansion import Place
from scenarios.diagnostics import Finding, quote
from scenarios.hazards import LocatedHazard, People, Search
from scenarios.inputs import AllowedScales, ChanceInput, CountInput, DurationInput, SpeedInput
from scenarios.scenario import Emergency
from scenarios.validation.campus import check_never_zero, check_speed
from scenarios.validation.limits import find_median
from sim.hazards.base import CapEvent, Fact, Hazard, HazardWords, begin_behind_open_door, ends
from sim.model import alerting, psap, search, staff
from sim.model.awareness import record_perception
from sim.model.environment import Process, Rank
from sim.model.geometry import Layout, Nearness
from sim.model.measure import Measure
from sim.model.state import Playbook, World
from sim.model.tables import NOBODY, STEPS, EntityKeys, Means, Tables
from sim.model.trace import Channel, EventKind
from sim.model.trace_reader import TraceSummary
from sim.sampling.distributions import Distribution
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder
from sim.state.fields import Record, once

OFF_CAMPUS = -2
"""In place of the next zone."""
MISSED, FOUND_OUTSIDE, REPORTED = 1, 2, 3  # entities in the order of an instant, after the child itself
OPEN_PLACES = "hall", "stair", "exit", "outdoors"
"""Where the child may walk although an adult is there."""


class MissingStudent(LocatedHazard):
    """A child who has walked away from the group, until it is found."""

    goes_with = "search"
    neighbors_call = False
    reaches_in_sight = False
    happens_to_people = True
    happens_to_groups = True
    measures = ("recognition", "first_report", "hazard_over", "app_was_first_report")
    """The search ends when the child is found, so times of awareness are not measured: a child found soon would make them look worse."""

    kind: Literal["missing-student"]
    missed_after: Annotated[DurationInput, AllowedScales("replication", "site")]  # from leaving the group
    speed: Annotated[SpeedInput, AllowedScales("replication", "site")]
    pauses: Annotated[DurationInput, AllowedScales("event", "site")]  # in each zone
    # how many times as likely a way toward an exit, water or a road is as another way
    favors: Annotated[CountInput, AllowedScales("site")]
    # off campus: from when the child has left and is missed, whichever is later
    found_off_campus: Annotated[DurationInput, AllowedScales("replication", "site")]
    reported: Annotated[DurationInput, AllowedScales("replication", "site")]  # missed → call to 911
    known: Annotated[ChanceInput, AllowedScales("person", "site")]  # an adult knows the child by sight
    # an adult who does not recognizes the child by name and clothes
    described: Annotated[ChanceInput, AllowedScales("person", "site")]
    photo: YesNo = True  # comes with the app's alert, and with it everyone recognizes the child

    def check(self, people: People) -> Iterator[Finding]:
        """Speeds, and times above zero."""
        yield from check_speed(self.speed, ("hazard", "speed"))
        yield from check_never_zero(self.favors, ("hazard", "favors"), "the child would never leave")
        if find_median(self.pauses) == 0:
            yield Finding(("hazard", "pauses"), "pauses is 0 s; it must take some time")
        if isinstance(people.protocol, Search):
            yield from check_speed(people.protocol.hall, ("protocol", "hall"))
            for key in ("room", "outdoors"):
                if find_median(getattr(people.protocol, key)) == 0:
                    yield Finding(("protocol", key), f"{key} is 0 s; it must take some time")

    def check_on(self, place: Place) -> Iterator[Finding]:
        """Somebody can walk away."""
        if not any(group.age != "adult" for group in place.groups):
            message = f"campus {quote(place.campus.campus)} has no group of children or teenagers"
            yield Finding(("hazard", "kind"), f"{message}, so no child can be missing there")


@dataclass(frozen=True)
class ChildTable:
    """leaves: by zone, a way off campus begins there. weights: of each link of `layout.neighbors`, 0 where the child does not go."""

    leaves: list[bool] = field(default_factory=list)
    weights: list[list[float]] = field(default_factory=list)
    favors: float = 1.0
    photo: bool = False
    is_child: list[bool] = field(default_factory=list)  # by group


class Child(Record):
    """Where the child is otherwise than in a zone, and what is known."""

    has_left: bool = once(False)
    is_missed: bool = once(False)
    missed_by: int = once(NOBODY)
    """The adult of the group, or the nearest."""


def streams(streams: StreamBuilder, emergency: Emergency, keys: EntityKeys) -> None:
    """The walk, when the child is missed and found off campus, and who would recognize it."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, MissingStudent)
    even = [Distribution.exponential(1.0)]
    streams.add_stream(Purpose.CHILD_OF, even, keys.parties, 1, False, "event")
    streams.add_times(Purpose.CHILD_MISSED, hazard.missed_after, keys.scenario)
    streams.add_values(Purpose.HAZARD_SPEED, hazard.speed, keys.scenario)
    streams.add_times(Purpose.HAZARD_STAYS, hazard.pauses, keys.scenario, STEPS)
    streams.add_stream(Purpose.HAZARD_NEXT, even, keys.zones, STEPS, False, "event")
    streams.add_stream(Purpose.CHILD_LEAVES, even, keys.scenario, STEPS, False, "event")
    streams.add_times(Purpose.FOUND_OFF_CAMPUS, hazard.found_off_campus, keys.scenario)
    streams.add_times(Purpose.CHILD_REPORTED, hazard.reported, keys.scenario)
    streams.add_values(Purpose.CHILD_KNOWN, hazard.known, keys.staff)
    streams.add_values(Purpose.CHILD_DESCRIBED, hazard.described, keys.staff)


def tables(tables: Tables, emergency: Emergency, streams: StreamBuilder) -> Tables:
    """With the ways of the child and the search. Neither a press nor the office nor an officer calls 911 by itself."""
    hazard, protocol = emergency.scenario.hazard, emergency.scenario.protocol
    assert isinstance(hazard, MissingStudent)
    assert isinstance(protocol, Search)
    place, layout, means = emergency.place, tables.layout, tables.means
    is_child = [group.age != "adult" for group in place.groups]
    posts = [zone for zone, may_leave in zip(tables.groups.zone, is_child, strict=True) if may_leave]
    start = [weight if zone in posts else 0.0 for zone, weight in enumerate(tables.hazard.start)]
    child = ChildTable(
        leaves=[search.is_way_off(place, layout, zone) for zone in range(len(place.zones))],
        weights=find_weights(place, layout, tables.staff.zone, streams.median_of(hazard.favors)),
        favors=streams.median_of(hazard.favors),
        photo=hazard.photo,
        is_child=is_child,
    )
    return replace(
        tables,
        hazard=replace(tables.hazard, start=start if any(start) else tables.hazard.start),
        staff=replace(tables.staff, police_radio=[False] * tables.staff_count),
        means=replace(
            means,
            report=tuple(one for one in means.report if one != Means.DIAL_911),
            then=tuple(one for one in means.then if one != Means.DIAL_911),
            told=tuple(one for one in means.told if one != Means.DIAL_911),
            psap_leg=False,
            office_calls=False,
        ),
        own={ChildTable: child, search.SearchTable: search.build_search_table(place, layout, protocol, streams)},
    )


def find_weights(place: Place, layout: Layout, posts: list[int], favors: float) -> list[list[float]]:
    """By zone and link: how likely the child takes it. Exits are favored because they lead off campus, to water or to a road."""
    count = range(len(place.zones))
    goals = [zone for zone in count if place.zones[zone].near or search.is_way_off(place, layout, zone)]
    meters = [min((layout.distance[zone][goal] for goal in goals), default=math.inf) for zone in count]
    is_shunned = [
        zone.watched or (number in posts and zone.kind not in OPEN_PLACES) for number, zone in enumerate(place.zones)
    ]
    return [
        [
            0.0 if is_shunned[other] else favors if other in goals or meters[other] < meters[here] else 1.0
            for other in layout.neighbors[here]
        ]
        for here in count
    ]


# the child


def walk_away(world: World) -> Process:
    """Handler: onset. The child leaves the group, and walks from zone to zone until it is found or has left the campus."""
    place = begin_behind_open_door(world)
    world.of(Child).missed_by = find_adult(world, place)
    world.start(miss_child(world), Rank.HAZARD, MISSED, world.draw(Purpose.CHILD_MISSED, 0))
    come_into(world, place)
    while True:
        yield world.wait(world.draw(Purpose.HAZARD_STAYS, 0, world.hazard_step), Rank.HAZARD, 0)
        if world.is_hazard_over():
            return
        target = choose_way(world)
        world.hazard_step += 1
        if target == OFF_CAMPUS:
            leave_campus(world)
            return
        if target == NOBODY:
            continue
        world.log_event(EventKind.HAZARD_LEAVES, place=world.hazard_zone)
        meters = world.tables.layout.length(world.hazard_zone, target)
        yield world.wait(world.walking_time(meters, world.draw(Purpose.HAZARD_SPEED, 0)), Rank.HAZARD, 0)
        if world.is_hazard_over():
            return
        come_into(world, target)


def find_adult(world: World, place: int) -> int:
    """The adult of the child's group, or else the nearest on campus; NOBODY if there is none."""
    groups, table, people = world.tables.groups, world.tables.of(ChildTable), len(world.people)
    chosen, least = NOBODY, math.inf
    for group in range(len(groups.zone)):
        if groups.zone[group] == place and table.is_child[group]:
            order = world.draw(Purpose.CHILD_OF, people + group) / groups.occupants[group]
            if order < least:
                chosen, least = group, order
    if chosen != NOBODY and groups.adult[chosen] != NOBODY and world.present[groups.adult[chosen]]:
        return groups.adult[chosen]
    meters = world.tables.layout.distance[place]
    able = [p for p in world.people if world.present[p] and meters[world.zone[p]] < math.inf]
    return min(able, key=lambda p: (meters[world.zone[p]], p), default=NOBODY)


def choose_way(world: World) -> int:
    """A way at random by the weights: a neighboring zone, `OFF_CAMPUS`, or NOBODY where none is open."""
    layout, table, here = world.tables.layout, world.tables.of(ChildTable), world.hazard_zone
    chosen, least = NOBODY, math.inf
    if table.leaves[here]:
        chosen, least = OFF_CAMPUS, world.draw(Purpose.CHILD_LEAVES, 0, world.hazard_step) / table.favors
    for link in range(len(layout.neighbors[here])):
        zone, weight = layout.neighbors[here][link], table.weights[here][link]
        if weight > 0.0 and not (world.locked[zone] or world.is_shut(here, zone)):
            order = world.draw(Purpose.HAZARD_NEXT, zone, world.hazard_step) / weight
            if order < least:
                chosen, least = zone, order
    return chosen


def come_into(world: World, zone: int) -> None:
    """The child enters a zone. An adult there who knows may find it."""
    world.hazard_zone = zone
    world.log_event(EventKind.HAZARD_ENTERS, place=zone)
    for unit in world.list_units_in(zone):
        look_for_child(world, unit)


def leave_campus(world: World) -> None:
    """The child leaves the campus, unseen. From now on it is in no zone."""
    child = world.of(Child)
    child.has_left = True
    world.log_event(EventKind.LEFT_CAMPUS, place=world.hazard_zone)
    world.hazard_zone = NOBODY
    if child.is_missed:
        look_off_campus(world)


def look_off_campus(world: World) -> None:
    """The child has left and is missed: it will be found."""
    seconds = world.draw(Purpose.FOUND_OFF_CAMPUS, 0)
    world.start(end_off_campus(world), Rank.HAZARD, FOUND_OUTSIDE, seconds)


def end_off_campus(world: World) -> Process:
    """Handler: the child is found off campus."""
    world.log_event(EventKind.FOUND)
    ends(world, by_contact=False)
    yield from ()


# those who look


def miss_child(world: World) -> Process:
    """Handler: an adult notices that the child is gone, and will tell. Some time later 911 is called."""
    child = world.of(Child)
    adult, child.is_missed = child.missed_by, True
    world.log_event(EventKind.MISSED, adult, place=NOBODY if adult == NOBODY else world.zone[adult])
    if child.has_left:
        look_off_campus(world)
    world.start(report_to_911(world), Rank.HAZARD, REPORTED, world.draw(Purpose.CHILD_REPORTED, 0))
    if adult != NOBODY and not (world.perceived[adult] or world.aware[adult]):
        record_perception(world, adult, Nearness.FAR)
    yield from ()


def report_to_911(world: World) -> Process:
    """Handler: the office calls 911, unless participants have decided so before. Where it does not know, the adult who missed the child."""
    adult = world.of(Child).missed_by
    if world.office_knows or adult == NOBODY or not world.aware[adult]:
        if not world.office_has_called:
            yield from psap.call_911(world, world.tables.psap.office, Channel.DIAL_911)
    elif not world.has_called[adult]:
        yield from alerting.dial_911(world, adult)


def look_for_child(world: World, unit: int) -> None:
    """A person or group is in a zone. An adult who knows finds the child if it is there and they recognize it."""
    is_looking = unit < len(world.people) and world.acting[unit]
    if is_looking and world.is_hazard_in(world.zone[unit]) and recognizes(world, unit):
        world.start(find_child(world, unit), Rank.PROTECTION, unit, purpose=Purpose.LOOKING)


def find_child(world: World, person: int) -> Process:
    """Handler: the child is found, at the end of the instant in which they met."""
    if world.is_hazard_in(world.zone[person]):
        world.log_event(EventKind.FOUND, person, place=world.hazard_zone)
        ends(world, by_contact=True)
    yield from ()


def recognizes(world: World, person: int) -> bool:
    """Whether they know the child, have the photo, or recognize the child by what was said."""
    has_photo = world.tables.of(ChildTable).photo and world.alerted[person]
    if has_photo or world.draw(Purpose.CHILD_KNOWN, person):
        return True
    return bool(world.draw(Purpose.CHILD_DESCRIBED, person))


def arrive(world: World, _unit: int) -> Process:
    """A unit on scene. It shortens nothing."""
    world.unit_there = True
    yield from ()


def is_found(world: World) -> bool:
    """The child is found."""
    return not world.is_hazard_active


# measures


def since_missed(reading: TraceSummary, time: float) -> float:
    """Seconds from when the child was missed; inf if either never happened, as where a decision finds it before."""
    missed = reading.first_times[EventKind.MISSED]
    return time - missed if max(time, missed) < math.inf else math.inf


def find_searched_time(reading: TraceSummary) -> float:
    """When 90% of the zones had been searched, or the child was found, from when it was missed."""
    found = reading.first_times[EventKind.FOUND]
    wanted, searched = math.ceil(0.9 * len(reading.tables.layout.zones)), 0
    for time, kind, _, _, _, _ in reading.trace.rows:
        searched += kind == EventKind.SEARCHED
        if searched == wanted:
            return since_missed(reading, min(time, found))
    return since_missed(reading, found)


def list_facts(emergency: Emergency) -> Iterator[Fact]:
    """For a data sheet."""
    hazard = emergency.scenario.hazard
    assert isinstance(hazard, MissingStudent)
    yield "Hazard", ("a child has left the group and walks; nothing else about the child is modeled",)
    yield "Missed", ("by an adult after ", hazard.missed_after)
    yield "Walks", ("at ", hazard.speed, ", pausing ", hazard.pauses, " in each zone")
    yield "Off campus", ("found ", hazard.found_off_campus, " after it has left and is missed, in every arm")
    yield "911", ("called ", hazard.reported, " after the child is missed; it shortens nothing")


MISSING_STUDENT = Hazard(
    model=MissingStudent,
    playbook=Playbook(
        onset=walk_away,
        adult_knows=staff.respond_as_staff,
        doubt_ends=staff.resolve_doubt,
        group_knows=search.stay,
        protocol=search.search,
        responder=search.search,
        unit_on_scene=arrive,
        all_clear=is_found,
        anyone_may_be_sent=True,
        enters=look_for_child,
    ),
    streams=streams,
    tables=tables,
    table=ChildTable,
    state=Child,
    measures={
        Measure(
            "found",
            "s",
            "lower",
            "From when an adult missed the child until it was found, on campus or off.",
            is_time=True,
        ): lambda reading: since_missed(reading, reading.first_times[EventKind.FOUND]),
        Measure(
            "left_campus", "share", "lower", "Whether the child left the campus before it was found.", is_yes_no=True
        ): lambda reading: float(reading.first_times[EventKind.LEFT_CAMPUS] < math.inf),
        Measure(
            "zones_searched_t90",
            "s",
            "lower",
            "From when an adult missed the child until 90% of the zones had been searched, or it was found before.",
            is_time=True,
        ): find_searched_time,
        Measure(
            "call_911", "share", "lower", "Whether 911 was called before the child was found.", is_yes_no=True
        ): lambda reading: float(reading.first_times[EventKind.QUEUED] < math.inf),
    },
    words=HazardWords(
        told="a child is missing",
        seen="A child of your group is gone",
        about="a missing child at a school",
        on_map="missing child",
        cap=CapEvent("Safety", "Missing student", "Monitor"),
    ),
    facts=list_facts,
)
