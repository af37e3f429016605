"""Times as people read them."""

from scenarios.exercise import Exercise


def format_t_plus(seconds: float) -> str:
    """`T+03:10`; before onset `T-00:30`."""
    whole = int(abs(seconds))
    return f"T{'-' if seconds < 0 else '+'}{whole // 60:02d}:{whole % 60:02d}"


def format_minutes(seconds: float) -> str:
    """`3:10`."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def format_age(seconds: float) -> str:
    """`0:48`; from ten minutes on `44 min`."""
    return format_minutes(seconds) if round(seconds) < 600 else f"{round(seconds / 60)} min"


def scenario_time_at(time: float, jumped: float) -> float:
    """Seconds from onset in the story at a T+: T+, or where the story has jumped to by a segment that began."""
    return max(time, jumped)


def format_time_of_day(exercise: Exercise, story: float) -> str:
    """Time of day in the story, with seconds. story: seconds from onset."""
    hours, minutes_ = map(int, exercise.onset.split(":"))
    whole = hours * 3600 + minutes_ * 60 + int(story)
    return f"{whole // 3600 % 24:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
