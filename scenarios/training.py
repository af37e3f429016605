"""A training set: what a kind of staff training is assumed to change, as named values of inputs.

    training: de-escalation-training
    hazards: [assailant, false-alarm]
    assumes:
      - {input: witnessing.recognition, value: 12 s, evidence: {basis: assumed, range: 5 s to 15 s, note: "..."}}

No study gives the effect of training on these inputs in seconds or shares, so every value is assumed, and has a range and a reason. A set
is a question to put to the model, such as at which value training makes up for an alert. It is not a finding about training.
"""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from scenarios.base import FileModel, Text
from scenarios.diagnostics import quote, validation_error
from scenarios.evidence import CitedRow, as_list, split_range
from scenarios.units import LENGTH, NUMBER, SHARE, SPEED, TIME, Dimension

DIMENSIONS = (NUMBER, TIME, SPEED, LENGTH, SHARE)


def find_dimension(text: str) -> Dimension:
    """The kind of quantity that a text is, by its unit; without one, a number. Raises PydanticCustomError."""
    for dimension in DIMENSIONS:
        try:
            dimension.parse(text)
        except PydanticCustomError:
            continue
        return dimension
    raise validation_error(f"{quote(text)} is not a quantity", 'write "10 s", "40%", "1.2 m/s" or "0.8"')


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


QuantityText = Annotated[
    str,
    BeforeValidator(_as_text),
    StringConstraints(strip_whitespace=True),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}]}),
]
"""A quantity as it is written, with its unit."""


class TextRange(FileModel):
    """Two ends, as they are written."""

    low: QuantityText
    high: QuantityText


class AssumedEvidence(FileModel):
    """Why a value is assumed. row: rows of the evidence table that come close. range: where the truth plausibly lies."""

    basis: Literal["assumed"]
    row: Annotated[tuple[CitedRow, ...], BeforeValidator(as_list)] = ()
    range: Annotated[TextRange, BeforeValidator(split_range)]
    note: Text


class TrainingSetting(FileModel):
    """The value that an input takes: the median of a distribution, or the probability of a yes or no."""

    input: Text
    value: QuantityText
    evidence: AssumedEvidence

    @model_validator(mode="after")
    def _require_order(self) -> Self:
        span = self.evidence.range
        texts = span.low, self.value, span.high
        dimensions = {find_dimension(text) for text in texts} - {NUMBER}
        if len(dimensions) > 1:
            raise validation_error(
                f"{quote(self.value)} and its range are of different kinds", at=("evidence", "range")
            )
        low, value, high = map((dimensions or {NUMBER}).pop().parse, texts)
        if low >= high:
            raise validation_error(
                f"{quote(span.low)} is not below {quote(span.high)}",
                "write the lower end first",
                at=("evidence", "range"),
            )
        if not low <= value <= high:
            raise validation_error(
                f"{quote(self.value)} lies outside its range", f"{span.low} to {span.high}", at=("value",)
            )
        return self


class Training(FileModel):
    """A training set file. hazards: the kinds of hazard in whose scenarios all its inputs exist. program: in whose hours it is counted."""

    training: str
    title: Text
    summary: Text
    hazards: list[str] = Field(min_length=1)
    program: str | None = None
    assumes: list[TrainingSetting] = Field(min_length=1)

    @model_validator(mode="after")
    def _require_unique_inputs(self) -> Self:
        names = [setting.input for setting in self.assumes]
        for place, name in enumerate(names):
            if name in names[:place]:
                raise validation_error(f"{quote(name)} has a value already", "give one", at=("assumes", place, "input"))
        return self

    @property
    def settings(self) -> dict[str, str]:
        """By the name of the input, its value with its unit, as `--set` takes it."""
        return {setting.input: setting.value for setting in self.assumes}
