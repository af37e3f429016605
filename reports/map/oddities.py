"""What looks wrong when a campus is drawn, and is still allowed: rooms in one spot, ways much shorter or longer than the map."""

from collections.abc import Iterator
from itertools import combinations
from math import hypot

from reports.map.plan import CampusPlan

SAME_SPOT = 1.0  # metres
MAX_DETOUR = 3.0  # times the straight line, and
DETOUR_ALLOWANCE = 25.0  # metres more than that
MIN_RATIO = 0.2  # of the straight line between the middles, and
MISSING = 5.0  # metres less than that


def list_oddities(plan: CampusPlan) -> list[str]:
    """A sentence for each."""
    return [*find_same_spot(plan), *find_odd_lengths(plan)]


def find_same_spot(plan: CampusPlan) -> Iterator[str]:
    """Zones of one floor that are nearly on top of each other."""
    for a, b in combinations(plan.place.zones, 2):
        if a.floor == b.floor and hypot(a.x - b.x, a.y - b.y) < SAME_SPOT:
            yield f"{a.id} and {b.id} are in the same spot, {a.x:g} m east and {a.y:g} m north"


def find_odd_lengths(plan: CampusPlan) -> Iterator[str]:
    """Ways on one floor whose length cannot be, or hardly, by where their ends are."""
    for way in plan.place.links:
        start, end = plan.rooms[way.start], plan.rooms[way.end]
        if start.zone.floor != end.zone.floor:
            continue
        apart, straight = start.box.gap(end.box), hypot(start.zone.x - end.zone.x, start.zone.y - end.zone.y)
        if way.length + 1.0 < apart:
            yield f"{way.start} to {way.end} is {way.length:g} m long, but they are {apart:.0f} m apart"
        elif way.length < MIN_RATIO * straight and way.length + MISSING < straight:
            yield f"{way.start} to {way.end} is {way.length:g} m long, but {straight:.0f} m from middle to middle on the map"
        elif way.length > MAX_DETOUR * straight + DETOUR_ALLOWANCE:
            yield f"{way.start} to {way.end} is {way.length:g} m long, but only {straight:.0f} m on the map"
