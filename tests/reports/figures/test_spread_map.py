"""How awareness spread: when each room knew by the names in the trace, the claim, and that two plans fit a page."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from reports.figures import spread_map
from reports.figures.style import FRAME_POINTS, use_style
from reports.floor_plan.site_plan import SitePlan
from scenarios.campus import Campus
from scenarios.campus_expansion import expand_campus
from scenarios.floor_plan import Box, build_plan
from scenarios.library import Mention, find_file, open_file, open_names
from sim.exercise.labels import Labels
from sim.exercise.review import Review
from sim.model.trace import EventKind, Trace
from tests.reports.drawn_lines import draw_apart, present
from tests.sim.exercise.reviews import far_too_long, looked_back, stopped_at_once
from tests.sim.worlds import Plain, row_of_rooms, tables_of


def test_a_room_with_two_adults_knows_with_the_second() -> None:
    """The absent do not count, and what comes after the end of the exercise has not come."""
    rooms = row_of_rooms(2)
    rooms["roster"] += [{"id": "aide", "role": "teacher", "post": "r00"}]
    tables = tables_of(Plain.campus(**rooms), Plain.scenario())
    trace = Trace(tables)
    aide = tables.staff.ids.index("aide")
    others = [person for person in range(tables.staff_count) if person != aide]
    known = [(10.0, EventKind.AWARE, others[0]), (30.0, EventKind.AWARE, aide), (50.0, EventKind.AWARE, others[1])]
    trace.rows = [(time, kind, person, 0, 0, 0.0) for time, kind, person in known]
    assert spread_map.find_rooms_known(trace, 40.0) == {"r00": 30.0, "r01": math.inf}
    trace.rows.insert(0, (0.0, EventKind.ABSENT, aide, 0, 0, 0.0))
    assert spread_map.find_rooms_known(trace, 60.0) == {"r00": 10.0, "r01": 50.0}


def the_map(review: Review) -> spread_map.SpreadMap:
    return present(spread_map.build_spread_map(review))


def test_the_claim_counts_rooms_at_the_second_of_three_moments() -> None:
    data = the_map(looked_back())
    rooms = [data.known_at[arm].values() for arm in ("autopilot", "twin", "room")]
    assert data.moments == (300.0, 600.0, 900.0)
    simulated, without, team = (sum(at <= 600.0 for at in arm) for arm in rooms)
    by = f"of {len(rooms[0])} rooms knew by 10:00"
    assert data.title == f"{simulated} {by} with the app, {without} without; your team: {team}"
    assert spread_map.build_spread_map(stopped_at_once()) is None


@cache
def campus_ground(name: str, own: str = "") -> SitePlan:
    campus, _ = open_file(find_file("campus", name, Mention()), "campus")
    assert isinstance(campus, Campus)
    place = expand_campus(campus)[0]
    return spread_map.lay_out_maps(
        build_plan(place), Labels(place, open_names(own) if own else None), {zone.id for zone in place.zones}
    )


def test_buildings_are_called_as_the_school_calls_them() -> None:
    """`North building` as `North`: the whole name would be wider than a building is drawn, and gave way to its letter."""
    said = " ".join(placed.block.name for placed in campus_ground("large-high-school", "riverside").blocks)
    assert all(f"{name}, 1st floor" in said for name in ("North", "South", "Activities"))


@pytest.mark.parametrize("name", ["large-high-school", "rural-k12", "small-college", "suburban-elementary"])
def test_zones_of_two_floors_never_lie_on_each_other_and_three_maps_fit_the_page(name: str) -> None:
    ground = campus_ground(name)
    boxes = dict(ground.boxes())
    blocks = [Box(*_around([boxes[zone] for zone in placed.block.boxes])) for placed in ground.blocks]
    for number, block in enumerate(blocks):
        assert block.west >= -1e-6
        assert block.east <= ground.width + 1e-6
        assert block.south >= -ground.height - 1e-6
        assert not any(block.overlaps(other) for other in blocks[:number])
    assert ground.height <= 500.0
    assert 3 * ground.width < FRAME_POINTS


def _around(boxes: list[Box]) -> tuple[float, float, float, float]:
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def test_the_axes_show_each_room_in_the_shade_of_the_moments_it_took() -> None:
    data = the_map(looked_back())
    with use_style():
        figure = spread_map.draw_spread_map(data)
    zones = [zone for zone, _ in data.site_plan.boxes()]
    for axes, arm in zip(figure.axes, spread_map.SHOWN_ARMS, strict=True):
        drawn = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
        for zone, patch in zip(zones, drawn, strict=True):
            at = data.known_at[arm].get(zone)
            passed = None if at is None else 0 if at <= 300 else 1 if at <= 600 else 2 if at <= 900 else 3
            shade = spread_map.Shade("#ffffff", "") if passed is None else spread_map.SHADES[passed]
            assert (to_hex(patch.get_facecolor()), patch.get_hatch() or "") == shade, zone


@pytest.mark.slow
@pytest.mark.parametrize("review", [looked_back, pytest.param(far_too_long, marks=pytest.mark.slow)])
def test_texts_stay_clear_of_each_other_and_inside(review: Callable[[], Review]) -> None:
    figure = draw_apart(spread_map.draw_spread_map, the_map(review()))
    assert figure.get_size_inches()[1] * 2.54 < 22.5
