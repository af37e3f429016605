"""The story's clock as a date and a time of day, for formats that know no T+.

The day is that on which people sat down to the exercise, at the story's hour; where nobody wrote down a day, 1 January 2000, which is said.
"""

from datetime import date, datetime, time, timedelta

from sim.drill.state import State

NO_DAY = date(2000, 1, 1)


def day_of(state: State) -> date:
    """The day of the exercise, or `NO_DAY`."""
    return datetime.fromisoformat(state.dates[0]).date() if state.dates else NO_DAY


def story_time(state: State, seconds: float) -> datetime:
    """When seconds from onset are in the story. Without a time zone: the story has none."""
    hours, minutes = map(int, state.exercise.onset.split(":"))
    return datetime.combine(day_of(state), time(hours, minutes)) + timedelta(seconds=seconds)
