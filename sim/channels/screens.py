"""Screens in classrooms on which the alert appears once an app or a badge is pressed."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from scenarios.channels import ChannelModel
from scenarios.inputs import AllowedScales, ChanceInput, DurationInput, Input
from scenarios.scenario import Emergency
from sim.channels.strobes import STROBES
from sim.model import causes
from sim.model.awareness import has_adult
from sim.model.channels import ChannelRecord, Device
from sim.model.environment import Process, Rank
from sim.model.hearing import hear
from sim.model.state import World
from sim.model.tables import EntityKeys, Tables
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder


class Screens(ChannelModel):
    """In a strategy file. shows: from the press. lit: the screen of a classroom is on. notice: from then until it is read."""

    kind: Literal["screens"]
    shows: Annotated[DurationInput, AllowedScales("event", "replication", "site")]
    lit: Annotated[ChanceInput, AllowedScales("zone", "site")]
    notice: Annotated[DurationInput, AllowedScales("person", "event", "site")]


@dataclass(frozen=True)
class ScreensTable:
    """Which zones have one."""

    has_screen: list[bool] = field(default_factory=list)


def add_streams(streams: StreamBuilder, screens: Screens, _emergency: Emergency, keys: EntityKeys) -> None:
    streams.add_times(Purpose.SCREEN_SHOWS, screens.shows, keys.scenario)
    streams.add_values(Purpose.SCREEN_ON, screens.lit, keys.zones)
    streams.add_times(Purpose.SCREEN_NOTICED, screens.notice, keys.parties)


def build_table(_screens: Screens, _tables: Tables, emergency: Emergency) -> ScreensTable:
    return ScreensTable([zone.kind == "classroom" for zone in emergency.place.zones])


def start_screens(world: World, sender: int) -> None:
    seconds = world.draw(Purpose.SCREEN_SHOWS, 0)
    world.start(show(world, sender), Rank.DELIVERY, sender, seconds, Purpose.SCREEN_SHOWS)


def show(world: World, sender: int) -> Process:
    """Handler: the alert is on every screen that is on."""
    if not causes.do_screens_work(world):
        world.log_event(EventKind.SILENT, sender, Channel.SCREEN)
        return
    world.log_event(EventKind.SENT, sender, Channel.SCREEN)
    for unit in world.units:
        zone = world.zone[unit]
        is_near = zone >= 0 and world.tables.of(ScreensTable).has_screen[zone] and not has_adult(world, unit)
        if is_near and world.draw(Purpose.SCREEN_ON, zone):
            seconds = world.draw(Purpose.SCREEN_NOTICED, unit)
            world.start(read(world, unit), Rank.DELIVERY, unit, seconds, Purpose.SCREEN_NOTICED)
    yield from ()


def read(world: World, unit: int) -> Process:
    """Handler: a person reads it."""
    hear(world, unit, Channel.SCREEN, world.device_order)
    yield from ()


def describe(screens: Screens) -> tuple[str | Input, ...]:
    return ("show it after ", screens.shows, ", on: ", screens.lit, ", read after ", screens.notice)


SCREENS = ChannelRecord(
    Channel.SCREEN,
    STROBES.group,
    "screen",
    "On the classroom screen.",
    device=Device(
        Screens, describe, add_streams, with_alert=start_screens, build_table=build_table, table=ScreensTable
    ),
)
