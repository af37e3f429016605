"""The single families of distributions: their parameters, and what each can tell about itself.

What a family cannot mean is refused here (a mode outside its ends, a median of 0), so that nobody who draws
from one has to ask again. How to draw is not decided here. How families are put together and written is in
`scenarios.distributions`.
"""

import math
from collections.abc import Iterable
from typing import Annotated, ClassVar, Generic, Self, TypeVar

from pydantic import Field, RootModel, model_validator

from scenarios.records import UnitGeneric, Positive, FileModel, require_positive, require_ascending

Q = TypeVar("Q", bound=float)
R = TypeVar("R")
"""Q: the quantity, a float that carries its unit, such as Seconds. R: what stands under a family's key."""

Sigma = Annotated[float, Field(ge=0, le=5, strict=True)]
"""Standard deviation of the logarithm; 5 would already mean a factor of 150 either way."""
_TAIL_SIGMAS = 6.0
"""Standard deviations beyond which a truncated distribution has nothing left to keep."""


class Family(UnitGeneric):
    """What every family can tell about itself. `kind` is the key that stands for it in a file; `positive`, its parameters that
    may not be 0.
    """

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
        """The stretch outside which so little is left that cutting it out would leave nothing to draw
        from.
        """
        return self.support()


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


class Exponential(Family, FileModel, Generic[Q]):
    """Waiting without memory."""

    kind: ClassVar[str] = "exponential"
    positive: ClassVar[tuple[str, ...]] = ("mean",)
    mean: Q

    def effective_range(self) -> tuple[float, float]:
        return 0.0, self.mean * _TAIL_SIGMAS**2 / 2

    def median_or_none(self) -> float | None:
        return self.mean * math.log(2)


class Lognormal(Family, FileModel, Generic[Q]):
    """The usual shape of human delays: its logarithm is normal. sigma: standard deviation of the natural
    logarithm.
    """

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


class Gamma(Family, FileModel, Generic[Q]):
    """A sum of waits; for inputs that vary by site."""

    kind: ClassVar[str] = "gamma"
    positive: ClassVar[tuple[str, ...]] = ("mean",)
    shape: Positive
    mean: Q

    def effective_range(self) -> tuple[float, float]:
        away = _TAIL_SIGMAS * self.mean / math.sqrt(self.shape)
        return max(0.0, self.mean - away), self.mean + away * _TAIL_SIGMAS


class Beta(Family, FileModel):
    """A share that is itself not known: as after a - 1 successes and b - 1 failures."""

    kind: ClassVar[str] = "beta"
    a: Positive
    b: Positive

    def support(self) -> tuple[float, float]:
        return 0.0, 1.0


class RootFamily(Family, RootModel[R], Generic[R]):
    """Base of the families that a file writes as one value or a list, without names of parameters."""

    def __eq__(self, other: object) -> bool:
        """Equal if of the same family with equal parameters, whether or not its unit was said."""
        return isinstance(other, RootFamily) and other.kind == self.kind and other.root == self.root

    def __hash__(self) -> int:
        return hash((self.kind, self.root))


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


def span_of(stretches: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """From the lowest low to the highest high."""
    ends = list(stretches)
    return min(low for low, _ in ends), max(high for _, high in ends)
