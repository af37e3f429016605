"""A strategy file: the means of reporting an emergency, who may start them, and the people they reach.

`report` is the order in which a witness tries the means at hand; the first that works ends the search. `then` follows it. `told` is the
order for a person who was only told and calls 911 anyway. The app has two independent legs: one to the 911 center, one to the staff.

A file with `added` describes an app that joins what a campus does today. It names no order of its own: `add_to_practice` puts its app into
the order of the campus's present practice, so that the two differ by the app and by nothing else.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scenarios.base import FileModel, Text, YesNo
from scenarios.channels import Channel
from scenarios.diagnostics import validation_error
from scenarios.inputs import AllowedScales, ChanceInput, CountInput, DurationInput

Means = Literal["app", "badge", "dial-911", "tell-office"]
ToldMeans = Literal["app", "dial-911"]
Everyday = Literal["pa", "radio", "word-of-mouth"]
Switch = Literal["on", "off"]


class Push(FileModel):
    """The alert of the app itself, to those who installed it."""

    delivered: Annotated[ChanceInput, AllowedScales("person", "event", "site")]
    delay: Annotated[DurationInput, AllowedScales("person", "event", "site")]


class TextMessage(FileModel):
    """A text message to every number on the roster, through one gateway."""

    rate: Annotated[CountInput, AllowedScales("site", "replication")]  # messages a second
    delay: Annotated[DurationInput, AllowedScales("person", "event", "site")]
    lost: Annotated[ChanceInput, AllowedScales("person", "event", "site")]


class Email(FileModel):
    """A message to every mail address on the roster."""

    delay: Annotated[DurationInput, AllowedScales("person", "event", "site", "replication")]
    notice: Annotated[DurationInput, AllowedScales("person", "event", "site")]


class Legs(FileModel):
    """Which of the two legs is switched on."""

    psap: Switch
    staff: Switch


class LegFails(FileModel):
    """How likely each leg does nothing on the day, independently of the other."""

    psap: Annotated[ChanceInput, AllowedScales("replication", "site")]
    staff: Annotated[ChanceInput, AllowedScales("replication", "site")]


class Recipients(FileModel):
    """Whom the staff leg alerts, where that is not everyone: the office, those who may declare a protocol, and these roles."""

    office: YesNo = True
    authority: YesNo = True
    roles: list[str] = []


class App(FileModel):
    """A button in the pocket. Pressing needs the app and the phone; receiving a text or mail needs a place on the roster."""

    installed: Annotated[ChanceInput, AllowedScales("person", "site")]
    on_roster: Annotated[ChanceInput, AllowedScales("person", "site")]
    press: Annotated[DurationInput, AllowedScales("event", "person", "site")]
    press_works: Annotated[ChanceInput, AllowedScales("event", "person", "site")]
    legs: Legs
    leg_fails: LegFails
    alerts: Recipients | None = None  # by the staff leg; none: everyone
    # press to the call standing in the queue
    connect: Annotated[DurationInput, AllowedScales("event", "site")]
    # the taker's time for it; none: as any call
    service: Annotated[DurationInput, AllowedScales("event")] | None = None
    gives_room: YesNo  # the caller's room travels with the call
    push: Push
    text: TextMessage | None = None
    email: Email | None = None
    # from a signal on the phone to having understood it
    notice: Annotated[DurationInput, AllowedScales("person", "event", "site")]
    acknowledges: Annotated[ChanceInput, AllowedScales("person", "site")] | None = None


class Badge(FileModel):
    """A button on the body. Eight presses alert the campus: the response team and the office learn where, and the `channels` sound."""

    worn: Annotated[ChanceInput, AllowedScales("person", "site")]
    charged: Annotated[ChanceInput, AllowedScales("person", "site")]
    press: Annotated[DurationInput, AllowedScales("event", "person", "site")]
    # pressed → response team and office
    notifies: Annotated[DurationInput, AllowedScales("event", "person", "site")]


class Office(FileModel):
    """What the office does once it knows, beyond speaking on the PA as everywhere."""

    calls_911: YesNo = False
    announces: Literal["at-once", "after-call"] = "at-once"
    service: Annotated[DurationInput, AllowedScales("event")] | None = None


class Added(FileModel):
    """How an app joins a practice that has its own order."""

    # last: after the practice's own means
    press: Literal["first", "last"] = "first"
    # who carries a radio talks on it, then presses; the others press first. Not where everyone presses last
    radio_first: YesNo = True
    # the practice's own 911 call is left out once a press has called 911
    one_911_call: YesNo = True
    # telling the office by phone begins when the press's own call has ended
    phone_waits: YesNo = True


STARTED_BY_A_PRESS = {"takeover", "strobes", "screens", "desktops", "campus-siren"}
"""Kinds of channels that go with the first press of an app or a badge."""


class Strategy(FileModel):
    """A strategy file."""

    strategy: str
    title: Text
    summary: Text
    # who may press or declare; `office`: others look for one of them first
    authority: Literal["anyone", "office"]
    report: list[Means] = Field(min_length=1)
    then: list[Means] = []
    told: list[ToldMeans] = Field(default=["dial-911"], min_length=1)  # the app only until its alert is noticed
    everyday: list[Everyday] = ["pa", "radio", "word-of-mouth"]
    office: Office = Office()
    app: App | None = None
    badge: Badge | None = None
    channels: list[Channel] = []  # beside the app, the PA and the radio
    radios: Literal["as-issued", "everyone"] = "as-issued"
    # the way to the microphone; none: as on the campus
    microphone: Annotated[DurationInput, AllowedScales("event", "replication", "site")] | None = None
    added: Added | None = None  # what it adds joins the campus's present practice

    @model_validator(mode="after")
    def _require_buttons(self) -> Self:
        if self.badge is None and "badge" in (*self.report, *self.then):
            raise validation_error(
                "a badge is among the means, and there is none", 'add "badge:", or leave it out', at=("report",)
            )
        silent = [one.kind for one in self.channels if one.kind in STARTED_BY_A_PRESS]
        if silent and self.app is None and self.badge is None:
            raise validation_error(
                f"nothing starts {silent[0]}: there is neither an app nor a badge",
                'add "app:" or "badge:"',
                at=("channels",),
            )
        return self


def add_to_practice(practice: Strategy, added: Strategy) -> Strategy:
    """The present practice in its own order, with the app of another file added. A practice with an app of its own stays as it is."""
    if practice.app is not None:
        return practice
    told = [*added.told, *(means for means in practice.told if means not in added.told)]
    from_file = (
        *("strategy", "title", "summary", "authority", "app", "badge"),
        *("channels", "radios", "microphone", "added"),
    )
    return practice.model_copy(update={**{key: getattr(added, key) for key in from_file}, "told": told})
