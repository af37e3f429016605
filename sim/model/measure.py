"""What a measure is: a number read off one replication, with its unit and which direction is better.

Every statistic takes its rules from here: which values may be *not reached*, which have a relative reduction, and whether a difference
is called sooner or better. `sim.measures` defines the measures themselves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from scenarios.errors import UnknownName
from sim.model.trace import Trace

Unit = Literal["s", "days", "hours", "person-min", "share", "probability", "percentage point", "count"]
"""Seconds, days, hours, heads times minutes, a share (0 to 1), a probability (0 to 1), points of 100, a plain number."""

Direction = Literal["lower", "higher"]
"""Which values are better."""


@dataclass(frozen=True)
class Measure:
    """A named number per replication. Raises UnknownName for a unit or direction that cannot be read."""

    name: str
    """Snake case, as the fields of response research name it."""
    unit: Unit
    """Of the values; a paired difference has the same unit."""
    direction: Direction
    """Which values are better."""
    definition: str
    """One line for reports."""
    is_time: bool = False
    """A time or duration that may not occur: math.inf stands for *not reached* by the horizon."""
    is_yes_no: bool = False
    """Each value is 0.0 or 1.0, and the mean is the share of replications in which it happened."""
    proportional_to: str = ""
    """An assumed input. What is proportional to one has no verdict: reports say how many times the input a difference would take."""
    matters: float = 0.0
    """Where it has no verdict: the smallest difference that would matter."""

    def __post_init__(self) -> None:
        """Refuse a measure that the rules of the statistics could not read."""
        _require(self.unit in get_args(Unit), self, "unit", self.unit, f"one of {', '.join(get_args(Unit))}")
        _require(self.direction in get_args(Direction), self, "direction", self.direction, "lower or higher")
        _require(not self.is_time or self.unit == "s", self, "unit", self.unit, "s, because it is a time")
        _require(
            not self.proportional_to or self.matters > 0.0,
            self,
            "matters",
            str(self.matters),
            "above 0, because it has no verdict",
        )
        may_be_yes_no = self.unit in ("share", "probability")
        _require(not self.is_yes_no or may_be_yes_no, self, "unit", self.unit, "share or probability: it is yes or no")

    def check(self, value: float) -> float:
        """The same value of a replication. Raises ValueError for one that it cannot have."""
        if math.isnan(value) or (math.isinf(value) and not (self.is_time and value > 0.0)):
            right = "a number, or math.inf for a time that was not reached" if self.is_time else "a number"
            raise ValueError(f"measure {self.name}: its reader gives {value}; it must give {right}")
        return value

    @property
    def sign(self) -> float:
        """Turns a reduction (baseline - strategy) into an improvement: 1.0 where lower is better, or -1.0."""
        return 1.0 if self.direction == "lower" else -1.0

    @property
    def is_margin(self) -> bool:
        """Whether it is time to spare in seconds, which may be negative."""
        return self.unit == "s" and not self.is_time and self.direction == "higher"

    @property
    def has_relative_reduction(self) -> bool:
        """Whether a relative reduction is meaningful: never for a probability or a margin."""
        is_probability = self.is_yes_no or self.unit in ("probability", "percentage point")
        return not is_probability and not self.is_margin


def _require(holds: bool, measure: Measure, field: str, value: str, rule: str) -> None:
    """Raise with name, value and rule."""
    if not holds:
        raise UnknownName(f"measure {measure.name}: {field} is {value!r}; it must be {rule}")


TraceReader = Callable[[Trace], float]
"""The value of a measure in one replication, from its trace; math.inf for a time that was not reached."""


class AddedMeasure(NamedTuple):
    """A measure that an installed package adds; `sim.measures.register_measure` says more."""

    measure: Measure
    reader: TraceReader
    hazards: Sequence[str] | None = None
