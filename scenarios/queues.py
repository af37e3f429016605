"""A queue: people or rooms arrive, and the first free station serves each in order of arrival.

A module of an exercise has one for the release of students to their families, or for accounting for everyone. Its numbers are what happens
if no one decides. Time runs from the beginning of the module.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scenarios.base import FileModel
from scenarios.diagnostics import validation_error
from scenarios.inputs import AllowedScales, DurationInput

QueueKind = Literal["release", "accounting"]
QUEUE_MEASURES: dict[QueueKind, tuple[str, ...]] = {
    "release": ("released_t90", "longest_wait"),
    "accounting": ("accounted_t100",),
}
"""What a question of a module can be about."""

Arrival = Annotated[DurationInput, AllowedScales("person", "event", "replication", "site")]
Service = Annotated[DurationInput, AllowedScales("person", "event", "replication", "site")]
Opening = Annotated[DurationInput, AllowedScales("event", "replication", "site")]
MAX_PEOPLE, MAX_STATIONS = 5_000, 100


class Stations(FileModel):
    """Check-in tables, or people who take calls. opens: after so long; at once without it."""

    count: int = Field(strict=True, ge=1, le=MAX_STATIONS)
    opens: Opening | None = None


class Queue(FileModel):
    """people: families, or rooms. arrives: each of them after so long; all are there at once without it. serves: the time of one."""

    kind: QueueKind
    people: int = Field(strict=True, ge=1, le=MAX_PEOPLE)
    stations: list[Stations] = Field(min_length=1, max_length=10)
    arrives: Arrival | None = None
    serves: Service


class QueueChange(FileModel):
    """What an answer changes of the queue of its module. What is left out stays."""

    stations: list[Stations] | None = Field(default=None, min_length=1, max_length=10)
    arrives: Arrival | None = None
    serves: Service | None = None

    @model_validator(mode="after")
    def _require_change(self) -> Self:
        if not self.model_fields_set:
            raise validation_error("this changes nothing", 'give "stations", "arrives" or "serves"')
        return self

    def apply(self, queue: Queue) -> Queue:
        """The queue with this change."""
        return queue.model_copy(update={name: getattr(self, name) for name in self.model_fields_set})
