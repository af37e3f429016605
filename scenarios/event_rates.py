"""How often each emergency is expected on one campus in a year: the table `scenarios/tables/event-rates.yaml`.

Rates are inputs as any other, with basis, range and evidence. No rate of a single campus is known well, so a district puts its own in.
"""

from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import Field, model_validator

from scenarios.base import FileModel, Text, YesNo
from scenarios.diagnostics import quote, validation_error
from scenarios.inputs import AllowedScales, ChanceInput, CountInput
from scenarios.loading.files import decode
from scenarios.loading.loader import build_model, parse_document
from scenarios.scenario import Condition

AlertedGroup = Literal["staff", "team"]
"""All staff, or the response team."""


class EventRate(FileModel):
    """How often a scenario is expected. per_year: emergencies on one campus in one year. conditions: of those days.

    reaches: the chance that the hazard then reaches the campus, where it is played whether or not it does; none: it always does.
    alerts: who gets its alerts. unneeded: whether they are for nothing, each time; else they are where the hazard does not come.
    """

    scenario: Text
    conditions: list[Condition] = []
    per_year: Annotated[CountInput, AllowedScales("site")]
    reaches: Annotated[ChanceInput, AllowedScales("site")] | None = None
    alerts: AlertedGroup = "staff"
    unneeded: YesNo = False

    @property
    def name(self) -> str:
        """The scenario and its conditions, as `--rate` takes them."""
        return " ".join([self.scenario, *self.conditions])


class EventRates(FileModel):
    """A table of rates, in the order in which they are played. warning: what to know before reading any of them."""

    rates: Text
    warning: Text
    events: Annotated[tuple[EventRate, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _require_unique(self) -> "EventRates":
        names = [event.name for event in self.events]
        for place, name in enumerate(names):
            if name in names[:place]:
                raise validation_error(
                    f"{quote(name)} has a rate already", "give one", at=("events", place, "scenario")
                )
        return self


@cache
def load_event_rates() -> EventRates:
    """The table that comes with Allcall, read once."""
    file = "scenarios/tables/event-rates.yaml"
    data = files("scenarios").joinpath("tables", "event-rates.yaml").read_bytes()
    return build_model(parse_document(decode(file, data)), EventRates)
