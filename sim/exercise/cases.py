"""The cases of a threat assessment team in an exercise in days: how far the followed report has come, and which others are open.

A case has a number, dates and a stage, and nothing of a student.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.model.assessment import FOLLOWED
from sim.model.trace import EventKind, Trace

STAGES: dict[EventKind, str] = {
    EventKind.THREAT_REPORTED: "reported",
    EventKind.POLICE_CALLED: "police called",
    EventKind.REPORT_READ: "read",
    EventKind.TEAM_CONVENED: "team convened",
    EventKind.INTERIM_PLAN: "supports begin",
    EventKind.PLAN_DONE: "plan",
    EventKind.PLAN_REVIEWED: "plan reviewed",
}
"""In the order in which they usually come."""
ALWAYS_LISTED = (*(EventKind.THREAT_REPORTED, EventKind.REPORT_READ), *(EventKind.TEAM_CONVENED, EventKind.PLAN_DONE))


@dataclass(frozen=True)
class Case:
    """number: of the report, 0 for the followed one. reported, since: T+ of the report and of its stage."""

    number: int
    reported: float
    stage: EventKind
    since: float

    @property
    def is_followed(self) -> bool:
        """Whether the exercise is about it."""
        return self.number == FOLLOWED


def list_open_cases(trace: Trace, now: float) -> list[Case]:
    """The reports that are not lost and whose plan has not been reviewed at this T+, the oldest first."""
    cases = dict[int, Case]()
    for time, kind, report, *_ in trace.rows:
        if time > now:
            break
        if kind == EventKind.THREAT_REPORTED:
            cases[report] = Case(report, time, EventKind(kind), time)
        elif kind in (EventKind.REPORT_LOST, EventKind.PLAN_REVIEWED):
            del cases[report]
        elif kind in (EventKind.REPORT_READ, EventKind.TEAM_CONVENED, EventKind.PLAN_DONE):
            cases[report] = Case(report, cases[report].reported, EventKind(kind), time)
    return [*cases.values()]


def find_stage_times(trace: Trace, now: float) -> dict[EventKind, float | None]:
    """T+ of each stage of the followed report, None for those to come. Those that may never come are listed once they have."""
    found = {EventKind(row[1]): row[0] for row in trace.rows if row[2] == FOLLOWED and row[0] <= now}
    return {kind: found.get(kind) for kind in STAGES if kind in found or kind in ALWAYS_LISTED}


def list_stage_times(
    traces: Sequence[Trace], now: float, until: float | None = None
) -> Iterator[tuple[str, list[float | None]]]:
    """Each stage with its T+ in each arm, None where it comes after `now`. until: T+ up to which stages are listed, else now."""
    listed = {kind for trace in traces for kind in find_stage_times(trace, now if until is None else until)}
    times = [find_stage_times(trace, now) for trace in traces]
    for kind, name in STAGES.items():
        if kind in listed:
            yield name, [found.get(kind) for found in times]
