"""The forest: what is drawn, checked as data, and that the axes show it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.patches import Rectangle

from reports.figures.forest_plot import ForestFigure, build_forest, draw_forest
from sim.experiment.comparison import Comparison
from sim.statistics.verdicts import INCONCLUSIVE, NO_PRACTICAL_DIFFERENCE
from tests.reports.drawn_lines import present, xs, ys
from tests.sim.experiment.comparisons import ROWS, SOONER, contrast, made, primary

LATER = "later; practically significant"


def the_forest(comparison: Comparison | None = None) -> ForestFigure:
    return present(build_forest(comparison or made()))


def test_seconds_and_person_minutes_are_apart_and_in_order() -> None:
    assert the_forest().rows == {
        "s": ("first unit on scene", "first campus alert", "90% of staff aware", "90% of people protected"),
        "person-min": ("person-minutes exposed",),
    }


def test_a_mark_has_interval_input_range_and_what_matters() -> None:
    marks = {mark.measure: mark for mark in the_forest().columns[1].marks["s"]}
    aware, alert = marks["aware_t90"], marks["first_campus_alert"]
    assert (aware.reduction, aware.low, aware.high) == (13.0, 6.0, 20.0)
    assert (aware.inputs, aware.delta) == ((-33.0, 117.0), 15.0)
    assert (aware.direction, aware.is_certain) == ("better", False)
    assert (alert.inputs, alert.delta, alert.direction) == (None, None, "open")


def test_what_is_worse_looks_worse() -> None:
    mark = the_forest().columns[1].marks["person-min"][0]
    assert (mark.direction, mark.is_certain, mark.text) == ("worse", True, "0.6 person-min more")


def test_all_columns_share_a_scale_that_is_stretched_where_it_reaches_far() -> None:
    """598 s sooner and 94 s of interval on one day, 117 s at most on the other."""
    far = tuple(replace(one, statistic="mean") for one in made().contrasts)
    forest = build_forest(made(contrasts=far))
    assert forest is not None
    low, high, stretched = forest.scales["s"]
    assert low < -33.0
    assert 598.0 + 94.0 < high < 1000.0
    assert stretched
    assert "The scale is stretched near zero." in forest.note
    assert "The scale is stretched near zero." not in the_forest().note, "medians reach less far"


def test_a_scale_that_reaches_no_further_than_five_minutes_is_even() -> None:
    near = the_forest(made(contrasts=tuple(one for one in made().contrasts if not one.conditions)))
    low, high, stretched = near.scales["s"]
    assert low < -33.0 < 0.0 < 117.0 < high < 150.0
    assert not stretched
    assert "stretched" not in near.note


@pytest.mark.parametrize(
    ("better", "same", "half"),
    [(0.0, 1.0, 0.0), (0.5, 0.0, 5.0), (1.0, 0.0, 1.0)],  # alike; the interval takes in zero; it does not
)
def test_one_verdict_looks_one_way(better: float, same: float, half: float) -> None:
    one = primary(
        ROWS[0].pairing,
        "aware_t90",
        3.0,
        "no practical difference",
        half=half,
        better_share=better,
        same_share=same,
    )
    ((mark,),) = [column.marks["s"] for column in the_forest(made(contrasts=(one,))).columns[:1]]
    assert not mark.is_certain


@pytest.mark.parametrize(
    "verdict", ["sensitive to assumptions: app.installed", "inconclusive; add replications"]
)
def test_what_is_not_settled_is_hollow_also_where_the_interval_points_neither_way(verdict: str) -> None:
    """11 s sooner with an interval from 3 s later on: neither the verdict nor the interval knows."""
    one = primary(ROWS[0].pairing, "aware_t90", 11.0, verdict, half=14.0)
    data = the_forest(made(contrasts=(one, contrast(ROWS[0].pairing, "first_campus_alert", 3.0, half=5.0))))
    assert [(mark.direction, mark.is_certain) for mark in data.columns[0].marks["s"]] == [("open", False)] * 2
    assert "Hollow" in data.note


@pytest.mark.usefixtures("styled")
def test_the_axes_show_the_forest() -> None:
    data = the_forest()
    panels = iter(draw_forest(data).axes)
    for unit, names in data.rows.items():
        for column in data.columns:
            axes = next(panels)
            assert axes.get_xlim() == pytest.approx(data.scales[unit][:2])
            lines = [(xs(line), ys(line)[0]) for line in axes.get_lines()]
            bands = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
            for mark in column.marks[unit]:
                place = len(names) - 1 - names.index(mark.name)
                assert ((mark.low, mark.high), place) in lines
                assert ((mark.reduction,), place) in lines
                assert mark.inputs is None or (mark.inputs, place) in lines
            assert sorted((band.get_x(), band.get_width()) for band in bands) == [(-15.0, 30.0)] * (
                3 if unit == "s" else 0
            )
            assert (0.0, 0.0) in [line for line, _ in lines], "zero is a line"


@pytest.mark.parametrize(
    ("verdicts", "title"),
    [
        (((27.0, SOONER), (-20.0, LATER)), "The app: 90% of people protected 20 s later than app, 911 only"),
        (
            ((27.0, SOONER), (3.0, NO_PRACTICAL_DIFFERENCE)),
            "The app: 90% of staff aware 27 s sooner than app, 911 only",
        ),
        (
            ((3.0, NO_PRACTICAL_DIFFERENCE), (3.0, INCONCLUSIVE)),
            "The app: 90% of staff aware no practical difference vs app, 911 only",
        ),
    ],
)
def test_a_title_never_hides_a_loss_and_the_note_has_every_measure(
    verdicts: tuple[tuple[float, str], ...], title: str
) -> None:
    given = zip(("aware_t90", "protected_t90"), verdicts, strict=True)
    contrasts = tuple(primary(ROWS[0].pairing, name, *said) for name, said in given)
    data = the_forest(made(headlines=ROWS[:1], contrasts=contrasts, conditions=((),)))
    assert data.title == title
    assert "90% of staff aware with the app: " in data.note
    assert "90% of people protected with the app: " in data.note
