"""Distributions as a file writes them: exactly one key with its parameters, `lognormal: {median: 20 s, sigma:
0.9}`.

The families are generic over the unit, so that the parameters of a duration are durations. A part of a
distribution may be cut out (`truncated`), and several may be mixed (`mixture`), of which any may be cut; no
deeper, because nobody could read it. The families themselves stand in `scenarios.families`.

Code may make them too, in the units the model counts in: `Lognormal(median=20.0, sigma=0.9)`.
"""

import math
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Generic, Self, TypeVar

from pydantic import BeforeValidator, Field, model_validator

from scenarios.families import (
    Beta,
    Empirical,
    Exponential,
    Family,
    Fixed,
    Gamma,
    Lognormal,
    Normal,
    Rooted,
    Triangular,
    Uniform,
    span,
)
from scenarios.problems import refusal
from scenarios.records import PerUnit, Positive, Record, ascending, exactly_one
from scenarios.units import Share

__all__ = [
    "FAMILIES",
    "Beta",
    "Chance",
    "Choice",
    "Distribution",
    "Empirical",
    "Exponential",
    "Family",
    "Fixed",
    "Gamma",
    "Lognormal",
    "Mixture",
    "Normal",
    "Triangular",
    "Truncated",
    "Uniform",
    "every",
]

Q = TypeVar("Q", bound=float)


def _not_empty(value: object) -> object:
    if value is None:
        raise refusal("there are no parameters here")
    return value


class Plain(PerUnit, Record, Generic[Q]):
    """The mapping that holds exactly one distribution, under the key of its family: here one not made of
    others.
    """

    fixed: Annotated[Fixed[Q] | None, BeforeValidator(_not_empty)] = None
    uniform: Annotated[Uniform[Q] | None, BeforeValidator(_not_empty)] = None
    triangular: Annotated[Triangular[Q] | None, BeforeValidator(_not_empty)] = None
    exponential: Annotated[Exponential[Q] | None, BeforeValidator(_not_empty)] = None
    lognormal: Annotated[Lognormal[Q] | None, BeforeValidator(_not_empty)] = None
    normal: Annotated[Normal[Q] | None, BeforeValidator(_not_empty)] = None
    gamma: Annotated[Gamma[Q] | None, BeforeValidator(_not_empty)] = None
    beta: Annotated[Beta | None, BeforeValidator(_not_empty)] = None
    empirical: Annotated[Empirical[Q] | None, BeforeValidator(_not_empty)] = None

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        return ((name, value) for name, value in super().__repr_args__() if value is not None)

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        allowed = [name for name in type(self).model_fields if name in FAMILIES]
        exactly_one([name for name in allowed if getattr(self, name) is not None], allowed, "distribution")
        return self

    @property
    def distribution(self) -> "Distribution":
        """The one that is given."""
        given = (getattr(self, name, None) for name in FAMILIES)
        found: Distribution = next(one for one in given if one is not None)
        return found


class Truncated(Family, Record, Generic[Q]):
    """Another distribution, of which only the part between low and high is kept."""

    kind: ClassVar[str] = "truncated"
    of: Plain[Q]
    low: Q
    high: Q

    @model_validator(mode="after")
    def _keeps_something(self) -> Self:
        ascending(("low", self.low), ("high", self.high))
        lowest, highest = self.of.distribution.mass_between()
        if not (lowest < self.high and self.low < highest):
            raise refusal('nothing of the distribution lies between "low" and "high"', at=("of",))
        return self

    def reach(self) -> tuple[float, float]:
        low, high = self.of.distribution.reach()
        return max(low, float(self.low)), min(high, float(self.high))

    def inner(self) -> tuple[Family, ...]:
        return (self.of.distribution,)


class Bounded(Plain[Q], Generic[Q]):
    """The same, or one cut to a stretch: what a mixture may be made of."""

    truncated: Annotated[Truncated[Q] | None, BeforeValidator(_not_empty)] = None


class Part(PerUnit, Record, Generic[Q]):
    """One part of a mixture. weight: above 0, any scale; the parts are as likely as their weights."""

    weight: Positive
    of: Bounded[Q]


class Mixture(Rooted[tuple[Part[Q], ...]], Generic[Q]):
    """Several distributions, one of which is drawn from each time, as likely as its weight."""

    kind: ClassVar[str] = "mixture"
    root: Annotated[tuple[Part[Q], ...], Field(min_length=1, max_length=100)]

    @property
    def parts(self) -> "tuple[tuple[float, Distribution], ...]":
        """(share, distribution) of each part; the shares add up to 1."""
        total = math.fsum(part.weight for part in self.root)
        return tuple((part.weight / total, part.of.distribution) for part in self.root)

    def reach(self) -> tuple[float, float]:
        return span(part.of.distribution.reach() for part in self.root)

    def inner(self) -> tuple[Family, ...]:
        return tuple(distribution for _, distribution in self.parts)


class Choice(Bounded[Q], Generic[Q]):
    """The same, or a mixture: every distribution there is."""

    mixture: Annotated[Mixture[Q] | None, BeforeValidator(_not_empty)] = None


def _as_choice(value: object) -> object:
    """`chance: 0.93` is short for `chance: {fixed: 0.93}`."""
    return value if isinstance(value, dict | Choice) else {"fixed": value}


class Chance(Rooted[Annotated[Choice[Share], BeforeValidator(_as_choice)]]):
    """Yes or no. How likely yes is, is one share, or a distribution of shares where that itself differs by
    site.
    """

    kind: ClassVar[str] = "chance"

    @property
    def of(self) -> "Distribution":
        """The distribution of the chance itself; Fixed where it is one number."""
        return self.root.distribution

    def reach(self) -> tuple[float, float]:
        return self.of.reach()

    def middle(self) -> float | None:
        return self.of.middle()

    def inner(self) -> tuple[Family, ...]:
        return (self.of,)


Distribution = (
    Fixed[float]
    | Uniform[float]
    | Triangular[float]
    | Exponential[float]
    | Lognormal[float]
    | Normal[float]
    | Gamma[float]
    | Beta
    | Truncated[float]
    | Mixture[float]
    | Empirical[float]
)
FAMILIES: tuple[str, ...] = tuple(Choice.model_fields)
"""The keys that stand for a distribution."""


def every(distribution: Family) -> Iterator[Family]:
    """The distribution and all that it is made of."""
    yield distribution
    for inner in distribution.inner():
        yield from every(inner)
