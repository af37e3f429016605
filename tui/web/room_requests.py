"""What a device of the room sends: one record for each kind of request, checked at the door by the rule for files.

Nothing but these fields is taken, each of its type and length, and no text with characters that a terminal obeys.
"""

import asyncio
from typing import Annotated, Literal, TypeVar

from aiohttp import web
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from reports.room.guesses import LARGEST
from scenarios.invisible import has_visible
from scenarios.unprintable import find_unprintable
from sim.exercise.events import Identifier, Rating

REASON_CHARACTERS, REMARK_CHARACTERS = 200, 1_000
BODY_SECONDS = 5.0
"""In which a body has to be whole."""


def _check_text(text: str) -> str:
    if (wrong := find_unprintable(text)) is not None:
        raise ValueError(f"{wrong[0]}; {wrong[1]}")
    return text.strip() if has_visible(text) else ""


Reason = Annotated[str, StringConstraints(max_length=REASON_CHARACTERS), AfterValidator(_check_text)]
Remark = Annotated[str, StringConstraints(max_length=REMARK_CHARACTERS), AfterValidator(_check_text)]
Secret = Annotated[str, StringConstraints(max_length=64)]


class Sent(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class JoinRequest(Sent):
    """One of key, PIN and ticket. role: that the person plays; empty for none."""

    key: Secret = ""
    pin: Secret = ""
    ticket: Secret = ""
    of: Literal["participant", "observer"] = "participant"
    role: Secret = ""


class VoteRequest(Sent):
    """quote: whether the reason may stand in the report."""

    asking: Secret
    vote: Identifier
    option: Secret
    sure: Annotated[int, Field(ge=0, le=2)]
    reason: Reason = ""
    quote: bool = False


class RemarkRequest(Sent):
    remark: Identifier
    objective: Secret
    rating: Rating = ""
    text: Remark = ""


class GuessRequest(Sent):
    """How much more of the measure than with the team's answer; negative for less."""

    amount: Annotated[int, Field(ge=-LARGEST, le=LARGEST)]


class WallRequest(Sent):
    """A wall on another computer asks for its letters."""


class StopRequest(Sent):
    """A screen says that it shows STOP."""


Request = TypeVar("Request", bound=Sent)


async def parse(request: web.Request, kind: type[Request]) -> Request:
    """The body of a request. Raises HTTPBadRequest for another one, HTTPRequestTimeout where it is not sent."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return kind.model_validate_json(await request.read())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise web.HTTPBadRequest(text=f"{first['msg']}\n") from None
    except web.RequestPayloadError:
        raise web.HTTPBadRequest(text="the body cannot be decoded\n") from None
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
