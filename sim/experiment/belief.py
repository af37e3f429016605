"""Belief in alerts over the months: each unneeded alert wears it, time restores it, and a needed one restores half.

m counts the unneeded alerts of a group, each fading with a time constant of a year; a needed one halves m. Who gets an alert believes it
at once with the chance max(0.5, 0.95 − 0.005 m), which is row 42 drawn out: 0.75 at 40 unneeded alerts a year. All of it is assumed.

With unneeded alerts at λ and needed ones at ν a year, mean and second moment of m follow from two linear equations, so nothing is
simulated: E m' = λ − (1 + ν/2) E m, and E m²' = λ (2 E m + 1) − (2 + 3ν/4) E m². At ν = 0 the mean ends at λ.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sim.model.measure import Unit

FULL, WORN_BY_ONE, LEAST = 0.95, 0.005, 0.5
"""Row 42: the chance without any unneeded alert, what one of them takes, and the least."""
MONTHS = 36


@dataclass(frozen=True)
class AlertRates:
    """Alerts a year that a group gets in an arm."""

    group: str
    arm: str
    unneeded: float
    needed: float


@dataclass(frozen=True)
class BeliefMonth:
    """The chance that an alert is believed at once after so many months: at the mean of m, and at one standard deviation more and less."""

    month: int
    arm: str
    group: str
    value: float
    low: float
    high: float


def believe(count: float) -> float:
    """The chance, by the count m."""
    return max(LEAST, FULL - WORN_BY_ONE * count)


def count_until(belief: float) -> float:
    """The count m at which belief has fallen to this, which is not below its least."""
    return (FULL - belief) / WORN_BY_ONE


def find_moments(unneeded: float, needed: float, years: float) -> tuple[float, float]:
    """Mean and standard deviation of m, so many years after a first day with none."""
    fades, fades_squared = 1.0 + needed / 2.0, 2.0 + 0.75 * needed
    end = unneeded / fades
    mean = end * (1.0 - math.exp(-fades * years))
    square_end = unneeded * (2.0 * end + 1.0) / fades_squared
    moved = -2.0 * unneeded * end / (fades_squared - fades)
    square = square_end + moved * math.exp(-fades * years) - (square_end + moved) * math.exp(-fades_squared * years)
    return mean, math.sqrt(max(0.0, square - mean * mean))


def iterate_belief(rates: AlertRates) -> Iterator[BeliefMonth]:
    """At the end of each month."""
    for month in range(1, MONTHS + 1):
        mean, spread = find_moments(rates.unneeded, rates.needed, month / 12.0)
        ends = believe(mean + spread), believe(max(0.0, mean - spread))
        yield BeliefMonth(month, rates.arm, rates.group, believe(mean), *ends)


@dataclass(frozen=True)
class GainPoint:
    """The gain of the main emergency with belief at a value in the second arm alone, and its 95% limits."""

    belief: float
    presses: float
    """Unneeded presses a year that lead there in the long run."""
    gain: float
    low: float
    high: float


@dataclass(frozen=True)
class BeliefBreakEven:
    """From how many unneeded presses a year on the gain is gone. value: None if it is not gone at the least belief; low, high likewise."""

    scenario: str
    measure: str
    unit: Unit
    value: float | None
    low: float | None
    high: float | None
    points: tuple[GainPoint, ...]
