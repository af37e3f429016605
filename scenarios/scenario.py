"""What a scenario file may say: an emergency on a campus, what people do about it, and which strategies are worth comparing."""

from typing import Annotated, Literal

from pydantic import Field

from scenarios.hazards import Belief, Hazard, Protocol, Responding, Witnessing
from scenarios.inputs import ChanceInput, Varies
from scenarios.records import Record, Text
from scenarios.units import Seconds

Condition = Literal["pa-failed", "radio-failed", "sro-away", "alarm-failed"]
CONDITIONS: dict[str, str] = {
    "pa-failed": "the PA is down and nobody knows it",
    "radio-failed": "the campus radio is down",
    "sro-away": "the school resource officer is off campus",
    "alarm-failed": "the fire alarm is out of order and nobody knows it",
}
PRESENT_PRACTICE = "present-practice"


class Primary(Record):
    """A measure that the verdict is about, and the smallest difference in it that matters (in the measure's own unit)."""

    measure: str
    smallest_difference: float = Field(gt=0)


class Headline(Record):
    """One of the rows that answer the question. `present-practice` stands for the strategy that the campus uses today."""

    without: str
    with_: str = Field(alias="with")
    conditions: list[Condition] = []
    says: Text


class Scenario(Record):
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
    told_calls_911: Annotated[ChanceInput, Varies("person", "site")]
    protocol: Protocol
    sends: list[Literal["police", "fire", "ems"]] = Field(default=["police"], min_length=1)  # by 911
    responding: list[Responding] = []
    strategies: list[str] = Field(min_length=1)
    baseline: str
    headlines: list[Headline] = Field(max_length=4)
    primary: list[Primary] = Field(min_length=1, max_length=3)
    replications: int = Field(strict=True, ge=1, le=1_000_000)
