"""Sheltering from a storm: get ready, walk to a shelter area, get down.

An adult and the groups with them walk as one column, through the doors and stairs of an evacuation. They go to the area that the campus
assigns to the place where they are, if it has room, else to the nearest one that has. Room is taken when a column sets out, so no two
columns count on the same place. A column for which no area has room stays where it is and never counts as sheltered. A column with
someone who cannot take stairs goes to an area on the level where one has room.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from scenarios.campus_expansion import Place
from scenarios.hazards import Shelter
from sim.model.doors import compute_flows
from sim.model.environment import Process, Rank
from sim.model.evacuation import Column, build_column, pass_door
from sim.model.geometry import NOWHERE, Layout, find_next_zones
from sim.model.state import World
from sim.model.tables import NOBODY, ShelterTable
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder
from sim.state.fields import RECORDS, Of, Record, each


class ShelterAreas(Record):
    """Who has a place in a shelter area."""

    taken: list[int] = each(Of.ZONE, 0)
    """Heads that are there or on their way."""
    area: list[int] = each(Of.UNIT, NOBODY)
    """Where the leader of a column has room."""
    heads: list[int] = each(Of.UNIT, 0)
    """For so many."""


RECORDS["shelter_"] = ShelterAreas


# tables


def build_shelter_table(place: Place, layout: Layout, protocol: Shelter, streams: StreamBuilder) -> ShelterTable:
    """The shelter areas of a campus and the ways there."""
    zones = range(len(layout.zones))
    areas = [z for z in zones if place.zones[z].shelter is not None]
    level_next = [[NOWHERE] * len(zones) for _ in zones]
    level = leave_out_stairs(place, layout)
    for area in areas:
        level_next[area] = find_next_zones(level, [z == area for z in zones], NOWHERE)
    nearest = [sort_by_distance(areas, layout.distance[z]) for z in zones]
    return ShelterTable(
        capacity=[0 if zone.shelter is None else zone.shelter.capacity for zone in place.zones],
        assigned=[find_assigned(place, zone.id) for zone in place.zones],
        nearest=nearest,
        level=[[area for area in nearest[z] if level_next[area][z] != NOWHERE or area == z] for z in zones],
        level_next=level_next,
        needs_level=[party.needs == "mobility" for party in place.parties],
        flow=compute_flows(place, layout, protocol.flow, streams),
    )


def sort_by_distance(areas: Sequence[int], meters: Sequence[float]) -> list[int]:
    """The areas that can be reached, the nearest first."""
    return sorted((area for area in areas if meters[area] < math.inf), key=lambda area: (meters[area], area))


def find_assigned(place: Place, zone: str) -> int:
    """The first shelter area that people in a zone are assigned to; NOBODY if none is."""
    for area, other in enumerate(place.zones):
        if other.shelter and any(fnmatchcase(zone, pattern) for pattern in other.shelter.rooms):
            return area
    return NOBODY


def leave_out_stairs(place: Place, layout: Layout) -> Layout:
    """The layout without its stairs. Two zones that a level way links too stay linked."""
    index = {name: z for z, name in enumerate(layout.zones)}
    level = [[False] * len(layout.zones) for _ in layout.zones]
    for way in place.links:
        a, b = index[way.start], index[way.end]
        if way.kind != "stair":
            level[a][b] = level[b][a] = True
    kept = [
        [way for way in zip(ways, layout.meters[z], strict=True) if level[z][way[0]]]
        for z, ways in enumerate(layout.neighbors)
    ]
    return replace(
        layout,
        neighbors=[[other for other, _ in ways] for ways in kept],
        meters=[[meters for _, meters in ways] for ways in kept],
    )


# processes


def take_shelter(world: World, unit: int) -> Process:
    """Handler: an adult acts, or a group without one knows. React, then go on as `go_to_shelter`."""
    yield world.wait(world.draw(Purpose.REACTION, unit), Rank.REACTION, unit, Purpose.REACTION)
    yield from go_to_shelter(world, unit)


def go_to_shelter(world: World, unit: int) -> Process:
    """Handler: leads the own group to a shelter area, and gets down there."""
    column = build_column(world, unit)
    area = reserve_room(world, column)
    if area == NOBODY:
        for member in column.members:
            world.log_event(EventKind.NO_ROOM, member, place=world.zone[member], value=world.occupants[member])
        return
    yield from lead_to(world, column, area)
    yield world.wait(world.draw(Purpose.GET_DOWN, unit), Rank.PROTECTION, unit, Purpose.GET_DOWN)
    for member in column.members:
        record_sheltered(world, member)


def lead_to(world: World, column: Column, area: int) -> Process:
    """A column walks to a shelter area, without stairs where it cannot take them and there is such a way."""
    unit, zone, shelter = column.leader, world.zone, world.tables.shelter
    on_level = needs_level(world, column) and shelter.level_next[area][zone[unit]] != NOBODY
    if zone[unit] != area:
        for member in column.members:
            world.log_event(EventKind.SETS_OUT, member, place=zone[member])
    world.walking[unit] = True
    world.front[unit] = world.now
    while zone[unit] != area:
        here = zone[unit]
        ahead = shelter.level_next[area][here] if on_level else world.tables.layout.next_zone[here][area]
        link = world.tables.layout.neighbors[here].index(ahead)
        yield from pass_door(world, column, ahead, shelter.flow[here][link])
    world.walking[unit] = False


def needs_level(world: World, column: Column) -> bool:
    """Whether someone in a column cannot take stairs."""
    return any(world.tables.shelter.needs_level[member] for member in column.members)


def reserve_room(world: World, column: Column) -> int:
    """The area to which a column goes, where its room is taken from now on; NOBODY if none has room for all of them."""
    areas, unit = world.of(ShelterAreas), column.leader
    if areas.heads[unit] >= column.occupants:
        return areas.area[unit]
    if areas.area[unit] != NOBODY:
        areas.taken[areas.area[unit]] -= areas.heads[unit]
    area = find_room(world, column)
    areas.area[unit] = area
    areas.heads[unit] = 0 if area == NOBODY else column.occupants
    if area != NOBODY:
        areas.taken[area] += column.occupants
    return area


def find_room(world: World, column: Column) -> int:
    """The assigned area, else the nearest one, with room for a column; for those who cannot take stairs first of those on the level."""
    here, shelter = world.zone[column.leader], world.tables.shelter
    if needs_level(world, column):
        for area in shelter.level[here]:
            if has_room(world, area, column.occupants):
                return area
    assigned = shelter.assigned[here]
    if assigned != NOBODY and has_room(world, assigned, column.occupants):
        return assigned
    for area in shelter.nearest[here]:
        if has_room(world, area, column.occupants):
            return area
    return NOBODY


def has_room(world: World, area: int, heads: int) -> bool:
    """Whether so many more can shelter in an area."""
    return world.of(ShelterAreas).taken[area] + heads <= world.tables.shelter.capacity[area]


def record_sheltered(world: World, unit: int) -> None:
    """Down in a shelter area: protected."""
    if not world.protected[unit]:
        world.protected[unit] = True
        world.unprotected -= 1
        world.log_event(EventKind.PROTECTED, unit, place=world.zone[unit], value=world.occupants[unit])
