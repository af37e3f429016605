"""From a distribution of a scenario file to a compiled distribution, tabulated where no closed quantile exists.

Closed families stay closed. Normal, beta, gamma and truncated families become tables: nodes start at the powers of two down to 2**-53 from
both ends, so no tail is cut, and are halved until straight lines are within `STATED_ERROR` of max(10% to 90% range, distance from the
median). Values are rounded to 40 bits, so they do not depend on the library that made them. An empirical distribution joins the sorted
observations by straight lines (as in Law, "Simulation Modeling and Analysis"). The uncertain probability of a yes-or-no stands at its
median, because uncertainty about a site is not random variation. Each table is made once per process.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf, isfinite

import numpy as np

from scenarios.distributions import (
    Beta,
    Chance,
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Lognormal,
    Mixture,
    Normal,
    Triangular,
    Truncated,
    Uniform,
)
from sim.sampling.distributions import Distribution
from sim.sampling.elementary import FloatArray, exp_array, log_array, normal_quantile_array

STATED_ERROR = 1e-4
"""Upper bound of a table's error, as `Distribution.stated_error` counts it."""

MIN_PROBABILITY = 1e-12
"""A stretch that holds less of a distribution than this is too little to draw from."""

_MAX_NODES = 10_000


@dataclass(frozen=True)
class TabulatedShape:
    """A distribution as it is tabulated from.

    quantile: of the probabilities below and above, both given because 1 - p loses what is near 1. shares:
    the probabilities below and above a value. low, high: the ends of its values.
    """

    quantile: Callable[[FloatArray, FloatArray], FloatArray]
    tail_probabilities: Callable[[float], tuple[float, float]]
    low: float
    high: float


@lru_cache(maxsize=1024)
def tabulate_distribution(
    family: str, parameters: tuple[float, ...], low: float = -inf, high: float = inf
) -> Distribution:
    """The distribution of a family, kept between low and high, as a table.

    Raises ValueError if too little of it lies between, or if it is too wild for straight lines.
    """
    shape = _FAMILIES[family](*parameters)
    (below, rest), (most_below, above) = shape.tail_probabilities(low), shape.tail_probabilities(high)
    share = most_below - below if below < 0.5 else rest - above
    if not share >= MIN_PROBABILITY:
        raise ValueError(f"{family} {parameters}: next to nothing of it lies between {low} and {high}")
    least, most = max(low, shape.low), min(high, shape.high)

    def quantile(u: FloatArray) -> FloatArray:
        return np.clip(shape.quantile(below + u * share, above + (1.0 - u) * share), least, most)

    nodes = _place_nodes(quantile, f"{family} {parameters}")
    values = quantile(nodes)
    if isfinite(least):
        nodes, values = np.append(0.0, nodes), np.append(least, values)
    if isfinite(most):
        nodes, values = np.append(nodes, 1.0), np.append(values, most)
    rising = np.maximum.accumulate(_round_to_40_bits(values))  # the library may be a last bit off
    return Distribution.tabulated(nodes.tolist(), rising.tolist(), STATED_ERROR)


def _place_nodes(quantile: Callable[[FloatArray], FloatArray], name: str) -> FloatArray:
    """Nodes between which the quantile is as good as straight."""
    octaves = 2.0 ** np.arange(-53.0, 0.0)
    nodes = np.concatenate([octaves, 1.0 - octaves[-2::-1]])
    tenth, median, ninth = quantile(np.array([0.1, 0.5, 0.9]))
    while nodes.size <= _MAX_NODES:
        bent = _needs_refinement(quantile, nodes, float(median), float(ninth - tenth))
        if not bent.any():
            return nodes
        middles = (nodes[:-1] + nodes[1:]) / 2.0
        nodes = np.sort(np.concatenate([nodes, middles[bent]]))
    raise ValueError(f"{name}: it cannot be tabulated; take a family or parameters with less extreme values")


def _needs_refinement(
    quantile: Callable[[FloatArray], FloatArray], nodes: FloatArray, median: float, spread: float
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Where the line between two nodes is off by more than half the stated error, at any of three points."""
    values = quantile(nodes)
    left, width = nodes[:-1], np.diff(nodes)
    bent = np.zeros(width.size, dtype=np.bool_)
    for part in (0.25, 0.5, 0.75):
        u = left + part * width
        exact = quantile(u)
        line = values[:-1] + (u - left) * (np.diff(values) / width)
        bent |= np.abs(line - exact) > 0.5 * STATED_ERROR * np.maximum(spread, np.abs(exact - median))
    return bent & (width > 2.0**-52 * nodes[1:])


def _round_to_40_bits(values: FloatArray) -> FloatArray:
    """Values with 40 bits each; what is next to 0 becomes 0, so that no subnormal number is left."""
    mantissa, exponent = np.frexp(np.where(np.abs(values) < 2.0**-900, 0.0, values))
    rounded: FloatArray = np.ldexp(np.rint(mantissa * 2.0**40), exponent - 40)
    return rounded


# ---- families ----------------------------------------------------------------------------------


def _standard_normal(p: FloatArray, q: FloatArray) -> FloatArray:
    return np.where(p < q, normal_quantile_array(p), -normal_quantile_array(q))


def _normal(mean: float, sd: float) -> TabulatedShape:
    from scipy.special import ndtr

    def shares(x: float) -> tuple[float, float]:
        return float(ndtr((x - mean) / sd)), float(ndtr((mean - x) / sd))

    return TabulatedShape(lambda p, q: mean + sd * _standard_normal(p, q), shares, -inf, inf)


def _lognormal(median: float, sigma: float) -> TabulatedShape:
    from scipy.special import ndtr

    def shares(x: float) -> tuple[float, float]:
        z = (np.log(x / median) if x > 0.0 else -inf) / sigma
        return float(ndtr(z)), float(ndtr(-z))

    return TabulatedShape(lambda p, q: median * exp_array(sigma * _standard_normal(p, q)), shares, 0.0, inf)


def _exponential(mean: float) -> TabulatedShape:
    def shares(x: float) -> tuple[float, float]:
        scaled = max(x, 0.0) / mean
        return float(-np.expm1(-scaled)), float(np.exp(-scaled))

    def quantile(p: FloatArray, q: FloatArray) -> FloatArray:
        return mean * np.where(p < 0.5, -np.log1p(-p), -log_array(q))

    return TabulatedShape(quantile, shares, 0.0, inf)


def _triangular(low: float, mode: float, high: float) -> TabulatedShape:
    width, left, right = high - low, mode - low, high - mode

    def shares(x: float) -> tuple[float, float]:
        x = min(max(x, low), high)
        if x <= mode:
            below = (x - low) ** 2 / (width * left) if left else 0.0
            return below, 1.0 - below
        above = (high - x) ** 2 / (width * right)
        return 1.0 - above, above

    def quantile(p: FloatArray, q: FloatArray) -> FloatArray:
        return np.where(p * width < left, low + np.sqrt(p * width * left), high - np.sqrt(q * width * right))

    return TabulatedShape(quantile, shares, low, high)


def _gamma(shape: float, mean: float) -> TabulatedShape:
    from scipy.special import gammainc, gammaincc, gammainccinv, gammaincinv

    def shares(x: float) -> tuple[float, float]:
        scaled = max(x, 0.0) * shape / mean
        return float(gammainc(shape, scaled)), float(gammaincc(shape, scaled))

    def quantile(p: FloatArray, q: FloatArray) -> FloatArray:
        return np.where(p < q, gammaincinv(shape, p), gammainccinv(shape, q)) * (mean / shape)

    return TabulatedShape(quantile, shares, 0.0, inf)


def _beta(a: float, b: float) -> TabulatedShape:
    from scipy.special import betainc, betaincinv

    def shares(x: float) -> tuple[float, float]:
        x = min(max(x, 0.0), 1.0)
        return float(betainc(a, b, x)), float(betainc(b, a, 1.0 - x))

    def quantile(p: FloatArray, q: FloatArray) -> FloatArray:
        return np.where(p < q, betaincinv(a, b, p), 1.0 - betaincinv(b, a, q))

    return TabulatedShape(quantile, shares, 0.0, 1.0)


_FAMILIES: dict[str, Callable[..., TabulatedShape]] = {
    "normal": _normal,
    "lognormal": _lognormal,
    "exponential": _exponential,
    "triangular": _triangular,
    "gamma": _gamma,
    "beta": _beta,
}


def compile_distribution(distribution: object) -> Distribution:
    """A distribution model (scenarios.distributions) compiled, in the unit of its input.

    Raises ValueError where nothing of a distribution is left to draw from, TypeError for an unknown family.
    """
    match distribution:
        case Fixed():
            return Distribution.fixed(distribution.value)
        case Uniform():
            return Distribution.uniform(distribution.low, distribution.high)
        case Empirical():
            return _empirical(distribution.values)
        case Mixture():
            return Distribution.mixture([(weight, compile_distribution(part)) for weight, part in distribution.parts])
        case Truncated():
            return _truncate(distribution.of.distribution, distribution.low, distribution.high)
        case Chance():
            return Distribution.bernoulli(compile_distribution(distribution.of).median())
        case _:
            name, parameters = _family_and_parameters(distribution)
            return (
                _CLOSED_FORMS[name](*parameters) if name in _CLOSED_FORMS else tabulate_distribution(name, parameters)
            )


_CLOSED_FORMS: dict[str, Callable[..., Distribution]] = {
    "triangular": Distribution.triangular,
    "exponential": Distribution.exponential,
    "lognormal": Distribution.lognormal,
}


def _empirical(observed: Sequence[float]) -> Distribution:
    values = sorted(observed)
    if len(values) == 1:
        return Distribution.fixed(values[0])
    return Distribution.tabulated(np.linspace(0.0, 1.0, len(values)).tolist(), values)


def _truncate(distribution: object, low: float, high: float) -> Distribution:
    """The distribution of what lies between low and high. Raises ValueError where that is nothing."""
    match distribution:
        case Fixed() | Empirical():
            values = distribution.values if isinstance(distribution, Empirical) else (distribution.value,)
            if kept := [value for value in values if low <= value <= high]:
                return _empirical(kept)
        case Uniform():
            low, high = max(low, distribution.low), min(high, distribution.high)
            if low < high:
                return Distribution.uniform(low, high)
        case _:
            return tabulate_distribution(*_family_and_parameters(distribution), low, high)
    raise ValueError(f"truncated: nothing of {distribution!r} lies between {low} and {high}")


def _family_and_parameters(distribution: object) -> tuple[str, tuple[float, ...]]:
    """Name and parameters of a family, as sim.sampling.quantile_tables wants them."""
    match distribution:
        case Normal():
            return "normal", (distribution.mean, distribution.sd)
        case Gamma():
            return "gamma", (distribution.shape, distribution.mean)
        case Beta():
            return "beta", (distribution.a, distribution.b)
        case Exponential():
            return "exponential", (distribution.mean,)
        case Lognormal():
            return "lognormal", (distribution.median, distribution.sigma)
        case Triangular():
            return "triangular", (distribution.low, distribution.mode, distribution.high)
        case _:
            raise TypeError(f"{type(distribution).__name__} is not a distribution that can be drawn from")
