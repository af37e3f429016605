"""Threat reports against closed forms: losses, waits for a meeting, the team's queue, Little's law. Tolerances are four standard errors."""

import math
from statistics import fmean, stdev

import pytest

from sim.engine import SimpyEngine
from sim.measures import compute_measures
from sim.model.assessment import FOLLOWED, ReportKind
from sim.model.school_calendar import to_school_time
from sim.model.state import World
from sim.model.tables import Tables
from sim.model.trace import EventKind
from tests.sim.hazards import threat_years
from tests.sim.hazards.threat_years import AT_ONCE, DAY, HOUR, IN_SCHOOL, NOT_URGENT, STRATEGIES, tables_of, years
from tests.sim.plays import times_of, values_of

LASTS = 7.5 * HOUR
STUDENTS, RATE = 1_900, 9 / 1_000
REPORTS = STUDENTS * RATE
READ_AT_ONCE = {"channels.by-hand.read": "{fixed: 0 s}"}


def world_of(tables: Tables) -> World:
    return SimpyEngine(tables, 1, 0).world


def four_errors(values: list[float]) -> float:
    return 4 * stdev(values) / math.sqrt(len(values))


# one report


def test_the_police_are_called_first_and_at_the_same_hour_under_every_strategy() -> None:
    calls = set()
    for strategy in STRATEGIES:
        trace = next(years(tables_of(strategy, {"hazard.imminent": "1"}), 1))
        reported, called = (times_of(trace, EventKind.THREAT_REPORTED), times_of(trace, EventKind.POLICE_CALLED))
        assert reported.keys() == called.keys()
        assert max(called[report] - reported[report] for report in called) < 4 * HOUR
        assert not times_of(trace, EventKind.REPORT_LOST)
        calls.add(tuple(sorted(called.items())))
    assert len(calls) == 1


def test_a_report_has_its_hour_and_kind_under_every_strategy() -> None:
    plays = [next(years(tables_of(strategy), 1)) for strategy in STRATEGIES]
    told = {tuple(row for row in trace.rows if row[1] == EventKind.THREAT_REPORTED) for trace in plays}
    assert len(told) == 1


def test_an_urgent_report_is_read_at_night_only_by_a_line() -> None:
    settings = {"hazard.life_safety": "1", "hazard.outside": "1", "channels.line.urgent_read": "{fixed: 30 min}"}
    line, hand = (next(years(tables_of(strategy, settings), 1)) for strategy in ("line-weekly", "by-hand-weekly"))
    at = times_of(line, EventKind.THREAT_REPORTED)[FOLLOWED]
    assert times_of(line, EventKind.REPORT_READ)[FOLLOWED] - at == 1800.0
    assert 8 * HOUR <= times_of(hand, EventKind.REPORT_READ)[FOLLOWED] % DAY <= 15.5 * HOUR


def test_the_team_meets_on_an_urgent_report_by_the_clock() -> None:
    settings = {"hazard.life_safety": "1", "hazard.imminent": "0", "protocol.urgent": "{fixed: 4 h}"}
    for trace in years(tables_of("by-hand-monthly", settings), 5):
        read, convened = (times_of(trace, kind)[FOLLOWED] for kind in (EventKind.REPORT_READ, EventKind.TEAM_CONVENED))
        assert convened - read == 4 * HOUR


def test_an_urgent_case_does_not_wait_for_the_cases_before_it() -> None:
    settings = {"hazard.life_safety": "1", "hazard.reports": "300", "protocol.hours": "30 min"}
    settings |= {f"protocol.{kind}.over": "{fixed: 0 s}" for kind in ("transient", "substantive")}
    tables = tables_of("line-weekly", settings)
    world = world_of(tables)
    (trace,) = years(tables, 1)
    convened, seconds = times_of(trace, EventKind.TEAM_CONVENED), values_of(trace, EventKind.TEAM_CONVENED)
    planned = times_of(trace, EventKind.PLAN_DONE)
    for report, at in planned.items():
        taken = to_school_time(world, at) - to_school_time(world, convened[report])
        assert taken == pytest.approx(seconds[report], abs=1e-3)


def test_a_plan_waits_for_interviews_although_the_work_is_done() -> None:
    settings = {**AT_ONCE, **NOT_URGENT, "protocol.transient.over": "{fixed: 2 days}", "hazard.substantive": "0"}
    tables = tables_of("line-weekly", settings)
    world = world_of(tables)
    for trace in years(tables, 5):
        convened, planned = (times_of(trace, kind)[FOLLOWED] for kind in (EventKind.TEAM_CONVENED, EventKind.PLAN_DONE))
        assert to_school_time(world, planned) - to_school_time(world, convened) == pytest.approx(2 * LASTS)


# closed forms


@pytest.mark.parametrize(("strategy", "chance", "hand_overs"), [("by-hand-weekly", 0.1, 3), ("line-weekly", 0.02, 1)])
def test_each_hand_over_loses_its_share(strategy: str, chance: float, hand_overs: int) -> None:
    tables = tables_of(strategy, {**NOT_URGENT, **AT_ONCE})
    lost = reports = 0
    for trace in years(tables, 120):
        lost += len(times_of(trace, EventKind.REPORT_LOST))
        reports += len(times_of(trace, EventKind.THREAT_REPORTED)) - 1
    expected = 1 - (1 - chance) ** hand_overs
    assert lost / reports == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / reports))


def test_reports_come_at_their_rate() -> None:
    counts = [len(times_of(trace, EventKind.THREAT_REPORTED)) - 1.0 for trace in years(tables_of("line-weekly"), 200)]
    assert fmean(counts) == pytest.approx(REPORTS, abs=4 * math.sqrt(REPORTS / len(counts)))


def test_a_report_waits_half_the_interval_for_a_meeting() -> None:
    """The interval divides the year, and reports come at every moment of school alike."""
    interval = 25
    every = f"{interval} days"
    settings = {**NOT_URGENT, **IN_SCHOOL, **READ_AT_ONCE, **AT_ONCE, "channels.by-hand.every": every}
    tables = tables_of("by-hand-monthly", settings)
    world = world_of(tables)
    steps = EventKind.TEAM_CONVENED, EventKind.THREAT_REPORTED
    times = [[to_school_time(world, times_of(trace, kind)[FOLLOWED]) for kind in steps] for trace in years(tables, 300)]
    waits = [convened - reported for convened, reported in times]
    days = [wait / LASTS for wait in waits]
    assert fmean(days) == pytest.approx(interval / 2, abs=four_errors(days))
    assert stdev(days) == pytest.approx(interval / math.sqrt(12), rel=0.15)


@pytest.mark.slow
def test_the_teams_hours_are_a_queue_with_one_server() -> None:
    """Convened for each case, the cases come at random: M/G/1, with the mean wait of Pollaczek and Khinchine."""
    reports, work, spread, busy = 200.0, 3 * HOUR, 0.6, 0.55
    mean, square = work * math.exp(spread**2 / 2), work**2 * math.exp(2 * spread**2)
    yearly = reports * STUDENTS / 1_000
    rate = yearly / (175 * LASTS)
    share = rate * mean / busy
    hours = share * 5 * LASTS / (STUDENTS / 1_000)
    settings = {**NOT_URGENT, **IN_SCHOOL, **READ_AT_ONCE, "hazard.substantive": "0", "hazard.reports": str(reports)}
    settings |= {"protocol.hours": f"{hours} s", "protocol.transient.over": "{fixed: 0 s}"}
    settings |= {"channels.by-hand.lost": "0", "channels.by-hand.convenes": "1 h"}
    tables = tables_of("by-hand-occasional", settings)
    world = world_of(tables)
    waits = []
    for trace in years(tables, 200):
        times = [times_of(trace, kind)[FOLLOWED] for kind in (EventKind.TEAM_CONVENED, EventKind.PLAN_DONE)]
        convened, planned = (to_school_time(world, time) for time in times)
        waits.append(planned - convened - values_of(trace, EventKind.TEAM_CONVENED)[FOLLOWED] / share)
    expected = rate * square / share**2 / (2 * (1 - busy))
    assert fmean(waits) == pytest.approx(expected, abs=four_errors(waits))


def test_open_cases_are_the_rate_times_how_long_one_is_open() -> None:
    """Little's law. The time is that of the followed report, the cases are the others; they close soon, so that few are open at the end."""
    settings = {"protocol.hours": "8 h", "protocol.review": "2 days", "hazard.reports": "15"}
    settings["channels.by-hand.every"] = "2 days"
    tables = tables_of("by-hand-weekly", settings)
    opened_days, cases, ends = [], [], []
    for trace in years(tables, 300):
        reported, reviewed = (times_of(trace, kind) for kind in (EventKind.THREAT_REPORTED, EventKind.PLAN_REVIEWED))
        opened_days.append((reviewed[FOLLOWED] - reported[FOLLOWED]) / DAY)
        cases.append(compute_measures(trace, tables)["open_cases"])
        ends.append(float(len(reported) - 1 - len(times_of(trace, EventKind.REPORT_LOST))))
    year = 39 * 7 + 5
    expected = fmean(ends) * fmean(opened_days) / year
    error = expected * (four_errors(opened_days) / fmean(opened_days) + four_errors(cases) / fmean(cases))
    assert fmean(cases) == pytest.approx(expected, abs=error)


def test_hours_of_the_team_are_those_of_the_cases() -> None:
    """With fixed hours for each, by kind; the transient ones have their share."""
    settings = {"protocol.transient.takes": "{fixed: 2 h}", "protocol.substantive.takes": "{fixed: 6 h}"}
    settings["hazard.imminent"] = "0"
    tables = tables_of("line-weekly", settings)
    for trace in years(tables, 5):
        kinds = values_of(trace, EventKind.THREAT_REPORTED)
        cases = [kinds[report] for report in times_of(trace, EventKind.TEAM_CONVENED) if report != FOLLOWED]
        transient = sum(kind in (ReportKind.TRANSIENT, ReportKind.URGENT_TRANSIENT) for kind in cases)
        measured = compute_measures(trace, tables)
        assert measured["transient_hours_a_week"] == pytest.approx(2 * transient / 35)
        assert measured["team_hours_a_week"] == pytest.approx((2 * transient + 6 * (len(cases) - transient)) / 35)


def test_training_multiplies_the_odds_of_a_suspension_and_no_day() -> None:
    plain, trained = (tables_of("line-weekly", {"protocol.outcomes.odds": odds}) for odds in ("1", "0.5"))
    for before, after in zip(years(plain, 3), years(trained, 3), strict=True):
        one, other = compute_measures(before, plain), compute_measures(after, trained)
        odds = 0.35 / 0.65 / 2
        assert other["suspensions"] == pytest.approx(one["suspensions"] / 0.35 * odds / (1 + odds))
        assert {**one, "suspensions": 0.0} == {**other, "suspensions": 0.0}


# files


def test_the_shipped_rate_is_that_of_its_row() -> None:
    assert threat_years.opened().scenario.title.startswith("Threat reports")
    assert sum(group.occupants for group in threat_years.opened().place.groups) == STUDENTS
