"""The story's clock as a date and a time of day, for formats that know no T+.

The day is that on which people sat down to the exercise, at the story's hour; where nobody wrote down a day, 1 January 2000, which is said.
"""

from datetime import date, datetime, time, timedelta

from sim.drill.state import State

PLACEHOLDER_DATE = date(2000, 1, 1)


def find_exercise_date(state: State) -> date:
    """The day of the exercise, or `PLACEHOLDER_DATE`."""
    return datetime.fromisoformat(state.dates[0]).date() if state.dates else PLACEHOLDER_DATE


def to_scenario_datetime(state: State, seconds: float) -> datetime:
    """When seconds from onset are in the story. Without a time zone: the story has none."""
    hours, minutes = map(int, state.exercise.onset.split(":"))
    return datetime.combine(find_exercise_date(state), time(hours, minutes)) + timedelta(seconds=seconds)
