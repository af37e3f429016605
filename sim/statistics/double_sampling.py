"""The regression estimator in double sampling: a mean of few values, improved by related values that are known for many.

Here y is a paired difference with an input moved, played for the first n pairs only, and x the same difference with every input at its own
value, known for all N pairs. Because x and y share their random numbers, what the n pairs have by chance is largely seen in x and taken
out. With y = x it is the mean of all N. Source: Cochran, Sampling Techniques, 3rd edition, section 12.6.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.statistics.estimators import Array, exact_mean, exact_sum, sample_variance, student_reach

FITTED = 2
"""Parameters of a line."""


@dataclass(frozen=True)
class RegressionEstimate:
    """A mean of y, and its 95% limits by Student's t; None with no more than two values of y."""

    mean: float
    low: float | None
    high: float | None


def estimate_by_regression(few: Array, related: Array) -> RegressionEstimate:
    """The mean of y. few: y (n,). related: x (N,), of which the first n belong to y. Raises ValueError if N is less than n."""
    n, all_ = len(few), len(related)
    if all_ < n:
        raise ValueError(f"{n} values have only {all_} related ones")
    same = related[:n]
    mean, mean_same, mean_all = exact_mean(few), exact_mean(same), exact_mean(related)
    away, away_same = few - mean, same - mean_same
    squares = exact_sum(away_same**2)
    slope = exact_sum(away * away_same) / squares if squares else 0.0
    estimate = mean + slope * (mean_all - mean_same)
    freedom = n - FITTED
    if freedom < 1:
        return RegressionEstimate(estimate, None, None)
    rest = exact_sum((away - slope * away_same) ** 2) / freedom
    error = math.sqrt(rest / n + slope**2 * sample_variance(related, mean_all) / all_)
    reach = student_reach(freedom) * error
    return RegressionEstimate(estimate, estimate - reach, estimate + reach)
