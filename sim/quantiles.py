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
from sim.laws import Kind, Law
from sim.quantile_tables import tabulated

__all__ = ["Kind", "Law", "law_of"]


def law_of(distribution: object) -> Law:
    """The compiled law of a distribution model (scenarios.distributions), in the unit of its input.

    Raises ValueError where nothing of a distribution is left to draw from, TypeError for an unknown family.
    """
    match distribution:
        case Fixed():
            return Law.fixed(distribution.value)
        case Uniform():
            return Law.uniform(distribution.low, distribution.high)
        case Empirical():
            return _empirical(distribution.values)
        case Mixture():
            return Law.mixture([(weight, law_of(part)) for weight, part in distribution.parts])
        case Truncated():
            return _cut(distribution.of.distribution, distribution.low, distribution.high)
        case Chance():
            return Law.chance(law_of(distribution.of).median())
        case _:
            name, parameters = _named(distribution)
            return _CLOSED[name](*parameters) if name in _CLOSED else tabulated(name, parameters)


_CLOSED: dict[str, Callable[..., Law]] = {
    "triangular": Law.triangular,
    "exponential": Law.exponential,
    "lognormal": Law.lognormal,
}


def _empirical(observed: Sequence[float]) -> Law:
    values = sorted(observed)
    if len(values) == 1:
        return Law.fixed(values[0])
    return Law.tabulated(np.linspace(0.0, 1.0, len(values)).tolist(), values)


def _cut(distribution: object, low: float, high: float) -> Law:
    """The law of what lies between low and high. Raises ValueError where that is nothing."""
    match distribution:
        case Fixed() | Empirical():
            values = distribution.values if isinstance(distribution, Empirical) else (distribution.value,)
            if kept := [value for value in values if low <= value <= high]:
                return _empirical(kept)
        case Uniform():
            low, high = max(low, distribution.low), min(high, distribution.high)
            if low < high:
                return Law.uniform(low, high)
        case _:
            return tabulated(*_named(distribution), low, high)
    raise ValueError(f"truncated: nothing of {distribution!r} lies between {low} and {high}")


def _named(distribution: object) -> tuple[str, tuple[float, ...]]:
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
