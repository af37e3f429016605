"""An exercise in review: its emergency played to the end in every arm, and its measures as far as participants played it.

Everything is replayed from the journal, so the conductor's state stays as participants left it. Charts show the time after the last T+
in gray. A time after it was not exercised and counts as not reached; an amount that the rest could change is unknown.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Literal

from sim.exercise.conductor import Conductor
from sim.exercise.journal_replay import replay_journal
from sim.exercise.release_lines import list_released
from sim.exercise.state import State
from sim.measures import DURATION_MEASURES, MEASURES, READERS, compute_measures, list_measures
from sim.model.trace import Trace
from sim.model.trace_reader import read_trace

MeasuresByArm = Mapping[str, Mapping[str, float]]
"""Measures by arm. Seconds, or the unit of the measure; infinite where a time was not reached, NaN where an amount is not known."""


@dataclass(frozen=True)
class ObservedPlay:
    """measures: of each arm. played_until: the last T+ that was played. has_decision_points: whether any was opened."""

    measures: MeasuresByArm
    played_until: float
    has_decision_points: bool

    def improvement(self, name: str, before: str, after: str) -> "Improvement":
        """How much sooner or better one arm is than another; the horizon has no part in it."""
        first, second = (self.measures[arm][name] for arm in (before, after))
        sign = MEASURES[name].sign
        if math.isfinite(first) and math.isfinite(second):
            return Improvement(sign * (first - second))
        if math.isnan(first) or math.isnan(second):
            return Improvement()
        if first == second or name in DURATION_MEASURES:
            return Improvement(is_reached=False)
        return Improvement(sign * (min(first, self.played_until) - min(second, self.played_until)), is_reached=False)


@dataclass(frozen=True)
class Improvement:
    """Of one play. value: positive is sooner or better; where a side was not reached the least that it can be, or None.

    is_reached: whether both sides were.
    """

    value: float | None = None
    is_reached: bool = True


def measure_until(trace: Trace, until: float) -> dict[str, float]:
    """Every measure of an arm, of what happened up to a T+. trace: the emergency played to its end."""
    so_far = Trace(trace.tables)
    so_far.rows = [row for row in trace.rows if row[0] <= until]
    known, whole = (compute_measures(one, trace.tables) for one in (so_far, trace))
    return {
        name: value if MEASURES[name].is_time or value == whole[name] else math.nan for name, value in known.items()
    }


LONGEST = 2.0  # how much longer than the exercise itself a chart shows how it would have gone on

SHORTEST = 300.0  # seconds of T+ that a chart shows at least


@dataclass(frozen=True)
class StepCurve:
    """A share that only grows. times: seconds of T+ of its steps; shares: its values from then on, 0 to 1."""

    times: tuple[float, ...]
    shares: tuple[float, ...]

    def at(self, time: float) -> float:
        """The share at this T+, its step included."""
        place = bisect_right(self.times, time)
        return self.shares[place - 1] if place else 0.0


@dataclass(frozen=True)
class ArmCurves:
    """Of the staff on campus who know, of all heads that are protected, and of students released to their families."""

    aware: StepCurve
    protected: StepCurve
    released: StepCurve


def build_arm_curves(trace: Trace) -> ArmCurves:
    """The curves of an arm that was played to its end."""
    reading = read_trace(trace, trace.tables)
    known = [(time, 1) for time in reading.aware]
    return ArmCurves(
        build_step_curve(known, reading.staff),
        build_step_curve(reading.protected, reading.occupants),
        build_step_curve([*list_released(trace)], trace.tables.families),
    )


ShareKind = Literal["aware", "protected", "released"]


def list_share_kinds(hazard: str) -> tuple[ShareKind, ...]:
    """The shares that mean anything in an emergency of this kind."""
    measures = list_measures(hazard)
    if "released_t90" in measures:
        return ("released",)
    return ("aware", "protected") if "protected_t50" in measures else ("aware",)


def build_step_curve(steps: Sequence[tuple[float, int]], whole: int) -> StepCurve:
    """Steps of (time, how many more) as shares of a whole."""
    totals = accumulate(count for _, count in steps)
    return StepCurve(tuple(time for time, _ in steps), tuple(total / max(1, whole) for total in totals))


class Review:
    """An exercise after its end. state: a replay of its own, with all arms played to the end."""

    def __init__(self, conductor: Conductor) -> None:
        self.state: State = replay_journal(conductor.opened, conductor.journal)
        self.exercise = self.state.exercise
        self.stopped = self.state.time
        self.traces: Mapping[str, Trace] = {name: engine.run() for name, engine in self.state.running_arms.items()}
        self.curves = {name: build_arm_curves(trace) for name, trace in self.traces.items()}

    @cached_property
    def observed_measures(self) -> Mapping[str, Mapping[str, float]]:
        """Every measure by arm, as far as participants played; anything later was not reached."""
        return {name: measure_until(trace, self.stopped) for name, trace in self.traces.items()}

    def find_time_reached(self, arm: str, measure: str) -> float:
        """T+ at which a measure was achieved, as far as participants played; infinite where it was not.

        A false alarm has no measure of how soon people know, because it is no merit. It has the times all the same.
        """
        if measure in self.observed_measures[arm]:
            return self.observed_measures[arm][measure]
        trace = self.traces[arm]
        time = READERS[measure](read_trace(trace, trace.tables))
        return time if time <= self.stopped else math.inf

    @cached_property
    def projected_measures(self) -> Mapping[str, Mapping[str, float]]:
        """The same with what the model plays after the end; no fact of the exercise."""
        return {name: compute_measures(trace, trace.tables) for name, trace in self.traces.items()}

    @property
    def observed_play(self) -> ObservedPlay:
        """What other emergencies are held against."""
        return ObservedPlay(self.observed_measures, self.stopped, self.state.has_decision_points)

    @property
    def share_kinds(self) -> tuple[ShareKind, ...]:
        """The shares that mean anything in this kind of emergency."""
        return list_share_kinds(self.state.hazard)

    @property
    def has_protection(self) -> bool:
        """Whether being protected means anything in this kind of emergency."""
        return "protected" in self.share_kinds

    @property
    def chart_end(self) -> float:
        """T+ up to which a chart goes: whole minutes, until nothing changes any more or it has long been over."""
        return compute_chart_end(self.curves.values(), self.stopped)


def compute_chart_end(curves: Iterable[ArmCurves], stopped: float) -> float:
    """T+ up to which a chart of these goes. stopped: T+ at which the exercise did."""
    changes = [times[-1] for one in curves for times in _step_times(one)]
    longest = max(SHORTEST, LONGEST * stopped)
    return 60.0 * math.ceil(max(min(max(changes, default=0.0), longest), stopped, SHORTEST) / 60.0)


def _step_times(one: ArmCurves) -> list[tuple[float, ...]]:
    return [times for times in (one.aware.times, one.protected.times, one.released.times) if times]
