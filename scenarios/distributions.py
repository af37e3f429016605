"""Families of distributions, with exactly one key and its parameters in a file: `lognormal: {median: 20 s, sigma: 0.9}`.

The families are generic over the unit, so the parameters of a duration are durations. Part of a distribution may be cut out (`truncated`)
and several may be mixed (`mixture`), one level deep. A family refuses impossible parameters, such as a mode outside its ends, so later code
need not check again. Sampling is in `sim.sampling.distributions`. Code may use the model's own units: `Lognormal(median=20.0, sigma=0.9)`.
"""

import math
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, ClassVar, Generic, Self, TypeVar

from pydantic import BeforeValidator, Field, RootModel, model_validator

from scenarios.base import FileModel, Positive, UnitGeneric, require_ascending, require_one, require_positive
from scenarios.diagnostics import validation_error
from scenarios.units import Share

Q = TypeVar("Q", bound=float)


def _refuse_empty(value: object) -> object:
    if value is None:
        raise validation_error("there are no parameters here")
    return value


class Family(UnitGeneric):
    """Base of every family. `kind` is its key in a file; `positive`: its parameters that may not be 0."""

    kind: ClassVar[str]
    positive: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="after")
    def _require_positive(self) -> Self:
        require_positive(**{name: getattr(self, name) for name in self.positive})
        return self

    def support(self) -> tuple[float, float]:
        """Lowest and highest value there can be, in the unit of the input."""
        return 0.0, math.inf

    def median_or_none(self) -> float | None:
        """The median, where it can be told without a table; else None."""
        return None

    def components(self) -> tuple["Family", ...]:
        """The distributions that this one is made of."""
        return ()

    def effective_range(self) -> tuple[float, float]:
        """The stretch outside which so little is left that cutting it out would leave nothing to draw from."""
        return self.support()


class Beta(Family, FileModel):
    """A share that is itself not known: as after a - 1 successes and b - 1 failures."""

    kind: ClassVar[str] = "beta"
    a: Positive
    b: Positive

    def support(self) -> tuple[float, float]:
        return 0.0, 1.0


R = TypeVar("R")
"""Q: the quantity, a float that carries its unit, such as Seconds. R: the value of a family's key."""


class RootFamily(Family, RootModel[R], Generic[R]):
    """Base of the families that a file writes as one value or a list, without names of parameters."""

    def __eq__(self, other: object) -> bool:
        """Equal if of the same family with equal parameters, whether or not its unit was said."""
        return isinstance(other, RootFamily) and other.kind == self.kind and other.root == self.root

    def __hash__(self) -> int:
        return hash((self.kind, self.root))


class Empirical(RootFamily[tuple[Q, ...]], Generic[Q]):
    """Values that were observed, each as likely."""

    kind: ClassVar[str] = "empirical"
    root: Annotated[tuple[Q, ...], Field(min_length=1, max_length=10_000)]

    @property
    def values(self) -> tuple[Q, ...]:
        """The observed values, in the order of the file."""
        return self.root

    def support(self) -> tuple[float, float]:
        return span_of((value, value) for value in self.root)


class Exponential(Family, FileModel, Generic[Q]):
    """Waiting without memory."""

    kind: ClassVar[str] = "exponential"
    positive: ClassVar[tuple[str, ...]] = ("mean",)
    mean: Q

    def effective_range(self) -> tuple[float, float]:
        return 0.0, self.mean * _TAIL_SIGMAS**2 / 2

    def median_or_none(self) -> float | None:
        return self.mean * math.log(2)


class Fixed(RootFamily[Q], Generic[Q]):
    """One value, always."""

    kind: ClassVar[str] = "fixed"

    @property
    def value(self) -> Q:
        """The value, in the unit of the input."""
        return self.root

    def support(self) -> tuple[float, float]:
        return self.root, self.root

    def median_or_none(self) -> float | None:
        return self.root


class Gamma(Family, FileModel, Generic[Q]):
    """A sum of waits; for inputs that vary by site."""

    kind: ClassVar[str] = "gamma"
    positive: ClassVar[tuple[str, ...]] = ("mean",)
    shape: Positive
    mean: Q

    def effective_range(self) -> tuple[float, float]:
        away = _TAIL_SIGMAS * self.mean / math.sqrt(self.shape)
        return max(0.0, self.mean - away), self.mean + away * _TAIL_SIGMAS


Sigma = Annotated[float, Field(ge=0, le=5, strict=True)]
"""Standard deviation of the logarithm; 5 would already mean a factor of 150 either way."""


class Lognormal(Family, FileModel, Generic[Q]):
    """The usual shape of human delays: its logarithm is normal. sigma: standard deviation of the natural logarithm."""

    kind: ClassVar[str] = "lognormal"
    positive: ClassVar[tuple[str, ...]] = ("median",)
    median: Q
    sigma: Sigma

    def median_or_none(self) -> float | None:
        return self.median

    def effective_range(self) -> tuple[float, float]:
        return self.median * math.exp(-_TAIL_SIGMAS * self.sigma), self.median * math.exp(_TAIL_SIGMAS * self.sigma)


class Normal(Family, FileModel, Generic[Q]):
    """The bell curve. It goes below 0, so quantities that cannot need it inside `truncated`."""

    kind: ClassVar[str] = "normal"
    positive: ClassVar[tuple[str, ...]] = ("sd",)
    mean: Q
    sd: Q

    def support(self) -> tuple[float, float]:
        return -math.inf, math.inf

    def median_or_none(self) -> float | None:
        return self.mean

    def effective_range(self) -> tuple[float, float]:
        return self.mean - _TAIL_SIGMAS * self.sd, self.mean + _TAIL_SIGMAS * self.sd


class Triangular(Family, FileModel, Generic[Q]):
    """Likeliest at the mode, falling in straight lines to both ends."""

    kind: ClassVar[str] = "triangular"
    low: Q
    mode: Q
    high: Q

    @model_validator(mode="after")
    def _require_order(self) -> Self:
        require_ascending(("low", self.low), ("high", self.high))
        require_ascending(("low", self.low), ("mode", self.mode), ("high", self.high), strictly=False)
        return self

    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def median_or_none(self) -> float | None:
        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        if left >= right:
            return self.low + math.sqrt(width * left / 2)
        return self.high - math.sqrt(width * right / 2)


class Uniform(Family, FileModel, Generic[Q]):
    """Every value between the ends is as likely."""

    kind: ClassVar[str] = "uniform"
    low: Q
    high: Q

    @model_validator(mode="after")
    def _require_order(self) -> Self:
        require_ascending(("low", self.low), ("high", self.high))
        return self

    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def median_or_none(self) -> float | None:
        return (self.low + self.high) / 2


class PlainDistribution(UnitGeneric, FileModel, Generic[Q]):
    """The mapping that holds exactly one distribution, under the key of its family: here one not made of others."""

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
        low, high = self.of.distribution.support()
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
        return span_of(part.of.distribution.support() for part in self.root)

    def components(self) -> tuple[Family, ...]:
        return tuple(distribution for _, distribution in self.parts)


class AnyDistribution(BoundedDistribution[Q], Generic[Q]):
    """The same, or a mixture: every distribution there is."""

    mixture: Annotated[Mixture[Q] | None, BeforeValidator(_refuse_empty)] = None


def _expand_shorthand(value: object) -> object:
    """`chance: 0.93` is short for `chance: {fixed: 0.93}`."""
    return value if isinstance(value, dict | AnyDistribution) else {"fixed": value}


class Chance(RootFamily[Annotated[AnyDistribution[Share], BeforeValidator(_expand_shorthand)]]):
    """Yes or no. How likely yes is, is one share, or a distribution of shares where that itself differs by site."""

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
"""The keys of distributions."""


def iterate_distributions(distribution: Family) -> Iterator[Family]:
    """The distribution and all that it is made of."""
    yield distribution
    for inner in distribution.components():
        yield from iterate_distributions(inner)


_TAIL_SIGMAS = 6.0
"""Standard deviations beyond which a truncated distribution has nothing left to keep."""


def span_of(stretches: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """From the lowest low to the highest high."""
    ends = list(stretches)
    return min(low for low, _ in ends), max(high for _, high in ends)
