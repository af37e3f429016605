"""What an exercise may wait for: conditions on the running emergency and on what the room has decided.

A condition is true or false at any time T+ of the room's arm, and looks at nothing else. It is data and no formula: one key, or the two
that belong together (`decided` with `option`).
"""

from typing import Literal, Self

from pydantic import Field, model_validator

from scenarios.problems import validation_error
from scenarios.records import FileModel
from scenarios.scenario import Condition as WorldCondition
from scenarios.units import Share

Milestone = Literal[
    "hazard-noticed",
    "first-report",
    "app-pressed",
    "call-answered",
    "dispatched",
    "unit-on-the-way",
    "unit-on-scene",
    "contact",
    "hazard-moved",
    "hazard-over",
    "alert-sent",
    "announced",
    "office-told",
    "cpr-begun",
    "aed-at-patient",
    "shock",
    "crew-at-patient",
    "alarm-sounds",
    "untenable",
    "all-clear",
]
"""Something that has happened at least once, in the room's arm."""


class Condition(FileModel):
    """One thing that is so, or is not yet."""

    happened: Milestone | None = None
    aware: str | None = None  # a role, or somebody on the roster
    decided: str | None = None  # the id of a decision that was answered (not one that ran out)
    option: str | None = None  # with `decided`: answered so
    delivered: int | None = Field(default=None, strict=True, ge=1)  # the number of an inject
    hazard_in: list[str] | None = None  # zones or patterns: it is there now
    aware_share: Share | None = None  # at least so many of the staff have been told
    protected_share: Share | None = None  # at least so many heads are protected now
    world: WorldCondition | None = None  # this holds now, from the start or by an inject
    played: str | None = None  # this role is played by somebody in the room

    @model_validator(mode="after")
    def _require_one(self) -> Self:
        given = self.model_fields_set - {"option"}
        if len(given) != 1:
            raise validation_error("a condition says exactly one thing", "write several as a list: all must hold")
        if "option" in self.model_fields_set and self.decided is None:
            raise validation_error('"option" belongs to "decided"', "{decided: D2, option: lockdown}", at=("option",))
        return self
