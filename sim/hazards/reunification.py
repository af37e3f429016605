"""Releasing students to their families: the school's message, the way of parents, tables, runners, and calls to the office.

Time 0 is the decision to release. A family learns of it by the school's message, or has heard of the event before, or hears of it from
others. It then comes, is checked in at a table, and a runner fetches its students. Tables and runners are two queues, each in the order of
arrival, and people may decide to staff more of them. A family that has heard of the event and has no message may call
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
from sim.model.posts import MOST_ADDED, Post
from sim.model.state import World
from sim.model.tables import NOBODY, EntityKeys, Tables
from sim.model.trace import Channel, EventKind
from sim.model.trace_reader import TraceSummary, find_ranked
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
    TEXTED = 5


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
    TEXT_READ = 8


class PostDraw(IntEnum):
    """What is drawn of a table or runner for `Purpose.POST_IS`; the move and what people decide on are of all."""

    UNAVAILABLE = 0
    COMES = 1
    RATE = 2
    MOVE = 3
    TEXT_SENT = 4
    HELPERS_COME = 5


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
    """The two queues, the lines of the office, and what people have decided on."""

    is_open: list[bool] = each(Of.POST, False)
    is_busy: list[bool] = each(Of.POST, False)
    free_at: list[float] = each(Of.POST, 0.0)
    heads: list[int] = each(Of.FAMILY, 0)
    for_table: list[int] = each(Of.FAMILY, NOBODY)  # families in the order in which they came
    for_runner: list[int] = each(Of.FAMILY, NOBODY)
    came: int = once(0)
    seated: int = once(0)
    cleared: int = once(0)
    fetched: int = once(0)
    families: int = once(0)
    busy_lines: int = once(0)
    added_tables: int = once(0)
    added_runners: int = once(0)
    added_lines: int = once(0)
    texted_at: float = once(math.inf)


def streams(streams: StreamBuilder, emergency: Emergency, _keys: EntityKeys) -> None:
    """Of each family and each post. A family without siblings leaves numbers of a second child unread."""
    hazard, site = emergency.scenario.hazard, emergency.scenario.protocol
    acts = emergency.scenario.decided_acts
    assert isinstance(hazard, Reunification)
    assert isinstance(site, Reunify)
    compiled, families = streams.compile_input, count_students(emergency.place)
    chances = (hazard.hears, hazard.late, hazard.sibling, hazard.no_id, hazard.calls, acts.text_reaches)
    add_of_each(streams, Purpose.FAMILY_IS, FamilyDraw, [compiled(chance) for chance in chances], families)
    times = (hazard.rumor, hazard.travel, hazard.no_id_takes, hazard.calls_after, site.call)
    takes = [*map(compiled, times), compiled(hazard.redial_after), Distribution.exponential(1.0)]
    takes += [compiled(site.finds), compiled(acts.text_read)]
    add_of_each(streams, Purpose.FAMILY_TAKES, FamilyTime, takes, families)
    moves = Distribution.fixed(0.0) if site.off_site is None else compiled(site.off_site.moves)
    posts = [*map(compiled, (site.unavailable, site.others_come, site.rate)), moves]
    posts += [compiled(acts.text_sent), compiled(acts.helpers_come)]
    add_of_each(streams, Purpose.POST_IS, PostDraw, posts, POSTS_DRAWN)


def add_of_each(
    streams: StreamBuilder, purpose: Purpose, entities: type[IntEnum], distributions: list[Distribution], count: int
) -> None:
    """A stream in which the entity is what is drawn and the index is the family or post."""
    keys = [entity_key(f"release/{entity.name.lower()}") for entity in entities]
    streams.add_stream(purpose, distributions, keys, count, False, "event", range(len(distributions)))


def add_notice_streams(streams: StreamBuilder, notice: ParentNotice, emergency: Emergency, _keys: EntityKeys) -> None:
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
        max(1, round(streams.median_of(source) * students / PER_STUDENTS)) for source in (site.tables, site.runners)
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
    posts = desks + runners + 2 * MOST_ADDED
    return replace(tables, posts=posts, families=students, own={SiteTable: table})


def find_walk(tables: Tables, place: Place) -> float:
    """Meters from the office to the assembly point."""
    zones, campus = place.list_zone_ids(), place.campus
    assert campus.assembly is not None
    return tables.layout.distance[zones.index(campus.office)][zones.index(campus.assembly)]


# the site


def open_site(world: World) -> Process:
    """Handler: the decision to release. Every family will come at its time."""
    site, families = world.tables.of(SiteTable), world.of(SiteState)
    left, family, opens = site.students, 0, 0.0
    world.is_hazard_active = True
    world.log_event(EventKind.ONSET)
    if site.is_off_site:
        opens = round_to_grid(world.draw(Purpose.POST_IS, PostDraw.MOVE, 0))
        world.start(move_students(world), Rank.HAZARD, 0, opens)
    staff_posts(world, opens)
    while left > 0:
        heads = 2 if left > 1 and world.draw(Purpose.FAMILY_IS, FamilyDraw.SIBLING, family) > 0.0 else 1
        families.heads[family] = heads
        send_for(world, family)
        left -= heads
        family += 1
    families.families = family
    yield from ()


def move_students(world: World) -> Process:
    """Handler: all students are at the other site."""
    world.log_event(EventKind.STUDENTS_MOVED)
    yield from ()


def staff_posts(world: World, opens: float) -> None:
    """Each table and runner is there when the site opens, or when others have come."""
    for post in range(world.tables.of(SiteTable).posts):
        ready = opens
        if world.draw(Purpose.POST_IS, PostDraw.UNAVAILABLE, post):
            ready = max(opens, round_to_grid(world.draw(Purpose.POST_IS, PostDraw.COMES, post)))
        world.start(open_post(world, post), Rank.QUEUE, post, ready)


def open_post(world: World, post: int) -> Process:
    """Handler: someone is at a table or ready to run."""
    posts = world.of(SiteState)
    posts.is_open[post] = True
    posts.free_at[post] = world.now
    seat(world)
    fetch_next(world)
    yield from ()


def find_free(world: World, first: int, end: int, added: int) -> int:
    """The post that has been free longest, of those from `first` to before `end` and of those that people added, or NOBODY."""
    return find_free_after(world, added, added + MOST_ADDED, find_free_after(world, first, end, NOBODY))


def find_free_after(world: World, first: int, end: int, free: int) -> int:
    """The same of those in one range and of this one."""
    for post in range(first, end):
        if is_free(world, post) and (free == NOBODY or is_longer_free(world, post, free)):
            free = post
    return free


def is_free(world: World, post: int) -> bool:
    """Whether someone is there and serves no one."""
    posts = world.of(SiteState)
    return posts.is_open[post] and not posts.is_busy[post]


def is_longer_free(world: World, post: int, other: int) -> bool:
    posts = world.of(SiteState)
    return posts.free_at[post] < posts.free_at[other]


def leave_post(world: World, post: int) -> None:
    """A table or runner is free for the next."""
    posts = world.of(SiteState)
    posts.is_busy[post] = False
    posts.free_at[post] = world.now


# a family


def send_for(world: World, family: int) -> None:
    """A family will come, and perhaps call the office."""
    world.start(come(world, family), Rank.HAZARD, 1 + family, find_arrival(world, family))
    if world.draw(Purpose.FAMILY_IS, FamilyDraw.CALLS, family):
        after = world.draw(Purpose.FAMILY_TAKES, FamilyTime.CALLS_AFTER, family)
        calls = round_to_grid(max(0.0, find_heard(world, family)) + after)
        if calls < find_read(world, family):
            world.start(call_office(world, family), Rank.QUEUE, family, calls)


def find_arrival(world: World, family: int) -> float:
    """Seconds from the decision to its arrival, as it is known now."""
    knows = min(find_heard(world, family), find_read(world, family))
    travel = world.draw(Purpose.FAMILY_TAKES, FamilyTime.TRAVEL, family)
    is_late = world.draw(Purpose.FAMILY_IS, FamilyDraw.LATE, family) > 0.0
    return round_to_grid(max(0.0, knows + travel + (world.tables.of(SiteTable).late_by if is_late else 0.0)))


def find_heard(world: World, family: int) -> float:
    """Seconds from the decision to when it hears by itself, below 0 if before."""
    if world.draw(Purpose.FAMILY_IS, FamilyDraw.HEARS, family):
        return -world.tables.of(SiteTable).happened
    return world.draw(Purpose.FAMILY_TAKES, FamilyTime.RUMOR, family)


def find_read(world: World, family: int) -> float:
    """Seconds from the decision to when it reads a message of the school, inf if never."""
    return min(find_notice_read(world, family), find_text_read(world, family))


def find_notice_read(world: World, family: int) -> float:
    """The same of the message of the strategy."""
    notice = world.tables.of(NoticeTable)
    if not notice.is_sent or world.draw(Purpose.FAMILY_TOLD, NoticeDraw.REACHED, family) == 0.0:
        return math.inf
    every = world.draw(Purpose.FAMILY_TOLD, NoticeDraw.EVERY, 0)
    sent = world.draw(Purpose.FAMILY_TOLD, NoticeDraw.SENT, 0) + every * (family // notice.at_once)
    return sent + world.draw(Purpose.FAMILY_TOLD, NoticeDraw.READ, family)


def find_text_read(world: World, family: int) -> float:
    """The same of a text that people have decided on."""
    sent = world.of(SiteState).texted_at
    if sent == math.inf or world.draw(Purpose.FAMILY_IS, FamilyDraw.TEXTED, family) == 0.0:
        return math.inf
    return sent + world.draw(Purpose.FAMILY_TAKES, FamilyTime.TEXT_READ, family)


def come(world: World, family: int) -> Process:
    """Handler: a family arrives, unless a text has brought it sooner."""
    line = world.of(SiteState)
    if find_arrival(world, family) < world.now:
        return
    world.log_event(EventKind.FAMILY_ARRIVES, family, value=float(line.heads[family]))
    line.for_table[line.came] = family
    line.came += 1
    seat(world)
    yield from ()


def seat(world: World) -> None:
    """Families in line go to tables that are free."""
    site, line = world.tables.of(SiteTable), world.of(SiteState)
    desk = find_free(world, 0, site.tables, site.posts)
    while desk != NOBODY and line.seated < line.came:
        family = line.for_table[line.seated]
        line.seated += 1
        line.is_busy[desk] = True
        world.start(check_in(world, family, desk), Rank.HAZARD, 1 + family)
        desk = find_free(world, 0, site.tables, site.posts)


def check_in(world: World, family: int, desk: int) -> Process:
    """Handler: a family at a table, until it is in the line for runners."""
    line = world.of(SiteState)
    pace = world.draw(Purpose.POST_IS, PostDraw.RATE, desk) / MINUTE
    seconds = round_to_grid(sum_children(world, FamilyTime.DESK, family) / pace)
    yield world.wait(seconds, Rank.HAZARD, 1 + family)
    world.log_event(EventKind.CHECKED_IN, family, desk)
    leave_post(world, desk)
    seat(world)
    if world.draw(Purpose.FAMILY_IS, FamilyDraw.NO_ID, family):
        clears = round_to_grid(world.draw(Purpose.FAMILY_TAKES, FamilyTime.NO_ID, family))
        yield world.wait(clears, Rank.HAZARD, 1 + family)
    line.for_runner[line.cleared] = family
    line.cleared += 1
    fetch_next(world)


def fetch_next(world: World) -> None:
    """Runners who are free set out for the next families."""
    site, line = world.tables.of(SiteTable), world.of(SiteState)
    runner = find_free(world, site.tables, site.posts, site.posts + MOST_ADDED)
    while runner != NOBODY and line.fetched < line.cleared:
        family = line.for_runner[line.fetched]
        line.fetched += 1
        line.is_busy[runner] = True
        world.start(fetch(world, family, runner), Rank.HAZARD, 1 + family)
        runner = find_free(world, site.tables, site.posts, site.posts + MOST_ADDED)


def fetch(world: World, family: int, runner: int) -> Process:
    """Handler: a runner brings the students of a family, and they leave."""
    heads = float(world.of(SiteState).heads[family])
    walk = world.tables.of(SiteTable).walk
    seconds = round_to_grid(walk + sum_children(world, FamilyTime.FINDS, family))
    yield world.wait(seconds, Rank.HAZARD, 1 + family)
    world.log_event(EventKind.FAMILY_RELEASED, family, runner, value=heads)
    leave_post(world, runner)
    fetch_next(world)


def sum_children(world: World, time: FamilyTime, family: int) -> float:
    """What is drawn of each child of a family, together."""
    seconds = 0.0
    for child in range(world.of(SiteState).heads[family]):
        seconds += world.draw(Purpose.FAMILY_TAKES, time, family * MOST_CHILDREN + child)
    return seconds


def call_office(world: World, family: int) -> Process:
    """Handler: a family calls the office. When every line is busy it tries again, so many times at most."""
    site, lines = world.tables.of(SiteTable), world.of(SiteState)
    if find_read(world, family) <= world.now:
        return
    world.log_event(EventKind.FAMILY_CALLS, family)
    tries = 0
    while lines.busy_lines == site.lines + lines.added_lines:
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


# what people decide on


def text_families(world: World) -> Process:
    """Handler: a text goes to all families, once it is written. A second one changes nothing."""
    families = world.of(SiteState)
    seconds = round_to_grid(world.draw(Purpose.POST_IS, PostDraw.TEXT_SENT, 0))
    yield world.wait(seconds, Rank.ACT, 0)
    world.log_event(EventKind.FAMILIES_TEXTED)
    if families.texted_at < math.inf:
        return
    families.texted_at = world.now
    for family in range(families.families):
        known = min(find_heard(world, family), find_notice_read(world, family))
        if find_text_read(world, family) < known:
            wait = find_arrival(world, family) - world.now
            world.start(come(world, family), Rank.HAZARD, 1 + family, wait)


def add_posts(world: World, what: int, count: int) -> Process:
    """Handler: other adults come to more tables, as more runners, or to more lines of the office. what: a `Post`."""
    site, added = world.tables.of(SiteTable), world.of(SiteState)
    yield world.wait(round_to_grid(world.draw(Purpose.POST_IS, PostDraw.HELPERS_COME, 0)), Rank.ACT, 0)
    world.log_event(EventKind.POSTS_ADDED, NOBODY, what, value=float(count))
    if what == Post.LINE:
        added.added_lines += count
        return
    first = site.posts + (added.added_tables if what == Post.TABLE else MOST_ADDED + added.added_runners)
    last = site.posts + (MOST_ADDED if what == Post.TABLE else 2 * MOST_ADDED)
    for post in range(first, min(first + count, last)):
        world.start(open_post(world, post), Rank.QUEUE, post)
    if what == Post.TABLE:
        added.added_tables += count
    else:
        added.added_runners += count


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


def find_longest_wait(reading: TraceSummary) -> float:
    """The 90th percentile of the seconds from arrival to release, of each family that has come; to the horizon for those that wait then.

    0 where none has come.
    """
    reading.waits.clear()
    for family, arrived_at in enumerate(reading.arrived_at):
        if arrived_at < math.inf:
            reading.waits.append(min(reading.released_at[family], reading.tables.horizon) - arrived_at)
    count = len(reading.waits)
    return find_ranked(reading.waits, math.ceil(SHARE * count) - 1) if count > 0 else 0.0


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
        (site.lines, " lines, a call takes ", site.call, f"; redials: {hazard.redials}, after ", hazard.redial_after),
    )
    yield "Tables", (site.tables, " for 1,000 students, each ", site.rate, " students a minute")
    yield ("", ("without ID or on no list: ", hazard.no_id, ", which takes ", hazard.no_id_takes, " beside the tables"))
    yield ("Runners", (site.runners, " for 1,000 students, at ", site.walks, "; finding a student takes ", site.finds))
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
    playbook=ASSAILANT.playbook._replace(
        onset=open_site, all_clear=is_never_over, text_families=text_families, add_posts=add_posts
    ),
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
            "blocked_calls", "count", "lower", "Families whose calls to the office met busy lines each time."
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
        holds="Tables and runners are the same in every arm. Send a message when they stand.",
    ),
    facts=list_facts,
)
PARENT_NOTICE = ChannelRecord(
    Channel.PARENT_NOTICE,
    PHONE,
    "message to families",
    "Students are released.",
    tells=False,
    device=Device(ParentNotice, describe_notice, add_notice_streams, build_table=build_notice, table=NoticeTable),
)
"""The school's message to families."""
