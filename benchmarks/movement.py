"""Walking out of a building, and to shelter, against jupedsim-network, in which each head walks and queues by itself.

Both get the same columns, when they set out, how fast they walk, and how many heads each door lets through a second. What is compared is
what happens between. It is not part of the tests: `pip install jupedsim-network`, then `./run pytest -n 0 -s benchmarks/movement.py`.
"""

import math
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest
from jupedsim_network import Fixed, HydraulicParameters, Network, NetworkSimulation, Population

from scenarios.library import open_emergency
from sim.engine import SimpyEngine
from sim.model.tables import Tables
from sim.model.trace import Event, EventKind, TraceNames
from sim.sampling.keyed_rng import Purpose
from sim.tabulation import tabulate

SEED = 20_261
REPLICATIONS = 20
OPEN = 1e5
"""Square meters of each zone: the density of a crowd slows nobody, as in the model."""
STEP = 0.1  # seconds
WITHIN = 0.10


class Walk(NamedTuple):
    """A column that set out together, and when its last head arrived."""

    starts: float
    zones: list[str]
    heads: int
    speed: float
    arrives: float


def walks_of(engine: SimpyEngine) -> Iterator[Walk]:
    """Each column once, up to the last zone that it enters before it counts as out, or in a shelter area."""
    events, world = list(engine.trace.events()), engine.world
    names = TraceNames(world.tables)
    units = {names.subject(EventKind.SETS_OUT, unit): unit for unit in world.units}
    by_subject: dict[str, list[Event]] = defaultdict(list)
    columns: dict[tuple[float, str], list[Event]] = defaultdict(list)
    for event in events:
        by_subject[event.subject].append(event)
        if event.kind == "sets_out":
            columns[event.time, event.place].append(event)
    for (starts, place), members in columns.items():
        told = [event for event in by_subject[members[0].subject] if event.time >= starts]
        moves = [event for event in told if event.kind == "enters"]
        protected = [event.time for event in told if event.kind == "protected"]
        if not moves or not protected:
            continue
        moves = [event for event in moves if event.time <= protected[0]]
        speeds = [world.draw(Purpose.WALK_SPEED, units[event.subject]) for event in members]
        heads = sum(world.occupants[units[event.subject]] for event in members)
        if heads and moves:
            yield Walk(starts, [place, *(event.place for event in moves)], heads, min(speeds), moves[-1].time)


def network_of(tables: Tables, flow: list[list[float]], ends: set[str]) -> Network:
    """The campus as rooms and doors, each direction of a door by itself, and a safe place behind each end."""
    network, layout = Network(parameters=HydraulicParameters(level_speed_constant=4.0)), tables.layout
    for zone in layout.zones:
        network.add_room(zone, area=OPEN)
    for end in ends:
        network.add_safe(f"safe in {end}")
        network.connect(end, f"safe in {end}", width=1e4, kind="opening", bidirectional=False)
    for here, zone in enumerate(layout.zones):
        for link, other in enumerate(layout.neighbors[here]):
            heads = flow[here][link]
            network.connect(
                zone,
                layout.zones[other],
                width=1.0 if math.isfinite(heads) else 1e4,
                kind="opening",
                length=layout.meters[here][link],
                specific_flow=heads if math.isfinite(heads) else None,
                bidirectional=False,
            )
    return network


def peer_arrivals(network: Network, walks: list[Walk]) -> list[float]:
    """When the last head of each column arrives there."""
    groups = [
        Population(
            walk.zones[0],
            walk.heads,
            speed=Fixed(walk.speed),
            pre_movement=Fixed(walk.starts),
            target=f"safe in {walk.zones[-1]}",
        )
        for walk in walks
    ]
    simulation = NetworkSimulation(network, groups, dt=STEP, counterflow="independent", t_max=7200.0)
    times = simulation.run(SEED, record=False).exit_times
    cuts = np.cumsum([0, *(walk.heads for walk in walks)])
    return [float(np.max(times[first:last])) for first, last in pairwise(cuts)]


@pytest.mark.parametrize(
    ("scenario", "campus"),
    [
        ("laboratory-fire", "large-high-school"),
        ("laboratory-fire", "small-college"),
        ("tornado", "suburban-elementary"),
        ("tornado", "rural-k12"),
    ],
)
def test_median_and_95th_percentile_are_within_a_tenth(scenario: str, campus: str) -> None:
    tables = tabulate(open_emergency(scenario, campus), "practice+app")
    flow = tables.shelter.flow if scenario == "tornado" else tables.fire.flow
    ours: list[float] = []
    theirs: list[float] = []
    for replication in range(REPLICATIONS):
        engine = SimpyEngine(tables, SEED, replication)
        engine.run()
        walks = list(walks_of(engine))
        found = peer_arrivals(network_of(tables, flow, {walk.zones[-1] for walk in walks}), walks)
        for walk, arrives in zip(walks, found, strict=True):
            ours += [walk.arrives - walk.starts] * walk.heads
            theirs += [arrives - walk.starts] * walk.heads
    for share in (50, 95):
        model, peer = np.percentile(ours, share), np.percentile(theirs, share)
        sys.stdout.write(
            f"{scenario} on {campus}: {share}% of {len(ours)} heads within {model:.1f} s, peer {peer:.1f} s\n"
        )
        assert abs(model / peer - 1.0) <= WITHIN
