"""Strobes that flash indoors once an app or a badge is pressed. They say that there is an emergency, and not which."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from scenarios.channels import ChannelModel
from scenarios.inputs import AllowedScales, ChanceInput, DurationInput, Input
from scenarios.scenario import Emergency
from sim.model import causes
from sim.model.awareness import has_adult
from sim.model.channels import ChannelGroup, ChannelRecord, Device
from sim.model.environment import Process, Rank
from sim.model.hearing import hear
from sim.model.state import World
from sim.model.tables import EntityKeys, Tables
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder


class Strobes(ChannelModel):
    """In a strategy file. lights: from the press. seen: by a person in the room. notice: from the light."""

    kind: Literal["strobes"]
    lights: Annotated[DurationInput, AllowedScales("event", "replication", "site")]
    seen: Annotated[ChanceInput, AllowedScales("person", "event", "site")]
    notice: Annotated[DurationInput, AllowedScales("person", "event", "site")]


@dataclass(frozen=True)
class StrobesTable:
    """Where there are any, by zone."""

    indoors: list[bool] = field(default_factory=list)


def add_streams(streams: StreamBuilder, strobes: Strobes, _emergency: Emergency, keys: EntityKeys) -> None:
    streams.add_times(Purpose.STROBE_LIGHTS, strobes.lights, keys.scenario)
    streams.add_values(Purpose.STROBE_SEEN, strobes.seen, keys.parties)
    streams.add_times(Purpose.STROBE_NOTICED, strobes.notice, keys.parties)


def build_table(_strobes: Strobes, _tables: Tables, emergency: Emergency) -> StrobesTable:
    return StrobesTable([zone.kind != "outdoors" for zone in emergency.place.zones])


def start_strobes(world: World, sender: int) -> None:
    seconds = world.draw(Purpose.STROBE_LIGHTS, 0)
    world.start(flash(world, sender), Rank.DELIVERY, sender, seconds, Purpose.STROBE_LIGHTS)


def flash(world: World, sender: int) -> Process:
    """Handler: they flash wherever the gateways of the badges reach."""
    if not causes.do_badges_work(world):
        world.log_event(EventKind.SILENT, sender, Channel.STROBE)
        return
    world.log_event(EventKind.SENT, sender, Channel.STROBE)
    for unit in world.units:
        zone = world.zone[unit]
        is_near = zone >= 0 and world.tables.of(StrobesTable).indoors[zone] and not has_adult(world, unit)
        if is_near and world.draw(Purpose.STROBE_SEEN, unit):
            seconds = world.draw(Purpose.STROBE_NOTICED, unit)
            world.start(notice(world, unit), Rank.DELIVERY, unit, seconds, Purpose.STROBE_NOTICED)
    yield from ()


def notice(world: World, unit: int) -> Process:
    """Handler: a person notices the light."""
    hear(world, unit, Channel.STROBE, world.device_order)
    yield from ()


def describe(strobes: Strobes) -> tuple[str | Input, ...]:
    return ("flash after ", strobes.lights, ", seen: ", strobes.seen, ", noticed after ", strobes.notice)


STROBES = ChannelRecord(
    Channel.STROBE,
    ChannelGroup("strobes, screens, siren", "strobes, screens or the siren", "#117733", is_dark=True),
    "strobes",
    "The strobes flash.",
    tells=False,
    device=Device(
        Strobes, describe, add_streams, with_alert=start_strobes, build_table=build_table, table=StrobesTable
    ),
)
