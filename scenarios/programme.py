"""A file of a training programme: how many hours it asks of a participant, and where that is written."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from scenarios.problems import validation_error
from scenarios.records import FileModel, Text, YesNo

Hours = Annotated[float, Field(gt=0, le=1000, strict=True)]


class Program(FileModel):
    """A programme file. hours: that are asked for; up_to: where it is a span; about: where the figure is only rough."""

    programme: str
    title: Text
    hours: Hours
    up_to: Hours | None = None
    about: YesNo = False
    source: Text
    unverified: Text | None = None

    @model_validator(mode="after")
    def _require_order(self) -> Self:
        if self.up_to is not None and self.up_to <= self.hours:
            raise validation_error('"up_to" is not above "hours"', at=("up_to",))
        return self

    @property
    def describe_hours(self) -> str:
        """`15 to 20 h`, `about 16 h`."""
        span = f"{self.hours:g}" if self.up_to is None else f"{self.hours:g} to {self.up_to:g}"
        return f"{'about ' if self.about else ''}{span} h"
