"""From a distribution of a scenario file to a compiled law.

Closed families stay closed. Normal, beta and gamma are tabulated, and so is what truncation leaves of a
family. An empirical distribution is continuous: straight lines through the sorted observations, the smallest
and largest being its ends (as in Law, "Simulation Modeling and Analysis", and numpy's default quantile). The
probability of a yes-or-no that is itself uncertain stands at its median, because what is not known about a
site is not luck.
"""

from collections.abc import Callable, Sequence

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
from sim.laws import DistributionFamily, Distribution
from sim.quantile_tables import tabulate_distribution

__all__ = ["DistributionFamily", "Distribution", "compile_distribution"]


def compile_distribution(distribution: object) -> Distribution:
    """The compiled law of a distribution model (scenarios.distributions), in the unit of its input.

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
            return _CLOSED_FORMS[name](*parameters) if name in _CLOSED_FORMS else tabulate_distribution(name, parameters)


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
    """The law of what lies between low and high. Raises ValueError where that is nothing."""
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
    """Name and parameters of a family, as sim.quantile_tables wants them."""
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
