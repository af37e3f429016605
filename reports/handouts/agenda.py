"""The agenda in clock times. Participants see numbered modules: their titles tell what will happen."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple

from reports.documents.model import Column, Table
from scenarios.exercise import Exercise, Segment

DEFAULT_START = time(9)
SEGMENT_KINDS = {
    "briefing": "rules, roles and the situation",
    "played": "simulated incident",
    "talked": "discussion",
    "hot-wash": "review and improvements",
}


class AgendaPart(NamedTuple):
    """name: as participants see it. begins: a time of day."""

    segment: Segment
    name: str
    begins: time


def list_agenda(exercise: Exercise, starts: time) -> Iterator[AgendaPart]:
    """The segments in order."""
    elapsed = modules = 0
    for segment in exercise.segments:
        modules += is_module(segment)
        name = f"Module {modules}" if is_module(segment) else segment.kind.replace("-", " ").capitalize()
        yield AgendaPart(segment, name, add_minutes(starts, elapsed))
        elapsed += segment.minutes


def is_module(segment: Segment) -> bool:
    """Whether participants act or discuss in it."""
    return segment.kind in ("played", "talked")


def add_minutes(starts: time, minutes: int) -> time:
    """A later time of day."""
    return (datetime.combine(datetime.min, starts) + timedelta(minutes=minutes)).time()


def format_time_of_day(moment: time) -> str:
    """`9:06 a.m.`"""
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {'a.m.' if moment.hour < 12 else 'p.m.'}"


def build_agenda_table(exercise: Exercise, starts: time) -> Table:
    """A row for each part, and one for the end."""
    rows = [
        (format_time_of_day(part.begins), f"{part.name}: {SEGMENT_KINDS[part.segment.kind]}", f"{part.segment.minutes}")
        for part in list_agenda(exercise, starts)
    ]
    rows.append((format_time_of_day(add_minutes(starts, exercise.minutes)), "End", ""))
    columns = (Column("Begins", 0.18), Column("Part", 0.67), Column("Minutes", 0.15, "right"))
    return Table("Agenda", columns, tuple(rows))
