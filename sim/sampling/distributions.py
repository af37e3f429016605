"""Compiled distributions: one uniform in, one value out, with the same bits in plain Python and in numpy.

A `Distribution` is flat (a family, floats, perhaps components), so that a compiled loop can read it from arrays. Closed families have
closed quantiles; all others are tables of nodes with straight lines between them (`sim.sampling.quantile_tables`, error stated). Each
scalar function has an array counterpart with the same operations in the same order. Quantiles rise with the uniform, with three exceptions:
a yes-or-no is 1.0 where u < p; a mixture first picks a component, then rescales the uniform; an adopted one picks by the uniform's last
digits. Uniforms are at least 2**-53 from 0 and 1, unchecked for speed.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from hashlib import blake2b
from itertools import pairwise
from math import floor, fsum, sqrt

import numpy as np
from numpy.typing import NDArray

from sim.sampling.elementary import FloatArray, exp, exp_array, log, log_array, normal_quantile, normal_quantile_array

SMALLEST_UNIFORM, LARGEST_UNIFORM = 2.0**-53, 1.0 - 2.0**-53
"""The ends of what a uniform can be: an odd multiple of 2**-53."""


def uniform(u: float, low: float, high: float) -> float:
    """Quantile of the uniform distribution; never outside [low, high], whatever rounds."""
    return min(low + (high - low) * u, high)


def uniform_array(u: FloatArray, low: float, high: float) -> FloatArray:
    """`uniform` of every element."""
    return np.minimum(low + (high - low) * u, high)


def triangular(u: float, low: float, mode: float, high: float) -> float:
    """Quantile of the triangular distribution."""
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
    """Quantile of the exponential distribution that begins at start."""
    return start - mean * log(1.0 - u)


def exponential_array(u: FloatArray, mean: float, start: float) -> FloatArray:
    """`exponential` of every element."""
    return start - mean * log_array(1.0 - u)


def lognormal(u: float, median: float, sigma: float, start: float) -> float:
    """Quantile of the lognormal distribution, with start added."""
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


TEETH = 2.0**20


def is_adopted(u: float, share: float) -> bool:
    """Whether a draw is adopted. The first 20 binary digits of the uniform say where its value lies, the others say this."""
    teeth = u * TEETH
    return teeth - floor(teeth) < share


def is_adopted_array(u: FloatArray, share: float) -> NDArray[np.bool_]:
    """`is_adopted` of every element."""
    teeth = u * TEETH
    return np.asarray(teeth - np.floor(teeth) < share, np.bool_)


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


class DistributionFamily(IntEnum):
    """How a distribution turns a uniform into a value. Numbers are read by compiled code: never renumber."""

    FIXED = 0  # value
    UNIFORM = 1  # low, high
    TRIANGULAR = 2  # low, mode, high
    EXPONENTIAL = 3  # mean, start
    LOGNORMAL = 4  # median, sigma, start
    CHANCE = 5  # p
    MIXTURE = 6  # weight of each part; parts
    TABLE = 7  # nodes, then values; straight lines between
    ADOPTED = 8  # share; where adopted, and where not


@dataclass(frozen=True)
class Distribution:
    """A compiled distribution: hashable, picklable, compared by value.

    parameters: floats, as `DistributionFamily` lists them, in the unit of the values. components: the parts of a mixture, or of an adopted
    distribution.
    stated_error: upper bound of the error of the quantile, as a share of max(the distance from the 10% to
    the 90% quantile, the distance of the value from the median); 0.0 for closed distributions.
    """

    family: DistributionFamily
    parameters: tuple[float, ...]
    components: tuple[Distribution, ...] = ()
    stated_error: float = 0.0

    # ---- making one ----------------------------------------------------------------------------

    @classmethod
    def fixed(cls, value: float) -> Distribution:
        """Always this value; may be infinite."""
        if math.isnan(value):
            raise ValueError("fixed: value is nan; it must be a number")
        return cls(DistributionFamily.FIXED, (float(value),))

    @classmethod
    def uniform(cls, low: float, high: float) -> Distribution:
        """Every value between low and high alike."""
        _require("uniform", low <= high, "low must not be above high", low=low, high=high)
        return cls.fixed(low) if low == high else cls(DistributionFamily.UNIFORM, (float(low), float(high)))

    @classmethod
    def triangular(cls, low: float, mode: float, high: float) -> Distribution:
        """A triangle over low to high with its top at the mode."""
        _require("triangular", low <= mode <= high, "low, mode, high must rise", low=low, mode=mode, high=high)
        if low == high:
            return cls.fixed(low)
        return cls(DistributionFamily.TRIANGULAR, (float(low), float(mode), float(high)))

    @classmethod
    def exponential(cls, mean: float, start: float = 0.0) -> Distribution:
        """Waiting time without memory, beginning at start; the mean is counted from there."""
        _require("exponential", mean > 0.0, "mean must be above 0", mean=mean, start=start)
        return cls(DistributionFamily.EXPONENTIAL, (float(mean), float(start)))

    @classmethod
    def lognormal(cls, median: float, sigma: float, start: float = 0.0) -> Distribution:
        """Values whose logarithm is normal with standard deviation sigma; start is added to every value."""
        rule = "median must be above 0 and sigma at least 0"
        _require("lognormal", median > 0.0 and sigma >= 0.0, rule, median=median, sigma=sigma, start=start)
        if sigma == 0.0:
            return cls.fixed(start + median)
        return cls(DistributionFamily.LOGNORMAL, (float(median), float(sigma), float(start)))

    @classmethod
    def bernoulli(cls, p: float) -> Distribution:
        """Yes (1.0) with probability p, else no (0.0)."""
        _require("chance", 0.0 <= p <= 1.0, "p must be from 0 to 1", p=p)
        return cls(DistributionFamily.CHANCE, (float(p),))

    @classmethod
    def mixture(cls, parts: Sequence[tuple[float, Distribution]]) -> Distribution:
        """One of several distributions, each with its weight; weights need not add up to 1."""
        kept = [(float(weight), distribution) for weight, distribution in parts if weight != 0.0]
        total = math.fsum(weight for weight, _ in kept)
        _require("mixture", all(w > 0.0 for w, _ in kept) and 0.0 < total < math.inf, "weights must be positive")
        if any(distribution.family == DistributionFamily.CHANCE for _, distribution in kept):
            raise ValueError("mixture: a part is a chance; add up the probabilities into one chance instead")
        if len(kept) == 1:
            return kept[0][1]
        weights = tuple(weight / total for weight, _ in kept)
        error = max(distribution.stated_error for _, distribution in kept)
        return cls(DistributionFamily.MIXTURE, weights, tuple(distribution for _, distribution in kept), error)

    @classmethod
    def adopted(cls, share: float, changed: Distribution, unchanged: Distribution) -> Distribution:
        """`changed` with probability `share`, else `unchanged`: a mixture in which each draw keeps its place (within 1e-6) in either.

        So two arms of which one has adopted something differ only where it was kept. Of chances: the weighted chance.
        """
        _require("adopted", 0.0 <= share <= 1.0, "share must be from 0 to 1", share=share)
        if share in (0.0, 1.0) or changed == unchanged:
            return unchanged if share == 0.0 else changed
        if changed.family == unchanged.family == DistributionFamily.CHANCE:
            return cls.bernoulli(share * changed.parameters[0] + (1.0 - share) * unchanged.parameters[0])
        error = max(changed.stated_error, unchanged.stated_error)
        return cls(DistributionFamily.ADOPTED, (float(share),), (changed, unchanged), error)

    @classmethod
    def tabulated(cls, nodes: Sequence[float], values: Sequence[float], stated_error: float = 0.0) -> Distribution:
        """Straight lines between the points (node, value), a node being a probability.

        Nodes rise from at least 0 to at most 1, values never fall; below the first node and above the last
        one the quantile stays at the end's value.
        """
        rising = all(a < b for a, b in pairwise(nodes))
        _require("tabulated", 2 <= len(nodes) == len(values), "as many values as nodes, at least two")
        _require("tabulated", rising and nodes[0] >= 0.0 and nodes[-1] <= 1.0, "nodes must rise from 0 to 1")
        level = all(a <= b for a, b in pairwise(values))
        _require("tabulated", level and all(map(math.isfinite, values)), "values must never fall")
        floats = (*map(float, nodes), *map(float, values))
        return cls(DistributionFamily.TABLE, floats, (), float(stated_error))

    # ---- drawing -------------------------------------------------------------------------------

    def quantile(self, u: float) -> float:
        """The value at the uniform u, 0 < u < 1."""
        match self.family:
            case DistributionFamily.FIXED:
                return self.parameters[0]
            case DistributionFamily.UNIFORM:
                return uniform(u, *self.parameters)
            case DistributionFamily.TRIANGULAR:
                return triangular(u, *self.parameters)
            case DistributionFamily.EXPONENTIAL:
                return exponential(u, *self.parameters)
            case DistributionFamily.LOGNORMAL:
                return lognormal(u, *self.parameters)
            case DistributionFamily.CHANCE:
                return bernoulli(u, *self.parameters)
            case DistributionFamily.MIXTURE:
                part, stretched = self._sampler.choose(u)
                return self.components[part].quantile(stretched)
            case DistributionFamily.TABLE:
                return self._table.quantile(u)
            case DistributionFamily.ADOPTED:
                return self.components[0 if is_adopted(u, *self.parameters) else 1].quantile(u)

    def quantile_array(self, u: FloatArray) -> FloatArray:
        """`quantile` of every element, same bits, same shape."""
        match self.family:
            case DistributionFamily.FIXED:
                return np.full(u.shape, self.parameters[0])
            case DistributionFamily.UNIFORM:
                return uniform_array(u, *self.parameters)
            case DistributionFamily.TRIANGULAR:
                return triangular_array(u, *self.parameters)
            case DistributionFamily.EXPONENTIAL:
                return exponential_array(u, *self.parameters)
            case DistributionFamily.LOGNORMAL:
                return lognormal_array(u, *self.parameters)
            case DistributionFamily.CHANCE:
                return bernoulli_array(u, *self.parameters)
            case DistributionFamily.MIXTURE:
                return self._mixture_array(u)
            case DistributionFamily.TABLE:
                return self._table.quantile_array(u)
            case DistributionFamily.ADOPTED:
                changed, unchanged = (part.quantile_array(u) for part in self.components)
                return np.where(is_adopted_array(u, *self.parameters), changed, unchanged)

    def _mixture_array(self, u: FloatArray) -> FloatArray:
        part, stretched = self._sampler.choose_array(u.ravel())
        value = np.empty(part.size)
        for number, distribution in enumerate(self.components):
            mine = np.flatnonzero(part == number)
            value.put(mine, distribution.quantile_array(stretched.take(mine)))
        return value.reshape(u.shape)

    # ---- changing one --------------------------------------------------------------------------

    def scale(self, factor: float) -> Distribution:
        """The distribution of factor times the value, factor >= 0."""
        _require("scaled", 0.0 <= factor < math.inf, "factor must be finite and at least 0", factor=factor)
        if factor == 0.0:
            return Distribution.fixed(0.0)
        return self._transform(factor, 0.0)

    def shift(self, by: float) -> Distribution:
        """The distribution of the value plus `by`, in the value's unit."""
        return self._transform(1.0, float(by))

    def _transform(self, factor: float, by: float) -> Distribution:
        match self.family:
            case DistributionFamily.CHANCE:
                raise ValueError("a chance cannot be scaled or shifted; use with_chance(p)")
            case DistributionFamily.MIXTURE | DistributionFamily.ADOPTED:
                parts = tuple(part._transform(factor, by) for part in self.components)
                return Distribution(self.family, self.parameters, parts, self.stated_error)
            case DistributionFamily.EXPONENTIAL:
                mean, start = self.parameters
                return Distribution(self.family, (factor * mean, factor * start + by))
            case DistributionFamily.LOGNORMAL:
                median, sigma, start = self.parameters
                return Distribution(self.family, (factor * median, sigma, factor * start + by))
            case DistributionFamily.TABLE:
                half = len(self.parameters) // 2
                values = tuple(factor * value + by for value in self.parameters[half:])
                return Distribution(self.family, self.parameters[:half] + values, (), self.stated_error)
            case _:
                return Distribution(self.family, tuple(factor * value + by for value in self.parameters))

    def with_median(self, median: float) -> Distribution:
        """The same shape, scaled so that its median is this one; for a chance, the chance itself.

        Raises ValueError if the distribution's own median is not above 0 and so cannot be scaled.
        """
        if self.family == DistributionFamily.CHANCE:
            return self.with_probability(median)
        if self.family == DistributionFamily.FIXED:
            return Distribution.fixed(median)
        own = self.median()
        if own == median:
            return self
        rule = "at least half of its values are not above 0, so no scaling can move its median"
        _require("with_median", own > 0.0, rule, own=own)
        return self.scale(median / own)

    def with_probability(self, p: float) -> Distribution:
        """The yes-or-no with probability p. Raises ValueError if this distribution is not a yes-or-no."""
        _require(
            "with_chance",
            self.family == DistributionFamily.CHANCE,
            f"this distribution is {self.family.name.lower()}, not a chance",
        )
        return Distribution.bernoulli(p)

    def fix_at_median(self) -> Distribution:
        """What a site input is held at: always its median.

        A yes-or-no stays as it is: what is unknown about the site is its p, and that already is one number.
        """
        return self if self.family == DistributionFamily.CHANCE else Distribution.fixed(self.median())

    # ---- describing one ------------------------------------------------------------------------

    @property
    def weights(self) -> tuple[float, ...]:
        """Of the components; they add up to 1."""
        share = self.parameters[0]
        return (share, 1.0 - share) if self.family == DistributionFamily.ADOPTED else self.parameters

    def median(self) -> float:
        """The value that half of the draws lie below; exact for a mixture too, by bisection."""
        return self._median

    @cached_property
    def _median(self) -> float:
        if not self.components:
            return self.quantile(0.5)
        low = min(part.median() for part in self.components)
        high = max(part.median() for part in self.components)
        if self.cdf(low) >= 0.5:
            return low
        while low < (middle := low + (high - low) / 2.0) < high:
            low, high = (middle, high) if self.cdf(middle) < 0.5 else (low, middle)
        return high

    def mean(self) -> float:
        """The mean; of a table, the mean of its straight lines."""
        match self.family:
            case DistributionFamily.UNIFORM | DistributionFamily.TRIANGULAR:
                return math.fsum(self.parameters) / len(self.parameters)
            case DistributionFamily.EXPONENTIAL:
                mean, start = self.parameters
                return start + mean
            case DistributionFamily.LOGNORMAL:
                median, sigma, start = self.parameters
                return start + median * exp(sigma * sigma / 2.0)
            case DistributionFamily.MIXTURE | DistributionFamily.ADOPTED:
                means = (part.mean() for part in self.components)
                return math.fsum(w * mean for w, mean in zip(self.weights, means, strict=True))
            case DistributionFamily.TABLE:
                return self._table.mean()
            case _:
                return self.parameters[0]

    def cdf(self, value: float) -> float:
        """The probability of a draw of at most this value (the distribution function), within 1e-15."""
        if self.components:
            shares = (part.cdf(value) for part in self.components)
            return math.fsum(w * share for w, share in zip(self.weights, shares, strict=True))
        if self.family == DistributionFamily.CHANCE:
            return 0.0 if value < 0.0 else 1.0 - self.parameters[0] if value < 1.0 else 1.0
        return _bisect_cdf(self, value)

    @cached_property
    def digest(self) -> bytes:
        """Sixteen bytes that two distributions share exactly when they are equal."""
        made = blake2b(digest_size=16)
        made.update(int(self.family).to_bytes(2, "little") + len(self.parameters).to_bytes(4, "little"))
        made.update(np.array(self.parameters, dtype="<f8").tobytes())
        for part in self.components:
            made.update(part.digest)
        return made.digest()

    @cached_property
    def _sampler(self) -> CategoricalSampler:
        return CategoricalSampler(self.parameters)

    @cached_property
    def _table(self) -> QuantileTable:
        return QuantileTable(self.parameters)


def _require(what: str, kept: bool, rule: str, **values: float) -> None:
    """Raise ValueError with name, values and rule unless the rule is kept."""
    if not kept or any(math.isnan(value) or math.isinf(value) for value in values.values()):
        named = ", ".join(f"{name} = {value!r}" for name, value in values.items())
        raise ValueError(f"{what}: {named + '; ' if named else ''}{rule}, all finite")


def _bisect_cdf(distribution: Distribution, value: float) -> float:
    """The largest uniform of a monotone distribution whose quantile is at most the value, by bisection."""
    if distribution.quantile(SMALLEST_UNIFORM) > value:
        return 0.0
    if distribution.quantile(LARGEST_UNIFORM) <= value:
        return 1.0
    low, high = SMALLEST_UNIFORM, LARGEST_UNIFORM
    while low < (middle := (low + high) / 2.0) < high and high - low > 2.0**-53:
        low, high = (middle, high) if distribution.quantile(middle) <= value else (low, middle)
    return low
