"""What acts that only people decide on take, and what they change: meeting responders, first aid, the fire alarm, gas and
power, airing.

No simulated person does any of this unasked, so these inputs matter in exercises alone. A scenario file may state them under `acts`; each
has a default, which is assumed like the rest of the kind: no figure has been published for any of them.
"""

from collections.abc import Callable, Collection
from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import Field

from scenarios.base import FileModel
from scenarios.inputs import AllowedScales, ChanceInput, DurationInput, Input, ShareInput

I = TypeVar("I", bound=Input)  # noqa: E741


def make_assumed(kind: type[I], row: int, range_: str, varies: str, **distribution: Any) -> Callable[[], I]:
    """Makes an input that is assumed."""
    evidence = {"basis": "assumed", "row": row, "range": range_}
    return lambda: kind.model_validate({**distribution, "varies": varies, "evidence": evidence})


def make_time(row: int, range_: str, varies: str, median: str, sigma: float) -> Callable[[], DurationInput]:
    lognormal = {"median": median, "sigma": sigma}
    return make_assumed(DurationInput, row, range_, varies, lognormal=lognormal)


def _share(row: int, range_: str, low: float, high: float) -> Callable[[], ShareInput]:
    return make_assumed(ShareInput, row, range_, "event", uniform={"low": low, "high": high})


def _chance(row: int, range_: str, varies: str, chance: float) -> Callable[[], ChanceInput]:
    return make_assumed(ChanceInput, row, range_, varies, chance=chance)


class DecidedActs(FileModel):
    """Times and effects of decided acts. A share is what is left of the time that it shortens."""

    # a member of staff meets the first unit where it comes in: of the time to locate the place
    met: Annotated[ShareInput, AllowedScales("event", "site")] = Field(
        default_factory=_share(120, "0.3 to 1", 0.4, 0.8)
    )
    # the same, by a person without keys
    met_without_keys: Annotated[ShareInput, AllowedScales("event", "site")] = Field(
        default_factory=_share(120, "0.5 to 1", 0.7, 1.0)
    )
    # 911 hears the room → units on the way know it
    room_relayed: Annotated[DurationInput, AllowedScales("event", "site")] = Field(
        default_factory=make_time(121, "5 s to 60 s", "event", "20 s", 0.5)
    )
    # doors stand open and halls are clear: of the walk of the ambulance crew
    way_cleared: Annotated[ShareInput, AllowedScales("event", "site")] = Field(
        default_factory=_share(122, "0.4 to 1", 0.6, 0.9)
    )
    # at the patient and told to begin → first compression
    cpr_decided: Annotated[DurationInput, AllowedScales("person", "site")] = Field(
        default_factory=make_time(123, "4 s to 25 s", "person", "10 s", 0.5)
    )
    # at the patient, or on the phone: who compresses, who handles the AED
    tasks_assigned: Annotated[DurationInput, AllowedScales("person", "site")] = Field(
        default_factory=make_time(126, "4 s to 30 s", "person", "10 s", 0.5)
    )
    # two or more who know their tasks: of the time from the AED at the patient to the shock
    pads_shared: Annotated[ShareInput, AllowedScales("event", "site")] = Field(
        default_factory=_share(126, "0.5 to 1", 0.6, 0.95)
    )
    # at the alarm panel → the horns are silent
    horns_stopped: Annotated[DurationInput, AllowedScales("person", "site")] = Field(
        default_factory=make_time(124, "5 s to 60 s", "person", "20 s", 0.5)
    )
    # a person who knows of the fire from the horns alone, and has not set out, takes silence for the all clear
    silence_misread: Annotated[ChanceInput, AllowedScales("person", "site")] = Field(
        default_factory=_chance(124, "0.05 to 0.6", "person", 0.25)
    )
    # horns are silent when the first unit begins to look: of the time to locate the fire
    quiet: Annotated[ShareInput, AllowedScales("event", "site")] = Field(
        default_factory=_share(124, "0.7 to 1", 0.8, 1.0)
    )
    # at the shut-off → it is closed
    shut_off: Annotated[DurationInput, AllowedScales("person", "site")] = Field(
        default_factory=make_time(125, "5 s to 60 s", "person", "15 s", 0.5)
    )
    gas_feeds: Annotated[ChanceInput, AllowedScales("replication")] = Field(
        default_factory=_chance(125, "0.1 to 0.8", "replication", 0.4)
    )
    power_feeds: Annotated[ChanceInput, AllowedScales("replication")] = Field(
        default_factory=_chance(125, "0.05 to 0.6", "replication", 0.2)
    )
    # a person or group who hears a code knows what it asks for
    code_known: Annotated[ChanceInput, AllowedScales("person")] = Field(
        default_factory=_chance(140, "0.3 to 0.95", "person", 0.6)
    )
    # else: until they have found out
    code_explained: Annotated[DurationInput, AllowedScales("person", "site")] = Field(
        default_factory=make_time(140, "8 s to 90 s", "person", "25 s", 0.7)
    )
    # the outside doors of one building are locked
    securing: Annotated[DurationInput, AllowedScales("event", "site")] = Field(
        default_factory=make_time(141, "20 s to 4 min", "event", "75 s", 0.6)
    )
    # at the place → sure of what is there
    looking: Annotated[DurationInput, AllowedScales("person", "site")] = Field(
        default_factory=make_time(142, "5 s to 60 s", "person", "15 s", 0.6)
    )
    # a locked door is open for students outside; locking it again is not in it
    admitting: Annotated[DurationInput, AllowedScales("event", "site")] = Field(
        default_factory=make_time(143, "3 s to 25 s", "event", "8 s", 0.5)
    )
    # one room of a roll call
    room_check: Annotated[DurationInput, AllowedScales("event", "site")] = Field(
        default_factory=make_time(144, "5 s to 40 s", "event", "12 s", 0.5)
    )
    # a fire whose source is shut off: its pace of growth
    isolated: Annotated[ShareInput, AllowedScales("event", "site")] = Field(
        default_factory=_share(125, "0.2 to 1", 0.4, 0.9)
    )
    # the plume has passed, and someone sees to it → people are told to go out and to air
    airing_agreed: Annotated[DurationInput, AllowedScales("replication", "site")] = Field(
        default_factory=make_time(536, "30 s to 10 min", "replication", "3 min", 0.7)
    )
    # supports and a safety plan until the assessment is done, in school days
    interim_plan: Annotated[DurationInput, AllowedScales("event", "site")] = Field(
        default_factory=make_time(551, "1 h to 3 days", "event", "12 h", 0.7)
    )
    # a text to all families: decision → sent, a family gets it, sent → read
    text_sent: Annotated[DurationInput, AllowedScales("event", "site")] = Field(
        default_factory=make_time(522, "1 min to 20 min", "event", "5 min", 0.6)
    )
    text_reaches: Annotated[ChanceInput, AllowedScales("event")] = Field(
        default_factory=_chance(521, "0.5 to 0.98", "event", 0.85)
    )
    text_read: Annotated[DurationInput, AllowedScales("event", "site")] = Field(
        default_factory=make_time(523, "1 min to 20 min", "event", "4 min", 1.0)
    )
    # adults who are sent for → they serve families
    helpers_come: Annotated[DurationInput, AllowedScales("event", "site")] = Field(
        default_factory=make_time(546, "3 min to 45 min", "event", "12 min", 0.5)
    )


@cache
def get_default_acts() -> DecidedActs:
    """Those of a scenario file that states none. One object, because inputs are known by their identity."""
    return DecidedActs()


INPUTS: dict[str, tuple[str, ...]] = {
    "tell-911-room": ("room_relayed",),
    "meet-responders": ("met", "met_without_keys"),
    "clear-way": ("way_cleared", "met", "met_without_keys"),
    "start-cpr": ("cpr_decided",),
    "assign-tasks": ("tasks_assigned", "pads_shared"),
    "stop-horns": ("horns_stopped", "silence_misread", "quiet"),
    "shut-off": ("shut_off", "gas_feeds", "power_feeds", "isolated"),
    "look": ("looking",),
    "open-door": ("admitting",),
    "roll-call": ("room_check",),
    "secure": ("securing",),
    "air-out": ("airing_agreed",),
    "text-families": ("text_sent", "text_reaches", "text_read"),
    "add-posts": ("helpers_come",),
    "coded": ("code_known", "code_explained"),
    "interim-plan": ("interim_plan",),
}
"""What each kind of act depends on beside the inputs of the model; `coded`: a message in code."""


def list_act_inputs(acts: DecidedActs, kinds: Collection[str]) -> dict[str, Input]:
    """The inputs that acts of these kinds depend on, by name, in the order of the file."""
    names = {name for kind in kinds for name in INPUTS.get(kind, ())}
    return {f"acts.{name}": getattr(acts, name) for name in DecidedActs.model_fields if name in names}
