"""A siren on campus that sounds once an app or a badge is pressed. It says that there is an emergency, and not which."""

from typing import Annotated, Literal

from scenarios.channels import ChannelModel
from scenarios.inputs import AllowedScales, ChanceInput, DurationInput, Input
from scenarios.scenario import Emergency
from sim.channels.strobes import STROBES
from sim.model.awareness import has_adult
from sim.model.channels import ChannelRecord, Device
from sim.model.environment import Process, Rank
from sim.model.hearing import hear
from sim.model.state import World
from sim.model.tables import EntityKeys
from sim.model.trace import Channel, EventKind
from sim.sampling.distributions import Distribution
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder


class CampusSiren(ChannelModel):
    """In a strategy file. sounds: from the press. indoors, outdoors: heard in a zone."""

    kind: Literal["campus-siren"]
    sounds: Annotated[DurationInput, AllowedScales("event", "replication", "site")]
    indoors: Annotated[ChanceInput, AllowedScales("zone", "site")]
    outdoors: Annotated[ChanceInput, AllowedScales("zone", "site")]


def add_streams(streams: StreamBuilder, siren: CampusSiren, emergency: Emergency, keys: EntityKeys) -> None:
    streams.add_times(Purpose.SIREN_SOUNDS, siren.sounds, keys.scenario)
    chances: list[Distribution] = [streams.compile_input(source) for source in (siren.indoors, siren.outdoors)]
    which = [int(zone.kind == "outdoors") for zone in emergency.place.zones]
    streams.add_stream(Purpose.SIREN_HEARD, chances, keys.zones, 1, False, "zone", which)


def start_siren(world: World, sender: int) -> None:
    seconds = world.draw(Purpose.SIREN_SOUNDS, 0)
    world.start(sound(world, sender), Rank.DELIVERY, sender, seconds, Purpose.SIREN_SOUNDS)


def sound(world: World, sender: int) -> Process:
    """Handler: it sounds, with a battery of its own."""
    world.log_event(EventKind.SENT, sender, Channel.CAMPUS_SIREN)
    for unit in world.units:
        zone = world.zone[unit]
        if zone >= 0 and not has_adult(world, unit) and world.draw(Purpose.SIREN_HEARD, zone):
            hear(world, unit, Channel.CAMPUS_SIREN, world.device_order)
    yield from ()


def describe(siren: CampusSiren) -> tuple[str | Input, ...]:
    return ("sounds after ", siren.sounds, ", heard indoors: ", siren.indoors, ", outdoors: ", siren.outdoors)


CAMPUS_SIREN = ChannelRecord(
    Channel.CAMPUS_SIREN,
    STROBES.group,
    "siren",
    "The siren sounds.",
    tells=False,
    device=Device(CampusSiren, describe, add_streams, with_alert=start_siren),
)
