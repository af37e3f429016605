"""A campus as numbers: how near zones are to each other, and the route from each zone to every other.

Zones, staff and groups get an index by their order in the file. Distances are in meters along the links. Stairs count as longer, so that
seconds are meters divided by the speed on the level.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from heapq import heappop, heappush
from itertools import accumulate
from typing import cast

import numpy as np
from numpy.typing import NDArray

from scenarios.campus_expansion import Place

TIE_TOLERANCE = 1e-6  # meters; routes that differ by less are equally short
MIN_LENGTH = 1e-3  # meters; no link is shorter, so that each step brings a walker nearer
NOWHERE = -1  # instead of the next zone on a route
MAX_REFUGES = 12  # rooms that a person in the hall would try, nearest first


class Nearness(IntEnum):
    """How near a zone is to the hazard's: the classes of perception."""

    SAME_ZONE = 0
    IN_SIGHT = 1
    ADJACENT = 2
    SAME_FLOOR = 3
    SAME_BUILDING = 4
    FAR = 5


@dataclass(frozen=True)
class Layout:
    """Lists are by zone index. `neighbors[z]`: zones linked to z. `next_zone[a][b]`: first step on the route from a to b, −1 if none."""

    zones: tuple[str, ...]
    is_lockable: list[bool]
    has_phone: list[bool]
    neighbors: list[list[int]]
    first_link: list[int]  # the number of the first link of each zone, among all
    meters: list[list[float]]  # of each link, parallel to `neighbors`
    next_zone: list[list[int]]
    distance: list[list[float]]
    nearness: list[list[int]]
    in_sight: list[list[int]]
    refuges: list[list[int]]
    buildings: list[str]
    building: list[int]  # its place among those of `building_zones`
    outdoors: list[bool]
    building_zones: list[list[int]]  # by building, in the order of the file
    floors: list[int]

    def length(self, start: int, end: int) -> float:
        """Meters between two linked zones."""
        return self.meters[start][self.neighbors[start].index(end)]


def list_buildings(place: Place) -> list[str]:
    """The buildings of a campus, in the order of the file."""
    return list(dict.fromkeys(zone.building for zone in place.zones))


@lru_cache(maxsize=8)
def build_layout(place: Place, stairs: float) -> Layout:
    """The layout of a campus. stairs: the walking speed on stairs as a share of that on the level."""
    index = {zone.id: i for i, zone in enumerate(place.zones)}
    n = len(index)
    length = find_shortest_links(place, index, stairs)
    shortest = compute_shortest_distances(length, n)
    distance: list[list[float]] = shortest.tolist()
    ways: list[list[int]] = [[] for _ in range(n)]
    for a, b in sorted(length):
        ways[a].append(b)
    meters = [[length[z, b] for b in ways[z]] for z in range(n)]
    building_zones: dict[str, list[int]] = {}
    for z, zone in enumerate(place.zones):
        building_zones.setdefault(zone.building, []).append(z)
    number = {building: i for i, building in enumerate(building_zones)}
    lockable = [zone.lock is not None for zone in place.zones]
    sees = build_sight_lines(place, index)
    return Layout(
        zones=tuple(index),
        is_lockable=lockable,
        has_phone=[zone.phone for zone in place.zones],
        neighbors=ways,
        first_link=list(accumulate(map(len, ways), initial=0))[:-1],
        meters=meters,
        next_zone=compute_next_zones(ways, meters, shortest),
        distance=distance,
        nearness=classify_nearness(place),
        in_sight=sees,
        refuges=find_refuges(shortest, np.flatnonzero(lockable)),
        buildings=[zone.building for zone in place.zones],
        building=[number[zone.building] for zone in place.zones],
        outdoors=[zone.kind == "outdoors" for zone in place.zones],
        building_zones=list(building_zones.values()),
        floors=[zone.floor for zone in place.zones],
    )


def compute_shortest_distances(length: dict[tuple[int, int], float], n: int) -> NDArray[np.float64]:
    """Meters from each of n zones to each along the links, inf where there is no route."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    ends = ([a for a, _ in length], [b for _, b in length])
    return dijkstra(coo_array((list(length.values()), ends), shape=(n, n)).tocsr(), directed=False)


def compute_next_zones(
    ways: list[list[int]], meters: list[list[float]], distance: NDArray[np.float64]
) -> list[list[int]]:
    """The next zone on the route from each zone to each, −1 where there is none. Ties go to the zone that comes first."""
    step = np.full(distance.shape, NOWHERE)
    is_open = np.isfinite(distance)
    np.fill_diagonal(is_open, False)
    for number in range(max(map(len, ways), default=0)):
        here = [z for z, ahead in enumerate(ways) if len(ahead) > number]
        ahead = np.array([[ways[z][number]] for z in here])
        length = np.array([[meters[z][number]] for z in here])
        on_the_way = length + distance[ahead[:, 0]] <= distance[here] + TIE_TOLERANCE
        step[here] = np.where(is_open[here] & on_the_way, ahead, step[here])
        is_open[here] &= ~on_the_way
    return cast("list[list[int]]", step.tolist())


def find_shortest_links(place: Place, index: dict[str, int], stairs: float) -> dict[tuple[int, int], float]:
    """Meters between linked zones, both directions. Of two links between the same zones the shorter counts."""
    length: dict[tuple[int, int], float] = {}
    for way in place.links:
        meters = max(MIN_LENGTH, way.length / stairs if way.kind == "stair" else way.length)
        a, b = index[way.start], index[way.end]
        for pair in ((a, b), (b, a)):
            length[pair] = min(meters, length.get(pair, meters))
    return length


def build_sight_lines(place: Place, index: dict[str, int]) -> list[list[int]]:
    """Zones in open line of sight of each zone, in both directions, without itself."""
    seen: list[set[int]] = [set() for _ in index]
    for a, b in place.sight_lines:
        seen[index[a]].add(index[b])
        seen[index[b]].add(index[a])
    return [sorted(others - {z}) for z, others in enumerate(seen)]


@lru_cache(maxsize=8)
def classify_nearness(place: Place) -> list[list[int]]:
    """The nearness class of each zone as seen from each zone."""
    zones, index = place.zones, {zone.id: i for i, zone in enumerate(place.zones)}
    sees = build_sight_lines(place, index)
    near = np.full((len(zones), len(zones)), int(Nearness.FAR))
    building = np.array([zone.building for zone in zones])
    floor = np.array([zone.floor for zone in zones])
    same_building = building[:, None] == building[None, :]
    near[same_building] = Nearness.SAME_BUILDING
    near[same_building & (floor[:, None] == floor[None, :])] = Nearness.SAME_FLOOR
    for way in place.links:
        start, end = index[way.start], index[way.end]
        near[start, end] = near[end, start] = Nearness.ADJACENT
    for z in range(len(zones)):
        near[z, sees[z]] = Nearness.IN_SIGHT
        near[z, z] = Nearness.SAME_ZONE
    return cast("list[list[int]]", near.tolist())


def find_refuges(distance: NDArray[np.float64], lockable: NDArray[np.intp]) -> list[list[int]]:
    """From each zone, the nearest zones that can be locked, by distance then index."""
    nearest = lockable[np.argsort(distance[:, lockable], axis=1, kind="stable")[:, :MAX_REFUGES]]
    is_near = np.isfinite(np.take_along_axis(distance, nearest, axis=1))
    return [row[:reached] for row, reached in zip(nearest.tolist(), is_near.sum(axis=1).tolist(), strict=True)]


def find_next_zones(
    layout: Layout, targets: Sequence[bool], avoid: int, through: Sequence[bool] | None = None
) -> list[int]:
    """From each zone, the next one on the shortest route to any target, never into `avoid`. NOWHERE at a target and without a route.

    through: the zones that a route may use; by default all. Ties go to the zone that comes first.
    """
    distance = [math.inf] * len(layout.zones)
    near: list[tuple[float, int]] = []
    for z, is_target in enumerate(targets):
        if is_target and z != avoid:
            distance[z] = 0.0
            heappush(near, (0.0, z))
    while near:
        meters, z = heappop(near)
        if meters > distance[z] or z == avoid:
            continue
        for length, other in zip(layout.meters[z], layout.neighbors[z], strict=True):
            if meters + length < distance[other] and (through is None or through[other]):
                distance[other] = meters + length
                heappush(near, (meters + length, other))
    return [find_nearer_neighbor(layout, z, avoid, distance) for z in range(len(layout.zones))]


def find_nearer_neighbor(layout: Layout, here: int, avoid: int, distance: Sequence[float]) -> int:
    """The first neighbor that is nearer to a target; NOWHERE at a target and where there is none."""
    if not 0.0 < distance[here] < math.inf:
        return NOWHERE
    neighbors = zip(layout.neighbors[here], layout.meters[here], strict=True)
    return next(
        other
        for other, length in neighbors
        if other != avoid and length + distance[other] <= distance[here] + TIE_TOLERANCE
    )
