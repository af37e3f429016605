"""How far one moved input shifts a paired difference, and whether that shift is more than chance.

The shift is that of the headline statistic: of the mean, or of the median where that is the headline. Base case and moved input are
played over the same pairs, so the standard error is that of the *paired* difference end - base, which is much smaller than that of either.

An end has no effect only if the 95% interval of its shift lies within a quarter of the smallest difference that matters. Otherwise it is
not resolved if the shift lies within two standard errors: more pairs would tell. A median that becomes infinite (one arm no longer
reaches the measure in half of the pairs) has no standard error; it is resolved if 95% of the resamples agree.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.model.measure import Measure
from sim.statistics.estimators import (
    Array,
    Interval,
    Resamples,
    Selection,
    estimate_mean,
    exact_mean,
    finite_or_none,
    quantile_interval,
    sample_variance,
    student_reach,
)
from sim.statistics.paired import MedianWord, Statistic, name_median, paired_differences, sample_median
from sim.statistics.summaries import censor_at_horizon, restrict_to_horizon

EndReading = Literal["resolved", "not resolved", "no effect"]

NO_EFFECT_PART = 0.25
"""Of the smallest difference that matters: a shift that surely is no larger is no effect."""

RESOLVED_FROM = 2.0
"""Standard errors of a shift."""

MEDIAN_RESAMPLES = 1_000
"""For the standard error of a shift of medians; 2% of it come from resampling."""

AGREEING = 0.95
"""Of the resamples, in which a median must be infinite as it is in the sample."""


@dataclass(frozen=True)
class EndShift:
    """One input at one bound of its range, against the base case over the same pairs."""

    reduction: float
    """The headline statistic at that bound; infinite or NaN for such a median."""
    base: float
    """The same in the base case."""
    standard_error: float | None
    """Of reduction - base; None for a single pair and for infinite medians."""
    reading: EndReading

    @property
    def shift(self) -> float:
        """Reduction - base; infinite where one of the two is."""
        return 0.0 if self.reduction == self.base else self.reduction - self.base

    @property
    def word(self) -> MedianWord:
        """For an infinite median at this bound."""
        return name_median(self.reduction)

    @property
    def is_beyond_chance(self) -> bool:
        """Whether the shift is more than two standard errors, however small it is."""
        if self.standard_error is None:
            return self.reading == "resolved"
        return abs(self.shift) > RESOLVED_FROM * self.standard_error

    def anchored(self, headline: float) -> float:
        """The headline over all pairs, shifted: what it would be with the input at this bound."""
        if math.isfinite(headline) and math.isfinite(self.shift):
            return headline + self.shift
        return headline if self.reading == "no effect" else self.reduction


@dataclass(frozen=True)
class ShiftEstimator:
    """Estimates shifts of one measure of one pairing."""

    measure: Measure
    statistic: Statistic
    horizon: float
    delta: float
    """The smallest difference that matters, in the unit of the measure."""

    def differences(self, before: Array, after: Array) -> Array:
        """Pair by pair, (n,) each; for medians with infinity for not reached."""
        if self.statistic == "mean":
            first, second = (restrict_to_horizon(self.measure, arm, self.horizon) for arm in (before, after))
            return first - second
        first, second = (censor_at_horizon(self.measure, arm, self.horizon) for arm in (before, after))
        return paired_differences(first, second)

    def reduction(self, differences: Array) -> float:
        """The headline statistic."""
        return exact_mean(differences) if self.statistic == "mean" else sample_median(differences)

    def finite_reduction(self, differences: Array) -> float:
        """The headline statistic; an infinite median is the horizon, an undefined one 0."""
        reduction, horizon = self.reduction(differences), self.horizon
        return float(np.nan_to_num(reduction, nan=0.0, posinf=horizon, neginf=-horizon))

    def interval(self, differences: Array, resamples: Resamples) -> Interval | None:
        """The 95% interval of the headline statistic; None where n is too small."""
        if self.statistic == "mean":
            return estimate_mean(differences, resamples).interval()
        return quantile_interval(differences, 50)

    def standard_error(self, differences: Array, resamples: Resamples, number: int) -> float | None:
        """Of the headline statistic; None for a single pair and an infinite median. number: of resamples, for a median."""
        if self.statistic == "mean":
            return _error_of_mean(differences)
        medians = resample_medians(differences, resamples, number)
        finite = medians[np.isfinite(medians)]
        if not math.isfinite(self.reduction(differences)) or len(differences) == 1 or len(finite) < 2:
            return None
        return float(finite.std(ddof=1))

    def estimate(self, base: Array, moved: Array, resamples: Resamples) -> EndShift:
        """The shift between differences (n,) of the base case and with the input moved; resamples of n."""
        at_base, at_end = self.reduction(base), self.reduction(moved)
        if self.statistic == "mean":
            error = _error_of_mean(moved - base)
            return EndShift(at_end, at_base, error, self._read(at_end - at_base, error, len(base)))
        if np.array_equal(base, moved):
            return EndShift(at_end, at_base, 0.0, "no effect")
        medians = resample_medians(base, resamples), resample_medians(moved, resamples)
        if math.isfinite(at_base) and math.isfinite(at_end):
            finite = np.isfinite(medians[0]) & np.isfinite(medians[1])
            shifts = medians[1][finite] - medians[0][finite]
            error = float(shifts.std(ddof=1)) if len(base) > 1 and len(shifts) > 1 else None
            return EndShift(at_end, at_base, error, self._read(at_end - at_base, error, len(base)))
        agree = _same_kind(medians[0], at_base) & _same_kind(medians[1], at_end)
        resolved = at_base != at_end and float(agree.mean()) >= AGREEING
        return EndShift(at_end, at_base, None, "resolved" if resolved else "not resolved")

    def _read(self, shift: float, error: float | None, n: int) -> EndReading:
        if error is None:
            return "not resolved"
        reach = student_reach(n - 1) * error
        if abs(shift) + reach <= NO_EFFECT_PART * self.delta:
            return "no effect"
        return "resolved" if abs(shift) > RESOLVED_FROM * error else "not resolved"


def finite_reduction(end: EndShift) -> tuple[float | None, float | None]:
    """The reduction at the end and in the base case; None where infinite."""
    return finite_or_none(end.reduction), finite_or_none(end.base)


def _error_of_mean(values: Array) -> float | None:
    """Standard error of the mean of values (n,); None for a single one."""
    if len(values) == 1:
        return None
    return math.sqrt(sample_variance(values, exact_mean(values)) / len(values))


def resample_medians(values: Array, resamples: Resamples, number: int = MEDIAN_RESAMPLES) -> Array:
    """(number,) medians of the same resamples for every array of that length."""
    picked = values[resamples.picks(number)]
    picked.sort(axis=1)
    n = len(values)
    low, high = picked[:, (n - 1) // 2], picked[:, n // 2]
    same = low == high
    opposite = np.isinf(low) & np.isinf(high) & ~same
    mean = np.where(same | opposite, 0.0, low) / 2 + np.where(same | opposite, 0.0, high) / 2
    return np.where(opposite, np.nan, np.where(same, low, mean))


def _same_kind(medians: Array, median: float) -> Selection:
    """Whether each is infinite as the sample's median is, or finite if that is."""
    if math.isfinite(median):
        return np.isfinite(medians)
    return np.isnan(medians) if math.isnan(median) else medians == median
