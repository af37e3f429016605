"""The one play that the room saw, measured as far as it was played: what would have come after its end is no fact of it.

The model can play an emergency on after the room has left, and charts show that in grey. But a time after the last T+ was not exercised,
so it counts as not reached; and an amount that the rest of the emergency would change is not known.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sim.measures import DURATION_MEASURES, MEASURES, compute_measures
from sim.trace import Trace

MeasuresByArm = Mapping[str, Mapping[str, float]]
"""Measures by arm. Seconds, or the unit of the measure; infinite where a time was not reached, NaN where an amount is not known."""


@dataclass(frozen=True)
class ObservedPlay:
    """measures: of each arm. played_until: the last T+ that was played. has_decision_points: whether anybody in the room was asked anything."""

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
        name: value if MEASURES[name].is_time or value == whole[name] else math.nan
        for name, value in known.items()
    }
