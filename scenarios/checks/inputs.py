"""Distributions of which nothing is left, or that no range can be tried with, found wherever in a file they stand."""

import math
from collections.abc import Iterator

from pydantic import BaseModel

from scenarios.distributions import Mixture, iterate_distributions
from scenarios.families import Empirical, Family, Fixed
from scenarios.inputs import Input
from scenarios.place import Finding, FindingPath

HALF = 0.5


def check_inputs(model: BaseModel) -> Iterator[Finding]:
    """Truncated observations of which none lies between the ends."""
    for where, source in iterate_inputs(model):
        if any(_is_empty(part) for part in iterate_distributions(source.distribution)):
            yield Finding(where, "none of the values lies between low and high, so there is nothing to draw")


def review_inputs(model: BaseModel) -> Iterator[Finding]:
    """Ranges of a median that stays 0 however the rest is scaled."""
    for where, source in iterate_inputs(model):
        if source.evidence.range is not None and _has_zero_median(source.distribution):
            message = "at least half of the values are 0, so its median cannot be moved; a comparison leaves this range out"
            yield Finding((*where, "evidence", "range"), message)


def _has_zero_median(distribution: Family) -> bool:
    nothing = 0.0
    if isinstance(distribution, Empirical):
        nothing = sum(value == 0 for value in distribution.values) / len(distribution.values)
    elif isinstance(distribution, Mixture):
        nothing = math.fsum(share for share, part in distribution.parts if part.reach() == (0, 0))
    return nothing >= HALF


def iterate_inputs(value: object, where: FindingPath = ()) -> Iterator[tuple[FindingPath, Input]]:
    """The uncertain inputs of a model, with their places in its file."""
    if isinstance(value, Input):
        yield where, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            if name in value.__dict__:  # not a part that is wrong
                yield from iterate_inputs(getattr(value, name), (*where, field.alias or name))
    elif isinstance(value, list | tuple):
        for i, item in enumerate(value):
            yield from iterate_inputs(item, (*where, i))


def _is_empty(part: Family) -> bool:
    if part.kind != "truncated":
        return False
    (inner,) = part.components()
    low, high = part.low, part.high  # type: ignore[attr-defined]
    if isinstance(inner, Empirical):
        return not any(low <= value <= high for value in inner.values)
    return isinstance(inner, Fixed) and not low <= inner.value <= high
