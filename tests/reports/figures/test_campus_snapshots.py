"""The maps of an exercise: which moments, what they show against the traces, how floors are packed, and that they fit a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from matplotlib.collections import PatchCollection

from reports.figures.campus_snapshots import (
    MAX_MOMENTS,
    CampusFigure,
    Scene,
    SitePlan,
    build_campus_figure,
    build_scenes,
    draw_campus,
    lay_out_maps,
    select_moments,
)
from reports.figures.style import use_style
from reports.floor_plan.layout import Box, build_plan
from scenarios.campus import Campus
from scenarios.campus_expansion import expand_campus
from scenarios.library import Mention, find_file, open_file, open_names
from sim.exercise.arms import PLAYER_ARM
from sim.exercise.labels import Labels
from sim.exercise.review import Review
from sim.experiment.comparison import to_percent
from tests.reports.drawn_lines import check_texts_apart, present
from tests.sim.exercise.reviews import far_too_long, left_early, looked_back, stopped_at_once


def the_campus(review: Review) -> CampusFigure:
    return present(build_campus_figure(review))


def by_hand(review: Review, time: float) -> tuple[dict[str, set[bool]], str, float]:
    """From the trace alone: zones with adults in them and whether those know, where the hazard is, heads protected."""
    trace = review.traces[PLAYER_ARM]
    staff = trace.tables.staff
    zones = trace.tables.layout.zones
    where = {f"staff/{name}": zones[zone] for name, zone in zip(staff.ids, staff.zone, strict=True)}
    aware: set[str] = set()
    hazard, protected = "", 0.0
    for event in trace.events():
        if event.time >= time:
            break
        match event.kind:
            case "absent":
                del where[event.subject]
            case "enters" if event.subject in where:
                where[event.subject] = event.place
            case "aware":
                aware.add(event.subject)
            case "onset" | "hazard_enters":
                hazard = event.place
            case "hazard_ends":
                hazard = ""
            case "protected":
                protected += event.value
    known: dict[str, set[bool]] = {}
    for person, zone in where.items():
        known.setdefault(zone, set()).add(person in aware)
    return known, hazard, protected


@pytest.mark.parametrize("name", ["active-assailant", "laboratory-fire"])
def test_what_is_shown_is_what_the_trace_says(name: str) -> None:
    after = looked_back(name)
    for scene in the_campus(after).scenes:
        known, hazard, protected = by_hand(after, scene.moment.time)
        for zone, who in known.items():
            if scene.shades[zone] != "protected":
                assert (scene.shades[zone] == "aware") == (who == {True}), (scene.moment, zone)
        heads = after.state.running_arms.player.view().occupants
        assert scene.protected == pytest.approx(protected / heads)
        assert scene.hazard == hazard


def test_moments_are_onset_first_alert_every_answer_and_the_end() -> None:
    assert [(one.time, one.text) for one in select_moments(looked_back())] == [
        (1.0, "onset"),
        (74.0, "first alert"),
        (101.0, "D1, D2 and D3"),
        (125.0, "D4"),
        (1800.0, "end"),
    ]


def test_of_too_many_moments_those_are_left_out_that_tell_least() -> None:
    says = [[one.text for one in select_moments(looked_back(), most)] for most in (4, 3, 2, 1)]
    assert says[0] == ["onset", "first alert", "D1, D2 and D3", "end"]
    assert says[1:] == [["onset", "first alert", "end"], ["first alert", "end"], ["end"]]


def test_the_picture_of_the_end_is_not_that_of_the_emergency_s_own_end() -> None:
    """The fire goes on when the exercise ends; the last of the people leave after that."""
    *_, last = build_scenes(left_early(), select_moments(left_early()))
    assert last.hazard
    assert last.protected < 1.0


def test_the_title_counts_zones_and_no_people() -> None:
    data = the_campus(looked_back())
    assert data.title == "Zones with unaware staff fell from 103 to 0"
    assert "103 at onset, 92 at the first alert, 57 at D1, D2 and D3, 38 at D4, 0 at the end." in data.note
    assert build_campus_figure(stopped_at_once()) is None


def test_nobody_is_protected_from_a_heart_that_stops_and_classes_are_not_looked_at() -> None:
    data = the_campus(looked_back("cardiac-arrest"))
    assert data.hazard == "patient"
    assert data.shades == ("unaware", "aware")
    assert {shade for scene in data.scenes for shade in scene.shades.values()} <= set(data.shades)


@cache
def campus_ground(name: str, own: str = "") -> tuple[float, SitePlan, int]:
    campus, _ = open_file(find_file("campus", name, Mention()), "campus")
    assert isinstance(campus, Campus)
    place = expand_campus(campus)[0]
    return lay_out_maps(
        build_plan(place), Labels(place, open_names(own) if own else None), {zone.id for zone in place.zones}
    )


def test_buildings_are_called_as_the_school_calls_them() -> None:
    """`North building` as `North`: the whole name would be wider than a building is drawn, and gave way to its letter."""
    _, ground, _ = campus_ground("large-high-school", "riverside")
    said = " ".join(placed.block.name for placed in ground.blocks)
    assert all(f"{name}, 1st floor" in said for name in ("North", "South", "Activities"))


@pytest.mark.parametrize("name", ["large-high-school", "rural-k12", "small-college", "suburban-elementary"])
def test_zones_of_two_floors_never_lie_on_each_other_and_all_fit_the_page(name: str) -> None:
    wide, ground, most = campus_ground(name)
    boxes = dict(ground.boxes())
    blocks = [Box(*_around([boxes[zone] for zone in placed.block.boxes])) for placed in ground.blocks]
    for number, block in enumerate(blocks):
        assert block.west >= -1e-6
        assert block.east <= wide + 1e-6
        assert block.south >= -ground.height - 1e-6
        assert not any(block.overlaps(other) for other in blocks[:number])
    assert 1 <= most <= MAX_MOMENTS
    assert most / (2 if wide < 300 else 1) * ground.height <= 510.0


def _around(boxes: list[Box]) -> tuple[float, float, float, float]:
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def test_a_large_campus_has_fewer_and_larger_maps() -> None:
    assert campus_ground("small-college")[2] == 2
    assert campus_ground("large-high-school")[2] == MAX_MOMENTS


def test_the_axes_show_the_zones_by_shade() -> None:
    data = the_campus(looked_back("cardiac-arrest"))
    with use_style():
        figure = draw_campus(data)
    assert len(figure.axes) == len(data.scenes)
    for axes, scene in zip(figure.axes, data.scenes, strict=True):
        nobody, *shaded = [one for one in axes.collections if isinstance(one, PatchCollection)]
        counts = [len(one.get_paths()) for one in shaded]
        assert counts == [_count(scene, shade) for shade in data.shades]
        assert len(nobody.get_paths()) + sum(counts) == len(dict(data.site_plan.boxes()))


def _count(scene: Scene, shade: str) -> int:
    return sum(one == shade for one in scene.shades.values())


@pytest.mark.parametrize("review", [looked_back, pytest.param(far_too_long, marks=pytest.mark.slow)])
def test_texts_stay_clear_of_each_other_and_inside(review: Callable[[], Review]) -> None:
    with use_style():
        figure = draw_campus(the_campus(review()))
        figure.draw_without_rendering()
    assert figure.get_size_inches()[1] * 2.54 < 22.5
    check_texts_apart(figure)


def test_a_hundred_per_cent_is_said_only_where_it_is_all() -> None:
    """One of 2,050 people is still inside when the laboratory fire is left."""
    assert [to_percent(share) for share in (0.0, 0.29, 0.5, 2049 / 2050, 1.0)] == [0, 29, 50, 99, 100]
    after = left_early()
    inside = after.curves["room"].protected.at(after.stopped)
    assert 0.999 < inside < 1.0
    maps = the_campus(after)
    assert "people protected 99%" in maps.alt
    assert "people protected 100%" not in maps.alt
