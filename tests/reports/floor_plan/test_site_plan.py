"""Floors packed into a small map: where each stands and how large it is, worked out by hand."""

from types import SimpleNamespace
from typing import Any

import pytest

from reports.floor_plan import site_plan
from reports.floor_plan.site_plan import MapBlock, PlacedBlock, SitePlan, build_site_plan
from scenarios.floor_plan import Box


def block(name: str, width: float, height: float) -> MapBlock:
    return MapBlock(name, name, {name: Box(3.0, 1.0, 3.0 + width, 1.0 + height)})


@pytest.mark.parametrize(
    ("wide", "places", "height"),
    [
        (102.0, [(0, 0), (46, 0), (72, 0)], 32.6),
        (101.0, [(0, 0), (46, 0), (0, 36.6)], 65.2),
        (60.0, [(0, 0), (0, 36.6), (26, 36.6)], 65.2),
        (30.0, [(0, 0), (0, 36.6), (0, 63.2)], 91.8),
    ],
)
def test_floors_stand_in_a_row_while_they_fit(wide: float, places: list[tuple[float, float]], height: float) -> None:
    """Two points a meter: 40, 20 and 30 points wide, 20, 10 and 16 high, with 6 points between and a name above."""
    blocks = [block("a", 20.0, 10.0), block("b", 10.0, 5.0), block("c", 15.0, 8.0)]
    found = site_plan._pack(blocks, wide, 2.0)
    assert [place for one in found.blocks for place in (one.left, one.top)] == pytest.approx(
        [place for pair in places for place in pair]
    )
    assert (found.scale, found.width, found.height) == pytest.approx((2.0, wide, height))


def test_a_floor_is_as_wide_as_its_name() -> None:
    found = site_plan._pack([block("ten letter", 20.0, 10.0), block("b", 10.0, 5.0)], 200.0, 0.5)
    assert [(one.left, one.top) for one in found.blocks] == [(0.0, 0.0), (64.0, 0.0)]


def test_zones_lie_on_the_map_with_north_above() -> None:
    placed = PlacedBlock(MapBlock("a", "a", {"z": Box(3, 1, 8, 4), "y": Box(5, 4, 9, 11)}), 5.0, 30.0)
    found = dict(SitePlan((placed,), 2.0, 100.0, 100.0).boxes())
    assert found["z"] == pytest.approx((5.0, -62.6, 15.0, -56.6))
    assert found["y"] == pytest.approx((9.0, -56.6, 17.0, -42.6))


@pytest.mark.parametrize(("tallest", "scale"), [(100.0, 2.0), (60.1, 1.58), (60.0 - 0.1, 1.56), (10.0, 0.6)])
def test_the_map_is_as_large_as_its_height_allows(tallest: float, scale: float) -> None:
    """A floor of 100 by 30 meters on 200 points, and two yards in a row of 31 meters below it."""
    rooms = [SimpleNamespace(zone=SimpleNamespace(id=name), box=box) for name, box in (("r", Box(0, 0, 100, 30)),)]
    sheet = SimpleNamespace(buildings=("main",), floor=1, rooms=rooms)
    yards = [SimpleNamespace(zone=SimpleNamespace(id=name)) for name in ("field", "road", "lot")]
    plan: Any = SimpleNamespace(sheets=[sheet], site=SimpleNamespace(outdoors=yards))
    labels: Any = SimpleNamespace(map_building=str.upper)
    found = build_site_plan(plan, labels, (200.0, tallest), ())
    assert found.scale == pytest.approx(scale, abs=0.011)
    assert found.height == pytest.approx(12.6 + found.scale * 30.0)
    outside = build_site_plan(plan, labels, (200.0, 1000.0), {"field", "lot"}).blocks[1].block
    assert outside.boxes == {"field": Box(0, 0, 14, 7), "lot": Box(17, 0, 31, 7)}
    assert (found.blocks[0].block.name[:4], found.blocks[0].block.file_name[:4]) == ("MAIN", "main")
