"""Threat reports over a school year, and the team that assesses them: report, read, team, plan, review. Time is in days.

A report has an hour, a way and a kind, and no trait of a student. A person who thinks that a threat is imminent calls 911 at once, before
and beside all else. How a report comes to the team, and what the team does with it, is `sim.model.assessment`.

A replication is a school year, with one more report at a random moment of it. That report is followed and never lost: `days_to_team`,
`days_to_plan` and `days_to_support` are its own. The others make up the team's work, and what is counted of the year is counted of
them.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from enum import IntEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from scenarios.campus_expansion import Place
from scenarios.channels import ChannelModel
from scenarios.diagnostics import Finding, validation_error
from scenarios.hazards import Assessment, HazardModel, People
from scenarios.inputs import AllowedScales, ChanceInput, CountInput, DurationInput, Input
from scenarios.scenario import SLUG, Emergency
from scenarios.school_year import SchoolYear
from scenarios.validation.limits import find_median
from sim.hazards.assailant import ASSAILANT
from sim.hazards.base import Fact, Hazard, HazardWords
from sim.model.assessment import (
    FOLLOWED,
    MAX_HAND_OVERS,
    ReportDraw,
    ReportKind,
    ReportStep,
    ReportTime,
    TeamState,
    ThreatTable,
    WayTable,
    handle_report,
)
from sim.model.channels import PHONE, ChannelRecord, Device
from sim.model.environment import Process, Rank
from sim.model.measure import Measure
from sim.model.school_calendar import DAY_SECONDS, SchoolCalendar, build_calendar, to_calendar_time
from sim.model.state import World
from sim.model.tables import NOBODY, EntityKeys, Tables
from sim.model.trace import Channel, EventKind
from sim.model.trace_reader import Report, TraceSummary
from sim.sampling.distributions import Distribution
from sim.sampling.elementary import round_to_grid
from sim.sampling.keyed_rng import Purpose, entity_key
from sim.sampling.streams import StreamBuilder

HOUR = 3600.0
SCHOOL_WEEK = 5
PER_STUDENTS = 1000
DRAWN_IN_ADVANCE = 32
"""Reports of a year whose numbers are made together; those of further ones are drawn singly."""


class ThreatReport(HazardModel):
    """Reports of threats over a school year. Numbers are for 1,000 students and a year."""

    goes_with = "assessment"
    calls_911 = False
    neighbors_call = False
    is_witnessed = False
    in_days = True
    needs_channels = ("threat-reports",)
    measures = ()

    kind: Literal["threat-report"]
    year: SchoolYear
    followed: Annotated[int, Field(strict=True, ge=1)] | None = (
        None  # school day on which the followed report begins; any
    )
    reports: Annotated[CountInput, AllowedScales("site")]  # that are threats
    tips: Annotated[CountInput, AllowedScales("site")]  # that are none, and are read by a central line only
    outside: Annotated[ChanceInput, AllowedScales("event")]  # begun outside school hours
    substantive: Annotated[ChanceInput, AllowedScales("event")]  # the others are transient
    life_safety: Annotated[ChanceInput, AllowedScales("event")]  # urgent, and not imminent
    imminent: Annotated[ChanceInput, AllowedScales("event")]
    calls_police: Annotated[DurationInput, AllowedScales("event", "site")]  # who thinks it imminent

    def list_school_days(self, until: int) -> list[int]:
        """The days with school, as days since the first Monday, below `until`."""
        return self.year.list_school_days(until)[: self.year.days]

    def check(self, people: People) -> Iterator[Finding]:
        """What the model divides by, or what would never end."""
        if find_median(self.reports) == 0:
            yield Finding(("hazard", "reports"), "reports is 0; a year without any has nothing to assess")
        if self.followed is not None and self.followed > self.year.days:
            message = f"the year has {self.year.days} school days; name one of them, or leave it out"
            yield Finding(("hazard", "followed"), message)
        if isinstance(people.protocol, Assessment) and find_median(people.protocol.hours) == 0:
            yield Finding(("protocol", "hours"), "hours is 0 s; the team would never finish a case")

    def check_on(self, place: Place) -> Iterator[Finding]:
        """A school without students has no reports."""
        if not count_students(place):
            yield Finding(("hazard", "kind"), f'campus "{place.campus.campus}" has no students')


class ThreatReports(ChannelModel):
    """In a strategy file: the way of a report to the team, and when the team meets.

    hand_overs: from one person to the next, each of which may lose it. read: until someone with authority reads it, in school days;
    without it, at the next opening of the school. urgent_read: of one about life safety, by the clock; without it, as any other. reading:
    work on each report and tip, where a line is staffed. every: the team meets once in so many school days. convenes: for each case, in
    school days.
    """

    is_alert = False

    kind: Literal["threat-reports"]
    id: Annotated[str, StringConstraints(pattern=rf"^{SLUG}$")]  # by which its inputs are named
    hand_overs: Annotated[int, Field(strict=True, ge=1, le=MAX_HAND_OVERS)]
    lost: Annotated[ChanceInput, AllowedScales("event")]
    read: Annotated[DurationInput, AllowedScales("event", "site")] | None = None
    urgent_read: Annotated[DurationInput, AllowedScales("event", "site")] | None = None
    reading: Annotated[DurationInput, AllowedScales("event", "site")] | None = None
    every: Annotated[DurationInput, AllowedScales("site")] | None = None
    convenes: Annotated[DurationInput, AllowedScales("event", "site")] | None = None

    @model_validator(mode="after")
    def _require_one(self) -> Self:
        if (self.every is None) == (self.convenes is None):
            raise validation_error(
                "the team meets at fixed times or is convened for each case", 'give "every" or "convenes"', at=("kind",)
            )
        if self.every is not None and find_median(self.every) == 0:
            raise validation_error("every is 0 s", 'write "5 days" for a weekly meeting', at=("every",))
        return self


def count_students(place: Place) -> int:
    """Everyone in a group who is no adult; where all are adults, as at a college, everyone in a group."""
    young = sum(group.occupants for group in place.groups if group.age != "adult")
    return young or sum(group.occupants for group in place.groups)


def streams(streams: StreamBuilder, emergency: Emergency, _keys: EntityKeys) -> None:
    """Of each report: what it is, and what its assessment takes."""
    hazard, team = emergency.scenario.hazard, emergency.scenario.protocol
    assert isinstance(hazard, ThreatReport)
    assert isinstance(team, Assessment)
    compiled, uniform, next_one = (streams.compile_input, Distribution.uniform(0.0, 1.0), Distribution.exponential(1.0))
    chances = (hazard.substantive, hazard.life_safety, hazard.imminent)
    is_ = [compiled(hazard.outside), uniform, *map(compiled, chances), find_moments(hazard)]
    add_of_reports(streams, Purpose.REPORT_IS, ReportDraw, is_)
    works = (team.transient.takes, team.transient.over, team.substantive.takes, team.substantive.over)
    times = (hazard.calls_police, team.urgent, *works, team.review)
    interim = compiled(emergency.scenario.decided_acts.interim_plan)
    takes = [*map(compiled, times), next_one, next_one, interim]
    add_of_reports(streams, Purpose.REPORT_TAKES, ReportTime, takes)


def find_moments(hazard: ThreatReport) -> Distribution:
    """When the followed report begins, as a share of the school time of the year."""
    if hazard.followed is None:
        return Distribution.uniform(0.0, 1.0)
    return Distribution.uniform((hazard.followed - 1) / hazard.year.days, hazard.followed / hazard.year.days)


def add_of_reports(
    streams: StreamBuilder, purpose: Purpose, entities: type[IntEnum], distributions: list[Distribution]
) -> None:
    """A stream in which the entity is what is drawn and the index is the report."""
    keys = [entity_key(f"threat/{entity.name.lower()}") for entity in entities]
    streams.add_stream(purpose, distributions, keys, DRAWN_IN_ADVANCE, False, "event", range(len(distributions)))


def add_way_streams(streams: StreamBuilder, way: ThreatReports, _emergency: Emergency, _keys: EntityKeys) -> None:
    """Of each report: how it travels under this strategy. A time that the strategy leaves out is 0."""
    sources = (way.read, way.urgent_read, way.reading, way.every, way.convenes, way.lost)
    distributions = [Distribution.fixed(0.0) if source is None else streams.compile_input(source) for source in sources]
    add_of_reports(streams, Purpose.REPORT_TRAVELS, ReportStep, distributions)


def build_way(way: ThreatReports, _tables: Tables, _emergency: Emergency) -> WayTable:
    """For both engines."""
    return WayTable(
        hand_overs=way.hand_overs,
        is_delayed=way.read is not None,
        hurries=way.urgent_read is not None,
        is_staffed=way.reading is not None,
        has_meetings=way.every is not None,
    )


def tables(tables: Tables, emergency: Emergency, streams: StreamBuilder) -> Tables:
    """With the calendar, the rates of this school and the hours of its team."""
    hazard, team = emergency.scenario.hazard, emergency.scenario.protocol
    assert isinstance(hazard, ThreatReport)
    assert isinstance(team, Assessment)
    calendar = build_calendar(hazard.year, emergency.scenario.horizon)
    thousands = count_students(emergency.place) / PER_STUDENTS
    year = calendar.year_days * calendar.day_lasts
    reports, tips = (streams.median_of(source) * thousands for source in (hazard.reports, hazard.tips))
    week = SCHOOL_WEEK * calendar.day_lasts
    table = ThreatTable(
        report_gap=year / reports,
        tip_gap=year / tips if tips > 0.0 else 2.0 * year * DAY_SECONDS,
        team_share=streams.median_of(team.hours) * thousands / week,
        is_used=True,
        suspended=multiply_odds(streams.probability_of(team.outcomes.suspended), streams.median_of(team.outcomes.odds)),
    )
    return replace(tables, own={SchoolCalendar: calendar, ThreatTable: table})


def multiply_odds(chance: float, ratio: float) -> float:
    """The chance whose odds are so many times those of another."""
    return chance * ratio / (1.0 - chance + chance * ratio)


# the year


def run_school_year(world: World) -> Process:
    """Handler: midnight before the first school day. Every report of the year will begin at its hour."""
    world.is_hazard_active = True
    world.log_event(EventKind.ONSET)
    year = find_year(world)
    start_report(world, FOLLOWED, year * world.draw(Purpose.REPORT_IS, ReportDraw.MOMENT))
    school_time, report = draw_next(world, ReportTime.NEXT_REPORT, 0), 1
    while school_time < year:
        start_report(world, report, school_time)
        school_time += draw_next(world, ReportTime.NEXT_REPORT, report)
        report += 1
    read_tips(world, year)
    yield from ()


def find_year(world: World) -> float:
    """The school time of the year's last hour."""
    calendar = world.tables.of(SchoolCalendar)
    return calendar.year_days * calendar.day_lasts


def draw_next(world: World, kind: ReportTime, number: int) -> float:
    """School time from one report or tip to the next."""
    table = world.tables.of(ThreatTable)
    gap = table.report_gap if kind == ReportTime.NEXT_REPORT else table.tip_gap
    return gap * world.draw(Purpose.REPORT_TAKES, kind, number)


def start_report(world: World, report: int, school_time: float) -> None:
    """It begins at this school time, or at an hour between the end of that school day and the next."""
    calendar = world.tables.of(SchoolCalendar)
    hour = to_calendar_time(world, school_time)
    if world.draw(Purpose.REPORT_IS, ReportDraw.OUTSIDE, report):
        day = int(school_time // calendar.day_lasts)
        closing = calendar.calendar_days[day] * DAY_SECONDS + calendar.closes
        opening = calendar.calendar_days[day + 1] * DAY_SECONDS + calendar.opens
        hour = closing + (opening - closing) * world.draw(Purpose.REPORT_IS, ReportDraw.HOUR, report)
    world.start(handle_report(world, report), Rank.HAZARD, 1 + report, round_to_grid(hour) - world.now)


def read_tips(world: World, year: float) -> None:
    """Other tips of the year load the readers of a central line, and no one else."""
    if not world.tables.of(WayTable).is_staffed:
        return
    school_time, tips, seconds = draw_next(world, ReportTime.NEXT_TIP, 0), 0, 0.0
    while school_time < year:
        seconds += round_to_grid(world.draw(Purpose.REPORT_TRAVELS, ReportStep.READING, tips))
        tips += 1
        school_time += draw_next(world, ReportTime.NEXT_TIP, tips)
    world.log_event(EventKind.TIPS_READ, value=seconds)


def is_never_over(world: World) -> bool:
    """A school year ends at the horizon."""
    return world.over


# what is measured


def find_days(reading: TraceSummary, kind: EventKind) -> float:
    """Calendar days from the followed report to this event, to the horizon at most."""
    reported, reached = 0.0, reading.tables.horizon
    for time, happens, report, _, _, _ in reading.trace.rows:
        if report == FOLLOWED:
            if happens == EventKind.THREAT_REPORTED:
                reported = time
            elif happens == kind:
                reached = time
    return (reached - reported) / DAY_SECONDS


def find_days_to_support(reading: TraceSummary) -> float:
    """To supports for the meantime, or to the plan."""
    return min(find_days(reading, EventKind.INTERIM_PLAN), find_days(reading, EventKind.PLAN_DONE))


def count_lost(reading: TraceSummary) -> float:
    """Of the year's reports."""
    return float(sum(row[1] == EventKind.REPORT_LOST for row in reading.trace.rows))


def find_year_end(reading: TraceSummary) -> float:
    """The end of the last school day, in seconds from the beginning."""
    calendar = reading.tables.of(SchoolCalendar)
    return calendar.calendar_days[calendar.year_days - 1] * DAY_SECONDS + calendar.closes


def list_open_times(reading: TraceSummary) -> Iterator[tuple[float, float]]:
    """Seconds at which each case of the year was opened and closed, within the year. A report that is lost is no case."""
    end = find_year_end(reading)
    begun = dict[int, float]()
    for time, kind, report, _, _, _ in reading.trace.rows:
        if kind == EventKind.THREAT_REPORTED and report != FOLLOWED:
            begun[report] = time
        elif kind == EventKind.REPORT_LOST:
            del begun[report]
        elif kind == EventKind.PLAN_REVIEWED and report in begun:
            yield min(begun.pop(report), end), min(time, end)
    yield from ((min(time, end), end) for time in begun.values())


def average_open_cases(reading: TraceSummary) -> float:
    """Over the calendar days of the school year. A report that is lost is no case."""
    end, opened = find_year_end(reading), 0.0
    for time, kind, report, _, _, _ in reading.trace.rows:
        if report == FOLLOWED:
            continue
        if kind == EventKind.THREAT_REPORTED:
            opened += end - min(time, end)
        elif kind == EventKind.PLAN_REVIEWED:
            opened -= end - min(time, end)
        elif kind == EventKind.REPORT_LOST:
            opened -= end - min(find_report(reading, report).time, end)
    return opened / end


def find_report(reading: TraceSummary, number: int) -> Report:
    """How it began."""
    for report in reading.reports:
        if report.number == number:
            return report
    return Report(number, NOBODY, math.inf)


def is_transient(kind: int) -> bool:
    """Whether a threat has no lasting intent, as the assessment finds."""
    return kind in (ReportKind.TRANSIENT, ReportKind.URGENT_TRANSIENT)


def sum_team_hours(reading: TraceSummary, of_transient: bool) -> float:
    """Hours a school week that the team works on the year's reports. of_transient: on transient ones alone."""
    seconds = 0.0
    for _, kind, report, _, _, value in reading.trace.rows:
        is_work = kind == EventKind.TEAM_CONVENED and report != FOLLOWED
        if is_work and (not of_transient or is_transient(find_report(reading, report).kind)):
            seconds += value
    return seconds / HOUR / count_weeks(reading)


def count_suspensions(reading: TraceSummary) -> float:
    """Expected, of the cases of the year that the team takes up."""
    cases = sum(row[1] == EventKind.TEAM_CONVENED and row[2] != FOLLOWED for row in reading.trace.rows)
    return cases * reading.tables.of(ThreatTable).suspended


def sum_reading_hours(reading: TraceSummary) -> float:
    """Hours a school week that reports and tips are read by a staffed line."""
    seconds = 0.0
    for _, kind, report, _, _, value in reading.trace.rows:
        if kind in (EventKind.REPORT_READ, EventKind.TIPS_READ) and report != FOLLOWED:
            seconds += value
    return seconds / HOUR / count_weeks(reading)


def count_weeks(reading: TraceSummary) -> float:
    """School weeks of the year."""
    return reading.tables.of(SchoolCalendar).year_days / SCHOOL_WEEK


def list_facts(emergency: Emergency) -> Iterator[Fact]:
    """For a data sheet. The imminent path stands first."""
    hazard, team = emergency.scenario.hazard, emergency.scenario.protocol
    assert isinstance(hazard, ThreatReport)
    assert isinstance(team, Assessment)
    yield (
        "Imminent",
        ("a person who thinks a threat is imminent calls 911 at once, before any report: within ", hazard.calls_police),
    )
    yield "", ("of threat reports: ", hazard.imminent, "; the team meets on it as on any urgent case")
    yield "Threat reports", (hazard.reports, " a year for 1,000 students")
    yield "", ("about life safety, and so urgent: ", hazard.life_safety)
    yield "", ("substantive: ", hazard.substantive, "; the others are transient")
    yield "", ("begun outside school hours: ", hazard.outside)
    yield "", ("no report has a trait of a student, only its hour, its way and its kind",)
    yield "Other tips", (hazard.tips, " a year for 1,000 students, which only a central line reads")
    yield "Team", (team.hours, " a school week for 1,000 students, one queue for all cases")
    yield "", ("meets on an urgent case ", team.urgent, " after it is read, day or night")
    for head, work in (("Transient", team.transient), ("Substantive", team.substantive)):
        yield (
            head,
            (work.takes, " of team time; interviews and records take at least ", work.over, ", in school days"),
        )
    yield "Review", (team.review, " after the plan, in school days")
    closes = hazard.year.closes / HOUR
    yield (
        "School year",
        (f"{hazard.year.days} school days, {hazard.year.opens / HOUR:g} to {closes:g} hours, with weekends",),
    )
    yield "", ("and holidays; days without a further word are calendar days",)


def describe_way(way: ThreatReports) -> tuple[str | Input, ...]:
    """For a data sheet."""
    read: tuple[str | Input, ...] = (
        ("read at the next opening of the school",)
        if way.read is None
        else ("read after ", way.read, " in school days")
    )
    urgent: tuple[str | Input, ...] = (
        () if way.urgent_read is None else (", if about life safety after ", way.urgent_read)
    )
    meets: tuple[str | Input, ...] = ()
    if way.every is not None:
        meets = (", the team meets every ", way.every, " of school")
    elif way.convenes is not None:
        meets = (", the team is convened after ", way.convenes, " in school days")
    hands = "1 hand-over" if way.hand_overs == 1 else f"{way.hand_overs} hand-overs"
    return (f"{hands}, each loses it: ", way.lost, "; ", *read, *urgent, *meets)


LOST_INPUT = "channels.by-hand.lost"
SUSPENDED_INPUT = "protocol.outcomes.suspended"


def of_year(name: str, definition: str) -> Measure:
    """Hours of work in a school week."""
    return Measure(name, "hours", "lower", definition)


THREAT_REPORT = Hazard(
    model=ThreatReport,
    playbook=ASSAILANT.playbook._replace(onset=run_school_year, all_clear=is_never_over),
    streams=streams,
    tables=tables,
    table=ThreatTable,
    state=TeamState,
    measures={
        Measure(
            "days_to_team",
            "days",
            "lower",
            "Calendar days from a report that is not lost to the team taking it up, nights, weekends and holidays included.",
        ): lambda reading: find_days(reading, EventKind.TEAM_CONVENED),
        Measure(
            "days_to_plan",
            "days",
            "lower",
            "Calendar days from a report that is not lost to its plan, nights, weekends and holidays included.",
        ): lambda reading: find_days(reading, EventKind.PLAN_DONE),
        Measure(
            "days_to_support",
            "days",
            "lower",
            "Calendar days from a report that is not lost to supports for the meantime, or to its plan where no one arranges any before.",
        ): find_days_to_support,
        Measure(
            "reports_lost",
            "count",
            "lower",
            "Threat reports of the school year that reach no one who can act.",
            proportional_to=LOST_INPUT,
            matters=1.0,
        ): count_lost,
        Measure(
            "open_cases",
            "count",
            "lower",
            "Cases that are open, from the report to the first review of its plan, on average over the school year. Lost reports are none.",
        ): average_open_cases,
        Measure(
            "suspensions",
            "count",
            "lower",
            "Cases of the school year that end with a suspension, by the chance of each. A report that is lost has none.",
            proportional_to=SUSPENDED_INPUT,
            matters=1.0,
        ): count_suspensions,
        of_year("team_hours_a_week", "Hours that the team works on cases in a school week."): (
            lambda reading: sum_team_hours(reading, of_transient=False)
        ),
        of_year("transient_hours_a_week", "Those of the team's hours that go to transient cases."): (
            lambda reading: sum_team_hours(reading, of_transient=True)
        ),
        of_year(
            "reading_hours_a_week", "Hours in a school week that a central line's reports and tips are read."
        ): sum_reading_hours,
    },
    words=HazardWords(
        told="a threat was reported",
        seen="Someone tells you of a threat",
        about="a report of a threat at a school",
        on_map="report",
        many="reports",
        holds="Imminent threat: a person who thinks so calls 911 at once, before any report, in every arm.",
        steps=(
            "A person who thinks that a threat is imminent calls 911 at once. All other reports go by hand or by a central line to the "
            "threat assessment team, and may be lost on the way.",
            "The team takes a report up at its next meeting, or at once if it is urgent. Its hours are one queue.",
            "One report of each school year is followed, and is not lost. Days are calendar days, with nights, weekends and breaks.",
            "No report has a trait of a student.",
        ),
    ),
    facts=list_facts,
)
THREAT_REPORTS = ChannelRecord(
    Channel.THREAT_REPORTS,
    PHONE,
    "threat reports",
    "A threat was reported.",
    tells=False,
    device=Device(ThreatReports, describe_way, add_way_streams, build_table=build_way, table=WayTable),
)
"""How reports reach the team, and when it meets."""
