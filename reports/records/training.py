"""Hours of training: summed by participant, programme and topic, and taken over from an exercise when somebody asks for that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

from scenarios.held import TrainingRecord
from scenarios.programme import Program
from sim.drill.attendance import Attendance

HOUR_DIGITS = 2  # of hours that were counted in seconds


@dataclass(frozen=True)
class TrainingTotal:
    """What somebody has of a programme. topics: hours of each, in the order of their names."""

    person: str
    programme: str
    topics: dict[str, float]

    @property
    def hours(self) -> float:
        """All of them."""
        return fsum(self.topics.values())

    def hours_missing(self, programme: Program) -> float:
        """Hours that are missing to what a programme asks for at least."""
        return max(0.0, programme.hours - self.hours)


def total_hours(lines: Iterable[TrainingRecord]) -> list[TrainingTotal]:
    """A tally for each person and programme, by programme, then by name. A name is one person however it is capitalised."""
    people: dict[tuple[str, str], list[TrainingRecord]] = {}
    for line in lines:
        people.setdefault((line.programme, line.person.casefold()), []).append(line)
    return [_total(people[key]) for key in sorted(people)]


def _total(lines: Sequence[TrainingRecord]) -> TrainingTotal:
    topics: dict[str, list[TrainingRecord]] = {}
    for line in lines:
        topics.setdefault(line.topic.casefold(), []).append(line)
    hours = {some[0].topic: fsum(one.hours for one in some) for _, some in sorted(topics.items())}
    return TrainingTotal(lines[0].person, lines[0].programme, hours)


def build_lines(
    attendance: Attendance, session: str, programme: str, topic: str, day: str
) -> list[dict[str, Any]]:
    """A line for each person who is named in an exercise, each once, whatever roles they had."""
    hours = round(attendance.seconds / 3600, HOUR_DIGITS)
    names = {name.casefold(): name for name in reversed(attendance.names)}
    shared = {"programme": programme, "topic": topic, "hours": f"{hours:g}", "date": day, "session": session}
    return [{"person": names[key], **shared} for key in dict.fromkeys(map(str.casefold, attendance.names))]
