"""A channel of the tests' own: a siren on the roof, which is heard outdoors and sounds with the app's alert.

It has everything that a channel has: a record for strategy files, random streams, a table, state of its own, a process and its words.
"""

import math
from dataclasses import dataclass, field
from typing import Annotated, Literal

from scenarios.channels import ChannelModel
from scenarios.inputs import AllowedScales, ChanceInput, DurationInput, Input
from scenarios.scenario import Emergency
from sim.model.awareness import become_aware
from sim.model.channels import ChannelGroup, ChannelRecord, Device
from sim.model.environment import Process, Rank
from sim.model.measure import AddedMeasure, Measure
from sim.model.state import World
from sim.model.tables import EntityKeys, Tables
from sim.model.trace import Channel, EventKind, Trace
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder
from sim.state.fields import Record, once

SOUNDS = Channel.add("SIREN", 64)
STARTS = Purpose.add("ROOF_SIREN_STARTS", 240)
HEARD = Purpose.add("ROOF_SIREN_HEARD", 241)


class Siren(ChannelModel):
    """In a strategy file."""

    kind: Literal["siren"]
    starts: Annotated[DurationInput, AllowedScales("site", "event")]
    heard: Annotated[ChanceInput, AllowedScales("zone", "site")]


@dataclass(frozen=True)
class SirenTable:
    """Where it can be heard."""

    reaches: list[bool] = field(default_factory=list)


class SirenState(Record):
    """It sounds once."""

    has_sounded: bool = once(False)


def add_streams(streams: StreamBuilder, siren: Siren, _emergency: Emergency, keys: EntityKeys) -> None:
    streams.add_times(STARTS, siren.starts, keys.scenario)
    streams.add_values(HEARD, siren.heard, keys.zones)


def build_table(_siren: Siren, _tables: Tables, emergency: Emergency) -> SirenTable:
    return SirenTable([zone.kind == "outdoors" for zone in emergency.place.zones])


def start_siren(world: World, sender: int) -> None:
    """Starts the siren with the first alert."""
    siren = world.of(SirenState)
    if not siren.has_sounded:
        siren.has_sounded = True
        world.start(sound(world, sender), Rank.DELIVERY, sender, world.draw(STARTS, 0), STARTS)


def sound(world: World, sender: int) -> Process:
    """Handler: the siren sounds."""
    world.log_event(EventKind.SENT, sender, SOUNDS)
    for unit in world.units:
        if is_siren_heard(world, unit):
            become_aware(world, unit, SOUNDS)
    yield from ()


def is_siren_heard(world: World, unit: int) -> bool:
    """Whether they are outdoors, and hear it there."""
    zone = world.zone[unit]
    return zone >= 0 and world.tables.of(SirenTable).reaches[zone] and bool(world.draw(HEARD, zone))


def describe(siren: Siren) -> tuple[str | Input, ...]:
    return ("heard outdoors: ", siren.heard, ", ", siren.starts, " after the alert")


def find_last_outdoors(trace: Trace) -> float:
    """When the last member of staff learned of it by the siren."""
    return max((row[0] for row in trace.rows if row[1] == EventKind.AWARE and row[3] == SOUNDS), default=math.inf)


SIREN = ChannelRecord(
    SOUNDS,
    ChannelGroup("siren", "the siren", "#117733", is_dark=True),
    sender="siren",
    says="The siren sounds.",
    device=Device(
        Siren,
        describe,
        add_streams,
        with_alert=start_siren,
        build_table=build_table,
        table=SirenTable,
        state=SirenState,
    ),
)
LAST_OUTDOORS = AddedMeasure(
    Measure("siren_last", "s", "lower", "Onset to the last person who learned of it by the siren.", is_time=True),
    find_last_outdoors,
    ["flood"],
)
