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
    RootFamily,
    Triangular,
    Uniform,
    span_of,
)
from scenarios.problems import validation_error
from scenarios.records import UnitGeneric, Positive, FileModel, require_ascending, require_one
from scenarios.units import Share

__all__ = [
    "FAMILIES",
    "Beta",
    "Chance",
    "AnyDistribution",
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
    "iterate_distributions",
]

Q = TypeVar("Q", bound=float)


def _refuse_empty(value: object) -> object:
    if value is None:
        raise validation_error("there are no parameters here")
    return value


class PlainDistribution(UnitGeneric, FileModel, Generic[Q]):
    """The mapping that holds exactly one distribution, under the key of its family: here one not made of
    others.
    """

    fixed: Annotated[Fixed[Q] | None, BeforeValidator(_refuse_empty)] = None
    uniform: Annotated[Uniform[Q] | None, BeforeValidator(_refuse_empty)] = None
    triangular: Annotated[Triangular[Q] | None, BeforeValidator(_refuse_empty)] = None
    exponential: Annotated[Exponential[Q] | None, BeforeValidator(_refuse_empty)] = None
    lognormal: Annotated[Lognormal[Q] | None, BeforeValidator(_refuse_empty)] = None
    normal: Annotated[Normal[Q] | None, BeforeValidator(_refuse_empty)] = None
    gamma: Annotated[Gamma[Q] | None, BeforeValidator(_refuse_empty)] = None
    beta: Annotated[Beta | None, BeforeValidator(_refuse_empty)] = None
    empirical: Annotated[Empirical[Q] | None, BeforeValidator(_refuse_empty)] = None

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        return ((name, value) for name, value in super().__repr_args__() if value is not None)

    @model_validator(mode="after")
    def _require_one(self) -> Self:
        allowed = [name for name in type(self).model_fields if name in FAMILIES]
        require_one([name for name in allowed if getattr(self, name) is not None], allowed, "distribution")
        return self

    @property
    def distribution(self) -> "Distribution":
        """The one that is given."""
        given = (getattr(self, name, None) for name in FAMILIES)
        found: Distribution = next(one for one in given if one is not None)
        return found


class Truncated(Family, FileModel, Generic[Q]):
    """Another distribution, of which only the part between low and high is kept."""

    kind: ClassVar[str] = "truncated"
    of: PlainDistribution[Q]
    low: Q
    high: Q

    @model_validator(mode="after")
    def _require_overlap(self) -> Self:
        require_ascending(("low", self.low), ("high", self.high))
        lowest, highest = self.of.distribution.effective_range()
        if not (lowest < self.high and self.low < highest):
            raise validation_error('nothing of the distribution lies between "low" and "high"', at=("of",))
        return self

    def support(self) -> tuple[float, float]:
        low, high = self.of.distribution.reach()
        return max(low, float(self.low)), min(high, float(self.high))

    def components(self) -> tuple[Family, ...]:
        return (self.of.distribution,)


class BoundedDistribution(PlainDistribution[Q], Generic[Q]):
    """The same, or one cut to a stretch: what a mixture may be made of."""

    truncated: Annotated[Truncated[Q] | None, BeforeValidator(_refuse_empty)] = None


class Component(UnitGeneric, FileModel, Generic[Q]):
    """One part of a mixture. weight: above 0, any scale; the parts are as likely as their weights."""

    weight: Positive
    of: BoundedDistribution[Q]


class Mixture(RootFamily[tuple[Component[Q], ...]], Generic[Q]):
    """Several distributions, one of which is drawn from each time, as likely as its weight."""

    kind: ClassVar[str] = "mixture"
    root: Annotated[tuple[Component[Q], ...], Field(min_length=1, max_length=100)]

    @property
    def parts(self) -> "tuple[tuple[float, Distribution], ...]":
        """(share, distribution) of each part; the shares add up to 1."""
        total = math.fsum(part.weight for part in self.root)
        return tuple((part.weight / total, part.of.distribution) for part in self.root)

    def support(self) -> tuple[float, float]:
        return span_of(part.of.distribution.reach() for part in self.root)

    def components(self) -> tuple[Family, ...]:
        return tuple(distribution for _, distribution in self.parts)


class AnyDistribution(BoundedDistribution[Q], Generic[Q]):
    """The same, or a mixture: every distribution there is."""

    mixture: Annotated[Mixture[Q] | None, BeforeValidator(_refuse_empty)] = None


def _expand_shorthand(value: object) -> object:
    """`chance: 0.93` is short for `chance: {fixed: 0.93}`."""
    return value if isinstance(value, dict | AnyDistribution) else {"fixed": value}


class Chance(RootFamily[Annotated[AnyDistribution[Share], BeforeValidator(_expand_shorthand)]]):
    """Yes or no. How likely yes is, is one share, or a distribution of shares where that itself differs by
    site.
    """

    kind: ClassVar[str] = "chance"

    @property
    def of(self) -> "Distribution":
        """The distribution of the chance itself; Fixed where it is one number."""
        return self.root.distribution

    def support(self) -> tuple[float, float]:
        return self.of.support()

    def median_or_none(self) -> float | None:
        return self.of.median_or_none()

    def components(self) -> tuple[Family, ...]:
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
FAMILIES: tuple[str, ...] = tuple(AnyDistribution.model_fields)
"""The keys that stand for a distribution."""


def iterate_distributions(distribution: Family) -> Iterator[Family]:
    """The distribution and all that it is made of."""
    yield distribution
    for inner in distribution.components():
        yield from iterate_distributions(inner)
