"""Summarizes one measure of one arm over all replications, including those in which it was not reached.

A time that may not be reached has no mean. `mean` is the restricted mean E[min(T, horizon)], which depends on the horizon. So it is never
shown where more than MISSED_SHARE of the replications were missed: there the median and the share reached are. `mean_reached` is the mean
of those that were reached, and flatters the arm that fails more often. Quantiles are of the whole distribution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.model.measure import Direction, Measure, Unit
from sim.statistics.estimators import (
    Array,
    Interval,
    Method,
    Resamples,
    estimate_mean,
    exact_mean,
    finite_or_none,
    quantile_interval,
    sample_quantile,
)

MISSED_SHARE = 0.02
"""Of the replications of an arm: where a time is missed more often, its restricted mean is no headline."""


class Arm(NamedTuple):
    """One strategy's replications under the same world conditions."""

    strategy: str
    conditions: tuple[str, ...] = ()
    """World conditions that differ from the campus as it is, such as "pa-failed"."""


@dataclass(frozen=True)
class Summary:
    """One entry of `measures`. Intervals are Monte Carlo error only, at 95%; None: could not be computed."""

    strategy: str
    conditions: tuple[str, ...]
    measure: str
    unit: Unit
    direction: Direction
    n: int
    """Replications."""
    not_reached: int
    """Replications in which it was not reached by the horizon."""
    mean: float
    """Restricted mean."""
    ci_low: float | None
    ci_high: float | None
    """Limits of the mean."""
    p50: float | None
    p90: float | None
    """Quantiles of the whole distribution; None where not reached."""
    p50_low: float | None
    p50_high: float | None
    p90_low: float | None
    p90_high: float | None
    """Order-statistic limits of the quantiles; None where not reached or too few replications."""
    reached_share: float
    """Share of the replications in which it was reached; 1 for what is no time."""
    mean_reached: float | None
    """Mean over those; None without any."""
    method: Method
    """Of the limits of the mean."""

    @property
    def has_mean(self) -> bool:
        """Whether its mean may be shown: it is missed in at most MISSED_SHARE of the replications."""
        return self.not_reached <= MISSED_SHARE * self.n


def summarize(arm: Arm, measure: Measure, values: Array, horizon: float, resamples: Resamples) -> Summary:
    """Summary of `values` (n,), one per replication in order, n as in `resamples`.

    Raises ValueError as `require_valid` does.
    """
    reached = censor_at_horizon(measure, require_valid(measure, values), horizon)
    there = reached[np.isfinite(reached)]
    mean = estimate_mean(restrict_to_horizon(measure, values, horizon), resamples)
    around_mean = mean.interval()
    around_p50, around_p90 = quantile_interval(reached, 50), quantile_interval(reached, 90)
    return Summary(
        strategy=arm.strategy,
        conditions=arm.conditions,
        measure=measure.name,
        unit=measure.unit,
        direction=measure.direction,
        n=mean.n,
        not_reached=int(np.count_nonzero(np.isinf(reached))),
        mean=mean.mean,
        ci_low=lower_limit(around_mean),
        ci_high=upper_limit(around_mean),
        p50=finite_or_none(sample_quantile(reached, 50)),
        p90=finite_or_none(sample_quantile(reached, 90)),
        p50_low=lower_limit(around_p50),
        p50_high=upper_limit(around_p50),
        p90_low=lower_limit(around_p90),
        p90_high=upper_limit(around_p90),
        reached_share=len(there) / len(reached),
        mean_reached=exact_mean(there) if len(there) else None,
        method=mean.method,
    )


def require_valid(measure: Measure, values: Array) -> Array:
    """The same values. Raises ValueError for none, NaN, or an infinity that is not a time not reached."""
    if values.ndim != 1 or not len(values):
        raise ValueError(f"{measure.name}: values have shape {values.shape}; one per replication is needed")
    allowed = np.isfinite(values) | (values == np.inf) if measure.is_time else np.isfinite(values)
    if not allowed.all():
        at = int(np.argmin(allowed))
        rule = "a time is finite, or inf where not reached" if measure.is_time else "it must be finite"
        raise ValueError(f"{measure.name}: value of replication {at} is {values[at]}; {rule}")
    if measure.is_yes_no and not np.isin(values, (0.0, 1.0)).all():
        raise ValueError(f"{measure.name}: values are not all 0 or 1; it is a yes-or-no measure")
    return values


def restrict_to_horizon(measure: Measure, values: Array, horizon: float) -> Array:
    """min(T, horizon) of a time; other values unchanged."""
    return np.minimum(values, horizon) if measure.is_time else values


def censor_at_horizon(measure: Measure, values: Array, horizon: float) -> Array:
    """A time later than the horizon as math.inf, not reached; other values unchanged."""
    return np.where(values <= horizon, values, np.inf) if measure.is_time else values


def lower_limit(interval: Interval | None) -> float | None:
    """Lower limit, or None where there is none."""
    return None if interval is None else finite_or_none(interval.low)


def upper_limit(interval: Interval | None) -> float | None:
    """Upper limit, or None where there is none."""
    return None if interval is None else finite_or_none(interval.high)
