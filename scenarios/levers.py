"""Levers: what a school can change, stated where the file has the input.

    reach_microphone:
      triangular: {low: 5 s, mode: 30 s, high: 150 s}
      lever: {id: microphone, says: Microphone within 20 s, to: 20 s, cost: none, kept: 90%, row: 401}

`to` is the median (of a yes or no: the chance) that the change brings, within the stated range of the input. `kept` is how surely it is
kept on the day, as an app has its adoption: each draw is as `to` says with this chance, else as in the file. Inputs with the same `id` are
changed together: one of them states the lever in full, the others give `id` and `to` alone. A line of rooms or of people may have a lever
too: it sets switches of the line, for good.
"""

from collections.abc import Mapping
from typing import Annotated, Generic, Literal, Self, TypeVar

from pydantic import Field, StrictBool, StringConstraints, model_validator

from scenarios.base import FileModel, Text, UnitGeneric
from scenarios.diagnostics import quote, validation_error
from scenarios.evidence import CitedRow
from scenarios.units import Share

Q = TypeVar("Q", bound=float)
Cost = Literal["none", "some", "much"]
"""Of a change: words and habits; things from the budget of the school; building work, or a budget of its own."""

LeverName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class LeverBase(FileModel):
    """says: the change as a title, `Microphone within 20 s`. row, note: why it is assumed to work so, and to be kept so."""

    id: LeverName
    says: Text | None = None
    cost: Cost | None = None
    row: CitedRow | None = None
    note: Text | None = None

    @property
    def is_full(self) -> bool:
        """Whether the lever is stated in full here, and not only what it changes here."""
        return self.says is not None

    @model_validator(mode="after")
    def _require_full(self) -> Self:
        if self.is_full and self.cost is None:
            raise validation_error("a lever has no cost", 'write "cost: none", "some" or "much"', ("id",))
        if self.is_full and self.row is None and self.note is None:
            hint = 'give the "row" of evidence, or say it in a "note"'
            raise validation_error("a lever has no reason", hint, ("id",))
        given = [key for key in ("cost", "kept", "row", "note") if key in self.model_fields_set]
        if not self.is_full and given:
            raise validation_error(
                f"{quote(given[0])} without says", "state the lever in full, or leave this out", (given[0],)
            )
        return self


class Lever(UnitGeneric, LeverBase, Generic[Q]):
    """The lever of an uncertain input."""

    to: Q
    kept: Share = 1.0


class LineLever(LeverBase):
    """The lever of a line of rooms or people. to: switches of the line, such as `radio: true`."""

    to: Annotated[Mapping[str, StrictBool], Field(min_length=1)]
