"""Releasing students to their families: the school's message, the way of parents, tables, runners, and calls to the office.

Time 0 is the decision to release. A family learns of it by the school's message, or has heard of the event before, or hears of it from
others. It then comes, is checked in at a table, and a runner fetches its students. Tables and runners are two queues, each in the order of
arrival, in which only the moment has to be kept when each is free. A family that has heard of the event and has no message may call
the office, whose lines lose a call when all of them are busy. No one is in danger, and no alert is sent.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from scenarios.campus_expansion import Place
from scenarios.channels import ChannelModel
from scenarios.diagnostics import Finding, quote, validation_error
from scenarios.hazards import HazardModel, People, Reunify
from scenarios.inputs import AllowedScales, ChanceInput, DurationInput, Input
from scenarios.scenario import SLUG, Emergency
from scenarios.validation.limits import find_median
from sim.hazards.assailant import ASSAILANT
from sim.hazards.base import Fact, Hazard, HazardWords
from sim.hazards.threat_report import PER_STUDENTS, count_students
from sim.model.channels import PHONE, ChannelRecord, Device
from sim.model.environment import Process, Rank
from sim.model.measure import Measure
from sim.model.state import World
from sim.model.tables import EntityKeys, Tables
from sim.model.trace import Channel, EventKind
from sim.model.trace_reader import TraceSummary
from sim.sampling.distributions import Distribution
from sim.sampling.elementary import round_to_grid
from sim.sampling.keyed_rng import Purpose, entity_key
from sim.sampling.streams import StreamBuilder
from sim.state.fields import Of, Record, each, once

MINUTE = 60.0
MOST_CHILDREN = 2
"""Of one family at a school."""
MAX_REDIALS = 3
SHARE = 0.9
POSTS_DRAWN = 32
"""Tables and runners whose numbers are made in advance; those of further ones are drawn singly."""


class FamilyDraw(IntEnum):
    """What is drawn of a family for `Purpose.FAMILY_IS`."""

    HEARS = 0
    LATE = 1
    SIBLING = 2
    NO_ID = 3
    CALLS = 4


class FamilyTime(IntEnum):
    """What is drawn of a family for `Purpose.FAMILY_TAKES`. The desk and finding a student are of each child; the desk has mean 1."""

    RUMOR = 0
    TRAVEL = 1
    NO_ID = 2
    CALLS_AFTER = 3
    CALL = 4
    REDIAL = 5
    DESK = 6
    FINDS = 7


class PostDraw(IntEnum):
    """What is drawn of a table or runner for `Purpose.POST_IS`; the move is of all."""

    UNAVAILABLE = 0
    COMES = 1
    RATE = 2
    MOVE = 3


class NoticeDraw(IntEnum):
    """What is drawn of a family for `Purpose.FAMILY_TOLD`; when messages are sent is of all."""

    REACHED = 0
    READ = 1
    SENT = 2
    EVERY = 3


class Reunification(HazardModel):
    """Families come for their students.

    happened: the event, so long before the decision. hears: of the event at once, from a child's phone or others. rumor: decision → who has
    neither heard nor a message hears of it. travel: knowing → arrival; who is late comes so much later. sibling: a family has a second
    student here.
    """

    goes_with = "reunify"
    calls_911 = False
    neighbors_call = False
    is_witnessed = False
    needs_channels = ("parent-notice",)
    measures = ()

    kind: Literal["reunification"]
    happened: Annotated[DurationInput, AllowedScales("site")]
    hears: Annotated[ChanceInput, AllowedScales("event")]
    rumor: Annotated[DurationInput, AllowedScales("event", "site")]
    travel: Annotated[DurationInput, AllowedScales("event", "site")]
    late: Annotated[ChanceInput, AllowedScales("event")]
    late_by: Annotated[DurationInput, AllowedScales("site")]
    sibling: Annotated[ChanceInput, AllowedScales("event")]
    no_id: Annotated[ChanceInput, AllowedScales("event")]  # or is on no list
    no_id_takes: Annotated[DurationInput, AllowedScales("event", "site")]  # beside the tables
    calls: Annotated[ChanceInput, AllowedScales("event")]  # the office, having heard and without a message
    calls_after: Annotated[DurationInput, AllowedScales("event", "site")]
    redials: Annotated[int, Field(strict=True, ge=0, le=MAX_REDIALS)]
    redial_after: Annotated[DurationInput, AllowedScales("event", "site")]

    def check(self, people: People) -> Iterator[Finding]:
        """What the model divides by."""
        if isinstance(people.protocol, Reunify) and find_median(people.protocol.rate) == 0:
            yield Finding(("protocol", "rate"), "rate is 0; no family would ever be checked in")

    def check_on(self, place: Place) -> Iterator[Finding]:
        """A school without students releases none, and they wait somewhere."""
        name = quote(place.campus.campus)
        if not count_students(place):
            yield Finding(("hazard", "kind"), f"campus {name} has no students")
        if place.campus.assembly is None:
            yield Finding(("hazard", "kind"), f"campus {name} has no assembly point; name its zone outdoors")


class ParentNotice(ChannelModel):
    """In a strategy file: the school's message to families. Without `reaches` there is none.

    sent: decision → first message. every: from one to the next, where so many are sent at once. read: sent → read or answered.
    """

    is_alert = False

    kind: Literal["parent-notice"]
    id: Annotated[str, StringConstraints(pattern=rf"^{SLUG}$")]  # by which its inputs are named
    reaches: Annotated[ChanceInput, AllowedScales("event")] | None = None
    sent: Annotated[DurationInput, AllowedScales("replication", "site")] | None = None
    every: Annotated[DurationInput, AllowedScales("site")] | None = None
    at_once: Annotated[int, Field(strict=True, ge=1, le=1000)] = 1
    read: Annotated[DurationInput, AllowedScales("event", "site")] | None = None

    @model_validator(mode="after")
    def _require_times(self) -> Self:
        for name in ("sent", "every", "read"):
            if self.reaches is not None and getattr(self, name) is None:
                raise validation_error(f"there is no {quote(name)}", "give it, or leave out all of them")
            if self.reaches is None and getattr(self, name) is not None:
                raise validation_error(f"{quote(name)} of no message", 'give "reaches"', at=(name,))
        return self


@dataclass(frozen=True)
class SiteTable:
    """tables: how many; posts are the tables, then the runners. walk: seconds there and back. happened, late_by: seconds."""

    students: int = 0
    tables: int = 0
    posts: int = 0
    lines: int = 0
    redials: int = 0
    walk: float = 0.0
    happened: float = 0.0
    late_by: float = 0.0
    is_off_site: bool = False
    is_used: bool = False


@dataclass(frozen=True)
class NoticeTable:
    """What a strategy says of the school's message."""

    is_sent: bool = False
    at_once: int = 1


class SiteState(Record):
    """The two queues, and the lines of the office."""

    free_at: list[float] = each(Of.POST, 0.0)
    busy_lines: int = once(0)


def streams(streams: StreamBuilder, emergency: Emergency, _keys: EntityKeys) -> None:
    """Of each family and each post. A family without siblings leaves numbers of a second child unread."""
    hazard, site = emergency.scenario.hazard, emergency.scenario.protocol
    assert isinstance(hazard, Reunification)
    assert isinstance(site, Reunify)
    compiled, families = streams.compile_input, count_students(emergency.place)
    chances = (hazard.hears, hazard.late, hazard.sibling, hazard.no_id, hazard.calls)
    add_of_each(streams, Purpose.FAMILY_IS, FamilyDraw, [compiled(chance) for chance in chances], families)
    times = (hazard.rumor, hazard.travel, hazard.no_id_takes, hazard.calls_after, site.call)
    takes = [*map(compiled, times), compiled(hazard.redial_after), Distribution.exponential(1.0)]
    add_of_each(streams, Purpose.FAMILY_TAKES, FamilyTime, [*takes, compiled(site.finds)], families)
    moves = Distribution.fixed(0.0) if site.off_site is None else compiled(site.off_site.moves)
    posts = [*map(compiled, (site.unavailable, site.others_come, site.rate)), moves]
    add_of_each(streams, Purpose.POST_IS, PostDraw, posts, POSTS_DRAWN)


def add_of_each(
    streams: StreamBuilder,
    purpose: Purpose,
    entities: type[IntEnum],
    distributions: list[Distribution],
    count: int,
) -> None:
    """A stream in which the entity is what is drawn and the index is the family or post."""
    keys = [entity_key(f"release/{entity.name.lower()}") for entity in entities]
    streams.add_stream(purpose, distributions, keys, count, False, "event", range(len(distributions)))


def add_notice_streams(
    streams: StreamBuilder, notice: ParentNotice, emergency: Emergency, _keys: EntityKeys
) -> None:
    """Of each family: whether and when it reads the message of this strategy."""
    distributions = [
        Distribution.fixed(0.0) if source is None else streams.compile_input(source)
        for source in (notice.reaches, notice.read, notice.sent, notice.every)
    ]
    families = count_students(emergency.place)
    add_of_each(streams, Purpose.FAMILY_TOLD, NoticeDraw, distributions, families)


def build_notice(notice: ParentNotice, _tables: Tables, _emergency: Emergency) -> NoticeTable:
    """For both engines."""
    return NoticeTable(is_sent=notice.reaches is not None, at_once=notice.at_once)


def tables(tables: Tables, emergency: Emergency, streams: StreamBuilder) -> Tables:
    """With the posts of a school of this size, and the walk from the tables to the students."""
    hazard, site, place = emergency.scenario.hazard, emergency.scenario.protocol, emergency.place
    assert isinstance(hazard, Reunification)
    assert isinstance(site, Reunify)
    students = count_students(place)
    desks, runners = (
        max(1, round(streams.median_of(source) * students / PER_STUDENTS))
        for source in (site.tables, site.runners)
    )
    meters = find_walk(tables, place) if site.off_site is None else streams.median_of(site.off_site.walk)
    table = SiteTable(
        students=students,
        tables=desks,
        posts=desks + runners,
        lines=round(streams.median_of(site.lines)),
        redials=hazard.redials,
        walk=2.0 * meters / streams.median_of(site.walks),
        happened=streams.median_of(hazard.happened),
        late_by=streams.median_of(hazard.late_by),
        is_off_site=site.off_site is not None,
        is_used=True,
    )
    return replace(tables, posts=desks + runners, own={SiteTable: table})


def find_walk(tables: Tables, place: Place) -> float:
    """Meters from the office to the assembly point."""
    zones, campus = place.list_zone_ids(), place.campus
    assert campus.assembly is not None
    return tables.layout.distance[zones.index(campus.office)][zones.index(campus.assembly)]


# the site


def open_site(world: World) -> Process:
    """Handler: the decision to release. Every family will come at its time."""
    site, left, family = world.tables.of(SiteTable), world.tables.of(SiteTable).students, 0
    world.is_hazard_active = True
    world.log_event(EventKind.ONSET)
    opens = 0.0
    if site.is_off_site:
        opens = round_to_grid(world.draw(Purpose.POST_IS, PostDraw.MOVE, 0))
        world.start(move_students(world), Rank.HAZARD, 0, opens)
    staff_posts(world, opens)
    while left > 0:
        heads = 2 if left > 1 and world.draw(Purpose.FAMILY_IS, FamilyDraw.SIBLING, family) > 0.0 else 1
        send_for(world, family, heads)
        left -= heads
        family += 1
    yield from ()


def move_students(world: World) -> Process:
    """Handler: all students are at the other site."""
    world.log_event(EventKind.STUDENTS_MOVED)
    yield from ()


def staff_posts(world: World, opens: float) -> None:
    """Each table and runner is there when the site opens, or when others have come."""
    posts = world.of(SiteState)
    for post in range(world.tables.of(SiteTable).posts):
        posts.free_at[post] = opens
        if world.draw(Purpose.POST_IS, PostDraw.UNAVAILABLE, post):
            comes = round_to_grid(world.draw(Purpose.POST_IS, PostDraw.COMES, post))
            posts.free_at[post] = max(opens, comes)


def find_free(world: World, first: int, end: int) -> int:
    """The post that is free first, of those from `first` to before `end`."""
    posts, free = world.of(SiteState), first
    for post in range(first + 1, end):
        if posts.free_at[post] < posts.free_at[free]:
            free = post
    return free


# a family


def send_for(world: World, family: int, heads: int) -> None:
    """A family will come for so many students, and perhaps call the office."""
    site = world.tables.of(SiteTable)
    heard = find_heard(world, family)
    read = find_read(world, family)
    travel = world.draw(Purpose.FAMILY_TAKES, FamilyTime.TRAVEL, family)
    late = site.late_by if world.draw(Purpose.FAMILY_IS, FamilyDraw.LATE, family) > 0.0 else 0.0
    arrives = round_to_grid(max(0.0, min(heard, read) + travel + late))
    world.start(come(world, family, heads), Rank.HAZARD, 1 + family, arrives)
    if world.draw(Purpose.FAMILY_IS, FamilyDraw.CALLS, family):
        after = world.draw(Purpose.FAMILY_TAKES, FamilyTime.CALLS_AFTER, family)
        calls = round_to_grid(max(0.0, heard) + after)
        if calls < read:
            world.start(call_office(world, family), Rank.QUEUE, family, calls)


def find_heard(world: World, family: int) -> float:
    """Seconds from the decision to when it hears by itself, below 0 if before."""
    if world.draw(Purpose.FAMILY_IS, FamilyDraw.HEARS, family):
        return -world.tables.of(SiteTable).happened
    return world.draw(Purpose.FAMILY_TAKES, FamilyTime.RUMOR, family)


def find_read(world: World, family: int) -> float:
    """Seconds from the decision to when it reads the school's message, inf if never."""
    notice = world.tables.of(NoticeTable)
    if not notice.is_sent or world.draw(Purpose.FAMILY_TOLD, NoticeDraw.REACHED, family) == 0.0:
        return math.inf
    every = world.draw(Purpose.FAMILY_TOLD, NoticeDraw.EVERY, 0)
    sent = world.draw(Purpose.FAMILY_TOLD, NoticeDraw.SENT, 0) + every * (family // notice.at_once)
    return sent + world.draw(Purpose.FAMILY_TOLD, NoticeDraw.READ, family)


def come(world: World, family: int, heads: int) -> Process:
    """Handler: a family arrives, is checked in, and leaves with its students."""
    site = world.tables.of(SiteTable)
    world.log_event(EventKind.FAMILY_ARRIVES, family, value=float(heads))
    desk = find_free(world, 0, site.tables)
    pace = world.draw(Purpose.POST_IS, PostDraw.RATE, desk) / MINUTE
    until = occupy(world, desk, sum_children(world, FamilyTime.DESK, family, heads) / pace)
    yield world.wait(until - world.now, Rank.HAZARD, 1 + family)
    world.log_event(EventKind.CHECKED_IN, family, desk)
    if world.draw(Purpose.FAMILY_IS, FamilyDraw.NO_ID, family):
        clears = round_to_grid(world.draw(Purpose.FAMILY_TAKES, FamilyTime.NO_ID, family))
        yield world.wait(clears, Rank.HAZARD, 1 + family)
    runner = find_free(world, site.tables, site.posts)
    fetches = site.walk + sum_children(world, FamilyTime.FINDS, family, heads)
    until = occupy(world, runner, fetches)
    yield world.wait(until - world.now, Rank.HAZARD, 1 + family)
    world.log_event(EventKind.FAMILY_RELEASED, family, runner, value=float(heads))


def occupy(world: World, post: int, seconds: float) -> float:
    """A post serves the next in its line for so long. Returns when it will be done."""
    posts = world.of(SiteState)
    done = max(world.now, posts.free_at[post]) + round_to_grid(seconds)
    posts.free_at[post] = done
    return done


def sum_children(world: World, time: FamilyTime, family: int, heads: int) -> float:
    """What is drawn of each child of a family, together."""
    seconds = 0.0
    for child in range(heads):
        seconds += world.draw(Purpose.FAMILY_TAKES, time, family * MOST_CHILDREN + child)
    return seconds


def call_office(world: World, family: int) -> Process:
    """Handler: a family calls the office. When every line is busy it tries again, so many times at most."""
    site, lines = world.tables.of(SiteTable), world.of(SiteState)
    world.log_event(EventKind.FAMILY_CALLS, family)
    tries = 0
    while lines.busy_lines == site.lines:
        if tries == site.redials:
            world.log_event(EventKind.CALL_BLOCKED, family)
            return
        seconds = world.draw(Purpose.FAMILY_TAKES, FamilyTime.REDIAL, family * MAX_REDIALS + tries)
        tries += 1
        yield world.wait(round_to_grid(seconds), Rank.QUEUE, family)
    lines.busy_lines += 1
    seconds = world.draw(Purpose.FAMILY_TAKES, FamilyTime.CALL, family)
    yield world.wait(round_to_grid(seconds), Rank.CALL_END, family)
    lines.busy_lines -= 1


def is_never_over(world: World) -> bool:
    """The last family may come at any hour."""
    return world.over


# what is measured


def find_released_time(reading: TraceSummary) -> float:
    """When 90% of all students had been released, inf if never."""
    wanted = math.ceil(SHARE * reading.tables.of(SiteTable).students)
    heads = 0.0
    for time, kind, _, _, _, value in reading.trace.rows:
        if kind == EventKind.FAMILY_RELEASED:
            heads += value
            if heads >= wanted:
                return time
    return math.inf


def list_waits(reading: TraceSummary) -> list[float]:
    """Seconds from arrival to release, of each family that has come; to the horizon for those that wait then."""
    since, waits = dict[int, float](), list[float]()
    for time, kind, family, _, _, _ in reading.trace.rows:
        if kind == EventKind.FAMILY_ARRIVES:
            since[family] = time
        elif kind == EventKind.FAMILY_RELEASED:
            waits.append(time - since.pop(family))
    horizon = reading.tables.horizon
    return [*waits, *(horizon - time for time in since.values())]


def find_longest_wait(reading: TraceSummary) -> float:
    """The 90th percentile of families, 0 where none has come."""
    waits = sorted(list_waits(reading))
    return waits[math.ceil(SHARE * len(waits)) - 1] if waits else 0.0


def count_blocked(reading: TraceSummary) -> float:
    """Families that never got through."""
    return float(sum(row[1] == EventKind.CALL_BLOCKED for row in reading.trace.rows))


def list_facts(emergency: Emergency) -> Iterator[Fact]:
    """For a data sheet."""
    hazard, site = emergency.scenario.hazard, emergency.scenario.protocol
    assert isinstance(hazard, Reunification)
    assert isinstance(site, Reunify)
    yield "Event", (hazard.happened, " before the decision to release, which is time 0")
    yield (
        "Families",
        (hazard.hears, " hear of the event at once; without a message the others hear after ", hazard.rumor),
    )
    yield "", ("come ", hazard.travel, " after they know; ", hazard.late, " come ", hazard.late_by, " later")
    yield "", ("with a second student here: ", hazard.sibling)
    yield (
        "Calls",
        (hazard.calls, " of those who heard and have no message call the office, after ", hazard.calls_after),
    )
    yield (
        "",
        (
            site.lines,
            " lines, a call takes ",
            site.call,
            f"; redials: {hazard.redials}, after ",
            hazard.redial_after,
        ),
    )
    yield "Tables", (site.tables, " for 1,000 students, each ", site.rate, " students a minute")
    yield (
        "",
        (
            "without ID or on no list: ",
            hazard.no_id,
            ", which takes ",
            hazard.no_id_takes,
            " beside the tables",
        ),
    )
    yield (
        "Runners",
        (site.runners, " for 1,000 students, at ", site.walks, "; finding a student takes ", site.finds),
    )
    yield "Staff", ("a table or runner without anyone: ", site.unavailable, ", until ", site.others_come)
    if site.off_site is None:
        yield "Site", ("at the school, from its office to its assembly point",)
    else:
        yield "Site", ("off campus: all students are there after ", site.off_site.moves)
        yield "", ("from the tables to the students: ", site.off_site.walk)


def describe_notice(notice: ParentNotice) -> tuple[str | Input, ...]:
    """For a data sheet."""
    if notice.reaches is None or notice.sent is None or notice.every is None or notice.read is None:
        return ("none",)
    many = "" if notice.at_once == 1 else f"{notice.at_once} at once, "
    return (
        "the first after ",
        notice.sent,
        f", {many}the next after ",
        notice.every,
        "; reaches ",
        notice.reaches,
        ", read after ",
        notice.read,
    )


REUNIFICATION = Hazard(
    model=Reunification,
    playbook=ASSAILANT.playbook._replace(onset=open_site, all_clear=is_never_over),
    streams=streams,
    tables=tables,
    table=SiteTable,
    state=SiteState,
    measures={
        Measure(
            "released_t90",
            "s",
            "lower",
            "Decision to release to 90% of all students being with their families.",
            is_time=True,
        ): find_released_time,
        Measure(
            "parent_wait_p90",
            "s",
            "lower",
            "Arrival of a family to its leaving with its students: the 90th percentile of the families, from the decision for those who "
            "came before it, to the horizon at most.",
        ): find_longest_wait,
        Measure(
            "blocked_calls",
            "count",
            "lower",
            "Families whose calls to the office met busy lines each time.",
        ): count_blocked,
    },
    words=HazardWords(
        told="students are released to their families",
        seen="Families come for their children",
        about="students who are released to their families",
        on_map="release",
        many="releases",
        steps=(
            "Time 0 is the decision to release. A family learns of it by the message, has heard of the event, or hears from others.",
            "It comes, is checked in at a table, and a runner fetches its students. Tables and runners each have a line.",
            "A family that has heard and has no message may call the office. When every line is busy the call is lost.",
        ),
    ),
    facts=list_facts,
)
PARENT_NOTICE = ChannelRecord(
    Channel.PARENT_NOTICE,
    PHONE,
    "message to families",
    "Students are released.",
    tells=False,
    device=Device(
        ParentNotice, describe_notice, add_notice_streams, build_table=build_notice, table=NoticeTable
    ),
)
"""The school's message to families."""
