"""Morris effects and Sobol indices by hand and against closed forms and scipy; what chance adds at points with the same pairs."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.measures import MEASURES
from sim.statistics import global_sensitivity
from sim.statistics.estimators import Resamples
from sim.statistics.joint import estimate_joint
from sim.statistics.sensitivity import ShiftEstimator
from tests.sim.exercise.exercises import known

Floats = NDArray[np.float64]


def test_a_trajectory_moves_each_input_once_by_one_step_and_more_only_add_to_the_first_ones() -> None:
    points = global_sensitivity.draw_trajectories(7, 40, seed=1)
    moves = np.diff(points, axis=1)
    assert np.count_nonzero(moves, axis=2).tolist() == [[1] * 7] * 40
    assert np.count_nonzero(moves, axis=1).tolist() == [[1] * 7] * 40
    assert np.abs(moves[moves != 0.0]) == pytest.approx(global_sensitivity.STEP)
    assert np.unique(np.round(3 * points, 12)).tolist() == [0.0, 1.0, 2.0, 3.0]
    assert np.abs(points[:, 0].mean() - 0.5) < 4 * math.sqrt(5 / 36 / 280)
    few, many = global_sensitivity.draw_trajectories(5, 3, seed=2), global_sensitivity.draw_trajectories(5, 8, seed=2)
    assert many[:3].tolist() == few.tolist()
    assert global_sensitivity.draw_trajectories(5, 3, seed=3).tolist() != few.tolist()


def test_effects_of_a_linear_function_are_its_coefficients_and_of_a_curved_one_differ() -> None:
    """In whatever order and direction a trajectory moves."""
    points = global_sensitivity.draw_trajectories(4, 6, seed=1)
    coefficients = np.array([12.0, -3.0, 0.0, 0.5])
    effects = global_sensitivity.find_elementary_effects(points, points @ coefficients)
    assert effects == pytest.approx(np.tile(coefficients, (6, 1)))
    summaries = [global_sensitivity.summarize_effects(column) for column in effects.T]
    found = [(e.mu_star, e.direction) for e in summaries if e is not None]
    assert [size for size, _ in found] == pytest.approx([12.0, 3.0, 0.0, 0.5])
    assert [direction for _, direction in found] == ["up", "down", "both", "up"]
    # x² rises by (4/9) / (2/3) from 0 and by (1 - 1/9) / (2/3) to 1: 2/3 and 4/3, each in half of the trajectories.
    points = global_sensitivity.draw_trajectories(2, 400, seed=1)
    effects = global_sensitivity.find_elementary_effects(points, points[..., 0] ** 2)
    assert sorted(set(np.round(effects[:, 0], 9))) == pytest.approx([2 / 3, 4 / 3])
    summary = known(global_sensitivity.summarize_effects(effects[:, 0]))
    assert summary.sigma == pytest.approx(1 / 3, rel=0.02)
    assert summary.mu == pytest.approx(1.0, abs=4 / 3 / 20)
    assert (summary.mu_star_high or 0.0) - summary.mu == pytest.approx(1.966 / 3 / 20, rel=0.02)


def test_effects_are_summarized_by_hand_without_those_of_an_unknown_end() -> None:
    """1, -3 and 8: mean 2, deviations 1, 5, 6 of sum of squares 62, one less than three in the divisor; sizes have the mean 4."""
    found = known(global_sensitivity.summarize_effects(np.array([1.0, -3.0, 8.0])))
    assert (found.effects, found.mu, found.mu_star, found.sigma) == pytest.approx((3, 2.0, 4.0, math.sqrt(31.0)))
    points = global_sensitivity.draw_trajectories(3, 4, seed=1)
    values = points @ np.array([1.0, 2.0, 3.0])
    values[0] = np.nan
    of_second = global_sensitivity.find_elementary_effects(points, values)[:, 1]
    summary = known(global_sensitivity.summarize_effects(of_second))
    assert summary.effects == 3
    assert summary.mu == pytest.approx(2.0)
    assert global_sensitivity.summarize_effects(np.full(4, np.nan)) is None


def ishigami(shares: Floats) -> Floats:
    """With a = 7 and b = 0.1, of shares of the range -π to π, (..., 3)."""
    x = math.pi * (2 * shares - 1)
    value: Floats = np.sin(x[..., 0]) + 7 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])
    return value


V1, V2, V13 = (1 + 0.1 * math.pi**4 / 5) ** 2 / 2, 49 / 8, 8 * 0.01 * math.pi**8 / 225
VARIANCE = V1 + V2 + V13
FIRST = (V1 / VARIANCE, V2 / VARIANCE, 0.0)
TOTAL = ((V1 + V13) / VARIANCE, V2 / VARIANCE, V13 / VARIANCE)
"""Closed forms: Ishigami and Homma (1990)."""

ALONE = ([0], [1], [2])


def outputs(points: int, seed: int, groups: tuple[list[int], ...] = ALONE) -> tuple[Floats, Floats, Floats]:
    a, b = global_sensitivity.draw_matrices(3, points, seed)
    return ishigami(a), ishigami(b), ishigami(global_sensitivity.exchange_columns(a, b, groups))


@pytest.mark.slow
def test_a_group_has_the_indices_of_its_inputs_together() -> None:
    """The total of two is what the third does not explain alone; their first has their interaction."""
    points = 2**12
    (group,) = global_sensitivity.estimate_indices(*outputs(points, 2, ([0, 2],)), seed=1)
    error = 4 / math.sqrt(points)
    assert group.first == pytest.approx(1 - TOTAL[1], abs=error)
    assert group.total == pytest.approx(1 - FIRST[1], abs=error)


def test_indices_are_those_of_scipy_and_without_variance_zero() -> None:
    f_a, f_b, f_ab = outputs(128, 3)
    theirs = stats.sobol_indices(func={"f_A": f_a[None], "f_B": f_b[None], "f_AB": f_ab[:, None]}, n=128)
    ours = global_sensitivity.estimate_indices(f_a, f_b, f_ab, seed=1)
    assert [index.first for index in ours] == pytest.approx(np.ravel(theirs.first_order))
    assert [index.total for index in ours] == pytest.approx(np.ravel(theirs.total_order))
    constant = np.full(8, 3.0)
    (index,) = global_sensitivity.estimate_indices(constant, constant, constant[None], seed=1)
    assert index == global_sensitivity.SobolIndex(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@pytest.mark.slow
def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    """In 95% of 60 designs of 256 points, short of four standard errors; a Sobol sequence makes them wide."""
    found = [global_sensitivity.estimate_indices(*outputs(256, seed), seed=seed) for seed in range(60)]

    def holds(index: global_sensitivity.SobolIndex, first: float, total: float) -> tuple[bool, bool]:
        return index.first_low <= first <= index.first_high, index.total_low <= total <= index.total_high

    held = np.array([[holds(*row) for row in zip(indices, FIRST, TOTAL, strict=True)] for indices in found])
    assert held.mean(axis=0).min() > 0.95 - 4 * math.sqrt(0.95 * 0.05 / 60)
    assert max(index.first_high - index.first_low for indices in found for index in indices) < 1.0


def test_what_chance_adds_to_all_points_alike_is_no_error_of_a_point() -> None:
    """Points of spread 6, pairs of spread 50 that all points share, and 10 for each point and pair."""
    random = np.random.default_rng(5)
    points, pairs = 400, 40
    truth = 20.0 + 6.0 * random.standard_normal(points)
    differences = truth[:, None] + 50.0 * random.standard_normal(pairs) + 10.0 * random.standard_normal((points, pairs))
    estimator = ShiftEstimator(MEASURES["aware_t90"], "mean", 1800.0, 15.0)
    errors = global_sensitivity.estimate_crossed_errors(estimator, differences, Resamples(1, pairs))
    assert math.sqrt(float((errors**2).mean())) == pytest.approx(10.0 / math.sqrt(pairs), rel=0.06)
    estimate = estimate_joint(differences.mean(axis=1), errors, 15.0)
    assert estimate.range is not None
    spread = (estimate.range.high - estimate.range.low) / (2 * 1.645)
    assert spread == pytest.approx(truth.std(), rel=4 / math.sqrt(2 * points))
