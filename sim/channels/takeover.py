"""A recorded message that speaks on the PA by itself once an app or a badge is pressed. No one has to reach the microphone."""

from typing import Annotated, Literal

from scenarios.channels import ChannelModel
from scenarios.inputs import AllowedScales, ChanceInput, DurationInput, Input
from scenarios.scenario import Emergency
from sim.model import causes
from sim.model.alerting import is_pa_heard
from sim.model.channels import PA, ChannelRecord, Device
from sim.model.environment import Process, Rank
from sim.model.hearing import hear
from sim.model.state import World
from sim.model.tables import EntityKeys
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder


class Takeover(ChannelModel):
    """In a strategy file. speaks: from the press to the end of its first reading. reaches: the loudspeakers of a zone obey it."""

    kind: Literal["takeover"]
    speaks: Annotated[DurationInput, AllowedScales("event", "replication", "site")]
    reaches: Annotated[ChanceInput, AllowedScales("zone", "site")]


def add_streams(streams: StreamBuilder, takeover: Takeover, _emergency: Emergency, keys: EntityKeys) -> None:
    streams.add_times(Purpose.TAKEOVER_SPEAKS, takeover.speaks, keys.scenario)
    streams.add_values(Purpose.TAKEOVER_REACHES, takeover.reaches, keys.zones)


def start_takeover(world: World, sender: int) -> None:
    """Starts the message. Where there is no PA, nothing speaks."""
    if Purpose.PA_HEARD in world.tables.streams:
        seconds = world.draw(Purpose.TAKEOVER_SPEAKS, 0)
        world.start(take_over(world, sender), Rank.DELIVERY, sender, seconds, Purpose.TAKEOVER_SPEAKS)


def take_over(world: World, sender: int) -> Process:
    """Handler: the message has been read. Who hears the first announcement of the office hears this, where the loudspeakers obey."""
    if not causes.can_pa_speak(world):
        world.log_event(EventKind.SILENT, sender, Channel.TAKEOVER)
        return
    world.log_event(EventKind.SENT, sender, Channel.TAKEOVER)
    for unit in world.units:
        zone = world.zone[unit]
        if zone >= 0 and world.draw(Purpose.TAKEOVER_REACHES, zone) and is_pa_heard(world, unit, 0):
            hear(world, unit, Channel.TAKEOVER, world.device_order)
    yield from ()


def describe(takeover: Takeover) -> tuple[str | Input, ...]:
    return ("speaks on the PA by itself after ", takeover.speaks, ", where it reaches: ", takeover.reaches)


TAKEOVER = ChannelRecord(
    Channel.TAKEOVER,
    PA,
    "PA",
    "A recorded message on the PA.",
    device=Device(Takeover, describe, add_streams, with_alert=start_takeover),
)
