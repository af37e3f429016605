"""The floors of a campus as screens draw them: outlines on a grid of half meters, and what participants know of each zone.

Outlines come from the layout of the campus map. Marks show check-ins and reports that the played roles know, never the true state.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from scenarios.campus_expansion import Place, Zone
from scenarios.floor_plan import OUTDOORS, ROOMS, Box, FloorSheet, build_plan, enclose
from sim.exercise.labels import ORDINALS, Labels

MAX_ZONES = 240
"""Zones of the largest plan that is sent to a second terminal; a frame has a limit."""

PER_METER = 2

SHORT_ZONE_NAMES = {"gym": "GYM", "cafeteria": "CAFE", "library": "LIBR", "shop": "SHOP"}

CHECKED_IN, NOT_HEARD, REPORTED, NO_ROOM = "+", "?", "!", " "
"""Marks of a zone: checked in, nothing heard, the hazard was reported there, not a room."""


class Outline(NamedTuple):
    """Half meters from the upper left corner of a floor."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class FloorBlock:
    """A floor of buildings that are joined indoors."""

    buildings: tuple[str, ...]
    floor: int
    zones: tuple[Zone, ...]
    outlines: tuple[Outline, ...]


@dataclass(frozen=True)
class MarkedFloor:
    """A floor as participants see it: one mark for each outline. names: of zones that people call by one, by their number."""

    name: str
    outlines: tuple[Outline, ...]
    marks: str
    names: Mapping[int, str]


@lru_cache(maxsize=4)
def build_floor_blocks(place: Place) -> tuple[FloorBlock, ...]:
    """The floors in the order of the campus file, the highest of each building first."""
    plan = build_plan(place)
    groups = list(dict.fromkeys(sheet.buildings for sheet in plan.sheets))
    sheets = sorted(plan.sheets, key=lambda sheet: (groups.index(sheet.buildings), -sheet.floor))
    return tuple(_build_block(sheet) for sheet in sheets)


def _build_block(sheet: FloorSheet) -> FloorBlock:
    extent = enclose(room.box for room in sheet.rooms)
    outlines = tuple(_find_outline(room.box, extent) for room in sheet.rooms)
    return FloorBlock(sheet.buildings, sheet.floor, tuple(room.zone for room in sheet.rooms), outlines)


def _find_outline(box: Box, extent: Box) -> Outline:
    left, right = (round(PER_METER * (x - extent.west)) for x in (box.west, box.east))
    top, bottom = (round(PER_METER * (extent.north - y)) for y in (box.north, box.south))
    return Outline(left, top, right, bottom)


def name_block(block: FloorBlock, place: Place, labels: Labels) -> str:
    """`A 2nd`, `Core, Wing A`."""
    name = ", ".join(map(labels.map_building, block.buildings))
    floors = {zone.floor for zone in place.zones if zone.building in block.buildings and zone.kind != OUTDOORS}
    return f"{name} {ORDINALS.get(block.floor, str(block.floor))}" if len(floors) > 1 else name


def name_zone(zone: Zone, labels: Labels) -> str:
    """The name of a zone that people call by one: `GYM`; else empty."""
    short = SHORT_ZONE_NAMES.get(zone.kind)
    return labels.map_zone(zone.id, short) if short else ""


def build_participant_plan(
    place: Place, labels: Labels, checked_in: Set[str], reported: Set[str]
) -> tuple[MarkedFloor, ...]:
    """Each floor with its marks; empty for a campus too large to be sent."""
    if len(place.zones) > MAX_ZONES:
        return ()
    return tuple(
        MarkedFloor(
            name_block(block, place, labels),
            block.outlines,
            "".join(_find_mark(zone, checked_in, reported) for zone in block.zones),
            {number: name for number, zone in enumerate(block.zones) if (name := name_zone(zone, labels))},
        )
        for block in build_floor_blocks(place)
    )


def _find_mark(zone: Zone, checked_in: Set[str], reported: Set[str]) -> str:
    if zone.id in reported:
        return REPORTED
    if zone.kind not in ROOMS:
        return NO_ROOM
    return CHECKED_IN if zone.id in checked_in else NOT_HEARD
