"""Where the seconds go: stages that add up to the difference, whatever the order of the steps, and what the axes show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from reports.figures.stage_waterfall import StagesFigure, build_stages, draw_stages, split_stages
from scenarios.library import open_emergency
from sim.experiment.compare import compare
from sim.experiment.raw_results import RawResults
from sim.measures import MEASURES
from sim.statistics.summaries import Arm
from tests.reports.drawn_lines import check_texts_apart, present
from tests.sim.experiment.comparisons import APP, ROWS, SOONER, TODAY, made, missed, primary

STEPS = ("recognition", "first_report", "first_campus_alert", "aware_t50", "aware_t90")
PAIRING = ROWS[1].pairing
INF = math.inf


def results(without: Sequence[tuple[float, ...]], with_: Sequence[tuple[float, ...]]) -> RawResults:
    """Steps of each replication, in the order of `STEPS`."""
    values = np.array([without, with_]).transpose(1, 0, 2)
    measures = tuple(MEASURES[step] for step in STEPS)
    return RawResults("s", "c", 1, (Arm(TODAY), Arm(APP)), measures, values, 1800.0)


def figure_of(raw: RawResults, **given: Any) -> StagesFigure:
    one = replace(primary(PAIRING, "aware_t90", 20.0, SOONER), **given)
    return present(build_stages(made(contrasts=(one,), headlines=ROWS[1:2]), PAIRING, raw))


def test_the_stages_of_a_run_add_up_to_its_time() -> None:
    raw = results(
        [
            (10.0, 30.0, 40.0, 70.0, 100.0),
            (10.0, 30.0, 80.0, 60.0, 100.0),  # half are aware before the first alert
            (10.0, 30.0, INF, 60.0, 100.0),  # never an alert
            (10.0, 30.0, 40.0, 70.0, INF),
        ],
        [(0.0,) * 5] * 4,
    )
    assert split_stages(raw, Arm(TODAY), STEPS).tolist() == [
        [10.0, 20.0, 10.0, 30.0, 30.0],
        [10.0, 20.0, 50.0, 0.0, 20.0],
        [10.0, 20.0, 70.0, 0.0, 0.0],
        [10.0, 20.0, 10.0, 30.0, 1730.0],
    ]


@pytest.mark.slow
def test_the_gains_of_all_stages_add_up_to_the_difference_of_the_comparison() -> None:
    raw: list[RawResults] = []
    emergency = open_emergency("active-assailant", strategies=["office-pa", "practice+app"])
    comparison = compare(
        emergency,
        strategies=["office-pa", "practice+app"],
        replications=20,
        input_pairs=0,
        joint=0,
        workers=1,
        on_results=raw.append,
    )
    [one] = [each for each in comparison.contrasts if each.measure == "aware_t90"]
    pairing = comparison.headlines[0].pairing if comparison.headlines else None
    data = present(build_stages(comparison, present(pairing), raw[0]))
    assert sum(stage.gain for stage in data.stages) == pytest.approx(one.reduction, abs=1e-9)
    assert one.reduction != 0.0


def test_beside_a_median_the_runs_count_in_which_both_arms_achieved_it() -> None:
    before = [(10.0, 30.0, 40.0, 70.0, 100.0), (10.0, 30.0, 40.0, 70.0, INF)]
    after = [(10.0, 30.0, 35.0, 50.0, 90.0), (10.0, 30.0, 35.0, 50.0, 60.0)]
    data = figure_of(results(before, after), **missed(10.0))
    assert [stage.gain for stage in data.stages] == [0.0, 0.0, 5.0, 15.0, -10.0]
    assert "1 matched run in which both achieved it" in data.note


def test_the_title_claims_what_is_beyond_chance() -> None:
    before = [(10.0, 30.0, 40.0 + at, 70.0 + at, 100.0) for at in range(4)]
    after = [(10.0, 30.0, 35.0 + at, 50.0 + at, 90.0) for at in range(4)]
    assert figure_of(results(before, after)).title == "20 s saved and 10 s lost on the way to 90% aware"
    swapped = results([*before, *after], [*after, *before])
    assert figure_of(swapped).title == "90% of staff aware 20 s sooner with the app"


@pytest.mark.usefixtures("styled")
def test_the_axes_show_stages_then_gains_then_the_time_with_the_strategy() -> None:
    before, after = [(10.0, 30.0, 40.0, 70.0, 100.0)] * 2, [(10.0, 30.0, 35.0, 50.0, 90.0)] * 2
    figure = draw_stages(figure_of(results(before, after)))
    figure.draw_without_rendering()
    check_texts_apart(figure)
    (axes,) = figure.axes
    drawn = [(bar.get_x(), bar.get_width()) for bar in axes.patches if isinstance(bar, Rectangle)]
    stages = [(0.0, 10.0), (10.0, 20.0), (30.0, 10.0), (40.0, 30.0), (70.0, 30.0)]
    gains = [(100.0, 0.0), (100.0, 0.0), (100.0, -5.0), (95.0, -15.0), (80.0, 10.0)]
    assert drawn == [*stages, *gains, (0.0, 90.0)]
