"""The channels by which people learn of an emergency: what each is called, and how those that a strategy adds are sent.

A channel is one `ChannelRecord`. Whatever speaks of channels asks the record, so a further one is added in one file, by `register`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from scenarios import open_union
from scenarios.channels import ChannelModel
from scenarios.inputs import Input
from scenarios.scenario import Emergency
from sim.model.state import World, add_own
from sim.model.tables import EntityKeys, Tables
from sim.model.trace import Channel
from sim.sampling.streams import StreamBuilder
from sim.state.fields import Record


class ChannelGroup(NamedTuple):
    """Channels that a reader of a figure does not tell apart. label: in a bar; subject: of a title; is_dark: words on it are white."""

    label: str
    subject: str
    color: str
    is_dark: bool = False


SEEN = ChannelGroup("saw or heard it", "the hazard itself", "#4d5560", is_dark=True)
FIRE_ALARM = ChannelGroup("fire alarm", "the fire alarm", "#D55E00", is_dark=True)
APP = ChannelGroup("app", "the app", "#0072B2", is_dark=True)
BADGE = ChannelGroup("badge", "badges", "#332288", is_dark=True)
RADIO = ChannelGroup("radio", "radio", "#7fbfe6")
PA = ChannelGroup("PA", "the PA", "#E69F00")
PHONE = ChannelGroup("phone or intercom", "phone or intercom", "#CC79A7")
RULING = ChannelGroup("ruling", "a ruling", "#F0E442")
NEARBY = ChannelGroup("someone nearby", "someone nearby", "#d5dae1")


@dataclass(frozen=True)
class Device:
    """A channel with a record of its own in strategy files, under `channels`."""

    model: type[ChannelModel]
    says: Callable[[Any], tuple[str | Input, ...]]
    """A line of a data sheet, by its record."""
    streams: Callable[[StreamBuilder, Any, Emergency, EntityKeys], None]
    """Adds its random streams, by its record."""
    with_alert: Callable[[World, int], None] | None = None
    """Sends it with the app's alert to the staff, from this person."""
    by_office: Callable[[World, int], None] | None = None
    """Sends it when the office acts."""
    build_table: Callable[[Any, Tables, Emergency], Any] | None = None
    """Makes its `table`, by its record."""
    table: type | None = None
    """What it reads of its own: a dataclass of numbers and lists, each field with its value where the channel is not in use."""
    state: type[Record] | None = None
    """What changes during a play and is its own."""


@dataclass(frozen=True)
class ChannelRecord:
    """One channel."""

    channel: Channel
    group: ChannelGroup
    sender: str = "unknown"
    """Of a message by it, as participants read it."""
    says: str = ""
    """Its first words."""
    tells: bool = True
    """Whether the message then says what has happened."""
    is_written: bool = False
    """Whether it is written by the app, with the place where that was pressed."""
    device: Device | None = None


CHANNELS: dict[Channel, ChannelRecord] = {}
"""In the order in which figures show them."""


def register(record: ChannelRecord) -> None:
    """Makes a channel known. Raises ValueError if it is known already, or its kind in strategy files is."""
    if record.channel in CHANNELS:
        raise ValueError(f"channel {record.channel.name} is registered already")
    if record.device is not None:
        open_union.register(record.device.model)
        kind = open_union.kind_of(record.device.model)
        add_own(kind, record.device.table, record.device.state)
    CHANNELS[record.channel] = record


def list_devices() -> Iterator[tuple[ChannelRecord, Device]]:
    """Channels with a record of their own in strategy files."""
    for record in CHANNELS.values():
        if record.device is not None:
            yield record, record.device


def match_devices(models: Iterable[ChannelModel]) -> Iterator[tuple[ChannelModel, ChannelRecord, Device]]:
    """The `channels` of a strategy, each with what was registered for it."""
    known = {device.model: (record, device) for record, device in list_devices()}
    return ((model, *known[type(model)]) for model in models)


def list_channels(group: ChannelGroup) -> list[Channel]:
    """The channels of a group."""
    return [channel for channel, record in CHANNELS.items() if record.group == group]


def list_groups() -> list[ChannelGroup]:
    """All groups, in the order in which figures show them."""
    return list(dict.fromkeys(record.group for record in CHANNELS.values()))


_APP_SAYS = "Alert to all staff."
for _record in (
    ChannelRecord(Channel.HAZARD, SEEN, "your own eyes and ears"),
    ChannelRecord(Channel.ALARM, FIRE_ALARM, "fire alarm", "The alarm sounds.", tells=False),
    ChannelRecord(Channel.BADGE, BADGE, "badge", "A badge was pressed."),
    ChannelRecord(Channel.PUSH, APP, "staff app", _APP_SAYS, is_written=True),
    ChannelRecord(Channel.TEXT, APP, "text message", _APP_SAYS, is_written=True),
    ChannelRecord(Channel.EMAIL, APP, "email", _APP_SAYS, is_written=True),
    ChannelRecord(Channel.RADIO, RADIO, "radio", "Call to everyone with a radio."),
    ChannelRecord(Channel.POLICE_RADIO, RADIO, "police radio", "Heard on the police radio.", tells=False),
    ChannelRecord(Channel.PA, PA, "PA", "Announcement to the whole school."),
    ChannelRecord(Channel.DESK_PHONE, PHONE, "phone"),
    ChannelRecord(Channel.DESK, RULING, "facilitator", "The facilitator has ruled that you are aware."),
    ChannelRecord(Channel.VOICE, NEARBY, "face to face"),
    ChannelRecord(Channel.PUPILS, NEARBY, "students who came in", "They report what they saw."),
    ChannelRecord(Channel.ADULT, NEARBY),
):
    register(_record)
