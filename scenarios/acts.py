"""What people in a room can do to the emergency, and what a facilitator can, as an exercise file writes it.

`kind` is the engine's own word (`sim.model.interventions`). `by` and `whom` name a role of the exercise or somebody on the roster. What the
room does reaches the room's arm only; what happens to the world, or is ruled, reaches all arms.
"""

from typing import Annotated, Literal

from pydantic import Field

from scenarios.records import FileModel, YesNo
from scenarios.units import Seconds


class Press(FileModel):
    """Presses the app."""

    kind: Literal["press"]
    by: str


class Call911(FileModel):
    """Dials 911."""

    kind: Literal["call-911"]
    by: str


class Announce(FileModel):
    """Speaks on the PA."""

    kind: Literal["announce"]
    by: str


class Radio(FileModel):
    """Calls on the campus radio: the office and all who carry one."""

    kind: Literal["radio"]
    by: str


class TellPerson(FileModel):
    """Tells somebody, face to face in the same zone, else by phone."""

    kind: Literal["tell"]
    by: str
    whom: str


class Send(FileModel):
    """Sends somebody to the hazard or the patient, by radio or phone; going there is their task under the protocol."""

    kind: Literal["send"]
    by: str
    whom: str


class Lock(FileModel):
    """Locks the room they are in."""

    kind: Literal["lock"]
    by: str


class SetChannel(FileModel):
    """The world: a channel fails, or works again."""

    kind: Literal["channel"]
    channel: Literal["pa", "radio"]
    works: YesNo


class DelayUnit(FileModel):
    """The world: a unit that has not set out will need longer. unit: the id of an agency's unit."""

    kind: Literal["delay-unit"]
    unit: str
    seconds: Seconds


class Inform(FileModel):
    """Ruled: somebody knows."""

    kind: Literal["inform"]
    whom: str


class AllClear(FileModel):
    """Ruled: it is over."""

    kind: Literal["all-clear"]


PlayerAction = Annotated[
    Press | Call911 | Announce | Radio | TellPerson | Send | Lock, Field(discriminator="kind")
]
WorldAction = Annotated[SetChannel | DelayUnit | Inform | AllClear, Field(discriminator="kind")]
