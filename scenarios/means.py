"""One number for an input: its middle or its mean, as far as a check of a file needs it.

What is drawn in a play is decided elsewhere; here it is enough to know whether a 911 centre can ever catch up with its calls.
"""

import math
from collections.abc import Callable
from typing import Any

from scenarios.inputs import Input

STEPS = 4000  # of the sums that stand for an integral; even
_FAR = 8.0  # standard deviations


def find_median(source: Input) -> float:
    """The median of an input, of a yes-or-no its chance; the mean where a median has no closed form."""
    middle = source.distribution.median_or_none()
    return find_mean(source.distribution) if middle is None else middle


def find_mean(distribution: Any) -> float:
    """The mean of a distribution, in its own unit."""
    if distribution.kind in CLOSED_FORMS:
        return CLOSED_FORMS[distribution.kind](distribution)
    if distribution.kind == "chance":
        return find_mean(distribution.of)
    if distribution.kind == "mixture":
        return math.fsum(share * find_mean(part) for share, part in distribution.parts)
    return _mean_between(distribution.of.distribution, distribution.low, distribution.high)


CLOSED_FORMS: dict[str, Callable[[Any], float]] = {
    "fixed": lambda d: d.value,
    "uniform": lambda d: (d.low + d.high) / 2,
    "triangular": lambda d: (d.low + d.mode + d.high) / 3,
    "exponential": lambda d: d.mean,
    "lognormal": lambda d: d.median * math.exp(d.sigma**2 / 2),
    "normal": lambda d: d.mean,
    "gamma": lambda d: d.mean,
    "beta": lambda d: d.a / (d.a + d.b),
    "empirical": lambda d: math.fsum(d.values) / len(d.values),
}


def _mean_between(distribution: Any, low: float, high: float) -> float:
    """The mean of what a distribution has between two ends."""
    if distribution.kind in ("fixed", "empirical"):
        seen = getattr(distribution, "values", None) or (distribution.value,)
        kept = [float(value) for value in seen if low <= value <= high]
        return math.fsum(kept) / len(kept) if kept else (low + high) / 2
    start, end = distribution.effective_range()
    low, high = max(low, start), min(high, end)
    points = [low + (high - low) * (n + 0.5) / STEPS for n in range(STEPS)]
    density = DENSITIES[distribution.kind]
    weights = [density(distribution, x) for x in points]
    return math.fsum(x * weight for x, weight in zip(points, weights, strict=True)) / math.fsum(weights)


def _triangular_density(d: Any, x: float) -> float:
    rising, falling = x - d.low, d.high - x
    return float(rising / (d.mode - d.low) if x < d.mode else falling / max(d.high - d.mode, falling))


def _normal_density(z: float) -> float:
    return math.exp(-z * z / 2)


DENSITIES: dict[str, Callable[[Any, float], float]] = {
    "uniform": lambda _, __: 1.0,
    "triangular": _triangular_density,
    "exponential": lambda d, x: math.exp(-x / d.mean),
    "lognormal": lambda d, x: _normal_density(math.log(x / d.median) / d.sigma) / x,
    "normal": lambda d, x: _normal_density((x - d.mean) / d.sd),
    "gamma": lambda d, x: math.exp((d.shape - 1) * math.log(x) - d.shape * x / d.mean),
    "beta": lambda d, x: math.exp((d.a - 1) * math.log(x) + (d.b - 1) * math.log1p(-x)),
}
"""Densities but for a factor, by family."""
