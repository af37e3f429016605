"""Computers of the staff on which the alert pops up once an app or a badge is pressed."""

from typing import Annotated, Literal

from scenarios.channels import ChannelModel
from scenarios.inputs import AllowedScales, ChanceInput, DurationInput, Input
from scenarios.scenario import Emergency
from sim.channels.strobes import STROBES
from sim.model import causes
from sim.model.channels import ChannelRecord, Device
from sim.model.environment import Process, Rank
from sim.model.hearing import hear
from sim.model.state import World
from sim.model.tables import EntityKeys
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder


class Desktops(ChannelModel):
    """In a strategy file. shows: from the press. at_computer: a person is at one that is on. notice: from then until it is read."""

    kind: Literal["desktops"]
    shows: Annotated[DurationInput, AllowedScales("event", "replication", "site")]
    at_computer: Annotated[ChanceInput, AllowedScales("person", "site")]
    notice: Annotated[DurationInput, AllowedScales("person", "event", "site")]


def add_streams(streams: StreamBuilder, desktops: Desktops, _emergency: Emergency, keys: EntityKeys) -> None:
    streams.add_times(Purpose.DESKTOP_SHOWS, desktops.shows, keys.scenario)
    streams.add_values(Purpose.AT_COMPUTER, desktops.at_computer, keys.staff)
    streams.add_times(Purpose.DESKTOP_NOTICED, desktops.notice, keys.staff)


def start_desktops(world: World, sender: int) -> None:
    seconds = world.draw(Purpose.DESKTOP_SHOWS, 0)
    world.start(show(world, sender), Rank.DELIVERY, sender, seconds, Purpose.DESKTOP_SHOWS)


def show(world: World, sender: int) -> Process:
    """Handler: the alert is on every computer."""
    if not causes.do_screens_work(world):
        world.log_event(EventKind.SILENT, sender, Channel.DESKTOP)
        return
    world.log_event(EventKind.SENT, sender, Channel.DESKTOP)
    for person in world.people:
        if world.present[person] and world.draw(Purpose.AT_COMPUTER, person):
            seconds = world.draw(Purpose.DESKTOP_NOTICED, person)
            world.start(read(world, person), Rank.DELIVERY, person, seconds, Purpose.DESKTOP_NOTICED)
    yield from ()


def read(world: World, person: int) -> Process:
    """Handler: a person reads it."""
    hear(world, person, Channel.DESKTOP, world.device_order)
    yield from ()


def describe(desktops: Desktops) -> tuple[str | Input, ...]:
    at = desktops.at_computer
    return ("pop up after ", desktops.shows, ", at a computer: ", at, ", read after ", desktops.notice)


DESKTOPS = ChannelRecord(
    Channel.DESKTOP,
    STROBES.group,
    "computer",
    "On the computer.",
    device=Device(Desktops, describe, add_streams, with_alert=start_desktops),
)
