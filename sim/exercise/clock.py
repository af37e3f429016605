"""The clock of an exercise: how seconds of the exercise become seconds of the incident, T+; and times as people read them.

The incident moves in whole seconds, never back, and never while participants discuss. At ×1 it takes a step for each second of the room: a
second, or of a hazard in days all until the next thing that happens. The clock knows nothing of models or screens: its
owner reports the seconds that have passed, plays as many incident seconds as the clock asks for, and stops it at every stop.
"""

import math
from dataclasses import dataclass, replace

from scenarios import units
from scenarios.exercise import Exercise

SPEEDS = (1, 2, 4, 10)

FAST_FORWARD_SPEED = 60  # in a rehearsal only

HOUR = 3600.0

HALF_A_DAY = units.DAY_SECONDS / 2.0

TICK_SECONDS = 0.1  # seconds of the room; how often a screen looks

MAX_TICK_SECONDS = 10.0  # seconds; more than that, and nobody was looking

INTERVAL_SECONDS = 45.0  # seconds of the room that a stretch takes at most; the rest of it is played at once


class ClockRejection(ValueError):
    """The clock cannot be moved like that now."""


@dataclass(frozen=True)
class Clock:
    """exercise_time: seconds since the exercise began. incident_time: T+ in whole seconds. fraction: of the next second, 0 to 1.

    interval: seconds of the room since it was last started. is_timed: a window is open while T+ runs, always at ×1.
    is_frozen: a real emergency; nothing moves any more.
    """

    exercise_time: float = 0.0
    incident_time: int = 0
    fraction: float = 0.0
    is_running: bool = False
    speed: int = 1
    interval: float = 0.0
    is_timed: bool = False
    is_frozen: bool = False

    @property
    def pace(self) -> int:
        """Seconds of the incident for each second of the room, while it runs."""
        return 1 if self.is_timed else self.speed

    @property
    def is_interval_over(self) -> bool:
        """Whether people have watched long enough, and the rest of the way to the next stop is played at once."""
        return self.is_running and not self.is_timed and self.interval >= INTERVAL_SECONDS

    def start(self, speed: int | None = None, fast: bool = False) -> "Clock":
        """Started. fast: ×60 is allowed here. Raises ClockRejection."""
        if self.is_frozen:
            raise ClockRejection("the exercise is frozen: real emergency")
        chosen = self.speed if speed is None else speed
        allowed = (*SPEEDS, FAST_FORWARD_SPEED) if fast else SPEEDS
        if chosen not in allowed:
            known = ", ".join(f"×{one}" for one in allowed)
            raise ClockRejection(f"speed ×{chosen}: here there is {known}")
        return replace(self, is_running=True, speed=chosen, interval=0.0)

    def stop(self) -> "Clock":
        """Stopped; a part of a second that was not played does not count."""
        return replace(self, is_running=False, fraction=0.0, interval=0.0, is_timed=False)

    def end_countdown(self) -> "Clock":
        """Runs on, without the time limit."""
        return replace(self, is_timed=False) if self.is_timed else self

    def freeze(self) -> "Clock":
        """Stopped for good."""
        return replace(self.stop(), is_frozen=True)

    def start_countdown(self) -> "Clock":
        """T+ runs at ×1, and people are under pressure of time."""
        return replace(self.start(), fraction=0.0, is_timed=True)

    def tick(self, seconds: float) -> "tuple[Clock, int]":
        """So much of the room's time has passed. Returns the clock and how many seconds of the incident are now to be played.

        A busy computer is caught up with. A longer tick (a lid closed, a laptop asleep) counts as one tick and stops the clock:
        `is_running` is False then.
        """
        if seconds < 0.0 or not math.isfinite(seconds):
            raise ClockRejection(f"a tick of {seconds} s")
        passed = replace(self, exercise_time=self.exercise_time + seconds)
        if not self.is_running:
            return passed, 0
        slept = seconds > MAX_TICK_SECONDS
        watched = TICK_SECONDS if slept else seconds
        played = self.fraction + watched * self.pace
        due = math.floor(played + 1e-9)
        if slept:
            return passed.stop(), due
        return replace(passed, fraction=max(0.0, played - due), interval=self.interval + watched), due

    def advance(self, to: int) -> "Clock":
        """The incident has been played to this T+."""
        if self.is_frozen:
            raise ClockRejection("the exercise is frozen: real emergency")
        return replace(self, incident_time=to)


format_t_plus = units.format_t_plus


def format_minutes(seconds: float) -> str:
    """`3:10`; from twelve hours on `2.4 days`."""
    if seconds >= HALF_A_DAY:
        days = f"{seconds / units.DAY_SECONDS:.1f}".removesuffix(".0")
        return f"{days} day{'' if days == '1' else 's'}"
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def format_length(seconds: float) -> str:
    """The same; from one hour to twelve `3 h 37 min`."""
    whole = round(seconds)
    return format_hours(whole) if HOUR <= whole < HALF_A_DAY else format_minutes(seconds)


def format_moment(seconds: float) -> str:
    """A T+ in a table or a sentence: `T+03:10`; from one hour on how long after onset, `3 h 37 min`; in days a date."""
    whole = round(seconds)
    return format_hours(whole) if whole >= HOUR and not units.is_date(seconds) else format_t_plus(seconds)


def format_hours(seconds: int) -> str:
    """`3 h 37 min`, `4 h`."""
    hours, minutes = divmod(round(seconds / 60.0), 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def format_age(seconds: float) -> str:
    """`0:48`; from ten minutes on `44 min`."""
    return format_minutes(seconds) if round(seconds) < 600 else f"{round(seconds / 60)} min"


def scenario_time_at(time: float, jumped: float) -> float:
    """Seconds from onset in the story at a T+: T+, or where the story has jumped to by a segment that began."""
    return max(time, jumped)


def format_time_of_day(exercise: Exercise, story: float) -> str:
    """Time of day in the story, with seconds; in days a date. story: seconds from onset."""
    if exercise.in_days:
        return units.format_date(story)
    hours, minutes_ = map(int, exercise.onset.split(":"))
    whole = hours * 3600 + minutes_ * 60 + round(story)
    return f"{whole // 3600 % 24:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
