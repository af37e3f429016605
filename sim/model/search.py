"""Search: every adult who knows that a child is missing looks where they are at once. Those without students then look elsewhere.

Students stay with their adult, and one person stays in the office. The others are assigned zones, the nearest first, before them exits and
zones near water or a road. Zones with an adult in them are left to that adult. Every second adult who is free goes to an exit first, stays
there and watches it. Once all zones are assigned, the search begins again.

A zone counts as searched when the first adult has been through it. Who meets whom on the way is the hazard's matter.
"""

import math
from dataclasses import dataclass, field

from scenarios.campus_expansion import Place
from scenarios.hazards import Search
from sim.model.environment import Process, Rank
from sim.model.geometry import Layout
from sim.model.hearing import covers
from sim.model.movement import find_accompanying_groups, go_to, is_barred
from sim.model.state import World, add_own
from sim.model.tables import NOBODY
from sim.model.trace import EventKind
from sim.sampling.elementary import round_to_grid
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder
from sim.state.fields import Of, Record, each, once

WALKED_THROUGH = "hall", "stair", "exit"


@dataclass(frozen=True)
class SearchTable:
    """Lists are by zone. seconds: that one adult takes. comes_first: is assigned before others. is_exit: may get a watcher."""

    seconds: list[float] = field(default_factory=list)
    comes_first: list[bool] = field(default_factory=list)
    is_exit: list[bool] = field(default_factory=list)
    watches_exits: bool = False


class SearchState(Record):
    """What has been searched, and by whom."""

    is_searched: list[bool] = each(Of.ZONE, False)
    is_assigned: list[bool] = each(Of.ZONE, False)
    """In this round."""
    is_watched: list[bool] = each(Of.ZONE, False)
    """Somebody was sent there to stay."""
    goes: list[bool] = each(Of.PERSON, False)
    """Is free to leave the own zone, and does."""
    searchers: int = once(0)
    """Those who go."""


add_own("search", SearchTable, SearchState)


def build_search_table(place: Place, layout: Layout, protocol: Search, streams: StreamBuilder) -> SearchTable:
    """Of a campus. A hall is as long as the longest way from it to another zone that people walk through."""
    room, outdoors = streams.median_of(protocol.room), streams.median_of(protocol.outdoors)
    speed = streams.median_of(protocol.hall)
    is_exit = [is_way_out(place, layout, zone) for zone in range(len(place.zones))]
    seconds = []
    for number, zone in enumerate(place.zones):
        if zone.kind in WALKED_THROUGH:
            seconds.append(find_length(place, layout, number) / speed or room)
        else:
            seconds.append(outdoors if zone.kind == "outdoors" else room)
    return SearchTable(
        seconds=[round_to_grid(each_zone) for each_zone in seconds],
        comes_first=[is_exit[number] or bool(zone.near) for number, zone in enumerate(place.zones)],
        is_exit=is_exit,
        watches_exits=protocol.watches_exits,
    )


def find_length(place: Place, layout: Layout, zone: int) -> float:
    """Meters of a hall, a stair or an exit; 0 where it leads to no other."""
    ways = zip(layout.neighbors[zone], layout.meters[zone], strict=True)
    return max((meters for other, meters in ways if place.zones[other].kind in WALKED_THROUGH), default=0.0)


def is_way_out(place: Place, layout: Layout, zone: int) -> bool:
    """Whether a child could go out of the building here unseen, or off campus."""
    is_unseen_exit = place.zones[zone].kind == "exit" and not place.zones[zone].watched
    return is_unseen_exit or is_way_off(place, layout, zone)


def is_way_off(place: Place, layout: Layout, zone: int) -> bool:
    """Whether a way off campus begins here: outdoors without a fence, or at an exit that leads nowhere else, unless it is watched."""
    line = place.zones[zone]
    if line.kind == "outdoors":
        return not (line.fenced or line.watched)
    leads_outdoors = any(layout.outdoors[other] for other in layout.neighbors[zone])
    return line.kind == "exit" and not (leads_outdoors or line.watched)


def search(world: World, person: int) -> Process:
    """Handler: an adult acts. Looks in the own zone, then watches an exit or looks elsewhere, unless they have to stay."""
    yield world.wait(world.draw(Purpose.REACTION, person), Rank.REACTION, person, Purpose.REACTION)
    world.ready[person] = True
    yield from look_around(world, person)
    if has_to_stay(world, person):
        return
    world.of(SearchState).goes[person] = True
    world.of(SearchState).searchers += 1
    if (yield from watch_exit(world, person)):
        return
    yield from search_elsewhere(world, person)


def stay(world: World, group: int) -> Process:
    """Handler: students without an adult know, and stay where they are."""
    world.ready[group] = True
    yield from ()


def has_to_stay(world: World, person: int) -> bool:
    """Whether students are with them, or they are the last in the office."""
    if find_accompanying_groups(world, person):
        return True
    here = world.zone[person]
    if not world.tables.staff.office[person] or here != world.tables.means.office_zone:
        return False
    return not any(
        unit < len(world.people) and unit != person and not world.of(SearchState).goes[unit]
        for unit in world.list_units_in(here)
    )


def look_around(world: World, person: int) -> Process:
    """Searches the zone where they are."""
    zone, state = world.zone[person], world.of(SearchState)
    state.is_assigned[zone] = True
    world.playbook.enters(world, person)
    seconds = world.tables.of(SearchTable).seconds[zone]
    yield world.wait(seconds, Rank.REACTION, person, Purpose.LOOKING)
    if not world.of(SearchState).is_searched[zone]:
        world.of(SearchState).is_searched[zone] = True
        world.log_event(EventKind.SEARCHED, person, place=zone)


def watch_exit(world: World, person: int) -> Process:
    """Every second adult goes to the nearest exit that no one watches. Returns whether they stay there."""
    is_their_turn = world.of(SearchState).searchers % 2 == 1
    door = choose_exit(world, person)
    if door == NOBODY or not (is_their_turn and world.tables.of(SearchTable).watches_exits):
        return False
    world.of(SearchState).is_watched[door] = True
    if not (yield from go_to(world, person, door)):
        return False
    world.log_event(EventKind.WATCHES, person, place=door)
    yield from look_around(world, person)
    return True


def choose_exit(world: World, person: int) -> int:
    """The nearest exit that has no watcher; NOBODY if there is none."""
    layout, here = world.tables.layout, world.zone[person]
    nearest, least = NOBODY, math.inf
    for zone in range(len(layout.zones)):
        is_free = world.tables.of(SearchTable).is_exit[zone] and not world.of(SearchState).is_watched[zone]
        if is_free and layout.distance[here][zone] < least and not is_barred(world, person, zone):
            nearest, least = zone, layout.distance[here][zone]
    return nearest


def search_elsewhere(world: World, person: int) -> Process:
    """One zone after the other. A new round begins while there is something to find on campus; in this no one could tell the difference."""
    found_ways = True
    while True:
        zone = choose_zone(world, person, NOBODY)
        if zone != NOBODY:
            world.of(SearchState).is_assigned[zone] = True
            if (yield from go_to(world, person, zone)):
                found_ways = True
                yield from look_around(world, person)
        elif found_ways and world.hazard_zone != NOBODY:
            found_ways = False
            begin_round(world)
        else:
            return


def search_area(world: World, person: int, area: int) -> Process:
    """A zone, even if others have been there or are; or the zones of a building anew, but for those where other adults are."""
    if area < len(world.tables.layout.zones):
        world.of(SearchState).is_assigned[area] = True
        if (yield from go_to(world, person, area)):
            yield from look_around(world, person)
        return
    for zone in range(len(world.tables.layout.zones)):
        if covers(world, area, zone):
            world.of(SearchState).is_assigned[zone] = False
    while True:
        ahead = choose_zone(world, person, area)
        if ahead == NOBODY:
            return
        world.of(SearchState).is_assigned[ahead] = True
        if (yield from go_to(world, person, ahead)):
            yield from look_around(world, person)


def choose_zone(world: World, person: int, area: int) -> int:
    """The nearest zone of an area (NOBODY: anywhere) that is not assigned and where no adult is, of those that come first if there are
    any; NOBODY if all are done.
    """
    layout, here = world.tables.layout, world.zone[person]
    chosen, least, comes_first = NOBODY, math.inf, False
    for zone in range(len(layout.zones)):
        meters = layout.distance[here][zone]
        is_left = not world.of(SearchState).is_assigned[zone] and meters < math.inf
        if not (is_left and covers(world, area, zone)) or is_barred(world, person, zone) or has_adult_in(world, zone):
            continue
        is_first = world.tables.of(SearchTable).comes_first[zone]
        is_better = meters < least if is_first == comes_first else is_first
        if chosen == NOBODY or is_better:
            chosen, least, comes_first = zone, meters, is_first
    return chosen


def has_adult_in(world: World, zone: int) -> bool:
    """Whether an adult is in a zone, who looks there once they know."""
    return any(unit < len(world.people) for unit in world.list_units_in(zone))


def begin_round(world: World) -> None:
    """All zones are to be searched again."""
    state = world.of(SearchState)
    for zone in range(len(world.tables.layout.zones)):
        state.is_assigned[zone] = False
