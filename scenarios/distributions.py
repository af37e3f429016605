"""The families of distributions that a file may use, and which of their parameters make sense.

A distribution is one key with its parameters, `lognormal: {median: 20 s, sigma: 0.9}`. The families are
generic over the unit, so that the parameters of a duration are durations. What a family cannot mean is
refused here (a mode outside its ends, a weight of 0), so that nobody who draws from one has to ask again. How
to draw is not decided here.

Code may make them too, in the units the model counts in: `Lognormal(median=20.0, sigma=0.9)`.
"""

import math
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, ClassVar, Generic, Self, TypeVar

from pydantic import BeforeValidator, Field, RootModel, model_validator

from scenarios.problems import refusal
from scenarios.records import PerUnit, Positive, Record, above_zero, ascending, exactly_one
from scenarios.units import Share

Q = TypeVar("Q", bound=float)
R = TypeVar("R")
"""Q: the quantity, a float that carries its unit, such as Seconds. R: what stands under a family's key."""

Sigma = Annotated[float, Field(ge=0, le=5, strict=True)]
"""Standard deviation of the logarithm; 5 would already mean a factor of 150 either way."""
_FAR = 6.0
"""Standard deviations beyond which a truncated distribution has nothing left to keep."""


class Family(PerUnit):
    """What every family can tell about itself. `kind` is the key that stands for it in a file."""

    kind: ClassVar[str]

    def reach(self) -> tuple[float, float]:
        """Lowest and highest value there can be, in the unit of the input."""
        return 0.0, math.inf

    def middle(self) -> float | None:
        """The median, where it can be told without a table; else None."""
        return None

    def inner(self) -> tuple["Family", ...]:
        """The distributions that this one is made of."""
        return ()

    def mass_between(self) -> tuple[float, float]:
        """The stretch outside which so little is left that cutting it out would leave nothing to draw
        from.
        """
        return self.reach()


class Uniform(Family, Record, Generic[Q]):
    """Every value between the ends is as likely."""

    kind: ClassVar[str] = "uniform"
    low: Q
    high: Q

    @model_validator(mode="after")
    def _rises(self) -> Self:
        ascending(("low", self.low), ("high", self.high))
        return self

    def reach(self) -> tuple[float, float]:
        return self.low, self.high

    def middle(self) -> float | None:
        return (self.low + self.high) / 2


class Triangular(Family, Record, Generic[Q]):
    """Likeliest at the mode, falling in straight lines to both ends."""

    kind: ClassVar[str] = "triangular"
    low: Q
    mode: Q
    high: Q

    @model_validator(mode="after")
    def _rises(self) -> Self:
        ascending(("low", self.low), ("high", self.high))
        ascending(("low", self.low), ("mode", self.mode), ("high", self.high), strictly=False)
        return self

    def reach(self) -> tuple[float, float]:
        return self.low, self.high

    def middle(self) -> float | None:
        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        if left >= right:
            return self.low + math.sqrt(width * left / 2)
        return self.high - math.sqrt(width * right / 2)


class Exponential(Family, Record, Generic[Q]):
    """Waiting without memory."""

    kind: ClassVar[str] = "exponential"
    mean: Q

    @model_validator(mode="after")
    def _positive(self) -> Self:
        above_zero(mean=self.mean)
        return self

    def mass_between(self) -> tuple[float, float]:
        return 0.0, self.mean * _FAR**2 / 2

    def middle(self) -> float | None:
        return self.mean * math.log(2)


class Lognormal(Family, Record, Generic[Q]):
    """The usual shape of human delays: its logarithm is normal. sigma: standard deviation of the natural
    logarithm.
    """

    kind: ClassVar[str] = "lognormal"
    median: Q
    sigma: Sigma

    @model_validator(mode="after")
    def _positive(self) -> Self:
        above_zero(median=self.median)
        return self

    def middle(self) -> float | None:
        return self.median

    def mass_between(self) -> tuple[float, float]:
        return self.median * math.exp(-_FAR * self.sigma), self.median * math.exp(_FAR * self.sigma)


class Normal(Family, Record, Generic[Q]):
    """The bell curve. It goes below 0, so quantities that cannot need it inside `truncated`."""

    kind: ClassVar[str] = "normal"
    mean: Q
    sd: Q

    @model_validator(mode="after")
    def _positive(self) -> Self:
        above_zero(sd=self.sd)
        return self

    def reach(self) -> tuple[float, float]:
        return -math.inf, math.inf

    def middle(self) -> float | None:
        return self.mean

    def mass_between(self) -> tuple[float, float]:
        return self.mean - _FAR * self.sd, self.mean + _FAR * self.sd


class Gamma(Family, Record, Generic[Q]):
    """A sum of waits; for inputs that vary by site."""

    kind: ClassVar[str] = "gamma"
    shape: Positive
    mean: Q

    @model_validator(mode="after")
    def _positive(self) -> Self:
        above_zero(mean=self.mean)
        return self

    def mass_between(self) -> tuple[float, float]:
        away = _FAR * self.mean / math.sqrt(self.shape)
        return max(0.0, self.mean - away), self.mean + away * _FAR


class Beta(Family, Record):
    """A share that is itself not known: as after a - 1 successes and b - 1 failures."""

    kind: ClassVar[str] = "beta"
    a: Positive
    b: Positive

    def reach(self) -> tuple[float, float]:
        return 0.0, 1.0


class Rooted(Family, RootModel[R], Generic[R]):
    """Base of the families that a file writes as one value or a list, without names of parameters."""

    def __eq__(self, other: object) -> bool:
        """Equal if of the same family with equal parameters, whether or not its unit was said."""
        return isinstance(other, Rooted) and other.kind == self.kind and other.root == self.root

    def __hash__(self) -> int:
        return hash((self.kind, self.root))


class Fixed(Rooted[Q], Generic[Q]):
    """One value, always."""

    kind: ClassVar[str] = "fixed"

    @property
    def value(self) -> Q:
        """The value, in the unit of the input."""
        return self.root

    def reach(self) -> tuple[float, float]:
        return self.root, self.root

    def middle(self) -> float | None:
        return self.root


class Empirical(Rooted[tuple[Q, ...]], Generic[Q]):
    """Values that were observed, each as likely."""

    kind: ClassVar[str] = "empirical"
    root: Annotated[tuple[Q, ...], Field(min_length=1, max_length=10_000)]

    @property
    def values(self) -> tuple[Q, ...]:
        """The observed values, in the order of the file."""
        return self.root

    def reach(self) -> tuple[float, float]:
        return _span((value, value) for value in self.root)


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
        return _span(part.of.distribution.reach() for part in self.root)

    def inner(self) -> tuple[Family, ...]:
        return tuple(distribution for _, distribution in self.parts)


class Choice(Bounded[Q], Generic[Q]):
    """The same, or a mixture: every distribution there is."""

    mixture: Annotated[Mixture[Q] | None, BeforeValidator(_not_empty)] = None


def _span(stretches: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """From the lowest low to the highest high."""
    ends = list(stretches)
    return min(low for low, _ in ends), max(high for _, high in ends)


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
