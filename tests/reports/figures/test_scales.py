"""Axes of differences: their ends and ticks, worked out by hand."""

import math

import pytest

from reports.figures import scales
from reports.figures.scales import AxisScale, build_scale_over
from sim.model.measure import Unit


@pytest.mark.parametrize(
    ("unit", "ends", "air", "scale"),
    [
        ("s", [100.0, -20.0, 7.0], 0.06, AxisScale(-27.2, 107.2, False)),
        ("s", [0.0, 300.0], 0.2, AxisScale(-60.0, 360.0, False)),
        ("days", [-60.0, 40.0], 0.1, AxisScale(-70.0, 50.0, False)),
        ("s", [], 0.06, AxisScale(-1.0, 1.0, False)),
        ("s", [5.0, 5.0], 0.06, AxisScale(4.0, 6.0, False)),
    ],
)
def test_an_axis_has_air_around_its_values(unit: Unit, ends: list[float], air: float, scale: AxisScale) -> None:
    assert build_scale_over(unit, ends, air) == pytest.approx(scale)


@pytest.mark.parametrize(
    ("unit", "width", "low", "high"),
    [("s", 15.0, -20.0, 301.0), ("s", 15.0, -301.0, 20.0), ("days", 1.0, 0.0, 61.0), ("person-min", 1000.0, -3.0, 3e4)],
)
def test_a_far_axis_is_stretched_near_zero(unit: Unit, width: float, low: float, high: float) -> None:
    found = build_scale_over(unit, [low, high], 0.1)
    first, last = math.asinh(low / width), math.asinh(high / width)
    air = (last - first) / 10
    assert found == pytest.approx((width * math.sinh(first - air), width * math.sinh(last + air), True))


@pytest.mark.parametrize(
    ("tick", "unit", "whole_minutes", "words"),
    [
        (-6000.0, "s", True, "−100"),
        (600.0, "s", True, "10"),
        (10_000.0, "person-min", False, "10,000"),
        (-1.0, "days", True, "−1"),
    ],
)
def test_a_stretched_axis_has_minutes_or_its_own_unit(tick: float, unit: Unit, whole_minutes: bool, words: str) -> None:
    assert scales._format_tick(tick, unit, whole_minutes) == words
