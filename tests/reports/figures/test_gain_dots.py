"""Paired gains as dots: the gains by another path, which dots stand for all, the claim, and where dots stand."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.figures import gain_dots
from reports.figures.style import FRAME_POINTS
from sim.experiment.comparison import Comparison
from sim.experiment.raw_results import RawResults
from sim.measures import MEASURES
from sim.statistics.paired import Pairing, select_quantile_dots
from sim.statistics.summaries import Arm
from tests.reports.drawn_lines import draw_apart, present
from tests.sim.exercise.reviews import a_few, looked_back
from tests.sim.experiment.comparisons import ROWS, made

INF = math.inf


def test_each_dot_is_the_middle_of_an_equal_part() -> None:
    assert select_quantile_dots(np.arange(1000.0)[::-1]) == tuple(range(10, 1000, 20))
    assert select_quantile_dots(np.array([3.0, INF, -INF])) == (-INF, 3.0, INF)


def with_raw(before: list[float], after: list[float]) -> tuple[Comparison, Pairing, RawResults]:
    """The comparison made by hand, whose main pairing had these times of its first primary measure."""
    arms = tuple(Arm(one) for one in (ROWS[1].baseline, ROWS[1].strategy))
    values = np.array([before, after]).T[:, :, np.newaxis]
    raw = RawResults("s", "c", 1, arms, (MEASURES["first_unit_on_scene"],), values, 1800.0)
    return made(), ROWS[1].pairing, raw


def test_a_comparison_pairs_run_by_run_and_what_one_arm_alone_reached_has_no_number() -> None:
    before = [100.0] * 10 + [2000.0] * 5 + [300.0] * 5 + [2000.0] * 5
    after = [99.5] * 5 + [40.0] * 5 + [200.0] * 5 + [2000.0] * 5 + [1900.0] * 5
    (panel,) = present(gain_dots.build_dots_of_comparison(*with_raw(before, after))).panels
    assert panel.gains == (*[-INF] * 5, *[0.0] * 5, *[0.5] * 5, *[60.0] * 5, *[INF] * 5)
    assert (panel.counts, panel.unmoved) == ({"worse": 5, "same": 10, "better": 10}, 10)
    scale = gain_dots.build_scale([panel])
    *_, worse, better, alone = sorted(stack.x for stack in gain_dots.stack_dots(panel, scale))
    assert worse < scale.left < better < scale.left + scale.width < alone


def test_with_few_runs_there_are_no_dots() -> None:
    comparison, pairing, raw = with_raw([1.0], [1.0])
    few = made(contrasts=tuple(one.__class__(**{**vars(one), "n": 19}) for one in comparison.contrasts))
    assert gain_dots.build_dots_of_comparison(few, pairing, raw) is None


def panel_of(gains: list[float], measure: str = "aware_t90") -> gain_dots.DotsPanel:
    return gain_dots.DotsPanel("", measure, MEASURES[measure].unit, 15.0, tuple(gains), 0.0, "no difference")


@pytest.mark.parametrize(
    ("gains", "claim"),
    [
        ([15.0, 90.0, 0.2, -70.0], "Sooner by 15 s or more in 50% of runs with the app"),
        ([50.0, -90.0, -80.0], "Later by 15 s or more in 67% of runs with the app"),
        ([0.0, 14.9, -14.9, 70.0], "No difference that matters in 75% of runs with the app"),
    ],
)
def test_the_claim_is_the_larger_group_of_what_matters(gains: list[float], claim: str) -> None:
    assert gain_dots.write_claim(panel_of(gains), "the app") == claim


@given(st.lists(st.floats(-4000.0, 4000.0) | st.sampled_from([0.0, INF, -INF]), min_size=1, max_size=50))
def test_dots_lie_apart_within_half_a_column_of_their_gain_and_never_at_zero(gains: list[float]) -> None:
    panel = panel_of(gains)
    scale = gain_dots.build_scale([panel])
    stacks = sorted(gain_dots.stack_dots(panel, scale))
    assert sum(len(stack.ways) for stack in stacks) == len(gains)
    assert all(right.x - left.x >= scale.pitch * (1.0 - 1e-9) for left, right in pairwise(stacks))
    assert stacks[0].x - scale.pitch / 2 >= -1e-6
    assert stacks[-1].x + scale.pitch / 2 <= FRAME_POINTS + 1e-6
    zero = scale.x(0.0)
    assert all(stack.x > zero for stack in stacks if "better" in stack.ways)
    assert all(stack.x < zero for stack in stacks if "worse" in stack.ways)
    half = scale.width * scale.step / (scale.high - scale.low) / 2
    for gain in filter(lambda one: math.isfinite(one) and not gain_dots.is_unmoved(one, panel.unit), gains):
        assert any(
            abs(stack.x - scale.x(gain)) <= half * (1.0 + 1e-9)
            and gain_dots.find_way(gain, panel.smallest) in stack.ways
            for stack in stacks
        )


@pytest.mark.slow
def test_every_dot_and_the_band_of_what_does_not_matter_are_drawn_and_every_text_stands_apart() -> None:
    data = present(gain_dots.build_dots_of_exercise(looked_back(), a_few()))
    arms = a_few().alert_effects, a_few().team_effects
    assert [panel.gains for panel in data.panels] == [
        one.dots for effects in arms for one in effects if one.measure == "aware_t90"
    ]
    figure = draw_apart(gain_dots.draw_dots, data)
    for axes, panel in zip(figure.axes, data.panels, strict=True):
        assert sum(line.get_marker() in ("o", "s") for line in axes.get_lines()) == len(panel.gains)
        band = axes.patches[0].get_extents().transformed(axes.transData.inverted())
        scale = gain_dots.build_scale(data.panels)
        assert (band.x0, band.x1) == pytest.approx((scale.x(-15.0), scale.x(15.0)))
