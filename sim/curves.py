"""The quantile functions themselves, on plain floats and on arrays, with the same bits.

Each pair (`triangular`, `triangular_array` ...) does the same operations in the same order; tests hold them
against each other bit by bit. The scalar ones use nothing but floats, so that a compiled loop can take them
as they are. u is in (0, 1), at least 2**-53 from its ends; parameters are checked where a law is made.
"""

from bisect import bisect_right
from itertools import pairwise
from math import fsum, sqrt

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import (
    FloatArray,
    exp,
    exp_array,
    log,
    log_array,
    normal_quantile,
    normal_quantile_array,
)

SMALLEST_UNIFORM, LARGEST_UNIFORM = 2.0**-53, 1.0 - 2.0**-53
"""The ends of what a uniform can be: an odd multiple of 2**-53."""


def uniform(u: float, low: float, high: float) -> float:
    """Quantile of the uniform law; never outside [low, high], whatever rounds."""
    return min(low + (high - low) * u, high)


def uniform_array(u: FloatArray, low: float, high: float) -> FloatArray:
    """`uniform` of every element."""
    return np.minimum(low + (high - low) * u, high)


def triangular(u: float, low: float, mode: float, high: float) -> float:
    """Quantile of the triangular law."""
    if u < (mode - low) / (high - low):
        return min(low + sqrt(u * ((high - low) * (mode - low))), mode)
    return max(high - sqrt((1.0 - u) * ((high - low) * (high - mode))), mode)


def triangular_array(u: FloatArray, low: float, mode: float, high: float) -> FloatArray:
    """`triangular` of every element."""
    below = u < (mode - low) / (high - low)
    rising = np.minimum(low + np.sqrt(u * ((high - low) * (mode - low))), mode)
    falling = np.maximum(high - np.sqrt((1.0 - u) * ((high - low) * (high - mode))), mode)
    return np.where(below, rising, falling)


def exponential(u: float, mean: float, start: float) -> float:
    """Quantile of the exponential law that begins at start."""
    return start - mean * log(1.0 - u)


def exponential_array(u: FloatArray, mean: float, start: float) -> FloatArray:
    """`exponential` of every element."""
    return start - mean * log_array(1.0 - u)


def lognormal(u: float, median: float, sigma: float, start: float) -> float:
    """Quantile of the lognormal law, with start added."""
    return start + median * exp(sigma * normal_quantile(u))


def lognormal_array(u: FloatArray, median: float, sigma: float, start: float) -> FloatArray:
    """`lognormal` of every element."""
    return start + median * exp_array(sigma * normal_quantile_array(u))


def bernoulli(u: float, p: float) -> float:
    """Yes (1.0) or no (0.0)."""
    return 1.0 if u < p else 0.0


def bernoulli_array(u: FloatArray, p: float) -> FloatArray:
    """`bernoulli` of every element."""
    return (u < p).astype(np.float64)


class CategoricalSampler:
    """How a mixture spends its uniform: an interval of (0, 1) for each part, as long as its weight."""

    def __init__(self, weights: tuple[float, ...]) -> None:
        """Weights add up to 1."""
        self.weights = weights
        self.ends = [fsum(weights[:number]) for number in range(1, len(weights))]
        self.starts = [0.0, *self.ends]
        self._arrays = tuple(np.array(floats) for floats in (self.ends, self.starts, weights))

    def choose(self, u: float) -> tuple[int, float]:
        """The part, and the uniform stretched to (0, 1) within it."""
        part = bisect_right(self.ends, u)
        stretched = (u - self.starts[part]) / self.weights[part]
        return part, min(max(stretched, SMALLEST_UNIFORM), LARGEST_UNIFORM)

    def choose_array(self, u: FloatArray) -> tuple[NDArray[np.intp], FloatArray]:
        """`choose` of every element of a flat array."""
        ends, starts, weights = self._arrays
        part = np.searchsorted(ends, u, side="right")
        stretched = (u - starts.take(part)) / weights.take(part)
        return part, np.clip(stretched, SMALLEST_UNIFORM, LARGEST_UNIFORM)


class QuantileTable:
    """Straight lines between points (node, value); beyond the end nodes the end values."""

    def __init__(self, points: tuple[float, ...]) -> None:
        """Points: all nodes, rising probabilities, then all values, never falling."""
        half = len(points) // 2
        self.nodes: list[float] = list(points[:half])
        self.values: list[float] = list(points[half:])
        nodes, values = np.array(self.nodes), np.array(self.values)
        slopes = np.diff(values) / np.diff(nodes)
        self.slopes: list[float] = slopes.tolist()
        self._arrays = nodes, values, slopes

    def mean(self) -> float:
        """The area under the lines, the level ends included."""
        pieces = zip(pairwise(self.nodes), pairwise(self.values), strict=True)
        ends = self.nodes[0] * self.values[0], (1.0 - self.nodes[-1]) * self.values[-1]
        return fsum((*ends, *((b - a) * (x + y) / 2.0 for (a, b), (x, y) in pieces)))

    def quantile(self, u: float) -> float:
        """The value at u."""
        k = min(max(bisect_right(self.nodes, u) - 1, 0), len(self.slopes) - 1)
        value = self.values[k] + (u - self.nodes[k]) * self.slopes[k]
        return min(max(value, self.values[k]), self.values[k + 1])

    def quantile_array(self, u: FloatArray) -> FloatArray:
        """`quantile` of every element."""
        nodes, values, slopes = self._arrays
        k = np.clip(np.searchsorted(nodes, u, side="right") - 1, 0, slopes.size - 1)
        value: FloatArray = values.take(k) + (u - nodes.take(k)) * slopes.take(k)
        return np.clip(value, values.take(k), values.take(k + 1))
