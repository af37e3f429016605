"""The lines of a release in an exercise: families before the tables, families that wait for their students, and students who have left."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.model.trace import EventKind, Trace


@dataclass(frozen=True)
class ReleaseLines:
    """At a T+. checking_in, waiting: families before or at a table, and between the table and their students. released, students: heads."""

    checking_in: int
    waiting: int
    released: int
    students: int


def count_lines(trace: Trace, now: float) -> ReleaseLines:
    """The lines of an arm at this T+."""
    count = dict.fromkeys((EventKind.FAMILY_ARRIVES, EventKind.CHECKED_IN, EventKind.FAMILY_RELEASED), 0)
    released = 0
    for time, kind, *_, heads in trace.rows:
        if time > now:
            break
        if kind in count:
            count[EventKind(kind)] += 1
        if kind == EventKind.FAMILY_RELEASED:
            released += int(heads)
    came, checked_in, left = count.values()
    return ReleaseLines(came - checked_in, checked_in - left, released, trace.tables.families)


def list_released(trace: Trace) -> Iterator[tuple[float, int]]:
    """T+ at which students left with their families, and how many."""
    for time, kind, *_, heads in trace.rows:
        if kind == EventKind.FAMILY_RELEASED:
            yield time, int(heads)


def describe_lines(lines: ReleaseLines) -> tuple[str, str, str]:
    """`In line to check in: 1 family`, and so on."""
    return (
        f"In line to check in: {count_families(lines.checking_in)}",
        f"Waiting for their students: {count_families(lines.waiting)}",
        f"Released: {lines.released} of {lines.students} students",
    )


def count_families(count: int) -> str:
    """`1 family`, `14 families`."""
    return f"{count} {'family' if count == 1 else 'families'}"
