"""An exercise looked back at: its emergency played to the end in every arm, and how far each arm was at any T+.

Everything comes from the journal once more, so that what the conduct holds stays as the room left it.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from sim.drill.conduct import Conductor
from sim.drill.one_play import ObservedPlay, measure_until
from sim.drill.state import State, replay_journal
from sim.measures import compute_measures, list_measures
from sim.reading import read_trace
from sim.trace import Trace

LONGEST = 2.0  # how much longer than the exercise itself a chart shows how it would have gone on
SHORTEST = 300.0  # seconds of T+ that a chart shows at least


@dataclass(frozen=True)
class StepCurve:
    """A share that only grows. times: seconds of T+ at which it does, in order; shares: what it is from then on, 0 to 1."""

    times: tuple[float, ...]
    shares: tuple[float, ...]

    def at(self, time: float) -> float:
        """The share at this T+, with what happens at that instant."""
        place = bisect_right(self.times, time)
        return self.shares[place - 1] if place else 0.0


@dataclass(frozen=True)
class ArmCurves:
    """Of the staff on campus who know, and of all heads that are protected."""

    aware: StepCurve
    protected: StepCurve


def build_arm_curves(trace: Trace) -> ArmCurves:
    """The curves of an arm that was played to its end."""
    reading = read_trace(trace, trace.tables)
    known = [(time, 1) for time in reading.aware]
    return ArmCurves(build_step_curve(known, reading.staff), build_step_curve(reading.protected, reading.occupants))


def build_step_curve(steps: list[tuple[float, int]], whole: int) -> StepCurve:
    """Steps of (time, how many more) as shares of a whole."""
    totals = accumulate(count for _, count in steps)
    return StepCurve(tuple(time for time, _ in steps), tuple(total / max(1, whole) for total in totals))


class Review:
    """An exercise after its end. state: of all its entries, with the arms played out; it is nobody else's."""

    def __init__(self, conductor: Conductor) -> None:
        self.state: State = replay_journal(conductor.opened, conductor.journal.entries())
        self.exercise = self.state.exercise
        self.stopped = self.state.time
        self.traces: Mapping[str, Trace] = {name: engine.run() for name, engine in self.state.running_arms.items()}
        self.curves = {name: build_arm_curves(trace) for name, trace in self.traces.items()}

    @cached_property
    def observed_measures(self) -> Mapping[str, Mapping[str, float]]:
        """Every measure of this play, by arm, as far as the room played it: what came after the end was not reached."""
        return {name: measure_until(trace, self.stopped) for name, trace in self.traces.items()}

    @cached_property
    def projected_measures(self) -> Mapping[str, Mapping[str, float]]:
        """The same with what the model plays after the end; no fact of the exercise."""
        return {name: compute_measures(trace, trace.tables) for name, trace in self.traces.items()}

    @property
    def has_decision_points(self) -> bool:
        """Whether anybody in the room was asked anything."""
        return any(window.opened_at is not None for window in self.state.decision_points.values())

    @property
    def is_scripted(self) -> bool:
        """Whether a script played it: nobody sat down to it, so nobody wrote down when."""
        return not self.state.dates

    @property
    def observed_play(self) -> ObservedPlay:
        """What other emergencies are held against."""
        return ObservedPlay(self.observed_measures, self.stopped, self.has_decision_points)

    @property
    def has_protection(self) -> bool:
        """Whether being protected means anything in this kind of emergency."""
        return "protected_t50" in list_measures(self.state.running_arms.player.tables.hazard.kind)

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
    return [times for times in (one.aware.times, one.protected.times) if times]
