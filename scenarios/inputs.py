"""Uncertain inputs: a distribution, the scale it varies by, and the evidence behind it, in one mapping.

    recognition:
      lognormal: {median: 15 s, sigma: 0.8}
      varies: person
      evidence: {basis: assumed, row: 1, range: 5 s to 45 s}

`varies` says how often a value is drawn: once for the site, or for each replication, zone, person or event. An input is named by its path
in the file, such as `phones.audible`; list members go by their `id` or position. Strategies that share an input give it the same name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, Self, TypeVar, get_args

from pydantic import BaseModel, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from scenarios.base import FileModel
from scenarios.diagnostics import quote, validation_error
from scenarios.distributions import AnyDistribution, Beta, Chance, Family, Fixed, iterate_distributions
from scenarios.evidence import Control, Evidence
from scenarios.levers import Lever
from scenarios.units import (
    LENGTH,
    NUMBER,
    SHARE,
    SPEED,
    TIME,
    Dimension,
    Meters,
    MetersPerSecond,
    Number,
    Seconds,
    Share,
)

Q = TypeVar("Q", bound=float)
Scale = Literal["site", "replication", "zone", "person", "event"]
"""Who draws anew."""


class Input(FileModel):
    """Any uncertain input. `varies` may be left out where the value is fixed."""

    dimension: ClassVar[Dimension]
    varies: Scale = "site"
    evidence: Evidence[Any]
    lever: Lever[Any] | None = None

    @model_validator(mode="before")
    @classmethod
    def _require_full_form(cls, given: Any) -> Any:
        if not isinstance(given, str | int | float):
            return given
        key = "chance" if issubclass(cls, ChanceInput) else "fixed"
        raise validation_error(f"{quote(given)} has no evidence", f"write {{{key}: {given}, evidence: {{basis: ...}}}}")

    @property
    def distribution(self) -> Family:
        """The distribution that is given, its parameters in the unit of the input."""
        raise NotImplementedError

    @property
    def control(self) -> Control:
        """What a school can do about it."""
        return self.evidence.find_control()

    def _check(self) -> Self:
        """Refuses a missing `varies`, a range beside the median, and a distribution that reaches where the quantity cannot."""
        distribution, range_ = self.distribution, self.evidence.range
        if "varies" not in self.model_fields_set and not isinstance(distribution, Fixed):
            raise validation_error('there is no "varies"', f"one of {', '.join(get_args(Scale))}")
        middle = distribution.median_or_none()
        if range_ is not None and middle is not None and not range_.low <= middle <= range_.high:
            raise validation_error("the median of the input lies outside its range", at=("evidence", "range"))
        name, at = self.dimension.name, (distribution.kind,)
        if self.dimension is not SHARE and any(isinstance(part, Beta) for part in iterate_distributions(distribution)):
            raise validation_error("beta gives shares", f"this is {name}", at=at)
        low, high = distribution.support()
        if low < self.dimension.least or (self.dimension is SHARE and high > self.dimension.most):
            ends = "low: 0, high: 1" if self.dimension is SHARE else "low: ..., high: ..."
            hint = f"put it inside truncated: {{of: ..., {ends}}}"
            raise validation_error(f"it reaches outside what {name} can be", hint, at=at)
        if self.lever is not None:
            self._check_lever(self.lever)
        return self

    def _check_lever(self, lever: Lever[Any]) -> None:
        """Refuses a lever of what a school cannot change, one that leaves the range, and a site's unknown that is kept at times."""
        span = self.evidence.range
        if self.control != "lever":
            message = f"a lever, but by its evidence the input is {self.control}"
            raise validation_error(message, "write control: lever into its evidence, or leave this out", ("lever",))
        if span is None:
            raise validation_error("the input has no range", 'give "range" in its evidence', ("lever", "to"))
        if not span.low <= lever.to <= span.high:
            value, low, high = map(self.dimension.format, (lever.to, span.low, span.high))
            message = f"{value} lies outside the range of the input"
            raise validation_error(message, f"choose a value from {low} to {high}", ("lever", "to"))
        if self.varies == "site" and lever.kept < 1:
            message = "an input that varies by site is never drawn, so its lever is kept or not"
            raise validation_error(message, 'leave out "kept"', ("lever", "kept"))


class QuantityInput(AnyDistribution[Q], Input, Generic[Q]):
    """An uncertain quantity."""

    evidence: Evidence[Q]
    lever: Lever[Q] | None = None

    @model_validator(mode="after")
    def _check_quantity(self) -> Self:
        return self._check()


class DurationInput(QuantityInput[Seconds]):
    """An uncertain time, in seconds."""

    dimension: ClassVar[Dimension] = TIME


class ShareInput(QuantityInput[Share]):
    """An uncertain share, 0 to 1."""

    dimension: ClassVar[Dimension] = SHARE


class SpeedInput(QuantityInput[MetersPerSecond]):
    """An uncertain speed, in meters per second."""

    dimension: ClassVar[Dimension] = SPEED


class LengthInput(QuantityInput[Meters]):
    """An uncertain length, in meters."""

    dimension: ClassVar[Dimension] = LENGTH


class CountInput(QuantityInput[Number]):
    """An uncertain number without a unit, 0 or more. A distribution may give fractions; who uses it rounds."""

    dimension: ClassVar[Dimension] = NUMBER


class ChanceInput(Input):
    """Yes or no: `chance: 0.93`, or a distribution of the chance, `chance: {beta: {a: 16, b: 4}}`.

    `varies` says who draws a yes or no of their own. The chance itself, where it is a distribution, differs by site.
    """

    dimension: ClassVar[Dimension] = SHARE
    chance: Chance
    evidence: Evidence[Share]
    lever: Lever[Share] | None = None

    @property
    def distribution(self) -> Chance:
        """The yes or no."""
        return self.chance

    @model_validator(mode="after")
    def _check_probability(self) -> Self:
        return self._check()


@dataclass(frozen=True, init=False)
class AllowedScales:
    """What an input of this field may vary by: `recognition: Annotated[DurationInput, Varies("person", "site")]`."""

    allowed: tuple[Scale, ...]

    def __init__(self, *allowed: Scale) -> None:
        object.__setattr__(self, "allowed", allowed)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def _check(self, given: Any) -> Any:
        if given is None or given.varies in self.allowed or isinstance(given.distribution, Fixed):
            return given
        allowed = " or ".join(self.allowed)
        raise validation_error(f"this cannot vary by {given.varies}", f"it may vary by {allowed}", at=("varies",))


def iterate_named_inputs(model: BaseModel, prefix: str = "") -> Iterator[tuple[str, Input]]:
    """(name, input) for all uncertain inputs of a model, in the order of its fields."""
    for field in type(model).model_fields:
        name = f"{prefix}.{field.rstrip('_')}" if prefix else field.rstrip("_")
        yield from _iterate_below(getattr(model, field), name)


def _iterate_below(value: object, name: str) -> Iterator[tuple[str, Input]]:
    if isinstance(value, Input):
        yield name, value
    elif isinstance(value, BaseModel):
        yield from iterate_named_inputs(value, name)
    elif isinstance(value, list | tuple):
        for i, item in enumerate(value):
            yield from _iterate_below(item, f"{name}.{label_item(item, i)}")


def label_item(item: object, place: int) -> str:
    """What a list member is called in a path: its id, its kinds, or its position from 1. An id has no dot: `aide-{1-3}`."""
    for field in ("id", "kinds", "kind"):
        label = getattr(item, field, None)
        if isinstance(label, str):
            return label.replace("..", "-")
        if isinstance(label, list):
            return "+".join([*label, *([item.during] if getattr(item, "during", None) else [])])  # type: ignore[attr-defined]
    return str(place + 1)
