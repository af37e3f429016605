"""What the points of a joint sensitivity analysis say together: percentiles and probabilities of a difference over the input space.

Each point is a combination of inputs, at which the headline statistic is known up to the chance of a few pairs. That chance widens the
scatter of the points, so each point is drawn towards their mean by the factor √(max(0, V − W) / V), where V is the variance across points
and W the mean squared standard error of a point. The scatter that is left is that of the inputs. If V does not exceed W, the
points say no more than chance, and nothing is resolvable.

A median that is infinite (one arm does not reach the measure in half of the pairs) lies beyond all others on its side; it counts in
percentiles and probabilities, and neither in V nor in W. An undefined one counts as 0.

The factor is a square root, so that the points keep the variance V - W; that of the posterior means would shrink them further. Source:
Louis, Journal of the American Statistical Association 79 (1984) 393-398.
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
    if np.count_nonzero(finite) < 2:
        mean = exact_mean(values[finite]) if finite.any() else None
        return JointEstimate(len(values), mean, None, None, None, None, None, None)
    mean = exact_mean(values[finite])
    variance, noise = sample_variance(values[finite], mean), _mean_square(errors[finite])
    factor = find_shrinkage(variance, noise)
    if not factor:
        return JointEstimate(len(values), mean, variance, noise, None, None, None, None)
    shrunken = np.where(finite, mean + factor * (np.where(finite, values, mean) - mean), values)
    low, middle, high = (sample_quantile(shrunken, percent) for percent in (5, 50, 95))
    return JointEstimate(
        len(values),
        mean,
        variance,
        noise,
        (low, middle, high),
        _share(shrunken > 0.0),
        _share(shrunken > delta),
        _share(shrunken < -delta),
    )


def find_shrinkage(variance: float, noise: float) -> float:
    """By what points are drawn towards their mean: sqrt((V - W) / V), 0 where V does not exceed W."""
    return math.sqrt((variance - noise) / variance) if variance > noise else 0.0


def estimate_points(
    estimator: ShiftEstimator, differences: Array, resamples: Resamples
) -> tuple[Array, Array]:
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
