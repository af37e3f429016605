"""The floors of a campus packed into one small map of given width, for figures and pages.

The floors are those of the campus map (`scenarios.floor_plan`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from reports.text.formatting import format_list
from scenarios.floor_plan import Box, CampusPlan, FloorSheet, enclose
from sim.exercise.labels import Labels, floor_name

GAP = 4.0  # points between two floors, and above a name
NAME_HEIGHT = 12.6  # points that the name of a floor takes above it
YARD, YARD_GAP = 14.0, 3.0  # meters: width of an outdoor zone, twice its height; and between two of them
MIN_SCALE = 0.6  # points per meter, at least, unless the widest floor would not fit
STEP = 0.02  # points per meter between two attempts
LETTER_WIDTH = 6.0  # points of a letter of a name


@dataclass(frozen=True)
class MapBlock:
    """A floor, or the outdoor zones. boxes: its zones, in meters; file_name: its name in the campus file."""

    name: str
    file_name: str
    boxes: dict[str, Box]

    @property
    def extent(self) -> Box:
        """The rectangle that holds all of it."""
        return enclose(self.boxes.values())


@dataclass(frozen=True)
class PlacedBlock:
    """A block on the map. left, top: points from the upper left corner."""

    block: MapBlock
    left: float
    top: float


@dataclass(frozen=True)
class SitePlan:
    """A whole map. scale: points per meter; width, height: points."""

    blocks: tuple[PlacedBlock, ...]
    scale: float
    width: float
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


def build_site_plan(
    plan: CampusPlan, labels: Labels, size: tuple[float, float], outdoors: Collection[str], min_scale: float = MIN_SCALE
) -> SitePlan:
    """The floors of a campus packed into a width and height in points; higher where rooms would be too small."""
    wide, tallest = size
    blocks = [_build_block(sheet, labels) for sheet in plan.sheets]
    yards = [room.zone.id for room in plan.site.outdoors if room.zone.id in outdoors]
    if yards:
        boxes = {zone: _build_yard_box(number) for number, zone in enumerate(yards)}
        blocks.append(MapBlock("outside", "outside", boxes))
    widest = max(block.extent.width for block in blocks)
    least = min(min_scale, wide / widest)
    scales = [wide / widest - STEP * n for n in range(1 + int((wide / widest - least) / STEP))]
    found = [_pack(blocks, wide, scale) for scale in scales]
    low = min(found, key=lambda ground: ground.height)
    return next((ground for ground in found if ground.height <= tallest), low)


def _build_yard_box(number: int) -> Box:
    west = number * (YARD + YARD_GAP)
    return Box(west, 0.0, west + YARD, YARD / 2)


def _build_block(sheet: FloorSheet, labels: Labels) -> MapBlock:
    own, plain = (
        f"{format_list(names)}, {floor_name(sheet.floor)}"
        for names in ([*map(labels.map_building, sheet.buildings)], sheet.buildings)
    )
    return MapBlock(own, plain, {room.zone.id: room.box for room in sheet.rooms})


def _pack(blocks: Sequence[MapBlock], wide: float, scale: float) -> SitePlan:
    placed: list[PlacedBlock] = []
    left = top = line = 0.0
    for block in blocks:
        width = max(scale * block.extent.width, LETTER_WIDTH * len(block.name))
        if left and left + width > wide + 1e-6:
            left, top, line = 0.0, top + line + GAP, 0.0
        placed.append(PlacedBlock(block, left, top))
        left += width + max(GAP, scale * YARD_GAP)
        line = max(line, NAME_HEIGHT + scale * block.extent.height)
    return SitePlan(tuple(placed), scale, wide, top + line)
