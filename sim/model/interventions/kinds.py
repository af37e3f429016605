"""The closed list of interventions, and their JSON form."""

from dataclasses import MISSING, fields
from typing import Any

from scenarios.errors import UnknownName
from sim.model.interventions.aid import AssignTasks, CallForAed, FetchAed, SendAed, StartCpr
from sim.model.interventions.assessing import CallPolice, ConveneTeam, InterimPlan, PutOff, ReportToTeam, WorkFirst
from sim.model.interventions.base import Intervention
from sim.model.interventions.fire_safety import ShutOff, StopHorns
from sim.model.interventions.messages import Announce, Call911, CallOut, Press, PressBadge, Radio
from sim.model.interventions.persons import CallTeam, Engage, Lock, Send, StepAside, Tell
from sim.model.interventions.places import CloseIn, Look, Move, OpenDoor, RollCall, SecureDoors, TakeShelter
from sim.model.interventions.releasing import AddPosts, TextFamilies
from sim.model.interventions.request import Request
from sim.model.interventions.responders import ClearWay, MeetResponders, TellRoom
from sim.model.interventions.rulings import AllClear, DelayUnit, Inform, SetChannel
from sim.model.interventions.searching import SearchArea, WatchExit
from sim.model.interventions.ventilation import AirOut, StopVentilation
from sim.model.orders import Instruction
from sim.model.posts import MOST_ADDED, Post
from sim.model.state import World

IN_ORDER: tuple[type[Intervention], ...] = (
    *(Press, Call911, Announce, Radio, Tell, Send, Lock),
    *(TellRoom, MeetResponders, ClearWay),
    *(StartCpr, FetchAed, SendAed, CallForAed, AssignTasks),
    *(StopHorns, ShutOff),
    *(Look, Move, OpenDoor, RollCall, SecureDoors),
    *(SetChannel, DelayUnit, Inform, AllClear),
    *(PressBadge, CallOut),
    *(TakeShelter, CallTeam, Engage, StepAside, SearchArea, WatchExit),
    *(CloseIn, StopVentilation, AirOut),
    *(ReportToTeam, ConveneTeam, WorkFirst, CallPolice, InterimPlan, PutOff),
    *(TextFamilies, AddPosts),
)
KINDS = {kind.kind: kind for kind in IN_ORDER}
ACTS = {kind.kind: number for number, kind in enumerate(IN_ORDER)}
"""The number of each kind in a `Request`."""


def find_own_obstacle(world: World, asked: Request) -> int:
    """Why it does not begin, by what its kind asks for."""
    return IN_ORDER[asked.act].find_obstacle(world, asked)


def start_act(world: World, asked: Request) -> None:
    """Starts what its kind does."""
    IN_ORDER[asked.act].start(world, asked)


def to_json(intervention: Intervention) -> dict[str, Any]:
    """The JSON form. What stands at its default is left out."""
    values = [(field, getattr(intervention, field.name)) for field in fields(intervention)]
    return {"kind": intervention.kind, **{field.name: value for field, value in values if value != field.default}}


def from_json(data: object) -> Intervention:
    """The intervention of a JSON form. Raises UnknownName for an unknown kind, ValueError for fields that do not fit."""
    if not isinstance(data, dict):
        raise ValueError(f"intervention {data!r}: it must be a mapping with a kind")
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise UnknownName(f"intervention {kind!r}: there is {', '.join(KINDS)}")
    return KINDS[kind](**parse_fields(KINDS[kind], data))


CHANNELS = "pa", "radio", "network", "power", "cells"
SOURCES = "gas", "power"
POSTS = tuple(post.name.lower() for post in Post)
INSTRUCTIONS = tuple(instruction.name.lower() for instruction in Instruction)


def parse_fields(kind: type[Intervention], data: dict[str, Any]) -> dict[str, Any]:
    """The fields for this kind. Raises ValueError for one that is missing, unknown or of the wrong type."""
    names = [field.name for field in sorted(fields(kind), key=lambda field: field.default is not MISSING)]
    for name in data:
        if name not in ("kind", *names):
            raise ValueError(f"{kind.kind}: there is no {name!r}; it has {', '.join(('kind', *names))}")
    for field in fields(kind):
        if field.name not in data and field.default is MISSING:
            raise ValueError(f"{kind.kind}: {field.name} is missing")
    given = [
        field.name
        for field in fields(kind)
        if field.name in data and not (data[field.name] is None and field.default is None)
    ]
    return {name: FIELD_PARSERS.get(name, parse_name)(kind.kind, name, data[name]) for name in given}


def parse_name(kind: str, field: str, value: object) -> str:
    if not isinstance(value, str) or not value:
        raise build_field_error(kind, field, value, "a name")
    return value


def parse_channel(kind: str, field: str, value: object) -> str:
    if value not in CHANNELS:
        raise build_field_error(kind, field, value, " or ".join(CHANNELS))
    return str(value)


def parse_source(kind: str, field: str, value: object) -> str:
    if value not in SOURCES:
        raise build_field_error(kind, field, value, " or ".join(SOURCES))
    return str(value)


def parse_instruction(kind: str, field: str, value: object) -> str:
    if value not in INSTRUCTIONS:
        raise build_field_error(kind, field, value, f"one of {', '.join(INSTRUCTIONS)}")
    return str(value)


def parse_words(kind: str, field: str, value: object) -> str:
    if value not in ("plain", "coded"):
        raise build_field_error(kind, field, value, "plain or coded")
    return str(value)


def parse_yes_no(kind: str, field: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise build_field_error(kind, field, value, "true or false")
    return value


def parse_seconds(kind: str, field: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise build_field_error(kind, field, value, "a number of seconds")
    return float(value)


def parse_post(kind: str, field: str, value: object) -> str:
    if value not in POSTS:
        raise build_field_error(kind, field, value, " or ".join(POSTS))
    return str(value)


def parse_count(kind: str, field: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_ADDED:
        raise build_field_error(kind, field, value, f"a whole number from 1 to {MOST_ADDED}")
    return value


def build_field_error(kind: str, field: str, value: object, right: str) -> ValueError:
    return ValueError(f"{kind}: {field} = {value!r}; it must be {right}")


FIELD_PARSERS = {
    "channel": parse_channel,
    "what": parse_source,
    "works": parse_yes_no,
    "seconds": parse_seconds,
    "instruction": parse_instruction,
    "words": parse_words,
    "post": parse_post,
    "count": parse_count,
}
