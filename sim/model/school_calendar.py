"""The calendar of a school year: from seconds since midnight before the first school day to school time, and back.

School time counts the seconds of school days alone, one after the other: `day_lasts` to a day. Both ways are looked up and not stepped
through, so a process waits for an hour in school time by one subtraction. An hour outside school hours has the school time of the next
opening. The end of a school day and the next opening are one school time; its hour is the opening.
"""

import math
from dataclasses import dataclass, field
from itertools import accumulate

from scenarios.school_year import SchoolYear
from sim.model.state import World, add_own
from sim.sampling.elementary import round_to_grid

DAY_SECONDS = 86_400.0


@dataclass(frozen=True)
class SchoolCalendar:
    """By calendar day from 0: whether it is a school day, how many were before it. By school day from 0: its calendar day.

    opens, closes, day_lasts in seconds. year_days: school days of the year; the weekdays that follow it are school days here too.
    """

    is_school: list[bool] = field(default_factory=list)
    days_before: list[int] = field(default_factory=list)
    calendar_days: list[int] = field(default_factory=list)
    opens: float = 0.0
    closes: float = DAY_SECONDS
    day_lasts: float = DAY_SECONDS
    year_days: int = 1


def build_calendar(year: SchoolYear, horizon: float) -> SchoolCalendar:
    """With all days to the horizon, in seconds, and the first school day after it."""
    until = int(horizon // DAY_SECONDS) + 1
    days = year.list_school_days(until + 60)
    calendar_days = [day for day in days if day < until]
    calendar_days.append(days[len(calendar_days)])
    is_school = [day in calendar_days for day in range(until)]
    return SchoolCalendar(
        is_school=is_school,
        days_before=[*accumulate(is_school, initial=0)][:-1],
        calendar_days=calendar_days,
        opens=year.opens,
        closes=year.closes,
        day_lasts=year.closes - year.opens,
        year_days=year.days,
    )


add_own("school-calendar", SchoolCalendar, None)


def to_school_time(world: World, time: float) -> float:
    """School time of an hour: both in seconds."""
    calendar = world.tables.of(SchoolCalendar)
    day = int(time // DAY_SECONDS)
    before = calendar.days_before[day] * calendar.day_lasts
    since = time - day * DAY_SECONDS - calendar.opens
    if not calendar.is_school[day] or since <= 0.0:
        return before
    return before + (min(calendar.day_lasts, since))


def to_calendar_time(world: World, school_time: float) -> float:
    """The hour of a school time. After the last day of the calendar it is on that day, which is beyond the horizon."""
    calendar = world.tables.of(SchoolCalendar)
    day, last = int(school_time // calendar.day_lasts), len(calendar.calendar_days) - 1
    if day > last:
        return calendar.calendar_days[last] * DAY_SECONDS + calendar.closes
    since = school_time - day * calendar.day_lasts
    return calendar.calendar_days[day] * DAY_SECONDS + calendar.opens + since


def find_next_opening(world: World, time: float) -> float:
    """The first opening from this hour on."""
    calendar = world.tables.of(SchoolCalendar)
    day = int(time // DAY_SECONDS)
    is_open = calendar.is_school[day] and time - day * DAY_SECONDS > calendar.opens
    number = calendar.days_before[day] + (1 if is_open else 0)
    return calendar.calendar_days[number] * DAY_SECONDS + calendar.opens


def count_school_days(calendar: SchoolCalendar, time: float) -> float:
    """School days that have passed at this hour, with the share of the one that is on."""
    day = int(time // DAY_SECONDS)
    since = (time - day * DAY_SECONDS - calendar.opens) / calendar.day_lasts
    return calendar.days_before[day] + (min(1.0, max(0.0, since)) if calendar.is_school[day] else 0.0)


def find_opening_after(calendar: SchoolCalendar, time: float) -> float:
    """The first opening after this hour; infinite after the last one of the calendar."""
    openings = (day * DAY_SECONDS + calendar.opens for day in calendar.calendar_days)
    return next((opening for opening in openings if opening > time), math.inf)


def scale_to_school_time(world: World, days: float) -> float:
    """A duration of school days, 86,400 s to each, in school time."""
    return float(round_to_grid(days / DAY_SECONDS * world.tables.of(SchoolCalendar).day_lasts))
