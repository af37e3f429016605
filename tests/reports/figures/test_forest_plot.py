"""The forest: what is drawn, checked as data, and that the axes show it."""

from __future__ import annotations

import pytest
from matplotlib.patches import Rectangle

from reports.figures.forest_plot import ForestFigure, build_forest, draw_forest
from sim.experiment.comparison import Comparison
from tests.reports.drawn_lines import xs, ys
from tests.reports.figures.comparisons import three_days
from tests.sim.experiment.comparisons import ROWS, SOONER, contrast, made, primary


def the_forest(comparison: Comparison | None = None) -> ForestFigure:
    found = build_forest(comparison or made())
    assert found is not None
    return found


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
    low, high, stretched = the_forest().scales["s"]
    assert low < -33.0
    assert 598.0 + 94.0 < high < 1000.0
    assert stretched
    assert "The scale is stretched near zero." in the_forest().note


def test_a_scale_that_reaches_no_further_than_five_minutes_is_even() -> None:
    near = the_forest(made(contrasts=tuple(one for one in made().contrasts if not one.conditions)))
    low, high, stretched = near.scales["s"]
    assert low < -33.0 < 0.0 < 117.0 < high < 150.0
    assert not stretched
    assert "stretched" not in near.note


def test_the_note_says_what_hollow_means_where_a_mark_is_hollow() -> None:
    said = "Hollow: too small to matter (grey band), not settled, or it hangs on what nobody has measured."
    assert said in the_forest().note
    settled = primary(ROWS[0].pairing, "aware_t90", 27.0, SOONER)
    assert "Hollow" not in the_forest(made(contrasts=(settled,))).note


def test_the_title_of_the_forest_speaks_of_all_rows_and_never_puts_two_of_them_into_one_range() -> None:
    data = the_forest()
    assert data.title == (
        "90% of staff aware with the app: 27 s sooner than app without staff leg (PA down: 10:00 min sooner), 13 s sooner* than today"
    )
    assert (
        "90% of people protected with the app: 28 s sooner than app without staff leg (PA down: 10:00 min sooner), 13 s sooner* "
        "than today; no difference that matters in first unit on scene."
    ) in data.note
    assert "* depends on what nobody has measured." in data.note


def test_a_title_leaves_to_the_note_what_is_sooner_and_keeps_what_is_later() -> None:
    pairing = ROWS[0].pairing
    one, other = (
        primary(pairing, "aware_t90", 27.0, SOONER),
        primary(pairing, "protected_t90", -20.0, "later by enough to matter"),
    )
    data = the_forest(made(headlines=ROWS[:1], contrasts=(one, other), conditions=((),)))
    assert data.title == "90% of people protected with the app: 20 s later than app without staff leg"
    assert "90% of staff aware with the app: 27 s sooner than app without staff leg." in data.note


def test_a_title_names_days_of_which_the_same_is_said_together() -> None:
    data = the_forest(three_days())
    assert data.title.endswith("27 s sooner than app without staff leg, 13 s sooner* than today")
    assert "PA down or fire alarm out of order: 10:00 min sooner." in data.note
    rows = (ROWS[0], ROWS[2])
    alike = tuple(primary(row.pairing, "aware_t90", 27.0, SOONER) for row in rows)
    assert the_forest(made(headlines=rows, contrasts=alike)).title == (
        "90% of staff aware with the app: 27 s sooner than app without staff leg (PA down: the same)"
    )


def test_a_title_without_a_difference_says_of_which_strategy() -> None:
    nothing = [
        primary(ROWS[0].pairing, measure, 3.0, "no difference that matters")
        for measure in ("aware_t90", "protected_t90")
    ]
    assert the_forest(made(headlines=ROWS[:1], contrasts=tuple(nothing), conditions=((),))).title == (
        "With the app: no difference that matters in 90% of staff aware and 90% of people protected"
    )


@pytest.mark.parametrize(
    ("better", "same", "half"),
    [(0.0, 1.0, 0.0), (0.5, 0.0, 5.0), (1.0, 0.0, 1.0)],  # alike; the interval takes in zero; it does not
)
def test_one_verdict_looks_one_way(better: float, same: float, half: float) -> None:
    one = primary(
        ROWS[0].pairing,
        "aware_t90",
        3.0,
        "no difference that matters",
        half=half,
        better_share=better,
        same_share=same,
    )
    ((mark,),) = [column.marks["s"] for column in the_forest(made(contrasts=(one,))).columns[:1]]
    assert not mark.is_certain


@pytest.mark.parametrize(
    "verdict", ["depends on what nobody has measured: app.installed", "not settled: run more"]
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


@pytest.mark.usefixtures("styled")
def test_headings_name_the_day_and_ticks_of_a_stretched_scale_are_whole_minutes() -> None:
    axes = draw_forest(the_forest()).axes[:3]
    headings = [one.get_title(loc="left").split("\n") for one in axes]
    assert [" ".join(lines).strip() for lines in headings] == [
        "against app without staff leg campus as it is",
        "against today's practice campus as it is",
        "against app without staff leg PA down",
    ]
    assert [tick.get_text() for tick in axes[0].get_xticklabels()] == ["0", "1", "10"]
