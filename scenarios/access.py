"""Properties of people on the roster that change what they can do: substitutes, and access and functional needs.

A substitute has no app, no radio, no key and no place on the contact list unless the file gives one, and does not know code words. A person
with a mobility need walks more slowly, and whoever walks with them stays with them. The inputs are assumed where a campus states none.
"""

from functools import cache
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scenarios.base import FileModel, YesNo
from scenarios.decided_acts import make_assumed, make_time
from scenarios.diagnostics import validation_error
from scenarios.inputs import AllowedScales, DurationInput, SpeedInput

AccessNeed = Literal["mobility"]


class Access(FileModel):
    """What access needs and a missing key take."""

    # of a person with a mobility need, with a walker, crutches or a wheelchair
    walking: Annotated[SpeedInput, AllowedScales("person", "site")] = Field(
        default_factory=make_assumed(
            SpeedInput,
            146,
            "0.4 m/s to 1.2 m/s",
            "person",
            triangular={"low": "0.4 m/s", "mode": "0.8 m/s", "high": "1.2 m/s"},
        )
    )
    # one try at a lock that needs a key, without the key: the door is barred, or a neighbor locks it
    securing: Annotated[DurationInput, AllowedScales("event", "site")] = Field(
        default_factory=make_time(147, "20 s to 4 min", "event", "60 s", 0.7)
    )


@cache
def get_default_access() -> Access:
    """That of a campus file that states none. One object, because inputs are known by their identity."""
    return Access()


class RosterChange(FileModel):
    """On the day of an exercise, who is different. id: a person or group on the roster.

    substitute: someone stands in for this person. app: and was given the app. needs: an access need of the person, or of one in the group.
    """

    id: str
    substitute: YesNo = False
    app: YesNo = False
    needs: AccessNeed | None = None

    @model_validator(mode="after")
    def _require_property(self) -> Self:
        require_substitute(self.app, self.substitute)
        if not self.substitute and self.needs is None:
            raise validation_error("this changes nothing", 'write "substitute: true" or "needs: mobility"')
        return self


def require_substitute(app: bool, substitute: bool) -> None:
    """Refuses `app` of anyone who is no substitute: others have it by the chance in the strategy."""
    if app and not substitute:
        raise validation_error('"app" belongs to a substitute', 'add "substitute: true"', at=("app",))
