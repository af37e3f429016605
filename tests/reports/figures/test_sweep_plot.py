"""The figures of a sweep: what is drawn, checked as data, and that it is drawn at all."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reports.figures import sweep_plot
from reports.figures.style import use_style
from scenarios.library import open_emergency
from sim.experiment.experiment import Experiment
from sim.experiment.sweep import Sweep, sweep
from tests.sim.experiment.questions import SIMPY

POINTS = (5.0, 20.0, 60.0)


@cache
def played() -> Sweep:
    """The press of the reference model, which breaks even near 21 s."""
    return swept({"app.press": POINTS}, "first_report", "aware_t90")


def swept(over: dict[str, Any], *measures: str) -> Sweep:
    return sweep(Experiment(open_emergency("reference-r1")), over, SIMPY, measures=measures, pairs=40)


@pytest.mark.slow
def test_the_curves_are_the_means_and_the_break_even_is_marked() -> None:
    result = played()
    data = next(iter(sweep_plot.build_sweep_figures(result)))
    assert isinstance(data, sweep_plot.SweepCurves)
    entry = result.find_break_evens(result.pairings[0], "first_report")[0].found
    assert (data.break_even, data.break_even_low) == (entry.value, entry.low)
    assert [len(line.center) for line in data.lines] == [3, 3]
    assert data.difference == pytest.approx(np.subtract(data.lines[0].center, data.lines[1].center))
    assert len(data.title.split()) <= 10
    with use_style():
        upper, lower = sweep_plot.draw_curves(data).axes
    assert [len(axes.lines) for axes in (upper, lower)] == [7, 3]  # two arms of three lines; zero, difference; the mark
    texts = {text.get_text().replace("\n", " ") for text in upper.texts}
    assert {"all at once", "one after the other (today)"} <= texts


@pytest.mark.slow
def test_without_a_break_even_nothing_is_marked() -> None:
    (data,) = sweep_plot.build_sweep_figures(swept({"app.press": [2.0, 5.0]}, "first_report"))
    assert isinstance(data, sweep_plot.SweepCurves)
    assert (data.break_even, data.title) == (None, "All at once: first notification sooner at every value")
    with use_style():
        assert [len(axes.lines) for axes in sweep_plot.draw_curves(data).axes] == [6, 2]


@pytest.mark.slow
def test_the_map_has_a_cell_for_each_combination_and_a_line_through_the_break_evens() -> None:
    over = {"app.press": POINTS, "office.service": [30.0, 60.0]}
    (data,) = sweep_plot.build_sweep_figures(swept(over, "first_report"))
    assert isinstance(data, sweep_plot.SweepMap)
    assert np.shape(data.improvement) == np.shape(data.cells) == (2, 3)
    assert data.improvement[0] == data.improvement[1]  # the first report does not wait for the call of the office
    assert data.improvement[0][0] > 0 > data.improvement[0][2]
    assert data.cells[0][2].startswith("−")
    with use_style():
        (axes,) = sweep_plot.draw_map(data).axes
    (line,) = axes.lines
    (value, *_) = data.break_evens
    assert value is not None
    place = 1 + (value - 20.0) / 40.0 if value > 20.0 else (value - 5.0) / 15.0
    drawn = np.asarray(line.get_xydata(), np.float64)
    assert drawn == pytest.approx(np.array([(place, 0.0), (place, 1.0)]))  # cells have equal sizes


@pytest.mark.slow
def test_each_figure_is_written_with_its_alt_text(tmp_path: Path) -> None:
    paths = sweep_plot.write_sweep_figures(played(), tmp_path)
    assert len(paths) == 2 * 3 + 1
    alt = json.loads((tmp_path / "figures.json").read_text("utf-8"))
    assert set(alt) == {"sweep-1-first_report", "sweep-1-aware_t90"}
    assert "at 5 s" in alt["sweep-1-first_report"]
