"""Runners whom the office sends: one to each building, who walks from room to room by the shortest way and tells each."""

from typing import Annotated, Literal

from scenarios.channels import ChannelModel
from scenarios.inputs import AllowedScales, DurationInput, Input, SpeedInput
from scenarios.scenario import Emergency
from sim.model.alerting import find_next_room
from sim.model.awareness import become_aware, find_untold
from sim.model.channels import NEARBY, ChannelRecord, Device
from sim.model.environment import Process, Rank
from sim.model.state import World
from sim.model.tables import NOBODY, EntityKeys
from sim.model.trace import Channel, EventKind
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder


class Runners(ChannelModel):
    """In a strategy file. speed: of a runner. tells: time in one room."""

    kind: Literal["runners"]
    speed: Annotated[SpeedInput, AllowedScales("event", "person", "site")]
    tells: Annotated[DurationInput, AllowedScales("event", "site")]


def add_streams(streams: StreamBuilder, runners: Runners, _emergency: Emergency, keys: EntityKeys) -> None:
    streams.add_values(Purpose.RUNNER_SPEED, runners.speed, keys.messengers)
    streams.add_times(Purpose.RUNNER_TELLS, runners.tells, keys.zones)


def start_runners(world: World, office: int) -> None:
    world.log_event(EventKind.SENT, office, Channel.RUNNER)
    for building in range(len(world.tables.layout.building_zones)):
        world.start(run(world, building), Rank.ACT, office, purpose=Purpose.RUNNER_SPEED, count=building)


def run(world: World, building: int) -> Process:
    """Handler: a runner goes to the rooms of one building that know nothing yet, to the nearest first."""
    distance, here = world.tables.layout.distance, world.tables.means.office_zone
    runner = world.tables.unit_count + building
    world.is_visited[here] = True
    while True:
        ahead = find_next_room(world, building, here)
        if ahead == NOBODY:
            return
        world.is_visited[ahead] = True
        seconds = world.walking_time(distance[here][ahead], world.draw(Purpose.RUNNER_SPEED, building))
        here = ahead
        seconds += world.draw(Purpose.RUNNER_TELLS, here)
        yield world.wait(seconds, Rank.MOVEMENT, runner, Purpose.RUNNER_TELLS)
        for unit in find_untold(world, here):
            become_aware(world, unit, Channel.RUNNER)


def describe(runners: Runners) -> tuple[str | Input, ...]:
    return ("go from room to room at ", runners.speed, ", and tell each in ", runners.tells)


RUNNERS = ChannelRecord(
    Channel.RUNNER,
    NEARBY,
    "runner from the office",
    device=Device(Runners, describe, add_streams, by_office=start_runners),
)
