"""The figures of a sensitivity analysis: what is drawn, checked as data, and that it is drawn at all."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reports.figures import sensitivity_plot
from reports.figures.sensitivity_plot import build_box_figure, write_sensitivity_figure
from tests.reports.comparison.sensitivities import DISCOVERY, build_sensitivity
from tests.reports.drawn_lines import present

ONE_CONDITION = replace(DISCOVERY, conditions=DISCOVERY.conditions[:1])


def test_bars_are_by_total_index_with_all_other_inputs_last() -> None:
    figure = present(sensitivity_plot.build_index_figure(build_sensitivity()))
    assert [index.total for _, index in figure.bars] == [0.52, 0.29, 0.16, 0.06]
    assert len(figure.title.split()) <= 10


def test_dots_of_the_outcome_are_those_of_the_samples() -> None:
    result = build_sensitivity()
    figure = present(build_box_figure(result))
    assert figure.outcome.tolist() == (result.samples.reductions <= -15.0).tolist()
    assert np.array_equal(figure.x, result.samples.values[:, 0])
    assert np.array_equal(figure.y, result.samples.values[:, 1])
    assert figure.x_axis.box == (0.0, 0.27)


def test_with_one_condition_the_other_axis_is_the_difference() -> None:
    result = build_sensitivity(discovery=ONE_CONDITION)
    figure = present(build_box_figure(result))
    assert figure.y_axis is None
    assert np.array_equal(figure.y, result.samples.reductions)


def test_there_is_no_figure_of_what_is_not_known() -> None:
    result = build_sensitivity()
    inputs = tuple(replace(screened, sobol=None) for screened in result.inputs)
    assert list(sensitivity_plot.iterate_sensitivity_drawings(replace(result, inputs=inputs, discovery=None))) == []


@pytest.mark.slow
def test_they_are_drawn_in_every_format(tmp_path: Path) -> None:
    write_sensitivity_figure(build_sensitivity(), tmp_path / "two")
    write_sensitivity_figure(build_sensitivity(discovery=ONE_CONDITION), tmp_path / "one")
    names = {path.name for path in (tmp_path / "two").iterdir()}
    assert names == {path.name for path in (tmp_path / "one").iterdir()}
    assert names == {
        "figures.json",
        *(f"{name}.{form}" for name in ("sensitivity", "sensitivity-conditions") for form in ("svg", "pdf", "png")),
    }
