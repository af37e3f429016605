"""Targets of an exercise against the clock: when their instants came, by how many means, and whether that meets them.

`sim.exercise.hearing` says when an instruction is heard. Between the two instants the team decides while a question about the objective is
open or its answer has not taken effect yet; all other time is what the model takes.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from scenarios.exercise import Objective
from scenarios.targets import Instant, Target
from sim.exercise.arms import PLAYER_ARM
from sim.exercise.events import DecisionPoint
from sim.exercise.hearing import Hearing, Messages
from sim.exercise.review import Review
from sim.exercise.schedule import list_active_objectives
from sim.exercise.state import State
from sim.measures import READERS
from sim.model.assessment import FOLLOWED
from sim.model.school_calendar import DAY_SECONDS, SchoolCalendar, count_school_days
from sim.model.trace import EventKind, Trace
from sim.model.trace_reader import TraceSummary, read_trace

# ---- instants ---------------------------------------------------------------------------------------


class Instants:
    """When each instant came in a trace."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace

    def find(self, instant: Instant) -> float:
        """T+; infinite if it never came."""
        return _FINDERS[instant](self)

    def first(self, kind: EventKind, value: float | None = None) -> float:
        """T+ of the first event of a kind; with this value if one is given."""
        rows = self.trace.rows
        return next((row[0] for row in rows if row[1] == kind and value in (None, row[5])), math.inf)

    @cached_property
    def reading(self) -> TraceSummary:
        """What measures read."""
        return read_trace(self.trace, self.trace.tables)

    @cached_property
    def messages(self) -> Messages:
        """What the school told many."""
        return Messages(self.trace.rows, self.trace.tables)

    @cached_property
    def hearing(self) -> Hearing | None:
        """How the instructions were heard; None where there is none."""
        instructions = self.messages.instructions
        return self.messages.hear(instructions) if instructions else None

    def count_means(self, until: float) -> int:
        """Different channels by which an instruction was heard by this T+."""
        return sum(time <= until for time in self.hearing.means.values()) if self.hearing else 0


def _at_event(kind: EventKind) -> Callable[[Instants], float]:
    return lambda instants: instants.first(kind)


def _at_followed(kind: EventKind) -> Callable[[Instants], float]:
    """Of the report that is followed."""
    return lambda instants: next(
        (row[0] for row in instants.trace.rows if row[1] == kind and row[2] == FOLLOWED), math.inf
    )


def _at_measure(name: str) -> Callable[[Instants], float]:
    return lambda instants: READERS[name](instants.reading)


def _all_counted(instants: Instants) -> float:
    if instants.trace.tables.fire.flow:
        return READERS["accountability_complete"](instants.reading)
    return instants.first(EventKind.ROLL_CALLED, value=0.0)


def _first_instruction(instants: Instants) -> float:
    return min((one.sent for one in instants.messages.instructions), default=math.inf)


_FINDERS: Mapping[Instant, Callable[[Instants], float]] = {
    "onset": _at_event(EventKind.ONSET),
    "recognized": _at_measure("recognition"),
    "first_report": _at_measure("first_report"),
    "office_told": _at_event(EventKind.OFFICE_TOLD),
    "call_answered": _at_measure("call_answered"),
    "room_known": _at_event(EventKind.ROOM_KNOWN),
    "dispatched": _at_measure("dispatched"),
    "first_alert_sent": _at_measure("first_campus_alert"),
    "first_instruction_sent": _first_instruction,
    "first_instruction_heard": lambda instants: instants.hearing.at if instants.hearing else math.inf,
    "half_aware": _at_measure("aware_t50"),
    "most_aware": _at_measure("aware_t90"),
    "half_protected": _at_measure("protected_t50"),
    "most_protected": _at_measure("protected_t90"),
    "roll_called": _at_event(EventKind.ROLL_CALLED),
    "all_counted": _all_counted,
    "secured": _at_event(EventKind.SECURED),
    "first_unit_on_scene": _at_measure("first_unit_on_scene"),
    "unit_met": _at_event(EventKind.UNIT_MET),
    "danger_over": _at_measure("hazard_over"),
    "all_clear": _at_event(EventKind.ALL_CLEAR),
    "cpr_started": _at_event(EventKind.CPR_BEGINS),
    "aed_at_patient": _at_event(EventKind.AED_THERE),
    "aed_shock": _at_event(EventKind.SHOCK),
    "tasks_assigned": _at_event(EventKind.TASKS_ASSIGNED),
    "way_cleared": _at_event(EventKind.WAY_CLEARED),
    "crew_at_patient": _at_event(EventKind.PATIENT_REACHED),
    "alarm_sounds": lambda instants: instants.reading.alarm,
    "horns_stopped": _at_event(EventKind.HORNS_STOPPED),
    "shut_off": _at_event(EventKind.SHUT_OFF),
    "everyone_out": _at_measure("rset"),
    "most_sheltered": _at_measure("sheltered_t90"),
    "storm_arrives": _at_event(EventKind.STORM_ARRIVES),
    "most_closed_in": _at_measure("closed_in_t90"),
    "plume_arrives": _at_event(EventKind.PLUME_ARRIVES),
    "plume_passes": _at_event(EventKind.PLUME_PASSES),
    "told_to_air": _at_event(EventKind.OUT_AND_AIR),
    "helper_there": _at_measure("helper_arrives"),
    "child_missed": _at_event(EventKind.MISSED),
    "exit_watched": _at_event(EventKind.WATCHES),
    "child_found": _at_event(EventKind.FOUND),
    "threat_reported": _at_followed(EventKind.THREAT_REPORTED),
    "report_read": _at_followed(EventKind.REPORT_READ),
    "team_convened": _at_followed(EventKind.TEAM_CONVENED),
    "plan_made": _at_followed(EventKind.PLAN_DONE),
    "plan_reviewed": _at_followed(EventKind.PLAN_REVIEWED),
    "police_called": _at_followed(EventKind.POLICE_CALLED),
    "supports_begin": _at_followed(EventKind.INTERIM_PLAN),
    "families_texted": _at_event(EventKind.FAMILIES_TEXTED),
    "most_released": _at_measure("released_t90"),
}


# ---- targets ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reached:
    """The two instants of a target in a play, as T+, infinite where one never came; and the means by which it was heard in time.

    calendar: by which school time is counted between them; None for all time.
    """

    from_: float
    to: float
    means: int = 0
    calendar: SchoolCalendar | None = field(default=None, compare=False, repr=False)

    @property
    def seconds(self) -> float | None:
        """From one to the other, negative where it came before; None where one never came. A school day has 86,400."""
        return self.count(self.to) if math.isfinite(self.from_) and math.isfinite(self.to) else None

    def count(self, time: float) -> float:
        """Seconds from the first instant to this T+."""
        if self.calendar is None or not math.isfinite(time):
            return time - self.from_
        days = count_school_days(self.calendar, time) - count_school_days(self.calendar, self.from_)
        return days * DAY_SECONDS


def find_reached(target: Target, instants: Instants) -> Reached:
    """target: a timed one."""
    if target.from_ is None or target.to is None or target.within is None:
        raise ValueError("this target is not timed")
    begins = instants.find(target.from_)
    means = instants.count_means(begins + target.within) if target.means else 0
    calendar = instants.trace.tables.of(SchoolCalendar) if target.in_school_days else None
    return Reached(begins, instants.find(target.to), means, calendar)


def is_met(target: Target, reached: Reached, played_until: float = math.inf) -> bool | None:
    """Whether a play meets a target; None where it never began to run, or the play ended before its time was up."""
    limit = target.within or 0.0
    if not math.isfinite(reached.from_):
        return None
    if reached.count(reached.to) <= limit and reached.means >= (target.means or 0):
        return True
    return False if reached.count(played_until) >= limit or math.isfinite(reached.to) else None


# ---- in an exercise ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class TargetResult:
    """A timed target of an objective in an exercise. decided: seconds between its instants in which a question about the objective was
    open, or its answer had not taken effect; the others were done by the model. None where one of the instants never came.
    """

    objective: str
    target: Target
    reached: Reached
    is_met: bool | None
    decided: float | None


def measure_targets(review: Review) -> list[TargetResult]:
    """The timed targets of an exercise, as far as participants played it."""
    so_far = Trace(review.traces[PLAYER_ARM].tables)
    so_far.rows = [row for row in review.traces[PLAYER_ARM].rows if row[0] <= review.stopped]
    instants = Instants(so_far)
    return [_measure(one, review, instants) for one in list_timed_objectives(review.state)]


def list_timed_objectives(state: State) -> list[Objective]:
    """The objectives of an exercise whose targets the model measures, without those that are left out."""
    return [one for one in list_active_objectives(state) if one.target.is_timed]


def _measure(objective: Objective, review: Review, instants: Instants) -> TargetResult:
    target = objective.target
    reached = find_reached(target, instants)
    decided = None
    if reached.seconds is not None:
        points = review.state.decision_points.values()
        spans = [_find_span(one, review.stopped) for one in points if one.decision.objective == objective.id]
        decided = sum(_iterate_overlaps(spans, reached.from_, reached.to))
    return TargetResult(objective.id, target, reached, is_met(target, reached, review.stopped), decided)


def _find_span(point: DecisionPoint, stopped: float) -> tuple[float, float]:
    """T+ from the question to when its answer takes effect."""
    if point.opened_at is None:
        return math.inf, math.inf
    if point.state == "decided" and point.response.does:
        return point.opened_at, point.response.starts
    return point.opened_at, stopped if point.resolved_at is None else point.resolved_at


def _iterate_overlaps(spans: list[tuple[float, float]], begins: float, ends: float) -> Iterator[float]:
    """Seconds of the spans between two times, without what two spans share."""
    covered = begins
    for first, last in sorted(spans):
        first, last = max(first, covered), min(last, ends)
        if last > first:
            yield last - first
            covered = last
