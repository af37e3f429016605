"""The calendar of a school year: the shipped one, and school time that is found back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.school_year import Break, SchoolYear
from sim.engine import SimpyEngine
from sim.model import school_calendar as school
from sim.model.state import World
from tests.sim.hazards.threat_years import tables_of

DAY, LASTS = 86_400.0, 7.5 * 3600.0


@pytest.fixture(scope="module")
def world() -> World:
    return SimpyEngine(tables_of("line-weekly"), 1, 0).world


def test_the_shipped_year_has_its_days_and_days_off_are_skipped_one_after_the_other(world: World) -> None:
    calendar = world.tables.of(school.SchoolCalendar)
    year = calendar.calendar_days[: calendar.year_days]
    assert len(year) == 175
    assert all(day % 7 < 5 for day in calendar.calendar_days)
    assert year[-1] == 39 * 7 + 4
    assert [day - year[-1] for day in calendar.calendar_days[175:178]] == [3, 4, 5]
    short = SchoolYear(days=10, opens="8 h", closes="15 h", breaks=[Break(after=4, lasts=3)])  # type: ignore[arg-type]
    calendar = school.build_calendar(short, 10 * DAY)
    assert calendar.calendar_days == [0, 1, 2, 3, 9, 10, 11]
    assert calendar.days_before == [0, 1, 2, 3, 4, 4, 4, 4, 4, 4, 5]
    assert len(calendar.is_school) == 11


@given(st.floats(0.0, 170 * LASTS), st.floats(0.0, 300 * DAY))
def test_school_time_is_found_back_and_never_falls(school_time: float, time: float) -> None:
    world = SimpyEngine(tables_of("line-weekly"), 1, 0).world
    found = school.to_school_time(world, school.to_calendar_time(world, school_time))
    assert found == pytest.approx(school_time, abs=1e-6)
    later = school.to_calendar_time(world, school.to_school_time(world, time))
    assert later >= time or later == pytest.approx(time, abs=1e-6)
    assert school.find_next_opening(world, time) >= time
