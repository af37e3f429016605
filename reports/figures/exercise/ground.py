"""The floors of a campus packed into one small map: as on the map of the campus (`reports.map.plan`), as close as they go.

Of places out of doors only those are there that are needed, all of one size. Names of floors stand above them and have to fit. How wide the
whole is, in metres, decides how many points a metre has: as many as the height allows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from reports.map.boxes import Box, enclose
from reports.map.plan import CampusPlan, FloorSheet
from reports.names import join_list
from sim.drill.labels import Labels
from sim.drill.zone_names import floor_name

GAP = 4.0
"""Points between two floors, and above a name."""
NAME_HEIGHT = 12.6
"""Points that the name of a floor takes above it."""
YARD, BESIDE = 14.0, 3.0
"""Metres that a place out of doors is wide, and half as high; and between two of them."""
MIN_SCALE = 0.6
"""Points a metre has at least, so that rooms can be told apart, unless the widest floor does not fit then."""
STEP = 0.02
"""Points a metre between two attempts."""
LETTER_WIDTH = 6.0
"""Points of a letter of a name."""


@dataclass(frozen=True)
class FloorBlock:
    """A floor, or what is out of doors. boxes: its zones, in metres; file_name: its name in the campus file."""

    name: str
    file_name: str
    boxes: dict[str, Box]

    @property
    def extent(self) -> Box:
        """The rectangle that holds all of it."""
        return enclose(self.boxes.values())


@dataclass(frozen=True)
class PlacedBlock:
    """A block whose name begins at a place. left, top: points from the upper left corner of the map."""

    block: FloorBlock
    left: float
    top: float


@dataclass(frozen=True)
class SitePlan:
    """A whole map. scale: points a metre; height: points."""

    blocks: tuple[PlacedBlock, ...]
    scale: float
    height: float

    def boxes(self) -> Iterator[tuple[str, Box]]:
        """All zones, in points from the upper left corner, down is negative."""
        for placed in self.blocks:
            extent = placed.block.extent
            for zone, box in placed.block.boxes.items():
                west, east = (placed.left + self.scale * (x - extent.west) for x in (box.west, box.east))
                south, north = (
                    -placed.top - NAME_HEIGHT - self.scale * (extent.north - y) for y in (box.south, box.north)
                )
                yield zone, Box(west, south, east, north)


def build_site_plan(plan: CampusPlan, labels: Labels, size: tuple[float, float], outdoors: Collection[str]) -> SitePlan:
    """The floors of a campus in so many points of width and of height; higher where rooms would be too small.

    outdoors: the zones out of doors that are needed.
    """
    wide, tallest = size
    blocks = [_build_block(sheet, labels) for sheet in plan.sheets]
    yards = [room.zone.id for room in plan.site.outdoors if room.zone.id in outdoors]
    if yards:
        blocks.append(FloorBlock("outside", "outside", {zone: _build_yard_box(number) for number, zone in enumerate(yards)}))
    widest = max(block.extent.width for block in blocks)
    least = min(MIN_SCALE, wide / widest)
    scales = [wide / widest - STEP * n for n in range(1 + int((wide / widest - least) / STEP))]
    found = [_pack(blocks, wide, scale) for scale in scales]
    low = min(found, key=lambda ground: ground.height)
    return next((ground for ground in found if ground.height <= tallest), low)


def _build_yard_box(number: int) -> Box:
    west = number * (YARD + BESIDE)
    return Box(west, 0.0, west + YARD, YARD / 2)


def _build_block(sheet: FloorSheet, labels: Labels) -> FloorBlock:
    """Named `A, 1st floor`."""
    own, plain = (
        f"{join_list(names)}, {floor_name(sheet.floor)}"
        for names in ([*map(labels.map_building, sheet.buildings)], sheet.buildings)
    )
    return FloorBlock(own, plain, {room.zone.id: room.box for room in sheet.rooms})


def _pack(blocks: Sequence[FloorBlock], wide: float, scale: float) -> SitePlan:
    """In lines from the left, at so many points a metre."""
    placed: list[PlacedBlock] = []
    left = top = line = 0.0
    for block in blocks:
        width = max(scale * block.extent.width, LETTER_WIDTH * len(block.name))
        if left and left + width > wide + 1e-6:
            left, top, line = 0.0, top + line + GAP, 0.0
        placed.append(PlacedBlock(block, left, top))
        left += width + max(GAP, scale * BESIDE)
        line = max(line, NAME_HEIGHT + scale * block.extent.height)
    return SitePlan(tuple(placed), scale, top + line)
