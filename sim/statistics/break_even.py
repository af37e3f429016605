"""The break-even of an input: the value at which a paired difference crosses zero, or another threshold.

The same pairs are played at each of several values of the input. The curve is the headline difference at these points, joined by straight
lines. Where simulation error alone bends it, it is made monotone by isotonic regression. The interval has the 2.5th and 97.5th percentile
of the crossing over resamples of whole pairs, because the points share their pairs and so their errors. A resample without a crossing
counts as one beyond the points, and a limit that lies there is None.

There is a crossing only where points on either side are resolved: the 95% interval of their difference excludes the threshold. Source for
the regression by maxima of minima: Robertson, Wright and Dykstra, Order Restricted Statistical Inference, 1.4.
"""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from sim.statistics.estimators import LEVEL, Array, Resamples, exact_mean, finite_or_none
from sim.statistics.paired import Statistic, sample_median
from sim.statistics.sensitivity import resample_medians

LIMITS = (1 - LEVEL) / 2, (1 + LEVEL) / 2
"""Shares of the resamples below the two limits of an interval."""


class Crossing(StrEnum):
    """What a curve does at a threshold."""

    ONCE = "one crossing"
    NEVER = "no crossing"
    SEVERAL = "several crossings"
    UNRESOLVED = "not resolved"


@dataclass(frozen=True)
class BreakEven:
    """Where a difference crosses a threshold, in the unit of the input."""

    threshold: float
    """In the unit of the measure."""
    crossing: Crossing
    signs: tuple[int, ...]
    """By point: 1 where the difference is above the threshold, -1 below, 0 where that is not resolved."""
    value: float | None = None
    """The break-even. Where it is not resolved, its estimate, if there is one."""
    low: float | None = None
    high: float | None = None
    """Its 95% limits, Monte Carlo error only; None beyond the points on that side, and where there is no break-even."""
    rises: bool | None = None
    """Whether the difference is above the threshold at values above the break-even; None without one."""
    crossings: tuple[float, ...] = ()
    """Where the curve changes sides, if several times."""


def estimate_break_even(
    points: Sequence[float],
    differences: Sequence[Array],
    resamples: Resamples,
    *,
    threshold: float = 0.0,
    statistic: Statistic = "mean",
    horizon: float = math.inf,
) -> BreakEven:
    """The break-even of an input.

    points: its values, two or more, ascending. differences: paired differences (n,) at each of them, of the same pairs. threshold: in the
    unit of the measure. statistic, horizon: whose crossing it is; an infinite median counts as the horizon on its side, an undefined one
    as zero. Raises ValueError for points that do not ascend or do not match the differences.
    """
    if len(points) < 2 or len(points) != len(differences) or not bool((np.diff(points) > 0).all()):
        raise ValueError(f"{len(differences)} differences at {list(points)}; points must ascend, two or more")
    at = np.asarray(points, np.float64)
    estimates, resampled = _estimate(differences, resamples, statistic, horizon)
    estimates, resampled = estimates - threshold, resampled - threshold
    low, high = np.quantile(resampled, LIMITS, axis=0, method="inverted_cdf")
    varies = resamples.n > 1
    signs = tuple((((low > 0).astype(int) - (high < 0)) * varies).tolist())
    changes = sum(itertools.starmap(operator.ne, itertools.pairwise(filter(None, signs))))
    if changes > 1:
        crossings = tuple(_list_crossings(at, estimates))
        return BreakEven(threshold, Crossing.SEVERAL, signs, crossings=crossings)
    if not changes and varies and ((low > 0) | (high < 0) | (low == high)).all():
        return BreakEven(threshold, Crossing.NEVER, signs)
    rises = next(filter(None, reversed(signs))) > 0 if changes else _fits_rising(estimates)
    value = float(_cross(at, estimates[None], rises)[0])
    limits = np.quantile(_cross(at, resampled, rises), LIMITS, method="inverted_cdf").tolist()
    low_limit, high_limit = map(finite_or_none, limits) if varies else (None, None)
    crossing = Crossing.ONCE if changes else Crossing.UNRESOLVED
    return BreakEven(threshold, crossing, signs, finite_or_none(value), low_limit, high_limit, rises)


def _estimate(
    differences: Sequence[Array], resamples: Resamples, statistic: Statistic, horizon: float
) -> tuple[Array, Array]:
    """(k,) headline differences, and (resamples, k)."""
    if statistic == "mean":
        means = [resamples.means(values) for values in differences]
        return np.array([exact_mean(values) for values in differences]), np.stack(means, axis=1)
    medians = np.stack([resample_medians(values, resamples) for values in differences], axis=1)
    estimates = np.array([sample_median(values) for values in differences])
    return _limit(estimates, horizon), _limit(medians, horizon)


def _limit(medians: Array, horizon: float) -> Array:
    return np.clip(np.nan_to_num(medians, nan=0.0, posinf=horizon, neginf=-horizon), -horizon, horizon)


def _list_crossings(points: Array, curve: Array) -> list[float]:
    """Where a curve through points changes sides."""
    above = curve >= 0
    return [
        float(points[j] + (points[j + 1] - points[j]) * curve[j] / (curve[j] - curve[j + 1]))
        for j in np.flatnonzero(above[1:] != above[:-1])
    ]


def _fits_rising(curve: Array) -> bool:
    """Whether a rising curve fits these points at least as well as a falling one."""
    rising, falling = fit_monotone(curve[None]), -fit_monotone(-curve[None])
    return bool(((rising - curve) ** 2).sum() <= ((falling - curve) ** 2).sum())


def _cross(points: Array, curves: Array, rises: bool) -> Array:
    """(m,) where each monotone fit of curves (m, k) crosses zero; infinite on the side on which it would."""
    fitted = fit_monotone(curves if rises else -curves)
    below = (fitted < 0).sum(axis=1)
    right = np.clip(below, 1, len(points) - 1)
    rows = np.arange(len(fitted))
    y0, y1 = fitted[rows, right - 1], fitted[rows, right]
    is_crossed = (below > 0) & (below < len(points))
    safe = np.where(is_crossed, y0 - y1, 1.0)
    inside = points[right - 1] + (points[right] - points[right - 1]) * np.where(is_crossed, y0, 0.0) / safe
    return np.where(is_crossed, inside, np.where(below == 0, _first_reached(points, fitted), math.inf))


def _first_reached(points: Array, fitted: Array) -> Array:
    """For fits that are nowhere below zero: beyond the first point, or at it where the fit is zero there."""
    return np.where(fitted[:, 0] == 0, points[0], -math.inf)


def fit_monotone(curves: Array) -> NDArray[np.float64]:
    """(m, k) the nondecreasing values that are closest in squares to each curve (m, k)."""
    sums = np.concatenate([np.zeros((len(curves), 1)), np.cumsum(curves, axis=1)], axis=1)
    k = curves.shape[1]
    fitted = np.full(curves.shape, -np.inf)
    for start in range(k):
        averages = (sums[:, start + 1 :] - sums[:, start : start + 1]) / np.arange(1, k - start + 1)
        least = np.minimum.accumulate(averages[:, ::-1], axis=1)[:, ::-1]
        np.maximum(fitted[:, start:], least, out=fitted[:, start:])
    return fitted


def find_crossing(points: Sequence[float], values: Sequence[float]) -> float | None:
    """Where values that fall along the points reach 0, straight between them; None if they do not, the first point if they begin there."""
    if values[0] <= 0.0:
        return points[0]
    for (before, above), (after, below) in itertools.pairwise(zip(points, values, strict=True)):
        if below <= 0.0:
            return before + (after - before) * above / (above - below)
    return None
