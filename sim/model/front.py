"""A front that spreads through a building, and the ways out that avoid it.

A route leads through zones that the front has not reached. It is looked for anew after each zone that the front reaches. People who have
no such way leave through the front.
"""

import math
from heapq import heappop, heappush

from sim.model.geometry import Layout
from sim.model.state import World
from sim.model.tables import NOBODY
from sim.state.fields import RECORDS, Of, Record, each, once


class Front(Record):
    """Ways around it."""

    meters: list[float] = each(Of.ZONE, math.inf)
    """To a zone outdoors, through zones that it has not reached."""
    is_stale: bool = once(True)
    """It has come farther since they were measured."""
    is_cut_off: list[bool] = each(Of.UNIT, False)
    """The leader of a column that has no way around it."""


RECORDS["spread_"] = Front


def measure_spread(layout: Layout, start: int) -> list[tuple[float, int]]:
    """Meters from a zone to each zone of the building without leaving it, with that zone, the nearest first."""
    distance, near, found = {start: 0.0}, [(0.0, start)], list[tuple[float, int]]()
    while near:
        meters, here = heappop(near)
        if meters > distance[here]:
            continue
        found.append((meters, here))
        for other, length in zip(layout.neighbors[here], layout.meters[here], strict=True):
            is_inside = layout.building[other] == layout.building[start] and not layout.outdoors[other]
            if is_inside and meters + length < distance.get(other, math.inf):
                distance[other] = meters + length
                heappush(near, (meters + length, other))
    return found


def reach(world: World, zone: int) -> None:
    """The front reaches a zone, and stays there."""
    world.reached[zone] = True
    world.of(Front).is_stale = True


def find_clear_way(world: World, here: int) -> int:
    """The next zone on the shortest way outdoors that the front has not reached; NOBODY if there is none. Ties go to the zone that comes
    first.
    """
    front, layout = world.of(Front), world.tables.layout
    if front.is_stale:
        measure_ways(world)
    ahead, least = NOBODY, math.inf
    for link in range(len(layout.neighbors[here])):
        zone = layout.neighbors[here][link]
        meters = layout.meters[here][link] + front.meters[zone]
        if meters < least:
            ahead, least = zone, meters
    return ahead


def measure_ways(world: World) -> None:
    """Measures the ways out of every zone, by shortening them until none gets shorter."""
    front, layout = world.of(Front), world.tables.layout
    for zone in range(len(layout.zones)):
        front.meters[zone] = 0.0 if layout.outdoors[zone] else math.inf
    is_shorter = True
    while is_shorter:
        is_shorter = False
        for zone in range(len(layout.zones)):
            if not world.reached[zone] and shorten(world, zone):
                is_shorter = True
    front.is_stale = False


def shorten(world: World, zone: int) -> bool:
    """Whether the way out of a zone is shorter by one of its neighbors than it was known to be."""
    front, layout = world.of(Front), world.tables.layout
    least = front.meters[zone]
    for link in range(len(layout.neighbors[zone])):
        least = min(least, layout.meters[zone][link] + front.meters[layout.neighbors[zone][link]])
    is_shorter = least < front.meters[zone]
    front.meters[zone] = least
    return is_shorter
