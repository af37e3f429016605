"""The processes of a play that wait: at which line of the source each is suspended, for whom, and for what or until when."""

import math
from collections.abc import Iterator
from enum import Enum, auto
from inspect import GEN_CLOSED, GEN_CREATED, getgeneratorstate
from itertools import chain
from types import FrameType, GeneratorType
from typing import NamedTuple

from sim.model.environment import Activity, Process, Rank, priority, split_priority
from sim.model.state import World
from sim.model.trace import TraceNames
from sim.model.units import respond_as_unit


class Awaited(Enum):
    """What lets a process go on."""

    TIME = auto()
    HAZARD_MOVES = auto()
    APP_CALL_ENDS = auto()
    REPORT_IS_OUT = auto()
    CALL_TAKER = auto()
    AUTHORITY = auto()


class Suspended(NamedTuple):
    """path and line: of the wait, or of the process if it has not begun. functions: the one that waits, then those that called it.

    entity: as in a trace. until: seconds from onset, infinite where others decide.
    """

    path: str
    line: int
    functions: tuple[str, ...]
    entity: str
    awaited: Awaited
    until: float
    has_begun: bool


class Wait(NamedTuple):
    """place: in the order of an instant."""

    activity: Activity
    place: int
    awaited: Awaited
    until: float = math.inf


def list_suspended(world: World) -> list[Suspended]:
    """All processes that wait, those first that go on first; those that others let go on come last."""
    waits = chain(_list_scheduled(world), _list_signaled(world))
    return [_describe(world, wait) for wait in waits if getgeneratorstate(wait.activity.steps) != GEN_CLOSED]


def _list_scheduled(world: World) -> Iterator[Wait]:
    for until, place, event in world.clock.list_scheduled():
        if isinstance(event, Activity):
            yield Wait(event, place, Awaited.TIME, until)


def _list_signaled(world: World) -> Iterator[Wait]:
    for signal, awaited in (
        (world.hazard_moves, Awaited.HAZARD_MOVES),
        (world.app_call_ends, Awaited.APP_CALL_ENDS),
        (world.report_is_out, Awaited.REPORT_IS_OUT),
    ):
        for place, activity in signal.waiting:
            yield Wait(activity, place, awaited)
    for call, activity in world.line.activities.items():
        yield Wait(activity, priority(Rank.QUEUE, call.caller), Awaited.CALL_TAKER)
    for search, activity in world.searches.activities.items():
        declarer = world.searches.read(search).declarer
        yield Wait(activity, priority(Rank.REACTION, declarer), Awaited.AUTHORITY)


def _describe(world: World, wait: Wait) -> Suspended:
    steps = wait.activity.steps
    frames = [*_list_frames(steps)]
    innermost = frames[-1]
    return Suspended(
        path=innermost.f_code.co_filename,
        line=innermost.f_lineno,
        functions=tuple(frame.f_code.co_name for frame in reversed(frames)),
        entity=_name_entity(world, frames[0], wait.place),
        awaited=wait.awaited,
        until=wait.until,
        has_begun=getgeneratorstate(steps) != GEN_CREATED,
    )


def _list_frames(steps: Process) -> Iterator[FrameType]:
    """The frame of a process, and of each that it waits for."""
    inner: object = steps
    while isinstance(inner, GeneratorType) and inner.gi_frame is not None:
        yield inner.gi_frame
        inner = inner.gi_yieldfrom


def _name_entity(world: World, process: FrameType, place: int) -> str:
    """For whom a process runs. The numbers of callers, vehicles and groups overlap, so its own parameters tell which it is."""
    rank, entity = split_priority(place)
    names, code = TraceNames(world.tables), process.f_code
    given: dict[str, int] = {name: process.f_locals[name] for name in code.co_varnames[: code.co_argcount]}
    if rank == Rank.HAZARD:
        return "hazard"
    if code is respond_as_unit.__code__:
        return f"unit/{world.tables.units.ids[given['unit']]}"
    if "building" in given:
        return f"messenger/{list(dict.fromkeys(world.tables.layout.buildings))[given['building']]}"
    for name in ("caller", "office"):
        if name in given:
            return names.caller(given[name])
    if rank in (Rank.QUEUE, Rank.CALL_END):
        return names.caller(entity)
    return names.parties[given.get("person", entity)]
