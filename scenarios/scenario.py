"""What a scenario file may say: an emergency on a campus, what people do about it, and which strategies are worth comparing."""

from typing import Annotated, Literal, NamedTuple

from pydantic import BeforeValidator, Field, WithJsonSchema

from scenarios.hazards import Belief, Hazard, Protocol, Responding, Witnessing
from scenarios.inputs import ChanceInput, AllowedScales
from scenarios.limits import MAX_REPLICATIONS
from scenarios.problems import quote, validation_error
from scenarios.records import FileModel, Text
from scenarios.units import NUMBER, TIME, Seconds

Condition = Literal["pa-failed", "radio-failed", "sro-away", "alarm-failed"]
CONDITIONS: dict[str, str] = {
    "pa-failed": "the PA is down and nobody knows it",
    "radio-failed": "the campus radio is down",
    "sro-away": "the school resource officer is off campus",
    "alarm-failed": "the fire alarm is out of order and nobody knows it",
}
PRESENT_PRACTICE = "present-practice"


PER_HEAD = "per head"


class Difference(NamedTuple):
    """How much of a measure: `15 s`, `30 s per head`, or a plain number in the measure's own unit. amount: times in seconds."""

    amount: float
    unit: Literal["", "s", "s per head"] = ""

    def for_occupants(self, heads: int) -> float:
        """In the measure's own unit, where so many people are on campus; per head is counted in person-minutes."""
        return self.amount * heads / 60 if self.unit == "s per head" else self.amount


def _parse_difference(value: object) -> Difference:
    if isinstance(value, Difference):
        return value
    time, per_head, rest = value.partition(PER_HEAD) if isinstance(value, str) else ("", "", "")
    if per_head and not rest.strip():
        found = Difference(TIME.parse(time.strip()), "s per head")
    elif isinstance(value, str):
        found = Difference(TIME.parse(value), "s")
    else:
        found = Difference(NUMBER.parse(value))
    if found.amount == 0:
        raise validation_error(f"{quote(value)} is 0", "the smallest difference that matters is above 0")
    return found


class Primary(FileModel):
    """A measure that the verdict is about, and the smallest difference in it that matters."""

    measure: str
    smallest_difference: Annotated[
        Difference, BeforeValidator(_parse_difference), WithJsonSchema({"type": ["string", "number"]})
    ]


class Headline(FileModel):
    """One of the rows that answer the question. `present-practice` stands for the strategy that the campus uses today."""

    without: str
    with_: str = Field(alias="with")
    conditions: list[Condition] = []
    says: Text


class Scenario(FileModel):
    """A scenario file."""

    scenario: str
    title: Text
    summary: Text
    campus: str
    period: str
    hazard: Hazard
    horizon: Seconds
    witnessing: Witnessing
    belief: Belief
    told_calls_911: Annotated[ChanceInput, AllowedScales("person", "site")]
    protocol: Protocol
    sends: list[Literal["police", "fire", "ems"]] = Field(default=["police"], min_length=1)  # by 911
    responding: list[Responding] = []
    strategies: list[str] = Field(min_length=1)
    baseline: str
    headlines: list[Headline] = Field(max_length=4)
    primary: list[Primary] = Field(min_length=1, max_length=3)
    replications: int = Field(strict=True, ge=1, le=MAX_REPLICATIONS)
