"""The calendar of a school year: hours worked out by hand, and school time that is found back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.school_year import Break, SchoolYear
from sim.engine import SimpyEngine
from sim.model.school_calendar import (
    SchoolCalendar,
    build_calendar,
    find_next_opening,
    scale_to_school_time,
    to_calendar_time,
    to_school_time,
)
from sim.model.state import World
from tests.sim.hazards.threat_years import tables_of

DAY, HOUR = 86_400.0, 3600.0
OPENS, CLOSES, LASTS = 8.0 * HOUR, 15.5 * HOUR, 7.5 * HOUR
MONDAY, FRIDAY, SATURDAY, NEXT_MONDAY = 0.0, 4 * DAY, 5 * DAY, 7 * DAY
FIRST_OFF = 15
"""School days before the first weekday off: three weeks, so it is the Monday of the fourth."""


@pytest.fixture(scope="module")
def world() -> World:
    return SimpyEngine(tables_of("line-weekly"), 1, 0).world


def test_hours_of_a_week_worked_out_by_hand(world: World) -> None:
    assert to_school_time(world, MONDAY) == 0.0
    assert to_school_time(world, MONDAY + OPENS + HOUR) == HOUR
    assert to_school_time(world, MONDAY + CLOSES + HOUR) == LASTS
    assert to_school_time(world, FRIDAY + OPENS) == 4 * LASTS
    weekend = [FRIDAY + CLOSES, FRIDAY + 23 * HOUR, SATURDAY + 12 * HOUR, NEXT_MONDAY + OPENS]
    assert {to_school_time(world, time) for time in weekend} == {5 * LASTS}
    assert to_calendar_time(world, 5 * LASTS) == NEXT_MONDAY + OPENS
    assert to_calendar_time(world, 5 * LASTS + HOUR) == NEXT_MONDAY + OPENS + HOUR


def test_a_weekday_off_has_no_school_time(world: World) -> None:
    off = 3 * NEXT_MONDAY
    assert to_calendar_time(world, FIRST_OFF * LASTS) == off + DAY + OPENS
    assert to_school_time(world, off + OPENS + HOUR) == FIRST_OFF * LASTS
    assert find_next_opening(world, off + OPENS + HOUR) == off + DAY + OPENS


def test_the_next_opening_is_of_the_same_day_only_before_school(world: World) -> None:
    assert find_next_opening(world, MONDAY + 7 * HOUR) == MONDAY + OPENS
    assert find_next_opening(world, MONDAY + OPENS) == MONDAY + OPENS
    assert find_next_opening(world, MONDAY + OPENS + 1.0) == DAY + OPENS
    assert find_next_opening(world, FRIDAY + CLOSES) == NEXT_MONDAY + OPENS


def test_a_school_day_is_a_day_of_86_400_seconds_in_a_file(world: World) -> None:
    assert scale_to_school_time(world, 2 * DAY) == 2 * LASTS


def test_the_shipped_year_has_its_days_and_goes_on_over_weekdays(world: World) -> None:
    calendar = world.tables.of(SchoolCalendar)
    year = calendar.calendar_days[: calendar.year_days]
    assert len(year) == 175
    assert all(day % 7 < 5 for day in calendar.calendar_days)
    assert year[-1] == 39 * 7 + 4
    assert [day - year[-1] for day in calendar.calendar_days[175:178]] == [3, 4, 5]


@given(st.floats(0.0, 170 * LASTS), st.floats(0.0, 300 * DAY))
def test_school_time_is_found_back_and_never_falls(school_time: float, time: float) -> None:
    world = SimpyEngine(tables_of("line-weekly"), 1, 0).world
    assert to_school_time(world, to_calendar_time(world, school_time)) == pytest.approx(school_time, abs=1e-6)
    later = to_calendar_time(world, to_school_time(world, time))
    assert later >= time or later == pytest.approx(time, abs=1e-6)
    assert find_next_opening(world, time) >= time


def test_days_off_are_skipped_one_after_the_other() -> None:
    year = SchoolYear(days=10, opens="8 h", closes="15 h", breaks=[Break(after=4, lasts=3)])  # type: ignore[arg-type]
    assert build_calendar(year, 20 * DAY).calendar_days[:7] == [0, 1, 2, 3, 9, 10, 11]
