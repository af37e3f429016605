"""Curves over time: what is drawn, checked as data, and that the axes show it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reports.figures.export import iterate_comparison_drawings
from reports.figures.forest_plot import build_forest
from reports.figures.response_chain import build_chain
from reports.figures.time_curves import CurvesFigure, build_curves, draw_curves, find_curves_limit
from sim.experiment.comparison import Comparison
from sim.statistics.summaries import Arm
from tests.reports.drawn_lines import present, ys
from tests.reports.figures.comparisons import shocks
from tests.sim.experiment.comparisons import APP, curve, made


def the_curves(comparison: Comparison | None = None) -> CurvesFigure:
    return present(build_curves(comparison or made(), "aware"))


def test_a_day_has_a_panel_and_a_strategy_a_line() -> None:
    data = the_curves()
    assert [panel.heading for panel in data.panels] == ["Campus as it is", "PA down"]
    assert [[line.label for line in panel.lines] for panel in data.panels] == [
        ["app, 911 only", "app", "office and PA (today)"],
        ["app, 911 only", "app"],
    ]
    line = data.panels[0].lines[1]
    assert (line.times[1], line.mean[1]) == pytest.approx((60.0, 1 / 3))
    assert (line.low[1], line.high[1]) == pytest.approx((1 / 3 - 0.1, 1 / 3 + 0.1))


def test_the_time_axis_ends_where_every_curve_is_close_to_its_end() -> None:
    """Straight rises to 3 and 15 minutes reach nine tenths at 2:42 and 13:30: on the grid at 3:00 and 14:00."""
    arm = Arm(APP)
    assert find_curves_limit([curve(arm, "aware", 180.0)]) == 180.0
    assert find_curves_limit([curve(arm, "aware", 180.0), curve(arm, "aware", 900.0)]) == 900.0


def test_the_time_axis_never_goes_beyond_what_was_played() -> None:
    short = replace(curve(Arm(APP), "aware", 80.0), times=(0.0, 30.0, 70.0), mean=(0.0, 0.1, 1.0))
    assert find_curves_limit([short]) == 70.0


def test_nothing_is_drawn_of_nothing() -> None:
    empty = made(curves=(), contrasts=(), measures=(), headlines=())
    assert (build_curves(empty, "aware"), build_forest(empty), build_chain(empty)) == (None, None, None)
    assert list(iterate_comparison_drawings(empty)) == []


@pytest.mark.usefixtures("styled")
def test_the_axes_show_the_curves() -> None:
    data = the_curves()
    key, *panels = draw_curves(data).axes
    legend = present(key.get_legend())
    assert [text.get_text() for text in legend.get_texts()] == [line.label for line in data.panels[0].lines]
    for axes, panel in zip(panels, data.panels, strict=True):
        drawn = {line.get_label(): line for line in axes.get_lines()}
        assert axes.get_title(loc="left") == panel.heading
        assert axes.get_xlim() == (0.0, data.limit)
        for one in panel.lines:
            shown = drawn[one.label]
            np.testing.assert_array_equal(shown.get_xdata(), one.times)
            np.testing.assert_array_equal(shown.get_ydata(), one.mean)
            assert shown.get_color() == one.look.color
            for edge, is_dark in ((one.low, True), (one.high, False)):
                (thin,) = [line for line in axes.get_lines() if ys(line) == edge]
                assert thin.get_linewidth() < shown.get_linewidth()
                assert (thin.get_color() == one.look.color) == is_dark


@pytest.mark.usefixtures("styled")
def test_a_shock_is_given_or_not_so_its_curve_is_one_line() -> None:
    data = present(build_curves(shocks(), "shocked"))
    _, axes = draw_curves(data).axes
    assert [line.get_label() for line in axes.get_lines()] == ["app, 911 only", "app"]
