"""Curves over time: what is drawn, checked as data, and that the axes show it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.collections import PolyCollection

from reports.figures.export import iterate_comparison_drawings
from reports.figures.time_curves import CurvesFigure, build_curves, draw_panels, find_curves_limit
from sim.experiment.comparison import Comparison
from sim.statistics.summaries import Arm
from tests.reports.drawn_lines import present
from tests.reports.figures.comparisons import shocks
from tests.sim.experiment.comparisons import APP, curve, made


def the_curves(comparison: Comparison | None = None) -> CurvesFigure:
    return present(build_curves(comparison or made(), "aware"))


def test_the_main_pairing_has_a_panel_and_the_first_row_under_other_conditions_another() -> None:
    data = the_curves()
    assert [panel.heading for panel in data.panels] == ["Campus as it is", "PA down"]
    assert [[line.label for line in panel.lines] for panel in data.panels] == [
        ["app", "office + PA (today)"],
        ["app", "app, 911 only"],
    ]
    line = data.panels[0].lines[0]
    assert (line.times[1], line.shares[1]) == pytest.approx((60.0, 1 / 3))
    assert (line.low[1], line.high[1]) == pytest.approx((1 / 3 - 0.1, 1 / 3 + 0.1))


def test_the_time_axis_ends_where_every_curve_is_close_to_its_end_and_never_beyond_what_was_played() -> None:
    """Straight rises to 3 and 15 minutes reach nine tenths at 2:42 and 13:30: on the grid at 3:00 and 14:00."""
    arm = Arm(APP)
    assert find_curves_limit([curve(arm, "aware", 180.0)]) == 180.0
    assert find_curves_limit([curve(arm, "aware", 180.0), curve(arm, "aware", 900.0)]) == 900.0

    short = replace(curve(Arm(APP), "aware", 80.0), times=(0.0, 30.0, 70.0), mean=(0.0, 0.1, 1.0))
    assert find_curves_limit([short]) == 70.0


def test_nothing_is_drawn_of_nothing() -> None:
    empty = made(curves=(), contrasts=(), measures=(), headlines=())
    assert build_curves(empty, "aware") is None
    assert list(iterate_comparison_drawings(empty)) == []


@pytest.mark.usefixtures("styled")
def test_the_axes_show_the_curves_with_their_bands_and_names() -> None:
    data = the_curves()
    figure = draw_panels(data)
    figure.draw_without_rendering()
    for axes, panel in zip(figure.axes, data.panels, strict=True):
        drawn = {line.get_label(): line for line in axes.get_lines()}
        assert axes.get_title(loc="left") == panel.heading
        assert axes.get_xlim() == (0.0, data.limit)
        bands = [one for one in axes.collections if isinstance(one, PolyCollection)]
        for one, band in zip(panel.lines, bands, strict=True):
            np.testing.assert_array_equal(drawn[one.label].get_xdata(), one.times)
            np.testing.assert_array_equal(drawn[one.label].get_ydata(), one.shares)
            edges = np.asarray(band.get_paths()[0].vertices)
            limits = {*zip(one.times, one.low, strict=True), *zip(one.times, one.high, strict=True)}
            assert limits <= set(map(tuple, edges))
        names = {" ".join(text.get_text().split()): text.get_color() for text in axes.texts}
        assert names == {one.label: one.look.color for one in panel.lines}
        boxes = [text.get_window_extent() for text in axes.texts]
        assert not boxes[0].overlaps(boxes[1])


@pytest.mark.usefixtures("styled")
def test_a_shock_is_given_or_not_so_its_curve_is_one_line() -> None:
    (axes,) = draw_panels(present(build_curves(shocks(), "shocked"))).axes
    assert [line.get_label() for line in axes.get_lines()] == ["app", "app, 911 only"]
    assert not axes.collections
