"""Distributions of which nothing is left, or that no range can be tried with, found wherever in a file they stand."""

import math
from collections.abc import Iterator

from pydantic import BaseModel

from scenarios.distributions import Mixture, every
from scenarios.families import Empirical, Family, Fixed
from scenarios.inputs import Input
from scenarios.place import Finding, Where

HALF = 0.5


def check_inputs(model: BaseModel) -> Iterator[Finding]:
    """Truncated observations of which none lies between the ends."""
    for where, source in inputs_below(model):
        if any(_is_void(part) for part in every(source.distribution)):
            yield Finding(where, "none of the values lies between low and high, so there is nothing to draw")


def notes_on_inputs(model: BaseModel) -> Iterator[Finding]:
    """Ranges of a median that stays 0 however the rest is scaled."""
    for where, source in inputs_below(model):
        if source.evidence.range is not None and _is_mostly_nothing(source.distribution):
            message = "at least half of the values are 0, so its median cannot be moved; a comparison leaves this range out"
            yield Finding((*where, "evidence", "range"), message)


def _is_mostly_nothing(distribution: Family) -> bool:
    nothing = 0.0
    if isinstance(distribution, Empirical):
        nothing = sum(value == 0 for value in distribution.values) / len(distribution.values)
    elif isinstance(distribution, Mixture):
        nothing = math.fsum(share for share, part in distribution.parts if part.reach() == (0, 0))
    return nothing >= HALF


def inputs_below(value: object, where: Where = ()) -> Iterator[tuple[Where, Input]]:
    """The uncertain inputs of a model, with their places in its file."""
    if isinstance(value, Input):
        yield where, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            if name in value.__dict__:  # not a part that is wrong
                yield from inputs_below(getattr(value, name), (*where, field.alias or name))
    elif isinstance(value, list | tuple):
        for i, item in enumerate(value):
            yield from inputs_below(item, (*where, i))


def _is_void(part: Family) -> bool:
    if part.kind != "truncated":
        return False
    (inner,) = part.inner()
    low, high = part.low, part.high  # type: ignore[attr-defined]
    if isinstance(inner, Empirical):
        return not any(low <= value <= high for value in inner.values)
    return isinstance(inner, Fixed) and not low <= inner.value <= high
