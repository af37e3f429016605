"""How the team assesses a threat report: read, taken up, planned, reviewed; and what a school decides about the report that is followed.

A report goes from hand to hand, or by one line to the whole team, and may be lost on the way. The team takes it up at its next meeting,
or is convened for it, day or night where it is urgent. The team's hours are one queue, in the order of convening, spread evenly over
school time; an urgent case is worked at once, and takes its hours from the cases after it.

The followed report alone can be brought to a stage by a decision. The process that would have brought it there later then ends.
"""

from dataclasses import dataclass
from enum import IntEnum

from sim.model.environment import Process, Rank
from sim.model.school_calendar import find_next_opening, scale_to_school_time, to_calendar_time, to_school_time
from sim.model.state import World
from sim.model.trace import EventKind
from sim.sampling.elementary import round_to_grid
from sim.sampling.keyed_rng import Purpose
from sim.state.fields import Record, once

MAX_HAND_OVERS = 8
FOLLOWED = 0
"""The number of the report that is followed. Those of the year have the numbers from 1."""


class ReportKind(IntEnum):
    """How a report is assessed. An imminent one is assessed too, once the police are called."""

    TRANSIENT = 0
    SUBSTANTIVE = 1
    URGENT_TRANSIENT = 2
    URGENT_SUBSTANTIVE = 3
    IMMINENT = 4


class ReportDraw(IntEnum):
    """What is drawn of a report for `Purpose.REPORT_IS`."""

    OUTSIDE = 0
    HOUR = 1
    SUBSTANTIVE = 2
    LIFE_SAFETY = 3
    IMMINENT = 4
    MOMENT = 5  # of the followed report, in the school year


class ReportTime(IntEnum):
    """What is drawn of a report for `Purpose.REPORT_TAKES`. The next report and the next tip: exponential, with mean 1."""

    POLICE = 0
    URGENT = 1
    WORK_TRANSIENT = 2
    OVER_TRANSIENT = 3
    WORK_SUBSTANTIVE = 4
    OVER_SUBSTANTIVE = 5
    REVIEW = 6
    NEXT_REPORT = 7
    NEXT_TIP = 8
    INTERIM = 9


class ReportStep(IntEnum):
    """What is drawn of a report for `Purpose.REPORT_TRAVELS`."""

    READ = 0
    URGENT_READ = 1
    READING = 2
    EVERY = 3
    CONVENES = 4
    LOST = 5


@dataclass(frozen=True)
class ThreatTable:
    """report_gap, tip_gap: mean seconds of school time between two; a gap longer than the year for no tips. team_share: team hours in an
    hour of school time. suspended: chance that an assessed case ends so.
    """

    report_gap: float = 1.0
    tip_gap: float = 1.0
    team_share: float = 1.0
    suspended: float = 0.0
    is_used: bool = False


@dataclass(frozen=True)
class WayTable:
    """What a strategy says of the way of reports; the times that it leaves out are not read."""

    hand_overs: int = 1
    is_delayed: bool = False
    hurries: bool = False
    is_staffed: bool = False
    has_meetings: bool = False


class Stage(IntEnum):
    """How far the followed report has come."""

    NONE = 0
    REPORTED = 1
    READ = 2
    TAKEN_UP = 3
    PLANNED = 4


class TeamState(Record):
    """The team's queue, and the followed report."""

    free_at: float = once(0.0)
    """School time at which all hours are worked that the cases so far take."""
    stage: int = once(0)
    kind: int = once(0)
    work: float = once(0.0)
    """Seconds of team time."""
    informed_at: float = once(0.0)
    """School time at which interviews and records have had their time."""
    comes_first: bool = once(False)
    """The team's hours go to it before all other cases."""
    police_called: bool = once(False)
    is_interim_begun: bool = once(False)
    put_off_until: float = once(0.0)
    """Seconds from the beginning: its next step comes no sooner."""


# one report


def handle_report(world: World, report: int) -> Process:
    """Handler: one report, from its hour to the review of its plan. A person who thinks it imminent calls 911 first."""
    kind = draw_kind(world, report)
    world.log_event(EventKind.THREAT_REPORTED, report, value=float(kind))
    if report == FOLLOWED:
        world.of(TeamState).stage = Stage.REPORTED
        world.of(TeamState).kind = kind
    if kind == ReportKind.IMMINENT:
        seconds = world.draw(Purpose.REPORT_TAKES, ReportTime.POLICE, report)
        world.start(call_police(world, report), Rank.HAZARD, 1 + report, round_to_grid(seconds))
    is_urgent = kind >= ReportKind.URGENT_TRANSIENT
    yield world.wait(find_hour_read(world, report, is_urgent) - world.now, Rank.HAZARD, 1 + report)
    if kind != ReportKind.IMMINENT and report != FOLLOWED and is_lost(world, report):
        world.log_event(EventKind.REPORT_LOST, report)
        return
    yield from handle_read(world, report, kind)


def handle_read(world: World, report: int, kind: int) -> Process:
    """Someone with authority has read it."""
    yield from wait_if_put_off(world, report)
    if not reach_stage(world, report, Stage.READ):
        return
    reading = round_to_grid(world.draw(Purpose.REPORT_TRAVELS, ReportStep.READING, report))
    world.log_event(EventKind.REPORT_READ, report, value=reading)
    convened = find_hour_convened(world, report, kind >= ReportKind.URGENT_TRANSIENT)
    yield world.wait(convened - world.now, Rank.HAZARD, 1 + report)
    yield from handle_case(world, report, kind)


def handle_case(world: World, report: int, kind: int) -> Process:
    """The team takes it up."""
    yield from wait_if_put_off(world, report)
    if not reach_stage(world, report, Stage.TAKEN_UP):
        return
    yield world.wait(assess(world, report, kind) - world.now, Rank.HAZARD, 1 + report)
    yield from handle_plan(world, report)


def handle_plan(world: World, report: int) -> Process:
    """The plan is made, and reviewed later."""
    yield from wait_if_put_off(world, report)
    if not reach_stage(world, report, Stage.PLANNED):
        return
    world.log_event(EventKind.PLAN_DONE, report)
    review = world.draw(Purpose.REPORT_TAKES, ReportTime.REVIEW, report)
    yield world.wait(find_hour_after(world, review) - world.now, Rank.HAZARD, 1 + report)
    world.log_event(EventKind.PLAN_REVIEWED, report)


def wait_if_put_off(world: World, report: int) -> Process:
    """Waits until the next step of the followed report may come."""
    until = world.of(TeamState).put_off_until
    if report == FOLLOWED and until > world.now:
        yield world.wait(until - world.now, Rank.HAZARD, 1 + report)


def reach_stage(world: World, report: int, stage: int) -> bool:
    """Whether the report comes to this stage now. Not if it is the followed one and a decision has brought it there before."""
    if report != FOLLOWED:
        return True
    if world.of(TeamState).stage >= stage:
        return False
    world.of(TeamState).stage = stage
    return True


def draw_kind(world: World, report: int) -> ReportKind:
    """The kind of a report, the same under every strategy."""
    if world.draw(Purpose.REPORT_IS, ReportDraw.IMMINENT, report):
        return ReportKind.IMMINENT
    is_substantive = world.draw(Purpose.REPORT_IS, ReportDraw.SUBSTANTIVE, report) > 0.0
    if world.draw(Purpose.REPORT_IS, ReportDraw.LIFE_SAFETY, report):
        return ReportKind.URGENT_SUBSTANTIVE if is_substantive else ReportKind.URGENT_TRANSIENT
    return ReportKind.SUBSTANTIVE if is_substantive else ReportKind.TRANSIENT


def call_police(world: World, report: int) -> Process:
    """Handler: the police are called, past every queue. For the followed report they are called once."""
    if report != FOLLOWED or not world.of(TeamState).police_called:
        world.log_event(EventKind.POLICE_CALLED, report)
    if report == FOLLOWED:
        world.of(TeamState).police_called = True
    yield from ()


def find_hour_read(world: World, report: int, is_urgent: bool) -> float:
    """When someone with authority reads it."""
    way = world.tables.of(WayTable)
    if is_urgent and way.hurries:
        seconds = world.draw(Purpose.REPORT_TRAVELS, ReportStep.URGENT_READ, report)
        return world.now + round_to_grid(seconds)
    if not way.is_delayed:
        return find_next_opening(world, world.now)
    return find_hour_after(world, world.draw(Purpose.REPORT_TRAVELS, ReportStep.READ, report))


def find_hour_after(world: World, days: float) -> float:
    """The hour after so many school days, 86,400 s to each."""
    return to_calendar_time(world, to_school_time(world, world.now) + scale_to_school_time(world, days))


def is_lost(world: World, report: int) -> bool:
    """Whether one of the hand-overs loses it. The first is that of every way."""
    for step in range(world.tables.of(WayTable).hand_overs):
        if world.draw(Purpose.REPORT_TRAVELS, ReportStep.LOST, report * MAX_HAND_OVERS + step):
            return True
    return False


def find_hour_convened(world: World, report: int, is_urgent: bool) -> float:
    """When the team takes up a report that is read now."""
    if is_urgent:
        return world.now + round_to_grid(world.draw(Purpose.REPORT_TAKES, ReportTime.URGENT, report))
    if not world.tables.of(WayTable).has_meetings:
        return find_hour_after(world, world.draw(Purpose.REPORT_TRAVELS, ReportStep.CONVENES, report))
    every = scale_to_school_time(world, world.draw(Purpose.REPORT_TRAVELS, ReportStep.EVERY, report))
    meetings = to_school_time(world, world.now) // every
    return to_calendar_time(world, round_to_grid((meetings + 1.0) * every))


def assess(world: World, report: int, kind: int) -> float:
    """The team takes up a report. Returns the hour of the plan: its hours are worked, and interviews and records have had their time."""
    is_substantive = kind != ReportKind.TRANSIENT and kind != ReportKind.URGENT_TRANSIENT
    work = ReportTime.WORK_SUBSTANTIVE if is_substantive else ReportTime.WORK_TRANSIENT
    over = ReportTime.OVER_SUBSTANTIVE if is_substantive else ReportTime.OVER_TRANSIENT
    seconds = round_to_grid(world.draw(Purpose.REPORT_TAKES, work, report))
    world.log_event(EventKind.TEAM_CONVENED, report, value=seconds)
    team, begins = world.of(TeamState), to_school_time(world, world.now)
    free_at = max(team.free_at, begins) + round_to_grid(seconds / world.tables.of(ThreatTable).team_share)
    is_urgent = kind >= ReportKind.URGENT_TRANSIENT
    worked = begins + seconds if is_urgent else free_at
    team.free_at = free_at
    days = world.draw(Purpose.REPORT_TAKES, over, report)
    informed_at = begins + scale_to_school_time(world, days)
    if report == FOLLOWED:
        team.work, team.informed_at, team.comes_first = seconds, informed_at, is_urgent
    return to_calendar_time(world, max(worked, informed_at))


# what a school decides about the followed report


def report_to_team(world: World) -> Process:
    """Handler: the followed report goes to the whole team at once, which reads it when the school next opens."""
    yield world.wait(find_next_opening(world, world.now) - world.now, Rank.HAZARD, 1 + FOLLOWED)
    yield from handle_read(world, FOLLOWED, world.of(TeamState).kind)


def put_off(world: World, days: float) -> None:
    """The next step of the followed report comes no sooner than after so many school days, 86,400 s to each."""
    world.of(TeamState).put_off_until = find_hour_after(world, days)


def convene_team(world: World) -> Process:
    """Handler: the team is convened for the followed report as for an urgent one, day or night."""
    seconds = round_to_grid(world.draw(Purpose.REPORT_TAKES, ReportTime.URGENT, FOLLOWED))
    yield world.wait(seconds, Rank.HAZARD, 1 + FOLLOWED)
    yield from handle_case(world, FOLLOWED, world.of(TeamState).kind)


def work_first(world: World) -> Process:
    """Handler: from now on the team's hours go to the followed report first, as to an urgent one."""
    team = world.of(TeamState)
    team.comes_first = True
    worked = to_school_time(world, world.now) + team.work
    yield world.wait(to_calendar_time(world, max(worked, team.informed_at)) - world.now, Rank.HAZARD, 1 + FOLLOWED)
    yield from handle_plan(world, FOLLOWED)


def support_meanwhile(world: World) -> Process:
    """Handler: supports and a safety plan for the time until the assessment is done."""
    world.of(TeamState).is_interim_begun = True
    days = world.draw(Purpose.REPORT_TAKES, ReportTime.INTERIM, FOLLOWED)
    yield world.wait(find_hour_after(world, days) - world.now, Rank.HAZARD, 1 + FOLLOWED)
    world.log_event(EventKind.INTERIM_PLAN, FOLLOWED)
