"""Closing in: people come inside and close windows and doors, and somebody stops the ventilation. `airing` is what they do afterwards.

A zone is closed once somebody in it has closed its openings. Air changes in a building slow down once its fans stand still and no open
zone in it has anybody in it. A switch in the office stops the fans when the office orders it. Where it is a walk, the first adult with
keys who acts stops them. In some buildings no one can.
"""

import math
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from scenarios.campus_expansion import Place
from scenarios.hazards import CloseIn
from sim.model.environment import Process, Rank
from sim.model.geometry import Layout
from sim.model.lockdown import get_inside
from sim.model.movement import find_accompanying_groups
from sim.model.state import World, add_own
from sim.model.tables import NOBODY, EntityKeys
from sim.model.trace import EventKind
from sim.sampling.keyed_rng import Purpose
from sim.sampling.streams import StreamBuilder
from sim.state.fields import Of, Record, each, once


class Switch(IntEnum):
    """How the fans of a building are stopped."""

    NO_FANS = 0
    AT_HAND = 1
    WALK = 2


class AirRates(NamedTuple):
    """Air changes per hour of a building before it is closed, then, and while it is aired."""

    open: float
    closed: float
    airing: float


@dataclass(frozen=True)
class CloseInTable:
    """Rates in air changes per hour. switch: by building, a `Switch`. has_rooms: by building, it is not a place outdoors.

    way_out: by zone, the nearest zone outdoors, NOBODY without one.
    """

    open: float = 0.0
    closed: float = 0.0
    airing: float = 0.0
    switch: list[int] = field(default_factory=list)
    has_rooms: list[bool] = field(default_factory=list)
    way_out: list[int] = field(default_factory=list)


class Closing(Record):
    """What is closed, and stopped."""

    is_shut: list[bool] = each(Of.ZONE, False)
    """Its openings."""
    is_slow: list[bool] = each(Of.BUILDING, False)
    """The building is closed, so air changes as often as it leaks."""
    is_still: list[bool] = each(Of.BUILDING, False)
    """Its fans have been stopped."""
    is_stopping: list[bool] = each(Of.BUILDING, False)
    """Someone sees to its fans, or found that they cannot be stopped."""
    is_walking: bool = once(False)
    """Someone with keys is on the way to the plant."""
    is_agreed: bool = once(False)
    """Someone sees to it that people are told to go out and to air as soon as it has passed."""
    is_over: bool = once(False)
    """People have been told to go out and to air."""
    inside: int = once(0)
    """Columns that have been told so, and are not out yet."""


add_own("close_in", CloseInTable, Closing)


def add_close_in_streams(streams: StreamBuilder, protocol: CloseIn, keys: EntityKeys) -> None:
    """The decision of the office, windows and doors, and fans."""
    streams.add_times(Purpose.ORDER_DECIDED, protocol.decision.takes, keys.scenario)
    streams.add_times(Purpose.SHELTER_SWEPT, protocol.decision.sweeps_after, keys.scenario)
    streams.add_times(Purpose.SAID_OUT, protocol.said_out, keys.scenario)
    streams.add_times(Purpose.OPENINGS_CLOSED, protocol.openings, keys.zones)
    streams.add_times(Purpose.FANS_AT_HAND, protocol.fans.at_hand, keys.messengers)
    streams.add_times(Purpose.FANS_WALK, protocol.fans.walk, keys.messengers)
    streams.add_values(Purpose.FANS_CANNOT_STOP, protocol.fans.cannot, keys.messengers)


def build_close_in_table(place: Place, layout: Layout, rates: AirRates) -> CloseInTable:
    """Of a campus."""
    kinds = {"at-hand": Switch.AT_HAND, "walk": Switch.WALK}
    switch = {zone.building: kinds[zone.fans] for zone in place.zones if zone.fans is not None}
    names = list(dict.fromkeys(layout.buildings))
    outdoors = [zone for zone, is_outdoors in enumerate(layout.outdoors) if is_outdoors]
    return CloseInTable(
        *rates,
        switch=[int(switch.get(name, Switch.NO_FANS)) for name in names],
        has_rooms=[not all(layout.outdoors[zone] for zone in zones) for zones in layout.building_zones],
        way_out=[find_way_out(layout.distance[zone], outdoors) for zone in range(len(layout.zones))],
    )


def find_way_out(meters: list[float], outdoors: list[int]) -> int:
    """The nearest zone outdoors; NOBODY if no way leads there."""
    able = [zone for zone in outdoors if meters[zone] < math.inf]
    return min(able, key=lambda zone: (meters[zone], zone), default=NOBODY)


# the people


def close_in(world: World, unit: int) -> Process:
    """Handler: an adult acts, or a group without one knows. React, then go on as `come_in`."""
    yield world.wait(world.draw(Purpose.REACTION, unit), Rank.REACTION, unit, Purpose.REACTION)
    yield from come_in(world, unit)


def come_in(world: World, unit: int) -> Process:
    """Handler: comes inside with the own group, and closes what is open there. Who learns of it once it is over goes out as everyone."""
    outdoors = world.tables.layout.outdoors
    if world.of(Closing).is_over:
        return
    if unit < len(world.people) and world.tables.staff.keys[unit]:
        walk_to_plant(world)
    if outdoors[world.zone[unit]]:
        yield from get_inside(world, unit)
    zone = world.zone[unit]
    if outdoors[zone]:
        return
    if not world.of(Closing).is_shut[zone]:
        seconds = world.draw(Purpose.OPENINGS_CLOSED, zone)
        yield world.wait(seconds, Rank.PROTECTION, unit, Purpose.OPENINGS_CLOSED)
        world.of(Closing).is_shut[zone] = True
    for member in [unit, *find_accompanying_groups(world, unit)]:
        record_closed_in(world, member)
    slow_buildings(world)


def record_closed_in(world: World, unit: int) -> None:
    """Inside, behind closed windows and doors: protected."""
    if not world.protected[unit]:
        world.protected[unit] = True
        world.unprotected -= 1
        world.log_event(EventKind.PROTECTED, unit, place=world.zone[unit], value=world.occupants[unit])


# the buildings


def record_air_changes(world: World, building: int, rate: float) -> None:
    """Logs how many times an hour the air of a building changes from now on."""
    place = world.tables.layout.building_zones[building][0]
    world.log_event(EventKind.AIR_CHANGES, place=place, value=rate)


def open_buildings(world: World) -> None:
    """At onset every building is open, and its fans run."""
    table = world.tables.of(CloseInTable)
    for building in range(len(table.switch)):
        if table.has_rooms[building]:
            record_air_changes(world, building, table.open)


def stop_at_hand(world: World) -> None:
    """The office has ordered it: the fans that it has a switch for will stand still."""
    for building in range(len(world.tables.of(CloseInTable).switch)):
        if world.tables.of(CloseInTable).switch[building] == Switch.AT_HAND:
            start_stopping(world, building, Purpose.FANS_AT_HAND)


def walk_to_plant(world: World) -> None:
    """The first with keys who acts sees to the fans that have their switch elsewhere."""
    if world.of(Closing).is_walking:
        return
    world.of(Closing).is_walking = True
    for building in range(len(world.tables.of(CloseInTable).switch)):
        if world.tables.of(CloseInTable).switch[building] == Switch.WALK:
            start_stopping(world, building, Purpose.FANS_WALK)


def start_stopping(world: World, building: int, purpose: Purpose) -> None:
    """The fans of a building will be stopped, if they can be, unless someone sees to them already."""
    if world.of(Closing).is_stopping[building]:
        return
    world.of(Closing).is_stopping[building] = True
    if not world.draw(Purpose.FANS_CANNOT_STOP, building):
        seconds = world.draw(purpose, building)
        stopping, entity = stop_fans(world, building), world.tables.unit_count + building
        world.start(stopping, Rank.PROTECTION, entity, seconds, purpose)


def stop_fans(world: World, building: int) -> Process:
    """Handler: the fans of a building stand still."""
    world.of(Closing).is_still[building] = True
    slow_buildings(world)
    yield from ()


def slow_buildings(world: World) -> None:
    """Air changes slow down in each building that is closed now."""
    closing = world.of(Closing)
    for building in range(len(world.tables.of(CloseInTable).switch)):
        if not (closing.is_over or closing.is_slow[building]) and is_closed(world, building):
            closing.is_slow[building] = True
            record_air_changes(world, building, world.tables.of(CloseInTable).closed)


def is_closed(world: World, building: int) -> bool:
    """Whether no fan runs in a building, and whoever is in it is in a closed zone."""
    table, closing = world.tables.of(CloseInTable), world.of(Closing)
    if not table.has_rooms[building]:
        return False
    if table.switch[building] != Switch.NO_FANS and not closing.is_still[building]:
        return False
    for zone in world.tables.layout.building_zones[building]:
        is_open = not (closing.is_shut[zone] or world.tables.layout.outdoors[zone])
        if is_open and bool(world.list_units_in(zone)):
            return False
    return True
