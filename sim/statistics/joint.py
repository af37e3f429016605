"""What the points of a joint sensitivity analysis say together: percentiles and probabilities of a difference over the input space.

Each point is a combination of inputs, at which the headline statistic is known up to the chance of a few pairs. That chance widens the
scatter of the points, and not alike: a point at which one pair misses a time within the horizon is hardly known. The variance that is
left to the inputs is τ² = max(0, V − W), where V is the variance across points and W the mean squared standard error of a point. Each point
is drawn towards their mean, weighted by 1 / (τ² + s²) with the standard error s of a point, by the factor √(τ² / (τ² + s²)). If V does not
exceed W, the points say no more than chance, and nothing is resolvable.

A median that is infinite (one arm does not reach the measure in half of the pairs) lies beyond all others on its side; it counts in
percentiles and probabilities, and neither in V nor in W. A point with an unknown error has that of W. An undefined one counts as 0.

The factor is a square root, so that the points keep the variance τ²; that of the posterior means would shrink them further. Sources:
Hedges and Olkin, Statistical Methods for Meta-Analysis (1985), chapter 9, for τ²; Louis, Journal of the American Statistical Association
79 (1984) 393-398.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.statistics.estimators import (
    Array,
    Interval,
    Resamples,
    Selection,
    exact_mean,
    exact_sum,
    sample_quantile,
    sample_variance,
)
from sim.statistics.sensitivity import ShiftEstimator

MEDIAN_RESAMPLES = 200
"""For the standard error of the median of one point; 5% of it come from resampling."""


@dataclass(frozen=True)
class JointEstimate:
    """The headline statistic of `reduction` over the points, shrunken; percentiles may be infinite."""

    points: int
    mean: float | None
    """Of the points with a finite value; None without any."""
    variance: float | None
    """V, across points; None with fewer than two."""
    noise_variance: float | None
    """W, the mean squared standard error of a point."""
    percentiles: tuple[float, float, float] | None
    """5th, 50th and 95th; None where not resolvable."""
    above_zero: float | None
    above_delta: float | None
    below_minus_delta: float | None
    """Shares of the points, 0 to 1; None where not resolvable."""

    @property
    def is_resolvable(self) -> bool:
        """Whether the points differ by more than chance."""
        return self.percentiles is not None

    @property
    def range(self) -> Interval | None:
        """5th to 95th percentile; None where not resolvable."""
        return None if self.percentiles is None else Interval(self.percentiles[0], self.percentiles[2])


def estimate_joint(values: Array, errors: Array, delta: float) -> JointEstimate:
    """The estimate from the headline statistic at each point and its standard error, (points,) each.

    errors: NaN where unknown. delta: the smallest difference that matters, at least 0.
    """
    values = np.where(np.isnan(values), 0.0, values)
    finite = np.isfinite(values)
    mean = exact_mean(values[finite]) if finite.any() else None
    variance, noise = _find_variances(values[finite], errors[finite])
    shrunken = shrink_points(values, errors)
    if shrunken is None:
        return JointEstimate(len(values), mean, variance, noise, None, None, None, None)
    percentiles = sample_quantile(shrunken, 5), sample_quantile(shrunken, 50), sample_quantile(shrunken, 95)
    return JointEstimate(
        len(values),
        mean,
        variance,
        noise,
        percentiles,
        _share(shrunken > 0.0),
        _share(shrunken > delta),
        _share(shrunken < -delta),
    )


def shrink_points(values: Array, errors: Array) -> Array | None:
    """(points,) each drawn towards the mean; None where points differ by no more than chance. Arguments as for `estimate_joint`."""
    shrunken = np.where(np.isnan(values), 0.0, values)
    finite = np.isfinite(shrunken)
    values, errors = shrunken[finite], errors[finite]
    variance, noise = _find_variances(values, errors)
    if variance is None or noise is None or not variance > noise:
        return None
    scatter = variance - noise
    total = scatter + np.where(np.isfinite(errors), errors**2, noise)
    middle = exact_sum(values / total) / exact_sum(1.0 / total)
    shrunken[finite] = middle + np.sqrt(scatter / total) * (values - middle)
    return shrunken


def _find_variances(values: Array, errors: Array) -> tuple[float | None, float | None]:
    """V and W of finite values; None with fewer than two."""
    return (sample_variance(values, exact_mean(values)), _mean_square(errors)) if len(values) > 1 else (None, None)


def find_shrinkage(variance: float, noise: float) -> float:
    """By what points are drawn towards their mean: sqrt((V - W) / V), 0 where V does not exceed W."""
    return math.sqrt((variance - noise) / variance) if variance > noise else 0.0


def estimate_points(estimator: ShiftEstimator, differences: Array, resamples: Resamples) -> tuple[Array, Array]:
    """The headline statistic at each point and its standard error, (points,) each, from differences (points, pairs)."""
    values = [estimator.reduction(point) for point in differences]
    errors = [estimator.standard_error(point, resamples, MEDIAN_RESAMPLES) for point in differences]
    return np.array(values), np.array([math.nan if error is None else error for error in errors])


def _mean_square(errors: Array) -> float:
    """Of the known ones; infinite without any, so that nothing is resolvable."""
    known = errors[np.isfinite(errors)]
    return exact_mean(known**2) if len(known) else math.inf


def _share(selected: Selection) -> float:
    return float(np.count_nonzero(selected)) / len(selected)
