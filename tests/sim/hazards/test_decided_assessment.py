"""What a school decides about a threat report that is followed: each act changes its own time by the hand count, and no other."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from sim.engine import SimpyEngine
from sim.measures import compute_measures
from sim.model.assessment import FOLLOWED
from sim.model.interventions import CallPolice, ConveneTeam, InterimPlan, Intervention, PutOff, ReportToTeam, WorkFirst
from sim.model.school_calendar import SchoolCalendar
from sim.model.tables import Tables
from sim.model.trace import EventKind, Trace
from tests.sim.hazards.threat_years import DAY, HOUR, IN_SCHOOL, KINDS, NOT_URGENT, tables_of
from tests.sim.plays import times_of

SCHOOL_DAY = 48
"""A Monday. The team meets on the first day of each five, two days later."""
SETTINGS = {**NOT_URGENT, **IN_SCHOOL, "channels.by-hand.read": "{fixed: 3 days}", "protocol.urgent": "{fixed: 2 h}"}
SETTINGS |= {f"protocol.{kind}.takes": "{fixed: 1 h}" for kind in KINDS}
SETTINGS |= {f"protocol.{kind}.over": "{fixed: 0 s}" for kind in KINDS}
BY = "counselor-1"
STEPS = EventKind.THREAT_REPORTED, EventKind.REPORT_READ, EventKind.TEAM_CONVENED, EventKind.PLAN_DONE


@cache
def tables() -> Tables:
    return tables_of("by-hand-weekly", SETTINGS, SCHOOL_DAY + 1)


def play(acts: Mapping[float, Intervention] = {}) -> Trace:
    """Each act at its hour."""
    engine = SimpyEngine(tables(), 3, 0)
    for time, act in acts.items():
        engine.run_until(time)
        outcome = engine.apply(act)
        assert outcome.began, outcome.reason
    return engine.run()


@cache
def alone() -> Trace:
    return play()


def times(trace: Trace) -> list[float]:
    """Of the followed report: reported, read, taken up, planned."""
    return [times_of(trace, kind)[FOLLOWED] for kind in STEPS]


def obstacle(act: Intervention, time: float) -> str:
    engine = SimpyEngine(tables(), 3, 0)
    engine.run_until(time)
    return engine.preview(act).reason


def test_the_followed_report_begins_on_its_school_day() -> None:
    calendar = tables().of(SchoolCalendar)
    assert times(alone())[0] // DAY == calendar.calendar_days[SCHOOL_DAY]


def test_each_act_comes_at_its_hour() -> None:
    reported, read, convened, _ = times(alone())
    trace = play({reported + 60.0: ReportToTeam(BY)})
    opens = (reported // DAY + 1.0) * DAY + 8 * HOUR
    assert times(trace)[1] == opens < read
    assert times(trace)[2] == opens + DAY < convened  # the meeting of this week, and not the next
    # A convened team takes the report up after the time of an urgent case.
    _, read, convened, _ = times(alone())
    assert times(play({read + 60.0: ConveneTeam(BY)}))[2] == read + 60.0 + 2 * HOUR < convened
    # Hours set aside go to this case first.
    _, _, convened, planned = times(alone())
    assert times(play({convened + HOUR: WorkFirst(BY)}))[3] == convened + 2 * HOUR < planned


def test_a_call_to_the_police_is_logged_once_and_moves_no_other_time() -> None:
    reported = times(alone())[0]
    trace = play({reported + 60.0: CallPolice(BY)})
    assert times_of(trace, EventKind.POLICE_CALLED)[FOLLOWED] == reported + 60.0
    assert times(trace) == times(alone())


def test_supports_are_in_place_before_the_plan_and_change_no_other_time() -> None:
    reported = times(alone())[0]
    trace = play({reported + 60.0: InterimPlan(BY)})
    begins = times_of(trace, EventKind.INTERIM_PLAN)[FOLLOWED]
    assert reported + 60.0 < begins
    assert times(trace) == times(alone())
    measured = [compute_measures(one, one.tables) for one in (trace, alone())]
    supported = [one["days_to_support"] * DAY for one in measured]
    assert supported == pytest.approx([begins - reported, times(alone())[3] - reported])


@pytest.mark.parametrize(("step", "days"), [(0, 4), (1, 6), (2, 3)], ids=["reading", "team", "plan"])
def test_what_is_put_off_comes_no_sooner_than_after_its_school_days(step: int, days: int) -> None:
    """So many school days after an hour of a school day it is that hour again, and the next step waits for it."""
    calendar, begins = tables().of(SchoolCalendar), times(alone())[step] + 60.0
    trace = play({begins: PutOff(BY, days * DAY)})
    day = calendar.calendar_days.index(int(begins // DAY))
    comes = calendar.calendar_days[day + days] * DAY + begins % DAY
    assert times(trace)[: step + 1] == times(alone())[: step + 1]
    assert times(alone())[step + 1] < comes == times(trace)[step + 1]


@pytest.mark.parametrize(
    "act", [ReportToTeam(BY), ConveneTeam(BY), WorkFirst(BY), CallPolice(BY), InterimPlan(BY)], ids=lambda a: a.kind
)
def test_the_other_reports_of_the_year_keep_their_hours(act: Intervention) -> None:
    """A decision draws no number of theirs. Whose hours come first moves their plans alone."""
    reported, read, convened, _ = times(alone())
    hour = {"convene-team": read, "work-first": convened}.get(act.kind, reported) + 60.0
    planned = EventKind.PLAN_DONE, EventKind.PLAN_REVIEWED
    plays = alone(), play({hour: act})
    others = [[row for row in one.rows if row[2] != FOLLOWED and row[1] not in planned] for one in plays]
    assert others[0] == others[1]


def test_an_act_that_comes_too_soon_or_too_late_says_why() -> None:
    reported, read, convened, planned = times(alone())
    soon: Any = (CallPolice, reported - 60.0), (ConveneTeam, reported + 60.0), (WorkFirst, read + 60.0)
    late: Any = (ReportToTeam, read + 60.0), (ConveneTeam, convened + 60.0), (InterimPlan, planned + 60.0)
    found = {obstacle(kind(BY), time) for kind, time in (*soon, *late)}
    assert len(found) == 6
    assert "" not in found
