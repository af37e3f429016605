"""Threat reports and the team's queue on a calendar by hand: each hour and each event is worked out beside the case."""

from typing import Any

import pytest

from sim.model import assessment, school_calendar
from sim.model.assessment import FOLLOWED, ReportDraw, ReportKind, ReportStep, ReportTime, Stage
from sim.model.environment import Rank
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose
from tests.sim.model.school_worlds import CALENDAR, DAY, HOUR, LASTS, Drawn, SchoolWorld, at, run

IS, TAKES, TRAVELS = Purpose.REPORT_IS, Purpose.REPORT_TAKES, Purpose.REPORT_TRAVELS
FRIDAY = at(4, 14)
WAYS: Drawn = {(TRAVELS, ReportStep.READ, 3): DAY, (TRAVELS, ReportStep.URGENT_READ, 3): 1800.0}


@pytest.mark.parametrize(
    ("time", "school_time", "opening", "days", "later"),
    [
        *((at(0, 7), 0.0, at(0, 8), 0.0, at(0, 8)), (at(0, 8), 0.0, at(0, 8), 0.0, at(1, 8))),
        (at(0, 8) + 1.0, 1.0, at(1, 8), 1 / LASTS, at(1, 8)),
        (at(0, 9.75), 1.75 * HOUR, at(1, 8), 0.25, at(1, 8)),
        *((time, LASTS, at(1, 8), 1.0, at(1, 8)) for time in (at(0, 15), at(0, 20), at(1, 6))),
        *((time, 2 * LASTS, at(3, 8), 2.0, at(3, 8)) for time in (at(1, 15.5), at(2, 10))),
        (at(4, 11.5), 3.5 * LASTS, at(8, 8), 3.5, at(8, 8)),
        *((time, 4 * LASTS, at(8, 8), 4.0, at(8, 8)) for time in (at(5, 12), at(7, 10))),
        *((at(8, 8), 4 * LASTS, at(8, 8), 4.0, at(9, 8)), (at(11, 16), 8 * LASTS, at(14, 8), 8.0, at(14, 8))),
    ],
)
def test_an_hour_in_school_time(time: float, school_time: float, opening: float, days: float, later: float) -> None:
    world: Any = SchoolWorld()
    assert school_calendar.to_school_time(world, time) == school_time
    assert school_calendar.find_next_opening(world, time) == opening
    assert school_calendar.count_school_days(CALENDAR, time) == days
    assert school_calendar.find_opening_after(CALENDAR, time) == later


def test_school_time_at_the_end_of_the_calendar_is_on_its_last_day() -> None:
    world: Any = SchoolWorld()
    hours = [school_calendar.to_calendar_time(world, days * LASTS) for days in (0, 0.5, 1, 3.5, 4, 8.5, 9, 12)]
    assert hours == [at(0, 8), at(0, 11.5), at(1, 8), at(4, 11.5), at(8, 8), at(14, 11.5), at(14, 15), at(14, 15)]
    assert school_calendar.find_opening_after(CALENDAR, at(14, 8)) == float("inf")
    assert school_calendar.scale_to_school_time(world, 1.5 * DAY) == 1.5 * LASTS


@pytest.mark.parametrize("imminent", [0.0, 1.0])
@pytest.mark.parametrize(
    ("substantive", "life_safety", "kind"),
    [
        (0.0, 0.0, ReportKind.TRANSIENT),
        (1.0, 0.0, ReportKind.SUBSTANTIVE),
        (0.0, 1.0, ReportKind.URGENT_TRANSIENT),
        (1.0, 1.0, ReportKind.URGENT_SUBSTANTIVE),
    ],
)
def test_the_kind_of_a_report(imminent: float, substantive: float, life_safety: float, kind: ReportKind) -> None:
    drawn: dict[tuple[Purpose, int, int], float] = {(IS, ReportDraw.IMMINENT, 3): imminent}
    drawn |= {(IS, ReportDraw.SUBSTANTIVE, 3): substantive, (IS, ReportDraw.LIFE_SAFETY, 3): life_safety}
    world: Any = SchoolWorld(drawn)
    assert assessment.draw_kind(world, 3) == (ReportKind.IMMINENT if imminent else kind)
    assert assessment.draw_kind(world, 4) == ReportKind.TRANSIENT


@pytest.mark.parametrize(
    ("is_urgent", "hurries", "is_delayed", "read"),
    [
        *((True, True, is_delayed, FRIDAY + 1800.0) for is_delayed in (False, True)),
        *((False, True, True, at(8, 14)), (True, False, True, at(8, 14))),
        *((True, False, False, at(8, 8)), (False, True, False, at(8, 8))),
    ],
)
def test_a_report_is_read_by_the_clock_or_after_school_days_or_at_the_next_opening(
    is_urgent: bool, hurries: bool, is_delayed: bool, read: float
) -> None:
    world: Any = SchoolWorld(WAYS, FRIDAY, hurries=hurries, is_delayed=is_delayed)
    assert assessment.find_hour_read(world, 3, is_urgent) == read


@pytest.mark.parametrize(
    ("now", "is_urgent", "has_meetings", "convened"),
    [
        (at(0, 10), False, True, at(3, 8)),  # meetings at 0, 2, 4 and 6 school days
        (at(1, 15), False, True, at(8, 8)),  # that instant is the one of Thursday's opening, whose meeting has begun
        (at(1, 14.75), False, True, at(3, 8)),
        (at(3, 8), False, True, at(8, 8)),
        (at(5, 3), False, True, at(10, 8)),
        (at(4, 14), False, False, at(9, 11)),  # a school day and four hours of seven
        (at(4, 14), True, True, at(4, 18)),
        (at(4, 14), True, False, at(4, 18)),
    ],
)
def test_the_team_meets_by_time_or_for_a_case(now: float, is_urgent: bool, has_meetings: bool, convened: float) -> None:
    drawn: Drawn = {
        (TRAVELS, ReportStep.EVERY, 3): 2 * DAY,
        (TRAVELS, ReportStep.CONVENES, 3): DAY * 11 / 7,
        (TAKES, ReportTime.URGENT, 3): 4 * HOUR,
    }
    world: Any = SchoolWorld(drawn, now, has_meetings=has_meetings)
    assert assessment.find_hour_convened(world, 3, is_urgent) == pytest.approx(convened, abs=0.01)


@pytest.mark.parametrize(("index", "is_lost"), [(15, False), (16, True), (18, True), (19, False)])
def test_each_of_three_hand_overs_of_a_report_can_lose_it(index: int, is_lost: bool) -> None:
    world: Any = SchoolWorld({(TRAVELS, ReportStep.LOST, index): 1.0}, hand_overs=3)
    assert assessment.is_lost(world, 2) is is_lost


def test_the_teams_hours_are_a_queue_which_an_urgent_case_passes_and_lengthens() -> None:
    """An hour of school has 0.4 team hours. One case after the other: what is worked until when, and the plan."""
    hours = {3: (ReportTime.WORK_SUBSTANTIVE, 2), 4: (ReportTime.WORK_TRANSIENT, 0.5)}
    hours |= {
        5: (ReportTime.WORK_TRANSIENT, 0.25),
        6: (ReportTime.WORK_SUBSTANTIVE, 1),
        7: (ReportTime.WORK_TRANSIENT, 0.1),
    }
    drawn: dict[tuple[Purpose, int, int], float] = {
        (TAKES, time, report): number * HOUR for report, (time, number) in hours.items()
    }
    drawn |= {(TAKES, ReportTime.OVER_SUBSTANTIVE, 3): DAY / 14, (TAKES, ReportTime.OVER_TRANSIENT, 4): DAY / 2}
    world: Any = SchoolWorld(drawn)
    cases = [
        (at(0, 9), 3, ReportKind.SUBSTANTIVE, 6.0, at(0, 14)),  # an hour after opening, and 2 / 0.4 hours
        (at(0, 9), 4, ReportKind.URGENT_TRANSIENT, 7.25, at(0, 12.5)),  # interviews take longer than its half hour
        (at(0, 10), 5, ReportKind.TRANSIENT, 7.875, at(1, 8.875)),
        (at(1, 8), 6, ReportKind.IMMINENT, 10.375, at(1, 9)),
        (at(3, 9), 7, ReportKind.TRANSIENT, 15.25, at(3, 9.25)),  # the queue was empty
    ]
    for now, report, kind, free, plan in cases:
        world.now = now
        assert assessment.assess(world, report, kind) == pytest.approx(plan, abs=0.01)
        assert world.team.free_at == pytest.approx(free * HOUR, abs=0.01)
    assert (world.team.work, world.team.comes_first) == (0.0, False)
    assert [one[1:3] for one in world.logged] == [(EventKind.TEAM_CONVENED, report) for report in range(3, 8)]
    assert [one[3] / HOUR for one in world.logged] == pytest.approx([2.0, 0.5, 0.25, 1.0, 0.1], abs=1e-6)


READING, LOST = (TRAVELS, ReportStep.READING), (TRAVELS, ReportStep.LOST)
EACH: dict[tuple[Purpose, int], float] = {
    (TRAVELS, ReportStep.CONVENES): DAY,
    (TRAVELS, ReportStep.URGENT_READ): 0.5 * HOUR,
}
EACH |= {(TAKES, ReportTime.WORK_TRANSIENT): 0.4 * HOUR, (TAKES, ReportTime.REVIEW): 2 * DAY}
EACH[TAKES, ReportTime.URGENT] = 3 * HOUR
REPORT: Drawn = {
    **{(*READING, report): 600.0 for report in (FOLLOWED, 2)},
    **{(*LOST, hand_over): 1.0 for hand_over in (0, 9)},
    **{(*what, report): seconds for what, seconds in EACH.items() for report in (FOLLOWED, 1, 2)},
    (TAKES, ReportTime.POLICE, 1): 300.0,
}
STEPS = [
    (at(0, 20), EventKind.THREAT_REPORTED),
    (at(1, 8), EventKind.REPORT_READ),
    (at(3, 8), EventKind.TEAM_CONVENED),
    (at(3, 9), EventKind.PLAN_DONE),
    (at(8, 9), EventKind.PLAN_REVIEWED),
]
"""Of a report on Monday evening: the next opening, a school day, an hour of the queue, two school days."""


@pytest.mark.parametrize("report", [FOLLOWED, 1, 2], ids=["followed", "lost", "kept"])
def test_a_report_goes_from_step_to_step_and_the_followed_one_is_never_lost(report: int) -> None:
    world: Any = SchoolWorld(REPORT, at(0, 20), hand_overs=2, hurries=True)
    run(assessment.handle_report(world, report))
    lost = [STEPS[0], (at(1, 8), EventKind.REPORT_LOST)]
    assert [one[:2] for one in world.logged] == pytest.approx(lost if report == 1 else STEPS)
    assert {one[2] for one in world.logged} == {report}
    assert world.orders == {(Rank.HAZARD, 1 + report)}
    assert [one[3] for one in world.logged][1:3] == ([0.0] if report == 1 else [600.0, 0.4 * HOUR])
    assert world.team.stage == (Stage.PLANNED if report == FOLLOWED else Stage.NONE)


def test_an_imminent_report_is_not_lost_and_the_police_are_called_past_every_queue_once() -> None:
    world: Any = SchoolWorld()
    for report in (FOLLOWED, 1, FOLLOWED, 1):
        run(assessment.call_police(world, report))
    assert [one[2] for one in world.logged] == [FOLLOWED, 1, 1]
    assert world.team.police_called
    world = SchoolWorld({**REPORT, (IS, ReportDraw.IMMINENT, 1): 1.0}, at(0, 20), hand_overs=2, hurries=True)
    run(assessment.handle_report(world, 1))
    hours = {kind: time for time, kind, *_ in world.logged}
    assert (hours[EventKind.REPORT_READ], hours[EventKind.TEAM_CONVENED]) == (at(0, 20.5), at(0, 23.5))
    ((called, process),) = world.started
    assert world.orders == {(Rank.HAZARD, 2)}
    assert called == at(0, 20) + 300.0
    run(process)
    assert world.logged[-1][1:3] == (EventKind.POLICE_CALLED, 1)


@pytest.mark.parametrize(
    ("decide", "hours"),
    [
        (assessment.report_to_team, {EventKind.REPORT_READ: at(3, 8), EventKind.TEAM_CONVENED: at(4, 8)}),
        (assessment.convene_team, {EventKind.TEAM_CONVENED: at(1, 19), EventKind.PLAN_DONE: at(3, 9)}),
        (assessment.work_first, {EventKind.PLAN_DONE: at(3, 10)}),
        (assessment.support_meanwhile, {EventKind.INTERIM_PLAN: at(4, 11.5)}),
    ],
)
def test_a_decision_brings_the_followed_report_to_its_stage(decide: Any, hours: dict[EventKind, float]) -> None:
    """On Tuesday at 16 hours. Wednesday has no school."""
    drawn: Drawn = {
        **REPORT,
        (TAKES, ReportTime.URGENT, FOLLOWED): 3 * HOUR,
        (TAKES, ReportTime.INTERIM, FOLLOWED): 1.5 * DAY,
    }
    world: Any = SchoolWorld(drawn, at(1, 16))
    world.team.work, world.team.informed_at = 2 * HOUR, 15 * HOUR
    run(decide(world))
    found = {kind: time for time, kind, *_ in world.logged}
    assert {kind: found[kind] for kind in hours} == pytest.approx(hours)
    assert {one[2] for one in world.logged} == {FOLLOWED}
    assert world.orders == {(Rank.HAZARD, 1)}
    assert world.team.comes_first is (decide is assessment.work_first)
    assert world.team.is_interim_begun is (decide is assessment.support_meanwhile)


def test_a_case_that_comes_first_waits_for_the_interviews_and_a_step_that_is_put_off_comes_once() -> None:
    for informed, planned in ((15 * HOUR, at(3, 10)), (18 * HOUR, at(3, 12))):
        world: Any = SchoolWorld({}, at(3, 9))
        world.team.work, world.team.informed_at = HOUR, informed
        run(assessment.work_first(world))
        assert world.logged[0][:2] == (planned, EventKind.PLAN_DONE)
    world = SchoolWorld(REPORT, at(0, 20))
    assessment.put_off(world, 3 * DAY)
    assert world.team.put_off_until == at(8, 8)
    run(assessment.handle_read(world, FOLLOWED, ReportKind.TRANSIENT))
    assert (world.logged[0][:2], world.orders) == ((at(8, 8), EventKind.REPORT_READ), {(Rank.HAZARD, 1)})
    before = len(world.logged)
    run(assessment.handle_read(world, FOLLOWED, ReportKind.TRANSIENT))
    run(assessment.handle_case(world, FOLLOWED, ReportKind.TRANSIENT))
    assert len(world.logged) == before
    other: Any = SchoolWorld(REPORT, at(0, 20))
    other.team.put_off_until, other.team.stage = at(8, 8), Stage.PLANNED
    run(assessment.handle_read(other, 2, ReportKind.TRANSIENT))
    assert other.logged[0][:2] == (at(0, 20), EventKind.REPORT_READ)
