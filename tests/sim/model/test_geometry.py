"""Ways through a campus: the shortest; of several equally short the one by the zone that comes first in the campus file.

On random campuses of whole meters, where many ways are equally short, the way is compared with one that is worked out here, by hand.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.campus_expansion import Place
from scenarios.library import list_shipped, open_place
from sim.model.geometry import Layout, build_layout, find_next_zones
from sim.model.tables import NOBODY
from tests.sim.inputs import Data
from tests.sim.worlds import link, place_of, zone

NOWHERE = -1
SQUARE = [link("start", "left", 5), link("start", "right", 5), link("left", "end", 5), link("right", "end", 5)]


def rooms(names: Sequence[str], links: Sequence[Data]) -> Place:
    """A campus of these rooms, in this order, and these links."""
    return place_of([zone(name) for name in names], links)


def way(layout: Layout, start: str, end: str) -> list[str]:
    here, there, passed = layout.zones.index(start), layout.zones.index(end), [start]
    while here != there:
        here = layout.next_zone[here][there]
        passed.append(layout.zones[here])
        assert len(passed) <= len(layout.zones), passed
    return passed


@pytest.mark.parametrize("first", ["left", "right"])
def test_of_two_ways_equally_short_the_one_by_the_zone_that_comes_first_out_of_a_fire_too(first: str) -> None:
    second = {"left": "right", "right": "left"}[first]
    for names in (["start", first, second, "end"], ["end", first, "start", second], [first, second, "end", "start"]):
        layout = build_layout(rooms(names, SQUARE), 0.5)
        assert way(layout, "start", "end") == ["start", first, "end"]
        assert way(layout, "end", "start") == ["end", first, "start"]
    # The two ways are equally short, though one of the zones is nearer to the way out.
    second = {"left": "right", "right": "left"}[first]
    links = [link("start", "left", 3), link("start", "right", 5), link("left", "end", 5), link("right", "end", 3)]
    layout = build_layout(rooms(["start", first, second, "end"], links), 0.5)
    ahead = find_next_zones(layout, [name == "end" for name in layout.zones], NOBODY)
    assert [layout.zones[z] for z in ahead[:3]] == [first, "end", "end"]
    assert ahead[3] == NOBODY


@pytest.mark.parametrize("length", [0, 1e-7])
def test_a_link_of_no_length_leads_on(length: float) -> None:
    """From both of its ends the way by the other one is as short as the direct one: nobody goes to and fro for ever."""
    links = [link("left", "right", length), link("left", "end", 5), link("right", "end", 5)]
    layout = build_layout(rooms(["left", "right", "end"], links), 0.5)
    for start, end in (("left", "end"), ("right", "end"), ("end", "left"), ("left", "right")):
        assert way(layout, start, end)[-1] == end


def mixed(place: Place, random: Random) -> Place:
    """The same campus with its links written in another order, half of them from the other end."""
    ways = [replace(edge, start=edge.end, end=edge.start) if random.random() < 0.5 else edge for edge in place.links]
    random.shuffle(ways)
    return replace(place, links=ways)


@pytest.mark.parametrize("campus", list_shipped("campus"))
def test_the_order_in_which_links_are_written_changes_no_way(campus: str) -> None:
    place = open_place(campus)
    written = build_layout(place, 0.5)
    for seed in range(3):
        assert build_layout(mixed(place, Random(seed)), 0.5) == written


@st.composite
def grids(draw: st.DrawFn) -> Place:
    """Up to eight zones, links of one to three meters between any of them."""
    names = [f"r{n}" for n in range(draw(st.integers(2, 8)))]
    pairs = [(a, b) for n, a in enumerate(names) for b in names[:n]]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1))
    return rooms(names, [link(a, b, draw(st.integers(1, 3))) for a, b in chosen])


def lengths(place: Place) -> list[list[float]]:
    """Metres of the shortest way between any two zones, by Floyd and Warshall: over no zone, the first one, the first two …"""
    ids = place.list_zone_ids()
    meters = [[0.0 if a == b else math.inf for b in ids] for a in ids]
    for edge in place.links:
        a, b = ids.index(edge.start), ids.index(edge.end)
        meters[a][b] = meters[b][a] = min(meters[a][b], edge.length)
    for over in range(len(ids)):
        for row in meters:
            row[:] = [min(there, row[over] + meters[over][b]) for b, there in enumerate(row)]
    return meters


@given(grids(), st.randoms(use_true_random=False))
def test_every_step_is_the_first_zone_on_any_shortest_way(place: Place, random: Random) -> None:
    """Whole meters, so that equal is equal."""
    layout, meters = build_layout(mixed(place, random), 0.5), lengths(place)
    ids = place.list_zone_ids()
    links: dict[tuple[int, int], float] = {}
    for edge in place.links:
        a, b = ids.index(edge.start), ids.index(edge.end)
        links[a, b] = links[b, a] = edge.length
    for here, row in enumerate(layout.next_zone):
        for there, step in enumerate(row):
            fits = [b for (a, b), far in links.items() if a == here and far + meters[b][there] == meters[here][there]]
            reached = here != there and meters[here][there] < math.inf
            assert step == (min(fits) if reached else NOWHERE)
